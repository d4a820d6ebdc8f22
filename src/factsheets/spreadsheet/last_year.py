"""Last year's figures under today's names, to stand beside the cells that are to be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from factsheets.dataset.archive import newest_before
from factsheets.dataset.dataset import Partial
from factsheets.dataset.load import load_partial
from factsheets.figures.catalogue import IN_COUNTRY
from factsheets.figures.pairs import pairs_of
from factsheets.figures.values import Figure


@dataclass(frozen=True)
class LastFigures:
    """The figures of an earlier ``year`` by today's paths, of the country and of each state."""

    year: int
    national: Mapping[str, Figure]
    states: Mapping[str, Mapping[str, Figure]]


def last_year(data: Path, partial: Partial) -> LastFigures | None:
    """The newest year before that of ``partial`` in the archive beside the file ``data``, if any.

    Only figures that can be compared are in it: see ``figures.pairs``. Raises FactsheetsError when
    the archived files are wrong.
    """
    file = newest_before(data, partial.year)
    if file is None:
        return None
    last = load_partial(file)
    pairs = pairs_of(last.catalogue, partial.catalogue)
    return LastFigures(
        last.year,
        pairs.as_now(last.national, IN_COUNTRY),
        {state: pairs.as_now(figures) for state, figures in last.states.items()},
    )
