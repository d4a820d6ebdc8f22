"""How a figure is printed: its thousands separated, or rounded."""

from __future__ import annotations

from collections.abc import Callable

MILLION = 1_000_000


def exactly(figure: int) -> str:
    """The figure with its thousands separated."""
    return f"{figure:,}"


def millions(figure: int) -> str:
    """``figure`` rounded to a tenth of a million: 36,200,000 is "36.2 million"."""
    return _in_millions(figure, (figure + 50_000) // 100_000)


def millions_at_least(figure: int) -> str:
    """``figure`` rounded down to a tenth of a million, which "more than" can stand before."""
    return _in_millions(figure, figure // 100_000)


def _in_millions(figure: int, tenths: int) -> str:
    if figure < MILLION:
        return exactly(figure)
    whole, tenth = divmod(tenths, 10)
    return f"{whole:,}.{tenth} million" if tenth else f"{whole:,} million"


ROUNDINGS: dict[str, Callable[[int], str]] = {
    "": exactly,
    "millions": millions,
    "millions_at_least": millions_at_least,
}
