"""What happens meanwhile: another command at the same moment, and a kill at any moment."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from factsheets.files import locked

# Runs ``act`` in a copy of the folder, killed before its first step on the disk; then in another
# copy, killed before its second; and so on, until it comes to its end. Python's audit events tell
# each step.
_KILLED = """
import itertools, os, shutil, signal, sys
from pathlib import Path
from factsheets.spreadsheet.importer import import_figures
from factsheets.edition.init import init
from factsheets.edition.new_year import new_year

def before(step):
    def count(event, arguments):
        global step_now
        if any(str(folder) in str(each) for each in arguments):
            step_now += 1
            if step_now == step:
                os.kill(os.getpid(), signal.SIGKILL)
    return count

start = Path(sys.argv[1])
step_now = 0
for step in itertools.count(1):
    folder = start.with_name(f"{start.name}-{step}")
    shutil.copytree(start, folder)
    process = os.fork()
    if not process:
        sys.addaudithook(before(step))
        %s
        os._exit(0)
    if os.waitpid(process, 0)[1] == 0:
        break
"""


def killed_at_each_step(start: Path, act: str) -> list[Path]:
    """Copies of the folder ``start``, as ``act`` leaves them when it is killed at each step.

    ``act`` is a line of Python about the ``folder``. The last copy is that of the whole run.
    """
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork a process, to kill it at each step")
    subprocess.run([sys.executable, "-c", _KILLED % act, start], check=True)
    copies = start.parent.glob(f"{start.name}-*")
    return sorted(copies, key=lambda each: int(each.name.rpartition("-")[2]))


Ended = tuple[int, str]  # a command's exit status, and all that it said


@contextmanager
def about_to_write(folder: Path, *commands: Sequence[str]) -> Iterator[list[Ended]]:
    """While the body runs, all ``commands`` have done everything but write to ``folder``.

    After it they go on, all at once, and the list holds how each ended.
    """
    if sys.platform != "linux":
        pytest.skip("only Linux tells, in /proc/locks, who waits for a lock")
    ended: list[Ended] = []
    with locked(folder):
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "factsheets", *command],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for command in commands
        ]
        for each in processes:
            _wait_until_it_waits(each)
        yield ended
    for each in processes:
        said, _ = each.communicate(timeout=60)
        ended.append((each.returncode, said))


def _wait_until_it_waits(process: subprocess.Popen[str]) -> None:
    """Return when the process waits for a lock, as Linux tells it."""
    for _ in range(3_000):
        locks = [each.split() for each in Path("/proc/locks").read_text().splitlines()]
        if any(each[1] == "->" and str(process.pid) in each for each in locks):
            return
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.02)
    raise AssertionError("the command never came to write")
