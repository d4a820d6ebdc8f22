"""What a figure is, how a number is written and said; and the sample mark."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import ROOT, invented
from factsheets.figures.catalogue import in_groups
from factsheets.figures.values import (
    NOT_REPORTED,
    Figure,
    as_cell,
    as_shown,
    as_written,
    whole_number,
)
from spoilt import LINE_OF, place, place_of, read, the_problem, with_line, wyoming


def test_not_reported_is_not_zero_and_counts_as_nothing() -> None:
    assert not NOT_REPORTED
    assert not isinstance(NOT_REPORTED, int)
    assert NOT_REPORTED.value == "not reported"


def test_a_number_with_a_comma_is_named_with_its_line_state_and_figure(tmp_path: Path) -> None:
    problem = the_problem(
        tmp_path, with_line("cybertipline_reports", "    cybertipline_reports: 1,747")
    )
    assert str(problem) == (
        f"{tmp_path / 'states.yaml'}:{LINE_OF['cybertipline_reports']}: "
        "Wyoming, cybertipline_reports: "
        '"1,747" is not a whole number. Write it without commas or spaces: 1747.'
    )


IN_DIGITS = "Write it in digits, such as 1747."


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("7", 7), ("1747", 1747), ("1_747", 1747), ("36_200_000", 36_200_000)],
)
def test_whole_numbers_are_read_with_or_without_underscores(text: str, number: int) -> None:
    assert whole_number(text) == (number, "")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("1,747", "Write it without commas or spaces: 1747."),
        ("36,200,000", "Write it without commas or spaces: 36200000."),
        ("1 747", "Write it without commas or spaces: 1747."),
        ("1\N{NO-BREAK SPACE}747", "Write it without commas or spaces: 1747."),
        ("1'747", "Write it without commas or spaces: 1747."),
        ("0123", "Write it without a 0 in front: 123."),
        ("00", "Write it without a 0 in front: 0."),
        ("-5", "A figure is 0 or more."),
        ("-0", "A figure is 0 or more."),
        ("-1,747", "A figure is 0 or more."),
        ("+5", IN_DIGITS),
        ("12.5", IN_DIGITS),
        ("1.747", IN_DIGITS),
        ("1e3", IN_DIGITS),
        ("0x1F", IN_DIGITS),
        ("0o17", IN_DIGITS),
        ("1:30", IN_DIGITS),
        ("yes", IN_DIGITS),
        ("1_74", IN_DIGITS),
        ("1747_", IN_DIGITS),
        ("\N{ARABIC-INDIC DIGIT ONE}2", IN_DIGITS),
        ("\N{FULLWIDTH DIGIT ONE}2", IN_DIGITS),
        ("9" * 41, "It is too large."),
    ],
)
def test_what_is_no_whole_number_is_refused_with_how_to_write_it(text: str, remedy: str) -> None:
    assert whole_number(text) == (None, remedy)


@pytest.mark.parametrize("text", ["12,5", "1,74", "1 7", "1_7", "17,4747", "0,123"])
def test_digits_that_may_mean_two_numbers_are_never_joined_into_one(text: str) -> None:
    assert whole_number(text) == (None, IN_DIGITS)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("12", "Write it without quotation marks: 12."),
        ("1,747", "Write it without commas or spaces: 1747."),
        ("", IN_DIGITS),
        ("9" * 50_000, IN_DIGITS),
        ("0" * 50_000, IN_DIGITS),
    ],
)
def test_a_number_in_quotation_marks_is_refused(text: str, remedy: str) -> None:
    assert whole_number(text, quoted=True) == (None, remedy)


@pytest.mark.parametrize(
    ("written", "shown", "remedy"),
    [
        ("1,747", "1,747", "Write it without commas or spaces: 1747."),
        ("1 747", "1 747", "Write it without commas or spaces: 1747."),
        ('"1,747"', "1,747", "Write it without commas or spaces: 1747."),
        ("12.5", "12.5", IN_DIGITS),
        ("12,5", "12,5", IN_DIGITS),
        ("12.0", "12.0", IN_DIGITS),
        ('"12"', "12", "Write it without quotation marks: 12."),
        ("'12'", "12", "Write it without quotation marks: 12."),
        ("0123", "0123", "Write it without a 0 in front: 123."),
        ("1e3", "1e3", IN_DIGITS),
        ("2023-12-31", "2023-12-31", IN_DIGITS),
        ("-12", "-12", "A figure is 0 or more."),
        ("+12", "+12", IN_DIGITS),
        ("1:30", "1:30", IN_DIGITS),
        ("0x1F", "0x1F", IN_DIGITS),
        ("0o17", "0o17", IN_DIGITS),
        ("12#34", "12#34", IN_DIGITS),
        ("19%", "19%", IN_DIGITS),
        ("1_2", "1_2", IN_DIGITS),
        ('"\\e[31m5"', "\N{REPLACEMENT CHARACTER}[31m5", IN_DIGITS),
        ("9" * 50, "9" * 40 + "…", "It is too large."),
    ],
)
@pytest.mark.parametrize(
    ("indented_key", "figure"),
    [
        ("    cybertipline_reports", "cybertipline_reports"),
        ("    cvip_submissions", "cvip_submissions"),
        ("      other", "missing_children.other"),
    ],
)
def test_a_number_in_another_form_is_never_converted(
    indented_key: str, figure: str, written: str, shown: str, remedy: str, tmp_path: Path
) -> None:
    problem = the_problem(tmp_path, with_line(figure, f"{indented_key}: {written}"))
    assert place(problem) == place_of(figure)
    assert problem.what == f'"{shown}" is not a whole number.'
    assert problem.remedy == remedy


@pytest.mark.parametrize("word", ["yes", "no", "on", "true", "False", ".inf", ".nan", "many"])
def test_a_word_is_no_number(word: str, tmp_path: Path) -> None:
    problem = the_problem(
        tmp_path, with_line("cybertipline_reports", f"    cybertipline_reports: {word}")
    )
    assert place(problem) == place_of("cybertipline_reports")
    assert (problem.what, problem.remedy) == (f'"{word}" is not a whole number.', IN_DIGITS)


def test_a_number_over_the_limit_is_too_large(tmp_path: Path) -> None:
    problem = the_problem(
        tmp_path, with_line("cvip_submissions", "    cvip_submissions: 10_000_000_000")
    )
    assert place(problem) == place_of("cvip_submissions")
    assert problem.what == "10,000,000,000 is too large."
    assert problem.remedy == "The limit is 9,999,999,999."


@pytest.mark.parametrize("written", ["[12]", "{figure: 12}", "\n      - 12"])
def test_a_list_or_a_group_in_place_of_a_number_is_refused(written: str, tmp_path: Path) -> None:
    problem = the_problem(
        tmp_path, with_line("cvip_submissions", f"    cvip_submissions: {written}")
    )
    assert place(problem) == place_of("cvip_submissions")
    assert problem.what == "Something other than a number stands here."


@pytest.mark.parametrize(
    ("written", "number"),
    [("0", 0), ("5", 5), ("1747", 1747), ("1_747", 1747), ("1747 # not 1748", 1747)],
)
def test_whole_numbers_are_taken_as_they_are(written: str, number: int, tmp_path: Path) -> None:
    dataset = read(tmp_path, with_line("cvip_submissions", f"    cvip_submissions: {written}"))
    assert in_groups(wyoming(dataset).figures) == invented(cvip_submissions=number)


@pytest.mark.parametrize(
    ("figure", "shown", "written", "cell"),
    [
        (0, "0", "0", 0),
        (999, "999", "999", 999),
        (1_747, "1,747", "1_747", 1747),
        (36_200_000, "36,200,000", "36_200_000", 36200000),
        (NOT_REPORTED, "not reported", "not reported", "not reported"),
    ],
)
def test_a_figure_is_said(figure: Figure, shown: str, written: str, cell: int | str) -> None:
    assert (as_shown(figure), as_written(figure), as_cell(figure)) == (shown, written, cell)


def test_a_cell_without_a_figure_is_empty() -> None:
    assert as_cell(None) is None


@pytest.mark.parametrize("words", ["NCMEC'S FIGURES", "FIGURES ARE"])
def test_the_words_of_the_sample_mark_stand_in_one_file(words: str) -> None:
    files = [
        file.relative_to(ROOT).as_posix()
        for folder in ("src", "templates")
        for file in (ROOT / folder).rglob("*")
        if file.suffix in (".css", ".j2", ".js", ".py") and words in file.read_text()
    ]
    assert files == ["src/factsheets/figures/values.py"]
