"""A year as one value: its figures, what they are and its wording, found by the data file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import CATALOGUE, ROOT, data_text, invented, put_edition
from factsheets.edition.edition import open_edition, other_wording, templates_of
from factsheets.figures.declared import FIGURES_FILE
from factsheets.problems import FactsheetsError
from factsheets.templating.folders import WORDING

OURS = ROOT / "templates"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data file of a project: data/, and templates/ beside it."""
    data = put_edition(tmp_path / "data", data_text({"Wyoming": invented()}))
    (tmp_path / "data/templates").rename(tmp_path / "templates")
    return data


def named(error: FactsheetsError) -> list[str]:
    return [Path(each.file).name for each in error.problems]


def test_an_edition_has_its_figures_what_they_are_and_its_wording(data: Path) -> None:
    edition = open_edition(data)

    assert (edition.data, edition.dataset.ready) == (data, ("Wyoming",))
    assert list(edition.catalogue.figures) == list(CATALOGUE.figures)
    assert edition.catalogue is edition.dataset.catalogue
    assert edition.templates.path(WORDING) == data.parents[1] / "templates" / WORDING


def test_each_data_file_has_what_is_declared_beside_it(data: Path) -> None:
    other = put_edition(data.parents[1] / "other", data.read_text())
    figures = other.with_name(FIGURES_FILE)
    figures.write_text(figures.read_text().replace("title: CVIP submissions", "title: Reviewed"))

    titles = [
        open_edition(each).catalogue.state["cvip_submissions"].title for each in (data, other)
    ]
    assert titles == ["CVIP submissions", "Reviewed"]


def test_the_problems_of_all_three_files_come_together(data: Path) -> None:
    data.write_text("year: 2023\n\ttab: 1\n")
    figures = data.with_name(FIGURES_FILE)
    figures.write_text(figures.read_text().replace("title: CVIP", "titel: CVIP"))
    (data.parents[1] / "templates" / WORDING).unlink()

    with pytest.raises(FactsheetsError) as caught:
        open_edition(data)
    assert sorted(set(named(caught.value))) == [WORDING, FIGURES_FILE, data.name]


def test_what_is_wrong_with_one_state_stops_no_edition(data: Path) -> None:
    data.write_text(data_text({"Wyoming": invented(), "Ohio": invented(cvip_submissions="many")}))

    assert open_edition(data).dataset.ready == ("Wyoming",)


def test_an_edition_without_a_wording_takes_none_from_elsewhere(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)  # which has a wording
    shutil.rmtree(data.parents[1] / "templates")

    with pytest.raises(FactsheetsError, match="The wording is missing"):
        templates_of(data)


def test_another_folder_can_be_named(data: Path) -> None:
    assert open_edition(data, OURS).templates.path(WORDING) == OURS / WORDING


@pytest.mark.parametrize("folder", ["templates", "data/../templates", "link"])
def test_nothing_is_said_of_the_wording_that_belongs_to_the_data(folder: str, data: Path) -> None:
    (data.parents[1] / "link").symlink_to("templates")

    assert other_wording(data, data.parents[1] / folder) is None
    assert other_wording(data, None) is None


def test_a_wording_that_belongs_to_other_data_is_named(data: Path) -> None:
    assert other_wording(data, OURS) == OURS / WORDING
    shutil.rmtree(data.parents[1] / "templates")
    assert other_wording(data, OURS) == OURS / WORDING
