"""How a cell of a workbook looks: whether a person sees there what is imported.

This is a short list of what a cell may look like. Whatever is not on it is refused, so that
nothing has to be known of the many ways in which a figure can be shown as another, or not at all.
Fonts are the exception: those without digits are listed, since there are too many others.
"""

from __future__ import annotations

import colorsys
import re
from typing import Any

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.descriptors.serialisable import Serialisable
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.styles.colors import Color
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.xml.functions import Element, fromstring, localname

_ENGLISH = r"(\[\$-0*(4|8|C|10|14|18)09\])?"  # a locale of Excel whose digits look like ours
_NUMBER = r"(#,##)?0(\.0+)?"
_PLAIN = re.compile(  # such as #,##0 and #,##0_);[Red](#,##0): the second part is for less than 0
    rf"General|@|{_ENGLISH}{_NUMBER}(_\)|_ | )?(;{_ENGLISH}(\[Red\])?[-(\\ ]*{_NUMBER}[)\\ ]*)?",
    re.IGNORECASE,
)
_COMMA_STYLE = re.compile(  # as Excel's button "," sets it: it shows 0 as a dash
    rf'(?P<left>_\(|_-)\* {_NUMBER}(?P<right>_\)|_-);[^";[]*;'
    r'(?P=left)\* "-"\?*(?P=right);(?P=left)@(?P=right)'
)
_OFF = (None, False, 0)
_SIDES = ("start", "end", "left", "right", "top", "bottom", "diagonal", "vertical", "horizontal")
_TEXT_CHARSETS = (0, 1, 77, 128, 129, 130, 134, 136, 161, 162, 163, 177, 178, 186, 204, 222, 238)
# What the styles of a cell may have, by openpyxl's names (ECMA-376, 18.8): of what is None here
# anything, and what is not named has to be off. Protection is left out, as nobody sees it.
_MAY_HAVE: dict[type[Serialisable], dict[str, tuple[object, ...] | None]] = {
    Font: {
        **dict.fromkeys(("family", "b", "i", "u", "outline", "shadow", "condense", "extend")),
        **dict.fromkeys(("name", "scheme", "sz", "color")),  # these are looked at below
        "charset": (None, *_TEXT_CHARSETS),
        "vertAlign": (None, "baseline"),
    },
    Border: dict.fromkeys((*_SIDES, "outline")),  # a diagonal is drawn if it has a direction
    Alignment: {
        **dict.fromkeys(("vertical", "wrapText", "justifyLastLine")),
        "horizontal": (None, "general", "left", "center", "right"),
        "readingOrder": (0, 1),  # 2 is from right to left
    },
}
_WITHOUT_DIGITS = re.compile(
    "(^| )@|symbol|dings|dingbat|marlett|mt extra|bookshelf|outlook|icon|awesome|mdl2|emoji|"
    "bar ?code|code ?(39|128)|3 ?of ?9|blank|redact|blokk",
    re.IGNORECASE,
)
_SMALLEST_FONT = 6  # points
_LOWEST_ROW = 0.8  # of the font's size
_PADDING = 5 / 7  # of a column, in digits of the workbook's own font (ECMA-376, 18.3.1.13)
_ROOM_FOR_TEXT = 4  # digits: enough to see that there is one
_LEAST_CONTRAST = 2  # from 1, none, to 21, black on white (WCAG 2, "contrast ratio")

_CLEAR = "Clear the cell's format, and look at it."
_HIGHER, _WIDER = "Make the row higher, and look at it.", "Make the column wider, and look at it."

# A theme's colors in the order in which cells count them.
_OF_THEME = ("lt1", "dk1", "lt2", "dk2", *[f"accent{number}" for number in range(1, 7)])
_SYSTEM = {"window": "FFFFFF", "windowText": "000000"}
_BLACK, _WHITE = "000000", "FFFFFF"
_TEXT, _BACKGROUND = 64, 65  # in a list of colors: those of the system


class Appearance:
    """How the cells of one workbook look, by the styles of openpyxl's ``book``."""

    def __init__(self, book: Any) -> None:  # the types of openpyxl leave its colors out
        self.indexed = {number: rgb[-6:] for number, rgb in enumerate(book._colors)}
        self.indexed |= {_TEXT: _BLACK, _BACKGROUND: _WHITE}
        self.theme = {0: _WHITE, 1: _BLACK}
        self.typefaces: dict[str | None, str] = {}
        if book.loaded_theme:
            theme = fromstring(book.loaded_theme)
            found = {str(localname(e)): _of_theme(e) for e in theme.iterfind(".//{*}clrScheme/*")}
            self.theme = {number: found.get(name, "") for number, name in enumerate(_OF_THEME)}
            for kind in ("major", "minor"):  # a font of such a scheme is the theme's
                typeface = theme.find(f".//{{*}}{kind}Font/{{*}}latin[@typeface]")
                self.typefaces[kind] = "" if typeface is None else typeface.get("typeface", "")
        self.font_size = float(book._fonts[0].sz or 11)

    def oddity(
        self, cell: ReadOnlyCell, value: object, width: float, height: float
    ) -> tuple[str, str]:
        """How the ``cell`` looks in a way that no figure may, and the remedy; or nothing.

        ``width`` is its column's, in digits, and ``height`` its row's, in points.
        """
        font, size = cell.font, float(cell.font.sz or 11)
        names = f"{font.name or ''} {self.typefaces.get(font.scheme, '')}"
        number_format, number = cell.number_format, cell.style_array.numFmtId
        if number < BUILTIN_FORMATS_MAX_SIZE and number not in BUILTIN_FORMATS:
            number_format = f"number {number}"  # which openpyxl calls General
        is_plain = _PLAIN.fullmatch(number_format) or (
            value and _COMMA_STYLE.fullmatch(number_format)
        )
        is_plain = is_plain and not _rounds(value, number_format)
        room = _room_for(value, number_format) * size / self.font_size + _PADDING - 0.01
        hides = f'has the number format "{number_format}", which can show something else'
        is_plain_font = _may_look_so(font) and not _WITHOUT_DIGITS.search(names)
        is_told = self._contrast(cell) >= _LEAST_CONTRAST
        needed = (  # what has to be so, what is said if it is not, and what helps
            (is_plain, hides, "Give the cell the format Number, and look at it."),
            (not font.strike, "is struck through", _CLEAR),
            (is_plain_font, "is raised, lowered or in symbols", _CLEAR),
            (size >= _SMALLEST_FONT, "is in tiny type", _CLEAR),
            (is_told, "can hardly be told from its background", _CLEAR),
            (_may_look_so(cell.border), "is crossed by a line", _CLEAR),
            (_may_look_so(cell.alignment), "is turned, indented, shrunk or repeated", _CLEAR),
            (height >= _LOWEST_ROW * size, "stands in a row that is too low to read it", _HIGHER),
            (width >= room, "stands in a column that is too narrow to read it", _WIDER),
        )
        return next(((what, remedy) for is_so, what, remedy in needed if not is_so), ("", ""))

    def _contrast(self, cell: ReadOnlyCell) -> float:
        """How well the text stands out from what is behind it; 0 where it cannot be told."""
        fill, color = cell.fill, cell.font.color
        if not isinstance(fill, PatternFill) or fill.patternType not in (None, "none", "solid"):
            return 0
        text = _BLACK if color is None or color.type == "auto" else self._rgb(color)
        behind = self._rgb(fill.fgColor) if fill.patternType == "solid" else _WHITE
        if not text or not behind:
            return 0
        dark, light = sorted(map(_luminance, (text, behind)))
        return (light + 0.05) / (dark + 0.05)

    def _rgb(self, color: Color) -> str:
        """The color as RRGGBB; ``""`` where it cannot be told."""
        known = {"indexed": self.indexed, "theme": self.theme}.get(color.type, {})
        found = color.rgb[-6:] if color.type == "rgb" else known.get(int(color.value), "")
        return _tinted(found, color.tint) if found and color.tint else found


def _may_look_so(style: Serialisable) -> bool:
    """Whether all that the ``style`` has is on the list."""
    may_have = _MAY_HAVE[type(style)]
    for name in (*style.__attrs__, *style.__elements__):
        values = may_have.get(name, _OFF)
        if values is not None and getattr(style, name) not in values:
            return False
    return True


def _rounds(value: object, number_format: str) -> bool:
    """Whether ``value`` has more decimals than are shown of it."""
    if not isinstance(value, float) or number_format in ("General", "@"):
        return False
    return len(_decimals(number_format)) < len(str(value).partition(".")[2])


def _decimals(number_format: str) -> str:
    """The decimals of a number that is shown in this format, such as "00"."""
    found = re.match(r"[^;]*?0\.(0+)", number_format)
    return found[1] if found else ""


def _room_for(value: object, number_format: str) -> float:
    """How wide ``value`` is, in digits: of a text only its beginning, which is enough to see."""
    if not isinstance(value, int | float):
        return min(len(str(value)), _ROOM_FOR_TEXT)
    shown = f"{value:,}" if "," in number_format else str(value)
    decimals = _decimals(number_format)
    shown += f".{decimals}" if decimals and isinstance(value, int) else ""
    return sum(0.5 if letter in ",." else 1 for letter in shown)


def _of_theme(color: Element) -> str:
    value = color[0].get("val", "")
    value = "" if len(color[0]) else _SYSTEM.get(value, value)  # what is inside changes it
    return value if re.fullmatch("[0-9A-Fa-f]{6}", value) else ""


def _channels(rgb: str) -> list[float]:
    return [channel / 255 for channel in bytes.fromhex(rgb)]


def _tinted(rgb: str, tint: float) -> str:
    """The color darker (from -1) or lighter (up to 1), as in ECMA-376, 18.8.19."""
    hue, light, full = colorsys.rgb_to_hls(*_channels(rgb))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return bytes(round(255 * each) for each in colorsys.hls_to_rgb(hue, light, full)).hex()


def _luminance(rgb: str) -> float:
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for each in _channels(rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
