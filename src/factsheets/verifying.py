"""Documents held against the dataset: every figure, word, bold, data and hash that differs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path

from factsheets.dataset import Dataset, load
from factsheets.documents import LARGEST_FILE, Document, read_document
from factsheets.files import contents
from factsheets.formats import CSV_FILE, Format, file_name, render
from factsheets.index import render_csv
from factsheets.jurisdictions import find_jurisdiction
from factsheets.manifest import MANIFEST, Manifest
from factsheets.problems import FactsheetsError, Problem
from factsheets.reading import Place, Reader, likely_state
from factsheets.templates import INDEX, REVIEW, Templates
from factsheets.text import normalised, render_text
from factsheets.wording import SAMPLE_MARK, Sheet, Wording
from factsheets.writing import sha256_of

MOST_PROBLEMS = 20  # named of one file
_CONTEXT = 4  # words on each side of one that differs
_PASSAGE = 14  # words of a passage in a message
_UNREAD = "cannot be read, or lists no file"
_OTHER_HASH = "has another SHA-256: this file is not as it was built"
_GROUPS = 2  # of figures, one in the other
_MUCH_LONGER = 4  # times as many words as the sheet has


@dataclass(frozen=True)
class Verified:
    """A file, how many figures its sheet prints, and all that differs."""

    file: str
    figures: int
    problems: tuple[Problem, ...]


def verify(
    paths: Sequence[Path], data: Path, templates: Templates, *, house_style: bool = False
) -> Iterator[Verified]:
    """Each document of ``paths``, files or folders of a year, held against the file ``data``.

    Raises FactsheetsError when nothing can be verified: the data file or the wording is wrong.
    """
    wording = Wording(templates)
    against = _Against(load(data), data, wording, Reader(wording), house_style)
    for path in paths:
        if path.is_dir():
            yield from _verify_folder(path, against)
        else:
            beside = path.parent / MANIFEST
            files = Manifest.read(path.parent, year=0, sample=False).files
            if path.name in files and not files[path.name].state:  # the start page or its table
                same = files[path.name].sha256 == sha256_of(path)
                yield Verified(str(path), 0, () if same else (_of_manifest(path, _OTHER_HASH),))
                continue
            unread = [_of_manifest(beside, _UNREAD)] if beside.exists() and not files else []
            yield against.verified(path, unread)


def _verify_folder(given: Path, against: _Against) -> Iterator[Verified]:
    year = given / str(against.dataset.year)
    folder = year if year.is_dir() else given
    manifest = Manifest.read(folder, year=against.dataset.year, sample=against.dataset.sample)
    there = sorted(each.name for each in folder.glob("*"))
    sheets = [
        name
        for name in there
        if name.lower().endswith((*(kind.suffix for kind in Format), ".htm"))
        and f"{name}.j2" not in (INDEX, REVIEW)
    ]
    if not sheets:
        what, remedy = "There are no sheets in this folder.", "Build them, or name another folder."
        yield Verified(str(folder), 0, (Problem(str(folder), what=what, remedy=remedy),))
        return
    for name in sheets:
        path = folder / name
        is_unlisted = manifest.files and name not in manifest.files
        unlisted = [_unlisted(path)] if is_unlisted else []
        yield against.verified(path, unlisted)
    for problem in _others(folder, manifest, {*there} - {*sheets}, against):
        yield Verified(problem.file, 0, (problem,))


def _others(
    folder: Path, manifest: Manifest, there: set[str], against: _Against
) -> Iterator[Problem]:
    """What is wrong with the files that are no sheets, and with those that are not ``there``."""
    if MANIFEST not in there:
        yield Problem(
            str(folder / MANIFEST), what="This file is missing: no file's hash could be checked.",
            remedy="Build again.",
        )  # fmt: skip
    elif not manifest.files:
        yield _of_manifest(folder / MANIFEST, _UNREAD)
    for state in against.dataset.ready:
        if not any((folder / file_name(state, kind)).exists() for kind in Format):
            what = "There is no sheet of this state in the folder."
            yield Problem(str(folder), 0, state, what=what, remedy="Build it.")
    known = {MANIFEST, CSV_FILE, *(page.removesuffix(".j2") for page in (INDEX, REVIEW))}
    if manifest.files:
        for name in sorted(there - known - manifest.files.keys()):
            yield _unlisted(folder / name)
    for name, entry in manifest.files.items():
        now = sha256_of(folder / name)
        if now is None:
            yield _of_manifest(folder / name, "lists this file, but it is not there")
        elif name in there and now != entry.sha256:
            yield _of_manifest(folder / name, _OTHER_HASH)
    if CSV_FILE in there:
        csv = folder / CSV_FILE
        try:
            if contents(csv, LARGEST_FILE) != render_csv(against.dataset).encode():
                what = f"The figures in this file are not those of {against.data}."
                yield Problem(str(csv), what=what, remedy="Build again, or see what was changed.")
        except FactsheetsError as error:
            yield from error.problems


def _unlisted(path: Path) -> Problem:
    remedy = "No build made it: delete it, or move it out of the folder."
    return Problem(str(path), what=f"{MANIFEST} does not list this file.", remedy=remedy)


def _of_manifest(path: Path, what: str) -> Problem:
    return Problem(str(path), what=f"{MANIFEST} {what}.", remedy="Build again, or clear it up.")


@dataclass(frozen=True)
class _Expected:
    """What a state's sheet says, and where its figures stand in it."""

    sheet: Sheet
    words: str
    bold: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class _Against:
    """What documents are held against."""

    dataset: Dataset
    data: Path
    wording: Wording
    reader: Reader
    house_style: bool

    def expected(self, state: str) -> _Expected:
        sheet = self.wording.compose(self.dataset, state, house_style=self.house_style)
        words, bold = normalised(render_text(sheet))
        as_document = Document(str(self.data), Format.TEXT, words, bold)
        return _Expected(sheet, words, bold, self.reader.read(as_document).places)

    def verified(self, path: Path, problems: Sequence[Problem] = ()) -> Verified:
        """The file at ``path``, with ``problems`` that are known already."""
        figures, found = 0, list(problems)
        try:
            document = read_document(path)
            state = self.state(path, document)
            found += self.other_sheet(path, document, state)
            expected = self.expected(state)
            figures = len(expected.places)
            found += _differences(document, expected)
            found += self.other_data(document, expected.sheet)
            if not found:
                found += self.other_look(path, document, expected.sheet)
        except FactsheetsError as error:
            found += error.problems
        entry = Manifest.read(path.parent, year=0, sample=False).files.get(path.name)
        if entry and entry.sha256 != sha256_of(path):
            found.append(_of_manifest(path, _OTHER_HASH))
        if len(found) > MOST_PROBLEMS:
            rest = f"There are {len(found) - MOST_PROBLEMS} more differences in this file."
            found[MOST_PROBLEMS:] = [Problem(str(path), what=rest)]
        return Verified(str(path), figures, tuple(found))

    def state(self, path: Path, document: Document) -> str:
        """The state that the document is about, by its words or else by its name."""
        if SAMPLE_MARK in document.words and not self.dataset.sample:
            what, remedy = "This is a SAMPLE: its figures are invented.", "Do not send it."
            raise FactsheetsError(Problem(document.file, what=what, remedy=remedy))
        state = likely_state(document.words) or _named(path)
        if not state:
            what, remedy = "The document names no state.", "Is it a published sheet?"
            raise FactsheetsError(Problem(document.file, what=what, remedy=remedy))
        years = Counter(re.findall(r"(?<![0-9,.])[12][0-9]{3}(?![0-9])", document.words))
        year = next((int(each) for each, _ in years.most_common(1)), self.dataset.year)
        if year != self.dataset.year:
            what = f"The sheet is of {year}, but {self.data} is for {self.dataset.year}."
            remedy = "Name the data file of that year with --data."
            raise FactsheetsError(Problem(document.file, 0, state, "year", what, remedy))
        if state in self.dataset.faulty:
            raise FactsheetsError(each for each in self.dataset.problems if each.state == state)
        if state not in self.dataset.ready:
            what = f"The state is awaited: {self.data} has no figures to hold this against."
            raise FactsheetsError(Problem(document.file, 0, state, what=what))
        return state

    def other_sheet(self, path: Path, document: Document, state: str) -> Iterator[Problem]:
        named = _named(path)
        if named and named != state:
            what = f"The file is named for {named}, but the sheet is about {state}."
            remedy = "Give it its right name, or the right sheet."
            yield Problem(document.file, 0, state, what=what, remedy=remedy)

    def other_data(self, document: Document, sheet: Sheet) -> Iterator[Problem]:
        """What the data that ride along say differently: all but the version that made them."""
        if document.kind is Format.TEXT:
            return
        if not isinstance(document.data, dict):
            what = "The figures that should ride along in the file as JSON are missing."
            remedy = "Build the sheet again."
            yield Problem(document.file, 0, sheet.state, what=what, remedy=remedy)
            return
        there, wanted = _flat(document.data), _flat(sheet.data)
        for name in dict.fromkeys([*wanted, *there]):
            if there.get(name) != wanted.get(name) and name != "factsheets":
                figure = name.removeprefix("figures.")
                what = (
                    f"The JSON that rides along says {there.get(name, 'nothing')}, but "
                    f"{self.data} says {wanted.get(name, 'nothing')}."
                )
                yield Problem(document.file, 0, sheet.state, figure, what)

    def other_look(self, path: Path, document: Document, sheet: Sheet) -> Iterator[Problem]:
        """What is in a page or a PDF besides its words and data: it should be what is made now.

        Hidden, covered or added things are not words of the sheet. The same sheet is the same
        bytes; only the version of factsheets in a page's data may be another.
        """
        if document.kind is Format.TEXT:
            return
        now = render(sheet, document.kind, self.wording.templates)
        if _without_version(contents(path, LARGEST_FILE)) != _without_version(now):
            what = "The words agree, but the file is not as it would be made now."
            remedy = "It was edited, or made by another version: build it again."
            yield Problem(document.file, 0, sheet.state, what=what, remedy=remedy)


def _without_version(content: bytes) -> bytes:
    return re.sub(rb'"factsheets": "[^"]*"', b"", content, count=1)


def _named(path: Path) -> str:
    try:
        return find_jurisdiction(path.stem).name
    except LookupError:
        return ""


def _flat(data: Mapping[str, object], above: str = "") -> dict[str, str]:
    """Each value of ``data`` by its path."""
    found: dict[str, str] = {}
    for name, value in data.items():
        if isinstance(value, Mapping) and above.count(".") < _GROUPS:
            found |= _flat(value, f"{above}{name}.")
        elif isinstance(value, list | tuple):
            found[f"{above}{name}"] = ", ".join(map(str, value)) or "none"
        else:
            found[f"{above}{name}"] = str(value)
    return found


# --- words


class _Words:
    """The words of a text, where each of them stands, and the bold of each."""

    def __init__(self, text: str, bold: str) -> None:
        self.spans = [match.span() for match in re.finditer(r"\S+", text)]
        self.words = [text[start:end] for start, end in self.spans]
        self.bold = [bold[start:end] for start, end in self.spans]

    def shown(self, start: int, end: int) -> str:
        """The words from ``start`` to ``end``; of a long passage its beginning and its end."""
        words = self.words[max(0, start) : end]
        if len(words) > _PASSAGE:
            words[_PASSAGE - 4 : -4] = ["…"]
        return " ".join(words)


def _differences(document: Document, expected: _Expected) -> Iterator[Problem]:
    """Every figure, word and bold that differs, in the order of the document."""
    state = expected.sheet.state
    there = _Words(document.words, document.bold)
    wanted = _Words(expected.words, expected.bold)
    if len(there.words) > _MUCH_LONGER * len(wanted.words):
        what = f"The document has {len(there.words):,} words, the sheet {len(wanted.words):,}."
        yield Problem(document.file, 0, state, what=what, remedy="Is it one sheet?")
        return
    if expected.bold and not document.bold and document.kind is not Format.TEXT:
        yield Problem(document.file, 0, state, what="Nothing in the document is bold.")
    matcher = SequenceMatcher(None, wanted.words, there.words, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        before = there.shown(j1 - _CONTEXT, j1)
        if kind == "equal":
            for what in _other_bold(there, wanted, j1, range(i1, i2)) if document.bold else ():
                yield Problem(document.file, 0, state, what=what)
            continue
        if kind == "delete":
            what = f'"{wanted.shown(i1, i2)}" is missing after "{before}".'
        elif kind == "insert":
            what = f'"{there.shown(j1, j2)}" stands after "{before}", but not in the sheet.'
        else:
            what = f'"{there.shown(j1, j2)}" should be "{wanted.shown(i1, i2)}", in '
            what += f'"{there.shown(j1 - _CONTEXT, j2 + _CONTEXT)}".'
        figures = [
            place.name
            for place in expected.places
            if any(start < place.end and place.start < end for start, end in wanted.spans[i1:i2])
        ]
        yield Problem(document.file, 0, state, ", ".join(dict.fromkeys(figures)), what)


def _other_bold(there: _Words, wanted: _Words, start: int, same: range) -> Iterator[str]:
    """What differs in bold, where the words of ``there`` from ``start`` on are the ``same``."""
    how = [
        (_how(there.bold[start + n], wanted.bold[place]), start + n) for n, place in enumerate(same)
    ]
    for differs, run in groupby(how, key=lambda each: each[0]):
        places = [place for _, place in run]
        if differs:
            first, end = places[0], places[-1] + 1
            passage = there.shown(first - _CONTEXT, end + _CONTEXT)
            yield f'"{there.shown(first, end)}" {differs}, in "{passage}".'


def _how(bold: str, right: str) -> str:
    """How a word that is ``bold`` differs from what is ``right``; nothing when it does not."""
    if bold == right:
        return ""
    return (
        "should not be bold"
        if "1" not in right
        else "should be bold"
        if "0" not in right
        else "should be bold in part"
    )
