"""Documents compared with the dataset: every figure, word, bold, data and byte that differs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from factsheets.problems import FactsheetsError
from factsheets.reading.against import FORMATS, AllYears
from factsheets.reading.editions import no_edition
from factsheets.reading.folder import Folder
from factsheets.reading.verified import Verified
from factsheets.render.formats import MANIFEST_FILE

_YEAR = re.compile("[0-9]{4}")


def verify(
    paths: Sequence[Path], data: Path, templates: Path | None = None, *, house_style: bool = False
) -> Iterator[Verified]:
    """Each document of ``paths``, files or folders of a year, compared with the edition it is of.

    That is the edition of the file ``data``, or one of its archive; ``templates`` is a folder of
    other wording, and then it is that of ``data``. Raises FactsheetsError when nothing can be
    verified: the data file or its wording is wrong.
    """
    years = AllYears(data, templates, house_style=house_style)
    without: dict[int, list[Verified]] = {}
    used = set[Path | None]()
    for each in _each(paths, years):
        if each.year and each.data is None:
            without.setdefault(each.year, []).append(each)
        else:
            used.add(each.data)
            yield each
    for year, files in without.items():
        problem = no_edition(data, year, [each.file for each in files])
        yield from (replace(each, problems=(problem, *each.problems)) for each in files)
    for against in years.used:
        if against.data in used and against.dataset.sample:
            note = "This is a SAMPLE: its figures are invented. Do not send it."
            yield Verified(str(against.data), 0, (), note)


def _each(paths: Sequence[Path], years: AllYears) -> Iterator[Verified]:
    around: dict[Path, Folder] = {}
    for path in paths:
        for each in _folders(path) if path.is_dir() else (path,):
            try:
                if path.is_dir():
                    yield from Folder(each, years, is_built=True).all()
                else:
                    yield _folder_of(each, years, around).one(each)
            except FactsheetsError as error:  # the edition that it is of cannot be used
                yield Verified(str(each), 0, error.problems)


def _folder_of(path: Path, years: AllYears, around: dict[Path, Folder]) -> Folder:
    """The folder of a file, from those that are known or added to them."""
    if path.parent not in around:
        is_built = (path.parent / MANIFEST_FILE).exists()
        around[path.parent] = Folder(path.parent, years, is_built=is_built)
    return around[path.parent]


def _folders(path: Path) -> list[Path]:
    """The folders of the years in ``path``, or it alone where anything is published in it."""
    there = sorted(path.iterdir())
    years = [each for each in there if each.is_dir() and _YEAR.fullmatch(each.name)]
    return [path] if not years or any(map(_is_published, there)) else years


def _is_published(path: Path) -> bool:
    return path.suffix.lower() in (*FORMATS, ".csv") or path.name == MANIFEST_FILE
