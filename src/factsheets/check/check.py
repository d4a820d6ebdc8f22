"""Every problem in the data and the templates, found in one go, and what is odd besides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from factsheets.check.ambiguities import ambiguities
from factsheets.check.coverage import parts_of
from factsheets.check.remarks import more_than_the_country, typed_numbers
from factsheets.check.specimens import sheet_of, showing
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.edition.edition import templates_of
from factsheets.edition.former_names import wrong_former_names
from factsheets.edition.schemas import stale_schemas
from factsheets.figures.declared import read_catalogue
from factsheets.problems import FactsheetsError, Problem
from factsheets.render.card import card_page, card_template
from factsheets.render.formats import Format
from factsheets.render.html import page_template, render_print_page
from factsheets.render.render import problems_of_pages, render
from factsheets.render.start_page import index_template, render_index
from factsheets.templating.folders import CARD, INDEX, PAGE, REVIEW, Templates
from factsheets.wording.compose import Sheet, Wording

Made = TypeVar("Made")


@dataclass(frozen=True)
class Checked:
    """All that is wrong with an edition, and ``remarks`` on what is odd and stops nothing.

    The ``dataset`` is None when no sheet can be made from the data file, and the ``templates`` are
    when there is no wording.
    """

    dataset: Dataset | None
    templates: Templates | None
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]


def check(data: Path | str, templates: Path | str | None = None) -> Checked:
    """Look for all that is wrong with the figures, the wording and the pages.

    Each state's sheet is composed and set as a page, for the web and for print, so that what goes
    wrong for one state only is found too. So are specimens of every branch of the wording: what is
    well is well for every state that can come.
    """
    found = _Found()
    dataset = found.by(load, data)
    catalogue = dataset.catalogue if dataset else found.by(read_catalogue, data)
    if catalogue:
        found.problems |= set(wrong_former_names(Path(data), catalogue))
        found.remarks += stale_schemas(Path(data), catalogue)
    own = found.by(templates_of, Path(data), templates)
    wording = None
    if own:
        found.look_at_pages(own)
    if own and catalogue:
        wording = found.by(Wording, own, catalogue)
    if wording:
        found.problems |= set(ambiguities(wording))
        found.look_at_branches(wording, dataset)
    if dataset:
        found.problems |= set(dataset.problems)
        found.remarks += [*dataset.remarks, *more_than_the_country(dataset, str(data))]
    if dataset and wording:
        found.by(render_index, dataset, (), wording)
    return Checked(dataset, own, tuple(sorted(found.problems)), tuple(found.remarks))


@dataclass
class _Found:
    """What is found so far."""

    problems: set[Problem] = field(default_factory=set)
    remarks: list[Problem] = field(default_factory=list)

    def by(self, make: Callable[..., Made], *given: object) -> Made | None:
        """What ``make`` returns; None when it raises FactsheetsError, whose problems are kept."""
        try:
            return make(*given)
        except FactsheetsError as error:
            self.problems |= set(error.problems)
            return None

    def look_at_pages(self, templates: Templates) -> None:
        for page, read in _PAGES:
            self.by(_read, templates, page, read)
        self.problems |= set(self.by(problems_of_pages, templates) or ())

    def look_at_branches(self, wording: Wording, dataset: Dataset | None) -> None:
        """Compose the sheets that can be made, and then specimens of what is on none of them."""
        if dataset:
            for state in dataset.ready:
                self.by(_set, wording, partial(wording.compose, dataset, state))
        year = dataset.year if dataset else datetime.now(UTC).year
        specimens, impossible = showing(wording.catalogue, parts_of(wording, year))
        said = {replace(each, state="") for each in self.problems}
        for specimen in specimens:
            of_it = _Found()
            of_it.by(_set, wording, partial(sheet_of, specimen, year, wording))
            self.problems |= {replace(each, state="") for each in of_it.problems} - said
        for part in impossible:
            what = f'No figures lead to "{part.words}": {part.when}.'
            remedy = "Look at what the passages around it ask for."
            self.remarks.append(Problem(wording.path, part.line, what=what, remedy=remedy))
        self.remarks += typed_numbers(wording)


def _read(templates: Templates, page: str, read: Callable[[Templates], object]) -> None:
    with templates.problems_of(page):
        read(templates)


def _read_review(templates: Templates) -> None:
    templates.environment(autoescape=True).parse(templates.text(REVIEW))


_PAGES: tuple[tuple[str, Callable[[Templates], object]], ...] = (
    (PAGE, page_template),
    (CARD, card_template),
    (INDEX, index_template),
    (REVIEW, _read_review),
)


def _set(wording: Wording, compose: Callable[[], Sheet]) -> None:
    """Compose a sheet, and set it as a page for the web, for print, and for its image card."""
    sheet = compose()
    render(sheet, Format.HTML, wording.templates)
    render_print_page(sheet, wording.templates)
    card_page(sheet, wording.templates)
