"""What a figure is: a whole number, or "not reported"; and how either is written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from factsheets.problems import shortened

LARGEST_FIGURE = 9_999_999_999
FIRST_YEAR, LAST_YEAR = 1984, 2100  # NCMEC was founded in 1984


def sample_mark(which: str) -> str:
    """What marks a sample on every page; ``which`` says of what figures that they are invented."""
    return f"SAMPLE: {which}. THEY ARE NOT NCMEC'S FIGURES."


SAMPLE_MARK = sample_mark("THESE FIGURES ARE INVENTED")


class NotReported(Enum):
    """The type of a figure that is known to be left out of the sheet."""

    NOT_REPORTED = "not reported"

    def __bool__(self) -> bool:
        return False


NOT_REPORTED = NotReported.NOT_REPORTED
Figure = int | NotReported


def as_shown(figure: Figure) -> str:
    """The figure as a person reads it, on a page or in a message: ``1,747``, ``not reported``."""
    return figure.value if isinstance(figure, NotReported) else f"{figure:,}"


def as_written(figure: Figure) -> str:
    """The figure as the data file has it: ``1_747``, ``not reported``."""
    return figure.value if isinstance(figure, NotReported) else f"{figure:_}"


def as_cell(figure: Figure | None) -> int | str | None:
    """The figure as a spreadsheet or CSV file has it: ``1747``, ``not reported``, or nothing."""
    return figure.value if isinstance(figure, NotReported) else figure


Nested = Mapping[str, "Nested | Figure | None"]


def nested(values: Mapping[str, Figure | None]) -> Nested:
    """``values`` in their groups: what stands at ``missing_children.total`` is one of a group."""
    found: dict[str, Nested | Figure | None] = {}
    groups: dict[str, dict[str, Figure | None]] = {}
    for path, value in values.items():
        group, _, key = path.rpartition(".")
        if group:
            found[group] = groups.setdefault(group, {})
            groups[group][key] = value
        else:
            found[key] = value
    return found


_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,2}(_[0-9]{3})+|[1-9][0-9]*")
_IN_THREES = re.compile(r"[1-9][0-9]{0,2}([,_' \u00a0\u202f][0-9]{3}){1,6}")
_LONGEST_SHOWN = 40


@dataclass(frozen=True)
class Scalar:
    """One value: its ``text`` as written, whether it was ``quoted``, and its ``line``."""

    text: str
    quoted: bool
    line: int

    @property
    def shown(self) -> str:
        """The text in quotation marks, cut to what fits a message."""
        return f'"{shortened(self.text, _LONGEST_SHOWN)}"'

    def as_whole_number(self) -> tuple[int | None, str]:
        """The number and ``""``; or None, and how to write it."""
        if not self.quoted and _WHOLE_NUMBER.fullmatch(self.text):
            too_long = len(self.text) > _LONGEST_SHOWN
            return (None, "It is too large.") if too_long else (int(self.text), "")
        return None, _how_to_write(self.text)


def _how_to_write(text: str) -> str:
    """The sentence that says how to write the number that ``text`` seems to be."""
    if _IN_THREES.fullmatch(text):  # "12,5" is not: it may mean 12.5
        return f"Write it without commas or spaces: {re.sub('[^0-9]', '', text)}."
    if re.fullmatch(r"0|[1-9][0-9]{0,19}", text):
        return f"Write it without quotation marks: {text}."
    if re.fullmatch(r"0[0-9]{1,19}", text):
        return f"Write it without a 0 in front: {text.lstrip('0') or '0'}."
    if re.fullmatch(r"-[0-9.,]+", text):
        return "A figure is 0 or more."
    return "Write it in digits, such as 1747."
