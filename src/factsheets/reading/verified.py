"""What is said of a file that was verified."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from factsheets.problems import Problem
from factsheets.reading.against import Against
from factsheets.render.formats import MANIFEST_FILE


@dataclass(frozen=True)
class Verified:
    """A file, how many figures its sheet prints, and all that differs.

    ``note`` says why the file was not looked at, if it was not. ``data`` is the data file that it
    was held against, and ``year`` the year of that; without ``data``, ``year`` is one that no
    edition has. ``address`` is where a page that was looked at alone says that it is published.
    """

    file: str
    figures: int
    problems: tuple[Problem, ...]
    note: str = ""
    data: Path | None = None
    year: int = 0
    address: str = ""


def verified_against(
    path: Path, against: Against | None, problems: tuple[Problem, ...], figures: int = 0
) -> Verified:
    """The file at ``path``, held ``against`` an edition if one is known."""
    if against is None:
        return Verified(str(path), figures, problems)
    year = against.edition.year
    return Verified(str(path), figures, problems, data=against.data, year=year)


def problem_of_manifest(path: Path, what: str) -> Problem:
    """That the manifest says ``what`` of the file at ``path``, which is not so."""
    remedy = "Build again, or find out who changed it."
    return Problem(str(path), what=f"{MANIFEST_FILE} {what}.", remedy=remedy)
