"""Which sheets are due, rendered in parallel, written whole or not at all, with a manifest."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from factsheets.dataset import Dataset
from factsheets.formats import Format, render
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError, Problem, unreadable
from factsheets.templates import Templates
from factsheets.wording import Sheet, Wording

MANIFEST = "manifest.json"

_MADE_WITH = ("factsheets", "jinja2", "markdown-it-py", "pydyf", "weasyprint")


@dataclass(frozen=True)
class Report:
    """What a build did: names of files in ``folder``, and names of states.

    ``edited`` are those of the ``written`` files that somebody had changed since the last build.
    ``left_over`` are files of states that have no figures any more; they are not removed.
    ``failed`` are states with problems, whose older files were left as they were.
    """

    folder: Path
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    edited: tuple[str, ...]
    awaited: tuple[str, ...]
    failed: Mapping[str, tuple[Problem, ...]]
    left_over: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, once each, in order."""
        return tuple(sorted({problem for each in self.failed.values() for problem in each}))


def file_name(state: str, kind: Format) -> str:
    """The name of the file that holds the sheet of ``state``: ``new-york.pdf``."""
    return JURISDICTIONS[state].slug + kind.suffix


def build(
    dataset: Dataset,
    templates: Templates,
    output: Path | str,
    *,
    states: Sequence[str] = (),
    formats: Sequence[Format] = (),
    jobs: int | None = None,
    force: bool = False,
    house_style: bool = False,
    on_start: Callable[[int], None] = lambda sheets: None,
    on_sheet: Callable[[str], None] = lambda state: None,
) -> Report:
    """Write the sheets that are due to ``output``/<year>, and the manifest beside them.

    ``states`` and ``formats`` are all of them when empty; ``jobs`` is the number of processes, by
    default one for each processor; ``force`` renders files that are up to date too. ``on_start``
    is told how many sheets will be rendered, and ``on_sheet`` each state that is done. A state
    with a problem does not stop the others. Raises FactsheetsError when nothing can be built: the
    wording has an error, or the folder cannot be written.
    """
    folder = Path(output) / str(dataset.year)
    manifest = _Manifest.read(folder / MANIFEST)
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
    _make(folder)
    on_start(len(due))
    written: list[str] = []
    edited: list[str] = []
    for sheet, files in _rendered(due, templates, jobs or os.cpu_count() or 1):
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
    if written:
        write(folder / MANIFEST, manifest.content(dataset))
    return Report(
        folder=folder,
        written=tuple(sorted(written)),
        unchanged=tuple(sorted(file_name(state, kind) for state, kind in unchanged)),
        edited=tuple(sorted(edited)),
        left_over=tuple(
            sorted(
                name
                for name, entry in manifest.files.items()
                if dataset.states.get(entry.get("state", "")) is None
                and entry.get("state") not in dataset.faulty
                and (folder / name).exists()
            )
        ),
        awaited=tuple(
            state for state in wanted if state not in failed and not dataset.states.get(state)
        ),
        failed={state: failed[state] for state in wanted if state in failed},
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
    tools = [f"{name} {version(name)}" for name in _MADE_WITH]
    parts = [tools, templates.digest, kind, sheet.markdown, sheet.data]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _sha256(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


@dataclass
class _Manifest:
    """What a folder holds: for each file its state, its hash and what it was made from."""

    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> _Manifest:
        """The manifest at ``path``; an empty one when there is none that can be used."""
        try:
            files = json.loads(path.read_bytes())["files"]
            return cls({str(name): dict(entry) for name, entry in files.items()})
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls()

    def holds(self, path: Path, made_from: str) -> bool:
        """Whether the file at ``path`` is the one that was made from ``made_from``."""
        entry = self.files.get(path.name, {})
        return entry.get("made_from") == made_from and entry.get("sha256") == _sha256(path)

    def was_edited(self, path: Path, content: bytes) -> bool:
        """Whether somebody changed the file: neither the last build wrote it so, nor does this."""
        entry, now = self.files.get(path.name), _sha256(path)
        ours = (entry.get("sha256") if entry else None, hashlib.sha256(content).hexdigest())
        return entry is not None and now is not None and now not in ours

    def add(self, name: str, state: str, content: bytes, made_from: str) -> None:
        self.files[name] = {
            "state": state,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "made_from": made_from,
        }

    def content(self, dataset: Dataset) -> bytes:
        data = {
            "year": dataset.year,
            "sample": dataset.sample,
            "made_with": {name: version(name) for name in _MADE_WITH},
            "files": dict(sorted(self.files.items())),
        }
        return (json.dumps(data, indent=1) + "\n").encode()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FactsheetsError(unreadable(str(folder), error)) from error


def write(path: Path, content: bytes) -> None:
    """Write the file whole or not at all. Raises FactsheetsError; an older file is left then."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        raise FactsheetsError(unreadable(str(path), error)) from error
    finally:
        with suppress(OSError):  # it is gone already when all went well
            draft.unlink()
