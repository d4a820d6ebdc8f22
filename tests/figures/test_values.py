"""How a figure is said: to a person, in the data file, in a cell."""

from __future__ import annotations

import pytest

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
