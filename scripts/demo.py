"""Makes two years of invented figures for every jurisdiction, in output/demo/: see ``make demo``.

Nothing in them comes from NCMEC: a state's size is drawn from a seed, not known. Both files say
``sample: true``, and so does everything that is made from them. The figures are those that
``data/figures.yaml`` declares, whichever they are: how large one is follows from its place there.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

import yaml

from factsheets.edition.schemas import write_schemas
from factsheets.figures.catalogue import IN_COUNTRY, Catalogue, Declaration, in_groups
from factsheets.figures.declared import FIGURES_FILE, read_catalogue
from factsheets.figures.invented import consistent, leaves, parted, sums_of
from factsheets.figures.values import LARGEST_FIGURE, NOT_REPORTED, Figure, whole_numbers
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.templating.folders import FOLDER as TEMPLATES
from factsheets.templating.folders import shipped

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "data" / FIGURES_FILE
FOLDER = ROOT / "output/demo"
YEAR = 2024

# How much of each figure a state of weight 1 has, and the country, by the figure's place.
STATE_SCALES = (6_000, 60, 150, 70, 5, 14, 60, 30, 1.2, 120)
NATIONAL_SCALES = (21_000_000, 58_000_000, 20_000, 9_000, 5_000, 18, 15_000, 3_000, 40, 300, 12_000)
TRENDS = (1.35, 1, 1, 1, 1, 1, 1, 1, 1, 0.9)  # this year against last, by the figure's place
SILENT = 0.07  # how many are "not reported" where a figure may be
PERCENT = (20.0, 2.0)  # a percentage: about how much, and how it varies
LEAST_PLANTED = 60  # a mistake in a smaller number is no surprise
HEADROOM = 1.05  # the country has a little more than the states together

State = dict[str, Figure]


class Years(NamedTuple):
    """The data files of ``last`` year and ``this`` year, as text.

    ``planted`` are the mistakes in this year's: each state, and the figure's name.
    """

    last: str
    this: str
    planted: tuple[tuple[str, str], ...]


def make_years(seed: int, catalogue: Catalogue | None = None) -> Years:
    """Two years of the figures that ``catalogue`` declares, by default those of this project.

    They are the same for the same ``seed``.
    """
    catalogue = catalogue or read_catalogue(FIGURES)
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    weights = {name: draw.lognormvariate(0, 0.9) for name in JURISDICTIONS}
    counted = [each for each in catalogue.state.values() if not each.sum_of]
    silent = {
        (state, each.name)
        for state in JURISDICTIONS
        for each in counted
        if each.may_be_not_reported and draw.random() < SILENT
    }
    years: list[dict[str, State]] = []
    for is_this in (False, True):
        states: dict[str, State] = {}
        for state, weight in weights.items():
            states[state] = {}
            for each, scale, trend in zip(counted, cycle(STATE_SCALES), cycle(TRENDS)):
                value = _value(draw, each, scale * weight * (trend if is_this else 1))
                is_silent = (state, each.name) in silent
                if each.may_be_not_reported and draw.random() < SILENT / 5:
                    is_silent = not is_silent
                states[state][each.name] = NOT_REPORTED if is_silent else value
        years.append(states)
    last, this = years
    planted = _plant(draw, catalogue, last, this)
    return Years(
        _file(draw, catalogue, YEAR - 1, last, seed),
        _file(draw, catalogue, YEAR, this, seed),
        planted,
    )


def _value(draw: random.Random, declared: Declaration, expected: float) -> Figure:
    """A figure that varies as counts do, and a little more."""
    if declared.is_percent:
        return round(min(100.0, abs(draw.gauss(*PERCENT))), 1)
    spread = (expected + (0.06 * expected) ** 2) ** 0.5
    return max(0, round(draw.gauss(expected, spread)))


# --- the mistakes that a review should show


def _digit_too_many(value: int) -> int:
    return 10 * value + 1


def _two_swapped(value: int) -> int:
    digits = list(str(value))
    digits[:2] = reversed(digits[:2])
    return int("".join(digits))


def _one_dropped(value: int) -> int:
    return value // 10


MISTAKES: tuple[Callable[[int], int], ...] = (_digit_too_many, _two_swapped, _one_dropped)


def _plant(
    draw: random.Random, catalogue: Catalogue, last: dict[str, State], this: dict[str, State]
) -> tuple[tuple[str, str], ...]:
    """Put mistakes into ``this`` year's figures, and figures of 0 and 1. Returns the mistakes."""
    alone = _alone(catalogue)
    states = draw.sample(sorted(this), len(this))
    none, one = states.pop(), states.pop()
    planted: list[tuple[str, str]] = []
    for mistake in MISTAKES:
        places = [
            (state, name, mistake(value))
            for state in states
            for name, value in whole_numbers(this[state]).items()
            if name in alone and _is_plain_to_see(last[state][name], value, mistake(value))
        ]
        if places:
            state, name, mistaken = draw.choice(places)
            this[state][name] = mistaken
            states.remove(state)
            planted.append((state, name))
    for name in alone:
        if catalogue.state[name].may_be_not_reported:
            last[none][name] = this[none][name] = 0
            last[one][name], this[one][name] = 2, 1
    return tuple(planted)


def _alone(catalogue: Catalogue) -> list[str]:
    """The states' counts that no sum and no other figure of the state depends on."""
    tied = {
        name
        for each in catalogue.state.values()
        for name in (*each.sum_of, *each.part_of)
        if not name.startswith(IN_COUNTRY)
    }
    return [
        each.name
        for each in catalogue.state.values()
        if not each.is_percent
        and not each.sum_of
        and each.name not in tied
        and all(name.startswith(IN_COUNTRY) for name in each.part_of)
    ]


def _is_plain_to_see(then: Figure, now: int, mistaken: int) -> bool:
    """Whether a mistake makes a number of another size from this one."""
    if not isinstance(then, int) or now < LEAST_PLANTED:
        return False
    factor = max(mistaken, 1) / max(then, 1)
    return factor > 2.5 or factor < 0.4  # noqa: PLR2004 - far from any trend


# --- a year's file


def _file(
    draw: random.Random, catalogue: Catalogue, year: int, states: Mapping[str, State], seed: int
) -> str:
    """The data file of a year, in which everything adds up."""
    unbounded: State = {IN_COUNTRY + path: LARGEST_FIGURE for path in catalogue.national}
    complete = {
        state: parted(catalogue, consistent(catalogue, {**unbounded, **values}))[0].figures
        for state, values in states.items()
    }
    wanted: State = {}
    for each, scale in zip(catalogue.national.values(), cycle(NATIONAL_SCALES)):
        wanted[each.name] = _value(draw, each, scale)
    national = _large_enough(catalogue, wanted, complete)
    data = {
        "year": year,
        "sample": True,
        "national": in_groups({name.removeprefix(IN_COUNTRY): national[name] for name in wanted}),
        "states": {name: in_groups(figures) for name, figures in complete.items()},
    }
    return (
        f"# SAMPLE: invented by scripts/demo.py from the seed {seed}. These are not NCMEC's "
        "figures,\n# and no state's real figures: see make demo.\n"
        + yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
    )


def _large_enough(
    catalogue: Catalogue, wanted: State, states: Mapping[str, Mapping[str, Figure]]
) -> State:
    """The national figures as ``wanted``, but more where the states, or a part, have more."""
    found = {name: _rounded(catalogue.figures[name], value) for name, value in wanted.items()}
    while short := next(_short_of(catalogue, found, states), None):
        name, missing = short
        value = whole_numbers(found)[name] + missing
        found[name] = _rounded(catalogue.figures[name], value)
    return found


def _short_of(
    catalogue: Catalogue, found: State, states: Mapping[str, Mapping[str, Figure]]
) -> Iterator[tuple[str, int]]:
    """The figures that are too small, each with what is missing."""
    for each in sums_of(catalogue):
        if each.is_national:
            found[each.name] = sum(whole_numbers(found)[name] for name in each.sum_of)
    numbers = whole_numbers(found)
    for each in catalogue.figures.values():
        wholes = [name for name in each.part_of if name in found]
        if not wholes or len(wholes) < len(each.part_of):
            continue
        together = sum(whole_numbers(figures).get(each.name, 0) for figures in states.values())
        part = numbers[each.name] if each.is_national else round(together * HEADROOM)
        whole = sum(numbers[name] for name in wholes)
        if part > whole:
            yield leaves(catalogue, wholes[-1])[0], part - whole


def _rounded(declared: Declaration, value: Figure) -> Figure:
    """What is published as "more than" so many, rounded up to two digits: 23,412 is 24,000."""
    if not declared.at_least or not isinstance(value, int):
        return value
    step = int("1" + "0" * (len(str(value)) - 2))
    return -(-value // step) * step


# --- two whole editions


def write(folder: Path, seed: int) -> Years:
    """Write both years' editions below ``folder``, where the commands look for them."""
    years = make_years(seed)
    last = folder / "data/archive" / str(YEAR - 1)
    for data, templates, text in (
        (folder / "data", folder / TEMPLATES, years.this),
        (last, last / TEMPLATES, years.last),
    ):
        data.mkdir(parents=True, exist_ok=True)
        shutil.copy(FIGURES, data / FIGURES_FILE)
        shutil.rmtree(templates, ignore_errors=True)
        shutil.copytree(shipped(), templates)
        (data / "states.yaml").write_text(text, encoding="utf-8")
    write_schemas(folder / "data/states.yaml")
    return years


if __name__ == "__main__":
    write(FOLDER, seed=1984)
