"""Files of others: each is read within bounds, or named, and the others are read all the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conftest import ROOT
from factsheets import files
from factsheets.files import read_each
from factsheets.problems import FactsheetsError, Problem

REMEDY = "Is it a published sheet?"


def read_as_it_says(path: Path) -> str:
    """What the name of a file says: what comes out of it, or what it does to its reader."""
    match path.name:
        case "endless":
            while True:
                pass
        case "asleep":
            time.sleep(1_000)
        case "memory":
            return "x" * 5_000_000_000
        case "memory in pieces":
            return "".join([str(number) for number in range(100_000_000)])
        case "crash":
            os.kill(os.getpid(), getattr(signal, "SIGSEGV", signal.SIGTERM))
        case "exit":
            sys.exit(0)
        case "refused":
            raise FactsheetsError(Problem(str(path), 3, what="It is wrong."))
        case "fault":
            raise ValueError("a fault of the reader")
        case "deep":
            deep: list[object] = []
            for _ in range(100_000):
                deep = [deep]
            return deep  # type: ignore[return-value]
        case "talkative":
            os.write(1, b"a library's own words\n")
            print("and more")
    return path.name


def outcomes(*names: str) -> list[str]:
    found = read_each(read_as_it_says, map(Path, names), REMEDY)
    return [str(each) for each in found]


@pytest.mark.slow
def test_each_file_is_read_in_order_in_one_process() -> None:
    assert outcomes("one", "talkative", "two") == ["one", "talkative", "two"]
    first, second = read_each(process_of, [Path("one"), Path("two")], REMEDY)
    assert first == second != os.getpid()


def process_of(_: Path) -> int:
    return os.getpid()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["endless", "asleep"])
def test_a_file_that_takes_too_long_is_named_and_the_next_is_read(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read_each(read_as_it_says, map(Path, ["one", name, "two"]), REMEDY)

    assert next(found) == "one"  # Python has started: the bound is for the file alone
    monkeypatch.setattr(files, "SECONDS", 2)
    assert str(next(found)) == f"{name}: The file takes longer than 2 seconds to read. {REMEDY}"
    monkeypatch.undo()
    assert next(found) == "two"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="no limit of memory is kept")
@pytest.mark.parametrize("name", ["memory", "memory in pieces"])
def test_a_file_that_takes_too_much_memory_is_named_and_the_next_is_read(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SECONDS", 200)  # a gigabyte in pieces takes some
    too_much = f"{name}: The file is damaged, or takes more memory than 1 GB. {REMEDY}"

    assert outcomes("one", name, "two") == ["one", too_much, "two"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["crash", "exit"])
def test_a_file_whose_reader_ends_is_named_and_the_next_is_read(name: str) -> None:
    ended = f"{name}: The file is damaged, or takes more memory than 1 GB. {REMEDY}"

    assert outcomes("one", name, name, "two") == ["one", ended, ended, "two"]


def test_what_the_reader_refuses_comes_out_whole() -> None:
    assert outcomes("refused", "one") == ["refused:3: It is wrong.", "one"]


@pytest.mark.one_in(2)
@pytest.mark.parametrize("name", ["fault", "deep"])
def test_a_fault_of_the_reader_is_one_message(name: str) -> None:
    message, after = outcomes(name, "one")
    assert message.startswith(f"{name}: The file cannot be read (")
    assert after == "one"


@pytest.mark.slow
def test_threads_may_read_side_by_side() -> None:
    names = ["one", "crash", "two"]
    alone = outcomes(*names)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: outcomes(*names), range(4))) == [alone] * 4


def test_no_process_is_left_when_not_all_are_read() -> None:
    found = read_each(process_of, [Path("one"), Path("two")], REMEDY)
    process = next(found)
    assert isinstance(process, int)
    os.kill(process, 0)
    found.close()  # type: ignore[attr-defined]
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


SCRIPT = """
import signal
from pathlib import Path
from factsheets import files
from factsheets.files import read_each
from test_files_bounded import process_of, read_as_it_says
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's & lets it be ignored
files.SECONDS = 10
for each in read_each(process_of, [Path("one")], ""):
    print(each, flush=True)
for each in read_each(read_as_it_says, [Path("one"), Path("NAME")], ""):
    print(each, flush=True)
"""


def started(name: str) -> subprocess.Popen[str]:
    """A script of a user's, without ``if __name__``, in a group of processes of its own."""
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT.replace("NAME", name)],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.slow
def test_a_script_needs_no_guard() -> None:
    out, err = started("two").communicate()
    assert (out.splitlines()[1:], err) == (["one", "two"], "")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="has no groups of processes")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_no_process_is_left_by_a_script_that_is_ended(how: signal.Signals) -> None:
    script = started("asleep" if how is signal.SIGINT else "endless")
    assert script.stdout
    assert script.stdout.readline()
    assert script.stdout.readline() == "one\n"
    time.sleep(0.5)  # while it reads the other file
    os.killpg(script.pid, 0)
    if how is signal.SIGINT:
        os.killpg(script.pid, how)  # as a terminal does
    else:
        script.send_signal(how)
    _, err = script.communicate()
    assert err.count("Traceback") == (how is signal.SIGINT)  # the script's own
    limit = time.monotonic() + 120  # the reader may take 11 seconds of a busy processor
    while time.monotonic() < limit:
        try:
            os.killpg(script.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the reader goes on")
