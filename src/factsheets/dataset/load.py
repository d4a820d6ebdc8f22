"""The YAML file in, a checked ``Dataset`` out, with every problem's line, state and figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from factsheets.dataset.yaml_tree import Group, Value, parse_yaml, read_yaml
from factsheets.figures.catalogue import (
    Figures,
    National,
    StateFigures,
    group_of,
    may_be_not_reported,
    national_figures,
    state_figures,
)
from factsheets.figures.rules import TWO_DIFFER, contradictions_in_national, contradictions_in_state
from factsheets.figures.values import FIRST_YEAR, LAST_YEAR, NOT_REPORTED, Figure, Scalar
from factsheets.jurisdictions import JURISDICTIONS, STATES, find_jurisdiction
from factsheets.problems import FactsheetsError, Problem, did_you_mean, nearest

ARCHIVE = "archive"  # the folder beside the data file
TOP_KEYS = ("year", "sample", "national", "states")


@dataclass(frozen=True)
class Dataset:
    """A year's figures, checked.

    ``national`` is None while these figures are awaited, and then no state has any. ``states``
    holds all 50 states in alphabetical order, then the other jurisdictions of the file; a state
    that is awaited has ``None``. A state with problems is not in ``states``: ``problems`` names
    all that is wrong with it. ``remarks`` say what is odd without being wrong.
    """

    year: int
    national: National | None
    states: Mapping[str, StateFigures | None]
    sample: bool = False
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()

    @property
    def ready(self) -> tuple[str, ...]:
        """The names of the states a sheet can be made for."""
        return tuple(name for name, figures in self.states.items() if figures is not None)

    @property
    def awaited(self) -> tuple[str, ...]:
        """The names of the states whose figures are still to come."""
        return tuple(name for name, figures in self.states.items() if figures is None)

    @property
    def faulty(self) -> tuple[str, ...]:
        """The names of the states that have problems, as the file has them."""
        return tuple(dict.fromkeys(each.state for each in self.problems if each.state))


def load(path: Path | str, content: bytes | None = None) -> Dataset:
    """Read and check the YAML file at ``path``, or its ``content``.

    What is wrong with single states is in ``Dataset.problems``, and the other states can be used.
    Raises FactsheetsError, with every problem in the file, when no sheet can be made at all: the
    file cannot be read or is not YAML, or the year, a national figure or a top key is wrong.
    """
    file = _File(str(path), _read(path, content))
    file.check_top_keys()
    year, sample, national = file.year(), file.sample(), file.national()
    whole = not file.problems
    states = file.states()
    if not whole or year is None or states is None:
        raise FactsheetsError(file.problems)
    problems, remarks = tuple(sorted(file.problems)), tuple(file.remarks(year))
    return Dataset(year, national, MappingProxyType(states), sample, problems, remarks)


def _read(path: Path | str, content: bytes | None) -> Group:
    return read_yaml(Path(path)) if content is None else parse_yaml(str(path), content)


def archived(data: Path) -> list[Path]:
    """The files in the archive beside ``data``, in the order of their years."""
    return sorted((data.parent / ARCHIVE).glob("[0-9][0-9][0-9][0-9].yaml"))


def archived_since(data: Path, year: int) -> str:
    """The first file of ``year`` or a later one in the archive beside ``data``; "" without any."""
    return next((each.name for each in archived(data) if each.stem >= str(year)), "")


@dataclass(frozen=True)
class Partial:
    """A year's figures as far as they are known, by their paths: ``missing_children.total``.

    A figure that is missing is left out, and a state that is awaited has none. Figures may
    contradict each other. ``states`` holds the states as ``Dataset`` does.
    """

    year: int
    sample: bool
    national: Mapping[str, Figure]
    states: Mapping[str, Mapping[str, Figure]]


def load_partial(path: Path | str, content: bytes | None = None) -> Partial:
    """Read the YAML file at ``path``, or its ``content``, however much of it is still missing.

    Raises FactsheetsError, with every problem in the file, when anything in it is wrong other than
    missing or contradictory figures.
    """
    top = _read(path, content)
    file = _File(str(path), top, is_partial=True)
    file.check_top_keys()
    year, sample, _, states = file.year(), file.sample(), file.national(), file.states()
    if file.problems or year is None or states is None:
        raise FactsheetsError(file.problems)
    return Partial(
        year,
        sample,
        _values(top.value_of(("national",)), national_figures()),
        {name: _values(top.value_of(("states", name)), state_figures()) for name in states},
    )


def _values(group: Value, paths: Iterable[str]) -> dict[str, Figure]:
    """Those figures of a checked ``group`` that are there."""
    found = _numbers(group, paths)
    return {path: NOT_REPORTED if number is None else number for path, number in found.items()}


def _known(group: Value, paths: Iterable[str]) -> dict[str, int]:
    """The figures of ``group`` that are whole numbers, whatever is wrong with the others."""
    found = _numbers(group, paths)
    return {path: number for path, number in found.items() if number is not None}


def _numbers(group: Value, paths: Iterable[str]) -> dict[str, int | None]:
    """What is written for each figure that is there; None where it is no whole number."""
    if not isinstance(group, Group):
        return {}
    written = {path: group.value_of(tuple(path.split("."))) for path in paths}
    return {
        path: value.as_whole_number()[0]
        for path, value in written.items()
        if isinstance(value, Scalar)
    }


Kind = TypeVar("Kind", bound=Figures)


@dataclass
class _File:
    """The file being read, and the problems found in it so far."""

    name: str
    top: Group
    is_partial: bool = False  # whether figures may be missing, and contradict each other
    problems: list[Problem] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)  # the national figures

    def say(
        self, line: int, what: str, remedy: str = "", state: str = "", figure: str = ""
    ) -> None:
        self.problems.append(Problem(self.name, line, state, figure, what, remedy))

    def check_top_keys(self) -> None:
        self.say_repeated(self.top.repeated, state="")
        for key in self.top.entries:
            if key not in TOP_KEYS:
                remedy = did_you_mean(key, TOP_KEYS) or f"Known here: {', '.join(TOP_KEYS)}."
                self.say(self.top.marks[key].line, f'"{key}" is not known.', remedy, figure=key)

    def year(self) -> int | None:
        value = self.top.entries.get("year")
        number = value.as_whole_number()[0] if isinstance(value, Scalar) else None
        if number is not None and FIRST_YEAR <= number <= LAST_YEAR:
            return number
        what = "The year is missing." if value is None else f"{value.shown} is not a year."
        remedy = "Write it in four digits, without quotation marks, such as year: 2023"
        self.say(self.top.line_of(("year",)), what, remedy, figure="year")
        return None

    def remarks(self, year: int) -> Iterator[Problem]:
        """What is odd about the ``year``: it may be right, or a typing mistake on every sheet."""
        line = self.top.line_of(("year",))
        if year > datetime.now(UTC).year:
            what, remedy = f"{year} has not begun yet.", "Is the year right?"
            yield Problem(self.name, line, "", "year", what, remedy)
        if later := archived_since(Path(self.name), year):
            what = f"The archive has {later} already: that year is finished."
            yield Problem(self.name, line, "", "year", what, "Is this the right data file?")

    def sample(self) -> bool:
        value = self.top.entries.get("sample")
        if value is None:
            return False
        answer = value.text if isinstance(value, Scalar) and not value.quoted else ""
        if answer not in ("true", "false"):
            what = f"{value.shown} is neither true nor false."
            remedy = "Write true if the figures are invented, else leave the line out."
            self.say(value.line, what, remedy, figure="sample")
        return answer == "true"

    def group(self, key: str) -> Group | None:
        value = self.top.entries.get(key)
        if isinstance(value, Group):
            return value
        what = "Nothing stands here." if value is None else f"{value.shown} stands here."
        if key not in self.top.entries:
            what = f'The group "{key}" is missing.'
        remedy = f'Write "{key}:" on a line of its own, and what belongs to it below, indented.'
        self.say(self.top.line_of((key,)), what, remedy, figure=key)
        return None

    def national(self) -> National | None:
        """The national figures; None when they are awaited, or something is wrong with them."""
        group = self.group("national")
        if group is None:
            return None
        awaited = group.is_empty() and self.awaits_all_states()
        national = self.figures(National, group, state="", awaited=awaited)
        self.known = {} if self.is_partial else _known(group, national_figures())
        for figure, what in contradictions_in_national(self.known):
            line = group.line_of((figure,))
            self.say(line, what, TWO_DIFFER, "", f"national.{figure}")
        return national

    def awaits_all_states(self) -> bool:
        states = self.top.entries.get("states")
        return isinstance(states, Group) and states.is_empty()

    def states(self) -> dict[str, StateFigures | None] | None:
        """Each state's figures, None where they are awaited; none of those with problems."""
        group = self.group("states")
        if group is None:
            return None
        found: dict[str, StateFigures | None] = dict.fromkeys(STATES)
        for name, line in group.repeated:
            what = f"This state stands here again; the first is on line {group.marks[name].line}."
            self.say(line, what, "Keep one of them.", name)
        for name, value in group.entries.items():
            state = name
            if name not in JURISDICTIONS:
                what = f'"{name}" is not a US state or territory.'
                state, remedy = _meant_by(name)
                self.say(group.marks[name].line, what, remedy, state)
            if isinstance(value, Group):
                found[state] = self.state(state, value)
            elif value is not None:
                what = f"{value.shown} is not a group of figures."
                remedy = "Write each figure on a line of its own below the state, indented."
                self.say(value.line, what, remedy, state)
            else:
                found[state] = None
        faulty = {problem.state for problem in self.problems}
        return {name: found[name] for name in JURISDICTIONS if name in found and name not in faulty}

    def state(self, name: str, group: Group) -> StateFigures | None:
        awaited = group.is_empty(besides="as_published")
        figures = self.figures(StateFigures, group, name, awaited=awaited)
        known = {} if self.is_partial else _known(group, state_figures())
        for figure, what in contradictions_in_state(known, self.known):
            line = group.line_of(tuple(figure.split(".")))
            self.say(line, what, TWO_DIFFER, name, figure)
        return figures

    def figures(self, kind: type[Kind], group: Group, state: str, *, awaited: bool) -> Kind | None:
        """``group`` as a ``kind``; None when it is awaited, or something is wrong with it."""
        repeated = group.repeated_below()
        if not state:
            repeated = tuple((f"national.{key}", line) for key, line in repeated)
        self.say_repeated(repeated, state)
        try:
            return kind.model_validate(group.as_data())
        except ValidationError as error:
            self.problems += [
                _explained(self.name, kind, group, state, detail)
                for detail in error.errors()
                if not ((self.is_partial or awaited) and detail["type"] == "missing")
            ]
            return None

    def say_repeated(self, repeated: tuple[tuple[str, int], ...], state: str) -> None:
        for key, line in repeated:
            self.say(line, "This line stands here again.", "Keep one of the two.", state, key)


def _meant_by(name: str) -> tuple[str, str]:
    """The state that ``name`` probably means, or ``name`` itself; and what to do about it."""
    try:
        meant = find_jurisdiction(name).name
    except LookupError:
        meant = nearest(name, JURISDICTIONS) or name
    return meant, f'Did you mean "{meant}"?' if meant != name else 'Write its name as in "Wyoming".'


def _explained(
    file: str, kind: type[Figures], group: Group, state: str, detail: ErrorDetails
) -> Problem:
    """Pydantic's ``detail`` about ``group``, in plain words and with its line."""
    path = tuple(str(part) for part in detail["loc"] if isinstance(part, str))
    owner, key = group_of(kind, path), path[-1]
    match detail["type"]:
        case "figure":
            what, remedy = detail["ctx"]["what"], detail["ctx"]["remedy"]
        case "missing":
            inner = group_of(kind, (*path, ""))
            what = "The figure is missing."
            remedy = "Write it in digits."
            if inner is not owner:
                what = "The figures are missing."
                remedy = f"Write them below it, indented: {', '.join(inner.model_fields)}."
            elif may_be_not_reported(owner, key):
                remedy = "Write it in digits, or not reported."
        case "extra_forbidden":
            known = tuple(owner.model_fields)
            what = f'"{key}" is not known.'
            remedy = did_you_mean(key, known) or f"Known here: {', '.join(known)}."
        case "tuple_type":
            what = "The departures are not a list."
            remedy = "Write them in brackets, such as [plain_title, short_programs]."
        case _:
            what = "A group of figures should stand here."
            remedy = "Write each of them on a line of its own below, indented."
    figure = ".".join(path if state else ("national", *path))
    return Problem(file, group.line_of(path), state, figure, what, remedy)
