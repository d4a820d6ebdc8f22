"""Figures put into the text of a data file, and everything else left as it was."""

from __future__ import annotations

import difflib

import pytest

from conftest import DATA
from factsheets.dataset.yaml_edit import with_figures
from factsheets.figures.values import NOT_REPORTED, Nested
from factsheets.problems import FactsheetsError

TEXT = """\
# head
national:
  a:          # last year: 36_200_000
  b: 5        # five
  c: 7   \n
states:
  Alabama:
  # Alaska is late
  Alaska:   # ask Jane

  # the Midwest
  Ohio:
    x: 1
    # about y
    y: 12_345   # twelve
    as_published: [plain_title,
      short_programs]
  Wyoming: ~
# the end
"""


def changed(wanted: Nested, text: str = TEXT) -> list[str]:
    """The lines that go, and those that come, of ``text``."""
    new = with_figures("states.yaml", text, wanted)
    lines = difflib.ndiff(text.splitlines(keepends=True), new.splitlines(keepends=True))
    return [line for line in lines if line[0] in "+-"]


def of_states(**states: Nested) -> Nested:
    return {"states": states}


def test_nothing_wanted_is_nothing_changed() -> None:
    text = DATA.read_text()
    assert with_figures("", text, {"national": {"connect_users": None}}) == text
    assert changed(of_states(Alabama={"x": None}, Guam={"x": None, "m": {"n": None}})) == []


def test_a_figure_is_changed_in_its_place() -> None:
    assert changed({"national": {"c": 12_345}}) == ["-   c: 7   \n", "+   c: 12_345   \n"]


def test_figures_are_written_in_the_style_of_the_file() -> None:
    wanted: Nested = {"national": {"a": 1_747, "b": NOT_REPORTED, "c": 0}}
    lines = with_figures("", TEXT, wanted).splitlines()[2:5]
    assert [line.split("#")[0].rstrip() for line in lines] == [
        "  a: 1_747",
        "  b: not reported",
        "  c: 0",
    ]


@pytest.mark.parametrize("name", ["a", "b", "new"])
def test_a_percentage_with_a_decimal_is_put_in_wherever_it_stands(name: str) -> None:
    came = [line for line in changed({"national": {name: 14.3}}) if line[0] == "+"]
    assert [line.split("#")[0].rstrip() for line in came] == [f"+   {name}: 14.3"]


@pytest.mark.parametrize(
    ("figure", "line"),
    [
        (36_200_000, "  a: 36_200_000  # last year: 36_200_000"),
        (5, "  a: 5        # last year: 36_200_000"),
    ],
)
def test_a_comment_stays_in_its_column_where_there_is_room(figure: int, line: str) -> None:
    assert with_figures("", TEXT, {"national": {"a": figure}}).splitlines()[2].rstrip() == line


def test_a_state_that_was_awaited_gets_its_figures_below_its_name() -> None:
    figures: Nested = {"x": 1, "m": {"n": 2, "o": 3_000}, "z": None}
    new = ["+     x: 1\n", "+     m:\n", "+       n: 2\n", "+       o: 3_000\n"]
    assert changed(of_states(Alabama=figures)) == new
    text = with_figures("", TEXT, of_states(Alaska={"x": 1}))
    assert "  Alaska:   # ask Jane\n    x: 1\n\n  # the Midwest\n" in text
    text = with_figures("", TEXT, of_states(Alabama={"x": 1}))
    assert "  Alabama:\n    x: 1\n  # Alaska is late\n" in text


def test_a_tilde_behind_a_state_goes() -> None:
    assert changed(of_states(Wyoming={"x": 1})) == [
        "-   Wyoming: ~\n",
        "+   Wyoming: \n",
        "+     x: 1\n",
    ]


def test_a_figure_that_was_missing_comes_after_the_one_before_it() -> None:
    wanted = of_states(Ohio={"w": 8, "x": None, "x1": {"a": 1}, "x2": 2, "y": None, "z": 3})
    text = with_figures("", TEXT, wanted)
    assert "  Ohio:\n    w: 8\n    x: 1\n    x1:\n      a: 1\n    x2: 2\n    # about y\n" in text
    assert "    y: 12_345   # twelve\n    z: 3\n    as_published: [plain_title,\n" in text


def test_a_state_that_was_not_in_the_file_comes_after_the_one_before_it() -> None:
    wanted = of_states(Ohio={"x": None}, Texas={"x": 1}, Utah={"x": 2}, Wyoming={"x": None})
    text = with_figures("", TEXT, wanted)
    assert "      short_programs]\n  Texas:\n    x: 1\n  Utah:\n    x: 2\n  Wyoming: ~\n" in text


def test_a_file_without_a_line_end_at_its_end_gets_one_where_lines_are_added() -> None:
    text = "states:\n  Ohio:"
    assert with_figures("", text, of_states(Ohio={"x": 1})) == "states:\n  Ohio:\n    x: 1\n"


def test_the_line_ends_of_windows_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    new = with_figures("", text, of_states(Alabama={"x": 1}))
    assert new == text.replace("  Alabama:\r\n", "  Alabama:\r\n    x: 1\r\n")


def test_figures_in_braces_can_be_changed_and_not_added_to() -> None:
    text = "states:\n  Ohio: {x: 1, y: 2}\n"
    assert with_figures("", text, of_states(Ohio={"x": 10})) == text.replace("1", "10")
    with pytest.raises(FactsheetsError, match=r'states.yaml:2: "z" cannot be added here'):
        with_figures("states.yaml", text, of_states(Ohio={"x": None, "z": 3}))


def test_a_state_is_added_behind_a_list_that_stands_line_by_line() -> None:
    text = "states:\n  Ohio:\n    x: 1\n    as_published:\n      - plain_title\n  Utah:\n    x: 2\n"
    assert with_figures("", text, of_states(Ohio={"x": None}, Guam={"x": 5}, Utah={"x": None})) == (
        text.replace("  Utah:", "  Guam:\n    x: 5\n  Utah:")
    )


@pytest.mark.parametrize("before", ["\ufeff", "# Curaçao 東京 ☎\n", "\ufeff# é\n"])
@pytest.mark.parametrize("comment", ["\t# five", "\t", " # é ☎"])
def test_a_figure_is_changed_where_the_reader_of_the_file_finds_it(
    before: str, comment: str
) -> None:
    text = f"{before}national:\n  a: 4  # é\n  b:\t5{comment}\n  c: 6\n"
    new = with_figures("states.yaml", text, {"national": {"a": None, "b": 12, "c": None}})
    assert new == text.replace("\t5", "\t12")
