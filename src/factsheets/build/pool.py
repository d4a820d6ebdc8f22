"""Sheets composed and rendered side by side, in processes that share one import of WeasyPrint."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from factsheets.problems import FactsheetsError, Problem
from factsheets.render.formats import Kind
from factsheets.render.pdfium import pages_of
from factsheets.render.render import render

if TYPE_CHECKING:
    from factsheets.build.fingerprint import Provenance
    from factsheets.dataset.dataset import Dataset
    from factsheets.figures.catalogue import Catalogue
    from factsheets.templating.folders import Templates
    from factsheets.wording.compose import Wording


@cache
def wording_of(templates: Templates, catalogue: Catalogue) -> Wording:
    """The wording, which each process reads once. Raises FactsheetsError as ``Wording`` does."""
    from factsheets.wording.compose import Wording  # while the processes start

    return Wording(templates, catalogue)


@dataclass(frozen=True)
class Rendered:
    """A sheet's files, and the names of the national figures that it uses.

    ``failed`` says why the others that were asked for could not be made.
    """

    files: Mapping[Kind, bytes]
    pages: Mapping[Kind, int | None]
    national: tuple[str, ...]
    failed: Mapping[Kind, tuple[Problem, ...]]


def rendered(
    due: Mapping[str, Sequence[Kind]], dataset: Dataset, provenance: Provenance, jobs: int
) -> Generator[tuple[str, Callable[[], Rendered]], None, None]:
    """Each state of ``due``, as soon as its sheet is rendered, with the call that gives it.

    The call raises FactsheetsError when the sheet cannot be composed, and BrokenExecutor when the
    process that rendered it was ended. ``jobs`` is the number of processes.
    """
    make = partial(
        _rendered,
        templates=provenance.templates,
        house_style=provenance.house_style,
        beside=dataset.with_figures,
        base_url=provenance.base_url,
    )
    if not start_early(len(due), jobs):
        for state, kinds in due.items():
            yield state, partial(make, _only(dataset, state), kinds)
        return
    others = set(multiprocessing.active_children())
    with (
        TemporaryDirectory() as scratch,
        ProcessPoolExecutor(min(jobs, len(due)), _processes(), _prepare, (scratch,)) as pool,
    ):
        try:
            with _without_ctrl_c():  # or a process that is just starting would be missed, and stay
                futures = {
                    pool.submit(_in_file, make, _only(dataset, state), kinds): state
                    for state, kinds in due.items()
                }
            for future in as_completed(list(futures)):
                yield futures.pop(future), partial(_from_file, future)
        except BaseException:  # Ctrl-C ends a build soon, whatever is being rendered
            for process in set(multiprocessing.active_children()) - others:
                process.kill()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def start_early(sheets: int, jobs: int) -> bool:
    """Let the processes for so many ``sheets`` import WeasyPrint meanwhile.

    Returns False when there are none: for one sheet or one job they are not worth it, and not
    every machine can start them. They, and all that they start, ignore Ctrl-C, which is meant for
    the process that started them.
    """
    if jobs == 1 or sheets <= 1:
        return False
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return True  # each imports it then
    from multiprocessing import forkserver, resource_tracker  # Windows has none

    _processes()
    resource_tracker.ensure_running()  # else the server does, and lets the signal through again
    try:
        with _without_ctrl_c():
            forkserver.ensure_running()
    except OSError:  # such as a folder for temporary files whose name is too long
        return False
    return True


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Hold Ctrl-C back for a moment; a process that is started meanwhile ignores it for good."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@cache
def _processes() -> multiprocessing.context.BaseContext:
    """Processes that share one import of WeasyPrint, where the system has such processes.

    They are forked from a server of their own: to fork this process, in which the progress bar's
    thread runs, could hang.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["factsheets.build.worker"])
    return context


def _prepare(scratch: str) -> None:
    """Make a process ready to render, with its temporary files in the folder ``scratch``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # where no server has started it
    tempfile.tempdir = scratch
    threading.Thread(target=_end_with_parent, args=(scratch,), daemon=True).start()


def _end_with_parent(scratch: str) -> None:
    """Leave no process and no file behind when the one that started this one is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(1)


def _in_file(
    make: Callable[[Dataset, Sequence[Kind]], Rendered], dataset: Dataset, kinds: Sequence[Kind]
) -> str:
    """The name of a temporary file with the result of ``make``.

    The name is sent in one piece: a process that is killed in the middle of a longer message would
    let the one that reads it wait for the rest for ever.
    """
    with tempfile.NamedTemporaryFile("wb", delete=False) as file:
        pickle.dump(make(dataset, kinds), file)
    return file.name


def _from_file(future: Future[str]) -> Rendered:
    """What ``_in_file`` has put into a file, which is removed. Raises what ``make`` raised."""
    file = Path(future.result())
    with file.open("rb") as content:
        result: Rendered = pickle.load(content)  # noqa: S301 - from our own process
    file.unlink()
    return result


def _only(dataset: Dataset, state: str) -> Dataset:
    """The dataset with one state only: all that a process needs."""
    return replace(dataset, states={state: dataset.states[state]}, problems=())


def _rendered(
    dataset: Dataset,
    kinds: Sequence[Kind],
    *,
    templates: Templates,
    house_style: bool,
    beside: tuple[str, ...],
    base_url: str,
) -> Rendered:
    """The dataset's one sheet in all ``kinds``: one that fails does not stop the others.

    ``beside`` are the states whose sheets it leads to, and ``base_url`` the address of them all.
    """
    [state] = dataset.states
    wording = wording_of(templates, dataset.catalogue)
    sheet = wording.compose(dataset, state, house_style=house_style)
    sheet = replace(sheet, beside=beside, base_url=base_url)
    files: dict[Kind, bytes] = {}
    failed: dict[Kind, tuple[Problem, ...]] = {}
    for kind in kinds:
        try:
            files[kind] = render(sheet, kind, templates)
        except FactsheetsError as error:
            failed[kind] = error.problems
    pages = {kind: pages_of(kind, content) for kind, content in files.items()}
    return Rendered(files, pages, tuple(sheet.national), failed)
