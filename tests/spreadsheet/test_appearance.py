"""How a cell of a workbook may look: whatever shows another figure, or none, is named."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell import Cell as BookCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, GradientFill, PatternFill, Protection, Side
from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.theme import theme_xml

from factsheets.spreadsheet import appearance
from factsheets.spreadsheet.cells import Cell
from factsheets.spreadsheet.tables import tables_of

Edit = Callable[[Worksheet, BookCell], object]


def read_cell(folder: Path, value: object, number_format: str = "", *edits: Edit) -> Cell:
    """The cell B2 of a workbook in which ``value`` stands there, after these ``edits``."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Figures"
    sheet["B2"].value = value
    sheet["B2"].number_format = number_format or sheet["B2"].number_format
    sheet["C3"] = "the end"
    for edit in edits:
        edit(sheet, sheet["B2"])
    path = folder / "figures.xlsx"
    stream = io.BytesIO()
    book.save(stream)
    path.write_bytes(stream.getvalue())
    [table] = tables_of(path)
    return table.rows[1][1]


def font(**look: object) -> Edit:
    def edit(_: Worksheet, cell: BookCell) -> None:
        cell.font = Font(**look)  # type: ignore[arg-type]

    return edit


def fill(color: str | Color, kind: str = "solid") -> Edit:
    def edit(_: Worksheet, cell: BookCell) -> None:
        cell.fill = PatternFill(kind, fgColor=color)  # type: ignore[arg-type]

    return edit


def aligned(**look: object) -> Edit:
    def edit(_: Worksheet, cell: BookCell) -> None:
        cell.alignment = Alignment(**look)  # type: ignore[arg-type]

    return edit


def width(characters: float, letter: str = "B") -> Edit:
    def edit(sheet: Worksheet, _: BookCell) -> None:
        sheet.column_dimensions[letter].width = characters

    return edit


def height(points: float) -> Edit:
    def edit(sheet: Worksheet, _: BookCell) -> None:
        sheet.row_dimensions[2].height = points

    return edit


def usual(**look: object) -> Edit:
    """What rows and columns have of which the sheet says nothing."""

    def edit(sheet: Worksheet, _: BookCell) -> None:
        for name, value in look.items():
            setattr(sheet.sheet_format, name, value)

    return edit


def border(**look: object) -> Edit:
    def edit(_: Worksheet, cell: BookCell) -> None:
        cell.border = Border(**look)  # type: ignore[arg-type]

    return edit


def theme_with(old: str, new: str) -> Edit:
    def edit(sheet: Worksheet, cell: BookCell) -> None:
        book: Any = sheet.parent
        assert old in theme_xml
        book.loaded_theme = theme_xml.replace(old, new)
        cell.font = Font(color=Color(theme=1))

    return edit


def theme_font(name: str) -> Edit:
    """Calibri as the text font of a theme in which that is another."""

    def edit(sheet: Worksheet, cell: BookCell) -> None:
        book: Any = sheet.parent
        book.loaded_theme = theme_xml.replace('typeface="Calibri"', f'typeface="{name}"')
        cell.font = Font(name="Calibri", scheme="minor")

    return edit


def conditional(area: str) -> Edit:
    def edit(sheet: Worksheet, _: BookCell) -> None:
        white = DifferentialStyle(font=Font(color="FFFFFF"))
        rule = Rule(type="expression", dxf=white, formula=["TRUE"])
        sheet.conditional_formatting.add(area, rule)

    return edit


# Number formats


@pytest.mark.parametrize("value", [0, 5, 26, 1_234_567, "not reported"])
@pytest.mark.parametrize(
    "number_format",
    [
        "General",
        "@",
        "0",
        "#,##0",
        "[$-409]#,##0",
        "[$-0409]0",
        "[$-C09]#,##0.00",
        "[$-409]#,##0_);[Red](#,##0)",
        "[$-409]#,##0;[$-409]-#,##0",
        "0.00",
        "#,##0.00",
        "#,##0_);(#,##0)",
        "#,##0_);\\(#,##0\\)",
        "#,##0_);[Red](#,##0)",
        "#,##0;-#,##0",
        "#,##0;[RED]-#,##0",
        "#,##0_ ;-#,##0\\ ",
        "0.00_ ;[Red]\\-0.00\\ ",
        "0_);[Red]\\(0\\)",
    ],
)
def test_a_format_that_shows_the_figure_itself_is_plain(
    number_format: str, value: object, tmp_path: Path
) -> None:
    cell = read_cell(tmp_path, value, number_format, width(20))
    assert (cell.content, cell.what) == (value, "")


@pytest.mark.one_in(4)
@pytest.mark.parametrize("value", [5, 1_747, "not reported"])
@pytest.mark.parametrize(
    "number_format",
    [
        '0" thousand"',
        '"fewer than "0',
        '"fewer than 100"',
        ";",
        ";;",
        ";;;",
        "0;;",
        "0;0;;@",
        '0;0;0;"none"',
        "[Red]",
        "[Red]0",
        "[White]0",
        "[>100]0",
        '[>100]0;"few"',
        "[=0]0;[=1]0;General",
        "0;[>100]0",
        "0,",
        "#,##0,",
        "0.0,,",
        "0,.0",
        "0%",
        "0.00%",
        "0%%",
        "0.00E+00",
        "##0.0E+0",
        "# ?/?",
        "# ??/100",
        "yyyy-mm-dd",
        "m/d/yy",
        "h:mm",
        "[h]",
        "[mm]:ss",
        "General;",
        'General" k"',
        "#",
        "#,###",
        "##",
        "?",
        "???",
        "00000",
        "00",
        "0 0",
        "# ##0",
        "0\\0",
        "0\\,0",
        "\\-0",
        "-0",
        "+0",
        "(0)",
        "0-",
        "1",
        "10",
        "0x",
        "*-0",
        "0*0",
        "_-0",
        "_(0_)",
        "$#,##0",
        '"$"#,##0',
        "[$€]0",
        "[$€-409] #,##0",
        "[$-407]#,##0",
        "[$-401]#,##0",
        "[$-D000409]#,##0",
        "[$-2000409]#,##0",
        "[$-2000000]0",
        "[$-D00]0",
        "[DBNum1]0",
        "[$-411]ggge",
        "Standard",
        "@@",
        "@ 0",
        '"5"',
        '"8"0',
        "\\80",
        "0;8",
        '_(* #,##0_);_(* (#,##0);_(* "nothing"_);_(@_)',
        '_(* #,##0_);_(* (#,##0);_(* "-"_);_("no"@_)',
        '_(* #,##0_);[>5]0;_(* "-"_);_(@_)',
        '_(* #,##0,_);_(* (#,##0);_(* "-"_);_(@_)',
    ],
)
def test_any_other_format_is_refused(number_format: str, value: object, tmp_path: Path) -> None:
    cell = read_cell(tmp_path, value, number_format, width(30))
    assert "has the number format" in cell.what
    assert cell.remedy


@pytest.mark.parametrize(
    "number_format",
    [
        '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
        '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
        '_-* #,##0_-;\\-* #,##0_-;_-* "-"_-;_-@_-',
    ],
)
def test_the_comma_style_shows_every_figure_but_0(number_format: str, tmp_path: Path) -> None:
    for value in (1, 1_747, "not reported"):
        assert read_cell(tmp_path, value, number_format, width(20)).what == ""
    assert "has the number format" in read_cell(tmp_path, 0, number_format).what


# Type, color and place

BLACK = '<a:sysClr val="windowText" lastClr="000000"/>'
BLACK_MADE_WHITE = '<a:srgbClr val="000000"><a:lumOff val="100000"/></a:srgbClr>'
WHITE = ("FFFFFF", Color(indexed=1), Color(indexed=9), Color(indexed=65), Color(theme=0))


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("edits", "what"),
    [
        ([font(strike=True)], "is struck through"),
        ([font(vertAlign="superscript")], "is raised, lowered or in symbols"),
        ([font(vertAlign="subscript")], "is raised, lowered or in symbols"),
        *[
            ([font(name=name)], "is raised, lowered or in symbols")
            for name in (
                *("Wingdings", "Wingdings 2", "WEBDINGS", "Symbol", "OpenSymbol", "ZapfDingbats"),
                *("Marlett", "MT Extra", "Bookshelf Symbol 7", "Segoe MDL2 Assets", "@Arial"),
                *("Libre Barcode 39", "Code 128", "Material Icons", "Adobe Blank", "Noto Emoji"),
            )
        ],
        ([font(name="Calibri", charset=2)], "is raised, lowered or in symbols"),
        ([font(name="Calibri", charset=255)], "is raised, lowered or in symbols"),
        ([theme_font("Wingdings")], "is raised, lowered or in symbols"),
        ([border(diagonal=Side("thick"), diagonalUp=True)], "is crossed by a line"),
        ([border(diagonal=Side("hair"), diagonalDown=True)], "is crossed by a line"),
        ([font(sz=-11)], "is in tiny type"),
        ([aligned(readingOrder=2)], "is turned, indented, shrunk or repeated"),
        ([aligned(relativeIndent=9)], "is turned, indented, shrunk or repeated"),
        ([font(sz=1)], "is in tiny type"),
        *[([font(color=white)], "can hardly be told from its background") for white in WHITE],
        ([font(color="FAFAFA")], "can hardly be told from its background"),
        ([font(color="E0E0E0")], "can hardly be told from its background"),
        ([font(color=Color(theme=1, tint=0.95))], "can hardly be told from its background"),
        ([font(color=Color(theme=99))], "can hardly be told from its background"),
        ([theme_with(BLACK, BLACK_MADE_WHITE)], "can hardly be told from its background"),
        ([font(color=Color(indexed=99))], "can hardly be told from its background"),
        ([fill("000000")], "can hardly be told from its background"),
        ([fill(Color(theme=1))], "can hardly be told from its background"),
        ([fill(Color(indexed=64))], "can hardly be told from its background"),
        ([font(color="FF123456"), fill("00123456")], "can hardly be told from its background"),
        ([fill("FFFFFF", "darkGrid")], "can hardly be told from its background"),
        ([lambda _, cell: setattr(cell, "fill", GradientFill())], "can hardly be told from"),
        ([aligned(horizontal="fill")], "is turned, indented, shrunk or repeated"),
        ([aligned(horizontal="distributed")], "is turned, indented, shrunk or repeated"),
        ([aligned(textRotation=90)], "is turned, indented, shrunk or repeated"),
        ([aligned(textRotation=255)], "is turned, indented, shrunk or repeated"),
        ([aligned(shrinkToFit=True)], "is turned, indented, shrunk or repeated"),
        ([aligned(indent=100)], "is turned, indented, shrunk or repeated"),
        ([height(0.001)], "stands in a row that is too low to read it"),
        ([height(5)], "stands in a row that is too low to read it"),
        ([font(sz=40), height(20), width(50)], "stands in a row that is too low to read it"),
        ([usual(defaultRowHeight=1)], "stands in a row that is too low to read it"),
        ([usual(zeroHeight=True)], "stands in a row that is too low to read it"),
        ([width(0.001)], "stands in a column that is too narrow to read it"),
        ([width(4)], "stands in a column that is too narrow to read it"),
        ([usual(defaultColWidth=2)], "stands in a column that is too narrow to read it"),
        ([font(sz=40), height(60)], "stands in a column that is too narrow to read it"),
        ([conditional("B2")], "has a conditional format, which can hide it"),
        ([conditional("A1:XFD1048576")], "has a conditional format, which can hide it"),
    ],
)
@pytest.mark.parametrize("value", [12_345, "not reported"])
def test_a_cell_that_cannot_be_read_as_it_is_imported_is_named(
    value: object, edits: list[Edit], what: str, tmp_path: Path
) -> None:
    found = read_cell(tmp_path, value, "", *edits)
    assert found.what.startswith(f'"{value}" {what}')
    assert found.remedy


@pytest.mark.parametrize(
    "edits",
    [
        [font(name="Arial", sz=10, color=Color(theme=1))],
        [font(color=Color(indexed=8)), fill(Color(indexed=26))],
        [font(b=True, i=True, u="single", color="FF0000")],
        [font(color=Color(auto=True))],
        [font(name="Aptos Narrow", scheme="minor", family=2, charset=0, vertAlign="baseline")],
        [font(name="Liberation Sans", charset=1)],
        [font(name="Calibri", charset=238, outline=True, shadow=True, condense=True)],
        [border(left=Side("thick"), right=Side("double"), top=Side("thin"), bottom=Side("hair"))],
        [border(diagonal=Side("thin"))],
        [aligned(vertical="bottom", readingOrder=1, textRotation=0, indent=0)],
        [lambda _, cell: setattr(cell, "protection", Protection(locked=False, hidden=True))],
        [fill("FFFF00")],
        [fill(Color(theme=4, tint=0.8))],
        [font(color="FFFFFF"), fill("1F4E78")],
        [font(color=Color(theme=0)), fill(Color(theme=4))],
        [font(color="9C5700"), fill("FFEB9C")],
        [aligned(horizontal="center", vertical="top", wrapText=True)],
        [height(12), width(6)],
        [font(sz=20), height(26), width(11)],
        [conditional("C2:C9"), conditional("B3")],
    ],
)
def test_a_cell_can_be_bold_colored_and_narrow_as_long_as_it_can_be_read(
    edits: list[Edit], tmp_path: Path
) -> None:
    assert read_cell(tmp_path, 12_345, "0", *edits).what == ""


@pytest.mark.parametrize(
    ("value", "number_format", "least"),
    [
        (7, "0", 1.71),
        (12_345, "0", 5.71),
        (12_345, "General", 5.71),
        (1_234_567, "#,##0", 8.71),
        (1_234_567, "#,##0.00", 11.21),
    ],
)
def test_a_column_has_room_for_all_digits_or_is_named(
    value: int, number_format: str, least: float, tmp_path: Path
) -> None:
    """Excel's own "best fit" is a column of five points more than the digits take."""
    assert read_cell(tmp_path, value, number_format, width(least)).what == ""
    narrow = read_cell(tmp_path, value, number_format, width(least - 0.2))
    assert "too narrow" in narrow.what


def test_each_style_that_openpyxl_knows_of_is_on_the_list_or_has_to_be_off() -> None:
    """So no name of the list is misspelt; what is on no list has to be off."""
    for style, may_have in appearance._MAY_HAVE.items():
        assert may_have.keys() <= {*style.__attrs__, *style.__elements__}


@pytest.mark.parametrize(
    ("edit", "remedy"),
    [
        (font(strike=True), "Clear the cell's format"),
        (height(5), "Make the row higher"),
        (width(2), "Make the column wider"),
        (conditional("B2"), "Delete that rule"),
        (lambda _, cell: setattr(cell, "number_format", "0%"), "Give the cell the format Number"),
    ],
)
def test_the_remedy_is_of_what_is_odd(edit: Edit, remedy: str, tmp_path: Path) -> None:
    assert read_cell(tmp_path, 12_345, "", edit).remedy.startswith(remedy)


def test_an_empty_cell_can_look_as_it_likes(tmp_path: Path) -> None:
    assert read_cell(tmp_path, None, ";;;", font(strike=True)).what == ""
