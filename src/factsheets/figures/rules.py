"""Figures that cannot all be right: what does not add up, and parts larger than their whole.

Values are given by their path, such as ``missing_children.total``, as far as they are known: one
figure that is wrong in itself does not hide another that contradicts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from factsheets.figures.values import as_shown

TWO_DIFFER = "Correct the one that is wrong."  # the remedy: which one, the figures do not say

TOTAL = "missing_children.total"
CATEGORIES = tuple(
    f"missing_children.{name}" for name in ("social_services", "other", "refugee_resettlement")
)

# A state's figure, and the national figures it is a part of. Team Adam's cases of a state may be
# incidents or long-term cases: the sheet does not say which.
PART_OF: dict[str, tuple[str, ...]] = {
    "cybertipline_reports": ("cybertipline_reports",),
    "missing_children.total": ("missing_child_cases",),
    "missing_children.social_services": ("social_services_runaways",),
    "team_hope_supported": ("team_hope_supported",),
    "team_adam_cases": ("team_adam_incidents", "team_adam_long_term_cases"),
    "connect_new_users": ("connect_users",),
}
NATIONAL_PART, NATIONAL_WHOLE = "social_services_runaways", "missing_child_cases"
PERCENT = "likely_trafficked_percent"


class Contradiction(NamedTuple):
    """The ``figure`` that is to be looked at, and ``what`` is wrong with it, as a sentence."""

    figure: str
    what: str


def contradictions_in_national(values: Mapping[str, int]) -> Iterator[Contradiction]:
    """What the national figures contradict among themselves."""
    part, whole = NATIONAL_PART, NATIONAL_WHOLE
    if part in values and whole in values and values[part] > values[whole]:
        more, most = as_shown(values[part]), as_shown(values[whole])
        what = f"{more} is more than {whole} ({most}), which it is part of."
        yield Contradiction(part, what)
    if values.get(PERCENT, 0) > 100:  # noqa: PLR2004 - a percentage
        yield Contradiction(PERCENT, f"{values[PERCENT]} is more than 100 per cent.")


def contradictions_in_state(
    values: Mapping[str, int], national: Mapping[str, int]
) -> Iterator[Contradiction]:
    """What a state's figures contradict among themselves, and in the ``national`` figures."""
    if TOTAL in values and all(name in values for name in CATEGORIES):
        parts = [values[name] for name in CATEGORIES]
        if sum(parts) != values[TOTAL]:
            added = " + ".join(map(as_shown, parts))
            what = f"The total is {as_shown(values[TOTAL])}, but {added} is {as_shown(sum(parts))}."
            yield Contradiction(TOTAL, what)
    for figure, wholes in PART_OF.items():
        if figure in values and all(name in national for name in wholes):
            whole = sum(national[name] for name in wholes)
            if values[figure] > whole:
                what = (
                    f"{as_shown(values[figure])} is more than the national figure it is part of "
                    f"({' + '.join(wholes)}: {as_shown(whole)})."
                )
                yield Contradiction(figure, what)
