"""Last year's edition, found in the archive and made ready to be compared with this year's."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path

from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.edition.edition import Edition, templates_of
from factsheets.figures.catalogue import IN_COUNTRY, Catalogue, Declaration, StateFigures
from factsheets.figures.pairs import Pairs, pairs_of
from factsheets.figures.values import Figures
from factsheets.problems import FactsheetsError, Problem
from factsheets.review.rewording import names_in, rewordings, without
from factsheets.review.sentences import Rewording
from factsheets.wording.compose import Wording


@dataclass(frozen=True)
class LastYear:
    """The edition of the data file ``file``.

    ``dataset`` has those of its figures that can be compared, under their names of now, and
    ``pairs`` says which these are. ``rewordings`` are the sentences of the wording that changed,
    if it ``has_wording`` that can be read.
    ``unset`` are figures of today's wording that last year cannot give it, and ``wording`` is
    today's without the passages that depend on them: both years' figures can be set in it.
    ``problems`` are those of last year's data and wording.
    """

    file: Path
    dataset: Dataset
    pairs: Pairs
    rewordings: tuple[Rewording, ...]
    has_wording: bool
    unset: tuple[Declaration, ...]
    wording: Wording
    problems: tuple[Problem, ...]


def last_year(edition: Edition, wording: Wording, file: Path) -> LastYear:
    """The edition of the data file ``file``, beside ``edition``, which has this ``wording``.

    Raises FactsheetsError when the file cannot be used at all, or is not of an earlier year.
    """
    then, now = load(file), edition.dataset
    _refuse_later(edition, then, file)
    pairs = pairs_of(then.catalogue, now.catalogue)
    changed: tuple[Rewording, ...] | None = None
    problems = list(then.problems)
    try:
        changed = rewordings(Wording(templates_of(file), then.catalogue), wording, pairs)
    except FactsheetsError as error:
        problems += error.problems
    used = set(names_in(wording.body))
    unset = tuple(
        each
        for name, each in now.catalogue.figures.items()
        if name in used and name not in pairs.compared
    )
    in_both = copy(wording)
    in_both.body = without(wording.body, {each.name: each.title for each in unset})
    dataset = _named_as_now(then, now.catalogue, pairs)
    return LastYear(
        file, dataset, pairs, changed or (), changed is not None, unset, in_both, tuple(problems)
    )


def _named_as_now(then: Dataset, now: Catalogue, pairs: Pairs) -> Dataset:
    """The figures of ``then`` that can be compared, under the names that they have ``now``."""
    states = {
        name: state and StateFigures(Figures(pairs.as_now(state.figures)), state.as_published)
        for name, state in then.states.items()
    }
    national = then.national and Figures(pairs.as_now(then.national, IN_COUNTRY))
    return replace(then, catalogue=now, states=states, national=national)


def _refuse_later(edition: Edition, then: Dataset, file: Path) -> None:
    data, year = edition.data, edition.dataset.year
    if then.year < year:
        return
    what = f"This file has the figures of {then.year}: the same year as {data}."
    if then.year > year:
        what = f"This file has the figures of {then.year}; {data} has those of {year}."
    remedy = f"Name the file of an earlier year: --against data/archive/{year - 1}/states.yaml"
    raise FactsheetsError(Problem(str(file), figure="year", what=what, remedy=remedy))
