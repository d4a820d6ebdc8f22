"""What the terminal shows: a sheet, the states and a build's report, as Rich renders them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import counted, printable
from factsheets.review.change import Change, difference, in_country, number, per_cent, trend

if TYPE_CHECKING:
    from factsheets.build.build import Report
    from factsheets.check.coverage import Coverage, Passage
    from factsheets.check.specimens import Specimens
    from factsheets.dataset.dataset import Dataset
    from factsheets.figures.pairs import Pairs
    from factsheets.problems import Problem
    from factsheets.review.compare import Review, StateReview
    from factsheets.wording.compose import Sheet
    from factsheets.wording.markdown import Block, Line, List


_AFTER_BLOCK = (0, 0, 1, 0)
_STYLES = {"h2": "bold", "p": "", "li": "", "th": "", "td": ""}
_FEW = 8  # states that are all named


def sheet_view(sheet: Sheet) -> Group:
    """The sheet with real bold and a real table."""
    return Group(*(Padding(_block_view(block), _AFTER_BLOCK) for block in sheet.blocks))


def _block_view(block: Block) -> Table | Text:
    from factsheets.wording.markdown import Line, List  # the other views have no use for it

    if isinstance(block, Line):
        return _line_view(block)
    if isinstance(block, List):
        return _list_view(block)
    table = Table.grid(padding=(0, 4))
    table.add_column()
    table.add_column(justify="right")
    for row in block.rows:
        cells = [_line_view(cell) for cell in row]
        if any(cells):
            table.add_row(*cells)
    return table


def _list_view(block: List) -> Table:
    """The items, each wrapped under its own words."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for mark, item in zip(block.marks, block.items, strict=True):
        table.add_row(mark, _line_view(item))
    return table


def _line_view(line: Line) -> Text:
    text = Text(style=_STYLES.get(line.tag, "underline"))
    for position, words in enumerate(line.text.split("**")):
        text.append(words, "bold" if position % 2 else None)
    return text


def report_view(report: Report) -> Table:
    """What a build did: how many files and states, and which."""
    table = _table("", "Files", "States", "")
    table.columns[1].justify = table.columns[2].justify = "right"
    for label, files, states in (
        ("written", len(report.written), _states_of(report.written)),
        ("up to date", len(report.unchanged), _states_of(report.unchanged)),
        ("awaited", 0, report.awaited),
        ("with problems", 0, tuple(report.failed)),
    ):
        if states:
            table.add_row(label, str(files or ""), str(len(states)), ", ".join(states))
    return table


def states_view(dataset: Dataset, problems: Sequence[Problem]) -> Table:
    """Each state with its postal code: ready, awaited, or with how many problems."""
    table = _table("State", "Code", "")
    counts = Counter(problem.state for problem in problems)
    for name, jurisdiction in JURISDICTIONS.items():
        if name in counts:
            status = counted(counts[name], "problem")
        elif name in dataset.states:
            status = "ready" if name in dataset.ready else "awaited"
            if name not in dataset.ready and dataset.states[name]:
                status = "in; the national figures are awaited"
        else:
            continue
        table.add_row(name, jurisdiction.code, status)
    return table


def review_view(review: Review) -> Group:
    """What a review found, the most surprising first; the page has the rest."""
    year, then = str(review.now.year), str(review.then.year) if review.then else ""
    sample = [Text(review.sample_mark, "bold")] if review.sample_mark else []
    against = f"{year}, no earlier year"
    if review.last:
        against = f"{year} against {then} ({review.last.file})"
    views: list[Table | Text] = [*sample, Text(against, "bold"), Text()]
    if review.large:
        table = _table("", "Large moves", then, year, "Change", "", "Most states")
        for column in table.columns[2:]:
            column.justify = "right"
        for state, each in review.large:
            moved = (number(each.then), number(each.now), difference(each))
            table.add_row(state.code, each.heading, *moved, per_cent(each.per_cent),
                          trend(each.trend))  # fmt: skip
        views += [table, Text()]
    if review.last and review.last.pairs.is_changed:
        views += [_pairs_view(review.last.pairs), Text()]
    counts = _table("", "Number", "")
    counts.columns[1].justify = "right"
    for label, names in (
        ("not reported now", _figures(review.lost)),
        ("reported now", _figures(review.found)),
        ("passages gained", [each.code for each in review.states if each.gained]),
        ("passages lost", [each.code for each in review.states if each.lost]),
        ("more than national", [each.heading for each in review.totals if each.exceeds]),
        ("new", review.new),
        ("none anymore", review.gone),
        ("awaited", review.now.awaited),
        ("with problems", tuple({each.state: None for each in review.problems if each.state})),
        ("to sign off", ["sheet" if len(review.states) == 1 else "sheets"]),
    ):
        if names:
            size = len(review.states) if label == "to sign off" else len(names)
            counts.add_row(label, str(size), ", ".join(names))
    if review.last and review.last.rewordings:
        counts.add_row("wording changed", str(len(review.last.rewordings)), "sentences")
    return Group(*views, counts)


def _pairs_view(pairs: Pairs) -> Table:
    """The figures that are not the same in both years, with what the catalogue says of them."""
    table = _table("", "Figures", "")
    for label, figures in (("new", pairs.new), ("gone", pairs.gone)):
        for each in figures:
            table.add_row(label, in_country(each), each.about)
    for _, each in pairs.unlike:
        kind = (
            "a percentage now, a number before"
            if each.is_percent
            else "a number now, a percentage before"
        )
        table.add_row("not comparable", in_country(each), kind)
    for before, each in pairs.renamed:
        is_titled_otherwise = before.title != each.title
        was = in_country(before) if is_titled_otherwise else before.name
        table.add_row("renamed", in_country(each), f"was {was}")
    return table


def coverage_view(coverage: Coverage) -> Group:
    """The passages and nouns that some sheets have, and then those that none has."""
    sheets, none = coverage.sheets, coverage.on_none
    sample = [Text(coverage.sample_mark, "bold")] if coverage.sample_mark else []
    number = counted(len(sheets), "state")
    title = f"{coverage.file}, with the figures of {coverage.dataset.year}: {number}"
    taken = _table("Line", "Passage or noun", "On the sheets of")
    missed = _table("Line", "Passage or noun that no state takes")
    for part, states in coverage.parts.items():
        if states:
            words = Text(f"  {part.noun}") if part.noun else _passage(part)
            taken.add_row(str(part.line), words, _in_short(states, sheets))
        else:
            words = Text(part.words) if part.noun else _passage(part)
            words.highlight_words(filter(None, [part.noun]), "bold")
            missed.add_row(str(part.line), words)
    tables: list[Table | Text] = [*sample, Text(printable(title), "bold"), Text()]
    for table in (taken, missed):
        table.columns[0].justify = "right"
        if table.row_count:
            tables += [table, Text()]
    total = len(coverage.parts)
    return Group(*tables, Text(f"No state takes {len(none)} of {total} passages and nouns."))


def specimens_view(specimens: Specimens) -> Table:
    """What to read in each specimen, and the lines of the wording that only specimens show."""
    table = _table("Specimen", "What to read in it", "Lines that no state takes")
    table.columns[0].no_wrap = True
    for each in specimens.specimens:
        lines = dict.fromkeys(str(part.line) for part in each.rare)
        table.add_row(each.name, each.to_read, ", ".join(lines))
    return table


def _passage(part: Passage) -> Text:
    return Text(part.words).append(f"\n{part.when}", "dim")


def _in_short(states: Sequence[str], all_states: Sequence[str]) -> str:
    """The number of states and their codes: all, some of them, or those that are missing."""
    codes = [JURISDICTIONS[state].code for state in states]
    others = [JURISDICTIONS[state].code for state in all_states if state not in states]
    if not others:
        return f"all {len(codes)}"
    number = counted(len(codes), "state")
    if len(codes) <= _FEW:
        return f"{number}: {', '.join(codes)}"
    if len(others) <= _FEW:
        return f"{number}, all but {', '.join(others)}"
    return f"{number}, among them {', '.join(codes[:_FEW])}"


def _figures(changes: Sequence[tuple[StateReview, Change]]) -> list[str]:
    return [f"{state.code} {change.heading}" for state, change in changes]


def _table(*headings: str) -> Table:
    table = Table(box=None, pad_edge=False, show_header=any(headings), header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _states_of(names: Sequence[str]) -> list[str]:
    slugs = {name.rpartition(".")[0] for name in names}
    return [name for name, each in JURISDICTIONS.items() if each.slug in slugs]
