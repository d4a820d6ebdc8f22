"""The data files of earlier years, which ``new-year`` keeps: archive/<year>/states.yaml."""

from __future__ import annotations

import re
from pathlib import Path

DATA_FILE = "states.yaml"  # the name of the data file in the archive
ARCHIVE = "archive"  # the folder beside the data file


def archived(data: Path) -> list[Path]:
    """The data files in the archive beside ``data``, in the order of their years.

    For a file that is in the archive itself, those of the years before it.
    """
    folder = data.parent
    if year := kept_as(data):
        return [each for each in _years_in(folder.parent) if each.parent.name < year]
    return _years_in(folder / ARCHIVE)


def kept_as(data: Path) -> str:
    """The year whose folder in an archive ``data`` is in; "" where it is in none."""
    folder = data.parent
    is_kept = folder.parent.name == ARCHIVE and re.fullmatch("[0-9]{4}", folder.name)
    return folder.name if is_kept else ""


def _years_in(archive: Path) -> list[Path]:
    return sorted(archive.glob(f"[0-9][0-9][0-9][0-9]/{DATA_FILE}"))


def archived_since(data: Path, year: int) -> str:
    """The first of ``year`` and those after it that the archive beside ``data`` has; "" if none."""
    years = (each.parent.name for each in archived(data))
    return next((each for each in years if each >= str(year)), "")
