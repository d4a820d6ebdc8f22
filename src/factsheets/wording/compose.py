"""A dataset and a state in, a ``Sheet`` out: the wording with the figures in it.

The wording stands once, in ``templates/factsheet.md.j2``; ``language`` says what it may hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version

from factsheets.dataset.load import Dataset
from factsheets.figures.catalogue import (
    AS_PUBLISHED,
    IN_COUNTRY,
    Catalogue,
    StateFigures,
    in_groups,
)
from factsheets.figures.values import SAMPLE_MARK, Figure, Figures
from factsheets.jurisdictions import JURISDICTIONS, find_jurisdiction
from factsheets.problems import FactsheetsError, Problem
from factsheets.templating.folders import WORDING, Templates
from factsheets.wording.language import Body, Part, Print, Text, parse_wording
from factsheets.wording.markdown import Block, Slip, lines_of, parse, slips


@dataclass(frozen=True)
class Sheet:
    """One state's sheet.

    ``markdown`` is the wording with the figures in it, each as ``<data value="809">809</data>``;
    ``sample`` says that the figures are invented, and then the wording says so too. ``figures``
    and ``national`` are what the sheet was made from: the state's figures, and those of the
    country's that this sheet has a use for. ``made_by`` is the version of factsheets that its data
    name; this one, when it is empty. ``mark`` is what marks every page of a sample.
    """

    state: str
    year: int
    sample: bool
    markdown: str
    figures: StateFigures
    national: Figures
    made_by: str = ""
    mark: str = SAMPLE_MARK

    @property
    def data(self) -> dict[str, object]:
        """What the sheet was made from and with, for JSON; a figure can be "not reported"."""
        return {
            "factsheets": self.made_by or version("factsheets"),
            "state": self.state,
            "year": self.year,
            "sample": self.sample,
            "figures": self.figures.as_data(),
            "national": in_groups(self.national),
        }

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The title, headings, paragraphs and tables of the Markdown."""
        return parse(self.markdown)


def _plain(markdown: str) -> str:
    """The words of Markdown, on one line."""
    return "".join(line.words for line in lines_of(parse(markdown)))


def _figures_of(dataset: Dataset, state: str) -> tuple[StateFigures, Figures]:
    figures, national = dataset.states.get(state), dataset.national
    if figures is None or national is None:
        what = "There are no figures for this state, so there is no sheet."
        remedy = 'Write them below "states:" in the data file, or import them.'
        raise FactsheetsError(Problem(state=state, what=what, remedy=remedy))
    return figures, national


def values_named(
    catalogue: Catalogue, figures: StateFigures, national: Figures
) -> dict[str, Figure | bool]:
    """What the wording's names stand for: each figure, and of a departure if the state has it."""
    return {
        **figures.figures,
        **{IN_COUNTRY + path: value for path, value in national.items()},
        **{f"{AS_PUBLISHED}.{name}": name in figures.as_published for name in catalogue.departures},
    }


class _Values(dict[str, object]):
    """What the wording's names stand for on a sheet; in ``asked`` those that it has asked for."""

    def __init__(self, dataset: Dataset, state: str, *, without_departures: bool) -> None:
        figures, national = _figures_of(dataset, state)
        if without_departures:
            figures = replace(figures, as_published=())
        super().__init__(values_named(dataset.catalogue, figures, national))
        self["year"] = str(dataset.year)
        self["state"], self["state_without_article"] = JURISDICTIONS[state].in_sentence, state
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> object:
        self.asked.add(name)
        return super().__getitem__(name)


@dataclass
class _Composition:
    """The wording as it is written out with the ``values`` of one state.

    ``passages`` are the branches that are taken, by their numbers, in Markdown. Without figures it
    is the same for all states that take the same branches.
    """

    file: str
    state: str
    values: Mapping[str, object]
    has_figures: bool = True
    passages: dict[int, str] = field(default_factory=dict)

    def markdown(self, body: Body) -> str:
        """``body`` with the figures in it. Raises FactsheetsError when one is "not reported"."""
        return "".join(map(self._part, body))

    def _part(self, part: Part) -> str:
        if isinstance(part, Text):
            return part.text
        if isinstance(part, Print):
            return self._print(part)
        branch = part.taken(self.values)
        if not branch.body:
            return ""
        self.passages[branch.number] = ""  # comes before those inside it
        self.passages[branch.number] = self.markdown(branch.body)
        return self.passages[branch.number]

    def _print(self, part: Print) -> str:
        value = self.values[part.name]
        if not self.has_figures:
            return _LEFT_OUT if isinstance(value, str) else f'<data value="0">{_LEFT_OUT}</data>'
        if isinstance(value, str):
            return value
        if not isinstance(value, int | float):
            raise FactsheetsError(Problem(self.file, part.line, self.state, what=_NOT_REPORTED))
        noun = f" {part.noun(value)}" if part.nouns and isinstance(value, int) else ""
        return f'<data value="{value}">{part.rounding.words(value)}</data>{noun}'


_LEFT_OUT = "…"
_NOT_REPORTED = (
    'The template does not work here: it prints a figure that is "not reported"; put the sentence '
    "between {% if … %} and {% endif %}."
)


class Wording:
    """The wording of all sheets, read from ``templates``: ``body`` is what it prints, as a tree.

    The figures of ``catalogue`` can stand in it.
    Raises FactsheetsError, with the line of everything that is wrong, when the template has a
    syntax error, an unknown name or filter, or anything that is not declarative.
    """

    def __init__(self, templates: Templates, catalogue: Catalogue) -> None:
        self.templates, self.catalogue = templates, catalogue
        self.path = str(templates.path(WORDING))
        self.body = parse_wording(templates, catalogue)

    def compose(
        self,
        dataset: Dataset,
        state: str,
        *,
        house_style: bool = False,
        mark: str = SAMPLE_MARK,
    ) -> Sheet:
        """The sheet of ``state``, named as on the command line: "Wyoming", "WY", "new-york".

        ``house_style`` ignores the departures that the state has, and ``mark`` marks every page if
        the dataset is a sample. Raises FactsheetsError when the
        state has no figures, or the template prints something that cannot be printed, and
        LookupError when there is no such state.
        """
        state = find_jurisdiction(state).name
        figures, national = _figures_of(dataset, state)
        values = _Values(dataset, state, without_departures=house_style)
        markdown = _Composition(self.path, state, values).markdown(self.body)
        if dataset.sample:
            markdown = f"**{mark}**\n\n{markdown}\n\n**{mark}**\n"
        used = {
            name: value for name, value in national.items() if IN_COUNTRY + name in values.asked
        }
        sheet = Sheet(
            state, dataset.year, dataset.sample, markdown, figures, Figures(used), mark=mark
        )
        if found := tuple(slips(sheet.blocks)):
            alike = _Composition(self.path, state, values, has_figures=False).markdown(self.body)
            found = tuple(slips(parse(alike))) or found
            raise FactsheetsError(self._problem(state, slip) for slip in found)
        return sheet

    def passages(self, dataset: Dataset, state: str) -> dict[int, str]:
        """The passages that the figures of ``state`` bring into its sheet, in plain words.

        A passage is a branch of an ``if`` of the wording, and has the same number for every state
        and year. Departures are left aside. Raises what ``compose`` raises.
        """
        state = find_jurisdiction(state).name
        values = _Values(dataset, state, without_departures=True)
        composition = _Composition(self.path, state, values)
        composition.markdown(self.body)
        return {number: _plain(text) for number, text in composition.passages.items()}

    def _problem(self, state: str, slip: Slip) -> Problem:
        """The slip with the line of the wording on which its text first stands, if any does."""
        lines = self.templates.text(WORDING).splitlines()
        words = max(slip.text.split(_LEFT_OUT), key=len).strip()[:40]
        found = (number for number, line in enumerate(lines, 1) if words and words in line)
        return Problem(self.path, next(found, 0), state, "", slip.what, slip.remedy)
