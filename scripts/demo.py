"""Makes two years of invented figures for every jurisdiction, in output/demo/: see ``make demo``.

Nothing in them comes from NCMEC: a state's size is drawn from a seed, not known. Both files say
``sample: true``, and so does everything that is made from them.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import yaml

from factsheets.figures.catalogue import national_figures, state_figures
from factsheets.jurisdictions import JURISDICTIONS

FOLDER = Path(__file__).parents[1] / "output/demo"
YEAR = 2024
NOT_REPORTED = "not reported"

# About how much of each figure a state of weight 1 has, and how much is "not reported". A figure
# that is new has a place here already.
TYPICAL = {
    "cybertipline_reports": (6_000, 0.0),
    "cvip_submissions": (60, 0.04),
    "social_services": (150, 0.0),
    "other": (70, 0.0),
    "refugee_resettlement": (5, 0.0),
    "trafficking_engagements": (14, 0.2),
    "team_hope_supported": (60, 0.04),
    "mental_health_connections": (30, 0.08),
    "team_adam_cases": (1.2, 0.15),
    "connect_new_users": (120, 0.04),
}
TYPICAL |= {
    figure: (20, 0.0)
    for figure in (path.removeprefix("missing_children.") for path in state_figures())
    if figure not in {*TYPICAL, "total"}
}
CATEGORIES = ("social_services", "other", "refugee_resettlement")
TREND = {"cybertipline_reports": 1.35, "connect_new_users": 0.9}  # this year against last

Figures = dict[str, Any]


def make_years(seed: int) -> tuple[str, str]:
    """The data files of last year and of this year, as text: the same for the same ``seed``."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    weights = {name: draw.lognormvariate(0, 0.9) for name in JURISDICTIONS}
    silent = {
        (name, figure)
        for name in JURISDICTIONS
        for figure, (_, share) in TYPICAL.items()
        if draw.random() < share
    }
    years = []
    for year in (YEAR - 1, YEAR):
        states = {}
        for name, weight in weights.items():
            values: Figures = {}
            for figure, (typical, share) in TYPICAL.items():
                expected = typical * weight * (TREND.get(figure, 1) if year == YEAR else 1)
                values[figure] = _count(draw, expected)
                changed = draw.random() < share / 5
                if ((name, figure) in silent) != changed:
                    values[figure] = NOT_REPORTED
            states[name] = values
        years.append((year, states))
    _plant(draw, *(states for _, states in years))
    last, this = (_file(year, states, seed) for year, states in years)
    return last, this


def _count(draw: random.Random, expected: float) -> int:
    """A count that varies as counts do, and a little more."""
    spread = (expected + (0.06 * expected) ** 2) ** 0.5
    return max(0, round(draw.gauss(expected, spread)))


def _plant(draw: random.Random, last: dict[str, Figures], this: dict[str, Figures]) -> None:
    """Three mistakes that a review should show, and figures of 0 and 1."""
    middling = sorted(this, key=lambda name: int(this[name]["cybertipline_reports"]))[20:40]
    digit, swapped, dropped, none, one = draw.sample(middling, 5)
    this[digit]["cvip_submissions"] = 10 * 97 + 1  # a digit too many
    last[digit]["cvip_submissions"] = 96
    this[swapped]["cybertipline_reports"] //= 4
    this[dropped]["team_hope_supported"] = 3
    last[dropped]["team_hope_supported"] = 48
    for year in (last, this):
        year[none] |= {"team_adam_cases": 0, "refugee_resettlement": 0}
    this[none]["trafficking_engagements"], last[none]["trafficking_engagements"] = 0, 2
    this[one] |= dict.fromkeys(("cvip_submissions", "team_adam_cases", "team_hope_supported"), 1)
    last[one] |= dict.fromkeys(("cvip_submissions", "team_adam_cases", "team_hope_supported"), 2)


def _file(year: int, states: dict[str, Figures], seed: int) -> str:
    """The data file of a year, its national figures a little more than the states' together."""
    total = {
        figure: sum(each[figure] for each in states.values() if each[figure] != NOT_REPORTED)
        for figure in TYPICAL
    }
    data = {
        "year": year,
        "sample": True,
        "national": dict.fromkeys(national_figures(), 10_000 + year)
        | {
            "cybertipline_reports": _rounded(total["cybertipline_reports"] * 40, 100_000),
            "cybertipline_files": _rounded(total["cybertipline_reports"] * 115, 1_000_000),
            "children_identified": 20_000 + 1_500 * (year - YEAR) + seed % 1_000,
            "missing_child_cases": sum(total[each] for each in CATEGORIES) + 137,
            "social_services_runaways": total["social_services"] + 41,
            "likely_trafficked_percent": 17 + year % 5,
            "trafficking_reports": _rounded(total["trafficking_engagements"] * 17, 100),
            "team_hope_supported": total["team_hope_supported"] + 212,
            "team_adam_incidents": total["team_adam_cases"] // 2 + 9,
            "team_adam_long_term_cases": total["team_adam_cases"] + 23,
            "connect_users": _rounded(total["connect_new_users"] * 2, 1_000),
        },
        "states": {name: _state(values) for name, values in states.items()},
    }
    return (
        f"# SAMPLE: invented by scripts/demo.py from the seed {seed}. These are not NCMEC's "
        "figures,\n# and no state's real figures: see make demo.\n"
        + yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    )


def _rounded(value: int, step: int) -> int:
    return (value // step + 1) * step


def _state(values: Figures) -> Figures:
    """A state's figures in the order of the data file."""
    parts = {name: values[name] for name in CATEGORIES}
    cases = {"missing_children": {**parts, "total": sum(parts.values())}}
    others = [(name, value) for name, value in values.items() if name not in CATEGORIES]
    return {**dict(others[:2]), **cases, **dict(others[2:])}


def write(folder: Path, seed: int) -> None:
    """Write both years below ``folder``, where the commands look for them."""
    (folder / "data/archive").mkdir(parents=True, exist_ok=True)
    last, this = make_years(seed)
    (folder / f"data/archive/{YEAR - 1}.yaml").write_text(last, encoding="utf-8")
    (folder / "data/states.yaml").write_text(this, encoding="utf-8")


if __name__ == "__main__":
    write(FOLDER, seed=1984)
