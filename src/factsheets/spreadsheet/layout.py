"""How a workbook or CSV file of figures is laid out: its sheets, headings and words."""

from __future__ import annotations

from pathlib import Path

from factsheets.problems import FactsheetsError, Problem

WORKBOOK, CSV = ".xlsx", ".csv"
FIGURES, NATIONAL, EXPLANATION = "Figures", "National", "Explanation"  # the sheets
YEAR, SAMPLE, STATE, CODE, CHECK = "Year", "Sample", "State", "Code", "Check"  # their headings
NOTES = "Notes"  # the heading of a column for remarks, which nobody reads
FIGURE, VALUE, WHAT_IT_IS = "Figure", "Value", "What it is"
YES, NO = "yes", "no"  # the values of SAMPLE
COUNTRY = "United States"  # in CSV, the row of the national figures
OF_COUNTRY = "National: "  # in CSV, what the headings of their columns begin with


def refuse_other_kinds(file: Path) -> None:
    """Raise FactsheetsError unless the name of ``file`` says that it is a workbook or CSV."""
    if file.suffix.lower() not in (WORKBOOK, CSV):
        what = f"Its name ends neither in {WORKBOOK} nor in {CSV}."
        remedy = f"Choose one of the two, such as figures{WORKBOOK}."
        if file.suffix.lower() in (".xls", ".xlsm", ".xlsb", ".ods", ".numbers"):
            remedy = f'Save it as "Excel Workbook (*{WORKBOOK})".'
        raise FactsheetsError(Problem(str(file), what=what, remedy=remedy))
