"""Which sheets have each passage of the wording, and each form of a noun; and what none has.

A rare branch that no sheet of the year takes is one that nobody has read. The branches are read
from the wording's syntax tree, as ``language`` lets it be.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import nodes

from factsheets.dataset.load import Dataset, load
from factsheets.figures.catalogue import (
    National,
    StateFigures,
    may_be_not_reported,
    national_figures,
    state_figures,
    value_of,
)
from factsheets.figures.values import SAMPLE_MARK
from factsheets.problems import FactsheetsError, Problem
from factsheets.templating.folders import WORDING, Templates
from factsheets.wording.compose import Wording
from factsheets.wording.language import FLAGS, dotted

_HEADINGS = state_figures() | {
    f"national.{name}": f"{heading}, national" for name, heading in national_figures().items()
}
_LENGTH = 80  # of the first words of a passage
_BEFORE, _BEHIND = 6, 3  # words of a sentence around a noun, or a passage inside it


@dataclass(frozen=True, eq=False)
class Part:
    """A passage of the wording, or one form of a noun that stands behind a figure.

    It stands on ``line``; ``words`` are its first ones, or those around the noun. All of
    ``conditions``, each a test of the wording and whether it holds, lead to it. The ``noun`` is
    that of the figure ``counted``, and its form is that for 1 if ``is_one``.
    """

    line: int
    words: str
    conditions: tuple[tuple[nodes.Node, bool], ...]
    noun: str = ""
    counted: str = ""
    is_one: bool = False

    @property
    def when(self) -> str:
        """The conditions in words; empty where there are none."""
        return ", ".join(dict.fromkeys(_in_words(*each) for each in self.conditions))

    @property
    def names(self) -> tuple[str, ...]:
        """The figures and departures that decide whether a sheet has it."""
        tested = (name for test, _ in self.conditions for name in _names(test))
        return tuple(dict.fromkeys(filter(None, (*tested, self.counted))))

    def is_on(self, figures: StateFigures, national: National) -> bool:
        """Whether a sheet with these figures has it."""
        values = {name: _value(name, figures, national) for name in self.names}
        return all(_holds(test, values) == wanted for test, wanted in self.conditions) and (
            not self.counted or (values[self.counted] == 1) == self.is_one
        )


@dataclass(frozen=True)
class Coverage:
    """The states that have ``sheets``, and those on whose sheets each part of the wording is.

    ``file`` is the wording's. ``problems`` are those of the states that have no sheet because of
    them.
    """

    file: str
    dataset: Dataset
    sheets: tuple[str, ...]
    parts: Mapping[Part, tuple[str, ...]]
    problems: tuple[Problem, ...]

    @property
    def sample_mark(self) -> str:
        """What says that the figures are invented; empty where they are not."""
        return SAMPLE_MARK if self.dataset.sample else ""

    @property
    def on_none(self) -> tuple[Part, ...]:
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
        for part in parts_of(wording.tree, dataset.year)
    }
    file = str(wording.templates.path(WORDING))
    return Coverage(file, dataset, tuple(sheets), parts, tuple(sorted(problems)))


def coverage_of(data: Path, templates: Path | None) -> tuple[Coverage, Wording]:
    """The coverage of the file ``data`` by the wording of the folder ``templates``, and that."""
    dataset, wording = load(data), Wording(Templates.find(templates))
    return coverage(dataset, wording), wording


def parts_of(tree: nodes.Template, year: int) -> list[Part]:
    """Each branch of each ``if``, also one that is not written, and both forms of each noun."""
    return sorted(_Parts(str(year)).of(tree.body), key=lambda part: part.line)


class _Parts:
    def __init__(self, year: str) -> None:
        self.year = year

    def of(
        self,
        body: Sequence[nodes.Node],
        conditions: tuple[tuple[nodes.Node, bool], ...] = (),
        before: str = "",
    ) -> Iterator[Part]:
        """The parts of ``body``, which stands behind the words ``before``."""
        for node in body:
            if isinstance(node, nodes.If):
                failed = conditions
                for branch in (node, *node.elif_):
                    taken = (*failed, (branch.test, True))
                    yield self.passage(branch, branch.body, taken, before)
                    yield from self.of(branch.body, taken, before)
                    failed = (*failed, (branch.test, False))
                yield self.passage(node, node.else_, failed, before)
                yield from self.of(node.else_, failed, before)
                before += self.words(node.body)
            elif isinstance(node, nodes.Output):
                for position, each in enumerate(node.nodes):
                    if isinstance(each, nodes.Filter) and each.name == "count":
                        after = self.words(node.nodes[position + 1 :])
                        yield from self.nouns(each, conditions, before, after)
                    before += self.words([each])

    def passage(
        self,
        node: nodes.If,
        body: Sequence[nodes.Node],
        conditions: tuple[tuple[nodes.Node, bool], ...],
        before: str,
    ) -> Part:
        """A branch, with its first words; with some before them where it starts in a sentence.

        One that is not written leaves out the first branch, and has the words of that.
        """
        text = self.words(body or node.body)
        start = text.lstrip("*#| \n")[:1]
        if (lead := _last(before).lstrip()) and not start.isupper() and not start.isdigit():
            text = f"… {lead}{text}"
        words = text.lstrip("#| \n").replace("|", "")
        if words.startswith("**"):  # without its partner it would be in the way
            words = words.replace("**", "", 2)
        line, left_out = (body[0].lineno, "") if body else (node.lineno, "(left out) ")
        shown = textwrap.shorten(left_out + words, _LENGTH, placeholder=" …")
        return Part(line, shown, conditions)

    def nouns(
        self,
        node: nodes.Filter,
        conditions: tuple[tuple[nodes.Node, bool], ...],
        before: str,
        after: str,
    ) -> Iterator[Part]:
        for is_one in (True, False):
            noun = _counted(node, is_one=is_one)
            words = re.sub(r"\*\*|\|", "", f"{_last(before)}{noun}{_first(after)}").split()
            yield Part(node.lineno, " ".join(words), conditions, noun, _figure(node), is_one)

    def words(self, body: Iterable[nodes.Node]) -> str:
        """The text of ``body`` without its branches, "…" in the place of each figure."""
        found = ""
        for node in body:
            if isinstance(node, nodes.Output):
                found += self.words(node.nodes)
            elif isinstance(node, nodes.TemplateData):
                found += node.data
            elif isinstance(node, nodes.Filter) and node.name == "count":
                found += _counted(node, is_one=False)
            elif not isinstance(node, nodes.If):
                texts = {"year": self.year, "state": "[state]", "state_without_article": "[state]"}
                found += texts.get(str(dotted(node)), "…")
        return found


def _counted(node: nodes.Filter, *, is_one: bool) -> str:
    one, many = (each.value for each in node.args if isinstance(each, nodes.Const))
    return f"1 {one}" if is_one else f"… {many}"


def _figure(node: nodes.Node | None) -> str:
    """The figure that stands before the filters of ``node``."""
    while isinstance(node, nodes.Filter):
        node = node.node
    return str(dotted(node)) if node else ""


def _last(text: str) -> str:
    """The last words of the sentence that ``text`` ends in, and the space behind them."""
    sentence = re.split(r"[.:]\s|\n\n|\n\|", text)[-1]
    words = " ".join(sentence.split()[-_BEFORE:])
    return f"{words} " if text[-1:].isspace() else words


def _first(text: str) -> str:
    """The space before ``text``, and the first words of it that are in the same sentence."""
    sentence = re.split(r"(?<=[.:])\s|\n\n|\|\n", text)[0]
    words = " ".join(sentence.split()[:_BEHIND])
    return f" {words}" if text[:1].isspace() else words


def _names(test: nodes.Node) -> Iterator[str]:
    if isinstance(test, nodes.Not):
        yield from _names(test.node)
    elif isinstance(test, nodes.And | nodes.Or):
        yield from (*_names(test.left), *_names(test.right))
    else:
        yield str(dotted(test))


def _value(name: str, figures: StateFigures, national: National) -> object:
    group, _, key = name.partition(".")
    if name in FLAGS:
        return key in figures.as_published
    return value_of(national, key) if group == "national" else value_of(figures, name)


def _holds(test: nodes.Node, values: Mapping[str, object]) -> bool:
    if isinstance(test, nodes.Not):
        return not _holds(test.node, values)
    if isinstance(test, nodes.And):
        return _holds(test.left, values) and _holds(test.right, values)
    if isinstance(test, nodes.Or):
        return _holds(test.left, values) or _holds(test.right, values)
    return bool(values[str(dotted(test))])


def _in_words(test: nodes.Node, holds: bool) -> str:
    if isinstance(test, nodes.Not):
        return _in_words(test.node, not holds)
    if isinstance(test, nodes.And | nodes.Or):
        joint = "and" if isinstance(test, nodes.And) == holds else "or"
        return f"({_in_words(test.left, holds)}) {joint} ({_in_words(test.right, holds)})"
    name = str(dotted(test))
    if name in FLAGS:
        return f"{'with' if holds else 'without'} {name.partition('.')[2]}"
    absent = name in state_figures() and may_be_not_reported(StateFigures, name)
    none = "0 or not reported" if absent else "0"
    return f"{_HEADINGS[name]}: {'1 or more' if holds else none}"
