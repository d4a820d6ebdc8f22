"""What is odd in the wording or the figures, and may be right."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import CATALOGUE, invented
from factsheets.check.remarks import more_than_the_country, typed_numbers
from factsheets.dataset.dataset import Dataset
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Wording

Typed = Callable[[str], list[tuple[int, str]]]


@pytest.fixture
def typed(tmp_path: Path) -> Typed:
    """A function that says the numbers typed into a wording, each line's with the line."""

    def typed_in(text: str) -> list[tuple[int, str]]:
        (tmp_path / "factsheet.md.j2").write_text(text)
        wording = Wording(Templates.find(tmp_path), CATALOGUE)
        return [
            (each.line, re.split(" (?:is|are) typed", each.what)[0])
            for each in typed_numbers(wording)
        ]

    return typed_in


def test_our_wording_has_no_typed_number(wording: Wording) -> None:
    assert list(typed_numbers(wording)) == []


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("In {{ year }}, more than 485,000 people registered.", '"485,000"'),
        ("In 2023, NCMEC handled cases.", '"2023"'),
        ("In 2023 NCMEC received 809 CyberTipline reports.", '"2023", "809"'),
        ("There were **1747** of 2,000,000.", '"1747", "2,000,000"'),
        ("About 19% of them, or 36.2 million.", '"19", "36.2"'),
        ("A grant of $5 million.", '"5"'),
        ("It was 19.5 percent of 100%", '"19.5", "100"'),
    ],
)
def test_a_number_like_a_figure_is_said_once_a_line(
    sentence: str, numbers: str, typed: Typed
) -> None:
    assert typed(f"# A\n\nWords.\n{sentence}\n") == [(4, numbers)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ways: (1) one; (2) two; and 12 more.",
        "Call 1-800-THE-LOST (1-800-843-5678) or (703) 224-2150, or dial 911.",
        "Write to 333 John Carlyle Street, Suite 125, Alexandria, Virginia 22314-5950.",
        "See [page](https://example.org/2023/485000) and https://example.org/485,000 too.",
        "Under 18 U.S.C. § 2258A and section 1591, open 24/7, a 501(c)(3) organization.",
        "Of {{ cybertipline_reports }} or {{ national.cybertipline_reports | millions }}.",
        "{# 485,000 #}Words.",
        "COVID-19, H2O, a100, 2022/2023 and 100-year-old.",
    ],
)
def test_a_number_that_is_no_figure_is_not(sentence: str, typed: Typed) -> None:
    assert typed(f"# A\n\n{sentence}\n") == []


def test_the_line_is_that_of_the_number_in_every_branch(typed: Typed) -> None:
    assert typed(
        "# A\n\n{% if team_adam_cases %}\nOf 1,000\nand 2,000.\n{% else -%}\n\nOf 3,000.\n"
        "{% if cvip_submissions %}\n\n4,000\n{% endif %}\n{% endif %}\nAnd\n5,000.\n"
    ) == [(4, '"1,000"'), (5, '"2,000"'), (8, '"3,000"'), (11, '"4,000"'), (15, '"5,000"')]


@pytest.mark.parametrize(("of_the_country", "is_said"), [(14, False), (13, True)])
def test_a_sum_over_the_states_is_held_against_the_country(
    of_the_country: int, is_said: bool, make_dataset: Callable[..., Any]
) -> None:
    states = {"Ohio": invented(team_hope_supported=9), "Iowa": invented(team_hope_supported=5),
              "Utah": invented(team_hope_supported="not reported"), "Maine": {}}  # fmt: skip
    dataset: Dataset = make_dataset(states, team_hope_supported=of_the_country)
    assert not dataset.problems

    found = list(more_than_the_country(dataset, "states.yaml"))

    assert [each.figure for each in found] == ["team_hope_supported"] * is_said


def test_several_numbers_in_a_line_are_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "factsheet.md.j2").write_text("# A\n\n20,500,000 reports in 2024.\n")
    (remark,) = typed_numbers(Wording(Templates.find(tmp_path), CATALOGUE))

    assert remark.what == '"20,500,000", "2024" are typed into the wording.'
