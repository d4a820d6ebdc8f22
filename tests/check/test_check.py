"""A check: everything that is wrong, named in one go."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path

import pytest

from conftest import DATA, ROOT, data_text, invented, put_edition
from factsheets.check.check import check
from factsheets.figures.declared import FIGURES_FILE

WRONG_TOTAL = {"social_services": 20, "other": 9, "refugee_resettlement": 3, "total": 33}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return put_edition(tmp_path, data_text({"Wyoming": invented()}))


@pytest.fixture
def templates(data: Path) -> Path:
    return data.with_name("templates")


def test_the_repositorys_own_data_and_templates_are_well() -> None:
    dataset, problems = check(DATA, ROOT / "templates")

    assert problems == ()
    assert dataset is not None
    assert dataset.ready == ("Colorado", "Missouri", "Montana", "Wisconsin", "Wyoming")


def test_problems_of_the_data_the_wording_and_the_page_are_named_in_one_go(
    data: Path, templates: Path
) -> None:
    data.write_text(
        data_text({"Ohio": invented(missing_children=WRONG_TOTAL), "Wyoming": invented()})
    )
    (templates / "factsheet.md.j2").write_text("# A title\n\n{{ cvip_submission }}\n")
    (templates / "page.html.j2").write_text("<main>\n{% if sample %}\n{{ body }}</main>\n")

    dataset, problems = check(data, templates)

    assert dataset is not None
    assert dataset.ready == ("Wyoming",)
    assert {(Path(each.file).name, each.state) for each in problems} == {
        ("states.yaml", "Ohio"),
        ("factsheet.md.j2", ""),
        ("page.html.j2", ""),
    }
    assert all(each.line for each in problems)
    assert problems == tuple(sorted(problems))


def test_without_usable_data_there_is_no_dataset_and_the_templates_are_checked_all_the_same(
    data: Path, templates: Path
) -> None:
    data.write_text("year: 2023\n")
    (templates / "factsheet.md.j2").write_text("{% if %}")
    (templates / "page.html.j2").write_text("{{ title")

    dataset, problems = check(data, templates)

    assert dataset is None
    assert {Path(each.file).name for each in problems} == {
        "states.yaml",
        "factsheet.md.j2",
        "page.html.j2",
    }


def test_a_page_with_an_unknown_name_is_found(data: Path, templates: Path) -> None:
    page = templates / "page.html.j2"
    page.write_text("<main>\n{{ bodie }}\n</main>\n")

    dataset, problems = check(data, templates)

    assert dataset is not None
    assert [(each.file, each.line) for each in problems] == [(str(page), 2)]
    assert "bodie" in problems[0].what


def test_a_start_page_with_an_unknown_name_is_found(data: Path, templates: Path) -> None:
    page = templates / "index.html.j2"
    page.write_text("<main>\n{{ rowz }}\n</main>\n")

    _, problems = check(data, templates)

    assert [(each.file, each.line) for each in problems] == [(str(page), 2)]
    assert "rowz" in problems[0].what


def test_a_start_page_that_cannot_be_read_is_found_without_usable_data(
    data: Path, templates: Path
) -> None:
    data.write_text("year: 2023\n")
    (templates / "index.html.j2").write_text("<main>\n\n{% if %}\n</main>\n")

    dataset, problems = check(data, templates)

    assert dataset is None
    lines = {(Path(each.file).name, each.line) for each in problems}
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

    _, problems = check(data, templates)

    assert [each.state for each in problems] == ["Ohio"]


def test_wording_that_cannot_be_read_back_is_found(data: Path, templates: Path) -> None:
    wording = templates / "factsheet.md.j2"
    wording.write_text(wording.read_text().replace("handled {{", "handled 1{{"))

    _, (problem,) = check(data, templates)

    line = wording.read_text().splitlines()[problem.line - 1]
    assert line.startswith("In {{ year }}, NCMEC handled 1{{ missing_children.total")
    assert problem.what == "A digit stands right beside missing_children.total."


@pytest.mark.parametrize("name", ["factsheet.md.j2", "page.html.j2", "web.css"])
def test_a_template_that_is_not_text_is_found(name: str, data: Path, templates: Path) -> None:
    (templates / name).write_bytes(b"# Title\n\xff\xfe\n")

    _, problems = check(data, templates)

    assert {(each.file, each.line) for each in problems} == {(str(templates / name), 2)}


def test_a_folder_without_templates_is_named(data: Path, tmp_path: Path) -> None:
    dataset, problems = check(data, tmp_path / "nowhere")

    assert dataset is not None
    assert [each.file for each in problems] == [str(tmp_path / "nowhere/factsheet.md.j2")]


def test_a_missing_data_file_is_named(data: Path) -> None:
    data.unlink()

    dataset, problems = check(data)

    assert dataset is None
    assert [(each.file, each.what) for each in problems] == [(str(data), "There is no such file.")]


def test_a_missing_catalogue_is_named_once(data: Path) -> None:
    data.with_name(FIGURES_FILE).unlink()

    dataset, problems = check(data)

    assert dataset is None
    assert [(each.file, each.what) for each in problems] == [
        (str(data.with_name(FIGURES_FILE)), "There is no such file.")
    ]


def test_what_goes_wrong_in_print_only_is_found(data: Path, templates: Path) -> None:
    page = templates / "page.html.j2"
    page.write_text("<main>{% if print %}\n{{ bodie }}\n{% endif %}</main>")

    _, problems = check(data, templates)

    assert {(each.file, each.line) for each in problems} == {(str(page), 2)}
