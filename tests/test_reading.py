"""The wording read backwards: what a sheet prints comes back, and nothing is guessed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from conftest import PUBLISHED
from factsheets.dataset import load
from factsheets.documents import read_document
from factsheets.figures import (
    NOT_REPORTED,
    Figure,
    national_figures,
    state_figures,
    value_of,
)
from factsheets.formats import Format, render
from factsheets.reading import Reader, Reading
from factsheets.templates import Templates
from factsheets.text import render_text
from factsheets.wording import Sheet, Wording
from strategies import data_files
from test_properties import quick, slow

PUBLISHED_STATES = ["Missouri", "Montana", "Wisconsin", "Wyoming"]
SHOWS_ABSENCE = {
    "cvip_submissions",
    "trafficking_engagements",
    "team_hope_supported",
    "mental_health_connections",
    "team_adam_cases",
    "connect_new_users",
}
ONLY_BOLD = {"plain_title", "hope_bold_before_stop", "connect_bold_whole"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")


@pytest.fixture(scope="module")
def wording(templates: Templates) -> Wording:
    return Wording(templates)


@pytest.fixture(scope="module")
def reader(wording: Wording) -> Reader:
    return Reader(wording)


def composed(text: str, folder: Path, wording: Wording) -> Sheet:
    path = folder / "states.yaml"
    path.write_text(text)
    dataset = load(path)
    (state,) = dataset.ready
    return wording.compose(dataset, state)


def shown(sheet: Sheet, *, bold: bool) -> dict[str, Any]:
    """What DESIGN.md says that the sheet shows of its data."""
    figures = {path: value_of(sheet.figures, path) for path in state_figures()}
    for path in SHOWS_ABSENCE:
        figures[path] = figures[path] or NOT_REPORTED  # a passage for 0 is left out too
    national: dict[str, Figure] = {
        path: value_of(sheet.national, path) for path in national_figures()
    }
    reports, files = sheet.national.cybertipline_reports, sheet.national.cybertipline_files
    if reports >= 1_000_000:  # printed "36.2 million"
        national["cybertipline_reports"] = (reports + 50_000) // 100_000 * 100_000
    if files >= 1_000_000:  # printed "more than 105 million"
        national["cybertipline_files"] = files // 100_000 * 100_000
    if figures["team_adam_cases"] is not NOT_REPORTED:  # the national sentence is left out
        del national["team_adam_incidents"], national["team_adam_long_term_cases"]
    hidden = set() if bold else set(ONLY_BOLD)
    if figures["team_hope_supported"] is NOT_REPORTED:
        hidden.add("hope_bold_before_stop")
    if figures["connect_new_users"] is NOT_REPORTED:
        hidden.add("connect_bold_whole")
    return {
        "state": sheet.state,
        "year": sheet.year,
        "sample": sheet.sample,
        "figures": figures,
        "national": national,
        "departures": set(sheet.figures.as_published) - hidden,
        "hidden": hidden,
    }


def told(reading: Reading) -> dict[str, Any]:
    """What was read, to be compared with what is ``shown``."""
    found = {name: getattr(reading, name) for name in shown_names()}
    return {**found, "departures": set(reading.departures), "hidden": set(reading.hidden)}


def shown_names() -> list[str]:
    return ["state", "year", "sample", "figures", "national", "departures", "hidden"]


@quick
@given(text=data_files())
def test_the_text_gives_back_what_it_shows(
    text: str, folder: Path, wording: Wording, reader: Reader
) -> None:
    sheet = composed(text, folder, wording)
    path = folder / "sheet.txt"
    printed = render_text(sheet)
    for content, bold in ((printed, True), (printed.replace("**", ""), False)):
        path.write_text(content)
        has_bold = bold and "**" in content
        assert told(reader.read(read_document(path))) == shown(sheet, bold=has_bold)


@quick
@given(text=data_files())
def test_the_page_gives_back_what_it_shows(
    text: str, folder: Path, wording: Wording, reader: Reader, templates: Templates
) -> None:
    sheet = composed(text, folder, wording)
    path = folder / "sheet.html"
    path.write_bytes(render(sheet, Format.HTML, templates))
    assert told(reader.read(read_document(path))) == shown(sheet, bold=True)


@slow
@given(text=data_files())
def test_the_pdf_gives_back_what_it_shows(
    text: str, folder: Path, wording: Wording, reader: Reader, templates: Templates
) -> None:
    sheet = composed(text, folder, wording)
    path = folder / "sheet.pdf"
    path.write_bytes(render(sheet, Format.PDF, templates))
    assert told(reader.read(read_document(path))) == shown(sheet, bold=True)


@pytest.mark.parametrize("bold", [True, False], ids=["with bold", "without bold"])
@pytest.mark.parametrize("width", [0, 72], ids=["as extracted", "wrapped"])
@pytest.mark.parametrize("state", PUBLISHED_STATES)
def test_a_published_sheet_gives_its_figures(
    state: str, width: int, bold: bool, tmp_path: Path, reader: Reader, sheets: dict[str, Sheet]
) -> None:
    text = (PUBLISHED / f"{state.lower()}.txt").read_text()
    if not bold:
        text = text.replace("**", "")
    if width:
        text = re.sub(rf"(.{{{width}}}\S*?(?:[-/](?=\S)|\s))", r"\1\n", text)
    path = tmp_path / "sheet.txt"
    path.write_text(text)

    assert told(reader.read(read_document(path))) == shown(sheets[state], bold=bold)
