"""The year's table: every state, every figure, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from conftest import CATALOGUE
from factsheets.dataset.load import Dataset
from factsheets.figures.values import NOT_REPORTED
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.table import render_csv


def read_csv(text: str) -> dict[str, dict[str, Any]]:
    """Each state's row, its figures as numbers, ``NOT_REPORTED`` or None."""
    rows = {}
    for row in csv.DictReader(io.StringIO(text, newline=""), strict=True):
        figures = {name: _value(row.pop(name)) for name in CATALOGUE.figures}
        state = row.pop("state")
        rows[state] = {**row, **figures}
    return rows


def _value(text: str) -> object:
    return {"": None, "not reported": NOT_REPORTED}.get(text) if not text.isdigit() else int(text)


@pytest.mark.parametrize("name", ["dataset", "everywhere"])
def test_the_csv_says_exactly_what_the_dataset_says(
    name: str, request: pytest.FixtureRequest
) -> None:
    dataset: Dataset = request.getfixturevalue(name)
    rows = read_csv(render_csv(dataset))
    assert list(rows) == ["United States", *dataset.states]
    country = rows.pop("United States")
    assert {path: country[f"national.{path}"] for path in CATALOGUE.national} == dict(
        dataset.national or {}
    )
    for state, row in rows.items():
        figures = dataset.states[state]
        assert row == {
            "year": "2023",
            "sample": "true" if name == "everywhere" else "false",
            "code": JURISDICTIONS[state].code,
            **{path: figures and figures.figures[path] for path in CATALOGUE.state},
            **dict.fromkeys(f"national.{path}" for path in CATALOGUE.national),
        }


def test_the_csv_tells_awaited_zero_and_not_reported_apart(dataset: Dataset) -> None:
    rows = read_csv(render_csv(dataset))
    montana, alabama = rows["Montana"], rows["Alabama"]
    assert montana["missing_children.refugee_resettlement"] == 0
    assert montana["team_adam_cases"] is NOT_REPORTED
    assert {alabama[path] for path in CATALOGUE.state} == {None}


def test_the_csv_is_that_of_rfc_4180(dataset: Dataset) -> None:
    text = render_csv(dataset)
    lines = text.split("\r\n")
    assert lines.pop() == ""
    assert "\n" not in "".join(lines)
    assert len(lines) == 52  # the headings, the country, the states
    assert {line.count(",") for line in lines} == {lines[0].count(",")}
    assert lines[0].startswith("year,sample,state,code,cybertipline_reports,")


def test_no_cell_of_the_csv_is_a_formula(everywhere: Dataset, dataset: Dataset) -> None:
    for each in (everywhere, dataset, replace(dataset, year=1984)):
        cells = [cell for row in csv.reader(io.StringIO(render_csv(each))) for cell in row]
        assert len(cells) > 500
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
