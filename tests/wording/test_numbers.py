"""Roundings: what each prints, what that looks like, and of which numbers it is printed."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from factsheets.figures.values import LARGEST_FIGURE
from factsheets.wording.numbers import EXACT, ROUNDINGS, Rounding, number_printed

MILLIONS, AT_LEAST = ROUNDINGS["millions"], ROUNDINGS["millions_at_least"]
ALL = [EXACT, *ROUNDINGS.values()]
EVERY_ROUNDING = pytest.mark.parametrize("rounding", ALL, ids=lambda each: each.name or "exact")

figures = st.integers(0, LARGEST_FIGURE) | st.integers(0, 3_000_000)


@EVERY_ROUNDING
@given(figure=figures)
@example(figure=999_999)
@example(figure=1_000_000)
@example(figure=1_050_000)
@example(figure=LARGEST_FIGURE)
def test_what_is_printed_fits_the_pattern_and_just_these_numbers_print_it(
    rounding: Rounding, figure: int
) -> None:
    words = rounding.words(figure)
    numbers = rounding.numbers(words)

    assert re.fullmatch(rounding.pattern, words)
    assert figure in numbers
    assert rounding.words(numbers[0]) == rounding.words(numbers[-1]) == words
    assert rounding.words(numbers[-1] + 1) != words
    assert numbers[0] == 0 or rounding.words(numbers[0] - 1) != words


@EVERY_ROUNDING
@pytest.mark.parametrize("words", ["01", "1,0", "1234", "1.5", "0.5 million", "1.0 million", "x"])
def test_what_is_never_printed_does_not_fit_the_pattern(rounding: Rounding, words: str) -> None:
    assert not re.fullmatch(rounding.pattern, words)


@pytest.mark.parametrize("rounding", ROUNDINGS.values(), ids=ROUNDINGS)
def test_a_number_that_is_printed_rounded_is_never_printed_exactly(rounding: Rounding) -> None:
    assert rounding.numbers("999,999") == range(999_999, 1_000_000)
    assert not rounding.numbers("1,000,000")


@pytest.mark.parametrize(
    ("prints", "number"),
    [
        ({EXACT: "0"}, 0),
        ({EXACT: "36,187,000"}, 36_187_000),
        ({MILLIONS: "36.2 million"}, 36_200_000),
        ({MILLIONS: "1 million"}, 1_000_000),
        ({MILLIONS: "100 million"}, 100_000_000),
        ({AT_LEAST: "36.9 million"}, 36_900_000),
        ({MILLIONS: "36.2 million", AT_LEAST: "36.2 million"}, 36_200_000),
        ({MILLIONS: "36.2 million", AT_LEAST: "36.1 million"}, 36_150_000),
        ({MILLIONS: "36.2 million", AT_LEAST: "35.1 million"}, None),
        ({EXACT: "36,187,000", MILLIONS: "36.2 million"}, 36_187_000),
        ({EXACT: "36,187,000", MILLIONS: "36.1 million"}, None),
        ({EXACT: "36,200,000", MILLIONS: "36,200,000"}, None),
    ],
)
def test_a_number_is_read_from_all_that_is_printed_of_it(
    prints: dict[Rounding, str], number: int | None
) -> None:
    assert number_printed(prints) == number
