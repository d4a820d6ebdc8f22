"""A year's figures as a workbook, and as CSV."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange

from conftest import (
    CATALOGUE,
    CHECK_COLUMN,
    DATA,
    LAST_COLUMN,
    LAST_ROW,
    NATIONAL,
    cell_of,
    data_text,
    invented,
    put_edition,
    put_figures,
)
from factsheets.dataset.dataset import Partial
from factsheets.dataset.load import load_partial
from factsheets.edition.new_year import new_year
from factsheets.figures.values import NOT_REPORTED, SAMPLE_MARK
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError
from factsheets.spreadsheet.export import _harmless, _put, csv_table, export, workbook

OF_STATE = [each.title for each in CATALOGUE.state.values()]
OF_COUNTRY = [each.title for each in CATALOGUE.national.values()]


@pytest.fixture(scope="module")
def partial() -> Partial:
    return load_partial(DATA)


@pytest.fixture(scope="module")
def book(partial: Partial) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(partial)))


def table(partial: Partial) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_table(partial).decode(), newline="")))


def exported(folder: Path, text: str) -> Workbook:
    """The workbook of a data file that holds ``text``."""
    put_figures(folder)
    data, file = folder / "states.yaml", folder / "figures.xlsx"
    data.write_text(text)
    export(data, file)
    return openpyxl.load_workbook(file)


# The workbook


def test_the_workbook_has_a_row_for_each_jurisdiction(book: Workbook) -> None:
    names = [cell.value for cell in book["Figures"]["A"]]
    codes = [cell.value for cell in book["Figures"]["B"]]

    assert names == ["State", *JURISDICTIONS]
    assert codes == ["Code", *(each.code for each in JURISDICTIONS.values())]


def test_the_workbook_has_a_column_for_each_figure_and_one_that_checks(book: Workbook) -> None:
    headings = [cell.value for cell in book["Figures"][1]]

    assert headings == ["State", "Code", *OF_STATE, "Check", "Notes"]


def test_headings_and_names_stay_in_sight(book: Workbook) -> None:
    assert book["Figures"].freeze_panes == "C2"
    assert book["Figures"].print_title_rows == "$1:$1"


@pytest.mark.parametrize(
    ("state", "heading", "value"),
    [
        ("Wyoming", "CyberTipline reports", 809),
        ("Wyoming", "Trafficking engagements", "not reported"),
        ("Montana", "Missing from HHS-ORR", 0),
        ("Alabama", "CyberTipline reports", None),
        ("Guam", "CyberTipline reports", None),
    ],
)
def test_a_cell_has_the_figure_of_the_data_file(
    state: str, heading: str, value: object, book: Workbook
) -> None:
    assert cell_of(book["Figures"], state, heading).value == value


def test_the_check_adds_up_the_three_categories(book: Workbook) -> None:
    formula = cell_of(book["Figures"], "Alabama", "Check").value

    assert formula == (
        '=IF(COUNT(E2,F2,G2,H2)=0,"",IF(COUNT(E2,F2,G2,H2)<4,"incomplete",'
        'IF(SUM(E2,F2,G2)=H2,"adds up","does not add up")))'
    )
    headings = [book["Figures"][f"{column}1"].value for column in "EFGH"]
    assert headings == [
        "Missing from social services",
        "Other missing children",
        "Missing from HHS-ORR",
        "Missing children cases",
    ]


def test_the_national_sheet_has_year_sample_and_each_national_figure(book: Workbook) -> None:
    rows = [(row[0].value, row[1].value) for row in book["National"].iter_rows(min_row=2)]

    assert rows[:2] == [("Year", 2023), ("Sample", "no")]
    assert [heading for heading, _ in rows[2:]] == OF_COUNTRY
    assert [value for _, value in rows[2:]] == list(NATIONAL.values())


def test_each_figure_is_explained_in_the_catalogues_words(book: Workbook) -> None:
    rows = {
        (row[0].value, row[1].value): (row[2].value, row[3].value)
        for row in book["Explanation"].iter_rows()
    }

    for each in CATALOGUE.figures.values():
        what, can_be_written = rows["National" if each.is_national else "Figures", each.title]
        number = "a whole number, 0 or more"
        if each.is_percent:
            number = "a percentage, 0 to 100, with one decimal at most, without the sign"
        assert what == each.about
        assert str(can_be_written).startswith(f"{number}; ")
        assert ('"not reported"' in str(can_be_written)) is each.may_be_not_reported


@pytest.mark.parametrize(
    ("name", "cells"), [("Figures", f"C2:{LAST_COLUMN}57"), ("National", f"B4:B{LAST_ROW}")]
)
def test_every_figures_cell_is_validated(name: str, cells: str, book: Workbook) -> None:
    rules = book[name].data_validations.dataValidation
    validated = {cell for rule in rules for each in rule.sqref.ranges for cell in each.cells}

    assert validated == set(CellRange(cells).cells)
    assert all(rule.showErrorMessage and rule.error for rule in rules)


def test_a_sample_is_marked_as_one(tmp_path: Path) -> None:
    made_up = exported(tmp_path, data_text({"Wyoming": invented()}))

    assert cell_of(made_up["National"], "Sample", "Value").value == "yes"
    assert SAMPLE_MARK in str(made_up["Explanation"]["A1"].value)
    headers = [sheet.oddHeader for sheet in made_up.worksheets]
    assert all(header and SAMPLE_MARK in str(header.center.text) for header in headers)


def test_real_figures_are_not_marked_as_invented(book: Workbook) -> None:
    texts = [str(cell.value) for sheet in book.worksheets for row in sheet for cell in row]

    assert not [text for text in texts if SAMPLE_MARK in text]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_what_a_spreadsheet_would_run_is_written_as_text(text: str) -> None:
    sheet = Workbook().worksheets[0]
    cell = _put(sheet, 1, 1, text)

    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    assert _harmless(text) == f"'{text}"
    assert _harmless("Wyoming") == "Wyoming"


def test_no_text_of_the_workbook_is_a_formula_but_the_checks(book: Workbook) -> None:
    formulas = [
        cell.coordinate
        for sheet in book.worksheets
        for row in sheet
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas == [f"{CHECK_COLUMN}{row}" for row in range(2, 58)]


# CSV


def test_csv_is_one_table_with_the_country_in_its_first_row(partial: Partial) -> None:
    country, *states = table(partial)

    assert country["State"] == "United States"
    national = dict(zip(OF_COUNTRY, map(str, partial.national.values()), strict=True))
    assert {heading: country[f"National: {heading}"] for heading in national} == national
    assert [row["State"] for row in states] == list(JURISDICTIONS)
    assert {(row["Year"], row["Sample"]) for row in (country, *states)} == {("2023", "no")}


def test_csv_has_the_figures_as_plain_digits(partial: Partial) -> None:
    [missouri] = [row for row in table(partial) if row["Code"] == "MO"]
    [montana] = [row for row in table(partial) if row["Code"] == "MT"]

    assert missouri["CyberTipline reports"] == "10065"
    assert montana["Missing from HHS-ORR"] == "0"
    assert montana["Team Adam cases"] == "not reported"


def test_every_row_of_the_csv_is_equally_long(partial: Partial) -> None:
    lines = list(csv.reader(io.StringIO(csv_table(partial).decode(), newline="")))

    assert {len(line) for line in lines} == {4 + len(CATALOGUE.figures)}


# What can be exported


def test_a_year_just_started_can_be_exported(tmp_path: Path) -> None:
    data = put_edition(tmp_path)
    new_year(data, 2024)
    export(data, tmp_path / "figures.xlsx")
    export(data, tmp_path / "figures.csv")
    book = openpyxl.load_workbook(tmp_path / "figures.xlsx")

    assert cell_of(book["National"], "Year", "Value").value == 2024
    assert cell_of(book["National"], "CONNECT registered users", "Value").value is None
    figures = book["Figures"]
    of_figures = [cell.column_letter for cell in figures[1] if cell.value in OF_STATE]
    assert len(of_figures) == len(OF_STATE)
    assert not any(cell.value for letter in of_figures for cell in figures[letter][1:])


def test_figures_that_are_missing_or_do_not_add_up_can_be_exported(tmp_path: Path) -> None:
    cases = {"social_services": 1, "other": 2, "total": 99}
    text = data_text({"Ohio": {"cvip_submissions": 5, "missing_children": cases}, "Utah": {}})
    sheet = exported(tmp_path, text.replace("  connect_users: 18000\n", ""))["Figures"]

    assert cell_of(sheet, "Ohio", "CVIP submissions").value == 5
    assert cell_of(sheet, "Ohio", "Missing children cases").value == 99
    assert cell_of(sheet, "Ohio", "Missing from HHS-ORR").value is None


def test_figures_that_are_wrong_cannot_be_exported(tmp_path: Path) -> None:
    states: dict[str, Any] = {"Ohio": invented(cvip_submissions="1,747"), "Utha": invented()}
    with pytest.raises(FactsheetsError) as caught:
        exported(tmp_path, data_text(states))

    assert [problem.state for problem in caught.value.problems] == ["Ohio", "Utah"]
    assert not (tmp_path / "figures.xlsx").exists()


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.CSV"])
def test_a_file_that_is_there_is_not_overwritten(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("hours of work")
    with pytest.raises(FactsheetsError, match="This file is there already"):
        export(DATA, tmp_path / name)

    assert (tmp_path / name).read_text() == "hours of work"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError, match="There is no such file"):
        export(DATA, tmp_path / "nowhere/figures.xlsx")


def test_a_state_in_the_draft_has_its_figures_by_their_paths(partial: Partial) -> None:
    assert partial.states["Wyoming"]["trafficking_engagements"] is NOT_REPORTED
    assert partial.states["Wyoming"]["missing_children.total"] == 23
    assert partial.states["Alabama"] == {}
