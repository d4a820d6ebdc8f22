"""A finished year kept, and a new one started in its place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import DATA, NATIONAL, ROOT, data_text, invented, put_edition
from factsheets.build.from_files import build_from_files
from factsheets.check.check import check
from factsheets.dataset.load import load
from factsheets.edition.new_year import new_year
from factsheets.jurisdictions import STATES
from factsheets.problems import FactsheetsError
from factsheets.reading.extract import extract
from factsheets.reading.verify import verify
from factsheets.spreadsheet.export import export
from factsheets.templating import folders
from meanwhile import about_to_write, killed_at_each_step

OURS = {
    f"templates/{file.relative_to(ROOT / 'templates').as_posix()}": file.read_bytes()
    for file in (ROOT / "templates").rglob("*")
    if file.is_file() and not file.name.startswith(".")
}
EDITION = {
    "states.yaml": DATA.read_bytes(),
    "figures.yaml": DATA.with_name("figures.yaml").read_bytes(),
    **OURS,
}
KEPT = {f"archive/2023/{name}": content for name, content in EDITION.items()}
# What a new year has besides the new data file.
STARTED = {
    **{name: content for name, content in EDITION.items() if name != "states.yaml"},
    **{
        f"{name}.schema.json": DATA.with_name(f"{name}.schema.json").read_bytes()
        for name in ("figures", "states")
    },
    **KEPT,
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data file of a copy of the repository's own edition."""
    return put_edition(tmp_path)


def with_states(folder: Path, **keywords: Any) -> Path:
    """A made-up data file with figures for Wyoming only."""
    return put_edition(folder, data_text({"Wyoming": invented()}, **keywords))


def files(folder: Path) -> dict[str, bytes]:
    return {
        each.relative_to(folder).as_posix(): each.read_bytes()
        for each in folder.rglob("*")
        if each.is_file()
    }


def started(folder: Path) -> dict[str, bytes]:
    """What there is besides the data file."""
    return {name: content for name, content in files(folder).items() if name != "states.yaml"}


def refused(data: Path, year: int, *, skip_years: bool = False) -> str:
    """The message, after which every file is as it was."""
    before = files(data.parent)
    with pytest.raises(FactsheetsError) as caught:
        new_year(data, year, skip_years=skip_years)
    assert files(data.parent) == before
    return str(caught.value)


def test_the_whole_edition_is_kept_byte_for_byte(data: Path) -> None:
    done = new_year(data, 2024)

    assert done.archive == data.parent / "archive/2023"
    assert files(done.archive) == EDITION
    assert done.last_year == 2023


def test_the_other_files_stay_and_the_schemas_are_written(data: Path) -> None:
    data.with_name("states.schema.json").write_text("stale")
    new_year(data, 2024)

    assert started(data.parent) == STARTED


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
    checked = check(data)
    dataset, problems = checked.dataset, checked.problems

    assert problems == ()
    assert dataset is not None
    assert dataset.national is None
    assert dataset.awaited == STATES


def test_a_jurisdiction_that_stood_in_the_file_stays_in_it(tmp_path: Path) -> None:
    data = put_edition(tmp_path, data_text({"Wyoming": invented(), "Guam": None}))
    done = new_year(data, 2024)

    assert list(yaml.safe_load(data.read_text())["states"]) == [*STATES, "Guam"]
    assert done.states == 51


def test_states_that_were_still_awaited_are_named_and_do_not_stop_it(data: Path) -> None:
    done = new_year(data, 2024)

    assert len(done.awaited) == 45
    assert "Wyoming" not in done.awaited


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
    assert files(data.parent / "archive/2023") == EDITION


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", ["notes.txt", *EDITION])
def test_another_edition_in_the_archive_is_not_overwritten(name: str, data: Path) -> None:
    archive = put_edition(data.parent / "archive/2023").parent
    (archive / name).write_text("another")

    said = refused(data, 2024)
    assert f"{archive}: This is there already, and is not the same: look at {name}." in said


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", EDITION)
def test_a_part_of_an_edition_in_the_archive_is_not_completed(name: str, data: Path) -> None:
    archive = put_edition(data.parent / "archive/2023").parent
    (archive / name).unlink()

    assert f"is not the same: look at {name}." in refused(data, 2024)


def test_a_run_that_was_cut_short_after_the_archive_can_be_repeated(data: Path) -> None:
    archive = put_edition(data.parent / "archive/2023").parent
    new_year(data, 2024)

    assert files(archive) == EDITION
    assert load(data).year == 2024


def test_what_finder_leaves_in_the_archive_does_not_count(data: Path) -> None:
    archive = put_edition(data.parent / "archive/2023").parent
    (archive / ".DS_Store").touch()
    new_year(data, 2024)

    assert load(data).year == 2024


def test_a_year_in_the_archive_is_not_started_over(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its figures would be gone from where everything looks for them."""
    kept = new_year(data, 2024).archive
    message = "This file is kept in the archive: 2023 is finished."

    assert message in refused(kept / "states.yaml", 2024)
    monkeypatch.chdir(kept)
    assert message in refused(Path("states.yaml"), 2024)


def test_all_problems_of_the_file_are_named_and_nothing_is_done(data: Path) -> None:
    text = data.read_text().replace("1_747", "1,747").replace("total: 871", "total: 872")
    data.write_text(text)
    message = refused(data, 2024)

    assert "Montana, cybertipline_reports" in message
    assert "Missouri, missing_children.total" in message


def test_an_archive_that_is_a_file_is_refused(data: Path) -> None:
    (data.parent / "archive").write_text("")

    assert "This is a file, not a folder." in refused(data, 2024)


@pytest.mark.parametrize("name", ["states.yaml", "figures.yaml", "templates/factsheet.md.j2"])
def test_a_file_that_is_not_there_is_refused(name: str, data: Path) -> None:
    (data.parent / name).unlink()

    said = refused(data, 2024)
    assert f"{data.parent / name}: " in said
    assert "There is no such file." in said or "there is no such file." in said


def test_a_year_that_the_archive_has_is_not_begun_again(data: Path) -> None:
    put_edition(data.parent / "archive/2024", "year: 2024\n")

    assert "The archive has 2024 already." in refused(data, 2024)


# The templates


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with data/ and templates/, in which only the wording is its own."""
    project = tmp_path / "project"
    put_edition(project / "data")
    shutil.rmtree(project / "data/templates")
    (project / "templates").mkdir()
    shutil.copy(ROOT / "templates/factsheet.md.j2", project / "templates")
    return project


def test_a_folder_beside_the_datas_is_kept_with_the_pages_of_the_package(project: Path) -> None:
    done = new_year(project / "data/states.yaml", 2024)

    assert files(done.archive) == EDITION


def test_every_file_of_the_folder_is_kept_but_hidden_ones(project: Path) -> None:
    own = {"logo.webp": b"a picture", "fonts/Ours.woff2": b"a font", "a/b/c/notes": b"of Jane"}
    for name, content in {**own, ".DS_Store": b"", ".git/index.css": b""}.items():
        (project / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
        (project / "templates" / name).write_bytes(content)
    done = new_year(project / "data/states.yaml", 2024)

    assert files(done.archive) == EDITION | {f"templates/{name}": own[name] for name in own}


def test_a_folder_that_is_a_link_is_kept_as_files(project: Path) -> None:
    (project / "templates").rename(project / "shared")
    (project / "templates").symlink_to("shared")
    done = new_year(project / "data/states.yaml", 2024)

    assert files(done.archive) == EDITION
    assert not any(each.is_symlink() for each in done.archive.rglob("*"))


def test_a_link_within_the_folder_is_kept_as_a_file(project: Path) -> None:
    (project / "templates/ours.css").write_text("p { margin: 0 }")
    (project / "templates/print.css").symlink_to("ours.css")
    done = new_year(project / "data/states.yaml", 2024)

    assert (done.archive / "templates/print.css").read_text() == "p { margin: 0 }"
    assert not (done.archive / "templates/print.css").is_symlink()


@pytest.mark.parametrize("name", ["logo.png", "notes.txt"])
@pytest.mark.parametrize("leads_to", ["../data/states.yaml", "gone"])
def test_a_link_that_leads_out_of_the_folder_or_nowhere_is_named(
    name: str, leads_to: str, project: Path
) -> None:
    link = project / "templates" / name
    link.symlink_to(leads_to)

    assert f"{link}: " in refused(project / "data/states.yaml", 2024)
    assert not (project / "data/archive").exists()


def sheets_of(data: Path, output: Path) -> dict[str, bytes]:
    build_from_files(data, None, output, states=("WY", "MO"), jobs=1)
    return files(output)


@pytest.mark.slow
def test_an_archived_year_needs_nothing_of_the_project_or_of_a_later_package(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sheets_of(project / "data/states.yaml", tmp_path / "first")
    archive = new_year(project / "data/states.yaml", 2024).archive
    shutil.rmtree(project / "templates")
    for name in ("states.yaml", "figures.yaml"):
        (project / "data" / name).write_text("of another year")
    later = shutil.copytree(ROOT / "templates", tmp_path / "later")
    for name in ("page.html.j2", "web.css", "print.css", "index.html.j2"):
        (later / name).write_text("of another version")
    monkeypatch.setattr(folders, "shipped", lambda: later)
    monkeypatch.chdir(tmp_path)

    assert sheets_of(archive / "states.yaml", tmp_path / "again") == first
    sheets = [tmp_path / f"again/2023/{name}" for name in ("wyoming.pdf", "missouri.html")]
    assert [each.problems for each in verify(sheets, archive / "states.yaml")] == [()] * len(sheets)
    figures = yaml.safe_load(extract(sheets, archive / "states.yaml"))["states"]["Wyoming"]
    assert figures == yaml.safe_load(DATA.read_text())["states"]["Wyoming"]


# At the same time


@pytest.mark.slow
def test_of_two_new_years_at_the_same_time_one_says_that_it_wrote_nothing(data: Path) -> None:
    commands = [["new-year", "2024", "--data", str(data)]] * 2
    with about_to_write(data.parent, *commands) as ended:
        pass

    assert sorted(status for status, _ in ended) == [0, 1]
    [(_, said)] = [each for each in ended if each[0]]
    assert "nothing is written" in said or "not the same" in said
    assert started(data.parent) == STARTED
    assert load(data).year == 2024


def test_what_an_editor_saves_while_a_new_year_starts_stays(data: Path) -> None:
    before = files(data.parent)
    saved = DATA.read_bytes().replace(b"809", b"810")
    command = ["new-year", "2024", "--data", str(data)]
    with about_to_write(data.parent, command) as ended:
        data.write_bytes(saved)

    [(status, said)] = ended
    assert (status, "changed by somebody else meanwhile" in said) == (1, True)
    assert files(data.parent) == {**before, "states.yaml": saved}
    new_year(data, 2024)
    assert files(data.parent / "archive/2023") == {**EDITION, "states.yaml": saved}


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
        assert files(data.parent / "archive/2023") == EDITION
    else:
        montana = load(data).states["Montana"]
        assert montana is not None
        assert montana.figures["cybertipline_reports"] == 12_345
        assert not (data.parent / "archive/2023").exists()


@pytest.mark.slow
def test_a_new_year_that_is_killed_at_any_step_loses_nothing_and_can_be_repeated(
    tmp_path: Path,
) -> None:
    start = put_edition(tmp_path / "data").parent
    left = killed_at_each_step(start, 'new_year(folder / "states.yaml", 2024)')
    new = (left[-1] / "states.yaml").read_bytes()

    assert len(left) > 10 + len(EDITION)
    assert any(list(each.rglob(".*.tmp")) for each in left)
    met = set()
    for folder in left:
        data, archive = folder / "states.yaml", folder / "archive/2023"
        is_new = data.read_bytes() != DATA.read_bytes()
        met.add((is_new, archive.exists()))
        if archive.exists():
            assert files(archive) == EDITION
        if is_new:
            assert data.read_bytes() == new
        else:
            new_year(data, 2024)
            assert files(folder) == {**STARTED, "states.yaml": new}
    assert met == {(False, False), (False, True), (True, True)}


def test_a_data_file_that_may_only_be_read_is_not_started_anew(data: Path) -> None:
    data.chmod(0o444)

    assert f"{data}: This file may only be read. Nothing is written." in refused(data, 2024)


def test_drafts_that_a_kill_has_left_are_cleared(data: Path) -> None:
    (data.parent / "archive/.2023.tmp/templates").mkdir(parents=True)
    # Linux has no process of that number.
    for name in (".states.yaml.4194305.tmp", "archive/.2023.tmp/templates/half"):
        (data.parent / name).write_text("half")
    new_year(data, 2024)

    assert started(data.parent) == STARTED


# Links


@pytest.mark.parametrize("leads_to", ["nothing", "2023", "../../archive", "old"])
def test_a_link_in_the_archive_is_not_written_through(leads_to: str, data: Path) -> None:
    archive = data.parent / "archive/2023"
    put_edition(data.parent / "archive/old")
    archive.symlink_to(leads_to)

    with pytest.raises(FactsheetsError, match="is not the same"):
        new_year(data, 2024)

    assert data.read_bytes() == DATA.read_bytes()
    assert archive.is_symlink()
    assert {each.name for each in archive.parent.iterdir()} == {"2023", "old"}


@pytest.mark.parametrize("leads_to", ["shared", "."])
def test_an_archive_folder_that_is_a_link_is_taken(leads_to: str, data: Path) -> None:
    place = data.parent / leads_to
    place.mkdir(exist_ok=True)
    (data.parent / "archive").symlink_to(leads_to)
    new_year(data, 2024)

    assert files(place / "2023") == EDITION


@pytest.mark.parametrize("where", ["archive/2023/states.yaml", "states.yaml"])
def test_a_year_that_is_in_the_archive_stays_as_it_is(
    where: str, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_year(data, 2024)
    before = files(data.parent)
    monkeypatch.chdir(data.parent if where.startswith("archive") else data.parent / "archive/2023")

    with pytest.raises(FactsheetsError) as caught:
        new_year(Path(where), 2024)

    assert files(data.parent) == before
    [problem] = caught.value.problems
    assert (problem.file, problem.what) == (
        where,
        "This file is kept in the archive: 2023 is finished.",
    )


@pytest.mark.parametrize("slip", ["{{ nothing }}", "![a picture](map.png)"])
def test_a_year_whose_sheets_cannot_be_composed_is_not_put_away(slip: str, data: Path) -> None:
    wording = folders.folder_of(data) / folders.WORDING
    wording.write_text(f"{wording.read_text()}\n{slip}\n")
    before = files(data.parent)

    with pytest.raises(FactsheetsError) as caught:
        new_year(data, 2024)

    assert files(data.parent) == before
    assert {each.file for each in caught.value.problems} == {str(wording)}
