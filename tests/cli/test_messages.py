"""What the commands say: where, in which words, and how often."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.conftest import (
    ARGUMENTS,
    COMMANDS,
    EVERY_RUN,
    PATIENCE,
    WITH_DATA,
    Run,
    change,
    contents,
    one_line,
)
from conftest import data_text, invented, published, put_edition, put_figures
from factsheets.figures.values import SAMPLE_MARK
from factsheets.jurisdictions import JURISDICTIONS


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
        "output/2023/wyoming.txt is from an earlier build: do not publish it as it is.\n"
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


def test_a_file_edited_by_hand_is_named(run: Run, project: Path) -> None:
    run("build", "-f", "text")
    sheet = project / "output/2023/wyoming.txt"
    sheet.write_text("Our own words")

    status, _, err = run("build", "-f", "text")

    assert status == 0
    assert err == "output/2023/wyoming.txt had been changed by hand; it was made again.\n"
    assert sheet.read_text() == published("Wyoming")


@pytest.mark.slow
def test_review_prints_the_large_moves_and_where_the_page_is(run: Run, two_years: Path) -> None:
    status, out, err = run("review")

    assert (status, err) == (0, "")
    assert out.startswith(f"{SAMPLE_MARK}\n2024 against 2023 (data/archive/2023/states.yaml)\n")
    assert re.search(r"OH +CyberTipline reports +1,234 +12,340 +\+11,106 +\+900% ", out)
    assert out.endswith("\nIn output/2024/review.html\n")
    assert contents(two_years / "output").keys() == {str(two_years / "output/2024/review.html")}


@pytest.mark.slow
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


def test_coverage_shows_what_the_states_take_and_what_none_takes(run: Run, project: Path) -> None:
    status, out, err = run("coverage")

    assert status == 0
    assert err == "For sheets that show these: factsheets coverage --specimens specimens\n"
    assert "with the figures of 2023: 5 states" in one_line(out)
    taken, _, missed = out.partition("Passage or noun that no state takes")
    assert re.search(r"^ +69 +… engagements +3 states: CO, MO, WI *$", taken, re.MULTILINE)
    assert re.search(r"^ +69 +In 2023, NCMEC had 1 engagement with", missed, re.MULTILINE)
    assert out.endswith("\nNo state takes 21 of 58 passages and nouns.\n")
    assert sorted(each.name for each in project.iterdir()) == ["data", "templates"]


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


@pytest.mark.slow
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


def test_check_names_the_pages_that_are_those_of_factsheets(run: Run, project: Path) -> None:
    for name in ("print.css", "index.js"):
        (project / "templates" / name).unlink()

    status, _, err = run("check")

    assert (status, err) == (
        0,
        "templates does not have these, so those of factsheets are used: print.css, index.js.\n",
    )
    assert run("build", "-f", "text")[2] == ""


def test_check_says_remarks_and_they_stop_nothing(run: Run, project: Path) -> None:
    change(project / "templates/factsheet.md.j2", "In {{ year }}, the Cyber", "In 2023, the Cyber")

    status, out, err = run("check")

    assert (status, out) == (0, "No problems. States: 5 ready, 45 awaited.\n")
    assert re.fullmatch(
        r'templates/factsheet\.md\.j2:36: "2023" is typed into the wording\. If it changes with '
        r"the year, write the name of a figure, or \{\{ year }}\.\n",
        err,
    )


@pytest.mark.parametrize("command", [("check",), ("list",), ("build", "-f", "text", "-j", "1")])
def test_a_slip_of_the_pen_is_said_once_for_all_states(
    command: tuple[str, ...], run: Run, project: Path
) -> None:
    states = {name: invented(cybertipline_reports=n) for n, name in enumerate(JURISDICTIONS)}
    (project / "data/states.yaml").write_text(data_text(states))
    old = "**In {{ year }}, {{ cybertipline_reports"
    change(project / "templates/factsheet.md.j2", old, old.removeprefix("**"))

    status, _, err = run(*command)

    assert status == 1
    assert err.startswith(
        'templates/factsheet.md.j2:37: all 56 states: "**" would be printed as it is typed.'
    )
    assert re.search(r"\n1 problem\.( Not made: .*)?\n$", err)


def test_a_category_that_is_renamed_in_all_states_is_said_once(run: Run, project: Path) -> None:
    data = project / "data/states.yaml"
    data.write_text(data_text(dict.fromkeys(JURISDICTIONS, invented())))
    change(data, "      other:", "      others:")
    line = data.read_text().splitlines().index("      others: 9") + 1

    for command in (("check",), ("build", "-f", "text", "-j", "1")):
        status, _, err = run(*command)

        assert (status, len(err.splitlines())) == (1, 2)
        assert (
            f"data/states.yaml:{line}: Alabama and 55 more states, missing_children.others: " in err
        )
        assert err.endswith("\n1 problem.\n")


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
    put_edition(project / "data/archive/2099")

    status, _, err = run(*command)

    assert status == 0
    assert re.findall(r"year: .*", err) == [
        "year: 2099 has not begun yet. Is the year right?",
        "year: The archive has 2099 already: that year is finished. Is this the right data file?",
    ]


def test_list_names_the_states_with_problems_and_then_the_problems(run: Run, project: Path) -> None:
    change(project / "data/states.yaml", "      total: 23\n", "      total: 24\n")

    status, out, err = run("list")

    assert status == 1
    assert re.search(r"^Wyoming +WY +1 problem *$", out, re.MULTILINE)
    assert re.search(r"^Montana +MT +ready *$", out, re.MULTILINE)
    assert err.endswith("\n1 problem.\n")


# --- preview


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


def test_a_sheet_that_cannot_be_written_is_named(run: Run, project: Path) -> None:
    (project / "output/2023/wyoming.txt").mkdir(parents=True)

    status, out, err = run("build", "-f", "text")

    assert status == 1
    assert "output/2023/wyoming.txt: This is a folder, not a file." in err
    assert re.search(r"written +4 +4  Colorado, Missouri, Montana, Wisconsin *\n", out)


# --- a folder to work in, and the wording that belongs to it

WITH_TEMPLATES = [command for command, options in COMMANDS.items() if "--templates" in options]


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
    assert out == "new folder is ready. Go to it, and make its sheets: factsheets build\n"
    assert run("check", "--data", "new folder/data/states.yaml")[0] == 0


@pytest.mark.one_in(4)
@pytest.mark.parametrize("command", WITH_TEMPLATES)
def test_every_command_says_which_wording_counts_when_it_is_not_the_one_of_the_edition(
    run: Run, project: Path, command: str
) -> None:
    (project / "wyoming.txt").write_text(published("Wyoming"))
    shutil.copytree("templates", "other")
    arguments = [command, *ARGUMENTS.get(command, [])]

    _, _, err = run(*arguments, "--templates", "other")

    assert err.splitlines()[0] == (
        "The wording is other/factsheet.md.j2, not the one that belongs to data/states.yaml."
    )
    assert "The wording is" not in run(*arguments)[2]
    assert "The wording is" not in run(*arguments, "--templates", "data/../templates")[2]


@pytest.mark.one_in(4)
@pytest.mark.parametrize("command", WITH_TEMPLATES)
def test_every_command_finds_the_edition_from_any_working_directory(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (project / "wyoming.txt").write_text(published("Wyoming"))
    arguments = [command, *ARGUMENTS.get(command, [])]
    expected = run(*arguments)
    elsewhere = project / "data/else"
    elsewhere.mkdir()
    shutil.copy("wyoming.txt", elsewhere)
    monkeypatch.chdir(elsewhere)

    status, out, _ = run(*arguments, "--data", "../states.yaml")

    def words(text: str) -> list[str]:
        text = text.replace("../../templates", "templates")
        return text.replace("../states", "data/states").split()

    assert (status, words(out)) == (expected[0], words(expected[1]))


# --- the process


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


def test_prune_says_what_it_has_removed_and_what_it_has_not(run: Run, project: Path) -> None:
    data, folder = project / "data/states.yaml", Path("output/2023")
    data.write_text(data_text({name: invented() for name in ("Montana", "Ohio", "Wyoming")}))
    assert run("build", "-f", "text")[0] == 0
    data.write_text(data_text({"Wyoming": invented()}))
    (project / folder / "montana.txt").write_text("Our own words")
    of_no_state = "belongs to a state without figures"

    left = run("build", "-f", "text")
    pruned = run("build", "-f", "text", "--prune")

    assert (left[0], left[2].splitlines()) == (0, [
        f"{folder / name} {of_no_state}: do not publish it; --prune removes it."
        for name in ("montana.txt", "ohio.txt")
    ])  # fmt: skip
    assert (pruned[0], pruned[2].splitlines()) == (0, [
        f"{folder}/ohio.txt belonged to a state without figures; it was removed.",
        f"{folder}/montana.txt {of_no_state}: it was changed by hand, so it is not removed.",
    ])  # fmt: skip
    assert (project / folder / "montana.txt").read_text() == "Our own words"
    assert not (project / folder / "ohio.txt").exists()


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
    put_figures(project)
    (project / "figures.csv").write_text("State\n")

    status, _, err = run(*command.split())

    assert status == 1
    said = [line for line in err.splitlines() if not line.startswith("The wording is ")]
    assert said[0].startswith(LINK)
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
    put_figures(project)
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
