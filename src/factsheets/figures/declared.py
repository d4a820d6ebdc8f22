"""``figures.yaml`` in, a ``Catalogue`` out, or every problem with its line.

It fails closed: a key, a value or a name that is not known is a problem, so that no rule can switch
itself off. A rule goes only with its line.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from factsheets.figures.catalogue import AS_PUBLISHED, IN_COUNTRY, Catalogue, Declaration, Departure
from factsheets.files import contents
from factsheets.problems import FactsheetsError, Problem, did_you_mean
from factsheets.yaml_tree import LARGEST_FILE, Group, Scalar, Sequence, Value, parse_yaml

FIGURES_FILE = "figures.yaml"  # beside the data file
NATIONAL, STATE, DEPARTURES = "national", "state", "departures"  # its sections
KEYS = (
    "title", "about", "unit", "not_reported", "at_least", "sum_of", "part_of", "formerly",
)  # fmt: skip
# What the wording, the data file, the spreadsheet and the tables have besides figures.
TAKEN_NAMES = (
    "national", AS_PUBLISHED, "state", "state_without_article", "year", "sample", "code",
)  # fmt: skip
TAKEN_TITLES = (
    "Year", "Sample", "State", "Code", "Check", "Figure", "Value", "What it is", "Notes",
)  # fmt: skip
LONGEST_TITLE = 60  # characters: the heading of a column
NAME = "[a-z][a-z0-9_]*"
# Of Jinja2, and of YAML, which means nothing by it.
NO_NAMES = ("and", "elif", "else", "false", "if", "in", "is", "none", "not", "null", "or", "true")


def read_catalogue(data: Path | str, content: bytes | None = None) -> Catalogue:
    """The figures that are declared for the data file ``data``, in ``figures.yaml`` beside it.

    ``content`` stands in for that file's. Raises FactsheetsError, with every problem in the file
    and its line.
    """
    path = Path(data).parent / FIGURES_FILE
    if content is None and not os.path.lexists(path):
        what = "There is no such file. It says which figures there are."
        remedy = f"It belongs beside {Path(data).name}: put it back from a copy of this folder."
        raise FactsheetsError(Problem(str(path), what=what, remedy=remedy))
    if content is None:
        content = contents(path, LARGEST_FILE)
    file = _File(str(path), parse_yaml(str(path), content))
    national = file.section(NATIONAL, IN_COUNTRY)
    state = file.section(STATE, "")
    departures = file.departures()
    file.check(national | state)
    if file.problems:
        raise FactsheetsError(dict.fromkeys(file.problems))
    return Catalogue(
        str(path),
        hashlib.sha256(content).hexdigest(),
        {each.path: each for each in national.values()},
        {each.path: each for each in state.values()},
        departures,
    )


@dataclass
class _File:
    """The file being read, and the problems found in it so far."""

    name: str
    top: Group
    problems: list[Problem] = field(default_factory=list)

    def say(self, line: int, figure: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.name, line, "", figure, what, remedy))

    def section(self, key: str, before: str) -> dict[str, Declaration]:
        """The figures of a section, each with ``before`` in front of its name."""
        found: dict[str, Declaration] = {}
        for name, value, line in self.entries(key, is_needed=True):
            if not self.is_name(name, before + name, line, most_parts=2):
                continue
            if not isinstance(value, Group):
                what = "It is not said what this figure is."
                self.say(line, before + name, what, "Write title: and about: below it, indented.")
                continue
            found[before + name] = self.figure(before + name, value, line)
        return found

    def entries(self, key: str, *, is_needed: bool) -> Iterator[tuple[str, Value, int]]:
        """Each name in a section, with what is behind it and its line."""
        section = self.top.entries.get(key)
        line = self.top.line_of((key,))
        if isinstance(section, Group) and section.entries:
            self.say_repeated(section, "")
            for name, value in section.entries.items():
                yield name, value, section.marks[name].line
        elif section is not None and not isinstance(section, Group):
            what = f"{section.shown} cannot be the section."
            self.say(line, key, what, "Write each name on a line of its own below, indented.")
        elif is_needed:
            what = f'The section "{key}" is missing, or empty.'
            self.say(line, key, what, f'Write "{key}:" and the figures below it, indented.')

    def say_repeated(self, group: Group, figure: str) -> None:
        for key, line in group.repeated:
            self.say(line, figure or key, f'"{key}" is here twice.', "Keep one of the two.")

    def is_name(self, name: str, figure: str, line: int, *, most_parts: int) -> bool:
        """Whether a figure or departure can have this name in its section; it is said if not."""
        parts = name.split(".")
        is_written_well = (
            all(re.fullmatch(NAME, part) for part in parts) and len(parts) <= most_parts
        )
        if not is_written_well:
            what = f'"{name}" cannot be a name.'
            remedy = "Use small letters, digits and _, beginning with a letter"
            remedy += ", and at most one dot: group.figure." if most_parts > 1 else "."
            self.say(line, figure, what, remedy)
        elif parts[0] in TAKEN_NAMES or any(part in NO_NAMES for part in parts):
            what = f'"{name}" already means something else.'
            self.say(line, figure, what, "Choose another name.")
        else:
            return True
        return False

    def figure(self, name: str, group: Group, line: int) -> Declaration:
        self.say_repeated(group, name)
        for key, value in group.entries.items():
            if key not in KEYS:
                remedy = did_you_mean(key, KEYS) or f"Known here: {', '.join(KEYS)}."
                if isinstance(value, Group):
                    remedy = f"Declare a figure of a group by its whole name: {name}.{key}:"
                self.say(group.marks[key].line, name, f'"{key}" is not known.', remedy)
        title = self.text(name, group, "title")
        if len(title) > LONGEST_TITLE:
            what = f"The title has {len(title)} characters; at most {LONGEST_TITLE} have room."
            self.say(group.line_of(("title",)), name, what, "Shorten it.")
        return Declaration(
            name,
            title,
            self.text(name, group, "about"),
            line,
            is_percent=self.one_word(name, group, "unit", "percent"),
            may_be_not_reported=self.one_word(name, group, "not_reported", "allowed"),
            at_least=self.one_word(name, group, "at_least", "true"),
            sum_of=self.names(name, group, "sum_of"),
            part_of=self.names(name, group, "part_of"),
            formerly="".join(self.names(name, group, "formerly")),
        )

    def text(self, figure: str, group: Group, key: str) -> str:
        value = group.entries.get(key)
        if isinstance(value, Scalar) and (text := " ".join(value.text.split())):
            return text
        line = group.line_of((key,))
        if value is None or isinstance(value, Scalar):
            self.say(line, figure, f"The figure has no {key}.", f"Write {key}: and some words.")
        else:
            self.say(line, figure, f"{value.shown} cannot be the {key}.", "Write it in words.")
        return ""

    def one_word(self, figure: str, group: Group, key: str, word: str) -> bool:
        """Whether ``key`` is there, with the one word that can stand behind it."""
        if key not in group.entries:
            return False
        value = group.entries[key]
        is_quoted = isinstance(value, Scalar) and value.quoted and word == "true"
        if is_quoted or not (isinstance(value, Scalar) and value.text == word):
            what = f'{value.shown if value else "Nothing"} cannot follow "{key}".'
            remedy = f"Write {key}: {word}, or take the line out."
            self.say(group.marks[key].line, figure, what, remedy)
        return True

    def names(self, figure: str, group: Group, key: str) -> tuple[str, ...]:
        """The figures named behind ``key``, one or a list, as the wording writes them."""
        if key not in group.entries:
            return ()
        value, line = group.entries[key], group.marks[key].line
        written = value.entries if isinstance(value, Sequence) else (value,)
        found = [each.text for each in written if isinstance(each, Scalar)]
        if len(found) < len(written) or not found or (key == "formerly" and len(found) > 1):
            remedy = "Write the name of a figure"
            remedy += "." if key == "formerly" else ", or several in brackets: [one, other]."
            self.say(line, figure, f'"{key}" names no figure.', remedy)
        for name, times in Counter(found).items():
            if times > 1:
                self.say(line, figure, f'"{key}" names {name} twice.', "Keep one of them.")
        before = IN_COUNTRY if figure.startswith(IN_COUNTRY) else ""
        return tuple(before + name.removeprefix(before) for name in found)

    def departures(self) -> dict[str, Departure]:
        found: dict[str, Departure] = {}
        for name, value, line in self.entries(DEPARTURES, is_needed=False):
            if self.is_name(name, name, line, most_parts=1):
                about = value.text.strip() if isinstance(value, Scalar) else ""
                found[name] = Departure(about, line)
                if not about:
                    what = "It is not said what this departure is."
                    self.say(line, name, what, "Write it behind the name, in words.")
        return found

    def check(self, declared: Mapping[str, Declaration]) -> None:
        """Say what the figures declare of each other that cannot be."""
        sections = (NATIONAL, STATE, DEPARTURES)
        self.say_repeated(self.top, "")
        for key in self.top.entries:
            if key not in sections:
                remedy = did_you_mean(key, sections) or f"Known here: {', '.join(sections)}."
                self.say(self.top.marks[key].line, key, f'"{key}" is not known.', remedy)
        for each in declared.values():
            self.check_group(each, declared)
            for key, names in (("sum_of", each.sum_of), ("part_of", each.part_of)):
                self.check_names(each, key, names, declared)
        for is_national in (False, True):
            self.check_titles(each for each in declared.values() if each.is_national == is_national)
        self.check_former_names(declared)
        self.check_circles(declared)

    def line_of(self, each: Declaration, key: str) -> int:
        section = NATIONAL if each.is_national else STATE
        return self.top.line_of((section, each.path, key))

    def check_group(self, each: Declaration, declared: Mapping[str, Declaration]) -> None:
        """Say when a figure has the name of a group."""
        if inside := next((name for name in declared if name.startswith(f"{each.name}.")), ""):
            what = f"This name is a figure, and also the group of {inside}."
            self.say(each.line, each.name, what, "Give one of the two another name.")

    def check_names(
        self,
        each: Declaration,
        key: str,
        names: Iterable[str],
        declared: Mapping[str, Declaration],
    ) -> None:
        line = self.line_of(each, key)
        for name in names:
            other = declared.get(name)
            if other is None:
                remedy = did_you_mean(name, [known for known in declared if known != each.name])
                remedy = remedy or "Declare that figure too, or take the name out."
                self.say(line, each.name, f'"{key}" names {name}, which no figure has.', remedy)
            elif each.is_percent or other.is_percent:
                remedy = "Take it out: percentages are not added up, nor part of each other."
                self.say(line, each.name, f'"{key}" cannot go with a percentage.', remedy)
            elif other.is_national and not each.is_national and key == "sum_of":
                what = f"A state's figure cannot be the sum of national ones ({name})."
                self.say(line, each.name, what, "Name figures of the state.")

    def check_titles(self, declared: Iterable[Declaration]) -> None:
        """Say which titles head another column already."""
        first = {title.casefold(): "" for title in TAKEN_TITLES}
        for each in declared:
            owner = first.setdefault(each.title.casefold(), each.name)
            if each.title and owner != each.name:
                other = f"the title of {owner} too" if owner else "the heading of another column"
                what = f'"{each.title}" is {other}.'
                self.say(self.line_of(each, "title"), each.name, what, "Choose another.")

    def check_former_names(self, declared: Mapping[str, Declaration]) -> None:
        """Say which former names several figures have, or one of this year's figures has now."""
        first: dict[str, str] = {}
        for each in declared.values():
            if not each.formerly:
                continue
            owner = first.setdefault(each.formerly, each.name)
            line, what = self.line_of(each, "formerly"), ""
            if each.formerly in declared:
                what = f'"{each.formerly}" is the name of a figure of this year.'
            elif owner != each.name:
                what = f'"{each.formerly}" is the former name of {owner} too.'
            if what:
                remedy = "Write the name that this figure alone had, or take the line out."
                self.say(line, each.name, what, remedy)

    def check_circles(self, declared: Mapping[str, Declaration]) -> None:
        """Say which figures would have to be at least, and at most, as large as themselves."""
        larger: dict[str, set[str]] = {name: set(each.part_of) for name, each in declared.items()}
        for each in declared.values():
            for name in each.sum_of:
                larger.setdefault(name, set()).add(each.name)
        for each in declared.values():
            above, left = set[str](), [*larger[each.name]]
            while left:
                name = left.pop()
                if name not in above:
                    above.add(name)
                    left += larger.get(name, ())
            if each.name in above:
                what = "By sum_of and part_of the figure is a part of itself."
                self.say(each.line, each.name, what, "Take one of them out.")
