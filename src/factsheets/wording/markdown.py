"""The Markdown a sheet is in: only what text, HTML and PDF can all show, and no slip of the pen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from factsheets.problems import unseen

_PARSER = MarkdownIt("zero", {"html": True}).enable(
    ["heading", "table", "emphasis", "link", "html_inline", "escape", "newline"]
)
_SHOWN = {"text", "softbreak", "strong_open", "strong_close", "link_open", "link_close"}
_DATA = re.compile(r'<data value="[0-9]+(\.[0-9])?">|</data>')
_BLOCK_MARK = re.compile(r"(#+|[-*+>]|[0-9]+[.)])(?=\s)|#+(?=\S)")
_MARK = re.compile(r"\{\{|\}\}|\{%|%\}|\]\(|[{}`|]")
_ADDRESS = re.compile(r"https?://|mailto:")


class Slip(NamedTuple):
    """Something in the wording that would not be printed as it is meant.

    ``text`` is the place as it stands in the wording; ``what`` and ``remedy`` are sentences.
    """

    text: str
    what: str
    remedy: str


@dataclass(frozen=True)
class Line:
    """A title, heading, paragraph or table cell: its ``tag`` in HTML, and what stands in it."""

    tag: str
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """Its plain-text form, in which bold is ``**…**``.

        A figure's ``<data>`` and a link's address leave no trace.
        """
        return self._set({"softbreak": " ", "strong_open": "**", "strong_close": "**"})

    @property
    def parts(self) -> list[str]:
        """The words alone, as the lines of the wording part them."""
        return self._set({"softbreak": "\n"}).split("\n")

    @property
    def words(self) -> str:
        """The words alone."""
        return " ".join(self.parts)

    def _set(self, marks: Mapping[str, str]) -> str:
        return "".join(
            token.content if token.type == "text" else marks.get(token.type, "")
            for token in self.tokens
        )


@dataclass(frozen=True)
class Table:
    """The rows of a table, the first of which is its head."""

    rows: tuple[tuple[Line, ...], ...]

    @property
    def text(self) -> str:
        """Its plain-text form: the rows that say something."""
        rows = [[cell.text for cell in row] for row in self.rows]
        return "\n".join("\t".join(row) for row in rows if any(row))


Block = Line | Table


def parse(markdown: str) -> tuple[Block, ...]:
    """The title, headings, paragraphs and tables of ``markdown``."""
    blocks: list[Block] = []
    rows: list[list[Line]] = []
    tag = ""
    for token in _PARSER.parse(markdown):
        line = Line(tag, tuple(token.children or ()))
        match token.type:
            case "table_open":
                rows = []
            case "tr_open":
                rows.append([])
            case "table_close":
                blocks.append(Table(tuple(map(tuple, rows))))
            case "inline" if tag in ("th", "td"):
                rows[-1].append(line)
            case "inline":
                blocks.append(line)
            case _:
                tag = token.tag
    return tuple(blocks)


def lines_of(blocks: Iterable[Block]) -> Iterator[Line]:
    """The lines in ``blocks``, of a table its cells."""
    for block in blocks:
        yield from chain(*block.rows) if isinstance(block, Table) else (block,)


def slips(blocks: Iterable[Block]) -> Iterator[Slip]:
    """What would not be printed as it is meant, the first in each line, in the text's order."""
    lines = list(lines_of(blocks))
    if not lines:
        yield Slip("", "The wording is empty.", "Take it from the package, or from last year.")
    for line in lines:
        yield from islice(_slips_in_line(line.tokens), 1)


def _slips_in_line(tokens: Sequence[Token]) -> Iterator[Slip]:
    first = tokens[0].content if tokens and tokens[0].type == "text" else ""
    if mark := _BLOCK_MARK.match(first):
        what = f'"{first[:40]}" would be printed with its "{mark[0]}".'
        remedy = "A heading is #, a space and words; lists and quotations cannot be shown."
        yield Slip(first, what, remedy)
    for token in tokens:
        yield from _slips_in_token(token)


def _is_unseen(character: str) -> bool:
    """Whether it is a control character, a direction mark or the like.

    Tabs, spaces and no-break spaces are none, and whether there is a font for a character of one's
    own shows later.
    """
    is_own = unicodedata.category(character) == "Co"
    return character in "\N{REPLACEMENT CHARACTER}\f" or bool(unseen(character) and not is_own)


def _slips_in_token(token: Token) -> Iterator[Slip]:
    text = token.content
    if character := next(filter(_is_unseen, text), ""):
        what = f'A character that cannot be printed (U+{ord(character):04X}) stands here: "{text}"'
        yield Slip(text, what, "Type the words around it anew.")
    elif token.type == "hardbreak":
        what = "A line ends in two spaces or a backslash."
        yield Slip("", what, "Take them away; an empty line starts a new paragraph.")
    elif token.type == "text" and "**" in text:
        what = f'A "**" has no partner: "{text}"'
        yield Slip(text, what, "Bold starts after a space and ends before one: a **word** in bold.")
    elif token.type == "text" and (mark := _MARK.search(text)):
        what = f'"{mark[0]}" would be printed as it stands: "{text}"'
        remedy = "Look for a missing brace or bracket, or |---|---:| below a table's first line."
        yield Slip(text, what, remedy)
    elif token.type == "link_open" and not _ADDRESS.match(str(token.attrs["href"])):
        what = f'"{token.attrs["href"]}" is no address of a web page.'
        yield Slip(str(token.attrs["href"]), what, "Begin it with https://")
    elif token.type not in _SHOWN and not _DATA.fullmatch(text):
        what = f'"{text or token.markup}" cannot be shown in all three formats.'
        yield Slip(text, what, "Use headings, paragraphs, **bold**, links and tables only.")
