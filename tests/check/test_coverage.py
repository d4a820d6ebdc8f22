"""Which sheets have each passage and noun of the wording, and what no sheet has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from pathlib import Path

import pytest
from hypothesis import given

from conftest import CATALOGUE, ROOT, invented
from factsheets.check.coverage import Coverage, Passage, coverage
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.text import render_text
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Wording
from journeys.test_properties import folder, quick
from strategies import data_files

__all__ = ["folder"]  # a fixture

MakeDataset = Callable[..., Dataset]
FIGURE = r"[0-9][0-9,.]*(?: million)?"


@pytest.fixture
def cover(make_dataset: MakeDataset, tmp_path: Path) -> Callable[..., Coverage]:
    """A function that covers a wording of its own with invented states."""

    def cover_it(wording: str, **states: object) -> Coverage:
        (tmp_path / "factsheet.md.j2").write_text(wording)
        return coverage(make_dataset(states), Wording(Templates.find(tmp_path), CATALOGUE))

    return cover_it


@pytest.fixture(scope="module")
def found(dataset: Dataset, wording: Wording) -> Coverage:
    """The coverage of the repository's own wording by the published sheets."""
    return coverage(dataset, wording)


def codes(states: tuple[str, ...]) -> str:
    return " ".join(JURISDICTIONS[state].code for state in states)


def passages(coverage: Coverage) -> list[tuple[int, str, str, str]]:
    return [
        (part.line, part.words, part.when, codes(states))
        for part, states in coverage.parts.items()
        if not part.noun
    ]


def test_an_item_of_a_list_is_shown_by_its_own_words(cover: Callable[..., Coverage]) -> None:
    found = cover(
        "# {{ state }} in {{ year }}\n\nHere we\n- helped\n{% if cvip_submissions %}\n"
        "- reviewed {{ cvip_submissions | count('submission', 'submissions') }}\n{% endif %}\n"
        "- and more\n\n{% if team_adam_cases %}\n"
        "1. {{ team_adam_cases | count('case', 'cases') }}\n{% endif %}\n2. Two\n",
        Ohio=invented(team_adam_cases=0),
    )
    words = [(part.line, part.words, codes(states)) for part, states in found.parts.items()]
    assert words == [
        (5, "(left out) reviewed … submissions", ""),
        (6, "reviewed … submissions", "OH"),
        (6, "reviewed 1 submission", ""),
        (6, "reviewed … submissions", "OH"),
        (10, "(left out) … cases", "OH"),
        (11, "… cases", ""),
        (11, "1 case", ""),
        (11, "… cases", ""),
    ]


# What docs/wording-rules.md and the sheets themselves say.
@pytest.mark.parametrize(
    ("when", "states"),
    [
        ("with plain_title", "CO WY"),
        ("without plain_title", "MO MT WI"),
        ("with short_programs", "WI WY"),
        ("without short_programs", "CO MO MT"),
        ("with short_facility", "WI WY"),
        ("without short_facility", "CO MO MT"),
        ("CVIP submissions: 1 or more", "CO MO MT WI WY"),
        ("CVIP submissions: 0 or not reported", ""),
        ("Trafficking engagements: 1 or more", "CO MO WI"),
        ("Trafficking engagements: 0 or not reported", "MT WY"),
        ("Team HOPE survivors/families: 0 or not reported", ""),
        ("Team HOPE survivors/families: 1 or more, with hope_bold_before_stop", "MT WY"),
        ("Team HOPE survivors/families: 1 or more, without hope_bold_before_stop", "CO MO WI"),
        ("Mental health connections: 1 or more", "CO MO MT WI WY"),
        ("Mental health connections: 0 or not reported", ""),
        ("Team Adam cases: 1 or more", "MO WI WY"),
        ("Team Adam cases: 0 or not reported", "CO MT"),
        ("New CONNECT users: 0 or not reported", ""),
        ("New CONNECT users: 1 or more, with connect_bold_whole", "WI"),
        ("New CONNECT users: 1 or more, without connect_bold_whole", "CO MO MT WY"),
    ],
)
def test_each_branch_has_the_published_sheets_that_take_it(
    found: Coverage, when: str, states: str
) -> None:
    assert [each[3] for each in passages(found) if each[2] == when] == [states]


def test_there_are_no_other_branches(found: Coverage) -> None:
    assert len(passages(found)) == 20


@pytest.mark.parametrize(
    ("noun", "states"),
    [
        ("1 engagement", [""]),
        ("… engagements", ["CO MO WI"]),
        ("1 submission", [""]),
        ("1 CyberTipline report was", [""]),
        ("… CyberTipline reports were", ["CO MO MT WI WY"]),
        ("1 case", ["", "WI WY"]),  # of missing children, and of Team Adam
        ("… cases", ["CO MO MT WI WY", "MO"]),
        ("1 survivor/family", ["", "", "WY"]),
        ("… survivors/families", ["MT WY", "CO MO WI", "CO MO MT WI"]),
        ("… incidents", ["CO MT"]),
        ("1 long-term missing child case", [""]),
        ("… registered users", ["CO MO MT WI WY"]),
    ],
)
def test_each_form_of_a_noun_has_the_published_sheets_that_print_it(
    found: Coverage, noun: str, states: list[str]
) -> None:
    assert [codes(on) for part, on in found.parts.items() if part.noun == noun] == states


def test_what_no_sheet_has_is_named_in_the_order_of_the_wording(found: Coverage) -> None:
    lines = [part.line for part in found.on_none]

    assert "1 engagement" in [part.noun for part in found.on_none]
    assert lines == sorted(lines)
    assert all(part in found.on_none for part, states in found.parts.items() if not states)
    assert not [part for part in found.on_none if found.parts[part]]


def test_a_line_is_that_on_which_the_words_stand(found: Coverage) -> None:
    lines = (ROOT / "templates/factsheet.md.j2").read_text().splitlines()

    for part in found.parts:
        if part.noun:
            assert f'"{part.noun[2:]}"' in lines[part.line - 1]
        elif part.words.startswith("(left out) "):
            assert lines[part.line - 1].startswith("{% if ")
        elif not part.words.startswith("… "):
            assert " ".join(part.words.split()[:4]) in lines[part.line - 1].replace(
                "{{ year }}", "2023"
            )


def pattern_of(part: Passage, state: str, nouns: Collection[tuple[str, str]]) -> str:
    """What ``part`` looks like on the sheet of ``state``: a noun with what is behind it."""
    if part.noun:
        words = re.escape(part.words[part.words.index(part.noun) :])
    else:  # its first words can have another noun in them, in either form
        forms = {re.escape(many[2:]): re.escape(one[2:]) for one, many in nouns}
        longest_first = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
        words = re.escape(part.words.removeprefix("… "))
        words = re.sub(longest_first, lambda many: f"(?:{many[0]}|{forms[many[0]]})", words)
    pattern = words.replace(r"\[state\]", rf"(?:the )?{re.escape(state)}")
    pattern = re.sub(r"…$", r"\\S", pattern).replace("…", FIGURE)
    return r"(?<![0-9,.])" + re.sub(r"(?:\\ )+", r"\\s+", pattern)


@pytest.mark.slow
@quick
@given(text=data_files())
def test_a_sheet_has_the_words_of_its_parts_and_of_no_others(
    text: str, folder: Path, wording: Wording
) -> None:
    path = folder / "states.yaml"
    path.write_text(text)
    dataset = load(path, catalogue=CATALOGUE)
    (state,) = dataset.ready
    sheet = render_text(wording.compose(dataset, state))

    found = coverage(dataset, wording)

    assert (found.sheets, found.problems) == ((state,), ())
    forms = [part.noun for part in found.parts if part.noun]
    nouns = list(zip(forms[::2], forms[1::2], strict=True))
    patterns = {part: pattern_of(part, state, nouns) for part in found.parts}
    often = Counter(patterns.values())
    for part, states in found.parts.items():
        if part.words.startswith("(left out) "):
            continue
        printed = sheet.replace("**", "") if part.noun else sheet
        is_there = re.search(patterns[part], printed) is not None
        assert is_there or not states, part.words
        if often[patterns[part]] == 1 and not part.words.endswith("…"):
            assert is_there == bool(states), part.words


def test_a_new_branch_and_a_new_noun_are_covered_without_a_change_of_the_code(
    make_dataset: MakeDataset, tmp_path: Path
) -> None:
    shipped = (ROOT / "templates/factsheet.md.j2").read_text()
    (tmp_path / "factsheet.md.j2").write_text(
        f"{shipped}\n{{% if cvip_submissions and not team_adam_cases %}}\n"
        'A new line on {{ cvip_submissions | count("thing", "things") }} here.\n{% endif %}\n'
    )
    dataset = make_dataset({"Ohio": invented(), "Iowa": invented(team_adam_cases=0)})

    found = coverage(dataset, Wording(Templates.find(tmp_path), CATALOGUE))

    line = shipped.count("\n") + 3
    new = [
        (part.line, part.words, part.when, codes(states))
        for part, states in found.parts.items()
        if part.line > shipped.count("\n")
    ]
    when = "(CVIP submissions: 1 or more) and (Team Adam cases: 0 or not reported)"
    without = "(CVIP submissions: 0 or not reported) or (Team Adam cases: 1 or more)"
    assert new == [
        (line - 1, "(left out) A new line on … things here.", without, "OH"),
        (line, "A new line on … things here.", when, "IA"),
        (line, "A new line on 1 thing here.", when, ""),
        (line, "A new line on … things here.", when, "IA"),
    ]


def test_branches_inside_branches_and_of_elif_have_all_their_conditions(
    cover: Callable[..., Coverage],
) -> None:
    found = cover(
        "# {{ state }}\n\n{% if not missing_children.other %}\nNone.\n"
        "{% elif as_published.plain_title or national.connect_users %}\n"
        "{% if team_adam_cases %}\nSome.\n{% endif %}\n{% else %}\nOther.\n{% endif %}\n",
        Ohio=invented(),
        Iowa=invented(team_adam_cases="not reported"),
    )

    others = "Other missing children: "
    either = "(with plain_title) or (CONNECT registered users, national: 1 or more)"
    neither = "(without plain_title) and (CONNECT registered users, national: 0)"
    assert [(line, when, states) for line, _, when, states in passages(found)] == [
        (4, f"{others}0", ""),
        (6, f"{others}1 or more, {either}", "IA OH"),
        (6, f"{others}1 or more, {either}, Team Adam cases: 0 or not reported", "IA"),
        (7, f"{others}1 or more, {either}, Team Adam cases: 1 or more", "OH"),
        (10, f"{others}1 or more, {neither}", ""),
    ]


def test_a_passage_is_shown_by_its_first_words_and_its_sentence(
    cover: Callable[..., Coverage],
) -> None:
    found = cover(
        "# Title\n\nFirst one. Here are **{{ cybertipline_reports }}** in {{ state }}\n"
        "{%- if team_adam_cases %}, and {{ team_adam_cases }} in {{ year }}.\n"
        "{% else %}.\n{% endif %}\n"
        "{% if as_published.plain_title %}\n"
        "**In {{ year }}** there is a sentence, and it goes on and on, until it is as long as "
        "a sentence should never be.\n{% endif %}\n"
    )

    assert [words for _, words, _, _ in passages(found)] == [
        "… Here are **…** in [state], and … in 2023.",
        "… Here are **…** in [state].",
        "(left out) In 2023 there is a sentence, and it goes on and on, until it is as …",
        "In 2023 there is a sentence, and it goes on and on, until it is as long as a …",
    ]


def test_the_figure_of_a_noun_is_found_behind_other_filters(
    cover: Callable[..., Coverage],
) -> None:
    wording = '# A\n\n{{ cybertipline_reports | millions | count("one", "many") }}\n'
    found = cover(wording, Ohio=invented(cybertipline_reports=1), Iowa=invented())

    assert [(part.words, codes(on)) for part, on in found.parts.items()] == [
        ("1 one", "OH"),
        ("… many", "IA"),
    ]


def test_states_with_problems_are_named_and_hide_nothing(cover: Callable[..., Coverage]) -> None:
    found = cover(
        "# {{ state }}\n\n{% if team_adam_cases %}\n{{ cvip_submissions }}\n{% endif %}\n",
        Iowa=invented(cvip_submissions="not reported"),
        Ohio=invented(),
        Utah=invented(connect_new_users=None),
    )

    assert found.sheets == ("Ohio",)
    assert [codes(states) for states in found.parts.values()] == ["", "OH"]
    assert [(each.state, each.line) for each in found.problems if "j2" in each.file] == [
        ("Iowa", 4)
    ]
    assert [each.figure for each in found.problems if each.state == "Utah"] == ["connect_new_users"]


def test_without_a_state_no_sheet_has_anything(cover: Callable[..., Coverage]) -> None:
    found = cover("# {{ state }}\n\n{% if team_adam_cases %}\nSome.\n{% endif %}\n")

    assert found.sheets == ()
    assert len(found.on_none) == len(found.parts) == 2


def test_a_wording_without_branches_has_no_parts(cover: Callable[..., Coverage]) -> None:
    assert cover("# {{ state }}\n\n{{ cybertipline_reports }}\n").parts == {}


def test_departures_are_honoured(make_dataset: MakeDataset, wording: Wording) -> None:
    departures = list(CATALOGUE.departures)
    dataset = make_dataset({"Ohio": invented(as_published=departures), "Iowa": invented()})
    found = coverage(dataset, wording)

    flags = {
        when: states for _, _, when, states in passages(found) if re.search("with(out)? ", when)
    }
    assert len(flags) == 10
    assert all(states == ("IA" if "without" in when else "OH") for when, states in flags.items())


def test_the_marks_of_passages_are_in_no_words(dataset: Dataset, wording: Wording) -> None:
    wording.passages(dataset, "Wyoming")

    found = coverage(dataset, wording)

    assert len(found.parts) == 58
    assert not [part for part in found.parts if re.search("[\x02\x03]", part.words)]
