"""Builds any number of invented sheets: ``python benchmarks/many.py NUMBER OUTPUT``."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from demo import make_years

from factsheets.build.build import build
from factsheets.dataset.load import load
from factsheets.edition.edition import templates_of
from factsheets.figures.declared import read_catalogue
from factsheets.jurisdictions import JURISDICTIONS, Jurisdiction

DATA = Path(__file__).parents[1] / "data/states.yaml"
MOST = 5_000

NAMES = [f"Sample {number:04}" for number in range(1, MOST + 1)]


def know_names() -> None:
    """Take the ``NAMES`` for jurisdictions."""
    JURISDICTIONS.update((name, Jurisdiction(name, "WY", is_state=False)) for name in NAMES)


def main(number: int, output: Path) -> None:
    """Build the first ``number`` of them, in two processes."""
    year = load("invented", make_years(seed=1984)[1].encode(), read_catalogue(DATA))
    know_names()
    figures = [year.states[name] for name in year.ready]
    states = {name: figures[place % len(figures)] for place, name in enumerate(NAMES[:number])}
    report = build(replace(year, states=states), templates_of(DATA), output, jobs=2)
    if len(report.written) != 3 * number:
        sys.exit(str(report.problems[:3]))


if __name__ == "__mp_main__":  # one of the processes that render
    know_names()

if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
