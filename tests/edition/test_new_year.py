"""A finished year kept, and a new one started in its place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import DATA, NATIONAL, data_text, invented
from factsheets.check.check import check
from factsheets.dataset.load import load
from factsheets.edition.new_year import new_year
from factsheets.jurisdictions import STATES
from factsheets.problems import FactsheetsError
from factsheets.spreadsheet.export import export
from meanwhile import about_to_write, killed_at_each_step


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the repository's own data file."""
    return Path(shutil.copy(DATA, tmp_path))


def with_states(folder: Path, **keywords: Any) -> Path:
    """A made-up data file with figures for Wyoming only."""
    path = folder / "states.yaml"
    path.write_text(data_text({"Wyoming": invented()}, **keywords))
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def refused(data: Path, year: int, *, skip_years: bool = False) -> str:
    """The message, after which every file is as it was."""
    before = files(data.parent)
    with pytest.raises(FactsheetsError) as caught:
        new_year(data, year, skip_years=skip_years)
    assert files(data.parent) == before
    return str(caught.value)


def test_the_finished_year_is_kept_byte_for_byte(data: Path) -> None:
    started = new_year(data, 2024)

    assert started.archive == data.parent / "archive/2023.yaml"
    assert started.archive.read_bytes() == DATA.read_bytes()
    assert started.last_year == 2023


def test_the_new_file_has_every_state_and_no_figure(data: Path) -> None:
    new_year(data, 2024)
    content = yaml.safe_load(data.read_text())

    assert content["year"] == 2024
    assert content["national"] == dict.fromkeys(NATIONAL)
    assert content["states"] == dict.fromkeys(STATES)
    assert list(content) == ["year", "national", "states"]


def test_the_new_file_begins_as_the_old_one(data: Path) -> None:
    new_year(data, 2024)
    head = DATA.read_text().partition("year:")[0]

    assert head.startswith("# yaml-language-server: $schema=states.schema.json\n")
    assert data.read_text().startswith(f"{head}year: 2024\n")


def test_last_years_national_figures_stand_beside_as_comments_in_one_column(data: Path) -> None:
    new_year(data, 2024)
    text = data.read_text()

    assert (
        '  cybertipline_reports:             # 2023: 36_200_000, printed "36.2 million"\n' in text
    )
    assert "  children_identified:              # 2023: 27_130\n" in text
    lines = [line for line in text.splitlines() if "# 2023: " in line]
    assert len(lines) == len(NATIONAL)
    assert len({line.index("#") for line in lines}) == 1


def test_a_comment_about_the_year_before_last_is_not_carried_on(tmp_path: Path) -> None:
    data = with_states(tmp_path)
    text = re.sub("connect_users: 18000", "connect_users: 18000  # 2022: 17_000", data.read_text())
    data.write_text(text)
    new_year(data, 2024)

    assert "connect_users:" in data.read_text()
    assert "# 2023: 18_000\n" in data.read_text()
    assert "2022" not in data.read_text()


def test_the_new_file_is_read_as_awaiting_everything(data: Path) -> None:
    new_year(data, 2024)
    dataset, problems = check(data)

    assert problems == ()
    assert dataset is not None
    assert dataset.national is None
    assert dataset.awaited == STATES


def test_a_jurisdiction_that_stood_in_the_file_stays_in_it(tmp_path: Path) -> None:
    data = tmp_path / "states.yaml"
    data.write_text(data_text({"Wyoming": invented(), "Guam": None}))
    started = new_year(data, 2024)

    assert list(yaml.safe_load(data.read_text())["states"]) == [*STATES, "Guam"]
    assert started.states == 51


def test_states_that_were_still_awaited_are_named_and_do_not_stop_it(data: Path) -> None:
    started = new_year(data, 2024)

    assert len(started.awaited) == 45
    assert "Wyoming" not in started.awaited


@pytest.mark.parametrize("sample", [True, False])
def test_invented_figures_stay_marked_until_somebody_takes_the_mark_out(
    sample: bool, tmp_path: Path
) -> None:
    data = with_states(tmp_path, sample=sample)

    assert new_year(data, 2024).sample is sample
    assert load(data).sample is sample


def test_line_ends_stay_those_of_windows(data: Path) -> None:
    data.write_bytes(DATA.read_bytes().replace(b"\n", b"\r\n"))
    new_year(data, 2024)
    content = data.read_bytes()

    assert content.count(b"\r\n") == content.count(b"\n") > 60
    assert load(data).year == 2024


def test_it_does_not_run_twice(data: Path) -> None:
    new_year(data, 2024)

    assert "This file is for 2024 already." in refused(data, 2024)
    assert "No state has figures for 2024 yet. Finish 2024 first." in refused(data, 2025)
    assert "No state has figures" in refused(data, 2026, skip_years=True)


@pytest.mark.parametrize(
    ("year", "message"),
    [
        (2023, "This file is for 2023 already."),
        (2022, "This file is for 2023; 2022 is before that. The next year is 2024."),
        (2025, "the next year is 2024, not 2025. If 2025 is meant, add --skip-years."),
        (20240, "20240 is not a year. The next year is 2024."),
    ],
)
def test_a_year_that_does_not_follow_is_refused(year: int, message: str, data: Path) -> None:
    assert message in refused(data, year)


@pytest.mark.parametrize("year", [2023, 2022, 20240])
def test_skipping_years_goes_forward_only(year: int, data: Path) -> None:
    assert refused(data, year, skip_years=True)


def test_years_are_skipped_when_that_is_said(data: Path) -> None:
    new_year(data, 2026, skip_years=True)

    assert load(data).year == 2026
    assert (data.parent / "archive/2023.yaml").is_file()


def test_another_file_in_the_archive_is_not_overwritten(data: Path) -> None:
    archive = data.parent / "archive/2023.yaml"
    archive.parent.mkdir()
    archive.write_text("year: 2023\n")

    assert "There is a file for 2023 already, and it is not the same as" in refused(data, 2024)


def test_a_run_that_was_cut_short_after_the_archive_can_be_repeated(data: Path) -> None:
    archive = data.parent / "archive/2023.yaml"
    archive.parent.mkdir()
    shutil.copy(data, archive)
    new_year(data, 2024)

    assert archive.read_bytes() == DATA.read_bytes()
    assert load(data).year == 2024


def test_all_problems_of_the_file_are_named_and_nothing_is_done(data: Path) -> None:
    text = data.read_text().replace("1_747", "1,747").replace("total: 871", "total: 872")
    data.write_text(text)
    message = refused(data, 2024)

    assert "Montana, cybertipline_reports" in message
    assert "Missouri, missing_children.total" in message


def test_an_archive_that_is_a_file_is_refused(data: Path) -> None:
    (data.parent / "archive").write_text("")

    assert "This is a file, not a folder." in refused(data, 2024)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "There is no such file." in refused(tmp_path / "states.yaml", 2024)


def test_a_year_that_the_archive_has_is_not_begun_again(data: Path) -> None:
    archive = data.parent / "archive/2024.yaml"
    archive.parent.mkdir()
    archive.write_text("year: 2024\n")
    before = files(data.parent)

    assert "The archive has 2024.yaml already." in refused(data, 2024)
    assert files(data.parent) == before


# At the same time


@pytest.mark.slow
def test_of_two_new_years_at_the_same_time_one_says_that_it_wrote_nothing(data: Path) -> None:
    commands = [["new-year", "2024", "--data", str(data)]] * 2
    with about_to_write(data.parent, *commands) as ended:
        pass

    assert sorted(status for status, _ in ended) == [0, 1]
    [(_, said)] = [each for each in ended if each[0]]
    assert "nothing is written" in said or "not the same" in said
    assert (data.parent / "archive/2023.yaml").read_bytes() == DATA.read_bytes()
    assert load(data).year == 2024


def test_what_an_editor_saves_while_a_new_year_starts_stays(data: Path) -> None:
    saved = DATA.read_bytes().replace(b"809", b"810")
    command = ["new-year", "2024", "--data", str(data)]
    with about_to_write(data.parent, command) as ended:
        data.write_bytes(saved)

    [(status, said)] = ended
    assert (status, "changed by somebody else meanwhile" in said) == (1, True)
    assert files(data.parent) == {"states.yaml": saved}
    new_year(data, 2024)
    assert (data.parent / "archive/2023.yaml").read_bytes() == saved


@pytest.mark.slow
def test_a_new_year_and_an_import_at_the_same_time_lose_nothing(data: Path) -> None:
    file = data.parent / "figures.csv"
    export(data, file)
    file.write_text(file.read_text().replace(",1747,", ",12345,"))
    commands = [
        ["new-year", "2024", "--data", str(data)],
        ["import", str(file), "--data", str(data)],
    ]
    with about_to_write(data.parent, *commands) as ended:
        pass

    assert sorted(status for status, _ in ended) == [0, 1]
    if ended[0][0] == 0:
        assert (data.parent / "archive/2023.yaml").read_bytes() == DATA.read_bytes()
    else:
        assert load(data).states["Montana"].cybertipline_reports == 12_345  # type: ignore[union-attr]
        assert not (data.parent / "archive/2023.yaml").exists()


@pytest.mark.slow
def test_a_new_year_that_is_killed_at_any_step_loses_nothing_and_can_be_repeated(
    tmp_path: Path,
) -> None:
    start = tmp_path / "data"
    start.mkdir()
    shutil.copy(DATA, start)
    left = killed_at_each_step(start, 'new_year(folder / "states.yaml", 2024)')
    new = (left[-1] / "states.yaml").read_bytes()

    assert len(left) > 10
    assert any(list(each.rglob(".*.tmp")) for each in left)
    met = set()
    for folder in left:
        data, archive = folder / "states.yaml", folder / "archive/2023.yaml"
        is_new = data.read_bytes() != DATA.read_bytes()
        met.add((is_new, archive.exists()))
        if archive.exists():
            assert archive.read_bytes() == DATA.read_bytes()
        if is_new:
            assert data.read_bytes() == new
        else:
            new_year(data, 2024)
            assert files(folder) == {"states.yaml": new, "2023.yaml": DATA.read_bytes()}
    assert met == {(False, False), (False, True), (True, True)}


def test_a_data_file_that_may_only_be_read_is_not_started_anew(data: Path) -> None:
    data.chmod(0o444)

    assert f"{data}: This file may only be read. Nothing is written." in refused(data, 2024)


def test_drafts_that_a_kill_has_left_are_cleared(data: Path) -> None:
    (data.parent / "archive").mkdir()
    for name in (".states.yaml.4194305.tmp", "archive/.2022.yaml.4194305.tmp"):
        (data.parent / name).write_text("half")  # Linux has no process of that number
    new_year(data, 2024)

    assert set(files(data.parent)) == {"states.yaml", "2023.yaml"}


@pytest.mark.parametrize("leads_to", ["nothing.yaml", "2023.yaml", "../states.yaml"])
def test_a_link_in_the_archive_is_not_written_through(leads_to: str, data: Path) -> None:
    archive = data.parent / "archive/2023.yaml"
    archive.parent.mkdir()
    archive.symlink_to(leads_to)

    with pytest.raises(FactsheetsError, match="it is not the same as"):
        new_year(data, 2024)

    assert data.read_bytes() == DATA.read_bytes()
    assert archive.is_symlink()
    assert not (data.parent / "archive/nothing.yaml").exists()


@pytest.mark.parametrize("leads_to", ["shared", "."])
def test_an_archive_folder_that_is_a_link_is_taken(leads_to: str, data: Path) -> None:
    place = data.parent / leads_to
    place.mkdir(exist_ok=True)
    (data.parent / "archive").symlink_to(leads_to)
    new_year(data, 2024)

    assert (place / "2023.yaml").read_bytes() == DATA.read_bytes()
