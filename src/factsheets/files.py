"""Files: read up to a limit, and written whole or not at all; and folders, locked.

A file from somebody else is read in a process of its own, with limits on time and memory.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import re
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Timer
from typing import Any, TypeVar

from factsheets.problems import FactsheetsError, Problem, unreadable


def contents(path: Path, largest: int) -> bytes:
    """The bytes of the file at ``path``, ``largest`` at most.

    Raises FactsheetsError when they cannot be read, when there are more, or when ``path`` is a
    pipe or a device, whose end may never come.
    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            what = "This is a pipe or a device, not a file."
            raise FactsheetsError(Problem(str(path), what=what, remedy="Save it as a file first."))
        with path.open("rb") as stream:
            content = stream.read(largest + 1)
    except OSError as error:
        raise FactsheetsError(unreadable(str(path), error)) from error
    refuse_larger(str(path), content, largest)
    return content


def real_path(path: Path) -> Path:
    """The file or folder that ``path`` leads to through links."""
    return Path(os.path.realpath(path))  # Path.resolve() reports a link to itself in several ways


def refuse_larger(file: str, content: bytes, largest: int) -> None:
    """Raise FactsheetsError when the ``content`` of ``file`` has more bytes than ``largest``."""
    if len(content) > largest:
        size = f"{largest // 1_000} kB" if largest < 1_000_000 else f"{largest // 1_000_000} MB"  # noqa: PLR2004 - a megabyte
        what = f"The file is larger than {size}."
        raise FactsheetsError(Problem(file, what=what, remedy="Is this the right file?"))


def write(path: Path, content: bytes) -> None:
    """Write a file that can be made again at any time, whole or not at all, whatever is there.

    A link is replaced by the file, and what it leads to stays. Raises FactsheetsError, and leaves
    an older file as it was, when the file cannot be written.
    """
    with _draft(path, path, content) as draft:
        draft.replace(path)


def save(path: Path, content: bytes, *, read: bytes | None) -> None:
    """Write a file that people edit, whole or not at all, if it is still as it was ``read``.

    None stands for a file that does not exist yet. What a link leads to is written, not the link.
    Raises FactsheetsError, and leaves what is there, when the file has changed since or is
    read-only. Call it while the folder is ``locked``: otherwise two processes could both compare
    before one of them replaces the file.
    """
    if read is None:
        with _draft(path, path, content) as draft:
            _name_if_free(draft, path)
        return
    place = real_path(path)
    _refuse_protected(path, place)
    with _draft(path, place, content) as draft:
        if _now(place, len(read)) != read:
            what = "This file was changed by somebody else meanwhile; nothing is written."
            raise FactsheetsError(Problem(str(path), what=what, remedy="Run the command again."))
        draft.replace(place)


def _refuse_protected(given: Path, path: Path) -> None:
    """Raise FactsheetsError when the file or its folder is read-only, for root as well."""
    for each in (path, path.parent):
        with suppress(OSError):  # any other error is reported when the file is written
            if not (each.stat().st_mode & stat.S_IWUSR and os.access(each, os.W_OK)):
                what = f"{'This file' if each == path else 'Its folder'} may only be read."
                remedy = "Nothing is written. Take the protection off, if it may be changed."
                raise FactsheetsError(Problem(str(given), what=what, remedy=remedy))


@contextmanager
def _draft(given: Path, path: Path, content: bytes) -> Iterator[Path]:
    """A file beside ``path`` with the ``content``, to take its place; messages name ``given``."""
    draft = path.with_name(f".{path.name}.{threading.get_ident()}.{os.getpid()}.tmp")
    try:
        draft.unlink(missing_ok=True)
        with draft.open("xb") as stream:  # never through a link that somebody left there
            if path.is_file() and not path.is_symlink():  # who may read and write it stays the same
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


def _name_if_free(draft: Path, path: Path) -> None:
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
    """The content of the file, if it can be read and has no more than ``size`` bytes."""
    try:
        return contents(path, size)
    except FactsheetsError:
        return None


def save_folder(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Write a new ``folder`` with these ``files``, by their paths in it, whole or not at all.

    Returns False when it is there already, with the same files. Raises FactsheetsError when it
    holds anything else, or cannot be written. Call it while the folder above is ``locked``.
    """
    if os.path.lexists(folder):
        there = (
            [] if folder.is_symlink() else [each for each in folder.rglob("*") if not each.is_dir()]
        )
        names = {each.relative_to(folder).as_posix() for each in there}
        shown = {name for name in names if not name.rpartition("/")[2].startswith(".")}  # Finder's
        other = sorted(shown ^ files.keys()) or [
            name for name, content in files.items() if _now(folder / name, len(content)) != content
        ]
        if other or folder.is_symlink():
            what = f"This is there already, and is not the same: look at {', '.join(other[:1])}."
            remedy = "Compare the two. Nothing is overwritten: move the folder away."
            raise FactsheetsError(Problem(str(folder), what=what, remedy=remedy))
        return False
    draft = _draft_of(folder)
    try:
        shutil.rmtree(draft, ignore_errors=True)  # of a run that was killed
        for name, content in files.items():
            make_folder((draft / name).parent)
            write(draft / name, content)
        draft.rename(folder)
    except OSError as error:
        raise FactsheetsError(unreadable(str(folder), error)) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return True


def remove_folder(folder: Path) -> None:
    """Take the ``folder`` away, whole or not at all, as far as the system lets it."""
    draft = _draft_of(folder)
    with suppress(OSError):
        folder.rename(draft)
    shutil.rmtree(draft, ignore_errors=True)


def _draft_of(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.tmp")


def remove_drafts(folder: Path) -> None:
    """Remove the drafts that killed processes have left in ``folder``."""
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
    """Make the folder if it is missing. Raises FactsheetsError, also where there is a link."""
    if folder.is_symlink():
        what, remedy = "This is a link, not a folder.", "Delete it, or choose another folder."
        raise FactsheetsError(Problem(str(folder), what=what, remedy=remedy))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FactsheetsError(unreadable(str(folder), error)) from error


@contextmanager
def locked(folder: Path, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Make ``folder``, keep it locked inside the block, and remove drafts that were left there.

    ``on_wait`` is called when another process holds the lock. The lock is on the folder itself
    (flock(2)): it leaves no file, and ends with its process. On Windows, and where the file system
    has no locks, there is none. Raises FactsheetsError when the folder cannot be made.
    """
    make_folder(folder)
    if sys.platform == "win32":
        yield
        return
    import fcntl  # Windows has none

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:  # the file system has no locks
            pass
        if not (folder.is_dir() and os.path.samestat(os.fstat(descriptor), folder.stat())):
            what = "This folder was taken away meanwhile."
            raise FactsheetsError(Problem(str(folder), what=what, remedy="Run the command again."))
        remove_drafts(folder)
        yield
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str | None:
    """The hash of the file at ``path``; None when it is missing or no file, such as a link."""
    if path.is_symlink() or not path.is_file():  # a pipe would be waited for
        return None
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


SECONDS = 20  # for one file; a sheet or a workbook takes a tenth of one
MEMORY = 1_000_000_000  # bytes
_START = """\
import pickle, sys
sys.path[:] = pickle.load(sys.stdin.buffer)
from factsheets.files import serve
serve()
"""

T = TypeVar("T")


def read_each(
    read: Callable[[Path], T], files: Iterable[Path], remedy: str
) -> Iterator[T | FactsheetsError]:
    """What ``read`` returns for each of ``files``, or the FactsheetsError that says why not.

    ``read`` is a function of a module, so that the other process can import it; the less it
    imports, the sooner that process starts. ``remedy`` goes into the message about a file that
    takes more than SECONDS or MEMORY, or whose reader crashes.
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
            # OpenBLAS's threads take memory they never use; with lxml, openpyxl reads differently.
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
        """Let it end by itself, so that coverage.py can record what ran in it."""
        self.process.communicate()

    def kill(self) -> None:
        """End it at once."""
        self.process.kill()
        self.process.communicate()


def serve() -> None:
    """Run as the other process: read each file that the parent names, until it names no more."""
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
    """Limit this process to ``most`` of a resource, where the system has such a limit."""
    with suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows

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
    except Exception as error:  # whatever a file causes, only that file fails
        what = f"The file cannot be read ({type(error).__name__}: {error})."
        return pickle.dumps(FactsheetsError(Problem(str(path), what=what)))
