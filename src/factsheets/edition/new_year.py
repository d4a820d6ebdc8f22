"""Keep a finished year's data file in the archive, and start a new one in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from factsheets.dataset.load import ARCHIVE, Dataset, archived_since, load
from factsheets.figures.values import LAST_YEAR, as_written
from factsheets.files import contents, locked, make_folder, real_path, remove_drafts, save
from factsheets.problems import FactsheetsError, Problem
from factsheets.yaml_tree import LARGEST_FILE, Group, parse_yaml

_COMMENT = re.compile(r"\s#\s*(.*?)\s*$")
_OF_LAST_YEAR = re.compile(r"[0-9]{4}: ")  # a comment that the last new-year left


@dataclass(frozen=True)
class NewYear:
    """What was done: the ``archive`` file of ``last_year``, and how many ``states`` are awaited.

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
    """Keep the file ``data`` as archive/<its year>.yaml, byte for byte, and start the next year.

    The new file has the old one's head and states, and no figures: last year's national figures
    stand as comments. ``skip_years`` lets ``year`` be later than the next one. The archive is
    written first, and a run that is cut short can be repeated. Raises FactsheetsError, and changes
    nothing, when the file has problems or no state has figures, when ``year`` does not follow, when
    the archive has another file of that name, or when somebody else changes ``data`` meanwhile.
    """
    content = contents(data, LARGEST_FILE)
    dataset = load(data, content)
    _refuse_wrong_year(data, dataset, year, skip_years=skip_years)
    if dataset.problems:
        raise FactsheetsError(dataset.problems)
    if later := archived_since(data, year):
        what = f"The archive has {later} already."
        remedy = "Is this the right data file? A year that is in the archive is finished."
        raise FactsheetsError(Problem(str(data.parent / ARCHIVE), what=what, remedy=remedy))
    anew = _started(content.decode(), parse_yaml(str(data), content), dataset, year)
    archive = data.parent / ARCHIVE / f"{dataset.year}.yaml"
    with locked(real_path(data).parent):
        make_folder(real_path(archive.parent))
        remove_drafts(archive.parent)
        is_new = not (archive.exists() or archive.is_symlink())
        if is_new:
            save(archive, content, read=None)
        if archive.is_symlink() or contents(archive, LARGEST_FILE) != content:
            what = f"There is a file for {dataset.year} already, and it is not the same as {data}."
            remedy = "Compare the two. Nothing is overwritten: move the one in the archive."
            raise FactsheetsError(Problem(str(archive), what=what, remedy=remedy))
        try:
            save(data, anew.encode(), read=content)
        except FactsheetsError:
            if is_new:
                archive.unlink()
            raise
    return NewYear(
        archive, dataset.year, len(dataset.states), dataset.awaited, dataset.sample, dataset.remarks
    )


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
    anew = [*head, f"year: {year}", *sample, "", "national:"]
    national = top.entries["national"]
    keys = tuple(national.entries) if isinstance(national, Group) else ()
    figures = {key: as_written(getattr(dataset.national, key)) for key in keys}
    width = max(len(f"  {key}: {figure}  ") for key, figure in figures.items())
    for key, figure in figures.items():
        remark = _remark(lines[top.line_of(("national", key)) - 1])
        said = f"{dataset.year}: {figure}, {remark}" if remark else f"{dataset.year}: {figure}"
        anew.append(f"  {key}:".ljust(width) + f"# {said}")
    anew += ["", "states:", *(f"  {name}:" for name in dataset.states)]
    line_end = "\r\n" if "\r\n" in text else "\n"
    return line_end.join([*anew, ""])


def _remark(line: str) -> str:
    """The comment at the end of the line, unless it is about the year before."""
    found = _COMMENT.search(line)
    return found[1] if found and not _OF_LAST_YEAR.match(found[1]) else ""
