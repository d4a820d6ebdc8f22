"""The wording taken apart: its paragraphs, their ways, and what cannot be taken apart."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from conftest import CATALOGUE, data_text, invented
from factsheets.dataset.load import load
from factsheets.problems import FactsheetsError, Problem
from factsheets.reading.variants import MOST_WAYS, Paragraph, paragraphs
from factsheets.reading.words import normalised
from factsheets.render.text import render_text
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Wording

DEPARTURES = tuple(CATALOGUE.departures)


def taken_apart(folder: Path, text: str) -> tuple[Paragraph, ...]:
    (folder / "factsheet.md.j2").write_text(text)
    return paragraphs(Wording(Templates.find(folder), CATALOGUE))


def shown(paragraph: Paragraph) -> list[tuple[dict[str, bool], str]]:
    """What each way says, with "…" for a slot."""
    return [(dict(way.truths), " ".join(map(way.shown, way.words))) for way in paragraph.ways]


def refusal(folder: Path, text: str) -> Problem:
    with pytest.raises(FactsheetsError) as caught:
        taken_apart(folder, text)
    (problem,) = caught.value.problems
    return problem


def test_an_empty_line_parts_paragraphs(tmp_path: Path) -> None:
    first, second = taken_apart(tmp_path, "# {{ state }}\n\nOne line\nand another {{ year }}.\n")

    assert (first.line, second.line) == (1, 3)
    assert shown(first) == [({}, "…")]
    assert shown(second) == [({}, "One line and another ….")]


def test_an_if_has_a_way_for_each_outcome(tmp_path: Path) -> None:
    wording = (
        "A\n{% if team_adam_cases and not cvip_submissions %}\nB\n"
        "{% elif as_published.plain_title or team_adam_cases %}\nC\n{% else %}\nD\n{% endif %}\n"
    )
    adam, cvip, plain = "team_adam_cases", "cvip_submissions", "as_published.plain_title"

    (paragraph,) = taken_apart(tmp_path, wording)

    assert shown(paragraph) == [
        ({adam: True, cvip: True, plain: True}, "A C"),
        ({adam: True, cvip: True, plain: False}, "A C"),
        ({adam: True, cvip: False}, "A B"),
        ({adam: False, plain: True}, "A C"),
        ({adam: False, plain: False}, "A D"),
    ]


def test_an_empty_line_inside_an_if_parts_nothing(tmp_path: Path) -> None:
    (paragraph,) = taken_apart(tmp_path, "A\n{% if cvip_submissions %}\n\nB\n{% endif %}\nC\n")

    assert [text for _, text in shown(paragraph)] == ["A B C", "A C"]


def test_an_if_between_empty_lines_is_a_paragraph_of_its_own(tmp_path: Path) -> None:
    parts = taken_apart(tmp_path, "A\n\n{% if cvip_submissions %}\nB\n{% endif %}\n\nC\n")

    assert [[text for _, text in shown(each)] for each in parts] == [["A"], ["B", ""], ["C"]]


@pytest.mark.parametrize("chosen", [*product([False, True], repeat=3)])
def test_the_ways_are_what_the_sheets_are(
    chosen: tuple[bool, ...], tmp_path: Path, wording: Wording
) -> None:
    one, many, departures = chosen
    figure = 1 if one else 12 if many else 0
    names = [
        name for name in invented() if name not in ("cybertipline_reports", "missing_children")
    ]
    figures = invented(**dict.fromkeys(names, figure), as_published=[*DEPARTURES] * departures)
    (tmp_path / "states.yaml").write_text(data_text({"Guam": figures}, sample=False))
    dataset = load(tmp_path / "states.yaml", catalogue=CATALOGUE)
    sheet = render_text(wording.compose(dataset, "Guam"))
    truths = dict.fromkeys(names, figure > 0)
    truths |= {f"as_published.{name}": departures for name in DEPARTURES}

    ways = [
        way
        for paragraph in paragraphs(wording)
        for way in paragraph.ways
        if all(truths[name] == holds for name, holds in way.truths.items())
    ]

    assert len(ways) == len(paragraphs(wording))
    words, bold = normalised(sheet)
    position = 0
    for way in ways:
        match = way.pattern.match(words, position)
        assert match, way
        for number, piece in enumerate(way.pieces, 1):
            assert set(bold[slice(*match.span(number))]) <= {" ", str(int(piece.bold))}
        position = match.end()
    assert position == len(words)


def test_a_paragraph_with_too_many_ways_is_named_with_its_line(tmp_path: Path) -> None:
    names = [f"as_published.{name}" for name in DEPARTURES] + [
        "cvip_submissions",
        "team_adam_cases",
    ]
    ifs = "".join(f"{{% if {name} %}}\n{name}\n{{% endif %}}\n" for name in names)
    assert 2 ** len(names) == MOST_WAYS
    assert len(taken_apart(tmp_path, f"# A\n\n{ifs}")[1].ways) == MOST_WAYS

    more = "{% if connect_new_users %}\nMore\n{% endif %}\n"
    problem = refusal(tmp_path, f"# A\n\n{ifs}{more}")

    assert (Path(problem.file).name, problem.line) == ("factsheet.md.j2", 3)
    assert problem.what == "The paragraph here can come out in more than 128 ways."
    assert problem.remedy.startswith("An empty line between its passages makes several paragraphs")


def test_an_empty_line_parts_a_bullet_list_and_no_numbered_one(tmp_path: Path) -> None:
    bullets = "Words:\n\n- one\n\n{% if cvip_submissions %}\n- two\n\n{% endif %}\n- three\n"
    numbers = "Words:\n\n1. one\n\n{% if cvip_submissions %}\n2. two\n\n{% endif %}\n3. three\n"

    parted, whole = taken_apart(tmp_path, bullets), taken_apart(tmp_path, numbers)

    texts = [[way.text for way in each.ways] for each in (*parted, *whole)]
    assert texts[:4] == [["Words:"], ["- one"], ["- two", ""], ["- three"]]
    assert texts[4:] == [["Words:"], ["1. one 2. two 3. three", "1. one 2. three"]]


@pytest.mark.parametrize("noun", ["**case**", "`case`", "[case]", " "])
def test_a_noun_that_is_no_plain_word_is_named_with_its_line(noun: str, tmp_path: Path) -> None:
    problem = refusal(tmp_path, f'# A\n\n{{{{ cvip_submissions | count("case", "{noun}") }}}}\n')

    assert problem.line == 3
    assert problem.what == f'The noun "{noun}" cannot be read back from a sheet.'


def test_a_character_that_stands_for_a_slot_is_named_with_its_line(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "# A\n\nB \U000f0000\n")

    assert problem.line == 3
    assert problem.what == "A character of one's own (U+F0000 or above) cannot be read back."
