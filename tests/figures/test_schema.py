"""The JSON Schema that editors check the data file with: as strict as the loader."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from conftest import CATALOGUE, DATA, INVENTED, data_text, invented
from factsheets.figures.declared import FIGURES_FILE
from factsheets.figures.schema import data_schema, figures_schema, schema_files
from factsheets.figures.values import LARGEST_FIGURE


class Yaml12Loader(yaml.SafeLoader):  # reads a file as editors do
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


for _tag, _pattern, _first in [
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"null|Null|NULL|~|", ["n", "N", "~", ""]),
]:
    Yaml12Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), list(_first)
    )


def objections(data: object) -> list[str]:
    """What the schema says against ``data``: where, each as a path with dots."""
    errors = Draft202012Validator(data_schema(CATALOGUE)).iter_errors(data)
    return [".".join(map(str, error.absolute_path)) for error in errors]


def sample(**changed: Any) -> dict[str, Any]:
    """A data file as an editor has it, with some of Wyoming's figures changed."""
    data: dict[str, Any] = yaml.safe_load(data_text({"Wyoming": invented(**changed)}))
    return data


@pytest.mark.parametrize(("path", "content"), schema_files(DATA, CATALOGUE).items())
def test_the_schemas_beside_the_data_are_those_of_today(path: Path, content: bytes) -> None:
    assert path.read_bytes() == content, f"{path.name} is stale: run factsheets schema"


@pytest.mark.parametrize("name", [DATA.name, FIGURES_FILE])
def test_each_file_names_its_schema_for_editors(name: str) -> None:
    first_line = DATA.with_name(name).read_text(encoding="utf-8").partition("\n")[0]
    assert first_line == f"# yaml-language-server: $schema={name.replace('.yaml', '.schema.json')}"


@pytest.mark.parametrize("schema", [data_schema(CATALOGUE), figures_schema()])
def test_a_schema_is_a_schema(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)


def test_every_figure_is_explained_to_who_hovers_over_it() -> None:
    schema = data_schema(CATALOGUE)
    state = schema["properties"]["states"]["additionalProperties"]["anyOf"][1]
    for group, declared in (
        (schema["properties"]["national"], CATALOGUE.national),
        (state, CATALOGUE.state),
    ):
        for path, each in declared.items():
            inner = group
            for key in path.split("."):
                inner = inner["properties"][key]
            assert (inner["title"], inner["description"]) == (each.title, each.about)
    assert state["properties"]["as_published"]["description"]


def test_the_schema_accepts_the_data_file_as_yaml_1_1_has_it() -> None:
    data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    assert data["national"]["cybertipline_reports"] == 36_200_000
    assert objections(data) == []


def test_the_schema_accepts_the_data_file_as_an_editor_reads_it() -> None:
    data = yaml.load(DATA.read_text(encoding="utf-8"), Loader=Yaml12Loader)
    assert data["national"]["cybertipline_reports"] == "36_200_000"
    assert data["states"]["Wyoming"]["cybertipline_reports"] == 809
    assert data["states"]["Alabama"] is None
    assert objections(data) == []


def test_the_schema_accepts_the_sample_that_the_cases_below_spoil() -> None:
    assert objections(sample()) == []


@pytest.mark.parametrize("value", [0, 7, LARGEST_FIGURE, "1_747", "36_200_000", "not reported"])
def test_the_schema_accepts_each_way_to_write_a_figure(value: object) -> None:
    assert objections(sample(cvip_submissions=value)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"cvip_submision": 5},
        {"cvip_submissions": None},
        {"cvip_submissions": 12.5},
        {"cvip_submissions": -1},
        {"cvip_submissions": True},
        {"cvip_submissions": "12"},
        {"cvip_submissions": "1,747"},
        {"cvip_submissions": "1_74"},
        {"cvip_submissions": "0_174"},
        {"cvip_submissions": "Not reported"},
        {"cvip_submissions": LARGEST_FIGURE + 1},
        {"cybertipline_reports": "not reported"},
        {"missing_children": "not reported"},
        {"missing_children": {"total": 5}},
        {"as_published": ["plain_titel"]},
        {"as_published": "plain_title"},
    ],
)
def test_the_schema_rejects_what_the_loader_rejects_in_a_state(
    changed: dict[str, Any],
) -> None:
    assert objections(sample(**changed)) == ["states.Wyoming"]


@pytest.mark.parametrize("value", ["not reported", 12.5, "12", None])
def test_the_schema_rejects_what_the_loader_rejects_in_the_national_figures(value: object) -> None:
    data = sample()
    data["national"]["connect_users"] = value
    assert objections(data) == ["national.connect_users"]


def test_the_schema_rejects_not_reported_in_the_missing_children() -> None:
    cases = {**INVENTED["missing_children"], "other": "not reported"}
    assert objections(sample(missing_children=cases)) == ["states.Wyoming"]


@pytest.mark.parametrize("name", ["Wyomin", "wyoming", "WY", "Ontario"])
def test_the_schema_rejects_an_unknown_state(name: str) -> None:
    data = sample()
    data["states"] = {name: None}
    assert objections(data) == ["states"]


@pytest.mark.parametrize(
    "change",
    [
        {"yaer": 2023},
        {"year": "2023"},
        {"year": 1983},
        {"year": 2101},
        {"sample": "yes"},
        {"national": None},
        {"states": None},
    ],
)
def test_the_schema_rejects_a_wrong_top(change: dict[str, object]) -> None:
    assert objections({**sample(), **change}) in ([""], list(change))


@pytest.mark.parametrize("key", ["year", "national", "states"])
def test_the_schema_rejects_a_file_without(key: str) -> None:
    data = sample()
    del data[key]
    assert objections(data) == [""]
