"""The words of a text and their bold."""

from __future__ import annotations

import pytest

from reading.conftest import Read


@pytest.mark.parametrize("gap", ["\n", " ", "\n\n\n", "\r\n", "\t", "\xa0", "\f", " \n "])
def test_white_space_of_any_kind_is_one_space(read: Read, gap: str) -> None:
    assert read(f"{gap}In{gap}2023,{gap}NCMEC{gap}").words == "In 2023, NCMEC"


def test_a_line_may_be_broken_behind_a_hyphen_or_a_stroke_in_a_word(read: Read) -> None:
    assert read("survivors/\nfamilies, long-\nterm").words == "survivors/families, long-term"
    assert read("missing - and 10 / 2").words == "missing - and 10 / 2"


def test_what_stands_between_asterisks_is_bold(read: Read) -> None:
    document = read("In **Wyoming**. **All\nof\n\nit**")

    assert document.words == "In Wyoming. All of it"
    assert document.bold == "00 11111110 111 11 11"
