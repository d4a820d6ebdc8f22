"""The JSON Schema of the data file, which editors check it with."""

from __future__ import annotations

from typing import Any

from factsheets.figures.catalogue import National, StateFigures
from factsheets.figures.values import FIRST_YEAR, LAST_YEAR
from factsheets.jurisdictions import JURISDICTIONS


def data_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the data file, which editors check it with."""
    national, state = National.model_json_schema(), StateFigures.model_json_schema()
    definitions = state.pop("$defs")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "factsheets: a year's figures",
        "type": "object",
        "properties": {
            "year": {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
            "sample": {"type": "boolean", "description": "true: the figures are invented."},
            "national": national,
            "states": {
                "type": "object",
                "propertyNames": {"enum": list(JURISDICTIONS)},
                "additionalProperties": {"anyOf": [{"type": "null"}, state]},
            },
        },
        "required": ["year", "national", "states"],
        "additionalProperties": False,
        "$defs": definitions,
    }
