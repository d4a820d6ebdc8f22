"""A PDF's page in, its characters out: those that a person sees on it, or none.

A page can hold words that nobody sees, and show others than it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ctypes import c_double, c_int, create_string_buffer
from math import ceil, floor, hypot
from typing import Any, NamedTuple

MOST_CHARACTERS = 100_000  # a sheet has 4,000
_SLIGHT = 0.3  # points, which nobody sees
_TALLEST = 20_000  # points, more than any page
_SCALE = 2  # pixels a point
_PARTS = 16  # of a pixel: the stem of an "I" is hardly wider than one
_THIN = 6  # pixels; the stem of an "I", or a full stop, can fill its box to the last pixel
_CONTRAST = 64  # of 255; the faintest "i" of a sheet's footer has 165
_PAINTED = (0, 1, 2)  # PDF's modes of text that are filled or stroked
_TILTED = 0.01  # radians
_AROUND = 30  # characters
_BOLD_WEIGHT = 600
_HYPHENS = "\x02\ufffe"  # PDFium's own, for a hyphen at the end of a line


class NotAsSeenError(ValueError):
    """What a page holds is not just what a person sees on it."""


class Character(NamedTuple):
    """A character, the ``size`` of its type in points, and where it stands from the first page."""

    text: str
    bold: bool = False
    size: float = 0
    x: float = 0
    y: float = 0


LINE_END = Character("\n")
_PAGE_END = Character("\f")


def misplaced(body: Sequence[Character]) -> str:
    """The first word with a character of another size or height, or before the last one, or ``""``.

    A footnote's sign would make 575 of 57; figures that change places would be read as of before.
    """
    before, in_word = LINE_END, False
    for place, each in enumerate(body):
        if each.text.isspace():
            in_word = False
            continue
        is_right = each.x > before.x
        is_fine = is_right or each.y < before.y - each.size / 2 or before is LINE_END
        if in_word:
            is_ligature = each.x == before.x and (before.text + each.text).isalpha()
            is_level = abs(each.y - before.y) < _SLIGHT and _is_of_one_size(before, each)
            is_fine = (is_right or is_ligature) and is_level
        if not is_fine:
            words = [_text(body[:place]).split(" "), _text(body[place:]).split(" ")]
            return (words[0][-1] + words[1][0]).strip()
        before, in_word = each, each.text != "-"  # where a line may end within a word
    return ""


def _is_of_one_size(before: Character, each: Character) -> bool:
    """Whether the two can stand in one word: a sign, as in 44%, may be smaller than the figure."""
    sizes = sorted((before.size, each.size))
    if before.text.isalnum() and each.text.isalnum():
        return sizes[1] - sizes[0] < _SLIGHT
    return sizes[0] > sizes[1] / 2


def _text(body: Iterable[Character]) -> str:
    return "".join(" " if each.text.isspace() else each.text for each in body)


def characters(page: Any, number: int) -> list[Character]:
    """The characters of a PDF's page in their order, and its end; bold by weight or name.

    ``number`` is the page's, from 1. Raises NotAsSeenError when a person sees others.
    """
    from pypdfium2 import raw

    text_page = page.get_textpage()
    count = text_page.count_chars()
    if count > MOST_CHARACTERS:
        raise NotAsSeenError(f"Page {number} has more than {MOST_CHARACTERS:,} characters.")
    if not all(_is_plain_link(page, each) for each in range(raw.FPDFPage_GetAnnotCount(page))):
        what = f"On page {number} there is a note, a stamp, a form field or the like."
        raise NotAsSeenError(what)
    found, ink = list[Character](), _Ink(page)
    name, flags, matrix = create_string_buffer(128), c_int(), raw.FS_MATRIX()
    x, y = c_double(), c_double()
    for index in range(count):
        text = chr(raw.FPDFText_GetUnicode(text_page, index))
        text = "-" if text in _HYPHENS else text
        if raw.FPDFText_IsGenerated(text_page, index) == 1:
            if text != "\r":
                found.append(Character(text))
            continue
        is_space = text in " \N{NO-BREAK SPACE}"
        if is_space is ink.shows(text_page, index):
            around = "".join(each.text for each in found[-_AROUND:]).split("\n")[-1]
            raise NotAsSeenError(f'On page {number}, "{text}" after "{around}" is seen otherwise.')
        if is_space:
            found.append(Character(text))
            continue
        raw.FPDFText_GetFontInfo(text_page, index, name, len(name), flags)
        weight = raw.FPDFText_GetFontWeight(text_page, index)
        bold = weight >= _BOLD_WEIGHT or b"bold" in name.value.lower()
        raw.FPDFText_GetMatrix(text_page, index, matrix)
        size = raw.FPDFText_GetFontSize(text_page, index) * hypot(matrix.b, matrix.d)
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        place = x.value, y.value - number * _TALLEST
        found.append(Character(text, bold, round(size, 1), *place))
    return [*found, _PAGE_END]


def _is_plain_link(page: Any, index: int) -> bool:
    """Whether an annotation is a link that paints nothing."""
    from pypdfium2 import raw

    annotation = raw.FPDFPage_GetAnnot(page, index)
    is_link = raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_LINK
    is_plain = is_link and not raw.FPDFAnnot_HasKey(annotation, b"AP")
    raw.FPDFPage_CloseAnnot(annotation)
    return is_plain


class _Ink:
    """A page as it is painted, to see whether its characters are visible on it."""

    def __init__(self, page: Any) -> None:
        self.page, self.bitmap = page, page.render(scale=_SCALE, grayscale=True)
        self.pixels = bytes(self.bitmap.buffer)

    def shows(self, text_page: Any, index: int) -> bool:
        """Whether a character is upright and painted, and there is dark and light at its place."""
        from pypdfium2 import raw

        painted = raw.FPDFText_GetTextObject(text_page, index)
        mode = raw.FPDFTextObj_GetTextRenderMode(painted) if painted else -1
        if mode not in _PAINTED or abs(raw.FPDFText_GetCharAngle(text_page, index)) > _TILTED:
            return False
        left, right, bottom, top = (c_double() for _ in range(4))
        raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
        if top.value - bottom.value < _SLIGHT or right.value - left.value < _SLIGHT:
            return False
        one = self._pixel(left.value, top.value)
        other = self._pixel(right.value, bottom.value)
        x0, x1 = _with_light(one[0], other[0])
        y0, y1 = _with_light(one[1], other[1])
        width, stride = self.bitmap.width, self.bitmap.stride
        pixels = b"".join(
            self.pixels[row * stride + max(0, floor(x0)) : row * stride + min(width, ceil(x1))]
            for row in range(max(0, floor(y0)), min(self.bitmap.height, ceil(y1)))
        )
        return bool(pixels) and max(pixels) - min(pixels) >= _CONTRAST

    def _pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page is in the picture, in pixels and parts of them."""
        from pypdfium2 import raw

        across, down = c_int(), c_int()
        size = self.bitmap.width * _PARTS, self.bitmap.height * _PARTS
        raw.FPDF_PageToDevice(self.page, 0, 0, *size, 0, x, y, across, down)
        return across.value / _PARTS, down.value / _PARTS


def _with_light(one: float, other: float) -> tuple[float, float]:
    """From where to where to look at a character: beside a thin one too, or it has no light."""
    first, last = sorted((one, other))
    return (first - 1, last + 1) if last - first < _THIN else (first, last)
