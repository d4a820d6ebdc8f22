"""The words of a text and their bold, with its white space normalised."""

from __future__ import annotations

import re

from factsheets.problems import SPACES

_BULLET = re.compile(r"(?<!\S)•(?!\S)")


def normalised(text: str) -> tuple[str, str]:
    """The words of ``text``, in which bold is ``**…**``, and for each character whether it is bold.

    White space is one space; after a ``/`` or ``-`` in a word, where a line may have
    been broken, it is none.
    """
    return one_line(*marked(text))


def one_line(text: str, bold: str) -> tuple[str, str]:
    """``text`` with its white space normalised, and its ``bold`` with it.

    The bullet of a PDF is the hyphen of the text form.
    """
    text = _BULLET.sub("-", text)
    words: list[str] = []
    flags: list[str] = []
    for word in re.finditer(f"[^{SPACES}]+", text):
        is_joined = not words or (len(words[-1]) > 1 and words[-1][-1] in "-/")
        gap = "" if is_joined else " "
        words += [gap, word[0]]
        flags += [gap, bold[word.start() : word.end()]]
    return "".join(words), "".join(flags)


def marked(text: str) -> tuple[str, str]:
    """``text`` without its ``**``, and for each character whether it stood between two of them."""
    parts = text.split("**")
    return "".join(parts), "".join(str(n % 2) * len(part) for n, part in enumerate(parts))
