"""What is odd in the figures or the wording, and may be right: it is said, and stops nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from factsheets.dataset.dataset import Dataset
from factsheets.figures.values import as_shown, whole_numbers
from factsheets.problems import Problem
from factsheets.wording.compose import Wording
from factsheets.wording.language import Body, Text, branches

# What has digits and is no figure: addresses, telephone numbers, ZIP codes, sections of a law.
_NO_FIGURE = re.compile(
    r"""\]\([^)]*\) | \S+://\S+ | \bwww\.\S+ | \S+@\S+
    | \b(?:[Cc]all|[Dd]ial|[Tt]ext)\ [0-9]+
    | \(?\b[0-9]{3}\)?[-.\ ]?[0-9]{3}[-.][0-9]{4}\b
    | \b[0-9]+\ (?:[A-Z]\w*\.?\ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Drive|Boulevard|Lane)\b
    | \b[A-Z][A-Za-z]*,?\ [0-9]{5}(?:-[0-9]{4})?\b
    | (?:§+|U\.S\.C\.|\b[Ss]ections?|\bSuite|\bBox)\ *[0-9]+""",
    re.VERBOSE,
)
_FIGURE = re.compile(
    r"""(?<![\w.,/§-])
    (?: [0-9]{1,3}(?:,[0-9]{3})+ | [0-9]{3,}
      | [0-9]+(?:\.[0-9]+)?(?=\ ?% | \ (?:percent|thousand|million|billion)\b) )
    (?![\w/(-]|[.,][0-9])""",
    re.VERBOSE,
)


def typed_numbers(wording: Wording) -> Iterator[Problem]:
    """The numbers that are typed into the wording, where a figure or the year may be meant."""
    lines: dict[int, list[str]] = {}
    for text in _texts(wording.body):
        plain = _NO_FIGURE.sub(_blank, text.text)
        for found in _FIGURE.finditer(plain):
            line = text.line + plain.count("\n", 0, found.start())
            lines.setdefault(line, []).append(f'"{found[0]}"')
    for line, numbers in sorted(lines.items()):
        shown = tuple(dict.fromkeys(numbers))
        what = f"{', '.join(shown)} {'is' if len(shown) == 1 else 'are'} typed into the wording."
        remedy = "If it changes with the year, write the name of a figure, or {{ year }}."
        yield Problem(wording.path, line, what=what, remedy=remedy)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", "_", found[0])


def _texts(body: Body) -> Iterator[Text]:
    for part in body:
        if isinstance(part, Text):
            yield part
    for branch in branches(body):
        yield from (part for part in branch.body if isinstance(part, Text))


def more_than_the_country(dataset: Dataset, file: str) -> Iterator[Problem]:
    """The figures of which all states together have more than the country has."""
    declared = dataset.catalogue.figures
    national = whole_numbers(dataset.national or {})
    for name, each in dataset.catalogue.state.items():
        wholes = [declared[whole] for whole in each.part_of]
        if not wholes or not all(whole.is_national and whole.path in national for whole in wholes):
            continue
        states = [figures.figures[name] for figures in dataset.states.values() if figures]
        total = sum(value for value in states if isinstance(value, int))
        most = sum(national[whole.path] for whole in wholes)
        if total > most:
            names = " + ".join(whole.name for whole in wholes)
            what = f"All states together have {as_shown(total)}, and the country {as_shown(most)}"
            what = f"{what} ({names})."
            yield Problem(file, 0, "", name, what, "Is one of them wrong?")
