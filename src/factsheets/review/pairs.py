"""Two years' catalogues in, out which of this year's figures is which of last year's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from factsheets.dataset.load import Dataset
from factsheets.figures.catalogue import IN_COUNTRY, Catalogue, Declaration, StateFigures
from factsheets.figures.values import Figures

Pair = tuple[Declaration, Declaration]  # a figure as it was declared then, and as it is now


@dataclass(frozen=True)
class Pairs:
    """The figures of both years, by their names: that of now, or ``formerly``.

    ``compared`` has those that can be compared, by their names of now. ``unlike`` are those that
    are a percentage in one year and a number in the other. ``new`` and ``gone`` are in one only.
    """

    compared: Mapping[str, Pair]
    unlike: tuple[Pair, ...]
    new: tuple[Declaration, ...]
    gone: tuple[Declaration, ...]

    @property
    def renamed(self) -> tuple[Pair, ...]:
        """Those that are called otherwise now, by their names or only by their titles."""
        return tuple(
            (then, now)
            for then, now in self.compared.values()
            if (then.name, then.title) != (now.name, now.title)
        )

    @property
    def is_changed(self) -> bool:
        """Whether the two years have not the same figures under the same names and titles."""
        return bool(self.unlike or self.new or self.gone or self.renamed)

    def note(self, name: str) -> str:
        """Why the figure of this name of now has no last year; empty where it has one."""
        if name in self.compared:
            return ""
        return "not comparable" if any(now.name == name for _, now in self.unlike) else "new"


def in_country(figure: Declaration) -> str:
    """Its title; a figure of the whole country, which a state's can be called like, says so."""
    return f"{figure.title} (the whole country)" if figure.is_national else figure.title


def pairs_of(then: Catalogue, now: Catalogue) -> Pairs:
    """Which figure of ``then`` each figure of ``now`` is."""
    compared: dict[str, Pair] = {}
    unlike: list[Pair] = []
    new: list[Declaration] = []
    gone = dict(then.figures)
    for each in now.figures.values():
        before = gone.pop(each.name_in(then.figures), None)
        if before is None:
            new.append(each)
        elif before.is_percent == each.is_percent:
            compared[each.name] = before, each
        else:
            unlike.append((before, each))
    return Pairs(compared, tuple(unlike), tuple(new), tuple(gone.values()))


def named_as_now(then: Dataset, now: Catalogue, pairs: Pairs) -> Dataset:
    """The figures of ``then`` that can be compared, under the names that they have ``now``."""
    states = {
        name: state and StateFigures(_renamed(state.figures, pairs, ""), state.as_published)
        for name, state in then.states.items()
    }
    national = then.national and _renamed(then.national, pairs, IN_COUNTRY)
    return replace(then, catalogue=now, states=states, national=national)


def _renamed(figures: Figures, pairs: Pairs, before: str) -> Figures:
    return Figures(
        {
            now.path: figures[then.path]
            for then, now in pairs.compared.values()
            if then.name == before + then.path and then.path in figures
        }
    )
