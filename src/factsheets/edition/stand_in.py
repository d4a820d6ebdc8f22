"""Figures in the place of those that are awaited, so that a sheet can be seen before they come.

Only a preview has them: its sheet is marked on every page, and no build makes one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from factsheets.dataset.archive import newest_before
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.edition.edition import Edition
from factsheets.figures.catalogue import IN_COUNTRY, Catalogue, Declaration, Refusal
from factsheets.figures.invented import consistent, parted
from factsheets.figures.pairs import pairs_of
from factsheets.figures.values import SAMPLE_MARK, Figure

_STATE, _NATIONAL = 100, 1_000_000  # an invented figure is a little more than one of these
_PERCENT = 20


@dataclass(frozen=True)
class StandIn:
    """A ``dataset``, marked as a sample, in which figures stand in for those a state awaits.

    ``mark`` says so on every page of the sheet. ``borrowed`` are the figures of the year ``then``,
    from the file ``against``, and ``invented`` those that are made up, by their names.
    """

    dataset: Dataset
    mark: str
    borrowed: tuple[str, ...]
    invented: tuple[str, ...]
    then: int = 0
    against: Path | None = None


def stand_in(edition: Edition, state: str) -> StandIn | None:
    """What stands in for the figures that ``state``, or the country, awaits; None if neither does.

    Last year's figures are those of the newest edition in the archive that can be compared: see
    ``figures.pairs``. A figure that has none is invented. Figures of this year stay as they
    are. Raises FactsheetsError when the archive's data file cannot be used.
    """
    dataset = edition.dataset
    if state not in dataset.states or (dataset.states[state] and dataset.national):
        return None
    against = newest_before(edition.data, dataset.year)
    then = load(against) if against else None
    known = _figures(dataset, state)
    borrowed = _borrowed(dataset.catalogue, then, state) if then else {}
    wanted = _invented(dataset.catalogue) | borrowed | known
    found = consistent(dataset.catalogue, wanted) | known
    from_last = tuple(
        name for name, value in borrowed.items() if name not in known and found[name] == value
    )
    invented = tuple(name for name in found if name not in known and name not in from_last)
    ready = dataset.states[state]
    figures, national = parted(dataset.catalogue, found, ready.as_published if ready else ())
    states = {**dataset.states, state: figures}
    filled = replace(dataset, national=national, states=states, sample=True)
    if then is None or not from_last:
        return StandIn(filled, SAMPLE_MARK, (), invented)
    mark = f"SAMPLE: FIGURES OF {then.year} OR INVENTED. DO NOT PUBLISH."
    if then.sample:
        mark = SAMPLE_MARK
    elif not invented and not dataset.sample:
        mark = f"SAMPLE: FIGURES OF {then.year}, NOT OF {dataset.year}. DO NOT PUBLISH."
    return StandIn(filled, mark, from_last, invented, then.year, against)


def _figures(dataset: Dataset, state: str) -> dict[str, Figure]:
    """The figures that there are of ``state`` and of the country, by their names."""
    figures, national = dataset.states.get(state), dataset.national
    found: dict[str, Figure] = dict(figures.figures) if figures else {}
    return found | {IN_COUNTRY + path: value for path, value in (national or {}).items()}


def _borrowed(catalogue: Catalogue, then: Dataset, state: str) -> dict[str, Figure]:
    """Last year's figures that there are this year too, and can be so, by their names of now."""
    pairs = pairs_of(then.catalogue, catalogue)
    figures = then.states.get(state)
    last = pairs.as_now(figures.figures) if figures else {}
    national = pairs.as_now(then.national or {}, IN_COUNTRY)
    last |= {IN_COUNTRY + path: value for path, value in national.items()}
    return {
        name: value
        for name, value in last.items()
        if not isinstance(catalogue.figures[name].checked(value), Refusal)
    }


def _invented(catalogue: Catalogue) -> dict[str, Figure]:
    """A number for each figure, each another, so that two that changed places are seen.

    A figure has less than those before it, since it may be a part of one of them.
    """
    less = len(catalogue.figures)
    return {
        name: _number(each, less - position)
        for position, (name, each) in enumerate(catalogue.figures.items())
    }


def _number(declared: Declaration, more: int) -> int:
    if declared.is_percent:
        return _PERCENT
    return (_NATIONAL if declared.is_national else _STATE) + more
