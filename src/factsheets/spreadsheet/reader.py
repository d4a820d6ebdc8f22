"""Tables of cells in, a year's figures out, with every problem's cell, state and figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from factsheets.dataset.load import Partial
from factsheets.figures.catalogue import IN_COUNTRY, Catalogue, Declaration, Refusal
from factsheets.figures.rules import TWO_DIFFER, contradictions
from factsheets.figures.values import NOT_REPORTED, Figure, whole_numbers
from factsheets.jurisdictions import JURISDICTIONS, find_jurisdiction
from factsheets.problems import FactsheetsError, Problem, did_you_mean
from factsheets.spreadsheet.cells import NOT_IN_PER_CENT, Cell, CellTable, Row
from factsheets.spreadsheet.layout import (
    CHECK,
    CODE,
    COUNTRY,
    FIGURE,
    FIGURES,
    NATIONAL,
    NO,
    OF_COUNTRY,
    SAMPLE,
    STATE,
    VALUE,
    WHAT_IT_IS,
    YEAR,
    YES,
)

NATION = "National figures"  # what the country is called in messages

Cells = dict[str, Cell]  # cells by what stands in them: a figure's path, or a heading
Values = Mapping[str, Figure]  # figures by their paths, such as group.figure


def figures_of(
    tables: Sequence[CellTable], file: Path, data: Path, partial: Partial
) -> tuple[Values, dict[str, Values]]:
    """The national figures in the ``tables``, and those of each state that has a row there.

    Messages call it ``file``. ``partial`` are the figures that the file ``data`` has so far. Raises
    FactsheetsError with every problem: in a cell, or with what the figures would add up to there.
    """
    reading = _Reading(file, data, partial)
    figures = reading.figures(tables)
    if reading.problems:
        raise FactsheetsError(reading.problems)
    return figures


@dataclass
class _Reading:
    """The file being read, for a data file that has the figures of ``partial``; its problems."""

    file: Path
    data: Path
    partial: Partial
    problems: list[Problem] = field(default_factory=list)

    @property
    def catalogue(self) -> Catalogue:
        return self.partial.catalogue

    def say(
        self, cell: Cell, what: str, remedy: str = "", state: str = "", figure: str = ""
    ) -> None:
        self.problems.append(
            Problem(str(self.file), cell.row, state, figure, what, remedy, cell.place)
        )

    def say_oddity(self, cell: Cell) -> None:
        """Say what is wrong with a name or heading, even if it is a known one."""
        if cell.what:
            self.say(cell, cell.what, cell.remedy)

    def figures(self, tables: Sequence[CellTable]) -> tuple[Values, dict[str, Values]]:
        """The national figures, and those of each state that has a row."""
        self.problems += [problem for table in tables for problem in table.problems]
        rows, country, marks = self.of_csv(tables[0]) if _is_csv(tables) else self.of_book(tables)
        for key, check in ((YEAR, self.check_year), (SAMPLE, self.check_sample)):
            different = {
                (row[key].text, row[key].what): row[key] for row in reversed(marks) if key in row
            }
            for cell in different.values():
                check(cell)
        national = self.values(self.catalogue.national, NATION, country)
        found = self.states(rows)
        states = {name: values for name, (_, values) in found.items() if values}
        in_force = national or self.partial.national
        if not in_force and any([*states.values(), *self.partial.states.values()]):
            for path, cell in country.items():
                self.say(
                    cell, "The figure is missing.", "Write the number.", NATION, self.title(path)
                )
        self.check_sums(in_force, country, states, {name: row for name, (row, _) in found.items()})
        return national, {name: values for name, (_, values) in found.items()}

    def of_book(self, tables: Sequence[CellTable]) -> tuple[list[Cells], Cells, list[Cells]]:
        """The states' rows, the national cells, and the cells of year and sample."""
        figures, national = self.table(tables, FIGURES), self.table(tables, NATIONAL)
        known = {STATE: STATE, CODE: CODE, CHECK: CHECK, **_by_heading(self.catalogue.state)}
        rows = self.rows(figures, known, {CODE, CHECK}) if figures else []
        labels = {YEAR: YEAR, SAMPLE: SAMPLE, **_by_heading(self.catalogue.national)}
        cells = self.labelled(national, labels) if national else {}
        country = {path: cells[path] for path in self.catalogue.national if path in cells}
        return rows, country, [cells] if national else []

    def of_csv(self, table: CellTable) -> tuple[list[Cells], Cells, list[Cells]]:
        """The same of a CSV file: year and sample stand in each row, the country in one."""
        of_state, of_country = self.catalogue.state, self.catalogue.national
        inside = {f"{OF_COUNTRY}{each.title}": path for path, each in of_country.items()}
        known = {each: each for each in (YEAR, SAMPLE, STATE, CODE, *inside)}
        rows = self.rows(table, {**known, **_by_heading(of_state)}, {CODE})
        country = [row for row in rows if _is_country(row)]
        states = [row for row in rows if not _is_country(row)]
        for row in country[1:]:
            self.say(row[STATE], f"{COUNTRY} stands here again.", "Keep one of the rows.", NATION)
        if rows and not country:
            what = f'The row "{COUNTRY}" is missing.'
            self.say(table.rows[0][0], what, "It holds the national figures.", NATION)
        for given, foreign in ((country, of_state), (states, inside)):
            for cell in (row[key] for row in given for key in foreign if key in row):
                if not cell.is_empty:
                    what = f"{cell.shown} stands in a column that is not for this row."
                    self.say(cell, what, "Move or delete it.")
        first = country[0] if country else {}
        return states, {inside[key]: first[key] for key in inside if key in first}, rows

    def table(self, tables: Sequence[CellTable], name: str) -> CellTable | None:
        for table in tables:
            if table.name == name:
                return table
        what = f'The sheet "{name}" is missing.'
        names = ", ".join(f'"{table.name}"' for table in tables)
        remedy = f"Give the sheet its name again. There are: {names}."
        self.problems.append(Problem(str(self.file), what=what, remedy=remedy))
        return None

    def rows(self, table: CellTable, known: Mapping[str, str], optional: set[str]) -> list[Cells]:
        """Each row with something in it, as its cells by what ``known`` calls their headings."""
        columns = self.columns(table, known, optional)
        checks = columns.get(CHECK)
        return [
            {key: row[column] for key, column in columns.items()}
            for row in table.rows[1:]
            if columns and not all(cell.is_empty for cell in row if cell is not _at(row, checks))
        ]

    def columns(
        self, table: CellTable, known: Mapping[str, str], optional: set[str]
    ) -> dict[str, int]:
        """The column of each key of ``known``; nothing when the headings are not there at all."""
        folded = {heading.casefold(): heading for heading in known}
        headings = [
            folded.get(cell.text.removeprefix("'").casefold(), "") for cell in table.rows[0]
        ]
        if not any(headings):
            what = f'There is no column "{next(iter(known))}" in the first row.'
            remedy = "Nothing may stand above the headings; keep them as they were exported."
            self.say(table.rows[0][0], what, remedy)
            return {}
        found: dict[str, int] = {}
        unknown: list[Cell] = []
        for column, (cell, heading) in enumerate(zip(table.rows[0], headings, strict=True)):
            if heading and known[heading] in found:
                self.say(cell, f'A second column "{heading}" stands here.', "Delete one of them.")
            elif heading:
                found[known[heading]] = column
                self.say_oddity(cell)
            elif not cell.is_empty:
                unknown.append(cell)
            else:
                self.refuse_column_without_heading(table, column)
        missing = [each for each in known if known[each] not in found | dict.fromkeys(optional)]
        self.say_what_does_not_fit(
            table, unknown, missing, "is not the heading of a known column", "column", "heading"
        )
        return found

    def refuse_column_without_heading(self, table: CellTable, column: int) -> None:
        for row in table.rows[1:]:
            if not row[column].is_empty:
                what = f"{row[column].shown} stands in a column without a heading."
                self.say(row[column], what, "Delete it, or move it to a sheet of its own.")

    def labelled(self, table: CellTable, known: Mapping[str, str]) -> Cells:
        """The values of the sheet "National", by what ``known`` calls their labels."""
        headings = {each: each for each in (FIGURE, VALUE, WHAT_IT_IS)}
        rows = self.rows(table, headings, {WHAT_IT_IS})
        folded = {label.casefold(): label for label in known}
        found: Cells = {}
        unknown: list[Cell] = []
        for row in rows:
            if FIGURE not in row or VALUE not in row:
                return {}
            label = folded.get(row[FIGURE].text.casefold(), "")
            if label and known[label] in found:
                self.say(row[FIGURE], f'"{label}" stands here again.', "Keep one of the rows.")
            elif label:
                found[known[label]] = row[VALUE]
                self.say_oddity(row[FIGURE])
            else:
                unknown.append(row[FIGURE])
        missing = [label for label in known if rows and known[label] not in found]
        self.say_what_does_not_fit(table, unknown, missing, "is no known figure", "row", "label")
        return found

    def say_what_does_not_fit(
        self,
        table: CellTable,
        unknown: Iterable[Cell],
        missing: Sequence[str],
        is_unknown: str,
        line: str,
        name: str,
    ) -> None:
        """Name each ``unknown`` and each ``missing`` name of a ``line``: a column or a row."""
        for cell in unknown:
            what = cell.what or f"{cell.shown} {is_unknown}."
            remedy = did_you_mean(cell.text, missing) or f"Delete the {line}."
            self.say(cell, what, cell.remedy or remedy)
        for each in missing:
            remedy = f"The {line}s can be in any order, but each needs its {name} as exported."
            self.say(table.rows[0][0], f'The {line} "{each}" is missing.', remedy)

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

    def states(self, rows: Iterable[Cells]) -> dict[str, tuple[Cells, Values]]:
        """Each state that has a row: its cells, and its figures."""
        found: dict[str, tuple[Cells, Values]] = {}
        for row in rows:
            if STATE not in row:
                return {}
            name = self.state(row)
            cells = {path: row[path] for path in self.catalogue.state if path in row}
            if name in found:
                first = found[name][0][STATE].place
                what = f"This state stands here again; the first is in {first}."
                self.say(row[STATE], what, "Keep one of the rows.", name)
            values = self.values(self.catalogue.state, name, cells)
            if name and name not in found:
                found[name] = {STATE: row[STATE], **cells}, values
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
            self.say_oddity(cell)
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

    def values(self, declared: Mapping[str, Declaration], where: str, cells: Cells) -> Values:
        """The figures in ``cells``: of a country or state either all of them, or none."""
        found: dict[str, Figure] = {}
        empty = {path: cell for path, cell in cells.items() if cell.is_empty}
        for path, cell in cells.items():
            each, figure = declared[path], None
            what, remedy = cell.what, cell.remedy
            if path not in empty and not what:
                figure, what, remedy = _figure(cell, each)
            elif isinstance(cell.content, float) and not each.is_percent:
                _, what, remedy = _figure(cell, each)  # whatever the cell looks like
            if path in empty and len(empty) < len(cells) and where:
                what, remedy = "The figure is missing.", "Write the number."
                if each.may_be_not_reported:
                    remedy = 'Write the number, or "not reported".'
            if what:
                self.say(cell, what, remedy, where, each.title)
            if figure is not None:
                found[path] = figure
        return found

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
                    self.problems.append(problem)

    def title(self, path: str) -> str:
        """The heading of a national figure."""
        return self.catalogue.national[path].title


def _is_csv(tables: Sequence[CellTable]) -> bool:
    return not tables[0].name


def _is_country(row: Cells) -> bool:
    name = row[STATE].text.replace(".", "").casefold() if STATE in row else ""
    return name in (COUNTRY.casefold(), "us", "usa", "national", "nation")


def _at(row: Row, column: int | None) -> Cell | None:
    return None if column is None else row[column]


def _by_heading(declared: Mapping[str, Declaration]) -> dict[str, str]:
    return {each.title: path for path, each in declared.items()}


def _figure(cell: Cell, declared: Declaration) -> tuple[Figure | None, str, str]:
    """The figure in the cell, and ``""`` twice; or None, what is wrong, and the remedy."""
    content = cell.content
    if isinstance(content, str):
        text = NOT_REPORTED.value if content.casefold() == NOT_REPORTED.value else content
        figure = declared.read(text, quoted=text.isdecimal())
        if isinstance(figure, Refusal) and not any(map(str.isdigit, text)):
            remedy = "Write the number, or nothing while it is not known."
            if declared.may_be_not_reported:
                remedy = 'Write the number, "not reported", or nothing while it is not known.'
            figure = Refusal(figure.what, remedy)
    else:
        figure = declared.checked(content or 0)
        if isinstance(figure, Refusal) and isinstance(content, float) and content < 1:
            figure = Refusal(figure.what, f"Is it a percentage? {NOT_IN_PER_CENT}")
    return (None, *figure) if isinstance(figure, Refusal) else (figure, "", "")
