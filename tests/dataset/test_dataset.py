"""A year's figures as a value: which states are ready, awaited or faulty, in which order."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from conftest import CATALOGUE, INVENTED
from factsheets.figures.values import nested
from factsheets.jurisdictions import STATES


def all_invented(*names: str) -> dict[str, dict[str, Any]]:
    """The invented figures for each state, as copies, for which PyYAML writes no anchors."""
    return {name: deepcopy(INVENTED) for name in names}


def test_states_absent_from_the_file_are_awaited(make_dataset: Any) -> None:
    dataset = make_dataset({"Wyoming": INVENTED})
    assert dataset.ready == ("Wyoming",)
    assert dataset.awaited == tuple(name for name in STATES if name != "Wyoming")


@pytest.mark.parametrize(
    "figures",
    [
        None,
        {},
        dict.fromkeys(INVENTED),
        {"missing_children": {}},
        {"cvip_submissions": None, "missing_children": {"total": None, "other": None}},
    ],
)
def test_a_state_with_nothing_or_with_empty_keys_only_is_awaited(
    figures: object, make_dataset: Any
) -> None:
    dataset = make_dataset({"Ohio": figures, "Wyoming": INVENTED})
    assert "Ohio" in dataset.awaited
    assert dataset.problems == ()


def test_a_state_of_zeros_is_ready_because_zero_is_not_missing(make_dataset: Any) -> None:
    zeros = dict.fromkeys(CATALOGUE.state, 0)
    dataset = make_dataset({"Ohio": nested(zeros)})
    assert dataset.ready == ("Ohio",)
    assert dataset.states["Ohio"].figures == zeros


@pytest.mark.parametrize("name", ["District of Columbia", "Puerto Rico", "U.S. Virgin Islands"])
def test_the_district_and_the_territories_may_be_in_the_file(name: str, make_dataset: Any) -> None:
    dataset = make_dataset(all_invented(name, "Wyoming"))
    assert dataset.ready == ("Wyoming", name)
    assert len(dataset.states) == 51


def test_a_territory_in_the_file_without_figures_is_awaited(make_dataset: Any) -> None:
    assert make_dataset({"Guam": None}).awaited == (*STATES, "Guam")


def test_the_district_and_the_territories_may_be_left_out(make_dataset: Any) -> None:
    assert tuple(make_dataset({"Wyoming": INVENTED}).states) == STATES


def test_states_come_in_alphabetical_order_whatever_the_order_of_the_file(
    make_dataset: Any,
) -> None:
    dataset = make_dataset(all_invented("Puerto Rico", "Wyoming", "Guam", "Alabama"))
    assert dataset.ready == ("Alabama", "Wyoming", "Guam", "Puerto Rico")
    assert tuple(dataset.states) == (*STATES, "Guam", "Puerto Rico")


def test_states_with_figures_are_those_that_are_ready_and_those_with_problems(
    make_dataset: Any,
) -> None:
    faulty = {**deepcopy(INVENTED), "cvip_submissions": "many"}
    dataset = make_dataset({"Guam": INVENTED, "Wyoming": INVENTED, "Ohio": faulty, "Utah": None})

    assert dataset.faulty == ("Ohio",)
    assert dataset.with_figures == ("Ohio", "Wyoming", "Guam")
