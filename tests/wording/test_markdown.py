"""The blocks of a sheet."""

from __future__ import annotations

from factsheets.wording.markdown import Line, List, Table, lines_of, parse

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


LISTS = """\
Above:
- <data value="5">5</data> cases and
  **more**
- [a link](https://example.org)

1. One

2. Two
- Three
"""


def test_a_list_has_its_items_in_their_order() -> None:
    above, bullets, numbered, others = parse(LISTS)
    assert isinstance(above, Line)
    lists = [each for each in (bullets, numbered, others) if isinstance(each, List)]
    assert [(each.tag, [item.words for item in each.items]) for each in lists] == [
        ("ul", ["5 cases and more", "a link"]),
        ("ol", ["One", "Two"]),
        ("ul", ["Three"]),
    ]
    assert {item.tag for each in lists for item in each.items} == {"li"}


def test_in_plain_text_an_item_is_one_line_behind_its_mark() -> None:
    assert [block.text for block in parse(LISTS)] == [
        "Above:",
        "- 5 cases and **more**\n- a link",
        "1. One\n2. Two",
        "- Three",
    ]


def test_items_are_counted_from_one() -> None:
    (numbered,) = parse("2. Two\n4. Four\n9. Nine\n")
    assert numbered.text == "1. Two\n2. Four\n3. Nine"


def test_the_lines_of_a_list_are_its_items() -> None:
    words = ["Above:", "5 cases and more", "a link", "One", "Two", "Three"]
    assert [line.words for line in lines_of(parse(LISTS))] == words
