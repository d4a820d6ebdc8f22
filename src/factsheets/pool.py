"""Sheets composed and rendered side by side, in processes that share one import of WeasyPrint."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

from factsheets.dataset import Dataset
from factsheets.formats import Format, pages_of, render
from factsheets.provenance import Provenance
from factsheets.templates import Templates

if TYPE_CHECKING:
    from factsheets.wording import Wording


@cache
def wording_of(templates: Templates) -> Wording:
    """The wording, which each process reads once. Raises FactsheetsError as ``Wording`` does."""
    from factsheets.wording import Wording  # noqa: PLC0415 - while the processes start

    return Wording(templates)


@dataclass(frozen=True)
class Rendered:
    """A sheet's files, and the names of the national figures that it has a use for."""

    files: Mapping[Format, bytes]
    pages: Mapping[Format, int | None]
    national: tuple[str, ...]


def rendered(
    due: Mapping[str, Sequence[Format]], dataset: Dataset, provenance: Provenance, jobs: int
) -> Iterator[tuple[str, Callable[[], Rendered]]]:
    """Each state of ``due``, as soon as its sheet is rendered, with the call that gives it.

    The call raises FactsheetsError when one of the formats cannot be made, and BrokenExecutor when
    the process that rendered it was ended. ``jobs`` is the number of processes.
    """
    make = partial(_rendered, templates=provenance.templates, house_style=provenance.house_style)
    if jobs == 1 or len(due) <= 1:
        for state, kinds in due.items():
            yield state, partial(make, _only(dataset, state), kinds)
        return
    with ProcessPoolExecutor(min(jobs, len(due)), _processes(), _prepare) as pool:
        futures = {
            pool.submit(make, _only(dataset, state), kinds): state for state, kinds in due.items()
        }
        try:
            for future in as_completed(list(futures)):
                yield futures.pop(future), future.result
        finally:
            pool.shutdown(cancel_futures=True)  # Ctrl-C ends a build soon


def start_early() -> None:
    """Let the processes import WeasyPrint while this one reads the wording."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        from multiprocessing import forkserver  # noqa: PLC0415 - Windows has none

        _processes()
        forkserver.ensure_running()


@cache
def _processes() -> multiprocessing.context.BaseContext:
    """Processes that share one import of WeasyPrint, where the system knows such.

    They are forked from a server of their own: to fork this process, in which the progress bar's
    thread runs, could hang.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["factsheets.pdf", "factsheets.pool", "factsheets.text"])
    return context


def _prepare() -> None:
    """Make a process ready to render."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one that started us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # the modules stay: to look through them again and again takes time


def _end_with_parent() -> None:
    """Leave no process behind when the one that started this one is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _only(dataset: Dataset, state: str) -> Dataset:
    """The dataset with one state: what a process needs to know."""
    return replace(dataset, states={state: dataset.states[state]}, problems=())


def _rendered(
    dataset: Dataset, kinds: Sequence[Format], *, templates: Templates, house_style: bool
) -> Rendered:
    """The dataset's one sheet in all ``kinds``: when one of them fails, none of them is written."""
    [state] = dataset.states
    sheet = wording_of(templates).compose(dataset, state, house_style=house_style)
    files = {kind: render(sheet, kind, templates) for kind in kinds}
    pages = {kind: pages_of(kind, content) for kind, content in files.items()}
    return Rendered(files, pages, tuple(sheet.national))
