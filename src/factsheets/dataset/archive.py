"""The data files of earlier years, which ``new-year`` keeps: archive/<year>/states.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from factsheets.files import real_path

DATA_FILE = "states.yaml"  # the name of the data file in the archive
ARCHIVE = "archive"  # the folder beside the data file
_YEAR = re.compile("[0-9]{4}")


def archived(data: Path) -> list[Path]:
    """The data files in the archive beside ``data``, in the order of their years.

    For a file that is in the archive itself, those of the years before it.
    """
    folder = data.parent
    if year := year_in_archive(data):
        above = folder / ".." if folder.name in ("", "..") else folder.parent
        return [each for each in _years_in(above) if each.parent.name < year]
    return _years_in(folder / ARCHIVE)


def year_in_archive(data: Path) -> str:
    """The year of the archive that the file ``data`` is kept in; "" if it is in none."""
    folder = real_path(data.parent)
    is_year = folder.parent.name == ARCHIVE and _YEAR.fullmatch(folder.name)
    return folder.name if is_year else ""


def newest_before(data: Path, year: int) -> Path | None:
    """The data file of the newest year before ``year`` in the archive; None without one.

    Of ``data``, a file of that year, it is last year's: what review, preview and export show.
    """
    earlier = [each for each in archived(data) if each.parent.name < str(year)]
    return earlier[-1] if earlier else None


def _years_in(archive: Path) -> list[Path]:
    return sorted(archive.glob(f"[0-9][0-9][0-9][0-9]/{DATA_FILE}"))


def archived_since(data: Path, year: int) -> str:
    """The first of ``year`` and those after it that the archive beside ``data`` has; "" if none."""
    years = (each.parent.name for each in archived(data))
    return next((each for each in years if each >= str(year)), "")


def of_other_year(data: Path, year: int) -> str:
    """What is wrong when ``data``, a file for ``year``, is kept in another year's folder; or ""."""
    kept = year_in_archive(data)
    if kept in ("", str(year)):
        return ""
    return f"This file is for {year}, but its folder in the archive is {kept}."


def odd_year(data: Path, year: int) -> Iterator[tuple[str, str]]:
    """What is odd about the ``year`` of the file ``data`` without being wrong, and what to do."""
    if year > datetime.now(UTC).year:
        yield f"{year} has not begun yet.", "Is the year right?"
    if later := archived_since(data, year):
        what = f"The archive has {later} already: that year is finished."
        yield what, "Is this the right data file?"
