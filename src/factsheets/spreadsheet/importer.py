"""Put a filled-in workbook or CSV file into the data file: all of its figures, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from factsheets.dataset.dataset import Partial
from factsheets.dataset.load import load_partial
from factsheets.dataset.yaml_edit import with_figures
from factsheets.figures.catalogue import Declaration
from factsheets.figures.values import Figure, Nested, as_written, nested
from factsheets.files import contents, locked, real_path, save
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError, Problem
from factsheets.spreadsheet.last_year import last_year
from factsheets.spreadsheet.reader import NATION, figures_of
from factsheets.spreadsheet.tables import read_tables
from factsheets.spreadsheet.values import Values
from factsheets.yaml_tree import LARGEST_FILE


@dataclass(frozen=True)
class ChangedFigure:
    """One figure that differs in the spreadsheet; ``old`` is None where there was none."""

    where: str
    heading: str
    old: Figure | None
    new: Figure

    def __str__(self) -> str:
        old = "nothing" if self.old is None else as_written(self.old)
        return f"{self.where}, {self.heading}: {old} → {as_written(self.new)}"


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do.

    ``kept`` are the states, and perhaps the country, that have figures in the data file and an
    empty row in the spreadsheet; ``without_row`` are all states that have no row there, as when
    the file is cut off. They stay as they are. ``remarks`` say what of the file was not read, and
    what is still missing.
    """

    changes: tuple[ChangedFigure, ...]
    kept: tuple[str, ...]
    without_row: tuple[str, ...]
    remarks: tuple[Problem, ...] = ()


def import_figures(file: Path, data: Path, *, dry_run: bool = False) -> Imported:
    """Put the figures of the workbook or CSV ``file`` into the file ``data``, if all are right.

    Everything in ``data`` but the changed figures stays byte for byte; ``dry_run`` writes nothing.
    Raises FactsheetsError, with every problem and its cell, when anything in ``file`` is wrong,
    and when somebody else changes ``data`` meanwhile.
    """
    content = contents(data, LARGEST_FILE)
    partial = load_partial(data, content)
    last = last_year(data, partial)
    national, states, remarks = figures_of(read_tables(file), file, data, partial, last)
    filled = {name: figures for name, figures in states.items() if figures}
    updated = replace(
        partial, national=national or partial.national, states={**partial.states, **filled}
    )
    changed = with_figures(str(data), content.decode(), _wanted(partial, updated)).encode()
    _make_sure(data, changed, updated)
    changes = tuple(_changes(partial, updated))
    if changes and not dry_run:
        with locked(real_path(data).parent):
            save(data, changed, read=content)
    kept = [name for name in states if name not in filled and partial.states.get(name)]
    if partial.national and not national:
        kept.insert(0, NATION)
    without_row = [name for name in JURISDICTIONS if name not in states]
    return Imported(changes, tuple(kept), tuple(without_row), (*remarks, *_waiting(data, updated)))


def _waiting(data: Path, updated: Partial) -> Iterable[Problem]:
    """Say that no sheet can be made yet, when states have figures and the country has none."""
    if not updated.national and any(updated.states.values()):
        what = "The national figures are still missing."
        remedy = (
            "Figures of states are kept, but no sheet is made until the national ones are here."
        )
        yield Problem(str(data), what=what, remedy=remedy)


def _changes(partial: Partial, updated: Partial) -> Iterable[ChangedFigure]:
    yield from _changes_in(NATION, partial.catalogue.national, partial.national, updated.national)
    for name in JURISDICTIONS:
        old, new = partial.states.get(name, {}), updated.states.get(name, {})
        yield from _changes_in(name, partial.catalogue.state, old, new)


def _changes_in(
    where: str, declared: Mapping[str, Declaration], old: Values, new: Values
) -> Iterable[ChangedFigure]:
    for path, each in declared.items():
        if path in new and new[path] != old.get(path):
            yield ChangedFigure(where, each.title, old.get(path), new[path])


def _wanted(partial: Partial, updated: Partial) -> Nested:
    """Every figure of the data file in its order, with what is to be put in where it changes."""
    of_state, of_country = partial.catalogue.state, partial.catalogue.national
    return {
        "national": nested(_changed(of_country, partial.national, updated.national)),
        "states": {
            name: nested(
                _changed(of_state, partial.states.get(name, {}), updated.states.get(name, {}))
            )
            for name in JURISDICTIONS
        },
    }


def _changed(paths: Iterable[str], old: Values, new: Values) -> dict[str, Figure | None]:
    return {path: None if new.get(path) == old.get(path) else new.get(path) for path in paths}


def _make_sure(data: Path, changed: bytes, updated: Partial) -> None:
    """Read back what will be written. Raises FactsheetsError when it is not ``updated``."""
    try:
        if load_partial(data, changed) == updated:
            return
    except FactsheetsError:
        pass
    what = "The figures cannot be put into this file as it is laid out; nothing is written."
    remedy = "Write each figure on a line of its own, without braces."
    raise FactsheetsError(Problem(str(data), what=what, remedy=remedy))
