"""Any dataset that the checks let through, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from conftest import CATALOGUE, data_text
from factsheets.figures.catalogue import Catalogue, in_groups
from factsheets.figures.invented import consistent, parted
from factsheets.figures.values import LARGEST_FIGURE, NOT_REPORTED, Figure
from factsheets.jurisdictions import JURISDICTIONS

TURNING_POINTS = (0, 1, 2, 11, 21, 101, 999, 1_000, 1_001, 999_999, 1_000_000, 1_049_999, 1_050_000)


def counts(largest: int = LARGEST_FIGURE) -> st.SearchStrategy[int]:
    """Any figure up to ``largest``; those where the wording turns are drawn often."""
    points = sorted({*(each for each in TURNING_POINTS if each <= largest), largest})
    return st.sampled_from(points) | st.integers(0, largest)


def percentages() -> st.SearchStrategy[Figure]:
    """Any percentage, with a decimal or without."""
    tenths = st.integers(0, 1_000).map(lambda tenth: tenth / 10)
    return st.one_of(st.integers(0, 100), tenths)


@st.composite
def any_figures(draw: st.DrawFn, catalogue: Catalogue = CATALOGUE) -> dict[str, Figure]:
    """Figures of a state and of the country, by their names, that contradict nothing."""
    wanted: dict[str, Figure] = {}
    for name, each in catalogue.figures.items():
        figures: st.SearchStrategy[Figure] = percentages() if each.is_percent else counts()
        if each.may_be_not_reported:
            figures = st.one_of(st.just(NOT_REPORTED), st.just(0), figures)
        wanted[name] = draw(figures)
    return consistent(catalogue, wanted)


@st.composite
def departures(draw: st.DrawFn, catalogue: Catalogue = CATALOGUE) -> list[str]:
    """Some of the departures that there are."""
    known = list(catalogue.departures)
    return draw(st.lists(st.sampled_from(known), unique=True)) if known else []


@st.composite
def data_files(draw: st.DrawFn) -> str:
    """The text of a data file without a problem, with one state's figures in it."""
    figures, national = parted(CATALOGUE, draw(any_figures()), tuple(draw(departures())))
    return data_text(
        {draw(st.sampled_from(sorted(JURISDICTIONS))): figures.as_data()},
        year=draw(st.integers(1984, 2100)),
        sample=draw(st.booleans()),
        **in_groups(national),
    )
