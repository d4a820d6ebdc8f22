"""How the wording prints figures, the national ones above all: for pages that say what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from factsheets.figures.catalogue import IN_COUNTRY, Declaration
from factsheets.figures.values import Figure, NotReported, as_shown
from factsheets.wording.language import Body, Choice, Print, Text
from factsheets.wording.numbers import EXACT, Rounding

_SENTENCE_ENDS = re.compile(r"(?<=[.!?])[*\"'”’)]*\s+|\n\s*\n")
_PLACE = re.compile("\0([0-9]+)\0")  # where a figure or text is printed


@dataclass(frozen=True)
class Printed:
    """How a figure is printed: by its ``rounding``, in a sentence that names the year or not."""

    rounding: Rounding = EXACT
    has_year: bool = False

    def words(self, declared: Declaration, figure: Figure) -> str:
        """The figure in words: "36.2 million", "more than 105 million", "19%", "not reported"."""
        if not isinstance(figure, int | float):
            return as_shown(figure)
        words = self.rounding.words(figure)
        if declared.is_percent:
            words += "%"
        return f"more than {words}" if declared.at_least else words

    def shown(self, declared: Declaration, figure: Figure) -> dict[str, object]:
        """The figure as the templates of pages know it; ``value`` is None where it is no number."""
        return {
            "title": declared.title,
            "about": declared.about,
            "value": None if isinstance(figure, NotReported) else figure,
            "words": self.words(declared, figure),
            "has_year": self.has_year,
        }


def national_figures_printed(body: Body) -> dict[str, Printed]:
    """How ``body`` prints each national figure, by its path; as it does first, of several ways.

    A figure has the year where one of the sentences that print it says the year, in any branch.
    """
    found: dict[str, Printed] = {}
    for sentence in _sentences(body):
        has_year = any(each.name == "year" for each in sentence)
        for each in sentence:
            if each.name.startswith(IN_COUNTRY):
                path = each.name.removeprefix(IN_COUNTRY)
                before = found.get(path, Printed(each.rounding))
                found[path] = Printed(before.rounding, before.has_year or has_year)
    return found


def _sentences(body: Body) -> Iterator[list[Print]]:
    """What is printed in each sentence of ``body``, its branches one behind the other."""
    places: list[Print] = []
    text = "".join(_flat(body, places))
    for sentence in _SENTENCE_ENDS.split(text):
        yield [places[int(number)] for number in _PLACE.findall(sentence)]


def _flat(body: Body, places: list[Print]) -> Iterator[str]:
    """The text of ``body``, with the number in ``places`` of all that is printed in it."""
    for part in body:
        match part:
            case Text():
                yield part.text
            case Print():
                yield f"\0{len(places)}\0"
                places.append(part)
            case Choice():
                for branch in part.branches:
                    yield from _flat(branch.body, places)
