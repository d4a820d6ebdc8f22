"""A year's figures as a workbook, or as CSV, that a data team can fill in."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from factsheets.dataset.dataset import Partial
from factsheets.dataset.load import load_partial
from factsheets.figures.catalogue import Declaration
from factsheets.figures.values import (
    LARGEST_FIGURE,
    LARGEST_PERCENT,
    NOT_REPORTED,
    SAMPLE_MARK,
    Figure,
    Number,
    as_cell,
)
from factsheets.files import save
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.spreadsheet.last_year import LastFigures, last_year
from factsheets.spreadsheet.layout import (
    CHECK,
    CODE,
    COUNTRY,
    EXPLANATION,
    FIGURE,
    FIGURES,
    NATIONAL,
    NO,
    NOTES,
    OF_COUNTRY,
    SAMPLE,
    STATE,
    VALUE,
    WHAT_IT_IS,
    WORKBOOK,
    YEAR,
    YES,
    refuse_other_kinds,
)

_RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BOLD, _RIGHT = Font("Calibri", 11, bold=True), Alignment(horizontal="right", vertical="top")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_GRAY, _GRAY_TEXT = PatternFill("solid", fgColor="EDEDED"), Font("Calibri", 11, color="595959")
_APART = Alignment(horizontal="right", vertical="top", indent=1)
_WIDTH, _GRAY_WIDTH, _NOTES_WIDTH, _TEXT_WIDTH = 18, 13, 40, 80  # of columns, in digits
_COUNT = "#,##0"
_LINE = 15  # the height of a line, in points


def export(data: Path, file: Path) -> None:
    """Write the figures of the file ``data``, as far as they are known, to ``file``.

    Its name ends in .xlsx or .csv. Raises FactsheetsError when ``file`` is there already, or when
    something in ``data`` is wrong that is neither missing nor a contradiction.
    """
    refuse_other_kinds(file)
    partial = load_partial(data)
    is_workbook = file.suffix.lower() == WORKBOOK
    content = workbook(partial, last_year(data, partial)) if is_workbook else csv_table(partial)
    save(file, content, read=None)


def workbook(partial: Partial, last: LastFigures | None = None) -> bytes:
    """The figures as an Excel workbook: the states, the country, and what each figure is.

    The figures of ``last`` year stand in gray beside the cells to be filled in.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = f"State fact sheets, figures for {partial.year}"
    book.properties.creator = "factsheets"
    fillers = {FIGURES: _fill_figures, NATIONAL: _fill_national, EXPLANATION: _fill_explanation}
    for name, fill in fillers.items():
        sheet = book.create_sheet(name)
        fill(sheet, partial, last)
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToHeight = 0  # as many pages as it takes, each as wide as the sheet
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.oddHeader.center.text = f"{partial.year}. {_sample_mark(partial)}"
        sheet.sheet_properties.tabColor = "C00000" if partial.sample else None
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_table(partial: Partial) -> bytes:
    """The figures as one table (RFC 4180): a row for the country, and one for each jurisdiction.

    The last cell of each row has its code, so that a file which is cut off can be told. Besides,
    Excel leaves out the commas of empty cells at the end of rows.
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    of_state, of_country = partial.catalogue.state, partial.catalogue.national
    sample = YES if partial.sample else NO
    headings = [YEAR, SAMPLE, STATE, *(each.title for each in of_state.values())]
    headings += [*(OF_COUNTRY + each.title for each in of_country.values()), CODE]
    writer.writerow(map(_harmless, headings))
    values = [as_cell(partial.national.get(path)) for path in of_country]
    blank = [None] * len(of_state)
    writer.writerow([partial.year, sample, COUNTRY, *blank, *values, "US"])
    for name, each in JURISDICTIONS.items():
        figures = partial.states.get(name, {})
        values = [as_cell(figures.get(path)) for path in of_state]
        blank = [None] * len(of_country)
        writer.writerow([partial.year, sample, _harmless(name), *values, *blank, each.code])
    return stream.getvalue().encode()


def _sample_mark(partial: Partial) -> str:
    return SAMPLE_MARK if partial.sample else ""


def _harmless(text: str) -> str:
    """``text`` for CSV, with an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(_RUN_AS_FORMULA) else text


def _put(
    sheet: Worksheet, row: int, column: int, value: Number | str | None, *, bold: bool = False
) -> Cell:
    """Put ``value`` into the cell, a text always as text, never as a formula."""
    cell = sheet.cell(row, column, value)
    cell.number_format = _COUNT if isinstance(value, int) else cell.number_format
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_RUN_AS_FORMULA)
    if bold:
        cell.font = _BOLD
    return cell


def _put_headings(sheet: Worksheet, headings: Sequence[tuple[str, int]], row: int = 1) -> None:
    """Put the headings over columns that are as wide as each says, in a row that is high enough."""
    for column, (heading, width) in enumerate(headings, 1):
        if sheet.cell(row, column).value is None:
            _put(sheet, row, column, heading, bold=True).alignment = _WRAPPED
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[row].height = _LINE * max(_lines(*each) for each in headings)


def _lines(text: str, width: int) -> int:
    """How many lines ``text`` takes at most in a column that is ``width`` digits wide."""
    return len(textwrap.wrap(text, int(width * 0.9))) or 1


def _put_last_year(
    sheet: Worksheet, column: int, year: int, figures: Sequence[Figure | None], number_format: str
) -> None:
    """Fill the column with last year's figures, in gray: to compare with, not to be typed into."""
    for row, figure in enumerate(figures, 2):
        cell = _put(sheet, row, column, as_cell(figure))
        cell.number_format = number_format
        cell.fill, cell.font, cell.alignment = _GRAY, _GRAY_TEXT, _APART
    heading = _put(sheet, 1, column, str(year), bold=True)
    heading.fill, heading.alignment = _GRAY, _APART
    rule = DataValidation(type="custom", formula1="FALSE", allow_blank=True)
    rule.errorTitle = str(year)
    rule.error = f"These are the figures of {year}, to compare with. They are not imported."
    rule.showErrorMessage = True
    rule.add(_cells(column, len(figures)))
    sheet.add_data_validation(rule)


def _cells(column: int, rows: int) -> str:
    """The cells of so many rows of the column, below its heading."""
    letter = get_column_letter(column)
    return f"{letter}2:{letter}{1 + rows}"


def _fill_figures(sheet: Worksheet, partial: Partial, last: LastFigures | None) -> None:
    declared = partial.catalogue.state
    headings, columns = [(STATE, 26), (CODE, 7)], dict[str, int]()
    for path, each in declared.items():
        headings.append((each.title, _WIDTH))
        columns[path] = len(headings)
        if last and any(path in figures for figures in last.states.values()):
            headings.append((str(last.year), _GRAY_WIDTH))
            before = [last.states.get(name, {}).get(path) for name in JURISDICTIONS]
            _put_last_year(sheet, len(headings), last.year, before, _number_format(each))
    check = len(headings) + 1
    _put_headings(sheet, [*headings, (CHECK, _WIDTH), (NOTES, _NOTES_WIDTH)])
    for row, (name, jurisdiction) in enumerate(JURISDICTIONS.items(), 2):
        _put(sheet, row, 1, name, bold=True)
        _put(sheet, row, 2, jurisdiction.code)
        for path, column in columns.items():
            cell = _put(sheet, row, column, as_cell(partial.states.get(name, {}).get(path)))
            cell.number_format = _number_format(declared[path])
            cell.alignment = _RIGHT
        sums = [
            [f"{get_column_letter(columns[path])}{row}" for path in (*each.sum_of, each.name)]
            for each in declared.values()
            if each.sum_of
        ]
        sheet.cell(row, check, _check_formula(sums))
    for path, column in columns.items():
        _validate(sheet, _cells(column, len(JURISDICTIONS)), declared[path])
    red = DifferentialStyle(fill=PatternFill(bgColor="FFC7CE"))
    checks = _cells(check, len(JURISDICTIONS))
    first = checks.partition(":")[0]
    wrong = Rule(type="expression", dxf=red, formula=[f'{first}="does not add up"'])
    sheet.conditional_formatting.add(checks, wrong)
    sheet.freeze_panes = "C2"
    sheet.print_title_rows = "1:1"


def _number_format(declared: Declaration) -> str:
    return "General" if declared.is_percent else _COUNT  # which shows 19 and 19.5 as they are


def _check_formula(sums: list[list[str]]) -> str | None:
    """Whether the parts, which come before their sum, add up to it, in each of the ``sums``."""
    cells = list(dict.fromkeys(cell for each in sums for cell in each))
    if not cells:
        return None
    every = ",".join(cells)
    adds_up = [f"SUM({','.join(each[:-1])})={each[-1]}" for each in sums]
    all_add_up = adds_up[0] if len(adds_up) == 1 else f"AND({','.join(adds_up)})"
    whole = f'IF({all_add_up},"adds up","does not add up")'
    return f'=IF(COUNT({every})=0,"",IF(COUNT({every})<{len(cells)},"incomplete",{whole}))'


def _fill_national(sheet: Worksheet, partial: Partial, last: LastFigures | None) -> None:
    national = partial.catalogue.national
    what = "yes: the figures are invented; no: they are NCMEC's."
    rows: list[tuple[str, Number | str | None, str]] = [
        (YEAR, partial.year, "The year of all figures in this workbook."),
        (SAMPLE, YES if partial.sample else NO, f"{what} {_sample_mark(partial)}".strip()),
    ]
    rows += [
        (each.title, as_cell(partial.national.get(path)), each.about)
        for path, each in national.items()
    ]
    headings = [(FIGURE, 36), (VALUE, _WIDTH)]
    if last and last.national:
        headings.append((str(last.year), _GRAY_WIDTH))
        before = [None, None, *(last.national.get(path) for path in national)]
        _put_last_year(sheet, len(headings), last.year, before, _COUNT)
    about = len(headings) + 1
    _put_headings(sheet, [*headings, (WHAT_IT_IS, _TEXT_WIDTH), (NOTES, _NOTES_WIDTH)])
    for row, (heading, value, description) in enumerate(rows, 2):
        cell = _put(sheet, row, 2, value)
        cell.number_format = "0" if heading == YEAR else _COUNT
        cell.alignment = _RIGHT
        _put_text(sheet, row, {1: (heading, 36), about: (description, _TEXT_WIDTH)})
        sheet.cell(row, 1).font = _BOLD
    for row, each in enumerate(national.values(), 4):
        for column in range(2, about):
            sheet.cell(row, column).number_format = _number_format(each)
        _validate(sheet, f"B{row}", each)
    sheet.freeze_panes = "A2"


def _put_text(sheet: Worksheet, row: int, texts: Mapping[int, tuple[str, int]]) -> None:
    """Put each text into its column, which is so wide; the row is as high as all of them need."""
    for column, (text, _) in texts.items():
        _put(sheet, row, column, text).alignment = _WRAPPED
    sheet.row_dimensions[row].height = _LINE * max(_lines(*each) for each in texts.values())


def _fill_explanation(sheet: Worksheet, partial: Partial, last: LastFigures | None) -> None:
    lines = [
        f"Figures for the state fact sheets, {partial.year}. {_sample_mark(partial)}".strip(),
        f'Fill in the sheets "{FIGURES}" and "{NATIONAL}". In "{FIGURES}", fill in a whole row, or '
        "leave it empty while its figures are not known.",
        "Type numbers, without a unit, a sign or a remark. 0 is a figure: it says that there were "
        "none.",
        f'Remarks go into the columns "{NOTES}", or below the table, after an empty row. They are '
        "not read. Further sheets are not read either.",
        'Do not merge cells or rename headings. "Check" says whether what belongs together adds '
        "up.",
    ]
    if last:
        lines.append(
            f"The gray columns have the figures of {last.year}, to compare with. Do not type there."
        )
    for row, line in enumerate(lines, 1):
        _put(sheet, row, 1, line, bold=row == 1)
    first = len(lines) + 2
    widths = (12, 36, 70, 70)
    headings = ("Sheet", FIGURE, WHAT_IT_IS, "What you can write")
    _put_headings(sheet, list(zip(headings, widths, strict=True)), first)
    rows = [
        (NATIONAL if each.is_national else FIGURES, each.title, each.about, _can_be_written(each))
        for each in partial.catalogue.figures.values()
    ]
    for row, texts in enumerate(rows, first + 1):
        _put_text(sheet, row, dict(enumerate(zip(texts, widths, strict=True), 1)))


def _can_be_written(declared: Declaration) -> str:
    words = ["a whole number, 0 or more"]
    if declared.is_percent:
        words = [
            f"a percentage, 0 to {LARGEST_PERCENT}, with one decimal at most, without the sign"
        ]
    if declared.may_be_not_reported:
        words.append(f'"{NOT_REPORTED.value}" if it is known that there is no figure')
    return "; ".join([*words, "nothing while it is not known"])


def _validate(sheet: Worksheet, cells: str, declared: Declaration) -> None:
    """Let the spreadsheet program refuse what the figure cannot be."""
    largest = LARGEST_PERCENT if declared.is_percent else LARGEST_FIGURE
    kind: Literal["decimal", "whole"] = "decimal" if declared.is_percent else "whole"
    rule = DataValidation(type=kind, operator="between", formula1="0", formula2=str(largest))
    if declared.may_be_not_reported:
        cell = cells.partition(":")[0]
        number = f"AND(ISNUMBER({cell}),N({cell})>=0,N({cell})=INT(N({cell})))"
        if declared.is_percent:
            number = f"AND(ISNUMBER({cell}),N({cell})>=0,N({cell})<={largest})"
        rule = DataValidation(type="custom", formula1=f'OR({number},{cell}="{NOT_REPORTED.value}")')
    rule.errorTitle = declared.title[:32]
    rule.error = f"Write {_can_be_written(declared)}."
    rule.showErrorMessage = True
    rule.add(cells)
    sheet.add_data_validation(rule)
