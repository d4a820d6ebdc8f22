"""A ``Sheet`` as text: the published plain-text form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

    from factsheets.wording import Sheet

SAMPLE_MARK = "SAMPLE: THESE FIGURES ARE INVENTED. THEY ARE NOT NCMEC'S FIGURES."
_SPACES = " \t\n\f\N{NO-BREAK SPACE}"


def render_text(sheet: Sheet) -> str:
    """The sheet as plain text, byte for byte as it was published.

    Title, headings and paragraphs are single lines with a blank line between them, bold is
    ``**…**``, and a table row is its cells with a tab between them. One newline ends the text.
    """
    return "\n\n".join(blocks(sheet.tokens)) + "\n"


def blocks(tokens: Iterable[Token]) -> list[str]:
    """Each title, heading, paragraph and table as it stands in the plain-text form."""
    found: list[str] = []
    rows: list[str] = []
    cells: list[str] = []
    for token in tokens:
        match token.type:
            case "table_open":
                rows = []
            case "tr_open":
                cells = []
            case "inline" if token.level > 1:  # inside a table cell
                cells.append(_line(token.children or ()))
            case "inline":
                found.append(_line(token.children or ()))
            case "tr_close" if any(cells):
                rows.append("\t".join(cells))
            case "table_close":
                found.append("\n".join(rows))
    return found


def _line(tokens: Sequence[Token]) -> str:
    """Inline tokens as one line. A figure's ``<data>`` and a link's address leave no trace."""
    marks = {"strong_open": "**", "strong_close": "**", "softbreak": " "}
    return "".join(
        token.content if token.type == "text" else marks.get(token.type, "") for token in tokens
    )


def normalised(text: str) -> tuple[str, str]:
    """The words of ``text``, in which bold is ``**…**``, and for each character whether it is bold.

    White space is one space; after a ``/`` or ``-`` in a word, where a line may have
    been broken, it is none.
    """
    return one_line(*marked(text))


def one_line(text: str, bold: str) -> tuple[str, str]:
    """``text`` with its white space normalised, and its ``bold`` with it."""
    words: list[str] = []
    flags: list[str] = []
    for word in re.finditer(f"[^{_SPACES}]+", text):
        is_joined = not words or (len(words[-1]) > 1 and words[-1][-1] in "-/")
        gap = "" if is_joined else " "
        words += [gap, word[0]]
        flags += [gap, bold[word.start() : word.end()]]
    return "".join(words), "".join(flags)


def marked(text: str) -> tuple[str, str]:
    """``text`` without its ``**``, and for each character whether it stood between two of them."""
    parts = text.split("**")
    return "".join(parts), "".join(str(n % 2) * len(part) for n, part in enumerate(parts))


def unseen(text: str) -> str:
    """The first character that no sheet has, since it is not seen, or ``""``.

    It may turn a line back, look like a space or a dash, part a number, or turn its digits around.
    """
    return next((each for each in text if not (each in _SPACES or each.isprintable())), "")
