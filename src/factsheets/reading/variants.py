"""The wording taken apart, so that it can be read backwards: its paragraphs, and their ways.

A way is one of the things a paragraph can print. It is followed through the wording's tree, and set
as the sheet is, by ``markdown`` and ``words``: no sentence stands a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError, Problem
from factsheets.reading.words import normalised
from factsheets.wording.compose import Wording
from factsheets.wording.language import Body, Choice, Part, Print, Text, Truths
from factsheets.wording.markdown import parse

MOST_WAYS = 128  # of one paragraph

_FIRST = 0xF0000  # of the private characters that stand for slots, in the wording's order
SLOT = re.compile("[\U000f0000-\U000ffffd]")
_MARKS = re.compile(r"[*<>\[\]\\`|]")


@dataclass(frozen=True)
class Slot(Print):
    """A place in a sheet where the wording prints a figure or text, whichever its line."""

    line: int = field(compare=False)

    @cached_property
    def pattern(self) -> str:
        """A regular expression for what can stand here: a figure with its noun, in one piece."""
        if self.name == "year":
            return "[12][0-9]{3}(?![0-9])"
        if self.is_state:
            return f"(?:{'|'.join(map(re.escape, self._states))})"
        figure = f"(?:{self.rounding.pattern})"
        if not self.nouns:
            return figure
        one, many = (re.escape(normalised(f" {noun}")[0]) for noun in self.nouns)
        return f"(?:1 {one}|(?!1 {many}){figure} {many})"

    @property
    def shown(self) -> str:
        """What stands here, for a person."""
        if not self.nouns:
            return "…"
        one, many = self.nouns
        return f"… {many}" if one == many else f"1 {one} or … {many}"

    @property
    def is_state(self) -> bool:
        """Whether the state's name stands here, with or without its article."""
        return self.name in ("state", "state_without_article")

    @property
    def _states(self) -> dict[str, str]:
        """The states by their names as they are printed here."""
        in_title = self.name == "state_without_article"
        return {name if in_title else each.in_sentence: name for name, each in _STATES}

    def read(self, words: str) -> tuple[str, str]:
        """What ``words``, which fit the pattern, are printed for, and say: no noun, no article."""
        if self.is_state:
            return "state", self._states[words]
        figure = None if self.name == "year" else re.match(self.rounding.pattern, words)
        return self.name, figure[0] if figure else words


_STATES = tuple(JURISDICTIONS.items())


@dataclass(frozen=True)
class Piece:
    """Some of the words of a way, all bold or none: words of the wording, or one slot."""

    text: str
    bold: bool
    slot: Slot | None = None


@dataclass(frozen=True)
class Way:
    """What a paragraph, which starts on ``line``, prints when ``truths`` hold.

    ``text`` and ``bold`` are as ``Document`` has them, a slot being one private character.
    """

    line: int
    truths: Truths
    text: str
    bold: str
    slots: Mapping[str, Slot] = field(repr=False)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The words, parted at the slots and where bold starts or ends."""
        flags = re.sub(r"([01]) ", r"\1\1", self.bold)
        found = []
        for run in re.finditer("0+|1+", flags):
            for text in re.split(f"({SLOT.pattern})", self.text[run.start() : run.end()]):
                if text:
                    found.append(Piece(text, run[0][0] == "1", self.slots.get(text)))
        return tuple(found)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The way as a regular expression, with a group for each piece."""
        inner = (each.slot.pattern if each.slot else re.escape(each.text) for each in self.pieces)
        end = "(?: |$)" if self.pieces else ""
        return re.compile("".join(f"({each})" for each in inner) + end)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words one by one; a slot is one private character, however many words it prints."""
        return tuple(self.text.split())

    def pattern_of(self, word: str) -> str:
        """A regular expression for one of ``words``, with a group for each slot."""
        return "".join(
            f"({self.slots[each].pattern})" if each in self.slots else re.escape(each)
            for each in word
        )

    def shown(self, word: str) -> str:
        """One of ``words`` for a person, with "…" for what differs from sheet to sheet."""
        return "".join(self.slots[each].shown if each in self.slots else each for each in word)


@dataclass(frozen=True)
class Paragraph:
    """What stands between two empty lines: a heading, paragraph or table, or a choice of such."""

    line: int
    ways: tuple[Way, ...]


def paragraphs(wording: Wording) -> tuple[Paragraph, ...]:
    """All that the wording can print.

    Raises FactsheetsError with the line of what cannot be read backwards at all.
    """
    return tuple(_Apart(wording.path).paragraphs(wording.body))


@dataclass
class _Apart:
    """The wording being taken apart, and its slots by the characters that stand for them."""

    file: str
    slots: dict[str, Slot] = field(default_factory=dict)

    def paragraphs(self, body: Body) -> Iterator[Paragraph]:
        for parts in _parted(body):
            line = parts[0].line
            yield Paragraph(line, tuple(self.set(line, *way) for way in self.ways(parts, {}, line)))

    def set(self, line: int, truths: Truths, markdown: str) -> Way:
        text, bold = normalised("\n".join(block.text for block in parse(markdown)))
        return Way(line, truths, text, bold, self.slots)

    def ways(self, parts: Iterable[Part], truths: Truths, line: int) -> list[tuple[Truths, str]]:
        """The Markdown of each way through ``parts``, with all that is true on it."""
        found = [(truths, "")]
        for part in parts:
            found = [
                (now, text + more)
                for before, text in found
                for now, more in self.printed(part, before, line)
            ]
            if len(found) > MOST_WAYS:
                what = f"The paragraph here can come out in more than {MOST_WAYS} ways."
                remedy = (
                    "An empty line between its passages makes several paragraphs of it. A numbered "
                    "list stays one: leave fewer of its items to a choice, or use bullets."
                )
                raise FactsheetsError(Problem(self.file, line, what=what, remedy=remedy))
        return found

    def printed(self, part: Part, truths: Truths, line: int) -> Iterator[tuple[Truths, str]]:
        if isinstance(part, Choice):
            for now, branch in part.outcomes(truths):
                yield from self.ways(branch.body, now, line)
        elif isinstance(part, Print):
            yield truths, self.slot(part)
        elif SLOT.search(part.text):
            what = "A character of one's own (U+F0000 or above) cannot be read back."
            raise FactsheetsError(Problem(self.file, part.line, what=what))
        else:
            yield truths, part.text

    def slot(self, part: Print) -> str:
        if marks := [noun for noun in part.nouns if _MARKS.search(noun) or not noun.strip()]:
            what = f'The noun "{marks[0]}" cannot be read back from a sheet.'
            remedy = "Write plain words in it; bold, links and tables stand outside."
            raise FactsheetsError(Problem(self.file, part.line, what=what, remedy=remedy))
        character = chr(_FIRST + len(self.slots))
        self.slots[character] = Slot(part.name, part.rounding, part.nouns, part.line)
        return character


def _parted(body: Body) -> Iterator[list[Part]]:
    """The parts of ``body``, parted where an empty line comes out whatever is true.

    A numbered list is never parted: the numbers of its items depend on those before them.
    """
    found: list[Part] = []
    ends = {2}
    for part in body:
        for each in _lines(part) if isinstance(part, Text) else (part,):
            if ends == {2} and found and not _counts_on((each,)):
                yield found
                found = []
            ends = _line_ends((each,), ends)
            found.append(each)
    if found:
        yield found


def _counts_on(parts: Iterable[Part]) -> bool:
    """Whether in ``parts`` there is an item of a numbered list that is not its first."""
    return any(
        any(_counts_on(each.body) for each in part.branches)
        if isinstance(part, Choice)
        else isinstance(part, Text) and bool(_LATER_ITEM.search(part.text))
        for part in parts
    )


_LATER_ITEM = re.compile(r"^(?:[2-9]|[1-9][0-9]+)\.(?=\s|$)", re.MULTILINE)


def _lines(text: Text) -> Iterator[Text]:
    for number, line in enumerate(text.text.splitlines(keepends=True)):
        yield Text(line, text.line + number)


def _line_ends(parts: Iterable[Part], before: set[int]) -> set[int]:
    """How many line ends, up to 2, can stand behind the last word when ``parts`` are printed."""
    for part in parts:
        if isinstance(part, Choice):
            before = set().union(*(_line_ends(each.body, before) for each in part.branches))
        elif isinstance(part, Text):
            last = len(part.text.rstrip())
            tail = part.text[last:].count("\n")
            before = {min(2, tail + (0 if last else each)) for each in before}
        else:
            before = {0}
    return before
