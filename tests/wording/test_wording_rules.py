"""The page docs/wording-rules.md: what its tables say is what the sheets print."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from conftest import CATALOGUE, ROOT, invented
from factsheets.dataset.dataset import Dataset
from factsheets.render.text import render_text
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Wording

SheetText = Callable[..., str]

MISSING_CHILDREN = [
    figure.removeprefix("missing_children.")
    for figure in CATALOGUE.state
    if figure.startswith("missing_children.")
]
PAGE = (ROOT / "docs/wording-rules.md").read_text()


def rows(heading: str) -> list[list[str]]:
    """The rows of the table below ``heading``, without its head."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1:]]


def name(cell: str) -> str:
    """The name in the first cell of a row."""
    return cell.strip("`")


def phrases(cell: str) -> list[str]:
    """What stands between quotation marks in a cell."""
    return re.findall('"([^"]+)"', cell)


@pytest.fixture
def sheet_text(make_dataset: Callable[..., Dataset], templates: Templates) -> SheetText:
    """A function that takes a state's figures and the country's, and gives the sheet's text."""

    def text(figures: dict[str, Any], **national: int) -> str:
        dataset = make_dataset({"Ohio": figures}, **national)
        assert not dataset.problems
        return render_text(Wording(templates, CATALOGUE).compose(dataset, "Ohio"))

    return text


def with_figure(figure: str, value: object) -> dict[str, Any]:
    """Invented figures of which one is ``value``, and which add up all the same."""
    group, _, key = figure.rpartition(".")
    if not group:
        return invented(**{key: value})
    none = dict.fromkeys(MISSING_CHILDREN, 0)
    category = "other" if key == "total" else key
    return invented(missing_children=none | {category: value, "total": value})


def test_the_page_names_figures_and_departures_that_there_are() -> None:
    assert {name(row[0]) for row in rows("A state's figures")} <= set(CATALOGUE.state)
    assert {name(row[0]) for row in rows("The national figures")} <= set(CATALOGUE.national)
    assert {name(row[0]) for row in rows("Departures")} == set(CATALOGUE.departures)


@pytest.mark.parametrize("row", rows("A state's figures"), ids=lambda row: name(row[0]))
def test_a_state_prints_what_the_page_says(row: list[str], sheet_text: SheetText) -> None:
    figure, place, many, *cells = row
    usual = sheet_text(invented())
    assert all(phrase in usual for phrase in phrases(many))
    assert (cells[-1] != "cannot be") == CATALOGUE.state[name(figure)].may_be_not_reported

    for value, cell in zip((1, 0, "not reported"), cells, strict=True):
        if cell == "cannot be":
            continue
        text = sheet_text(with_figure(name(figure), value))
        for phrase in phrases(cell):
            assert phrase in text
            assert phrase not in usual
        if cell == "no such sentence":
            [phrase] = phrases(many)
            assert re.split("[0-9]", phrase)[0] not in text
        elif not phrases(cell):
            assert cell == str(value)
            table = [line for line in text.splitlines() if "\t" in line]
            number = ["first", "second", "third"].index(place.split()[1])
            assert table[number].endswith(f"\t{value}")


@pytest.mark.parametrize("row", rows("The national figures"), ids=lambda row: name(row[0]))
def test_the_country_s_figure_is_printed_as_the_page_says(
    row: list[str], sheet_text: SheetText
) -> None:
    figure, many, one = row
    none = dict.fromkeys(
        ("cybertipline_reports", "team_hope_supported", "team_adam_cases", "connect_new_users"), 0
    )
    figures = invented(**none, missing_children=dict.fromkeys(MISSING_CHILDREN, 0))
    smaller = {"social_services_runaways": 1, name(figure): 1}

    for cell, text in (
        (many, sheet_text(figures)),
        (one, sheet_text(figures, **smaller)),
    ):
        [phrase] = phrases(cell)
        assert phrase in text


@pytest.mark.parametrize("row", rows("Numbers"), ids=lambda row: row[0])
def test_millions_are_rounded_as_the_page_says(row: list[str], sheet_text: SheetText) -> None:
    value = int(row[0].replace(",", ""))
    [nearest], [at_least] = (phrases(cell) for cell in row[1:])

    text = sheet_text(invented(), cybertipline_reports=value, cybertipline_files=value)

    assert f"received {nearest} reports" in text
    assert f"more than {at_least} pieces" in text


@pytest.mark.parametrize("row", rows("Departures"), ids=lambda row: name(row[0]))
def test_a_departure_prints_what_the_page_says(
    row: list[str], sheet_text: SheetText, dataset: Dataset
) -> None:
    departure, house, departed, states = row
    usual, other = sheet_text(invented()), sheet_text(invented(as_published=[name(departure)]))

    for phrase in phrases(house):
        assert phrase in usual
        assert phrase not in other
    for phrase in phrases(departed):
        assert (phrase in other) != departed.startswith("without")
    listed = [
        state
        for state in dataset.ready
        if (figures := dataset.states[state]) and name(departure) in figures.as_published
    ]
    assert listed == states.split(", ")
