"""What is told of the tables: each column with its title, and nothing that is not so."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from conftest import CATALOGUE, invented
from factsheets.dataset.dataset import Dataset
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.formats import NATIONAL_FILE, PACKAGE_FILE, STATES_FILE
from factsheets.render.start_page import render_year
from factsheets.wording.compose import Wording
from render.conftest import BARE

TABLES = {STATES_FILE: CATALOGUE.state, NATIONAL_FILE: CATALOGUE.national}


def package_of(made: dict[str, bytes]) -> dict[str, Any]:
    package: dict[str, Any] = json.loads(made[PACKAGE_FILE])
    return package


@pytest.fixture
def made(dataset: Dataset, wording: Wording) -> dict[str, bytes]:
    return render_year(dataset, [], wording)


@pytest.mark.parametrize("file", TABLES)
def test_each_column_of_a_table_is_told_in_its_order(file: str, made: dict[str, bytes]) -> None:
    [table] = [each for each in package_of(made)["resources"] if each["path"] == file]
    fields = table["schema"]["fields"]
    header = next(csv.reader(made[file].decode().splitlines()))
    assert [each["name"] for each in fields] == header
    assert all(each["title"] and each["description"] for each in fields)
    told = {each["name"]: each for each in fields}
    for path, declared in TABLES[file].items():
        assert told[path]["title"] == declared.title
        assert told[path]["description"].startswith(declared.about)
        assert told[path]["type"] == ("number" if declared.is_percent else "integer")
        assert ('"more than"' in told[path]["description"]) == declared.at_least
    assert table["schema"]["missingValues"] == ["", "not reported"]


def test_a_table_can_be_held_against_what_is_told_of_it(made: dict[str, bytes]) -> None:
    for table in package_of(made)["resources"]:
        content = made[table["path"]]
        assert table["bytes"] == len(content)
        assert table["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_not_reported_is_told_from_zero(made: dict[str, bytes]) -> None:
    assert "not the same as 0" in package_of(made)["description"]


def test_only_a_sample_is_told_to_be_one(
    made: dict[str, bytes], everywhere: Dataset, wording: Wording
) -> None:
    sample = package_of(render_year(everywhere, [], wording))
    for each in (sample, *sample["resources"]):
        assert each["title"].startswith("SAMPLE: ")
    assert sample["description"].startswith("SAMPLE: THESE FIGURES ARE INVENTED.")
    assert "SAMPLE" not in made[PACKAGE_FILE].decode()


def complaints_of_frictionless(folder: Path) -> list[str]:
    """What the ``frictionless`` library says against the package in ``folder``, in its order."""
    import frictionless  # takes a second

    report = frictionless.validate(str(folder / PACKAGE_FILE))
    assert report.stats["tasks"] == len(TABLES) or report.errors  # it has looked
    return [kind for [kind] in report.flatten(["type"])]


@pytest.fixture
def of_all_kinds(make_dataset: Callable[..., Dataset]) -> Dataset:
    """A sample in which figures are given, 0, not reported, or, with a whole state, awaited."""
    kinds = [invented(), invented(**BARE), None]
    return make_dataset(dict(zip(JURISDICTIONS, cycle(kinds), strict=False)))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dataset", "everywhere", "of_all_kinds"])
def test_frictionless_finds_the_package_valid(
    name: str, request: pytest.FixtureRequest, wording: Wording, tmp_path: Path
) -> None:
    dataset: Dataset = request.getfixturevalue(name)
    assert dataset.problems == ()
    for file, content in render_year(dataset, [], wording).items():
        (tmp_path / file).write_bytes(content)
    assert complaints_of_frictionless(tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "complaints"),
    [
        (b",26,", b",27,", {"hash-count"}),
        (b",26,", b",many,", {"hash-count", "byte-count", "type-error"}),
        (b"Wyoming,WY", b"Wyoming,WI", {"hash-count", "unique-error", "primary-key"}),
    ],
)
def test_frictionless_would_see_a_change(
    old: bytes,
    new: bytes,
    complaints: set[str],
    made: dict[str, bytes],
    tmp_path: Path,
) -> None:
    for file, content in made.items():
        (tmp_path / file).write_bytes(content)
    changed = made[STATES_FILE].replace(old, new)
    assert changed != made[STATES_FILE]
    (tmp_path / STATES_FILE).write_bytes(changed)
    assert {*complaints_of_frictionless(tmp_path)} == complaints
