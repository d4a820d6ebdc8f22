"""A figure then and now: how it moved, whether that is unusual, and how it is said."""

from __future__ import annotations

import math
from dataclasses import dataclass

from factsheets.figures.catalogue import Declaration
from factsheets.figures.values import NOT_REPORTED, Figure, NotReported, Number, as_shown

LARGE_SHARE = 0.25  # of the expected figure
LARGE_SURPRISE = 3.0  # times the noise that any count has
TREND_LEAST_COUNT = 10  # smaller figures say nothing about a trend,
TREND_LEAST_STATES = 5  # nor do fewer states


@dataclass(frozen=True)
class Change:
    """A figure then and now; None where the state had, or has, no figures at all.

    ``trend`` is the factor by which most states' figure moved, None when too few have it;
    ``in_points`` is a figure that is a percentage itself. ``note`` says why a figure has no last
    year, such as "new".
    """

    heading: str
    then: Figure | None
    now: Figure | None
    trend: float | None = None
    in_points: bool = False
    note: str = ""

    @property
    def factor(self) -> float:
        """What to multiply last year's figure by to get the expected one."""
        return 1.0 if self.trend is None else self.trend

    @property
    def numbers(self) -> tuple[Number, Number] | None:
        """Then and now; None unless both are numbers."""
        if self.then is None or self.now is None:
            return None
        if isinstance(self.then, NotReported) or isinstance(self.now, NotReported):
            return None
        return self.then, self.now

    @property
    def difference(self) -> Number | None:
        """How much more it is now; None unless both are numbers."""
        if self.numbers is None:
            return None
        then, now = self.numbers
        return round(now - then, 1) if self.in_points else now - then

    @property
    def per_cent(self) -> float | None:
        """The difference in percent of last year's figure; None where that says nothing."""
        if self.numbers is None or self.in_points or self.numbers[0] == 0:
            return None
        then, now = self.numbers
        return 100 * (now - then) / then

    @property
    def surprise(self) -> float:
        """How far it is from the expected figure, in multiples of counting noise.

        A count of n varies by about √n from chance alone. Without a trend this is
        (now − then) / √(now + then).
        """
        if self.numbers is None:
            return 0.0
        then, now = self.numbers
        noise = math.sqrt(now + self.factor**2 * then)
        return (now - self.factor * then) / noise if noise else 0.0

    @property
    def is_large(self) -> bool:
        """Whether the move is far from the trend, and more than chance explains."""
        return abs(self.surprise) >= LARGE_SURPRISE and self.is_by_a_quarter

    @property
    def is_by_a_quarter(self) -> bool:
        """Whether it is at least a quarter more, or less, than the trend leads to."""
        if self.numbers is None:
            return False
        then, now = self.numbers
        expected = self.factor * then
        return now != expected and abs(now - expected) >= LARGE_SHARE * expected

    @property
    def is_lost(self) -> bool:
        """Whether it was a number, and is "not reported" now."""
        return isinstance(self.then, int | float) and self.now is NOT_REPORTED

    @property
    def is_found(self) -> bool:
        """Whether it was "not reported", and is a number now."""
        return self.then is NOT_REPORTED and isinstance(self.now, int | float)


def in_country(figure: Declaration) -> str:
    """Its title; a figure of the whole country, which a state's can be called like, says so."""
    return f"{figure.title} (the whole country)" if figure.is_national else figure.title


def number(value: Figure | None) -> str:
    """A figure as it is shown: "1,747", "not reported", or "none"."""
    return "none" if value is None else as_shown(value)


def difference(change: Change) -> str:
    """A difference as it is shown: "+12", "−3", "0", "+6 points", or nothing."""
    value = change.difference
    if value is None:
        return ""
    whole = int(value) if value == int(value) else value
    shown = f"{whole:+,}".replace("-", "−") if whole else "0"
    if not change.in_points:
        return shown
    return f"{shown} point" if abs(whole) == 1 else f"{shown} points"


def per_cent(value: float | None) -> str:
    """A change in percent: "+12%", "−3.4%"; a tenth is shown below 10 only."""
    if value is None:
        return ""
    all_but_gone = -100 < value <= -99.5  # noqa: PLR2004 - "−100%" would say that nothing is left
    tenths = abs(value) < 9.95 or all_but_gone  # noqa: PLR2004 - what would round to 10.0
    shown = f"{value:+,.1f}%" if tenths else f"{value:+,.0f}%"
    return "0%" if shown in ("+0.0%", "-0.0%") and value == 0 else shown.replace("-", "−")


def trend(factor: float | None) -> str:
    """The move of most states, such as "+12%"; or that there are too few of them."""
    return "too few" if factor is None else per_cent(100 * (factor - 1))
