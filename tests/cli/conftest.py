"""What the tests of the command line share: a project, a run, a terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import DATA, ROOT, data_text, invented, put_edition, put_figures
from factsheets.cli.app import main

COMMANDS = {
    "init": [],
    "build": ["--format", "-f", "--output", "-o", "--base-url", "--jobs", "-j", "--force",
              "--require-all", "--house-style", "--data", "--templates"],
    "preview": ["--format", "-f", "--watch", "--house-style", "--data", "--templates"],
    "review": ["--against", "--output", "-o", "--data", "--templates"],
    "coverage": ["--specimens", "--data", "--templates"],
    "check": ["--data", "--templates"],
    "list": ["--data", "--templates"],
    "new-year": ["--skip-years", "--data"],
    "schema": ["--data"],
    "export": ["--data"],
    "import": ["--dry-run", "--data"],
    "extract": ["--data", "--templates"],
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
    """The working directory, with the repository's own edition."""
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    (tmp_path / "data").mkdir()
    shutil.copy(DATA, tmp_path / "data")
    put_figures(tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


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


@pytest.fixture
def two_years(project: Path) -> Path:
    """The working directory, with invented figures of 2024, and of 2023 in the archive."""
    then, now = invented(), invented(cybertipline_reports=12_340)
    put_edition(project / "data/archive/2023", data_text({"Ohio": then}, year=2023))
    (project / "data/states.yaml").write_text(data_text({"Ohio": now}, year=2024))
    return project


def data(content: bytes) -> Callable[[Path], None]:
    def write(project: Path) -> None:
        (project / "data/states.yaml").write_bytes(content)

    return write


WITH_DATA = [command for command, options in COMMANDS.items() if "--data" in options]
ARGUMENTS = {
    "preview": ["WY"],
    "new-year": ["2024"],
    "export": ["figures.xlsx"],
    "import": ["figures.xlsx"],
    "extract": ["wyoming.txt"],
    "verify": ["wyoming.txt"],
    "build": ["-f", "text"],
}


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "factsheets", *arguments]


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


def with_ctrl_c(*arguments: str) -> list[str]:
    """A command that heeds Ctrl-C even when the tests run in the background."""
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from factsheets.cli.app import main; main(sys.argv[1:])"
    )
    return [sys.executable, "-c", code, *arguments]
