"""Figures put into the text of a data file, of which everything else stays byte for byte.

PyYAML says where each figure stands. (A round trip through ruamel.yaml was tried: it joins lists
and drops spaces, and takes a comment that follows an awaited state into that state.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from factsheets.dataset.yaml_tree import Loader
from factsheets.figures.values import Figure, Nested, NotReported, as_written
from factsheets.problems import FactsheetsError, Problem

_INDENT = 2
_MARK = "\ufeff"  # the byte order mark
_COLUMN = re.compile(r"( +)#")  # the spaces that put a comment into its column


def with_figures(file: str, text: str, wanted: Nested) -> str:
    """The ``text`` of the YAML file that messages call ``file``, with the ``wanted`` figures.

    ``wanted`` has all keys in their order, with None for a figure that stays as it is.
    Raises FactsheetsError when a figure would have to be added to a group that is in braces.
    """
    if text.startswith(_MARK):  # of which libyaml's places know nothing
        return _MARK + with_figures(file, text.removeprefix(_MARK), wanted)
    top = yaml.compose(text, Loader=Loader)
    if not isinstance(top, MappingNode):
        raise TypeError("a data file that was read is a group")
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

    def edits(self, group: MappingNode, wanted: Nested) -> Iterator[Edit]:
        there = {key.value: (key, value) for key, value in group.value}
        place = self.line_start(group.start_mark.index)  # where the next key would be added
        for name, new in wanted.items():
            if name in there:
                key, value = there[name]
                place = self.next_line(_end(key, value))
                if not _is_wanted(new):
                    continue
                if isinstance(new, Mapping) and isinstance(value, MappingNode) and value.value:
                    yield from self.edits(value, new)
                elif isinstance(new, Mapping):  # nothing stands behind the key yet, or ~ or {}
                    yield value.start_mark.index, value.end_mark.index, ""
                    below = "".join(self.lines(new, key.start_mark.column + _INDENT))
                    yield self.added(place, below)
                elif isinstance(new, int | NotReported):
                    yield self.changed(key, value, as_written(new))
            elif _is_wanted(new):
                if group.flow_style:
                    line = group.start_mark.line + 1
                    what = f'"{name}" cannot be added here, between braces.'
                    remedy = "Write each figure of this group on a line of its own, without braces."
                    raise FactsheetsError(Problem(self.file, line, what=what, remedy=remedy))
                column = group.value[0][0].start_mark.column
                yield self.added(place, "".join(self.lines({name: new}, column)))

    def changed(self, key: Node, value: Node, new: str) -> Edit:
        """The figure in place of the old one; a comment behind it stays in its column."""
        start, end = value.start_mark.index, value.end_mark.index
        if start == end:  # nothing stands there
            start = end = self.text.index(":", key.end_mark.index) + 1
            new = f" {new}"
        column = _COLUMN.match(self.text, end)
        if column:
            spaces = len(column[1])
            new += " " * max(min(spaces, 2), end - start + spaces - len(new))
            end += spaces
        return start, end, new

    def added(self, place: int, lines: str) -> Edit:
        is_last = place == len(self.text) and not self.text.endswith("\n")
        return place, place, self.line_end * is_last + lines

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

    def line_start(self, place: int) -> int:
        return self.text.rfind("\n", 0, place) + 1

    def next_line(self, place: int) -> int:
        return self.text.find("\n", place) + 1 or len(self.text)


def _is_wanted(new: Nested | Figure | None) -> bool:
    """Whether there is anything to be put in."""
    return any(map(_is_wanted, new.values())) if isinstance(new, Mapping) else new is not None


def _end(key: Node, value: Node) -> int:
    """Where the last thing behind the key ends."""
    if isinstance(value, MappingNode) and value.value and not value.flow_style:
        return _end(*value.value[-1])
    if isinstance(value, SequenceNode) and value.value and not value.flow_style:
        return _end(key, value.value[-1])
    return max(key.end_mark.index, value.end_mark.index - 1)
