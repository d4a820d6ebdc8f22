"""Files written whole or not at all, and a folder that one build at a time writes to."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from factsheets.problems import FactsheetsError, unreadable


def write(path: Path, content: bytes) -> None:
    """Write the file whole or not at all. Raises FactsheetsError; an older file is left then."""
    given, path = str(path), path.resolve()  # what a link leads to is written, not the link
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
        remedy = "Make room for it, or choose another place."
        problem = replace(unreadable(given, error), remedy=remedy)
        raise FactsheetsError(problem) from error
    finally:
        with suppress(OSError):  # it is gone already when all went well
            draft.unlink()


def remove_drafts(folder: Path) -> None:
    """Remove what a ``write`` that was killed has left in ``folder``."""
    for draft in folder.glob(".*.tmp"):
        with suppress(OSError):
            draft.unlink()


def make_folder(folder: Path) -> None:
    """Make the folder where it is missing. Raises FactsheetsError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FactsheetsError(unreadable(str(folder), error)) from error


@contextmanager
def locked(folder: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Let nobody else lock ``folder`` meanwhile; tell ``on_wait`` when somebody else has it.

    The lock is on the folder itself (flock(2)): it leaves no file, and ends with its process. On
    Windows, and where the file system knows no locks, there is none.
    """
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
