"""A build from files: what is read, and when the processes start."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import DATA, ROOT, put_edition
from factsheets.build import from_files
from factsheets.build.from_files import build_from_files
from factsheets.build.pool import start_early
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.edition.new_year import new_year
from factsheets.problems import FactsheetsError
from factsheets.render.formats import OF_YEAR, Format

TEXT = (Format.TEXT,)
TEMPLATES = ROOT / "templates"


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a build does, in order; it does not really start processes early."""
    found: list[str] = []

    def start(sheets: int, jobs: int) -> bool:
        found.append(f"start for {sheets} sheets, {jobs} jobs")
        return False

    monkeypatch.setattr(from_files, "start_early", start)
    return found


def built(output: Path, events: list[str], *states: str, force: bool = False) -> list[str]:
    """What a build of the repository's data does, told in ``events``."""

    def read(dataset: Dataset) -> None:
        events.append(f"read {dataset.year}")

    events.clear()
    build_from_files(
        DATA,
        TEMPLATES,
        output,
        states=states,
        formats=TEXT,
        jobs=1,
        force=force,
        on_begin=lambda: events.append("begin"),
        on_read=read,
        on_start=lambda sheets: events.append(f"make {sheets}"),
    )
    return events


def test_the_processes_start_before_the_data_are_read_when_all_is_due(
    tmp_path: Path, events: list[str]
) -> None:
    start = "start for 50 sheets, 1 jobs"

    assert built(tmp_path, events) == [start, "begin", "read 2023", "make 5"]
    assert built(tmp_path, events) == ["begin", "read 2023", "make 0"]
    assert built(tmp_path, events, force=True) == [start, "begin", "read 2023", "make 5"]


def test_of_one_state_only_its_sheet_is_due(tmp_path: Path, events: list[str]) -> None:
    assert built(tmp_path, events, "WY")[0] == "start for 1 sheets, 1 jobs"
    assert list(tmp_path.glob("2023/*.txt")) == [tmp_path / "2023/wyoming.txt"]


@pytest.mark.parametrize(("sheets", "jobs"), [(1, 2), (50, 1)])
def test_one_sheet_or_one_job_is_not_worth_a_process(sheets: int, jobs: int) -> None:
    assert not start_early(sheets, jobs)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: CVIP submissions", "title: Submissions"),
        ("about: Other missing children cases.", "about: All other cases."),
        ("    part_of: national.team_hope_supported\n", ""),
    ],
)
def test_all_is_due_when_what_the_figures_are_has_changed(
    old: str, new: str, tmp_path: Path
) -> None:
    data, output = put_edition(tmp_path / "data"), tmp_path / "output"
    declared = data.with_name("figures.yaml")
    states = load(data).ready
    first = build_from_files(data, None, output, formats=TEXT, jobs=1)
    again = build_from_files(data, None, output, formats=TEXT, jobs=1)
    declared.write_text(declared.read_text().replace(old, new, 1))

    changed = build_from_files(data, None, output, formats=TEXT, jobs=1)

    assert len(first.written) == len(states)
    assert again.written == ()
    assert changed.written == first.written
    assert (">Submissions<" in (output / "2023/index.html").read_text()) == (
        new == "title: Submissions"
    )


@pytest.mark.slow
def test_an_archived_year_is_built_as_before_and_the_new_one_not_at_all(tmp_path: Path) -> None:
    data = put_edition(tmp_path / "data")
    (tmp_path / "data/templates").rename(tmp_path / "templates")
    before = build_from_files(data, None, tmp_path / "before", jobs=2)
    year = load(data).year
    new_year(data, year + 1)

    again = build_from_files(
        tmp_path / f"data/archive/{year}/states.yaml", None, tmp_path / "again", jobs=2
    )
    awaited = build_from_files(data, None, tmp_path / "new", states=["Wyoming"], jobs=1, force=True)

    assert len(before.written) == 15
    assert files_in(again.folder) == files_in(before.folder)
    assert (awaited.awaited, awaited.written) == (("Wyoming",), ())
    assert files_in(awaited.folder).keys() == {*OF_YEAR, "manifest.json"}


def files_in(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_a_data_file_that_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError, match="There is no such file"):
        build_from_files(tmp_path / "none.yaml", TEMPLATES, tmp_path / "output", jobs=1)

    assert not list(tmp_path.iterdir())
