"""A ``Dataset`` as the year's start page, ``index.html``."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

import jinja2
from markupsafe import Markup

from factsheets.dataset.load import Dataset
from factsheets.figures.catalogue import Declaration
from factsheets.figures.values import SAMPLE_MARK, Figure, NotReported, as_shown
from factsheets.jurisdictions import JURISDICTIONS, TILES
from factsheets.render.formats import CSV_FILE, INDEX_FILE, Format, file_name
from factsheets.render.html import style
from factsheets.render.table import render_csv, states_of
from factsheets.templating.folders import INDEX, INDEX_SCRIPT, WEB_STYLE, Templates
from factsheets.wording.numbers import EXACT, MILLIONS, MILLIONS_AT_LEAST, Rounding


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
    declared = dataset.catalogue.national
    national: Mapping[str, Figure] = dataset.national or {}
    columns = _columns(dataset)
    with templates.problems_of(INDEX):
        return index_template(templates).render(
            year=str(dataset.year),
            sample=SAMPLE_MARK if dataset.sample else "",
            national=[
                (declared[path].title, value, _in_millions(declared[path], value))
                for path, value in national.items()
            ],
            headings=[each.title for each in columns],
            rows=[_row(dataset, state, columns, files) for state in states_of(dataset)],
            csv_file=CSV_FILE,
            style=style(templates, WEB_STYLE),
            script=Markup(templates.text(INDEX_SCRIPT)),  # noqa: S704 - our own script
        )


def _in_millions(declared: Declaration, value: Figure) -> str:
    """A national figure in words: rounded down where "more than" stands before it."""
    return _printed(declared, value, MILLIONS_AT_LEAST if declared.at_least else MILLIONS)


def _printed(declared: Declaration, value: Figure, rounding: Rounding = EXACT) -> str:
    """A figure in words."""
    if isinstance(value, NotReported):
        return value.value
    words = f"{as_shown(value)}%" if declared.is_percent else rounding.words(value)
    return f"more than {words}" if declared.at_least else words


def _columns(dataset: Dataset) -> list[Declaration]:
    """The figures that the table has room for: of those that add up to another, only their sum."""
    parts = {name for each in dataset.catalogue.figures.values() for name in each.sum_of}
    return [each for each in dataset.catalogue.state.values() if each.name not in parts]


def _row(
    dataset: Dataset, state: str, columns: Sequence[Declaration], files: Collection[str]
) -> dict[str, object]:
    """A state as the template shows it; without figures, ``figures`` and ``links`` are empty."""
    figures, code = dataset.states.get(state), JURISDICTIONS[state].code
    known: Mapping[str, Figure] = figures.figures if figures else {}
    links = {"Web page": Format.HTML, "PDF": Format.PDF, "Text": Format.TEXT}
    names = {label: file_name(state, kind) for label, kind in links.items()}
    return {
        "state": state,
        "code": code,
        "tile": TILES[code],
        "figures": [
            (known[each.path], _printed(each, known[each.path])) for each in columns if known
        ],
        "page": names["Web page"] if figures and names["Web page"] in files else "",
        "links": {label: name for label, name in names.items() if figures and name in files},
    }


@cache
def index_template(templates: Templates) -> jinja2.Template:
    """The frame of the start page, read once. Raises what Jinja2 raises."""
    return templates.environment(autoescape=True).get_template(INDEX)
