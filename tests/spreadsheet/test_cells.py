"""What a cell's text is, and what is odd about it wherever it stands."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from factsheets.spreadsheet.cells import LONGEST_SHOWN, Cell, cleaned, odd_number, odd_text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Wyoming", "Wyoming"),
        ("  North\u00a0 Carolina\t\n", "North Carolina"),
        ("Wy\u200boming\ufeff", "Wyoming"),
        ("\u200b \u00a0", None),
        ("", None),
    ],
)
def test_odd_spaces_and_characters_that_take_no_room_are_left_out(
    text: str, left: str | None
) -> None:
    assert cleaned(text) == left


@pytest.mark.slow
def test_no_character_that_does_something_to_others_is_left_out_unseen() -> None:
    """Each that is not shown is either known to leave the others as they are, or is named."""
    for code in range(sys.maxunicode + 1):
        letter = chr(code)
        if unicodedata.category(letter) not in ("Cf", "Cc", "Co", "Cs", "Cn", "Zl", "Zp"):
            continue
        left = cleaned(f"1{letter}2")
        is_harmless = left == "12" and unicodedata.bidirectional(letter) == "BN"
        assert is_harmless or left == "1 2" or odd_text(str(left), in_csv=True)[0], hex(code)


def test_a_long_text_is_shown_by_its_beginning_without_control_characters() -> None:
    shown = Cell("A1", 1, "\x1b[2J" + "x" * 100).shown
    assert shown == f'"\ufffd[2J{"x" * (LONGEST_SHOWN - 4)}…"'


@pytest.mark.parametrize(
    ("number", "what"),
    [
        (0, ""),
        (809, ""),
        (-1, "-1 is less than 0."),
        (19.5, ""),
        (-0.5, "-0.5 is less than 0."),
    ],
)
def test_no_figure_is_less_than_0(number: float, what: str) -> None:
    found, remedy = odd_number(number)
    assert (found, bool(remedy)) == (what, bool(what))


@pytest.mark.parametrize("text", ["Wyoming", "not reported", "D.C.", ""])
def test_a_name_is_not_odd(text: str) -> None:
    assert odd_text(text, in_csv=False) == ("", "")
