"""The preview: a sheet from the files as they are now, and again on every change."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from conftest import put_edition
from factsheets.cli.preview import Preview
from factsheets.problems import FactsheetsError
from factsheets.render.formats import Format

PATIENCE = 30.0  # seconds, for what takes one


@pytest.fixture
def preview(tmp_path: Path) -> Preview:
    """Wyoming's sheet, from a copy of the repository's edition."""
    return Preview("Wyoming", put_edition(tmp_path))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def wording(preview: Preview) -> Path:
    return preview.data.with_name("templates") / "factsheet.md.j2"


# --- the sheet


def test_a_preview_is_made_from_the_files_as_they_are_now(preview: Preview) -> None:
    assert b"**In 2023, 809 CyberTipline reports" in preview.content(Format.TEXT)

    change(preview.data, "reports: 809", "reports: 811")
    change(wording(preview), "operates the CyberTipline", "runs the CyberTipline")

    text = preview.content(Format.TEXT)
    assert b"**In 2023, 811 CyberTipline reports" in text
    assert b"NCMEC runs the CyberTipline" in text


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("wyoming.txt", b"The National Center"),
        ("wyoming.html", b"<!DOCTYPE html>"),
        ("wyoming.pdf", b"%PDF-"),
    ],
)
def test_a_preview_has_the_files_that_a_build_has(
    preview: Preview, name: str, start: bytes
) -> None:
    assert preview.file(name).startswith(start)


@pytest.mark.parametrize(
    "name", ["", "montana.html", "wyoming", "states.yaml", "../states.yaml", "%2e%2e/states.yaml"]
)
def test_a_preview_has_no_other_file(preview: Preview, name: str) -> None:
    with pytest.raises(LookupError):
        preview.file(name)


def test_a_problem_of_the_state_is_raised(preview: Preview) -> None:
    change(preview.data, "total: 23", "total: 24")

    with pytest.raises(FactsheetsError, match=r"Wyoming.*missing_children\.total"):
        preview.content(Format.TEXT)


def test_a_problem_of_another_state_is_not(preview: Preview) -> None:
    change(preview.data, "total: 467", "total: 468")

    assert preview.sheet().state == "Wyoming"


def test_a_preview_without_the_departures_is_in_the_house_style(preview: Preview) -> None:
    in_house_style = replace(preview, house_style=True)

    assert b"Children **Wyoming Data**" in in_house_style.content(Format.TEXT)
    assert b"Children Wyoming Data" in preview.content(Format.TEXT)


# --- changes


def changes_of(preview: Preview) -> queue.Queue[None]:
    """A queue that gets an item for each change. The thread behind it ends with the tests."""
    found: queue.Queue[None] = queue.Queue()

    follow = partial(preview.follow, lambda: found.put(None))
    threading.Thread(target=follow, daemon=True).start()
    return found


def show_and_stop(shown: list[str]) -> None:
    """Show something, and press Ctrl-C before that is done."""
    shown.append("shown")
    raise KeyboardInterrupt


def is_told(changes: queue.Queue[None], save: Callable[[], object]) -> bool:
    """Whether a change comes after ``save``, which is done again until it does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        save()
        try:
            changes.get(timeout=0.5)
        except queue.Empty:
            continue
        return True
    return False


def drain(changes: queue.Queue[None], quiet: float) -> int:
    """How many changes come until none has come for ``quiet`` seconds."""
    number = 0
    while True:
        try:
            changes.get(timeout=quiet)
        except queue.Empty:
            return number
        number += 1


@pytest.mark.slow
def test_a_change_of_the_data_a_template_or_a_font_is_told_and_no_other(preview: Preview) -> None:
    changes = changes_of(preview)
    changes.get(timeout=PATIENCE)  # what there is at first
    templates = wording(preview).parent
    font = next(templates.glob("fonts/*.ttf"))

    for path in (preview.data, wording(preview), templates / "web.css", font):
        assert is_told(changes, partial(path.write_bytes, path.read_bytes()))
    drain(changes, quiet=1.0)

    (preview.data.parent / "notes.txt").write_text("Call Montana.")

    assert drain(changes, quiet=1.0) == 0


def test_a_data_file_that_is_a_link_to_itself_is_waited_for_like_one_that_is_missing(
    tmp_path: Path,
) -> None:
    link = put_edition(tmp_path)
    link.unlink()
    link.symlink_to(link)

    shown: list[str] = []

    Preview("Wyoming", link).follow(partial(show_and_stop, shown))

    assert shown == ["shown"]


def test_ctrl_c_while_a_change_is_shown_ends_the_preview_like_any_other(preview: Preview) -> None:
    shown: list[str] = []

    def show() -> None:
        if shown:
            show_and_stop(shown)
        shown.append("first")
        threading.Timer(0.5, save).start()

    def save() -> None:
        for _ in range(20):
            if len(shown) == 1:
                preview.data.write_bytes(preview.data.read_bytes())
                time.sleep(0.5)

    preview.follow(show)

    assert shown == ["first", "shown"]
