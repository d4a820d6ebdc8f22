"""Figures that cannot all be right, and what of them may be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conftest import CATALOGUE, INVENTED, NATIONAL, invented
from factsheets.figures.catalogue import Declaration
from factsheets.figures.rules import contradictions
from spoilt import place, place_of, read, refused, state_with, the_problem, with_line

TOTAL = "missing_children.total"
STATE, COUNTRY = CATALOGUE.state, CATALOGUE.national
PART_OF = {each.name: each.part_of for each in STATE.values() if each.part_of}
COUNTRY_HAS = {f"national.{path}": number for path, number in NATIONAL.items()}


@pytest.mark.parametrize(
    "known",
    [
        {"national.social_services_runaways": 5},
        {"national.missing_child_cases": 5},
        {TOTAL: 5},
        {TOTAL: 5, "missing_children.other": 5},
        {"team_adam_cases": 99, "national.team_adam_incidents": 1},
        {"national.team_adam_incidents": 1, "national.team_adam_long_term_cases": 1},
    ],
)
def test_figures_that_are_not_known_contradict_nothing(known: dict[str, int]) -> None:
    assert list(contradictions(CATALOGUE.figures.values(), known)) == []


@pytest.mark.parametrize(("figure", "wholes"), PART_OF.items())
def test_a_part_may_be_as_large_as_its_whole_and_no_larger(
    figure: str, wholes: tuple[str, ...]
) -> None:
    whole = sum(COUNTRY_HAS[name] for name in wholes)
    assert list(contradictions(STATE.values(), {**COUNTRY_HAS, figure: whole})) == []
    [found] = contradictions(STATE.values(), {**COUNTRY_HAS, figure: whole + 1})
    assert found.figure == figure
    assert f"{whole + 1:,} is more than" in found.what


def declared(name: str, **rules: Any) -> Declaration:
    return Declaration(name, "A title", "An explanation.", **rules)


def test_a_sum_of_any_number_of_categories_is_checked() -> None:
    names = [f"group.part{number}" for number in range(5)]
    total = declared("group.total", sum_of=tuple(names))
    known = dict.fromkeys(names, 2)
    assert list(contradictions([total], {**known, "group.total": 10})) == []
    [found] = contradictions([total], {**known, "group.total": 11})
    assert found == ("group.total", "The total is 11, but 2 + 2 + 2 + 2 + 2 is 10.")


def test_parts_that_are_more_than_the_total_are_named_though_others_are_not_known() -> None:
    total = declared("total", sum_of=("one", "two", "three"))
    [found] = contradictions([total], {"total": 5, "one": 2, "three": 4})
    assert found == ("total", "The total is 5, but its known parts alone are 6.")


@pytest.mark.parametrize(
    ("figure", "wholes", "what"),
    [
        ("one", ("two",), "3 is more than the figure it is part of (two: 2)."),
        (
            "one",
            ("two", "national.three"),
            "3 is more than the figure it is part of (two + three: 2).",
        ),
        ("one", ("national.two",), "3 is more than the national figure it is part of (two: 2)."),
        ("national.one", ("national.two",), "3 is more than two (2), which it is part of."),
    ],
)
def test_the_whole_may_be_of_the_state_or_of_the_country(
    figure: str, wholes: tuple[str, ...], what: str
) -> None:
    known = {figure: 3, **dict.fromkeys(wholes, 2 // len(wholes))}
    assert list(contradictions([declared(figure, part_of=wholes)], known)) == [(figure, what)]


@pytest.mark.parametrize(
    ("total", "what"),
    [
        (33, "The total is 33, but 20 + 9 + 3 is 32."),
        (31, "The total is 31, but 20 + 9 + 3 is 32."),
        (0, "The total is 0, but 20 + 9 + 3 is 32."),
        (1_032, "The total is 1,032, but 20 + 9 + 3 is 32."),
    ],
)
def test_categories_that_do_not_add_up_to_the_total_are_shown_as_a_sum(
    total: int, what: str, tmp_path: Path
) -> None:
    problem = the_problem(tmp_path, with_line("missing_children.total", f"      total: {total}"))
    assert place(problem) == place_of("missing_children.total")
    assert problem.what == what
    assert problem.remedy == "Correct the one that is wrong."


def test_a_state_with_a_wrong_sum_has_no_sheet(tmp_path: Path) -> None:
    dataset = read(tmp_path, with_line("missing_children.total", "      total: 33"))
    assert dataset.faulty == ("Wyoming",)
    assert "Wyoming" not in dataset.states


LIMITS = [
    (
        figure,
        sum(COUNTRY_HAS[name] for name in wholes),
        " + ".join(name.removeprefix("national.") for name in wholes),
    )
    for figure, wholes in PART_OF.items()
]


def test_a_case_of_team_adam_is_an_incident_or_a_long_term_case() -> None:
    assert (
        "team_adam_cases",
        57 + 146,
        "team_adam_incidents + team_adam_long_term_cases",
    ) in LIMITS


@pytest.mark.parametrize(("figure", "limit", "whole"), LIMITS)
def test_a_state_figure_larger_than_the_national_one_it_is_part_of_is_an_error(
    figure: str, limit: int, whole: str, make_dataset: Any
) -> None:
    dataset = make_dataset({"Wyoming": state_with(figure, limit + 1)})
    [problem] = dataset.problems
    assert place(problem) == place_of(figure)
    assert problem.what == (
        f"{limit + 1:,} is more than the national figure it is part of ({whole}: {limit:,})."
    )
    assert dataset.faulty == ("Wyoming",)
    assert dataset.ready == ()


@pytest.mark.parametrize(("figure", "limit", "whole"), LIMITS)
def test_a_state_figure_as_large_as_the_national_one_is_possible(
    figure: str, limit: int, whole: str, make_dataset: Any
) -> None:
    assert make_dataset({"Wyoming": state_with(figure, limit)}).ready == ("Wyoming",)


def test_social_services_above_both_limits_is_named_for_each(make_dataset: Any) -> None:
    figures = state_with("missing_children.social_services", 28_887)
    problems = make_dataset({"Wyoming": figures}).problems
    assert [place(problem) for problem in problems] == [
        place_of("missing_children.social_services"),
        place_of("missing_children.total"),
    ]


def test_a_figure_that_is_not_reported_is_not_larger_than_anything(make_dataset: Any) -> None:
    figures = invented(team_adam_cases="not reported", connect_new_users="not reported")
    dataset = make_dataset(
        {"Wyoming": figures}, team_adam_incidents=0, team_adam_long_term_cases=0, connect_users=0
    )
    assert dataset.ready == ("Wyoming",)


def test_more_runaways_than_missing_children_is_a_national_contradiction(tmp_path: Path) -> None:
    [problem] = refused(
        tmp_path,
        with_line("national.social_services_runaways", "  social_services_runaways: 28887"),
    )
    assert place(problem) == place_of("national.social_services_runaways")
    assert problem.what == (
        "28,887 is more than missing_child_cases (28,886), which it is part of."
    )


def test_more_than_a_hundred_percent_is_a_national_contradiction(tmp_path: Path) -> None:
    [problem] = refused(
        tmp_path,
        with_line("national.likely_trafficked_percent", "  likely_trafficked_percent: 101"),
    )
    assert place(problem) == place_of("national.likely_trafficked_percent")
    assert problem.what == "101 is more than 100 percent."


def test_national_figures_at_their_limits_are_possible(make_dataset: Any) -> None:
    dataset = make_dataset(
        {"Wyoming": INVENTED}, social_services_runaways=28_886, likely_trafficked_percent=100
    )
    assert dataset.problems == ()


def test_contradictions_of_one_state_are_reported_together(make_dataset: Any) -> None:
    figures = invented(
        cybertipline_reports=36_200_001,
        missing_children={"social_services": 1, "other": 1, "refugee_resettlement": 1, "total": 4},
        connect_new_users=18_001,
    )
    assert [place(each) for each in make_dataset({"Wyoming": figures}).problems] == [
        place_of("cybertipline_reports"),
        place_of("missing_children.total"),
        place_of("connect_new_users"),
    ]


def test_both_national_contradictions_are_reported_together(tmp_path: Path) -> None:
    text = with_line("national.social_services_runaways", "  social_services_runaways: 28887")
    text = text.replace("likely_trafficked_percent: 19", "likely_trafficked_percent: 190")
    assert [place(problem) for problem in refused(tmp_path, text)] == [
        place_of("national.social_services_runaways"),
        place_of("national.likely_trafficked_percent"),
    ]
