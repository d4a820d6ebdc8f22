"""The schemas beside a data file: written from what is declared there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import put_edition, put_figures
from factsheets.cli.app import main
from factsheets.edition.schemas import stale_schemas, write_schemas
from factsheets.figures.declared import FIGURES_FILE, read_catalogue
from factsheets.problems import FactsheetsError


def test_both_schemas_are_written_beside_the_data_file(tmp_path: Path) -> None:
    put_figures(tmp_path)
    figures = tmp_path / FIGURES_FILE
    figures.write_text(figures.read_text() + "  two_columns: The table has two columns.\n")

    written = write_schemas(tmp_path / "states.yaml")

    assert written == (tmp_path / "states.schema.json", tmp_path / "figures.schema.json")
    state = json.loads(written[0].read_text())["properties"]["states"]["additionalProperties"]
    departures = state["anyOf"][1]["properties"]["as_published"]["items"]["enum"]
    assert departures[-1] == "two_columns"


def test_nothing_is_written_while_the_figures_have_problems(tmp_path: Path) -> None:
    (tmp_path / FIGURES_FILE).write_text("national:\n")

    with pytest.raises(FactsheetsError):
        write_schemas(tmp_path / "states.yaml")
    assert [each.name for each in tmp_path.iterdir()] == [FIGURES_FILE]


def test_schemas_that_were_just_written_or_are_not_there_are_not_stale(tmp_path: Path) -> None:
    put_figures(tmp_path)
    data = tmp_path / "states.yaml"
    assert stale_schemas(data, read_catalogue(data)) == []

    write_schemas(data)
    assert stale_schemas(data, read_catalogue(data)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: CVIP submissions", "title: Submissions"),
        ("  plain_title:", "  other_title:"),
        ("\n    not_reported: allowed", ""),
    ],
)
def test_a_schema_that_does_not_know_what_is_declared_now_is_named(
    old: str, new: str, tmp_path: Path
) -> None:
    put_figures(tmp_path)
    data, figures = tmp_path / "states.yaml", tmp_path / FIGURES_FILE
    write_schemas(data)
    assert old in figures.read_text()
    figures.write_text(figures.read_text().replace(old, new))

    assert list(map(str, stale_schemas(data, read_catalogue(data)))) == [
        f"{tmp_path / 'states.schema.json'}: This schema is out of date: an editor that uses it "
        "may mark what is right. Write it again: factsheets schema"
    ]


@pytest.mark.parametrize("name", ["states.schema.json", "figures.schema.json"])
def test_whatever_is_in_place_of_a_schema_is_stale(name: str, tmp_path: Path) -> None:
    put_figures(tmp_path)
    data = tmp_path / "states.yaml"
    write_schemas(data)
    (tmp_path / name).unlink()
    (tmp_path / name).symlink_to("gone")

    assert [each.file for each in stale_schemas(data, read_catalogue(data))] == [
        str(tmp_path / name)
    ]


def test_a_stale_schema_is_a_remark_of_check_that_does_not_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = put_edition(tmp_path)
    (tmp_path / "states.schema.json").write_text("{}")

    with pytest.raises(SystemExit) as ended:
        main(["check", "--data", str(data)])
    assert ended.value.code == 0
    said = capsys.readouterr()
    assert "This schema is out of date" in said.err
    assert "No problems." in said.out
