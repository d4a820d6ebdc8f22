"""How a figure is said, to a person, in the data file and in a cell; and the sample mark."""

from __future__ import annotations

import pytest

from conftest import ROOT
from factsheets.figures.values import NOT_REPORTED, Figure, as_cell, as_shown, as_written


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
