"""A table of cells in, its rows out: what each cell is by its heading, and what is not read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from factsheets.problems import nearest
from factsheets.spreadsheet.cells import Cell, CellTable, Row
from factsheets.spreadsheet.findings import Findings
from factsheets.spreadsheet.headings import Headings, find_headings
from factsheets.spreadsheet.layout import CHECK, NOTES

Cells = dict[str, Cell]  # cells by what stands in them: a figure's path, or a heading


class Earlier(NamedTuple):
    """The cell of last ``year`` that stands beside the cell of the figure ``key``."""

    year: int
    key: str
    cell: Cell


@dataclass(frozen=True)
class Record:
    """A row of a table: its ``cells`` by what they are, and those of last year.

    ``row`` is all of it that is read: neither notes, nor an earlier year, nor the check.
    """

    cells: Cells
    row: Row
    earlier: tuple[Earlier, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it that is read."""
        return all(cell.is_empty for cell in self.row)


@dataclass(frozen=True)
class Layout:
    """What a table has to have: the ``known`` headings, and what each is called here.

    ``optional`` are those that may be missing. The figures are those of
    ``year``; a column of ``last_year`` is only to compare with. ``ways_out`` says what to do about
    a column that is not known.
    """

    known: Mapping[str, str]
    optional: Collection[str]
    year: int
    last_year: int
    ways_out: str


def lines_of(
    table: CellTable,
    layout: Layout,
    findings: Findings,
    is_known: Callable[[Cells], bool],
    is_remark: Callable[[Cells], bool],
) -> list[Record]:
    """The rows of the ``table`` with something in them, without what is below it.

    A row is below the table when no row after it ``is_known``, and when an empty row stands above
    it or it ``is_remark``. What is wrong with the headings is said, and so is what is not read.
    """
    found = find_headings(table.rows[0], layout.known, layout.year)
    if len(found.known) == len(found.longer):  # no heading is there as it was exported
        what = f'There is no column "{next(iter(layout.known))}" in the first row.'
        remedy = "Nothing may stand above the headings; keep them as they were exported."
        findings.say(table.rows[0][0], what, remedy)
        return []
    _check_headings(table, found, layout, findings)
    columns = {layout.known[heading]: column for heading, column in found.known.items()}
    lines = [_line(row, found, columns, layout) for row in table.rows[1:]]
    last = max((at for at, line in enumerate(lines) if is_known(line.cells)), default=len(lines))
    inside, below, is_apart = lines[: last + 1], list[Record](), False
    for line in lines[last + 1 :]:
        is_apart = is_apart or line.is_empty
        if is_apart or is_remark(line.cells):
            below.append(line)
        else:
            inside.append(line)
    remains = [cell for line in below for cell in line.row if not cell.is_empty]
    notes = [row[at] for row in table.rows[1:] for at in found.notes if not row[at].is_empty]
    findings.remark(remains, "What is below the table is not read.")
    findings.remark(notes, "Notes are not read.")
    return [line for line in inside if not line.is_empty]


def _line(row: Row, found: Headings, columns: Mapping[str, int], layout: Layout) -> Record:
    unread = {*found.notes, *found.years, columns.get(CHECK)}
    return Record(
        {key: row[column] for key, column in columns.items()},
        tuple(cell for column, cell in enumerate(row) if column not in unread),
        tuple(
            Earlier(year, _left_of(column, columns), row[column])
            for column, year in found.years.items()
            if year == layout.last_year
        ),
    )


def _left_of(column: int, columns: Mapping[str, int]) -> str:
    """What stands in the nearest column to the left of this one that is known."""
    _, key = max(((at, key) for key, at in columns.items() if at < column), default=(0, ""))
    return key


def _check_headings(table: CellTable, found: Headings, layout: Layout, findings: Findings) -> None:
    """Say what is wrong with the headings, and which columns are not read, or not as they say."""
    headings = table.rows[0]
    for column in found.known.values():
        findings.say_oddity_of(headings[column])
    for heading, cell in found.longer.items():
        findings.remark([cell], f'The column {cell.shown} is read as "{heading}".')
    for column, year in found.years.items():
        if year != layout.last_year:
            findings.remark([headings[column]], f"This column is of {year}, and is not read.")
    for cell, heading in found.again:
        remedy = f'Keep one of them, or head the other "{NOTES}".'
        findings.say(cell, f'A second column "{heading}" is here.', remedy)
    missing = [
        heading
        for heading, key in layout.known.items()
        if heading not in found.known and key not in layout.optional
    ]
    what = "is not the heading of a known column"
    said = say_unknown(found.unknown, missing, what, layout.ways_out, findings)
    said |= _say_without_heading(table, found.empty, missing, findings)
    for heading in missing:
        if heading not in said:
            remedy = "The columns can be in any order, but each needs its heading as exported."
            findings.say(headings[0], f'The column "{heading}" is missing.', remedy)


def _say_without_heading(
    table: CellTable, columns: Sequence[int], missing: Sequence[str], findings: Findings
) -> set[str]:
    """Say which columns have no heading; return which of the ``missing`` it may be."""
    meant = missing[0] if len(missing) == 1 else ""
    remedy = f'If it is a remark, head the column "{NOTES}".'
    if meant:
        remedy = f'If it is the column "{meant}", write that heading. {remedy}'
    cells = [row[at] for at in columns for row in table.rows[1:] if not row[at].is_empty]
    for cell in cells:
        findings.say_oddity(cell, f"{cell.shown} stands in a column without a heading.", remedy)
    return {meant} if cells and meant else set()


def say_unknown(
    unknown: Sequence[Cell],
    missing: Sequence[str],
    is_unknown: str,
    ways_out: str,
    findings: Findings,
) -> set[str]:
    """Say each heading or label that is ``unknown``; return which of the ``missing`` it may be."""
    said: set[str] = set()
    for cell in unknown:
        meant = nearest(cell.text, missing)
        if len(unknown) == len(missing) == 1:
            meant = missing[0]
        what, remedy = f"{cell.shown} {is_unknown}.", ways_out
        if meant:
            what = f'{cell.shown} {is_unknown}, and "{meant}" is missing.'
            remedy = f'If that is meant, write "{meant}". {ways_out}'
            said.add(meant)
        if cell.what:
            findings.say_oddity_of(cell)
        else:
            findings.say(cell, what, remedy)
    return said
