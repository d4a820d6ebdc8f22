"""Documents compared with the dataset: every figure, word, bold, data and byte that differs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from factsheets.build.fingerprint import Provenance
from factsheets.build.manifest import Manifest, key_of
from factsheets.dataset.load import Dataset
from factsheets.edition.edition import open_edition
from factsheets.figures.values import SAMPLE_MARK
from factsheets.files import contents, sha256_of
from factsheets.jurisdictions import find_jurisdiction
from factsheets.problems import FactsheetsError, Problem, shortened
from factsheets.reading.differences import Expected, differences
from factsheets.reading.documents import LARGEST_DOCUMENT, Document, read_document
from factsheets.reading.reader import Reader, likely_state
from factsheets.reading.words import normalised
from factsheets.render.formats import (
    CSV_FILE,
    INDEX_FILE,
    MANIFEST_FILE,
    REVIEW_FILE,
    Format,
    file_name,
    sheet_files,
)
from factsheets.render.render import pages_of, render
from factsheets.render.start_page import render_year
from factsheets.render.text import render_text
from factsheets.wording.compose import Sheet, Wording

MOST_DIFFERENCES = 20  # of one file that are named
_GROUPS = 2  # of figures, one in the other
_OF_YEAR = (INDEX_FILE, CSV_FILE)
_FORMATS = {kind.suffix: kind for kind in Format} | {".htm": Format.HTML}
_SHEET_FILES = sheet_files().keys()
# Of a manifest's entry. What only tells a build what is due, ``made_from``, is not among them.
_FACTS = ("state", "size", "pages", "figures", "national")
# How a release of factsheets is numbered (PEP 440): nothing else can stand in its place.
_VERSION = re.compile(
    r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}((a|b|rc)[0-9]{1,4})?(\.post[0-9]{1,4})?(\.dev[0-9]{1,4})?"
)


@dataclass(frozen=True)
class Verified:
    """A file, how many figures its sheet prints, and all that differs.

    ``note`` says why the file was not looked at, if it was not.
    """

    file: str
    figures: int
    problems: tuple[Problem, ...]
    note: str = ""


def verify(
    paths: Sequence[Path], data: Path, templates: Path | None = None, *, house_style: bool = False
) -> Iterator[Verified]:
    """Each document of ``paths``, files or folders of a year, compared with the file ``data``.

    Raises FactsheetsError when nothing can be verified: the data file or the wording is wrong.
    """
    edition = open_edition(data, templates)
    dataset, wording = edition.dataset, Wording(edition.templates, edition.catalogue)
    origin = Provenance(dataset, edition.templates, house_style)
    against = _Against(dataset, data, wording, Reader(wording), origin)
    for path in paths:
        if path.is_dir():
            year = path / str(dataset.year)
            is_above = year.is_dir() and not any(map(_is_published, path.iterdir()))
            yield from _Folder(year if is_above else path, against, is_built=True).all()
        else:
            is_built = (path.parent / MANIFEST_FILE).exists()
            yield _Folder(path.parent, against, is_built=is_built).one(path)
    if dataset.sample:
        note = "This is a SAMPLE: its figures are invented. Do not send it."
        yield Verified(str(data), 0, (), note)


def _is_published(path: Path) -> bool:
    return path.suffix.lower() in (*_FORMATS, ".csv") or path.name == MANIFEST_FILE


def _has_name_of_sheet(name: str) -> bool:
    return Path(name).suffix.lower() in _FORMATS and name not in (*_OF_YEAR, REVIEW_FILE)


class _Folder:
    """A folder and what its manifest says; ``is_built`` when a build makes what is in it."""

    def __init__(self, path: Path, against: _Against, *, is_built: bool) -> None:
        self.path, self.against, self.is_built = path, against, is_built
        self.manifest = Manifest.read(path, year=0, sample=False)

    def one(self, path: Path) -> Verified:
        """A file of the folder, and the manifest beside it."""
        verified = self.verified(path)
        if not self.is_built or path.name == MANIFEST_FILE:
            return verified
        return replace(verified, problems=(*self.of_manifest(), *verified.problems))

    def all(self) -> Iterator[Verified]:
        """Every file that is in the folder or should be there, the sheets first."""
        there = {each.name for each in self.path.iterdir()}
        if not any(map(_has_name_of_sheet, there)):
            what, remedy = "There are no sheets in this folder.", "Build them, or name another one."
            problem = Problem(str(self.path), what=what, remedy=remedy)
            yield Verified(str(self.path), 0, (problem,))
            return
        yield from self.not_made(there)
        names = there | self.manifest.files.keys() | {MANIFEST_FILE, *_OF_YEAR}
        for name in sorted(names, key=lambda name: (not _has_name_of_sheet(name), name)):
            each = self.listed(name) if name in there else self.missing(name)
            if each.problems or each.note or _has_name_of_sheet(name):
                yield each

    def not_made(self, there: set[str]) -> Iterator[Verified]:
        """The sheets that are missing: of a format that some states have, all should have one."""
        folder, ready = str(self.path), self.against.dataset.ready
        known = there | self.manifest.files.keys()  # what is only listed is named by itself
        kinds = [k for k in Format if any(file_name(state, k) in there for state in ready)]
        for state in ready:
            missing = [kind for kind in kinds if file_name(state, kind) not in known]
            if missing or not kinds:
                names = "sheet" if missing == kinds else " and no ".join(k.label for k in missing)
                what = f"There is no {names} of this state in the folder."
                problem = Problem(folder, 0, state, what=what, remedy="Build it.")
                yield Verified(folder, 0, (problem,))
        if kinds and (without := [kind.label for kind in Format if kind not in kinds]):
            yield Verified(folder, 0, (), f"there is no {' and no '.join(without)} in it.")

    def missing(self, name: str) -> Verified:
        path = self.path / name
        problem = Problem(str(path), what="This file is missing.", remedy="Build again.")
        if name in self.manifest.files:
            problem = _of_manifest(path, "lists this file, but it is not there")
        elif name == MANIFEST_FILE:
            what = "This file is missing: no file's hash could be checked."
            problem = replace(problem, what=what)
        return Verified(str(path), 0, (problem,))

    def listed(self, name: str) -> Verified:
        """A file that is there, and should be in the manifest."""
        path, problems = self.path / name, list[Problem]()
        if path.is_symlink():
            what = "This is a link: what it leads to can change."
            problems = [Problem(str(path), what=what, remedy="Put the file in its place.")]
        if self.manifest.files and name not in (*self.manifest.files, MANIFEST_FILE, REVIEW_FILE):
            remedy = "No build made it: delete it, or move it out of the folder."
            what = f"{MANIFEST_FILE} does not list this file."
            problems.append(Problem(str(path), what=what, remedy=remedy))
            if not _has_name_of_sheet(name) and name not in _OF_YEAR:
                return Verified(str(path), 0, tuple(problems))
        verified = self.verified(path)
        return replace(verified, problems=(*problems, *verified.problems))

    def verified(self, path: Path) -> Verified:
        """A file of the folder, by what its name says that it is."""
        if self.is_built and path.name == MANIFEST_FILE:
            return Verified(str(path), 0, tuple(self.of_manifest()))
        if self.is_built and path.name == REVIEW_FILE and path.is_file():
            note = "not looked at. It is for signing off only: do not publish it."
            return Verified(str(path), 0, (), note)
        if self.is_built and path.name in _OF_YEAR:
            return self.of_year(path)
        return self.sheet(path)

    def of_manifest(self) -> Iterator[Problem]:
        """What is wrong with the manifest as a whole."""
        path, dataset = self.path / MANIFEST_FILE, self.against.dataset
        if not self.manifest.files:
            yield _of_manifest(path, "cannot be read, or lists no file")
            return
        if contents(path, LARGEST_DOCUMENT) != self.manifest.content():
            yield _of_manifest(path, "is not as a build writes it")
        if self.manifest.year != dataset.year:
            what = f"is for {self.manifest.year}, but {self.against.data} is for {dataset.year}"
            yield _of_manifest(path, what)
        if self.manifest.sample != dataset.sample:
            what = f"has {_sample(self.manifest)}, but {self.against.data} has {_sample(dataset)}"
            yield _of_manifest(path, what)
        for name in sorted(self.manifest.files.keys() - _SHEET_FILES - {*_OF_YEAR}):
            yield _of_manifest(path, f"lists {name}, which no build makes")
        wrong = {key for key, tools in self.manifest.made_with.items() if key != key_of(tools)}
        used = {each.made_with for each in self.manifest.files.values()}
        for key in sorted(wrong | used - self.manifest.made_with.keys()):
            yield _of_manifest(path, f"names other versions than those of {key!r}")

    def of_year(self, path: Path) -> Verified:
        """The year's start page or its table."""
        found: list[Problem] = []
        try:
            content = contents(path, LARGEST_DOCUMENT)
            if content == self._year[path.name]:
                figures = self.against.origin.figures_of_year()
                found += self.other_entry(path, content, figures=figures)
            else:
                what = f"The file is not as it would be made from {self.against.data} now."
                found += self.edited(path, what)
        except FactsheetsError as error:
            found += error.problems
        return Verified(str(path), 0, (*found, *self.other_hash(path)))

    @cached_property
    def _year(self) -> Mapping[str, bytes]:
        there = {name for name in _SHEET_FILES if (self.path / name).exists()}
        dataset, templates = self.against.dataset, self.against.wording.templates
        return render_year(dataset, there | self.manifest.sheets.keys(), templates)

    def sheet(self, path: Path) -> Verified:
        """A sheet: all is well when it is, to the last byte, what its name says, as made now.

        So nothing that is hidden, covered or added is overlooked, whatever it is. For any other
        file, the words say which sheet it is and what is wrong.
        """
        against, found = self.against, list[Problem]()
        expected, is_as_made = None, False
        state, kind = _named(path), _FORMATS.get(path.suffix.lower())
        try:
            content = contents(path, LARGEST_DOCUMENT)
            with suppress(FactsheetsError):  # it is reported when the words are compared
                if kind and state in against.dataset.ready:
                    expected = against.expected(state)
                    is_as_made = content == against.made(expected.sheet, kind)
            if not is_as_made:
                document = read_document(path)
                state, kind = against.state(path, document), document.kind
                expected = against.expected(state, document.data)
                found += against.other_name(path, document, state)
                found += differences(document, expected)
                found += against.other_data(document, expected.sheet)
                # Text that nobody built may be marked and broken in other ways: its words count.
                if not found and (self.is_built or kind is not Format.TEXT):
                    is_as_made = content == against.made(expected.sheet, kind)
                    if not is_as_made:
                        what = "The words agree, but the file is not as it would be made now."
                        found += self.edited(path, what, state)
            if is_as_made and expected and kind:
                national = tuple(expected.sheet.national)
                found += self.other_entry(
                    path,
                    content,
                    state=state,
                    pages=pages_of(kind, content),
                    figures=against.origin.figures_of(state, national),
                    national=national,
                )
        except FactsheetsError as error:
            found += error.problems
        found += self.other_hash(path)
        if len(found) > MOST_DIFFERENCES:
            rest = f"There are {len(found) - MOST_DIFFERENCES} more differences in this file."
            found[MOST_DIFFERENCES:] = [Problem(str(path), what=rest)]
        return Verified(str(path), len(expected.places) if expected else 0, tuple(found))

    def edited(self, path: Path, what: str, state: str = "") -> Iterator[Problem]:
        """That the file is not as made now, unless ``other_hash`` says that it was edited."""
        if not any(self.other_hash(path)):
            remedy = "It was edited, or made by another version: build it again."
            yield Problem(str(path), 0, state, what=what, remedy=remedy)

    def other_entry(self, path: Path, content: bytes, **origin: Any) -> Iterator[Problem]:
        """What the manifest gets wrong about a file that is right."""
        if entry := self.manifest.files.get(path.name):
            right = Manifest(year=0, sample=False)
            right.add(path.name, content, **origin)
            for fact in _FACTS:
                there, wanted = getattr(entry, fact), getattr(right.files[path.name], fact)
                if there != wanted:
                    what = f"has the {fact} {there} for {path.name}; it should be {wanted}"
                    yield _of_manifest(self.path / MANIFEST_FILE, what)

    def other_hash(self, path: Path) -> Iterator[Problem]:
        entry = self.manifest.files.get(path.name)
        if entry and entry.sha256 != sha256_of(path):
            yield _of_manifest(path, "has another SHA-256: this file is not as it was built")


def _of_manifest(path: Path, what: str) -> Problem:
    remedy = "Build again, or find out who changed it."
    return Problem(str(path), what=f"{MANIFEST_FILE} {what}.", remedy=remedy)


def _sample(of: Manifest | Dataset) -> str:
    return "sample: true" if of.sample else "no sample: true"


@dataclass(frozen=True)
class _Against:
    """What documents are compared with."""

    dataset: Dataset
    data: Path
    wording: Wording
    reader: Reader
    origin: Provenance
    _expected: dict[str, Expected] = field(default_factory=dict)
    _made: dict[object, bytes] = field(default_factory=dict)

    def expected(self, state: str, data: object = None) -> Expected:
        """The sheet as it is made now, by the version of factsheets that ``data`` name."""
        if state not in self._expected:
            house_style = self.origin.house_style
            sheet = self.wording.compose(self.dataset, state, house_style=house_style)
            words, bold = normalised(render_text(sheet))
            places = self.reader.read(Document(str(self.data), Format.TEXT, words, bold)).places
            self._expected[state] = Expected(sheet, words, bold, places)
        found = self._expected[state]
        made_by = data.get("factsheets") if isinstance(data, dict) else None
        if isinstance(made_by, str) and _VERSION.fullmatch(made_by):
            return replace(found, sheet=replace(found.sheet, made_by=made_by))
        return found

    def made(self, sheet: Sheet, kind: Format) -> bytes:
        """The bytes of its file, as it is made now."""
        key = sheet.state, kind, sheet.data["factsheets"]
        if key not in self._made:
            self._made[key] = render(sheet, kind, self.wording.templates)
        return self._made[key]

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

    def other_name(self, path: Path, document: Document, state: str) -> Iterator[Problem]:
        named, kind = _named(path), _FORMATS.get(path.suffix.lower(), document.kind)
        if named and named != state:
            what = f"The file is named for {named}, but the sheet is about {state}."
            remedy = "Give it its right name, or the right sheet."
            yield Problem(document.file, 0, state, what=what, remedy=remedy)
        if kind is not document.kind:
            what = f"The name ends with {path.suffix}, but in the file is {document.kind}."
            yield Problem(document.file, 0, state, what=what, remedy="Give it its right name.")

    def other_data(self, document: Document, sheet: Sheet) -> Iterator[Problem]:
        """What differs in the data that come with the document."""
        if document.kind is Format.TEXT:
            return
        if not isinstance(document.data, dict):
            what = "The figures that should ride along in the file as JSON are missing."
            remedy = "Build the sheet again."
            yield Problem(document.file, 0, sheet.state, what=what, remedy=remedy)
            return
        there, wanted = _flat(document.data), _flat(sheet.data)
        for name in dict.fromkeys([*wanted, *there]):
            if there.get(name) != wanted.get(name):
                figure = shortened(name.removeprefix("figures."))
                what = (
                    f"The JSON that rides along says {shortened(there.get(name, 'nothing'))}, but "
                    f"{self.data} says {wanted.get(name, 'nothing')}."
                )
                yield Problem(document.file, 0, sheet.state, figure, what)


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
