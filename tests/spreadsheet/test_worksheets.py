"""A workbook's sheets, down to their XML: what is read of them, and what is refused or named."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as Picture
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table as BookTable
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from conftest import CATALOGUE, DATA, LAST_ROW, data_text, invented
from factsheets import files as bounded
from factsheets.dataset.load import load_partial
from factsheets.files import read_each
from factsheets.problems import FactsheetsError
from factsheets.spreadsheet.cells import Cell
from factsheets.spreadsheet.export import workbook
from factsheets.spreadsheet.tables import tables_of

Parts = dict[str, bytes]

FIGURES = "xl/worksheets/sheet1.xml"
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
UNREADABLE = "This cannot be read as an Excel workbook."
STATES = {"Montana": invented(), "Wyoming": invented(team_adam_cases="not reported")}


@pytest.fixture(scope="module")
def exported() -> Parts:
    """The parts of an exported workbook with invented figures, by their names.

    Besides, it has a list of texts that cells share, as most programs write it.
    """
    partial = load_partial(DATA, data_text(STATES).encode())
    with zipfile.ZipFile(io.BytesIO(workbook(partial))) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    parts["xl/sharedStrings.xml"] = f"<sst {NS}><si><t>State</t></si></sst>".encode()
    for part, old, new in (
        (
            "[Content_Types].xml",
            b"</Types>",
            b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.'
            b'openxmlformats-officedocument.spreadsheetml.sharedStrings+xml" /></Types>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"</Relationships>",
            b'<Relationship Id="rId9" Target="sharedStrings.xml" Type="http://schemas.'
            b'openxmlformats.org/officeDocument/2006/relationships/sharedStrings" />'
            b"</Relationships>",
        ),
    ):
        parts = changed(parts, part, old, new)
    return parts


def packed(folder: Path, parts: Iterable[tuple[str, bytes]]) -> Path:
    path = folder / "figures.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return path


def changed(parts: Parts, part: str, old: bytes, new: bytes) -> Parts:
    assert old in parts[part], parts[part][:2_000]
    return {**parts, part: parts[part].replace(old, new, 1)}


def with_rows(parts: Parts, rows: str, before: str = "", after: str = "") -> Parts:
    """The workbook with these rows in the sheet "Figures", and nothing else there."""
    data = f"<worksheet {NS}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    return {**parts, FIGURES: data.encode()}


def cell_of_rows(folder: Path, parts: Parts, rows: str) -> Cell:
    """The cell A1 of a sheet with these rows."""
    return tables_of(packed(folder, with_rows(parts, rows).items()))[0].rows[0][0]


def refused(path: Path) -> str:
    with pytest.raises(FactsheetsError) as caught:
        tables_of(path)
    [problem] = caught.value.problems
    assert (problem.file, bool(problem.remedy)) == (str(path), True)
    return problem.what


def problems_of(folder: Path, edit: Callable[[Worksheet], object]) -> list[tuple[str, str]]:
    """What is wrong with a sheet, after this ``edit``, as place and message."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Figures"
    sheet["B3"] = 5
    edit(sheet)
    path = folder / "figures.xlsx"
    book.save(path)
    [table] = tables_of(path)
    return [(each.cell, each.what) for each in table.problems]


def read_cell(folder: Path, value: object) -> Cell:
    """The cell B2 of a workbook in which ``value`` stands there."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Figures"
    sheet["B2"].value = value
    sheet["C3"] = "the end"
    path = folder / "figures.xlsx"
    book.save(path)
    [table] = tables_of(path)
    return table.rows[1][1]


# What stands in a cell


@pytest.mark.parametrize(
    ("value", "content"),
    [
        (809, 809),
        (0, 0),
        (809.0, 809),
        (19.5, 19.5),
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
        (date(2024, 3, 1), '"45352" has the number format "yyyy-mm-dd"'),
        (datetime(2024, 3, 1, 12), '"45352.5" has the number format "yyyy-mm-dd h:mm:ss"'),
        (time(12, 30), '"0.5208333333333334" has the number format "h:mm:ss"'),
        (-5, "-5 is less than 0."),
        ("809", '"809" is text, though it looks like a number.'),
        ("1,747", '"1,747" is text, though it looks like a number.'),
        ("12.5", '"12.5" is text, though it looks like a number.'),
        ("19%", '"19%" is a percentage.'),
        ("19.5 %", '"19.5 %" is a percentage.'),
        ("=SUM(A1:A2)", "The formula =SUM(A1:A2) stands here, and its value may be an old one."),
        ("#REF!", "#REF! is an error that the spreadsheet program found."),
        ("#N/A", "#N/A is an error that the spreadsheet program found."),
        ("#DIV/0!", "#DIV/0! is an error that the spreadsheet program found."),
        ("#NAME?", "#NAME? is an error that the spreadsheet program found."),
        ("Wyoming\u202e", '"Wyoming\ufffd" has a character in it that nobody sees.'),
        (CellRichText("8", TextBlock(InlineFont(strike=True), "0"), "9"), "is text, though"),
        (CellRichText(TextBlock(InlineFont(b=True), "Ohio")), "does not look the same in all its"),
    ],
)
def test_what_is_no_figure_is_said_with_its_remedy(
    value: object, what: str, tmp_path: Path
) -> None:
    cell = read_cell(tmp_path, value)

    assert what in cell.what
    assert cell.remedy
    assert not cell.is_empty


@pytest.mark.parametrize("value", ["", "<v></v>", "<v>5</v>"])
@pytest.mark.parametrize("kind", ["", ' t="shared" si="0"', ' t="shared" si="0" ref="A1:A9"'])
def test_a_formula_is_named_whatever_value_it_has(
    kind: str, value: str, exported: Parts, tmp_path: Path
) -> None:
    """No value in a file says when it was worked out."""
    cell = cell_of_rows(tmp_path, exported, f'<row><c s="0"><f{kind}>2+3</f>{value}</c></row>')
    assert cell.what == "The formula =2+3 stands here, and its value may be an old one."


def test_a_formula_that_fills_other_cells_is_named(tmp_path: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet["A1"] = ArrayFormula("A1:B9", "=C1:D9")

    assert problems_of(tmp_path, edit) == [("Figures!A1", "A formula fills several cells.")]


@pytest.mark.parametrize(
    ("cell", "content"),
    [
        ("<c><v>809</v></c>", 809),
        ('<c r="A1" s="0" t="n"><v>8.09E2</v></c>', 809),
        ("<c><v>809.0</v></c>", 809),
        ('<c t="inlineStr"><is><t>Wyo</t></is></c>', "Wyo"),
        ('<c t="str"><v>Wyo</v></c>', "Wyo"),
        ('<c t="s"><v>0</v></c>', "State"),
        ("<c><v></v></c>", None),
        ('<c t="s"/>', None),
    ],
)
def test_a_cell_is_read_in_each_way_in_which_programs_write_it(
    cell: str, content: object, exported: Parts, tmp_path: Path
) -> None:
    found = cell_of_rows(tmp_path, exported, f"<row>{cell}</row>")
    assert (found.content, found.what) == (content, "")


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c><v>1_000</v></c></row>",
        "<row><c><v>1,000</v></c></row>",
        "<row><c><v> 5</v></c></row>",
        "<row><c><v>٥</v></c></row>",
        "<row><c><v>nan</v></c></row>",
        "<row><c><v>inf</v></c></row>",
        "<row><c><v>1e999</v></c></row>",
        "<row><c><v>0x10</v></c></row>",
        "<row><c><v>1</v><v>2</v></c></row>",
        "<row><c><v>1</v><x/></c></row>",
        '<row><c t="s"><v>-1</v></c></row>',
        '<row><c t="s"><v>0</v><is><t>Wyoming</t></is></c></row>',
        '<row><c t="inlineStr"><v>0</v></c></row>',
        '<row><c t="inlineStr"><v>0</v><is><t>Wyoming</t></is></c></row>',
        "<row><c><v>811</v><is><t>809</t></is></c></row>",
        '<row><c t="inlineStr"><is><t>Wyo</t><t>ming</t></is></c></row>',
        '<row><c t="inlineStr"><is><t>Wyoming</t><r><t>Montana</t></r></is></c></row>',
        '<row><c t="s"><v>99999</v></c></row>',
        '<row><c t="odd"><v>1</v></c></row>',
        '<row><c s="99999"><v>1</v></c></row>',
        '<row><c s="-1"><v>1</v></c></row>',
        '<row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"/><row r="1"/>',
        '<row r="2"/><row r="1"/>',
        '<row r="0"/>',
        '<row r="x"/>',
        '<row ht="nan"><c><v>1</v></c></row>',
        "<row><x/></row>",
        "<x/>",
    ],
)
def test_a_sheet_that_no_program_writes_is_refused(
    rows: str, exported: Parts, tmp_path: Path
) -> None:
    """What one program takes for 1 and another for 2 is imported by none."""
    path = packed(tmp_path, with_rows(exported, rows).items())
    assert refused(path) == UNREADABLE


@pytest.mark.parametrize(
    "string", ["<t>Wyoming</t><r><t>Montana</t></r>", "<r><t>Wyo</t></r><t>ming</t>", "<x/>"]
)
def test_a_shared_string_that_can_be_read_in_two_ways_is_refused(
    string: str, exported: Parts, tmp_path: Path
) -> None:
    part = "xl/sharedStrings.xml"
    parts = changed(exported, part, b"<t>State</t>", string.encode())
    assert refused(packed(tmp_path, parts.items())) == UNREADABLE


@pytest.mark.parametrize("number", [23, 27, 36, 50, 58, 67, 81, 163])
def test_a_number_format_without_a_meaning_of_its_own_is_named(
    number: int, exported: Parts, tmp_path: Path
) -> None:
    """Which one a number below 164 stands for can be the program's own (ECMA-376, 18.8.30)."""
    style = f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0" /></cellXfs>'
    parts = changed(exported, "xl/styles.xml", b"</cellXfs>", style.encode())
    last = parts["xl/styles.xml"].partition(b"<cellXfs")[2].count(b"<xf ") - 1

    found = cell_of_rows(tmp_path, parts, f'<row><c s="{last}"><v>811</v></c></row>')

    assert found.what.startswith(f'"811" has the number format "number {number}"')


def test_what_a_comment_parts_is_one_number(
    exported: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """openpyxl reads with lxml where that is installed, which stops at a comment."""
    (tmp_path / "lxml").mkdir()
    (tmp_path / "lxml/__init__.py").touch()
    (tmp_path / "lxml/etree.py").write_text("LXML_VERSION = (6, 0, 0, 0)")  # and nothing else
    monkeypatch.syspath_prepend(tmp_path)
    rows = "<row><c><v>8<!-- x -->11</v></c></row>"
    path = packed(tmp_path, with_rows(exported, rows).items())

    [found] = read_each(tables_of, [path], "")

    assert not isinstance(found, FactsheetsError), str(found)
    assert found[0].rows[0][0].content == 811


def test_what_rides_along_with_a_value_is_named(exported: Parts, tmp_path: Path) -> None:
    """Excel shows a picture, or a stock's name, where a cell has metadata of a value."""
    cell = cell_of_rows(tmp_path, exported, '<row><c vm="1"><v>5</v></c></row>')
    assert cell.what == '"5" has more to it than a text or a number.'


# What is around the cells


def test_only_the_sheets_with_figures_are_read(exported: Parts, tmp_path: Path) -> None:
    figures, national, explanation = tables_of(packed(tmp_path, exported.items()))

    assert (figures.name, len(figures.rows), len(figures.rows[0])) == (
        "Figures",
        57,
        4 + len(CATALOGUE.state),
    )
    assert (national.name, len(national.rows), len(national.rows[0])) == ("National", LAST_ROW, 4)
    assert (explanation.name, explanation.rows) == ("Explanation", ())


def hide(sheet: Worksheet) -> None:
    for letter in "BC":
        sheet.column_dimensions[letter].hidden = True
    for row in (2, 3, 4):
        sheet.row_dimensions[row].hidden = True


def picture(sheet: Worksheet) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(stream, "PNG")
    sheet.add_image(Picture(stream), "B3")


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (
            hide,
            [("Figures!3:3", "This row is hidden."), ("Figures!B:B", "This column is hidden.")],
        ),
        (
            lambda sheet: sheet.merge_cells("C4:C5"),
            [("Figures!C4:C5", "These cells are merged.")],
        ),
        (picture, [("Figures", "The sheet has a picture, a chart or a text box.")]),
        (
            lambda sheet: setattr(sheet["B3"], "comment", Comment("not final", "x")),
            [("Figures", "The sheet has a note, a comment or a button.")],
        ),
        (
            lambda sheet: sheet.add_table(
                BookTable(displayName="All", ref="A1:B3", headerRowCount=0)
            ),
            [("Figures", "The sheet has a table with a style of its own.")],
        ),
        (
            lambda sheet: setattr(sheet.views.sheetView[0], "showZeros", False),
            [("Figures", 'The sheet is shown in an unusual way (showZeros="0").')],
        ),
        (
            lambda sheet: setattr(sheet.views.sheetView[0], "showFormulas", True),
            [("Figures", 'The sheet is shown in an unusual way (showFormulas="1").')],
        ),
        (
            lambda sheet: setattr(sheet.views.sheetView[0], "rightToLeft", True),
            [("Figures", 'The sheet is shown in an unusual way (rightToLeft="1").')],
        ),
        (
            lambda sheet: setattr(sheet.views.sheetView[0], "zoomScale", 10),
            [("Figures", 'The sheet is shown in an unusual way (zoomScale="10").')],
        ),
    ],
)
def test_what_hides_or_covers_cells_is_named(
    edit: Callable[[Worksheet], object], found: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert problems_of(tmp_path, edit) == found


@pytest.mark.slow
def test_what_stands_far_from_the_table_is_named_and_not_read(tmp_path: Path) -> None:
    def edit(sheet: Worksheet) -> None:
        sheet["ZZ900000"] = "note"

    assert problems_of(tmp_path, edit) == [("Figures", "The sheet reaches to ZZ900000.")]


def test_a_hidden_sheet_is_named(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("Figures").sheet_state = "veryHidden"
    book.save(tmp_path / "figures.xlsx")
    _, table = tables_of(tmp_path / "figures.xlsx")

    assert [each.what for each in table.problems] == ['The sheet "Figures" is hidden.']


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("", "<picture/>", "The sheet has picture."),
        ("", "<oleObjects/>", "The sheet has oleObjects."),
        ("", "<controls/>", "The sheet has controls."),
        ("", "<whatever/>", "The sheet has whatever."),
        ('<x:any xmlns:x="urn:x"/>', "", "The sheet has any."),
        (
            "",
            "<extLst><ext><conditionalFormattings/></ext></extLst>",
            "The sheet has a conditional format.",
        ),
        (
            '<sheetViews><sheetView other="1"/></sheetViews>',
            "",
            'The sheet is shown in an unusual way (other="1").',
        ),
        ("", "<extLst><ext><sparklineGroups/></ext></extLst>", "The sheet has sparklineGroups."),
        (
            '<sheetViews><sheetView topLeftCell="A9"><pane/></sheetView></sheetViews>',
            "",
            "What is above or left of the frozen panes cannot be seen.",
        ),
    ],
)
def test_what_is_not_known_of_a_sheet_is_named(
    before: str, after: str, what: str, exported: Parts, tmp_path: Path
) -> None:
    parts = with_rows(exported, "<row><c><v>5</v></c></row>", before, after)
    [problem] = tables_of(packed(tmp_path, parts.items()))[0].problems
    assert (problem.what, bool(problem.remedy)) == (what, True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<sheetPr filterMode="1"/>', '<autoFilter ref="A1:B9"/><pageMargins/>'),
        ("", "<extLst><ext><dataValidations/></ext></extLst>"),
        (  # Excel's, LibreOffice's, and Excel's with a preview of the page breaks
            '<sheetViews><sheetView tabSelected="1" zoomScale="85" zoomScaleNormal="85" '
            'workbookViewId="0"><selection activeCell="B2" sqref="B2"/></sheetView></sheetViews>',
            "",
        ),
        (
            '<sheetViews><sheetView showFormulas="false" showGridLines="true" showZeros="true" '
            'showRowColHeaders="true" rightToLeft="false" tabSelected="true" colorId="64" '
            'showOutlineSymbols="true" defaultGridColor="true" view="normal" topLeftCell="A9" '
            'zoomScale="100" zoomScaleNormal="100" zoomScalePageLayoutView="100" '
            'workbookViewId="0"/></sheetViews>',
            "",
        ),
        (
            '<sheetViews><sheetView view="pageBreakPreview" zoomScale="60" zoomScaleNormal="100" '
            'zoomScaleSheetLayoutView="60" workbookViewId="0"/></sheetViews>',
            "",
        ),
        ("", "<dataValidations/><hyperlinks/><ignoredErrors/><sheetProtection/>"),
        ('<cols><col min="5" max="2000000000" width="9"/></cols>', ""),
        ("", '<conditionalFormatting sqref="B1:XFD1048576"/>'),
    ],
)
def test_what_changes_nothing_in_the_cells_is_harmless(
    before: str, after: str, exported: Parts, tmp_path: Path
) -> None:
    parts = with_rows(exported, "<row><c><v>5</v></c></row>", before, after)
    assert tables_of(packed(tmp_path, parts.items()))[0].problems == ()


def test_the_empty_drawing_that_google_puts_into_each_sheet_is_harmless(
    exported: Parts, tmp_path: Path
) -> None:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    drawing = f'<drawing xmlns:r="{relations}" r:id="rId1"/>'
    parts = with_rows(exported, "<row><c><v>5</v></c></row>", "", drawing)
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = (
        f'<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{relations}/drawing" '
        'Target="../drawings/drawing1.xml"/></Relationships>'
    ).encode()
    for content, problems in ((b"<wsDr/>", 0), (b"<wsDr><anchor/></wsDr>", 1)):
        parts["xl/drawings/drawing1.xml"] = content
        assert len(tables_of(packed(tmp_path, parts.items()))[0].problems) == problems


# Workbooks that can be read in two ways, or not at all


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [FIGURES, FIGURES.upper()])
def test_a_part_that_is_there_twice_is_refused(name: str, exported: Parts, tmp_path: Path) -> None:
    other = exported[FIGURES].replace(b"<v>1234</v>", b"<v>9999</v>")
    assert refused(packed(tmp_path, [*exported.items(), (name, other)])) == UNREADABLE


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/_rels/workbook.xml.rels", b'"styles.xml"', b'"other.xml"'),
        ("xl/_rels/workbook.xml.rels", b'"sharedStrings.xml"', b'"other.xml"'),
        ("xl/_rels/workbook.xml.rels", b'"theme/theme1.xml"', b'"other.xml"'),
        ("_rels/.rels", b"xl/workbook.xml", b"xl/other.xml"),
        ("xl/workbook.xml", b'name="National"', b'name="FIGURES"'),
    ],
)
def test_a_workbook_that_names_other_parts_than_are_read_is_refused(
    part: str, old: bytes, new: bytes, exported: Parts, tmp_path: Path
) -> None:
    parts = changed(exported, part, old, new)
    parts["xl/other.xml"] = exported["xl/styles.xml"]
    assert refused(packed(tmp_path, parts.items())) == UNREADABLE


def test_strict_open_xml_is_refused_with_what_to_save_it_as(
    exported: Parts, tmp_path: Path
) -> None:
    office = b"http://schemas.openxmlformats.org/"
    names = {
        b"spreadsheetml/2006/main": b"spreadsheetml/main",
        b"drawingml/2006/main": b"drawingml/main",
        b"officeDocument/2006/relationships": b"officeDocument/relationships",
    }
    parts = dict(exported)
    for old, new in names.items():
        for part, content in parts.items():
            parts[part] = content.replace(office + old, b"http://purl.oclc.org/ooxml/" + new)
    assert parts != exported
    with pytest.raises(FactsheetsError, match='which "Strict Open XML" is not'):
        tables_of(packed(tmp_path, parts.items()))


# Bombs: small files that take long, or much memory

LAUGHS = "".join(
    f'<!ENTITY a{number} "{f"&a{number - 1};" * 10 if number else "ha" * 50}">'
    for number in range(12)
)
QUADRATIC = f'<!ENTITY a "{"a" * 100_000}">'


def bombs() -> dict[str, Callable[[Parts], Parts]]:
    def sheet(before: str = "", rows: str = "", after: str = "") -> Callable[[Parts], Parts]:
        return lambda parts: with_rows(parts, rows or "<row><c><v>5</v></c></row>", before, after)

    def entity(declared: str, used: str, part: str) -> Callable[[Parts], Parts]:
        def edit(parts: Parts) -> Parts:
            text = f"<!DOCTYPE x [{declared}]><x>{used}</x>"
            return {**parts, part: text.encode()}

        return edit

    return {
        "columns": sheet('<cols><col min="1" max="2000000000" width="9"/></cols>'),
        "many columns": sheet(
            "<cols>" + '<col min="1" max="2000000000" width="9"/>' * 5_000 + "</cols>"
        ),
        "merged": sheet("", "", '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "many merged": sheet(
            "", "", "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 100_000 + "</mergeCells>"
        ),
        "dimension": sheet('<dimension ref="A1:XFD1048576"/>'),
        "last cell": sheet("", '<row r="1048576"><c r="XFD1048576"><v>5</v></c></row>'),
        "rows": sheet("", "<row/>" * 300_000),
        "conditional": sheet("", "", '<conditionalFormatting sqref="A1:XFD1048576"/>' * 30_000),
        "laughs": entity(LAUGHS, "&a11;", FIGURES),
        "laughs in the styles": entity(LAUGHS, "&a11;", "xl/styles.xml"),
        "quadratic": entity(QUADRATIC, "&a;" * 100_000, "xl/sharedStrings.xml"),
        "deep": sheet("<x>" * 500_000 + "</x>" * 500_000),
        "enormous": lambda parts: {**parts, FIGURES: b" " * 300_000_000},
        "strings": lambda parts: {  # the last one, as it takes longest
            **parts,
            "xl/sharedStrings.xml": f"<sst {NS}>{'<si><t/></si>' * 2_000_000}</sst>".encode(),
        },
    }


REFUSED = {"laughs", "laughs in the styles", "quadratic", "enormous", "strings"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="no limit of memory is kept")
def test_a_small_file_neither_hangs_nor_takes_all_memory(
    exported: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused, or read as what it is, within half the memory and the time that a file may take."""
    paths: dict[str, Path] = {}
    for name, edit in {"honest": dict, **bombs()}.items():
        (tmp_path / name).mkdir()
        paths[name] = packed(tmp_path / name, edit(exported).items())
        assert paths[name].stat().st_size < 2_000_000
    monkeypatch.setattr(bounded, "MEMORY", 500_000_000)
    refused = set()
    answers = read_each(tables_of, paths.values(), "Is it the right file?")
    for name, answer in zip(paths, answers, strict=True):
        if isinstance(answer, FactsheetsError):
            refused.add(name)
            assert all(problem.remedy for problem in answer.problems)
        else:
            assert len(answer[0].rows) <= 500, name
            assert len(answer[0].problems) <= 501, name
        if name == "enormous":
            monkeypatch.setattr(bounded, "SECONDS", 2)  # for the one that takes half a minute

    assert refused == REFUSED


# A few hundred spoilt workbooks


PIECES = [
    b"<", b">", b"/>", b'"', b"&#0;", b"\xff", b"", b"-1", b"99999999999", b"1.5", b"nan", b"A0",
    b"<row>", b"</c>", b"<c><v>9</v></c>", b' t="s"', b' s="9"', b' hidden="1"', b"<f>1</f>",
]  # fmt: skip


def spoilt(parts: Parts, dice: Random) -> list[tuple[str, bytes]]:
    """The parts with one of them cut, missing, or another in one place."""
    names = [name for name in parts if not name.startswith("docProps")]
    name = dice.choice([*names, FIGURES, FIGURES, "xl/styles.xml"])
    content = parts[name]
    places = [each.start() for each in re.finditer(rb'(?<=[">=])|(?=[<"])', content)]
    at = dice.choice(places)
    match dice.randrange(5):
        case 0:
            return [each for each in parts.items() if each[0] != name]
        case 1:
            content = content[:at]
        case 2:
            content = content[:at] + content[dice.choice(places) :]
        case _:
            cut = at + dice.choice([0, 0, 1, 3])
            content = content[:at] + dice.choice(PIECES) + content[cut:]
    return [(each, content if each == name else old) for each, old in parts.items()]


@pytest.mark.one_in(4)
@pytest.mark.parametrize("shard", range(4))
def test_a_spoilt_workbook_is_refused_or_read_without_a_fault(
    shard: int, exported: Parts, tmp_path: Path
) -> None:
    """Never a traceback, and never a figure that does not stand in it."""
    good = {
        cell.content
        for table in tables_of(packed(tmp_path, exported.items()))
        for row in table.rows
        for cell in row
    }
    outcomes = {True: 0, False: 0}
    for seed in range(shard * 100, shard * 100 + 100):
        parts = spoilt(exported, Random(seed))
        path = packed(tmp_path, parts)
        try:
            tables = tables_of(path)
        except FactsheetsError as error:
            [problem] = error.problems
            assert (problem.what, bool(problem.remedy)) == (UNREADABLE, True)
            outcomes[False] += 1
            continue
        outcomes[True] += 1
        texts = b" ".join(content for _, content in parts).decode(errors="replace")
        for cell in (cell for table in tables for row in table.rows for cell in row):
            assert cell.content in good or str(cell.content) in texts, (seed, cell)
    assert min(outcomes.values()) > 5, outcomes


# A real spreadsheet program

SOFFICE = shutil.which("soffice")


def saved_by_libreoffice(path: Path, kind: str) -> Path:
    folder = path.parent / "saved"
    profile = (path.parent / "profile").as_uri()
    arguments = [f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
    subprocess.run([str(SOFFICE), *arguments, "--outdir", folder, path], check=True, timeout=200)
    return folder / path.name


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("times", [1, 2])
def test_what_libreoffice_saves_is_read_as_it_was_exported(times: int, tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    path.write_bytes(workbook(load_partial(DATA)))
    expected = contents_of(path)
    again = path
    for _ in range(times):
        again = saved_by_libreoffice(again, "xlsx:Calc MS Excel 2007 XML")

    assert contents_of(again) == expected


def contents_of(path: Path) -> Any:
    """All that is read of a workbook but the column "Check", whose formulas get values."""
    figures, national, _ = tables_of(path)
    assert figures.problems == national.problems == ()
    rows = [*(row[:-2] for row in figures.rows), *(row[:2] for row in national.rows)]
    return [[(cell.content, cell.what) for cell in row] for row in rows]


def test_openpyxl_saves_what_it_has_read_as_it_was(exported: Parts, tmp_path: Path) -> None:
    path = packed(tmp_path, exported.items())
    expected = contents_of(path)
    openpyxl.load_workbook(path).save(path)

    assert contents_of(path) == expected
