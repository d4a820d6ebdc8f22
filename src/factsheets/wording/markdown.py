"""The Markdown a sheet is in, as blocks: what text, HTML and PDF can all show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from markdown_it import MarkdownIt
from markdown_it.token import Token as Token  # noqa: PLC0414 - for slips too

_PARSER = MarkdownIt("zero", {"html": True}).enable(
    ["heading", "list", "table", "emphasis", "link", "html_inline", "escape", "newline"]
)


@dataclass(frozen=True)
class Line:
    """A title, heading, paragraph, item or cell: its ``tag`` in HTML, and what stands in it."""

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


@dataclass(frozen=True)
class List:
    """A list: its ``tag`` in HTML, ``ul`` or ``ol``, and its items."""

    tag: str
    items: tuple[Line, ...]

    @property
    def marks(self) -> list[str]:
        """What stands before each item: a hyphen, or the numbers from 1."""
        return [f"{n}." if self.tag == "ol" else "-" for n, _ in enumerate(self.items, 1)]

    @property
    def text(self) -> str:
        """Its plain-text form: each item on a line, behind its mark."""
        lines = zip(self.marks, self.items, strict=True)
        return "\n".join(f"{mark} {item.text}" for mark, item in lines)


Block = Line | List | Table


def tokens_of(markdown: str) -> list[Token]:
    """The tokens of ``markdown``, in which blocks open and close."""
    return _PARSER.parse(markdown)


def parse(markdown: str) -> tuple[Block, ...]:
    """The title, headings, paragraphs, lists and tables of ``markdown``."""
    blocks: list[Block] = []
    items: list[Line] = []
    rows: list[list[Line]] = []
    tag, lists = "", list[str]()
    for token in tokens_of(markdown):
        line = Line("li" if lists else tag, tuple(token.children or ()))
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                items = items if lists else []
                lists.append(token.tag)
            case "bullet_list_close" | "ordered_list_close":
                if lists.pop() and not lists:
                    blocks.append(List(token.tag, tuple(items)))
            case "table_open":
                rows = []
            case "tr_open":
                rows.append([])
            case "table_close":
                blocks.append(Table(tuple(map(tuple, rows))))
            case "inline" if tag in ("th", "td"):
                rows[-1].append(line)
            case "inline" if lists:
                items.append(line)
            case "inline":
                blocks.append(line)
            case _:
                tag = token.tag
    return tuple(blocks)


def lines_of(blocks: Iterable[Block]) -> Iterator[Line]:
    """The lines in ``blocks``: of a list its items, of a table its cells."""
    for block in blocks:
        match block:
            case Table(rows):
                yield from chain(*rows)
            case List(_, items):
                yield from items
            case Line():
                yield block
