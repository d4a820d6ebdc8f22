"""A document's words and bold beside those that it should have: all that differs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from factsheets.problems import Problem, shortened
from factsheets.reading.documents import UNKNOWN, Document
from factsheets.reading.reader import Place
from factsheets.render.formats import Format
from factsheets.wording.compose import Sheet

_CONTEXT = 4  # words on each side of one that differs
_PASSAGE = 14  # words of a passage in a message
_MUCH_LONGER = 4  # times as many words as the sheet has


@dataclass(frozen=True)
class Expected:
    """What a state's sheet says, and where its figures stand in it."""

    sheet: Sheet
    words: str
    bold: str
    places: tuple[Place, ...]


class _Words:
    """The words of a text, where each of them stands, and the bold of each."""

    def __init__(self, text: str, bold: str) -> None:
        self.spans = [match.span() for match in re.finditer(r"\S+", text)]
        self.words = [text[start:end] for start, end in self.spans]
        self.bold = [bold[start:end] for start, end in self.spans]

    def shown(self, start: int, end: int) -> str:
        """The words from ``start`` to ``end``; of a long passage its beginning and its end."""
        words = self.words[max(0, start) : end]
        if len(words) > _PASSAGE:
            words[_PASSAGE - 4 : -4] = ["…"]
        return " ".join(map(shortened, words))


def differences(document: Document, expected: Expected) -> Iterator[Problem]:
    """Every figure, word and bold that differs, in the order of the document."""
    state = expected.sheet.state
    there = _Words(document.words, document.bold)
    wanted = _Words(expected.words, expected.bold)
    if len(there.words) > _MUCH_LONGER * len(wanted.words):
        what = f"The document has {len(there.words):,} words, the sheet {len(wanted.words):,}."
        yield Problem(document.file, 0, state, what=what, remedy="Is it one sheet?")
        return
    if expected.bold and not document.bold and document.kind is not Format.TEXT:
        yield Problem(document.file, 0, state, what="Nothing in the document is bold.")
    matcher = SequenceMatcher(None, wanted.words, there.words, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        before = there.shown(j1 - _CONTEXT, j1)
        if kind == "equal":
            for what in _other_bold(there, wanted, j1, range(i1, i2)) if document.bold else ():
                yield Problem(document.file, 0, state, what=what)
            continue
        if kind == "delete":
            what = f'"{wanted.shown(i1, i2)}" is missing after "{before}".'
        elif kind == "insert":
            what = f'"{there.shown(j1, j2)}" stands after "{before}", but not in the sheet.'
        else:
            what = f'"{there.shown(j1, j2)}" should be "{wanted.shown(i1, i2)}", in '
            what += f'"{there.shown(j1 - _CONTEXT, j2 + _CONTEXT)}".'
        figures = [
            place.name
            for place in expected.places
            if any(start < place.end and place.start < end for start, end in wanted.spans[i1:i2])
        ]
        yield Problem(document.file, 0, state, ", ".join(dict.fromkeys(figures)), what)


def _other_bold(there: _Words, wanted: _Words, start: int, same: range) -> Iterator[str]:
    """What differs in bold, where the words of ``there`` from ``start`` on are the ``same``."""
    how = [
        (_how(there.bold[start + n], wanted.bold[place]), start + n) for n, place in enumerate(same)
    ]
    for differs, run in groupby(how, key=lambda each: each[0]):
        places = [place for _, place in run]
        if differs:
            first, end = places[0], places[-1] + 1
            passage = there.shown(first - _CONTEXT, end + _CONTEXT)
            yield f'"{there.shown(first, end)}" {differs}, in "{passage}".'


def _how(bold: str, right: str) -> str:
    """How a word that is ``bold`` differs from what is ``right``; nothing when it does not."""
    if all(there in (wanted, UNKNOWN) for there, wanted in zip(bold, right, strict=True)):
        return ""
    if "1" not in right:
        return "should not be bold"
    return "should be bold in part" if "0" in right else "should be bold"
