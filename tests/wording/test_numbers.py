"""How figures are printed: with their nouns, and rounded; and the numbers that are printed so."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from conftest import invented
from factsheets.figures.values import LARGEST_FIGURE
from factsheets.wording.numbers import EXACT, ROUNDINGS, Rounding, number_printed
from wording.conftest import cases

# The country's figures at 1, and the phrase that agrees with each.
NATIONAL_ONES: dict[str, tuple[dict[str, int], str]] = {
    "CyberTipline reports": (
        {"cybertipline_reports": 1},
        "the CyberTipline received 1 report related to child sexual exploitation, containing",
    ),
    "pieces of content": (
        {"cybertipline_files": 1},
        "containing more than 1 piece of reported content.",
    ),
    "children identified": (
        {"children_identified": 1},
        "law enforcement's identification of 1 child.",
    ),
    "missing child cases": (
        {"missing_child_cases": 1, "social_services_runaways": 1},
        "social service agencies on 1 missing child case, 1 of which involved children who had",
    ),
    "trafficking reports": (
        {"trafficking_reports": 1},
        "NCMEC received more than 1 report relating to child sex trafficking.",
    ),
    "Team HOPE": (
        {"team_hope_supported": 1},
        "Team HOPE supported 1 survivor or family with peer support.",
    ),
    "incidents": (
        {"team_adam_incidents": 1},
        "Team Adam was activated on 1 incident involving critically missing children",
    ),
    "long-term cases": (
        {"team_adam_long_term_cases": 1},
        "and provided assistance on 1 long-term missing child case.",
    ),
    "CONNECT users": ({"connect_users": 1}, "CONNECT had more than 1 registered user."),
}


NATIONAL_MANY: dict[str, tuple[dict[str, int], str]] = {
    "CyberTipline reports, 0": ({"cybertipline_reports": 0}, "received 0 reports related to"),
    "CyberTipline reports, 2": ({"cybertipline_reports": 2}, "received 2 reports related to"),
    "CyberTipline reports, 1 million": (
        {"cybertipline_reports": 1_000_000},
        "received 1 million reports related to",
    ),
    "pieces of content": (
        {"cybertipline_files": 1_000_000},
        "more than 1 million pieces of reported content.",
    ),
    "children identified": ({"children_identified": 2}, "identification of 2 children."),
    "missing child cases": (
        {"missing_child_cases": 1_001, "social_services_runaways": 0},
        "on 1,001 missing child cases, 0 of which involved",
    ),
    "percent": ({"likely_trafficked_percent": 7}, "Based on NCMEC's analysis, 7% of these"),
    "trafficking reports": ({"trafficking_reports": 2}, "more than 2 reports relating"),
    "Team HOPE": (
        {"team_hope_supported": 2},
        "supported 2 survivors and families with peer support.",
    ),
    "incidents": ({"team_adam_incidents": 0}, "activated on 0 incidents involving"),
    "long-term cases": (
        {"team_adam_long_term_cases": 2},
        "assistance on 2 long-term missing children cases.",
    ),
    "CONNECT users": ({"connect_users": 11}, "had more than 11 registered users."),
}


@pytest.mark.parametrize(
    ("national", "phrase"),
    [*NATIONAL_ONES.values(), *NATIONAL_MANY.values()],
    ids=[*(f"{name}, 1" for name in NATIONAL_ONES), *NATIONAL_MANY],
)
def test_a_national_figure_agrees_with_its_noun(
    national: dict[str, int], phrase: str, sheet_text: Callable[..., str]
) -> None:
    none = dict.fromkeys(
        ["cybertipline_reports", "team_hope_supported", "team_adam_cases", "connect_new_users"], 0
    )
    figures = invented(**none, missing_children=cases(0, 0, 0))
    assert sheet_text(figures, **national).count(phrase) == 1


@pytest.mark.parametrize(
    ("reports", "printed"),
    [
        (36_200_000, "36.2 million"),
        (36_249_999, "36.2 million"),
        (36_250_000, "36.3 million"),
        (36_960_000, "37 million"),
        (36_000_000, "36 million"),
        (1_049_999, "1 million"),
        (1_050_000, "1.1 million"),
        (999_999, "999,999"),
        (2_345_678_901, "2,345.7 million"),
    ],
)
def test_reports_are_rounded_to_the_nearest_tenth_of_a_million(
    reports: int, printed: str, sheet_text: Callable[..., str]
) -> None:
    text = sheet_text(invented(), cybertipline_reports=reports)
    assert f"the CyberTipline received {printed} reports related" in text


@pytest.mark.parametrize(
    ("files", "printed"),
    [
        (105_000_000, "105 million"),
        (105_099_999, "105 million"),
        (105_199_999, "105.1 million"),
        (104_999_999, "104.9 million"),
        (1_099_999, "1 million"),
        (1_000_000, "1 million"),
        (999_999, "999,999"),
        (9_999_999_999, "9,999.9 million"),
    ],
)
def test_files_are_rounded_down_because_more_than_stands_before_them(
    files: int, printed: str, sheet_text: Callable[..., str]
) -> None:
    text = sheet_text(invented(), cybertipline_files=files)
    assert f"containing more than {printed} pieces of reported content." in text


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
        ({MILLIONS: "10,000 million"}, 9_999_950_000),  # 10,000,000,000 is no figure
        ({EXACT: "36,187,000", MILLIONS: "36.2 million"}, 36_187_000),
        ({EXACT: "36,187,000", MILLIONS: "36.1 million"}, None),
        ({EXACT: "36,200,000", MILLIONS: "36,200,000"}, None),
    ],
)
def test_a_number_is_read_from_all_that_is_printed_of_it(
    prints: dict[Rounding, str], number: int | None
) -> None:
    assert number_printed(prints) == number
