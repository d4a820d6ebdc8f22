"""Figures made up: as wanted, but sums are sums, and no part exceeds its whole."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings

from conftest import CATALOGUE
from factsheets.figures.catalogue import Catalogue, Declaration
from factsheets.figures.invented import consistent, leaves, parted, sums_of
from factsheets.figures.rules import contradictions
from factsheets.figures.values import LARGEST_FIGURE, NOT_REPORTED, Figure, whole_numbers
from strategies import any_figures


def catalogue(*declared: Declaration) -> Catalogue:
    """A catalogue with these figures."""
    national = {each.path: each for each in declared if each.is_national}
    state = {each.path: each for each in declared if not each.is_national}
    return Catalogue("figures.yaml", "", national, state, {})


def declared(name: str, *, sum_of: Iterable[str] = (), part_of: Iterable[str] = ()) -> Declaration:
    return Declaration(name, name, "An explanation.", sum_of=tuple(sum_of), part_of=tuple(part_of))


# A sum of sums, the parts of which are declared behind it.
DEEP = catalogue(
    declared("all", sum_of=["left", "right.both"], part_of=["national.all"]),
    declared("right.both", sum_of=["right.one", "right.two"]),
    declared("left", part_of=["right.one"]),
    declared("right.one"),
    declared("right.two"),
    declared("national.all"),
)


def test_a_sum_comes_behind_those_that_it_is_a_sum_of() -> None:
    assert [each.name for each in sums_of(DEEP)] == ["right.both", "all"]
    assert list(leaves(DEEP, "all")) == ["left", "right.one", "right.two"]
    assert list(leaves(DEEP, "left")) == ["left"]


def test_sums_that_share_their_parts_are_no_work() -> None:
    """Each of 40 levels adds up both figures of the next: a million million ways lead down."""
    levels = [
        declared(f"{side}{level}", sum_of=[f"left{level + 1}", f"right{level + 1}"])
        for level in range(40)
        for side in ("left", "right")
    ]
    shared = catalogue(*levels, declared("left40"), declared("right40"))

    assert len(sums_of(shared)) == len(levels)
    assert list(leaves(shared, "left0")) == ["left40", "right40"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ((0, 0, 1, 2, 3, 99), (6, 5, 1, 2, 3, 99)),  # the sums as they add up
        ((0, 0, 9, 2, 3, 99), (7, 5, 2, 2, 3, 99)),  # no more than the whole
        ((0, 0, 2, 2, 3, 4), (4, 4, 0, 1, 3, 4)),
    ],
)
def test_what_contradicts_becomes_less(wanted: tuple[int, ...], found: tuple[int, ...]) -> None:
    made = consistent(DEEP, dict(zip(DEEP.figures, wanted, strict=True)))

    assert list(contradictions(DEEP.figures.values(), whole_numbers(made))) == []
    assert all(
        made[name] <= value  # type: ignore[operator]
        for name, value in zip(DEEP.figures, wanted, strict=True)
        if not DEEP.figures[name].sum_of
    )
    assert tuple(made.values()) == found


def test_a_sum_is_not_larger_than_a_figure_can_be() -> None:
    made = consistent(DEEP, dict.fromkeys(DEEP.figures, LARGEST_FIGURE))

    assert made["all"] == LARGEST_FIGURE
    assert list(contradictions(DEEP.figures.values(), whole_numbers(made))) == []


def test_not_reported_stays() -> None:
    wanted: dict[str, Figure] = dict.fromkeys(CATALOGUE.figures, 0)
    wanted["team_adam_cases"] = NOT_REPORTED

    assert consistent(CATALOGUE, wanted)["team_adam_cases"] is NOT_REPORTED


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(any_figures())
def test_any_figures_of_this_year_contradict_nothing(figures: dict[str, Figure]) -> None:
    assert list(contradictions(CATALOGUE.figures.values(), whole_numbers(figures))) == []


def test_figures_are_parted_into_a_states_and_the_countrys() -> None:
    values = {name: number for number, name in enumerate(DEEP.figures)}
    state, national = parted(DEEP, values, ("plain",))

    assert {**state.figures, "national.all": national["all"]} == values
    assert state.as_published == ("plain",)
