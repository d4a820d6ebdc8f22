"""The YAML file in, a checked ``Dataset`` out, with every problem's line, state and figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from factsheets.dataset.archive import odd_year, of_other_year
from factsheets.dataset.dataset import Dataset, Partial
from factsheets.figures.catalogue import (
    AS_PUBLISHED,
    IN_COUNTRY,
    Catalogue,
    Declaration,
    Refusal,
    StateFigures,
    groups_of,
    nearest_name,
)
from factsheets.figures.declared import read_catalogue
from factsheets.figures.rules import TWO_DIFFER, contradictions
from factsheets.figures.values import (
    FIRST_YEAR,
    LAST_YEAR,
    Figure,
    Figures,
    whole_number,
    whole_numbers,
)
from factsheets.jurisdictions import JURISDICTIONS, STATES, meant_by
from factsheets.problems import FactsheetsError, Problem, did_you_mean
from factsheets.yaml_tree import Group, Scalar, Sequence, Value, parse_yaml, read_yaml

TOP_KEYS = ("year", "sample", "national", "states")


def load(
    path: Path | str, content: bytes | None = None, catalogue: Catalogue | None = None
) -> Dataset:
    """Read and check the YAML file at ``path``, or its ``content``.

    The figures are those of ``catalogue``, or else of ``figures.yaml`` beside the file. What is
    wrong with single states is in ``Dataset.problems``, and the other states can be used. Raises
    FactsheetsError, with every problem in both files, when no sheet can be made at all: a file
    cannot be read or is not YAML, or the year, a national figure or a top key is wrong.
    """
    top, catalogue = _read(path, content, catalogue)
    file = _File(str(path), top, catalogue)
    file.check_top_keys()
    year, sample, national = file.year(), file.sample(), file.national()
    whole = not file.problems
    states = file.states()
    if not whole or year is None or states is None:
        raise FactsheetsError(file.problems)
    given = top.value_of(("states",))
    if national is None and isinstance(given, Group) and not given.is_empty():
        file.say_country_is_missing()
    problems, line = tuple(sorted(file.problems)), top.line_of(("year",))
    odd = odd_year(Path(path), year)
    remarks = tuple(Problem(str(path), line, "", "year", what, remedy) for what, remedy in odd)
    return Dataset(year, catalogue, national, MappingProxyType(states), sample, problems, remarks)


def _read(
    path: Path | str, content: bytes | None, catalogue: Catalogue | None
) -> tuple[Group, Catalogue]:
    """The data file's tree, and what its figures are. Raises FactsheetsError for either."""
    problems: list[Problem] = []
    top = None
    try:
        top = read_yaml(Path(path)) if content is None else parse_yaml(str(path), content)
    except FactsheetsError as error:
        problems += error.problems
    try:
        catalogue = catalogue or read_catalogue(path)
    except FactsheetsError as error:
        problems += error.problems
    if top is None or catalogue is None:
        raise FactsheetsError(problems)
    return top, catalogue


def load_partial(path: Path | str, content: bytes | None = None) -> Partial:
    """Read the YAML file at ``path``, or its ``content``, however much of it is still missing.

    Raises FactsheetsError, with every problem in the file, when anything in it is wrong other than
    missing or contradictory figures.
    """
    top, catalogue = _read(path, content, None)
    file = _File(str(path), top, catalogue, is_partial=True)
    file.check_top_keys()
    year, sample, _, states = file.year(), file.sample(), file.national(), file.states()
    if file.problems or year is None or states is None:
        raise FactsheetsError(file.problems)
    return Partial(
        year,
        catalogue,
        sample,
        _known(top.value_of(("national",)), catalogue.national),
        {name: _known(top.value_of(("states", name)), catalogue.state) for name in states},
    )


def _known(group: Value, declared: Mapping[str, Declaration]) -> dict[str, Figure]:
    """Those figures of ``group`` that are right in themselves, whatever is wrong with others."""
    found: dict[str, Figure] = {}
    for path, each in declared.items():
        value = group.value_of(tuple(path.split("."))) if isinstance(group, Group) else None
        figure = each.read(value.text, quoted=value.quoted) if isinstance(value, Scalar) else None
        if figure is not None and not isinstance(figure, Refusal):
            found[path] = figure
    return found


@dataclass
class _File:
    """The file being read, and the problems found in it so far."""

    name: str
    top: Group
    catalogue: Catalogue
    is_partial: bool = False  # whether figures may be missing, and contradict each other
    problems: list[Problem] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)  # the national figures, by their names

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
        number = None
        if isinstance(value, Scalar):
            number, _ = whole_number(value.text, quoted=value.quoted)
        if number is not None and FIRST_YEAR <= number <= LAST_YEAR:
            if what := of_other_year(Path(self.name), number):
                remedy = "Find out who changed it."
                self.say(self.top.line_of(("year",)), what, remedy, figure="year")
            return number
        what = "The year is missing." if value is None else f"{value.shown} is not a year."
        remedy = "Write it in four digits, without quotation marks, such as year: 2023"
        self.say(self.top.line_of(("year",)), what, remedy, figure="year")
        return None

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

    def national(self) -> Figures | None:
        """The national figures; None when they are awaited, or something is wrong with them."""
        group = self.group("national")
        if group is None:
            return None
        awaited = group.is_empty()
        before = len(self.problems)
        figures = self.figures(group, self.catalogue.national, "", awaited=awaited)
        is_whole = len(self.problems) == before and not awaited
        numbers = whole_numbers(figures)
        self.known = {f"{IN_COUNTRY}{path}": number for path, number in numbers.items()}
        self.check(self.catalogue.national, group, "", self.known)
        return Figures(figures) if is_whole else None

    def say_country_is_missing(self) -> None:
        what = "The national figures are missing. No sheet can be made without them."
        remedy = "Write them here, or import them. The figures of states are kept meanwhile."
        self.say(self.top.line_of(("national",)), what, remedy, figure="national")

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
                state = meant_by(name)
                remedy = f'Did you mean "{state}"?'
                if state == name:
                    remedy = 'Write its name as in "Wyoming".'
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
        awaited = group.is_empty(besides=AS_PUBLISHED)
        before = len(self.problems)
        figures = self.figures(group, self.catalogue.state, name, awaited=awaited)
        departures = self.departures(group, name)
        is_whole = len(self.problems) == before and not awaited
        self.check(self.catalogue.state, group, name, {**self.known, **whole_numbers(figures)})
        return StateFigures(Figures(figures), departures) if is_whole else None

    def check(
        self,
        declared: Mapping[str, Declaration],
        group: Group,
        state: str,
        known: Mapping[str, int],
    ) -> None:
        """Say what the ``declared`` figures of ``group`` contradict in those that are ``known``."""
        if self.is_partial:
            return
        for figure, what in contradictions(declared.values(), known):
            line = group.line_of(tuple(self.catalogue.figures[figure].path.split(".")))
            self.say(line, what, TWO_DIFFER, state, figure)

    def figures(
        self, group: Group, declared: Mapping[str, Declaration], state: str, *, awaited: bool
    ) -> dict[str, Figure]:
        """Those of the ``declared`` figures that are right; what is wrong with others is said."""
        before = "" if state else IN_COUNTRY
        self.say_repeated([(before + key, line) for key, line in group.repeated_below()], state)
        meant = self.say_unknown(group, declared, state)
        may_be_missing = awaited or self.is_partial
        for name in groups_of(declared):
            said = may_be_missing or before + name in meant
            self.check_group(group, name, declared, state, may_be_missing=said)
        found: dict[str, Figure] = {}
        for path, each in declared.items():
            keys = tuple(path.split("."))
            if len(keys) > 1 and not isinstance(group.value_of(keys[:-1]), Group):
                continue  # the whole group was said to be missing
            value, line = group.value_of(keys), group.line_of(keys)
            if value is None and not (may_be_missing or each.name in meant):
                remedy = "Write it in digits."
                if each.may_be_not_reported:
                    remedy = "Write it in digits, or not reported."
                self.say(line, "The figure is missing.", remedy, state, each.name)
            elif isinstance(value, Scalar):
                figure = each.read(value.text, quoted=value.quoted)
                if isinstance(figure, Refusal):
                    self.say(line, *figure, state, each.name)
                else:
                    found[path] = figure
            elif value is not None:
                what = "Something other than a number stands here."
                self.say(line, what, "Write a whole number, 0 or more.", state, each.name)
        return found

    def say_unknown(
        self, group: Group, declared: Mapping[str, Declaration], state: str, above: str = ""
    ) -> set[str]:
        """Name each key that leads to no figure; return what may be meant, and is not missing."""
        before = "" if state else IN_COUNTRY
        meant: set[str] = set()
        for key, value in group.entries.items():
            path, line = above + key, group.marks[key].line
            if path in declared and "." in key:
                name, inner = key.split(".")
                what = f'The figure "{inner}" is in the group "{name}".'
                remedy = f"Write {name}: and below it, indented, {inner}:"
                self.say(line, what, remedy, state, before + path)
                meant |= {before + path, before + name}
                continue
            if path in declared or (state and path == AS_PUBLISHED):
                continue
            if not above and any(each.startswith(f"{path}.") for each in declared):
                if isinstance(value, Group):
                    meant |= self.say_unknown(value, declared, state, f"{path}.")
                continue
            groups = groups_of(declared) if isinstance(value, Group) else ()
            known = tuple(before + name for name in (*declared, *groups))
            what, remedy = self.catalogue.not_declared(before + path, known)
            self.say(line, what, remedy, state, before + path)
            meant.add(nearest_name(before + path, known))
        return meant

    def check_group(
        self,
        group: Group,
        name: str,
        declared: Mapping[str, Declaration],
        state: str,
        *,
        may_be_missing: bool,
    ) -> None:
        """Say when something other than a group of figures stands behind the name of a group."""
        value, line = group.value_of((name,)), group.line_of((name,))
        figure = name if state else IN_COUNTRY + name
        if value is None and not may_be_missing:
            keys = [path.rpartition(".")[2] for path in declared if path.startswith(f"{name}.")]
            remedy = f"Write them below it, indented: {', '.join(keys)}."
            self.say(line, "The figures are missing.", remedy, state, figure)
        elif value is not None and not isinstance(value, Group):
            what = "A group of figures should stand here."
            remedy = "Write each of them on a line of its own below, indented."
            self.say(line, what, remedy, state, figure)

    def departures(self, group: Group, state: str) -> tuple[str, ...]:
        """The departures that a state lists; what is wrong with them is said."""
        value, line = group.entries.get(AS_PUBLISHED), group.line_of((AS_PUBLISHED,))
        known = self.catalogue.departures
        if value is not None and not isinstance(value, Sequence):
            remedy = "Write them in brackets, such as [one, other]."
            self.say(line, "The departures are not a list.", remedy, state, AS_PUBLISHED)
        found: list[str] = []
        for each in value.entries if isinstance(value, Sequence) else ():
            name = each.text if isinstance(each, Scalar) else ""
            if name in known:
                found.append(name)
                continue
            what = f"{each.shown if each else 'Nothing'} is no departure from the house style."
            remedy = did_you_mean(name, known) or f"Known: {', '.join(known) or 'none'}."
            self.say(line, what, remedy, state, AS_PUBLISHED)
        return tuple(found)

    def say_repeated(self, repeated: Iterable[tuple[str, int]], state: str) -> None:
        for key, line in repeated:
            self.say(line, "This line stands here again.", "Keep one of the two.", state, key)
