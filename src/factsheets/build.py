"""Which sheets are due, rendered in parallel, written whole or not at all, with a manifest."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from factsheets.dataset import Dataset
from factsheets.formats import Format, file_name, render
from factsheets.index import CSV_FILE, INDEX_FILE, render_csv, render_index
from factsheets.manifest import MADE_WITH, Manifest, make_folder, sha256_of, write
from factsheets.problems import FactsheetsError, Problem
from factsheets.templates import Templates
from factsheets.wording import Sheet, Wording


@dataclass(frozen=True)
class Report:
    """What a build did with the sheets: names of files in ``folder``, and names of states.

    ``edited`` are those of the ``written`` files that somebody had changed since the last build.
    ``left_over`` are files of states that have no figures any more; they are not removed.
    ``failed`` are states with problems, ``outdated`` their older files, left as they were, and
    ``other_problems`` are those of the manifest and the start page.
    """

    folder: Path
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    edited: tuple[str, ...]
    awaited: tuple[str, ...]
    failed: Mapping[str, tuple[Problem, ...]]
    left_over: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    other_problems: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, once each, in order."""
        of_states = (problem for each in self.failed.values() for problem in each)
        return tuple(sorted({*of_states, *self.other_problems}))


def build(
    dataset: Dataset,
    templates: Templates,
    output: Path | str,
    *,
    states: Sequence[str] = (),
    formats: Sequence[Format] = (),
    jobs: int = 1,
    force: bool = False,
    house_style: bool = False,
    on_start: Callable[[int], None] = lambda sheets: None,
    on_sheet: Callable[[str], None] = lambda state: None,
) -> Report:
    """Write the sheets that are due to ``output``/<year>, and the manifest beside them.

    ``states`` and ``formats`` are all of them when empty; ``jobs`` is the number of processes (a
    script that takes more than one has to guard its main part); ``force`` renders files that are
    up to date too. ``on_start`` is told how many sheets will be rendered, and ``on_sheet`` each
    state that is done. A state with a problem does not stop the others. Raises FactsheetsError
    when nothing can be built: the wording has an error, or the folder cannot be written.
    """
    folder = Path(output) / str(dataset.year)
    manifest = Manifest.read(folder, year=dataset.year, sample=dataset.sample)
    _refuse_to_mix(dataset, manifest, folder)
    wanted = tuple(dict.fromkeys(states)) or (*dataset.states, *dataset.faulty)
    sheets, failed = _composed(dataset, Wording(templates), wanted, house_style=house_style)
    marks = {
        (sheet.state, kind): _made_from(sheet, kind, templates)
        for sheet in sheets
        for kind in formats or Format
    }
    unchanged = {
        (state, kind)
        for (state, kind), mark in marks.items()
        if not force and manifest.holds(folder / file_name(state, kind), mark)
    }
    due = [
        (sheet, kinds)
        for sheet in sheets
        if (kinds := [kind for kind in formats or Format if (sheet.state, kind) not in unchanged])
    ]
    make_folder(folder)
    on_start(len(due))
    written: list[str] = []
    edited: list[str] = []
    other_problems: tuple[Problem, ...] = ()
    try:
        for sheet, files in _rendered(due, templates, jobs):
            try:
                for kind, content in files().items():
                    path = folder / file_name(sheet.state, kind)
                    was_edited = manifest.was_edited(path, content)
                    write(path, content)
                    manifest.add(path.name, sheet.state, content, marks[sheet.state, kind])
                    written.append(path.name)
                    edited += [path.name] * was_edited
            except FactsheetsError as error:
                failed[sheet.state] = error.problems
            except BrokenExecutor:
                what = "The process that rendered this sheet was ended from outside."
                remedy = "Build again, with --jobs 1 if the machine is short of memory."
                failed[sheet.state] = (Problem(state=sheet.state, what=what, remedy=remedy),)
            on_sheet(sheet.state)
    finally:  # what is written is known, also when Ctrl-C ends the build
        other_problems = _finish(folder, dataset, templates, manifest, written=bool(written))
    there = {
        name: entry.state
        for name, entry in sorted(manifest.files.items())
        if (folder / name).exists()
    }
    return Report(
        folder=folder,
        written=tuple(sorted(written)),
        unchanged=tuple(sorted(file_name(state, kind) for state, kind in unchanged)),
        edited=tuple(sorted(edited)),
        left_over=tuple(
            name
            for name, state in there.items()
            if state not in dataset.ready and state not in dataset.faulty
        ),
        outdated=tuple(name for name, state in there.items() if state in failed),
        awaited=tuple(
            state for state in wanted if state not in failed and not dataset.states.get(state)
        ),
        failed={state: failed[state] for state in wanted if state in failed},
        other_problems=other_problems,
    )


def _composed(
    dataset: Dataset, wording: Wording, wanted: Sequence[str], *, house_style: bool
) -> tuple[list[Sheet], dict[str, tuple[Problem, ...]]]:
    """The sheets of the ``wanted`` states that have figures, and the problems of the others."""
    sheets: list[Sheet] = []
    failed: dict[str, tuple[Problem, ...]] = {}
    for state in wanted:
        if state in dataset.faulty:
            failed[state] = tuple(each for each in dataset.problems if each.state == state)
        elif state in dataset.ready:
            try:
                sheets.append(wording.compose(dataset, state, house_style=house_style))
            except FactsheetsError as error:
                failed[state] = error.problems
    return sheets, failed


def _refuse_to_mix(dataset: Dataset, manifest: Manifest, folder: Path) -> None:
    """Raise FactsheetsError rather than put invented figures among real ones, or the reverse."""
    if manifest.files and manifest.sample != dataset.sample:
        real, invented = "made from real figures", "samples, with invented figures"
        there, new = (invented, real) if manifest.sample else (real, invented)
        what = f"The sheets in this folder are {there}; the new ones would be {new}."
        remedy = "Choose another folder with --output, or delete this one first."
        raise FactsheetsError(Problem(str(folder), what=what, remedy=remedy))


def _finish(
    folder: Path, dataset: Dataset, templates: Templates, manifest: Manifest, *, written: bool
) -> tuple[Problem, ...]:
    """Write the manifest, and the start page and its CSV; say what is wrong with them."""
    try:
        if written:
            manifest.write(folder)
        there = [name for name in manifest.files if (folder / name).exists()]
        pages = {
            INDEX_FILE: render_index(dataset, there, templates).encode(),
            CSV_FILE: render_csv(dataset).encode(),
        }
        for name, content in pages.items():
            if sha256_of(folder / name) != hashlib.sha256(content).hexdigest():
                write(folder / name, content)
    except FactsheetsError as error:
        return error.problems
    return ()


def _rendered(
    due: list[tuple[Sheet, list[Format]]], templates: Templates, jobs: int
) -> Iterator[tuple[Sheet, Callable[[], dict[Format, bytes]]]]:
    """Each sheet, as soon as it is rendered, with the call that gives its files or raises."""
    if jobs == 1 or len(due) <= 1:
        for sheet, kinds in due:
            yield sheet, partial(_render_all, sheet, kinds, templates)
        return
    with ProcessPoolExecutor(min(jobs, len(due)), _processes(), _leave_ctrl_c_to_us) as pool:
        futures = {pool.submit(_render_all, sheet, kinds, templates): sheet for sheet, kinds in due}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result
        finally:
            pool.shutdown(cancel_futures=True)  # Ctrl-C ends a build soon


def _processes() -> multiprocessing.context.BaseContext:
    """Processes that share one import of WeasyPrint, where the system knows such.

    They are forked from a server of their own: to fork this process, in which the progress bar's
    thread runs, could hang.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["factsheets.pdf", "factsheets.text"])
    return context


def _leave_ctrl_c_to_us() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _render_all(sheet: Sheet, kinds: list[Format], templates: Templates) -> dict[Format, bytes]:
    """The sheet in all ``kinds``: when one of them fails, none of them is written."""
    return {kind: render(sheet, kind, templates) for kind in kinds}


def _made_from(sheet: Sheet, kind: Format, templates: Templates) -> str:
    """A hash of all that a file is made from: the words, the figures, the templates, the tools."""
    tools = [f"{name} {version(name)}" for name in MADE_WITH]
    date = os.environ.get("SOURCE_DATE_EPOCH")
    parts = [tools, date, templates.digest, kind, sheet.markdown, sheet.data]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
