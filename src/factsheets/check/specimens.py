"""Sheets from invented figures, as few as show every passage and noun of the wording once.

They are there to be read before a rare branch goes to print, and are marked as samples.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, product
from pathlib import Path

from factsheets.check.coverage import Coverage, Passage
from factsheets.dataset.dataset import Dataset
from factsheets.figures.catalogue import Catalogue, StateFigures
from factsheets.figures.invented import consistent, leaves, parted
from factsheets.figures.values import (
    LARGEST_FIGURE,
    LARGEST_PERCENT,
    NOT_REPORTED,
    Figure,
    Figures,
)
from factsheets.files import make_folder, real_path, write
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError, Problem
from factsheets.render.formats import Format
from factsheets.render.render import render
from factsheets.wording.compose import Sheet, Wording

STATE = max(JURISDICTIONS, key=len)

_FILE = re.compile(r"specimen-[0-9]+-[a-z0-9-]+\.(txt|html|pdf)")
_NAVIGATION = re.compile(r"<nav\b.*?</nav>\s*", re.DOTALL)  # to pages that are not there


@dataclass(frozen=True)
class Specimen:
    """A sheet named for what it shows; ``to_read`` says what to look at in it.

    ``rare`` is what no real sheet has, nor a specimen before this one.
    """

    name: str
    to_read: str
    figures: StateFigures
    national: Figures
    rare: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Specimens:
    """The specimens, what no figures lead to, and why a specimen could not be written."""

    specimens: tuple[Specimen, ...]
    impossible: tuple[Passage, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Kind:
    """The same ``value`` for each figure; of those that add up, which one has it ("turn")."""

    name: str
    to_read: str
    value: Figure
    turn: int = 0


_KINDS = (
    _Kind("one-of-each", "What can be is 1: each noun and verb says so.", 1, 0),
    _Kind("two-of-each", "Every figure is 2: each noun and verb says so.", 2, 1),
    _Kind("zero-of-each", "Every figure is 0: what is left reads well.", 0),
    _Kind("not-reported", "What can be left out is, every other figure is 1: no gap shows.",
          NOT_REPORTED, 2),
    _Kind("largest-figures", "Every figure is as large as it can be: the lines and the table hold.",
          LARGEST_FIGURE),
)  # fmt: skip


def specimens_of(coverage: Coverage) -> Specimens:
    """The specimens for all parts of the wording, in the order in which they are best read."""
    chosen, impossible = showing(coverage.dataset.catalogue, coverage.parts)
    rare = set(coverage.on_none)
    for number, each in enumerate(chosen):
        shown = _shown(each, rare)
        rare -= shown
        in_order = tuple(part for part in coverage.parts if part in shown)
        name = f"specimen-{number + 1}-{each.name}"
        chosen[number] = replace(each, name=name, rare=in_order)
    return Specimens(tuple(chosen), tuple(impossible))


def showing(
    catalogue: Catalogue, parts: Collection[Passage]
) -> tuple[list[Specimen], list[Passage]]:
    """As few specimens as show all ``parts``, and the parts that no figures lead to."""
    left = set(parts)
    all_departures = tuple(catalogue.departures)
    kinds = [
        _of_kind(catalogue, kind, departures)
        for kind in _KINDS
        for departures in ((), all_departures)
    ]
    chosen: list[Specimen] = []
    for pair in zip(kinds[::2], kinds[1::2], strict=True):
        chosen.append(_best(pair, left))
        left -= _shown(chosen[-1], left)
    while _shown(best := _best(kinds, left), left):
        chosen.append(best)
        left -= _shown(best, left)
    chosen.sort(key=kinds.index)
    impossible: list[Passage] = []
    for part in (part for part in parts if part in left):
        found = next(_leading_to(catalogue, part), None)
        if found is None:
            impossible.append(part)
        else:
            to_read = f'Line {part.line}: "{part.words}"'
            chosen.append(Specimen(f"line-{part.line}", to_read, *found))
            left -= _shown(chosen[-1], left)
    return chosen, impossible


def write_specimens(coverage: Coverage, wording: Wording, folder: Path) -> Specimens:
    """Write the specimens into ``folder``, in all formats, in the place of those of before.

    Raises FactsheetsError when the folder holds anything else, or cannot be written.
    """
    _refuse_to_mix(folder)
    found = specimens_of(coverage)
    problems: set[Problem] = set()
    contents: dict[Path, bytes] = {}
    for specimen in found.specimens:
        for kind in Format:
            path = folder / f"{specimen.name}{kind.suffix}"
            try:
                sheet = sheet_of(specimen, coverage.dataset.year, wording)
                content = render(sheet, kind, wording.templates)
            except FactsheetsError as error:
                problems |= {
                    replace(each, state=specimen.name if each.state else "")  # or it is of them all
                    for each in error.problems
                }
            else:
                is_page = kind is Format.HTML
                contents[path] = _without_navigation(content) if is_page else content
    make_folder(folder)
    for path, content in contents.items():
        write(path, content)
    for path in folder.iterdir():
        if _FILE.fullmatch(path.name) and path not in contents:
            path.unlink()
    return replace(found, problems=tuple(sorted(problems)))


def _refuse_to_mix(folder: Path) -> None:
    """Raise FactsheetsError rather than put specimens among real sheets, or anything else."""
    others = [
        each.name
        for each in sorted(folder.glob("*"))
        if not _FILE.fullmatch(each.name) and not each.name.startswith(".")
    ]
    what = f"This folder holds something other than specimens: {others[0]}." if others else ""
    if real_path(folder).name.isdigit():
        what = "This folder has the name of a year: it is for that year's sheets."
    if what:
        remedy = "Choose a new folder, so that nobody takes a specimen for a sheet."
        raise FactsheetsError(Problem(str(folder), what=what, remedy=remedy))


def sheet_of(specimen: Specimen, year: int, wording: Wording) -> Sheet:
    """The sheet with the figures of ``specimen``. Raises FactsheetsError as ``compose`` does."""
    states = {STATE: specimen.figures}
    dataset = Dataset(year, wording.catalogue, specimen.national, states, sample=True)
    return wording.compose(dataset, STATE)


def _without_navigation(page: bytes) -> bytes:
    return _NAVIGATION.sub("", page.decode()).encode()


def _shown(specimen: Specimen, parts: Collection[Passage]) -> set[Passage]:
    return {part for part in parts if part.is_on(specimen.figures, specimen.national)}


def _best(specimens: Sequence[Specimen], left: Collection[Passage]) -> Specimen:
    """The specimen that shows most of what is ``left``, the first of them."""
    return max(specimens, key=lambda each: len(_shown(each, left)))


def _of_kind(catalogue: Catalogue, kind: _Kind, departures: tuple[str, ...]) -> Specimen:
    values = consistent(catalogue, _wanted(catalogue, kind))
    name, to_read = kind.name, kind.to_read
    if departures:
        name, to_read = f"{name}-with-departures", f"{to_read} With all departures."
    return Specimen(name, to_read, *parted(catalogue, values, departures))


def _wanted(catalogue: Catalogue, kind: _Kind) -> dict[str, Figure]:
    """The value of ``kind`` for each figure; of several that add up, for one, or parted."""
    known = kind.value if isinstance(kind.value, int) else 1
    wanted: dict[str, Figure] = {}
    for name, each in catalogue.figures.items():
        wanted[name] = min(known, LARGEST_PERCENT) if each.is_percent else known
        if each.may_be_not_reported:
            wanted[name] = kind.value
    for name, each in catalogue.figures.items():
        parts = leaves(catalogue, name) if each.sum_of else ()
        for place, part in enumerate(parts):
            share = known // len(parts)
            if known < len(parts):
                share = known if place == kind.turn % len(parts) else 0
            wanted[part] = share
    return wanted


def _leading_to(catalogue: Catalogue, part: Passage) -> Iterator[tuple[StateFigures, Figures]]:
    """Valid figures whose sheet has ``part``: each of those that decide is there, or is 0."""
    for value, names in product((1, 2), _deciding(catalogue, part)):
        for values in product((value, 0), repeat=len(names)):
            chosen = dict(zip(names, values, strict=True))
            wanted: dict[str, Figure] = {}
            for name, each in catalogue.figures.items():
                largest = LARGEST_PERCENT if each.is_percent else LARGEST_FIGURE
                wanted[name] = chosen.get(name, largest if each.is_national else 0)
            flags = tuple(
                name
                for name, key in zip(catalogue.departures, catalogue.departure_names, strict=True)
                if chosen.get(key)
            )
            found = parted(catalogue, consistent(catalogue, wanted), flags)
            if part.is_on(*found):
                yield found


def _deciding(catalogue: Catalogue, part: Passage) -> Iterator[list[str]]:
    """What can be there or not: every name of the ``part``, and of a sum one of its other parts.

    To try all parts of a sum with each other would take for ever where there are many.
    """
    parts = {name: tuple(_leaves(catalogue, name)) for name in part.names}
    named = [each for each in dict.fromkeys(chain(*parts.values())) if each in parts]
    others = [[each for each in those if each not in parts] for those in parts.values()]
    for chosen in product(*filter(None, others)):
        yield [*named, *dict.fromkeys(chosen)]


def _leaves(catalogue: Catalogue, name: str) -> Iterator[str]:
    """What decides whether ``name``, a figure or a departure, is there."""
    yield from leaves(catalogue, name) if name in catalogue.figures else (name,)
