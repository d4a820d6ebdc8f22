"""Keep a finished year's edition in the archive, and start a new one in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from factsheets.dataset.archive import ARCHIVE, DATA_FILE, archived_since, year_in_archive
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.edition.edition import templates_of
from factsheets.edition.schemas import write_schemas
from factsheets.figures.declared import FIGURES_FILE, read_catalogue
from factsheets.figures.values import LAST_YEAR, Figures, as_written, nested
from factsheets.files import (
    contents,
    locked,
    make_folder,
    real_path,
    remove_folder,
    save,
    save_folder,
)
from factsheets.problems import FactsheetsError, Problem
from factsheets.templating.folders import FOLDER
from factsheets.wording.compose import Wording
from factsheets.yaml_tree import LARGEST_FILE, Group, parse_yaml

_COMMENT = re.compile(r"\s#\s*(.*?)\s*$")
_OF_LAST_YEAR = re.compile(r"[0-9]{4}: ")  # a comment that the last new-year left


@dataclass(frozen=True)
class NewYear:
    """What was done: the ``archive`` folder of ``last_year``, and how many ``states`` are awaited.

    ``awaited`` are the states that had no figures in the last year; ``sample`` says that the new
    file too is marked as holding invented figures. ``remarks`` say what is odd in the last year's
    file without being wrong.
    """

    archive: Path
    last_year: int
    states: int
    awaited: tuple[str, ...]
    sample: bool
    remarks: tuple[Problem, ...]


def new_year(data: Path, year: int, *, skip_years: bool = False) -> NewYear:
    """Keep the whole edition of the file ``data`` in archive/<its year>/, and start the next year.

    What is kept are the data file, ``figures.yaml`` and all templates, byte for byte. The new data
    file has the old one's head and states, and no figures: last year's national figures are
    comments. The schemas are written again. ``skip_years`` lets ``year`` be later than the next
    one. The archive is written first, and a run that is cut short can be repeated.

    Raises FactsheetsError, and changes nothing, when the file has problems or no state has figures,
    when a sheet of it cannot be composed, when ``year`` does not follow, when ``data`` is in the
    archive itself, when the archive has another folder of that name, or when somebody else changes
    ``data`` meanwhile.
    """
    _refuse_archived(data)
    content = contents(data, LARGEST_FILE)
    catalogue = contents(data.parent / FIGURES_FILE, LARGEST_FILE)
    dataset = load(data, content, read_catalogue(data, catalogue))
    _refuse_wrong_year(data, dataset, year, skip_years=skip_years)
    if dataset.problems:
        raise FactsheetsError(dataset.problems)
    if later := archived_since(data, year):
        what = f"The archive has {later} already."
        remedy = "Is this the right data file? A year that is in the archive is finished."
        raise FactsheetsError(Problem(str(data.parent / ARCHIVE), what=what, remedy=remedy))
    started = _started(content.decode(), parse_yaml(str(data), content), dataset, year)
    templates = templates_of(data)
    wording = Wording(templates, dataset.catalogue)
    for state in dataset.ready:  # what is kept can be built at any later time
        wording.compose(dataset, state)
    kept = {DATA_FILE: content, FIGURES_FILE: catalogue}
    kept |= {f"{FOLDER}/{name}": each for name, each in templates.everything().items()}
    archive = data.parent / ARCHIVE / str(dataset.year)
    with locked(real_path(data).parent):
        make_folder(real_path(archive.parent))
        is_new = save_folder(archive, kept)
        try:
            save(data, started.encode(), read=content)
        except FactsheetsError:
            if is_new:
                remove_folder(archive)
            raise
        with suppress(FactsheetsError):  # the year has begun; check says what is stale
            write_schemas(data)
    return NewYear(
        archive, dataset.year, len(dataset.states), dataset.awaited, dataset.sample, dataset.remarks
    )


def _refuse_archived(data: Path) -> None:
    if year := year_in_archive(data):
        what = f"This file is kept in the archive: {year} is finished."
        remedy = "Name the data file of the year that ends now; the archive stays as it is."
        raise FactsheetsError(Problem(str(data), what=what, remedy=remedy))


def _refuse_wrong_year(data: Path, dataset: Dataset, year: int, *, skip_years: bool) -> None:
    following = dataset.year + 1
    if year == dataset.year:
        what = f"This file is for {year} already."
        remedy = "The figures go in with factsheets import, or by hand."
    elif year < dataset.year:
        what = f"This file is for {dataset.year}; {year} is before that."
        remedy = f"The next year is {following}."
    elif year > LAST_YEAR:
        what, remedy = f"{year} is not a year.", f"The next year is {following}."
    elif not dataset.ready and not dataset.problems:
        what = f"No state has figures for {dataset.year} yet."
        remedy = f"Finish {dataset.year} first."
    elif year > following and not skip_years:
        what = f"This file is for {dataset.year}; the next year is {following}, not {year}."
        remedy = f"If {year} is meant, add --skip-years."
    else:
        return
    raise FactsheetsError(Problem(str(data), figure="year", what=what, remedy=remedy))


def _started(text: str, top: Group, dataset: Dataset, year: int) -> str:
    """The new file: the head of ``text``, and every group without figures."""
    lines = text.splitlines()
    head = lines[: min(each.line for each in top.marks.values()) - 1]
    sample = ["sample: true"] if dataset.sample else []
    started = [*head, f"year: {year}", *sample, "", "national:"]
    started += _without_figures(lines, top, dataset)
    started += ["", "states:", *(f"  {name}:" for name in dataset.states)]
    line_end = "\r\n" if "\r\n" in text else "\n"
    return line_end.join([*started, ""])


def _without_figures(lines: list[str], top: Group, dataset: Dataset) -> list[str]:
    """Each national figure without its number, which stands behind it as a comment."""
    national = dataset.national or Figures({})
    found: list[tuple[str, str, str]] = []
    for name, value in nested(national).items():
        paths = [f"{name}.{key}" for key in value] if isinstance(value, Mapping) else [name]
        if isinstance(value, Mapping):
            found.append((f"  {name}:", "", ""))
        for path in paths:
            keys, figure = path.split("."), as_written(national[path])
            remark = _remark(lines[top.line_of(("national", *keys)) - 1])
            said = f"# {dataset.year}: {figure}"
            said = f"{said}, {remark}" if remark else said
            found.append((f"{'  ' * len(keys)}{keys[-1]}:", figure, said))
    width = max(len(f"{key} {figure}  ") for key, figure, _ in found)
    return [f"{key.ljust(width)}{said}".rstrip() for key, _, said in found]


def _remark(line: str) -> str:
    """The comment at the end of the line, unless it is about the year before."""
    found = _COMMENT.search(line)
    return found[1] if found and not _OF_LAST_YEAR.match(found[1]) else ""
