"""What documents are held against: the sheets of one edition, each made once, when it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from factsheets.build.fingerprint import Provenance
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.figures.values import SAMPLE_MARK
from factsheets.jurisdictions import find_jurisdiction
from factsheets.problems import FactsheetsError, Problem, shortened
from factsheets.reading.differences import Expected, differences
from factsheets.reading.documents import Document
from factsheets.reading.editions import Editions, Readable
from factsheets.reading.reader import likely_state
from factsheets.reading.words import normalised
from factsheets.render.formats import Format, Kind
from factsheets.render.render import render
from factsheets.render.text import render_text
from factsheets.wording.compose import Sheet

FORMATS = {kind.suffix: kind for kind in Format} | {".htm": Format.HTML}
_GROUPS = 2  # of figures, one in the other
# How a release of factsheets is numbered (PEP 440): nothing else can stand in its place.
_VERSION = re.compile(
    r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}((a|b|rc)[0-9]{1,4})?(\.post[0-9]{1,4})?(\.dev[0-9]{1,4})?"
)


@dataclass(frozen=True)
class Against:
    """The sheets of an ``edition``, as they are made now from its ``dataset``."""

    edition: Readable
    dataset: Dataset
    origin: Provenance
    _expected: dict[str, Expected] = field(default_factory=dict)
    _made: dict[object, bytes] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The data file that the documents are held against."""
        return self.edition.data

    def as_made(self, path: Path, content: bytes, base_url: str) -> Expected | None:
        """The sheet that the name of ``path`` says, if the ``content`` is it to the last byte.

        It is published at ``base_url``, if that is known.
        """
        state, kind = state_named(path), FORMATS.get(path.suffix.lower())
        if kind is None or state not in self.dataset.ready:
            return None
        with suppress(FactsheetsError):  # it is reported when the words are compared
            expected = self.expected(state, base_url=base_url)
            if content == self.made(expected.sheet, kind):
                return expected
        return None

    def compared(
        self, path: Path, document: Document, base_url: str
    ) -> tuple[Expected, tuple[Problem, ...]]:
        """The sheet that the ``document`` in the file ``path`` should be, and all that differs.

        It is published at ``base_url``, if that is known. Raises FactsheetsError when there is none
        to hold it against.
        """
        state = self.state(path, document)
        expected = self.expected(state, document.data, base_url)
        found = [
            *_other_name(path, document, state),
            *differences(document, expected),
            *self.other_data(document, expected.sheet),
        ]
        return expected, tuple(found)

    def expected(self, state: str, data: object = None, base_url: str = "") -> Expected:
        """The sheet as it is made now, by the version of factsheets that ``data`` name.

        It is published at ``base_url``, if that is known.
        """
        if state not in self._expected:
            house_style = self.origin.house_style
            sheet = self.edition.wording.compose(self.dataset, state, house_style=house_style)
            words, bold = normalised(render_text(sheet))
            document = Document(str(self.data), Format.TEXT, words, bold)
            places = self.edition.reader.read(document).places
            self._expected[state] = Expected(sheet, words, bold, places)
        found = self._expected[state]
        found = replace(found, sheet=replace(found.sheet, base_url=base_url))
        made_by = data.get("factsheets") if isinstance(data, dict) else None
        if isinstance(made_by, str) and _VERSION.fullmatch(made_by):
            return replace(found, sheet=replace(found.sheet, made_by=made_by))
        return found

    def made(self, sheet: Sheet, kind: Kind) -> bytes:
        """The bytes of its file, as it is made now."""
        key = sheet.state, kind, sheet.data["factsheets"], sheet.base_url
        if key not in self._made:
            self._made[key] = render(sheet, kind, self.edition.wording.templates)
        return self._made[key]

    def state(self, path: Path, document: Document) -> str:
        """The state that the document is about, by its words or else by its name."""
        if SAMPLE_MARK in document.words and not self.dataset.sample:
            what, remedy = "This is a SAMPLE: its figures are invented.", "Do not send it."
            raise FactsheetsError(Problem(document.file, what=what, remedy=remedy))
        state = likely_state(document.words) or state_named(path)
        if not state:
            what, remedy = "The document names no state.", "Is it a published sheet?"
            raise FactsheetsError(Problem(document.file, what=what, remedy=remedy))
        if state in self.dataset.faulty:
            raise FactsheetsError(each for each in self.dataset.problems if each.state == state)
        if state not in self.dataset.ready:
            what = f"The state is awaited: {self.data} has no figures to hold this against."
            raise FactsheetsError(Problem(document.file, 0, state, what=what))
        return state

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


class AllYears:
    """The editions of the file ``data`` and its archive, as documents are held against them.

    Raises FactsheetsError as ``Editions`` does.
    """

    def __init__(self, data: Path, templates: Path | None, *, house_style: bool) -> None:
        self.editions, self.house_style = Editions(data, templates), house_style
        self._against: dict[Path, Against] = {}

    @property
    def used(self) -> tuple[Against, ...]:
        """Those that something was held against so far."""
        return tuple(self._against.values())

    def current(self) -> Against:
        """The edition of the data file. Raises FactsheetsError when no sheet can be made by it."""
        return self._of(self.editions.current)

    def current_if_whole(self) -> Against | None:
        """The same; None while figures of the country are still to come."""
        with suppress(FactsheetsError):  # it is reported when a sheet is of that year
            return self.current()
        return None

    def of_year(self, year: int) -> Against | None:
        """The edition of the ``year``, if there is one. Raises FactsheetsError if it is faulty."""
        edition = self.editions.of_year(year)
        return self._of(edition) if edition else None

    def of(self, document: Document) -> Against:
        """The edition of the ``document``. Raises what ``Editions.of`` raises."""
        return self._of(self.editions.of(document))

    def _of(self, edition: Readable) -> Against:
        if edition.data not in self._against:
            dataset = load(edition.data, catalogue=edition.wording.catalogue)
            origin = Provenance(dataset, edition.wording.templates, self.house_style)
            self._against[edition.data] = Against(edition, dataset, origin)
        return self._against[edition.data]


def state_named(path: Path) -> str:
    """The state that a file is named for, or ``""``."""
    try:
        return find_jurisdiction(path.stem).name
    except LookupError:
        return ""


def _other_name(path: Path, document: Document, state: str) -> Iterator[Problem]:
    named, kind = state_named(path), FORMATS.get(path.suffix.lower(), document.kind)
    if named and named != state:
        what = f"The file is named for {named}, but the sheet is about {state}."
        remedy = "Give it its right name, or the right sheet."
        yield Problem(document.file, 0, state, what=what, remedy=remedy)
    if kind is not document.kind:
        what = f"The name ends with {path.suffix}, but in the file is {document.kind}."
        yield Problem(document.file, 0, state, what=what, remedy="Give it its right name.")


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
