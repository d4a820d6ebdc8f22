"""Tables of cells in, a year's figures out, with every problem's cell, state and figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from factsheets.dataset.dataset import Partial
from factsheets.figures.catalogue import IN_COUNTRY, Catalogue, Declaration
from factsheets.figures.rules import TWO_DIFFER, contradictions
from factsheets.figures.values import whole_numbers
from factsheets.jurisdictions import JURISDICTIONS, find_jurisdiction
from factsheets.problems import FactsheetsError, Problem, did_you_mean
from factsheets.spreadsheet.cells import Cell, CellTable
from factsheets.spreadsheet.findings import Findings
from factsheets.spreadsheet.headings import Headings, find_headings
from factsheets.spreadsheet.last_year import LastFigures
from factsheets.spreadsheet.layout import (
    CHECK,
    CODE,
    COUNTRY,
    FIGURE,
    FIGURES,
    NATIONAL,
    NO,
    NOTES,
    OF_COUNTRY,
    SAMPLE,
    STATE,
    VALUE,
    WHAT_IT_IS,
    YEAR,
    YES,
)
from factsheets.spreadsheet.rows import Cells, Layout, Record, lines_of, say_unknown
from factsheets.spreadsheet.values import Values, check_earlier, values_of

NATION = "National figures"  # what the country is called in messages


class Found(NamedTuple):
    """The ``national`` figures that were found, and those of each state that has a row.

    ``remarks`` say what was not read, and what was read in a way that a person should know.
    """

    national: Values
    states: dict[str, Values]
    remarks: tuple[Problem, ...]


def figures_of(
    tables: Sequence[CellTable],
    file: Path,
    data: Path,
    partial: Partial,
    last: LastFigures | None = None,
) -> Found:
    """The figures in the ``tables``; messages call them ``file``.

    ``partial`` are the figures that the file ``data`` has so far, and ``last`` those of the year
    before. Raises FactsheetsError with every problem: in a cell, or with what the figures would
    add up to there.
    """
    reading = _Reading(Findings(str(file)), data, partial, last)
    national, states = reading.figures(tables)
    if problems := reading.findings.problems:
        raise FactsheetsError(problems)
    return Found(national, states, tuple(reading.findings.remarks))


@dataclass
class _Reading:
    """The file being read, for a data file that has the figures of ``partial``."""

    findings: Findings
    data: Path
    partial: Partial
    last: LastFigures | None

    @property
    def catalogue(self) -> Catalogue:
        return self.partial.catalogue

    def say(
        self, cell: Cell, what: str, remedy: str = "", state: str = "", figure: str = ""
    ) -> None:
        self.findings.say(cell, what, remedy, state, figure)

    def figures(self, tables: Sequence[CellTable]) -> tuple[Values, dict[str, Values]]:
        """The national figures, and those of each state that has a row."""
        self.findings.add(problem for table in tables for problem in table.problems)
        if _is_csv(tables) and tables[0].problems:
            return {}, {}  # each further cell may be one of another column
        lines, country, marks = self.of_csv(tables[0]) if _is_csv(tables) else self.of_book(tables)
        for key, check in ((YEAR, self.check_year), (SAMPLE, self.check_sample)):
            different = {
                (row[key].text, row[key].what): row[key] for row in reversed(marks) if key in row
            }
            for cell in different.values():
                check(cell)
        national = values_of(self.catalogue.national, NATION, country, self.findings)
        found = self.states(lines)
        states = {name: values for name, (_, values) in found.items() if values}
        in_force = national or self.partial.national
        self.check_sums(in_force, country, states, {name: row for name, (row, _) in found.items()})
        return national, {name: values for name, (_, values) in found.items()}

    def of_book(self, tables: Sequence[CellTable]) -> tuple[list[Record], Cells, list[Cells]]:
        """The states' rows, the national cells, and the cells of year and sample."""
        figures, national = self.table(tables, FIGURES), self.table(tables, NATIONAL)
        cells = self.labelled(national) if national else {}
        country = {path: cells[path] for path in self.catalogue.national if path in cells}
        return self.of_figures(figures), country, [cells] if national else []

    def of_figures(self, table: CellTable | None) -> list[Record]:
        """The states' rows in the sheet "Figures"."""
        known = {STATE: STATE, CODE: CODE, CHECK: CHECK, **_by_heading(self.catalogue.state)}
        return self.of_states(table, known, {CODE, CHECK}) if table else []

    def of_csv(self, table: CellTable) -> tuple[list[Record], Cells, list[Cells]]:
        """The same of a CSV file: year and sample stand in each row, the country in one."""
        of_state, of_country = self.catalogue.state, self.catalogue.national
        inside = {f"{OF_COUNTRY}{each.title}": path for path, each in of_country.items()}
        if not find_headings(table.rows[0], [YEAR, SAMPLE, *inside]).known:
            year = self.partial.year
            what = f'This is the sheet "{FIGURES}" alone: its figures are taken for {year}.'
            self.findings.remark(table.rows[0][:1], what)
            return self.of_figures(table), {}, []
        known = {each: each for each in (YEAR, SAMPLE, STATE, CODE, *inside)}
        lines = self.of_states(table, {**known, **_by_heading(of_state)}, {CODE})
        country = [line.cells for line in lines if _is_country(line.cells)]
        states = [line for line in lines if not _is_country(line.cells)]
        for row in country[1:]:
            self.say(row[STATE], f"{COUNTRY} stands here again.", "Keep one of the rows.", NATION)
        if lines and not country:
            what = f'The row "{COUNTRY}" is missing.'
            self.say(table.rows[0][0], what, "It holds the national figures.", NATION)
        for given, foreign in ((country, of_state), ([line.cells for line in states], inside)):
            for cell in (row[key] for row in given for key in foreign if key in row):
                if not cell.is_empty:
                    what = f"{cell.shown} stands in a column that is not for this row."
                    self.findings.say_oddity(cell, what, "Move or delete it.")
        first = country[0] if country else {}
        national = {inside[key]: first[key] for key in inside if key in first}
        return states, national, [line.cells for line in lines]

    def table(self, tables: Sequence[CellTable], name: str) -> CellTable | None:
        for table in tables:
            if table.name == name:
                return table
        what = f'The sheet "{name}" is missing.'
        names = ", ".join(f'"{table.name}"' for table in tables)
        remedy = f"Give the sheet its name again. There are: {names}."
        self.findings.add([Problem(self.findings.file, what=what, remedy=remedy)])
        return None

    def of_states(
        self, table: CellTable, known: Mapping[str, str], optional: set[str]
    ) -> list[Record]:
        """The rows of a table that has one for each state."""
        return lines_of(table, self.layout(known, optional), self.findings, _is_place, _is_remark)

    def layout(self, known: Mapping[str, str], optional: set[str]) -> Layout:
        last = self.last.year if self.last else 0
        return Layout(
            known,
            optional,
            self.partial.year,
            last,
            f'{self.declare} If not, head the column "{NOTES}".',
        )

    @property
    def declare(self) -> str:
        return f"If it is a new figure, declare it in {self.catalogue.file} with this title."

    def labelled(self, table: CellTable) -> Cells:
        """The values of the sheet "National", by what their labels are called here."""
        headings = {each: each for each in (FIGURE, VALUE, WHAT_IT_IS)}
        labels = {YEAR: YEAR, SAMPLE: SAMPLE, **_by_heading(self.catalogue.national)}
        lines = lines_of(
            table,
            self.layout(headings, {WHAT_IT_IS}),
            self.findings,
            lambda row: FIGURE in row and bool(find_headings([row[FIGURE]], labels).known),
            lambda row: VALUE in row and row[VALUE].is_empty,
        )
        if not lines or not {FIGURE, VALUE}.issubset(lines[0].cells):
            return {}
        found = find_headings([line.cells[FIGURE] for line in lines], labels)
        self.check_labels([line.cells for line in lines], found, labels)
        last = self.last.national if self.last else {}
        for label, at in found.known.items():
            path = labels[label]
            if path in self.catalogue.national:
                beside = [each._replace(key=path) for each in lines[at].earlier]
                check_earlier(beside, self.catalogue.national, last, NATION, self.findings)
        return {labels[label]: lines[at].cells[VALUE] for label, at in found.known.items()}

    def check_labels(
        self, rows: Sequence[Cells], found: Headings, labels: Mapping[str, str]
    ) -> None:
        """Say which labels of the sheet "National" are not known, missing, or there twice."""
        for label, at in found.known.items():
            self.findings.say_oddity_of(rows[at][FIGURE])
            if label in found.longer:
                what = f'The row {found.longer[label].shown} is read as "{label}".'
                self.findings.remark([found.longer[label]], what)
        for cell, label in found.again:
            self.say(cell, f'"{label}" stands here again.', "Keep one of the rows.")
        missing = [label for label in labels if label not in found.known]
        strange = [rows[at][FIGURE] for at in sorted([*found.notes, *found.empty])]
        ways_out = f"{self.declare} If not, move it below the table, after an empty row."
        unknown = [*found.unknown, *strange]
        said = say_unknown(unknown, missing, "is no known figure", ways_out, self.findings)
        for label in missing:
            if label not in said:
                remedy = "The rows can be in any order, but each needs its label as exported."
                self.say(rows[0][FIGURE], f'The row "{label}" is missing.', remedy)

    def earlier(self, state: str) -> Values:
        """The figures of a state in the year before."""
        return self.last.states.get(state, {}) if self.last else {}

    def check_year(self, cell: Cell) -> None:
        if cell.what or cell.content != self.partial.year:
            what = (
                cell.what
                or f"{cell.shown} stands here, but {self.data} is for {self.partial.year}."
            )
            self.say(cell, what, cell.remedy or "Is this the right file?", figure=YEAR)

    def check_sample(self, cell: Cell) -> None:
        marked = {True: YES, False: NO}[self.partial.sample]
        if cell.what or cell.text.casefold() != marked:
            stands = "sample: true" if self.partial.sample else "no sample: true"
            what = cell.what or f"{cell.shown} stands here, but {self.data} has {stands}."
            remedy = (
                f"If the figures are invented, write sample: true below the year there, and {YES} "
                f"here. If they are not, take that line out there, and write {NO} here."
            )
            self.say(cell, what, cell.remedy or remedy, figure=SAMPLE)

    def states(self, lines: Iterable[Record]) -> dict[str, tuple[Cells, Values]]:
        """Each state that has a row: its cells, and its figures."""
        found: dict[str, tuple[Cells, Values]] = {}
        for line in lines:
            row = line.cells
            if STATE not in row:
                return {}
            name = self.state(row)
            cells = {path: row[path] for path in self.catalogue.state if path in row}
            if name in found:
                first = found[name][0][STATE].place
                what = f"This state stands here again; the first is in {first}."
                self.say(row[STATE], what, "Keep one of the rows.", name)
            values = values_of(self.catalogue.state, name, cells, self.findings)
            if name and name not in found:
                found[name] = {STATE: row[STATE], **cells}, values
                last = self.earlier(name)
                check_earlier(line.earlier, self.catalogue.state, last, name, self.findings)
        return found

    def state(self, row: Cells) -> str:
        """The name of the row's state; nothing when it is none."""
        named = row[STATE]
        code = row.get(CODE, named)
        given = [cell for cell in (named, code) if not cell.is_empty]
        if not given:
            what = "This row has figures, but no state."
            self.say(named, what, "Write the state's name, or delete the row.")
            return ""
        names = []
        for cell in dict.fromkeys(given):
            self.findings.say_oddity_of(cell)
            try:
                names.append(find_jurisdiction(cell.text.removeprefix("'")).name)
            except LookupError:
                hint = did_you_mean(cell.text, JURISDICTIONS)
                remedy = hint or 'Write its name as in "Wyoming", or delete the row.'
                if not cell.what:
                    self.say(cell, f"{cell.shown} is not a US state or territory.", remedy)
        if len(set(names)) > 1:
            what = f"{code.shown} is the code of {names[1]}."
            self.say(code, what, "See that the figures are this state's, and correct it.", names[0])
        return names[0] if len(names) == len(set(given)) else ""

    def check_sums(
        self,
        national: Values,
        country: Cells,
        states: Mapping[str, Values],
        cells: Mapping[str, Cells],
    ) -> None:
        """Say what contradicts what, of the figures as they would stand in the data file."""
        declared = self.catalogue
        whole = {IN_COUNTRY + path: value for path, value in whole_numbers(national).items()}
        for name, what in contradictions(declared.national.values(), whole):
            path = declared.figures[name].path
            if path in country:
                self.say(country[path], what, TWO_DIFFER, NATION, self.title(path))
        for state, values in {**self.partial.states, **states}.items():
            known = {**whole, **whole_numbers(values)}
            for path, what in contradictions(declared.state.values(), known):
                if state in states:
                    title = declared.state[path].title
                    self.say(cells[state][path], what, TWO_DIFFER, state, title)
                else:
                    problem = Problem(str(self.data), 0, state, path, what, TWO_DIFFER)
                    self.findings.add([problem])

    def title(self, path: str) -> str:
        """The heading of a national figure."""
        return self.catalogue.national[path].title


def _is_csv(tables: Sequence[CellTable]) -> bool:
    return not tables[0].name


def _is_country(row: Cells) -> bool:
    name = row[STATE].text.replace(".", "").casefold() if STATE in row else ""
    return name in (COUNTRY.casefold(), "us", "usa", "national", "nation")


def _is_place(row: Cells) -> bool:
    """Whether the row is that of a state, or of the country."""
    return _is_country(row) or any(
        _names_a_state(row[key].text) for key in (STATE, CODE) if key in row
    )


def _is_remark(row: Cells) -> bool:
    """Whether the row begins with words that are no state's name, such as "Total"."""
    if STATE not in row or row[STATE].is_empty or (CODE in row and not row[CODE].is_empty):
        return False
    return not did_you_mean(row[STATE].text, JURISDICTIONS)


def _names_a_state(text: str) -> bool:
    try:
        return bool(find_jurisdiction(text.removeprefix("'")))
    except LookupError:
        return False


def _by_heading(declared: Mapping[str, Declaration]) -> dict[str, str]:
    return {each.title: path for path, each in declared.items()}
