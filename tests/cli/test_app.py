"""The command line: what its commands do, and with which exit status."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer

from cli.conftest import (
    ARGUMENTS,
    EVERY_RUN,
    PATIENCE,
    WITH_DATA,
    Run,
    change,
    contents,
    data,
    on_terminal,
    one_line,
    program,
    with_ctrl_c,
)
from conftest import CATALOGUE, data_text, invented, published
from factsheets.cli import preview
from factsheets.cli.app import app
from factsheets.figures.values import SAMPLE_MARK


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that a preview would have opened."""
    found: list[str] = []

    def open_it(address: str) -> bool:
        found.append(address)
        return True

    monkeypatch.setattr(preview, "open_outside", open_it)
    return found


def test_require_all_has_status_1_while_a_state_is_awaited(run: Run, project: Path) -> None:
    status, _, err = run("build", "-f", "text", "--require-all")
    assert (status, err) == (1, "Not complete: 45 states are still awaited (--require-all).\n")
    assert len(list(project.glob("output/2023/*.txt"))) == 5
    assert run("build", "WY", "MT", "-f", "text", "--require-all")[0] == 0
    assert run("build", "WY", "Guam", "-f", "text", "--require-all")[0] == 1


ADDRESS = "https://example.org/2023/"


def test_the_address_is_kept_from_build_to_build_until_it_is_taken_off(
    run: Run, project: Path
) -> None:
    build, folder = ("build", "WY", "-f", "html", "-j", "1"), project / "output/2023"
    for options, address in (
        (["--base-url", ADDRESS.removesuffix("/")], ADDRESS),
        ([], ADDRESS),
        (["--base-url", ""], ""),
        ([], ""),
    ):
        status, out, err = run(*build, *options)
        where = f", to be published at {address}" if address else ""
        assert (status, out.splitlines()[-1], err) == (0, f"In output/2023{where}", "")
        assert (ADDRESS in (folder / "wyoming.html").read_text()) is bool(address)
        assert (folder / "wyoming.png").exists() is bool(address)


def test_what_is_no_address_is_said_plainly(run: Run, project: Path) -> None:
    status, out, err = run("build", "--base-url", "example.org/2023")

    assert (status, out) == (2, "")
    wrong = "it does not begin with https:// or http://. Write it like https://example.org/"
    assert wrong in one_line(err)
    assert "Traceback" not in err
    assert not (project / "output").exists()


@pytest.mark.parametrize(
    ("archive", "message"),
    [
        (data_text({}, year=2024), "This file is for 2024, but its folder in the archive is 2023."),
        (data_text({}, year=2031), "This file is for 2031, but its folder in the archive is 2023."),
        ("states: [", "data/archive/2023/states.yaml:2: The file is not YAML"),
        ("", "data/archive/2023/states.yaml: The file is empty"),
        (None, "old.yaml: There is no such file."),
    ],
    ids=["the same year", "a later year", "not YAML", "empty", "missing"],
)
def test_an_archive_that_cannot_be_compared_with_is_one_clear_message(
    run: Run, two_years: Path, archive: str | None, message: str
) -> None:
    if archive is not None:
        (two_years / "data/archive/2023/states.yaml").write_text(archive)

    status, out, err = run("review", *(["--against", "old.yaml"] if archive is None else []))

    assert (status, out) == (1, "")
    assert message in err
    assert not (two_years / "output").exists()


# --- coverage


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


def test_where_nothing_can_show_a_preview_it_is_said_where_it_is(
    run: Run, project: Path, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview, "open_outside", lambda address: False)

    status, out, err = run("preview", "WY", "-f", "html")

    assert (status, err) == (
        0,
        f"No program here could show it. Open it yourself: {out.strip()}\n",
    )
    assert Path(out.strip()).is_file()


def test_a_preview_of_an_awaited_state_says_whose_figures_it_shows(run: Run, project: Path) -> None:
    run("new-year", "2024")

    status, out, err = run("preview", "WY")

    assert (status, err) == (
        0,
        "Wyoming: figures of 2024 are awaited. This preview shows those of 2023 "
        "(data/archive/2023/states.yaml).\n",
    )
    assert out.startswith("**SAMPLE: FIGURES OF 2023, NOT OF 2024. DO NOT PUBLISH.**\n")
    assert "In 2024, 809 CyberTipline reports" in out


def test_a_preview_says_which_figures_are_invented(run: Run, project: Path) -> None:
    new = "state:\n  generated:\n    title: Generated\n    about: New.\n"
    run("new-year", "2024")
    change(project / "data/figures.yaml", "\nstate:\n", f"\n{new}")
    in_wyoming = run("preview", "WY")[2]
    in_alabama = run("preview", "AL")[2]
    shutil.rmtree(project / "data/archive")

    assert in_wyoming.endswith("states.yaml), and invented ones for generated.\n")
    assert in_alabama.endswith(f", and invented ones for {len(CATALOGUE.state) + 1} others.\n")
    assert run("preview", "WY")[2].endswith("This preview shows invented ones.\n")


def test_a_preview_of_a_state_that_is_not_in_the_file_says_what_to_do(
    run: Run, project: Path
) -> None:
    status, out, err = run("preview", "Guam")

    assert (status, out) == (1, "")
    assert err.startswith(
        "Guam: There are no figures for this state, so there is no sheet. Write them below "
        '"states:" in the data file, or import them.\n'
    )


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


def no_figures(project: Path) -> None:
    (project / "data/figures.yaml").unlink()


def template(name: str, content: bytes) -> Callable[[Path], None]:
    def write(project: Path) -> None:
        (project / "templates" / name).write_bytes(content)

    return write


@pytest.mark.one_in(24)
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
        (no_figures, "data/figures.yaml: There is no such file."),
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
    wording = "nowhere/factsheet.md.j2"
    assert err.startswith(
        f"The wording is {wording}, not the one that belongs to data/states.yaml.\n"
        f"{wording}: The wording is missing: there is no such file."
    )
    assert not (project / "output").exists()


@pytest.mark.parametrize("place", ["output", "output/2023"])
def test_an_output_that_is_a_file_is_refused(run: Run, project: Path, place: str) -> None:
    (project / place).parent.mkdir(exist_ok=True)
    (project / place).write_text("kept")

    status, out, err = run("build", "-f", "text")

    assert (status, out) == (1, "")
    assert "This is a file, not a folder." in err
    assert (project / place).read_text() == "kept"


@pytest.mark.one_in(12)
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


def test_init_refuses_the_folder_that_one_works_in(run: Run, project: Path) -> None:
    before = contents(project)

    status, out, err = run("init", ".")

    assert (status, out) == (1, "")
    assert err.startswith(".: This is a folder to work in already: data/states.yaml is there.")
    assert contents(project) == before


@pytest.mark.slow
def test_the_package_is_the_command_too(project: Path) -> None:
    done = subprocess.run(
        program("check"), capture_output=True, text=True, timeout=PATIENCE, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "No problems. States: 5 ready, 45 awaited.\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["preview", "WY"],
        ["review"],
        ["build", "-f", "text", "-f", "html"],
    ],
    ids=" ".join,
)
def test_only_a_pdf_and_a_check_of_its_style_need_weasyprint(
    project: Path, arguments: list[str]
) -> None:
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


@pytest.mark.slow
def test_a_preview_on_a_terminal_has_real_bold_and_a_real_table(project: Path) -> None:
    status, output = on_terminal("preview", "WY")

    assert status == 0
    bold = "".join(re.findall(r"\x1b\[1m(.*?)\x1b\[0m", output))  # a figure is a part of its own
    assert "In2023,809CyberTiplinereportsweremadeavailabletolawenforcement" in bold.replace(" ", "")
    assert "NCMECoperatestheCyberTipline" not in bold.replace(" ", "")
    assert "**" not in output
    assert re.search(r"Children Missing From Social Services +14 *\r\n", output)
    assert max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in output.splitlines()) <= 80


def start_watching(project: Path) -> subprocess.Popen[bytes]:
    """A watched preview, which prints to the files ``out`` and ``err``."""
    with (project / "out").open("wb") as out, (project / "err").open("wb") as err:
        return subprocess.Popen(with_ctrl_c("preview", "WY", "--watch"), stdout=out, stderr=err)


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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_watched_preview_of_an_awaited_state_follows_the_wording(run: Run, project: Path) -> None:
    run("new-year", "2024")
    process = start_watching(project)
    wording, out, err = project / "templates/factsheet.md.j2", project / "out", project / "err"
    try:
        assert comes(out, "In 2024, 809 CyberTipline reports")
        assert err.read_text().count("This preview shows those of 2023") == 1
        assert comes_after(wording, "operates the Cyber", "runs the Cyber", out, "NCMEC runs the")
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
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


def test_verify_says_which_data_file_each_year_was_held_against(run: Run, two_years: Path) -> None:
    archived = "data/archive/2023/states.yaml"
    run("build", "-f", "text")
    run("build", "-f", "text", "--data", archived)

    status, out, _ = run("verify", "output")
    assert status == 0
    assert out.splitlines() == [
        "output/2023/ohio.txt: agrees with the data, 20 figures",
        "output/2024/ohio.txt: agrees with the data, 20 figures",
        f"1 of 1 files of 2023 agree with {archived}.",
        "1 of 1 files of 2024 agree with data/states.yaml.",
    ]

    (two_years / "old.txt").write_text("Ohio Data of 2019")
    status, out, err = run("verify", "output/2023/ohio.txt", "old.txt")
    assert status == 1
    assert out.splitlines()[1:] == [
        f"1 of 1 files of 2023 agree with {archived}.",
        "1 file could not be held against any edition.",
    ]
    assert "The sheet is of 2019, a year that has no edition: old.txt." in err


@pytest.mark.slow
def test_verify_of_a_whole_folder_has_status_0_when_all_agrees(run: Run, project: Path) -> None:
    run("build", "-f", "text", "-f", "html", "--house-style")

    status, out, err = run("verify", "output", "--house-style")
    assert (status, err) == (0, "output/2023: there is no PDF in it.\n")
    assert out.endswith("\n10 of 10 files agree with data/states.yaml.\n")

    assert run("verify", "output")[0] == 1
