"""The wording template, parsed once into a small tree: ``Text``, ``Print`` and ``Choice``.

The wording is declarative: text, figures with filters, and ``if``/``elif``/``else`` on figures and
departures. So it can be proofread branch by branch, and nothing in it can fail for one state only.
Jinja2 parses the template, and only this module knows the tree it makes: all others read ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Literal

from jinja2 import nodes

from factsheets.figures.catalogue import Catalogue
from factsheets.problems import FactsheetsError, Problem, did_you_mean, nearest
from factsheets.templating.folders import WORDING, Templates
from factsheets.wording.numbers import EXACT, PERCENT, ROUNDINGS, Rounding

TEXT_NAMES = ("state", "state_without_article", "year")

Joint = Literal["and", "or"]
Truths = Mapping[str, bool]  # of figures and departures: whether each is there

_FIGURE = re.compile("</?data", re.IGNORECASE)  # what marks a figure in a sheet's Markdown
_FROM_DATA = "A figure comes from the data file: write its name between {{ and }}."
_COUNT = 'count("case", "cases")'

_TAG = re.compile(r"\{#.*?#\}|\{%[-+]?\s*(\w*)", re.DOTALL)
_KNOWN_TAGS = ("if", "elif", "else", "endif")
_ONLY = "The wording has only figures, {{ … }}, and {% if %}, {% elif %}, {% else %}, {% endif %}."

# Tags that Jinja2's syntax tree has under other names.
_TAGS = {
    "assign": "set",
    "assignblock": "set",
    "callblock": "call",
    "filterblock": "filter",
    "fromimport": "from",
    "scope": "autoescape",
}


@dataclass(frozen=True)
class Is:
    """A condition: that the figure or departure ``name`` is there, or, if not ``wanted``, is not.

    A figure is there when it is 1 or more.
    """

    name: str
    wanted: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """What is asked for."""
        return (self.name,)

    @property
    def negated(self) -> Is:
        """The condition that holds when this one does not."""
        return Is(self.name, not self.wanted)

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether it holds on the sheet of these ``values``."""
        return bool(values[self.name]) == self.wanted

    def outcomes(self, truths: Truths) -> Iterator[tuple[Truths, bool]]:
        """Whether it holds, for all that can be true besides ``truths``."""
        for is_there in (truths[self.name],) if self.name in truths else (True, False):
            yield {**truths, self.name: is_there}, is_there == self.wanted


@dataclass(frozen=True)
class Joined:
    """Conditions joined by "and" or "or": they are asked in their order until one decides."""

    joint: Joint
    conditions: tuple[Condition, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What is asked for, in its order."""
        return tuple(name for each in self.conditions for name in each.names)

    @property
    def negated(self) -> Joined:
        """The condition that holds when this one does not."""
        negated = tuple(each.negated for each in self.conditions)
        return Joined("or" if self.joint == "and" else "and", negated)

    def holds(self, values: Mapping[str, object]) -> bool:
        """Whether it holds on the sheet of these ``values``."""
        decide = all if self.joint == "and" else any
        return decide(each.holds(values) for each in self.conditions)

    def outcomes(self, truths: Truths) -> Iterator[tuple[Truths, bool]]:
        """Whether it holds, for all that can be true besides ``truths``."""
        decisive = self.joint == "or"
        outcomes = [(truths, not decisive)]
        for condition in self.conditions:
            before, outcomes = outcomes, []
            for now, holds in before:
                outcomes += [(now, holds)] if holds is decisive else condition.outcomes(now)
        yield from outcomes


Condition = Is | Joined
ALWAYS = Joined("and", ())


@dataclass(frozen=True)
class Text:
    """Markdown that stands in the wording, from ``line`` on."""

    text: str
    line: int


@dataclass(frozen=True)
class Print:
    """A place on ``line`` where the wording prints the figure or text ``name``.

    A figure has a ``rounding``; ``nouns``, if there are any, are for 1 and for all other numbers.
    """

    name: str
    rounding: Rounding
    nouns: tuple[str, ...]
    line: int

    def noun(self, number: int) -> str:
        """The noun that stands behind ``number``; empty where there is none."""
        if not self.nouns:
            return ""
        one, many = self.nouns
        return one if number == 1 else many


@dataclass(frozen=True)
class Branch:
    """What is printed under a condition, which stands on ``line``; nothing where it is not written.

    ``number`` is its own among all branches of the wording.
    """

    condition: Condition
    body: Body
    line: int
    number: int


@dataclass(frozen=True)
class Choice:
    """An ``if``: of its branches the first whose condition holds, the last of which always does."""

    branches: tuple[Branch, ...]
    line: int

    def taken(self, values: Mapping[str, object]) -> Branch:
        """The branch that is taken on the sheet of these ``values``."""
        return next(branch for branch in self.branches if branch.condition.holds(values))

    def outcomes(self, truths: Truths) -> Iterator[tuple[Truths, Branch]]:
        """The branch that is taken, for all that can be true besides ``truths``."""
        first_to_hold = Joined("or", tuple(branch.condition for branch in self.branches))
        for now, _ in first_to_hold.outcomes(truths):
            yield now, self.taken(now)


Part = Text | Print | Choice
Body = tuple[Part, ...]


def branches(body: Body) -> Iterator[Branch]:
    """All branches in ``body``, those inside others too."""
    for part in body:
        if isinstance(part, Choice):
            for branch in part.branches:
                yield branch
                yield from branches(branch.body)


def parse_wording(templates: Templates, catalogue: Catalogue) -> Body:
    """The wording of ``templates``, in which the figures of ``catalogue`` can stand.

    Raises FactsheetsError, with the line of everything that is wrong, when the template has a
    syntax error, an unknown name or filter, or anything that is not declarative.
    """
    path, environment = str(templates.path(WORDING)), templates.environment(autoescape=False)
    source = templates.text(WORDING)
    tags, parser = list(_other_tags(path, source)), _Parser(path, catalogue)
    try:
        with templates.problems_of(WORDING):
            body = parser.body(environment.parse(source, filename=path).body)
    except FactsheetsError as error:
        raise FactsheetsError(tags or error.problems) from error
    if problems := sorted({*tags, *parser.problems}):
        raise FactsheetsError(problems)
    return body


def _other_tags(file: str, source: str) -> Iterator[Problem]:
    """The tags in ``source`` that the wording does not have, those that Jinja2 has not either."""
    named: set[str] = set()
    for tag in _TAG.finditer(source):
        name = tag[1]  # none in a comment
        if not name or name in _KNOWN_TAGS or {name.lower(), _closed_by(name)} & named:
            continue
        named.add(name.lower())
        line = source.count("\n", 0, tag.start()) + 1
        meant = nearest(name, _KNOWN_TAGS)
        remedy = f"Did you mean {{% {meant} %}}?" if meant else _ONLY
        yield Problem(file, line, what=f"The wording cannot use {{% {name} %}}.", remedy=remedy)


def _closed_by(tag: str) -> str:
    return tag.lower().removeprefix("end")


class _Parser:
    """Makes the tree of Jinja2's own. ``problems`` are what cannot stand in the wording."""

    def __init__(self, file: str, catalogue: Catalogue) -> None:
        self.file, self.catalogue = file, catalogue
        self.figures = tuple(catalogue.figures)
        self.all_names = (*TEXT_NAMES, *self.figures, *catalogue.departure_names)
        self.problems: list[Problem] = []
        self._numbers = count()

    def body(self, body: Iterable[nodes.Node]) -> Body:
        parts: list[Part] = []
        for node in body:
            if isinstance(node, nodes.Output):
                parts += map(self._output, node.nodes)
            elif isinstance(node, nodes.If):
                parts.append(self._choice(node))
            else:
                kind = type(node).__name__.lower()
                what = f"The wording cannot use {{% {_TAGS.get(kind, kind)} %}}."
                self._refuse(node, what, _ONLY)
        return tuple(parts)

    def _refuse(self, node: nodes.Node, what: str, remedy: str) -> None:
        # Jinja2 gives {% autoescape %} no line; what stands in it has one.
        lines = (each.lineno for each in (node, *node.find_all(nodes.Node)) if each.lineno)
        self.problems.append(Problem(self.file, next(lines, 0), what=what, remedy=remedy))

    def _output(self, node: nodes.Expr) -> Text | Print:
        if not isinstance(node, nodes.TemplateData):
            return self._print(node)
        if mark := _FIGURE.search(node.data):
            what = f'"{mark[0]}" cannot be written in the wording.'
            line = node.lineno + node.data.count("\n", 0, mark.start())
            self.problems.append(Problem(self.file, line, what=what, remedy=_FROM_DATA))
        return Text(node.data, node.lineno)

    def _print(self, node: nodes.Expr) -> Print:
        line, is_filtered = node.lineno, isinstance(node, nodes.Filter)
        known = self.figures if is_filtered else (*TEXT_NAMES, *self.figures)
        rounding: Rounding = EXACT
        nouns: tuple[str, ...] = ()
        while isinstance(node, nodes.Filter) and node.node is not None:
            words = self._words_of(node)
            if node.name == "count":
                nouns = words
            else:
                rounding = ROUNDINGS.get(node.name, EXACT)
            inner = node.node
            if isinstance(inner, nodes.Filter) and (node.name != "count" or inner.name == "count"):
                what = f'The filter "{node.name}" cannot follow "{inner.name}".'
                self._refuse(node, what, "Only count can follow another filter, one that rounds.")
            node = inner
        name = self._name(node, known)
        figure = self.catalogue.figures.get(name)
        if figure and figure.is_percent:
            if is_filtered:
                what = f'No filter can follow "{name}", which is a percentage.'
                self._refuse(node, what, "It is printed as the data file has it.")
            rounding = PERCENT
        return Print(name, rounding, nouns, line)

    def _words_of(self, node: nodes.Filter) -> tuple[str, ...]:
        """The words in the brackets of a filter, which only ``count`` has."""
        written = {"count": _COUNT, **{name: name for name in ROUNDINGS}}
        constants = (each.value for each in node.args if isinstance(each, nodes.Const))
        words = tuple(each for each in constants if isinstance(each, str))
        nouns = 2 if node.name == "count" else 0
        is_well_written = (
            len(words) == nouns and len(node.args) == nouns and "<" not in "".join(words)
        )
        if node.name not in written:
            what = f'There is no filter "{node.name}".'
            self._refuse(node, what, _known(node.name, written))
        elif not is_well_written or node.kwargs or node.dyn_args or node.dyn_kwargs:
            what = f'The filter "{node.name}" is not written like this.'
            self._refuse(node, what, f"Write: | {written[node.name]}")
        return words

    def _choice(self, node: nodes.If) -> Choice:
        written = [
            self._branch(each, self._condition(each.test), each.body)
            for each in (node, *node.elif_)
        ]
        return Choice((*written, self._branch(node, ALWAYS, node.else_)), node.lineno)

    def _branch(self, node: nodes.If, condition: Condition, body: list[nodes.Node]) -> Branch:
        return Branch(condition, self.body(body), node.lineno, next(self._numbers))

    def _condition(self, node: nodes.Node) -> Condition:
        if isinstance(node, nodes.Not):
            return self._condition(node.node).negated
        if isinstance(node, nodes.And | nodes.Or):
            kind, operands = type(node), [node.right]
            while isinstance(node.left, kind):  # a and b and c
                node = node.left
                operands.append(node.right)
            operands.append(node.left)
            joint: Joint = "and" if kind is nodes.And else "or"
            return Joined(joint, tuple(map(self._condition, reversed(operands))))
        return Is(self._name(node, (*self.figures, *self.catalogue.departure_names)))

    def _name(self, node: nodes.Node, known: tuple[str, ...]) -> str:
        name = _dotted(node)
        if not name:
            what = "This is neither a figure nor a text of the sheet."
            self._refuse(node, what, f"Write one name here, such as {known[0]}.")
        elif name in known:
            return name
        elif name in self.all_names:
            self._refuse(node, f'"{name}" cannot be used here.', _known(name, known))
        elif inside := [each for each in self.all_names if each.startswith(f"{name}.")]:
            what = f'"{name}" is a group, and cannot be used here by itself.'
            self._refuse(node, what, f"Write one of its names: {', '.join(inside)}.")
        else:
            self._refuse(node, *self.catalogue.not_declared(name, known))
        return name


def _dotted(node: nodes.Node) -> str:
    """The name that is written, such as "national.group.figure"; nothing when it is no name."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr) and (before := _dotted(node.node)):
        return f"{before}.{node.attr}"
    return ""


def _known(name: str, known: Iterable[str]) -> str:
    return did_you_mean(name, known) or f"Known here: {', '.join(known)}."
