"""A year's figures as a workbook, or as CSV, that a data team can fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
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

from factsheets.dataset.load import Partial, load_partial
from factsheets.figures.catalogue import Declaration
from factsheets.figures.values import (
    LARGEST_FIGURE,
    LARGEST_PERCENT,
    NOT_REPORTED,
    SAMPLE_MARK,
    Number,
    as_cell,
)
from factsheets.files import save
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.spreadsheet.layout import (
    CHECK,
    CODE,
    COUNTRY,
    EXPLANATION,
    FIGURE,
    FIGURES,
    NATIONAL,
    NO,
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
_BOLD, _RIGHT = Font(bold=True), Alignment(horizontal="right")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def export(data: Path, file: Path) -> None:
    """Write the figures of the file ``data``, as far as they are known, to ``file``.

    Its name ends in .xlsx or .csv. Raises FactsheetsError when ``file`` is there already, or when
    something in ``data`` is wrong that is neither missing nor a contradiction.
    """
    refuse_other_kinds(file)
    partial = load_partial(data)
    content = workbook(partial) if file.suffix.lower() == WORKBOOK else csv_table(partial)
    save(file, content, read=None)


def workbook(partial: Partial) -> bytes:
    """The figures as an Excel workbook: the states, the country, and what each figure is."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = f"State fact sheets, figures for {partial.year}"
    book.properties.creator = "factsheets"
    fillers = {FIGURES: _fill_figures, NATIONAL: _fill_national, EXPLANATION: _fill_explanation}
    for name, fill in fillers.items():
        sheet = book.create_sheet(name)
        fill(sheet, partial)
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
    cell.number_format = "#,##0" if isinstance(value, int) else cell.number_format
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_RUN_AS_FORMULA)
    if bold:
        cell.font = _BOLD
    return cell


def _put_headings(sheet: Worksheet, headings: Iterable[str], row: int = 1) -> None:
    for column, heading in enumerate(headings, 1):
        _put(sheet, row, column, heading, bold=True).alignment = _WRAPPED


def _fill_figures(sheet: Worksheet, partial: Partial) -> None:
    headings = partial.catalogue.state
    _put_headings(sheet, [STATE, CODE, *(each.title for each in headings.values()), CHECK])
    first, last = 2, 1 + len(JURISDICTIONS)  # rows
    columns = {path: get_column_letter(number) for number, path in enumerate(headings, 3)}
    check = get_column_letter(3 + len(headings))
    for row, (name, each) in enumerate(JURISDICTIONS.items(), first):
        _put(sheet, row, 1, name, bold=True)
        _put(sheet, row, 2, each.code)
        for column, path in enumerate(columns, 3):
            cell = _put(sheet, row, column, as_cell(partial.states.get(name, {}).get(path)))
            cell.number_format = _number_format(headings[path])
            cell.alignment = _RIGHT
        sums = [
            [f"{columns[name]}{row}" for name in (*each.sum_of, each.name)]
            for each in headings.values()
            if each.sum_of
        ]
        sheet[f"{check}{row}"] = _check_formula(sums)
    for path, letter in columns.items():
        _validate(sheet, f"{letter}{first}:{letter}{last}", headings[path])
    red = DifferentialStyle(fill=PatternFill(bgColor="FFC7CE"))
    wrong = Rule(type="expression", dxf=red, formula=[f'{check}{first}="does not add up"'])
    sheet.conditional_formatting.add(f"{check}{first}:{check}{last}", wrong)
    sheet.freeze_panes = "C2"
    _set_widths(sheet, [26, 7, *[16] * len(headings), 16])
    sheet.print_title_rows = "1:1"


def _number_format(declared: Declaration) -> str:
    return "General" if declared.is_percent else "#,##0"  # which shows 19 and 19.5 as they are


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


def _fill_national(sheet: Worksheet, partial: Partial) -> None:
    _put_headings(sheet, [FIGURE, VALUE, WHAT_IT_IS])
    what = "yes: the figures are invented; no: they are NCMEC's."
    national = partial.catalogue.national
    rows: list[tuple[str, Number | str | None, str]] = [
        (YEAR, partial.year, "The year of all figures in this workbook."),
        (SAMPLE, YES if partial.sample else NO, f"{what} {_sample_mark(partial)}".strip()),
    ]
    rows += [
        (each.title, as_cell(partial.national.get(path)), each.about)
        for path, each in national.items()
    ]
    for row, (heading, value, description) in enumerate(rows, 2):
        for column, content in enumerate((heading, value, description), 1):
            _put(sheet, row, column, content, bold=column == 1)
        sheet.cell(row, 2).number_format = "0" if heading == YEAR else "#,##0"
        sheet.cell(row, 2).alignment = _RIGHT
    for row, each in enumerate(national.values(), 4):
        if each.is_percent:
            sheet.cell(row, 2).number_format = _number_format(each)
        _validate(sheet, f"B{row}", each)
    sheet.freeze_panes = "A2"
    _set_widths(sheet, [36, 16, 90])


def _fill_explanation(sheet: Worksheet, partial: Partial) -> None:
    lines = [
        f"Figures for the state fact sheets, {partial.year}. {_sample_mark(partial)}".strip(),
        f'Fill in the sheets "{FIGURES}" and "{NATIONAL}". In "{FIGURES}", fill in a whole row, or '
        "leave it empty while its figures are not known.",
        "Type numbers, without a unit, a sign or a remark. 0 is a figure: it says that there were "
        "none.",
        'Do not merge cells or rename headings. Further sheets are not read. "Check" says whether '
        "what belongs together adds up.",
    ]
    for row, line in enumerate(lines, 1):
        _put(sheet, row, 1, line, bold=row == 1)
    first = len(lines) + 2
    _put_headings(sheet, ["Sheet", FIGURE, WHAT_IT_IS, "What you can write"], first)
    rows = [
        (NATIONAL if each.is_national else FIGURES, each.title, each.about, _can_be_written(each))
        for each in partial.catalogue.figures.values()
    ]
    for row, contents in enumerate(rows, first + 1):
        for column, content in enumerate(contents, 1):
            _put(sheet, row, column, content)
    _set_widths(sheet, [12, 36, 80, 100])


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


def _set_widths(sheet: Worksheet, widths: Iterable[int]) -> None:
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
