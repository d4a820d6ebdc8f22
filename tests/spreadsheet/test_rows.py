"""What of a table is read: its rows, not the notes beside them nor what is below."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from conftest import CATALOGUE, CHECK_COLUMN, DATA, LAST_ROW, cell_of, column_of, row_of
from factsheets.dataset.load import load_partial
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError
from factsheets.spreadsheet.export import workbook
from factsheets.spreadsheet.reader import Found, figures_of
from factsheets.spreadsheet.tables import tables_of

pytestmark = pytest.mark.usefixtures("read_here")

PARTIAL = load_partial(DATA)
BELOW = 2 + len(JURISDICTIONS)  # the first row below the table of the states
REPORTS = "CyberTipline reports"
Edit = Callable[[Workbook], object]


def read(folder: Path, edit: Edit) -> Found:
    book = openpyxl.load_workbook(io.BytesIO(workbook(PARTIAL)))
    edit(book)
    path = folder / "figures.xlsx"
    book.save(path)
    return figures_of(tables_of(path), path, Path("data/states.yaml"), PARTIAL)


def put(sheet: str, **cells: object) -> Edit:
    def edit(book: Workbook) -> None:
        for place, value in cells.items():
            book[sheet][place] = value  # type: ignore[assignment]

    return edit


def remarks(folder: Path, edit: Edit) -> list[str]:
    """What is said about a workbook whose figures are read as they were exported."""
    found, plain = read(folder, edit), read(folder, lambda book: None)
    assert (found.national, found.states) == (plain.national, plain.states)
    assert plain.remarks == ()
    return [str(each).removeprefix(f"{folder}/figures.xlsx, ") for each in found.remarks]


def problems(folder: Path, edit: Edit) -> list[str]:
    with pytest.raises(FactsheetsError) as caught:
        read(folder, edit)
    return [str(each).removeprefix(f"{folder}/figures.xlsx, ") for each in caught.value.problems]


# Notes


def test_notes_are_not_read_and_named_with_their_cells(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        cell_of(book["Figures"], "Ohio", "Notes").value = "=A1"
        cell_of(book["Figures"], "Wyoming", "Notes").value = 12
        cell_of(book["Figures"], "Wyoming", "Notes").font = Font(strike=True)
        cell_of(book["National"], "Year", "Notes").value = "final"

    column = openpyxl.utils.get_column_letter(4 + len(CATALOGUE.state))
    assert remarks(tmp_path, edit) == [
        "National!D2: Notes are not read.",
        f"Figures!{column}36, {column}51: Notes are not read.",
    ]


def test_any_column_can_be_one_of_notes(tmp_path: Path) -> None:
    edit = put("Figures", R1="Notes (Anna)", R5="see mail", S1="notes: Ben")
    assert remarks(tmp_path, edit) == ["Figures!R5: Notes are not read."]


def test_a_row_with_a_note_alone_says_nothing_of_its_state(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        cell_of(book["Figures"], "Alabama", "Notes").value = "in March"

    assert read(tmp_path, edit).states["Alabama"] == {}


# Below the table


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    "cells",
    [
        {"A": "Total", "C": "=SUM(C2:C57)"},
        {"A": "Total", "C": 99_999},
        {"A": "* preliminary"},
        {"A": "Source: our own records, as of March 3"},
    ],
)
@pytest.mark.parametrize("gap", [0, 1, 5])
def test_a_row_below_the_states_is_not_read_and_named(
    gap: int, cells: dict[str, object], tmp_path: Path
) -> None:
    row = BELOW + gap
    edit = put("Figures", **{f"{letter}{row}": value for letter, value in cells.items()})
    where = ", ".join(f"{letter}{row}" for letter in cells)
    assert remarks(tmp_path, edit) == [f"Figures!{where}: What is below the table is not read."]


def test_all_below_an_empty_row_is_not_read(tmp_path: Path) -> None:
    edit = put("Figures", **{f"A{BELOW + 1}": "Sum", f"C{BELOW + 2}": 5, f"C{BELOW + 3}": 6})
    where = f"A{BELOW + 1}, C{BELOW + 2}:C{BELOW + 3}"
    assert remarks(tmp_path, edit) == [f"Figures!{where}: What is below the table is not read."]


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"A": "Virgin Island", "C": 5}, '"Virgin Island" is not a US state or territory.'),
        ({"C": 5}, "This row has figures, but no state."),
        ({"A": "Somewhere", "B": "ZZ"}, '"Somewhere" is not a US state or territory.'),
    ],
)
def test_a_row_right_below_that_may_be_a_state_is_a_problem(
    cells: dict[str, object], what: str, tmp_path: Path
) -> None:
    edit = put("Figures", **{f"{letter}{BELOW}": value for letter, value in cells.items()})
    assert any(what in each for each in problems(tmp_path, edit))


def test_a_state_below_an_empty_row_is_read(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        book["Figures"].insert_rows(50, 3)

    found = read(tmp_path, edit)
    assert list(found.states) == list(JURISDICTIONS)
    assert found.states["Wyoming"] == PARTIAL.states["Wyoming"]
    assert found.remarks == ()


def test_what_is_no_state_between_the_states_is_a_problem(tmp_path: Path) -> None:
    [message] = problems(tmp_path, put("Figures", A5="Subtotal", B5=None))
    assert message.startswith('Figures!A5: "Subtotal" is not a US state or territory.')


def test_remarks_below_the_national_figures_are_not_read_and_named(tmp_path: Path) -> None:
    first, second = LAST_ROW + 1, LAST_ROW + 3
    edit = put("National", **{f"A{first}": "* rounded", f"A{second}": "Staff", f"B{second}": 7})
    assert remarks(tmp_path, edit) == [
        f"National!A{first}, A{second}, B{second}: What is below the table is not read."
    ]


def test_a_figure_right_below_the_national_ones_has_two_ways_out(tmp_path: Path) -> None:
    row = LAST_ROW + 1
    assert problems(tmp_path, put("National", **{f"A{row}": "Tips by phone", f"B{row}": 7})) == [
        f'National!A{row}: "Tips by phone" is no known figure. If it is a new figure, declare it '
        f"in {PARTIAL.catalogue.file} with this title. If not, move it below the table, after an "
        "empty row."
    ]


# Headings


def test_a_longer_heading_is_read_and_that_is_said(tmp_path: Path) -> None:
    row = row_of("Team Adam incidents")

    def edit(book: Workbook) -> None:
        cell_of(book["Figures"], "State", REPORTS).value = f"{REPORTS}\n(number, 2023)"
        book["National"][f"A{row}"] = "Team Adam incidents, all"

    assert remarks(tmp_path, edit) == [
        f'National!A{row}: The row "Team Adam incidents, all" is read as "Team Adam incidents".',
        f'Figures!C1: The column "{REPORTS} (number, 2023)" is read as "{REPORTS}".',
    ]


def test_an_unknown_column_has_two_ways_out(tmp_path: Path) -> None:
    assert problems(tmp_path, put("Figures", R1="AI reports", R2=5)) == [
        'Figures!R1: "AI reports" is not the heading of a known column. If it is a new figure, '
        f'declare it in {PARTIAL.catalogue.file} with this title. If not, head the column "Notes".'
    ]


def test_a_column_that_was_renamed_beyond_recognition_is_said_once(tmp_path: Path) -> None:
    [message] = problems(tmp_path, put("Figures", C1="Tips"))
    assert f'"Tips" is not the heading of a known column, and "{REPORTS}" is missing.' in message


def test_a_column_whose_heading_is_gone_is_said_once(tmp_path: Path) -> None:
    [message] = problems(tmp_path, put("Figures", C1=None))
    assert message.startswith('Figures!C7: "9720" stands in a column without a heading. The same')
    assert f'If it is the column "{REPORTS}", write that heading.' in message


def test_the_check_is_not_read(tmp_path: Path) -> None:
    assert remarks(tmp_path, put("Figures", **{f"{CHECK_COLUMN}9": "looked at"})) == []


# One message for one mistake


def as_text(book: Workbook) -> None:
    letter = column_of("CVIP submissions")
    for cell in book["Figures"][letter][1:]:
        cell.value = None if cell.value is None else str(cell.value)


def test_numbers_stored_as_text_are_said_once_with_the_programs_own_remedies(
    tmp_path: Path,
) -> None:
    letter = column_of("CVIP submissions")
    assert problems(tmp_path, as_text) == [
        f'Figures!{letter}7: Colorado, CVIP submissions: "24" is text, though it looks like a '
        f"number. The same goes for 4 more cells: {letter}26:{letter}27, {letter}50:{letter}51. In "
        'Excel, select the cells, click the warning sign beside them, and choose "Convert to '
        'Number". In LibreOffice, give the column the format Number, and choose Data > Text to '
        "Columns > OK."
    ]


def test_formulas_in_a_whole_column_are_said_once(tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        for cell in book["Figures"]["C"][1:]:
            cell.value = f"=D{cell.row}*2"

    messages = problems(tmp_path, edit)
    assert [each for each in messages if "formula" in each] == [messages[0]]
    assert f"The same goes for {len(JURISDICTIONS) - 1} more cells: C3:C57." in messages[0]
