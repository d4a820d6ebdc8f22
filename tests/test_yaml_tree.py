"""YAML as groups, lists and scalars that know their lines, and what is refused before."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import cpu_seconds
from factsheets.problems import FactsheetsError, Problem
from factsheets.yaml_tree import LARGEST_FILE, MOST_PROBLEMS, Group, Scalar, Sequence, read_yaml


def read(folder: Path, content: str | bytes) -> Group:
    path = folder / "file.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_yaml(path)


def refused(folder: Path, content: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(FactsheetsError) as caught:
        read(folder, content)
    assert {problem.file for problem in caught.value.problems} == {str(folder / "file.yaml")}
    return caught.value.problems


def test_each_value_keeps_its_text_its_quotation_marks_and_its_line(tmp_path: Path) -> None:
    top = read(tmp_path, 'a: 0123\nb: "12"\n\nc: yes\nd:\n  - 1e3\n  - 2023-01-01\n')
    assert top.entries == {
        "a": Scalar("0123", False, 1),
        "b": Scalar("12", True, 2),
        "c": Scalar("yes", False, 4),
        "d": Sequence((Scalar("1e3", False, 6), Scalar("2023-01-01", False, 7)), 5),
    }


def test_a_group_and_a_list_have_the_line_of_their_key(tmp_path: Path) -> None:
    top = read(tmp_path, "a:\n\n  b:\n    c: 1\n  d:\n\n  - 1\n")
    a = top.entries["a"]
    assert isinstance(a, Group)
    assert isinstance(a.entries["b"], Group)
    assert isinstance(a.entries["d"], Sequence)
    assert (a.line, a.entries["b"].line, a.entries["d"].line) == (1, 3, 5)


@pytest.mark.parametrize("nothing", ["", "~", "null", "Null", "NULL", "# a comment"])
def test_nothing_stands_behind_a_key_in_every_way_that_yaml_has(
    nothing: str, tmp_path: Path
) -> None:
    assert read(tmp_path, f"a: {nothing}\n").entries == {"a": None}


def test_an_empty_text_in_quotation_marks_is_not_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, 'a: ""\n').entries == {"a": Scalar("", True, 1)}


@pytest.mark.parametrize(
    "content",
    ["a:\n", "a: {}\n", "a: {b: , c: {d: }}\n", "a:\n  b:\n  c:\n    d:\n"],
)
def test_a_group_with_only_empty_keys_is_empty(content: str, tmp_path: Path) -> None:
    assert read(tmp_path, content).is_empty()


@pytest.mark.parametrize("content", ["a: 0\n", "a: []\n", "a: ''\n", "a: {b: , c: {d: 0}}\n"])
def test_a_group_with_anything_in_it_is_not_empty(content: str, tmp_path: Path) -> None:
    assert not read(tmp_path, content).is_empty()


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("a",), 2),
        (("a", "b"), 3),
        (("a", "b", "c"), 3),
        (("a", "missing"), 2),
        (("missing",), 2),
        (("missing", "b"), 2),
        (("d",), 4),
    ],
)
def test_the_line_of_a_key_is_its_own_or_that_of_the_last_key_above_it(
    path: tuple[str, ...], line: int, tmp_path: Path
) -> None:
    top = read(tmp_path, "# a comment\na:\n  b: 1\nd:\n")
    assert top.line_of(path) == line


def test_a_key_that_stands_twice_is_named_with_its_line_and_the_first_one_stays(
    tmp_path: Path,
) -> None:
    top = read(tmp_path, "a: 1\nb:\n  c: 1\n  c: 2\na: 3\na: 4\n")
    assert top.entries["a"] == Scalar("1", False, 1)
    assert top.repeated == (("a", 5), ("a", 6))
    assert top.repeated_below() == (("a", 5), ("a", 6), ("b.c", 4))


@pytest.mark.parametrize(
    ("content", "value"),
    [
        ("a: 1\nb: 12   # c\nc: 3\n", "12"),
        ("# é ☎\n\nb:\t'12'\n", "'12'"),
        ("b: # c\nc: 3\n", ""),
        ("a:\n  c: 3\nb: ~", "~"),
        ("b: {c: 1,\n  d: [2, 3] } # c\n", "{c: 1,\n  d: [2, 3] }"),
        ("b:\n  c:\n    - 1\n    - d: 2   # c\n\na: 1\n", "c:\n    - 1\n    - d: 2"),
    ],
)
def test_the_places_of_a_key_and_its_value_are_known(
    content: str, value: str, tmp_path: Path
) -> None:
    place = read(tmp_path, content).marks["b"]
    assert content[place.start : place.end] == value
    assert content[place.key :].startswith("b:")


def test_a_value_is_shown_in_quotation_marks_cut_and_safe_for_a_terminal() -> None:
    assert Scalar("1,747", False, 1).shown == '"1,747"'
    assert Scalar("x" * 40, False, 1).shown == f'"{"x" * 40}"'
    assert Scalar("x" * 41, False, 1).shown == f'"{"x" * 40}…"'
    assert Scalar("\x1b[31m", False, 1).shown == '"\N{REPLACEMENT CHARACTER}[31m"'


@pytest.mark.parametrize("content", ["", "\n\n", "# only a comment\n", "---\n", "\ufeff", "~\n"])
def test_an_empty_file_is_said_to_be_empty(content: str, tmp_path: Path) -> None:
    [problem] = refused(tmp_path, content)
    assert problem.what == "The file is empty."
    assert problem.remedy == "Is this the right file?"
    assert problem.line == 0


@pytest.mark.parametrize("content", ["\nhello\n", "\n- 1\n- 2\n"])
def test_a_file_that_is_no_group_holds_no_figures(content: str, tmp_path: Path) -> None:
    [problem] = refused(tmp_path, content)
    assert (problem.line, problem.what) == (2, "The file does not hold figures.")


@pytest.mark.parametrize(
    ("content", "line", "remedy"),
    [
        ("a:\n  b: 1\n\tc: 2\n", 3, "Use spaces, not the tab key"),
        ("a:\n\tb: 1\n", 2, "Use spaces, not the tab key"),
        ("a:\n  \tb: 1\n", 2, "Use spaces, not the tab key"),
        ("a:\n  b: 1\n c: 2\n", 3, "how far this line and the one above it are indented"),
        ("a:\n  b: 1\n    c: 2\n", 3, "how far this line and the one above it are indented"),
        ("a\n  b: 1\n", 2, "how far this line and the one above it are indented"),
        ("a: [1, 2\nb: 3\n", 2, "for a missing colon, bracket or quotation mark"),
        ("a: %\n", 1, "for a missing colon, bracket or quotation mark"),
    ],
)
def test_what_is_not_yaml_is_named_with_its_line_and_where_to_look(
    content: str, line: int, remedy: str, tmp_path: Path
) -> None:
    [problem] = refused(tmp_path, content)
    assert problem.line == line
    assert problem.what.startswith("The file is not YAML from here on (")
    assert remedy in problem.remedy


@pytest.mark.parametrize("mark", ["'", '"'])
def test_a_quotation_mark_that_nothing_closes_is_named_where_it_opens(
    mark: str, tmp_path: Path
) -> None:
    [problem] = refused(tmp_path, f"a: 1\nb: {mark}2\nc: 3\nd: 4\ne: 5\n")
    assert problem.line == 2
    assert "quotation mark" in problem.remedy


@pytest.mark.parametrize(
    "content",
    [
        b"a: 1\nb: \xff\n",
        "a: 1\nb: Curaçao\n".encode("latin-1"),
        "a: 1\nb: “12”\n".encode("cp1252"),
        b"a: 1\nb: \xed\xa0\x80\n",
    ],
)
def test_a_file_that_is_not_utf_8_is_named_with_the_line(content: bytes, tmp_path: Path) -> None:
    [problem] = refused(tmp_path, content)
    assert (problem.line, problem.what) == (2, "The file is not UTF-8 text.")
    assert problem.remedy == "Save it again, with the encoding UTF-8."


def test_utf_16_as_some_editors_save_it_is_refused_as_not_utf_8(tmp_path: Path) -> None:
    [problem] = refused(tmp_path, "a: 1\n".encode("utf-16"))
    assert (problem.line, problem.what) == (1, "The file is not UTF-8 text.")


# What nobody sees


UNSEEN = (
    *map(chr, (*range(9), *range(0x0B, 0x0D), *range(0x0E, 0x20), *range(0x7F, 0xA0))),
    *("\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}", "\N{ZERO WIDTH SPACE}"),
    *("\N{RIGHT-TO-LEFT OVERRIDE}", "\N{RIGHT-TO-LEFT MARK}", "\N{ARABIC LETTER MARK}"),
    *("\N{FIRST STRONG ISOLATE}", "\N{SOFT HYPHEN}", "\N{ZERO WIDTH NO-BREAK SPACE}"),
    *("\N{OGHAM SPACE MARK}", "\N{IDEOGRAPHIC SPACE}", "\N{TAG LATIN SMALL LETTER A}"),
    *("\ue000", "\uffff", "\U0010ffff"),
)


@pytest.mark.parametrize("character", UNSEEN, ids=lambda each: f"U+{ord(each):04X}")
@pytest.mark.parametrize(
    "place", ["b: 5{}6", "b: 5  # 6{}", "b: '{}'", "b{}: 5", "{}b: 5", "#{}b: 5"]
)
def test_a_character_that_an_editor_does_not_show_is_named_with_its_line(
    place: str, character: str, tmp_path: Path
) -> None:
    harmless = "a:\t1 # a tab, a no-break\N{NO-BREAK SPACE}space, é 東京 ☎ אב\r\n"
    [problem] = refused(tmp_path, f"{harmless}{place.format(character)}\n")
    assert (problem.line, problem.what, problem.remedy) == (
        2,
        f"There is a character that no text file should hold (U+{ord(character):04X}).",
        "Type the line again.",
    )


@pytest.mark.parametrize("character", ["\N{LINE SEPARATOR}", "\x85", "\r"])
def test_a_comment_does_not_become_a_figure_where_only_yaml_ends_the_line(
    character: str, tmp_path: Path
) -> None:
    [problem] = refused(tmp_path, f"a: 1\n# as of May{character}b: 5\nc: 1\n")
    assert problem.line == 2


@pytest.mark.parametrize("content", ["a: 1\rb: 2\r", "a: 1\r\r\nb: 2", "a: 1\r\nb: 2\r"])
def test_a_line_end_that_some_editors_do_not_show_is_refused(content: str, tmp_path: Path) -> None:
    [problem] = refused(tmp_path, content)
    assert problem.what == "There is a character that no text file should hold (U+000D)."
    assert problem.remedy == "Save the file with the line ends of Windows or Unix (CRLF or LF)."


def test_all_lines_with_such_a_character_are_named_at_once_up_to_a_limit(tmp_path: Path) -> None:
    problems = refused(tmp_path, "a: 1\nb: \x85\x85\nc: 1\nd: \u200b\n")
    assert [problem.line for problem in problems] == [2, 4]
    assert len(refused(tmp_path, "\x85\n" * 60_000)) == MOST_PROBLEMS


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfa: 1\n").entries == {"a": Scalar("1", False, 1)}


def test_line_ends_of_windows_count_as_one_line(tmp_path: Path) -> None:
    top = read(tmp_path, "a: 1\r\nb: 2\r\n")
    assert top.entries == {"a": Scalar("1", False, 1), "b": Scalar("2", False, 2)}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("a: 1\nb: &x 2\n", 'An anchor ("&x") stands here.'),
        ("a: 1\nb: &x [2]\n", 'An anchor ("&x") stands here.'),
        ("a: 1\nb: *x\n", 'An alias ("*x") stands here.'),
        ("a: 1\nb: !x 2\n", 'A tag ("!x") stands here.'),
        ("a: 1\nb: !!int 2\n", 'A tag ("tag:yaml.org,2002:int") stands here.'),
        ("a: 1\n&x b: 2\n", 'An anchor ("&x") stands here.'),
        ("a: 1\n'': 2\n", "A value without a name stands here."),
        ("a: 1\n? [b]\n: 2\n", "A value without a name stands here."),
        ("a: 1\n? {b: 1}\n: 2\n", "A value without a name stands here."),
    ],
)
def test_what_a_data_file_has_no_need_of_is_refused(
    content: str, what: str, tmp_path: Path
) -> None:
    [problem] = refused(tmp_path, content)
    assert (problem.line, problem.what) == (2, what)
    assert problem.remedy == "Write a name, a colon and what belongs to the name."


def test_an_alias_for_a_name_is_refused_without_a_crash(tmp_path: Path) -> None:
    problems = refused(tmp_path, "a: 1\n*x : 2\n")
    assert {problem.line for problem in problems} == {2}
    assert 'An alias ("*x") stands here.' in {problem.what for problem in problems}


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!!python/object:os.x"]
)
def test_a_tag_that_would_run_a_program_runs_nothing(tag: str, tmp_path: Path) -> None:
    [problem] = refused(tmp_path, f"a: {tag} ['touch {tmp_path / 'ran'}']\n")
    assert (problem.line, problem.what) == (
        1,
        f'A tag ("tag:yaml.org,2002:{tag.removeprefix("!!")}") stands here.',
    )
    assert not (tmp_path / "ran").exists()


def test_a_tag_cannot_send_commands_to_a_terminal(tmp_path: Path) -> None:
    [problem] = refused(tmp_path, "a: !x%1b%5b31m 5\n")
    assert problem.what == 'A tag ("!x\N{REPLACEMENT CHARACTER}[31m") stands here.'


def test_a_bomb_of_aliases_is_refused_at_once(tmp_path: Path) -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    start = cpu_seconds()
    problems = refused(tmp_path, "\n".join(lines))
    assert cpu_seconds() - start < 5
    assert problems[0].what == 'An anchor ("&a0") stands here.'
    assert len(problems) == 30 + 29 * 9


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("\na: " + "[" * 100_000, 2),
        ("\na: " + "{a: " * 10_000, 2),
        ("\n".join(" " * level + "a:" for level in range(500)), 9),
    ],
)
def test_nesting_without_end_is_refused(content: str, line: int, tmp_path: Path) -> None:
    [problem] = refused(tmp_path, content)
    assert problem.what == "The file is more than 8 levels deep here."
    assert problem.line == line


def test_eight_levels_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, "a: {b: {c: {d: {e: {f: {g: {h: 1}}}}}}}\n").entries


@pytest.mark.parametrize(
    "content", ["a: 1\n---\nb: 2\n", "a: 1\n---\n", "a: 1\n---\nb: 2\n---\nc: 3\n"]
)
def test_a_second_document_is_refused_and_the_remedy_is_about_it(
    content: str, tmp_path: Path
) -> None:
    [problem] = refused(tmp_path, content)
    assert (problem.line, problem.what, problem.remedy) == (
        2,
        "A second document starts here (---).",
        "Keep one, without the line of hyphens.",
    )


def test_one_document_may_begin_and_end_as_yaml_has_it(tmp_path: Path) -> None:
    assert read(tmp_path, "---\na: 1\n...\n").entries == {"a": Scalar("1", False, 2)}


def test_a_file_of_five_megabytes_is_read_and_a_larger_one_refused(tmp_path: Path) -> None:
    fitting = b"a: 1\n#" + b"x" * (LARGEST_FILE - 6)
    assert len(fitting) == 200_000
    assert read(tmp_path, fitting).entries
    [problem] = refused(tmp_path, fitting + b"x")
    assert (problem.what, problem.remedy) == (
        "The file is larger than 200 kB.",
        "Is this the right file?",
    )


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError) as caught:
        read_yaml(tmp_path / "none.yaml")
    [problem] = caught.value.problems
    assert (problem.file, problem.what) == (str(tmp_path / "none.yaml"), "There is no such file.")


@pytest.mark.parametrize(
    ("content", "line", "shown"),
    [
        ("a: 1\nb 2\nc: 3\n", 2, "b 2"),
        ("a:\n  b: 1\n  total:410\n  c: 3\n", 3, "total:410"),
        ("a:\n  b: 1\n  Ohio\t12\t33\n  c: 3\n", 3, "Ohio\N{REPLACEMENT CHARACTER}12"),
    ],
)
def test_a_line_without_a_colon_and_a_space_is_shown(
    content: str, line: int, shown: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(content)
    with pytest.raises(FactsheetsError) as caught:
        read_yaml(path)
    [problem] = caught.value.problems
    assert problem.line == line
    assert f'There is no name with a colon and a space here: "{shown}' in problem.what


def test_a_folder_in_place_of_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError) as caught:
        read_yaml(tmp_path)
    [problem] = caught.value.problems
    assert (problem.file, problem.what) == (str(tmp_path), "This is a folder, not a file.")


def test_a_file_that_the_system_refuses_is_named_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError, match=r"yaml: File name too long\."):
        read_yaml(tmp_path / f"{'x' * 300}.yaml")
