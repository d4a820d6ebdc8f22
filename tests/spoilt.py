"""A good data file, what it is with one line otherwise, and what is said of that."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from conftest import CATALOGUE, INVENTED, data_text, invented
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.figures.catalogue import StateFigures
from factsheets.problems import FactsheetsError, Problem

TEXT = data_text({"Wyoming": INVENTED})
LINES = TEXT.splitlines()
END = len(LINES) + 1  # the line after its last


def _lines() -> dict[str, int]:
    found: dict[str, int] = {}
    above: list[str] = []
    for number, line in enumerate(LINES, 1):
        indented, key = re.fullmatch(r"( *)(\w+):.*", line).groups()  # type: ignore[union-attr]
        above = [*above[: len(indented) // 2], key]
        found[".".join(above).removeprefix("states.").removeprefix("Wyoming.")] = number
    return found


# By the name that a problem has: cvip_submissions, missing_children.total, national.connect_users;
# and sample, states, Wyoming.
LINE_OF = _lines()


def with_line(name: str, *new: str) -> str:
    """The file with other lines in the place of the one of this name."""
    number = LINE_OF[name]
    return "\n".join([*LINES[: number - 1], *new, *LINES[number:]]) + "\n"


def read(folder: Path, content: str | bytes) -> Dataset:
    """The dataset of a file with this content."""
    path = folder / "states.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load(path, catalogue=CATALOGUE)


def wyoming(dataset: Dataset) -> StateFigures:
    """Wyoming's figures, which are there."""
    found = dataset.states["Wyoming"]
    assert found is not None
    return found


def refused(folder: Path, content: str | bytes) -> tuple[Problem, ...]:
    """The problems of a file from which no sheet can be made."""
    with pytest.raises(FactsheetsError) as caught:
        read(folder, content)
    return caught.value.problems


def the_problem(folder: Path, content: str | bytes) -> Problem:
    """The one problem of a file from which other sheets can be made."""
    [problem] = read(folder, content).problems
    assert problem.file == str(folder / "states.yaml")
    return problem


def place(problem: Problem) -> tuple[int, str, str]:
    """Where the problem is: line, state and figure."""
    return problem.line, problem.state, problem.figure


def place_of(name: str) -> tuple[int, str, str]:
    """Where a problem with the figure of this name has to be."""
    return LINE_OF[name], "" if name.startswith("national.") else "Wyoming", name


def state_with(figure: str, value: int) -> dict[str, Any]:
    """The invented figures with one of them changed, and with a total that adds up."""
    group, _, key = figure.rpartition(".")
    if not group:
        return invented(**{key: value})
    cases = dict.fromkeys(("social_services", "other", "refugee_resettlement"), 0)
    cases["other" if key == "total" else key] = value
    return invented(missing_children={**cases, "total": value})
