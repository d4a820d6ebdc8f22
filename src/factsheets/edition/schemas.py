"""The JSON Schemas beside a data file, kept in step with what ``figures.yaml`` declares."""

from __future__ import annotations

from pathlib import Path

from factsheets.figures.declared import read_catalogue
from factsheets.figures.schema import schema_files
from factsheets.files import write


def write_schemas(data: Path) -> tuple[Path, ...]:
    """Write both schemas, and return where. Raises FactsheetsError as ``read_catalogue`` does."""
    files = schema_files(data, read_catalogue(data))
    for path, content in files.items():
        write(path, content)
    return tuple(files)
