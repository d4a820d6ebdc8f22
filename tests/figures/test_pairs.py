"""Figures are compared by name, and a former name is followed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factsheets.figures.catalogue import IN_COUNTRY, Catalogue, Declaration
from factsheets.figures.pairs import Pairs, pairs_of


def figure(name: str, **more: object) -> Declaration:
    return replace(Declaration(name, name.capitalize(), f"What {name} is."), **more)  # type: ignore[arg-type]


def pairs(then: list[Declaration], now: list[Declaration]) -> Pairs:
    return pairs_of(*(catalogue(figures) for figures in (then, now)))


def catalogue(figures: list[Declaration]) -> Catalogue:
    national = {each.path: each for each in figures if each.is_national}
    state = {each.path: each for each in figures if not each.is_national}
    return Catalogue("figures.yaml", "", national, state, {})


def test_the_same_name_is_the_same_figure() -> None:
    found = pairs([figure("one"), figure("national.one")], [figure("national.one"), figure("one")])

    assert {name: before.name for name, (before, _) in found.compared.items()} == {
        "one": "one",
        "national.one": "national.one",
    }
    assert not found.is_changed


def test_a_former_name_is_followed() -> None:
    old, new = figure("national.one"), figure("national.group.other", formerly="national.one")

    found = pairs([old], [new])

    assert found.compared == {"national.group.other": (old, new)}
    assert found.renamed == ((old, new),)
    assert (found.new, found.gone) == ((), ())


def test_a_former_name_of_years_ago_changes_nothing() -> None:
    old, new = figure("other", formerly="one"), figure("other", formerly="one")

    assert pairs([old], [new]).compared == {"other": (old, new)}


def test_without_a_former_name_one_is_new_and_the_other_gone() -> None:
    old, new = figure("one"), figure("other")

    found = pairs([old], [new])

    assert (found.compared, found.new, found.gone) == ({}, (new,), (old,))
    assert found.note("other") == "new"


def test_another_title_is_another_name_to_a_reader() -> None:
    old, new = figure("one"), figure("one", title="Other")

    assert pairs([old], [new]).renamed == ((old, new),)


@pytest.mark.parametrize("was_percent", [True, False])
def test_a_percentage_and_a_number_are_not_compared(was_percent: bool) -> None:
    old = figure("one", is_percent=was_percent)
    new = figure("other", is_percent=not was_percent, formerly="one")

    found = pairs([old], [new])

    assert (found.compared, found.unlike) == ({}, ((old, new),))
    assert (found.new, found.gone) == ((), ())
    assert found.note("other") == "not comparable"


def test_last_years_figures_get_their_paths_of_now() -> None:
    then = [figure("one"), figure("gone"), figure("national.one"), figure("national.share")]
    now = [
        figure("group.other", formerly="one"),
        figure("national.one"),
        figure("national.share", is_percent=True),
        figure("national.new"),
    ]
    found = pairs(then, now)

    assert found.as_now({"one": 1, "gone": 2}) == {"group.other": 1}
    assert found.as_now({"one": 3, "share": 4}, IN_COUNTRY) == {"one": 3}
    assert found.as_now({}) == {}
