"""What is read of a CSV file, and which files are no spreadsheet at all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from factsheets.problems import FactsheetsError
from factsheets.spreadsheet.cells import CellTable
from factsheets.spreadsheet.tables import LARGEST_WORKBOOK, read_tables, tables_of

# All that has to do with the direction of text (Unicode's Bidirectional Algorithm, UAX 9).
TURNING = {chr(code) for code in (*range(0x200E, 0x2010), *range(0x202A, 0x202F), 0x61C)}
TURNING |= {chr(code) for code in range(0x2066, 0x206A)}


def csv_rows(folder: Path, content: bytes) -> list[list[object]]:
    path = folder / "figures.csv"
    path.write_bytes(content)
    [table] = tables_of(path)
    return [[cell.content for cell in row] for row in table.rows]


def csv_problems(folder: Path, content: bytes) -> list[tuple[str, str]]:
    path = folder / "figures.csv"
    path.write_bytes(content)
    [table] = tables_of(path)
    return [(each.cell, each.what) for each in table.problems]


def refused(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    with pytest.raises(FactsheetsError) as caught:
        tables_of(path)
    [problem] = caught.value.problems
    assert problem.file == str(path)
    assert problem.remedy
    return problem.what


# CSV


@pytest.mark.parametrize(
    "content",
    [
        b"State,Figure\r\nWyoming,809\r\n",
        b"\xef\xbb\xbfState,Figure\nWyoming,809\n",
        b"State;Figure\nWyoming;809\n",
        b"State\tFigure\nWyoming\t809\r\n",
        b'"State","Figure"\n" Wyoming ","809"\n',
    ],
)
def test_csv_is_read_as_spreadsheet_programs_write_it(content: bytes, tmp_path: Path) -> None:
    assert csv_rows(tmp_path, content) == [["State", "Figure"], ["Wyoming", 809]]


@pytest.mark.parametrize("text", ["1,747", "0809", "809.0", "-5", "1e3", "+5", "1_747"])
def test_only_plain_digits_are_a_number_in_csv(text: str, tmp_path: Path) -> None:
    assert csv_rows(tmp_path, f'A\n"{text}"\n'.encode()) == [["A"], [text]]


@pytest.mark.parametrize(
    ("row", "cells"), [(b"1,2", 2), (b"1,2,3,4", 4), (b"1,747,3,4", 4), (b"1", 1)]
)
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\n1,2,3\n"])
def test_a_row_that_is_not_as_long_as_the_headings_is_named(
    row: bytes, cells: int, end: bytes, tmp_path: Path
) -> None:
    found = csv_problems(tmp_path, b"A,B,C\n1,2,3\n" + row + end)
    assert ("A3", f"This row has {cells} cells, but there are 3 headings.") in found


def test_rows_that_are_too_short_are_named_once(tmp_path: Path) -> None:
    assert csv_problems(tmp_path, b"A,B,C\n1,2\n1,2,3\n1,2\n1\n") == [
        (
            "A2",
            "This row has 2 cells, but there are 3 headings. The number of cells is wrong in 2 "
            "more rows too.",
        )
    ]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "sep=; "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_first_line_that_says_what_parts_the_cells_is_understood(
    first: str, end: str, tmp_path: Path
) -> None:
    text = end.join([first, "State;Figures, all, of them", "Wyoming;809", ""])
    assert csv_rows(tmp_path, text.encode("utf-8-sig")) == [
        ["State", "Figures, all, of them"],
        ["Wyoming", 809],
    ]


def test_a_line_that_says_something_else_is_a_row(tmp_path: Path) -> None:
    assert csv_rows(tmp_path, b"sep=x\nWyoming\n") == [["sep=x"], ["Wyoming"]]


@pytest.mark.parametrize("text", ["1,747", "1.747", "1'747", "1\u00a0747", "36,200,000"])
def test_thousands_separators_are_said_to_be_them(text: str, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(f'A\n"{text}"\n')
    cell = tables_of(path)[0].rows[1][0]

    assert cell.what.endswith("has thousands separators.")
    assert cell.remedy.startswith("Import the workbook itself (.xlsx). Or give the cells the num")


def test_a_line_with_nothing_in_it_says_nothing(tmp_path: Path) -> None:
    assert csv_problems(tmp_path, b"A,B\n\n1,2\n\n\n") == []
    assert csv_rows(tmp_path, b"A,B\n\n1,2\n")[1] == [None, None]


def test_a_file_that_ends_in_a_figure_without_the_end_of_its_line_is_named(tmp_path: Path) -> None:
    """As it is cut off: 7 of 70."""
    found = csv_problems(tmp_path, b"A,B\n1,70\n2,7")
    assert found == [("B3", "The file ends in the middle of a line, at 7: is that all of it?")]


@pytest.mark.parametrize("content", [b"A,B\n1,WY", b"A,B\n1,", b"A,B\n1,70\n", b"A,B\r1,70\r"])
def test_other_ends_of_a_file_lose_no_figure(content: bytes, tmp_path: Path) -> None:
    """Google Sheets, for one, writes no end of the last line."""
    assert csv_problems(tmp_path, content) == []


@pytest.mark.parametrize("letter", sorted(TURNING))
@pytest.mark.parametrize("text", ["{}12", "1{}2", "12{}", "Wyoming{}", "{}"])
def test_a_character_that_can_turn_digits_around_is_named(
    text: str, letter: str, tmp_path: Path
) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(f"A,B\n{text.format(letter)},\n")
    [table] = tables_of(path)

    assert table.rows[1][0].what.endswith("has a character in it that nobody sees.")


def test_characters_that_take_no_room_are_left_out(tmp_path: Path) -> None:
    """They come along with what is copied from a page or a document."""
    text = "A,B\n\ufeff1\u200b2\u2060,\u00adWy\u200doming\n"
    assert csv_rows(tmp_path, text.encode())[1] == [12, "Wyoming"]


def test_a_cell_of_csv_is_named_as_in_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("A,B\n1,2\n")
    [table] = tables_of(path)

    assert isinstance(table, CellTable)
    assert (table.name, table.rows[1][1].place) == ("", "B2")


# Files that are none


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.csv"])
def test_an_empty_file_is_refused(name: str, tmp_path: Path) -> None:
    assert refused(tmp_path, name, b"") == "The file is empty."
    assert refused(tmp_path, name, b" \n") == "The file is empty."
    assert refused(tmp_path, name, b"\xef\xbb\xbf\r\n") == "The file is empty."


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.csv"])
def test_an_enormous_file_is_refused(name: str, tmp_path: Path) -> None:
    assert (
        refused(tmp_path, name, b"x" * (LARGEST_WORKBOOK + 1)) == "The file is larger than 10 MB."
    )


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
        tables_of(tmp_path / "figures.xlsx")
    assert refused(tmp_path, "figures.xls", b"x").startswith("Its name ends neither in")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(FactsheetsError, match="This is a folder, not a file"):
        tables_of(tmp_path / "folder.csv")


def test_a_csv_far_larger_than_any_table_is_refused_at_once(tmp_path: Path) -> None:
    content = b"," * 20_000 + b"\n" * 20_000
    what = refused(tmp_path, "figures.csv", content)
    assert what == "The table has 20,000 rows and 20,001 columns."


def test_a_file_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text("A,B\n1,2\n")

    assert read_tables(path) == tables_of(path)
    with pytest.raises(FactsheetsError, match="There is no such file"):
        read_tables(tmp_path / "other.csv")
