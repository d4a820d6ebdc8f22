"""What the terminal shows: the words of the text form, with real bold and a real table."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from conftest import CATALOGUE, data_text, invented, put_edition
from factsheets.build.build import Report
from factsheets.check.coverage import Coverage, coverage
from factsheets.check.specimens import specimens_of
from factsheets.cli.views import (
    coverage_view,
    report_view,
    review_view,
    sheet_view,
    specimens_view,
    states_view,
)
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.edition.edition import open_edition
from factsheets.figures.values import SAMPLE_MARK
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import Problem
from factsheets.render.text import render_text
from factsheets.review.compare import Review, review
from factsheets.wording.compose import Sheet, Wording

STATES = ["Colorado", "Missouri", "Montana", "Wisconsin", "Wyoming"]
NOBODY = Report(Path("output/2023"), (), (), (), (), {})


def shown(view: RenderableType, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, markup=False, highlight=False)
    console.print(view)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def rows(view: RenderableType, width: int = 80) -> list[list[str]]:
    """The lines of a table, each as its cells."""
    return [re.split(r" {2,}", line.strip()) for line in shown(view, width).splitlines()]


def bold(sheet: Sheet) -> list[str]:
    """The bold spans of the sheet in the terminal, headings included."""
    console = Console(file=io.StringIO(), width=10_000, force_terminal=True)
    runs = groupby(
        console.render(sheet_view(sheet)), lambda each: bool(each.style and each.style.bold)
    )
    return ["".join(each.text for each in run) for is_bold, run in runs if is_bold]


@pytest.mark.parametrize("state", STATES)
def test_the_words_are_those_of_the_text_form(sheets: dict[str, Sheet], state: str) -> None:
    text = render_text(sheets[state]).replace("**", "")
    lines = [line.rstrip() for line in shown(sheet_view(sheets[state]), width=10_000).splitlines()]

    expected = [re.escape(line).replace("\\\t", " +") for line in text.splitlines()]
    assert len(lines) == len(expected) + 1  # and an empty line at the end
    for line, pattern in zip(lines, expected, strict=False):
        assert re.fullmatch(pattern, line), line


@pytest.mark.parametrize("state", STATES)
def test_what_is_bold_in_the_text_form_is_bold(sheets: dict[str, Sheet], state: str) -> None:
    text = render_text(sheets[state])
    headings = re.findall(r"^NCMEC's (?:Work|Education) .*(?<!\.)$", text, re.MULTILINE)

    assert len(headings) == 5
    assert sorted(bold(sheets[state])) == sorted(re.findall(r"\*\*(.+?)\*\*", text) + headings)


def test_the_table_is_aligned(sheets: dict[str, Sheet]) -> None:
    lines = shown(sheet_view(sheets["Missouri"])).splitlines()
    found = [line.rstrip() for line in lines if re.fullmatch(r"\S.*  \d+ *", line)]

    assert [re.split(r" {2,}", line)[-1] for line in found] == ["650", "206", "15"]
    assert len({cell_len(line) for line in found}) == 1  # the figures end in the same column


def test_the_lines_of_an_item_are_below_each_other(sheets: dict[str, Sheet]) -> None:
    markdown = "In all:\n- **five** cases\n- six\n\n1. one of a very few words\n2. two\n"
    sheet = replace(sheets["Missouri"], markdown=markdown)

    lines = [line.rstrip() for line in shown(sheet_view(sheet), width=16).splitlines()]

    assert lines == [
        "In all:", "",
        "- five cases", "- six", "",
        "1. one of a very", "   few words", "2. two", "",
    ]  # fmt: skip
    assert bold(sheet) == ["five"]


@pytest.mark.parametrize("width", [30, 80, 200])
def test_no_line_is_wider_than_the_terminal(sheets: dict[str, Sheet], width: int) -> None:
    lines = shown(sheet_view(sheets["Wisconsin"]), width).splitlines()

    assert max(map(cell_len, lines)) <= width
    assert "1,709" not in lines  # no line is torn inside a figure


def test_a_report_says_how_many_files_and_which_states() -> None:
    report = Report(
        folder=Path("output/2023"),
        written=("new-york.html", "new-york.txt", "wyoming.txt"),
        unchanged=("montana.txt",),
        edited=("wyoming.txt",),
        awaited=("Alabama", "Guam"),
        failed={"Ohio": (Problem(state="Ohio", what="Wrong."),)},
    )

    assert rows(report_view(report)) == [
        ["Files", "States"],
        ["written", "3", "2", "New York, Wyoming"],
        ["up to date", "1", "1", "Montana"],
        ["awaited", "2", "Alabama, Guam"],
        ["with problems", "1", "Ohio"],
    ]


def test_a_report_leaves_out_what_there_is_none_of() -> None:
    report = Report(NOBODY.folder, ("wyoming.txt",), (), (), (), {})

    assert [row[0] for row in rows(report_view(report))] == ["Files", "written"]


def test_a_name_with_brackets_is_shown_as_it_is() -> None:
    report = Report(NOBODY.folder, (), (), (), (), {"Ohio[/b] :smile:": ()})

    assert "Ohio[/b]" in shown(report_view(report))


def test_the_states_are_listed_with_their_codes(dataset: Dataset) -> None:
    problems = [
        Problem(state="Alaska", what="One."),
        Problem(state="Ohio", what="One."),
        Problem(state="Ohio", what="Two."),
        Problem(what="No state's."),
    ]

    found = rows(states_view(dataset, problems))

    assert found[0] == ["State", "Code"]
    assert len(found) == 51
    assert ["Alabama", "AL", "awaited"] in found
    assert ["Alaska", "AK", "1 problem"] in found
    assert ["Ohio", "OH", "2 problems"] in found
    assert ["Wyoming", "WY", "ready"] in found


def review_of(tmp_path: Path, *, with_archive: bool = True) -> Review:
    """Iowa and Ohio, in which some figures changed, and Guam, which is not there any more."""
    now = {
        "Iowa": invented(cvip_submissions="not reported"),
        "Ohio": invented(cybertipline_reports=12_340, team_adam_cases=3_000),
        "Utah": {},
    }
    then = {"Iowa": invented(), "Ohio": invented(trafficking_engagements=0), "Guam": invented()}
    data = put_edition(tmp_path, data_text(now, year=2024, team_adam_incidents=3_000))
    if with_archive:
        put_edition(tmp_path / "archive/2023", data_text(then, year=2023, sample=False))
    return review(open_edition(data))


def test_a_review_names_the_large_moves_first(tmp_path: Path) -> None:
    found = shown(review_view(review_of(tmp_path)), width=120).splitlines()
    lines = [re.split(r" {2,}", line.strip()) for line in found]

    assert lines[0] == [SAMPLE_MARK.replace("THESE FIGURES", "THE FIGURES OF 2024")]
    assert lines[1] == [f"2024 against 2023 ({tmp_path / 'archive/2023/states.yaml'})"]
    assert lines[3] == ["Large moves", "2023", "2024", "Change", "Most states"]
    assert lines[4] == [
        "OH",
        "CyberTipline reports",
        "1,234",
        "12,340",
        "+11,106",
        "+900%",
        "too few",
    ]
    assert lines[5][:4] == ["OH", "Team Adam cases", "2", "3,000"]
    assert lines[7:12] == [
        ["Number"],
        ["not reported now", "1", "IA CVIP submissions"],
        ["passages gained", "1", "OH"],
        ["passages lost", "1", "IA"],
        ["none anymore", "1", "Guam"],
    ]  # fmt: skip
    assert lines[12][:2] == ["awaited", "48"]
    assert lines[-1] == ["to sign off", "2", "sheets"]


def test_a_review_without_a_last_year_names_no_change(tmp_path: Path) -> None:
    found = shown(review_view(review_of(tmp_path, with_archive=False)))

    assert "2024, no earlier year" in found
    for word in ("Large", "against", "gained", "lost", "not in the file", "None"):
        assert word not in found
    assert "awaited" in found


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_of_a_review_is_wider_than_the_terminal(width: int, tmp_path: Path) -> None:
    lines = shown(review_view(review_of(tmp_path)), width).splitlines()

    assert max(map(cell_len, lines)) <= width


def coverage_of(tmp_path: Path, wording: Wording, without: int) -> Coverage:
    """All jurisdictions, of which the first ``without`` have no Team Adam cases."""
    states = {
        name: invented(team_adam_cases=0 if number < without else 2)
        for number, name in enumerate(JURISDICTIONS)
    }
    (tmp_path / "states.yaml").write_text(data_text(states))
    return coverage(load(tmp_path / "states.yaml", catalogue=CATALOGUE), wording)


@pytest.mark.one_in(5)
@pytest.mark.parametrize(
    ("without", "taken", "left_out"),
    [
        (0, "all 56", None),
        (1, "55 states, all but AL", "1 state: AL"),
        (
            8,
            "48 states, all but AL, AK, AZ, AR, CA, CO, CT, DE",
            "8 states: AL, AK, AZ, AR, CA, CO, CT, DE",
        ),
        (
            9,
            "47 states, among them GA, HI, ID, IL, IN, IA, KS, KY",
            "9 states, among them AL, AK, AZ, AR, CA, CO, CT, DE",
        ),
        (56, None, "all 56"),
    ],
)
def test_many_states_are_named_in_short(
    without: int, taken: str | None, left_out: str | None, tmp_path: Path, wording: Wording
) -> None:
    found = rows(coverage_view(coverage_of(tmp_path, wording, without)), width=150)

    team_adam = [row for row in found if row[0] == "89"]
    national = [row for row in found if row[0] == "92" and row[1].startswith("In 2023, at")]
    assert [row[2:] for row in team_adam] == [[taken] if taken else []]
    assert [row[2:] for row in national] == [[left_out] if left_out else []]


@pytest.mark.one_in(3)
@pytest.mark.parametrize("width", [50, 80, 120])
def test_no_line_of_a_coverage_is_wider_than_the_terminal(
    width: int, tmp_path: Path, wording: Wording
) -> None:
    found = coverage_of(tmp_path, wording, 9)
    views = (coverage_view(found), specimens_view(specimens_of(found)))
    lines = [line for view in views for line in shown(view, width).splitlines()]

    assert max(map(cell_len, lines)) <= width


def test_a_noun_that_no_state_takes_is_bold_in_its_sentence(
    dataset: Dataset, wording: Wording
) -> None:
    console = Console(file=io.StringIO(), width=120, force_terminal=True)
    found = console.render(coverage_view(coverage(dataset, wording)))

    assert "1 engagement" in [each.text for each in found if each.style and each.style.bold]


def test_a_specimen_names_the_lines_that_no_state_takes(dataset: Dataset, wording: Wording) -> None:
    found = rows(specimens_view(specimens_of(coverage(dataset, wording))), width=200)

    assert found[0] == ["Specimen", "What to read in it", "Lines that no state takes"]
    assert found[1][-1] == "36, 37, 40, 42, 47, 51, 65, 69, 75, 81, 98, 104"
    assert len(found) == 7
