"""How a figure is printed, exactly or rounded, and which numbers are printed so.

A rounding is one object, and all that is known of it is here. To add one is to add its class, and
one of it to ``ROUNDINGS``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from factsheets.figures.values import LARGEST_FIGURE, Number, percent

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
    def words(self, number: Number) -> str:
        """What ``number`` is printed as."""

    @abstractmethod
    def numbers(self, words: str) -> range:
        """The whole numbers printed as ``words``, which fit the pattern; there may be none."""

    def exactly(self, words: str) -> Number | None:
        """The number that ``words`` say to its last digit; None where they are rounded."""
        return None


class _Exact(Rounding):
    """The figure with its thousands separated."""

    name = ""
    pattern = f"(?:0|{_WHOLE})(?![0-9]|[,.][0-9])"

    def words(self, number: Number) -> str:
        return f"{number:,}"

    def numbers(self, words: str) -> range:
        number = int(words.replace(",", ""))
        return range(number, number + 1)

    def exactly(self, words: str) -> Number | None:
        return self.numbers(words).start


EXACT = _Exact()


class _Percent(_Exact):
    """A percentage as the data file has it, with its decimal if it has one."""

    pattern = r"(?:100(?:\.0)?|[1-9]?[0-9](?:\.[0-9])?)(?![0-9]|[,.][0-9])"

    def exactly(self, words: str) -> Number | None:
        number, _ = percent(words)
        return number


PERCENT = _Percent()


class _Millions(Rounding):
    """Rounded to a tenth of a million, from a million up: 36,200,000 is "36.2 million"."""

    name = "millions"
    pattern = rf"(?:{_WHOLE}(?:\.[1-9])? million|{EXACT.pattern})"
    added = _TENTH // 2  # before what is less than a tenth is cut off

    def words(self, number: Number) -> str:
        if number < MILLION:
            return EXACT.words(number)
        whole, tenth = divmod((int(number) + self.added) // _TENTH, 10)
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


MILLIONS, MILLIONS_AT_LEAST = _Millions(), _MillionsAtLeast()
ROUNDINGS: dict[str, Rounding] = {each.name: each for each in (MILLIONS, MILLIONS_AT_LEAST)}


def number_printed(prints: Mapping[Rounding, str]) -> Number | None:
    """The number of which all these words are printed, each by its rounding; None if there is none.

    Of several it is the roundest: 36,200,000 for "36.2 million".
    """
    for rounding, words in prints.items():
        number = rounding.exactly(words)
        if number is not None:
            is_it = all(each.words(number) == printed for each, printed in prints.items())
            return number if is_it else None
    ranges = [rounding.numbers(words) for rounding, words in prints.items()]
    start = max(each.start for each in ranges)
    stop = min(LARGEST_FIGURE + 1, *(each.stop for each in ranges))
    for zeros in range(len(str(stop)), -1, -1):
        unit = int(10**zeros)
        multiple = -(-start // unit) * unit  # the first, from start on
        if multiple < stop:
            return multiple
    return None
