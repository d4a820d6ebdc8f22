"""A picture of all states: the same bytes each time, and words for those who cannot see it."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from factsheets.review.plots import Point, plot_change, plot_year

YEARS = (2023, 2024)
SVG = "{http://www.w3.org/2000/svg}"
POINTS = [Point("IA", 100, 90), Point("MO", 0, 3), Point("OH", 971, 96, loud=True)]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


def words(svg: str) -> list[str]:
    """The words in the picture."""
    return ["".join(each.itertext()).strip() for each in parsed(svg).iter(f"{SVG}text")]


def test_a_loud_state_alone_is_labelled_with_its_code() -> None:
    found = words(plot_change("a", "Figure", POINTS, YEARS))

    assert [each for each in found if each.isalpha()] == ["OH"]
    assert {"2023", "2024"} <= set(found)


def test_the_picture_has_a_title_and_a_description() -> None:
    svg = plot_change("a", "Cases & more", POINTS, YEARS)
    root = parsed(svg)

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "a-title a-description"
    assert root[0].text == "Cases & more"
    assert root[1].text == (
        "3 states: across, 2023; up, 2024. A state on the line did not change. "
        "Flagged: OH from 96 to 971."
    )


def test_the_same_figures_are_the_same_picture() -> None:
    assert plot_change("a", "Figure", POINTS, YEARS) == plot_change("a", "Figure", POINTS, YEARS)
    assert plot_year("a", "Figure", POINTS, 2024) == plot_year("a", "Figure", POINTS, 2024)


def test_two_pictures_on_a_page_share_no_id() -> None:
    first, second = (plot_change(name, "Figure", POINTS, YEARS) for name in ("a", "b"))
    ids = [re.findall(r'\bid="([^"]+)"', each) for each in (first, second)]

    assert not set(ids[0]) & set(ids[1])
    for svg, own in zip((first, second), ids, strict=True):
        used = re.findall(r'(?:url\(|href=")#([^")]+)', svg)
        assert used
        assert set(used) <= set(own)


def test_nothing_in_it_is_loaded_or_dated() -> None:
    svg = plot_change("a", "Figure", POINTS, YEARS)

    assert "<metadata" not in svg
    assert "<style" not in svg
    assert not re.findall(r'href="(?!#)', svg)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ((1, 5, 20), {"0", "5", "10"}),
        ((10, 500, 10_000), {"10", "100", "1,000", "10,000"}),
        ((0, 3, 10_000), {"0", "10", "1,000"}),
    ],
)
def test_the_scale_shows_small_and_large_states(values: tuple[int, ...], ticks: set[str]) -> None:
    svg = plot_change("a", "Figure", [Point("OH", value, value) for value in values], YEARS)

    assert ticks <= set(words(svg))


def test_the_codes_of_states_that_lie_close_do_not_cover_each_other() -> None:
    points = [Point(code, 600 + n, 500, loud=True) for n, code in enumerate(("IA", "MO", "OH"))]
    svg = plot_change("a", "Figure", points, YEARS)
    heights = sorted(
        float(each.get("y", ""))
        for each in parsed(svg).iter(f"{SVG}text")
        if "".join(each.itertext()).strip() in ("IA", "MO", "OH")
    )

    assert len(heights) == 3
    assert min(after - before for before, after in pairwise(heights)) > 8


def test_one_year_alone_shows_every_code_from_the_largest_down() -> None:
    svg = plot_year("a", "Figure", POINTS, 2024)

    assert [each for each in words(svg) if each.isalpha()] == ["OH", "IA", "MO"]
    assert "3 states in 2024, from the largest to the smallest: OH 971 … MO 0." in svg


@pytest.mark.parametrize("points", [[], [Point("OH", 0, 0)], [Point("OH", 5, 5, loud=True)]])
def test_few_states_or_none_are_drawn_too(points: list[Point]) -> None:
    assert "<svg" in plot_change("a", "Figure", points, YEARS)
    assert "<svg" in plot_year("a", "Figure", points, 2024)
