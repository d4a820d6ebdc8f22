"""A ``Dataset`` as the year's start page, ``index.html``, and as a table, ``figures.csv``."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from functools import cache

import jinja2
from markupsafe import Markup

from factsheets.contradictions import CATEGORIES
from factsheets.dataset import Dataset
from factsheets.figures import NOT_REPORTED, national_figures, state_figures, value_of
from factsheets.formats import CSV_FILE, INDEX_FILE, Format, file_name
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.templates import INDEX, INDEX_SCRIPT, WEB_STYLE, Templates
from factsheets.wording import SAMPLE_MARK, millions_at_least

# Row and column of each tile, both from 1: the map of the United States that news desks use.
TILES = {
    code: (row, column)
    for row, codes in enumerate(
        (
            "AK .. .. .. .. .. .. .. .. .. ME",
            ".. .. .. .. .. .. .. .. .. VT NH",
            "WA ID MT ND MN IL WI MI NY RI MA",
            "OR NV WY SD IA IN OH PA NJ CT ..",
            "CA UT CO NE MO KY WV VA MD DE ..",
            ".. AZ NM KS AR TN NC SC DC .. ..",
            ".. .. .. OK LA MS AL GA .. .. ..",
            "HI .. .. TX .. .. .. .. FL .. PR",
            "AS GU MP .. .. .. .. .. .. .. VI",
        ),
        start=1,
    )
    for column, code in enumerate(codes.split(), start=1)
    if code != ".."
}


def render_year(dataset: Dataset, files: Collection[str], templates: Templates) -> dict[str, bytes]:
    """The start page and the table, each by the name of its file; see ``render_index``."""
    return {
        INDEX_FILE: render_index(dataset, files, templates).encode(),
        CSV_FILE: render_csv(dataset).encode(),
    }


def render_index(dataset: Dataset, files: Collection[str], templates: Templates) -> str:
    """The year's start page: a map and a table of all states, and the national figures.

    ``files`` are the names of the files beside it, which it links to. It works without JavaScript
    and without a server. Raises FactsheetsError when the template has an error.
    """
    with templates.problems_of(INDEX):
        return index_template(templates).render(
            year=str(dataset.year),
            sample=SAMPLE_MARK if dataset.sample else "",
            national=[
                (heading, value, millions_at_least(value).words)
                for name, heading in national_figures().items()
                if dataset.national
                for value in [value_of(dataset.national, name)]
            ],
            headings=list(_main_figures().values()),
            rows=[_row(dataset, state, files) for state in _states(dataset)],
            csv_file=CSV_FILE,
            style=Markup(templates.text(WEB_STYLE)),  # noqa: S704 - our own style sheet
            script=Markup(templates.text(INDEX_SCRIPT)),  # noqa: S704 - our own script
        )


def _main_figures() -> dict[str, str]:
    """The figures that the table has room for: of missing children only the total."""
    return {path: head for path, head in state_figures().items() if path not in CATEGORIES}


def _states(dataset: Dataset) -> list[str]:
    """Every state, those with problems too: their figures are awaited as far as a reader knows."""
    there = {*dataset.states, *dataset.faulty}
    return [name for name in JURISDICTIONS if name in there]


def _row(dataset: Dataset, state: str, files: Collection[str]) -> dict[str, object]:
    """A state as the template shows it; without figures, ``figures`` and ``links`` are empty."""
    figures, code = dataset.states.get(state), JURISDICTIONS[state].code
    links = {"Web page": Format.HTML, "PDF": Format.PDF, "Text": Format.TEXT}
    names = {label: file_name(state, kind) for label, kind in links.items()}
    return {
        "state": state,
        "code": code,
        "tile": TILES[code],
        "figures": [value_of(figures, path) for path in _main_figures()] if figures else [],
        "page": names["Web page"] if figures and names["Web page"] in files else "",
        "links": {label: name for label, name in names.items() if figures and name in files},
    }


@cache
def index_template(templates: Templates) -> jinja2.Template:
    """The frame of the start page, read once. Raises what Jinja2 raises."""
    return templates.environment(autoescape=True).get_template(INDEX)


def render_csv(dataset: Dataset) -> str:
    """Every figure as CSV (RFC 4180): ``not reported``, or nothing where it is awaited.

    The first row is the country's, in the columns ``national.…``; then comes a row for each state.
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    of_country = [f"national.{name}" for name in national_figures()]
    writer.writerow(["year", "sample", "state", "code", *state_figures(), *of_country])
    rows: list[tuple[str, str, dict[str, object]]] = [("United States", "US", {})]
    if dataset.national:
        rows[0][2].update(zip(of_country, dict(dataset.national).values(), strict=True))
    for state in _states(dataset):
        figures = dataset.states.get(state)
        values = {path: value_of(figures, path) for path in state_figures()} if figures else {}
        rows.append((state, JURISDICTIONS[state].code, dict(values)))
    for name, code, known in rows:
        shown = [
            NOT_REPORTED.value if value is NOT_REPORTED else value
            for value in (known.get(path, "") for path in (*state_figures(), *of_country))
        ]
        writer.writerow([dataset.year, "true" if dataset.sample else "false", name, code, *shown])
    return stream.getvalue()
