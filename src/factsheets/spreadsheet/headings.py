"""Which column is which: headings are found as they were exported, or by their first words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from factsheets.spreadsheet.cells import Cell
from factsheets.spreadsheet.layout import NOTES

_YEAR = re.compile(r"(?:19|20)[0-9]{2}\b")


@dataclass
class Headings:
    """What stands where, by the positions of the cells that were looked at.

    ``known`` has the position of each known heading. ``longer`` are the cells with a known heading
    and more words behind it; ``again`` those with one that another cell has too. ``notes`` have a
    heading for remarks, and ``years`` one that is an earlier year.
    """

    known: dict[str, int] = field(default_factory=dict)
    longer: dict[str, Cell] = field(default_factory=dict)
    again: list[tuple[Cell, str]] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    years: dict[int, int] = field(default_factory=dict)
    unknown: list[Cell] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)


def find_headings(cells: Sequence[Cell], wanted: Iterable[str], year: int = 0) -> Headings:
    """Find the ``wanted`` headings in the ``cells``, in whatever order and case they are there.

    One that is there as it was exported is the one; else it is the cell that begins with it. Such
    a cell counts for the longest heading that it begins with. A year is one before ``year``.
    """
    folded = {heading.casefold(): heading for heading in wanted}
    found, others = Headings(), dict[int, str]()
    for position, cell in enumerate(cells):
        text = cell.text.removeprefix("'").casefold()
        heading = folded.get(text)
        if heading is None:
            others[position] = text
        elif heading in found.known:
            found.again.append((cell, heading))
        else:
            found.known[heading] = position
    for position, text in others.items():
        _place(found, cells[position], position, text, folded, year)
    return found


def _place(
    found: Headings, cell: Cell, position: int, text: str, folded: dict[str, str], year: int
) -> None:
    """Put down what the ``cell`` is whose ``text`` is no heading as it was exported."""
    heading = folded.get(max((each for each in folded if _begins(text, each)), key=len, default=""))
    if heading in found.longer:
        found.again.append((cell, heading))
    elif heading is not None and heading not in found.known:
        found.known[heading] = position
        found.longer[heading] = cell
    elif _begins(text, NOTES.casefold()):
        found.notes.append(position)
    elif (earlier := _YEAR.match(text)) and int(earlier[0]) < year:
        found.years[position] = int(earlier[0])
    elif cell.is_empty:
        found.empty.append(position)
    else:
        found.unknown.append(cell)


def _begins(text: str, heading: str) -> bool:
    """Whether the ``heading`` is the first words of ``text``."""
    return text.startswith(heading) and not text[len(heading) : len(heading) + 1].isalpha()
