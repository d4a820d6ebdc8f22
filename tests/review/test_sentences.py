"""The sentences that changed: word by word, and not because of the year."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from conftest import invented
from factsheets.dataset.dataset import Dataset
from factsheets.figures.values import SAMPLE_MARK
from factsheets.review.sentences import Rewording, reworded, sentences
from factsheets.wording.compose import Sheet, Wording

MakeSheet = Callable[..., Sheet]


@pytest.fixture
def sheet(make_dataset: Callable[..., Dataset], wording: Wording) -> MakeSheet:
    """A function that composes Ohio's sheet from invented figures, some of them changed."""

    def make(year: int, **changed: object) -> Sheet:
        dataset = make_dataset({"Ohio": invented(**changed)}, year=year)
        return wording.compose(dataset, "Ohio")

    return make


def marked(rewording: Rewording) -> str:
    """The sentence with [what was removed] and {what was added}."""
    brackets = {"same": "{}", "removed": "[{}]", "added": "{{{}}}"}
    return "".join(brackets[part.kind].format(part.text) for part in rewording.words)


def test_another_year_alone_changes_no_sentence(sheet: MakeSheet) -> None:
    assert reworded(sheet(2023), sheet(2024)) == ()


def test_a_figure_that_changed_is_marked_and_nothing_else(sheet: MakeSheet) -> None:
    found = reworded(sheet(2023), sheet(2024, cybertipline_reports=2_345))

    assert [marked(each) for each in found] == [
        "In 2024, [1,234]{2,345} CyberTipline reports were made available to law enforcement in "
        "Ohio."
    ]


def test_the_noun_and_verb_that_follow_a_figure_are_marked(sheet: MakeSheet) -> None:
    (found,) = reworded(sheet(2023), sheet(2024, cybertipline_reports=1))

    assert marked(found) == (
        "In 2024, [1,234]{1} CyberTipline [reports]{report} [were]{was} made available to law "
        "enforcement in Ohio."
    )


def test_a_figure_that_looks_like_the_year_is_marked(sheet: MakeSheet) -> None:
    then, now = (sheet(year, cybertipline_reports=year) for year in (2023, 2024))

    assert "[2,023]{2,024}" in marked(reworded(then, now)[0])


def test_a_clause_that_came_is_marked_inside_its_sentence(sheet: MakeSheet) -> None:
    (found,) = reworded(sheet(2023, connect_new_users=0), sheet(2024))

    assert marked(found) == (
        "In 2024, NCMEC CONNECT had more than 18,000 registered users{, including 44 new law "
        "enforcement and child-serving professionals in Ohio}."
    )


def test_a_sentence_that_came_or_went_stands_alone(sheet: MakeSheet) -> None:
    then = sheet(2023, cvip_submissions="not reported")
    now = sheet(2024, trafficking_engagements=0)

    came, went = reworded(then, now)

    assert (came.then, went.now) == ("", "")
    assert came.now.startswith("In 2024, NCMEC reviewed 56 submissions")
    assert went.then.startswith("In 2023, NCMEC had 7 engagements")


def test_a_departure_that_ended_is_marked(sheet: MakeSheet) -> None:
    then = sheet(2023, as_published=["short_programs", "short_facility", "plain_title"])

    programs, facility = reworded(then, sheet(2024))

    assert "information on{ all of} NCMEC's programs" in marked(programs)
    assert marked(facility) == "Children Missing From Social Services{ Facility}"


def test_a_table_gives_its_labels_only(sheet: MakeSheet) -> None:
    found = sentences(sheet(2023))

    assert "Other Missing Children Cases" in found
    assert "9" not in found


def test_the_mark_of_a_sample_is_no_sentence_of_the_sheet(sheet: MakeSheet) -> None:
    assert SAMPLE_MARK in sheet(2024).markdown
    assert SAMPLE_MARK not in sentences(sheet(2024))
