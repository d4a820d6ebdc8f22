"""The data files of earlier years: which there are, in which order."""

from __future__ import annotations

from pathlib import Path

import pytest

from factsheets.dataset.archive import archived, archived_since, newest_before, year_in_archive


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data file with three years in its archive, and what is no year."""
    for name in ("2022", "2023", "2021", "2020-old", "20234", "notes"):
        (tmp_path / "archive" / name).mkdir(parents=True)
        (tmp_path / "archive" / name / "states.yaml").touch()
    (tmp_path / "archive/2019").mkdir()  # with nothing in it
    (tmp_path / "archive/2018").touch()
    return tmp_path / "states.yaml"


def years(found: list[Path]) -> list[str]:
    assert {each.name for each in found} <= {"states.yaml"}
    return [each.parent.name for each in found]


def test_the_years_of_the_archive_come_in_their_order(data: Path) -> None:
    assert years(archived(data)) == ["2021", "2022", "2023"]


def test_an_archived_file_has_the_years_before_it(data: Path) -> None:
    assert years(archived(data.parent / "archive/2022/states.yaml")) == ["2021"]
    assert years(archived(data.parent / "archive/2021/states.yaml")) == []


@pytest.mark.parametrize("where", ["states.yaml", "../2023/states.yaml"])
def test_an_archived_file_is_one_from_inside_its_folder_too(
    where: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(data.parent / "archive/2023")

    assert year_in_archive(Path(where)) == "2023"
    assert years(archived(Path(where))) == ["2021", "2022"]


@pytest.mark.parametrize("where", ["states.yaml", "archive/notes/states.yaml"])
def test_a_file_that_is_in_no_folder_of_a_year_is_not_archived(where: str, data: Path) -> None:
    assert year_in_archive(data.parent / where) == ""


@pytest.mark.parametrize(
    ("year", "newest"), [(2021, []), (2022, ["2021"]), (2023, ["2022"]), (2030, ["2023"])]
)
def test_last_year_is_the_newest_year_before(year: int, newest: list[str], data: Path) -> None:
    found = newest_before(data, year)

    assert years([found] if found else []) == newest


def test_a_project_in_a_folder_that_is_called_archive_has_its_own(tmp_path: Path) -> None:
    data = tmp_path / "archive/data/states.yaml"
    kept = tmp_path / "archive/data/archive/2023/states.yaml"
    kept.parent.mkdir(parents=True)
    kept.touch()

    assert archived(data) == [kept]
    assert [year_in_archive(each) for each in (data, kept)] == ["", "2023"]


def test_without_an_archive_there_are_none(tmp_path: Path) -> None:
    assert archived(tmp_path / "states.yaml") == []


@pytest.mark.parametrize(
    ("year", "first"), [(2020, "2021"), (2022, "2022"), (2023, "2023"), (2024, "")]
)
def test_the_first_year_that_is_not_before_another_is_found(
    year: int, first: str, data: Path
) -> None:
    assert archived_since(data, year) == first
