"""A ``Dataset`` as the tables to take away, ``states.csv`` and ``national.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from factsheets.dataset.dataset import Dataset
from factsheets.figures.values import Figure, as_cell
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.wording.compose import Sheet

YEAR, SAMPLE, STATE, CODE = "year", "sample", "state", "code"  # columns beside those of figures


def states_of(dataset: Dataset) -> list[str]:
    """Every state, those with problems too: their figures are awaited as far as a reader knows."""
    there = {*dataset.states, *dataset.faulty}
    return [name for name in JURISDICTIONS if name in there]


def render_states(dataset: Dataset) -> str:
    """A row for each state as CSV (RFC 4180): ``not reported``, or nothing where it is awaited."""
    rows = []
    for state in states_of(dataset):
        figures = dataset.states.get(state)
        known: Mapping[str, Figure] = figures.figures if figures else {}
        cells = _cells(dataset.catalogue.state, known)
        rows.append([*_of_all(dataset), state, JURISDICTIONS[state].code, *cells])
    return _csv([YEAR, SAMPLE, STATE, CODE, *dataset.catalogue.state], rows)


def render_state(sheet: Sheet) -> str:
    """The row of one state as CSV, as it is in the table of all states."""
    known, code = sheet.figures.figures, JURISDICTIONS[sheet.state].code
    row = [*_of_all(sheet), sheet.state, code, *_cells(sheet.declared, known)]
    return _csv([YEAR, SAMPLE, STATE, CODE, *sheet.declared], [row])


def render_national(dataset: Dataset) -> str:
    """The country's figures as CSV, in one row: nothing where they are awaited."""
    declared = dataset.catalogue.national
    row = [*_of_all(dataset), *_cells(declared, dataset.national or {})]
    return _csv([YEAR, SAMPLE, *declared], [row])


def _of_all(year: Dataset | Sheet) -> tuple[object, object]:
    """What is the same in each row."""
    return year.year, "true" if year.sample else "false"


def _cells(declared: Iterable[str], known: Mapping[str, Figure]) -> list[object]:
    return [as_cell(known.get(path)) for path in declared]


def _csv(header: list[str], rows: Iterable[list[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()
