"""What is found in a file that comes back: each mistake once, and each thing that is not read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from openpyxl.utils.cell import coordinate_from_string

from factsheets.problems import Problem, counted
from factsheets.spreadsheet.cells import Cell

_FEW = 3  # cells of a column without a figure that are named one by one
_MOST_PLACES = 6  # named in one message


@dataclass
class Findings:
    """The problems in the file of this name, and its ``remarks``: what was read in which way."""

    file: str
    remarks: list[Problem] = field(default_factory=list)
    _problems: list[Problem] = field(default_factory=list)
    _alike: dict[tuple[str, ...], list[tuple[Cell, Problem]]] = field(default_factory=dict)

    def say(
        self, cell: Cell, what: str, remedy: str = "", state: str = "", figure: str = ""
    ) -> None:
        """Say what is wrong with the cell alone."""
        self._problems.append(self._problem(cell, what, remedy, state, figure))

    def say_oddity(
        self, cell: Cell, what: str, remedy: str, state: str = "", figure: str = ""
    ) -> None:
        """The same; of all cells of a sheet with one remedy, only the first is shown."""
        key = (_sheet(cell), remedy)
        problem = self._problem(cell, what, remedy, state, figure)
        self._alike.setdefault(key, []).append((cell, problem))

    def say_oddity_of(self, cell: Cell) -> None:
        """Say what is wrong with a name or heading, if anything is."""
        if cell.what:
            self.say_oddity(cell, cell.what, cell.remedy)

    def say_missing(
        self, cell: Cell, what: str, remedy: str, state: str = "", figure: str = ""
    ) -> None:
        """The same of a cell without a figure; of many in a column only the first is shown."""
        key = (_sheet(cell), _column(cell), what, remedy)
        problem = self._problem(cell, what, remedy, state, figure)
        self._alike.setdefault(key, []).append((cell, problem))

    def add(self, problems: Iterable[Problem]) -> None:
        """Add problems that were found before, or are in another file."""
        self._problems += problems

    def remark(self, cells: Sequence[Cell], what: str) -> None:
        """Say what of the ``cells``, if there are any, a person should know."""
        if cells:
            sheet = f"{_sheet(cells[0])}!".removeprefix("!")
            at = f"{sheet}{places(cells)}"
            self.remarks.append(Problem(self.file, cells[0].row, what=what, cell=at))

    @property
    def problems(self) -> list[Problem]:
        """All that is wrong."""
        found = list(self._problems)
        for key, alike in self._alike.items():
            is_missing = len(key) > 2  # noqa: PLR2004 - the column is part of it
            if len(alike) == 1 or (is_missing and len(alike) <= _FEW):
                found += [problem for _, problem in alike]
            else:
                (_, first), *others = alike
                more = f"The same goes for {counted(len(others), 'more cell')}"
                cells = places(cell for cell, _ in others)
                found.append(replace(first, what=f"{first.what} {more}: {cells}."))
        return found

    def _problem(self, cell: Cell, what: str, remedy: str, state: str, figure: str) -> Problem:
        return Problem(self.file, cell.row, state, figure, what, remedy, cell.place)


def places(cells: Iterable[Cell]) -> str:
    """Where the ``cells`` are, without their sheet: "C3:C57, D9"."""
    by_column = sorted(set(cells), key=lambda each: (len(_column(each)), _column(each), each.row))
    runs: list[str] = []
    for _, run in groupby(
        enumerate(by_column), lambda each: (_column(each[1]), each[1].row - each[0])
    ):
        first, *others = [cell.place.rpartition("!")[2] for _, cell in run]
        runs.append(f"{first}:{others[-1]}" if others else first)
    more = len(runs) - _MOST_PLACES
    if more > 0:
        return f"{', '.join(runs[:_MOST_PLACES])} and {more} more"
    return ", ".join(runs)


def _sheet(cell: Cell) -> str:
    return cell.place.rpartition("!")[0]


def _column(cell: Cell) -> str:
    return coordinate_from_string(cell.place.rpartition("!")[2])[0]
