"""Problems: the form that every message takes."""

from __future__ import annotations

import errno
import pickle

import pytest

from factsheets.problems import (
    FactsheetsError,
    Problem,
    counted,
    did_you_mean,
    merged,
    printable,
    unreadable,
)

WHOLE = Problem(
    "data/states.yaml", 77, "Montana", "cybertipline_reports", "It is wrong.", "Write it right."
)


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (
            WHOLE,
            "data/states.yaml:77: Montana, cybertipline_reports: It is wrong. Write it right.",
        ),
        (Problem("a.yaml", what="It is empty."), "a.yaml: It is empty."),
        (Problem("a.yaml", 3, what="It is wrong."), "a.yaml:3: It is wrong."),
        (Problem("a.yaml", 3, "Ohio", what="It is wrong."), "a.yaml:3: Ohio: It is wrong."),
        (
            Problem("a.yaml", 3, figure="national.connect_users", what="It is wrong."),
            "a.yaml:3: national.connect_users: It is wrong.",
        ),
        (Problem(what="It is wrong.", remedy="Mend it."), "It is wrong. Mend it."),
        (
            Problem("a.xlsx", 17, "Ohio", what="It is wrong.", cell="Figures!D17"),
            "a.xlsx, Figures!D17: Ohio: It is wrong.",
        ),
    ],
)
def test_a_problem_reads_as_one_line_without_the_parts_that_do_not_apply(
    problem: Problem, message: str
) -> None:
    assert str(problem) == message


def test_an_error_holds_its_problems_in_the_order_of_files_and_lines() -> None:
    given = [Problem("b", 2), Problem("a", 10), Problem("a", 9), Problem("a")]
    error = FactsheetsError(each for each in given)
    assert error.problems == (Problem("a"), Problem("a", 9), Problem("a", 10), Problem("b", 2))


def test_an_error_reads_as_one_line_for_each_problem() -> None:
    error = FactsheetsError([Problem("b", 2, what="Two."), Problem("a", 1, what="One.")])
    assert str(error) == "a:1: One.\nb:2: Two."


def test_an_error_can_be_made_from_a_single_problem() -> None:
    assert FactsheetsError(WHOLE).problems == (WHOLE,)


def test_an_error_comes_back_whole_from_another_process() -> None:
    error = FactsheetsError([WHOLE, Problem("a", 1, what="One.")])
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, FactsheetsError)
    assert again.problems == error.problems
    assert str(again) == str(error)


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("Wyomin", 'Did you mean "Wyoming"?'),
        ("wyoming", 'Did you mean "Wyoming"?'),
        ("WISCONSIN", 'Did you mean "Wisconsin"?'),
        ("Ontario", ""),
        ("", ""),
    ],
)
def test_the_nearest_known_word_is_offered_or_none(word: str, sentence: str) -> None:
    assert did_you_mean(word, ["Wyoming", "Wisconsin"]) == sentence


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (FileNotFoundError(2, "No such file or directory"), "There is no such file."),
        (IsADirectoryError(21, "Is a directory"), "This is a folder, not a file."),
        (NotADirectoryError(20, "Not a directory"), "This is a file, not a folder."),
        (FileExistsError(17, "File exists"), "This is a file, not a folder."),
        (PermissionError(13, "Permission denied"), "It may not be opened."),
        (OSError(errno.ELOOP, "Too many levels of symbolic links"), "This is a link to itself."),
    ],
)
def test_what_the_system_refuses_is_said_in_plain_words_with_a_remedy(
    error: OSError, what: str
) -> None:
    problem = unreadable("a.yaml", error)
    assert (problem.file, problem.what) == ("a.yaml", what)
    assert problem.remedy


@pytest.mark.parametrize(
    ("error", "what"),
    [
        (OSError(36, "File name too long"), "File name too long."),
        (OSError("the disk is gone"), "the disk is gone."),
    ],
)
def test_any_other_refusal_is_said_in_the_words_of_the_system(error: OSError, what: str) -> None:
    assert unreadable("a.yaml", error) == Problem("a.yaml", what=what)


def test_what_several_states_share_is_said_once_with_their_names() -> None:
    shared = [Problem("a.j2", 3, state, what="Wrong.") for state in ("Ohio", "Iowa", "Ohio")]
    assert merged([Problem("a.j2", 1, what="Other."), *shared]) == [
        Problem("a.j2", 1, what="Other."),
        Problem("a.j2", 3, "Ohio, Iowa", what="Wrong."),
    ]


STATES = tuple(f"State {number}" for number in range(12))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (STATES, "all 12 states"),
        (STATES[:8], ", ".join(STATES[:8])),
        (STATES[:9], "State 0 and 8 more states"),
        (STATES[:1], "State 0"),
    ],
)
def test_what_is_wrong_on_one_line_names_all_states_a_few_or_how_many(
    names: tuple[str, ...], said: str
) -> None:
    shared = [Problem("a.j2", 3, state, what="Wrong.") for state in names]

    assert merged(shared, STATES) == [Problem("a.j2", 3, said, what="Wrong.")]


def test_what_is_wrong_in_the_same_words_on_many_lines_is_said_once_with_the_first() -> None:
    shared = [Problem("a.yaml", 3 + n, state, "x", "Wrong.") for n, state in enumerate(STATES)]
    other = Problem("a.yaml", 5, STATES[2], "y", "Other.")

    assert merged([*shared, other], STATES) == [
        Problem("a.yaml", 3, "State 0 and 11 more states", "x", "Wrong."),
        other,
    ]
    assert len(merged(shared[:9])) == 1


def test_what_is_wrong_in_all_of_a_few_states_is_said_once_too() -> None:
    shared = [Problem("a.yaml", 3 + n, state, "x", "Wrong.") for n, state in enumerate(STATES[:3])]

    assert merged(shared, STATES[:3]) == [
        Problem("a.yaml", 3, "State 0 and 2 more states", "x", "Wrong.")
    ]
    assert merged(shared, STATES[:4]) == shared
    assert merged(shared) == shared


def test_the_same_words_on_two_lines_of_no_state_are_two_problems() -> None:
    problems = [Problem("figures.yaml", line, figure="x", what="Wrong.") for line in (3, 7)]

    assert merged(problems) == problems
    assert merged(problems, STATES) == problems


def test_problems_of_a_spreadsheet_come_sheet_by_sheet_row_by_row_and_from_left_to_right() -> None:
    cells = ["Figures!Z9", "Figures!AA9", "Figures!A10", "National!A1"]
    given = [Problem("a", int(each[-1:]) or 10, cell=each) for each in reversed(cells)]

    assert [each.cell for each in FactsheetsError(given).problems] == cells


@pytest.mark.parametrize(
    "character",
    ["\x1b", "\x00", "\n", "\x85", "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{ZERO WIDTH SPACE}"],
)
def test_control_characters_and_direction_marks_are_replaced(character: str) -> None:
    assert printable(f"a{character}b") == "a\N{REPLACEMENT CHARACTER}b"


def test_a_message_is_one_line_that_is_safe_for_a_terminal_whatever_a_file_is_named() -> None:
    problem = Problem("a\x1b[31m\n\udcff.pdf", 3, "Ohio\r", what="It is\x9b wrong.")
    assert str(problem) == "a\ufffd[31m\ufffd\ufffd.pdf:3: Ohio\ufffd: It is\ufffd wrong."


def test_letters_of_all_alphabets_stay() -> None:
    assert printable("Hawaiʻi, Curaçao …") == "Hawaiʻi, Curaçao …"


def test_a_number_stands_with_its_noun() -> None:
    assert [counted(number, "state") for number in (0, 1, 2)] == ["0 states", "1 state", "2 states"]
