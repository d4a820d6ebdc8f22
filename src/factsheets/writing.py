"""Files written whole or not at all, and a folder that one build at a time writes to."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from factsheets.problems import FactsheetsError, Problem, unreadable


def write(path: Path, content: bytes) -> None:
    """Write the file whole or not at all. Raises FactsheetsError; an older file is left then."""
    given = str(path)
    try:
        path = path.resolve()  # what a link leads to is written, not the link
    except RuntimeError as error:  # Python 3.13 says so later
        problem = Problem(given, what="This is a link to itself.", remedy="Delete it.")
        raise FactsheetsError(problem) from error
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as stream:
            if path.is_file():  # who may read and write it stays as it was
                draft.chmod(path.stat().st_mode)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        problem = unreadable(given, error)
        remedy = problem.remedy or "Make room for it, or choose another place."
        raise FactsheetsError(replace(problem, remedy=remedy)) from error
    finally:
        with suppress(OSError):  # it is gone already when all went well
            draft.unlink()


def remove_drafts(folder: Path) -> None:
    """Remove what a ``write`` of a process that was killed has left in ``folder``."""
    for draft in folder.glob(".*.tmp"):
        match = re.fullmatch(r"\..+\.([0-9]+)\.tmp", draft.name)
        if match and not _is_running(int(match[1])):
            with suppress(OSError):
                draft.unlink()


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it is somebody else's
        return True
    return True


def make_folder(folder: Path) -> None:
    """Make the folder where it is missing. Raises FactsheetsError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FactsheetsError(unreadable(str(folder), error)) from error


@contextmanager
def locked(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Make ``folder``, and let nobody else lock it meanwhile.

    ``on_wait`` is told when somebody else has it. The lock is on the folder itself (flock(2)): it
    leaves no file, and ends with its process. On Windows, and where the file system knows no locks,
    there is none. Raises FactsheetsError when the folder cannot be made.
    """
    make_folder(folder)
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415 - Windows has none

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                on_wait()
                fcntl.flock(descriptor, fcntl.LOCK_EX)
        if not (folder.is_dir() and os.path.samestat(os.fstat(descriptor), folder.stat())):
            what = "This folder was taken away while the build waited."
            raise FactsheetsError(Problem(str(folder), what=what, remedy="Build again."))
        yield
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str | None:
    """The hash of the file at ``path``, None when there is no such file."""
    if not path.is_file():  # a pipe would be waited for
        return None
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
