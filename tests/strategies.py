"""Any dataset that the checks let through, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conftest import MAY_BE_NOT_REPORTED, data_text
from factsheets.figures import catalogue
from factsheets.figures.rules import PART_OF
from factsheets.figures.values import LARGEST_FIGURE
from factsheets.jurisdictions import JURISDICTIONS

NOT_REPORTED = "not reported"
TURNING_POINTS = (0, 1, 2, 11, 21, 101, 999, 1_000, 1_001, 999_999, 1_000_000, 1_049_999, 1_050_000)


def counts(largest: int = LARGEST_FIGURE) -> st.SearchStrategy[int]:
    """Any figure up to ``largest``; those where the wording turns are drawn often."""
    points = sorted({*(each for each in TURNING_POINTS if each <= largest), largest})
    return st.sampled_from(points) | st.integers(0, largest)


def counts_or_not_reported(largest: int = LARGEST_FIGURE) -> st.SearchStrategy[int | str]:
    """Any figure up to ``largest``, or "not reported"."""
    return st.one_of(st.just(0), st.just(NOT_REPORTED), counts(largest))


@st.composite
def national_figures(draw: st.DrawFn) -> dict[str, int]:
    """National figures that do not contradict each other."""
    figures = {
        name: draw(counts(100 if name.endswith("_percent") else LARGEST_FIGURE))
        for name in catalogue.national_figures()
    }
    runaways = draw(counts(figures["missing_child_cases"]))
    return {**figures, "social_services_runaways": runaways}


@st.composite
def state_figures(draw: st.DrawFn, national: dict[str, int]) -> dict[str, Any]:
    """A state's figures that add up, and are part of the ``national`` ones."""
    left = national["missing_child_cases"]
    social_services = draw(counts(min(left, national["social_services_runaways"])))
    other = draw(counts(left - social_services))
    refugee_resettlement = draw(counts(left - social_services - other))
    figures: dict[str, Any] = {
        "missing_children": {
            "social_services": social_services,
            "other": other,
            "refugee_resettlement": refugee_resettlement,
            "total": social_services + other + refugee_resettlement,
        }
    }
    for path in catalogue.state_figures():
        if not path.startswith("missing_children."):
            most = LARGEST_FIGURE
            if path in PART_OF:
                most = min(most, sum(national[name] for name in PART_OF[path]))
            may_be = counts_or_not_reported if path in MAY_BE_NOT_REPORTED else counts
            figures[path] = draw(may_be(most))
    departures = draw(st.lists(st.sampled_from(catalogue.DEPARTURES), unique=True))
    return {**figures, "as_published": departures}


@st.composite
def data_files(draw: st.DrawFn) -> str:
    """The text of a data file without a problem, with one state's figures in it."""
    national = draw(national_figures())
    return data_text(
        {draw(st.sampled_from(sorted(JURISDICTIONS))): draw(state_figures(national))},
        year=draw(st.integers(1984, 2100)),
        sample=draw(st.booleans()),
        **national,
    )
