"""One message for one mistake, however many cells have it."""

from __future__ import annotations

import pytest

from factsheets.spreadsheet.cells import Cell
from factsheets.spreadsheet.findings import Findings, places


def cell(place: str) -> Cell:
    return Cell(place, int("".join(filter(str.isdigit, place))), "x")


def messages(findings: Findings) -> list[str]:
    return [str(each) for each in findings.problems]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("C3", "C3"),
        ("C3 C4 C5", "C3:C5"),
        ("C5 C3 C4 C9", "C3:C5, C9"),
        ("AA3 C3 D3", "C3, D3, AA3"),
        ("C1 C3 C5 C7 C9 D1 D3 D4", "C1, C3, C5, C7, C9, D1 and 1 more"),
    ],
)
def test_the_places_of_cells_are_said_in_few_words(cells: str, said: str) -> None:
    assert places([cell(each) for each in cells.split()]) == said


def test_an_oddity_of_many_cells_of_a_sheet_is_said_once_with_all_its_cells() -> None:
    findings = Findings("f.xlsx")
    for place in ("Figures!C2", "Figures!C3", "Figures!D3"):
        findings.say_oddity(cell(place), f"{place} is text.", "Make it a number.", "Ohio", "Cases")

    assert messages(findings) == [
        "f.xlsx, Figures!C2: Ohio, Cases: Figures!C2 is text. The same goes for 2 more cells: "
        "C3, D3. Make it a number."
    ]


def test_what_has_another_remedy_or_sheet_is_said_by_itself() -> None:
    findings = Findings("f.xlsx")
    findings.say_oddity(cell("Figures!C2"), "It is text.", "Make it a number.")
    findings.say_oddity(cell("Figures!C3"), "It is struck through.", "Clear the format.")
    findings.say_oddity(cell("National!B3"), "It is text.", "Make it a number.")

    assert len(messages(findings)) == 3


@pytest.mark.parametrize(("rows", "said"), [(3, 3), (4, 1)])
def test_a_few_missing_figures_are_named_each_and_a_column_of_them_once(
    rows: int, said: int
) -> None:
    findings = Findings("f.xlsx")
    for row in range(2, 2 + rows):
        findings.say_missing(cell(f"Figures!C{row}"), "It is missing.", "Write it.")
    findings.say_missing(cell("Figures!D2"), "It is missing.", "Write it.")

    assert len(messages(findings)) == said + 1


def test_a_remark_names_its_cells_and_is_no_problem() -> None:
    findings = Findings("f.xlsx")
    findings.remark([cell("Figures!C2"), cell("Figures!C3")], "Notes are not read.")
    findings.remark([], "What is below the table is not read.")

    assert list(map(str, findings.remarks)) == ["f.xlsx, Figures!C2:C3: Notes are not read."]
    assert findings.problems == []
