"""A workbook or a CSV file in, tables of cells out: what stands in each, and what is odd about it.

Nothing is converted here: text stays text, and a date is no number.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from factsheets.files import contents
from factsheets.problems import FactsheetsError, Problem, printable
from factsheets.spreadsheet import CSV, refuse_other_kinds

LARGEST_FILE = 10_000_000  # bytes; an exported workbook has about 20,000
LARGEST_UNPACKED = 100_000_000
LAST_ROW, LAST_COLUMN = 500, 100

_OLD_OR_LOCKED = bytes.fromhex(
    "D0CF11E0"
)  # what an .xls file and a password-protected one begin with
_IN_NUMBERS = "0-9.,_'’ "
_LONGEST_SHOWN = 40
_TURNING = ("RLO", "RLE", "RLI")  # behind such a character 12 is shown, and 21 stands there


@dataclass(frozen=True)
class Cell:
    """A cell: its ``place``, such as ``Figures!D17``, its row, and what stands in it.

    ``content`` is None where nothing does. ``what`` and ``remedy`` say what is wrong with it
    whatever should stand there: a percentage, a date, an error.
    """

    place: str
    row: int
    content: int | float | str | None
    what: str = ""
    remedy: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it, not even something wrong."""
        return self.content is None and not self.what

    @property
    def text(self) -> str:
        """The content as a name or heading: without odd spaces around or in it."""
        return "" if self.content is None else str(self.content)

    @property
    def shown(self) -> str:
        """The content in quotation marks, cut to what fits a message."""
        cut = self.text[:_LONGEST_SHOWN] + "…" * (len(self.text) > _LONGEST_SHOWN)
        return f'"{printable(cut)}"'


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A sheet's rows, all equally long, the headings first; and what is wrong with the sheet."""

    name: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def read_tables(file: Path) -> tuple[Table, ...]:
    """The sheets of the workbook ``file``; of a CSV file its one table, without a name.

    Raises FactsheetsError when the file cannot be read as what its name says.
    """
    refuse_other_kinds(file)
    content = contents(file, LARGEST_FILE)
    if not content.removeprefix(codecs.BOM_UTF8).strip():
        raise _refused(file, "The file is empty.", "Export it anew, or ask for it again.")
    if file.suffix.lower() == CSV:
        return (_csv_table(file, content),)
    return _sheets(file, content)


def _refused(file: Path, what: str, remedy: str) -> FactsheetsError:
    return FactsheetsError(Problem(str(file), what=what, remedy=remedy))


def _cleaned(text: str) -> str | None:
    """``text`` with single plain spaces and no invisible characters; None when nothing is left."""
    visible = "".join(
        letter
        for letter in text
        if unicodedata.category(letter) != "Cf" or unicodedata.bidirectional(letter) in _TURNING
    )
    return " ".join(visible.split()) or None


# CSV


def _csv_table(file: Path, content: bytes) -> Table:
    if b"\0" in content:
        what, remedy = "This is not a CSV file.", 'Save it as "CSV UTF-8 (comma delimited)".'
        raise _refused(file, what, remedy)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what, remedy = "The file is not UTF-8 text.", 'Save it as "CSV UTF-8 (comma delimited)".'
        raise _refused(file, what, remedy) from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)  # a spreadsheet program may write any of them
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        what = f"The file is not CSV from some line on ({error})."
        remedy = "Look for a quotation mark that nothing closes, or export it anew."
        raise _refused(file, what, remedy) from error
    width = max(map(len, lines))
    if len(lines) > LAST_ROW or width > LAST_COLUMN:
        what = f"The table has {len(lines):,} rows and {width:,} columns."
        raise _refused(file, what, "Delete those outside the table, and save.")
    rows = (
        tuple(
            _csv_cell(f"{get_column_letter(column)}{row}", row, value)
            for column, value in enumerate([*line, *[""] * (width - len(line))], 1)
        )
        for row, line in enumerate(lines, 1)
    )
    return Table("", tuple(rows))


def _csv_cell(place: str, row: int, value: str) -> Cell:
    text = _cleaned(value)
    if text and re.fullmatch("0|[1-9][0-9]{0,19}", text):
        return Cell(place, row, int(text))
    return Cell(place, row, text, *_odd_text(text or "", in_csv=True))


# Workbooks


def _sheets(file: Path, content: bytes) -> tuple[Table, ...]:
    if content.startswith(_OLD_OR_LOCKED):
        what = "This is an old Excel file (.xls), or one with a password."
        raise _refused(file, what, 'Save it as "Excel Workbook (*.xlsx)", without a password.')
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise _refused(file, "The workbook is enormous.", "Is this the right file?")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what only a spreadsheet program needs
            values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(content))
    except FactsheetsError:
        raise
    except Exception as error:  # openpyxl raises whatever it stumbles over
        what = "This cannot be read as an Excel workbook."
        remedy = 'Open it in a spreadsheet program, and save it as "Excel Workbook (*.xlsx)".'
        raise _refused(file, what, remedy) from error
    return tuple(_sheet(file, sheet, formulas[sheet.title]) for sheet in values.worksheets)


def _sheet(file: Path, values: Worksheet, formulas: Worksheet) -> Table:
    name = str(values.title)
    last_row, last_column = min(values.max_row, LAST_ROW), min(values.max_column, LAST_COLUMN)
    rows = tuple(
        tuple(
            _cell(
                f"{name}!{get_column_letter(column)}{row}",
                row,
                values.cell(row, column).value,
                formulas.cell(row, column).value,
                values.cell(row, column).number_format,
            )
            for column in range(1, last_column + 1)
        )
        for row in range(1, last_row + 1)
    )
    return Table(name, rows, tuple(_problems(str(file), values, rows)))


def _cell(place: str, row: int, value: object, formula: object, number_format: str) -> Cell:
    if value is None and formula is not None:
        shown = f" {printable(formula[:_LONGEST_SHOWN])}" if isinstance(formula, str) else ""
        what = f"The formula{shown} has no value in this file."
        remedy = "Open the file in a spreadsheet program and save it, or type the number itself."
        return Cell(place, row, None, what, remedy)
    if isinstance(value, bool):
        what, remedy = f'"{str(value).upper()}" is not a number.', "Write the number itself."
        return Cell(place, row, None, what, remedy)
    if isinstance(value, date | time | timedelta):
        shown = str(value).removesuffix(" 00:00:00")
        what = f"This is a date or a time: {shown}."
        remedy = "Set the cell's format to Number, and type the figure anew."
        return Cell(place, row, None, what, remedy)
    if isinstance(value, int | float):
        what, remedy = _odd_number(value, number_format)
        whole = int(value) if not what and float(value).is_integer() else value
        return Cell(place, row, whole, what, remedy)
    text = None if value is None else _cleaned(str(value))
    return Cell(place, row, text, *_odd_text(text or "", in_csv=False))


def _odd_number(value: float, number_format: str) -> tuple[str, str]:
    if "%" in number_format:
        return f"{value:.6g} is shown as a percentage here: {value * 100:.6g}%.", _NOT_IN_PER_CENT
    if re.search(r"[0#?],+(?![0#?])", number_format):
        what = f"{value:,} is shown in thousands here, or in millions."
        return what, "Set the cell's format to Number, and see that the whole figure stands there."
    if value < 0:
        return f"{value:,} is less than 0.", "A figure is 0 or more."
    if float(value).is_integer():
        return "", ""
    if value < 1:
        return f"{value} is not a whole number.", f"Is it a percentage? {_NOT_IN_PER_CENT}"
    return f"{value} is not a whole number.", "Write the number itself, without decimals."


_NOT_IN_PER_CENT = (
    "Type the number itself, without the sign; in a workbook, give the cell the format Number."
)


def _odd_text(text: str, *, in_csv: bool) -> tuple[str, str]:
    """What is wrong with a text whatever should stand in its place; mostly nothing."""
    if text.startswith("#") and text.endswith(("!", "?", "A")):
        what = f"{text} is an error that the spreadsheet program found."
        return what, "Mend the formula, or type the number itself."
    if re.fullmatch(rf"[{_IN_NUMBERS}]+ ?%", text):
        return f'"{text}" is a percentage.', _NOT_IN_PER_CENT
    if not in_csv and re.fullmatch(rf"[{_IN_NUMBERS}]*[0-9][{_IN_NUMBERS}]*", text):
        what = f'"{text}" is text, though it looks like a number.'
        return what, "Set the cell's format to Number, and type the figure anew."
    return "", ""


def _problems(file: str, sheet: Worksheet, rows: Sequence[Row]) -> Iterator[Problem]:
    """What no table may have: merged cells, hidden figures, and something far below."""
    name = str(sheet.title)
    if sheet.sheet_state != "visible":
        remedy = "Show it and look at it: its figures would be taken unseen."
        yield Problem(file, what=f'The sheet "{name}" is hidden.', remedy=remedy, cell=name)
    for merged in sheet.merged_cells.ranges:
        yield Problem(
            file,
            merged.min_row,
            what="These cells are merged.",
            remedy="Unmerge them, and write each figure into its own cell.",
            cell=f"{name}!{merged.coord}",
        )
    if sheet.max_row > LAST_ROW or sheet.max_column > LAST_COLUMN:
        what = f"The sheet reaches to {get_column_letter(sheet.max_column)}{sheet.max_row}."
        remedy = "Delete the rows and columns outside the table, and save."
        yield Problem(file, sheet.max_row, what=what, remedy=remedy, cell=name)
    for number, row in enumerate(rows, 1):
        if sheet.row_dimensions[number].hidden and not all(cell.is_empty for cell in row):
            what, remedy = "This row is hidden.", "Show it and look at it, or delete it."
            yield Problem(file, number, what=what, remedy=remedy, cell=f"{name}!{number}:{number}")
    for dimension in sheet.column_dimensions.values():
        for number in range(dimension.min or 1, (dimension.max or 0) + 1):
            column = [row[number - 1] for row in rows if number <= len(row)]
            if dimension.hidden and not all(cell.is_empty for cell in column):
                letter = get_column_letter(number)
                what, remedy = "This column is hidden.", "Show it and look at it, or delete it."
                yield Problem(file, 1, what=what, remedy=remedy, cell=f"{name}!{letter}:{letter}")
