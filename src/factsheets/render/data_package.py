"""What the tables of a year hold, told to programs: ``datapackage.json``.

It is a Data Package (Data Package Standard, version 2), which says of each table what its columns
are called, mean and may hold. Readers of version 1 understand it too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from factsheets.dataset.dataset import Dataset
from factsheets.figures.catalogue import Declaration
from factsheets.figures.values import LARGEST_PERCENT, NOT_REPORTED, SAMPLE_MARK
from factsheets.render.formats import NATIONAL_FILE, STATES_FILE
from factsheets.render.table import CODE, SAMPLE, STATE, YEAR

_PROFILES = "https://datapackage.org/profiles/2.0"  # of the standard, by which readers know it
_PUBLISHER = "National Center for Missing and Exploited Children"
_ABSENT = (
    f'"{NOT_REPORTED.value}" means that the fact sheet does not give the figure, which is not the '
    "same as 0. Nothing stands where a figure is awaited."
)

Field = dict[str, object]  # what the standard says of a column


def render_package(dataset: Dataset, tables: Mapping[str, bytes]) -> str:
    """The description of the ``tables``, by the names of their files, as JSON.

    The figures have the titles and explanations of the catalogue.
    """
    mark = "SAMPLE: " if dataset.sample else ""
    year, catalogue = dataset.year, dataset.catalogue
    of_state = [_YEAR, _SAMPLE, *_OF_STATE, *map(_field, catalogue.state.values())]
    national = [_YEAR, _SAMPLE, *map(_field, catalogue.national.values())]
    about = f"The figures of the {_PUBLISHER} (NCMEC) on its state fact sheets, {year}. {_ABSENT}"
    package = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": f"ncmec-state-fact-sheets-{year}",
        "title": f"{mark}NCMEC state fact sheets, {year}",
        "description": f"{SAMPLE_MARK} {about}" if dataset.sample else about,
        "contributors": [{"title": _PUBLISHER, "roles": ["publisher"]}],
        "resources": [
            _table(STATES_FILE, tables, f"{mark}Figures of the states, {year}", of_state, [CODE]),
            _table(NATIONAL_FILE, tables, f"{mark}National figures, {year}", national, []),
        ],
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _table(
    file: str, tables: Mapping[str, bytes], title: str, fields: list[Field], key: list[str]
) -> dict[str, object]:
    content = tables[file]
    return {
        "$schema": f"{_PROFILES}/dataresource.json",
        "name": file.partition(".")[0],
        "type": "table",
        "title": title,
        "path": file,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": fields,
            "primaryKey": [YEAR, *key],
            "missingValues": ["", NOT_REPORTED.value],
        },
    }


_YEAR: Field = {
    "name": YEAR,
    "type": "year",
    "title": "Year",
    "description": "The year of the fact sheets.",
    "constraints": {"required": True},
}
_SAMPLE: Field = {
    "name": SAMPLE,
    "type": "boolean",
    "title": "Sample",
    "description": "Whether the figures are invented, and not NCMEC's.",
    "trueValues": ["true"],
    "falseValues": ["false"],
    "constraints": {"required": True},
}
_OF_STATE: tuple[Field, ...] = (
    {
        "name": STATE,
        "type": "string",
        "title": "State",
        "description": "The name of the state, the District of Columbia, or the territory.",
        "constraints": {"required": True, "unique": True},
    },
    {
        "name": CODE,
        "type": "string",
        "title": "Postal code",
        "description": "The two letters of the Postal Service for it.",
        "constraints": {"required": True, "unique": True, "pattern": "[A-Z]{2}"},
    },
)


def _field(declared: Declaration) -> Field:
    """The column of a figure."""
    about = declared.about
    if declared.at_least:
        about += ' Published as "more than" so many.'
    limits: dict[str, object] = {"minimum": 0}
    if declared.is_percent:
        limits["maximum"] = LARGEST_PERCENT
    return {
        "name": declared.path,
        "type": "number" if declared.is_percent else "integer",
        "title": declared.title,
        "description": about,
        "constraints": limits,
    }
