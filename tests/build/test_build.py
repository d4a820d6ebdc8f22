"""A build: what it writes, what it leaves alone, and what it says about the rest."""

from __future__ import annotations

import copy
import hashlib
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, data_text, invented, put_edition
from factsheets.build import fingerprint as provenance
from factsheets.build import manifest, pool
from factsheets.build.build import Report, build
from factsheets.build.fingerprint import tools
from factsheets.build.manifest import Manifest
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError
from factsheets.render.formats import OF_YEAR, Format, file_name
from factsheets.templating.folders import WORDING, Templates

TEXT = [Format.TEXT]
QUICK = [Format.TEXT, Format.HTML]
START_PAGE = set(OF_YEAR)
THREE = ["Montana", "New York", "Wyoming"]
WRONG_TOTAL = {"social_services": 20, "other": 9, "refugee_resettlement": 3, "total": 33}


def states(*names: str, **changed: Mapping[str, object]) -> dict[str, object]:
    """Invented figures for the states named, each with a CyberTipline figure of its own."""
    found = {
        name: invented(cybertipline_reports=2_000 + position) for position, name in enumerate(names)
    } | {name: invented(**figures) for name, figures in changed.items()}
    return {name: copy.deepcopy(figures) for name, figures in found.items()}  # no YAML alias


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


def versions(folder: Path) -> dict[str, tuple[int, int]]:
    """What changes when a file is written again, even with the same bytes."""
    return {each.name: (each.stat().st_ino, each.stat().st_mtime_ns) for each in folder.iterdir()}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


@pytest.fixture
def own_templates(tmp_path: Path) -> Path:
    """A copy of the templates that a test may change."""
    return Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))


def test_a_build_writes_three_files_a_state_a_start_page_a_table_and_a_manifest(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    report = build(make_dataset(states("New York", "Wyoming")), templates, output, jobs=1)

    endings = (".html", ".pdf", ".txt")
    expected = [f"{slug}{end}" for slug in ("new-york", "wyoming") for end in endings]
    assert report.written == tuple(expected)
    assert report.folder == output / "2023"
    assert sorted(contents(report.folder)) == sorted([*expected, *START_PAGE, "manifest.json"])
    assert contents(report.folder)["wyoming.pdf"].startswith(b"%PDF-")
    assert contents(report.folder)["wyoming.html"].startswith(b"<!DOCTYPE html>")
    assert b"2,001 CyberTipline reports" in contents(report.folder)["wyoming.txt"]


def test_the_states_of_a_build_are_named_as_on_the_command_line(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states("New York", "Wyoming", "Ohio"))

    report = build(dataset, templates, output, states=("WY", "new-york"), formats=QUICK)
    assert report.written == ("new-york.html", "new-york.txt", "wyoming.html", "wyoming.txt")

    with pytest.raises(LookupError, match=r'"Ohoi" is not a US state .* Did you mean "Ohio"\?'):
        build(dataset, templates, output / "other", states=("WY", "Ohoi"), formats=QUICK)
    assert not (output / "other").exists()


def test_the_manifest_has_each_files_state_hash_and_size(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    folder = build(make_dataset(states(*THREE)), templates, output, formats=QUICK).folder

    found = json.loads((folder / "manifest.json").read_text())
    assert (found["year"], found["sample"]) == (2023, True)
    files = {name: each for name, each in contents(folder).items() if name != "manifest.json"}
    assert list(found["files"]) == sorted(files)
    for name, content in files.items():
        entry = found["files"][name]
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["size"] == len(content)
        assert found["made_with"][entry["made_with"]]["weasyprint"] == version("weasyprint")
        if name in START_PAGE:
            assert "state" not in entry
        else:
            assert name.startswith(JURISDICTIONS[entry["state"]].slug)


def test_when_nothing_is_due_nothing_is_written(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states(*THREE))
    first = build(dataset, templates, output, formats=QUICK)
    before = versions(first.folder)
    started: list[int] = []

    second = build(dataset, templates, output, formats=QUICK, on_start=started.append)

    assert (second.written, second.unchanged) == ((), first.written)
    assert started == [0]
    assert versions(second.folder) == before


def test_one_changed_figure_renders_one_sheet(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    build(make_dataset(states(*THREE)), templates, output, formats=QUICK)
    done: list[str] = []
    changed = make_dataset(states(*THREE, Montana={"team_hope_supported": 9}))

    report = build(changed, templates, output, formats=QUICK, on_sheet=done.append)

    assert done == ["Montana"]
    assert report.written == ("montana.html", "montana.txt")
    assert report.edited == ()
    assert b"including 9 survivors/families in Montana" in contents(report.folder)["montana.txt"]


def test_a_changed_national_figure_renders_the_sheets_that_have_a_use_for_it(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    figures = states(*THREE, Wyoming={"team_adam_cases": "not reported"})
    build(make_dataset(figures), templates, output, formats=TEXT)

    one = build(make_dataset(figures, team_adam_incidents=58), templates, output, formats=TEXT)
    all_of_them = build(
        make_dataset(figures, connect_users=19_000), templates, output, formats=TEXT
    )

    assert one.written == ("wyoming.txt",)
    assert all_of_them.written == ("montana.txt", "new-york.txt", "wyoming.txt")


def test_another_version_of_a_tool_renders_all(
    make_dataset: Any, templates: Templates, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = make_dataset(states("Montana", "Wyoming"))
    folder = build(dataset, templates, output, formats=TEXT).folder
    newer = {**tools(), "pango": "99"}
    for module in (manifest, provenance):
        monkeypatch.setattr(module, "tools", lambda: newer)

    report = build(dataset, templates, output, states=["Wyoming"], formats=TEXT)

    assert report.written == ("wyoming.txt",)
    found = json.loads((folder / "manifest.json").read_text())
    pango = {
        name: found["made_with"][entry["made_with"]]["pango"]
        for name, entry in found["files"].items()
    }
    older = {"montana.txt": tools()["pango"]}
    assert pango == {**dict.fromkeys([*START_PAGE, "wyoming.txt"], "99"), **older}
    assert build(dataset, templates, output, formats=TEXT).written == ("montana.txt",)


@pytest.mark.parametrize("name", [WORDING, "page.html.j2", "web.css", "print.css"])
def test_a_changed_template_renders_all(
    name: str, make_dataset: Any, own_templates: Path, output: Path
) -> None:
    dataset = make_dataset(states("Montana", "Wyoming"))
    build(dataset, Templates.find(own_templates), output, formats=TEXT)
    comment = "/* new */" if name.endswith(".css") else "{# new #}"
    (own_templates / name).write_text((own_templates / name).read_text() + comment)

    report = build(dataset, Templates.find(own_templates), output, formats=TEXT)

    assert report.written == ("montana.txt", "wyoming.txt")


def test_force_makes_anew_what_is_up_to_date(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states("Montana", "Wyoming"))
    build(dataset, templates, output, formats=TEXT)

    report = build(dataset, templates, output, formats=TEXT, force=True)

    assert report.written == ("montana.txt", "wyoming.txt")
    assert (report.unchanged, report.edited) == ((), ())


def test_a_file_that_was_edited_by_hand_is_made_anew_and_named(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states("Montana", "Wyoming"))
    folder = build(dataset, templates, output, formats=TEXT).folder
    good = contents(folder)
    (folder / "wyoming.txt").write_text("Our own words")

    report = build(dataset, templates, output, formats=TEXT)

    assert report.edited == report.written == ("wyoming.txt",)
    assert contents(folder) == good


def test_a_file_that_is_gone_is_made_anew_and_not_called_edited(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states("Montana", "Wyoming"))
    folder = build(dataset, templates, output, formats=TEXT).folder
    (folder / "wyoming.txt").unlink()

    report = build(dataset, templates, output, formats=TEXT)

    assert (report.written, report.edited) == (("wyoming.txt",), ())


def test_a_state_with_a_problem_does_not_stop_the_others(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    folder = build(make_dataset(states(*THREE)), templates, output, formats=QUICK).folder
    before = contents(folder)
    faulty = make_dataset(
        states(*THREE, Montana={"cvip_submissions": 3}, Wyoming={"missing_children": WRONG_TOTAL})
    )

    report = build(faulty, templates, output, formats=QUICK)

    assert list(report.failed) == ["Wyoming"]
    assert [(each.state, each.figure) for each in report.problems] == [
        ("Wyoming", "missing_children.total")
    ]
    assert report.written == ("montana.html", "montana.txt")
    after = contents(folder)
    assert after["montana.txt"] != before["montana.txt"]
    assert after["wyoming.txt"] == before["wyoming.txt"]
    assert after["wyoming.html"] == before["wyoming.html"]
    assert "wyoming.txt" in json.loads(after["manifest.json"])["files"]


def test_a_wording_that_fails_for_one_state_does_not_stop_the_others(
    make_dataset: Any, own_templates: Path, output: Path
) -> None:
    wording = own_templates / WORDING
    wording.write_text(wording.read_text() + "\n\nNCMEC reviewed {{ cvip_submissions }}.\n")
    dataset = make_dataset(states(*THREE, Wyoming={"cvip_submissions": "not reported"}))

    report = build(dataset, Templates.find(own_templates), output, formats=TEXT)

    assert list(report.failed) == ["Wyoming"]
    assert "not reported" in report.problems[0].what
    assert report.written == ("montana.txt", "new-york.txt")


@pytest.mark.one_in(2)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_format_that_cannot_be_made_does_not_stop_the_others_of_its_state(
    jobs: int, make_dataset: Any, own_templates: Path, output: Path
) -> None:
    dataset = make_dataset(states("Montana", Wyoming={"team_adam_cases": "not reported"}))
    folder = build(dataset, Templates.find(own_templates), output).folder
    before = contents(folder)
    long = "{% if team_adam_cases %}\n" + "\n\nMore words." * 120 + "\n{% endif %}\n"
    wording = own_templates / WORDING
    wording.write_text(wording.read_text() + "\n\nChanged.\n\n" + long)

    report = build(dataset, Templates.find(own_templates), output, jobs=jobs)

    assert [(each.state, "pages" in each.what) for each in report.problems] == [("Montana", True)]
    assert list(report.failed) == ["Montana"]
    assert report.not_made == {Format.PDF: ("Montana",)}
    assert report.outdated == ("montana.pdf",)  # it is there, and has the words of before
    others = ("montana.html", "montana.txt", "wyoming.html", "wyoming.pdf", "wyoming.txt")
    assert report.written == others
    after = contents(folder)
    assert {name for name in others if after[name] == before[name]} == set()
    assert after["montana.pdf"] == before["montana.pdf"]

    again = build(dataset, Templates.find(own_templates), output, jobs=jobs)
    assert (again.written, again.unchanged) == ((), others)
    assert (again.not_made, again.outdated) == (report.not_made, report.outdated)
    assert again.problems == report.problems


def test_a_wording_with_an_error_is_refused_before_anything_is_written(
    make_dataset: Any, own_templates: Path, output: Path
) -> None:
    (own_templates / WORDING).write_text("# {{ nobody_knows_this }}\n")

    with pytest.raises(FactsheetsError, match="nobody_knows_this"):
        build(make_dataset(states("Wyoming")), Templates.find(own_templates), output)

    assert not output.exists()


@pytest.mark.slow
def test_two_processes_write_the_bytes_that_one_writes(
    make_dataset: Any, templates: Templates, tmp_path: Path
) -> None:
    dataset = make_dataset(states(*THREE))

    one = build(dataset, templates, tmp_path / "one", jobs=1)
    two = build(dataset, templates, tmp_path / "two", jobs=2)

    assert one.written == two.written
    assert contents(one.folder) == contents(two.folder)


def test_no_states_content_lands_in_the_file_of_another(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states(*JURISDICTIONS))
    done: list[str] = []

    report = build(dataset, templates, output, formats=QUICK, jobs=2, on_sheet=done.append)

    assert len(report.written) == 2 * len(JURISDICTIONS) == 112
    assert sorted(done) == sorted(JURISDICTIONS)
    for position, (name, jurisdiction) in enumerate(JURISDICTIONS.items()):
        text = (report.folder / file_name(name, Format.TEXT)).read_text()
        page = (report.folder / file_name(name, Format.HTML)).read_text()
        assert f"**{name} Data**" in text
        assert (
            f"{2_000 + position:,} CyberTipline reports were made available to law enforcement "
            f"in {jurisdiction.in_sentence}.**"
        ) in text
        assert re.findall(r'"state": "(.*)"', page) == [name]
        assert f'<data value="{2_000 + position}">' in page


def test_only_the_formats_asked_for_are_written(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states("Wyoming"))

    first = build(dataset, templates, output, formats=[Format.HTML])
    second = build(dataset, templates, output, formats=QUICK)

    assert first.written == ("wyoming.html",)
    assert (second.written, second.unchanged) == (("wyoming.txt",), ("wyoming.html",))
    found = json.loads((second.folder / "manifest.json").read_text())
    assert set(found["files"]) == {*START_PAGE, "wyoming.html", "wyoming.txt"}


def test_only_the_states_asked_for_are_written_and_each_once(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states(*THREE, Ohio={"missing_children": WRONG_TOTAL}))

    report = build(dataset, templates, output, states=["Wyoming", "Wyoming"], formats=TEXT)

    assert report.written == ("wyoming.txt",)
    assert (report.failed, report.awaited) == ({}, ())


def test_states_without_figures_are_awaited(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    report = build(make_dataset(states(*THREE)), templates, output, formats=TEXT)

    assert len(report.awaited) == 47
    assert not set(report.awaited) & set(THREE)
    assert "alabama.txt" not in contents(report.folder)


def test_a_territory_that_is_not_in_the_file_is_awaited_when_it_is_asked_for(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    report = build(make_dataset(states("Wyoming")), templates, output, states=["Guam"])

    assert (report.awaited, report.written) == (("Guam",), ())


def test_the_house_style_changes_the_files_of_states_with_departures(
    dataset: Dataset, templates: Templates, output: Path
) -> None:
    published = build(dataset, templates, output, formats=TEXT)
    as_published = contents(published.folder)

    report = build(dataset, templates, output, formats=TEXT, house_style=True)

    assert "missouri.txt" in report.unchanged  # Missouri's sheet is the house style
    assert "wyoming.txt" in report.written
    assert report.edited == ()
    assert b"**Wyoming Data**" not in as_published["wyoming.txt"]
    assert b"**Wyoming Data**" in contents(report.folder)["wyoming.txt"]


@pytest.mark.parametrize("where", ["output", "output/2023"])
def test_a_file_in_place_of_the_folder_is_refused(
    where: str, make_dataset: Any, templates: Templates, tmp_path: Path
) -> None:
    file = tmp_path / where
    file.parent.mkdir(exist_ok=True)
    file.write_text("kept")

    with pytest.raises(FactsheetsError) as caught:
        build(make_dataset(states("Wyoming")), templates, tmp_path / "output", formats=TEXT)

    assert "This is a file, not a folder." in str(caught.value)
    assert file.read_text() == "kept"


def test_a_file_that_cannot_be_written_does_not_stop_the_others(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    blocked = output / "2023/wyoming.txt"
    (blocked / "kept").mkdir(parents=True)

    report = build(make_dataset(states(*THREE)), templates, output, formats=QUICK, jobs=1)

    assert list(report.failed) == ["Wyoming"]
    assert [each.file for each in report.problems] == [str(blocked)]
    pages = ("montana.html", "montana.txt", "new-york.html", "new-york.txt", "wyoming.html")
    assert report.written == pages
    assert (blocked / "kept").is_dir()
    assert not list(report.folder.glob(".*"))


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"{",
        b"[]",
        b"3",
        b"{}",
        b'{"files": []}',
        b'{"files": {"wyoming.txt": 3}}',
        b'{"files": {"wyoming.txt": null}}',
        b'{"files": {"wyoming.txt": {}}}',
        b'{"files": {"wyoming.txt": {"state": "Wyoming"}}}',
        b'{"files": {"wyoming.txt": {"sha256": 3, "made_from": []}}}',
    ],
)
def test_a_manifest_that_is_damaged_is_made_anew(
    content: bytes, make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states("Montana", "Wyoming"))
    folder = build(dataset, templates, output, formats=TEXT).folder
    good = contents(folder)
    (folder / "manifest.json").write_bytes(content)

    report = build(dataset, templates, output, formats=TEXT)

    assert report.written == ("montana.txt", "wyoming.txt")
    assert report.edited == ()
    assert contents(folder) == good


def test_a_folder_in_place_of_the_manifest_is_a_problem_and_no_sheet_is_lost(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    (output / "2023/manifest.json").mkdir(parents=True)

    report = build(make_dataset(states("Wyoming")), templates, output, formats=TEXT)

    assert report.written == ("wyoming.txt",)
    [problem] = report.problems
    assert problem.file == str(output / "2023/manifest.json")
    assert problem.what == "This is a folder, not a file."
    assert contents(output / "2023").keys() == {*START_PAGE, "wyoming.txt"}


def test_a_process_that_is_killed_is_reported(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    names = list(JURISDICTIONS)[:7]

    killed: list[int] = []

    def kill(_: str) -> None:  # as the system does when memory runs out
        if not killed:
            pid = multiprocessing.active_children()[0].pid
            assert pid
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    report = build(
        make_dataset(states(*names)),
        templates,
        output,
        formats=[Format.PDF],
        states=names,
        jobs=2,
        on_sheet=kill,
    )

    assert killed
    assert report.failed
    for state, problems in report.failed.items():
        assert [each.state for each in problems] == [state]
        assert "ended from outside" in problems[0].what
    assert len(report.written) + len(report.failed) == len(names)
    files = contents(report.folder)
    listed = json.loads(files.pop("manifest.json"))["files"]
    assert tuple(sorted(files.keys() - START_PAGE)) == report.written
    assert listed.keys() == files.keys()


def test_a_build_waits_for_the_one_that_writes_to_the_folder(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    names = THREE
    first, second = (make_dataset(states(*names, Ohio={"cvip_submissions": n})) for n in (1, 2))
    told = threading.Event()
    reports: list[Report] = []

    def build_second() -> None:
        reports.append(build(second, templates, output, formats=TEXT, on_wait=told.set))

    thread = threading.Thread(target=build_second)

    def start_second(_: int) -> None:
        thread.start()
        assert told.wait(20)

    report = build(first, templates, output, formats=TEXT, on_start=start_second)
    thread.join()

    assert report.written == ("montana.txt", "new-york.txt", "ohio.txt", "wyoming.txt")
    assert reports[0].written == ("ohio.txt",)
    assert set(reports[0].unchanged) == set(report.written) - {"ohio.txt"}
    assert reports[0].edited == ()


KILLS = 10  # in each of the shards


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(5))
def test_a_build_that_is_killed_leaves_whole_files_and_the_next_one_finishes_it(
    shard: int, templates: Templates, tmp_path: Path
) -> None:
    draw = random.Random(shard)
    names = list(JURISDICTIONS)[:8]
    clean: list[dict[str, bytes]] = []
    for number in range(2):
        figures = {name: {"cvip_submissions": 100 * number + 7} for name in names}
        data = put_edition(tmp_path, data_text(states(**figures)), f"{number}.yaml")
        clean.append(contents(build(load(data), templates, tmp_path / str(number)).folder))
    output, killed = tmp_path / "output", 0
    folder = output / "2023"
    command = [sys.executable, "-m", "factsheets", "build", "-j", "2", "-o", str(output)]

    while killed < KILLS:
        data = tmp_path / f"{draw.randrange(2)}.yaml"
        force = ["--force"] * draw.randrange(2)
        with subprocess.Popen(
            [*command, *force, "--data", str(data)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(draw.uniform(0.2, 2.2))
            killed += process.poll() is None
            process.kill()

        for name, content in contents(folder).items() if folder.is_dir() else ():
            if name not in {"manifest.json", "index.html"} and not name.startswith("."):
                assert content in (clean[0][name], clean[1][name]), name
            elif name == "manifest.json":
                Manifest.model_validate_json(content)
            elif name == "index.html":
                assert content.endswith(b"</html>")

    report = build(load(tmp_path / "1.yaml"), templates, output, jobs=2)
    assert report.edited == ()
    assert contents(folder) == clean[1]


def test_what_is_done_is_saved_on_the_way_so_that_it_is_not_done_again(
    make_dataset: Any, templates: Templates, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("factsheets.build.build.SAVED_EVERY", 0.0)
    saved: list[set[str]] = []

    def look(_: str) -> None:
        found = Manifest.read(output / "2023", year=2023, sample=True)
        saved.append(set(found.sheets))

    build(make_dataset(states(*THREE)), templates, output, formats=TEXT, on_sheet=look)

    assert saved == [set(), {"montana.txt"}, {"montana.txt", "new-york.txt"}]


def test_a_problem_that_all_states_share_is_named_once(
    make_dataset: Any, own_templates: Path, output: Path
) -> None:
    page = own_templates / "page.html.j2"
    page.write_text("{{ nobody_knows_this }}")

    report = build(make_dataset(states(*THREE)), Templates.find(own_templates), output)

    assert list(report.failed) == THREE
    assert [(each.file, each.line) for each in report.problems] == [(str(page), 1)]
    assert report.not_made == dict.fromkeys((Format.HTML, Format.PDF), tuple(THREE))
    texts = {"montana.txt", "new-york.txt", "wyoming.txt"}
    assert set(report.written) == texts
    assert contents(report.folder).keys() == {*texts, *START_PAGE, "manifest.json"}


def test_the_start_page_and_the_table_follow_a_change(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    folder = build(make_dataset(states(*THREE)), templates, output, formats=TEXT).folder
    before = contents(folder)
    assert b">2,000<" in before["index.html"]
    assert b",Montana,MT,2000," in before["states.csv"]
    changed = make_dataset(states(*THREE, Montana={"cybertipline_reports": 7_654}))

    build(changed, templates, output, formats=TEXT)

    after = contents(folder)
    assert b'<data value="7654">7,654</data>' in after["index.html"]
    assert b">2,000<" not in after["index.html"]
    assert b",Montana,MT,7654," in after["states.csv"]
    assert after["states.csv"].splitlines()[-1] == before["states.csv"].splitlines()[-1]


@pytest.mark.parametrize("name", ["index.html.j2", "index.js", "index.css", "web.css"])
def test_the_start_page_follows_its_template(
    name: str, make_dataset: Any, own_templates: Path, output: Path
) -> None:
    dataset = make_dataset(states("Wyoming"))
    folder = build(dataset, Templates.find(own_templates), output, formats=TEXT).folder
    comment = "<!-- new -->" if name.endswith(".j2") else "/* new */"
    (own_templates / name).write_text((own_templates / name).read_text() + comment)

    build(dataset, Templates.find(own_templates), output, formats=TEXT)

    assert comment in (folder / "index.html").read_text()


def test_the_start_page_and_the_table_are_not_written_again_when_nothing_has_changed(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states(*THREE))
    folder = build(dataset, templates, output, formats=TEXT).folder
    before = versions(folder)
    assert before.keys() >= START_PAGE

    build(dataset, templates, output, formats=TEXT)
    assert versions(folder) == before

    build(dataset, templates, output, formats=TEXT, force=True)
    after = versions(folder)
    assert {name: after[name] for name in START_PAGE} == {name: before[name] for name in START_PAGE}
    assert after["wyoming.txt"] != before["wyoming.txt"]


@pytest.mark.parametrize("name", sorted(START_PAGE))
@pytest.mark.parametrize("damage", ["gone", "edited"])
def test_a_start_page_or_table_that_is_gone_or_edited_is_made_anew(
    damage: str, name: str, make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states(*THREE))
    folder = build(dataset, templates, output, formats=TEXT).folder
    good = contents(folder)
    (folder / name).unlink() if damage == "gone" else (folder / name).write_text("Our own words")

    build(dataset, templates, output, formats=TEXT)

    assert contents(folder) == good


def test_a_start_page_that_fails_leaves_the_sheets_built_and_is_reported(
    make_dataset: Any, own_templates: Path, output: Path
) -> None:
    dataset = make_dataset(states(*THREE))
    folder = build(dataset, Templates.find(own_templates), output, formats=TEXT).folder
    good = contents(folder)
    page = own_templates / "index.html.j2"
    page.write_text("<main>\n{{ nobody_knows_this }}\n</main>\n")

    report = build(dataset, Templates.find(own_templates), output, formats=TEXT)

    assert report.written == ("montana.txt", "new-york.txt", "wyoming.txt")
    assert report.failed == {}
    assert [(each.file, each.line) for each in report.other_problems] == [(str(page), 2)]
    assert report.problems == report.other_problems
    assert contents(folder)["index.html"] == good["index.html"]
    assert "wyoming.txt" in json.loads(contents(folder)["manifest.json"])["files"]


def test_a_folder_in_place_of_the_start_page_is_reported(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    (output / "2023/index.html").mkdir(parents=True)

    report = build(make_dataset(states("Wyoming")), templates, output, formats=TEXT)

    assert report.written == ("wyoming.txt",)
    (problem,) = report.other_problems
    assert problem.file == str(output / "2023/index.html")
    assert problem.what == "This is a folder, not a file."


def test_the_start_page_links_only_to_files_that_are_there(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states(*THREE))
    folder = build(dataset, templates, output, formats=QUICK).folder
    (folder / "wyoming.html").unlink()

    build(dataset, templates, output, formats=TEXT)

    page = (folder / "index.html").read_text()
    links = set(re.findall(r'<a [^>]*href="([^"]*)"', page))
    elsewhere = {"#states", "https://www.missingkids.org"}
    assert links - elsewhere == contents(folder).keys() - {"index.html", "manifest.json"}


@pytest.mark.slow
def test_source_date_epoch_makes_a_sheet_anew_and_a_bad_one_is_a_problem(
    make_dataset: Any, templates: Templates, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, pdf = make_dataset(states("Wyoming")), [Format.PDF]
    folder = build(dataset, templates, output, formats=pdf).folder
    before = contents(folder)

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert build(dataset, templates, output, formats=pdf).written == ("wyoming.pdf",)
    assert contents(folder)["wyoming.pdf"] != before["wyoming.pdf"]
    assert build(dataset, templates, output, formats=pdf).written == ()
    good = contents(folder)

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    report = build(dataset, templates, output, formats=pdf)
    assert list(report.failed) == ["Wyoming"]
    assert "SOURCE_DATE_EPOCH" in report.problems[0].what
    assert contents(folder) == good

    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert build(dataset, templates, output, formats=pdf).written == ("wyoming.pdf",)
    assert contents(folder) == before


def test_the_files_of_a_state_without_figures_any_more_are_named_and_left(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    build(make_dataset(states("New York", "Wyoming")), templates, output, formats=TEXT, jobs=1)
    report = build(make_dataset(states("Wyoming")), templates, output, formats=TEXT, jobs=1)

    assert report.left_over == ("new-york.txt",)
    assert (report.folder / "new-york.txt").exists()
    (report.folder / "new-york.txt").unlink()
    report = build(make_dataset(states("Wyoming")), templates, output, formats=TEXT, jobs=1)
    assert report.left_over == ()


def test_prune_removes_the_files_of_states_without_figures(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    folder = build(make_dataset(states(*THREE)), templates, output, formats=QUICK).folder
    (folder / "montana.html").write_text("Our own words")
    (folder / "ohio.txt").write_text("Not of a build")
    (folder / "review.html").write_text("To sign off")
    later = make_dataset(states("Wyoming"))

    report = build(later, templates, output, formats=QUICK, prune=True)

    assert report.pruned == ("montana.txt", "new-york.html", "new-york.txt")
    assert report.left_over == ("montana.html", "ohio.txt")  # somebody's work
    assert contents(folder).keys() == {
        *START_PAGE, "manifest.json", "montana.html", "ohio.txt", "review.html",
        "wyoming.html", "wyoming.txt",
    }  # fmt: skip
    files = json.loads((folder / "manifest.json").read_text())["files"]
    assert files.keys() == {*START_PAGE, "montana.html", "wyoming.html", "wyoming.txt"}
    assert b"montana.txt" not in (folder / "index.html").read_bytes()
    again = build(later, templates, output, formats=QUICK, prune=True)
    assert (again.pruned, again.written) == ((), ())


def test_a_build_that_fails_prunes_nothing(
    make_dataset: Any, own_templates: Path, output: Path
) -> None:
    folder = build(
        make_dataset(states("Montana", "Wyoming")), Templates.find(own_templates), output,
        formats=TEXT,
    ).folder  # fmt: skip
    before = contents(folder)
    (own_templates / "page.html.j2").write_text("{{ nobody_knows_this }}")
    later = make_dataset(states("Wyoming"))

    report = build(later, Templates.find(own_templates), output, formats=QUICK, prune=True)

    assert report.failed
    assert report.pruned == ()
    assert contents(folder)["montana.txt"] == before["montana.txt"]


def test_a_build_that_is_stopped_prunes_nothing(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    def stop(_: str) -> None:
        raise KeyboardInterrupt

    folder = build(
        make_dataset(states("Montana", "Wyoming")), templates, output, formats=TEXT
    ).folder
    later = make_dataset(states("Wyoming"))

    with pytest.raises(KeyboardInterrupt):
        build(later, templates, output, formats=TEXT, prune=True, force=True, on_sheet=stop)

    assert (folder / "montana.txt").exists()


def test_sheets_that_no_manifest_lists_are_named_and_never_removed(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    folder = build(
        make_dataset(states("Montana", "Wyoming")), templates, output, formats=TEXT
    ).folder
    (folder / "manifest.json").unlink()

    report = build(make_dataset(states("Wyoming")), templates, output, formats=TEXT, prune=True)

    assert (report.left_over, report.pruned) == (("montana.txt",), ())
    assert (folder / "montana.txt").exists()


def test_the_manifest_says_before_the_first_sheet_that_the_figures_are_invented(
    make_dataset: Any, templates: Templates, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(_: str) -> None:
        raise Killed

    seen: list[Manifest] = []
    original = Manifest.write

    def look(self: Manifest, folder: Path) -> None:
        original(self, folder)
        seen.append(Manifest.read(folder, year=0, sample=False))
        assert len(seen) > 1 or not list(folder.glob("*.txt"))

    monkeypatch.setattr(Manifest, "write", look)
    with pytest.raises(Killed):
        build(make_dataset(states(*THREE)), templates, output, formats=TEXT, on_sheet=kill)

    assert (seen[0].year, seen[0].sample, seen[0].files) == (2023, True, {})


def test_a_folder_that_was_copied_for_another_year_gets_its_year(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    first = build(make_dataset(states("Wyoming")), templates, output, formats=TEXT).folder
    shutil.copytree(first, output / "2024")

    second = build(
        make_dataset(states("Wyoming"), year=2024), templates, output, formats=TEXT
    ).folder

    assert json.loads((second / "manifest.json").read_text())["year"] == 2024


def test_a_manifest_with_a_figure_of_another_version_makes_its_sheet_anew(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    dataset = make_dataset(states("Wyoming"))
    folder = build(dataset, templates, output, formats=TEXT).folder
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"connect_users"', '"renamed_figure"'))

    assert build(dataset, templates, output, formats=TEXT).written == ("wyoming.txt",)


def test_what_a_part_of_a_build_leaves_as_it_was_is_named(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    build(make_dataset(states(*THREE)), templates, output, formats=QUICK)
    changed = make_dataset(states(*THREE, Montana={"team_hope_supported": 9}))

    one = build(changed, templates, output, states=["Wyoming"], formats=QUICK)
    other = build(changed, templates, output, formats=TEXT)

    assert one.outdated == ("montana.html", "montana.txt")
    assert other.outdated == ("montana.html",)
    assert build(changed, templates, output, formats=QUICK).outdated == ()


def test_a_template_that_changes_during_a_build_is_not_taken_for_the_one_that_was_found(
    make_dataset: Any, own_templates: Path, output: Path
) -> None:
    dataset, style = make_dataset(states(*THREE)), own_templates / "web.css"
    good = style.read_text()

    def change(_: str) -> None:
        style.write_text(good + "/* a try */")

    html = [Format.HTML]
    report = build(dataset, Templates.find(own_templates), output, formats=html, on_sheet=change)
    style.write_text(good)
    again = build(dataset, Templates.find(own_templates), output, formats=html)

    assert report.written == ("montana.html",)
    assert list(report.failed) == ["New York", "Wyoming"]
    assert "changed while the sheets were made" in report.problems[0].what
    assert again.written == ("new-york.html", "wyoming.html")
    assert not [name for name, each in contents(again.folder).items() if b"a try" in each]


def test_processes_that_end_before_all_is_handed_out_are_reported(
    make_dataset: Any, templates: Templates, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pool.rendered

    def ends(*arguments: Any) -> Iterator[Any]:
        yield next(real(*arguments))
        raise BrokenProcessPool

    monkeypatch.setattr(pool, "rendered", ends)

    report = build(make_dataset(states(*THREE)), templates, output, formats=TEXT)

    assert report.written == ("montana.txt",)
    assert list(report.failed) == ["New York", "Wyoming"]
    assert all("ended from outside" in each.what for each in report.problems)


def test_prune_leaves_the_files_of_a_state_with_a_problem(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    build(make_dataset(states("Montana", "Wyoming")), templates, output, formats=TEXT)
    wrong = states("Montana", Wyoming={"missing_children": WRONG_TOTAL})

    report = build(make_dataset(wrong), templates, output, formats=TEXT, prune=True)

    assert (report.pruned, report.outdated) == ((), ("wyoming.txt",))


@pytest.mark.parametrize("sample", [True, False])
def test_invented_figures_never_come_among_real_ones(
    sample: bool, make_dataset: Any, templates: Templates, output: Path
) -> None:
    build(make_dataset(states("Wyoming"), sample=sample), templates, output, formats=TEXT)
    before = contents(output / "2023")

    with pytest.raises(FactsheetsError, match="The sheets in this folder are"):
        build(make_dataset(states("Montana"), sample=not sample), templates, output, formats=TEXT)
    assert contents(output / "2023") == before


def test_the_older_files_of_a_state_with_a_problem_are_named(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    build(make_dataset(states("Montana", "Wyoming")), templates, output, formats=TEXT)
    wrong = states("Montana", Wyoming={"missing_children": WRONG_TOTAL})
    report = build(make_dataset(wrong), templates, output, formats=TEXT)

    assert report.outdated == ("wyoming.txt",)
    assert report.left_over == ()


def test_a_state_whose_name_is_misspelt_now_is_not_left_over(
    make_dataset: Any, templates: Templates, output: Path
) -> None:
    build(make_dataset(states("Montana", "Wyoming")), templates, output, formats=TEXT)
    misspelt = {"Montana": states("Montana")["Montana"], "Wyomng": invented()}
    report = build(make_dataset(misspelt), templates, output, states=["Wyoming"], formats=TEXT)

    assert list(report.failed) == ["Wyoming"]
    assert (report.outdated, report.left_over) == (("wyoming.txt",), ())
