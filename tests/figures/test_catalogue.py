"""Which figures there are, and what each may be."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import pytest

from conftest import CATALOGUE, INVENTED, MAY_BE_NOT_REPORTED, invented
from factsheets.figures.catalogue import (
    Declaration,
    Refusal,
    StateFigures,
    in_groups,
)
from factsheets.figures.values import LARGEST_FIGURE, NOT_REPORTED, Figures
from spoilt import END, TEXT, place, read, the_problem, wyoming

COUNT = Declaration("one.count", "A count", "How many there are.")
PASSAGE = replace(COUNT, name="passage", may_be_not_reported=True)
PERCENT = replace(COUNT, name="national.percent", is_percent=True)
DEPARTURES = list(CATALOGUE.departures)


# A figure


@pytest.mark.parametrize(
    ("declared", "path", "is_national"),
    [(COUNT, "one.count", False), (PERCENT, "percent", True)],
)
def test_a_figure_of_the_country_has_its_path_without_national(
    declared: Declaration, path: str, is_national: bool
) -> None:
    assert (declared.path, declared.is_national) == (path, is_national)


@pytest.mark.parametrize("declared", [COUNT, PASSAGE])
@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("1_747", 1_747), ("9_999_999_999", LARGEST_FIGURE)]
)
def test_zero_and_the_largest_figure_are_figures(
    declared: Declaration, text: str, number: int
) -> None:
    assert declared.read(text) == number


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("19", 19), ("19.5", 19.5), ("0.1", 0.1), ("100", 100)]
)
def test_a_percentage_is_at_most_a_hundred_and_may_have_one_decimal(
    text: str, number: float
) -> None:
    assert PERCENT.read(text) == number


@pytest.mark.parametrize(
    ("declared", "text", "what", "remedy"),
    [
        (COUNT, "12.0", '"12.0" is not a whole number.', "Write it in digits, such as 1747."),
        (COUNT, "-1", '"-1" is not a whole number.', "A figure is 0 or more."),
        (COUNT, "9999999999999", "9,999,999,999,999 is too large.", "The limit is 9,999,999,999."),
        (COUNT, "not reported", 'This figure cannot be "not reported".', "Write the number."),
        (
            COUNT,
            "x" * 99,
            f'"{"x" * 40}…" is not a whole number.',
            "Write it in digits, such as 1747.",
        ),
        (
            PASSAGE,
            "none",
            '"none" is not a whole number.',
            "Write the number in digits, or not reported (just so, in small letters).",
        ),
        (PERCENT, "100.1", "100.1 is more than 100 percent.", "Correct it."),
        (PERCENT, "101", "101 is more than 100 percent.", "Correct it."),
        (
            PERCENT,
            "19.55",
            '"19.55" is not a percentage.',
            "Write it in digits, with one decimal at most, such as 19 or 19.5.",
        ),
        (PERCENT, "19%", '"19%" is not a percentage.', "Write it without the sign: 19."),
        (PERCENT, "19.5 %", '"19.5 %" is not a percentage.', "Write it without the sign: 19.5."),
        (PERCENT, "-1", '"-1" is not a percentage.', "A figure is 0 or more."),
        (PERCENT, "not reported", 'This figure cannot be "not reported".', "Write the number."),
    ],
)
def test_what_cannot_be_the_figure_is_refused_with_the_way_to_write_it(
    declared: Declaration, text: str, what: str, remedy: str
) -> None:
    assert declared.read(text) == Refusal(what, remedy)


@pytest.mark.parametrize(
    ("declared", "text"), [(COUNT, "12"), (PASSAGE, "12"), (PERCENT, "12"), (PERCENT, "12.5")]
)
def test_a_number_in_quotation_marks_is_not_converted(declared: Declaration, text: str) -> None:
    refusal = declared.read(text, quoted=True)
    assert isinstance(refusal, Refusal)
    assert refusal.remedy == f"Write it without quotation marks: {text}."


@pytest.mark.parametrize(
    ("declared", "number", "what"),
    [
        (COUNT, 12.5, "12.5 is not a whole number."),
        (COUNT, 12.0, "12.0 is not a whole number."),
        (PERCENT, 12.55, "12.55 has more than one decimal."),
        (PERCENT, 100.1, "100.1 is more than 100 percent."),
        (COUNT, LARGEST_FIGURE + 1, "10,000,000,000 is too large."),
    ],
)
def test_a_number_of_a_spreadsheet_is_checked_as_one_of_the_data_file(
    declared: Declaration, number: float, what: str
) -> None:
    refusal = declared.checked(number)
    assert isinstance(refusal, Refusal)
    assert refusal.what == what


def test_not_reported_is_taken_where_it_is_declared() -> None:
    assert PASSAGE.read("not reported") is NOT_REPORTED
    assert PASSAGE.checked(NOT_REPORTED) is NOT_REPORTED
    assert isinstance(COUNT.checked(NOT_REPORTED), Refusal)


def test_what_is_declared_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CATALOGUE.state["cvip_submissions"].may_be_not_reported = False  # type: ignore[misc]


# All of them


def test_a_catalogue_goes_to_other_processes_and_comes_back_whole() -> None:
    again = pickle.loads(pickle.dumps(CATALOGUE))
    assert (again, again.figures) == (CATALOGUE, CATALOGUE.figures)
    assert again.departures == CATALOGUE.departures


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        (
            "cvip_submission",
            'To add a figure, give it a title and an explanation there, under "state:". '
            'If you meant "cvip_submissions", write that.',
        ),
        (
            "missing_children.totl",
            'To add a figure, give it a title and an explanation there, under "state:". '
            'If you meant "missing_children.total", write that.',
        ),
        (
            "total",
            'To add a figure, give it a title and an explanation there, under "state:".',
        ),
        (
            "missing_children.zebras",  # the group alone is no likeness
            'To add a figure, give it a title and an explanation there, under "state:".',
        ),
        (
            "national.zebras",
            'To add a figure, give it a title and an explanation there, under "national:".',
        ),
        (
            "as_published.plain_titel",
            'To add a departure, say what it is there, under "departures:". '
            'If you meant "as_published.plain_title", write that.',
        ),
    ],
)
def test_a_name_that_nothing_has_comes_with_all_ways_out(name: str, remedy: str) -> None:
    known = (*CATALOGUE.figures, *CATALOGUE.departure_names)
    assert CATALOGUE.not_declared(name, known) == (
        f'"{name}" is not declared in {CATALOGUE.file}.',
        f"{remedy} If it was dropped, take it out here too.",
    )


# A state's figures


def test_figures_are_put_into_their_groups_and_not_reported_is_said() -> None:
    figures = Figures({"one": 1, "group.two": 2, "group.three": NOT_REPORTED, "four": 4.5})
    assert in_groups(figures) == {
        "one": 1, "group": {"two": 2, "three": "not reported"}, "four": 4.5
    }  # fmt: skip
    assert StateFigures(figures, ("plain",)).as_data() == {
        **in_groups(figures),
        "as_published": ["plain"],
    }


@pytest.mark.parametrize("key", MAY_BE_NOT_REPORTED)
def test_a_figure_that_may_be_left_out_can_be_not_reported_in_the_file(
    key: str, make_dataset: Any
) -> None:
    dataset = make_dataset({"Wyoming": invented(**{key: "not reported"})})
    assert dataset.states["Wyoming"].figures[key] is NOT_REPORTED


@pytest.mark.parametrize("name", DEPARTURES)
def test_each_departure_is_taken(name: str, make_dataset: Any) -> None:
    dataset = make_dataset({"Wyoming": invented(as_published=[name])})
    assert dataset.states["Wyoming"].as_published == (name,)


@pytest.mark.parametrize("nothing", ["", "~", "[]"])
def test_a_state_may_have_no_departures(nothing: str, tmp_path: Path) -> None:
    found = wyoming(read(tmp_path, f"{TEXT}    as_published: {nothing}\n"))
    assert found.as_published == ()
    assert in_groups(found.figures) == INVENTED


@pytest.mark.parametrize(
    ("entry", "shown", "remedy"),
    [
        ("plain_titel", '"plain_titel"', 'Did you mean "plain_title"?'),
        ("plain title", '"plain title"', 'Did you mean "plain_title"?'),
        ("fancy", '"fancy"', f"Known: {', '.join(DEPARTURES)}."),
        ("5", '"5"', f"Known: {', '.join(DEPARTURES)}."),
        ("[plain_title]", "A list", f"Known: {', '.join(DEPARTURES)}."),
        ("{plain_title: yes}", "A group", f"Known: {', '.join(DEPARTURES)}."),
        ("~", "Nothing", f"Known: {', '.join(DEPARTURES)}."),
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
    assert problem.remedy == "Write them in brackets, such as [one, other]."


def test_the_name_that_a_figure_had_last_year_comes_with_todays() -> None:
    name, figure = next(iter(CATALOGUE.state.items()))
    renamed = replace(figure, formerly="its_old_name")
    catalogue = replace(CATALOGUE, state={**CATALOGUE.state, name: renamed})
    assert catalogue.not_declared("its_old_name", catalogue.figures).remedy == (
        f'It is called "{name}" this year: write that.'
    )
