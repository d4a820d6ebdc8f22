"""The data file in: every check, with the line, state and figure that it names."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from conftest import CATALOGUE, INVENTED, MAY_BE_NOT_REPORTED, NATIONAL, data_text, put_figures
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import TOP_KEYS, load, load_partial
from factsheets.figures.catalogue import in_groups
from factsheets.figures.values import NOT_REPORTED, Figure
from factsheets.jurisdictions import STATES
from factsheets.problems import FactsheetsError
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Wording
from spoilt import (
    END,
    LINE_OF,
    LINES,
    TEXT,
    place,
    place_of,
    read,
    refused,
    state_with,
    the_problem,
    with_line,
    wyoming,
)


def all_invented(*names: str) -> dict[str, dict[str, Any]]:
    """The invented figures for each state, as copies, for which PyYAML writes no anchors."""
    return {name: deepcopy(INVENTED) for name in names}


def test_the_file_that_the_cases_spoil_is_good_and_has_the_lines_they_count_on(
    tmp_path: Path,
) -> None:
    dataset = read(tmp_path, TEXT)
    assert dataset.problems == ()
    assert dataset.ready == ("Wyoming",)
    assert LINES[LINE_OF["national.connect_users"] - 1] == "  connect_users: 18000"
    assert LINES[LINE_OF["Wyoming"] - 1] == "  Wyoming:"
    assert LINES[LINE_OF["cvip_submissions"] - 1] == "    cvip_submissions: 56"
    assert LINES[LINE_OF["missing_children.total"] - 1] == "      total: 32"
    assert LINES[LINE_OF["connect_new_users"] - 1] == "    connect_new_users: 44"


# The repository's own data


@pytest.mark.parametrize(
    ("state", "figures", "departures"),
    [
        (
            "Colorado",
            {
                "cybertipline_reports": 9_720,
                "cvip_submissions": 24,
                "missing_children.social_services": 327,
                "missing_children.other": 120,
                "missing_children.refugee_resettlement": 20,
                "missing_children.total": 467,
                "trafficking_engagements": 40,
                "team_hope_supported": 132,
                "mental_health_connections": 120,
                "team_adam_cases": NOT_REPORTED,
                "connect_new_users": 235,
            },
            ("plain_title",),
        ),
        (
            "Missouri",
            {
                "cybertipline_reports": 10_065,
                "cvip_submissions": 127,
                "missing_children.social_services": 650,
                "missing_children.other": 206,
                "missing_children.refugee_resettlement": 15,
                "missing_children.total": 871,
                "trafficking_engagements": 38,
                "team_hope_supported": 184,
                "mental_health_connections": 70,
                "team_adam_cases": 2,
                "connect_new_users": 163,
            },
            (),
        ),
        (
            "Montana",
            {
                "cybertipline_reports": 1_747,
                "cvip_submissions": 34,
                "missing_children.social_services": 7,
                "missing_children.other": 22,
                "missing_children.refugee_resettlement": 0,
                "missing_children.total": 29,
                "trafficking_engagements": NOT_REPORTED,
                "team_hope_supported": 18,
                "mental_health_connections": 13,
                "team_adam_cases": NOT_REPORTED,
                "connect_new_users": 106,
            },
            ("hope_bold_before_stop",),
        ),
        (
            "Wisconsin",
            {
                "cybertipline_reports": 8_468,
                "cvip_submissions": 155,
                "missing_children.social_services": 137,
                "missing_children.other": 62,
                "missing_children.refugee_resettlement": 5,
                "missing_children.total": 204,
                "trafficking_engagements": 19,
                "team_hope_supported": 70,
                "mental_health_connections": 50,
                "team_adam_cases": 1,
                "connect_new_users": 102,
            },
            ("short_programs", "short_facility", "connect_bold_whole"),
        ),
        (
            "Wyoming",
            {
                "cybertipline_reports": 809,
                "cvip_submissions": 26,
                "missing_children.social_services": 14,
                "missing_children.other": 7,
                "missing_children.refugee_resettlement": 2,
                "missing_children.total": 23,
                "trafficking_engagements": NOT_REPORTED,
                "team_hope_supported": 5,
                "mental_health_connections": 1,
                "team_adam_cases": 1,
                "connect_new_users": 44,
            },
            ("plain_title", "short_programs", "short_facility", "hope_bold_before_stop"),
        ),
    ],
)
def test_the_real_figures_are_those_that_were_published(
    dataset: Dataset, state: str, figures: dict[str, Figure], departures: tuple[str, ...]
) -> None:
    found = dataset.states[state]
    assert found is not None
    assert found.figures == figures
    assert found.as_published == departures


def test_the_real_national_figures_are_those_that_were_published(dataset: Dataset) -> None:
    assert dataset.year == 2023
    assert dataset.national is not None
    assert dataset.national == {
        "cybertipline_reports": 36_200_000,
        "cybertipline_files": 105_000_000,
        "children_identified": 27_130,
        "missing_child_cases": 28_886,
        "social_services_runaways": 22_442,
        "likely_trafficked_percent": 19,
        "trafficking_reports": 18_400,
        "team_hope_supported": 5_759,
        "team_adam_incidents": 57,
        "team_adam_long_term_cases": 146,
        "connect_users": 18_000,
    }


def test_five_real_states_are_ready_and_45_are_awaited(dataset: Dataset) -> None:
    assert dataset.ready == ("Colorado", "Missouri", "Montana", "Wisconsin", "Wyoming")
    assert len(dataset.awaited) == 45
    assert set(dataset.ready) | set(dataset.awaited) == set(STATES)


def test_the_real_data_have_no_problems_and_are_no_sample(dataset: Dataset) -> None:
    assert dataset.problems == ()
    assert dataset.faulty == ()
    assert dataset.sample is False


# What is there, what is awaited


def test_every_figure_arrives_as_it_was_written(tmp_path: Path) -> None:
    dataset = read(tmp_path, TEXT)
    assert in_groups(dataset.national or {}) == NATIONAL
    assert in_groups(wyoming(dataset).figures) == INVENTED


def test_the_states_of_a_dataset_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        read(tmp_path, TEXT).states["Ohio"] = None  # type: ignore[index]


# Figures that are missing


@pytest.mark.parametrize(
    ("key", "remedy"),
    [
        ("cybertipline_reports", "Write it in digits."),
        ("cvip_submissions", "Write it in digits, or not reported."),
        ("trafficking_engagements", "Write it in digits, or not reported."),
        ("team_hope_supported", "Write it in digits, or not reported."),
        ("mental_health_connections", "Write it in digits, or not reported."),
        ("team_adam_cases", "Write it in digits, or not reported."),
        ("connect_new_users", "Write it in digits, or not reported."),
    ],
)
def test_an_empty_figure_beside_others_is_an_error_at_its_own_line(
    key: str, remedy: str, tmp_path: Path
) -> None:
    problem = the_problem(tmp_path, with_line(key, f"    {key}:"))
    assert place(problem) == place_of(key)
    assert (problem.what, problem.remedy) == ("The figure is missing.", remedy)


@pytest.mark.parametrize("key", ["cybertipline_reports", "team_adam_cases"])
def test_a_figure_left_out_beside_others_is_an_error_at_the_line_of_the_state(
    key: str, tmp_path: Path
) -> None:
    problem = the_problem(tmp_path, with_line(key))
    assert place(problem) == (LINE_OF["Wyoming"], "Wyoming", key)
    assert problem.what == "The figure is missing."


@pytest.mark.parametrize(
    ("new", "line"),
    [(["      total:"], LINE_OF["missing_children.total"]), ([], LINE_OF["missing_children"])],
)
def test_a_category_that_is_missing_is_named_with_its_group(
    new: list[str], line: int, tmp_path: Path
) -> None:
    problem = the_problem(tmp_path, with_line("missing_children.total", *new))
    assert place(problem) == (line, "Wyoming", "missing_children.total")
    assert (problem.what, problem.remedy) == ("The figure is missing.", "Write it in digits.")


@pytest.mark.parametrize(
    ("new", "line"),
    [(["    missing_children:"], LINE_OF["missing_children"]), ([], LINE_OF["Wyoming"])],
)
def test_missing_children_without_any_figures_asks_for_all_four(
    new: list[str], line: int, tmp_path: Path
) -> None:
    text = "\n".join(
        [
            *LINES[: LINE_OF["missing_children"] - 1],
            *new,
            *LINES[LINE_OF["trafficking_engagements"] - 1 :],
        ]
    )
    problem = the_problem(tmp_path, text)
    assert place(problem) == (line, "Wyoming", "missing_children")
    assert problem.what == "The figures are missing."
    assert problem.remedy == (
        "Write them below it, indented: social_services, other, refugee_resettlement, total."
    )


def test_a_state_with_departures_and_no_figures_is_awaited(make_dataset: Any) -> None:
    dataset = make_dataset({"Wyoming": {"as_published": ["plain_title"]}})
    assert "Wyoming" in dataset.awaited
    assert dataset.problems == ()


def test_a_misspelt_state_s_own_figures_are_checked_too(tmp_path: Path) -> None:
    text = with_line("Wyoming", "  Wyomng:").replace(
        "cvip_submissions: 56", "cvip_submissions: 5.6"
    )
    assert [place(each) for each in read(tmp_path, text).problems] == [
        (LINE_OF["Wyoming"], "Wyoming", ""),
        place_of("cvip_submissions"),
    ]


def test_one_wrong_figure_does_not_hide_another_that_contradicts(tmp_path: Path) -> None:
    text = with_line("cvip_submissions", '    cvip_submissions: "56"').replace(
        "total: 32", "total: 33"
    )
    text = text.replace("  children_identified: 27130", "  children_identified: 27,130")
    text = text.replace("cybertipline_reports: 1234", "cybertipline_reports: 36200001")
    assert [place(each) for each in refused(tmp_path, text)] == [
        place_of("national.children_identified"),
        place_of("cybertipline_reports"),
        place_of("cvip_submissions"),
        place_of("missing_children.total"),
    ]


def test_a_state_with_a_missing_figure_has_no_sheet(tmp_path: Path) -> None:
    dataset = read(tmp_path, with_line("cvip_submissions"))
    assert "Wyoming" not in dataset.states
    assert dataset.faulty == ("Wyoming",)


# What stands in a state without figures


@pytest.mark.parametrize(
    ("lines", "figure", "line", "what"),
    [
        (["cvip_submissions:", "cvip_submissions: 5"], "cvip_submissions", 3, "here again"),
        (["cvip_submissions: ~", "cvip_submissions:"], "cvip_submissions", 3, "here again"),
        (["missing_children:", "missing_children: {total: 5}"], "missing_children", 3, "again"),
        (
            ["missing_children:", "  total:", "  total: 5"],
            "missing_children.total",
            4,
            "here again",
        ),
        (["as_published: []", "as_published: [plain_title]"], "as_published", 3, "here again"),
        (["as_published:", "as_published: [plain_title]"], "as_published", 3, "here again"),
        (["cvip_submisions:"], "cvip_submisions", 2, "is not declared in"),
        (["missing_children:", "  totall:"], "missing_children.totall", 3, "is not declared in"),
        (
            ["missing_children: {total: , totall: ~}"],
            "missing_children.totall",
            2,
            "is not declared in",
        ),
        (["as_published: [plain_titel]"], "as_published", 2, "is no departure"),
        (["as_published: plain_title"], "as_published", 2, "are not a list"),
        (["as_published: {plain_title: }"], "as_published", 2, "are not a list"),
        (["cvip_submissions: {}"], "cvip_submissions", 2, "Something other than a number"),
    ],
)
def test_what_is_wrong_in_a_state_without_figures_is_named(
    lines: list[str], figure: str, line: int, what: str, tmp_path: Path
) -> None:
    first = LINES.index("  Wyoming:")
    written = "\n".join([*LINES[:first], "  Ohio:", *(f"    {each}" for each in lines), "  Utah:"])
    problem = the_problem(tmp_path, written)
    assert place(problem) == (first + line, "Ohio", figure)
    assert what in problem.what
    assert "Ohio" not in read(tmp_path, written).states


@pytest.mark.parametrize("nothing", ["", " ~", " {}"])
def test_an_unknown_key_with_nothing_behind_it_is_named_beside_figures_too(
    nothing: str, tmp_path: Path
) -> None:
    problem = the_problem(tmp_path, f"{TEXT}    cvip_submission:{nothing}\n")
    assert place(problem) == (END, "Wyoming", "cvip_submission")
    assert (
        problem.remedy == f'{TO_ADD_ONE} If you meant "cvip_submissions", write that.{IF_DROPPED}'
    )


@pytest.mark.parametrize(
    ("national", "figure", "what"),
    [
        (["  connect_users:", "  connect_users: 5"], "connect_users", "stands here again"),
        (["  connect_user:"], "connect_user", "is not declared in"),
    ],
)
def test_what_is_wrong_among_national_figures_that_are_awaited_is_named(
    national: list[str], figure: str, what: str, tmp_path: Path
) -> None:
    [problem] = refused(tmp_path, without_figures(*national))
    assert place(problem) == (len(national) + 2, "", f"national.{figure}")
    assert what in problem.what


# "not reported"


@pytest.mark.parametrize("key", MAY_BE_NOT_REPORTED)
@pytest.mark.parametrize("value", ["not reported", '"not reported"', "'not reported'"])
def test_a_figure_whose_passage_may_be_left_out_can_be_not_reported(
    key: str, value: str, tmp_path: Path
) -> None:
    dataset = read(tmp_path, with_line(key, f"    {key}: {value}"))
    assert dataset.problems == ()
    assert wyoming(dataset).figures[key] is NOT_REPORTED


@pytest.mark.parametrize(
    ("new", "figure"),
    [
        ("    cybertipline_reports: not reported", "cybertipline_reports"),
        ("      social_services: not reported", "missing_children.social_services"),
        ("      other: not reported", "missing_children.other"),
        ("      refugee_resettlement: not reported", "missing_children.refugee_resettlement"),
        ("      total: not reported", "missing_children.total"),
    ],
)
def test_a_figure_that_every_sheet_prints_cannot_be_not_reported(
    new: str, figure: str, tmp_path: Path
) -> None:
    problem = the_problem(tmp_path, with_line(figure, new))
    assert place(problem) == place_of(figure)
    assert problem.what == 'This figure cannot be "not reported".'
    assert problem.remedy == "Write the number."


@pytest.mark.parametrize("value", ["Not reported", "n/a", "none", "not  reported.", "unknown", "-"])
def test_other_words_for_not_reported_are_refused_with_the_right_one(
    value: str, tmp_path: Path
) -> None:
    problem = the_problem(
        tmp_path, with_line("cvip_submissions", f'    cvip_submissions: "{value}"')
    )
    assert place(problem) == place_of("cvip_submissions")
    assert problem.what == f'"{value}" is not a whole number.'
    assert problem.remedy == (
        "Write the number in digits, or not reported (just so, in small letters)."
    )


# National figures


def test_a_wrong_national_figure_is_named_as_national(tmp_path: Path) -> None:
    [problem] = refused(tmp_path, with_line("national.connect_users", "  connect_users: 18,000"))
    assert place(problem) == place_of("national.connect_users")
    assert problem.remedy == "Write it without commas or spaces: 18000."


def test_a_national_figure_cannot_be_not_reported(tmp_path: Path) -> None:
    [problem] = refused(
        tmp_path, with_line("national.connect_users", "  connect_users: not reported")
    )
    assert place(problem) == place_of("national.connect_users")
    assert problem.what == 'This figure cannot be "not reported".'


@pytest.mark.parametrize(
    ("new", "line"), [(["  connect_users:"], LINE_OF["national.connect_users"]), ([], 3)]
)
def test_a_national_figure_that_is_missing_is_an_error(
    new: list[str], line: int, tmp_path: Path
) -> None:
    [problem] = refused(tmp_path, with_line("national.connect_users", *new))
    assert place(problem) == (line, "", "national.connect_users")
    assert (problem.what, problem.remedy) == ("The figure is missing.", "Write it in digits.")


# Keys and names


TO_ADD_ONE = 'To add a figure, give it a title and an explanation there, under "state:".'
IF_DROPPED = " If it was dropped, take it out here too."


@pytest.mark.parametrize(
    ("instead_of", "new", "figure", "if_meant"),
    [
        (
            "connect_new_users",
            "    connect_new_user: 44",
            "connect_new_user",
            ' If you meant "connect_new_users", write that.',
        ),
        (
            "connect_new_users",
            "    Connect_new_users: 44",
            "Connect_new_users",
            ' If you meant "connect_new_users", write that.',
        ),
        (
            "missing_children.total",
            "      totel: 32",
            "missing_children.totel",
            ' If you meant "missing_children.total", write that.',
        ),
        (
            "missing_children.total",
            "      zebras: 32",
            "missing_children.zebras",
            "",
        ),
    ],
)
def test_a_figure_that_is_not_declared_is_named_with_both_ways_out(
    instead_of: str, new: str, figure: str, if_meant: str, tmp_path: Path
) -> None:
    problems = read(tmp_path, with_line(instead_of, new)).problems
    [unknown] = [each for each in problems if each.what != "The figure is missing."]
    assert place(unknown) == (LINE_OF[instead_of], "Wyoming", figure)
    assert unknown.what == f'"{figure}" is not declared in {CATALOGUE.file}.'
    assert unknown.remedy == TO_ADD_ONE + if_meant + IF_DROPPED
    assert len(problems) == (1 if if_meant else 2)  # what may be meant is not missing besides


def test_a_group_that_is_renamed_is_one_problem(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, TEXT.replace("missing_children:", "missing_childs:"))
    assert (problem.state, problem.figure) == ("Wyoming", "missing_childs")
    assert (
        problem.remedy == f'{TO_ADD_ONE} If you meant "missing_children", write that.{IF_DROPPED}'
    )


def test_an_unknown_national_key_is_named_as_national(tmp_path: Path) -> None:
    [unknown] = refused(tmp_path, with_line("national.connect_users", "  connect_user: 18000"))
    assert place(unknown) == (LINE_OF["national.connect_users"], "", "national.connect_user")
    assert unknown.remedy == (
        f"{TO_ADD_ONE.replace('state:', 'national:')} "
        f'If you meant "national.connect_users", write that.{IF_DROPPED}'
    )


@pytest.mark.parametrize(
    ("key", "remedy"),
    [
        ("sampel", 'Did you mean "sample"?'),
        ("notes", "Known here: year, sample, national, states."),
    ],
)
def test_an_unknown_key_at_the_top_is_named(key: str, remedy: str, tmp_path: Path) -> None:
    [problem] = refused(tmp_path, with_line("sample", f"{key}: true"))
    assert place(problem) == (2, "", key)
    assert (problem.what, problem.remedy) == (f'"{key}" is not known.', remedy)


def test_a_key_with_control_characters_is_shown_without_them(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, TEXT + '    "\\e[31mred": 5\n')
    assert place(problem) == (END, "Wyoming", "\N{REPLACEMENT CHARACTER}[31mred")
    assert "\x1b" not in str(problem)


@pytest.mark.parametrize(
    ("line", "new", "figure"),
    [
        (LINE_OF["missing_children"], "    cvip_submissions: 56", "cvip_submissions"),
        (
            LINE_OF["missing_children.refugee_resettlement"],
            "      other: 10",
            "missing_children.other",
        ),
        (END, "    missing_children: {}", "missing_children"),
    ],
)
def test_a_figure_that_stands_twice_is_named_where_it_comes_again(
    line: int, new: str, figure: str, tmp_path: Path
) -> None:
    text = "\n".join([*LINES[: line - 1], new, *LINES[line - 1 :]])
    problem = the_problem(tmp_path, text)
    assert place(problem) == (line, "Wyoming", figure)
    assert problem.what == "This line stands here again."
    assert problem.remedy == "Keep one of the two."
    assert read(tmp_path, text).ready == ()


def test_a_national_figure_that_stands_twice_is_named_as_national(tmp_path: Path) -> None:
    [problem] = refused(
        tmp_path,
        with_line("national.connect_users", "  connect_users: 18000", "  connect_users: 18001"),
    )
    assert place(problem) == (LINE_OF["states"], "", "national.connect_users")
    assert problem.what == "This line stands here again."


@pytest.mark.parametrize("key", TOP_KEYS)
def test_a_top_key_that_stands_twice_is_named(key: str, tmp_path: Path) -> None:
    [problem] = refused(tmp_path, f"{TEXT}{key}: 2024\n")
    assert place(problem) == (END, "", key)
    assert problem.what == "This line stands here again."


@pytest.mark.parametrize("again", ["  Wyoming:", "  Wyoming: {cvip_submissions: 9}"])
def test_a_state_that_stands_twice_is_named_with_both_lines_and_not_used(
    again: str, tmp_path: Path
) -> None:
    text = f"{TEXT}{again}\n"
    problem = the_problem(tmp_path, text)
    assert place(problem) == (END, "Wyoming", "")
    assert problem.what == (
        f"This state stands here again; the first is on line {LINE_OF['Wyoming']}."
    )
    dataset = read(tmp_path, text)
    assert "Wyoming" not in dataset.states
    assert dataset.faulty == ("Wyoming",)


def test_an_awaited_state_that_stands_twice_is_named_too(tmp_path: Path) -> None:
    problem = the_problem(tmp_path, f"{TEXT}  Ohio:\n  Ohio:\n")
    assert place(problem) == (END + 1, "Ohio", "")


@pytest.mark.parametrize(
    ("written", "name", "remedy"),
    [
        ("Wyomin", "Wyomin", 'Did you mean "Wyoming"?'),
        ("wyoming", "wyoming", 'Did you mean "Wyoming"?'),
        ("WY", "WY", 'Did you mean "Wyoming"?'),
        ("new-york", "new-york", 'Did you mean "New York"?'),
        ("DC", "DC", 'Did you mean "District of Columbia"?'),
        ("Virgin Islands", "Virgin Islands", 'Did you mean "U.S. Virgin Islands"?'),
        ("Ontario", "Ontario", 'Write its name as in "Wyoming".'),
        ("2023", "2023", 'Write its name as in "Wyoming".'),
        ("NO", "NO", 'Write its name as in "Wyoming".'),
        (
            '"Wyoming\\u200f"',
            "Wyoming\N{REPLACEMENT CHARACTER}",
            'Did you mean "Wyoming"?',
        ),
        (
            '"\\u202egnimoyW"',
            "\N{REPLACEMENT CHARACTER}gnimoyW",
            'Write its name as in "Wyoming".',
        ),
        (
            "Wyoming\N{NO-BREAK SPACE}",
            "Wyoming\N{REPLACEMENT CHARACTER}",
            'Did you mean "Wyoming"?',
        ),
        (
            "W\N{CYRILLIC SMALL LETTER U}oming",
            "W\N{CYRILLIC SMALL LETTER U}oming",
            'Did you mean "Wyoming"?',
        ),
    ],
)
def test_a_name_that_is_no_jurisdiction_is_named_with_the_one_that_may_be_meant(
    written: str, name: str, remedy: str, tmp_path: Path
) -> None:
    text = with_line("Wyoming", f"  {written}:")
    problem = the_problem(tmp_path, text)
    meant = remedy.split('"')[1] if remedy.startswith("Did you mean") else name
    assert place(problem) == (LINE_OF["Wyoming"], meant, "")
    assert (problem.what, problem.remedy) == (f'"{name}" is not a US state or territory.', remedy)
    dataset = read(tmp_path, text)
    assert dataset.ready == ()
    assert meant not in dataset.awaited  # its figures are there: they are not awaited


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("awaited", '"awaited"'),
        ("not reported", '"not reported"'),
        ("5", '"5"'),
        ("[5, 6]", "A list"),
        ("\n  - 5", "A list"),
    ],
)
def test_a_state_that_is_no_group_of_figures_is_refused(
    value: str, shown: str, tmp_path: Path
) -> None:
    text = "\n".join([*LINES[: LINE_OF["Wyoming"] - 1], f"  Wyoming: {value}"])
    problem = the_problem(tmp_path, text)
    assert place(problem) == (LINE_OF["Wyoming"], "Wyoming", "")
    assert problem.what == f"{shown} is not a group of figures."


@pytest.mark.parametrize("value", ["32", "not reported", "[20, 9, 3, 32]"])
def test_missing_children_must_be_a_group(value: str, tmp_path: Path) -> None:
    text = "\n".join(
        [
            *LINES[: LINE_OF["missing_children"] - 1],
            f"    missing_children: {value}",
            *LINES[LINE_OF["trafficking_engagements"] - 1 :],
        ]
    )
    problem = the_problem(tmp_path, text)
    assert place(problem) == place_of("missing_children")
    assert problem.what == "A group of figures should stand here."


# The year, and whether the figures are invented


@pytest.mark.parametrize(
    "year", ["23", "1983", "2101", '"2023"', "2,023", "02023", "2023.0", "this year", "2023-01-01"]
)
def test_what_is_no_year_is_refused(year: str, tmp_path: Path) -> None:
    [problem] = refused(tmp_path, with_line("year", "# a comment", f"year: {year}"))
    shown = year.strip('"')
    assert place(problem) == (2, "", "year")
    assert problem.what == f'"{shown}" is not a year.'
    assert problem.remedy == "Write it in four digits, without quotation marks, such as year: 2023"


def test_a_list_is_no_year(tmp_path: Path) -> None:
    [problem] = refused(tmp_path, with_line("year", "year: [2022, 2023]"))
    assert (place(problem), problem.what) == ((1, "", "year"), "A list is not a year.")


@pytest.mark.parametrize("year", [1984, 2023, 2024, 2100])
def test_the_years_of_the_organisation_are_taken(year: int, make_dataset: Any) -> None:
    assert make_dataset({"Wyoming": INVENTED}, year=year).year == year


@pytest.mark.parametrize("new", [[], ["year:"]])
def test_a_missing_year_is_an_error(new: list[str], tmp_path: Path) -> None:
    [problem] = refused(tmp_path, with_line("year", *new))
    assert place(problem) == (1, "", "year")
    assert problem.what == "The year is missing."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("yes", '"yes"'),
        ("True", '"True"'),
        ('"true"', '"true"'),
        ("1", '"1"'),
        ("maybe", '"maybe"'),
        ("[true]", "A list"),
        ("{true: true}", "A group"),
    ],
)
def test_sample_is_true_or_false_and_nothing_else(value: str, shown: str, tmp_path: Path) -> None:
    [problem] = refused(tmp_path, with_line("sample", f"sample: {value}"))
    assert place(problem) == (2, "", "sample")
    assert problem.what == f"{shown} is neither true nor false."


@pytest.mark.parametrize(
    ("new", "sample"),
    [(["sample: true"], True), (["sample: false"], False), (["sample:"], False), ([], False)],
)
def test_figures_are_real_unless_the_file_says_that_they_are_invented(
    new: list[str], sample: bool, tmp_path: Path
) -> None:
    assert read(tmp_path, with_line("sample", *new)).sample is sample


# Whole groups


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("\n".join([*LINES[:2], *LINES[LINE_OF["states"] - 1 :]]), "national"),
        ("\n".join(LINES[: LINE_OF["states"] - 1]), "states"),
    ],
)
def test_a_group_that_is_missing_is_named(text: str, key: str, tmp_path: Path) -> None:
    [problem] = refused(tmp_path, text)
    assert place(problem) == (1, "", key)
    assert problem.what == f'The group "{key}" is missing.'
    assert problem.remedy.startswith(f'Write "{key}:" on a line of its own')


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("", "Nothing stands here."),
        ("5", '"5" stands here.'),
        ("[Wyoming]", "A list stands here."),
    ],
)
@pytest.mark.parametrize(
    ("before", "key", "after", "line"),
    [
        (LINES[:2], "national", LINES[LINE_OF["states"] - 1 :], 3),
        (LINES[: LINE_OF["states"] - 1], "states", [], LINE_OF["states"]),
    ],
)
def test_something_else_in_place_of_a_group_is_named(
    before: list[str],
    key: str,
    after: list[str],
    line: int,
    value: str,
    what: str,
    tmp_path: Path,
) -> None:
    [problem] = refused(tmp_path, "\n".join([*before, f"{key}: {value}", *after]))
    assert (place(problem), problem.what) == ((line, "", key), what)


def test_a_misspelt_group_is_named_as_missing_and_as_unknown(tmp_path: Path) -> None:
    missing, unknown = refused(tmp_path, with_line("national", "nationel:"))
    assert place(missing) == (1, "", "national")
    assert place(unknown) == (3, "", "nationel")
    assert unknown.remedy == 'Did you mean "national"?'


def test_an_empty_mapping_is_told_all_that_it_lacks(tmp_path: Path) -> None:
    assert {problem.figure for problem in refused(tmp_path, "{}")} == {"year", "national", "states"}


# Many problems at once


def test_one_bad_state_leaves_the_others_usable(make_dataset: Any) -> None:
    states = all_invented("Alabama", "Ohio", "Wyoming")
    states["Ohio"]["cvip_submissions"] = "1,747"
    dataset = make_dataset(states)
    assert dataset.ready == ("Alabama", "Wyoming")
    assert dataset.faulty == ("Ohio",)
    assert "Ohio" not in dataset.awaited
    assert len(dataset.states) == 49


def test_all_problems_of_all_states_are_reported_together_in_the_order_of_lines(
    tmp_path: Path,
) -> None:
    text = with_line("team_adam_cases", "    team_adam_cases: 204", "    team_adam_case: 2")
    text = text.replace("    cvip_submissions: 56", "    cvip_submissions: 5.6")
    text = text.replace("    team_hope_supported: 8", "    team_hope_supported:")
    text += "    as_published: [plain_titel]\n"
    text += data_text({"Ohio": state_with("missing_children.total", 40)}).partition("states:\n")[2]
    text = text.replace("total: 40", "total: 41")
    text += "  Wyoming:\n  Wisconsn:\n  Texas: soon\n"
    ohio = END + 2 - LINE_OF["Wyoming"]  # that much lower stand Ohio's figures
    dataset = read(tmp_path, text)
    assert [place(problem) for problem in dataset.problems] == [
        place_of("cvip_submissions"),
        place_of("team_hope_supported"),
        place_of("team_adam_cases"),  # 204 is more than 57 + 146
        (LINE_OF["connect_new_users"], "Wyoming", "team_adam_case"),
        (END + 1, "Wyoming", "as_published"),
        (ohio + LINE_OF["missing_children.total"], "Ohio", "missing_children.total"),
        (ohio + END, "Wyoming", ""),
        (ohio + END + 1, "Wisconsin", ""),
        (ohio + END + 2, "Texas", ""),
    ]
    assert dataset.faulty == ("Wyoming", "Ohio", "Wisconsin", "Texas")
    assert dataset.ready == ()


def test_problems_at_the_top_come_together_with_those_of_the_states(tmp_path: Path) -> None:
    text = with_line("connect_new_users", "    connect_new_users: forty-four")
    text = text.replace("year: 2023", "year: 23").replace("sample: true", "sampel: true")
    text = text.replace("  children_identified: 27130", "  children_identified: 27,130")
    assert [place(problem) for problem in refused(tmp_path, text)] == [
        (1, "", "year"),
        (2, "", "sampel"),
        place_of("national.children_identified"),
        place_of("connect_new_users"),
    ]


# Files that are no data file (test_yaml_tree.py has the rest)


@pytest.mark.parametrize(
    ("content", "line", "what"),
    [
        ("", 0, "The file is empty."),
        ("Fact sheet\n", 1, "The file does not hold figures."),
        (
            TEXT.replace("    cvip", "\tcvip"),
            LINE_OF["cvip_submissions"],
            "The file is not YAML from here on",
        ),
        (
            TEXT.replace("cvip_submissions: 56", 'cvip_submissions: "56'),
            LINE_OF["cvip_submissions"],
            "The file is not YAML",
        ),
        (
            TEXT.replace("56", "5\x006"),
            LINE_OF["cvip_submissions"],
            "There is a character that no text file should",
        ),
        (
            TEXT.replace("56", "5\xe96").encode("latin-1"),
            LINE_OF["cvip_submissions"],
            "The file is not UTF-8 text.",
        ),
        (TEXT.encode("utf-16"), 1, "The file is not UTF-8 text."),
        (TEXT.replace("56", "&a 56"), LINE_OF["cvip_submissions"], 'An anchor ("&a") stands here.'),
        (TEXT.replace("56", "*a"), LINE_OF["cvip_submissions"], 'An alias ("*a") stands here.'),
        (
            TEXT.replace("56", "!!python/object/apply:os.system [ls]"),
            LINE_OF["cvip_submissions"],
            'A tag ("tag:yaml.org,2002:python/object/apply:os.system") stands here.',
        ),
        (
            TEXT.replace("56", "[" * 5_000),
            LINE_OF["cvip_submissions"],
            "The file is more than 8 levels deep here.",
        ),
        (f"{TEXT}---\n{TEXT}", END, "A second document starts here (---)."),
        (b"#" * 5_000_001, 0, "The file is larger than 200 kB."),
    ],
)
def test_a_file_that_cannot_be_read_as_data_is_named_with_what_is_wrong(
    content: str | bytes, line: int, what: str, tmp_path: Path
) -> None:
    [problem] = refused(tmp_path, content)
    assert problem.file == str(tmp_path / "states.yaml")
    assert place(problem) == (line, "", "")
    assert problem.what.startswith(what)
    assert problem.remedy


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError, match=r"none\.yaml: There is no such file\."):
        load(tmp_path / "none.yaml")


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError, match=r"This is a folder, not a file\."):
        load(tmp_path)


def test_the_path_may_be_text(tmp_path: Path) -> None:
    put_figures(tmp_path)
    read(tmp_path, TEXT)
    assert load(str(tmp_path / "states.yaml")).ready == ("Wyoming",)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n"),
        TEXT.rstrip("\n"),
        f"---\n{TEXT}...\n",
        "# Curaçao … ✓\n" + TEXT,
    ],
    ids=["byte order mark", "CRLF", "no last newline", "document marks", "letters"],
)
def test_what_editors_do_to_a_file_changes_no_figure(content: str | bytes, tmp_path: Path) -> None:
    dataset = read(tmp_path, content)
    assert dataset.problems == ()
    assert in_groups(wyoming(dataset).figures) == INVENTED


def test_lines_are_counted_as_an_editor_counts_them_in_a_file_with_crlf(tmp_path: Path) -> None:
    text = with_line("cvip_submissions", "    cvip_submissions: 1,747").replace("\n", "\r\n")
    assert place(the_problem(tmp_path, text)) == place_of("cvip_submissions")


# What is odd about the year


@pytest.mark.parametrize("years", [1, 6, 50])
def test_a_year_that_lies_ahead_is_a_remark_and_stops_nothing(years: int, tmp_path: Path) -> None:
    year = datetime.now(UTC).year + years
    dataset = read(tmp_path, TEXT.replace("2023", str(year)))
    assert list(map(str, dataset.remarks)) == [
        f"{tmp_path / 'states.yaml'}:1: year: {year} has not begun yet. Is the year right?"
    ]
    assert (dataset.problems, dataset.ready) == ((), ("Wyoming",))


@pytest.mark.parametrize("years", [0, 1, 10])
def test_a_year_that_has_begun_is_no_remark(years: int, tmp_path: Path) -> None:
    year = datetime.now(UTC).year - years
    assert read(tmp_path, TEXT.replace("2023", str(year))).remarks == ()


@pytest.mark.parametrize(
    ("archived", "said"),
    [
        (["2022"], ""),
        (["2023"], "2023"),
        (["2024"], "2024"),
        (["2022", "2023", "2024"], "2023"),
        (["2023-old", "notes", "20234"], ""),
    ],
)
def test_a_year_that_the_archive_has_or_is_past_is_a_remark(
    archived: list[str], said: str, tmp_path: Path
) -> None:
    for name in archived:
        (tmp_path / "archive" / name).mkdir(parents=True)
        (tmp_path / "archive" / name / "states.yaml").write_text("")
    dataset = read(tmp_path, f"# head\n{TEXT}")
    expected = (
        f"{tmp_path / 'states.yaml'}:2: year: The archive has {said} already: that year is "
        "finished. Is this the right data file?"
    )
    assert list(map(str, dataset.remarks)) == [expected] * bool(said)
    assert dataset.problems == ()


# A year that has just been started, and partial ones


def without_figures(*national: str) -> str:
    """A data file with these lines of national figures, and without any figure of a state."""
    return "\n".join(["year: 2024", "national:", *national, "states:", "  Ohio:", "  Utah:"])


@pytest.mark.parametrize("national", [["  connect_users:"], ["  connect_users:  # 2023: 18_000"]])
def test_national_figures_are_awaited_while_nothing_is_known(
    national: list[str], tmp_path: Path
) -> None:
    dataset = read(tmp_path, without_figures(*national))

    assert dataset.national is None
    assert dataset.awaited == STATES
    assert dataset.problems == ()


def test_a_sheet_cannot_be_composed_while_the_national_figures_are_awaited(
    tmp_path: Path, templates: Templates
) -> None:
    dataset = read(tmp_path, without_figures("  connect_users:"))
    with pytest.raises(FactsheetsError, match="There are no figures for this state"):
        Wording(templates, CATALOGUE).compose(dataset, "Ohio")


def test_one_national_figure_makes_the_missing_ones_problems(tmp_path: Path) -> None:
    problems = refused(tmp_path, without_figures("  connect_users: 5", "  children_identified:"))

    assert len(problems) == len(CATALOGUE.national) - 1
    assert place(problems[-1]) == (4, "", "national.children_identified")


def test_one_figure_of_a_state_makes_the_missing_national_ones_one_problem(tmp_path: Path) -> None:
    text = without_figures("  connect_users:").replace(
        "  Ohio:", "  Ohio:\n    cvip_submissions: 5"
    )
    [problem] = [each for each in read(tmp_path, text).problems if not each.state]

    assert place(problem) == (2, "", "national")
    assert problem.what.startswith("The national figures are missing.")


def test_states_that_are_in_before_the_country_are_kept_and_none_is_ready(tmp_path: Path) -> None:
    start, _, figures = TEXT.partition("states:")
    awaited = "".join(f"  {path}:\n" for path in CATALOGUE.national)
    text = f"{start.partition('national:')[0]}national:\n{awaited}states:{figures}"
    dataset = read(tmp_path, text)

    assert [each.figure for each in dataset.problems] == ["national"]
    assert dataset.states["Wyoming"] is not None
    assert dataset.ready == ()
    assert "Wyoming" in dataset.awaited


def test_a_draft_holds_what_is_known(tmp_path: Path) -> None:
    put_figures(tmp_path)
    path = tmp_path / "states.yaml"
    path.write_text(
        without_figures("  connect_users: 5", "  children_identified:").replace(
            "  Ohio:",
            "  Ohio:\n    team_adam_cases: not reported\n    missing_children:\n      total: 7",
        )
    )
    partial = load_partial(path)

    assert (partial.year, partial.sample) == (2024, False)
    assert partial.national == {"connect_users": 5}
    assert partial.states["Ohio"] == {"missing_children.total": 7, "team_adam_cases": NOT_REPORTED}
    assert partial.states["Utah"] == {}
    assert list(partial.states) == list(STATES)


def test_a_draft_may_contradict_itself(tmp_path: Path) -> None:
    put_figures(tmp_path)
    path = tmp_path / "states.yaml"
    figures = state_with("missing_children.total", 99_999)
    path.write_text(data_text({"Ohio": figures}, social_services_runaways=28_887))

    assert load_partial(path).states["Ohio"]["missing_children.total"] == 99_999


def test_a_draft_with_something_wrong_is_refused_with_all_that_is(tmp_path: Path) -> None:
    put_figures(tmp_path)
    path = tmp_path / "states.yaml"
    states = {"Ohio": {"cvip_submissions": "5.5"}, "Utah": {"cvip_submission": 5}, "Atlantis": None}
    path.write_text(data_text(states, connect_users="5,5"))
    with pytest.raises(FactsheetsError) as caught:
        load_partial(path)

    assert [(each.state, each.figure) for each in caught.value.problems] == [
        ("", "national.connect_users"),
        ("Ohio", "cvip_submissions"),
        ("Utah", "cvip_submission"),
        ("Atlantis", ""),
    ]
