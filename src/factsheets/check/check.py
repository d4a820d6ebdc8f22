"""Every problem in the data and the templates, found in one go."""

from __future__ import annotations

from pathlib import Path

from factsheets.check.ambiguities import ambiguities
from factsheets.dataset.load import Dataset, load
from factsheets.edition.edition import templates_of
from factsheets.edition.former_names import wrong_former_names
from factsheets.figures.declared import read_catalogue
from factsheets.problems import FactsheetsError, Problem
from factsheets.render.formats import Format
from factsheets.render.html import page_template, render_print_page
from factsheets.render.render import render
from factsheets.render.start_page import index_template, render_index
from factsheets.templating.folders import INDEX, PAGE, REVIEW, Templates
from factsheets.wording.compose import Wording


def check(
    data: Path | str, templates: Path | str | None = None
) -> tuple[Dataset | None, tuple[Problem, ...]]:
    """The dataset, and all that is wrong with it, with the wording and with the pages.

    The dataset is None when no sheet can be made from the file ``data``. Each state's sheet is
    composed and set as a page, for the web and for print, so that what goes wrong for one state
    only is found too.
    """
    problems: set[Problem] = set()
    dataset = found = wording = None
    try:
        dataset = load(data)
        problems |= set(dataset.problems)
    except FactsheetsError as error:
        problems |= set(error.problems)
    catalogue = None
    try:
        catalogue = dataset.catalogue if dataset else read_catalogue(data)
        problems |= set(wrong_former_names(Path(data), catalogue))
    except FactsheetsError as error:
        problems |= set(error.problems)
    try:
        found = templates_of(Path(data), templates)
    except FactsheetsError as error:
        problems |= set(error.problems)
    for page, read in ((PAGE, page_template), (INDEX, index_template), (REVIEW, _read_review)):
        try:
            if found:
                with found.problems_of(page):
                    read(found)
        except FactsheetsError as error:
            problems |= set(error.problems)
    try:
        wording = Wording(found, catalogue) if found and catalogue else None
        problems |= set(ambiguities(wording) if wording else ())
    except FactsheetsError as error:
        problems |= set(error.problems)
    if dataset and found and wording:
        for state in dataset.ready:
            try:
                sheet = wording.compose(dataset, state)
                render(sheet, Format.HTML, found)
                render_print_page(sheet, found)
            except FactsheetsError as error:
                problems |= set(error.problems)
    if dataset and found:
        try:
            render_index(dataset, (), found)
        except FactsheetsError as error:
            problems |= set(error.problems)
    return dataset, tuple(sorted(problems))


def _read_review(templates: Templates) -> None:
    templates.environment(autoescape=True).parse(templates.text(REVIEW))
