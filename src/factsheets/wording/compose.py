"""A dataset and a state in, a ``Sheet`` out: the wording with the figures in it.

The wording stands once, in ``templates/factsheet.md.j2``; ``language`` says what it may hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.metadata import version

from factsheets.dataset.dataset import Dataset
from factsheets.figures.catalogue import (
    AS_PUBLISHED,
    IN_COUNTRY,
    Catalogue,
    Declaration,
    StateFigures,
    in_groups,
)
from factsheets.figures.values import SAMPLE_MARK, Figure, Figures
from factsheets.jurisdictions import JURISDICTIONS, find_jurisdiction
from factsheets.problems import FactsheetsError, Problem
from factsheets.templating.folders import WORDING, Templates
from factsheets.wording.language import Body, Part, Print, Text, parse_wording
from factsheets.wording.markdown import Block, lines_of, parse
from factsheets.wording.numbering import Misnumbered, misnumbered
from factsheets.wording.slips import Slip, slips

OF_STATE = ' class="of-state"'  # of a figure that is not the whole country's


@dataclass(frozen=True)
class Sheet:
    """One state's sheet.

    ``markdown`` is the wording with the figures in it, each in a ``<data value="809">``, and
    a state's own of the class ``of-state``;
    ``sample`` says that the figures are invented, and then the wording says so too. ``figures``
    and ``national`` are what the sheet was made from: the state's figures, and those of the
    country's that this sheet has a use for. ``made_by`` is the version of factsheets that its data
    name; this one, when it is empty. ``mark`` is what marks every page of a sample. Around its
    words a web page shows what the catalogue has ``declared`` of the state's figures, by their
    paths, and leads to the sheets ``beside`` it, which are those of these states. They are
    published at ``base_url``, if that is known.
    """

    state: str
    year: int
    sample: bool
    markdown: str
    figures: StateFigures
    national: Figures
    made_by: str = ""
    mark: str = SAMPLE_MARK
    declared: Mapping[str, Declaration] = field(default_factory=dict)
    beside: tuple[str, ...] = ()
    base_url: str = ""

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

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The title, headings, paragraphs, lists and tables of the Markdown."""
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


Pieces = list[tuple[str, int]]  # of Markdown, each with its line of the wording


@dataclass
class _Composition:
    """The wording as it is written out with the ``values`` of one state.

    ``passages`` are the branches that are taken, by their numbers, in Markdown.
    """

    file: str
    state: str
    values: Mapping[str, object]
    passages: dict[int, str] = field(default_factory=dict)

    def pieces(self, body: Body) -> Pieces:
        """``body`` with the figures in it. Raises FactsheetsError when one is "not reported"."""
        return [piece for part in body for piece in self._part(part)]

    def _part(self, part: Part) -> Pieces:
        if isinstance(part, Text):
            return [(part.text, part.line)]
        if isinstance(part, Print):
            return [(self._print(part), part.line)]
        branch = part.taken(self.values)
        if not branch.body:
            return []
        self.passages[branch.number] = ""  # comes before those inside it
        pieces = self.pieces(branch.body)
        self.passages[branch.number] = _joined(pieces)
        return pieces

    def _print(self, part: Print) -> str:
        value = self.values[part.name]
        if isinstance(value, str):
            return value
        if not isinstance(value, int | float):
            raise FactsheetsError(Problem(self.file, part.line, self.state, what=_NOT_REPORTED))
        noun = f" {part.noun(value)}" if part.nouns and isinstance(value, int) else ""
        of_state = "" if part.name.startswith(IN_COUNTRY) else OF_STATE
        return f'<data{of_state} value="{value}">{part.rounding.words(value)}</data>{noun}'


def _joined(pieces: Pieces) -> str:
    return "".join(text for text, _ in pieces)


def _by_line(pieces: Pieces) -> list[Pieces]:
    """What stands in each line of the Markdown, with its line of the wording."""
    lines: list[Pieces] = [[]]
    for text, line in pieces:
        for below, words in enumerate(text.split("\n")):
            if below:
                lines.append([])
            lines[-1].append((words, line + below))
    return lines


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
        if wrong := misnumbered(self.body):
            raise FactsheetsError(self._misnumbered(each) for each in wrong)

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
        the dataset is a sample. Raises FactsheetsError when the state has no figures, or the
        template prints something that cannot be printed, and LookupError when there is no such
        state.
        """
        state = find_jurisdiction(state).name
        figures, national = _figures_of(dataset, state)
        values = _Values(dataset, state, without_departures=house_style)
        pieces = _Composition(self.path, state, values).pieces(self.body)
        if dataset.sample:
            pieces = [(f"**{mark}**\n\n", 0), *pieces, (f"\n\n**{mark}**\n", 0)]
        markdown = _joined(pieces)
        used = {
            name: value for name, value in national.items() if IN_COUNTRY + name in values.asked
        }
        sheet = Sheet(
            state,
            dataset.year,
            dataset.sample,
            markdown,
            figures,
            Figures(used),
            mark=mark,
            declared=dataset.catalogue.state,
            beside=dataset.with_figures,
        )
        if found := slips(markdown):
            lines = _by_line(pieces)
            problems = [self._problem(state, slip, lines[slip.line]) for slip in found]
            raise FactsheetsError(dict.fromkeys(problems))
        return sheet

    def passages(self, dataset: Dataset, state: str) -> dict[int, str]:
        """The passages that the figures of ``state`` bring into its sheet, in plain words.

        A passage is a branch of an ``if`` of the wording, and has the same number for every state
        and year. Departures are left aside. Raises what ``compose`` raises.
        """
        state = find_jurisdiction(state).name
        values = _Values(dataset, state, without_departures=True)
        composition = _Composition(self.path, state, values)
        composition.pieces(self.body)
        return {number: _plain(text) for number, text in composition.passages.items()}

    def _misnumbered(self, item: Misnumbered) -> Problem:
        what = (
            f'"{item.typed}" at the start of a line begins an item of a numbered list, and the '
            f"next one is {item.expected}."
        )
        remedy = "Number the items 1., 2., 3.; begin a sentence with another word."
        return Problem(self.path, item.line, what=what, remedy=remedy)

    def _problem(self, state: str, slip: Slip, pieces: Pieces) -> Problem:
        """The slip with the line of the wording that has it, in the ``pieces`` of its own line."""
        said = [(text, line) for text, line in pieces if text.strip()]
        begun = next((line for _, line in said), 0)
        line = next((line for text, line in said if slip.mark in text), begun)
        return Problem(self.path, line, state, "", slip.what, slip.remedy)
