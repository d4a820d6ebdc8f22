"""The blocks of a sheet, and slips of the pen, which would go into print as they stand."""

from __future__ import annotations

import pytest

from factsheets.wording.markdown import Line, Table, lines_of, parse, slips

WORDING = """\
# A **title**

Two lines with a <data value="1000">1,000</data>
and **a [link](https://example.org) in bold**.

## A heading

| | Cases |
|---|---:|
| Missing | <data value="5">5</data> |
| | |
"""


def test_the_blocks_are_found_in_their_order() -> None:
    title, paragraph, heading, table = parse(WORDING)
    lines = [each for each in (title, paragraph, heading) if isinstance(each, Line)]
    assert [each.tag for each in lines] == ["h1", "p", "h2"]
    assert isinstance(table, Table)
    assert [[cell.words for cell in row] for row in table.rows] == [
        ["", "Cases"],
        ["Missing", "5"],
        ["", ""],
    ]


def test_a_block_has_its_plain_text_form() -> None:
    assert [block.text for block in parse(WORDING)] == [
        "A **title**",
        "Two lines with a 1,000 and **a link in bold**.",
        "A heading",
        "\tCases\nMissing\t5",
    ]


def test_the_words_of_a_line_are_parted_as_in_the_wording() -> None:
    _, paragraph, *_ = lines_of(parse(WORDING))
    assert paragraph.parts == ["Two lines with a 1,000", "and a link in bold."]
    assert paragraph.words == "Two lines with a 1,000 and a link in bold."


def test_text_without_a_word_has_no_blocks() -> None:
    assert parse("\n\n") == ()


@pytest.mark.parametrize(
    ("wording", "what"),
    [
        ("# Title\n\n##Heading\n", '"##Heading" would be printed with its "##".'),
        ("# Title\n\n- a list\n", '"- a list" would be printed with its "-".'),
        ("# Title\n\n1. a list\n", '"1. a list" would be printed with its "1.".'),
        ("# Title\n\n> a quotation\n", '"> a quotation" would be printed with its ">".'),
        ("In { year }}, it\n", '"{" would be printed as it stands: "In { year }}, it"'),
        ("A `code`.\n", '"`" would be printed as it stands: "A `code`."'),
        ("| | |\n| a | 5 |\n", '"|" would be printed as it stands: "| | |"'),
        (
            "See [here](https://example.org.\n",
            '"](" would be printed as it stands: "See [here](https://example.org."',
        ),
        ("See [here](www.example.org).\n", '"www.example.org" is no address of a web page.'),
        ("\n\n", "The wording is empty."),
        ("12\u202e34\n", 'A character that cannot be printed (U+202E) stands here: "12\u202e34"'),
    ],
)
def test_a_slip_that_would_be_printed_is_named(wording: str, what: str) -> None:
    [slip] = slips(parse(wording))
    assert slip.what == what
    assert slip.remedy


@pytest.mark.parametrize(
    "wording",
    [
        "# Title\n\nIn 2023, 5 of 7 - no more, no less - were **found**.\n",
        "1 report (1) and #1 and R&D, 5 < 6 > 4, a 50/50 chance! Well, e.g. [here](https://example.org).\n",
        '| | |\n|---|---:|\n| Cases : | <data value="5">5</data> |\n',
        "2,023 reports\nwere made.\n",
    ],
)
def test_what_is_meant_so_is_no_slip(wording: str) -> None:
    assert list(slips(parse(wording))) == []


def test_each_block_with_a_slip_is_named() -> None:
    found = [slip.text for slip in slips(parse("- one\n\ngood\n\n{two\n"))]
    assert found == ["- one", "{two"]
