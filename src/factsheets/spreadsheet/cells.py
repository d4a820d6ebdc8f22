"""A cell of a spreadsheet: what stands in it, and what is odd about that."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from factsheets.problems import Problem, printable, shortened

LAST_ROW, LAST_COLUMN = 500, 250  # that a table can have
LONGEST_SHOWN = 40

_IN_NUMBERS = "0-9.,_'’ "


@dataclass(frozen=True)
class Cell:
    """A cell: its ``place``, such as ``Figures!D17``, its row, and what stands in it.

    ``content`` is None where nothing does. ``what`` and ``remedy`` say what is wrong with it
    whatever should stand there: an error, a formula, a number that looks like another.
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
        return f'"{shortened(self.text, LONGEST_SHOWN)}"'


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class CellTable:
    """A sheet's rows, all equally long, the headings first; and what is wrong with the sheet."""

    name: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...] = ()


def cleaned(text: str) -> str | None:
    """``text`` with single plain spaces; None when nothing is left.

    Characters that take no room are taken out, but for those that turn others around or are not
    known to leave them as they are: behind such a character 12 is shown, and 21 stands there.
    """
    visible = "".join(letter for letter in text if not _is_nothing(letter))
    return " ".join(visible.split()) or None


def _is_nothing(letter: str) -> bool:
    return unicodedata.category(letter) == "Cf" and unicodedata.bidirectional(letter) == "BN"


def odd_number(value: float) -> tuple[str, str]:
    """What is wrong with a number wherever it stands, and the remedy; or nothing."""
    if value < 0:
        return f"{value:,} is less than 0.", "A figure is 0 or more."
    return "", ""


NOT_IN_PER_CENT = (
    "Type the number itself, without the sign; in a workbook, give the cell the format Number."
)


_TO_NUMBERS = (
    'In Excel, select the cells, click the warning sign beside them, and choose "Convert to '
    'Number". In LibreOffice, give the column the format Number, and choose Data > Text to '
    "Columns > OK."
)
_WITHOUT_SEPARATORS = (
    "Import the workbook itself (.xlsx). Or give the cells the number format 0, and save the CSV "
    "file again."
)


def odd_text(text: str, *, in_csv: bool) -> tuple[str, str]:
    """The same of a text."""
    if not text.isprintable():
        what = f'"{printable(text[:LONGEST_SHOWN])}" has a character in it that nobody sees.'
        return what, "Empty the cell, and type it again."
    if text.startswith("#") and text.endswith(("!", "?", "A")):
        what = f"{text} is an error that the spreadsheet program found."
        return what, "Mend the formula, or type the number itself."
    if re.fullmatch(rf"[{_IN_NUMBERS}]+ ?%", text):
        return f'"{text}" is a percentage.', NOT_IN_PER_CENT
    if not in_csv and re.fullmatch(rf"[{_IN_NUMBERS}]*[0-9][{_IN_NUMBERS}]*", text):
        what = f'"{text}" is text, though it looks like a number.'
        return what, _TO_NUMBERS
    if in_csv and re.fullmatch(r"[1-9][0-9]{0,2}([.,'’ ][0-9]{3})+", text):
        return f'"{text}" has thousands separators.', _WITHOUT_SEPARATORS
    return "", ""
