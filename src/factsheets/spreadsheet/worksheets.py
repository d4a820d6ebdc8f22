"""The sheets of a workbook in, tables of cells out: read strictly, or not at all.

openpyxl reads what the sheets share. A sheet's own XML is read here, since openpyxl passes over
what it does not know, and that may be what a person sees.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.packaging.relationship import get_dependents
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import REL_NS, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import Element, fromstring, localname

from factsheets.problems import Problem, printable
from factsheets.spreadsheet.appearance import Appearance
from factsheets.spreadsheet.cells import (
    LAST_COLUMN,
    LAST_ROW,
    LONGEST_SHOWN,
    Cell,
    CellTable,
    cleaned,
    odd_number,
    odd_text,
)

_MAIN = f"{{{SHEET_MAIN_NS}}}"
_NUMBER = r"-?[0-9]{1,20}(\.[0-9]{1,20})?([Ee][+-]?[0-9]{1,2})?"
_ROW_HEIGHT, _COLUMN_WIDTH = "15", "9.14"  # where a sheet says nothing

# Where openpyxl looks for a workbook's parts, even if the workbook says that they are elsewhere.
_PARTS = {
    "officeDocument": "xl/workbook.xml",
    "styles": "xl/styles.xml",
    "sharedStrings": "xl/sharedStrings.xml",
    "theme": "xl/theme/theme1.xml",
}
# What a sheet may hold besides its cells: it does not change how they look, or is checked below.
_HARMLESS = re.compile(
    "sheetPr|dimension|sheetViews|sheetFormatPr|cols|sheetData|sheetCalcPr|sheetProtection|"
    "protectedRanges|autoFilter|sortState|customSheetViews|phoneticPr|dataValidations|hyperlinks|"
    "printOptions|pageMargins|pageSetup|headerFooter|rowBreaks|colBreaks|customProperties|"
    "cellWatches|ignoredErrors|mergeCells|conditionalFormatting"
)
_NAMES = {
    "drawing": "a picture, a chart or a text box",
    "legacyDrawing": "a note, a comment or a button",
    "tableParts": "a table with a style of its own",
    "conditionalFormattings": "a conditional format",
}
_AGAIN = "Empty the cell, and type it again."
_SEEN = "Show it and look at it, or delete it."
_IN_VIEW = re.compile(  # what a sheet's view may say; it is made larger or smaller by zoomScale
    "(windowProtection|showGridLines|showRowColHeaders|tabSelected|showRuler|showOutlineSymbols|"
    "showWhiteSpace|defaultGridColor|colorId|view|workbookViewId|topLeftCell|zoomScaleNormal|"
    "zoomScale(SheetLayout|PageLayout)View|zoomToFit)=.*|(showFormulas|rightToLeft)=(0|false)|"
    "showZeros=(1|true)|zoomScale=(0|[4-9][0-9]|[1-4][0-9]{2})"
)


def read_sheets(file: str, content: bytes, names: Collection[str]) -> Iterator[CellTable]:
    """The sheets of the workbook ``content``, with the cells of those that are in ``names``.

    Messages call it ``file``. Raises whatever openpyxl raises when it is no right workbook.
    """
    reader = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
    with reader.archive:
        reader.read_manifest()
        strings = _shared_strings(reader)
        reader.read_workbook()
        reader.read_theme()
        apply_stylesheet(reader.archive, reader.wb)
        _check_parts(reader)
        for sheet, part in reader.parser.find_sheets():
            if sheet.name in names:
                yield _Sheet(file, reader, strings, sheet.name, part.target).table(sheet.state)
            else:
                yield CellTable(sheet.name, ())


def _check_parts(reader: ExcelReader) -> None:
    """Raise ValueError where a program could open other parts than are read here, or none."""
    found = [("officeDocument", reader.parser.workbook_part_name)]
    found += [
        ("sharedStrings", each.PartName[1:]) for each in reader.package.findall(SHARED_STRINGS)
    ]
    for relations in ("_rels/.rels", "xl/_rels/workbook.xml.rels"):
        for each in get_dependents(reader.archive, relations):
            found.append((each.Type.rpartition("/")[2], each.target))
    sheets = [sheet.name.casefold() for sheet in reader.parser.sheets if sheet.id]
    names = [*sheets, *map(str.casefold, reader.archive.namelist())]
    is_other = any(_PARTS.get(kind, at) != at for kind, at in found)
    if is_other or len(set(names)) < len(names) or not sheets:
        raise ValueError


def _shared_strings(reader: ExcelReader) -> list[tuple[str, bool]]:
    if not list(reader.package.findall(SHARED_STRINGS)):
        return []
    return list(map(_string, fromstring(reader.archive.read(_PARTS["sharedStrings"]))))


def _string(element: Element) -> tuple[str, bool]:
    """A string's text, and whether it looks the same all over; its pronunciation is ignored."""
    parts = [localname(each) for each in element]
    parts = [each for each in parts if each not in ("rPh", "phoneticPr")]
    if parts in ([], ["t"]):
        return element.findtext(f"{_MAIN}t") or "", True
    if set(parts) != {"r"}:
        raise ValueError
    return "".join(run.findtext(f"{_MAIN}t") or "" for run in element.iterfind(f"{_MAIN}r")), False


class _Sheet:
    """A sheet of a workbook while it is read, and the problems found in it so far.

    Whatever a sheet cannot have in a workbook that a spreadsheet program saved is a ValueError.
    """

    def __init__(
        self, file: str, reader: ExcelReader, strings: list[tuple[str, bool]], name: str, part: str
    ) -> None:
        self.file, self.reader, self.strings = file, reader, strings
        self.name, self.part = name, part
        self.problems: list[Problem] = []
        self.appearance = Appearance(reader.wb)
        self.styled = Worksheet(reader.wb, name)  # cells of it have the workbook's styles
        self.tree = fromstring(reader.archive.read(part))
        if self.tree.tag != f"{_MAIN}worksheet":
            raise ValueError
        formats = self.tree.iterfind(f"{_MAIN}conditionalFormatting")
        self.conditional = MultiCellRange(" ".join(each.get("sqref", "") for each in formats))
        self.widths, self.hidden_columns = self._columns()

    def table(self, state: str | None) -> CellTable:
        """Its rows, up to the last cell with something in it. ``state`` says if it is hidden."""
        if state != "visible":
            remedy = "Show it and look at it: its figures would be taken unseen."
            self._say(f'The sheet "{self.name}" is hidden.', remedy)
        self._look_at_view()
        self._look_at_parts()
        cells = {at: cell for at, cell in self._cells() if not cell.is_empty}
        for column in sorted(self.hidden_columns & {column for _, column in cells}):
            letter = get_column_letter(column)
            self._say("This column is hidden.", _SEEN, f"{letter}:{letter}", 1)
        height = max([1, *(row for row, _ in cells)])
        width = max([1, *(column for _, column in cells)])
        if height > LAST_ROW or width > LAST_COLUMN:
            what = f"The sheet reaches to {get_column_letter(width)}{height}."
            self._say(what, "Delete the rows and columns outside the table, and save.", "", height)
        rows = tuple(
            tuple(
                cells.get((row, column), Cell(self._place(row, column), row, None))
                for column in range(1, min(width, LAST_COLUMN) + 1)
            )
            for row in range(1, min(height, LAST_ROW) + 1)
        )
        return CellTable(self.name, rows, tuple(self.problems))

    def _say(self, what: str, remedy: str, place: str = "", row: int = 0) -> None:
        cell = f"{self.name}!{place}" if place else self.name
        self.problems.append(Problem(self.file, row, what=what, remedy=remedy, cell=cell))

    def _place(self, row: int, column: int) -> str:
        return f"{self.name}!{get_column_letter(column)}{row}"

    def _look_at_view(self) -> None:
        """Say where the view of the whole sheet shows something else than its cells hold."""
        for view in self.tree.iterfind(f"{_MAIN}sheetViews/{_MAIN}sheetView"):
            for name, value in view.items():
                if not _IN_VIEW.fullmatch(f"{name}={value}"):
                    what = f'The sheet is shown in an unusual way ({name}="{printable(value)}").'
                    remedy = "Let the program show zeros, no formulas, and the sheet at 100 %."
                    self._say(what, remedy)
            if view.find(f"{_MAIN}pane") is not None and view.get("topLeftCell", "A1") != "A1":
                remedy = "Unfreeze the panes, and look at what stands there."
                self._say("What is above or left of the frozen panes cannot be seen.", remedy)

    def _look_at_parts(self) -> None:
        """Say which parts of the sheet may cover its cells, or show something else in them."""
        remedy = "Look at it, and delete it; or copy the figures into a workbook exported again."
        for part in self.tree:
            inside = [part]
            if part.tag == f"{_MAIN}extLst":
                inside = [each for extension in part for each in extension]
            elif part.tag == f"{_MAIN}drawing" and self._is_empty(part):
                inside = []  # Google Sheets puts one into each sheet
            for name in map(localname, inside):
                if not _HARMLESS.fullmatch(name):
                    self._say(f"The sheet has {_NAMES.get(name, name)}.", remedy)
        for merged in self.tree.findall(f"{_MAIN}mergeCells/{_MAIN}mergeCell")[:LAST_ROW]:
            area = CellRange(merged.get("ref", ""))
            remedy = "Unmerge them, and write each figure into its own cell."
            self._say("These cells are merged.", remedy, area.coord, area.min_row)

    def _is_empty(self, drawing: Element) -> bool:
        folder, _, name = self.part.rpartition("/")
        relations = get_dependents(self.reader.archive, f"{folder}/_rels/{name}.rels").to_dict()
        target = relations[drawing.get(f"{{{REL_NS}}}id", "")].target
        return len(fromstring(self.reader.archive.read(target))) == 0

    def _columns(self) -> tuple[dict[int, float], set[int]]:
        """The width of each column of which the sheet says something, and which are hidden."""
        widths: dict[int, float] = {}
        hidden: set[int] = set()
        for each in self.tree.iterfind(f"{_MAIN}cols/{_MAIN}col"):
            first, last = _count(each.get("min", "")), _count(each.get("max", ""))
            for column in range(first, min(last, LAST_COLUMN) + 1):
                widths[column] = _decimal(each.get("width", _COLUMN_WIDTH))
                if _is_on(each, "hidden"):
                    hidden.add(column)
        return widths, hidden

    def _cells(self) -> Iterator[tuple[tuple[int, int], Cell]]:
        """Each cell that the sheet has, by row and column."""
        usual = self.tree.find(f"{_MAIN}sheetFormatPr")
        usual = Element("sheetFormatPr") if usual is None else usual
        width = _decimal(usual.get("defaultColWidth", _COLUMN_WIDTH))
        usual_height = usual.get("defaultRowHeight", _ROW_HEIGHT)
        if _is_on(usual, "zeroHeight"):
            usual_height = "0"
        number = 0
        for row in self.tree.iterfind(f"{_MAIN}sheetData/*"):
            number = _after(number, _count(row.get("r", str(number + 1))), row, "row")
            height, column, is_seen = _decimal(row.get("ht", usual_height)), 0, True
            for each in row:
                its_row, at = coordinate_to_tuple(each.get("r", _coordinate(number, column + 1)))
                column = _after(column, at if its_row == number else 0, each, "c")
                cell = self._cell(each, number, column, self.widths.get(column, width), height)
                is_seen = is_seen and (cell.is_empty or not _is_on(row, "hidden"))
                yield (number, column), cell
            if not is_seen:
                self._say("This row is hidden.", _SEEN, f"{number}:{number}", number)

    def _cell(self, element: Element, row: int, column: int, width: float, height: float) -> Cell:
        place, kind = self._place(row, column), element.get("t", "n")
        value, is_one = self._value(element, kind)
        formula = element.find(f"{_MAIN}f")
        if formula is not None:
            if formula.get("t", "normal") not in ("normal", "shared"):
                remedy = "Copy them, and paste them as values."
                self._say("A formula fills several cells.", remedy, _coordinate(row, column), row)
            shown = f" ={printable(formula.text[:LONGEST_SHOWN])}" if formula.text else ""
            what = f"The formula{shown} stands here, and its value may be an old one."
            return Cell(place, row, None, what, "Copy the cell, and paste it as a value.")
        content = cleaned(value) if isinstance(value, str) else value
        if content is None:
            return Cell(place, row, None)
        what, remedy = _odd(content, kind)
        if not what:
            styled = ReadOnlyCell(
                self.styled, row, column, None, kind, _count(element.get("s", "0"))
            )
            oddity, remedy = self.appearance.oddity(styled, content, width, height)
            if not is_one:
                oddity, remedy = "does not look the same in all its parts", _AGAIN
            if element.attrib.keys() - {"r", "s", "t", "ph"}:
                oddity, remedy = "has more to it than a text or a number", _AGAIN
            if _coordinate(row, column) in self.conditional:
                oddity = "has a conditional format, which can hide it"
                remedy = "Delete that rule of conditional formatting, and look at it."
            what = f"{Cell(place, row, content).shown} {oddity}." if oddity else ""
        return Cell(place, row, content, what, remedy)

    def _value(self, element: Element, kind: str) -> tuple[int | float | str | None, bool]:
        """What stands in a cell, whatever formula it is of; and whether it looks the same all over.

        A truth is given as a text, such as "1", and so are an error and a date.
        """
        parts = [localname(each) for each in element]
        if len(set(parts)) < len(parts) or not {"f", "v", "is"}.issuperset(parts):
            raise ValueError
        if ("v" if kind == "inlineStr" else "is") in parts:
            raise ValueError
        text = element.findtext(f"{_MAIN}v") or ""
        if kind == "inlineStr":
            inline = element.find(f"{_MAIN}is")
            return (None, True) if inline is None else _string(inline)
        if kind == "s" and text:
            return self.strings[_count(text)]
        if kind in ("s", "str", "b", "e", "d") or not text:
            return text or None, True
        if kind != "n":
            raise ValueError
        number = _decimal(text)
        return int(number) if number.is_integer() else number, True


def _odd(content: float | str, kind: str) -> tuple[str, str]:
    """What is wrong with the ``content`` of this ``kind`` of cell, and the remedy; or nothing."""
    if isinstance(content, int | float):
        return odd_number(content)
    shown = {"b0": "FALSE", "b1": "TRUE"}.get(kind + content, content)
    what, remedy = odd_text(shown, in_csv=False)
    if kind in ("b", "d", "e") and not what:
        return f'"{printable(shown)}" is not a number.', "Write the number itself."
    return what, remedy


def _after(last: int, number: int, element: Element, name: str) -> int:
    """The ``number`` of a row or column, which has to come after the ``last`` one."""
    if number <= last or element.tag != f"{_MAIN}{name}":
        raise ValueError
    return number


def _coordinate(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def _count(text: str) -> int:
    return int(_matched("[0-9]{1,10}", text))


def _decimal(text: str) -> float:
    return float(_matched(_NUMBER, text))


def _matched(pattern: str, text: str) -> str:
    if not re.fullmatch(pattern, text):
        raise ValueError
    return text


def _is_on(element: Element, name: str, usual: str = "0") -> bool:
    return element.get(name, usual) not in ("0", "false")
