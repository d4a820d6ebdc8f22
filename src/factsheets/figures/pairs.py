"""Two years' catalogues in, out which of this year's figures is which of last year's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from factsheets.figures.catalogue import Catalogue, Declaration
from factsheets.figures.values import Figure

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

    def as_now(self, figures: Mapping[str, Figure], before: str = "") -> dict[str, Figure]:
        """Those of last year's ``figures`` that can be compared, by the paths they have now.

        They are given by their paths of then. ``before`` is what makes a name of a path: nothing
        for a state's figures, ``national.`` for the country's.
        """
        return {
            now.path: figures[then.path]
            for then, now in self.compared.values()
            if then.name == before + then.path and then.path in figures
        }


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
