"""The cells of a country or a state in, its figures out, with what is wrong with each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from factsheets.figures.catalogue import Declaration, Refusal
from factsheets.figures.values import NOT_REPORTED, Figure, as_cell, as_shown
from factsheets.spreadsheet.cells import NOT_IN_PER_CENT, Cell
from factsheets.spreadsheet.findings import Findings
from factsheets.spreadsheet.rows import Cells, Earlier

Values = Mapping[str, Figure]  # figures by their paths, such as group.figure


def values_of(
    declared: Mapping[str, Declaration], where: str, cells: Cells, findings: Findings
) -> Values:
    """The figures in ``cells``: of a country or state either all of them, or none.

    What is wrong with a cell is said, with ``where``: the country or state.
    """
    found: dict[str, Figure] = {}
    empty = {path: cell for path, cell in cells.items() if cell.is_empty}
    for path, cell in cells.items():
        each, figure = declared[path], None
        what, remedy = cell.what, cell.remedy
        if path not in empty and not what:
            figure, what, remedy = _figure(cell, each)
        elif isinstance(cell.content, float) and not each.is_percent:
            _, what, remedy = _figure(cell, each)  # whatever the cell looks like
        if path in empty and len(empty) < len(cells) and where:
            remedy = "Write the number."
            if each.may_be_not_reported:
                remedy = 'Write the number, or "not reported".'
            findings.say_missing(cell, "The figure is missing.", remedy, where, each.title)
        elif what == cell.what != "":
            findings.say_oddity(cell, what, remedy, where, each.title)
        elif what:
            findings.say(cell, what, remedy, where, each.title)
        if figure is not None:
            found[path] = figure
    return found


def _figure(cell: Cell, declared: Declaration) -> tuple[Figure | None, str, str]:
    """The figure in the cell, and ``""`` twice; or None, what is wrong, and the remedy."""
    content = cell.content
    if isinstance(content, str):
        text = NOT_REPORTED.value if content.casefold() == NOT_REPORTED.value else content
        figure = declared.read(text, quoted=text.isdecimal())
        if isinstance(figure, Refusal) and not any(map(str.isdigit, text)):
            remedy = "Write the number, or nothing while it is not known."
            if declared.may_be_not_reported:
                remedy = 'Write the number, "not reported", or nothing while it is not known.'
            figure = Refusal(figure.what, remedy)
    else:
        figure = declared.checked(content or 0)
        if isinstance(figure, Refusal) and isinstance(content, float) and content < 1:
            figure = Refusal(figure.what, f"Is it a percentage? {NOT_IN_PER_CENT}")
    return (None, *figure) if isinstance(figure, Refusal) else (figure, "", "")


def check_earlier(
    beside: Iterable[Earlier],
    declared: Mapping[str, Declaration],
    last: Values,
    where: str,
    findings: Findings,
) -> None:
    """Say where something else than last year's figure is ``beside`` a figure's cell.

    A figure may have been typed there, or rows were sorted or pasted without their neighbors.
    """
    for year, path, cell in beside:
        expected = last.get(path)
        if cell.is_empty or path not in declared or _is_same(cell, expected):
            continue
        shown = "nothing" if expected is None else as_shown(expected)
        what = f"This column is only for comparing with {year}, which had {shown} here."
        if cell.content is not None:
            what = (
                f"{cell.shown} is in a column that is only for comparing with {year}, "
                f"which had {shown} here."
            )
        remedy = (
            "Were rows sorted or pasted without all their columns? If this is a figure of "
            "this year, move it one column to the left. Then empty this cell."
        )
        findings.say_oddity(cell, what, remedy, where, declared[path].title)


def _is_same(cell: Cell, figure: Figure | None) -> bool:
    """Whether the figure is in the cell, however it is written there."""
    return _bare(cell.content) == _bare(as_cell(figure))


def _bare(content: float | str | None) -> str:
    if isinstance(content, float) and content.is_integer():
        content = int(content)
    return re.sub(r"[.,'’\s]", "", str(content)).casefold()
