"""Which heading is which, whatever stands behind its first words."""

from __future__ import annotations

import pytest

from factsheets.spreadsheet.cells import Cell
from factsheets.spreadsheet.headings import Headings, find_headings

WANTED = ("State", "Children", "Children found", "Reports")


def found(*texts: str | None) -> Headings:
    cells = [Cell(f"{'ABCDEFGH'[at]}1", 1, text) for at, text in enumerate(texts)]
    return find_headings(cells, WANTED, 2024)


def test_headings_are_found_in_any_order_and_case() -> None:
    assert found("reports", "STATE").known == {"Reports": 0, "State": 1}


@pytest.mark.parametrize(
    "text", ["Reports (2024)", "Reports, in thousands", "reports*", "Reports: all of them"]
)
def test_a_heading_is_found_by_its_first_words_and_named(text: str) -> None:
    headings = found("State", text)

    assert headings.known == {"State": 0, "Reports": 1}
    assert {heading: cell.text for heading, cell in headings.longer.items()} == {"Reports": text}


@pytest.mark.parametrize("text", ["Reportsx", "All reports", "Rep", "Reporting"])
def test_other_words_are_not_known(text: str) -> None:
    headings = found("State", text)

    assert headings.known == {"State": 0}
    assert [cell.text for cell in headings.unknown] == [text]


def test_the_longest_heading_counts() -> None:
    headings = found("Children found (all)", "Children (all)")
    assert headings.known == {"Children found": 0, "Children": 1}


def test_a_longer_heading_is_another_column_where_the_heading_itself_is_there() -> None:
    """ "Reports of AI" beside "Reports" is a new figure."""
    headings = found("Reports of AI", "Reports")

    assert headings.known == {"Reports": 1}
    assert [cell.place for cell in headings.unknown] == ["A1"]


def test_two_columns_with_one_heading_are_named() -> None:
    for texts in (("Reports", "reports"), ("Reports (a)", "Reports (b)")):
        assert [(cell.place, name) for cell, name in found(*texts).again] == [("B1", "Reports")]


@pytest.mark.parametrize("text", ["Notes", "notes", "Notes (Anna)", "NOTES: open questions"])
def test_a_column_of_notes_is_found(text: str) -> None:
    assert found("State", text).notes == [1]


def test_a_year_is_one_before_this_year() -> None:
    headings = found("2023", "2019 (old)", "2024", "2025", "20231")

    assert headings.years == {0: 2023, 1: 2019}
    assert [cell.text for cell in headings.unknown] == ["2024", "2025", "20231"]


def test_a_column_without_a_heading_is_found() -> None:
    assert found("State", None).empty == [1]
