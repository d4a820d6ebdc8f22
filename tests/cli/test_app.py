"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import copy
import fcntl
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import typer

from conftest import DATA, ROOT, data_text, invented, published
from factsheets.cli.app import app, main
from factsheets.figures.values import SAMPLE_MARK
from factsheets.files import locked
from factsheets.jurisdictions import STATES

COMMANDS = {
    "init": [],
    "build": ["--format", "-f", "--output", "-o", "--jobs", "-j", "--force", "--require-all",
              "--house-style", "--data", "--templates"],
    "preview": ["--format", "-f", "--watch", "--house-style", "--data", "--templates"],
    "review": ["--against", "--output", "-o", "--data", "--templates"],
    "coverage": ["--specimens", "--data", "--templates"],
    "check": ["--data", "--templates"],
    "list": ["--data", "--templates"],
    "new-year": ["--skip-years", "--data"],
    "export": ["--data"],
    "import": ["--dry-run", "--data"],
    "extract": ["--templates"],
    "verify": ["--house-style", "--data", "--templates"],
}  # fmt: skip
EVERY_RUN = [["build", "-f", "text", "-j", "1"], ["preview", "WY"], ["review"], ["coverage"],
             ["check"], ["list"]]  # fmt: skip
PATIENCE = 30.0  # seconds, for what takes one

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the machine that decides on colours or widths."""
    colours = ("NO_COLOR", "FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "TTY_COMPATIBLE")
    for name in (*colours, "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, plots_once: None
) -> Run:
    """A function that runs a command, and returns its status, its output and its messages.

    A build of it starts no process of its own; ``test_build`` and ``test_pool`` test those.
    """
    monkeypatch.setattr(os, "cpu_count", lambda: 1)

    def run_it(*arguments: str | Path) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main([str(each) for each in arguments])
        status = caught.value.code
        assert isinstance(status, int)
        return status, *capsys.readouterr()

    return run_it


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with the repository's own data and templates."""
    (tmp_path / "data").mkdir()
    shutil.copy(DATA, tmp_path / "data")
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that a preview would have opened."""
    found: list[str] = []
    monkeypatch.setattr(typer, "launch", found.append)
    return found


@pytest.fixture
def drafts(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    folder = tmp_path_factory.mktemp("drafts")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def change(path: Path, old: str, new: str) -> None:
    """Change a file as an editor does: whole, at once."""
    text = path.read_text()
    assert old in text
    draft = path.with_name("draft")
    draft.write_text(text.replace(old, new))
    draft.replace(path)


def one_line(text: str) -> str:
    """Text without the frame and the line ends of Typer's messages."""
    return " ".join(re.sub("[╭─╮│╰╯]", " ", text).split())


def contents(folder: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


# --- help


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(run: Run, command: str) -> None:
    status, out, err = run(command, "--help")

    assert (status, err) == (0, "")
    description = one_line(out).partition("Usage:")[2].partition("Options")[0]
    assert len(description.split()) > 8
    assert re.search(rf"Examples?: .*factsheets {command}", one_line(out))
    for option in COMMANDS[command]:
        assert re.search(rf"{option}\b", out)


@pytest.mark.parametrize(("command", "options"), COMMANDS.items())
def test_the_readme_names_every_command_and_option(command: str, options: list[str]) -> None:
    readme = (ROOT / "README.md").read_text()

    assert f"factsheets {command}" in readme
    for option in options:
        assert f"`{option}`" in readme


def test_help_names_every_command(run: Run) -> None:
    status, out, _ = run("--help")

    assert status == 0
    assert all(f"│ {command} " in out for command in COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["print"],
        ["build", "--fast"],
        ["build", "-f", "word"],
        ["build", "-j", "0"],
        ["build", "-j", "two"],
        ["preview"],
        ["preview", "WY", "MT"],
        ["preview", "WY", "-f", "pdf,html"],
        ["check", "WY"],
        ["extract"],
        ["verify"],
    ],
    ids=" ".join,
)
def test_wrong_usage_has_status_2_and_writes_nothing(
    run: Run, project: Path, arguments: list[str]
) -> None:
    status, out, err = run(*arguments)

    assert status == 2
    assert "Usage: " in out + err
    assert not (project / "output").exists()


@pytest.mark.parametrize("command", ["build", "preview"])
@pytest.mark.parametrize(("name", "meant"), [("Wyomin", "Wyoming"), ("new-yrok", "New York")])
def test_an_unknown_state_has_status_2_and_says_which_was_meant(
    run: Run, project: Path, command: str, name: str, meant: str
) -> None:
    status, out, err = run(command, name)

    assert (status, out) == (2, "")
    assert f'"{name}" is not a US state or territory. Did you mean "{meant}"?' in one_line(err)


@pytest.mark.parametrize("arguments", [["build"], ["preview", "WY"]], ids=["build", "preview"])
@pytest.mark.parametrize("name", ["docx", "PDF ", ""])
def test_an_unknown_format_has_status_2_and_the_three_are_said(
    run: Run, project: Path, arguments: list[str], name: str
) -> None:
    status, out, err = run(*arguments, "-f", name)

    assert (status, out) == (2, "")
    assert f'"{name}" is not a format. The formats are text, html and pdf.' in one_line(err)
    assert not (project / "output").exists()


# --- build


def test_build_prints_what_it_did_and_where(run: Run, project: Path) -> None:
    status, out, err = run("build", "-f", "text", "-f", "html")

    assert (status, err) == (0, "")
    assert re.search(r"written +10 +5  Colorado, Missouri, Montana, Wisconsin, Wyoming", out)
    assert re.search(r"awaited +45  Alabama, Alaska,", out)
    assert out.endswith("\nIn output/2023\n")
    assert (project / "output/2023/wyoming.txt").read_text() == published("Wyoming")
    assert (project / "output/2023/wyoming.html").is_file()
    assert not list(project.glob("output/2023/*.pdf"))

    status, out, err = run("build", "-f", "text", "-f", "html")
    assert (status, err) == (0, "")
    assert re.search(r"up to date +10 +5  Colorado", out)
    assert "written" not in out


@pytest.mark.parametrize("name", ["Wyoming", "wyoming", "WY", "wy", " Wyoming "])
def test_a_state_is_named_in_several_ways(run: Run, project: Path, name: str) -> None:
    status, _, _ = run("build", name, "-f", "text")

    assert status == 0
    assert [each.name for each in project.glob("output/2023/*.txt")] == ["wyoming.txt"]


@pytest.mark.parametrize("name", ["New York", "new-york", "NY", "new york", "NEW_YORK"])
def test_a_name_of_two_words_is_found(run: Run, project: Path, name: str) -> None:
    (project / "data/states.yaml").write_text(data_text({"New York": invented()}))

    status, out, _ = run("preview", name)

    assert status == 0
    assert "**New York Data**" in out


def test_the_folder_is_printed_whole_whatever_its_name(run: Run, project: Path) -> None:
    folder = project / f"sheets [/b] :smile: {'for the year ' * 8}"

    status, out, _ = run("build", "WY", "-f", "text", "-o", folder)

    assert status == 0
    assert out.splitlines()[-1] == f"In {folder}/2023"


def test_problems_go_to_standard_error_with_file_line_state_and_figure(
    run: Run, project: Path
) -> None:
    run("build", "-f", "text")
    before = contents(project / "output")
    data = project / "data/states.yaml"
    change(data, "      total: 23\n", "      total: 24\n")
    change(data, "connect_new_users: 106", "connect_new_users: 107")
    line = data.read_text().splitlines().index("      total: 24") + 1

    status, out, err = run("build", "-f", "text")

    assert status == 1
    assert err == (
        "output/2023/wyoming.txt is of an earlier build: do not publish it as it is.\n"
        f"data/states.yaml:{line}: Wyoming, missing_children.total: The total is 24, but "
        "14 + 7 + 2 is 23. Correct the one that is wrong.\n1 problem.\n"
    )
    assert re.search(r"written +1 +1  Montana *\n", out)
    assert re.search(r"with problems +1  Wyoming *\n", out)
    sheet = str(project / "output/2023/wyoming.txt")
    assert contents(project / "output")[sheet] == before[sheet]


def test_all_problems_are_counted(run: Run, project: Path) -> None:
    data = project / "data/states.yaml"
    change(data, "      total: 23\n", "      total: 24\n")
    change(data, "team_hope_supported: 18\n", 'team_hope_supported: "18"\n')

    status, _, err = run("check")

    assert status == 1
    assert len(err.splitlines()) == 3
    assert err.endswith("2 problems.\n")


def test_a_name_in_the_data_is_printed_as_it_stands(run: Run, project: Path) -> None:
    change(project / "data/states.yaml", "  Alabama:\n", '  "Alabama[/b]":\n')

    status, out, err = run("build", "-f", "text")

    assert status == 1
    assert re.search(r"with problems +1  Alabama *\n", out)
    assert '"Alabama[/b]" is not a US state or territory.' in err


def test_require_all_has_status_1_while_a_state_is_awaited(run: Run, project: Path) -> None:
    status, _, err = run("build", "-f", "text", "--require-all")
    assert (status, err) == (1, "Not complete: states still awaited: 45 (--require-all).\n")
    assert len(list(project.glob("output/2023/*.txt"))) == 5
    assert run("build", "WY", "MT", "-f", "text", "--require-all")[0] == 0
    assert run("build", "WY", "Guam", "-f", "text", "--require-all")[0] == 1


def test_a_file_edited_by_hand_is_named(run: Run, project: Path) -> None:
    run("build", "-f", "text")
    sheet = project / "output/2023/wyoming.txt"
    sheet.write_text("Our own words")

    status, _, err = run("build", "-f", "text")

    assert status == 0
    assert err == "output/2023/wyoming.txt had been changed by hand; it was made anew.\n"
    assert sheet.read_text() == published("Wyoming")


def test_force_and_house_style_reach_the_build(run: Run, project: Path) -> None:
    run("build", "WY", "-f", "text")

    _, out, _ = run("build", "WY", "-f", "text", "--force")
    assert re.search(r"written +1 ", out)
    _, out, _ = run("build", "WY", "-f", "text", "--house-style")
    assert re.search(r"written +1 ", out)
    assert "**Wyoming Data**" in (project / "output/2023/wyoming.txt").read_text()


def test_data_templates_and_output_are_taken_from_where_they_are_said_to_be(
    run: Run, project: Path
) -> None:
    (project / "ours").mkdir()
    (project / "ours/factsheet.md.j2").write_text("# Our {{ state }}\n")
    (project / "2022.yaml").write_text(data_text({"Ohio": invented()}, year=2022))

    status, out, _ = run(
        "build", "--data", "2022.yaml", "--templates", "ours", "-o", "sheets", "-f", "text"
    )

    assert status == 0
    assert out.endswith("In sheets/2022\n")
    assert "# " not in (project / "sheets/2022/ohio.txt").read_text()
    assert "\nOur Ohio\n" in (project / "sheets/2022/ohio.txt").read_text()


def test_templates_in_the_working_directory_come_first(run: Run, project: Path) -> None:
    (project / "templates/factsheet.md.j2").write_text("# Our {{ state }}\n")

    assert run("preview", "WY") == (0, "Our Wyoming\n", "")


# --- review


@pytest.fixture
def two_years(project: Path) -> Path:
    """The working directory, with invented figures of 2024, and of 2023 in the archive."""
    (project / "data/archive").mkdir()
    then, now = invented(), invented(cybertipline_reports=12_340)
    (project / "data/archive/2023.yaml").write_text(data_text({"Ohio": then}, year=2023))
    (project / "data/states.yaml").write_text(data_text({"Ohio": now}, year=2024))
    return project


def test_review_prints_the_large_moves_and_where_the_page_is(run: Run, two_years: Path) -> None:
    status, out, err = run("review")

    assert (status, err) == (0, "")
    assert out.startswith(f"{SAMPLE_MARK}\n2024 against 2023 (data/archive/2023.yaml)\n")
    assert re.search(r"OH +CyberTipline reports +1,234 +12,340 +\+11,106 +\+900% ", out)
    assert out.endswith("\nIn output/2024/review.html\n")
    assert contents(two_years / "output").keys() == {str(two_years / "output/2024/review.html")}


def test_review_takes_data_archive_templates_and_output_from_where_they_are_said_to_be(
    run: Run, two_years: Path
) -> None:
    shutil.move(two_years / "data/archive/2023.yaml", two_years / "old.yaml")
    shutil.move(two_years / "data/states.yaml", two_years / "new.yaml")
    (two_years / "ours").mkdir()
    (two_years / "ours/review.html.j2").write_text("Our {{ year }} against {{ then }}")

    status, out, _ = run("review", "--data", "new.yaml", "--against", "old.yaml",
                         "--templates", "ours", "-o", "pages")  # fmt: skip

    assert status == 0
    assert out.endswith("In pages/2024/review.html\n")
    assert (two_years / "pages/2024/review.html").read_text() == "Our 2024 against 2023"


def test_review_without_an_archive_says_so(run: Run, project: Path) -> None:
    status, out, err = run("review")

    assert (status, err) == (0, "")
    assert out.startswith("2023, no earlier year\n")
    assert (project / "output/2023/review.html").is_file()


def test_review_goes_on_without_the_states_that_have_problems(run: Run, two_years: Path) -> None:
    change(two_years / "data/states.yaml", "states:\n", "states:\n  Iowa: {cvip_submissions: x}\n")

    status, out, err = run("review")

    assert status == 1
    assert "OH  CyberTipline reports" in out
    assert "data/states.yaml:" in err
    assert err.endswith("problems.\n")
    assert (two_years / "output/2024/review.html").is_file()


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (data_text({}, year=2024), "This file has the figures of 2024: the same year as data/"),
        (data_text({}, year=2031), "This file has the figures of 2031; data/states.yaml has those"),
        ("states: [", "data/archive/2023.yaml:2: The file is not YAML"),
        ("", "data/archive/2023.yaml: The file is empty"),
        (None, "old.yaml: There is no such file."),
    ],
    ids=["the same year", "a later year", "not YAML", "empty", "missing"],
)
def test_an_archive_that_cannot_be_compared_with_is_one_clear_message(
    run: Run, two_years: Path, archive: str | None, message: str
) -> None:
    if archive is not None:
        (two_years / "data/archive/2023.yaml").write_text(archive)

    status, out, err = run("review", *(["--against", "old.yaml"] if archive is None else []))

    assert (status, out) == (1, "")
    assert message in err
    assert not (two_years / "output").exists()


# --- coverage


def test_coverage_shows_what_the_states_take_and_what_none_takes(run: Run, project: Path) -> None:
    status, out, err = run("coverage")

    assert status == 0
    assert err == "Sheets to read these in: factsheets coverage --specimens specimens\n"
    assert "with the figures of 2023: 5 states" in one_line(out)
    taken, _, missed = out.partition("Passage or noun that no state takes")
    assert re.search(r"^ +69 +… engagements +3 states: CO, MO, WI *$", taken, re.MULTILINE)
    assert re.search(r"^ +69 +In 2023, NCMEC had 1 engagement with", missed, re.MULTILINE)
    assert out.endswith("\nNo state takes 21 of 58 passages and nouns.\n")
    assert sorted(each.name for each in project.iterdir()) == ["data", "templates"]


def test_coverage_takes_data_and_templates_from_where_they_are_said_to_be(
    run: Run, project: Path
) -> None:
    (project / "ours").mkdir()
    (project / "ours/factsheet.md.j2").write_text(
        "# {{ state }}\n\n{% if team_adam_cases %}\nSome.\n{% endif %}\n"
    )
    (project / "2022.yaml").write_text(data_text({"Ohio": invented()}, year=2022))

    status, out, _ = run("coverage", "--data", "2022.yaml", "--templates", "ours")

    assert status == 0
    assert out.startswith(f"{SAMPLE_MARK}\nours/factsheet.md.j2, with the figures of 2022: 1 state")
    assert re.search(r" 4 +Some\. +all 1 *\n", out)
    assert out.endswith("\nNo state takes 1 of 2 passages and nouns.\n")


def test_coverage_says_nothing_of_specimens_where_states_take_all(run: Run, project: Path) -> None:
    (project / "templates/factsheet.md.j2").write_text(
        "# {{ state }}\n\n{% if team_adam_cases %}\nSome.\n{% endif %}\n"
    )

    status, out, err = run("coverage")

    assert (status, err) == (0, "")
    assert out.endswith("\nNo state takes 0 of 2 passages and nouns.\n")
    assert "that no state takes" not in out


def test_coverage_goes_on_without_the_states_that_have_problems(run: Run, project: Path) -> None:
    change(project / "data/states.yaml", "      total: 23\n", "      total: 24\n")

    status, out, err = run("coverage")

    assert status == 1
    assert "with the figures of 2023: 4 states" in one_line(out)
    assert re.search(r"^ +69 +… engagements +3 states: CO, MO, WI *$", out, re.MULTILINE)
    assert "Wyoming, missing_children.total: The total is 24" in err
    assert err.endswith("\n1 problem.\n")


def test_specimens_are_written_and_each_says_what_to_read_in_it(run: Run, project: Path) -> None:
    status, out, err = run("coverage", "--specimens", "to-read")

    assert (status, err) == (0, "")
    assert "No state takes 21 of 58 passages and nouns.\n" in out
    assert re.search(r"^specimen-1-one-of-each +What can be is 1:", out, re.MULTILINE)
    assert re.search(r"^specimen-4-zero-of-each +Every figure is 0: +41, 77, 84, 100 *$", out,
                     re.MULTILINE)  # fmt: skip
    assert out.endswith("\nIn to-read\n")
    assert len(list((project / "to-read").glob("specimen-*.pdf"))) == 6
    assert not (project / "output").exists()


def test_specimens_do_not_go_among_real_sheets(run: Run, project: Path) -> None:
    run("build", "WY", "-f", "text", "-j", "1")
    before = contents(project)

    status, out, err = run("coverage", "--specimens", "output/2023")

    assert status == 1
    assert "No state takes 21 of 58" in out
    assert err == (
        "output/2023: This folder has the name of a year: it is for that year's sheets. Choose a "
        "new folder, so that nobody takes a specimen for a sheet.\n1 problem.\n"
    )
    assert contents(project) == before


def test_a_branch_to_which_no_figures_lead_is_named(run: Run, project: Path) -> None:
    (project / "templates/factsheet.md.j2").write_text(
        "# {{ state }}\n\n{% if team_adam_cases and not team_adam_cases %}\nNo.\n{% endif %}\n"
    )

    status, _, err = run("coverage", "--specimens", "to-read")

    assert status == 0
    assert err == (
        'No figures lead to line 4, "No.": (Team Adam cases: 1 or more) and (Team Adam cases: 0 or '
        "not reported).\n"
    )


# --- check and list


def test_check_says_that_all_is_well(run: Run, project: Path) -> None:
    assert run("check") == (0, "No problems. States: 5 ready, 45 awaited.\n", "")
    assert sorted(each.name for each in project.iterdir()) == ["data", "templates"]


def test_check_names_the_problems_of_data_and_templates(run: Run, project: Path) -> None:
    change(project / "data/states.yaml", "      total: 23\n", "      total: 24\n")
    (project / "templates/factsheet.md.j2").write_text("# A title\n\n{{ stat }}\n")

    status, out, err = run("check")

    assert (status, out) == (1, "")
    assert "Wyoming, missing_children.total" in err
    assert "templates/factsheet.md.j2:3: " in err


def test_list_names_each_state(run: Run, project: Path) -> None:
    status, out, err = run("list")

    assert (status, err) == (0, "")
    assert len(out.splitlines()) == 51
    assert re.search(r"^Alabama +AL +awaited *$", out, re.MULTILINE)
    assert re.search(r"^Wyoming +WY +ready *$", out, re.MULTILINE)


def test_check_list_and_build_say_that_the_national_figures_are_awaited(
    run: Run, project: Path
) -> None:
    run("new-year", "2024")

    assert run("check")[1].endswith("0 ready, 50 awaited.\nThe national figures are awaited.\n")
    assert run("list")[1].endswith("\nThe national figures are awaited.\n")
    status, _, err = run("build", "-f", "text", "-j", "1")
    assert (status, err) == (0, "")
    start_page = (project / "output/2024/index.html").read_text()
    assert "<p>The national figures are awaited.</p>" in start_page


def test_a_year_that_lies_ahead_is_said_where_it_is_closed(run: Run, project: Path) -> None:
    text = (project / "data/states.yaml").read_text()
    (project / "data/states.yaml").write_text(text.replace("year: 2023", "year: 2099"))

    status, _, err = run("new-year", "2100")

    assert (status, "2099 has not begun yet. Is the year right?" in err) == (0, True)


@pytest.mark.parametrize("command", [("check",), ("list",), ("build", "-f", "text", "WY")])
def test_a_year_that_lies_ahead_or_is_archived_is_said_and_stops_nothing(
    command: tuple[str, ...], run: Run, project: Path
) -> None:
    text = (project / "data/states.yaml").read_text()
    (project / "data/states.yaml").write_text(text.replace("year: 2023", "year: 2099"))
    (project / "data/archive").mkdir()
    (project / "data/archive/2099.yaml").write_text("")

    status, _, err = run(*command)

    assert status == 0
    assert re.findall(r"year: .*", err) == [
        "year: 2099 has not begun yet. Is the year right?",
        "year: The archive has 2099.yaml already: that year is finished. "
        "Is this the right data file?",
    ]


def test_list_names_the_states_with_problems_and_then_the_problems(run: Run, project: Path) -> None:
    change(project / "data/states.yaml", "      total: 23\n", "      total: 24\n")

    status, out, err = run("list")

    assert status == 1
    assert re.search(r"^Wyoming +WY +1 problem *$", out, re.MULTILINE)
    assert re.search(r"^Montana +MT +ready *$", out, re.MULTILINE)
    assert err.endswith("\n1 problem.\n")


# --- preview


@pytest.mark.parametrize("state", ["Missouri", "Montana", "Wisconsin", "Wyoming"])
def test_a_preview_in_a_pipe_is_exactly_the_published_text(
    run: Run, project: Path, drafts: Path, state: str
) -> None:
    assert run("preview", state) == (0, published(state), "")
    assert not list(drafts.iterdir())


def test_a_preview_in_house_style_ignores_departures(run: Run, project: Path) -> None:
    _, out, _ = run("preview", "WY", "--house-style")

    assert "**Wyoming Data**" in out


@pytest.mark.parametrize(("kind", "start"), [("html", b"<!DOCTYPE html>"), ("pdf", b"%PDF-")])
def test_a_preview_as_html_or_pdf_is_opened_and_its_path_printed(
    run: Run, project: Path, drafts: Path, opened: list[str], kind: str, start: bytes
) -> None:
    status, out, err = run("preview", "WY", "-f", kind)

    assert (status, err) == (0, "")
    assert opened == out.splitlines()
    file = Path(opened[0])
    assert file.name == f"wyoming.{kind}"
    assert file.is_relative_to(drafts)
    assert file.read_bytes().startswith(start)
    assert not (project / "output").exists()


@pytest.mark.parametrize("state", ["Alabama", "Guam"])
def test_a_preview_of_a_state_without_figures_says_so(run: Run, project: Path, state: str) -> None:
    status, out, err = run("preview", state)

    assert (status, out) == (1, "")
    assert f"{state}: There are no figures for this state, so there is no sheet." in err


def test_a_preview_names_the_problems_of_its_state_only(run: Run, project: Path) -> None:
    data = project / "data/states.yaml"
    change(data, "      total: 23\n", "      total: 24\n")

    status, out, err = run("preview", "WY")
    assert (status, out) == (1, "")
    assert "Wyoming, missing_children.total" in err
    assert run("preview", "MT") == (0, published("Montana"), "")


def test_a_preview_of_invented_figures_says_that_they_are(run: Run, project: Path) -> None:
    (project / "data/states.yaml").write_text(data_text({"Wyoming": invented()}))

    assert run("preview", "WY")[1].startswith(f"**{SAMPLE_MARK}**\n")


# --- bad input: one clear message, and nothing lost


def no_file(project: Path) -> None:
    (project / "data/states.yaml").unlink()


def a_folder(project: Path) -> None:
    no_file(project)
    (project / "data/states.yaml").mkdir()


def data(content: bytes) -> Callable[[Path], None]:
    def write(project: Path) -> None:
        (project / "data/states.yaml").write_bytes(content)

    return write


def template(name: str, content: bytes) -> Callable[[Path], None]:
    def write(project: Path) -> None:
        (project / "templates" / name).write_bytes(content)

    return write


@pytest.mark.one_in(12)
@pytest.mark.parametrize("arguments", EVERY_RUN, ids=lambda each: each[0])
@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (no_file, "data/states.yaml: There is no such file."),
        (a_folder, "data/states.yaml: This is a folder, not a file."),
        (data(b""), "data/states.yaml: The file is empty."),
        (data(bytes(range(256))), "data/states.yaml:2: The file is not UTF-8 text."),
        (data(b"\x00\x01\x02"), "data/states.yaml:"),
        (data(b"year: 2023\nnational: {"), "data/states.yaml:3: The file is not YAML"),
        (data(b"[1, 2]"), "data/states.yaml:1: The file does not hold figures."),
        (template("factsheet.md.j2", b"# A\n{% if state"), "templates/factsheet.md.j2:2: "),
        (template("factsheet.md.j2", b"# A\n\n{{ stat }}"), "templates/factsheet.md.j2:3: "),
        (template("factsheet.md.j2", b"# A\n\xff"), "templates/factsheet.md.j2:2: "),
    ],
)  # fmt: skip
def test_bad_input_has_one_clear_message_and_loses_nothing(
    run: Run,
    project: Path,
    arguments: list[str],
    spoil: Callable[[Path], None],
    message: str,
) -> None:
    run("build", "-f", "text", "-j", "1")
    before = contents(project / "output")
    assert before
    spoil(project)

    status, _, err = run(*arguments)

    assert status == 1
    assert err.startswith(message)
    assert "Traceback" not in err
    assert err.endswith(" problem.\n") or err.endswith(" problems.\n")
    assert contents(project / "output") == before


@pytest.mark.parametrize("arguments", EVERY_RUN, ids=lambda each: each[0])
def test_a_folder_without_templates_is_refused(
    run: Run, project: Path, arguments: list[str]
) -> None:
    status, _, err = run(*arguments, "--templates", "nowhere")

    assert status == 1
    assert err.startswith("nowhere: This folder holds none of the templates.")
    assert not (project / "output").exists()


@pytest.mark.parametrize(
    "arguments", [["build", "-f", "html", "-j", "1"], ["preview", "WY", "-f", "html"], ["check"]]
)
@pytest.mark.parametrize("page", ["<main>\n{{ bodie }}", "<main>\n{% if sample %}"])
def test_an_error_in_the_page_is_named_with_its_line(
    run: Run, project: Path, drafts: Path, arguments: list[str], page: str
) -> None:
    (project / "templates/page.html.j2").write_text(page)

    status, _, err = run(*arguments)

    assert status == 1
    assert err.startswith("templates/page.html.j2:2: ")
    not_made = " Not made: the HTML of 5 states." if "build" in arguments else ""
    assert err.endswith(f"\n1 problem.{not_made}\n")


@pytest.mark.parametrize("place", ["output", "output/2023"])
def test_an_output_that_is_a_file_is_refused(run: Run, project: Path, place: str) -> None:
    (project / place).parent.mkdir(exist_ok=True)
    (project / place).write_text("kept")

    status, out, err = run("build", "-f", "text")

    assert (status, out) == (1, "")
    assert "This is a file, not a folder." in err
    assert (project / place).read_text() == "kept"


def test_a_sheet_that_cannot_be_written_is_named(run: Run, project: Path) -> None:
    (project / "output/2023/wyoming.txt").mkdir(parents=True)

    status, out, err = run("build", "-f", "text")

    assert status == 1
    assert "output/2023/wyoming.txt: This is a folder, not a file." in err
    assert re.search(r"written +4 +4  Colorado, Missouri, Montana, Wisconsin *\n", out)


# --- a folder to work in, and the wording that belongs to it

WITH_DATA = [command for command, options in COMMANDS.items() if "--data" in options]
WITH_TEMPLATES = [command for command, options in COMMANDS.items() if "--templates" in options]
ARGUMENTS = {
    "preview": ["WY"],
    "new-year": ["2024"],
    "export": ["figures.xlsx"],
    "import": ["figures.xlsx"],
    "extract": ["wyoming.txt"],
    "verify": ["wyoming.txt"],
    "build": ["-f", "text"],
}


@pytest.mark.parametrize("command", WITH_DATA)
def test_where_there_is_no_data_file_every_command_names_init(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)

    status, out, err = run(command, *ARGUMENTS.get(command, []))

    assert (status, out) == (1, "")
    assert err == (
        "data/states.yaml: There is no such file. Go to the folder that has it, or make a new "
        "one: factsheets init FOLDER.\n1 problem.\n"
    )
    assert list(tmp_path.iterdir()) == []

    assert run("init", ".")[0] == 0
    assert "There is no such file" not in run("check")[2]


@pytest.mark.parametrize("command", sorted(typer.main.get_group(app).commands.keys() - {"init"}))
def test_in_an_empty_folder_every_command_names_init(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)

    status, out, err = run(command, *ARGUMENTS.get(command, []))

    assert (status, out) == (1, "")
    assert "factsheets init FOLDER" in err


def test_published_sheets_are_read_where_there_is_no_data_and_it_is_said_what_is_missing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wyoming.txt").write_text(published("Wyoming"))
    monkeypatch.chdir(tmp_path)

    status, out, err = run("extract", "wyoming.txt")

    assert (status, out.splitlines()[0]) == (0, "year: 2023")
    assert err == (
        f"The wording is {ROOT}/templates/factsheet.md.j2, which comes with factsheets.\n"
        "There is no data/states.yaml here. Go to the folder that has it, or make a new one: "
        "factsheets init FOLDER.\n"
    )


@pytest.mark.parametrize("command", WITH_DATA)
def test_a_data_file_that_was_named_and_is_not_there_is_said_as_it_is(
    run: Run, project: Path, command: str
) -> None:
    (project / "wyoming.txt").write_text(published("Wyoming"))
    (project / "figures.xlsx").write_bytes(b"")

    status, _, err = run(command, *ARGUMENTS.get(command, []), "--data", "none.yaml")

    assert status == 1
    assert "init" not in err


def test_init_makes_a_folder_and_says_where(run: Run, project: Path) -> None:
    status, out, err = run("init", "new folder")

    assert (status, err) == (0, "")
    assert out == "new folder is made. Go into it: factsheets build makes its sheets there.\n"
    assert run("check", "--data", "new folder/data/states.yaml")[0] == 0


def test_init_refuses_the_folder_that_one_works_in(run: Run, project: Path) -> None:
    before = contents(project)

    status, out, err = run("init", ".")

    assert (status, out) == (1, "")
    assert err.startswith(".: This is a folder to work in already: data/states.yaml is there.")
    assert contents(project) == before


@pytest.mark.one_in(4)
@pytest.mark.parametrize("command", WITH_TEMPLATES)
def test_every_command_says_which_wording_counts_when_it_is_not_the_one_beside_the_data(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (project / "data/wyoming.txt").write_text(published("Wyoming"))
    own = project / "templates/factsheet.md.j2"
    change(own, "NCMEC operates", "NCMEC runs")
    monkeypatch.chdir(project / "data")
    arguments = [command, *ARGUMENTS.get(command, [])]
    beside = ["--data", "states.yaml"] if command in WITH_DATA else []

    _, _, err = run(*arguments, *beside)
    shipped = f"The wording is {ROOT}/templates/factsheet.md.j2, which comes with factsheets"
    instead = f", not {own}." if beside else "."  # extract reads no data file
    assert err.splitlines()[0] == shipped + instead

    monkeypatch.chdir(project)
    shutil.move("data/wyoming.txt", project)
    assert "The wording is" not in run(*arguments)[2]


# --- the process


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "factsheets", *arguments]


def test_the_package_is_the_command_too(project: Path) -> None:
    done = subprocess.run(
        program("check"), capture_output=True, text=True, timeout=PATIENCE, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "No problems. States: 5 ready, 45 awaited.\n"


@pytest.fixture
def without_pdf(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[str]]:
    """A function that runs a command where HarfBuzz-Subset cannot be loaded.

    It asserts status 1 and that the library is named once, and returns all lines.
    """
    folder = tmp_path_factory.mktemp("libraries")
    (folder / "libharfbuzz-subset.so.0").write_bytes(b"")

    def run_it(*arguments: str) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-m", "factsheets", *arguments],
            env={**os.environ, "LD_LIBRARY_PATH": str(folder)},
            capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 1
        said = done.stderr.splitlines()
        named = [line for line in said if line.startswith("PDF needs HarfBuzz-Subset (")]
        assert len(named) == 1
        assert "apt-get install" in named[0]
        assert "print.css" not in done.stderr
        assert "Traceback" not in done.stderr
        return [*done.stdout.splitlines(), *said]

    return run_it


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="LD_LIBRARY_PATH is Linux's")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_where_no_pdf_can_be_made_text_and_html_are_and_the_last_line_says_so(
    jobs: str, project: Path, without_pdf: Callable[..., list[str]]
) -> None:
    for written in ("written", "up to date"):
        lines = without_pdf("build", "--jobs", jobs)
        assert any(line.startswith(written) for line in lines)
        assert lines[-1] == "1 problem. Not made: the PDF of 5 states."
    made = {each.suffix for each in Path("output/2023").iterdir() if each.stem == "wyoming"}
    assert made == {".txt", ".html"}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="LD_LIBRARY_PATH is Linux's")
def test_where_no_pdf_can_be_made_every_command_that_makes_one_says_so_once(
    run: Run, project: Path, without_pdf: Callable[..., list[str]]
) -> None:
    assert run("build", "-f", "pdf")[0] == 0
    last = without_pdf("build", "--force", "-f", "pdf", "WY", "MT")[-1]
    assert last == "1 problem. Not made: the PDF of 2 states."
    assert without_pdf("preview", "WY", "-f", "pdf")[-1] == "1 problem."
    assert without_pdf("verify", "output/2023")[-1] == "1 problem."
    assert without_pdf("coverage", "--specimens", "specimens")[-1] == "1 problem."
    assert {each.suffix for each in Path("specimens").iterdir()} == {".txt", ".html"}


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["preview", "WY"],
        ["review"],
        ["check"],
        ["list"],
        ["build", "-f", "text", "-f", "html"],
    ],
    ids=" ".join,
)
def test_only_a_pdf_needs_weasyprint(project: Path, arguments: list[str]) -> None:
    code = (
        "import sys\nfrom factsheets.cli.app import main\ntry:\n    main(sys.argv[1:])\n"
        "except SystemExit as end:\n    assert not end.code\n"
        "print('weasyprint' in sys.modules, 'typer' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.stderr == "False True\n"


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    "arguments", [["list"], ["preview", "WY"], ["build", "-f", "text"]], ids=" ".join
)
def test_a_reader_that_goes_away_gets_no_traceback(project: Path, arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)  # as head -1 does when it has its line
    try:
        done = subprocess.run(
            program(*arguments),
            stdout=writer,
            stderr=subprocess.PIPE,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    finally:
        os.close(writer)

    assert (done.returncode, done.stderr) == (1, "")


def on_terminal(*arguments: str, **environment: str) -> tuple[int, str]:
    """The status and the output of a command on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
    with subprocess.Popen(
        program(*arguments),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        env=os.environ | environment,
    ) as process:
        os.close(theirs)
        output = b"".join(iter(lambda: _read(ours), b""))
        os.close(ours)
        return process.wait(PATIENCE), output.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux says so when the other end is closed
        return b""


def test_a_preview_on_a_terminal_has_real_bold_and_a_real_table(project: Path) -> None:
    status, output = on_terminal("preview", "WY")

    assert status == 0
    bold = "".join(re.findall(r"\x1b\[1m(.*?)\x1b\[0m", output))  # a figure is a part of its own
    assert "In2023,809CyberTiplinereportsweremadeavailabletolawenforcement" in bold.replace(" ", "")
    assert "NCMECoperatestheCyberTipline" not in bold.replace(" ", "")
    assert "**" not in output
    assert re.search(r"Children Missing From Social Services +14 *\r\n", output)
    assert max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in output.splitlines()) <= 80


def test_a_build_on_a_terminal_shows_its_progress(project: Path) -> None:
    status, output = on_terminal("build", "-f", "text", "-f", "html")

    assert status == 0
    assert "━" in output
    assert "5/5" in output
    assert "\x1b[38;5;" in output or re.search(r"\x1b\[3\dm", output)  # in colour
    assert output.endswith("In output/2023\r\n")


def test_no_color_is_respected(project: Path) -> None:
    status, output = on_terminal("build", "-f", "text", NO_COLOR="1")

    assert status == 0
    assert "5/5" in output
    assert not re.search(r"\x1b\[[\d;]*(3[0-8]|4[0-8])[\d;]*m", output)


def test_a_build_in_a_pipe_has_no_escape_codes(run: Run, project: Path) -> None:
    _, out, err = run("build", "-f", "text")

    assert "\x1b" not in out + err
    assert "━" not in out + err


# --- watching


def start_watching(project: Path) -> subprocess.Popen[bytes]:
    """A watched preview, which prints to the files ``out`` and ``err``."""
    with (project / "out").open("wb") as out, (project / "err").open("wb") as err:
        return subprocess.Popen(with_ctrl_c("preview", "WY", "--watch"), stdout=out, stderr=err)


def with_ctrl_c(*arguments: str) -> list[str]:
    """A command that heeds Ctrl-C even when the tests run in the background."""
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from factsheets.cli.app import main; main(sys.argv[1:])"
    )
    return [sys.executable, "-c", code, *arguments]


def comes(file: Path, text: str, patience: float = PATIENCE) -> bool:
    """Whether ``text`` comes, and the preview waits again after it."""
    messages = file.with_name("err")
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if text in file.read_text() and messages.read_text().endswith("Ctrl-C ends this.\n"):
            return True
        time.sleep(0.02)
    return False


def comes_after(path: Path, old: str, new: str, file: Path, text: str) -> bool:
    """Whether ``text`` comes when ``old`` is changed to ``new``, saved again if need be."""
    assert text not in file.read_text()
    change(path, old, new)
    for _ in range(int(PATIENCE / 3)):
        if comes(file, text, patience=3):
            return True
        change(path, new, new)
    return False


@pytest.fixture
def watching(project: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = start_watching(project)
    yield process
    process.kill()
    process.wait()


def test_a_watched_preview_follows_every_change_and_recovers(
    project: Path, watching: subprocess.Popen[bytes]
) -> None:
    figures, wording = project / "data/states.yaml", project / "templates/factsheet.md.j2"
    out, err = project / "out", project / "err"
    assert comes(out, "809 CyberTipline reports")
    assert comes_after(figures, "reports: 809", "reports: 811", out, "811 CyberTipline reports")
    assert comes_after(figures, "total: 23", "total: 24", err, "Wyoming, missing_children.total")
    change(figures, "reports: 811", "reports: 813")
    assert comes_after(figures, "total: 24", "total: 23", out, "813 CyberTipline reports")
    assert comes_after(wording, "operates the Cyber", "runs the {{ line }}", err, '"line"')
    assert comes_after(
        wording, "runs the {{ line }}", "runs the Cyber", out, "NCMEC runs the Cyber"
    )

    watching.send_signal(signal.SIGINT)

    assert watching.wait(PATIENCE) == 0
    assert "Traceback" not in err.read_text()


def test_a_watched_preview_does_not_heed_other_files(
    project: Path, watching: subprocess.Popen[bytes]
) -> None:
    out = project / "out"
    assert comes(out, "809 CyberTipline reports")
    figures = project / "data/states.yaml"
    assert comes_after(figures, "reports: 809", "reports: 811", out, "811 CyberTipline reports")
    shown = out.read_text()

    (project / "data/notes.txt").write_text("Call Montana.")

    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        assert out.read_text() == shown
        time.sleep(0.05)


def test_ctrl_c_ends_a_build_soon_and_leaves_whole_files_only(project: Path) -> None:
    (project / "data/states.yaml").write_text(
        data_text({name: copy.deepcopy(invented()) for name in STATES})
    )
    with subprocess.Popen(
        with_ctrl_c("build", "-f", "pdf", "-j", "2"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as process:
        end = time.monotonic() + PATIENCE
        while not list(project.glob("output/2023/*.pdf")) and time.monotonic() < end:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 130
    assert "Traceback" not in err
    [done] = re.findall(r"^Stopped. States done: ([0-9]+). The next build makes the others.$",
                        err, re.MULTILINE)  # fmt: skip
    found = {each.name: each.read_bytes() for each in project.glob("output/2023/*")}
    sheets = {name: content for name, content in found.items() if name.endswith(".pdf")}
    assert 0 < len(sheets) < len(STATES) / 2  # it did not go on with the others
    assert len(sheets) - int(done) in (0, 1)  # it can come while a sheet is written
    assert set(found) - set(sheets) == {"manifest.json", "index.html", "figures.csv"}
    assert all(content.rstrip().endswith(b"%%EOF") for content in sheets.values())
    listed = set(json.loads(found["manifest.json"])["files"])
    assert listed <= set(found) - {"manifest.json"}
    assert len(sheets) - len(listed & set(sheets)) in (0, 1)


def processes(leader: int) -> int:
    """How many processes run in the session of ``leader``."""
    found = 0
    for each in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            found += os.getsid(int(each.name)) == leader
    return found


@pytest.mark.slow
@pytest.mark.parametrize("wait", [0.0, 0.1, 0.2, 0.3, 0.5])
def test_ctrl_c_at_the_start_of_a_build_leaves_no_traceback_and_no_process(
    wait: float, project: Path
) -> None:
    with subprocess.Popen(
        with_ctrl_c("build", "-f", "pdf", "-j", "2"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True,
    ) as process:  # fmt: skip
        end = time.monotonic() + PATIENCE
        while processes(process.pid) < 3 and time.monotonic() < end:  # the server has started
            time.sleep(0.01)
        time.sleep(wait)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)

    assert "Traceback" not in err
    assert process.returncode in (0, 130)  # it can be done by then
    end = time.monotonic() + PATIENCE
    while processes(process.pid) and time.monotonic() < end:
        time.sleep(0.01)
    assert processes(process.pid) == 0


def test_ctrl_c_ends_a_build_whose_template_takes_for_ever(project: Path) -> None:
    page = project / "templates/page.html.j2"
    loop = "{% for n in range(1000) %}" * 4 + "{% endfor %}" * 4
    page.write_text(page.read_text().replace("<main>", f"{loop}<main>"))
    with subprocess.Popen(
        with_ctrl_c("build", "-f", "html", "-j", "2"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True,
    ) as process:  # fmt: skip
        end = time.monotonic() + PATIENCE
        while processes(process.pid) < 5 and time.monotonic() < end:  # two that render
            time.sleep(0.01)
        time.sleep(0.5)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)

    assert (process.returncode, "Traceback" in err) == (130, False)
    end = time.monotonic() + PATIENCE
    while processes(process.pid) and time.monotonic() < end:
        time.sleep(0.01)
    assert processes(process.pid) == 0


@pytest.mark.slow
def test_a_build_with_nothing_to_do_reads_only_what_it_must(project: Path) -> None:
    done = subprocess.run(program("build"), capture_output=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0
    code = (
        "import sys\nfrom factsheets.cli.app import main\ntry:\n    main(['build'])\n"
        "except SystemExit as end:\n    assert not end.code\n"
        "libraries = ('jinja2', 'markdown_it', 'weasyprint', 'yaml')\n"
        "print([name for name in libraries if name in sys.modules], file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, timeout=PATIENCE, check=False
    )

    assert done.stderr.decode() == "['yaml']\n"
    assert b"15" in done.stdout


def test_prune_says_what_it_has_removed_and_what_it_has_not(run: Run, project: Path) -> None:
    data, folder = project / "data/states.yaml", Path("output/2023")
    data.write_text(data_text({name: invented() for name in ("Montana", "Ohio", "Wyoming")}))
    assert run("build", "-f", "text")[0] == 0
    data.write_text(data_text({"Wyoming": invented()}))
    (project / folder / "montana.txt").write_text("Our own words")
    of_no_state = "is of a state without figures"

    left = run("build", "-f", "text")
    pruned = run("build", "-f", "text", "--prune")

    assert (left[0], left[2].splitlines()) == (0, [
        f"{folder / name} {of_no_state}: do not publish it; --prune removes it."
        for name in ("montana.txt", "ohio.txt")
    ])  # fmt: skip
    assert (pruned[0], pruned[2].splitlines()) == (0, [
        f"{folder}/ohio.txt was of a state without figures; it is removed.",
        f"{folder}/montana.txt {of_no_state}: it was changed by hand, so it is not removed.",
    ])  # fmt: skip
    assert (project / folder / "montana.txt").read_text() == "Our own words"
    assert not (project / folder / "ohio.txt").exists()


def test_a_build_that_has_to_wait_says_so(project: Path) -> None:
    folder = project / "output/2023"
    folder.mkdir(parents=True)
    with (
        locked(folder, lambda: None),
        subprocess.Popen(
            program("build", "-f", "text"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        assert process.stderr
        said = process.stderr.readline()
        assert process.poll() is None
        assert list(folder.iterdir()) == []
        process.kill()
    assert said == "Another build writes to this folder. Waiting until it is done.\n"


@pytest.mark.one_in(18)
@pytest.mark.parametrize(
    "command",
    ["check", "list", "preview WY", "build -f text -o sheets", "--help", "check --data none"],
)
@pytest.mark.parametrize("streams", [">/dev/full", "2>/dev/full", ">/dev/full 2>&1"])
def test_output_that_cannot_be_written_has_status_1_and_no_traceback(
    command: str, streams: str, project: Path
) -> None:
    shell = f'exec "$0" -m factsheets {command} {streams}'
    done = subprocess.run(
        ["sh", "-c", shell, sys.executable],
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip

    nothing_to_say = streams == "2>/dev/full" and command != "check --data none"
    assert done.returncode == (0 if nothing_to_say else 1)
    if streams == ">/dev/full" and command != "check --data none":
        assert done.stderr == "The output: No space left on device.\n"
    assert "Traceback" not in done.stdout + done.stderr
    assert "Exception ignored" not in done.stdout + done.stderr


def test_what_a_command_leaves_unwritten_is_written_before_the_status_is_settled() -> None:
    code = (
        "from factsheets.cli import app;app._run = lambda given: print('a line') or 0; app.main()"
    )
    shell = f'exec "$0" -c "{code}"'

    for end, status in (("", 0), (" >/dev/full", 1)):
        done = subprocess.run(
            ["sh", "-c", shell + end, sys.executable],
            capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert (done.returncode, "Exception" in done.stderr) == (status, False)


def test_messages_are_said_although_the_output_cannot_be_written(project: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -m factsheets check --data none >/dev/full', sys.executable],
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.startswith("none: There is no such file.")


@pytest.mark.one_in(4)
@pytest.mark.parametrize("command", ["check", "list", "preview WY", "build -f text"])
def test_a_command_works_where_nobody_listens(command: str, project: Path) -> None:
    shell = f'exec "$0" -m factsheets {command} <&- >&- 2>&-'

    done = subprocess.run(["sh", "-c", shell, sys.executable], check=False, timeout=PATIENCE)

    assert done.returncode == 0


LINK = "loop.yaml"  # that leads to itself


@pytest.mark.one_in(6)
@pytest.mark.parametrize(
    "command",
    [
        *(f"{' '.join(each)} --data {LINK}" for each in EVERY_RUN),
        f"new-year 2024 --data {LINK}",
        f"export new.csv --data {LINK}",
        f"import figures.csv --data {LINK}",
        f"import {LINK}",
        f"review --against {LINK}",
        f"extract {LINK}",
        f"verify {LINK}",
        f"build -f text -o {LINK}",
        f"review -o {LINK}",
        f"coverage --specimens {LINK}",
        f"check --templates {LINK}",
    ],
)
def test_a_link_to_itself_is_named(run: Run, project: Path, command: str) -> None:
    (project / LINK).symlink_to(LINK)
    (project / "figures.csv").write_text("State\n")

    status, _, err = run(*command.split())

    assert status == 1
    assert err.startswith(f"{LINK}")
    assert (project / LINK).is_symlink()


def test_a_link_in_the_templates_that_leads_nowhere_is_named(run: Run, project: Path) -> None:
    for name in ("factsheet.md.j2", "web.css"):
        (project / "templates" / name).unlink()
    (project / "templates/factsheet.md.j2").symlink_to("factsheet.md.j2")
    (project / "templates/web.css").symlink_to("none.css")

    status, _, err = run("check")

    assert status == 1
    assert err.startswith("templates/factsheet.md.j2: This is a link to itself. Delete it.\n")


# --- extract and verify


def test_extract_prints_a_data_file(run: Run, project: Path) -> None:
    run("build", "-f", "html", "-o", project)

    status, out, err = run("extract", *(project / "2023").glob("m*.html"))

    assert (status, err) == (0, "")
    (project / "found.yaml").write_text(out)
    assert run("list", "--data", "found.yaml")[0] == 0
    assert "  Missouri:\n    cybertipline_reports: 10_065\n" in out


def test_extract_prints_nothing_when_one_file_cannot_be_read(run: Run, project: Path) -> None:
    (project / "good.txt").write_text(published("Wyoming"))
    (project / "bad.txt").write_text(published("Wyoming").replace("809 Cyber", "809 Sider"))

    status, out, err = run("extract", "good.txt", "bad.txt")

    assert (status, out) == (1, "")
    assert err.startswith(
        'bad.txt: Wyoming: "content. In 2023, 809 SiderTipline reports were made available to" '
        'does not fit the wording. Expected: "content. In …, 1 CyberTipline report was or … '
    )
    assert err.endswith("\n1 problem.\n")


def test_verify_names_what_agrees_and_what_does_not(run: Run, project: Path) -> None:
    (project / "good.txt").write_text(published("Wyoming"))
    (project / "bad.txt").write_text(published("Wyoming").replace("809 Cyber", "908 Cyber"))

    status, out, err = run("verify", "good.txt", "bad.txt")

    assert status == 1
    assert out == (
        "good.txt: agrees with the data, 19 figures\n1 of 2 files agree with data/states.yaml.\n"
    )
    assert err == (
        'bad.txt: Wyoming, cybertipline_reports: "908" should be "809", in "reported content. In '
        '2023, 908 CyberTipline reports were made".\n1 problem.\n'
    )


@pytest.mark.slow
def test_verify_of_a_whole_folder_has_status_0_when_all_agrees(run: Run, project: Path) -> None:
    run("build", "-f", "text", "-f", "html", "--house-style")

    status, out, err = run("verify", "output", "--house-style")
    assert (status, err) == (0, "output/2023: there is no PDF in it.\n")
    assert out.endswith("\n10 of 10 files agree with data/states.yaml.\n")

    assert run("verify", "output")[0] == 1
