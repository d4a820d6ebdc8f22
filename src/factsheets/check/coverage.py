"""Which sheets have each passage of the wording, and each form of a noun; and what none has.

A rare branch that no sheet of the year takes is one that nobody has read.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import takewhile
from pathlib import Path

from factsheets.dataset.dataset import Dataset
from factsheets.edition.edition import open_edition
from factsheets.figures.catalogue import Catalogue, StateFigures
from factsheets.figures.values import SAMPLE_MARK, Figures
from factsheets.problems import FactsheetsError, Problem
from factsheets.templating.folders import WORDING
from factsheets.wording.compose import Wording, values_named
from factsheets.wording.language import (
    ALWAYS,
    Body,
    Branch,
    Choice,
    Condition,
    Joined,
    Print,
    Text,
)

_LENGTH = 80  # of the first words of a passage
_ITEM = re.compile(r"^(?:-|[0-9]+\.) ", re.MULTILINE)
_BEFORE, _BEHIND = 6, 3  # words of a sentence around a noun, or a passage inside it


@dataclass(frozen=True, eq=False)
class Passage:
    """A passage of the wording, or one form of a noun that stands behind a figure.

    It stands on ``line``; ``words`` are its first ones, or those around the noun. All of
    ``conditions`` hold where it is printed. The ``noun`` is that of the figure ``counted``, and its
    form is that for 1 if ``is_one``.
    """

    catalogue: Catalogue
    line: int
    words: str
    conditions: tuple[Condition, ...]
    noun: str = ""
    counted: str = ""
    is_one: bool = False

    @property
    def when(self) -> str:
        """The conditions in words; empty where there are none."""
        return ", ".join(dict.fromkeys(_in_words(each, self.catalogue) for each in self.conditions))

    @property
    def names(self) -> tuple[str, ...]:
        """The figures and departures that decide whether a sheet has it."""
        tested = (name for each in self.conditions for name in each.names)
        return tuple(dict.fromkeys(filter(None, (*tested, self.counted))))

    def is_on(self, figures: StateFigures, national: Figures) -> bool:
        """Whether a sheet with these figures has it."""
        values = values_named(self.catalogue, figures, national)
        has_form = not self.counted or (values[self.counted] == 1) is self.is_one
        return has_form and all(each.holds(values) for each in self.conditions)


@dataclass(frozen=True)
class Coverage:
    """The states that have ``sheets``, and those on whose sheets each part of the wording is.

    ``file`` is the wording's. ``problems`` are those of the states that have no sheet because of
    them.
    """

    file: str
    dataset: Dataset
    sheets: tuple[str, ...]
    parts: Mapping[Passage, tuple[str, ...]]
    problems: tuple[Problem, ...]

    @property
    def sample_mark(self) -> str:
        """What says that the figures are invented; empty where they are not."""
        return SAMPLE_MARK if self.dataset.sample else ""

    @property
    def on_none(self) -> tuple[Passage, ...]:
        """What no sheet has."""
        return tuple(part for part, states in self.parts.items() if not states)


def coverage(dataset: Dataset, wording: Wording) -> Coverage:
    """The parts of ``wording`` in its order, each with the states whose sheets have it."""
    problems = set(dataset.problems)
    sheets: dict[str, StateFigures] = {}
    for state, figures in dataset.states.items():
        try:
            if figures:
                wording.compose(dataset, state)
                sheets[state] = figures
        except FactsheetsError as error:
            problems |= set(error.problems)
    national = dataset.national
    parts = {
        part: tuple(
            state for state, figures in sheets.items() if national and part.is_on(figures, national)
        )
        for part in parts_of(wording, dataset.year)
    }
    file = str(wording.templates.path(WORDING))
    return Coverage(file, dataset, tuple(sheets), parts, tuple(sorted(problems)))


def coverage_from_files(data: Path, templates: Path | None) -> tuple[Coverage, Wording]:
    """The coverage of the edition of the file ``data``, and its wording.

    ``templates`` is a folder, if another one than its own is meant.
    """
    edition = open_edition(data, templates)
    wording = Wording(edition.templates, edition.catalogue)
    return coverage(edition.dataset, wording), wording


def parts_of(wording: Wording, year: int) -> list[Passage]:
    """Each branch of each ``if``, also one that is not written, and both forms of each noun."""
    parts = _Parts(wording.catalogue, str(year))
    return sorted(parts.of(wording.body), key=lambda part: part.line)


class _Parts:
    def __init__(self, catalogue: Catalogue, year: str) -> None:
        self.catalogue, self.year = catalogue, year

    def of(
        self, body: Body, conditions: tuple[Condition, ...] = (), before: str = ""
    ) -> Iterator[Passage]:
        """The parts of ``body``, which stands behind the words ``before``."""
        for position, part in enumerate(body):
            if isinstance(part, Choice):
                yield from self.of_choice(part, conditions, before)
                before += self.words(part.branches[0].body)
                continue
            if isinstance(part, Print) and part.nouns:
                after = takewhile(lambda each: not isinstance(each, Choice), body[position + 1 :])
                yield from self.nouns(part, conditions, before, self.words(tuple(after)))
            before += self.words((part,))

    def of_choice(
        self, choice: Choice, conditions: tuple[Condition, ...], before: str
    ) -> Iterator[Passage]:
        for branch in choice.branches:
            taken = conditions if branch.condition == ALWAYS else (*conditions, branch.condition)
            yield self.passage(choice, branch, taken, before)
            yield from self.of(branch.body, taken, before)
            conditions = (*conditions, branch.condition.negated)

    def passage(
        self, choice: Choice, branch: Branch, conditions: tuple[Condition, ...], before: str
    ) -> Passage:
        """A branch, with its first words; with some before them where it starts in a sentence.

        An ``else`` that is not written leaves out the first branch, and has the words of that.
        """
        is_else = branch is choice.branches[-1]
        shown = choice.branches[0] if is_else and not branch.body else branch
        text = self.words(shown.body)
        start = text.lstrip("*#| \n")[:1]
        is_begun = start.isupper() or start.isdigit() or text.lstrip().startswith("|")
        if (lead := _last(before).lstrip()) and not is_begun:
            text = f"… {lead}{text}"
        words = text.lstrip("#| \n").replace("|", "")
        if words.startswith("**"):  # without its partner it would be in the way
            words = words.replace("**", "", 2)
        line = branch.body[0].line if branch.body else branch.line
        left_out = "" if branch.body else "(left out) "
        words = textwrap.shorten(left_out + words, _LENGTH, placeholder=" …")
        return Passage(self.catalogue, line, words, conditions)

    def nouns(
        self, part: Print, conditions: tuple[Condition, ...], before: str, after: str
    ) -> Iterator[Passage]:
        for is_one in (True, False):
            noun = _counted(part, is_one=is_one)
            around = f"{_last(before)}{noun}{_first(after)}"
            words = " ".join(re.sub(r"\*\*|\|", "", around).split())
            line = part.line
            yield Passage(self.catalogue, line, words, conditions, noun, part.name, is_one)

    def words(self, body: Body) -> str:
        """The text of ``body`` without its branches, "…" in the place of each figure."""
        found = ""
        texts = {"year": self.year, "state": "[state]", "state_without_article": "[state]"}
        for part in body:
            if isinstance(part, Text):
                found += _ITEM.sub("| ", part.text)  # like a row of a table
            elif isinstance(part, Print):
                found += _counted(part, is_one=False) if part.nouns else texts.get(part.name, "…")
        return found


def _counted(part: Print, *, is_one: bool) -> str:
    one, many = part.nouns
    return f"1 {one}" if is_one else f"… {many}"


def _last(text: str) -> str:
    """The last words of the sentence that ``text`` ends in, and the space behind them."""
    sentence = re.split(r"[.:]\**\s|\n\n|\n\|", text)[-1]
    words = " ".join(sentence.split()[-_BEFORE:])
    return f"{words} " if text[-1:].isspace() else words


def _first(text: str) -> str:
    """The space before ``text``, and the first words of it that are in the same sentence."""
    sentence = re.split(r"(?<=[.:])\s|\n\n|\|\n|\n\|", text)[0]
    words = " ".join(sentence.split()[:_BEHIND])
    return f" {words}" if text[:1].isspace() else words


def _in_words(condition: Condition, catalogue: Catalogue) -> str:
    if isinstance(condition, Joined):
        return reduce(
            lambda left, right: f"({left}) {condition.joint} ({right})",
            (_in_words(each, catalogue) for each in condition.conditions),
        )
    name, is_there = condition.name, condition.wanted
    if name in catalogue.departure_names:
        return f"{'with' if is_there else 'without'} {name.partition('.')[2]}"
    figure = catalogue.figures[name]
    heading = f"{figure.title}, national" if figure.is_national else figure.title
    there, absent = "more than 0" if figure.is_percent else "1 or more", "0"
    if figure.may_be_not_reported:
        absent = "0 or not reported"
    return f"{heading}: {there if is_there else absent}"
