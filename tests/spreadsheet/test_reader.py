"""All that can be wrong in a workbook or CSV file that comes back, and what is taken from it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import column_index_from_string, get_column_letter

from conftest import (
    CATALOGUE,
    CHECK_COLUMN,
    LAST_COLUMN,
    LAST_ROW,
    NATIONAL,
    cell_of,
    column_of,
    data_text,
    invented,
    put_figures,
    row_of,
)
from factsheets.dataset.dataset import Partial
from factsheets.dataset.load import load_partial
from factsheets.figures.values import NOT_REPORTED
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError
from factsheets.spreadsheet.export import csv_table, workbook
from factsheets.spreadsheet.last_year import LastFigures
from factsheets.spreadsheet.reader import Found, figures_of
from factsheets.spreadsheet.tables import tables_of

pytestmark = pytest.mark.usefixtures("read_here")

# Of CSV, behind year, sample, state and its figures.
FIRST_NATIONAL = get_column_letter(4 + len(CATALOGUE.state))

OF_STATE = [each.title for each in CATALOGUE.state.values()]
OF_COUNTRY = [each.title for each in CATALOGUE.national.values()]

Edit = Callable[[Workbook], object]

DATA = Path("data/states.yaml")
REPORTS = "CyberTipline reports"
STATES = {"Montana": invented(), "Wyoming": invented(team_adam_cases="not reported")}


@pytest.fixture(scope="module")
def partial() -> Partial:
    """What a data file with invented figures for Montana and Wyoming has."""
    return load_partial(DATA, data_text(STATES).encode())


def read(folder: Path, partial: Partial, *edits: Edit, last: LastFigures | None = None) -> Found:
    """What is found in the exported workbook after these ``edits``."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(partial, last)))
    for edit in edits:
        edit(book)
    path = folder / "figures.xlsx"
    book.save(path)
    return figures_of(tables_of(path), path, DATA, partial, last)


def problems(
    folder: Path, partial: Partial, *edits: Edit, last: LastFigures | None = None
) -> list[str]:
    """The messages about the workbook after these ``edits``, without the folder."""
    with pytest.raises(FactsheetsError) as caught:
        read(folder, partial, *edits, last=last)
    return [str(each).removeprefix(f"{folder}/") for each in caught.value.problems]


def csv_problems(folder: Path, partial: Partial, old: str, new: str) -> list[str]:
    """The messages about the exported CSV with one change."""
    path, text = folder / "figures.csv", csv_table(partial).decode()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(FactsheetsError) as caught:
        figures_of(tables_of(path), path, DATA, partial)
    return [str(each).removeprefix(f"{folder}/") for each in caught.value.problems]


def put(row: str, heading: str, value: object, sheet: str = "Figures") -> Edit:
    def edit(book: Workbook) -> None:
        cell_of(book[sheet], row, heading).value = value  # type: ignore[assignment]

    return edit


def national(label: str, value: object) -> Edit:
    return put(label, "Value", value, "National")


def whole_row(state: str, number: int | None) -> list[Edit]:
    return [put(state, heading, number) for heading in OF_STATE]


def renamed(state: str, name: str | None) -> Edit:
    return put(state, "State", name)


def with_code(state: str, code: str | None) -> Edit:
    return put(state, "Code", code)


# What is taken


def test_what_was_exported_is_found_again(tmp_path: Path, partial: Partial) -> None:
    found, states, _ = read(tmp_path, partial)

    assert found == NATIONAL
    assert states == {name: partial.states.get(name, {}) for name in JURISDICTIONS}
    assert states["Wyoming"]["team_adam_cases"] is NOT_REPORTED


def test_a_row_and_a_sheet_without_figures_say_nothing(tmp_path: Path, partial: Partial) -> None:
    cleared = [national(label, None) for label in OF_COUNTRY]
    found, states, _ = read(tmp_path, partial, *cleared, *whole_row("Montana", None))

    assert found == {}
    assert [name for name, figures in states.items() if figures] == ["Wyoming"]
    assert list(states) == list(JURISDICTIONS)


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("D.C.", "District of Columbia"),
        ("Washington DC", "District of Columbia"),
        ("Washington, D.C.", "District of Columbia"),
        ("N. Carolina", "North Carolina"),
        ("wy", "Wyoming"),
        ("USVI", "U.S. Virgin Islands"),
        ("  montana ", "Montana"),
        ("NEW\u00a0YORK", "New York"),
        ("Puerto Ricó", "Puerto Rico"),
    ],
)
def test_a_state_is_found_by_what_people_type(
    name: str, state: str, tmp_path: Path, partial: Partial
) -> None:
    one = [put(state, heading, 0) for heading in OF_STATE]
    _, states, _ = read(tmp_path, partial, *one, renamed(state, name))

    assert set(states[state].values()) == {0}


def test_a_state_is_found_by_its_code_alone(tmp_path: Path, partial: Partial) -> None:
    assert read(tmp_path, partial, renamed("Wyoming", None))[1]["Wyoming"]


def test_columns_can_be_in_any_order(tmp_path: Path, partial: Partial) -> None:
    def turned_round(book: Workbook) -> None:
        sheet = book["Figures"]
        rows = [[cell.value for cell in row][::-1] for row in sheet[f"A1:{LAST_COLUMN}57"]]
        for cells, values in zip(sheet[f"A1:{LAST_COLUMN}57"], rows, strict=True):
            for cell, value in zip(cells, values, strict=True):
                cell.value = value

    assert read(tmp_path, partial, turned_round) == read(tmp_path, partial)


def test_headings_are_found_in_another_case_and_with_other_spaces(
    tmp_path: Path, partial: Partial
) -> None:
    edit = put("State", REPORTS, " cybertipline\u00a0REPORTS ")
    assert read(tmp_path, partial, edit) == read(tmp_path, partial)


def test_not_reported_is_understood_in_another_case(tmp_path: Path, partial: Partial) -> None:
    _, states, _ = read(tmp_path, partial, put("Montana", "CVIP submissions", " Not Reported "))
    assert states["Montana"]["cvip_submissions"] is NOT_REPORTED


def test_other_sheets_the_check_and_the_code_are_not_needed(
    tmp_path: Path, partial: Partial
) -> None:
    def bare(book: Workbook) -> None:
        del book["Explanation"]
        book.create_sheet("Notes")["A1"] = "ours"
        book["Figures"].delete_cols(column_index_from_string(CHECK_COLUMN))
        book["Figures"].delete_cols(2)

    assert read(tmp_path, partial, bare) == read(tmp_path, partial)


# Cells


def test_a_problem_names_sheet_cell_state_figure_and_remedy(
    tmp_path: Path, partial: Partial
) -> None:
    assert problems(tmp_path, partial, put("Montana", REPORTS, "1,747 ±")) == [
        f'figures.xlsx, Figures!C27: Montana, {REPORTS}: "1,747 ±" is not a whole number. '
        "Write it in digits, such as 1747."
    ]


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("n/a", '"n/a" is not a whole number. Write the number, or nothing while it is not known.'),
        ("not reported", 'This figure cannot be "not reported". Write the number, or nothing'),
        ("809", '"809" is text, though it looks like a number.'),
        ("19%", '"19%" is a percentage.'),
        (0.19, "0.19 is not a whole number. Is it a percentage?"),
        (809.5, "809.5 is not a whole number."),
        (-1, "-1 is less than 0."),
        (True, '"TRUE" is not a number.'),
        ("=A1", "The formula =A1 stands here, and its value may be an old one."),
        ("#REF!", "#REF! is an error"),
        (10_000_000_000, "10,000,000,000 is too large. The limit is 9,999,999,999."),
        (36_200_001, "36,200,001 is more than the national figure it is part of"),
        (None, "The figure is missing. Write the number."),
    ],
)
def test_what_is_no_figure_is_named(
    value: object, what: str, tmp_path: Path, partial: Partial
) -> None:
    [message] = problems(tmp_path, partial, put("Wyoming", REPORTS, value))
    assert message.startswith(f"figures.xlsx, Figures!C51: Wyoming, {REPORTS}: {what}")


def test_a_missing_figure_that_may_be_not_reported_says_so(
    tmp_path: Path, partial: Partial
) -> None:
    [message] = problems(tmp_path, partial, put("Wyoming", "CVIP submissions", None))
    assert message.endswith('The figure is missing. Write the number, or "not reported".')


def test_a_national_figure_is_named_with_its_cell(tmp_path: Path, partial: Partial) -> None:
    edits = [
        national("Likely trafficked, percent", "19%"),
        national("CONNECT registered users", None),
        national("Team Adam incidents", "not reported"),
    ]
    messages = problems(tmp_path, partial, *edits)
    assert [message.partition(". ")[0] for message in messages] == [
        f"figures.xlsx, National!B{row_of('Likely trafficked, percent')}: National figures, "
        'Likely trafficked, percent: "19%" is a percentage',
        f"figures.xlsx, National!B{row_of('Team Adam incidents')}: National figures, "
        'Team Adam incidents: This figure cannot be "not reported"',
        f"figures.xlsx, National!B{row_of('CONNECT registered users')}: National figures, "
        "CONNECT registered users: The figure is missing",
    ]


def test_categories_that_do_not_add_up_are_named_at_the_total(
    tmp_path: Path, partial: Partial
) -> None:
    [message] = problems(tmp_path, partial, put("Wyoming", "Missing children cases", 33))
    assert message == (
        "figures.xlsx, Figures!H51: Wyoming, Missing children cases: The total is 33, but "
        "20 + 9 + 3 is 32. Correct the one that is wrong."
    )


def test_a_state_in_the_data_file_counts_where_the_national_figure_changes(
    tmp_path: Path, partial: Partial
) -> None:
    edits = [*whole_row("Wyoming", None), national(REPORTS, 1_000)]
    messages = problems(tmp_path, partial, *edits)
    assert [message.partition(": 1,234")[0] for message in messages] == [
        "data/states.yaml: Wyoming, cybertipline_reports",
        f"figures.xlsx, Figures!C27: Montana, {REPORTS}",
    ]


def test_national_figures_that_contradict_each_other_are_named(
    tmp_path: Path, partial: Partial
) -> None:
    edits = [
        national("Runaways from social services", 28_887),
        national("Likely trafficked, percent", 101),
    ]
    messages = problems(tmp_path, partial, *edits)
    assert [re.findall(r"National!\w+", message) for message in messages] == [
        ["National!B8"],
        ["National!B9"],
    ]


def test_states_are_taken_while_no_national_figure_is_known(tmp_path: Path) -> None:
    put_figures(tmp_path)
    path = tmp_path / "states.yaml"
    nothing: dict[str, Any] = dict.fromkeys(NATIONAL)
    path.write_text(data_text({}, **nothing))
    found, states, _ = read(tmp_path, load_partial(path), *whole_row("Ohio", 0))

    assert found == {}
    assert set(states["Ohio"].values()) == {0}


def test_national_figures_are_taken_all_or_none(tmp_path: Path, partial: Partial) -> None:
    cleared = [national(label, None) for label in OF_COUNTRY[1:]]
    messages = problems(tmp_path, partial, *cleared)

    assert len(messages) == 1
    assert "National!B5: National figures, Pieces of reported content: The figure is" in messages[0]
    assert f"The same goes for {len(OF_COUNTRY) - 2} more cells: B6:B{LAST_ROW}." in messages[0]


@pytest.mark.parametrize("format_", ["General", "0.0", "#,##0.00"])
def test_a_percentage_has_its_decimal(format_: str, tmp_path: Path, partial: Partial) -> None:
    def edit(book: Workbook) -> None:
        cell = cell_of(book["National"], "Likely trafficked, percent", "Value")
        cell.value, cell.number_format = 19.5, format_

    found, *_ = read(tmp_path, partial, edit)
    assert found["likely_trafficked_percent"] == 19.5


@pytest.mark.parametrize(
    ("value", "format_", "what"),
    [
        (19.5, "0", '"19.5" has the number format "0", which can show something else.'),
        (19.25, "0.0", '"19.25" has the number format "0.0", which can show something else.'),
        (0.19, "0%", '"0.19" has the number format "0%", which can show something else.'),
        (19.25, "General", "19.25 has more than one decimal."),
        (100.5, "General", "100.5 is more than 100 percent."),
    ],
)
def test_a_percentage_that_is_not_seen_as_it_is_or_is_none_is_named(
    value: float, format_: str, what: str, tmp_path: Path, partial: Partial
) -> None:
    def edit(book: Workbook) -> None:
        cell = cell_of(book["National"], "Likely trafficked, percent", "Value")
        cell.value, cell.number_format = value, format_

    [message] = problems(tmp_path, partial, edit)
    assert what in message


# Rows and columns


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (
            renamed("Alabama", "Alabma"),
            'A2: "Alabma" is not a US state or territory. Did you mean "',
        ),
        (
            renamed("Alabama", "Total"),
            'A2: "Total" is not a US state or territory. Write its name as',
        ),
        (with_code("Alabama", "AK"), 'B2: Alabama: "AK" is the code of Alaska. See that'),
        (with_code("Alabama", "ZZ"), 'B2: "ZZ" is not a US state or territory.'),
        (put("State", REPORTS, "Remarks"), 'C1: "Remarks" is not the heading of a known column, '),
        (
            put("State", REPORTS, "CVIP submissions"),
            'D1: A second column "CVIP submissions" is',
        ),
        (put("State", REPORTS, "CVIP submissions"), f'A1: The column "{REPORTS}" is missing.'),
    ],
)
def test_a_row_or_column_that_is_not_known_is_named(
    edit: Edit, message: str, tmp_path: Path, partial: Partial
) -> None:
    messages = problems(tmp_path, partial, *whole_row("Alabama", 0), edit)
    assert any(each.startswith(f"figures.xlsx, Figures!{message}") for each in messages)


def test_a_renamed_column_is_named_with_the_one_that_may_be_meant(
    tmp_path: Path, partial: Partial
) -> None:
    messages = problems(tmp_path, partial, put("State", REPORTS, "Cybertip reports"))
    assert messages == [
        'figures.xlsx, Figures!C1: "Cybertip reports" is not the heading of a known column, and '
        f'"{REPORTS}" is missing. If that is meant, write "{REPORTS}". If it is a new figure, '
        'declare it in data/figures.yaml with this title. If not, head the column "Notes".'
    ]


def test_a_state_twice_is_named_with_the_first(tmp_path: Path, partial: Partial) -> None:
    edits = [*whole_row("Ohio", 0), with_code("Ohio", None), renamed("Ohio", "Mont.")]
    assert problems(tmp_path, partial, *edits) == [
        "figures.xlsx, Figures!A36: Montana: This state stands here again; the first is in "
        "Figures!A27. Keep one of the rows."
    ]


def test_figures_without_a_state_are_named(tmp_path: Path, partial: Partial) -> None:
    edits = [*whole_row("Ohio", 0), with_code("Ohio", None), renamed("Ohio", None)]
    [message] = problems(tmp_path, partial, *edits)
    assert "Figures!A36: This row has figures, but no state." in message


@pytest.mark.parametrize(
    ("place", "what"),
    [
        ("P70", '"note" stands in a column without a heading.'),
        ("P1", '"note" is not the heading of a known column.'),
    ],
)
def test_what_stands_outside_the_table_is_named(
    place: str, what: str, tmp_path: Path, partial: Partial
) -> None:
    def edit(book: Workbook) -> None:
        book["Figures"][place] = "note"

    messages = problems(tmp_path, partial, edit)
    assert any(f"Figures!{place}: {what}" in message for message in messages)


def test_a_title_above_the_headings_is_refused_with_one_message(
    tmp_path: Path, partial: Partial
) -> None:
    def edit(book: Workbook) -> None:
        book["Figures"].insert_rows(1)
        book["Figures"]["A1"] = "Figures of our team"

    [message] = problems(tmp_path, partial, edit)
    assert 'Figures!A1: There is no column "State" in the first row.' in message


def test_a_missing_sheet_is_named(tmp_path: Path, partial: Partial) -> None:
    def edit(book: Workbook) -> None:
        book["National"].title = "Nation"

    [message] = problems(tmp_path, partial, edit)
    assert message == (
        'figures.xlsx: The sheet "National" is missing. Give the sheet its name again. There are: '
        '"Figures", "Nation", "Explanation".'
    )


def test_a_national_label_that_is_not_known_missing_or_twice_is_named(
    tmp_path: Path, partial: Partial
) -> None:
    def edit(book: Workbook) -> None:
        book["National"][f"A{row_of('CONNECT registered users')}"] = "CONNECT users"
        book["National"][f"A{row_of('Team Adam long-term cases')}"] = "Team Adam incidents"

    messages = [each.partition(": ")[2] for each in problems(tmp_path, partial, edit)]
    assert [each.partition(".")[0] for each in messages] == [
        'The row "Team Adam long-term cases" is missing',
        '"Team Adam incidents" stands here again',
        '"CONNECT users" is no known figure, and "CONNECT registered users" is missing',
    ]
    assert messages[2].endswith(
        'If that is meant, write "CONNECT registered users". If it is a new figure, declare it in '
        "data/figures.yaml with this title. If not, move it below the table, after an empty row."
    )


@pytest.mark.one_in(5)
@pytest.mark.parametrize(
    ("label", "value", "what"),
    [
        ("Year", 2022, 'National!B2: Year: "2022" stands here, but data/states.yaml is for 2023.'),
        ("Year", None, "National!B2: Year: "),
        ("Year", "2023", 'National!B2: Year: "2023" is text, though it looks like a number.'),
        ("Sample", "no", 'National!B3: Sample: "no" stands here, but data/states.yaml has sample'),
        ("Sample", None, "National!B3: Sample: "),
    ],
)
def test_another_year_or_sample_is_refused(
    label: str, value: object, what: str, tmp_path: Path, partial: Partial
) -> None:
    [message] = problems(tmp_path, partial, national(label, value))
    assert message.startswith(f"figures.xlsx, {what}")


def test_merged_and_hidden_cells_are_refused(tmp_path: Path, partial: Partial) -> None:
    def edit(book: Workbook) -> None:
        book["Figures"].merge_cells("C4:C5")
        book["Figures"].row_dimensions[27].hidden = True

    assert problems(tmp_path, partial, edit) == [
        "figures.xlsx, Figures!C4:C5: These cells are merged. Unmerge them, and write each figure "
        "into its own cell.",
        "figures.xlsx, Figures!27:27: This row is hidden. Show it and look at it, or delete it.",
    ]


def test_all_problems_are_named_in_one_go_sheet_by_sheet_in_the_order_of_rows(
    tmp_path: Path, partial: Partial
) -> None:
    edits = [
        national("Team Adam incidents", -1),
        put("Wyoming", REPORTS, 0.5),
        put("Montana", "New CONNECT users", "x"),
        put("Montana", REPORTS, "x"),
        renamed("Alaska", "Alasca"),
    ]
    messages = problems(tmp_path, partial, *edits)
    assert [re.findall(r"\w+!\w+", message)[0] for message in messages] == [
        "Figures!A3",
        "Figures!C27",
        f"Figures!{column_of('New CONNECT users')}27",
        "Figures!C51",
        f"National!B{row_of('Team Adam incidents')}",
    ]


# CSV


def test_what_was_exported_as_csv_is_found_again(tmp_path: Path, partial: Partial) -> None:
    path = tmp_path / "figures.csv"
    path.write_bytes(csv_table(partial))

    assert figures_of(tables_of(path), path, DATA, partial) == read(tmp_path, partial)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Montana,1234", 'Montana,"1,234"', f'D28: Montana, {REPORTS}: "1,234" has thou'),
        ("Montana,1234", "Montana,=1+1", f'D28: Montana, {REPORTS}: "=1+1" is not a whole'),
        ("Montana,1234", "Montana,01234", f'D28: Montana, {REPORTS}: "01234" is not a whole'),
        ("Montana,1234", "Montana,12%", f'D28: Montana, {REPORTS}: "12%" is a percentage.'),
        (",United States,,", ",United States,5,", 'D2: "5" stands in a column that is not'),
        (",United States,", ",Untied States,", 'A1: National figures: The row "United States" is'),
        (
            "2023,yes,Alaska,",
            "2023,yes,United States,",
            "C4: National figures: United States stands here ag",
        ),
        (
            "2023,yes,Alaska",
            "2022,yes,Alaska",
            'A4: Year: "2022" stands here, but data/states.yaml',
        ),
        ("2023,yes,Alaska", "2023,no,Alaska", 'B4: Sample: "no" stands here, but data/states.yaml'),
        (
            "National: Team Adam inc",
            "Team Adam inc",
            'W1: "Team Adam incidents" is not the heading of a known column, and "National: Team',
        ),
        (
            ",36200000,",
            ",,",
            f"{FIRST_NATIONAL}2: National figures, {REPORTS}: The figure is missing.",
        ),
    ],
)
def test_a_problem_of_csv_names_the_cell_as_a_spreadsheet_would(
    old: str, new: str, message: str, tmp_path: Path, partial: Partial
) -> None:
    messages = csv_problems(tmp_path, partial, old, new)
    assert any(each.startswith(f"figures.csv, {message}") for each in messages), messages


@pytest.mark.slow
def test_a_csv_file_that_is_cut_off_gives_no_other_figure(tmp_path: Path, partial: Partial) -> None:
    """Wherever it is cut: it is refused, or the figures that are left are the right ones."""
    path, content = tmp_path / "figures.csv", csv_table(partial)
    [montana] = re.findall(rb"2023,yes,Montana,.*\n", content)
    start = content.index(montana)
    national, states, _ = read(tmp_path, partial)
    refused = 0
    for cut in range(start, start + len(montana) + 1):
        path.write_bytes(content[:cut])
        try:
            found, others, _ = figures_of(tables_of(path), path, DATA, partial)
        except FactsheetsError:
            refused += 1
        else:
            assert found == national
            assert others.items() <= states.items()
    assert refused >= len(montana) - 4  # all but between two rows, and in the end of a line


def test_a_wrong_year_in_every_row_of_csv_is_named_once(tmp_path: Path, partial: Partial) -> None:
    [message] = csv_problems(tmp_path, partial, "2023,yes", "2022,yes")
    assert message.startswith("figures.csv, A2: Year: ")


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("sheet", "row", "heading"),
    [
        ("Figures", "State", REPORTS),
        ("Figures", "Montana", "State"),
        ("Figures", "Montana", "Code"),
        ("National", "Year", "Value"),
        ("National", "Sample", "Value"),
        ("National", "Team Adam incidents", "Figure"),
        ("National", "Team Adam incidents", "Value"),
    ],
)
def test_a_name_heading_or_label_that_nobody_sees_is_named(
    sheet: str, row: str, heading: str, tmp_path: Path, partial: Partial
) -> None:
    place = ""

    def struck_through(book: Workbook) -> None:
        nonlocal place
        cell = cell_of(book[sheet], row, heading)
        cell.font = Font(strike=True)
        place = f"{sheet}!{cell.coordinate}"

    [message] = problems(tmp_path, partial, struck_through)
    assert message.startswith(f"figures.xlsx, {place}: ")
    assert " is struck through. " in message


def test_what_nobody_reads_can_look_as_it_likes(tmp_path: Path, partial: Partial) -> None:
    def edit(book: Workbook) -> None:
        book["National"]["C4"].font = Font(strike=True)
        book["Figures"]["N5"].font = Font(strike=True)
        book["Explanation"].merge_cells("A1:B3")
        book.create_sheet("Ours").sheet_state = "hidden"

    assert read(tmp_path, partial, edit) == read(tmp_path, partial)


def test_a_formula_is_said_where_a_name_should_stand_too(tmp_path: Path, partial: Partial) -> None:
    found = problems(tmp_path, partial, with_code("Montana", None), renamed("Montana", "=B5"))
    assert any("The formula =B5 stands here" in each for each in found)
    assert not any("delete the row" in each for each in found)
