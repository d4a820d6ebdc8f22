"""The files of a folder, each held against its edition, and against the manifest beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from factsheets.build.manifest import Manifest, key_of
from factsheets.dataset.dataset import Dataset
from factsheets.files import contents, real_path, sha256_of
from factsheets.problems import FactsheetsError, Problem
from factsheets.reading.against import FORMATS, Against, AllYears
from factsheets.reading.documents import LARGEST_DOCUMENT, Document, read_document
from factsheets.reading.editions import NoEditionError, how_to_name
from factsheets.reading.verified import Verified, problem_of_manifest, verified_against
from factsheets.render.formats import (
    MANIFEST_FILE,
    OF_YEAR,
    REVIEW_FILE,
    Format,
    Picture,
    file_name,
    files_of_year,
    kinds_of,
    sheet_files,
)
from factsheets.render.frame import card_of
from factsheets.render.pdfium import pages_of
from factsheets.render.start_page import render_year
from factsheets.wording.compose import Sheet

MOST_DIFFERENCES = 20  # of one file that are named
_SHEET_FILES = sheet_files()
# Of a manifest's entry. What only tells a build what is due, ``made_from``, is not among them.
_FACTS = ("state", "size", "pages", "figures", "national")
_YEAR = re.compile("[0-9]{4}")


class Folder:
    """A folder and what its manifest says; ``is_built`` when a build makes what is in it.

    What a manifest lists is held against the edition of its year, and without a manifest each sheet
    against the edition that fits it.
    """

    def __init__(self, path: Path, years: AllYears, *, is_built: bool) -> None:
        self.path, self.years, self.is_built = path, years, is_built
        self.manifest = Manifest.read(path, year=0, sample=False)
        self.against = years.of_year(self.manifest.year) if self.manifest.files else None
        self.is_of_no_edition = bool(self.manifest.files) and self.against is None
        self.likely = self.against or years.current_if_whole()  # for the next sheet
        self.base_url = self.manifest.base_url or ""
        self.of_year_as_a_whole = files_of_year(self.base_url)
        kinds = kinds_of(Format, self.base_url)
        self.made = {name for name, (_, kind) in _SHEET_FILES.items() if kind in kinds}
        self.made |= {*self.of_year_as_a_whole}

    def of_all(self) -> Against:
        """The edition that what is not a sheet is held against."""
        return self.against or self.years.current()

    def one(self, path: Path) -> Verified:
        """A file of the folder, and the manifest beside it."""
        if self.is_of_no_edition:
            return self.of_no_edition(path)
        verified = self.held(self.verified(path))
        if not self.is_built or path.name == MANIFEST_FILE:
            return verified
        return replace(verified, problems=(*self.of_manifest(), *verified.problems))

    def held(self, verified: Verified) -> Verified:
        """The same, held against the edition of the folder if no other is known."""
        if self.against is None or verified.year:
            return verified
        edition = self.against.edition
        return replace(verified, data=edition.data, year=edition.year)

    def all(self) -> Iterator[Verified]:
        """Every file that is in the folder or should be there, the sheets first."""
        for each in self.one_by_one():
            yield self.held(each)

    def one_by_one(self) -> Iterator[Verified]:
        """The same, each only with the edition that is known of itself."""
        there = {each.name for each in self.path.iterdir()}
        if not any(map(_has_name_of_sheet, there)):
            what, remedy = "There are no sheets in this folder.", "Build them, or name another one."
            yield Verified(str(self.path), 0, (Problem(str(self.path), what=what, remedy=remedy),))
            return
        if self.is_of_no_edition:
            yield self.of_no_edition(self.path)
            return
        if self.base_url:
            note = f"its pages say that it is published at {self.base_url}"
            yield Verified(str(self.path), 0, (), note)
        expected = there | self.manifest.files.keys() | {MANIFEST_FILE, *self.of_year_as_a_whole}
        sheets = sorted(filter(_has_name_of_sheet, expected))
        years = set[int]()
        for name in sheets:
            each = self.listed(name) if name in there else self.missing(name)
            years |= {each.year} - {0}
            yield each
        others = sorted(expected.difference(sheets))
        if self.against is None and len(years) > 1:
            yield from self.of_several_years(years, [name for name in others if name in there])
            return
        if self.against is None and years:
            self.against = self.years.of_year(*years)
            if self.against is None:  # all sheets are of a year that no edition has
                return
        yield from self.not_made(there)
        for name in others:
            each = self.listed(name) if name in there else self.missing(name)
            if each.problems or each.note:
                yield each

    def of_no_edition(self, path: Path) -> Verified:
        """All that is said of the folder, or a file in it, when no edition has its year."""
        year = self.manifest.year
        what = f"{MANIFEST_FILE} is for {year}, a year that has no edition."
        problem = Problem(str(self.path), what=what, remedy=how_to_name(year))
        return Verified(str(path), 0, (problem,))

    def of_several_years(self, years: Iterable[int], others: Iterable[str]) -> Iterator[Verified]:
        """The ``others`` in a folder whose sheets are of these ``years``: no build made it."""
        shown = " and ".join(map(str, sorted(years)))
        note = f"its sheets are of {shown}. It was not looked at whether one of them is missing."
        yield Verified(str(self.path), 0, (), note)
        for name in others:
            if name in OF_YEAR:
                what = f"The sheets beside this file are of {shown}, so it is not known of which."
                remedy = "Put the sheets of each year into a folder of their own."
                problem = Problem(str(self.path / name), what=what, remedy=remedy)
                yield Verified(str(self.path / name), 0, (problem,))
            else:
                yield self.listed(name)

    def not_made(self, there: set[str]) -> Iterator[Verified]:
        """The sheets that are missing: of a format that some states have, all should have one."""
        folder, ready = str(self.path), self.of_all().dataset.ready
        known = there | self.manifest.files.keys()  # what is only listed is named by itself
        formats = [k for k in Format if any(file_name(state, k) in there for state in ready)]
        kinds = kinds_of(formats, self.base_url)
        for state in ready:
            missing = tuple(kind for kind in kinds if file_name(state, kind) not in known)
            if missing or not kinds:
                names = "sheet" if missing == kinds else " and no ".join(k.label for k in missing)
                what = f"There is no {names} of this state in the folder."
                problem = Problem(folder, 0, state, what=what, remedy="Build it.")
                yield Verified(folder, 0, (problem,))
        if kinds and (without := [kind.label for kind in Format if kind not in kinds]):
            yield Verified(folder, 0, (), f"there is no {' and no '.join(without)} in it.")

    def missing(self, name: str) -> Verified:
        """A file that should be there, and is not."""
        path = self.path / name
        problem = Problem(str(path), what="This file is missing.", remedy="Build again.")
        if name in self.manifest.files:
            problem = problem_of_manifest(path, "lists this file, but it is not there")
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
            if not _has_name_of_sheet(name) and name not in self.made:
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
        if self.is_built and path.name in self.of_year_as_a_whole:
            return self.of_year(path)
        if self.is_built and path.suffix == Picture.CARD.suffix and path.name in self.made:
            return self.card(path)
        return self.sheet(path)

    def of_manifest(self) -> Iterator[Problem]:
        """What is wrong with the manifest as a whole."""
        path = self.path / MANIFEST_FILE
        if not self.manifest.files:
            yield problem_of_manifest(path, "cannot be read, or lists no file")
            return
        against = self.of_all()
        if contents(path, LARGEST_DOCUMENT) != self.manifest.content():
            yield problem_of_manifest(path, "is not as a build writes it")
        folder = real_path(self.path).name
        if _YEAR.fullmatch(folder) and folder != str(self.manifest.year):
            yield problem_of_manifest(
                path, f"is for {self.manifest.year}, but its folder is {folder}"
            )
        if self.manifest.sample != against.dataset.sample:
            what = f"has {_sample(self.manifest)}, but {against.data} has "
            what += _sample(against.dataset)
            yield problem_of_manifest(path, what)
        for name in sorted(self.manifest.files.keys() - self.made):
            yield problem_of_manifest(path, f"lists {name}, which no build makes")
        wrong = {key for key, tools in self.manifest.made_with.items() if key != key_of(tools)}
        used = {each.made_with for each in self.manifest.files.values()}
        for key in sorted(wrong | used - self.manifest.made_with.keys()):
            yield problem_of_manifest(path, f"names other versions than those of {key!r}")

    def of_year(self, path: Path) -> Verified:
        """The year's start page, or what is made beside it."""
        found: list[Problem] = []
        against = None
        try:
            against, content = self.of_all(), contents(path, LARGEST_DOCUMENT)
            if content == self._year[path.name]:
                figures = against.origin.figures_of_year()
                found += self.other_entry(path, content, figures=figures)
            else:
                what = f"The file is not as it would be made from {against.data} now."
                found += self.edited(path, what)
        except FactsheetsError as error:
            found += error.problems
        return verified_against(path, against, (*found, *self.other_hash(path)))

    @cached_property
    def _year(self) -> Mapping[str, bytes]:
        there = {name for name in _SHEET_FILES if (self.path / name).exists()}
        against = self.of_all()
        there |= self.manifest.sheets.keys()
        return render_year(against.dataset, there, against.edition.wording, self.base_url)

    def card(self, path: Path) -> Verified:
        """An image card: it has no words that could be read, so it is drawn again."""
        found, against, state = list[Problem](), None, _SHEET_FILES[path.name][0]
        try:
            against, content = self.of_all(), contents(path, LARGEST_DOCUMENT)
            sheet = against.expected(state).sheet
            if content == against.made(sheet, Picture.CARD):
                figures = against.origin.figures_of(state, ())
                found += self.other_entry(path, content, state=state, figures=figures)
            else:
                shown = ", ".join(f"{each['title']} {each['words']}" for each in card_of(sheet))
                what = f"The image card is not as it would be drawn from {against.data}: {shown}."
                found += self.edited(path, what, state)
        except FactsheetsError as error:
            found += error.problems
        return verified_against(path, against, (*found, *self.other_hash(path)))

    def sheet(self, path: Path) -> Verified:
        """A sheet: all is well when it is, to the last byte, what its name says, as made now.

        So nothing that is hidden, covered or added is overlooked, whatever it is. For any other
        file, the words say which sheet it is and what is wrong.
        """
        found, against, expected, address = list[Problem](), None, None, ""
        try:
            content = contents(path, LARGEST_DOCUMENT)
            if self.likely and (expected := self.likely.as_made(path, content, self.base_url)):
                against, is_as_made = self.likely, True
            else:
                document = read_document(path)
                self.likely = against = self.fitting(document)
                address = self.base_url if self.manifest.files else document.base_url
                expected, differing = against.compared(path, document, address)
                found += (*differing, *self.other_address(document))
                is_as_made = not found and content == against.made(expected.sheet, document.kind)
                # Text that nobody built may be marked and broken in other ways: its words count.
                is_text_alone = document.kind is Format.TEXT and not self.is_built
                if not (found or is_as_made or is_text_alone):
                    what = "The words agree, but the file is not as it would be made now."
                    found += self.edited(path, what, expected.sheet.state)
            if is_as_made:
                found += self.other_entry_of_sheet(path, content, against, expected.sheet)
        except NoEditionError as error:
            return Verified(str(path), 0, tuple(self.other_hash(path)), year=error.year)
        except FactsheetsError as error:
            found += error.problems
        found += self.other_hash(path)
        if len(found) > MOST_DIFFERENCES:
            rest = f"There are {len(found) - MOST_DIFFERENCES} more differences in this file."
            found[MOST_DIFFERENCES:] = [Problem(str(path), what=rest)]
        verified = verified_against(
            path, against, tuple(found), len(expected.places) if expected else 0
        )
        return verified if self.manifest.files else replace(verified, address=address)

    def other_address(self, document: Document) -> Iterator[Problem]:
        """That a web page says another address than the manifest beside it."""
        is_page = document.kind is Format.HTML and self.manifest.files
        if is_page and document.base_url != self.base_url:
            there, wanted = (each or "no address" for each in (document.base_url, self.base_url))
            what = f"The page says that it is at {there}, but {MANIFEST_FILE} says {wanted}."
            yield Problem(document.file, what=what, remedy="Build it again.")

    def fitting(self, document: Document) -> Against:
        """The edition to hold a sheet against: that of the manifest, or else the one that fits it.

        Raises NoEditionError when there is none, and FactsheetsError when the sheet is of another
        year than the manifest.
        """
        if self.against is None:
            return self.years.of(document)
        own = self.against.edition
        try:
            year = self.years.editions.of(document, own).year
        except NoEditionError as error:
            year = error.year
        if year != own.year:
            what = f"The sheet is of {year}, but {MANIFEST_FILE} beside it is for {own.year}."
            remedy = "Put it into the folder of its year, or build this one again."
            raise FactsheetsError(Problem(document.file, figure="year", what=what, remedy=remedy))
        return self.against

    def other_entry_of_sheet(
        self, path: Path, content: bytes, against: Against, sheet: Sheet
    ) -> Iterator[Problem]:
        """The same of a sheet."""
        kind, national = FORMATS.get(path.suffix.lower()), tuple(sheet.national)
        yield from self.other_entry(
            path,
            content,
            state=sheet.state,
            pages=pages_of(kind, content) if kind else None,
            figures=against.origin.figures_of(sheet.state, national),
            national=national,
        )

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
                    yield problem_of_manifest(self.path / MANIFEST_FILE, what)

    def other_hash(self, path: Path) -> Iterator[Problem]:
        """That a file is not as it was built, by the manifest."""
        entry = self.manifest.files.get(path.name)
        if entry and entry.sha256 != sha256_of(path):
            yield problem_of_manifest(path, "has another SHA-256: this file is not as it was built")


def _has_name_of_sheet(name: str) -> bool:
    return Path(name).suffix.lower() in FORMATS and name not in (*OF_YEAR, REVIEW_FILE)


def _sample(of: Manifest | Dataset) -> str:
    return "sample: true" if of.sample else "no sample: true"
