"""A workbook or a CSV file in, tables of cells out: what stands in each, as a person sees it."""

from __future__ import annotations

import codecs
import csv
import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from openpyxl.utils import get_column_letter

from factsheets.files import contents, read_each
from factsheets.problems import FactsheetsError, Problem, counted
from factsheets.spreadsheet.cells import LAST_COLUMN, LAST_ROW, Cell, CellTable, cleaned, odd_text
from factsheets.spreadsheet.layout import CSV, FIGURES, NATIONAL, refuse_other_kinds
from factsheets.spreadsheet.worksheets import read_sheets

LARGEST_WORKBOOK = 10_000_000  # bytes; an exported workbook has about 20,000

_OLD_OR_LOCKED = bytes.fromhex("D0CF11E0")  # how .xls files and those with a password begin


def read_tables(file: Path) -> tuple[CellTable, ...]:
    """What ``tables_of`` gives, read in a process of its own, with limits on time and memory."""
    remedy = "Is this the right file? If so, copy the figures into a new one."
    [answer] = read_each(tables_of, [file], remedy)
    if isinstance(answer, FactsheetsError):
        raise answer
    return answer


def tables_of(file: Path) -> tuple[CellTable, ...]:
    """The sheets of the workbook ``file``; of a CSV file its one table, without a name.

    Of a workbook, only the sheets "Figures" and "National" are read; the others have no rows.
    Raises FactsheetsError when the file cannot be read as what its name says.
    """
    refuse_other_kinds(file)
    content = contents(file, LARGEST_WORKBOOK)
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise _refused(file, "The file is empty.", "Export it again, or ask for another one.")
    if file.suffix.lower() == CSV:
        return (_csv_table(file, content),)
    if content.startswith(_OLD_OR_LOCKED):
        what = "This is an old Excel file (.xls), or one with a password."
        raise _refused(file, what, 'Save it as "Excel Workbook (*.xlsx)", without a password.')
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what only a spreadsheet program needs
            return tuple(read_sheets(str(file), content, (FIGURES, NATIONAL)))
    except (FactsheetsError, MemoryError):
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over
        what = "This cannot be read as an Excel workbook."
        remedy = (
            "Open it in a spreadsheet program, look at the figures, and save it again as "
            '"Excel Workbook (*.xlsx)", which "Strict Open XML" is not.'
        )
        raise _refused(file, what, remedy) from error


def _refused(file: Path, what: str, remedy: str) -> FactsheetsError:
    return FactsheetsError(Problem(str(file), what=what, remedy=remedy))


# CSV


def _csv_table(file: Path, content: bytes) -> CellTable:
    if b"\0" in content:
        what, remedy = "This is not a CSV file.", 'Save it as "CSV UTF-8 (comma delimited)".'
        raise _refused(file, what, remedy)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what, remedy = "The file is not UTF-8 text.", 'Save it as "CSV UTF-8 (comma delimited)".'
        raise _refused(file, what, remedy) from error
    text, delimiter = _delimited(text)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        what = f"The file is not CSV from some line on ({error})."
        remedy = "Look for a quotation mark that nothing closes, or export it again."
        raise _refused(file, what, remedy) from error
    width = max(map(len, lines))
    if len(lines) > LAST_ROW or width > LAST_COLUMN:
        what = f"The table has {len(lines):,} rows and {width:,} columns."
        raise _refused(file, what, "Delete those outside the table, and save.")
    rows = tuple(
        tuple(
            _csv_cell(f"{get_column_letter(column)}{row}", row, value)
            for column, value in enumerate([*line, *[""] * (width - len(line))], 1)
        )
        for row, line in enumerate(lines, 1)
    )
    return CellTable("", rows, tuple(_csv_problems(str(file), lines, text)))


def _delimited(text: str) -> tuple[str, str]:
    """The table of the ``text``, and what parts its cells.

    A first line such as ``sep=;``, which Excel understands and does not show, is no row of it.
    """
    first, _, rest = text.partition("\n")
    if told := re.fullmatch(r'"?sep=([,;\t])"?', first.strip(" \r")):
        return rest, told[1]
    return text, max(",;\t", key=first.count)  # a spreadsheet program may write any of them


def _csv_problems(file: str, lines: list[list[str]], text: str) -> Iterator[Problem]:
    """Signs that something was lost: rows of different lengths, a file without an end."""
    remedy = "Is the file cut off, or does a comma stand in a number? Export it again."
    headings = len(lines[0])
    odd = [at for at, line in enumerate(lines, 1) if line and len(line) != headings]
    if odd:
        number, more = odd[0], counted(len(odd) - 1, "more row")
        what = f"This row has {len(lines[number - 1])} cells, but there are {headings} headings."
        if len(odd) > 1:
            what = f"{what} The number of cells is wrong in {more} too."
        yield Problem(file, number, what=what, remedy=remedy, cell=f"A{number}")
    if lines[-1] and lines[-1][-1].strip().isdecimal() and not text.endswith(("\n", "\r")):
        what = f"The file ends in the middle of a line, at {lines[-1][-1]}: is that all of it?"
        cell = f"{get_column_letter(len(lines[-1]))}{len(lines)}"
        remedy = "Look at that figure, and save the file in a spreadsheet program."
        yield Problem(file, len(lines), what=what, remedy=remedy, cell=cell)


def _csv_cell(place: str, row: int, value: str) -> Cell:
    text = cleaned(value)
    if text and re.fullmatch("0|[1-9][0-9]{0,19}", text):
        return Cell(place, row, int(text))
    return Cell(place, row, text, *odd_text(text or "", in_csv=True))
