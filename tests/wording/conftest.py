"""What the tests of the wording share."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from factsheets.dataset.dataset import Dataset
from factsheets.render.text import render_text
from factsheets.wording.compose import Wording


def cases(social_services: int, other: int, refugee_resettlement: int) -> dict[str, int]:
    """A state's missing children, which add up."""
    return {
        "social_services": social_services,
        "other": other,
        "refugee_resettlement": refugee_resettlement,
        "total": social_services + other + refugee_resettlement,
    }


@pytest.fixture
def sheet_text(make_dataset: Callable[..., Dataset], wording: Wording) -> Callable[..., str]:
    """A function that takes a state and its figures, and gives the text of its sheet."""

    def text(figures: dict[str, Any], state: str = "Ohio", **keywords: Any) -> str:
        house_style = keywords.pop("house_style", False)
        dataset = make_dataset({state: deepcopy(figures)}, **keywords)
        assert not dataset.problems
        return render_text(wording.compose(dataset, state, house_style=house_style))

    return text
