"""The groups of the map: as many states each, equal numbers together, nothing said by color."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import CATALOGUE
from factsheets.figures.values import NOT_REPORTED, Figure
from factsheets.render.tile_map import FigureMap, Tile, map_of

DECLARED = next(iter(CATALOGUE.state.values()))


def shown(*figures: Figure | None) -> FigureMap:
    """The map of ``figures``, the states being named by their places."""
    return map_of(DECLARED, {str(place): each for place, each in enumerate(figures)})


def groups(*figures: Figure | None) -> list[str]:
    return [each.group for each in shown(*figures).tiles.values()]


def test_each_of_five_groups_has_a_fifth_of_the_states() -> None:
    counted = Counter(groups(*range(100, 155)))
    assert counted == {f"group-{number}": 11 for number in range(1, 6)}


def test_one_very_large_number_leaves_the_others_apart() -> None:
    assert groups(1, 2, 3, 4, 9_999_999_999) == [f"group-{number}" for number in range(1, 6)]


def test_equal_numbers_are_in_one_group() -> None:
    assert groups(7, 7, 7) == ["group-1"] * 3
    assert groups(0, 0, 0, 0, 5) == ["group-1"] * 4 + ["group-5"]


def test_the_legend_says_which_numbers_are_in_each_group() -> None:
    assert shown(1_000, 5, 6, 7, 8, 9, 10, 2_000, 5, 30).legend == (
        Tile("group-1", "5"),
        Tile("group-2", "6 to 7"),
        Tile("group-3", "8 to 9"),
        Tile("group-4", "10 to 30"),
        Tile("group-5", "1,000 to 2,000"),
    )


def test_awaited_and_not_reported_are_no_group_and_stand_in_the_legend_if_they_occur() -> None:
    found = shown(None, NOT_REPORTED, 0)
    assert list(found.tiles.values()) == [
        Tile("awaited", "awaited"),
        Tile("not-reported", "not reported"),
        Tile("group-1", "0"),
    ]
    assert [each.words for each in found.legend] == ["0", "not reported", "awaited"]
    assert [each.words for each in shown(3).legend] == ["3"]
    assert [each.words for each in shown(None).legend] == ["awaited"]


def test_a_percentage_has_its_sign() -> None:
    found = map_of(replace(DECLARED, is_percent=True), {"a": 19.5, "b": 20, "c": 40, "d": 41})
    assert found.tiles["a"].words == "19.5%"
    assert [each.words for each in found.legend] == ["19.5%", "20%", "40%", "41%"]


def test_more_than_stands_in_a_square_and_not_in_the_legend() -> None:
    found = map_of(replace(DECLARED, at_least=True), {"a": 1_200, "b": 1_200})
    assert found.tiles["a"].words == "more than 1,200"
    assert [each.words for each in found.legend] == ["1,200"]


@pytest.mark.slow
@given(st.lists(st.none() | st.just(NOT_REPORTED) | st.integers(0, 50), min_size=1))
def test_a_larger_number_is_never_in_a_lower_group(figures: list[Figure | None]) -> None:
    found = shown(*figures)
    by_number = sorted(
        (figure, tile.group)
        for figure, tile in zip(figures, found.tiles.values(), strict=True)
        if isinstance(figure, int)
    )
    assert [group for _, group in by_number] == sorted(group for _, group in by_number)
    assert {tile.group for tile in found.tiles.values()} == {tile.group for tile in found.legend}
