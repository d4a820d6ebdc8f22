"""A year's figures as values: whole and checked, or as far as they are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from factsheets.figures.catalogue import Catalogue, StateFigures
from factsheets.figures.values import Figure, Figures
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import Problem


@dataclass(frozen=True)
class Dataset:
    """A year's figures, checked; ``catalogue`` says what each of them is.

    ``national`` is None while these figures are awaited, and then no sheet is made. ``states``
    holds all 50 states in alphabetical order, then the other jurisdictions of the file; a state
    that is awaited has ``None``. A state with problems is not in ``states``: ``problems`` names
    all that is wrong with it. ``remarks`` say what is odd without being wrong.
    """

    year: int
    catalogue: Catalogue
    national: Figures | None
    states: Mapping[str, StateFigures | None]
    sample: bool = False
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()

    @property
    def ready(self) -> tuple[str, ...]:
        """The names of the states a sheet can be made for: none while ``national`` is None."""
        there = self.states.items() if self.national is not None else ()
        return tuple(name for name, figures in there if figures is not None)

    @property
    def awaited(self) -> tuple[str, ...]:
        """The names of the other states: their figures, or the country's, are still to come."""
        return tuple(name for name in self.states if name not in self.ready)

    @property
    def with_figures(self) -> tuple[str, ...]:
        """The names of the states that have figures, right or not, as a list has them."""
        return tuple(name for name in JURISDICTIONS if name in {*self.ready, *self.faulty})

    @property
    def faulty(self) -> tuple[str, ...]:
        """The names of the states that have problems, as the file has them."""
        return tuple(dict.fromkeys(each.state for each in self.problems if each.state))


@dataclass(frozen=True)
class Partial:
    """A year's figures as far as they are known, by their paths: ``group.figure``.

    A figure that is missing is left out, and a state that is awaited has none. Figures may
    contradict each other. ``states`` holds the states as ``Dataset`` does.
    """

    year: int
    catalogue: Catalogue
    sample: bool
    national: Mapping[str, Figure]
    states: Mapping[str, Mapping[str, Figure]]
