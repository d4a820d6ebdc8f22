"""Last year's figures under today's names, to stand beside the cells that are to be filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from factsheets.dataset.archive import archived
from factsheets.dataset.load import Partial, load_partial
from factsheets.figures.catalogue import IN_COUNTRY, Catalogue, Declaration
from factsheets.figures.values import Figure


@dataclass(frozen=True)
class LastYear:
    """The figures of an earlier ``year`` by today's paths, of the country and of each state."""

    year: int
    national: Mapping[str, Figure]
    states: Mapping[str, Mapping[str, Figure]]


def last_year(data: Path, partial: Partial) -> LastYear | None:
    """The newest year before that of ``partial`` in the archive beside the file ``data``, if any.

    A figure that had another name then is found by ``formerly``. Raises FactsheetsError when the
    archived files are wrong.
    """
    earlier = [each for each in archived(data) if int(each.parent.name) < partial.year]
    if not earlier:
        return None
    last, today = load_partial(earlier[-1]), partial.catalogue
    return LastYear(
        last.year,
        _renamed(last.national, today.national, last.catalogue),
        {
            state: _renamed(figures, today.state, last.catalogue)
            for state, figures in last.states.items()
        },
    )


def _renamed(
    figures: Mapping[str, Figure], declared: Mapping[str, Declaration], then: Catalogue
) -> dict[str, Figure]:
    """Those of the ``figures`` that are ``declared`` today, by the paths that they have today."""
    before = {
        path: each.name_in(then.figures).removeprefix(IN_COUNTRY) for path, each in declared.items()
    }
    return {path: figures[old] for path, old in before.items() if old in figures}
