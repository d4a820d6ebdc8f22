"""A ``Dataset`` as a table, ``figures.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from factsheets.dataset.load import Dataset
from factsheets.figures.catalogue import IN_COUNTRY
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
    writer.writerow(["year", "sample", "state", "code", *dataset.catalogue.figures])
    national: Mapping[str, Figure] = dataset.national or {}
    of_country = {IN_COUNTRY + path: value for path, value in national.items()}
    rows: list[tuple[str, str, Mapping[str, Figure]]] = [("United States", "US", of_country)]
    for state in states_of(dataset):
        figures = dataset.states.get(state)
        rows.append((state, JURISDICTIONS[state].code, figures.figures if figures else {}))
    for name, code, known in rows:
        shown = [as_cell(known.get(figure)) for figure in dataset.catalogue.figures]
        writer.writerow([dataset.year, "true" if dataset.sample else "false", name, code, *shown])
    return stream.getvalue()
