"""The tables to take away: every state, every figure, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conftest import CATALOGUE, invented
from factsheets.dataset.dataset import Dataset
from factsheets.figures.values import NOT_REPORTED
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.table import render_national, render_states

both = pytest.mark.parametrize("render", [render_states, render_national])


def rows_of(text: str) -> list[dict[str, Any]]:
    """The rows by their headings, figures as numbers, ``NOT_REPORTED`` or None."""
    return [
        {name: _value(cell) for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)
    ]


def _value(text: str) -> object:
    return {"": None, "not reported": NOT_REPORTED}.get(text, int(text) if text.isdigit() else text)


@pytest.mark.parametrize("name", ["dataset", "everywhere"])
def test_the_tables_say_exactly_what_the_dataset_says(
    name: str, request: pytest.FixtureRequest
) -> None:
    dataset: Dataset = request.getfixturevalue(name)
    of_all = {"year": 2023, "sample": "true" if name == "everywhere" else "false"}
    [country] = rows_of(render_national(dataset))
    assert country == of_all | dict(dataset.national or {})
    rows = rows_of(render_states(dataset))
    assert [row["state"] for row in rows] == list(dataset.states)
    for row in rows:
        figures = dataset.states[row["state"]]
        known = figures.figures if figures else dict.fromkeys(CATALOGUE.state)
        of_state = {"state": row["state"], "code": JURISDICTIONS[row["state"]].code}
        assert row == of_all | of_state | dict(known)


def test_awaited_zero_and_not_reported_are_told_apart(dataset: Dataset) -> None:
    rows = {row["state"]: row for row in rows_of(render_states(dataset))}
    montana, alabama = rows["Montana"], rows["Alabama"]
    assert montana["missing_children.refugee_resettlement"] == 0
    assert montana["team_adam_cases"] is NOT_REPORTED
    assert {alabama[path] for path in CATALOGUE.state} == {None}


def test_national_figures_that_are_awaited_are_empty(dataset: Dataset) -> None:
    [country] = rows_of(render_national(replace(dataset, national=None)))
    assert {country[path] for path in CATALOGUE.national} == {None}


def test_a_state_with_a_problem_has_a_row_without_figures(make_dataset: Any) -> None:
    dataset = make_dataset({"Wyoming": invented(cvip_submissions=None)})
    [wyoming] = [row for row in rows_of(render_states(dataset)) if row["code"] == "WY"]
    assert {wyoming[path] for path in CATALOGUE.state} == {None}


@both
def test_a_table_is_that_of_rfc_4180(render: Callable[[Dataset], str], dataset: Dataset) -> None:
    lines = render(dataset).split("\r\n")
    assert lines.pop() == ""
    assert "\n" not in "".join(lines)
    assert len(lines) == 1 + (50 if render is render_states else 1)
    assert {line.count(",") for line in lines} == {lines[0].count(",")}


@both
def test_no_cell_is_a_formula(
    render: Callable[[Dataset], str], everywhere: Dataset, dataset: Dataset
) -> None:
    for each in (everywhere, dataset, replace(dataset, year=1984)):
        cells = [cell for row in csv.reader(io.StringIO(render(each))) for cell in row]
        assert len(cells) > 20
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
