"""The numbers of numbered lists, as they are typed in the wording: 1., 2., 3.

A sheet counts the items itself, because a choice may leave some out. So what is typed has to be
what is counted when none is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from factsheets.wording.language import Body, Choice, Text

_ITEM = re.compile(r"([0-9]{1,9})\.(?=\s|$)")


@dataclass(frozen=True)
class Misnumbered:
    """An item on ``line`` that is typed with another number than the one ``expected`` there."""

    line: int
    typed: str
    expected: int


def misnumbered(body: Body) -> list[Misnumbered]:
    """The items in ``body`` whose numbers are not those that a sheet would print."""
    found: list[Misnumbered] = []
    _Count(found).after(body)
    return found


@dataclass
class _Count:
    """``number`` is that of the last item of the list that may go on, ``is_start`` of a line."""

    found: list[Misnumbered] = field(repr=False)
    number: int = 0
    is_start: bool = True

    def after(self, body: Body) -> _Count:
        count = self
        for part in body:
            if isinstance(part, Choice):
                branches = [_copied(count).after(each.body) for each in part.branches]
                count = max(branches, key=lambda each: each.number)
            elif isinstance(part, Text):
                for line, words in _lines(part):
                    count.read(line, words)
            else:
                count.read(part.line, "…")
        return count

    def read(self, line: int, words: str) -> None:
        """Take in what stands on a line, up to its end."""
        if self.is_start and words.strip():
            self._begin(line, words)
        self.is_start = words.endswith("\n") or (self.is_start and not words.strip())

    def _begin(self, line: int, words: str) -> None:
        item = _ITEM.match(words)
        if item is None:
            goes_on = words[0].isspace()  # with the item; anything else ends the list
            self.number = self.number if goes_on else 0
            return
        expected = self.number + 1
        if int(item[1]) != expected:
            self.found.append(Misnumbered(line, item[0], expected))
        self.number = int(item[1])


def _copied(count: _Count) -> _Count:
    return _Count(count.found, count.number, count.is_start)


def _lines(text: Text) -> Iterator[tuple[int, str]]:
    for below, line in enumerate(text.text.splitlines(keepends=True)):
        yield text.line + below, line
