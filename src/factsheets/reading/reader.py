"""A document in, the figures that it prints out: the wording read backwards.

Paragraph after paragraph, every reading that fits so far is kept. What does not fit is not guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from factsheets.figures.catalogue import AS_PUBLISHED, IN_COUNTRY, Catalogue
from factsheets.figures.values import FIRST_YEAR, LAST_YEAR, NOT_REPORTED, SAMPLE_MARK, Figure
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError, Problem, shortened
from factsheets.reading.documents import Document
from factsheets.reading.variants import Way, paragraphs
from factsheets.wording.compose import Wording
from factsheets.wording.language import TEXT_NAMES, Truths
from factsheets.wording.numbers import EXACT, Rounding, number_printed

_CONTEXT = 3  # words before the place that a message is about
_SHOWN = 10  # words in a message


@dataclass(frozen=True)
class Place:
    """Where a document prints the figure ``name``: from ``start`` to ``end`` of its words."""

    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """What a document prints.

    ``figures`` and ``national`` hold what it prints or leaves out, by path; ``rounded`` are the
    national figures that it prints only rounded. ``hidden`` are the departures that it cannot show.
    """

    file: str
    state: str
    year: int
    sample: bool
    figures: Mapping[str, Figure]
    national: Mapping[str, Figure]
    departures: tuple[str, ...]
    hidden: tuple[str, ...]
    rounded: frozenset[str]
    places: tuple[Place, ...] = field(compare=False)


class Reader:
    """The wording, ready to read documents.

    Raises FactsheetsError, with its line, when the wording cannot be read backwards at all.
    """

    def __init__(self, wording: Wording) -> None:
        self.path, self.catalogue = wording.path, wording.catalogue
        self._paragraphs = paragraphs(wording)

    def read(self, document: Document) -> Reading:
        """What ``document`` prints.

        Raises FactsheetsError, with the first passage that does not fit and what was expected
        there, when it is not a sheet in this wording, or could be read in two ways.
        """
        start, end = _body(document)
        body = replace(document, words=document.words[:end], bold=document.bold[:end])
        found, misfits = [_Hypothesis(start, self.catalogue)], list[_Misfit]()
        for paragraph in self._paragraphs:
            tried = [each.after(way, body) for each in found for way in paragraph.ways]
            found = [each for each in tried if isinstance(each, _Hypothesis)]
            misfits += [each for each in tried if isinstance(each, _Misfit)]
            if not found:
                raise FactsheetsError(self._misfit(misfits, body))
        whole = [each for each in found if each.position >= end]
        if not whole:
            raise FactsheetsError(self._left_over(found, misfits, body))
        return self._reading(whole, body, sample=start > 0)

    def _reading(self, found: list[_Hypothesis], document: Document, *, sample: bool) -> Reading:
        first, *others = found
        state, values = first.state or "", first.figures()
        for each in others:
            if (each.state, each.figures()) != (state, values):
                names = sorted(dict(values.items() ^ each.figures().items()))
                what = f"The sheet can be read in two ways; they differ in {', '.join(names)}."
                remedy = "factsheets check says where the wording is not clear."
                raise FactsheetsError(Problem(document.file, 0, state, what=what, remedy=remedy))
        unprinted = [name for name, value in values.items() if value is None]
        if unprinted or not state or not first.year:
            what = f"The wording does not print {', '.join(unprinted) or 'the state and the year'}."
            remedy = "So it cannot be read back from a sheet."
            raise FactsheetsError(Problem(self.path, 0, state, "", what, remedy))
        shown = {
            name: {each.truths.get(f"{AS_PUBLISHED}.{name}") for each in found}
            for name in self.catalogue.departures
        }
        if document.data is not None:
            _refuse_other_data(document, first, values, sample=sample)
        figures = {name: value for name, value in values.items() if value is not None}
        of_state, of_country = self.catalogue.state, self.catalogue.national
        return Reading(
            file=document.file,
            state=state,
            year=first.year,
            sample=sample,
            figures={name: figures[name] for name in of_state if name in figures},
            national={
                path: figures[each.name]
                for path, each in of_country.items()
                if each.name in figures
            },
            departures=tuple(name for name, truths in shown.items() if truths == {True}),
            hidden=tuple(name for name, truths in shown.items() if truths not in ({True}, {False})),
            rounded=frozenset(
                name
                for name, prints in first.prints.items()
                if name not in TEXT_NAMES and _is_rounded(prints)
            ),
            places=first.places,
        )

    def _misfit(self, misfits: list[_Misfit], document: Document) -> Problem:
        """The passage from which the best reading does not fit, and what the wording has there."""
        words = document.words
        misfit = max((each.located(words) for each in misfits), key=lambda each: each.position)
        position = misfit.position
        before = words[misfit.reading.position : position].rpartition(" ")[0].split()[-_CONTEXT:]
        there = " ".join(
            [*before, *words[words.rfind(" ", 0, position + 1) + 1 :].split()][:_SHOWN]
        )
        first = misfit.way.text.count(" ", 0, misfit.offset) - len(before)
        expected = " ".join(map(misfit.way.shown, misfit.way.words[first : first + _SHOWN]))
        what = f'"{there}" {misfit.what}.'
        if position >= len(words):
            what = f'The sheet ends too soon, after "{" ".join(words.split()[-_CONTEXT:])}".'
        remedy = f'Expected: "{expected}" ({self.path}:{misfit.way.line}).'
        state = misfit.reading.state or likely_state(words)
        return Problem(document.file, 0, state, "", what, remedy)

    def _left_over(
        self, found: list[_Hypothesis], misfits: list[_Misfit], document: Document
    ) -> Problem:
        last, words = max(found, key=lambda each: each.position), document.words
        if any(each.located(words).position > last.position for each in misfits):
            return self._misfit(misfits, document)
        there = " ".join(words[last.position :].split()[:_SHOWN])
        what = f'"{there}" stands after the last passage of the wording.'
        return Problem(document.file, 0, last.state or likely_state(words), what=what)


def _body(document: Document) -> tuple[int, int]:
    """Where the sheet itself starts and ends: between a sample's two marks, if there are both."""
    words = document.words
    if words.startswith(f"{SAMPLE_MARK} ") and words.endswith(f" {SAMPLE_MARK}"):
        return len(SAMPLE_MARK) + 1, len(words) - len(SAMPLE_MARK) - 1
    return 0, len(words)


@dataclass(frozen=True)
class _Hypothesis:
    """A reading of the words before ``position``.

    ``prints`` are the words of each name that was printed, by their rounding.
    """

    position: int
    catalogue: Catalogue
    truths: Truths = field(default_factory=dict)
    prints: Mapping[str, Mapping[Rounding, str]] = field(default_factory=dict)
    places: tuple[Place, ...] = ()

    @property
    def state(self) -> str | None:
        return self.prints.get("state", {}).get(EXACT)

    @property
    def year(self) -> int:
        return int(self.prints.get("year", {}).get(EXACT, 0))

    def figures(self) -> dict[str, Figure | None]:
        """Each figure that is known: None when it was only said that there is one."""
        found: dict[str, Figure | None] = {
            name: number_printed(prints)
            for name, prints in self.prints.items()
            if name not in TEXT_NAMES
        }
        for name, declared in self.catalogue.figures.items():
            if name in self.truths and name not in found:
                absent: Figure = NOT_REPORTED if declared.may_be_not_reported else 0
                found[name] = None if self.truths[name] else absent
        return found

    def after(self, way: Way, document: Document) -> _Hypothesis | _Misfit:
        """The reading with ``way`` at its end, or where that does not fit."""
        truths = {**self.truths, **way.truths}
        match = way.pattern.match(document.words, self.position)
        if match is None or any(truths[name] != holds for name, holds in self.truths.items()):
            return _Misfit(self, way)
        prints, places, offset = dict(self.prints), list(self.places), 0
        for number, piece in enumerate(way.pieces, 1):
            start, end = match.span(number)
            wrong = document.bold.find("0" if piece.bold else "1", start, end)
            if wrong >= 0:
                what = _NOT_BOLD if piece.bold else _BOLD
                return _Misfit(self, way, wrong, offset + wrong - start, what)
            if piece.slot:
                name, printed = piece.slot.read(match[number])
                known = prints.get(name, {})
                prints[name] = {**known, piece.slot.rounding: printed}
                if known.get(piece.slot.rounding, printed) != printed:
                    return _Misfit(self, way, start, offset, _CONTRADICTED)
                if not _can_be(name, prints[name], truths):
                    what = _NOT_FOR_THIS if name in truths else _DOES_NOT_FIT
                    return _Misfit(self, way, start, offset, what)
                if name not in TEXT_NAMES:
                    places.append(Place(name, start, start + len(printed)))
            offset += len(piece.text)
        if not all(_can_be(name, prints[name], truths) for name in way.truths if name in prints):
            return _Misfit(self, way)
        return _Hypothesis(match.end(), self.catalogue, truths, prints, tuple(places))


_DOES_NOT_FIT = "does not fit the wording"
_NOT_BOLD = "is not bold here, but is in the wording"
_BOLD = "is bold here, but not in the wording"
_CONTRADICTED = "says something else than the sheet does before"
_NOT_FOR_THIS = "is in a passage that is not for this number"


@dataclass(frozen=True)
class _Misfit:
    """The ``position`` in a document, and the ``offset`` in the text of a way, where they part."""

    reading: _Hypothesis
    way: Way
    position: int = -1
    offset: int = 0
    what: str = _DOES_NOT_FIT

    def located(self, words: str) -> _Misfit:
        """The same, with its position among ``words`` found word by word."""
        if self.position >= 0:
            return self
        position, offset = self.reading.position, 0
        for word in self.way.words:
            slots = [self.way.slots[each] for each in word if each in self.way.slots]
            match = re.compile(f"{self.way.pattern_of(word)}(?: |$)").match(words, position)
            if match is None:
                break
            printed = [
                (each, *each.read(text)) for each, text in zip(slots, match.groups(), strict=True)
            ]
            for slot, name, text in printed:
                if self.reading.prints.get(name, {}).get(slot.rounding, text) != text:
                    return replace(self, position=position, offset=offset, what=_CONTRADICTED)
            position, offset = match.end(), offset + len(word) + 1
        return replace(self, position=position, offset=offset)


def _refuse_other_data(
    document: Document, read: _Hypothesis, values: Mapping[str, Figure | None], *, sample: bool
) -> None:
    """Raise FactsheetsError with all that the JSON in a file says otherwise than its words."""
    said: list[tuple[str, object, object]] = [("state", read.state, _at(document.data, "state"))]
    said.append(("year", read.year, _at(document.data, "year")))
    said.append(("sample", sample, _at(document.data, "sample")))
    wrong = [each for each in said if each[1] != each[2]]
    for name in values:
        is_national = name.startswith(IN_COUNTRY)
        there = _at(document.data, name if is_national else f"figures.{name}")
        prints = read.prints.get(name, {})
        is_same = there in (None, 0, NOT_REPORTED.value)
        if prints:
            is_same = isinstance(there, int | float) and all(
                rounding.words(there) == words for rounding, words in prints.items()
            )
        if not is_same:
            wrong.append((name, " and ".join(prints.values()) or "nothing", there))
    if wrong:
        raise FactsheetsError(
            Problem(
                document.file, 0, read.state or "", name,
                f'The JSON that rides along says "{shortened(str(there))}", but the sheet says '
                f'"{words}".',
                "Was the sheet changed?",
            )
            for name, words, there in wrong
        )  # fmt: skip


def _at(data: object, name: str) -> object:
    for part in name.split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return data


def _is_rounded(prints: Mapping[Rounding, str]) -> bool:
    return all(rounding.exactly(words) is None for rounding, words in prints.items())


def _can_be(name: str, prints: Mapping[Rounding, str], truths: Truths) -> bool:
    """Whether some value of ``name`` prints all this, and is as ``truths`` say."""
    if name in TEXT_NAMES:
        return name != "year" or FIRST_YEAR <= int(prints[EXACT]) <= LAST_YEAR
    number = number_printed(prints)
    if number is None:
        return False
    is_there = number > 0
    return truths.get(name, is_there) == is_there


def likely_state(words: str) -> str:
    """The state that ``words`` name most often, or ``""``."""
    found = Counter(_STATE.findall(words)).most_common(1)
    return found[0][0] if found else ""


def likely_year(words: str) -> int:
    """The year that ``words`` name most often, or 0. A figure is none: it has its commas."""
    years = (year for year in map(int, _YEAR.findall(words)) if FIRST_YEAR <= year <= LAST_YEAR)
    found = Counter(years).most_common(1)
    return found[0][0] if found else 0


_YEAR = re.compile(r"(?<![0-9,.])[12][0-9]{3}(?![0-9])")
_STATE = re.compile(rf"\b(?:{'|'.join(map(re.escape, JURISDICTIONS))})\b")
