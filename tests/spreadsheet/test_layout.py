"""Which files are spreadsheets, by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import DATA
from factsheets.problems import FactsheetsError
from factsheets.spreadsheet.export import export


@pytest.mark.parametrize("name", ["figures", "figures.txt", "figures.xls", "figures.ods"])
def test_only_a_workbook_or_csv_is_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError, match=r"ends neither in \.xlsx nor in \.csv"):
        export(DATA, tmp_path / name)

    assert list(tmp_path.iterdir()) == []
