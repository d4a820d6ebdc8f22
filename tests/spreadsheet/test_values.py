"""The figures in the cells of a country or a state: all of them, or none."""

from __future__ import annotations

import pytest

from conftest import CATALOGUE, INVENTED
from factsheets.figures.values import NOT_REPORTED
from factsheets.spreadsheet.cells import Cell
from factsheets.spreadsheet.findings import Findings
from factsheets.spreadsheet.rows import Earlier
from factsheets.spreadsheet.values import check_earlier, values_of

REPORTS, PERCENT = "cybertipline_reports", "likely_trafficked_percent"


def cells(**contents: float | str | None) -> dict[str, Cell]:
    return {path: Cell(f"Figures!{path[0]}2", 2, each) for path, each in contents.items()}


def said(**contents: float | str | None) -> list[str]:
    findings = Findings("f.xlsx")
    values_of(CATALOGUE.state, "Ohio", cells(**contents), findings)
    return [each.what for each in findings.problems]


def test_figures_are_found_by_their_names() -> None:
    findings = Findings("f.xlsx")
    given = cells(cybertipline_reports=INVENTED[REPORTS], team_adam_cases="Not reported")

    assert values_of(CATALOGUE.state, "Ohio", given, findings) == {
        REPORTS: INVENTED[REPORTS],
        "team_adam_cases": NOT_REPORTED,
    }
    assert findings.problems == []


def test_a_row_without_any_figure_says_nothing() -> None:
    assert said(cybertipline_reports=None, team_adam_cases=None) == []


def test_a_figure_that_is_missing_beside_others_is_named() -> None:
    assert said(cybertipline_reports=5, team_adam_cases=None) == ["The figure is missing."]


@pytest.mark.parametrize(
    ("content", "what"),
    [(5.5, "5.5 is not a whole number."), ("five", '"five" is not a whole number.')],
)
def test_what_is_no_figure_is_named(content: float | str, what: str) -> None:
    assert said(cybertipline_reports=content) == [what]


def test_a_percentage_can_have_a_decimal() -> None:
    findings = Findings("f.xlsx")
    given = {PERCENT: Cell("National!B9", 9, 19.5)}

    assert values_of(CATALOGUE.national, "", given, findings) == {PERCENT: 19.5}


@pytest.mark.parametrize("content", [1234, "1,234", "1.234", "1 234", 1234.0, None])
def test_last_years_figure_can_be_written_in_any_way(content: float | str | None) -> None:
    findings = Findings("f.xlsx")
    beside = [Earlier(2023, REPORTS, Cell("Figures!D2", 2, content))]
    check_earlier(beside, CATALOGUE.state, {REPORTS: 1234}, "Ohio", findings)

    assert findings.problems == []


@pytest.mark.parametrize(("content", "had"), [(1235, {REPORTS: 1234}), (5, {})])
def test_another_figure_than_last_years_is_named(content: int, had: dict[str, int]) -> None:
    findings = Findings("f.xlsx")
    beside = [Earlier(2023, REPORTS, Cell("Figures!D2", 2, content))]
    check_earlier(beside, CATALOGUE.state, had, "Ohio", findings)

    shown = "1,234" if had else "nothing"
    assert [each.what for each in findings.problems] == [
        f'"{content}" is in a column that is only for comparing with 2023, which had {shown} here.'
    ]
