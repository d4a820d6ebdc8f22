"""A filled-in file into the data file: every figure in its place, or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from conftest import DATA, cell_of, data_text, invented
from factsheets.dataset import load, load_draft
from factsheets.figures import NOT_REPORTED, state_figures
from factsheets.importing import Change, Imported, import_figures
from factsheets.problems import FactsheetsError
from factsheets.spreadsheet import export

REPORTS = "CyberTipline reports"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the repository's own data file."""
    return Path(shutil.copy(DATA, tmp_path))


def filled(data: Path, cells: dict[tuple[str, str], object], sheet: str = "Figures") -> Path:
    """The exported workbook with these cells, by row and heading, filled in."""
    file = data.parent / "figures.xlsx"
    export(data, file)
    book = openpyxl.load_workbook(file)
    for (row, heading), value in cells.items():
        cell_of(book[sheet], row, heading).value = value  # type: ignore[assignment]
    book.save(file)
    return file


def whole_row(state: str, number: object) -> dict[tuple[str, str], object]:
    return {(state, heading): number for heading in state_figures().values()}


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.csv"])
def test_export_then_import_changes_nothing(name: str, data: Path) -> None:
    export(data, data.parent / name)

    assert import_figures(data.parent / name, data) == Imported((), ())
    assert data.read_bytes() == DATA.read_bytes()


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.csv"])
def test_an_export_fills_a_file_that_has_no_figures_yet(name: str, tmp_path: Path) -> None:
    full, empty = tmp_path / "full.yaml", tmp_path / "empty.yaml"
    full.write_text(data_text({"Ohio": invented(), "Guam": invented(cvip_submissions=0)}))
    empty.write_text(data_text({"Utah": None, "Texas": {}}))
    export(full, tmp_path / name)
    import_figures(tmp_path / name, empty)

    assert load(empty).states == load(full).states
    assert load(empty).problems == ()


def test_only_the_lines_of_changed_figures_change(data: Path) -> None:
    cells: dict[tuple[str, str], object] = {
        ("Montana", REPORTS): 12_345,
        ("Montana", "Team Adam cases"): 0,
        ("Missouri", "CVIP submissions"): "not reported",
    }
    imported = import_figures(filled(data, cells), data)

    assert imported.changes == (
        Change("Missouri", "CVIP submissions", 127, NOT_REPORTED),
        Change("Montana", REPORTS, 1_747, 12_345),
        Change("Montana", "Team Adam cases", NOT_REPORTED, 0),
    )
    expected = (
        DATA.read_text()
        .replace("cybertipline_reports: 1_747", "cybertipline_reports: 12_345")
        .replace("cvip_submissions: 127", "cvip_submissions: not reported")
    )
    head, montana, rest = expected.partition("  Montana:\n")
    rest = rest.replace("team_adam_cases: not reported", "team_adam_cases: 0", 1)
    assert data.read_text() == head + montana + rest


def test_an_awaited_state_gets_its_figures_and_its_neighbours_stay(data: Path) -> None:
    cells = {**whole_row("Alaska", 0), ("Alaska", "Team Adam cases"): "not reported"}
    import_figures(filled(data, cells), data)
    new, old = data.read_text().splitlines(), DATA.read_text().splitlines()
    first = old.index("  Arizona:")

    assert new[:first] == old[:first]
    assert new[-len(old) + first :] == old[first:]
    assert new[first : len(new) - len(old) + first] == [
        "    cybertipline_reports: 0",
        "    cvip_submissions: 0",
        "    missing_children:",
        "      social_services: 0",
        "      other: 0",
        "      refugee_resettlement: 0",
        "      total: 0",
        "    trafficking_engagements: 0",
        "    team_hope_supported: 0",
        "    mental_health_connections: 0",
        "    team_adam_cases: not reported",
        "    connect_new_users: 0",
    ]


def test_a_national_figure_changes_and_its_comment_stays(data: Path) -> None:
    cells: dict[tuple[str, str], object] = {("CONNECT registered users", "Value"): 20_500}
    imported = import_figures(filled(data, cells, "National"), data)

    assert [str(each) for each in imported.changes] == [
        "National figures, CONNECT registered users: 18_000 → 20_500"
    ]
    old, new = '18_000                   # printed "', '20_500                   # printed "'
    assert data.read_text() == DATA.read_text().replace(old, new)


def test_a_figure_that_was_missing_is_put_in(tmp_path: Path) -> None:
    data = tmp_path / "states.yaml"
    data.write_text(data_text({"Ohio": invented(cvip_submissions=None)}))
    imported = import_figures(filled(data, {("Ohio", "CVIP submissions"): 5}), data)

    assert [str(each) for each in imported.changes] == ["Ohio, CVIP submissions: nothing → 5"]
    assert load(data).ready == ("Ohio",)


def test_a_dry_run_says_the_same_and_writes_nothing(data: Path) -> None:
    file = filled(data, {("Montana", REPORTS): 12_345})
    foreseen = import_figures(file, data, dry_run=True)

    assert data.read_bytes() == DATA.read_bytes()
    assert foreseen == import_figures(file, data)
    assert data.read_bytes() != DATA.read_bytes()


def test_one_problem_and_nothing_is_written(data: Path) -> None:
    file = filled(data, {("Montana", REPORTS): 12_345, ("Missouri", REPORTS): "?"})
    with pytest.raises(FactsheetsError, match=r"Figures!C26: Missouri, CyberTipline reports"):
        import_figures(file, data)

    assert data.read_bytes() == DATA.read_bytes()


def test_a_row_that_was_emptied_takes_no_figure_out_and_is_said(data: Path) -> None:
    imported = import_figures(filled(data, whole_row("Montana", None)), data)

    assert imported == Imported((), ("Montana",))
    assert data.read_bytes() == DATA.read_bytes()


def test_a_cell_that_was_emptied_takes_no_figure_out_and_is_a_problem(data: Path) -> None:
    file = filled(data, {("Montana", REPORTS): None})
    with pytest.raises(FactsheetsError, match="The figure is missing"):
        import_figures(file, data)


def test_figures_typed_into_the_data_file_meanwhile_stay(data: Path) -> None:
    file = filled(data, {**whole_row("Montana", None), **whole_row("Ohio", 0)})
    text = data.read_text().replace("1_747", "1_748")
    data.write_text(text)
    imported = import_figures(file, data)

    assert imported.kept == ("Montana",)
    assert load_draft(data).states["Montana"]["cybertipline_reports"] == 1_748
    assert load_draft(data).states["Ohio"]["cybertipline_reports"] == 0


def test_a_file_laid_out_so_that_figures_cannot_be_added_is_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "states.yaml"
    data.write_text(data_text({}).replace("states: {}", "states: {Ohio: , Utah: {}}"))
    before = data.read_bytes()
    with pytest.raises(FactsheetsError) as caught:
        import_figures(filled(data, whole_row("Ohio", 0)), data)

    assert "nothing is written" in str(caught.value)
    assert data.read_bytes() == before


def test_a_data_file_with_problems_of_its_own_is_named(data: Path) -> None:
    file = filled(data, {})
    data.write_text(data.read_text().replace("1_747", "1,747"))
    with pytest.raises(FactsheetsError, match=r"states.yaml:77: Montana, cybertipline_reports"):
        import_figures(file, data)


def test_a_data_file_that_is_not_there_is_named(data: Path) -> None:
    file = filled(data, {})
    with pytest.raises(FactsheetsError, match="There is no such file"):
        import_figures(file, data.with_name("other.yaml"))
