"""Files written whole or not at all, and a folder that one command at a time writes to."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from factsheets.files import contents, real_path
from factsheets.problems import FactsheetsError, Problem, unreadable


def write(path: Path, content: bytes) -> None:
    """Write a file that is made anew at any time, whole or not at all, whatever is there.

    A link is replaced by the file, and what it leads to stays. Raises FactsheetsError; an older
    file is left then.
    """
    with _draft(path, path, content) as draft:
        draft.replace(path)


def save(path: Path, content: bytes, *, read: bytes | None) -> None:
    """Write a file that people edit, whole or not at all, if it is still as it was ``read``.

    None stands for a file that is not there yet. What a link leads to is written, not the link.
    Raises FactsheetsError, and leaves what is there, when it is something else meanwhile or may
    only be read. To be called while the folder is ``locked``, or two savers could both compare
    before one of them replaces.
    """
    if read is None:
        with _draft(path, path, content) as draft:
            _put_beside_nothing(draft, path)
        return
    place = real_path(path)
    _refuse_protected(path, place)
    with _draft(path, place, content) as draft:
        if _now(place, len(read)) != read:
            what = "This file was changed by somebody else meanwhile; nothing is written."
            raise FactsheetsError(Problem(str(path), what=what, remedy="Run the command again."))
        draft.replace(place)


def _refuse_protected(given: Path, path: Path) -> None:
    """Raise FactsheetsError when the file, or its folder, may only be read: by root as well."""
    for each in (path, path.parent):
        with suppress(OSError):  # what else is wrong is said where it is written
            if not (each.stat().st_mode & stat.S_IWUSR and os.access(each, os.W_OK)):
                what = f"{'This file' if each == path else 'Its folder'} may only be read."
                remedy = "Nothing is written. Take the protection off, if it may be changed."
                raise FactsheetsError(Problem(str(given), what=what, remedy=remedy))


@contextmanager
def _draft(given: Path, path: Path, content: bytes) -> Iterator[Path]:
    """A file beside ``path`` with the ``content``, to be put in its place; said to be ``given``."""
    draft = path.with_name(f".{path.name}.{threading.get_ident()}.{os.getpid()}.tmp")
    try:
        draft.unlink(missing_ok=True)
        with draft.open("xb") as stream:  # never through a link that somebody left there
            if path.is_file() and not path.is_symlink():  # who may read and write it stays
                draft.chmod(path.stat().st_mode)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        yield draft
    except OSError as error:
        problem = unreadable(str(given), error)
        remedy = problem.remedy or "Make room for it, or choose another place."
        raise FactsheetsError(replace(problem, remedy=remedy)) from error
    finally:
        with suppress(OSError):  # it is gone already when all went well
            draft.unlink()


def _put_beside_nothing(draft: Path, path: Path) -> None:
    """Give the ``draft`` the name ``path``, unless anything has that name."""
    try:
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            raise
        except OSError:  # a USB stick's file system has no hard links
            path.touch(exist_ok=False)
            draft.replace(path)
    except FileExistsError as error:
        what, remedy = "This file is there already.", "It may hold somebody's work. "
        remedy += "Choose another name, or move it."
        raise FactsheetsError(Problem(str(path), what=what, remedy=remedy)) from error


def _now(path: Path, size: int) -> bytes | None:
    """What stands in the file, if it has ``size`` bytes at most and can be read."""
    try:
        return contents(path, size)
    except FactsheetsError:
        return None


def remove_drafts(folder: Path) -> None:
    """Remove what a ``write`` of a process that was killed has left in ``folder``."""
    for draft in folder.glob(".*.tmp"):
        match = re.fullmatch(r"\..+\.([0-9]+)\.tmp", draft.name)
        if match and not _is_running(int(match[1])):
            with suppress(OSError):
                draft.unlink()


def _is_running(process: int) -> bool:
    if sys.platform == "win32":  # where this would send Ctrl-C
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:  # it is somebody else's
        return True
    return True


def make_folder(folder: Path) -> None:
    """Make the folder where it is missing. Raises FactsheetsError; a link is no folder."""
    if folder.is_symlink():
        what, remedy = "This is a link, not a folder.", "Delete it, or choose another folder."
        raise FactsheetsError(Problem(str(folder), what=what, remedy=remedy))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FactsheetsError(unreadable(str(folder), error)) from error


@contextmanager
def locked(folder: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Make ``folder``, let nobody else lock it meanwhile, and clear what was left there.

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
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:  # the file system knows no locks
            pass
        if not (folder.is_dir() and os.path.samestat(os.fstat(descriptor), folder.stat())):
            what = "This folder was taken away meanwhile."
            raise FactsheetsError(Problem(str(folder), what=what, remedy="Run the command again."))
        remove_drafts(folder)
        yield
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str | None:
    """The hash of the file at ``path``, None when there is no such file, but a link, say."""
    if path.is_symlink() or not path.is_file():  # a pipe would be waited for
        return None
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
