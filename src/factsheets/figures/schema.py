"""The JSON Schemas of the data file and of ``figures.yaml``, which editors check them with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from factsheets.figures.catalogue import AS_PUBLISHED, Catalogue, Declaration
from factsheets.figures.declared import (
    DEPARTURES,
    KEYS,
    LONGEST_TITLE,
    NAME,
    NATIONAL,
    NO_NAMES,
    STATE,
    TAKEN_NAMES,
)
from factsheets.figures.values import (
    FIRST_YEAR,
    LARGEST_FIGURE,
    LARGEST_PERCENT,
    LAST_YEAR,
    NOT_REPORTED,
)
from factsheets.jurisdictions import JURISDICTIONS

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# An editor reads YAML 1.2, in which 36_200_000 is text.
_COUNT: list[Schema] = [
    {"type": "integer", "minimum": 0, "maximum": LARGEST_FIGURE},
    {"type": "string", "pattern": "^[1-9][0-9]{0,2}(_[0-9]{3})+$"},
]
# No multipleOf: 0.1, for which editors reckon with binary fractions: they would refuse 0.3.
_PERCENT: list[Schema] = [{"type": "number", "minimum": 0, "maximum": LARGEST_PERCENT}]


def schema_files(data: Path, catalogue: Catalogue) -> dict[Path, bytes]:
    """What the schemas beside the file ``data`` hold, by their paths."""
    schemas = {"states": data_schema(catalogue), "figures": figures_schema()}
    return {
        data.with_name(f"{name}.schema.json"): f"{json.dumps(schema, indent=2)}\n".encode()
        for name, schema in schemas.items()
    }


def data_schema(catalogue: Catalogue) -> Schema:
    """The JSON Schema (draft 2020-12) of a data file whose figures are those of ``catalogue``."""
    departures = {
        "type": ["array", "null"],
        "description": "Departures from the house style that the state's published sheet has.",
        "items": {"enum": list(catalogue.departures)},
    }
    state = _group(catalogue.state.values())
    state["properties"][AS_PUBLISHED] = departures
    return {
        "$schema": _DIALECT,
        "title": "factsheets: a year's figures",
        "type": "object",
        "properties": {
            "year": {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
            "sample": {"type": "boolean", "description": "true: the figures are invented."},
            "national": _group(catalogue.national.values()),
            "states": {
                "type": "object",
                "propertyNames": {"enum": list(JURISDICTIONS)},
                "additionalProperties": {"anyOf": [{"type": "null"}, state]},
            },
        },
        "required": ["year", "national", "states"],
        "additionalProperties": False,
    }


def _group(declared: Iterable[Declaration]) -> Schema:
    """An object that needs these figures, and a group of its own for those of one group."""
    found = _object({})
    for each in declared:
        *groups, name = each.path.split(".")
        inner = found
        for group in groups:
            inner["properties"].setdefault(group, _object({}))
            inner["required"] = [*inner["properties"]]
            inner = inner["properties"][group]
        inner["properties"][name] = _figure(each)
        inner["required"] = [*inner["properties"]]
    return found


def _figure(each: Declaration) -> Schema:
    kinds = _PERCENT if each.is_percent else _COUNT
    if each.may_be_not_reported:
        kinds = [*kinds, {"const": NOT_REPORTED.value}]
    return {"title": each.title, "description": each.about, "anyOf": kinds}


def figures_schema() -> Schema:
    """The JSON Schema (draft 2020-12) of ``figures.yaml``."""
    taken = rf"^({'|'.join(TAKEN_NAMES)})(\.|$)|(^|\.)({'|'.join(NO_NAMES)})(\.|$)"
    path = rf"{NAME}(\.{NAME})?"
    words: Schema = {"type": "string", "pattern": r"\S"}
    one: Schema = {"type": "string", "pattern": rf"^({NATIONAL}\.)?{path}$"}
    listed: Schema = {"type": "array", "items": one, "minItems": 1, "uniqueItems": True}
    several: Schema = {"anyOf": [one, listed]}
    behind: dict[str, Schema] = {
        "title": {
            **words,
            "maxLength": LONGEST_TITLE,
            "description": "What it is called in tables and spreadsheets.",
        },
        "about": {**words, "description": "What it is, in a sentence."},
        "unit": {"const": "percent", "description": "At most 100, with one decimal at most."},
        "not_reported": {"const": "allowed", "description": '"not reported" can stand for it.'},
        "at_least": {"const": True, "description": 'It is published as "more than" so many.'},
        "sum_of": {**several, "description": "These figures add up to it."},
        "part_of": {**several, "description": "It is at most this figure, or these together."},
        "formerly": {**one, "description": "The name it had last year."},
    }
    figure = _object({key: behind[key] for key in KEYS}, "title", "about")
    figures: Schema = {
        "type": "object",
        "propertyNames": {"pattern": f"^{path}$", "not": {"pattern": taken}},
        "minProperties": 1,
        "additionalProperties": figure,
    }
    departures: Schema = {
        "type": ["object", "null"],
        "propertyNames": {"pattern": f"^{NAME}$", "not": {"pattern": taken}},
        "additionalProperties": words,
    }
    sections = {NATIONAL: figures, STATE: figures, DEPARTURES: departures}
    title = {"$schema": _DIALECT, "title": "factsheets: which figures there are"}
    return title | _object(sections, NATIONAL, STATE)


def _object(properties: Mapping[str, Schema], *required: str) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }
