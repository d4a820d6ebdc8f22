"""Any dataset that the checks let through, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conftest import data_text
from factsheets.figures.catalogue import DEPARTURES
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
    cases = draw(counts())
    return {
        "cybertipline_reports": draw(counts()),
        "cybertipline_files": draw(counts()),
        "children_identified": draw(counts()),
        "missing_child_cases": cases,
        "social_services_runaways": draw(counts(cases)),
        "likely_trafficked_percent": draw(counts(100)),
        "trafficking_reports": draw(counts()),
        "team_hope_supported": draw(counts()),
        "team_adam_incidents": draw(counts()),
        "team_adam_long_term_cases": draw(counts()),
        "connect_users": draw(counts()),
    }


@st.composite
def state_figures(draw: st.DrawFn, national: dict[str, int]) -> dict[str, Any]:
    """A state's figures that add up, and are part of the ``national`` ones."""
    left = national["missing_child_cases"]
    social_services = draw(counts(min(left, national["social_services_runaways"])))
    other = draw(counts(left - social_services))
    refugee_resettlement = draw(counts(left - social_services - other))
    team_adam = national["team_adam_incidents"] + national["team_adam_long_term_cases"]
    return {
        "cybertipline_reports": draw(counts(national["cybertipline_reports"])),
        "cvip_submissions": draw(counts_or_not_reported()),
        "missing_children": {
            "social_services": social_services,
            "other": other,
            "refugee_resettlement": refugee_resettlement,
            "total": social_services + other + refugee_resettlement,
        },
        "trafficking_engagements": draw(counts_or_not_reported()),
        "team_hope_supported": draw(counts_or_not_reported(national["team_hope_supported"])),
        "mental_health_connections": draw(counts_or_not_reported()),
        "team_adam_cases": draw(counts_or_not_reported(min(team_adam, LARGEST_FIGURE))),
        "connect_new_users": draw(counts_or_not_reported(national["connect_users"])),
        "as_published": draw(st.lists(st.sampled_from(DEPARTURES), unique=True)),
    }


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
