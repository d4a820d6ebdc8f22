"""What stands in a workbook's and a CSV file's cells, and what is odd about it."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook

from factsheets.cells import LARGEST_FILE, Cell, Table, read_tables
from factsheets.problems import FactsheetsError


def saved(folder: Path, book: Workbook) -> Path:
    path = folder / "figures.xlsx"
    book.save(path)
    return path


def read_cell(folder: Path, value: object, number_format: str = "") -> Cell:
    """The cell B2 of a workbook in which ``value`` stands there."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Figures"
    sheet["B2"].value = value
    sheet["B2"].number_format = number_format or sheet["B2"].number_format
    sheet["C3"] = "the end"
    [table] = read_tables(saved(folder, book))
    return table.rows[1][1]


def csv_rows(folder: Path, content: bytes) -> list[list[object]]:
    path = folder / "figures.csv"
    path.write_bytes(content)
    [table] = read_tables(path)
    return [[cell.content for cell in row] for row in table.rows]


def refused(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(FactsheetsError) as caught:
        read_tables(path)
    [problem] = caught.value.problems
    assert problem.file == str(path)
    assert problem.remedy
    return problem.what


def problems_of(folder: Path, book: Workbook) -> list[tuple[str, str]]:
    tables = read_tables(saved(folder, book))
    return [(each.cell, each.what) for table in tables for each in table.problems]


# A workbook's cells


@pytest.mark.parametrize(
    ("value", "content"),
    [
        (809, 809),
        (0, 0),
        (809.0, 809),
        ("not reported", "not reported"),
        ("  North\u00a0 Carolina\u200b ", "North Carolina"),
        (" \u00a0 ", None),
        (None, None),
        ("1,747 ±", "1,747 ±"),
    ],
)
def test_what_stands_in_a_cell_is_taken_as_it_is(
    value: object, content: object, tmp_path: Path
) -> None:
    cell = read_cell(tmp_path, value)

    assert (cell.content, cell.what) == (content, "")
    assert type(cell.content) is type(content)
    assert (cell.place, cell.row) == ("Figures!B2", 2)
    assert cell.is_empty is (content is None)


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (True, '"TRUE" is not a number.'),
        (date(2024, 3, 1), "This is a date or a time: 2024-03-01."),
        (datetime(2024, 3, 1, 12, 30), "This is a date or a time: 2024-03-01 12:30:00."),
        (time(12, 30), "This is a date or a time: 12:30:00."),
        (-5, "-5 is less than 0."),
        (809.5, "809.5 is not a whole number."),
        (0.19, "0.19 is not a whole number."),
        ("809", '"809" is text, though it looks like a number.'),
        ("1,747", '"1,747" is text, though it looks like a number.'),
        ("12.5", '"12.5" is text, though it looks like a number.'),
        ("19%", '"19%" is a percentage.'),
        ("19.5 %", '"19.5 %" is a percentage.'),
        ("=SUM(A1:A2)", "The formula =SUM(A1:A2) has no value in this file."),
        ("#REF!", "#REF! is an error that the spreadsheet program found."),
        ("#N/A", "#N/A is an error that the spreadsheet program found."),
        ("#DIV/0!", "#DIV/0! is an error that the spreadsheet program found."),
        ("#NAME?", "#NAME? is an error that the spreadsheet program found."),
    ],
)
def test_what_is_no_figure_is_said_with_its_remedy(
    value: object, what: str, tmp_path: Path
) -> None:
    cell = read_cell(tmp_path, value)

    assert cell.what == what
    assert cell.remedy
    assert not cell.is_empty


@pytest.mark.parametrize("number_format", ["0%", "0.00%"])
@pytest.mark.parametrize(("value", "shown"), [(0.19, "19%"), (19, "1900%"), (1, "100%")])
def test_a_number_shown_as_a_percentage_is_none(
    value: float, shown: str, number_format: str, tmp_path: Path
) -> None:
    cell = read_cell(tmp_path, value, number_format)

    assert cell.what == f"{value} is shown as a percentage here: {shown}."


def test_a_formula_with_a_value_is_that_value(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "=2+3"
    path = saved(tmp_path, book)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b"<v></v>" in parts[sheet] or b"<v />" in parts[sheet] or b"<v/>" in parts[sheet]
    for empty in (b"<v></v>", b"<v />", b"<v/>"):
        parts[sheet] = parts[sheet].replace(empty, b"<v>5</v>")
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    [table] = read_tables(path)

    assert (table.rows[0][0].content, table.rows[0][0].what) == (5, "")


def test_each_sheet_is_a_table(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].title = "Figures"
    book.create_sheet("National")["C3"] = 1
    tables = read_tables(saved(tmp_path, book))

    assert [table.name for table in tables] == ["Figures", "National"]
    assert [len(row) for row in tables[1].rows] == [3, 3, 3]


def test_merged_cells_are_named(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].merge_cells("C4:C5")

    assert problems_of(tmp_path, book) == [("Sheet!C4:C5", "These cells are merged.")]


def test_hidden_rows_and_columns_are_named_if_something_stands_in_them(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["B3"] = 5
    for letter in "BC":
        sheet.column_dimensions[letter].hidden = True
    for row in (2, 3, 4):
        sheet.row_dimensions[row].hidden = True

    assert problems_of(tmp_path, book) == [
        ("Sheet!3:3", "This row is hidden."),
        ("Sheet!B:B", "This column is hidden."),
    ]


def test_what_stands_far_from_the_table_is_named_and_not_read(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0]["ZZ900000"] = "note"
    path = saved(tmp_path, book)
    [table] = read_tables(path)

    assert len(table.rows) == 500
    assert [each.what for each in table.problems] == ["The sheet reaches to ZZ900000."]


# CSV


@pytest.mark.parametrize(
    "content",
    [
        b"State,Figure\r\nWyoming,809\r\n",
        b"\xef\xbb\xbfState,Figure\nWyoming,809\n",
        b"State;Figure\nWyoming;809\n",
        b"State\tFigure\nWyoming\t809",
        b'"State","Figure"\n" Wyoming ","809"\n',
    ],
)
def test_csv_is_read_as_spreadsheet_programs_write_it(content: bytes, tmp_path: Path) -> None:
    assert csv_rows(tmp_path, content) == [["State", "Figure"], ["Wyoming", 809]]


@pytest.mark.parametrize("text", ["1,747", "0809", "809.0", "-5", "1e3", "+5", "1_747"])
def test_only_plain_digits_are_a_number_in_csv(text: str, tmp_path: Path) -> None:
    assert csv_rows(tmp_path, f'A\n"{text}"\n'.encode()) == [["A"], [text]]


def test_short_rows_of_csv_are_filled_up(tmp_path: Path) -> None:
    assert csv_rows(tmp_path, b"A,B,C\n1\n\n") == [
        ["A", "B", "C"],
        [1, None, None],
        [None, None, None],
    ]


def test_a_cell_of_csv_is_named_as_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("A,B\n1,2\n")
    [table] = read_tables(path)

    assert isinstance(table, Table)
    assert (table.name, table.rows[1][1].place) == ("", "B2")


# Files that are none


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.csv"])
def test_an_empty_file_is_refused(name: str, tmp_path: Path) -> None:
    assert refused(tmp_path, name, b"") == "The file is empty."
    assert refused(tmp_path, name, b" \n") == "The file is empty."
    assert refused(tmp_path, name, b"\xef\xbb\xbf\r\n") == "The file is empty."


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.csv"])
def test_an_enormous_file_is_refused(name: str, tmp_path: Path) -> None:
    assert refused(tmp_path, name, b"x" * (LARGEST_FILE + 1)) == "The file is larger than 10 MB."


def test_an_old_or_locked_workbook_is_refused(tmp_path: Path) -> None:
    what = refused(tmp_path, "figures.xlsx", bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 500)
    assert what == "This is an old Excel file (.xls), or one with a password."


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("notes.txt", "notes")
    for content in (b"State,Figure\n", stream.getvalue(), stream.getvalue()[:40]):
        what = refused(tmp_path, "figures.xlsx", content)
        assert what == "This cannot be read as an Excel workbook."


def test_a_small_file_that_unpacks_to_an_enormous_one_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", bytes(100_000_001))
    assert refused(tmp_path, "figures.xlsx", stream.getvalue()) == "The workbook is enormous."


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("Année\n".encode("latin-1"), "The file is not UTF-8 text."),
        (b"PK\x03\x04\0\0", "This is not a CSV file."),
        (b'A,B\n"1,2\n', "The file is not CSV from some line on"),
    ],
)
def test_what_is_no_csv_is_refused(content: bytes, what: str, tmp_path: Path) -> None:
    assert refused(tmp_path, "figures.csv", content).startswith(what)


def test_a_file_that_is_not_there_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError, match="There is no such file"):
        read_tables(tmp_path / "figures.xlsx")
    assert refused(tmp_path, "figures.xls", b"x").startswith("Its name ends neither in")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(FactsheetsError, match="This is a folder, not a file"):
        read_tables(tmp_path / "folder.csv")


def test_a_csv_far_larger_than_any_table_is_refused_at_once(tmp_path: Path) -> None:
    content = b"," * 20_000 + b"\n" * 20_000
    what = refused(tmp_path, "figures.csv", content)
    assert what == "The table has 20,000 rows and 20,001 columns."


@pytest.mark.parametrize("number_format", ["#,##0,", "0.0,,", "0,"])
def test_a_number_that_is_shown_in_thousands_is_refused(number_format: str, tmp_path: Path) -> None:
    cell = read_cell(tmp_path, 1_747_000, number_format)
    assert cell.what == "1,747,000 is shown in thousands here, or in millions."


def test_a_hidden_sheet_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["State"])  # type: ignore[union-attr]
    book.create_sheet("Figures").sheet_state = "hidden"
    assert problems_of(tmp_path, book) == [("Figures", 'The sheet "Figures" is hidden.')]
