"""Files that others made, read in a process of its own with bounds of time and memory.

A file can be made so that its reader goes on for ever, takes all memory, or crashes. Here that ends
the process and is said of the file; the others are read all the same.

The process is Python started anew, not forked or spawned by ``multiprocessing``: so a caller may
have threads, and needs no ``if __name__ == "__main__"``. macOS takes a limit of memory and does
not keep it, and Windows knows none: there only the time is bounded.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer
from typing import Any, TypeVar

from factsheets.problems import FactsheetsError, Problem

SECONDS = 20  # for one file; a sheet or a workbook takes a tenth of one
MEMORY = 1_000_000_000  # bytes
_START = """\
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from factsheets.bounded import serve
serve()
"""

T = TypeVar("T")


def read_each(
    read: Callable[[Path], T], files: Iterable[Path], remedy: str
) -> Iterator[T | FactsheetsError]:
    """What ``read`` returns of each of ``files``, or the FactsheetsError that says why not.

    ``read`` is a function of a module, so that the other process can import it, and imports little,
    since that is what the process waits for. ``remedy`` is said of a file that takes more than
    SECONDS or MEMORY, or whose reader crashes.
    """
    child: _Child | None = None
    try:
        for path in files:
            child = child or _Child(read)
            answer, why = child.asked(path)
            if why:
                child.kill()
                child = None
                yield FactsheetsError(Problem(str(path), what=why, remedy=remedy))
            else:
                yield answer
        if child:
            child.end()
    finally:
        if child:
            child.kill()


class _Child:
    """The other process, as its parent sees it."""

    def __init__(self, read: Callable[[Path], object]) -> None:
        first = pickle.dumps(sys.path) + pickle.dumps((read, SECONDS, MEMORY))
        self.process = subprocess.Popen(  # noqa: S603 - this Python, and nothing of a file's
            [sys.executable, "-P", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a library writes before it crashes
            # OpenBLAS's threads take memory that they never use; lxml lets openpyxl read otherwise.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OPENPYXL_LXML": "False"},
        )
        self._send(first)

    def asked(self, path: Path) -> tuple[Any, str]:
        """The answer to ``path``, and why there is none, or ``""``."""
        late = Event()

        def stop() -> None:
            late.set()
            self.process.kill()

        timer = Timer(SECONDS, stop)
        timer.daemon = True  # so that Ctrl-C waits for nothing
        answer, why = None, ""
        try:
            timer.start()
            self._send(pickle.dumps(path))
            answer = pickle.load(self.process.stdout)  # type: ignore[arg-type] # noqa: S301 - our own
        except (EOFError, pickle.UnpicklingError):
            why = f"The file is damaged, or takes more memory than {MEMORY // 1_000_000_000} GB."
        finally:
            timer.cancel()
        timer.join()
        if late.is_set():
            why = f"The file takes longer than {SECONDS} seconds to read."
        return answer, why

    def _send(self, message: bytes) -> None:
        with suppress(OSError):  # it has ended, and so there will be no answer
            self.process.stdin.write(message)  # type: ignore[union-attr]
            self.process.stdin.flush()  # type: ignore[union-attr]

    def end(self) -> None:
        """Let it end by itself: only so does coverage.py learn what ran in it."""
        self.process.communicate()

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.communicate()


def serve() -> None:
    """Be the other process: read each file that the parent names, until it names no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent, which ends this
    questions = sys.stdin.buffer
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what a library prints
    read, seconds, memory = pickle.load(questions)  # noqa: S301 - from the parent
    _bound("RLIMIT_CORE", 0)
    _bound("RLIMIT_AS", memory)
    with suppress(EOFError):
        while True:
            path = pickle.load(questions)  # noqa: S301
            _bound("RLIMIT_CPU", int(sum(os.times()[:2])) + seconds + 1)  # without a parent too
            answers.write(_answer(read, path))
            answers.flush()


def _bound(limit: str, most: int) -> None:
    """Let this process have ``most`` of something, where the system knows such a limit."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        kind = getattr(resource, limit)
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(
            kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard)
        )


def _answer(read: Callable[[Path], object], path: Path) -> bytes:
    try:
        return pickle.dumps(read(path))
    except FactsheetsError as error:
        return pickle.dumps(error)
    except MemoryError:
        sys.exit(1)
    except Exception as error:  # whatever a file leads to, it stops that file only
        what = f"The file cannot be read ({type(error).__name__}: {error})."
        return pickle.dumps(FactsheetsError(Problem(str(path), what=what)))
