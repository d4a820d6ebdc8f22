"""A ``Dataset`` as the year's start page, ``index.html``, and what is made beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, partial

import jinja2
from markupsafe import Markup, escape

from factsheets.dataset.dataset import Dataset
from factsheets.figures.catalogue import IN_COUNTRY, Declaration
from factsheets.figures.values import SAMPLE_MARK, Figure
from factsheets.jurisdictions import JURISDICTIONS, TILES
from factsheets.render.data_package import render_package
from factsheets.render.embedded import embedded
from factsheets.render.formats import (
    INDEX_FILE,
    NATIONAL_FILE,
    PACKAGE_FILE,
    SITEMAP_FILE,
    STATES_FILE,
    Format,
    file_name,
)
from factsheets.render.html import json_in_html, web_style
from factsheets.render.table import render_national, render_states, states_of
from factsheets.render.tile_map import AWAITED, NOT_REPORTED, FigureMap, map_of
from factsheets.templating.folders import INDEX, INDEX_SCRIPT, INDEX_STYLE, Templates
from factsheets.wording.compose import Wording
from factsheets.wording.national import Printed, national_figures_printed


def render_year(
    dataset: Dataset, files: Collection[str], wording: Wording, base_url: str = ""
) -> dict[str, bytes]:
    """The start page, the tables and their description, each by the name of its file.

    See ``render_index``, whose ``files`` are the sheets. With a ``base_url`` there is a map of the
    site too.
    """
    tables = {
        STATES_FILE: render_states(dataset).encode(),
        NATIONAL_FILE: render_national(dataset).encode(),
    }
    made = {
        INDEX_FILE: render_index(dataset, files, wording, base_url).encode(),
        **tables,
        PACKAGE_FILE: render_package(dataset, tables).encode(),
    }
    if base_url:
        made[SITEMAP_FILE] = render_sitemap(files, base_url).encode()
    return made


def render_sitemap(files: Collection[str], base_url: str) -> str:
    """The start page and those of the ``files`` that are pages, for search engines.

    As sitemaps.org, version 0.9, has it: by their whole addresses.
    """
    pages = sorted(name for name in files if name.endswith(Format.HTML.suffix))
    places = [f"<url><loc>{escape(base_url + name)}</loc></url>" for name in ("", *pages)]
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *places,
            "</urlset>\n",
        )
    )


def render_index(
    dataset: Dataset, files: Collection[str], wording: Wording, base_url: str = ""
) -> str:
    """The year's start page: a map and a table of all states, and the national figures.

    The national figures are printed as ``wording`` prints them. ``files`` are the names of the
    sheets beside it, which it links to; they are published at ``base_url``, if that is known.
    It works without JavaScript and without a server. Raises FactsheetsError when the template has
    an error.
    """
    templates, maps = wording.templates, _maps(dataset)
    groups = {each.group for figure in maps.values() for each in figure.legend}
    national = _national(dataset, wording)
    columns = _columns(dataset)
    with templates.problems_of(INDEX):
        return index_template(templates).render(
            year=str(dataset.year),
            sample=SAMPLE_MARK if dataset.sample else "",
            national=list(national.values()),
            maps=maps,
            has_not_reported=NOT_REPORTED.group in groups,
            has_awaited=AWAITED.group in groups,
            columns=columns,
            country=[
                [national[path] for path in _counterparts(each) if path in national]
                for each in columns
            ],
            rows=[_row(dataset, state, columns, files) for state in states_of(dataset)],
            data_files={
                "Figures of the states (CSV)": STATES_FILE,
                "National figures (CSV)": NATIONAL_FILE,
                "What the columns mean (JSON)": PACKAGE_FILE,
            },
            base_url=base_url,
            logo=templates.logo,
            embedded=partial(embedded, templates=templates),
            style=web_style(templates, INDEX_STYLE),
            script=Markup(templates.text(INDEX_SCRIPT)),  # noqa: S704 - our own script
            data=Markup(json_in_html(maps, None)),  # noqa: S704 - escaped for a script element
        )


def _national(dataset: Dataset, wording: Wording) -> dict[str, dict[str, object]]:
    """Each national figure as the template shows it, by its path; none where they are awaited."""
    declared, printed = dataset.catalogue.national, national_figures_printed(wording.body)
    return {
        path: printed.get(path, Printed()).shown(declared[path], value)
        for path, value in (dataset.national or {}).items()
    }


def _counterparts(declared: Declaration) -> Iterator[str]:
    """The national figures that a state's figure is part of, by their paths."""
    for name in declared.part_of:
        if name.startswith(IN_COUNTRY):
            yield name.removeprefix(IN_COUNTRY)


def _maps(dataset: Dataset) -> dict[str, FigureMap]:
    """The map of each figure of the states, by its name."""
    known: dict[str, Mapping[str, Figure]] = {}
    for state in states_of(dataset):
        figures = dataset.states.get(state)
        known[JURISDICTIONS[state].code] = figures.figures if figures else {}
    return {
        path: map_of(declared, {code: each.get(path) for code, each in known.items()})
        for path, declared in dataset.catalogue.state.items()
    }


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
    links = {kind: file_name(state, kind) for kind in Format if known}
    there = {kind: name for kind, name in links.items() if name in files}
    return {
        "state": state,
        "code": code,
        "tile": TILES[code],
        "figures": [Printed().shown(each, known[each.path]) for each in columns if known],
        "page": there.pop(Format.HTML, ""),
        "others": {kind.label: name for kind, name in there.items()},
    }


@cache
def index_template(templates: Templates) -> jinja2.Template:
    """The frame of the start page, read once. Raises what Jinja2 raises."""
    return templates.environment(autoescape=True).get_template(INDEX)
