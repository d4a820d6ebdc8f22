"""What in the wording could be read back in two ways, named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CATALOGUE, ROOT
from factsheets.check.ambiguities import ambiguities
from factsheets.problems import Problem
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Wording

OURS = (ROOT / "templates/factsheet.md.j2").read_text()
IF = "{{% if as_published.plain_title %}}\n{}\n{{% else %}}\n{}\n{{% endif %}}"


def found(folder: Path, wording: str) -> list[Problem]:
    (folder / "factsheet.md.j2").write_text(wording)
    return ambiguities(Wording(Templates.find(folder), CATALOGUE))


def in_ours(folder: Path, old: str, new: str) -> list[tuple[str, str]]:
    """What is said of our wording with a change: the line's words, and the problem."""
    assert OURS.count(old) == 1
    wording = OURS.replace(old, new)
    lines = ["", *wording.splitlines()]
    return [(lines[each.line], each.what) for each in found(folder, wording)]


def in_short(folder: Path, wording: str) -> list[tuple[int, str]]:
    """The same of a short wording, in which most figures are missing: the line's number."""
    problems = found(folder, f"# {{{{ state }}}}, {{{{ year }}}}\n\n{wording}\n")
    assert {each.file for each in problems} <= {CATALOGUE.file, str(folder / "factsheet.md.j2")}
    return [(each.line, each.what) for each in problems if each.file != CATALOGUE.file]


def test_our_wording_can_be_read_back(wording: Wording) -> None:
    assert ambiguities(wording) == []


# --- figures that are not printed


def test_a_figure_that_stands_nowhere_is_named(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, OURS.replace("| {{ missing_children.other }} |", "| some |"))

    declared = CATALOGUE.state["missing_children.other"]
    assert (problem.file, problem.line) == (CATALOGUE.file, declared.line)
    assert problem.figure == declared.name
    assert problem.what == f"{tmp_path / 'factsheet.md.j2'} prints this figure nowhere."
    assert problem.remedy == "Put it into a sentence there, or take the figure out here."


def test_a_wording_without_state_and_year_cannot_be_read(tmp_path: Path) -> None:
    wording = "# A title\n"
    (problem,) = (each for each in found(tmp_path, wording) if each.file != CATALOGUE.file)

    assert problem.what == "The wording prints these nowhere: state, year."
    assert problem.remedy == "So they cannot be read back from a sheet."


def test_a_wording_without_figures_prints_none_of_those_that_are_declared(tmp_path: Path) -> None:
    nowhere = [each for each in found(tmp_path, "# A title\n") if each.file == CATALOGUE.file]

    declared = {name: each.line for name, each in CATALOGUE.figures.items()}
    departures = {name: each.line for name, each in CATALOGUE.departures.items()}
    assert {each.figure: each.line for each in nowhere} == declared | departures


def test_a_departure_that_no_passage_asks_for_is_named(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, OURS.replace("as_published.short_programs", "team_adam_cases"))

    assert (problem.file, problem.figure) == (CATALOGUE.file, "short_programs")
    assert problem.line == CATALOGUE.departures["short_programs"].line
    assert problem.what == f"No passage of {tmp_path / 'factsheet.md.j2'} asks for this departure."
    assert problem.remedy == "Word it there, or take it out here."


@pytest.mark.parametrize(
    "condition", ["cvip_submissions", "not cvip_submissions", "year_is or cvip_submissions"]
)
def test_a_figure_that_a_passage_depends_on_is_printed_with_it(
    condition: str, tmp_path: Path
) -> None:
    condition = condition.replace("year_is", "team_adam_cases")
    wording = f"{{% if {condition} %}}\nYes.\n{{% else %}}\nNo.\n{{% endif %}}\n"
    printed = "{% if team_adam_cases %}\n{{ team_adam_cases }} cases.\n{% endif %}\n"
    submissions = "{% if not cvip_submissions %}\n{{ cvip_submissions }}.\n{% endif %}\n"

    assert (
        5,
        "A passage depends on cvip_submissions, and is not always printed with it.",
    ) in in_short(tmp_path, f"A\n\n{wording}\n{printed}\n{submissions}")


def test_a_figure_may_be_printed_in_another_paragraph(tmp_path: Path) -> None:
    wording = (
        "There are {{ missing_children.total }}.\n\n"
        "{% if missing_children.total %}\nMore.\n{% endif %}\n"
    )
    assert in_short(tmp_path, wording) == []


# --- figures that run into each other


@pytest.mark.parametrize("between", ["", ",", ".", "0", ",0"])
def test_two_figures_that_run_into_each_other_are_named(between: str, tmp_path: Path) -> None:
    wording = "One\n{{ team_adam_cases }}" + between + "{{ cvip_submissions }}"
    ((line, what), *_) = in_short(tmp_path, wording)

    assert line == 4
    if "0" in between:
        assert what == "A digit is right beside team_adam_cases."
    else:
        assert what == "team_adam_cases and cvip_submissions run into each other."


@pytest.mark.parametrize("between", [" ", ", ", "/", "%, ", " of ", "-", "**, **", " case, "])
def test_two_figures_with_something_between_them_are_well(between: str, tmp_path: Path) -> None:
    wording = "One\n{{ team_adam_cases }}" + between + "{{ cvip_submissions }} two"
    assert in_short(tmp_path, wording) == []


def test_a_noun_parts_two_figures(tmp_path: Path) -> None:
    wording = '{{ team_adam_cases | count("case", "cases") }}{{ cvip_submissions }}'
    assert in_short(tmp_path, wording) == []


@pytest.mark.parametrize(
    "text", ["1{{ year }}", "2,{{ cvip_submissions }}", "{{ year }}0", "{{ team_adam_cases }}.5"]
)
def test_a_digit_right_beside_a_figure_is_named(text: str, tmp_path: Path) -> None:
    ((line, what),) = in_short(tmp_path, f"One\n{text}")

    assert line == 4
    assert what.startswith("A digit is right beside ")


def test_a_digit_beside_a_name_is_well(tmp_path: Path) -> None:
    assert in_short(tmp_path, "{{ state }}1 and 2{{ state_without_article }}") == []


# --- branches that look alike


def test_two_branches_with_the_same_words_are_named(tmp_path: Path) -> None:
    wording = "{% if team_adam_cases %}\nA {{ team_adam_cases }}.\n{% else %}\nA 1.\n{% endif %}"
    assert in_short(tmp_path, wording) == [
        (3, "With and without team_adam_cases, the same words can come out here.")
    ]


ALIKE = [
    ("A {{ team_adam_cases }}.", "A {{ cvip_submissions }}."),
    ("A {{ team_adam_cases }}.", "A 57."),
    ('A {{ team_adam_cases | count("case", "cases") }}.', "A 2 cases."),
    ("A {{ national.connect_users | millions }}.", "A 36.2 million."),
    ("In {{ state }} {{ team_adam_cases }}.", "In the U.S. Virgin Islands 5."),
    ("In {{ state }} there.", "In {{ state_without_article }} there."),
]
NOT_ALIKE = [
    ("A {{ team_adam_cases }}.", "A {{ cvip_submissions }}!"),
    ("A {{ team_adam_cases }}.", "A few."),
    ("A {{ year }}.", "A {{ cvip_submissions }}."),  # a figure would be printed 2,023
    ('A {{ team_adam_cases | count("case", "cases") }}.', "A 2 case."),
    ('A {{ team_adam_cases | count("case", "cases") }}.', "A 1 cases."),
    ("In {{ state }} {{ team_adam_cases }}.", "In the {{ team_adam_cases }}."),
]


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_what_could_be_each_other_is_named(first: str, second: str, tmp_path: Path) -> None:
    assert in_short(tmp_path, IF.format(first, second)) == [
        (3, "With and without as_published.plain_title, the same words can come out here.")
    ]


@pytest.mark.parametrize(("first", "second"), NOT_ALIKE)
def test_what_could_not_be_each_other_is_well(first: str, second: str, tmp_path: Path) -> None:
    assert in_short(tmp_path, IF.format(first, second)) == []


def test_a_passage_that_could_be_the_next_paragraph_is_named(tmp_path: Path) -> None:
    passage = "{% if team_adam_cases %}\nB {{ team_adam_cases }}.\n{% endif %}\n"
    following = "B {{ missing_children.total }}."
    alike = "With and without team_adam_cases, the same words can come out here."

    assert in_short(tmp_path, f"A.\n\nAnd\n{passage}\n{following}") == [(6, alike)]
    assert in_short(tmp_path, f"A.\n\nAnd\n{passage}\nC {following}") == []
    assert in_short(tmp_path, f"A.\n\nAnd\n{passage}") == []


def test_a_departure_may_differ_in_bold_only(tmp_path: Path) -> None:
    words = "A b {{ missing_children.total }}."

    assert in_short(tmp_path, IF.format(words, words.replace("b", "**b**"))) == []
    assert in_short(tmp_path, IF.format(words, words)) == [
        (3, "With and without as_published.plain_title, the same words can come out here.")
    ]


def test_a_figure_that_only_makes_words_bold_is_named(tmp_path: Path) -> None:
    old = "{% if team_adam_cases %}\nNCMEC's Team Adam program"
    problems = in_ours(
        tmp_path,
        old,
        f"{{% if mental_health_connections %}}\n**A.**\n{{% else %}}\nA.\n{{% endif %}}\n\n{old}",
    )
    assert problems == [
        (
            "{% if mental_health_connections %}",
            "With and without mental_health_connections, the same words can come out here.",
        )
    ]


def test_an_edit_of_our_wording_is_named_with_its_line(tmp_path: Path) -> None:
    old = "Based on NCMEC's analysis, {{ national.likely_trafficked_percent }}%"
    ((line, what),) = in_ours(tmp_path, old, old.replace("{{", "1{{"))

    assert line.startswith("Based on NCMEC's analysis, 1{{")
    assert what == "A digit is right beside national.likely_trafficked_percent."


def test_what_cannot_be_taken_apart_is_named_with_its_line(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, OURS.replace('count("submission",', 'count("**submission**",'))

    assert OURS.splitlines()[problem.line - 1].startswith("**In {{ year }}, NCMEC reviewed")
    assert problem.what == 'The noun "**submission**" cannot be read back from a sheet.'
