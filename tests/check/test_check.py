"""A check: everything that is wrong, named in one go."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path

import pytest

from conftest import DATA, ROOT, data_text, invented, put_edition
from factsheets.check.check import check
from factsheets.figures.declared import FIGURES_FILE
from factsheets.problems import merged

WRONG_TOTAL = {"social_services": 20, "other": 9, "refugee_resettlement": 3, "total": 33}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return put_edition(tmp_path, data_text({"Wyoming": invented()}))


@pytest.fixture
def templates(data: Path) -> Path:
    return data.with_name("templates")


def test_the_repositorys_own_data_and_templates_are_well() -> None:
    checked = check(DATA, ROOT / "templates")

    assert checked.problems == ()
    assert checked.dataset
    assert checked.dataset.ready == ("Colorado", "Missouri", "Montana", "Wisconsin", "Wyoming")


def test_problems_of_the_data_the_wording_and_the_page_are_named_in_one_go(
    data: Path, templates: Path
) -> None:
    data.write_text(
        data_text({"Ohio": invented(missing_children=WRONG_TOTAL), "Wyoming": invented()})
    )
    (templates / "factsheet.md.j2").write_text("# A title\n\n{{ cvip_submission }}\n")
    (templates / "page.html.j2").write_text("<main>\n{% if sample %}\n{{ body }}</main>\n")

    checked = check(data, templates)

    assert checked.dataset
    assert checked.dataset.ready == ("Wyoming",)
    assert {(Path(each.file).name, each.state) for each in checked.problems} == {
        ("states.yaml", "Ohio"),
        ("factsheet.md.j2", ""),
        ("page.html.j2", ""),
    }
    assert all(each.line for each in checked.problems)
    assert checked.problems == tuple(sorted(checked.problems))


def test_without_usable_data_there_is_no_dataset_and_the_templates_are_checked_all_the_same(
    data: Path, templates: Path
) -> None:
    data.write_text("year: 2023\n")
    (templates / "factsheet.md.j2").write_text("{% if %}")
    (templates / "page.html.j2").write_text("{{ title")

    checked = check(data, templates)

    assert checked.dataset is None
    assert {Path(each.file).name for each in checked.problems} == {
        "states.yaml",
        "factsheet.md.j2",
        "page.html.j2",
    }


def test_a_page_with_an_unknown_name_is_found(data: Path, templates: Path) -> None:
    page = templates / "page.html.j2"
    page.write_text("<main>\n{{ bodie }}\n</main>\n")

    checked = check(data, templates)

    assert checked.dataset
    assert [(each.file, each.line) for each in checked.problems] == [(str(page), 2)]
    assert "bodie" in checked.problems[0].what


def test_a_start_page_with_an_unknown_name_is_found(data: Path, templates: Path) -> None:
    page = templates / "index.html.j2"
    page.write_text("<main>\n{{ rowz }}\n</main>\n")

    checked = check(data, templates)

    assert [(each.file, each.line) for each in checked.problems] == [(str(page), 2)]
    assert "rowz" in checked.problems[0].what


def test_a_start_page_that_cannot_be_read_is_found_without_usable_data(
    data: Path, templates: Path
) -> None:
    data.write_text("year: 2023\n")
    (templates / "index.html.j2").write_text("<main>\n\n{% if %}\n</main>\n")

    checked = check(data, templates)

    assert checked.dataset is None
    lines = {(Path(each.file).name, each.line) for each in checked.problems}
    assert ("index.html.j2", 3) in lines


def test_what_goes_wrong_for_one_state_only_is_found(data: Path, templates: Path) -> None:
    data.write_text(
        data_text(
            {"Ohio": invented(cvip_submissions="not reported"), "Wyoming": deepcopy(invented())}
        )
    )
    wording = templates / "factsheet.md.j2"
    passage = r"\{% if cvip_submissions %\}\n(.*\n)\{% endif %\}\n"
    wording.write_text(re.sub(passage, r"\1", wording.read_text()))

    checked = check(data, templates)

    assert [each.state for each in checked.problems] == ["Ohio"]


def test_wording_that_cannot_be_read_back_is_found(data: Path, templates: Path) -> None:
    wording = templates / "factsheet.md.j2"
    wording.write_text(wording.read_text().replace("handled {{", "handled 1{{"))

    (problem,) = check(data, templates).problems

    line = wording.read_text().splitlines()[problem.line - 1]
    assert line.startswith("In {{ year }}, NCMEC handled 1{{ missing_children.total")
    assert problem.what == "A digit is right beside missing_children.total."


@pytest.mark.parametrize("name", ["factsheet.md.j2", "page.html.j2", "web.css"])
def test_a_template_that_is_not_text_is_found(name: str, data: Path, templates: Path) -> None:
    (templates / name).write_bytes(b"# Title\n\xff\xfe\n")

    checked = check(data, templates)

    assert {(each.file, each.line) for each in checked.problems} == {(str(templates / name), 2)}


def test_a_folder_without_templates_is_named(data: Path, tmp_path: Path) -> None:
    checked = check(data, tmp_path / "nowhere")

    assert checked.dataset
    assert [each.file for each in checked.problems] == [str(tmp_path / "nowhere/factsheet.md.j2")]


def test_a_missing_data_file_is_named(data: Path) -> None:
    data.unlink()

    checked = check(data)

    assert checked.dataset is None
    assert [(each.file, each.what) for each in checked.problems] == [
        (str(data), "There is no such file.")
    ]


def test_a_missing_catalogue_is_named_once(data: Path) -> None:
    data.with_name(FIGURES_FILE).unlink()

    checked = check(data)

    assert checked.dataset is None
    assert [(each.file, each.what) for each in checked.problems] == [
        (
            str(data.with_name(FIGURES_FILE)),
            "There is no such file. It says which figures there are.",
        )
    ]


def test_what_goes_wrong_in_print_only_is_found(data: Path, templates: Path) -> None:
    page = templates / "page.html.j2"
    page.write_text("<main>{% if print %}\n{{ bodie }}\n{% endif %}</main>")

    checked = check(data, templates)

    assert {(each.file, each.line) for each in checked.problems} == {(str(page), 2)}


# --- every branch, also one that no state takes

NO_STATE_YET = "year: 2024\nnational:\n  connect_users:\nstates:\n  Wyoming:\n"
PASSAGE = re.compile(r"\{% if cvip_submissions %\}\n(.*\n)\{% endif %\}\n")
# What is written in the place of the passage on submissions, what is wrong with it, and where.
RARE = {
    "a figure that can be not reported": (r"\1", "it prints a figure that is", "reviewed"),
    "a sentence for no submission": (
        r"{% if cvip_submissions %}\n\1{% else %}\nNone **at all.\n{% endif %}\n",
        '"**" would be printed as it is typed',
        "None **",
    ),
    "a departure that no state has": (
        r"{% if as_published.plain_title and cvip_submissions %}\n`\1`{% elif cvip_submissions %}\n"
        r"\1{% endif %}\n",
        '"`" would be printed',
        "reviewed",
    ),
}


@pytest.mark.parametrize(("new", "what", "there"), RARE.values(), ids=RARE)
@pytest.mark.parametrize("awaits_all", [True, False])
def test_a_branch_that_fails_for_a_rare_state_is_found_though_no_state_takes_it(
    awaits_all: bool, new: str, what: str, there: str, data: Path, templates: Path
) -> None:
    if awaits_all:
        data.write_text(NO_STATE_YET)
    wording = templates / "factsheet.md.j2"
    wording.write_text(PASSAGE.sub(new, wording.read_text()))

    problems = check(data, templates).problems

    found = [each for each in problems if what in each.what]
    assert [each.state for each in found] == [""]
    assert there in wording.read_text().splitlines()[found[0].line - 1]


def test_the_wording_is_checked_although_the_data_cannot_be_used(
    data: Path, templates: Path
) -> None:
    data.write_text("year: 2023\n")
    wording = templates / "factsheet.md.j2"
    wording.write_text(PASSAGE.sub(r"\1", wording.read_text()))

    checked = check(data, templates)

    assert [each.line > 30 for each in checked.problems if each.file == str(wording)] == [True]


def test_what_no_figures_lead_to_is_a_remark(data: Path, templates: Path) -> None:
    wording = templates / "factsheet.md.j2"
    never = "{% if team_adam_cases and not team_adam_cases %}\nNever.\n{% endif %}\n"
    wording.write_text(f"{wording.read_text()}\n{never}")

    checked = check(data, templates)

    line = wording.read_text().splitlines().index("Never.") + 1
    assert [(each.line, each.what) for each in checked.remarks] == [
        (
            line,
            'No figures lead to "Never.": (Team Adam cases: 1 or more) and (Team Adam cases: 0 or '
            "not reported).",
        )
    ]


def test_the_months_of_waiting_have_no_problems_and_no_remarks(data: Path, templates: Path) -> None:
    data.write_text(NO_STATE_YET)

    checked = check(data, templates)

    assert (checked.problems, checked.remarks) == ((), ())


# --- one mistake, one message


def test_a_slip_in_a_sentence_with_figures_is_the_same_for_all_states(
    data: Path, templates: Path
) -> None:
    states = {"Wyoming": invented(), "Ohio": invented(cybertipline_reports=1), "Iowa": invented()}
    data.write_text(data_text(states))
    wording = templates / "factsheet.md.j2"
    text = wording.read_text()
    old = "**In {{ year }}, {{ cybertipline_reports"
    assert old in text
    wording.write_text(text.replace(old, old.removeprefix("**")))

    problems = check(data, templates).problems

    [problem] = merged(problems, list(states))
    assert problem.state == "all 3 states"
    assert wording.read_text().splitlines()[problem.line - 1].startswith("In {{ year }}, {{ cyber")
    assert problem.what.startswith('"**" would be printed as it is typed.')


def test_a_category_that_is_renamed_in_all_states_is_one_mistake(data: Path) -> None:
    category = {"social_services": 20, "others": 9, "refugee_resettlement": 3, "total": 32}
    states = {name: invented(missing_children=category) for name in ("Iowa", "Ohio", "Utah")}
    data.write_text(data_text(states))
    checked = check(data)
    assert checked.dataset

    problems = merged(checked.problems, checked.dataset.faulty)

    assert len(checked.problems) == 3
    assert [(each.state, each.figure) for each in problems] == [
        ("Iowa and 2 more states", "missing_children.others")
    ]
    lines = data.read_text().splitlines()
    assert lines[problems[0].line - 1].strip() == "others: 9"


# --- what is odd, and may be right


def test_states_that_have_more_than_the_country_together_are_a_remark(data: Path) -> None:
    states = {name: invented(team_adam_cases=2) for name in ("Iowa", "Ohio")}
    data.write_text(data_text(states, team_adam_incidents=1, team_adam_long_term_cases=2))

    checked = check(data)

    assert checked.problems == ()
    assert [(each.file, each.figure, each.what) for each in checked.remarks] == [
        (
            str(data),
            "team_adam_cases",
            "All states together have 4, and the country 3 "
            "(national.team_adam_incidents + national.team_adam_long_term_cases).",
        )
    ]


def test_a_year_that_lies_ahead_or_is_archived_is_a_remark(data: Path) -> None:
    data.write_text(data_text({"Iowa": invented()}, year=2099))
    put_edition(data.parent / "archive/2099")

    checked = check(data)

    assert checked.problems == ()
    assert [each.figure for each in checked.remarks] == ["year", "year"]


def test_the_pages_that_come_from_the_package_are_known(data: Path, templates: Path) -> None:
    (templates / "print.css").unlink()

    checked = check(data)

    assert checked.templates
    assert checked.templates.of_package == ("print.css",)
