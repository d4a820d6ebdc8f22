"""A YAML file as groups, lists and scalars that still know their places.

PyYAML parses. What a check needs and YAML's own types would lose is kept: the line, and the text
as it was written (``0123``, ``yes``, ``1e3`` and ``"12"`` stay what they are). So is what an edit
needs: where in the text each key and each value stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from factsheets.files import contents, refuse_larger
from factsheets.problems import FactsheetsError, Problem, printable, shortened

_LONGEST_SHOWN = 40  # characters of a value, in a message
LARGEST_FILE = 200_000  # bytes; all jurisdictions together need about 20,000
DEEPEST = 8  # levels; the data file has four
MOST_VALUES = 5_000  # names and figures; all jurisdictions together have about 1,600
LONGEST_NAME = 100  # letters, of a name, an anchor or a tag
MOST_PROBLEMS = 20  # lines that are named with a character that nobody sees
_NO_NAME_AND_COLON = re.compile(r" *[^\s#:'\"\[\]{}-]+([ \t]+[^:#]*|:[^\s:]\S*)$")
_NOTHING = ("", "~", "null", "Null", "NULL")
_BLANKS = "\t\u00a0\u202f"  # allowed beside what is printable: seen, and never a line's end

_LOADER: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Scalar:
    """One value: its ``text`` as written, whether it was ``quoted``, and its ``line``."""

    text: str
    quoted: bool
    line: int

    @property
    def shown(self) -> str:
        """The text in quotation marks, cut to what fits a message."""
        return f'"{shortened(self.text, _LONGEST_SHOWN)}"'


@dataclass(frozen=True)
class Sequence:
    """A list, its ``entries`` and its ``line``, which is that of its key."""

    entries: tuple[Value, ...]
    line: int
    shown: str = "A list"


@dataclass(frozen=True)
class Mark:
    """The ``line`` of a key, and in characters where it starts, and what stands behind it.

    ``start`` and ``end`` are the same where nothing does.
    """

    line: int
    key: int
    start: int
    end: int


@dataclass(frozen=True)
class Group:
    """A mapping: its ``entries``, its ``line``, the ``marks`` of its keys, and those ``repeated``.

    The ``line`` is that of the key the group stands behind, and ``start`` the place of its brace
    or first key. An entry is None where nothing stands behind the key.
    """

    line: int
    entries: dict[str, Value] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    repeated: tuple[tuple[str, int], ...] = ()
    start: int = 0
    shown: str = "A group"

    def is_empty(self, *, besides: str = "") -> bool:
        """Whether no key, ``besides`` one, has anything behind it, here or in the groups below."""
        return not any(
            not value.is_empty() if isinstance(value, Group) else value is not None
            for key, value in self.entries.items()
            if key != besides
        )

    def value_of(self, path: tuple[str, ...]) -> Value:
        """What stands behind the key that ``path`` leads to; None if there is no such key."""
        here: Value = self
        for key in path:
            here = here.entries.get(key) if isinstance(here, Group) else None
        return here

    def line_of(self, path: tuple[str, ...]) -> int:
        """The line of the key that ``path`` leads to, or of the last key of it that is there."""
        line, here = self.line, self
        for key in path:
            line = here.marks[key].line if key in here.marks else line
            inner = here.entries.get(key)
            if not isinstance(inner, Group):
                break
            here = inner
        return line

    def repeated_below(self) -> tuple[tuple[str, int], ...]:
        """Each key that stands twice, with its second line, here and in the groups below."""
        below = (
            (f"{name}.{key}", line)
            for name, value in self.entries.items()
            if isinstance(value, Group)
            for key, line in value.repeated_below()
        )
        return (*self.repeated, *below)


Value = Scalar | Sequence | Group | None


def read_yaml(path: Path) -> Group:
    """The YAML file at ``path``. Raises FactsheetsError when it cannot be read, or be parsed."""
    return parse_yaml(str(path), contents(path, LARGEST_FILE))


def parse_yaml(file: str, content: bytes) -> Group:
    """The ``content`` of the YAML file that messages call ``file``.

    Raises FactsheetsError when it is not UTF-8, is not YAML, is empty or larger than 200 kB, has
    a character that an editor does not show, or uses what these files have no need of: tags,
    anchors, aliases, several documents.
    """
    refuse_larger(file, content, LARGEST_FILE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        what, remedy = "The file is not UTF-8 text.", "Save it again, with the encoding UTF-8."
        raise FactsheetsError(Problem(file, line, what=what, remedy=remedy)) from error
    _refuse_unseen(file, text)
    reader = _Reader(file, yaml.parse(text, Loader=_LOADER))
    try:
        top = reader.document()
    except yaml.MarkedYAMLError as error:
        raise FactsheetsError(_not_yaml(file, text, error)) from error
    if reader.problems:
        raise FactsheetsError(reader.problems)
    if not isinstance(top, Group):
        what = "The file is empty." if top is None else "The file does not hold figures."
        remedy = "Is this the right file?"
        raise FactsheetsError(Problem(file, top.line if top else 0, what=what, remedy=remedy))
    return top


def _refuse_unseen(file: str, text: str) -> None:
    """Raise FactsheetsError for each line with a character that an editor may not show.

    Lines end with LF or CRLF. YAML ends one, and with it a comment, also where an editor shows
    none: at a CR alone, U+0085, U+2028 and U+2029 (YAML 1.1, 5.4).
    """
    problems: list[Problem] = []
    for line, written in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        unseen = next((it for it in written if not it.isprintable() and it not in _BLANKS), None)
        if unseen and len(problems) < MOST_PROBLEMS:
            what = f"There is a character that no text file should hold (U+{ord(unseen):04X})."
            remedy = "Type the line again."
            if unseen == "\r":
                remedy = "Save the file with the line ends of Windows or Unix (CRLF or LF)."
            problems.append(Problem(file, line, what=what, remedy=remedy))
    if problems:
        raise FactsheetsError(problems)


def _not_yaml(file: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    reason = f"{error.problem or error.context}"
    if "unexpected end of stream" in reason:
        mark = error.context_mark or mark  # where the quotation mark is that nothing closes
    line = mark.line + 1 if mark else 0
    lines = text.splitlines()
    written = "".join(lines[line - 1 : line])
    for number in (line, line - 1):  # YAML often notices on the line below
        if 0 < number <= len(lines) and _NO_NAME_AND_COLON.match(lines[number - 1]):
            what = f'There is no name with a colon and a space here: "{lines[number - 1].strip()}"'
            remedy = "Write a name, a colon, a space and what belongs to the name."
            return Problem(file, number, what=printable(what), remedy=remedy)
    remedy = (
        "Look at this line and the one above it for a missing colon, bracket or quotation mark."
    )
    if "\t" in written[: len(written) - len(written.lstrip())]:
        remedy = "Use spaces, not the tab key, in front of a name."
    elif "mapping values" in reason or "block mapping" in (error.context or ""):
        remedy = "Look at how far this line and the one above it are indented, and at their colons."
    what = f"The file is not YAML from here on ({reason})."
    return Problem(file, line, what=what, remedy=remedy)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _span(event: yaml.Event) -> tuple[int, int]:
    start, end = event.start_mark, event.end_mark
    return (start.index, end.index) if start and end else (0, 0)


class _Reader:
    """Builds groups from PyYAML's events, which need no recursion to be made.

    ``end`` is where the last scalar or bracket that was read ends in the text.
    """

    def __init__(self, file: str, events: Iterator[yaml.Event]) -> None:
        self.file = file
        self.events = events
        self.problems: list[Problem] = []
        self.values = 0
        self.end = 0

    def document(self) -> Value:
        """The one document of the file, None for an empty one."""
        top: Value = None
        seen = False
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    what = "A second document starts here (---)."
                    self.refuse(event, what, "Keep one, without the line of hyphens.")
                    break
                seen = True
                top = self.value(next(self.events), DEEPEST)
        return top

    def value(self, event: yaml.Event, levels: int) -> Value:
        line = _line(event)
        self.values += 1
        if self.values > MOST_VALUES:
            raise self.wrong_file(line, f"The file has more than {MOST_VALUES:,} names and figures")
        if isinstance(event, yaml.AliasEvent):
            self.refuse(
                event, f'An alias ("*{shortened(event.anchor or "", LONGEST_NAME)}") stands here.'
            )
            return None
        if not isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            raise TypeError(f"no value can start with {event}")  # YAML's grammar has no such case
        if event.anchor is not None:
            self.refuse(
                event, f'An anchor ("&{shortened(event.anchor, LONGEST_NAME)}") stands here.'
            )
        if event.tag is not None:
            self.refuse(event, f'A tag ("{shortened(event.tag, LONGEST_NAME)}") stands here.')
        if isinstance(event, yaml.ScalarEvent):
            _, self.end = _span(event)
            quoted = bool(event.style)
            is_nothing = not quoted and event.value in _NOTHING
            return None if is_nothing else Scalar(event.value, quoted, line)
        if not levels:
            raise self.wrong_file(line, f"The file is more than {DEEPEST} levels deep here")
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self.sequence(levels - 1)), line)
        return self.group(event, levels - 1)

    def parts(self) -> Iterator[yaml.Event]:
        """The events with which the parts of a group or list start."""
        for event in self.events:
            if isinstance(event, yaml.CollectionEndEvent):
                start, end = _span(event)
                if start < end:  # a bracket
                    self.end = end
                return
            yield event

    def sequence(self, levels: int) -> Iterator[Value]:
        for event in self.parts():
            yield self.value(event, levels)

    def group(self, opening: yaml.Event, levels: int) -> Group:
        entries: dict[str, Value] = {}
        marks: dict[str, Mark] = {}
        repeated: list[tuple[str, int]] = []
        for event in self.parts():
            name = self.value(event, levels)
            behind = next(self.events)
            value = self.value(behind, levels)
            key = printable(event.value) if isinstance(event, yaml.ScalarEvent) else ""
            key_line = _line(event)
            mark = Mark(key_line, _span(event)[0], _span(behind)[0], self.end)
            if isinstance(value, Sequence | Group):
                value = replace(value, line=key_line)
            if not key or isinstance(name, Sequence | Group):
                self.refuse(event, "A value without a name stands here.")
            elif len(key) > LONGEST_NAME:
                self.refuse(event, f'A name that is far too long ("{shortened(key)}") stands here.')
            elif key in marks:
                repeated.append((key, key_line))
            else:
                entries[key], marks[key] = value, mark
        return Group(_line(opening), entries, marks, tuple(repeated), _span(opening)[0])

    def wrong_file(self, line: int, what: str) -> FactsheetsError:
        return FactsheetsError(
            Problem(self.file, line, what=f"{what}.", remedy="Is this the right file?")
        )

    def refuse(
        self,
        event: yaml.Event,
        what: str,
        remedy: str = "Write a name, a colon and what belongs to the name.",
    ) -> None:
        self.problems.append(Problem(self.file, _line(event), what=what, remedy=remedy))
