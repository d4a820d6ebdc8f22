"""What the wording template may hold, read from Jinja2's own syntax tree.

The wording is declarative: text, figures with filters, and ``if``/``elif``/``else`` on figures and
departures. So it can be proofread branch by branch, and nothing in it can fail for one state only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jinja2 import nodes

from factsheets.figures.catalogue import DEPARTURES, national_figures, state_figures
from factsheets.problems import Problem, did_you_mean

TEXTS = ("state", "state_without_article", "year")
FIGURES = (*state_figures(), *(f"national.{name}" for name in national_figures()))
FLAGS = tuple(f"as_published.{name}" for name in DEPARTURES)

# Each filter, and how it is written.
FILTERS = {
    "count": 'count("case", "cases")',
    "millions": "millions",
    "millions_at_least": "millions_at_least",
}

_FIGURE = re.compile("</?data", re.IGNORECASE)  # what marks a figure in a sheet's Markdown
_FROM_DATA = "A figure comes from the data file: write {{ cvip_submissions }}, or another name."

# Tags that Jinja2's syntax tree has under other names.
_TAGS = {
    "assign": "set",
    "assignblock": "set",
    "callblock": "call",
    "filterblock": "filter",
    "fromimport": "from",
    "scope": "autoescape",
}


def objections(file: str, tree: nodes.Template) -> list[Problem]:
    """Everything in the syntax tree of the template ``file`` that is not declarative."""
    return list(dict.fromkeys(_Check(file).body(tree.body)))


class _Check:
    def __init__(self, file: str) -> None:
        self.file = file

    def problem(self, node: nodes.Node, what: str, remedy: str) -> Problem:
        # Jinja2 gives {% autoescape %} no line; what stands in it has one.
        lines = (each.lineno for each in (node, *node.find_all(nodes.Node)) if each.lineno)
        return Problem(self.file, next(lines, 0), what=what, remedy=remedy)

    def body(self, body: Iterable[nodes.Node]) -> Iterator[Problem]:
        for node in body:
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    if not isinstance(part, nodes.TemplateData):
                        yield from self.printed(part)
                    elif mark := _FIGURE.search(part.data):
                        what = f'"{mark[0]}" cannot be written in the wording.'
                        line = part.lineno + part.data.count("\n", 0, mark.start())
                        yield Problem(self.file, line, what=what, remedy=_FROM_DATA)
            elif isinstance(node, nodes.If):
                yield from self.condition(node.test)
                yield from self.body((*node.body, *node.elif_, *node.else_))
            else:
                kind = type(node).__name__.lower()
                what = f"The wording cannot use {{% {_TAGS.get(kind, kind)} %}}."
                yield self.problem(node, what, "It knows only {% if %}, {% elif %} and {% else %}.")

    def printed(self, node: nodes.Node) -> Iterator[Problem]:
        known: tuple[str, ...] = (*TEXTS, *FIGURES)
        while isinstance(node, nodes.Filter) and node.node is not None:
            known = FIGURES
            yield from self.filter(node)
            inner = node.node
            if isinstance(inner, nodes.Filter) and not node.name == "count" != inner.name:
                what = f'The filter "{node.name}" cannot stand behind "{inner.name}".'
                yield self.problem(node, what, "Only count can, behind one that rounds.")
            node = inner
        yield from self.name(node, known)

    def filter(self, node: nodes.Filter) -> Iterator[Problem]:
        nouns = [each.value for each in node.args if isinstance(each, nodes.Const)]
        if node.name not in FILTERS:
            what = f'There is no filter "{node.name}".'
            yield self.problem(node, what, _known(node.name, FILTERS))
        elif (
            node.kwargs
            or len(nouns) != len(node.args)
            or not all(isinstance(noun, str) for noun in nouns)
            or len(nouns) != (2 if node.name == "count" else 0)
            or "<" in "".join(nouns)
        ):
            what = f'The filter "{node.name}" is not written like this.'
            yield self.problem(node, what, f"Write: | {FILTERS[node.name]}")

    def condition(self, node: nodes.Node) -> Iterator[Problem]:
        if isinstance(node, nodes.Not):
            yield from self.condition(node.node)
        elif isinstance(node, nodes.And | nodes.Or):
            yield from self.condition(node.left)
            yield from self.condition(node.right)
        else:
            yield from self.name(node, (*FIGURES, *FLAGS))

    def name(self, node: nodes.Node, known: tuple[str, ...]) -> Iterator[Problem]:
        name = dotted(node)
        if name is None:
            what = "This is neither a figure nor a text of the sheet."
            yield self.problem(node, what, f"Write one name here, such as {known[0]}.")
        elif name not in known:
            yield self.problem(node, f'"{name}" cannot stand here.', _known(name, known))


def dotted(node: nodes.Node) -> str | None:
    """The name that ``node`` refers to, such as ``missing_children.total``; None if it is none."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return f"{node.node.name}.{node.attr}"
    return None


def _known(name: str, known: Iterable[str]) -> str:
    return did_you_mean(name, known) or f"Known here: {', '.join(known)}."
