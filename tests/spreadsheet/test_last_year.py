"""Last year's figures beside this year's: found in the archive, shown in gray, never imported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from conftest import CATALOGUE, DATA, put_edition
from factsheets.dataset.load import load_partial
from factsheets.edition.new_year import new_year
from factsheets.figures.values import NOT_REPORTED, as_cell
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError
from factsheets.spreadsheet.export import export
from factsheets.spreadsheet.importer import Imported, import_figures
from factsheets.spreadsheet.last_year import last_year

pytestmark = pytest.mark.usefixtures("read_here")

REPORTS = "CyberTipline reports"
LAST = load_partial(DATA)
NEXT = LAST.year + 1
FIRST_ROW, LAST_ROW = 2, 1 + len(JURISDICTIONS)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data file of a year just started, with the one before it in the archive."""
    data = put_edition(tmp_path)
    new_year(data, NEXT)
    return data


def changed_catalogue(data: Path, old: str, new: str) -> None:
    file = data.with_name("figures.yaml")
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def exported(data: Path) -> Workbook:
    file = data.with_name("figures.xlsx")
    export(data, file)
    return openpyxl.load_workbook(file)


def gray_column(sheet: Worksheet, title: str) -> int:
    """The column of last year's figures to the right of the one with this title."""
    [column] = [each.column for each in sheet[1] if each.value == title]
    assert sheet.cell(1, column + 1).value == str(LAST.year)
    return column + 1


def row_of_state(state: str) -> int:
    return FIRST_ROW + list(JURISDICTIONS).index(state)


def imported(data: Path, book: Workbook) -> Imported:
    file = data.with_name("filled.xlsx")
    book.save(file)
    return import_figures(file, data)


def refused(data: Path, book: Workbook) -> list[str]:
    before = data.read_bytes()
    with pytest.raises(FactsheetsError) as caught:
        imported(data, book)
    assert data.read_bytes() == before
    return [str(each).removeprefix(f"{data.parent}/") for each in caught.value.problems]


def test_without_an_archive_there_is_no_last_year(tmp_path: Path) -> None:
    data = put_edition(tmp_path)

    assert last_year(data, load_partial(data)) is None
    assert str(LAST.year - 1) not in [cell.value for cell in exported(data)["Figures"][1]]


def test_each_figure_has_last_years_to_its_right_in_gray(data: Path) -> None:
    book = exported(data)
    for path, each in CATALOGUE.state.items():
        column = gray_column(book["Figures"], each.title)
        for state, figures in LAST.states.items():
            cell = book["Figures"].cell(row_of_state(state), column)
            assert cell.value == as_cell(figures.get(path))
            assert cell.fill.fill_type == "solid"
    national = {row[0].value: row[2].value for row in book["National"].iter_rows(min_row=4)}
    assert national == {
        each.title: LAST.national[path] for path, each in CATALOGUE.national.items()
    }


def test_a_new_figure_has_no_last_year_and_a_renamed_one_has_that_of_its_old_name(
    data: Path,
) -> None:
    changed_catalogue(
        data,
        "  connect_new_users:\n    title: New CONNECT users\n",
        "  new_users:\n    title: New CONNECT users\n    formerly: connect_new_users\n",
    )
    changed_catalogue(
        data,
        "\nstate:\n",
        "\nstate:\n  something_new:\n    title: Something new\n    about: It is new.\n",
    )
    sheet = exported(data)["Figures"]

    column = gray_column(sheet, "New CONNECT users")
    wyoming = LAST.states["Wyoming"]["connect_new_users"]
    assert sheet.cell(row_of_state("Wyoming"), column).value == wyoming
    assert [sheet["C1"].value, sheet["D1"].value] == ["Something new", REPORTS]


def test_a_former_name_of_years_ago_still_has_its_last_year(data: Path) -> None:
    was, name = "  cvip_submissions:\n", "  cvip_files:\n    formerly: cvip_submissions\n"
    archived = data.parent / f"archive/{LAST.year}"
    changed_catalogue(archived / "states.yaml", was, name)
    file = archived / "states.yaml"
    file.write_text(file.read_text().replace("cvip_submissions", "cvip_files"))
    changed_catalogue(data, was, name)

    found = last_year(data, load_partial(data))

    assert found
    assert found.states["Wyoming"]["cvip_files"] == LAST.states["Wyoming"]["cvip_submissions"]


def test_a_percentage_does_not_stand_beside_a_number(data: Path) -> None:
    changed_catalogue(data, "    unit: percent\n", "")

    found = last_year(data, load_partial(data))

    assert found
    assert LAST.national.keys() - found.national.keys() == {"likely_trafficked_percent"}


def test_the_gray_columns_are_not_imported(data: Path) -> None:
    empty = imported(data, exported(data))

    assert empty == Imported((), (), ())
    assert not any(load_partial(data).states.values())


@pytest.mark.slow
def test_a_workbook_of_many_figures_comes_back(data: Path) -> None:
    """There are about as many as the data file has room for."""
    more = [f"  more_{at}:\n    title: More {at}\n    about: More.\n" for at in range(85)]
    changed_catalogue(data, "\nstate:\n", f"\nstate:\n{''.join(more)}")

    assert imported(data, exported(data)) == Imported((), (), ())


def fill(sheet: Worksheet, state: str, number: int) -> None:
    for each in CATALOGUE.state.values():
        sheet.cell(row_of_state(state), gray_column(sheet, each.title) - 1).value = number


def test_only_what_is_typed_beside_them_is_imported(data: Path) -> None:
    book = exported(data)
    fill(book["Figures"], "Ohio", 0)
    imported(data, book)

    assert load_partial(data).states["Ohio"] == dict.fromkeys(CATALOGUE.state, 0)


def typed(sheet: Worksheet) -> None:
    sheet.cell(row_of_state("Ohio"), gray_column(sheet, REPORTS)).value = 12


def formula(sheet: Worksheet) -> None:
    sheet.cell(row_of_state("Wyoming"), gray_column(sheet, REPORTS)).value = "=C2"


def sorted_alone(sheet: Worksheet) -> None:
    """Only the gray columns are in another order of rows."""
    for each in CATALOGUE.state.values():
        column = gray_column(sheet, each.title)
        cells = [sheet.cell(row, column) for row in range(FIRST_ROW, LAST_ROW + 1)]
        for cell, value in zip(cells, [cell.value for cell in cells][::-1], strict=True):
            cell.value = value


def pasted_over(sheet: Worksheet) -> None:
    """As many figures as there are, side by side, as another program gives them."""
    for column in range(3, 3 + len(CATALOGUE.state)):
        sheet.cell(row_of_state("Ohio"), column).value = 5


@pytest.mark.one_in(2)
@pytest.mark.parametrize("edit", [typed, formula, sorted_alone, pasted_over])
def test_something_else_in_a_gray_column_is_said_once_and_nothing_is_imported(
    edit: Callable[[Worksheet], None], data: Path
) -> None:
    book = exported(data)
    edit(book["Figures"])
    said = [each for each in refused(data, book) if "Were rows sorted or pasted" in each]

    assert len(said) == 1


def test_the_message_names_the_cell_the_state_and_what_was_there(data: Path) -> None:
    book = exported(data)
    sheet = book["Figures"]
    sheet.cell(row_of_state("Wyoming"), gray_column(sheet, REPORTS)).value = 12
    letter = get_column_letter(gray_column(sheet, REPORTS))

    assert refused(data, book) == [
        f'filled.xlsx, Figures!{letter}{row_of_state("Wyoming")}: Wyoming, {REPORTS}: "12" is in '
        f"a column that is only for comparing with {LAST.year}, which had 809 here. "
        "Were rows sorted or pasted without all their columns? If this is a figure of "
        "this year, move it one column to the left. Then empty this cell."
    ]


def test_a_change_in_the_national_gray_column_is_said_too(data: Path) -> None:
    book = exported(data)
    book["National"]["C5"] = 7
    [message] = refused(data, book)

    assert message.startswith("filled.xlsx, National!C5: National figures, Pieces of reported con")


def test_whole_rows_can_be_sorted_and_gray_columns_emptied_or_deleted(data: Path) -> None:
    book = exported(data)
    sheet = book["Figures"]
    fill(sheet, "Ohio", 0)
    width = sheet.max_column
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(2, LAST_ROW, 1, width)]
    for row, values in enumerate(rows[::-1], 2):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value
    sheet.delete_cols(gray_column(sheet, "New CONNECT users"))
    for row in range(2, LAST_ROW + 1):
        sheet.cell(row, gray_column(sheet, REPORTS)).value = None
    imported(data, book)

    assert load_partial(data).states["Ohio"] == dict.fromkeys(CATALOGUE.state, 0)


def test_a_figure_not_reported_last_year_says_so(data: Path) -> None:
    sheet = exported(data)["Figures"]
    cell = sheet.cell(row_of_state("Wyoming"), gray_column(sheet, "Trafficking engagements"))
    assert cell.value == NOT_REPORTED.value


def test_a_column_of_another_year_is_not_read_and_that_is_said(data: Path) -> None:
    book = exported(data)
    sheet = book["Figures"]
    column = sheet.max_column + 1
    sheet.cell(1, column).value, sheet.cell(2, column).value = "2019", 99
    [remark] = imported(data, book).remarks

    assert str(remark).endswith("This column is of 2019, and is not read.")


def test_an_archive_that_cannot_be_read_is_named(data: Path) -> None:
    file = data.parent / f"archive/{LAST.year}/states.yaml"
    file.write_text(file.read_text().replace("1_747", "many"))
    with pytest.raises(FactsheetsError, match=rf"archive/{LAST.year}/states.yaml:\d+: Montana"):
        export(data, data.with_name("figures.xlsx"))
