"""Published sheets in, their figures out, as the YAML of the data file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from factsheets.figures.catalogue import AS_PUBLISHED, IN_COUNTRY, Catalogue, Refusal
from factsheets.figures.rules import contradictions
from factsheets.figures.values import Figure, as_shown, as_written, nested
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError, Problem
from factsheets.reading.documents import read_documents
from factsheets.reading.editions import Editions, NoEditionError, Readable, named, no_edition
from factsheets.reading.reader import Reading

_COLUMN = 42  # in which a comment stands
_ANOTHER_WORDING = "If another wording fits, name its folder with --templates."


def extract(files: Sequence[Path], data: Path, templates: Path | None = None) -> str:
    """The figures of the published sheets ``files``, all of one year, as a data file.

    Each sheet is read by the edition of its year: that of the file ``data``, or one of its archive.
    ``templates`` is a folder of other wording, and then all are read by it and by the figures of
    ``data``, whatever their year. What no sheet prints is left out, and a comment says so. Raises
    FactsheetsError, with every problem, when a sheet cannot be read, is of a year that no edition
    has or of another year than the others, or when two of them contradict each other: half of the
    figures would look like all of them.
    """
    editions = Editions(data, templates)
    edition = editions.current
    readings, problems = list[Reading](), list[Problem]()
    without: dict[int, list[str]] = {}
    for document in read_documents(files):
        if isinstance(document, FactsheetsError):
            problems += document.problems
            continue
        try:
            edition = editions.current if templates else editions.of(document)
            reading = edition.reader.read(document)
            readings.append(reading)
            problems += _impossible(reading, edition.reader.catalogue)
        except NoEditionError as error:
            without.setdefault(error.year, []).append(document.file)
        except FactsheetsError as error:
            problems += error.problems
    for year, names in without.items():
        problem = no_edition(data, year, names)
        problems.append(replace(problem, remedy=f"{problem.remedy} {_ANOTHER_WORDING}"))
    if len({each.year for each in readings}) > 1:
        problems.append(_of_several_years(readings))
    else:
        problems += _contradictions(readings, edition.reader.catalogue)
    if problems:
        raise FactsheetsError(problems)
    return "\n".join(_lines(readings, edition, editions.current)) + "\n"


def _of_several_years(readings: Sequence[Reading]) -> Problem:
    """That there is no one data file of the sheets, and which of them are of which year."""
    files: dict[int, list[str]] = {}
    for each in readings:
        files.setdefault(each.year, []).append(each.file)
    years = "; ".join(f"{year}: {named(files[year])}" for year in sorted(files))
    what = f"The sheets are of several years, and a data file is of one. {years}."
    return Problem(figure="year", what=what, remedy="Extract each year by itself.")


def _impossible(reading: Reading, catalogue: Catalogue) -> Iterator[Problem]:
    """What the figures of one sheet contradict among themselves, as far as it prints them."""
    national = {IN_COUNTRY + path: value for path, value in reading.national.items()}
    values = {**reading.figures, **national}
    exact = {
        name: value
        for name, value in values.items()
        if isinstance(value, int) and name not in reading.rounded
    }
    found = [(each.figure, each.what) for each in contradictions(catalogue.figures.values(), exact)]
    for name, value in values.items():
        checked = catalogue.figures[name].checked(value)
        if isinstance(checked, Refusal):
            found.append((name, checked.what))
    for figure, what in found:
        yield Problem(reading.file, 0, reading.state, figure, what, "Was the sheet changed?")


def _contradictions(readings: Sequence[Reading], catalogue: Catalogue) -> Iterator[Problem]:
    """What two sheets say differently, though it can be said only once."""
    said: dict[tuple[str, str], dict[str, str]] = {}  # each value, and the first file that has it
    for reading in readings:
        for state, name, value in _said(reading, catalogue):
            said.setdefault((state, name), {}).setdefault(value, reading.file)
    for (state, name), values in said.items():
        (first, file), *others = values.items()
        for value, other in others:
            what = f'"{value}" stands here, but "{first}" in {file}.'
            remedy = "Are both of the same build? Extract them one by one."
            yield Problem(other, 0, state, name, what, remedy)


def _said(reading: Reading, catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Each state, name and value of a sheet: without a state, what all of a year have in common."""
    yield "", "sample", str(reading.sample).lower()
    for path, value in reading.national.items():
        yield "", IN_COUNTRY + path, as_shown(value)
    for name, value in reading.figures.items():
        yield reading.state, name, as_shown(value)
    for name in catalogue.departures:
        if name not in reading.hidden:
            listed = "yes" if name in reading.departures else "no"
            yield reading.state, f"{AS_PUBLISHED}.{name}", listed


def _lines(readings: Sequence[Reading], edition: Readable, current: Readable) -> Iterator[str]:
    first, catalogue = readings[0], edition.reader.catalogue
    if edition is not current:
        yield f"# The figures are declared in {catalogue.file}."
    yield f"year: {first.year}"
    if first.sample:
        yield "sample: true"
    yield ""
    yield "national:"
    known = {path: value for each in readings for path, value in each.national.items()}
    rounded = frozenset(name for each in readings for name in each.rounded)
    yield from _group(
        1, {path: known.get(path) for path in catalogue.national}, IN_COUNTRY, rounded
    )
    yield ""
    yield "states:"
    by_state: dict[str, list[Reading]] = {}
    for reading in readings:
        by_state.setdefault(reading.state, []).append(reading)
    for state in JURISDICTIONS:
        if state in by_state:
            yield f"  {state}:"
            yield from _state(by_state[state], catalogue)


def _state(readings: Sequence[Reading], catalogue: Catalogue) -> Iterator[str]:
    """One state's figures: more than one sheet of it can show more of its departures."""
    figures = {name: readings[0].figures.get(name) for name in catalogue.state}
    yield from _group(2, figures, "", readings[0].rounded)
    departures = dict.fromkeys(name for each in readings for name in each.departures)
    if departures:
        yield f"    {AS_PUBLISHED}: [{', '.join(departures)}]"
    hidden = set.intersection(*(set(each.hidden) for each in readings))
    if hidden:
        yield f"    # {AS_PUBLISHED}: the sheet cannot show {', '.join(sorted(hidden))}"


def _group(
    depth: int, figures: Mapping[str, Figure | None], before: str, rounded: frozenset[str]
) -> Iterator[str]:
    """A line for each figure; ``before`` is what makes a name of its path."""
    for name, value in nested(figures).items():
        inner = value if isinstance(value, Mapping) else {"": value}
        if isinstance(value, Mapping):
            yield f"{'  ' * depth}{name}:"
        for key in inner:
            path = f"{name}.{key}" if key else name
            note = "# printed rounded" if before + path in rounded else ""
            yield _line(depth + bool(key), key or name, figures[path], note)


def _line(depth: int, name: str, value: Figure | None, note: str) -> str:
    if value is None:
        return f"{'  ' * depth}# {name}: not on these sheets"
    line = f"{'  ' * depth}{name}: {as_written(value)}"
    return f"{line:<{_COLUMN}}{note}" if note else line
