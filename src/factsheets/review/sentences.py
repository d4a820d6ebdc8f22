"""Two years' sentences in, those that are not the same out, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from factsheets.figures.values import SAMPLE_MARK
from factsheets.wording.compose import Sheet
from factsheets.wording.markdown import Table, lines_of

_WORD = re.compile(r"\s+|\w+(?:[,./'’-]\w+)*|[^\w\s]")
_ALIKE = 0.5  # two sentences of which so much is the same are one sentence, reworded


@dataclass(frozen=True)
class Words:
    """Some words of a sentence: in both years, or in one of them."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True)
class Rewording:
    """A sentence that is not the same in both years; ``then`` or ``now`` is empty if it is new."""

    then: str
    now: str
    words: tuple[Words, ...]


def sentences(sheet: Sheet) -> list[str]:
    """The sheet's sentences, as the lines of the wording part them; of a table, the labels.

    The mark of a sample is none of them.
    """
    found: list[str] = []
    for block in sheet.blocks:
        labels = [row[0] for row in block.rows] if isinstance(block, Table) else None
        for line in lines_of([block]) if labels is None else labels:
            found += line.parts
    return [each for each in found if each not in ("", SAMPLE_MARK)]


def reworded(then: Sheet, now: Sheet) -> tuple[Rewording, ...]:
    """The sentences of two sheets that differ in more than the year, with the words that do."""
    return changed(sentences(then), sentences(now), (str(then.year), str(now.year)))


def changed(
    before: Sequence[str], after: Sequence[str], same: tuple[str, str] = ("", "")
) -> tuple[Rewording, ...]:
    """The sentences that differ, with the words that do; two words count as the ``same``."""
    keys = [_without_numbers(each) for each in before], [_without_numbers(each) for each in after]
    found: list[Rewording] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        pairs = (
            list(zip(before[i1:i2], after[j1:j2], strict=True))
            if kind == "equal"
            else _paired(before[i1:i2], after[j1:j2])
        )
        found += [_rewording(old, new, same) for old, new in pairs]
    return tuple(each for each in found if any(part.kind != "same" for part in each.words))


def _without_numbers(sentence: str) -> str:
    return re.sub(r"[0-9][0-9,.]*[0-9]|[0-9]", "#", sentence)


def _paired(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """The sentences in order, each with the next that is mostly the same, or with ""."""
    pairs: list[tuple[str, str]] = []
    rest = list(after)
    for old in before:
        same = [
            position
            for position, new in enumerate(rest)
            if SequenceMatcher(None, _WORD.findall(old), _WORD.findall(new)).ratio() >= _ALIKE
        ]
        if same:
            pairs += [("", new) for new in rest[: same[0]]]
            pairs.append((old, rest[same[0]]))
            rest = rest[same[0] + 1 :]
        else:
            pairs.append((old, ""))
    return [*pairs, *(("", new) for new in rest)]


def _rewording(old: str, new: str, same: tuple[str, str]) -> Rewording:
    before, after = _WORD.findall(old), _WORD.findall(new)
    keys = (
        ["" if word == same[0] else word for word in before],
        ["" if word == same[1] else word for word in after],
    )
    words: list[Words] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if kind == "equal":
            words.append(Words("same", "".join(after[j1:j2])))
            continue
        if i1 < i2:
            words.append(Words("removed", "".join(before[i1:i2])))
        if j1 < j2:
            words.append(Words("added", "".join(after[j1:j2])))
    return Rewording(old, new, tuple(words))
