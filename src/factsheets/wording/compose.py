"""A dataset and a state in, a ``Sheet`` out: the wording with the figures in it.

The wording stands once, in ``templates/factsheet.md.j2``; ``language`` says what it may hold.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

from jinja2 import Template, nodes

from factsheets.dataset.load import Dataset
from factsheets.figures.catalogue import DEPARTURES, National, StateFigures
from factsheets.figures.values import SAMPLE_MARK
from factsheets.jurisdictions import JURISDICTIONS, find_jurisdiction
from factsheets.problems import FactsheetsError, Problem
from factsheets.templating.folders import WORDING, Templates
from factsheets.wording.language import objections
from factsheets.wording.markdown import Block, Slip, lines_of, parse, slips
from factsheets.wording.numbers import FILTERS, as_printed


@dataclass(frozen=True)
class Sheet:
    """One state's sheet.

    ``markdown`` is the wording with the figures in it, each as ``<data value="809">809</data>``;
    ``sample`` says that the figures are invented, and then the wording says so too. ``figures``
    and ``national`` are what the sheet was made from: the state's figures, and those of the
    country's that this sheet has a use for. ``made_by`` is the version of factsheets that its data
    name; this one, when it is empty.
    """

    state: str
    year: int
    sample: bool
    markdown: str
    figures: StateFigures
    national: Mapping[str, int]
    made_by: str = ""

    @property
    def data(self) -> dict[str, object]:
        """What the sheet was made from and with, for JSON; a figure can be "not reported"."""
        return {
            "factsheets": self.made_by or version("factsheets"),
            "state": self.state,
            "year": self.year,
            "sample": self.sample,
            "figures": self.figures.model_dump(mode="json"),
            "national": dict(self.national),
        }

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The title, headings, paragraphs and tables of the Markdown."""
        return parse(self.markdown)


def _finalize(value: object) -> object:
    """What an expression prints: a figure is marked as one, and a text stands for itself."""
    if isinstance(value, str):
        return value
    printed = as_printed(value)
    return f'<data value="{printed.value}">{printed.words}</data>{printed.noun}'


# Control characters, which neither a figure nor a name can hold, around each branch of an ``if``.
_START, _END = "\x02", "\x03"
_MARK = re.compile(f"({_START}[0-9]{{1,4}}{_START}|{_END})")


def _add_marks(tree: nodes.Template) -> None:
    """Let the wording print a mark with a number where a branch starts, and one at its end."""
    branches = [body for node in tree.find_all(nodes.If) for body in (node.body, node.else_)]
    for number, body in enumerate(filter(None, branches)):
        start, end = (
            nodes.Output([nodes.TemplateData(mark)], lineno=tree.lineno)
            for mark in (f"{_START}{number}{_START}", _END)
        )
        body[:] = [start, *body, end]


def _plain(markdown: str) -> str:
    """The words of Markdown, on one line."""
    return "".join(line.words for line in lines_of(parse(markdown)))


def _figures_of(dataset: Dataset, state: str) -> tuple[StateFigures, National]:
    figures, national = dataset.states.get(state), dataset.national
    if figures is None or national is None:
        what = "There are no figures for this state, so there is no sheet."
        raise FactsheetsError(Problem(state=state, what=what))
    return figures, national


class _Used:
    """The national figures, and in ``names`` those that the wording has asked for."""

    def __init__(self, national: National) -> None:
        self.names: set[str] = set()
        self._national = national

    def __getattr__(self, name: str) -> object:
        figure = getattr(self._national, name)
        self.names.add(name)
        return figure


def _names(dataset: Dataset, state: str, departures: Collection[str]) -> dict[str, Any]:
    """What the wording knows by name."""
    figures, national = _figures_of(dataset, state)
    names: dict[str, Any] = dict(figures)
    return names | {
        "year": str(dataset.year),
        "national": _Used(national),
        "state": JURISDICTIONS[state].in_sentence,
        "state_without_article": state,
        "as_published": {name: name in departures for name in DEPARTURES},
    }


class Wording:
    """The wording of all sheets, read from ``templates`` and checked; ``tree`` is its syntax tree.

    Raises FactsheetsError, with the line of everything that is wrong, when the template has a
    syntax error, an unknown name or filter, or anything that is not declarative.
    """

    def __init__(self, templates: Templates) -> None:
        self.templates = templates
        environment = templates.environment(autoescape=False, finalize=_finalize)
        environment.filters = dict(FILTERS)
        environment.tests = {}
        environment.globals = {}
        self.path, self._environment = str(templates.path(WORDING)), environment
        with templates.problems_of(WORDING):
            self.tree = self._parse()
            if problems := objections(self.path, self.tree):
                raise FactsheetsError(problems)
            code = environment.compile(self.tree, WORDING, self.path)
        self._template = Template.from_code(environment, code, {})

    def _parse(self) -> nodes.Template:
        return self._environment.parse(self.templates.text(WORDING), filename=self.path)

    @cached_property
    def _marked(self) -> Template:
        """The wording with marks around each branch: for ``passages`` only."""
        tree = self._parse()
        _add_marks(tree)
        return self._environment.from_string(tree)

    def compose(self, dataset: Dataset, state: str, *, house_style: bool = False) -> Sheet:
        """The sheet of ``state``, named as on the command line: "Wyoming", "WY", "new-york".

        ``house_style`` ignores the departures that the state has. Raises FactsheetsError when the
        state has no figures, or the template prints something that cannot be printed, and
        LookupError when there is no such state.
        """
        state = find_jurisdiction(state).name
        figures, national = _figures_of(dataset, state)
        names = _names(dataset, state, () if house_style else figures.as_published)
        with self.templates.problems_of(WORDING, state):
            markdown = self._template.render(names)
        if dataset.sample:
            markdown = f"**{SAMPLE_MARK}**\n\n{markdown}\n\n**{SAMPLE_MARK}**\n"
        used = {name: value for name, value in national if name in names["national"].names}
        sheet = Sheet(state, dataset.year, dataset.sample, markdown, figures, used)
        if problems := [self._problem(state, slip) for slip in slips(sheet.blocks)]:
            raise FactsheetsError(problems)
        return sheet

    def passages(self, dataset: Dataset, state: str) -> dict[int, str]:
        """The passages that the figures of ``state`` bring into its sheet, in plain words.

        A passage is a branch of an ``if`` of the wording, and has the same number for every state
        and year. Departures are left aside. Raises what ``compose`` raises.
        """
        state = find_jurisdiction(state).name
        with self.templates.problems_of(WORDING, state):
            marked = self._marked.render(_names(dataset, state, ()))
        found: dict[int, str] = {}
        inside: list[int] = []
        for part in _MARK.split(marked):
            if part != _END and _MARK.fullmatch(part):
                inside.append(int(part[1:-1]))
                found[inside[-1]] = ""
            elif part == _END and inside:  # one that stands in the wording itself closes nothing
                inside.pop()
            else:
                found |= {number: found[number] + part for number in inside}
        return {number: _plain(text) for number, text in found.items()}

    def _problem(self, state: str, slip: Slip) -> Problem:
        """The slip with the line of the wording on which its text first stands, if any does."""
        lines = self.templates.text(WORDING).splitlines()
        words = slip.text.strip()[:40]
        found = (number for number, line in enumerate(lines, 1) if words and words in line)
        return Problem(self.path, next(found, 0), state, "", slip.what, slip.remedy)
