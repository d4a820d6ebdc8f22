"""A document's words beside those it should have; test_verifying.py shows it of whole sheets."""

from __future__ import annotations

import pytest

from factsheets.problems import shortened
from factsheets.reading.differences import Expected, differences
from factsheets.reading.documents import Document
from factsheets.reading.reader import Place
from factsheets.reading.words import normalised
from factsheets.render.formats import Format
from factsheets.wording.compose import Sheet


@pytest.fixture
def expected(sheets: dict[str, Sheet]) -> Expected:
    """A sheet of a few words, and one figure."""
    words, bold = normalised("Wyoming had **809** reports.")
    return Expected(sheets["Wyoming"], words, bold, (Place("reports", 12, 15),))


def said(text: str, expected: Expected) -> list[str]:
    document = Document("wyoming.txt", Format.TEXT, *normalised(text))
    return [str(each) for each in differences(document, expected)]


def test_the_same_words_do_not_differ_however_they_are_broken(expected: Expected) -> None:
    assert said("Wyoming had\n**809**\nreports.", expected) == []


def test_a_figure_that_differs_is_named(expected: Expected) -> None:
    assert said("Wyoming had **909** reports.", expected) == [
        'wyoming.txt: Wyoming, reports: "909" should be "809", in "Wyoming had 909 reports.".'
    ]


def test_a_word_that_is_too_long_for_a_message_is_cut_off(expected: Expected) -> None:
    [found] = said(f"Wyoming had **{'9' * 5_000}** reports.", expected)

    assert shortened("9" * 5_000) == "9" * 60 + "…"
    assert len(found) < 300


def test_a_document_that_is_far_too_long_is_not_compared(expected: Expected) -> None:
    assert said("Wyoming " * 17, expected) == [
        "wyoming.txt: Wyoming: The document has 17 words, the sheet 4. Is it one sheet?"
    ]
