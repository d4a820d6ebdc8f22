"""Two years' wordings in, out the sentences that changed: once, with figures by their titles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from factsheets.figures.catalogue import AS_PUBLISHED, Catalogue
from factsheets.figures.pairs import Pairs
from factsheets.review.sentences import Rewording, changed
from factsheets.wording.compose import Wording
from factsheets.wording.language import (
    ALWAYS,
    Body,
    Choice,
    Condition,
    Is,
    Joined,
    Part,
    Print,
    Text,
)

Titles = Mapping[str, str]  # of figures, by their names


def rewordings(then: Wording, now: Wording, pairs: Pairs) -> tuple[Rewording, ...]:
    """The sentences of the wording that are not the same in both years, in their order.

    A sentence stands as the wording has it, with the title of each figure in brackets, and before
    it in brackets when it is printed. A figure has the title of now in both.
    """
    titles_now = _titles(now.catalogue)
    same = {before.name: titles_now[after.name] for before, after in pairs.compared.values()}
    titles_then = _titles(then.catalogue) | same
    return changed(sentences_of(then.body, titles_then), sentences_of(now.body, titles_now))


def names_in(body: Body) -> Iterator[str]:
    """What the wording prints and asks for: figures, departures, and the texts of a sheet."""
    for part in body:
        if isinstance(part, Print):
            yield part.name
        elif isinstance(part, Choice):
            for branch in part.branches:
                yield from branch.condition.names
                yield from names_in(branch.body)


def without(body: Body, unknown: Mapping[str, str]) -> Body:
    """``body`` without the passages that ask for an ``unknown`` figure, which has its title here.

    Where one is printed, the title stands in its place.
    """
    known: list[Part] = []
    for part in body:
        if isinstance(part, Choice):
            if not unknown.keys() & {each for one in part.branches for each in one.condition.names}:
                branches = (
                    replace(each, body=without(each.body, unknown)) for each in part.branches
                )
                known.append(replace(part, branches=tuple(branches)))
        elif isinstance(part, Print) and part.name in unknown:
            known.append(Text(_shown(part, unknown), part.line))
        else:
            known.append(part)
    return tuple(known)


def sentences_of(body: Body, titles: Titles) -> list[str]:
    """The lines of the wording in ``body``, as they are there, each passage on lines of its own."""
    return [sentence for sentence in _lines(body, (), titles) if sentence]


def _lines(body: Body, conditions: tuple[Condition, ...], titles: Titles) -> Iterator[str]:
    when = _in_words(Joined("and", conditions), titles) if conditions else ""
    begun = ""
    for part in body:
        if not isinstance(part, Choice):
            *whole, begun = (begun + _shown(part, titles)).split("\n")
            yield from (_sentence(each, when) for each in whole)
            continue
        yield _sentence(begun, when)
        begun, before = "", conditions
        for branch in part.branches:
            own = () if branch.condition == ALWAYS else (branch.condition,)
            yield from _lines(branch.body, (*before, *own), titles)
            before = (*before, branch.condition.negated)
    yield _sentence(begun, when)


def _sentence(text: str, when: str) -> str:
    """The text behind the words that say when it is printed, if there is any."""
    text = text.strip()
    return f"[if {when}] {text}" if text and when else text


def _shown(part: Text | Print, titles: Titles) -> str:
    if isinstance(part, Text):
        return part.text
    rounding = f" | {part.rounding.name}" if part.rounding.name else ""
    nouns = f" {' / '.join(dict.fromkeys(part.nouns))}" if part.nouns else ""
    return f"[{titles.get(part.name, part.name.replace('_', ' '))}{rounding}]{nouns}"


def _in_words(condition: Condition, titles: Titles) -> str:
    if isinstance(condition, Joined):
        parts = (_part_in_words(each, condition, titles) for each in condition.conditions)
        return f" {condition.joint} ".join(parts)
    name = titles.get(condition.name) or condition.name.removeprefix(f"{AS_PUBLISHED}.")
    return name if condition.wanted else f"no {name}"


def _part_in_words(part: Condition, whole: Joined, titles: Titles) -> str:
    words = _in_words(part, titles)
    is_clear = isinstance(part, Is) or part.joint == whole.joint or len(part.conditions) == 1
    return words if is_clear else f"({words})"


def _titles(catalogue: Catalogue) -> dict[str, str]:
    """What each figure is called in a sentence; one of the country's says so."""
    return {
        name: f"{each.title}, national" if each.is_national else each.title
        for name, each in catalogue.figures.items()
    }
