"""Figures put into the text of a data file, of which everything else stays byte for byte.

``yaml_tree`` says where each figure stands. (A round trip through ruamel.yaml was tried: it joins
lists and drops spaces, and takes a comment that follows an awaited state into that state.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from factsheets.figures.values import Figure, Nested, as_written
from factsheets.problems import FactsheetsError, Problem
from factsheets.yaml_tree import Group, Mark, parse_yaml

_INDENT = 2
_MARK = "\ufeff"  # the byte order mark
_COLUMN = re.compile(r"( +)#")  # the spaces that put a comment into its column


def with_figures(file: str, text: str, wanted: Nested) -> str:
    """The ``text`` of the YAML file that messages call ``file``, with the ``wanted`` figures.

    ``wanted`` has all keys in their order, with None for a figure that stays as it is.
    Raises FactsheetsError when a figure would have to be added to a group that is in braces, and
    where ``parse_yaml`` does.
    """
    if text.startswith(_MARK):  # which no place in the tree counts
        return _MARK + with_figures(file, text.removeprefix(_MARK), wanted)
    top = parse_yaml(file, text.encode())
    edits = sorted(_Editor(file, text).edits(top, wanted), key=lambda edit: edit[0])
    for start, end, new in reversed(edits):  # what comes before stands where it stood
        text = text[:start] + new + text[end:]
    return text


Edit = tuple[int, int, str]  # the place where it starts and ends, and what comes there instead


@dataclass(frozen=True)
class _Editor:
    """The text of a file as it was, in which it finds the places of figures."""

    file: str
    text: str

    def edits(self, group: Group, wanted: Nested) -> Iterator[Edit]:
        next_key = self.line_start(group.start)  # where the next key would be added
        for name, new in wanted.items():
            if name in group.marks:
                mark, value = group.marks[name], group.entries[name]
                next_key = self.next_line(mark.end - 1)
                if not _is_wanted(new):
                    continue
                if isinstance(new, Mapping) and isinstance(value, Group) and value.entries:
                    yield from self.edits(value, new)
                elif isinstance(new, Mapping):  # nothing stands behind the key yet, or ~ or {}
                    yield mark.start, mark.end, ""
                    below = self.lines(new, self.column(mark.key) + _INDENT)
                    yield self.added(next_key, below)
                elif new is not None:
                    yield self.changed(mark, as_written(new))
            elif _is_wanted(new):
                if self.text[group.start] == "{":
                    line = self.text.count("\n", 0, group.start) + 1
                    what = f'"{name}" cannot be added here, between braces.'
                    remedy = "Write each figure of this group on a line of its own, without braces."
                    raise FactsheetsError(Problem(self.file, line, what=what, remedy=remedy))
                yield self.added(next_key, self.lines({name: new}, self.column(group.start)))

    def changed(self, mark: Mark, new: str) -> Edit:
        """The figure in place of the old one; a comment behind it stays in its column."""
        start, end = mark.start, mark.end
        if start == end:  # nothing stands there
            start = end = self.text.index(":", mark.key) + 1
            new = f" {new}"
        column = _COLUMN.match(self.text, end)
        if column:
            spaces = len(column[1])
            new += " " * max(min(spaces, 2), end - start + spaces - len(new))
            end += spaces
        return start, end, new

    def added(self, place: int, lines: Iterable[str]) -> Edit:
        is_last = place == len(self.text) and not self.text.endswith("\n")
        before = self.line_end if is_last else ""
        return place, place, before + "".join(lines)

    def lines(self, wanted: Nested, column: int) -> Iterator[str]:
        for name, new in wanted.items():
            if isinstance(new, Mapping):
                yield f"{' ' * column}{name}:{self.line_end}"
                yield from self.lines(new, column + _INDENT)
            elif new is not None:
                yield f"{' ' * column}{name}: {as_written(new)}{self.line_end}"

    @property
    def line_end(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def column(self, place: int) -> int:
        return place - self.line_start(place)

    def line_start(self, place: int) -> int:
        return self.text.rfind("\n", 0, place) + 1

    def next_line(self, place: int) -> int:
        return self.text.find("\n", place) + 1 or len(self.text)


def _is_wanted(new: Nested | Figure | None) -> bool:
    """Whether there is anything to be put in."""
    return any(map(_is_wanted, new.values())) if isinstance(new, Mapping) else new is not None
