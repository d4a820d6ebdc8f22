"""The preview: a sheet from the files as they are now, and again on every change."""

from __future__ import annotations

import queue
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pypdfium2
import pytest

from conftest import data_text, invented, put_edition
from factsheets.build.build import build
from factsheets.cli.preview import Preview, _own_folder
from factsheets.edition.edition import open_edition
from factsheets.edition.new_year import new_year
from factsheets.figures.values import SAMPLE_MARK
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
    assert b"**In 2023, 809 CyberTipline reports" in preview.shown().content(Format.TEXT)

    change(preview.data, "reports: 809", "reports: 811")
    change(wording(preview), "operates the CyberTipline", "runs the CyberTipline")

    text = preview.shown().content(Format.TEXT)
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
        preview.shown().content(Format.TEXT)


def test_a_problem_of_another_state_is_not(preview: Preview) -> None:
    change(preview.data, "total: 467", "total: 468")

    assert preview.shown().sheet.state == "Wyoming"


def test_a_preview_without_the_departures_is_in_the_house_style(preview: Preview) -> None:
    in_house_style = replace(preview, house_style=True)

    assert b"Children **Wyoming Data**" in in_house_style.shown().content(Format.TEXT)
    assert b"Children Wyoming Data" in preview.shown().content(Format.TEXT)


# --- a state that is awaited


@pytest.fixture
def awaited(preview: Preview) -> Preview:
    """The same while Wyoming is awaited for 2024, with 2023 in the archive."""
    new_year(preview.data, 2024)
    return preview


def pages_of(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [each.get_textpage().get_text_range() for each in document]


def test_an_awaited_state_is_shown_with_last_years_figures_and_marked_in_all_formats(
    awaited: Preview,
) -> None:
    mark = "SAMPLE: FIGURES OF 2023, NOT OF 2024. DO NOT PUBLISH."
    shown = awaited.shown()

    text = shown.content(Format.TEXT).decode()
    assert "In 2024, 809 CyberTipline reports were made available" in text
    assert text.startswith(f"**{mark}**\n")
    assert text.endswith(f"\n**{mark}**\n")
    page = shown.content(Format.HTML).decode()
    assert page.count(f"<p><strong>{mark}</strong></p>") == 3  # before, after and beside the words
    assert page.count(mark) == 4  # and where a browser prints the page
    assert '"sample": true' in page
    assert SAMPLE_MARK not in page
    pages = pages_of(shown.content(Format.PDF))
    on_each = [" ".join(each.split()).count(mark) for each in pages]
    assert on_each == [2, 2]  # in the margin, and at the beginning or the end of the sheet
    assert SAMPLE_MARK not in "".join(pages)


def test_an_awaited_state_without_a_last_year_is_a_sample(awaited: Preview) -> None:
    shutil.rmtree(awaited.data.parent / "archive")

    shown = awaited.shown()

    assert shown.content(Format.TEXT).startswith(f"**{SAMPLE_MARK}**\n".encode())
    assert all(
        SAMPLE_MARK in " ".join(each.split()) for each in pages_of(shown.content(Format.PDF))
    )


def test_the_mark_of_one_preview_is_not_on_the_next(awaited: Preview) -> None:
    awaited.shown().content(Format.PDF)
    archived = replace(awaited, data=awaited.data.parent / "archive/2023/states.yaml")

    assert "SAMPLE" not in "".join(pages_of(archived.shown().content(Format.PDF)))


def test_no_build_makes_a_sheet_of_a_state_that_is_awaited(awaited: Preview) -> None:
    edition = open_edition(awaited.data)
    awaited.shown()
    output = awaited.data.with_name("output")

    report = build(edition.dataset, edition.templates, output, states=["Wyoming"], force=True)

    assert report.awaited == ("Wyoming",)
    assert not list(output.rglob("wyoming*"))
    assert "809" not in (output / "2024/index.html").read_text()


def test_an_awaited_state_that_is_filled_in_is_shown_with_its_own(awaited: Preview) -> None:
    awaited.data.write_text(data_text({"Wyoming": invented()}, sample=False, year=2024))

    assert "SAMPLE" not in awaited.shown().content(Format.TEXT).decode()


def test_an_archive_that_cannot_be_used_is_named(awaited: Preview) -> None:
    (awaited.data.parent / "archive/2023/states.yaml").write_text("year: 2023\n")

    with pytest.raises(FactsheetsError, match=r"archive/2023/states\.yaml"):
        awaited.shown()


# --- the file that is opened


def test_previews_take_the_same_folder_each_time(drafts: Path) -> None:
    assert _own_folder() == _own_folder()
    assert len(list(drafts.iterdir())) == 1
    assert _own_folder().stat().st_mode & 0o077 == 0


def test_a_folder_that_somebody_else_has_put_there_is_not_written_to(drafts: Path) -> None:
    theirs = drafts / "theirs"
    theirs.mkdir()
    folder = _own_folder()
    folder.rmdir()
    folder.symlink_to(theirs)

    (_own_folder() / "wyoming.pdf").write_text("ours")

    assert list(theirs.iterdir()) == []


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
