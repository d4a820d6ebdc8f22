"""Slips of the pen, which would go into print as they are typed."""

from __future__ import annotations

import pytest

from factsheets.wording.slips import slips

TYPED = {
    "a heading without a space": ("##Heading", "##"),
    "a heading below a line": ("Words\n##Heading", "##"),
    "a quotation": ("> a quotation", ">"),
    "a quotation without a space": (">a quotation", ">"),
    "a line": ("---", "---"),
    "a line of stars": ("***", "***"),
    "a line below words": ("Words\n---", "---"),
    "a heading by what is below it": ("Words\n=====", "====="),
    "a bullet of a word processor": ("• a list", "•"),
    "such a bullet below a line": ("Words\n• a list", "•"),
    "a bullet without a space": ("-a list", "-"),
    "a number below a line": ("Words\n2. a list", "2."),
    "a number without a space": ("1.a list", "1."),
    "a footnote": ("Words[^1]", "[^1]"),
    "a footnote below": ("[^1]: The note.", "[^1]:"),
    "a picture": ("![NCMEC](https://example.org/x.png)", "!["),
    "a picture beside the wording": ("![NCMEC](map.png)", "!["),
    "a picture that is not closed": ("![NCMEC(https://example.org/x.png)", "!["),
    "bold that does not end": ("**Bold", "**"),
    "bold that begins too late": ("Bold **too late **here", "**"),
    "bold of nothing": ("x****y", "**"),
    "bold with lines that does not end": ("__Bold", "__"),
    "what is struck out": ("A ~~word~~", "~~"),
    "a link that does not end": ("See [here](https://example.org.", "]("),
    "a link by a name": ("See [here][1].", "]["),
    "the address of such a link": ("[1]: https://example.org", "[1]:"),
    "a brace": ("In { year }}, it", "{"),
    "two braces": ("In {{ year }, it", "{{"),
    "code": ("A `code`.", "`"),
    "a table without its second line": ("| | |\n| a | 5 |", "|"),
}


@pytest.mark.parametrize(("typed", "mark"), TYPED.values(), ids=TYPED)
def test_what_would_be_printed_as_it_is_typed_is_named(typed: str, mark: str) -> None:
    [slip] = slips(f"# Title\n\n{typed}\n")
    assert slip.mark == mark
    assert slip.what == f'"{mark}" would be printed as it is typed.'
    assert slip.remedy


OTHERS = {
    "stars around words": ("*it*", '"*" around words makes italics, which a sheet does not have.'),
    "lines around words": ("_it_", '"_" around words makes italics, which a sheet does not have.'),
    "an address that is none": (
        "See [here](www.example.org).",
        '"www.example.org" is no address of a web page.',
    ),
    "a character that nobody sees": (
        "12\u202e34",
        "A character that cannot be printed (U+202E) stands here.",
    ),
    "two spaces at the end": ("One  \ntwo", "A line ends in two spaces or a backslash."),
    "a heading too deep": ("#### Deep", '"####" is too deep for a heading.'),
    "HTML": ("A <b>tag</b>", '"<b>" cannot be shown in all three formats.'),
}


@pytest.mark.parametrize(("typed", "what"), OTHERS.values(), ids=OTHERS)
def test_what_would_not_be_printed_as_it_is_meant_is_named(typed: str, what: str) -> None:
    slip, *_ = slips(f"# Title\n\n{typed}\n")
    assert slip.what == what
    assert slip.remedy


@pytest.mark.parametrize("nothing", ["", "\n\n", "- - -\n"])
def test_an_empty_wording_is_named(nothing: str) -> None:
    [slip] = slips(nothing)
    assert slip.what == "The wording is empty."


LISTS = {
    "inside a list": ("- one\n  - two", 1, "A list stands inside a list here."),
    "inside a numbered list": ("1. one\n   - two", 1, "A list stands inside a list here."),
    "in an item alone": ("- - one", 0, "A list stands inside a list here."),
    "indented too little": ("- one\n - two", 1, "This item of a list is indented."),
    "a paragraph in an item": (
        "- one\n\n  two",
        2,
        "An item of a list is one paragraph, and here is more than one.",
    ),
    "an empty item": ("-\n- two", 0, "This item of a list does not begin with words."),
    "a heading in an item": ("- # one", 0, "This item of a list does not begin with words."),
    "words right below": ("- one\nMore.", 1, "This line stands right below a list."),
    "words right below numbers": ("1. one\nMore.", 1, "This line stands right below a list."),
    "stars": ("* one\n* two", 0, 'A list with "*" cannot be shown.'),
    "plus": ("+ one\n+ two", 0, 'A list with "+" cannot be shown.'),
    "brackets": ("1) one\n2) two", 0, 'A list with ")" cannot be shown.'),
    "a year": ("2023. That year", 0, "A number and a full stop at a line's start make a list."),
}


@pytest.mark.parametrize(("typed", "line", "what"), LISTS.values(), ids=LISTS)
def test_a_list_that_a_sheet_cannot_have_is_named_once(typed: str, line: int, what: str) -> None:
    [slip] = slips(f"# Title\n\n{typed}\n")
    assert (slip.line, slip.what) == (line + 2, what)
    assert slip.remedy


FINE = {
    "dashes and numbers in words": "In 2023, 5 of 7 - no more, no less - were **found**.",
    "numbers and brackets": "1 report (1) and #1 and R&D, 5 < 6 > 4, a 50/50 chance! Well, e.g. "
    "[here](https://example.org).",
    "a table": '| | |\n|---|---:|\n| Cases : | <data value="5">5</data> |',
    "a sentence begun with a number": "2,023 reports\nwere made.",
    "a list": "Words:\n\n- one\n  and more\n- **two**\n\n1. three\n2. four",
    "a list right below words": "Words:\n- one\n- two",
    "a list with empty lines": "- one\n\n- two\n\nMore words.",
    "a superscript": "Children¹ and more²\n\n¹ In all states.",
    "a star for a note": "Children* and more\n\n*In all states.",
    "a percentage with a decimal": '<data value="19.5">19.5</data>% of them',
    "a list of which the first item is left out": "Words:\n\n2. two\n3. three",
}


@pytest.mark.parametrize("typed", FINE.values(), ids=FINE)
def test_what_is_meant_so_is_no_slip(typed: str) -> None:
    assert slips(f"# Title\n\n{typed}\n") == ()


def test_every_slip_is_named_with_its_line() -> None:
    found = slips("-one\n\ngood\n\n{two\nand\n`three` {four\n\n- five {six\n")
    assert [(slip.line, slip.mark) for slip in found] == [
        (0, "-"), (4, "{"), (6, "{"), (6, "`"), (8, "{")
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["• one\n• two\n• three", "| | |\n| a | 5 |\n| b | 6 |"])
def test_of_the_same_in_lines_below_each_other_the_first_is_named(typed: str) -> None:
    [slip] = slips(f"{typed}\n")
    assert slip.line == 0
