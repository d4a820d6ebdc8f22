"""Which edition a document is of: that of the data file, or one of its archive."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from factsheets.dataset.archive import archived
from factsheets.dataset.dataset import Dataset, Partial
from factsheets.dataset.load import load, load_partial
from factsheets.edition.edition import templates_of
from factsheets.problems import FactsheetsError, Problem
from factsheets.reading.documents import Document
from factsheets.reading.reader import Reader, likely_state, likely_year
from factsheets.wording.compose import Wording

_MOST_NAMED = 3  # files in a message


@dataclass(frozen=True)
class Readable:
    """An edition whose documents can be read: its data file, its year and its wording."""

    data: Path
    year: int
    wording: Wording
    reader: Reader


class NoEditionError(Exception):
    """A document is of a ``year`` that no edition has."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(year)


class Editions:
    """The edition of the file ``data``, and those of its archive, each read once, when it is asked.

    ``templates`` is a folder of other wording, if one is named: then no other edition counts.
    Raises FactsheetsError when documents cannot be read by the edition of ``data``.
    """

    def __init__(self, data: Path, templates: Path | None = None) -> None:
        self.data, self.current = data, _readable(data, templates)
        files = [] if templates else archived(data)
        self._files = {int(each.parent.name): each for each in files} | {self.current.year: data}
        self._opened: dict[int, Readable | FactsheetsError] = {self.current.year: self.current}

    def of_year(self, year: int) -> Readable | None:
        """The edition of the ``year``, if there is one. Raises FactsheetsError if it is faulty."""
        if year not in self._files:
            return None
        if year not in self._opened:
            try:
                self._opened[year] = _readable(self._files[year])
            except FactsheetsError as error:
                self._opened[year] = error
        found = self._opened[year]
        if isinstance(found, FactsheetsError):
            raise found
        return found

    def of(self, document: Document, otherwise: Readable | None = None) -> Readable:
        """The edition of ``document``: its wording reads the document, and finds its own year.

        When none does, it is the edition of the year that a wording finds, or else of the year that
        the document names most often; where it names none, or no state, it is ``otherwise``, or
        that of the data file. Raises NoEditionError when no edition is of that year, and
        FactsheetsError when the one is faulty.
        """
        words, found = document.words, 0
        likely = likely_year(words) if likely_state(words) else 0
        for each in self._in_order(likely):
            try:
                year = each.reader.read(document).year
            except FactsheetsError:
                continue
            if year == each.year:
                return each
            found = found or year
        year = found or likely
        edition = self.of_year(year) if year else otherwise or self.current
        if edition is None:
            raise NoEditionError(year)
        return edition

    def _in_order(self, likely: int) -> Iterator[Readable]:
        """Every edition that can be read, that of the ``likely`` year first, then the newest."""
        for year in sorted(self._files, key=lambda year: (year != likely, -year)):
            try:
                edition = self.of_year(year)
            except FactsheetsError:
                continue  # it is reported when a document is of its year
            if edition:
                yield edition


def _readable(data: Path, templates: Path | None = None) -> Readable:
    dataset = _dataset(data)
    wording = Wording(templates_of(data, templates), dataset.catalogue)
    return Readable(data, dataset.year, wording, Reader(wording))


def _dataset(data: Path) -> Dataset | Partial:
    """The figures of the file ``data``; those of the whole country may be still to come.

    Raises FactsheetsError as ``load`` does.
    """
    try:
        return load(data)
    except FactsheetsError:
        with suppress(FactsheetsError):
            return load_partial(data)
        raise


def no_edition(data: Path, year: int, files: Sequence[str]) -> Problem:
    """The one problem of all ``files`` that are of a year that no edition has."""
    sheets = "The sheet is" if len(files) == 1 else f"{len(files)} sheets are"
    what = f"{sheets} of {year}, a year that has no edition: {named(files)}."
    return Problem(str(data), 0, "", "year", what, how_to_name(year))


def how_to_name(year: int) -> str:
    """What to do about documents of a ``year`` that no edition has."""
    return f"Name the data file of {year} with --data; its figures.yaml and templates go with it."


def named(files: Sequence[str]) -> str:
    """The names of the ``files``; of many, the first ones, and how many there are besides."""
    rest = len(files) - _MOST_NAMED
    shown = ", ".join(files[:_MOST_NAMED])
    return f"{shown} and {rest} more" if rest > 0 else shown
