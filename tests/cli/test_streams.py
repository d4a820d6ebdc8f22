"""Output and messages that cannot be written, that nobody reads, or that hold odd characters."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import (
    PATIENCE,
    Run,
    change,
    program,
)
from factsheets.cli import streams


def test_the_folder_is_printed_whole_whatever_its_name(run: Run, project: Path) -> None:
    folder = project / f"sheets [/b] :smile: {'for the year ' * 8}"

    status, out, _ = run("build", "WY", "-f", "text", "-o", folder)

    assert status == 0
    assert out.splitlines()[-1] == f"In {folder}/2023"


def test_a_name_in_the_data_is_printed_as_it_stands(run: Run, project: Path) -> None:
    change(project / "data/states.yaml", "  Alabama:\n", '  "Alabama[/b]":\n')

    status, out, err = run("build", "-f", "text")

    assert status == 1
    assert re.search(r"with problems +1  Alabama *\n", out)
    assert '"Alabama[/b]" is not a US state or territory.' in err


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


@pytest.mark.skipif(sys.platform != "linux", reason="xdg-open is Linux's")
@pytest.mark.parametrize(
    ("program", "is_opened"),
    [("exit 0", True), ("echo no method available; exit 3", False), ("exec sleep 9", True)],
)
def test_the_desktops_own_program_opens_a_file_and_says_nothing(
    program: str,
    is_opened: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    opener = tmp_path / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path}/opened"\n{program}\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(streams, "_SOON", 0.5)

    assert streams.open_outside("wyoming.pdf") is is_opened

    assert (tmp_path / "opened").read_text() == "wyoming.pdf\n"
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform != "linux", reason="xdg-open is Linux's")
def test_without_such_a_program_nothing_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert not streams.open_outside("wyoming.pdf")


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


@pytest.mark.slow
def test_messages_are_said_although_the_output_cannot_be_written(project: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -m factsheets check --data none >/dev/full', sys.executable],
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip

    assert done.returncode == 1
    assert "\nnone: There is no such file." in done.stderr


@pytest.mark.one_in(4)
@pytest.mark.parametrize("command", ["check", "list", "preview WY", "build -f text"])
def test_a_command_works_where_nobody_listens(command: str, project: Path) -> None:
    shell = f'exec "$0" -m factsheets {command} <&- >&- 2>&-'

    done = subprocess.run(["sh", "-c", shell, sys.executable], check=False, timeout=PATIENCE)

    assert done.returncode == 0
