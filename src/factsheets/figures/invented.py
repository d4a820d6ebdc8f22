"""Figures made up for a specimen or a sample, brought to contradict nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from factsheets.figures.catalogue import IN_COUNTRY, Catalogue, Declaration, StateFigures
from factsheets.figures.rules import contradictions
from factsheets.figures.values import LARGEST_FIGURE, Figure, Figures, whole_numbers


def consistent(catalogue: Catalogue, wanted: Mapping[str, Figure]) -> dict[str, Figure]:
    """All figures by their names: as ``wanted``, but sums are sums and no part exceeds its whole.

    What has to be another number becomes less, never more.
    """
    found = dict(wanted)
    declared = catalogue.figures
    while True:
        for each in sums_of(catalogue):
            found[each.name] = sum(whole_numbers(found).get(name, 0) for name in each.sum_of)
        numbers = whole_numbers(found)
        limits = {each.name: LARGEST_FIGURE for each in sums_of(catalogue)}
        limits |= {
            name: sum(numbers.get(whole, 0) for whole in declared[name].part_of)
            for name, _ in contradictions(declared.values(), numbers)
        }
        excess = {name: numbers[name] - limit for name, limit in limits.items()}
        name = next((name for name, more in excess.items() if more > 0), "")
        if not name:
            return found
        _lower(found, leaves(catalogue, name), excess[name])  # one at a time: it may settle others


def _lower(found: dict[str, Figure], names: Iterable[str], excess: int) -> None:
    """Take ``excess`` away from the figures of these names."""
    for name in names:
        value = found[name]
        if isinstance(value, int) and excess > 0:
            cut = min(value, excess)
            found[name], excess = value - cut, excess - cut


def leaves(catalogue: Catalogue, name: str) -> tuple[str, ...]:
    """The figures that add up to the one called ``name``, each once, or it alone."""
    found, left = dict[str, None](), [name]
    while left:
        part = left.pop()
        if part not in found:
            found[part] = None
            left += reversed(catalogue.figures[part].sum_of)
    return tuple(part for part in found if not catalogue.figures[part].sum_of)


def sums_of(catalogue: Catalogue) -> list[Declaration]:
    """The figures that are sums, each behind those that it is a sum of."""
    ordered: dict[str, Declaration] = {}

    def add(each: Declaration) -> None:
        if not each.sum_of or each.name in ordered:
            return
        for name in each.sum_of:
            add(catalogue.figures[name])
        ordered[each.name] = each

    for each in catalogue.figures.values():
        add(each)
    return list(ordered.values())


def parted(
    catalogue: Catalogue, values: Mapping[str, Figure], departures: tuple[str, ...] = ()
) -> tuple[StateFigures, Figures]:
    """``values``, which have all figures by their names, as a state's and as the country's."""
    state = Figures({path: values[path] for path in catalogue.state})
    national = Figures({path: values[IN_COUNTRY + path] for path in catalogue.national})
    return StateFigures(state, departures), national
