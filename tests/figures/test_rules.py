"""What the loader's tests do not show: values that are not known contradict nothing."""

from __future__ import annotations

import pytest

from conftest import NATIONAL
from factsheets.figures.catalogue import national_figures, state_figures
from factsheets.figures.rules import (
    PART_OF,
    TOTAL,
    contradictions_in_national,
    contradictions_in_state,
)


def test_figures_that_are_not_known_contradict_nothing() -> None:
    assert list(contradictions_in_national({"social_services_runaways": 5})) == []
    assert list(contradictions_in_state({TOTAL: 5}, {})) == []
    assert list(contradictions_in_state({"team_adam_cases": 99}, {"team_adam_incidents": 1})) == []


@pytest.mark.parametrize(("figure", "wholes"), PART_OF.items())
def test_a_part_may_be_as_large_as_its_whole_and_no_larger(
    figure: str, wholes: tuple[str, ...]
) -> None:
    whole = sum(NATIONAL[name] for name in wholes)
    assert list(contradictions_in_state({figure: whole}, NATIONAL)) == []
    [found] = contradictions_in_state({figure: whole + 1}, NATIONAL)
    assert found.figure == figure
    assert f"{whole + 1:,} is more than" in found.what


def test_every_part_and_whole_is_a_figure() -> None:
    assert set(PART_OF) <= set(state_figures())
    assert {name for wholes in PART_OF.values() for name in wholes} <= set(national_figures())
