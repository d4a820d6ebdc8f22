"""How a figure is printed: its thousands separated, rounded, and with its noun."""

from __future__ import annotations

from dataclasses import dataclass

MILLION = 1_000_000


@dataclass(frozen=True)
class Printed:
    """A figure and the words that it is printed with."""

    value: int
    words: str
    noun: str = ""


def as_printed(figure: object) -> Printed:
    """The figure with its thousands separated. Raises ValueError when it is "not reported"."""
    if isinstance(figure, int):
        return Printed(figure, f"{figure:,}")
    if isinstance(figure, Printed):
        return figure
    raise ValueError(
        'it prints a figure that is "not reported"; put the sentence between {% if … %} and '
        "{% endif %}"
    )


def millions(figure: object) -> Printed:
    """``figure`` rounded to a tenth of a million: 36,200,000 is "36.2 million"."""
    value = as_printed(figure).value
    return _in_millions(value, (value + 50_000) // 100_000)


def millions_at_least(figure: object) -> Printed:
    """``figure`` rounded down to a tenth of a million, which "more than" can stand before."""
    value = as_printed(figure).value
    return _in_millions(value, value // 100_000)


def _in_millions(value: int, tenths: int) -> Printed:
    if value < MILLION:
        return Printed(value, f"{value:,}")
    whole, tenth = divmod(tenths, 10)
    return Printed(value, f"{whole:,}.{tenth} million" if tenth else f"{whole:,} million")


def count(figure: object, one: str, many: str) -> Printed:
    """The figure and its noun: ``one`` for exactly 1, ``many`` for every other number."""
    printed = as_printed(figure)
    return Printed(printed.value, printed.words, f" {one if printed.value == 1 else many}")


FILTERS = {"count": count, "millions": millions, "millions_at_least": millions_at_least}
