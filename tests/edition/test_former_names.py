"""Former names: each is one that a figure has in an earlier year of the archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import data_text, invented, put_edition
from factsheets.check.check import check
from factsheets.edition.edition import open_edition
from factsheets.edition.former_names import wrong_former_names
from factsheets.figures.declared import FIGURES_FILE, read_catalogue
from factsheets.problems import Problem


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data file of 2024, with 2023 and 2022 in its archive; 2022 had other names."""
    for year in (2022, 2023):
        text = data_text({"Wyoming": invented()}, year=year)
        put_edition(tmp_path / f"archive/{year}", text)
    oldest = tmp_path / "archive/2022" / FIGURES_FILE
    text = oldest.read_text().replace("  cvip_submissions:", "  cvip_reviews:")
    oldest.write_text(text.replace("  children_identified:", "  children_found:"))
    return put_edition(tmp_path, data_text({"Wyoming": invented()}, year=2024))


def declare(data: Path, figure: str, former: str) -> int:
    """Give the figure a former name; the line on which it is."""
    section, path = ("state", figure)
    if figure.startswith("national."):
        section, path = figure.split(".", 1)
    file = data.with_name(FIGURES_FILE)
    head, section, rest = file.read_text().partition(f"\n{section}:\n")
    before, key, after = rest.partition(f"  {path}:\n")
    file.write_text(f"{head}{section}{before}{key}    formerly: {former}\n{after}")
    return f"{head}{section}{before}{key}".count("\n") + 1


def problems(data: Path) -> list[Problem]:
    return list(wrong_former_names(data, read_catalogue(data)))


@pytest.mark.parametrize(
    ("figure", "former"),
    [
        ("cvip_submissions", "cvip_reviews"),  # of the year before last
        ("trafficking_engagements", "mental_health_connections"),
        ("national.trafficking_reports", "connect_users"),
    ],
)
def test_a_name_that_some_year_of_the_archive_has_is_right(
    figure: str, former: str, data: Path
) -> None:
    file = data.with_name(FIGURES_FILE)
    for gone in ("mental_health_connections", "connect_users"):  # no longer this year
        file.write_text(file.read_text().replace(gone, f"new_{gone}"))
    declare(data, figure, former)

    assert problems(data) == []


@pytest.mark.parametrize(
    ("figure", "former", "remedy"),
    [
        ("cvip_submissions", "cvip_review", 'Did you mean "cvip_reviews"?'),
        ("cvip_submissions", "zebras", "Correct it, or take the line out."),
        ("missing_children.total", "missing_children.all", ""),
        ("cybertipline_reports", "children_found", ""),  # of the country
        ("cybertipline_reports", "national.children_found", ""),
        ("national.connect_users", "connect_new_user", ""),  # of a state
    ],
)
def test_a_name_that_no_year_of_the_archive_has_is_named_with_its_line(
    figure: str, former: str, remedy: str, data: Path
) -> None:
    line = declare(data, figure, former)

    [problem] = problems(data)
    assert (problem.file, problem.line) == (str(data.with_name(FIGURES_FILE)), line)
    assert problem.figure == figure
    assert problem.what == (
        f'"formerly" names {former}, which no figure has in the years of the archive.'
    )
    assert problem.remedy.startswith(remedy or ("Did you mean", "Correct it"))


def test_without_an_archive_no_figure_had_another_name(tmp_path: Path) -> None:
    data = put_edition(tmp_path)
    line = declare(data, "cvip_submissions", "cvip_reviews")

    [problem] = problems(data)
    assert problem.line == line
    assert problem.what == '"formerly" names cvip_reviews, but the archive has no earlier year.'


def test_an_archived_year_has_the_years_before_it(data: Path) -> None:
    archived = data.parent / "archive/2023/states.yaml"
    declare(archived, "cvip_submissions", "cvip_reviews")
    assert problems(archived) == []

    oldest = data.parent / "archive/2022/states.yaml"
    declare(oldest, "connect_new_users", "connect_new_user")
    assert [each.what for each in problems(oldest)] == [
        '"formerly" names connect_new_user, but the archive has no earlier year.'
    ]


def test_of_a_broken_catalogue_in_the_archive_only_its_own_problems_are_named(data: Path) -> None:
    broken = data.parent / "archive/2022" / FIGURES_FILE
    broken.write_text("national:\n")
    declare(data, "cvip_submissions", "cvip_reviews")

    assert {each.file for each in problems(data)} == {str(broken)}


def test_the_archive_is_not_looked_at_when_nothing_was_renamed(data: Path) -> None:
    (data.parent / "archive/2022" / FIGURES_FILE).unlink()

    assert problems(data) == []


def test_an_archived_catalogue_that_is_gone_is_the_only_problem(data: Path) -> None:
    gone = data.parent / "archive/2022" / FIGURES_FILE
    declare(data, "cvip_submissions", "cvip_reviews")
    gone.unlink()

    (problem,) = problems(data)
    assert problem.file == str(gone)
    assert (
        problem.remedy == "It belongs beside states.yaml: put it back from a copy of this folder."
    )


def test_check_names_it_and_a_build_is_not_hindered(data: Path) -> None:
    declare(data, "cvip_submissions", "zebras")

    found = check(data).problems
    assert [each.figure for each in found] == ["cvip_submissions"]
    assert open_edition(data).dataset.ready == ("Wyoming",)
