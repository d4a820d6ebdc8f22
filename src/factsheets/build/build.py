"""Which sheets are due, rendered in parallel, written whole or not at all, with a manifest."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factsheets.build.fingerprint import Provenance
from factsheets.build.manifest import Manifest
from factsheets.dataset.dataset import Dataset
from factsheets.files import locked, write
from factsheets.jurisdictions import JURISDICTIONS, find_jurisdiction
from factsheets.problems import FactsheetsError, Problem
from factsheets.render.address import folder_address
from factsheets.render.formats import (
    SITEMAP_FILE,
    Format,
    Kind,
    Picture,
    file_name,
    files_of_year,
    kinds_of,
    sheet_files,
)
from factsheets.templating.folders import Templates

if TYPE_CHECKING:
    from factsheets.build.pool import Rendered


SAVED_EVERY = 1.0  # seconds: a build that is killed loses no more work than this


@dataclass(frozen=True)
class Report:
    """What a build did with the sheets: names of files in ``folder``, and names of states.

    ``edited`` are files that somebody had changed since the last build; they were made again.
    ``left_over`` are files of states that no longer have figures; ``pruned`` are those of them
    that were removed.
    ``failed`` are states with problems, and ``not_made`` those of them of which a format could not
    be made, or a picture; the others are made. ``outdated`` are files that would be made
    differently now, or not at all, and were left because they could not be made, were not asked
    for, or somebody changed them. ``other_problems`` are those of the manifest and the start page.
    The pages say that they are published at ``base_url``, if it is known.
    """

    folder: Path
    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    edited: tuple[str, ...]
    awaited: tuple[str, ...]
    failed: Mapping[str, tuple[Problem, ...]]
    left_over: tuple[str, ...] = ()
    pruned: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    other_problems: tuple[Problem, ...] = ()
    not_made: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    base_url: str = ""

    @property
    def states(self) -> tuple[str, ...]:
        """The states that were to have sheets, and were not awaited."""
        slugs = {name.rpartition(".")[0] for name in (*self.written, *self.unchanged)}
        made = (name for name, each in JURISDICTIONS.items() if each.slug in slugs)
        return tuple(dict.fromkeys((*made, *self.failed)))

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
    base_url: str | None = None,
    jobs: int = 1,
    force: bool = False,
    house_style: bool = False,
    prune: bool = False,
    on_wait: Callable[[], None] = lambda: None,
    on_start: Callable[[int], None] = lambda sheets: None,
    on_sheet: Callable[[str], None] = lambda state: None,
) -> Report:
    """Write the sheets that are due to ``output``/<year>, and the manifest beside them.

    ``states`` (named as on the command line; LookupError for an unknown one) and ``formats`` are
    all of them when empty. The folder is published at ``base_url``: its pages say so, and have
    image cards. ``""`` is no address; None is that of the build before (ValueError for what is none
    of a folder). ``jobs`` is the number of processes (a script that takes more than one has to
    guard its main part); ``force`` renders files that are up to date too; ``prune`` removes
    the files of states that no longer have figures, if they are as an earlier build wrote them.
    ``on_wait`` is called when this build waits for another one that writes to the folder,
    ``on_start`` with the number of sheets that will be rendered, and ``on_sheet`` with each state
    that is done. A state with a problem does not stop the others, nor does a format that cannot be
    made, such as a PDF on a machine without Pango. Raises FactsheetsError when nothing can be
    built: the wording has an error, a page or style names a file that is missing, or the folder
    cannot be written.
    """
    named = [find_jurisdiction(state).name for state in states]
    address = None if base_url is None else folder_address(base_url)
    folder = Path(output) / str(dataset.year)
    if not folder.is_dir():
        _check_templates(dataset, templates)  # before an empty folder is made
    with locked(folder, on_wait):
        manifest = Manifest.read(folder, year=dataset.year, sample=dataset.sample)
        _refuse_to_mix(dataset, manifest, folder)
        if address is not None:
            manifest.base_url = address or None
        provenance = Provenance(dataset, templates, house_style, manifest.base_url or "")
        work = _Build(dataset, provenance, folder, manifest)
        wanted = tuple(dict.fromkeys(named)) or (*dataset.states, *dataset.faulty)
        kinds = kinds_of(formats or tuple(Format), provenance.base_url)
        due = work.due(wanted, kinds, force=force)
        if due:
            from factsheets.build.pool import start_early  # when something is due

            start_early(len(due), jobs)
            _check_templates(dataset, templates)
        on_start(len(due))
        try:
            work.render(due, jobs, on_sheet)
            if prune and not work.failed:
                work.prune()
        finally:  # the manifest has what is written, also when Ctrl-C ends the build
            work.finish()
        return work.report(wanted)


def _check_templates(dataset: Dataset, templates: Templates) -> None:
    """Raise FactsheetsError for what would be wrong in every sheet.

    That is an error in the wording, and a picture, font or style that a page or style names and
    the folder does not have.
    """
    from factsheets.build.pool import wording_of  # when something is due

    wording_of(templates, dataset.catalogue)
    if problems := _missing_files(templates):
        raise FactsheetsError(problems)


@cache
def _missing_files(templates: Templates) -> tuple[Problem, ...]:
    from factsheets.render.references import missing_files

    with suppress(FactsheetsError):  # a page has an error, which each sheet says
        return tuple(missing_files(templates))
    return ()


def _refuse_to_mix(dataset: Dataset, manifest: Manifest, folder: Path) -> None:
    """Raise FactsheetsError rather than put invented figures among real ones, or the reverse."""
    if manifest.sheets and manifest.sample != dataset.sample:
        real, invented = "made from real figures", "samples, with invented figures"
        there, new = (invented, real) if manifest.sample else (real, invented)
        what = f"The sheets in this folder are {there}; the new ones would be {new}."
        remedy = "Choose another folder with --output, or delete this one first."
        raise FactsheetsError(Problem(str(folder), what=what, remedy=remedy))
    manifest.year, manifest.sample = dataset.year, dataset.sample


def _ended(state: str) -> tuple[Problem, ...]:
    what = "The process that rendered this sheet was ended from outside."
    remedy = "Build again, with --jobs 1 if the machine is short of memory."
    return (Problem(state=state, what=what, remedy=remedy),)


class _Build:
    """A build under way, and what it has done with the files of ``folder`` so far."""

    def __init__(
        self, dataset: Dataset, provenance: Provenance, folder: Path, manifest: Manifest
    ) -> None:
        self.dataset, self.provenance = dataset, provenance
        self.folder, self.manifest = folder, manifest
        self.written: list[str] = []
        self.unchanged: list[str] = []
        self.edited: list[str] = []
        self.pruned: list[str] = []
        self.failed: dict[str, tuple[Problem, ...]] = {}
        self.not_made: dict[Kind, list[str]] = {}
        self.other_problems: tuple[Problem, ...] = ()

    def due(
        self, wanted: Sequence[str], kinds: Sequence[Kind], *, force: bool
    ) -> dict[str, list[Kind]]:
        """The states, each with what of it is missing or not up to date."""
        found: dict[str, list[Kind]] = {}
        for state in wanted:
            if state in self.dataset.faulty:
                problems = (each for each in self.dataset.problems if each.state == state)
                self.failed[state] = tuple(dict.fromkeys(problems))
            elif state in self.dataset.ready:
                for kind in kinds:
                    if not force and self.is_up_to_date(state, kind):
                        self.unchanged.append(file_name(state, kind))
                    else:
                        found.setdefault(state, []).append(kind)
        return found

    def is_up_to_date(self, state: str, kind: Kind) -> bool:
        name = file_name(state, kind)
        entry = self.manifest.files.get(name)
        if entry is None or set(entry.national) - self.dataset.catalogue.national.keys():
            return False
        # With the same figures and templates, the sheet uses the same national figures.
        made_from = self.provenance.of_sheet(state, kind, entry.national)
        return self.manifest.holds(self.folder / name, made_from)

    def render(
        self, due: Mapping[str, Sequence[Kind]], jobs: int, on_sheet: Callable[[str], None]
    ) -> None:
        """Render what is due, and write it."""
        if not due:
            return
        from factsheets.build.pool import rendered  # when something is due

        saved, left = 0.0, dict.fromkeys(due)
        with closing(rendered(due, self.dataset, self.provenance, jobs)) as sheets:
            try:
                for state, sheet in sheets:
                    if time.monotonic() > saved + SAVED_EVERY:
                        with suppress(FactsheetsError):  # it is reported when the build is finished
                            self.manifest.write(self.folder)
                        saved = time.monotonic()
                    try:
                        self.put_sheet(state, sheet())
                    except FactsheetsError as error:
                        self.failed[state] = error.problems
                    except BrokenExecutor:
                        self.failed[state] = _ended(state)
                    del left[state]
                    on_sheet(state)
            except (BrokenExecutor, EOFError, ConnectionError):  # before all was handed out
                self.failed |= {state: _ended(state) for state in left}

    def put_sheet(self, state: str, sheet: Rendered) -> None:
        national = tuple(each for each in self.dataset.catalogue.national if each in sheet.national)
        problems = [problem for each in sheet.failed.values() for problem in each]
        for kind in sheet.failed:
            self.not_made.setdefault(kind, []).append(state)
        for kind, content in sheet.files.items():
            name = file_name(state, kind)
            used = () if kind is Picture.CARD else national  # it shows the state's alone
            try:
                self.put(
                    name,
                    content,
                    state=state,
                    pages=sheet.pages[kind],
                    figures=self.provenance.figures_of(state, used),
                    national=used,
                    made_from=self.provenance.of_sheet(state, kind, used),
                )
            except FactsheetsError as error:
                problems += error.problems
            else:
                self.written.append(name)
        if problems:
            self.failed[state] = tuple(dict.fromkeys(problems))

    def put(self, name: str, content: bytes, **origin: Any) -> None:
        path = self.folder / name
        was_edited = self.manifest.was_edited(path, content)
        write(path, content)
        if was_edited:
            self.edited.append(name)
        self.manifest.add(name, content, **origin)

    def prune(self) -> None:
        """Remove what is left over, unless somebody changed it."""
        self.pruned += [
            name for name in self.left_over() if self.manifest.remove(self.folder / name)
        ]

    def finish(self) -> None:
        """Bring the start page and what is beside it, and the manifest, up to date."""
        for name in self.without_address():
            self.manifest.remove(self.folder / name)
        try:
            self.put_start_page()
        except FactsheetsError as error:
            self.other_problems = error.problems
        try:
            self.manifest.write(self.folder)
        except FactsheetsError as error:
            self.other_problems += error.problems

    def put_start_page(self) -> None:
        there = [name for name in self.manifest.sheets if (self.folder / name).exists()]
        base_url = self.provenance.base_url
        names = files_of_year(base_url)
        origin = {name: self.provenance.of_year(name, there) for name in names}
        if all(self.manifest.holds(self.folder / name, each) for name, each in origin.items()):
            return
        from factsheets.build.pool import wording_of  # when it is due
        from factsheets.render.start_page import render_year

        templates = self.provenance.templates
        _check_templates(self.dataset, templates)
        wording = wording_of(templates, self.dataset.catalogue)
        figures = self.provenance.figures_of_year()
        for name, page in render_year(self.dataset, there, wording, base_url).items():
            self.put(name, page, figures=figures, made_from=origin[name])

    def left_over(self) -> tuple[str, ...]:
        """The sheets of states that no longer have figures, whoever made them."""
        return tuple(
            name
            for name, (state, _) in self.sheets_there().items()
            if not self.dataset.states.get(state) and state not in self.dataset.faulty
        )

    def outdated(self) -> tuple[str, ...]:
        """The files that are there and would be made differently now, or not at all."""
        up_to_date = {*self.written, *self.unchanged}
        without = {*self.without_address(), *self.left_over()}
        others = tuple(
            name
            for name, (state, kind) in self.sheets_there().items()
            if name not in up_to_date | without
            and (
                state in self.dataset.faulty
                or (state in self.dataset.ready and not self.is_up_to_date(state, kind))
            )
        )
        return (*others, *self.without_address())

    def without_address(self) -> tuple[str, ...]:
        """The files that are there and are made only for a folder that has an address."""
        if self.provenance.base_url:
            return ()
        sheets = self.sheets_there().items()
        names = (*(name for name, (_, kind) in sheets if kind in tuple(Picture)), SITEMAP_FILE)
        return tuple(name for name in names if (self.folder / name).is_file())

    def sheets_there(self) -> dict[str, tuple[str, Kind]]:
        """The files in the folder that have the name of a sheet, each with its state and format."""
        there = {each.name for each in self.folder.iterdir() if each.is_file()}
        names = sheet_files()
        return {name: names[name] for name in sorted(there & names.keys())}

    def report(self, wanted: Sequence[str]) -> Report:
        """What was done for the ``wanted`` states."""
        return Report(
            folder=self.folder,
            written=tuple(sorted(self.written)),
            unchanged=tuple(sorted(self.unchanged)),
            edited=tuple(sorted(self.edited)),
            awaited=tuple(
                state
                for state in wanted
                if state not in self.failed and state not in self.dataset.ready
            ),
            failed={state: self.failed[state] for state in wanted if state in self.failed},
            left_over=self.left_over(),
            pruned=tuple(self.pruned),
            outdated=self.outdated(),
            other_problems=self.other_problems,
            base_url=self.provenance.base_url,
            not_made={
                kind: tuple(self.not_made[kind])
                for kind in (*Format, *Picture)
                if kind in self.not_made
            },
        )
