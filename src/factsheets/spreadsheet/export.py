"""A year's figures as a workbook, or as CSV, that a data team can fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

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
from factsheets.figures.catalogue import (
    Figures,
    National,
    StateFigures,
    field_of,
    may_be_not_reported,
    national_figures,
    state_figures,
)
from factsheets.figures.rules import CATEGORIES, TOTAL
from factsheets.figures.values import LARGEST_FIGURE, NOT_REPORTED, SAMPLE_MARK, as_cell
from factsheets.files import save
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.spreadsheet.layout import (
    CHECK,
    CODE,
    COUNTRY,
    EXPLANATION,
    FIGURE,
    FIGURES,
    IN_COUNTRY,
    NATIONAL,
    NO,
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
    national, sample = national_figures(), YES if partial.sample else NO
    headings = [YEAR, SAMPLE, STATE, *state_figures().values()]
    headings += [*(IN_COUNTRY + each for each in national.values()), CODE]
    writer.writerow(map(_harmless, headings))
    values = [as_cell(partial.national.get(name)) for name in national]
    blank = [None] * len(state_figures())
    writer.writerow([partial.year, sample, COUNTRY, *blank, *values, "US"])
    for name, each in JURISDICTIONS.items():
        figures = partial.states.get(name, {})
        values = [as_cell(figures.get(path)) for path in state_figures()]
        blank = [None] * len(national)
        writer.writerow([partial.year, sample, _harmless(name), *values, *blank, each.code])
    return stream.getvalue().encode()


def _sample_mark(partial: Partial) -> str:
    return SAMPLE_MARK if partial.sample else ""


def _harmless(text: str) -> str:
    """``text`` for CSV, with an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(_RUN_AS_FORMULA) else text


def _put(
    sheet: Worksheet, row: int, column: int, value: int | str | None, *, bold: bool = False
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
    headings = state_figures()
    _put_headings(sheet, [STATE, CODE, *headings.values(), CHECK])
    first, last = 2, 1 + len(JURISDICTIONS)  # rows
    columns = {path: get_column_letter(number) for number, path in enumerate(headings, 3)}
    check = get_column_letter(3 + len(headings))
    for row, (name, each) in enumerate(JURISDICTIONS.items(), first):
        _put(sheet, row, 1, name, bold=True)
        _put(sheet, row, 2, each.code)
        for column, path in enumerate(columns, 3):
            cell = _put(sheet, row, column, as_cell(partial.states.get(name, {}).get(path)))
            cell.number_format = "#,##0"
            cell.alignment = _RIGHT
        sheet[f"{check}{row}"] = _check_formula(
            [f"{columns[path]}{row}" for path in (*CATEGORIES, TOTAL)]
        )
    for path, letter in columns.items():
        _validate(sheet, f"{letter}{first}:{letter}{last}", StateFigures, path)
    red = DifferentialStyle(fill=PatternFill(bgColor="FFC7CE"))
    wrong = Rule(type="expression", dxf=red, formula=[f'{check}{first}="does not add up"'])
    sheet.conditional_formatting.add(f"{check}{first}:{check}{last}", wrong)
    sheet.freeze_panes = "C2"
    _set_widths(sheet, [26, 7, *[16] * len(headings), 16])
    sheet.print_title_rows = "1:1"


def _check_formula(cells: list[str]) -> str:
    """Whether the categories, which come before the total, add up to it."""
    every, parts, total = ",".join(cells), ",".join(cells[:-1]), cells[-1]
    whole = f'IF(SUM({parts})={total},"adds up","does not add up")'
    return f'=IF(COUNT({every})=0,"",IF(COUNT({every})<{len(cells)},"incomplete",{whole}))'


def _fill_national(sheet: Worksheet, partial: Partial) -> None:
    _put_headings(sheet, [FIGURE, VALUE, WHAT_IT_IS])
    what = "yes: the figures are invented; no: they are NCMEC's."
    rows: list[tuple[str, int | str | None, str]] = [
        (YEAR, partial.year, "The year of all figures in this workbook."),
        (SAMPLE, YES if partial.sample else NO, f"{what} {_sample_mark(partial)}".strip()),
    ]
    rows += [
        (heading, as_cell(partial.national.get(name)), _what_it_is(National, name))
        for name, heading in national_figures().items()
    ]
    for row, (heading, value, description) in enumerate(rows, 2):
        for column, content in enumerate((heading, value, description), 1):
            _put(sheet, row, column, content, bold=column == 1)
        sheet.cell(row, 2).number_format = "0" if heading == YEAR else "#,##0"
        sheet.cell(row, 2).alignment = _RIGHT
    for row, name in enumerate(national_figures(), 4):
        _validate(sheet, f"B{row}", National, name)
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
        "the three categories of missing children add up to their total.",
    ]
    for row, line in enumerate(lines, 1):
        _put(sheet, row, 1, line, bold=row == 1)
    first = len(lines) + 2
    _put_headings(sheet, ["Sheet", FIGURE, WHAT_IT_IS, "What you can write"], first)
    kinds: tuple[tuple[str, type[Figures], dict[str, str]], ...] = (
        (FIGURES, StateFigures, state_figures()),
        (NATIONAL, National, national_figures()),
    )
    rows = [
        (name, heading, _what_it_is(model, path), _what_can_be_written(model, path))
        for name, model, headings in kinds
        for path, heading in headings.items()
    ]
    for row, contents in enumerate(rows, first + 1):
        for column, content in enumerate(contents, 1):
            _put(sheet, row, column, content)
    _set_widths(sheet, [12, 36, 80, 100])


def _what_it_is(model: type[Figures], path: str) -> str:
    return str(field_of(model, path).description)


def _what_can_be_written(model: type[Figures], path: str) -> str:
    words = ["a whole number, 0 or more"]
    if may_be_not_reported(model, path):
        words.append(f'"{NOT_REPORTED.value}" if it is known that there is no figure')
    return "; ".join([*words, "nothing while it is not known"])


def _validate(sheet: Worksheet, cells: str, model: type[Figures], path: str) -> None:
    """Let the spreadsheet program refuse what the figure cannot be."""
    rule = DataValidation(
        type="whole", operator="between", formula1="0", formula2=str(LARGEST_FIGURE)
    )
    if may_be_not_reported(model, path):
        cell = cells.partition(":")[0]
        number = f"AND(ISNUMBER({cell}),N({cell})>=0,N({cell})=INT(N({cell})))"
        rule = DataValidation(type="custom", formula1=f'OR({number},{cell}="{NOT_REPORTED.value}")')
    rule.errorTitle = str(field_of(model, path).title)[:32]
    rule.error = f"Write {_what_can_be_written(model, path)}."
    rule.showErrorMessage = True
    rule.add(cells)
    sheet.add_data_validation(rule)


def _set_widths(sheet: Worksheet, widths: Iterable[int]) -> None:
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
