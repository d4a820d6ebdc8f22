"""Published sheets in, their figures out, as the YAML of the data file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from factsheets.figures.catalogue import DEPARTURES, national_figures, state_figures
from factsheets.figures.rules import contradictions_in_national, contradictions_in_state
from factsheets.figures.values import LARGEST_FIGURE, Figure, Nested, as_shown, as_written, nested
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError, Problem
from factsheets.reading.documents import read_documents
from factsheets.reading.reader import Reader, Reading
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Wording

_COLUMN = 42  # in which a comment stands


def extract(files: Sequence[Path], templates: Templates) -> str:
    """The figures of the published sheets ``files`` as a data file.

    What no sheet prints is left out, and a comment says so. Raises FactsheetsError, with every
    problem, when one of them cannot be read or two of them contradict each other: half of the
    figures would look like all of them.
    """
    reader, readings, problems = Reader(Wording(templates)), list[Reading](), list[Problem]()
    for document in read_documents(files):
        try:
            if isinstance(document, FactsheetsError):
                raise document
            reading = reader.read(document)
            readings.append(reading)
            problems += _impossible(reading)
        except FactsheetsError as error:
            problems += error.problems
    problems += _contradictions(readings)
    if problems:
        raise FactsheetsError(problems)
    return "\n".join(_lines(readings)) + "\n"


def _impossible(reading: Reading) -> Iterator[Problem]:
    """What the figures of one sheet contradict among themselves, as far as it prints them."""
    national = {
        name: value
        for name, value in reading.national.items()
        if isinstance(value, int) and f"national.{name}" not in reading.rounded
    }
    figures = {name: value for name, value in reading.figures.items() if isinstance(value, int)}
    found = [
        *contradictions_in_state(figures, national),
        *((f"national.{name}", what) for name, what in contradictions_in_national(national)),
    ]
    for name, value in (*figures.items(), *national.items()):
        if value > LARGEST_FIGURE:
            found.append((name, f"{as_shown(value)} is too large for a figure."))
    for figure, what in found:
        yield Problem(reading.file, 0, reading.state, figure, what, "Was the sheet changed?")


def _contradictions(readings: Sequence[Reading]) -> Iterator[Problem]:
    """What two sheets say differently, though it can be said only once."""
    said: dict[tuple[str, str], dict[str, str]] = {}  # each value, and the first file that has it
    for reading in readings:
        for state, name, value in _said(reading):
            said.setdefault((state, name), {}).setdefault(value, reading.file)
    for (state, name), values in said.items():
        (first, file), *others = values.items()
        for value, other in others:
            what = f'"{value}" stands here, but "{first}" in {file}.'
            remedy = "Are both of the same year and build? Extract them one by one."
            yield Problem(other, 0, state, name, what, remedy)


def _said(reading: Reading) -> Iterator[tuple[str, str, str]]:
    """Each state, name and value of a sheet: without a state, what all sheets have in common."""
    yield "", "year", str(reading.year)
    yield "", "sample", str(reading.sample).lower()
    for name, value in reading.national.items():
        yield "", f"national.{name}", as_shown(value)
    for name, value in reading.figures.items():
        yield reading.state, name, as_shown(value)
    for name in DEPARTURES:
        if name not in reading.hidden:
            listed = "yes" if name in reading.departures else "no"
            yield reading.state, f"as_published.{name}", listed


def _lines(readings: Sequence[Reading]) -> Iterator[str]:
    first = readings[0]
    yield f"year: {first.year}"
    if first.sample:
        yield "sample: true"
    yield ""
    yield "national:"
    known = {name: value for each in readings for name, value in each.national.items()}
    rounded = {name for each in readings for name in each.rounded}
    for name in national_figures():
        note = "# printed rounded" if f"national.{name}" in rounded else ""
        yield _line(1, name, known.get(name), note)
    yield ""
    yield "states:"
    by_state: dict[str, list[Reading]] = {}
    for reading in readings:
        by_state.setdefault(reading.state, []).append(reading)
    for state in JURISDICTIONS:
        if state in by_state:
            yield f"  {state}:"
            yield from _state(by_state[state])


def _state(readings: Sequence[Reading]) -> Iterator[str]:
    """One state's figures: more than one sheet of it can show more of its departures."""
    figures = {name: readings[0].figures.get(name) for name in state_figures()}
    yield from _group(2, nested(figures), readings[0].rounded)
    departures = dict.fromkeys(name for each in readings for name in each.departures)
    if departures:
        yield f"    as_published: [{', '.join(departures)}]"
    hidden = set.intersection(*(set(each.hidden) for each in readings))
    if hidden:
        yield f"    # as_published: the sheet cannot show {', '.join(sorted(hidden))}"


def _group(depth: int, values: Nested, rounded: frozenset[str]) -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield f"{'  ' * depth}{name}:"
            yield from _group(depth + 1, value, rounded)
        else:
            yield _line(depth, name, value, "# printed rounded" if name in rounded else "")


def _line(depth: int, name: str, value: Figure | None, note: str) -> str:
    if value is None:
        return f"{'  ' * depth}# {name}: not on these sheets"
    line = f"{'  ' * depth}{name}: {as_written(value)}"
    return f"{line:<{_COLUMN}}{note}" if note else line
