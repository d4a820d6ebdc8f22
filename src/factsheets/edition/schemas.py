"""The JSON Schemas beside a data file, kept in step with what ``figures.yaml`` declares."""

from __future__ import annotations

import os
from pathlib import Path

from factsheets.figures.catalogue import Catalogue
from factsheets.figures.declared import read_catalogue
from factsheets.figures.schema import schema_files
from factsheets.files import contents, write
from factsheets.problems import FactsheetsError, Problem


def write_schemas(data: Path) -> tuple[Path, ...]:
    """Write both schemas, and return where. Raises FactsheetsError as ``read_catalogue`` does."""
    files = schema_files(data, read_catalogue(data))
    for path, content in files.items():
        write(path, content)
    return tuple(files)


def stale_schemas(data: Path, catalogue: Catalogue) -> list[Problem]:
    """A remark for each schema that is beside the file ``data`` and would be written otherwise.

    One that is not there is no matter: an editor then checks nothing.
    """
    what = "This schema is out of date: an editor that uses it may mark what is right."
    remedy = "Write it again: factsheets schema"
    return [
        Problem(str(path), what=what, remedy=remedy)
        for path, content in schema_files(data, catalogue).items()
        if os.path.lexists(path) and not _holds(path, content)
    ]


def _holds(path: Path, content: bytes) -> bool:
    try:
        return contents(path, len(content)) == content
    except FactsheetsError:
        return False
