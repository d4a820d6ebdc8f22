"""What in the wording could be read back from a sheet in two ways, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, product, takewhile, zip_longest

from factsheets.figures.values import Number
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError, Problem
from factsheets.reading.variants import SLOT, Paragraph, Slot, Way, paragraphs
from factsheets.wording.compose import Wording
from factsheets.wording.language import branches

_NUMBERS: tuple[Number, ...] = (0, 1, 2, 19.5, 1_234, 1_234_567, 36_200_000)
_STATES = ("Ohio", "the District of Columbia")
_ALL_STATES = tuple(
    name for each in JURISDICTIONS.values() for name in (each.name, each.in_sentence)
)
Row = tuple[str, ...]
_END = ""  # stands behind the last word of a sheet


def ambiguities(wording: Wording) -> list[Problem]:
    """Everything in the wording that keeps a sheet from being read back, with its line."""
    try:
        found = paragraphs(wording)
    except FactsheetsError as error:
        return list(error.problems)
    return list(dict.fromkeys(_Check(wording, found).problems()))


class _Check:
    def __init__(self, wording: Wording, found: Sequence[Paragraph]) -> None:
        self.wording, self.paragraphs = wording, found
        ways = [way for each in found for way in each.ways]
        self.slots = dict(ways[0].slots) if ways else {}
        first = {slot: text for text, slot in reversed(self.slots.items())}
        self.same = str.maketrans({text: first[slot] for text, slot in self.slots.items()})

    def problems(self) -> Iterator[Problem]:
        yield from self.unprinted()
        for paragraph, following in zip_longest(self.paragraphs, self.paragraphs[1:]):
            for way in paragraph.ways:
                yield from self.run_together(way)
            for one, other in combinations(paragraph.ways, 2):
                yield from self.alike(one, other, self.starts(following))

    def problem(self, line: int, what: str, remedy: str) -> Problem:
        return Problem(self.wording.path, line, what=what, remedy=remedy)

    def unprinted(self) -> Iterator[Problem]:
        """A state's figures that stand nowhere, or not always where a passage depends on them."""
        printed = {slot.name for slot in self.slots.values()}
        declared = self.wording.catalogue.figures
        for name, figure in declared.items():
            if name not in printed:
                what = f"{self.wording.path} prints this figure nowhere."
                remedy = "Put it into a sentence there, or take the figure out here."
                file = self.wording.catalogue.file
                yield Problem(file, figure.line, "", name, what, remedy)
        nowhere = [] if "year" in printed else ["year"]
        if not printed & {"state", "state_without_article"}:
            nowhere.insert(0, "state")
        if nowhere:
            what = f"The wording prints these nowhere: {', '.join(nowhere)}."
            yield self.problem(0, what, "So they cannot be read back from a sheet.")
        yield from self.unasked()
        asked = {name for each in self.paragraphs for way in each.ways for name in way.truths}
        for name in sorted(asked.intersection(declared) & printed):
            if not any(_always_prints(each, name) for each in self.paragraphs):
                what = f"A passage depends on {name}, and is not always printed with it."
                remedy = "Print the figure where there is one, so that it can be read back."
                yield self.problem(self.line_of(name), what, remedy)

    def unasked(self) -> Iterator[Problem]:
        """The departures that change nothing."""
        catalogue = self.wording.catalogue
        asked = {name for each in branches(self.wording.body) for name in each.condition.names}
        for name, key in zip(catalogue.departures, catalogue.departure_names, strict=True):
            if key not in asked:
                what = f"No passage of {self.wording.path} asks for this departure."
                remedy = "Word it there, or take it out here."
                line = catalogue.departures[name].line
                yield Problem(catalogue.file, line, "", name, what, remedy)

    def line_of(self, name: str, after: int = 0) -> int:
        """The line of the first ``if`` that asks for ``name``."""
        lines = [
            branch.line for branch in branches(self.wording.body) if name in branch.condition.names
        ]
        return min((line for line in lines if line >= after), default=after)

    def run_together(self, way: Way) -> Iterator[Problem]:
        """The figures of a way that have nothing between them and the next, or a digit."""
        for found in _TOGETHER.finditer(way.text):
            first, second = (self.slots.get(text) for text in (found[1], found[2]))
            if (first or second) and _ends_in_digit(first) and _starts_with_digit(second):
                names = " and ".join(each.name for each in (first, second) if each)
                what = f"{names} run into each other." if first and second else ""
                what = what or f"A digit is right beside {names}."
                remedy = "Put a word or a space between them: 1 and 23 would be read as 123."
                yield self.problem(max(each.line for each in (first, second) if each), what, remedy)

    def starts(self, paragraph: Paragraph | None) -> list[Row]:
        """The words with which what follows a way can start; an empty way is left aside."""
        ways = paragraph.ways if paragraph else ()
        return [self.words(way) for way in ways if way.text] or [(_END,)]

    def words(self, way: Way) -> Row:
        return tuple(way.text.translate(self.same).split())

    def alike(self, one: Way, other: Way, following: list[Row]) -> Iterator[Problem]:
        """Two ways that can print the same, and would be read differently."""
        differing = [
            name for name, is_so in one.truths.items() if other.truths.get(name, is_so) != is_so
        ]
        first, second = self.words(one), self.words(other)
        is_same = first == second
        departures = set(self.wording.catalogue.departure_names)
        if set(differing) <= departures and is_same and one.bold != other.bold:
            return
        if not any(
            self.can_be_same(first + then, second + now)
            for then, now in product(following, repeat=2)
        ):
            return
        line = self.line_of(differing[0], after=one.line)
        what = f"With and without {differing[0]}, the same words can come out here."
        remedy = "Word the two differently: a sheet does not show which of them it has."
        yield self.problem(line, what, remedy)

    def can_be_same(self, first: Row, second: Row) -> bool:
        """Whether two rows of words, up to the end of the shorter, can print the same."""
        seen: set[tuple[Row, Row]] = set()
        rest = [(first, second)]
        while rest:
            one, other = pair = _without_what_is_the_same(*rest.pop())
            if not one or not other:
                return True
            if pair in seen or not SLOT.search(one[0] + other[0]):
                continue
            seen.add(pair)
            if SLOT.search(one[0]):
                rest += [(each + one[1:], other) for each in self.samples(one[0], other)]
            else:
                rest += [(one, each + other[1:]) for each in self.samples(other[0], one)]
        return False

    def samples(self, word: str, other: Row) -> Iterator[Row]:
        """What a word with slots can print: some figures and states, and those of ``other``."""
        beside = " ".join(other[:5])
        slots = self.slots
        roundings = {slots[each].rounding for each in word if each in slots}
        figures = {rounding.words(number) for rounding in roundings for number in _NUMBERS}
        figures |= set(re.findall(r"[0-9]+(?:[,.][0-9]+)*", beside))
        states = {*_STATES, *(name for name in _ALL_STATES if name in beside)}
        pattern = re.compile(
            "".join(slots[each].pattern if each in slots else re.escape(each) for each in word)
        )
        for figure, state in product(figures, states):
            printed = (
                _printed(slots[each], figure, state) if each in slots else each for each in word
            )
            if fitting := pattern.fullmatch("".join(printed)):
                yield tuple(fitting[0].split())


def _without_what_is_the_same(one: Row, other: Row) -> tuple[Row, Row]:
    pairs = zip(one, other, strict=False)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return one[same:], other[same:]


def _always_prints(paragraph: Paragraph, name: str) -> bool:
    """Whether the figure is printed in every way in which it can be 1 or more."""
    return all(
        any(piece.slot and piece.slot.name == name for piece in way.pieces)
        for way in paragraph.ways
        if way.truths.get(name, True)
    )


_TOGETHER = re.compile(f"(?=({SLOT.pattern}|[0-9])[0-9.,]*?({SLOT.pattern}|[0-9]))")


def _ends_in_digit(slot: Slot | None) -> bool:
    return slot is None or not (slot.nouns or slot.is_state)


def _starts_with_digit(slot: Slot | None) -> bool:
    return slot is None or not slot.is_state


def _printed(slot: Slot, figure: str, state: str) -> str:
    if slot.is_state:
        return state
    if slot.name == "year":
        return "2023"
    noun = slot.noun(1 if figure == "1" else 2)
    return f"{figure} {noun}".rstrip()
