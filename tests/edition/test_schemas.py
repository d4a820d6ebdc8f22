"""The schemas beside a data file: written from what is declared there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conftest import put_figures
from factsheets.edition.schemas import write_schemas
from factsheets.figures.declared import FIGURES_FILE
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
