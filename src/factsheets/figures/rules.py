"""Figures that cannot all be right: what does not add up, and parts larger than their whole.

Values are given by their names, such as ``group.figure`` or ``national.figure``, as far as they are
known: one figure that is wrong in itself does not hide another that contradicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from factsheets.figures.catalogue import IN_COUNTRY, Declaration
from factsheets.figures.values import as_shown

TWO_DIFFER = "Correct the one that is wrong."  # the remedy: which one, the figures do not say


class Contradiction(NamedTuple):
    """The ``figure`` that is to be looked at, and ``what`` is wrong with it, as a sentence."""

    figure: str
    what: str


def contradictions(
    declared: Iterable[Declaration], values: Mapping[str, int]
) -> Iterator[Contradiction]:
    """What the ``declared`` figures contradict among all ``values`` that are known."""
    for each in declared:
        if each.name not in values:
            continue
        value = values[each.name]
        if each.sum_of:
            known = [values[name] for name in each.sum_of if name in values]
            yield from _does_not_add_up(each, value, known)
        if each.part_of and all(name in values for name in each.part_of):
            whole = sum(values[name] for name in each.part_of)
            if value > whole:
                yield Contradiction(each.name, _more_than_whole(each, value, whole))


def _does_not_add_up(each: Declaration, value: int, parts: list[int]) -> Iterator[Contradiction]:
    """Say it when the ``parts`` that are known are not ``value``, or are more than it already."""
    whole, added = sum(parts), " + ".join(map(as_shown, parts))
    if whole != value and len(parts) == len(each.sum_of):
        what = f"The total is {as_shown(value)}, but {added} is {as_shown(whole)}."
        yield Contradiction(each.name, what)
    elif whole > value:
        what = f"The total is {as_shown(value)}, but its known parts alone are {as_shown(whole)}."
        yield Contradiction(each.name, what)


def _more_than_whole(each: Declaration, value: int, whole: int) -> str:
    names = " + ".join(name.removeprefix(IN_COUNTRY) for name in each.part_of)
    if each.is_national:
        return f"{as_shown(value)} is more than {names} ({as_shown(whole)}), which it is part of."
    is_national = all(name.startswith(IN_COUNTRY) for name in each.part_of)
    kind = "the national figure" if is_national else "the figure"
    return f"{as_shown(value)} is more than {kind} it is part of ({names}: {as_shown(whole)})."
