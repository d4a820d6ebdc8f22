"""A ``Dataset`` as a table, ``figures.csv``."""

from __future__ import annotations

import csv
import io

from factsheets.dataset.load import Dataset
from factsheets.figures.catalogue import national_figures, state_figures, value_of
from factsheets.figures.values import Figure, as_cell
from factsheets.jurisdictions import JURISDICTIONS


def states_of(dataset: Dataset) -> list[str]:
    """Every state, those with problems too: their figures are awaited as far as a reader knows."""
    there = {*dataset.states, *dataset.faulty}
    return [name for name in JURISDICTIONS if name in there]


def render_csv(dataset: Dataset) -> str:
    """Every figure as CSV (RFC 4180): ``not reported``, or nothing where it is awaited.

    The first row is the country's, in the columns ``national.…``; then comes a row for each state.
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    of_country = [f"national.{name}" for name in national_figures()]
    writer.writerow(["year", "sample", "state", "code", *state_figures(), *of_country])
    rows: list[tuple[str, str, dict[str, Figure]]] = [("United States", "US", {})]
    if dataset.national:
        rows[0][2].update(zip(of_country, dict(dataset.national).values(), strict=True))
    for state in states_of(dataset):
        figures = dataset.states.get(state)
        values = {path: value_of(figures, path) for path in state_figures()} if figures else {}
        rows.append((state, JURISDICTIONS[state].code, values))
    for name, code, known in rows:
        shown = [as_cell(known.get(path)) for path in (*state_figures(), *of_country)]
        writer.writerow([dataset.year, "true" if dataset.sample else "false", name, code, *shown])
    return stream.getvalue()
