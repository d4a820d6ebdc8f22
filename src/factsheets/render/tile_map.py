"""A figure on the map of the start page: each state in one of five groups, by its number.

The groups are of numbers, not of rates, and have about equally many states: so a map of any figure
shows differences, however few states have most of it. States with the same number are in the same
group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from factsheets.figures.catalogue import Declaration
from factsheets.figures.values import Figure, NotReported, Number
from factsheets.wording.national import Printed

GROUPS = 5


class Tile(NamedTuple):
    """A square, of a state or of the legend: its class, and what is said of it."""

    group: str
    words: str


AWAITED = Tile("awaited", "awaited")
NOT_REPORTED = Tile("not-reported", "not reported")
_ABSENT = (NOT_REPORTED, AWAITED)


class FigureMap(NamedTuple):
    """A figure on the map: ``tiles`` by the codes of the states, and the ``legend``."""

    title: str
    about: str
    legend: tuple[Tile, ...]
    tiles: Mapping[str, Tile]


def map_of(declared: Declaration, figures: Mapping[str, Figure | None]) -> FigureMap:
    """The map of one figure, which the states have by their codes; None where it is awaited."""
    numbers = sorted(each for each in figures.values() if isinstance(each, int | float))
    tiles = {code: _tile(declared, each, numbers) for code, each in figures.items()}
    legend = [*_legend(declared, numbers)]
    present = {each.group for each in tiles.values()}
    legend += [each for each in _ABSENT if each.group in present]
    return FigureMap(declared.title, declared.about, tuple(legend), tiles)


def _tile(declared: Declaration, figure: Figure | None, numbers: list[Number]) -> Tile:
    if figure is None:
        return AWAITED
    if isinstance(figure, NotReported):
        return NOT_REPORTED
    return Tile(f"group-{_group(figure, numbers)}", Printed().words(declared, figure))


def _group(number: Number, numbers: list[Number]) -> int:
    """The group of a number among all, which are in order: by how many are smaller."""
    return 1 + GROUPS * numbers.index(number) // len(numbers)


def _legend(declared: Declaration, numbers: list[Number]) -> list[Tile]:
    """Each group that a state is in, from its smallest number to its largest."""
    members: dict[int, list[Number]] = {}
    for number in numbers:
        members.setdefault(_group(number, numbers), []).append(number)
    found, plain = [], replace(declared, at_least=False)
    for group, (least, *others) in members.items():
        words = Printed().words(plain, least)
        most = max(others, default=least)
        if most != least:
            words += f" to {Printed().words(plain, most)}"
        found.append(Tile(f"group-{group}", words))
    return found
