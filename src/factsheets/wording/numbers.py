"""How a figure is printed, exactly or rounded, and which numbers are printed so.

A rounding is one object, and all that is known of it is here. To add one is to add its class, and
one of it to ``ROUNDINGS``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

MILLION = 1_000_000
_TENTH = MILLION // 10
_WHOLE = "[1-9][0-9]{0,2}(?:,[0-9]{3}){0,4}"


class Rounding(ABC):
    """A way to print a figure.

    ``name`` is that of its filter in the wording; ``pattern`` is a regular expression for all that
    it prints.
    """

    name: str
    pattern: str

    @abstractmethod
    def words(self, number: int) -> str:
        """What ``number`` is printed as."""

    @abstractmethod
    def numbers(self, words: str) -> range:
        """The numbers that are printed as ``words``, which fit the pattern; there may be none."""


class _Exact(Rounding):
    """The figure with its thousands separated."""

    name = ""
    pattern = f"(?:0|{_WHOLE})(?![0-9]|[,.][0-9])"

    def words(self, number: int) -> str:
        return f"{number:,}"

    def numbers(self, words: str) -> range:
        number = int(words.replace(",", ""))
        return range(number, number + 1)


EXACT = _Exact()


class _Millions(Rounding):
    """Rounded to a tenth of a million, from a million up: 36,200,000 is "36.2 million"."""

    name = "millions"
    pattern = rf"(?:{_WHOLE}(?:\.[1-9])? million|{EXACT.pattern})"
    added = _TENTH // 2  # before what is less than a tenth is cut off

    def words(self, number: int) -> str:
        if number < MILLION:
            return EXACT.words(number)
        whole, tenth = divmod((number + self.added) // _TENTH, 10)
        return f"{whole:,}.{tenth} million" if tenth else f"{whole:,} million"

    def numbers(self, words: str) -> range:
        amount, is_rounded, _ = words.partition(" million")
        if not is_rounded:
            exact = EXACT.numbers(words)
            return range(exact.start, min(exact.stop, MILLION))
        whole, _, tenth = amount.replace(",", "").partition(".")
        start = int(whole) * MILLION + int(tenth or "0") * _TENTH - self.added
        return range(max(start, MILLION), start + _TENTH)


class _MillionsAtLeast(_Millions):
    """Rounded down to a tenth of a million, so that "more than" can stand before it."""

    name = "millions_at_least"
    added = 0


MILLIONS_AT_LEAST = _MillionsAtLeast()
ROUNDINGS: dict[str, Rounding] = {each.name: each for each in (_Millions(), MILLIONS_AT_LEAST)}


def number_printed(prints: Mapping[Rounding, str]) -> int | None:
    """The number of which all these words are printed, each by its rounding; None if there is none.

    Of several it is the roundest: 36,200,000 for "36.2 million".
    """
    ranges = [rounding.numbers(words) for rounding, words in prints.items()]
    start, stop = max(each.start for each in ranges), min(each.stop for each in ranges)
    for zeros in range(len(str(stop)), -1, -1):
        unit = int(10**zeros)
        number = -(-start // unit) * unit  # the first multiple, from start on
        if number < stop:
            return number
    return None
