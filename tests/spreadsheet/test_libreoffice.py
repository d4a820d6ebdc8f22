"""A workbook through a real spreadsheet program: filled in, saved there, and taken back."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from conftest import CATALOGUE, DATA, cell_of, put_edition
from factsheets.dataset.dataset import Partial
from factsheets.dataset.load import load_partial
from factsheets.edition.new_year import new_year
from factsheets.figures.values import as_cell
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError
from factsheets.spreadsheet.export import export
from factsheets.spreadsheet.importer import import_figures

SOFFICE = shutil.which("soffice")
PDFTOTEXT = shutil.which("pdftotext")
XLSX = "xlsx:Calc MS Excel 2007 XML"
# Semicolons and UTF-8; the last two say whether cells are saved as they are shown.
CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,{0},{0}"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed"),
    pytest.mark.usefixtures("read_here"),
]


def saved(path: Path, kind: str) -> Path:
    """The workbook as LibreOffice saves it: as a file of this kind, in a folder beside it."""
    folder = path.parent / "saved"
    profile = (path.parent / "profile").as_uri()
    arguments = [f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
    subprocess.run([str(SOFFICE), *arguments, "--outdir", folder, path], check=True, timeout=200)
    return (folder / path.name).with_suffix(f".{kind.partition(':')[0]}")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data file of a year just started, with the one before it in the archive."""
    data = put_edition(tmp_path)
    new_year(data, load_partial(data).year + 1)
    return data


@pytest.fixture
def filled(data: Path) -> Path:
    """Its workbook with the figures of the repository's own data, with a note and a total."""
    file, wanted = data.with_name("figures.xlsx"), load_partial(DATA)
    export(data, file)
    book = openpyxl.load_workbook(file)
    for state, figures in wanted.states.items():
        for path, figure in figures.items():
            cell = cell_of(book["Figures"], state, CATALOGUE.state[path].title)
            cell.value = as_cell(figure)
    for path, figure in wanted.national.items():
        cell = cell_of(book["National"], CATALOGUE.national[path].title, "Value")
        cell.value = as_cell(figure)
    cell_of(book["Figures"], "Ohio", "Notes").value = "in March"
    book["Figures"]["A60"], book["Figures"]["C60"] = "Total", "=SUM(C2:C57)"
    book.save(file)
    return file


def figures_of(partial: Partial) -> object:
    return {state: dict(figures) for state, figures in partial.states.items() if figures}


def test_a_filled_workbook_is_taken_back_as_libreoffice_saves_it(data: Path, filled: Path) -> None:
    imported = import_figures(saved(filled, XLSX), data)

    assert figures_of(load_partial(data)) == figures_of(load_partial(DATA))
    assert load_partial(data).national == load_partial(DATA).national
    said = [f"{each.cell.partition('!')[2]}: {each.what}" for each in imported.remarks]
    letter = get_column_letter(4 + 2 * len(CATALOGUE.state))
    ohio = 2 + list(JURISDICTIONS).index("Ohio")
    assert said == [
        "A60, C60: What is below the table is not read.",
        f"{letter}{ohio}: Notes are not read.",
    ]


def test_the_sheet_figures_saved_as_csv_is_taken_back(data: Path, filled: Path) -> None:
    imported = import_figures(saved(filled, CSV.format("false")), data)

    assert figures_of(load_partial(data)) == figures_of(load_partial(DATA))
    assert load_partial(data).national == {}
    assert 'This is the sheet "Figures" alone' in " ".join(map(str, imported.remarks))


def test_cells_saved_as_they_are_shown_have_thousands_separators_which_is_said_once(
    data: Path, filled: Path
) -> None:
    with pytest.raises(FactsheetsError) as caught:
        import_figures(saved(filled, CSV.format("true")), data)

    [problem] = caught.value.problems
    assert problem.what.startswith('"9,720" has thousands separators.')


LONG = """  figure_{0}:
    title: A figure with a title as long as there can be, number {0:02}
    about: What it is about, in a sentence that is rather long as well, and goes on, and on.
"""


@pytest.mark.skipif(PDFTOTEXT is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("more", ["", "".join(map(LONG.format, range(20)))])
def test_each_heading_is_seen_whole_above_the_rows(more: str, data: Path) -> None:
    figures = data.with_name("figures.yaml")
    figures.write_text(figures.read_text().replace("\nstate:\n", f"\nstate:\n{more}"))
    file = data.with_name("figures.xlsx")
    export(data, file)
    command = [str(PDFTOTEXT), "-bbox", "-l", "1", str(saved(file, "pdf")), "-"]
    text = unescape(
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=200).stdout
    )
    words = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)<', text)
    [top] = [float(y) for y, _, word in words if word == "Alabama"]
    above = [(float(end), word) for start, end, word in words if float(start) < top - 1]
    shown = "".join(sorted("".join(word for _, word in above)))
    sheet = openpyxl.load_workbook(file)["Figures"]
    headings = "".join(str(cell.value) for cell in sheet[1]).replace(" ", "")
    header = f"{load_partial(data).year}."

    assert max(end for end, _ in above) <= top
    assert shown == "".join(sorted(headings + header)), "a heading is cut off"
