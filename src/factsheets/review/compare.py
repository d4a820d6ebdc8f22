"""Two years' datasets in, a ``Review`` out: what changed, state by state, and what is unusual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

from factsheets.dataset.archive import newest_before
from factsheets.dataset.dataset import Dataset
from factsheets.edition.edition import Edition
from factsheets.figures.catalogue import Declaration
from factsheets.figures.values import SAMPLE_MARK, Figure, sample_mark, whole_numbers
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError, Problem
from factsheets.review.change import (
    LARGE_SHARE,
    TREND_LEAST_COUNT,
    TREND_LEAST_STATES,
    Change,
)
from factsheets.review.last_year import LastYear, last_year
from factsheets.review.sentences import Rewording, reworded
from factsheets.wording.compose import Wording


@dataclass(frozen=True)
class StateReview:
    """A state that has figures now. Without last year's, only the figures and departures.

    ``gained`` and ``lost`` are passages of its sheet; ``sentences`` are those that changed besides.
    There are none where last year's figures cannot be set in today's wording: ``is_set``.
    """

    state: str
    has_then: bool
    is_set: bool
    changes: tuple[Change, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    sentences: tuple[Rewording, ...]
    departures: tuple[str, ...]

    @property
    def code(self) -> str:
        """The postal code."""
        return JURISDICTIONS[self.state].code

    @property
    def noted(self) -> tuple[Change, ...]:
        """The changes to look at: large ones, and figures that came or went."""
        return tuple(
            each for each in self.changes if each.is_large or each.is_lost or each.is_found
        )


@dataclass(frozen=True)
class Total:
    """A figure summed over the states, beside the national figure that it is part of."""

    heading: str
    whole_heading: str
    sums: Change
    wholes: Change
    states: tuple[int, int]  # that have the figure, then and now

    @property
    def share(self) -> tuple[float | None, float | None]:
        """The sum in percent of the national figure, then and now."""
        pairs = ((self.sums.then, self.wholes.then), (self.sums.now, self.wholes.now))
        return (_share(*pairs[0]), _share(*pairs[1]))

    @property
    def exceeds(self) -> bool:
        """Whether the states now have more than the whole country."""
        return (self.share[1] or 0) > 100  # noqa: PLR2004 - percent


def _share(part: Figure | None, whole: Figure | None) -> float | None:
    if not isinstance(part, int) or not isinstance(whole, int):
        return None
    return 100 * part / whole if whole else None


@dataclass(frozen=True)
class Review:
    """A year beside ``last`` year. Without one, that is None, and nothing has changed.

    ``shared`` are the sentences that changed in the same way in several sheets, with their states.
    ``gone`` are states that had figures then, and have none now.
    """

    now: Dataset
    data: Path
    last: LastYear | None
    states: tuple[StateReview, ...]
    trends: Mapping[str, float]
    national: tuple[Change, ...]
    totals: tuple[Total, ...]
    shared: tuple[tuple[Rewording, tuple[str, ...]], ...]
    gone: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def then(self) -> Dataset | None:
        """Last year's figures that can be compared, under their names of now."""
        return self.last.dataset if self.last else None

    @property
    def sample_mark(self) -> str:
        """The mark that figures of either year are invented; empty where none are."""
        if self.then is None or self.now.sample == self.then.sample:
            return SAMPLE_MARK if self.now.sample else ""
        year = self.now.year if self.now.sample else self.then.year
        return sample_mark(f"THE FIGURES OF {year} ARE INVENTED")

    @property
    def large(self) -> list[tuple[StateReview, Change]]:
        """The large moves, the most surprising first."""
        found = [(state, each) for state in self.states for each in state.changes if each.is_large]
        return sorted(found, key=lambda pair: -abs(pair[1].surprise))

    @property
    def lost(self) -> list[tuple[StateReview, Change]]:
        """The figures that are "not reported" now."""
        return [(state, each) for state in self.states for each in state.changes if each.is_lost]

    @property
    def found(self) -> list[tuple[StateReview, Change]]:
        """The figures that were "not reported"."""
        return [(state, each) for state in self.states for each in state.changes if each.is_found]

    @property
    def new(self) -> tuple[str, ...]:
        """The states that have figures now, and had none last year."""
        if self.then is None:
            return ()
        known = {*self.then.ready, *self.then.faulty}
        return tuple(each.state for each in self.states if each.state not in known)

    @property
    def strong_trends(self) -> dict[str, float]:
        """The figures, by their headings, that moved by a quarter in most states."""
        return {
            self.now.catalogue.state[figure].title: trend
            for figure, trend in self.trends.items()
            if abs(trend - 1) >= LARGE_SHARE
        }


def review(edition: Edition, against: Path | None = None) -> Review:
    """The year of ``edition`` beside that of the file ``against``, by default the newest archive.

    Figures are compared by their names, ``formerly`` followed, and the wordings of both years too.
    Raises FactsheetsError when one of the files cannot be used at all, when ``against`` is not of
    an earlier year, or when the wording has an error.
    """
    wording = Wording(edition.templates, edition.catalogue)
    file = against or newest_before(edition.data, edition.dataset.year)
    last = last_year(edition, wording, file) if file else None
    now, then = edition.dataset, last.dataset if last else None
    trends = _trends(now, then)
    problems = {*now.problems, *(last.problems if last else ())}
    states: list[StateReview] = []
    for state in now.ready:
        try:
            states.append(_state(now, last, state, wording, trends))
        except FactsheetsError as error:
            problems |= set(error.problems)
    alike: dict[Rewording, dict[str, None]] = {}
    for each in states:
        for rewording in each.sentences:  # a sentence can stand twice in one sheet
            alike.setdefault(rewording, {})[each.state] = None
    return Review(
        now=now,
        data=edition.data,
        last=last,
        states=tuple(states),
        trends=trends,
        national=tuple(
            _change(
                each,
                last,
                then.national.get(path) if then and then.national else None,
                now.national.get(path) if now.national else None,
            )
            for path, each in now.catalogue.national.items()
        ),
        totals=tuple(_totals(now, last)),
        shared=tuple((each, tuple(names)) for each, names in alike.items() if len(names) > 1),
        gone=tuple(
            name
            for name in (then.ready if then else ())
            if name not in now.ready and name not in now.faulty
        ),
        problems=tuple(sorted(problems)),
    )


def _trends(now: Dataset, then: Dataset | None) -> dict[str, float]:
    """The middle one of the states' moves, as a factor: 1.1 is 10 percent more.

    A figure that too few states have in both years has no trend.
    """
    found = {}
    for figure in now.catalogue.state:
        moves = []
        for state in now.ready:
            before, after = _value(then, state, figure), _value(now, state, figure)
            if not isinstance(before, int | float) or not isinstance(after, int | float):
                continue
            if before >= TREND_LEAST_COUNT:
                moves.append(after / before)
        if len(moves) >= TREND_LEAST_STATES:
            found[figure] = median(moves)
    return found


def _value(dataset: Dataset | None, state: str, figure: str) -> Figure | None:
    figures = dataset.states.get(state) if dataset else None
    return figures.figures.get(figure) if figures else None


def _state(
    now: Dataset, last: LastYear | None, state: str, wording: Wording, trends: Mapping[str, float]
) -> StateReview:
    sheet = wording.compose(now, state)
    then = last.dataset if last else None
    has_then = then is not None and state in then.ready
    differing = _Differing()
    if last and then and has_then:
        differing = _differing(last.wording, then, now, state)
    return StateReview(
        state=state,
        has_then=has_then,
        is_set=differing.is_set,
        changes=tuple(
            _change(
                each,
                last,
                _value(then, state, figure),
                _value(now, state, figure),
                trends.get(figure),
            )
            for figure, each in now.catalogue.state.items()
        ),
        gained=differing.gained,
        lost=differing.lost,
        sentences=differing.sentences,
        departures=sheet.figures.as_published,
    )


class _Differing(NamedTuple):
    """What of a state's sheet differs in both years, as ``StateReview`` has it."""

    is_set: bool = False
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    sentences: tuple[Rewording, ...] = ()


def _differing(wording: Wording, then: Dataset, now: Dataset, state: str) -> _Differing:
    """What differs when both years' figures are set in this ``wording``."""
    try:
        passages_then = wording.passages(then, state)
        sheet_then = wording.compose(then, state)
    except FactsheetsError:  # a figure that was "not reported" may always be printed now
        return _Differing()
    passages = wording.passages(now, state)
    gained, lost = _only_in(passages, passages_then), _only_in(passages_then, passages)
    sentences = tuple(
        each
        for each in reworded(sheet_then, wording.compose(now, state))
        if (each.then or not _is_in(each.now, gained)) and (each.now or not _is_in(each.then, lost))
    )
    return _Differing(True, gained, lost, sentences)


def _change(
    declared: Declaration,
    last: LastYear | None,
    then: Figure | None,
    now: Figure | None,
    trend: float | None = None,
) -> Change:
    note = last.pairs.note(declared.name) if last else ""
    return Change(declared.title, then, now, trend, declared.is_percent, note)


def _only_in(passages: Mapping[int, str], others: Mapping[int, str]) -> tuple[str, ...]:
    """The passages that are not among the others; one inside another is not listed by itself."""
    found = [text for number, text in passages.items() if number not in others]
    worded = [text for text in found if any(map(str.isalnum, text))]
    return tuple(
        text for text in worded if not any(text in other and text != other for other in worded)
    )


def _is_in(sentence: str, passages: Sequence[str]) -> bool:
    return any(sentence in passage for passage in passages)


def _totals(now: Dataset, last: LastYear | None) -> Iterator[Total]:
    then = last.dataset if last else None
    declared = now.catalogue.figures
    for figure, each in now.catalogue.state.items():
        wholes = [declared[name] for name in each.part_of if declared[name].is_national]
        if not wholes or len(wholes) < len(each.part_of):
            continue
        sums = [_sum(dataset, figure) for dataset in (then, now)]
        whole_then, whole_now = (
            _whole(dataset, [whole.path for whole in wholes]) for dataset in (then, now)
        )
        yield Total(
            heading=each.title,
            whole_heading=" and ".join(whole.title for whole in wholes),
            sums=_change(each, last, sums[0][0], sums[1][0]),
            wholes=Change(each.title, whole_then, whole_now),
            states=(sums[0][1], sums[1][1]),
        )


def _whole(dataset: Dataset | None, paths: Sequence[str]) -> int | None:
    """The national figures of these paths together; None when one of them is no number."""
    known = whole_numbers(dataset.national or {}) if dataset else {}
    return sum(known[path] for path in paths) if all(path in known for path in paths) else None


def _sum(dataset: Dataset | None, figure: str) -> tuple[int | None, int]:
    """The sum over the states that have the figure, and how many these are."""
    values = [_value(dataset, state, figure) for state in (dataset.ready if dataset else ())]
    numbers = [value for value in values if isinstance(value, int)]
    return (sum(numbers) if numbers else None), len(numbers)
