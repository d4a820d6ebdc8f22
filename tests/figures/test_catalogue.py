"""Which figures there are, and what each may be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from conftest import INVENTED, MAY_BE_NOT_REPORTED, NATIONAL, invented
from factsheets.figures.catalogue import (
    DEPARTURES,
    MissingChildren,
    National,
    StateFigures,
    group_of,
    may_be_not_reported,
)
from factsheets.figures.values import LARGEST_FIGURE, NOT_REPORTED, Scalar
from spoilt import END, TEXT, place, read, the_problem


def test_the_five_departures_are_those_of_the_published_sheets() -> None:
    assert DEPARTURES == (
        "plain_title",
        "short_programs",
        "short_facility",
        "hope_bold_before_stop",
        "connect_bold_whole",
    )


def test_a_state_with_no_departures_has_an_empty_tuple_of_them() -> None:
    assert StateFigures.model_validate(INVENTED).as_published == ()


def test_figures_cannot_be_changed_once_they_are_read() -> None:
    national = National.model_validate(NATIONAL)
    with pytest.raises(ValidationError, match="frozen"):
        national.connect_users = 1  # type: ignore[misc]


def test_zero_and_the_largest_figure_are_figures() -> None:
    figures = StateFigures.model_validate(
        invented(cvip_submissions=0, cybertipline_reports=LARGEST_FIGURE)
    )
    assert figures.cvip_submissions == 0
    assert figures.cybertipline_reports == 9_999_999_999


@pytest.mark.parametrize("value", [True, False, -1, 12.0, "12", None, [12], LARGEST_FIGURE + 1])
@pytest.mark.parametrize("key", ["cybertipline_reports", "cvip_submissions"])
def test_nothing_but_a_whole_number_is_a_figure_and_nothing_is_converted(
    key: str, value: object
) -> None:
    with pytest.raises(ValidationError, match=key):
        StateFigures.model_validate({**INVENTED, key: value})


@pytest.mark.parametrize("key", sorted(MAY_BE_NOT_REPORTED))
def test_a_figure_whose_passage_may_be_left_out_can_be_not_reported(key: str) -> None:
    from_file = StateFigures.model_validate(
        {**INVENTED, key: Scalar("not reported", quoted=False, line=1)}
    )
    from_program = StateFigures.model_validate({**INVENTED, key: NOT_REPORTED})
    assert getattr(from_file, key) is NOT_REPORTED
    assert from_file == from_program


def test_no_other_figure_can_be_not_reported() -> None:
    assert {key for key in StateFigures.model_fields if may_be_not_reported(StateFigures, key)} == {
        "cvip_submissions",
        "trafficking_engagements",
        "team_hope_supported",
        "mental_health_connections",
        "team_adam_cases",
        "connect_new_users",
    }
    assert not any(may_be_not_reported(National, key) for key in National.model_fields)
    assert not any(
        may_be_not_reported(MissingChildren, key) for key in MissingChildren.model_fields
    )
    assert not may_be_not_reported(StateFigures, "no_such_figure")


@pytest.mark.parametrize(
    ("path", "group"),
    [
        (("cvip_submissions",), StateFigures),
        (("missing_children",), StateFigures),
        (("missing_children", "total"), MissingChildren),
        (("missing_children", "misspelt"), MissingChildren),
        (("misspelt", "total"), StateFigures),
        (("cvip_submissions", "total"), StateFigures),
    ],
)
def test_the_group_a_figure_stands_in_is_found_from_its_path(
    path: tuple[str, ...], group: type
) -> None:
    assert group_of(StateFigures, path) is group


@pytest.mark.parametrize("value", ["plain_titel", "", 5, None, ["plain_title"]])
def test_what_is_no_departure_is_refused(value: object) -> None:
    with pytest.raises(ValidationError, match="is no departure from the house style"):
        StateFigures.model_validate(invented(as_published=[value]))


def test_a_departure_is_taken_by_name() -> None:
    figures = StateFigures.model_validate(invented(as_published=["plain_title", "short_programs"]))
    assert figures.as_published == ("plain_title", "short_programs")


@pytest.mark.parametrize("name", DEPARTURES)
def test_each_departure_is_taken(name: str, make_dataset: Any) -> None:
    dataset = make_dataset({"Wyoming": invented(as_published=[name])})
    assert dataset.states["Wyoming"].as_published == (name,)


@pytest.mark.parametrize("nothing", ["", "~", "[]"])
def test_a_state_may_have_no_departures(nothing: str, tmp_path: Path) -> None:
    dataset = read(tmp_path, f"{TEXT}    as_published: {nothing}\n")
    assert dataset.states["Wyoming"] == StateFigures.model_validate(INVENTED)


@pytest.mark.parametrize(
    ("entry", "shown", "remedy"),
    [
        ("plain_titel", '"plain_titel"', 'Did you mean "plain_title"?'),
        ("plain title", '"plain title"', 'Did you mean "plain_title"?'),
        ("fancy", '"fancy"', f"Known: {', '.join(DEPARTURES)}."),
        ("5", '"5"', f"Known: {', '.join(DEPARTURES)}."),
        ("[plain_title]", "What stands here", f"Known: {', '.join(DEPARTURES)}."),
        ("{plain_title: yes}", "What stands here", f"Known: {', '.join(DEPARTURES)}."),
        ("~", "What stands here", f"Known: {', '.join(DEPARTURES)}."),
        (
            '"\\e[31m"',
            '"\N{REPLACEMENT CHARACTER}[31m"',
            f"Known: {', '.join(DEPARTURES)}.",
        ),
    ],
)
def test_an_unknown_departure_is_named_with_the_one_that_may_be_meant(
    entry: str, shown: str, remedy: str, tmp_path: Path
) -> None:
    problem = the_problem(tmp_path, f"{TEXT}    as_published: [short_programs, {entry}]\n")
    assert place(problem) == (END, "Wyoming", "as_published")
    assert problem.what == f"{shown} is no departure from the house style."
    assert problem.remedy == remedy


@pytest.mark.parametrize("value", ["plain_title", "plain_title, short_programs", "{a: b}", "5"])
def test_departures_that_are_no_list_are_refused(value: str, tmp_path: Path) -> None:
    problem = the_problem(tmp_path, f"{TEXT}    as_published: {value}\n")
    assert place(problem) == (END, "Wyoming", "as_published")
    assert problem.what == "The departures are not a list."
    assert problem.remedy == "Write them in brackets, such as [plain_title, short_programs]."
