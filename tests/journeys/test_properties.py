"""What holds for every sheet that any good data file can give."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from conftest import CATALOGUE
from factsheets.dataset.load import load
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.html import render_html, render_print_page
from factsheets.render.pdf import render_pdf
from factsheets.render.text import render_text
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording
from render.test_html import blocks_of
from render.test_pdf import words_of
from strategies import data_files

NUMBER = r"(?<![0-9,.])([0-9][0-9,]*(?:\.[0-9])?(?: million)?)"
# What stands behind a number: for 1, and for any other.
NOUNS = [
    ("report related", "reports related"),
    ("piece of reported", "pieces of reported"),
    ("CyberTipline report was made", "CyberTipline reports were made"),
    ("child.", "children."),
    ("submission of", "submissions of"),
    ("missing child case,", "missing child cases,"),
    ("case of missing", "cases of missing"),
    ("report relating", "reports relating"),
    ("engagement with", "engagements with"),
    ("survivor or family with", "survivors and families with"),
    ("survivor/family in", "survivors/families in"),
    ("survivor/family to", "survivors/families to"),
    ("case in", "cases in"),
    ("incident involving", "incidents involving"),
    ("long-term missing child case.", "long-term missing children cases."),
    ("registered user", "registered users"),
    (
        "new law enforcement and child-serving professional",
        "new law enforcement and child-serving professionals",
    ),
]
# Where each figure of a state is printed, read from the published sheets.
PLACES = {
    "cybertipline_reports": rf"In [0-9]{{4}}, {NUMBER} CyberTipline reports? w",
    "missing_children.total": rf"NCMEC handled {NUMBER} cases? of missing children from",
    "missing_children.social_services": rf"Missing From Social Services(?: Facility)?\t{NUMBER}\n",
    "missing_children.other": rf"Other Missing Children Cases\t{NUMBER}\n",
    "missing_children.refugee_resettlement": rf"\(HHS-ORR\) :\t{NUMBER}\n",
    "cvip_submissions": rf"NCMEC reviewed {NUMBER} submissions? of",
    "trafficking_engagements": rf"NCMEC had {NUMBER} engagements? with",
    "team_hope_supported": rf"including {NUMBER} survivors?/famil",
    "mental_health_connections": rf"NCMEC connected {NUMBER} survivors?/famil",
    "team_adam_cases": rf"critical case assistance on {NUMBER} cases? in",
    "connect_new_users": rf"including {NUMBER} new law enforcement",
}
ALWAYS_PRINTED = list(PLACES)[:5]

quick = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
slow = settings(quick, max_examples=6)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("properties")


def _sheet(text: str, folder: Path, wording: Wording) -> Sheet:
    path = folder / "states.yaml"
    path.write_text(text)
    dataset = load(path, catalogue=CATALOGUE)
    assert not dataset.problems, dataset.problems
    (state,) = dataset.ready
    return wording.compose(dataset, state)


@pytest.mark.slow
@quick
@given(text=data_files())
def test_the_page_says_what_the_text_says(
    text: str, folder: Path, wording: Wording, templates: Templates
) -> None:
    sheet = _sheet(text, folder, wording)
    blocks = render_text(sheet).replace("**", "").removesuffix("\n").split("\n\n")
    assert blocks_of(render_html(sheet, templates)) == blocks
    assert blocks_of(render_print_page(sheet, templates)) == blocks


@pytest.mark.slow
@slow
@given(text=data_files())
def test_the_pdf_says_what_the_text_says(
    text: str, folder: Path, wording: Wording, templates: Templates
) -> None:
    sheet = _sheet(text, folder, wording)
    words = words_of(render_pdf(sheet, templates), sheet)
    assert words == render_text(sheet).replace("**", "").split()


@pytest.mark.slow
@quick
@given(text=data_files())
def test_nothing_is_left_over(text: str, folder: Path, wording: Wording) -> None:
    sheet = render_text(_sheet(text, folder, wording))
    for leftover in ("None", "not reported", "nan", "Undefined", "False", "True", "NotReported"):
        assert leftover.casefold() not in re.findall(r"[a-z ]+", sheet.casefold())
        assert not re.search(rf"\b{leftover}\b", sheet)
    assert not re.search(r"[{}<>#|_\\`\[\]]", sheet)
    assert not re.search(r"  | [.,;]|\.\.|,[.,]|\( | \)|\n\n\n| \n|\n |&[a-z#]", sheet)
    assert not re.search(r"(?<!\*)\*(?!\*)|\*{3}|\*\* [^*]* \*\*$", sheet)
    for line in sheet.splitlines():
        assert line.count("**") % 2 == 0
        assert line == line.strip()
    for bold in re.findall(r"\*\*(.*?)\*\*", sheet):
        assert bold == bold.strip() != ""


@pytest.mark.slow
@quick
@given(text=data_files())
def test_every_count_agrees_with_its_noun(text: str, folder: Path, wording: Wording) -> None:
    printed = render_text(_sheet(text, folder, wording)).replace("**", "")
    met = 0
    for one, many in NOUNS:
        pattern = rf"{NUMBER} (?:({re.escape(one)})|({re.escape(many)}))(?![a-z])"
        for number, is_one, is_many in re.findall(pattern, printed):
            assert bool(is_one) == (number == "1"), (number, is_one or is_many)
            met += 1
    # As many as there are numbers with a noun: all but the year, the percentage and the runaways.
    sentences = re.sub(r"In [0-9]{4}, |\([123]\)|[0-9.]+%|[0-9,]+ of which|\t[0-9,]+", "", printed)
    assert met == len(re.findall(NUMBER, sentences))


@pytest.mark.slow
@quick
@given(text=data_files())
def test_the_figures_on_the_sheet_are_those_of_the_dataset(
    text: str, folder: Path, wording: Wording
) -> None:
    sheet = _sheet(text, folder, wording)
    printed = render_text(sheet).replace("**", "")
    for name, place in PLACES.items():
        figure = sheet.figures.figures[name]
        is_printed = name in ALWAYS_PRINTED or bool(figure)
        found = [number.replace(",", "") for number in re.findall(place, printed)]
        assert found == ([str(figure)] if is_printed else []), name


@pytest.mark.slow
@quick
@given(text=data_files())
def test_no_sheet_names_another_state_or_year(text: str, folder: Path, wording: Wording) -> None:
    sheet = _sheet(text, folder, wording)
    printed = render_text(sheet)
    assert set(re.findall(r"In ([0-9]{4}), ", printed)) == {str(sheet.year)}
    without = printed.replace(sheet.state, "")
    assert not [name for name in JURISDICTIONS if name in without]
    assert sheet.state in printed.split("\n\n")[sheet.sample]
    assert ("INVENTED" in printed) == sheet.sample
