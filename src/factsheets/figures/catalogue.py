"""The figures of a year as they are declared: what each is, may be, and must add up to.

A figure has the name that the wording gives it: ``figure`` or ``group.figure`` for one that each
state has, and the same with ``national.`` before it for one of the whole country. Nothing here
knows any figure: ``declared`` reads them all from the edition's ``figures.yaml``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from factsheets.figures.values import (
    LARGEST_FIGURE,
    LARGEST_PERCENT,
    NOT_REPORTED,
    Figure,
    Figures,
    Number,
    as_cell,
    nested,
    percent,
    whole_number,
)
from factsheets.problems import nearest, shortened

IN_COUNTRY = "national."  # what the name of a national figure begins with
AS_PUBLISHED = "as_published"  # the key of a state's departures; in the wording, their group
_LONGEST_SHOWN = 40


class Refusal(NamedTuple):
    """Why something cannot be a figure, and how to correct it: two sentences."""

    what: str
    remedy: str


@dataclass(frozen=True)
class Declaration:
    """A figure as it is declared, on ``line`` of the file.

    ``sum_of`` are the figures that add up to it, and ``part_of`` those which, added up, are at
    least as much as it. ``formerly`` is the name it had in an earlier edition, if another.
    ``at_least`` says that it is published as "more than" so many.
    """

    name: str
    title: str
    about: str
    line: int = 0
    is_percent: bool = False
    may_be_not_reported: bool = False
    at_least: bool = False
    sum_of: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    formerly: str = ""

    @property
    def is_national(self) -> bool:
        """Whether it is a figure of the whole country."""
        return self.name.startswith(IN_COUNTRY)

    @property
    def path(self) -> str:
        """Its name among the figures of the country, or of a state: without ``national.``."""
        return self.name.removeprefix(IN_COUNTRY)

    def name_in(self, earlier: Container[str]) -> str:
        """The name it had among those of an ``earlier`` year: ``formerly`` if that is one."""
        return self.formerly if self.formerly in earlier else self.name

    def read(self, text: str, *, quoted: bool = False) -> Figure | Refusal:
        """The figure that is written as ``text``."""
        if text == NOT_REPORTED.value:
            return self.checked(NOT_REPORTED)
        number, remedy = (percent if self.is_percent else whole_number)(text, quoted=quoted)
        if number is not None:
            return self.checked(number)
        if self.may_be_not_reported and not any(map(str.isdigit, text)):
            remedy = "Write the number in digits, or not reported (just so, in small letters)."
        kind = "percentage" if self.is_percent else "whole number"
        return Refusal(f'"{shortened(text, _LONGEST_SHOWN)}" is not a {kind}.', remedy)

    def checked(self, figure: Figure) -> Figure | Refusal:
        """The ``figure``, if this one can be it."""
        if isinstance(figure, int | float):
            return self._checked_number(figure)
        if self.may_be_not_reported:
            return figure
        return Refusal('This figure cannot be "not reported".', "Write the number.")

    def _checked_number(self, number: Number) -> Number | Refusal:
        if self.is_percent and number > LARGEST_PERCENT:
            return Refusal(f"{number:,} is more than 100 percent.", "Correct it.")
        if self.is_percent and round(number, 1) != number:
            return Refusal(f"{number} has more than one decimal.", "Write one decimal at most.")
        if not self.is_percent and not isinstance(number, int):
            return Refusal(f"{number} is not a whole number.", "Write it without decimals.")
        if number > LARGEST_FIGURE:
            return Refusal(f"{number:,} is too large.", f"The limit is {LARGEST_FIGURE:,}.")
        return number


class Departure(NamedTuple):
    """A departure from the house style: what it is, and the ``line`` on which that is declared."""

    about: str
    line: int = 0


@dataclass(frozen=True)
class Catalogue:
    """All figures that are declared in ``file``, in the order of the sheet, and all departures.

    ``national`` and ``state`` have the figures by their paths, ``departures`` those by their names.
    ``digest`` is a hash of the file's content: catalogues of one file and digest are the same.
    """

    file: str
    digest: str
    national: Mapping[str, Declaration] = field(compare=False)
    state: Mapping[str, Declaration] = field(compare=False)
    departures: Mapping[str, Departure] = field(compare=False)

    @cached_property
    def figures(self) -> dict[str, Declaration]:
        """Every figure by its name, the states' first."""
        return {each.name: each for each in (*self.state.values(), *self.national.values())}

    @cached_property
    def departure_names(self) -> tuple[str, ...]:
        """What the wording calls the departures."""
        return tuple(f"{AS_PUBLISHED}.{name}" for name in self.departures)

    def not_declared(self, name: str, known: Iterable[str]) -> Refusal:
        """What is wrong with a ``name`` that nothing declared has, where others are ``known``."""
        what = f'"{name}" is not declared in {self.file}.'
        for each in self.figures.values():
            if each.formerly == name:
                return Refusal(what, f'It is called "{each.name}" this year: write that.')
        section = "national" if name.startswith(IN_COUNTRY) else "state"
        remedy = f'To add a figure, give it a title and an explanation there, under "{section}:".'
        if name.startswith(f"{AS_PUBLISHED}."):
            remedy = 'To add a departure, say what it is there, under "departures:".'
        if meant := nearest_name(name, tuple(known)):
            remedy = f'{remedy} If you meant "{meant}", write that.'
        return Refusal(what, f"{remedy} If it was dropped, take it out here too.")


def groups_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The groups that figures of these ``paths`` are in."""
    return tuple(dict.fromkeys(path.rpartition(".")[0] for path in paths if "." in path))


def nearest_name(name: str, known: tuple[str, ...]) -> str:
    """The known name nearest to ``name``, or ``""``; that of its group is no likeness."""
    group, _, key = name.rpartition(".")
    beside = {each.rpartition(".")[2]: each for each in known if each.rpartition(".")[0] == group}
    if meant := nearest(key, beside):
        return beside[meant]
    return nearest(name, [each for each in known if each not in beside.values()])


@dataclass(frozen=True)
class StateFigures:
    """One state's figures by their names, and its departures from the house style."""

    figures: Figures
    as_published: tuple[str, ...] = ()

    def as_data(self) -> dict[str, object]:
        """What JSON can hold: the figures in their groups, and the departures."""
        return {**in_groups(self.figures), AS_PUBLISHED: list(self.as_published)}


def in_groups(figures: Mapping[str, Figure]) -> dict[str, object]:
    """The ``figures`` in their groups, as JSON can hold them."""
    found: dict[str, object] = {}
    for name, value in nested(figures).items():
        found[name] = (
            {key: as_cell(each) for key, each in value.items()}  # type: ignore[arg-type]
            if isinstance(value, Mapping)
            else as_cell(value)
        )
    return found
