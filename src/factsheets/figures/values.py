"""What a figure is: a whole number, a percentage, or "not reported"; and how each is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum

LARGEST_FIGURE = 9_999_999_999
LARGEST_PERCENT = 100
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
Number = int | float  # a float is a percentage with one decimal, as it is written: 19.5, 19.0
Figure = Number | NotReported


class Figures(Mapping[str, Figure]):
    """Figures by their names, in order; nothing in it can be changed."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self._figures = dict(figures)

    def __getitem__(self, name: str) -> Figure:
        return self._figures[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)

    def __repr__(self) -> str:
        return f"Figures({self._figures})"


def as_shown(figure: Figure) -> str:
    """The figure as a person reads it, on a page or in a message: ``1,747``, ``not reported``."""
    return figure.value if isinstance(figure, NotReported) else f"{figure:,}"


def as_written(figure: Figure) -> str:
    """The figure as the data file has it: ``1_747``, ``19.5``, ``not reported``."""
    return figure.value if isinstance(figure, NotReported) else f"{figure:_}"


def as_cell(figure: Figure | None) -> Number | str | None:
    """The figure as a spreadsheet, CSV or JSON has it: ``1747``, ``not reported``, or nothing."""
    return figure.value if isinstance(figure, NotReported) else figure


Nested = Mapping[str, "Nested | Figure | None"]


def nested(values: Mapping[str, Figure | None]) -> Nested:
    """``values`` in their groups: what stands at ``group.figure`` is one of a group."""
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


def whole_numbers(figures: Mapping[str, Figure]) -> dict[str, int]:
    """Those of the ``figures`` that are whole numbers."""
    return {name: value for name, value in figures.items() if isinstance(value, int)}


_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,2}(_[0-9]{3})+|[1-9][0-9]*")
_PERCENT = re.compile(r"(0|[1-9][0-9]{0,2})(\.[0-9])?")
_IN_THREES = re.compile(r"[1-9][0-9]{0,2}([,_' \u00a0\u202f][0-9]{3}){1,6}")
_LONGEST = 40  # characters of a number


def whole_number(text: str, *, quoted: bool = False) -> tuple[int | None, str]:
    """The number that is written as ``text``, and ``""``; or None, and how to write it."""
    if not quoted and _WHOLE_NUMBER.fullmatch(text):
        return (None, "It is too large.") if len(text) > _LONGEST else (int(text), "")
    return None, _how_to_write(text)


def percent(text: str, *, quoted: bool = False) -> tuple[Number | None, str]:
    """The same of a percentage, which may have one decimal."""
    if not quoted and (written := _PERCENT.fullmatch(text)):
        return (float(text) if written[2] else int(text)), ""
    if _PERCENT.fullmatch(text):
        return None, f"Write it without quotation marks: {text}."
    if _PERCENT.fullmatch(alone := text.removesuffix("%").rstrip()):
        return None, f"Write it without the sign: {alone}."
    if re.fullmatch(r"-[0-9.,]+", text):
        return None, "A figure is 0 or more."
    return None, "Write it in digits, with one decimal at most, such as 19 or 19.5."


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
