"""A figure then and now: what counts as a large move, and how a move is said."""

from __future__ import annotations

from typing import Any

import pytest

from factsheets.figures.values import NOT_REPORTED
from factsheets.review.change import Change, difference, number, per_cent


def change(then: int, now: int, trend: float = 1.0) -> Change:
    return Change("Figure", then, now, trend)


# --- the rule for large moves


@pytest.mark.parametrize(
    ("then", "now", "surprise"),
    [(16, 9, -1.4), (9, 16, 1.4), (0, 16, 4.0), (16, 0, -4.0), (0, 0, 0.0), (450, 450, 0.0)],
)
def test_surprise_is_the_move_in_multiples_of_counting_noise(
    then: int, now: int, surprise: float
) -> None:
    assert change(then, now).surprise == pytest.approx(surprise)


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (200, 500),
        (500, 200),
        (96, 971),  # a digit too many
        (10_000, 12_500),  # just a quarter more
        (10_000, 7_500),
        (0, 9),  # 9 / √9 = 3
        (9, 0),
    ],
)
def test_a_move_that_is_neither_small_nor_noise_is_large(then: int, now: int) -> None:
    assert change(then, now).is_large


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (2, 5),  # a small state's: by more than a quarter, but 3 / √7 = 1.1
        (1, 0),
        (0, 8),
        (8, 0),
        (20, 35),  # 15 / √55 = 2.0
        (10_000, 12_499),  # 16.7 times the noise, but less than a quarter
        (10_000, 7_501),
        (0, 0),
        (500, 500),
    ],
)
def test_a_small_move_or_one_that_chance_explains_is_not_large(then: int, now: int) -> None:
    assert not change(then, now).is_large


def test_surprise_knows_that_what_was_expected_is_noisy_too() -> None:
    # (81 − 0.5 × 76) / √(81 + 0.5² × 76) = 43 / √100
    assert change(76, 81, trend=0.5).surprise == pytest.approx(4.3)


def test_a_move_is_measured_from_where_most_states_went() -> None:
    assert not change(1_000, 600, trend=0.6).is_large
    assert change(1_000, 1_000, trend=0.6).is_large  # it stayed, where all others fell


@pytest.mark.parametrize("then", [NOT_REPORTED, None])
def test_what_is_no_number_in_both_years_has_no_difference(then: Any) -> None:
    found = Change("Figure", then, 5)

    assert (found.difference, found.per_cent, found.surprise) == (None, None, 0.0)
    assert not found.is_large


def test_not_reported_that_comes_or_goes_is_told_from_a_number() -> None:
    assert Change("Figure", 0, NOT_REPORTED).is_lost
    assert Change("Figure", NOT_REPORTED, 0).is_found
    for each in (Change("Figure", None, 0), change(0, 0), Change("", NOT_REPORTED, NOT_REPORTED)):
        assert not each.is_lost
        assert not each.is_found


def test_per_cent_is_of_last_year_and_nothing_from_zero() -> None:
    assert change(200, 250).per_cent == 25
    assert change(200, 150).per_cent == -25
    assert change(0, 5).per_cent is None
    assert Change("Figure", 19, 25, in_points=True).per_cent is None


# --- how it is said


@pytest.mark.parametrize(
    ("value", "words"),
    [(1_747, "1,747"), (0, "0"), (NOT_REPORTED, "not reported"), (None, "none")],
)
def test_a_figure_is_shown_by_what_it_is(value: Any, words: str) -> None:
    assert number(value) == words


def test_a_difference_has_its_sign() -> None:
    changes = (change(300, 1_500), change(3, 0), change(3, 3), Change("Figure", None, 3))

    assert [difference(each) for each in changes] == ["+1,200", "−3", "0", ""]


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        (19, 25, "+6 points"),
        (19, 20, "+1 point"),
        (20, 19, "−1 point"),
        (19.5, 20.5, "+1 point"),
        (19.5, 19, "−0.5 points"),
        (19, 19, "0 points"),
    ],
)
def test_a_percentage_moves_by_points(then: float, now: float, words: str) -> None:
    assert difference(Change("Figure", then, now, in_points=True)) == words


def test_per_cent_has_a_tenth_below_ten_only() -> None:
    values = (0.0, 0.04, -3.44, 9.94, 9.96, 25.0, -66.4, 1_234.5, None)
    assert [per_cent(each) for each in values] == [
        "0%", "+0.0%", "−3.4%", "+9.9%", "+10%", "+25%", "−66%", "+1,234%", ""
    ]  # fmt: skip


def test_what_is_not_quite_gone_is_not_shown_as_gone() -> None:
    assert per_cent(change(809, 3).per_cent) == "−99.6%"
    assert per_cent(change(809, 0).per_cent) == "−100%"
    assert per_cent(change(200, 1).per_cent) == "−99.5%"
