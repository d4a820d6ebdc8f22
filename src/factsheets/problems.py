"""What is wrong, said so that a person can correct it: the one form every message takes."""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

_LONGEST_SHOWN = 60  # characters of what a file says, in a message
_FEW = 8  # states that are all named


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong; as a string, one line that is safe for a terminal.

    ``file`` and ``line`` (counted from 1) say where, and ``state`` and ``figure`` about what.
    ``what`` says what is wrong, and ``remedy`` how to correct it, in whole sentences. In a
    spreadsheet ``cell`` says where, such as ``Figures!D17``. A part that does not apply is empty,
    or 0 for the line.
    """

    file: str = ""
    line: int = 0
    state: str = ""
    figure: str = ""
    what: str = ""
    remedy: str = ""
    cell: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        if self.cell:
            where = f"{self.file}, {self.cell}"
        about = ", ".join(part for part in (self.state, self.figure) if part)
        sentence = " ".join(part for part in (self.what, self.remedy) if part)
        return printable(": ".join(part for part in (where, about, sentence) if part))


class FactsheetsError(Exception):
    """Something a user can correct. ``problems`` holds all that was found, in the order of lines.

    In a spreadsheet the order is that of the sheets and their cells.
    """

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        found = [problems] if isinstance(problems, Problem) else problems
        self.problems: tuple[Problem, ...] = tuple(sorted(found, key=_place))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[FactsheetsError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # so that it can come back from another process


def _place(problem: Problem) -> tuple[str, str, int, int, str, Problem]:
    sheet, _, cell = problem.cell.rpartition("!")
    return sheet, problem.file, problem.line, len(cell), cell, problem  # Z9 before AA9


def merged(problems: Iterable[Problem], states: Collection[str] = ()) -> list[Problem]:
    """The problems, each mistake once: one on the same line for several states names them all.

    One that is on other lines too, in the same words, comes once with its first line when it
    concerns all ``states``, or many.
    """
    by_place: dict[Problem, dict[str, None]] = {}
    for problem in problems:
        by_place.setdefault(replace(problem, state=""), {})[problem.state] = None
    by_words: dict[Problem, dict[str, None]] = {}
    for place, names in by_place.items():
        by_words.setdefault(replace(place, line=0), {}).update(names)
    found: dict[Problem, Problem] = {}  # each by what makes it one mistake
    for place, names in by_place.items():
        words = replace(place, line=0)
        everywhere = by_words[words]
        is_many = len(everywhere) > _FEW or everywhere.keys() == set(states)
        if is_many and everywhere != names:
            first, *others = everywhere
            state = f"{first} and {len(others)} more states"
            found.setdefault(words, replace(place, state=state))
        else:
            found[place] = replace(place, state=_in_short(names, states))
    return list(found.values())


def _in_short(names: Mapping[str, None], states: Collection[str]) -> str:
    """All ``states``, or the names of a few of them, or the first and how many more."""
    if len(names) > 1 and names.keys() == set(states):
        return f"all {len(names)} states"
    if len(names) <= _FEW:
        return ", ".join(filter(None, names))
    return f"{next(iter(names))} and {len(names) - 1} more states"


def printable(text: str) -> str:
    """``text`` with control characters and direction marks replaced, safe for a terminal."""
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def shortened(text: str, longest: int = _LONGEST_SHOWN) -> str:
    """``text``, or the beginning of one that is too long for a message."""
    cut = f"{text[:longest]}…" if len(text) > longest else text
    return printable(cut)


def counted(number: int, noun: str) -> str:
    """A number with its noun, such as "1 problem" or "3 problems"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word nearest to ``word``, or ``""`` when none is near."""
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The sentence "Did you mean …?" with the known word nearest to ``word``, or ``""``."""
    meant = nearest(word, known)
    return f'Did you mean "{meant}"?' if meant else ""


def unreadable(file: str, error: OSError) -> Problem:
    """The problem for a file or folder that the system refuses: ``error`` in plain words."""
    reasons: dict[type[OSError], tuple[str, str]] = {
        FileNotFoundError: ("There is no such file.", "Check the name and the folder you are in."),
        IsADirectoryError: ("This is a folder, not a file.", "Name the file inside it."),
        NotADirectoryError: ("This is a file, not a folder.", "Name a folder, or move the file."),
        FileExistsError: ("This is a file, not a folder.", "Name a folder, or move the file."),
        PermissionError: ("It may not be opened.", "Ask for access, or choose another folder."),
    }
    what, remedy = reasons.get(type(error), (f"{error.strerror or error}.", ""))
    if error.errno == errno.ELOOP:
        what, remedy = "This is a link to itself.", "Delete it."
    return Problem(file=file, what=what, remedy=remedy)


SPACES = " \t\n\f\N{NO-BREAK SPACE}"


def unseen(text: str) -> str:
    """The first character of ``text`` that nobody can see, which no sheet has; or ``""``.

    Such a character may make a line run backwards, look like a space or a dash, or split a number.
    """
    return next((each for each in text if not (each in SPACES or each.isprintable())), "")
