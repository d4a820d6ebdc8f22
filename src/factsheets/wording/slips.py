"""What in a sheet's Markdown would not be printed as it is meant: no slip of the pen is printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from factsheets.problems import unseen
from factsheets.wording.markdown import Token, tokens_of

_SHOWN = {"text", "softbreak", "strong_open", "strong_close", "link_open", "link_close"}
_DATA = re.compile(r'<data(?: class="of-state")? value="[0-9]+(\.[0-9])?">|</data>')
_ADDRESS = re.compile(r"https?://|mailto:")
_HEADINGS = ("h1", "h2", "h3")
_IN_ITEM = {"inline", "paragraph_open", "paragraph_close"}
_HIGHEST = 99  # number of an item; more than that is a year or the like

_FORMATS = "Use headings, paragraphs, lists, tables, links and **bold** only."
_BULLET = 'A bullet is "- " at the start of a line, with an empty line above the list.'
_NUMBER = 'A numbered list has "1. ", "2. " and so on, with an empty line above the list.'
_NESTED = "A sheet has no list inside a list."

# What Markdown, or another program, gives a meaning to, and a sheet prints as it is typed.
_AT_START = {
    r"#+": "A heading is #, a space and words, on a line of its own.",
    r">": "A sheet has no quotations with this sign: take it away.",
    r"[•◦‣▪●○■□·]|[-+](?=\s|[^\W\d]|$)|\*(?=\s|$)": _BULLET,
    r"[0-9]+[.)](?=\s|[^\W\d]|$)": _NUMBER,
    r"=+\s*$|-[-\s]*-\s*$|_[_\s]*_\s*$|\*[*\s]*\*\s*$": (
        "A sheet has no lines like this. A heading is ## and words; else take it away."
    ),
    r"\[[^\]]+\]:": "Write the address of a link behind its words: [words](https://…).",
}
_ANYWHERE = {
    r"\[\^[^\]\s]*\]": "For a footnote, type ¹ here, and the note as a paragraph of its own.",
    r"!\[": "The wording has no pictures. One can stand in page.html.j2.",
    r"\*\*|__|~~": "Bold starts after a space and ends before one: a **word** in bold.",
    r"\]\(|\]\[": "A link is [words](https://…), with both brackets closed.",
    r"\{\{|\}\}|\{%|%\}|[{}]": "Look for a missing brace: a figure is {{ name }}.",
    r"\|": "A table has |---|---:| below its first line, and an empty line above it.",
    r"`": "Take it away: a sheet has one kind of type.",
}


@dataclass(frozen=True)
class Slip:
    """Something that would not be printed as it is meant.

    ``line`` is that of the Markdown, from 0, and ``mark`` what stands there. ``what`` and
    ``remedy`` are sentences, without a word that differs from state to state.
    """

    line: int
    mark: str
    what: str
    remedy: str


def slips(markdown: str) -> tuple[Slip, ...]:
    """What would not be printed as it is meant, in the text's order.

    Of the same in several lines, one below the other, only the first is named.
    """
    tokens = tokens_of(markdown)
    if not any(token.type == "inline" for token in tokens):
        return (Slip(0, "", "The wording is empty.", "Take it from the package or last year."),)
    found = [*_slips_in_lists(tokens, markdown.split("\n")), *_slips_in_words(tokens)]
    once: dict[tuple[int, str], Slip] = {}
    for slip in sorted(found, key=lambda each: each.line):
        once.setdefault((slip.line, slip.what), slip)
    return tuple(slip for (line, what), slip in once.items() if (line - 1, what) not in once)


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0


# --- lists


def _slips_in_lists(tokens: Sequence[Token], source: Sequence[str]) -> Iterator[Slip]:
    depth = 0
    for token, following in pairwise(tokens):
        line, mark = _line(token), token.info or token.markup
        if token.type.endswith("_list_close"):
            depth -= 1
        elif token.type.endswith("_list_open"):
            depth += 1
            yield from _slips_in_list(token, source[line], is_inside=depth > 1)
        elif following.type.endswith("_list_open"):
            continue  # which is said of that list
        elif token.type == "list_item_open":
            if depth == 1 and source[line][:1].isspace():
                what = "This item of a list is indented."
                yield Slip(line, mark, what, f"{_NESTED} Begin each item at the start of a line.")
            if following.type != "paragraph_open":
                what = "This item of a list does not begin with words."
                yield Slip(line, mark, what, "Write words behind it, or take it away.")
        elif depth and token.type == "paragraph_close" and following.type != "list_item_close":
            what = "An item of a list is one paragraph, and here is more than one."
            remedy = "Write it without empty lines in it, or end the list before."
            yield Slip(_line(following), "", what, remedy)
        elif depth and token.type == "inline" and token.map:
            below = [
                each for each in range(line + 1, token.map[1]) if not source[each][:1].isspace()
            ]
            if below:
                what = "This line stands right below a list."
                remedy = "Indent it to go on with the item; or leave an empty line above it."
                yield Slip(below[0], "", what, remedy)


def _slips_in_list(token: Token, source: str, *, is_inside: bool) -> Iterator[Slip]:
    line = _line(token)
    if is_inside:
        yield Slip(
            line, token.markup, "A list stands inside a list here.", f"{_NESTED} Make it one."
        )
    elif token.markup not in "-.":
        what = f'A list with "{token.markup}" cannot be shown.'
        yield Slip(line, token.markup, what, _BULLET if token.tag == "ul" else _NUMBER)
    elif int(token.attrs.get("start", 1)) > _HIGHEST:
        yield Slip(line, "", "A number and a full stop at a line's start make a list.", _NUMBER)


# --- words


def _slips_in_words(tokens: Sequence[Token]) -> Iterator[Slip]:
    tag = ""
    for token in tokens:
        if token.type == "heading_open" and token.tag not in _HEADINGS:
            what = f'"{token.markup}" is too deep for a heading.'
            yield Slip(_line(token), token.markup, what, "Write # for the title, ## for headings.")
        if token.type == "inline":
            yield from _slips_in_line(
                token.children or (), _line(token), is_cell=tag in ("th", "td")
            )
        tag = token.tag


def _slips_in_line(tokens: Sequence[Token], line: int, *, is_cell: bool) -> Iterator[Slip]:
    before, is_picture = "softbreak", False
    for token, following in zip_longest(tokens, tokens[1:]):
        is_start = before in ("softbreak", "hardbreak") and not is_cell
        if not is_picture:  # its address is none of a link
            yield from _slips_in_token(token, line, is_start=is_start)
        is_picture = bool(
            token.type == "text"
            and token.content.endswith("!")
            and following
            and following.type == "link_open"
        )
        if is_picture:
            yield _typed(line, "![", _ANYWHERE[r"!\["])
        before = token.type
        line += before in ("softbreak", "hardbreak")


def _typed(line: int, mark: str, remedy: str) -> Slip:
    return Slip(line, mark, f'"{mark}" would be printed as it is typed.', remedy)


def _is_unseen(character: str) -> bool:
    """Whether it is a control character, a direction mark or the like.

    Tabs, spaces and no-break spaces are none, and whether there is a font for a character of one's
    own shows later.
    """
    is_own = unicodedata.category(character) == "Co"
    return character in "\N{REPLACEMENT CHARACTER}\f" or bool(unseen(character) and not is_own)


def _slips_in_token(token: Token, line: int, *, is_start: bool) -> Iterator[Slip]:
    text = token.content
    is_plain = text.isascii() and text.isprintable()  # as most are: nothing to look at
    if not is_plain and (character := next(filter(_is_unseen, text), "")):
        what = f"A character that cannot be printed (U+{ord(character):04X}) stands here."
        yield Slip(line, character, what, "Type the words around it again.")
    elif token.type == "hardbreak":
        what = "A line ends in two spaces or a backslash."
        yield Slip(line, "", what, "Take them away; an empty line starts a new paragraph.")
    elif token.type == "text":
        yield from _slips_in_text(text, line, is_start=is_start)
    elif token.type == "link_open" and not _ADDRESS.match(str(token.attrs["href"])):
        address = str(token.attrs["href"])
        what = f'"{address}" is no address of a web page.'
        yield Slip(line, address, what, "Begin it with https://")
    elif token.type == "em_open":
        what = f'"{token.markup}" around words makes italics, which a sheet does not have.'
        yield Slip(line, token.markup, what, "Take it away on both sides, or write **bold**.")
    elif token.type not in (*_SHOWN, "em_close") and not _DATA.fullmatch(text):
        mark = text or token.markup
        shown = re.sub("^</", "<", mark)  # so that what closes it is not named too
        yield Slip(line, mark, f'"{shown}" cannot be shown in all three formats.', _FORMATS)


def _slips_in_text(text: str, line: int, *, is_start: bool) -> Iterator[Slip]:
    at_start = _AT_START.items() if is_start else ()
    for pattern, remedy in at_start:
        if found := re.match(pattern, text):
            yield _typed(line, found[0].strip(), remedy)
            return
    for pattern, remedy in _ANYWHERE.items():
        if found := re.search(pattern, text):
            yield _typed(line, found[0], remedy)
