"""The wording taken apart, so that it can be read backwards: its paragraphs, and their ways.

A way is one of the things a paragraph can print. It is followed through Jinja2's own syntax tree,
and set as the sheet is, by ``markdown`` and ``text``: no sentence stands a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from jinja2 import nodes

from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError, Problem
from factsheets.reading.words import normalised
from factsheets.wording.compose import Wording
from factsheets.wording.language import TEXTS, dotted
from factsheets.wording.markdown import parse

MOST_WAYS = 128  # of one paragraph

Truths = Mapping[str, bool]  # what the conditions on a way say of figures and departures

_FIRST = 0xF0000  # of the private characters that stand for slots, in the wording's order
SLOT = re.compile("[\U000f0000-\U000ffffd]")
_NUMBER = r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3}){0,4})(?![0-9]|[,.][0-9])"
_ROUNDED = r"[1-9][0-9]{0,2}(?:,[0-9]{3}){0,4}(?:\.[1-9])? million"
_FIGURE = re.compile(f"{_ROUNDED}|{_NUMBER}")
_MARKS = re.compile(r"[*<>\[\]\\`|]")


@dataclass(frozen=True)
class Slot:
    """A place where the wording prints the figure or text ``name``, on a ``line`` of it."""

    name: str
    rounding: str = ""
    nouns: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    @cached_property
    def pattern(self) -> str:
        """A regular expression for what can stand here: a figure with its noun, in one piece."""
        if self.name == "year":
            return "[12][0-9]{3}(?![0-9])"
        if self.name in TEXTS:
            return f"(?:{'|'.join(map(re.escape, self.names))})"
        rounded = f"{_ROUNDED}|" if self.rounding else ""
        if not self.nouns:
            return f"(?:{rounded}{_NUMBER})"
        one, many = (re.escape(normalised(f" {noun}")[0]) for noun in self.nouns)
        return f"(?:1 {one}|(?:{rounded}(?!1 ){_NUMBER}) {many})"

    @property
    def shown(self) -> str:
        """What stands here, for a person."""
        if not self.nouns:
            return "…"
        one, many = self.nouns
        return f"… {many}" if one == many else f"1 {one} or … {many}"

    @property
    def names(self) -> dict[str, str]:
        """The states by their names as they are printed here."""
        in_title = self.name == "state_without_article"
        return {name if in_title else each.in_sentence: name for name, each in _STATES}

    def figure_in(self, words: str) -> str:
        """What ``words``, which fit the pattern, hold without the noun."""
        found = _FIGURE.match(words) if self.nouns or self.rounding else None
        return found[0] if found else words


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
    return tuple(_Apart(wording.path).paragraphs(wording.tree.body))


@dataclass
class _Apart:
    """The wording being taken apart, and its slots by the characters that stand for them."""

    file: str
    slots: dict[str, Slot] = field(default_factory=dict)

    def paragraphs(self, body: list[nodes.Node]) -> Iterator[Paragraph]:
        for part in _parted(body):
            line = next((each.lineno for each in part if each.lineno), 0)
            yield Paragraph(line, tuple(self.set(line, *way) for way in self.ways(part, {}, line)))

    def set(self, line: int, truths: Truths, markdown: str) -> Way:
        text, bold = normalised("\n".join(block.text for block in parse(markdown)))
        return Way(line, truths, text, bold, self.slots)

    def ways(
        self, parts: Iterable[nodes.Node], truths: Truths, line: int
    ) -> list[tuple[Truths, str]]:
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
                remedy = "An empty line between its passages makes several paragraphs of it."
                raise FactsheetsError(Problem(self.file, line, what=what, remedy=remedy))
        return found

    def printed(self, part: nodes.Node, truths: Truths, line: int) -> Iterator[tuple[Truths, str]]:
        if isinstance(part, nodes.If):
            for now, branch in _branches(part, truths):
                yield from self.ways(_flat(branch), now, line)
        elif isinstance(part, nodes.TemplateData):
            if SLOT.search(part.data):
                what = "A character of one's own (U+F0000 or above) cannot be read back."
                raise FactsheetsError(Problem(self.file, part.lineno, what=what))
            yield truths, part.data
        else:
            yield truths, self.slot(part)

    def slot(self, node: nodes.Node) -> str:
        rounding, inner = "", node
        nouns: tuple[str, ...] = ()
        while isinstance(inner, nodes.Filter) and inner.node is not None:
            if inner.name == "count":
                nouns = tuple(each.value for each in inner.args if isinstance(each, nodes.Const))
            else:
                rounding = inner.name
            inner = inner.node
        if marks := [noun for noun in nouns if _MARKS.search(noun) or not noun.strip()]:
            what = f'The noun "{marks[0]}" cannot be read back from a sheet.'
            remedy = "Write plain words in it; bold, links and tables stand outside."
            raise FactsheetsError(Problem(self.file, node.lineno, what=what, remedy=remedy))
        character = chr(_FIRST + len(self.slots))
        slot = Slot(dotted(inner) or "", rounding, nouns, node.lineno)
        self.slots[character] = slot
        return character


def _flat(body: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    """The parts of ``body``: its text, what it prints, and each ``if``."""
    for node in body:
        if isinstance(node, nodes.Output):
            yield from node.nodes
        else:
            yield node


def _parted(body: list[nodes.Node]) -> Iterator[list[nodes.Node]]:
    """The parts of ``body``, parted where an empty line comes out whatever is true."""
    found: list[nodes.Node] = []
    ends = {2}
    for part in _flat(body):
        for each in _lines(part) if isinstance(part, nodes.TemplateData) else (part,):
            if ends == {2} and found:
                yield found
                found = []
            ends = _line_ends([each], ends)
            found.append(each)
    if found:
        yield found


def _lines(data: nodes.TemplateData) -> Iterator[nodes.TemplateData]:
    for number, line in enumerate(data.data.splitlines(keepends=True)):
        yield nodes.TemplateData(line, lineno=data.lineno + number)


def _line_ends(parts: Iterable[nodes.Node], before: set[int]) -> set[int]:
    """How many line ends, up to 2, can stand behind the last word when ``parts`` are printed."""
    for part in parts:
        if isinstance(part, nodes.If):
            chain = [part, *part.elif_]
            bodies = [*(each.body for each in chain), part.else_]
            before = set().union(*(_line_ends(_flat(body), before) for body in bodies))
        elif isinstance(part, nodes.TemplateData):
            last = len(part.data.rstrip())
            tail = part.data[last:].count("\n")
            before = {min(2, tail + (0 if last else each)) for each in before}
        else:
            before = {0}
    return before


def _branches(node: nodes.If, truths: Truths) -> Iterator[tuple[Truths, list[nodes.Node]]]:
    """The branch that is taken, for all that can be true besides ``truths``."""
    for now, holds in _outcomes(node.test, truths):
        if holds:
            yield now, node.body
        elif node.elif_:
            first, *rest = node.elif_
            yield from _branches(nodes.If(first.test, first.body, rest, node.else_), now)
        else:
            yield now, node.else_


def _outcomes(test: nodes.Node, truths: Truths) -> Iterator[tuple[Truths, bool]]:
    """Whether ``test`` holds, for all that can be true besides ``truths``."""
    if isinstance(test, nodes.Not):
        for now, holds in _outcomes(test.node, truths):
            yield now, not holds
    elif isinstance(test, nodes.And | nodes.Or):
        for now, holds in _outcomes(test.left, truths):
            if holds is isinstance(test, nodes.Or):
                yield now, holds
            else:
                yield from _outcomes(test.right, now)
    else:
        name = dotted(test) or ""
        for holds in (truths[name],) if name in truths else (True, False):
            yield {**truths, name: holds}, holds
