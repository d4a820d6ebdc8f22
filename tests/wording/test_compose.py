"""The rules of docs/wording-rules.md, cell by cell, as the text form shows them."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
import pytest

from conftest import CATALOGUE, MAY_BE_NOT_REPORTED, NATIONAL, ROOT, invented
from factsheets.dataset.dataset import Dataset
from factsheets.figures.values import SAMPLE_MARK, Figure, nested
from factsheets.problems import FactsheetsError, Problem
from factsheets.render.text import render_text
from factsheets.templating.folders import WORDING, Templates
from factsheets.wording.compose import OF_STATE, Wording
from factsheets.wording.markdown import List
from wording.conftest import cases

MakeDataset = Callable[..., Dataset]

CYBERTIPLINE = (
    "NCMEC operates the CyberTipline, the national mechanism for members of the public and online "
    "platforms to report suspected child sexual exploitation. In 2023, the CyberTipline received "
    "36.2 million reports related to child sexual exploitation, containing more than 105 million "
    "pieces of reported content."
)
CVIP = (
    "NCMEC also operates the Child Victim Identification Program (CVIP) that helps identify "
    "children depicted in imagery seized by law enforcement during investigations. NCMEC has "
    "supported law enforcement's identification of 27,130 children."
)
TRAFFICKING = (
    "In 2023, NCMEC received more than 18,400 reports relating to child sex trafficking. NCMEC "
    "leverages open-source data and technology tools to support law enforcement's work on reports "
    "of child sex trafficking. NCMEC also provides recovery services to assist on child sex "
    "trafficking cases, including: (1) case-based assistance to develop trauma-informed, "
    "victim-centered recovery plans; (2) resources and support to develop effective strategies for "
    "youth engagement, trauma responses, and to address running behavior; and (3) developing "
    "multidisciplinary efforts to prevent re-victimization."
)
HOPE = (
    "NCMEC's Team HOPE is a peer support network of individuals who were missing or exploited as "
    "children or have experienced having a missing or exploited child. In 2023, Team HOPE "
    "supported 5,759 survivors and families with peer support"
)
OUTREACH = (
    "NCMEC also facilitates the Family Advocacy Outreach Network, a network of experienced mental "
    "health professionals who provide free or low-cost therapeutic services to survivors/families."
)
HOPE_OF_8 = f"{HOPE}, **including 8 survivors/families in Ohio.** {OUTREACH}"
HEALTH_OF_6 = "**In 2023, NCMEC connected 6 survivors/families to mental health services in Ohio.**"
TEAM_ADAM = (
    "NCMEC's Team Adam program deploys former law enforcement consultants with specialized "
    "knowledge of cases involving abducted or missing children to the site of critical missing "
    "child incidents."
)
TEAM_ADAM_NATIONAL = (
    "In 2023, at the request of law enforcement, Team Adam was activated on 57 incidents involving "
    "critically missing children and provided assistance on 146 long-term missing children cases."
)
CONNECT = (
    "NCMEC is committed to providing educational opportunities and resources to law enforcement "
    "and child-serving professionals through in-person education sessions across the country and "
    "online through NCMEC CONNECT. In 2023, NCMEC CONNECT had more than 18,000 registered users"
)
TABLE = (
    "Children Missing From Social Services Facility\t{}\n"
    "Other Missing Children Cases\t{}\n"
    "Children Reported Missing by Office of Refugee Resettlement (HHS-ORR) :\t{}"
)


def _paragraphs(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n\n")


# Every cell of the table: the figure, what is in the file, and the whole paragraph that comes out.
CELLS: dict[str, tuple[dict[str, Any], str]] = {
    "CyberTipline, n": (
        {"cybertipline_reports": 1_234},
        f"{CYBERTIPLINE} **In 2023, 1,234 CyberTipline reports were made available to law "
        "enforcement in Ohio.**",
    ),
    "CyberTipline, 1": (
        {"cybertipline_reports": 1},
        f"{CYBERTIPLINE} **In 2023, 1 CyberTipline report was made available to law enforcement "
        "in Ohio.**",
    ),
    "CyberTipline, 0": (
        {"cybertipline_reports": 0},
        f"{CYBERTIPLINE} **In 2023, 0 CyberTipline reports were made available to law enforcement "
        "in Ohio.**",
    ),
    "CVIP, n": (
        {"cvip_submissions": 1_026},
        f"{CVIP} **In 2023, NCMEC reviewed 1,026 submissions of child sexual exploitation material "
        "from Ohio law enforcement.**",
    ),
    "CVIP, 1": (
        {"cvip_submissions": 1},
        f"{CVIP} **In 2023, NCMEC reviewed 1 submission of child sexual exploitation material from "
        "Ohio law enforcement.**",
    ),
    "CVIP, 0": ({"cvip_submissions": 0}, CVIP),
    "CVIP, not reported": ({"cvip_submissions": "not reported"}, CVIP),
    "missing children, n": (
        {"missing_children": cases(1_000, 9, 3)},
        "In 2023, NCMEC handled 1,012 cases of missing children from Ohio as follows:",
    ),
    "missing children, 1": (
        {"missing_children": cases(0, 1, 0)},
        "In 2023, NCMEC handled 1 case of missing children from Ohio as follows:",
    ),
    "missing children, 0": (
        {"missing_children": cases(0, 0, 0)},
        "In 2023, NCMEC handled 0 cases of missing children from Ohio as follows:",
    ),
    "missing children's table, n": (
        {"missing_children": cases(1_000, 9, 3)},
        TABLE.format("1,000", 9, 3),
    ),
    "missing children's table, 1 and 0": (
        {"missing_children": cases(0, 1, 0)},
        TABLE.format(0, 1, 0),
    ),
    "missing children's table, all 0": (
        {"missing_children": cases(0, 0, 0)},
        TABLE.format(0, 0, 0),
    ),
    "trafficking engagements, n": (
        {"trafficking_engagements": 1_038},
        f"{TRAFFICKING} **In 2023, NCMEC had 1,038 engagements with Ohio social service agencies "
        "on cases involving child sex trafficking.**",
    ),
    "trafficking engagements, 1": (
        {"trafficking_engagements": 1},
        f"{TRAFFICKING} **In 2023, NCMEC had 1 engagement with Ohio social service agencies on "
        "cases involving child sex trafficking.**",
    ),
    "trafficking engagements, 0": ({"trafficking_engagements": 0}, TRAFFICKING),
    "trafficking engagements, not reported": (
        {"trafficking_engagements": "not reported"},
        TRAFFICKING,
    ),
    "Team HOPE, n": (
        {"team_hope_supported": 1_184},
        f"{HOPE}, **including 1,184 survivors/families in Ohio.** {OUTREACH} {HEALTH_OF_6}",
    ),
    "Team HOPE, 1": (
        {"team_hope_supported": 1},
        f"{HOPE}, **including 1 survivor/family in Ohio.** {OUTREACH} {HEALTH_OF_6}",
    ),
    "Team HOPE, 0": ({"team_hope_supported": 0}, f"{HOPE}. {OUTREACH} {HEALTH_OF_6}"),
    "Team HOPE, not reported": (
        {"team_hope_supported": "not reported"},
        f"{HOPE}. {OUTREACH} {HEALTH_OF_6}",
    ),
    "mental health, n": (
        {"mental_health_connections": 1_070},
        f"{HOPE_OF_8} **In 2023, NCMEC connected 1,070 survivors/families to mental health "
        "services in Ohio.**",
    ),
    "mental health, 1": (
        {"mental_health_connections": 1},
        f"{HOPE_OF_8} **In 2023, NCMEC connected 1 survivor/family to mental health services in "
        "Ohio.**",
    ),
    "mental health, 0": ({"mental_health_connections": 0}, HOPE_OF_8),
    "mental health, not reported": ({"mental_health_connections": "not reported"}, HOPE_OF_8),
    "Team HOPE and mental health, not reported": (
        {"team_hope_supported": "not reported", "mental_health_connections": "not reported"},
        f"{HOPE}. {OUTREACH}",
    ),
    "Team Adam, n": (
        {"team_adam_cases": 2},
        f"{TEAM_ADAM} **In 2023, Team Adam provided Team Adam critical case assistance on 2 cases "
        "in Ohio.**",
    ),
    "Team Adam, 1": (
        {"team_adam_cases": 1},
        f"{TEAM_ADAM} **In 2023, Team Adam provided Team Adam critical case assistance on 1 case "
        "in Ohio.**",
    ),
    "Team Adam, 0": ({"team_adam_cases": 0}, TEAM_ADAM_NATIONAL),
    "Team Adam, not reported": ({"team_adam_cases": "not reported"}, TEAM_ADAM_NATIONAL),
    "CONNECT, n": (
        {"connect_new_users": 1_163},
        f"{CONNECT}, including **1,163 new law enforcement and child-serving professionals** in "
        "Ohio.",
    ),
    "CONNECT, 1": (
        {"connect_new_users": 1},
        f"{CONNECT}, including **1 new law enforcement and child-serving professional** in Ohio.",
    ),
    "CONNECT, 0": ({"connect_new_users": 0}, f"{CONNECT}."),
    "CONNECT, not reported": ({"connect_new_users": "not reported"}, f"{CONNECT}."),
}


@pytest.mark.parametrize(("figures", "paragraph"), CELLS.values(), ids=CELLS)
def test_a_passage_stands_as_the_rules_say(
    figures: dict[str, Any], paragraph: str, sheet_text: Callable[..., str]
) -> None:
    paragraphs = _paragraphs(sheet_text(invented(**figures)))
    assert paragraphs.count(paragraph) == 1, paragraphs


@pytest.mark.parametrize("figure", [0, "not reported"])
def test_the_national_paragraph_on_team_adam_stands_instead_of_the_states(
    figure: object, sheet_text: Callable[..., str]
) -> None:
    ours = _paragraphs(sheet_text(invented(team_adam_cases=figure)))
    theirs = _paragraphs(sheet_text(invented(team_adam_cases=2)))
    at = ours.index(TEAM_ADAM_NATIONAL)
    assert theirs[at].startswith(TEAM_ADAM)
    assert ours[:at] == theirs[:at]
    assert ours[at + 1 :] == theirs[at + 1 :]


def test_a_state_that_reports_nothing_it_need_not_has_all_blocks(
    sheet_text: Callable[..., str],
) -> None:
    nothing = sheet_text(invented(**dict.fromkeys(MAY_BE_NOT_REPORTED, "not reported")))
    assert nothing == sheet_text(invented(**dict.fromkeys(MAY_BE_NOT_REPORTED, 0)))
    assert len(_paragraphs(nothing)) == len(_paragraphs(sheet_text(invented())))


@pytest.mark.parametrize(
    ("key", "value", "figure"),
    [
        ("cybertipline_reports", "not reported", "cybertipline_reports"),
        ("missing_children", "not reported", "missing_children"),
        (
            "missing_children",
            {**cases(20, 9, 3), "other": "not reported"},
            "missing_children.other",
        ),
        (
            "missing_children",
            {**cases(20, 9, 3), "total": "not reported"},
            "missing_children.total",
        ),
    ],
)
def test_what_every_sheet_prints_cannot_be_not_reported(
    key: str, value: object, figure: str, make_dataset: MakeDataset, wording: Wording
) -> None:
    dataset = make_dataset({"Ohio": invented(**{key: value})})
    assert [(each.state, each.figure) for each in dataset.problems] == [("Ohio", figure)]
    with pytest.raises(FactsheetsError):
        wording.compose(dataset, "Ohio")


@pytest.mark.parametrize(
    "name", ["District of Columbia", "U.S. Virgin Islands", "Northern Mariana Islands"]
)
def test_a_name_with_an_article_has_it_in_sentences_and_not_in_the_title(
    name: str, sheet_text: Callable[..., str]
) -> None:
    title, *others = _paragraphs(sheet_text(invented(), name, sample=False))
    assert title == f"The National Center for Missing and Exploited Children **{name} Data**"
    text = "\n".join(others)
    assert text.count(name) == text.count(f"the {name}") == 9
    for sentence in (
        f"Listed below are the {name} specific statistics relating to NCMEC's work.",
        f"1,234 CyberTipline reports were made available to law enforcement in the {name}.**",
        f"56 submissions of child sexual exploitation material from the {name} law enforcement.**",
        f"NCMEC handled 32 cases of missing children from the {name} as follows:",
        f"NCMEC had 7 engagements with the {name} social service agencies on cases involving",
        f"**including 8 survivors/families in the {name}.**",
        f"connected 6 survivors/families to mental health services in the {name}.**",
        f"Team Adam critical case assistance on 2 cases in the {name}.**",
        f"**44 new law enforcement and child-serving professionals** in the {name}.",
    ):
        assert sentence in text


@pytest.mark.parametrize("name", ["Puerto Rico", "Guam", "American Samoa", "New York"])
def test_any_other_name_has_no_article(name: str, sheet_text: Callable[..., str]) -> None:
    text = sheet_text(invented(), name)
    assert f"Listed below are {name} specific statistics" in text
    assert f"the {name}" not in text


@pytest.mark.parametrize("cases", [2, 0])
@pytest.mark.parametrize("year", [2024, 1999])
def test_the_year_is_the_datasets_wherever_one_stands(
    year: int, cases: int, sheet_text: Callable[..., str]
) -> None:
    old = sheet_text(invented(team_adam_cases=cases))
    assert old.count("In 2023, ") == old.count("2023") == 11
    assert sheet_text(invented(team_adam_cases=cases), year=year) == old.replace("2023", str(year))


# Each departure: what the house style says, and what stands there instead.
DIFFERENCES = {
    "plain_title": (
        "The National Center for Missing and Exploited Children **Ohio Data**\n",
        "The National Center for Missing and Exploited Children Ohio Data\n",
    ),
    "short_programs": (
        "For nationwide information on all of NCMEC's programs, please visit:",
        "For nationwide information on NCMEC's programs, please visit:",
    ),
    "short_facility": (
        "\nChildren Missing From Social Services Facility\t20\n",
        "\nChildren Missing From Social Services\t20\n",
    ),
    "hope_bold_before_stop": (
        " support, **including 8 survivors/families in Ohio.** NCMEC also",
        " support, **including 8 survivors/families in Ohio**. NCMEC also",
    ),
    "connect_bold_whole": (
        " users, including **44 new law enforcement and child-serving professionals** in Ohio.\n",
        " users, including **44 new law enforcement and child-serving professionals in Ohio.**\n",
    ),
}
COMBINATIONS = [
    tuple(itertools.compress(DIFFERENCES, chosen))
    for chosen in itertools.product([False, True], repeat=len(DIFFERENCES))
]


def test_the_departures_are_those_of_the_rules() -> None:
    assert set(CATALOGUE.departures) == set(DIFFERENCES)


@pytest.mark.parametrize("departures", COMBINATIONS, ids=lambda names: "+".join(names) or "none")
def test_departures_change_their_own_words_and_no_others(
    departures: tuple[str, ...], sheet_text: Callable[..., str]
) -> None:
    house = sheet_text(invented())
    expected = house
    for name in departures:
        assert expected.count(DIFFERENCES[name][0]) == 1
        expected = expected.replace(*DIFFERENCES[name])
    departed = sheet_text(invented(as_published=list(departures)))
    assert departed == expected
    assert sheet_text(invented(as_published=list(departures)), house_style=True) == house


@pytest.mark.parametrize("departures", COMBINATIONS, ids=lambda names: "+".join(names) or "none")
@pytest.mark.parametrize("figure", [8, 0, "not reported"])
def test_no_departure_leaves_a_stray_space(
    departures: tuple[str, ...], figure: object, sheet_text: Callable[..., str]
) -> None:
    figures = invented(
        team_hope_supported=figure, connect_new_users=figure, as_published=list(departures)
    )
    lines = sheet_text(figures).splitlines()
    assert all(line == line.strip() for line in lines)
    assert not [line for line in lines if "  " in line or " ." in line or " ," in line]
    assert not [line for line in lines if ".." in line or "****" in line]


def test_departures_with_nothing_to_say_leave_the_sentences_whole(
    sheet_text: Callable[..., str],
) -> None:
    figures = invented(
        team_hope_supported=0,
        connect_new_users="not reported",
        as_published=["hope_bold_before_stop", "connect_bold_whole"],
    )
    paragraphs = _paragraphs(sheet_text(figures))
    assert f"{HOPE}. {OUTREACH} {HEALTH_OF_6}" in paragraphs
    assert f"{CONNECT}." in paragraphs


@pytest.mark.parametrize(
    ("written", "printed"),
    [(19, "19%"), (19.5, "19.5%"), (19.0, "19.0%"), (0.1, "0.1%"), (0, "0%"), (100, "100%")],
)
def test_a_percentage_is_printed_exactly_as_it_is_in_the_data_file(
    written: float, printed: str, sheet_text: Callable[..., str]
) -> None:
    text = sheet_text(invented(), likely_trafficked_percent=written)
    assert f"Based on NCMEC's analysis, {printed} of these children were" in text


def test_a_sample_says_so_first_and_last(sheet_text: Callable[..., str]) -> None:
    mark = "**SAMPLE: THESE FIGURES ARE INVENTED. THEY ARE NOT NCMEC'S FIGURES.**"
    first, *between, last = _paragraphs(sheet_text(invented(), sample=True))
    assert first == last == mark
    assert "\n\n".join(between) + "\n" == sheet_text(invented(), sample=False)


def test_what_is_no_sample_does_not_say_so(sheet_text: Callable[..., str]) -> None:
    text = sheet_text(invented(), sample=False)
    assert SAMPLE_MARK not in text
    assert "sample" not in text.casefold()


@pytest.mark.parametrize("state", ["Alabama", "Puerto Rico"])
def test_a_state_without_figures_has_no_sheet(
    state: str, dataset: Dataset, wording: Wording
) -> None:
    with pytest.raises(FactsheetsError) as caught:
        wording.compose(dataset, state)
    (problem,) = caught.value.problems
    assert problem.state == state
    assert problem.what == "There are no figures for this state, so there is no sheet."


@pytest.mark.parametrize("name", ["WY", "wyoming", " Wyo. ", "State of Wyoming"])
def test_a_state_is_named_as_on_the_command_line(
    name: str, dataset: Dataset, wording: Wording
) -> None:
    assert wording.compose(dataset, name) == wording.compose(dataset, "Wyoming")
    assert wording.passages(dataset, name) == wording.passages(dataset, "Wyoming")


def test_a_state_that_there_is_not_is_a_lookup_error_that_says_which_was_meant(
    dataset: Dataset, wording: Wording
) -> None:
    for use in (wording.compose, wording.passages):
        with pytest.raises(
            LookupError, match=r'"Wyomin" is not a US state .* Did you mean "Wyoming"'
        ):
            use(dataset, "Wyomin")


def _refusals(
    folder: Path, text: str, dataset: Dataset, state: str = "Ohio"
) -> tuple[Problem, ...]:
    """What is wrong with composing a state's sheet in the wording ``text``."""
    (folder / "factsheet.md.j2").write_text(text, encoding="utf-8")
    wording = Wording(Templates.find(folder), CATALOGUE)
    with pytest.raises(FactsheetsError) as caught:
        wording.compose(dataset, state)
    where = {(problem.file, problem.state) for problem in caught.value.problems}
    assert where == {(str(folder / "factsheet.md.j2"), state)}
    return caught.value.problems


@pytest.mark.parametrize(
    "printed",
    [
        "cvip_submissions",
        'cvip_submissions | count("submission", "submissions")',
        "cvip_submissions | millions",
        "cvip_submissions | millions_at_least",
        'cvip_submissions | millions | count("submission", "submissions")',
    ],
)
def test_a_figure_that_is_not_reported_cannot_be_printed(
    printed: str, tmp_path: Path, make_dataset: MakeDataset
) -> None:
    dataset = make_dataset({"Ohio": invented(cvip_submissions="not reported")})
    text = f"# Title\n\nNCMEC reviewed\n{{{{ {printed} }}}}.\n"
    (problem,) = _refusals(tmp_path, text, dataset)
    assert problem.line == 4
    assert problem.what == (
        'The template does not work here: it prints a figure that is "not reported"; put the '
        "sentence between {% if … %} and {% endif %}."
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A <b>tag</b>.", "<b>"),
        ("<div>\nA block.\n</div>", "<div>"),
        ("A <!-- comment -->.", "<!-- comment -->"),
        ('<img src="x.png">', '<img src="x.png">'),
        ("# A <br> in a title", "<br>"),
        ("| a | b |\n|---|---|\n| <i>c | d |", "<i>"),
    ],
)
def test_what_one_format_cannot_show_is_refused(
    text: str, shown: str, tmp_path: Path, make_dataset: MakeDataset
) -> None:
    dataset = make_dataset({"Ohio": invented()})
    problem, *_ = _refusals(tmp_path, f"# Title\n\n{text}\n", dataset)
    assert problem.what == f'"{shown}" cannot be shown in all three formats.'
    assert problem.remedy.startswith("Use headings, paragraphs, lists, tables, links")


SLIPS = {  # a wording with one slip in it, and its line
    "a line break": ("One  \ntwo.\n", 1),
    "in the title": ("# A *title*\n", 1),
    "in a paragraph of several lines": ("One\ntwo\nand *three*\nfour.\n", 3),
    "in a cell": ("Words\n\n| a | b |\n|---|---|\n| c | d |\n| *c* | d |\n", 6),
    "in an item": ("Words\n\n- one\n- two\n  and *three*\n", 5),
    "an item in an item": ("Words\n\n- one\n  - two\n", 4),
    "behind comments": ("# Title\n{# one\ntwo\n#}\n\n**Words.\n", 6),
    "in a passage": ("# Title\n\n{% if team_adam_cases %}\nOne\n*two*\n{% endif %}\n", 5),
    "behind a passage": ("# Title\n{% if team_adam_cases %}\nOne\n\n{% endif %}\n---\n", 6),
    "in a passage inside a line": (
        "# Title\n\nOne\n{%- if team_adam_cases -%}\n, two **three\n{%- endif %}\n\nMore.\n",
        5,
    ),
    "in a noun": ('# Title\n\n{{ team_adam_cases | count("*case*", "*cases*") }}\n', 3),
    "behind figures": ("# {{ state }}\n\n{{ team_adam_cases }}\n{{ year }} ![x](y\n", 4),
}


@pytest.mark.parametrize(("text", "line"), SLIPS.values(), ids=SLIPS)
@pytest.mark.parametrize("sample", [False, True])
def test_a_slip_is_named_with_its_line_in_the_wording(
    text: str, line: int, sample: bool, tmp_path: Path, make_dataset: MakeDataset
) -> None:
    dataset = make_dataset({"Ohio": invented()}, sample=sample)
    problem, *_ = _refusals(tmp_path, text, dataset)
    assert problem.line == line
    assert problem.what
    assert problem.remedy


def test_all_slips_of_a_sheet_are_named_at_once(tmp_path: Path, make_dataset: MakeDataset) -> None:
    text = "# Title\n\n---\n\n• one\n• two\n\n{{ year }}[^1] and ![a](https://example.org)\n"
    problems = _refusals(tmp_path, text, make_dataset({"Ohio": invented()}))
    assert [problem.line for problem in problems] == [3, 5, 8, 8]


def test_a_slip_is_the_same_for_all_states(tmp_path: Path, make_dataset: MakeDataset) -> None:
    text = "# {{ state }}\n\nIn *{{ state }}*, {{ cvip_submissions }} of { year }}\n"
    dataset = make_dataset({"Ohio": invented(), "Iowa": invented(cvip_submissions=3)})
    ohio, iowa = (_refusals(tmp_path, text, dataset, state) for state in ("Ohio", "Iowa"))
    assert [replace(each, state="Iowa") for each in ohio] == list(iowa)


# --- lists


LISTS = """\
# {{ state }} in {{ year }}

In all:
- {{ cvip_submissions | count("submission", "submissions") }}
  and **more**
{% if team_adam_cases %}
- {{ team_adam_cases | count("case", "cases") }}
{% endif %}

{% if trafficking_engagements %}
1. {{ trafficking_engagements | count("engagement", "engagements") }}
{% endif %}
{% if connect_new_users %}
2. {{ connect_new_users | count("user", "users") }}
{% endif %}

The end¹.
"""


@pytest.mark.parametrize(
    ("changed", "lists"),
    [
        ({}, ["- 56 submissions and **more**\n- 2 cases", "1. 7 engagements\n2. 44 users"]),
        (
            {"team_adam_cases": 0, "trafficking_engagements": "not reported"},
            ["- 56 submissions and **more**", "1. 44 users"],
        ),
        (
            {"trafficking_engagements": 0, "connect_new_users": 0},
            ["- 56 submissions and **more**\n- 2 cases"],
        ),
    ],
)
def test_a_choice_puts_an_item_in_or_leaves_it_out(
    changed: dict[str, Any], lists: list[str], tmp_path: Path, make_dataset: MakeDataset
) -> None:
    (tmp_path / "factsheet.md.j2").write_text(LISTS, encoding="utf-8")
    wording = Wording(Templates.find(tmp_path), CATALOGUE)
    dataset = make_dataset({"Ohio": invented(**changed)}, sample=False)

    text = render_text(wording.compose(dataset, "Ohio"))

    assert _paragraphs(text) == ["Ohio in 2023", "In all:", *lists, "The end¹."]


def test_the_list_of_the_docs_is_a_list(tmp_path: Path, make_dataset: MakeDataset) -> None:
    page = (ROOT / "docs/wording.md").read_text(encoding="utf-8")
    example = page.partition("```markdown\n")[2].partition("```")[0]
    (tmp_path / "factsheet.md.j2").write_text(example, encoding="utf-8")
    wording = Wording(Templates.find(tmp_path), CATALOGUE)

    for figure, items in ((56, 3), (0, 2)):
        dataset = make_dataset({"Ohio": invented(cvip_submissions=figure)}, sample=False)
        _, numbered = wording.compose(dataset, "Ohio").blocks
        assert isinstance(numbered, List)
        assert len(numbered.items) == items


def test_a_numbered_list_right_below_words_is_refused_where_its_first_item_is_left_out(
    tmp_path: Path, make_dataset: MakeDataset
) -> None:
    text = "Words:\n{% if team_adam_cases %}\n1. One\n{% endif %}\n2. Two\n"
    dataset = make_dataset({"Ohio": invented(team_adam_cases=0)})
    (problem,) = _refusals(tmp_path, text, dataset)
    assert (problem.line, problem.what) == (5, '"2." would be printed as it is typed.')
    assert problem.remedy.endswith("with an empty line above the list.")


def test_the_passage_of_an_item_is_its_words(tmp_path: Path, make_dataset: MakeDataset) -> None:
    (tmp_path / "factsheet.md.j2").write_text(LISTS, encoding="utf-8")
    wording = Wording(Templates.find(tmp_path), CATALOGUE)

    passages = wording.passages(make_dataset({"Ohio": invented()}), "Ohio")

    assert list(passages.values()) == ["2 cases", "7 engagements", "44 users"]


@pytest.mark.parametrize("house_style", [False, True])
def test_composing_is_pure(house_style: bool, dataset: Dataset, wording: Wording) -> None:
    first = wording.compose(dataset, "Wyoming", house_style=house_style)
    assert wording.compose(dataset, "Wyoming", house_style=house_style) == first
    assert (first.state, first.year, first.sample) == ("Wyoming", 2023, False)
    assert first.figures is dataset.states["Wyoming"]
    assert first.national["connect_users"] == 18_000


def test_a_sheet_has_the_national_figures_that_it_has_a_use_for(
    make_dataset: MakeDataset, wording: Wording
) -> None:
    dataset = make_dataset({"Iowa": invented(team_adam_cases=0), "Ohio": invented()})

    iowa, ohio = (wording.compose(dataset, state).national for state in ("Iowa", "Ohio"))

    assert iowa == NATIONAL
    assert NATIONAL.items() - ohio.items() == {
        ("team_adam_incidents", 57),
        ("team_adam_long_term_cases", 146),
    }


JINJA2 = {
    "one of each": {},
    "departures": {"as_published": list(CATALOGUE.departures)},
    "nothing": {
        "cvip_submissions": 0,
        "trafficking_engagements": "not reported",
        "team_hope_supported": 0,
        "mental_health_connections": "not reported",
        "team_adam_cases": 0,
        "connect_new_users": "not reported",
    },
}


@pytest.mark.parametrize("changed", JINJA2.values(), ids=JINJA2)
def test_a_sheet_is_what_jinja2_makes_of_the_wording(
    changed: dict[str, Any], make_dataset: MakeDataset, wording: Wording, templates: Templates
) -> None:
    dataset = make_dataset({"District of Columbia": invented(**changed)}, sample=False)
    figures = dataset.states["District of Columbia"]
    assert figures
    environment = jinja2.Environment(
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=lambda value: _marked(value) if isinstance(value, int) else value,
    )
    environment.filters = {
        "count": lambda figure, one, many: f"{_marked(figure)} {one if figure == 1 else many}",
        "millions": _Million,
        "millions_at_least": _Million,
    }

    expected = environment.from_string(templates.text(WORDING)).render(
        nested({name: _of_state(figure) for name, figure in figures.figures.items()}),
        national=nested(dataset.national or {}),
        state="the District of Columbia",
        state_without_article="District of Columbia",
        year="2023",
        as_published=dict.fromkeys(CATALOGUE.departures, "as_published" in changed),
    )

    assert wording.compose(dataset, "District of Columbia").markdown == expected


class _Million(int):
    """A figure that is a number of tenths of a million."""


class _OfState(int):
    """A figure that is not the whole country's."""


def _of_state(figure: Figure | None) -> Figure | None:
    return _OfState(figure) if isinstance(figure, int) else figure


def _marked(figure: int) -> str:
    of_state = OF_STATE if isinstance(figure, _OfState) else ""
    words = f"{figure / 1_000_000:.1f} million" if isinstance(figure, _Million) else f"{figure:,}"
    return f'<data{of_state} value="{figure}">{words.replace(".0 ", " ")}</data>'


# --- passages


def test_passages_are_the_branches_that_the_figures_take(
    make_dataset: MakeDataset, templates: Templates
) -> None:
    none = dict.fromkeys(MAY_BE_NOT_REPORTED, 0)
    dataset = make_dataset({"Ohio": invented(), "Iowa": invented(**none)})
    wording = Wording(templates, CATALOGUE)

    ohio, iowa = (wording.passages(dataset, state) for state in ("Ohio", "Iowa"))

    came = [text for number, text in ohio.items() if number not in iowa]
    went = [text for number, text in iowa.items() if number not in ohio]
    assert [text.split(" in ")[0][:40] for text in came] == [
        "In 2023, NCMEC reviewed 56 submissions o",
        "In 2023, NCMEC had 7 engagements with Oh",
        ", including 8 survivors/families",
        "In 2023, NCMEC connected 6 survivors/fam",
        "NCMEC's Team Adam program deploys former",
        ", including 44 new law enforcement and c",
    ]
    assert [text[:33] for text in went] == [
        ".", "In 2023, at the request of law en", "."
    ]  # fmt: skip


def test_departures_change_no_passage(make_dataset: MakeDataset, templates: Templates) -> None:
    dataset = make_dataset(
        {"Ohio": invented(), "Iowa": invented(as_published=list(CATALOGUE.departures))}
    )
    wording = Wording(templates, CATALOGUE)

    assert list(wording.passages(dataset, "Ohio")) == list(wording.passages(dataset, "Iowa"))


def test_a_passage_inside_a_passage_is_one_of_its_own(
    make_dataset: MakeDataset, tmp_path: Path
) -> None:
    (tmp_path / "factsheet.md.j2").write_text(
        "# {{ state }}\n\n{% if cvip_submissions %}\nOut **{{ cvip_submissions }}**\n"
        "{% if team_adam_cases %}\nin {{ team_adam_cases }}\n{% elif connect_new_users %}\n"
        "or\n{% endif %}\nout.\n{% endif %}\n"
    )
    dataset = make_dataset(
        {
            "Ohio": invented(),
            "Iowa": invented(team_adam_cases=0),
            "Utah": invented(cvip_submissions=0),
        }
    )
    wording = Wording(Templates.find(tmp_path), CATALOGUE)

    found = {state: wording.passages(dataset, state) for state in dataset.ready}

    assert list(found["Ohio"].values()) == ["Out 56 in 2 out.", "in 2"]
    assert list(found["Iowa"].values()) == ["Out 56 or out.", "or"]
    assert found["Utah"] == {}


def test_an_awaited_state_has_no_passages(dataset: Dataset, templates: Templates) -> None:
    with pytest.raises(FactsheetsError, match="no figures for this state"):
        Wording(templates, CATALOGUE).passages(dataset, "Ohio")
