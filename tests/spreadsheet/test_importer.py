"""A filled-in file into the data file: every figure in its place, or nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from textwrap import indent

import openpyxl
import pytest
import yaml

from conftest import CATALOGUE, DATA, cell_of, data_text, invented, put_edition, put_figures
from factsheets.dataset.load import load, load_partial
from factsheets.edition.new_year import new_year
from factsheets.figures.values import NOT_REPORTED, nested
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError
from factsheets.spreadsheet.export import export
from factsheets.spreadsheet.importer import ChangedFigure, Imported, import_figures
from meanwhile import about_to_write, killed_at_each_step

pytestmark = pytest.mark.usefixtures("read_here")

REPORTS = "CyberTipline reports"
OF_STATE = [each.title for each in CATALOGUE.state.values()]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the repository's own data file."""
    put_figures(tmp_path)
    return Path(shutil.copy(DATA, tmp_path))


def filled(
    data: Path,
    cells: dict[tuple[str, str], object],
    sheet: str = "Figures",
    name: str = "figures.xlsx",
) -> Path:
    """The exported workbook with these cells, by row and heading, filled in."""
    file = data.parent / name
    export(data, file)
    book = openpyxl.load_workbook(file)
    for (row, heading), value in cells.items():
        cell_of(book[sheet], row, heading).value = value  # type: ignore[assignment]
    book.save(file)
    return file


def whole_row(state: str, number: object) -> dict[tuple[str, str], object]:
    return {(state, heading): number for heading in OF_STATE}


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.csv"])
def test_export_then_import_changes_nothing(name: str, data: Path) -> None:
    export(data, data.parent / name)

    assert import_figures(data.parent / name, data) == Imported((), (), ())
    assert data.read_bytes() == DATA.read_bytes()


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.csv"])
def test_an_export_fills_a_file_that_has_no_figures_yet(name: str, tmp_path: Path) -> None:
    put_figures(tmp_path)
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
        ChangedFigure("Missouri", "CVIP submissions", 127, NOT_REPORTED),
        ChangedFigure("Montana", REPORTS, 1_747, 12_345),
        ChangedFigure("Montana", "Team Adam cases", NOT_REPORTED, 0),
    )
    expected = (
        DATA.read_text()
        .replace("cybertipline_reports: 1_747", "cybertipline_reports: 12_345")
        .replace("cvip_submissions: 127", "cvip_submissions: not reported")
    )
    head, montana, rest = expected.partition("  Montana:\n")
    rest = rest.replace("team_adam_cases: not reported", "team_adam_cases: 0", 1)
    assert data.read_text() == head + montana + rest


def test_a_percentage_with_a_decimal_takes_the_place_of_last_years(data: Path) -> None:
    name = next(path for path, each in CATALOGUE.national.items() if each.is_percent)
    title = CATALOGUE.national[name].title
    imported = import_figures(filled(data, {(title, "Value"): 14.3}, "National"), data)

    assert [(each.heading, each.new) for each in imported.changes] == [(title, 14.3)]
    assert f"  {name}: 14.3\n" in data.read_text()


def test_an_awaited_state_gets_its_figures_and_its_neighbours_stay(data: Path) -> None:
    cells = {**whole_row("Alaska", 0), ("Alaska", "Team Adam cases"): "not reported"}
    import_figures(filled(data, cells), data)
    new, old = data.read_text().splitlines(), DATA.read_text().splitlines()
    first = old.index("  Arizona:")

    assert new[:first] == old[:first]
    assert new[-len(old) + first :] == old[first:]
    figures = {**dict.fromkeys(CATALOGUE.state, 0), "team_adam_cases": NOT_REPORTED.value}
    written = yaml.safe_dump(nested(figures), sort_keys=False)  # type: ignore[arg-type]
    assert new[first : len(new) - len(old) + first] == indent(written, "    ").splitlines()


def test_a_national_figure_changes_and_its_comment_stays(data: Path) -> None:
    cells: dict[tuple[str, str], object] = {("CONNECT registered users", "Value"): 20_500}
    imported = import_figures(filled(data, cells, "National"), data)

    assert [str(each) for each in imported.changes] == [
        "National figures, CONNECT registered users: 18_000 → 20_500"
    ]
    old, new = '18_000                   # printed "', '20_500                   # printed "'
    assert data.read_text() == DATA.read_text().replace(old, new)


def test_a_figure_that_was_missing_is_put_in(tmp_path: Path) -> None:
    put_figures(tmp_path)
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

    assert imported == Imported((), ("Montana",), ())
    assert data.read_bytes() == DATA.read_bytes()


@pytest.mark.parametrize("name", ["figures.xlsx", "figures.csv"])
def test_states_without_a_row_are_said_whether_they_have_figures_or_not(
    name: str, data: Path
) -> None:
    """As in a file that is cut off at the end of a row."""
    file = data.parent / name
    export(data, file)
    if name.endswith(".csv"):
        file.write_text(file.read_text().partition("2023,no,Wisconsin")[0])
    else:
        book = openpyxl.load_workbook(file)
        book["Figures"].delete_rows(1 + list(JURISDICTIONS).index("Wisconsin") + 1, 50)
        book.save(file)
    after = list(JURISDICTIONS)[list(JURISDICTIONS).index("Wisconsin") :]

    assert import_figures(file, data) == Imported((), (), tuple(after))
    assert {"Wisconsin", "Wyoming"} < set(after)
    assert any(not load_partial(DATA).states.get(each) for each in after)
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
    assert load_partial(data).states["Montana"]["cybertipline_reports"] == 1_748
    assert load_partial(data).states["Ohio"]["cybertipline_reports"] == 0


def test_a_file_laid_out_so_that_figures_cannot_be_added_is_left_alone(tmp_path: Path) -> None:
    put_figures(tmp_path)
    data = tmp_path / "states.yaml"
    data.write_text(data_text({}).replace("states: {}", "states: {Ohio: , Utah: {}}"))
    before = data.read_bytes()
    with pytest.raises(FactsheetsError) as caught:
        import_figures(filled(data, whole_row("Ohio", 0)), data)

    assert "nothing is written" in str(caught.value)
    assert data.read_bytes() == before


def test_a_data_file_with_problems_of_its_own_is_named(data: Path) -> None:
    file = filled(data, {})
    text = data.read_text().replace("1_747", "1,747")
    data.write_text(text)
    line = text.partition("reports: 1,747")[0].count("\n") + 1
    with pytest.raises(
        FactsheetsError, match=rf"states.yaml:{line}: Montana, cybertipline_reports"
    ):
        import_figures(file, data)


def test_a_data_file_that_is_not_there_is_named(data: Path) -> None:
    file = filled(data, {})
    with pytest.raises(FactsheetsError, match="There is no such file"):
        import_figures(file, data.with_name("other.yaml"))


# While figures are still to come


def test_states_are_imported_while_the_national_figures_are_missing(tmp_path: Path) -> None:
    """They are kept, nothing is made of them yet, and both is said in one line."""
    data = put_edition(tmp_path)
    new_year(data, load_partial(DATA).year + 1)
    imported = import_figures(filled(data, whole_row("Ohio", 0)), data)

    assert [str(each) for each in imported.remarks] == [
        f"{data}: The national figures are still missing. Figures of states are kept, but no sheet "
        "is made until the national ones are here."
    ]
    assert load_partial(data).states["Ohio"] == dict.fromkeys(CATALOGUE.state, 0)
    [problem] = load(data).problems
    assert problem.what == "The national figures are missing. No sheet can be made without them."
    assert data.read_text().splitlines()[problem.line - 1] == "national:"


def test_national_figures_that_come_later_make_the_states_ready(tmp_path: Path) -> None:
    data = put_edition(tmp_path)
    new_year(data, load_partial(DATA).year + 1)
    import_figures(filled(data, whole_row("Ohio", 0)), data)
    values: dict[tuple[str, str], object] = {
        (each.title, "Value"): 5 for each in CATALOGUE.national.values()
    }
    imported = import_figures(filled(data, values, "National", "national.xlsx"), data)

    assert imported.remarks == ()
    assert load(data).ready == ("Ohio",)


def csv_of_the_sheet_figures(data: Path, **cells: str) -> Path:
    """The sheet "Figures" as a program saves it alone: Ohio has ``cells`` by their paths."""
    headings = ["State", "Code", *OF_STATE, "Check", "Notes"]
    ohio = [cells.get(path, "0") for path in CATALOGUE.state]
    lines = [headings, ["Ohio", "OH", *ohio, "adds up", "by phone"]]
    file = data.parent / "sheet.csv"
    file.write_text("".join(f"{';'.join(line)}\n" for line in lines))
    return file


def test_the_sheet_figures_alone_is_recognized_and_the_country_untouched(data: Path) -> None:
    before = load_partial(data).national
    imported = import_figures(csv_of_the_sheet_figures(data, cvip_submissions="7"), data)

    assert load_partial(data).states["Ohio"]["cvip_submissions"] == 7
    assert load_partial(data).national == before
    assert [each.what for each in imported.remarks] == [
        'This is the sheet "Figures" alone: its figures are taken for 2023.',
        "Notes are not read.",
    ]
    assert imported.kept == ("National figures",)


def test_thousands_separators_in_a_csv_file_are_said_once(data: Path) -> None:
    cells = dict.fromkeys(CATALOGUE.state, "1,234")
    with pytest.raises(FactsheetsError) as caught:
        import_figures(csv_of_the_sheet_figures(data, **cells), data)

    [problem] = caught.value.problems
    more = len(CATALOGUE.state) - 1
    assert f'"1,234" has thousands separators. The same goes for {more} more cells' in problem.what


# At the same time


@pytest.mark.slow
def test_of_two_imports_at_the_same_time_one_says_that_it_wrote_nothing(data: Path) -> None:
    one = filled(data, {("Montana", REPORTS): 12_345}, name="one.xlsx")
    other = filled(data, {("Wyoming", REPORTS): 6_789}, name="other.xlsx")
    commands = [["import", str(each), "--data", str(data)] for each in (one, other)]

    with about_to_write(data.parent, *commands) as ended:
        pass

    assert sorted(status for status, _ in ended) == [0, 1]
    [(_, said)] = [each for each in ended if each[0]]
    assert said == (
        f"{data}: This file was changed by somebody else meanwhile; nothing is written. "
        "Run the command again.\n1 problem.\n"
    )
    reports = {
        state: load_partial(data).states[state]["cybertipline_reports"]
        for state in ("Montana", "Wyoming")
    }
    first = ended[0][0] == 0
    assert reports == {"Montana": 12_345 if first else 1_747, "Wyoming": 809 if first else 6_789}


@pytest.mark.slow
@pytest.mark.parametrize("how", ["in its place", "another in its place", "deleted", "a pipe"])
def test_what_an_editor_saves_while_an_import_works_stays(how: str, data: Path) -> None:
    file = filled(data, {("Montana", REPORTS): 12_345})
    saved = DATA.read_bytes().replace(b"809", b"810")

    with about_to_write(data.parent, ["import", str(file), "--data", str(data)]) as ended:
        if how != "in its place":
            data.unlink()
        if how.endswith("its place"):
            data.write_bytes(saved)
        elif how == "a pipe":
            os.mkfifo(data)

    [(status, said)] = ended
    assert status == 1
    assert "changed by somebody else meanwhile; nothing is written" in said
    assert data.exists() == (how != "deleted")
    assert how.startswith(("a pipe", "deleted")) or data.read_bytes() == saved
    assert {each.name for each in data.parent.iterdir()} <= {
        "states.yaml", "figures.yaml", "figures.xlsx"
    }  # fmt: skip


@pytest.mark.slow
def test_an_import_that_is_killed_at_any_step_loses_nothing(tmp_path: Path) -> None:
    start = tmp_path / "project"
    start.mkdir()
    put_figures(start)
    data = Path(shutil.copy(DATA, start))
    file = start / "figures.csv"
    export(data, file)
    file.write_text(file.read_text().replace(",1747,", ",12345,"))
    left = killed_at_each_step(
        start, 'import_figures(folder / "figures.csv", folder / "states.yaml")'
    )
    new = (left[-1] / "states.yaml").read_bytes()
    found = [(each / "states.yaml").read_bytes() for each in left]

    assert len(left) > 5
    assert new != DATA.read_bytes()
    assert set(found) == {DATA.read_bytes(), new}
    assert any(list(each.glob(".*.tmp")) for each in left)
    for folder in left:
        (folder / "states.yaml").write_bytes(DATA.read_bytes())
        import_figures(file, folder / "states.yaml")
        assert (folder / "states.yaml").read_bytes() == new
        assert {each.name for each in folder.iterdir()} == {
            "states.yaml", "figures.yaml", "figures.csv"
        }  # fmt: skip


@pytest.mark.parametrize("protected", ["states.yaml", "."])
def test_a_data_file_that_may_only_be_read_is_not_replaced(protected: str, data: Path) -> None:
    file = filled(data, {("Montana", REPORTS): 12_345})
    place = data.parent / protected
    place.chmod(0o555 if place.is_dir() else 0o444)
    try:
        with pytest.raises(FactsheetsError, match="may only be read"):
            import_figures(file, data)
    finally:
        place.chmod(0o755)

    assert data.read_bytes() == DATA.read_bytes()


def test_a_data_file_that_is_a_link_stays_one_and_what_it_leads_to_is_written(
    tmp_path: Path,
) -> None:
    for folder in ("shared", "here"):
        (tmp_path / folder).mkdir()
    real = Path(shutil.copy(DATA, tmp_path / "shared"))
    put_figures(tmp_path / "here")
    data = tmp_path / "here/states.yaml"
    data.symlink_to(real)
    import_figures(filled(data, {("Montana", REPORTS): 12_345}), data)

    assert data.is_symlink()
    assert real.read_bytes() == data.read_bytes()
    assert load_partial(data).states["Montana"]["cybertipline_reports"] == 12_345
