"""What holds for any year that can be declared: its figures, groups, rules and wording made up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from factsheets.check.ambiguities import ambiguities
from factsheets.check.check import check
from factsheets.check.coverage import coverage
from factsheets.dataset.load import load_partial
from factsheets.edition.edition import Edition, open_edition
from factsheets.figures.catalogue import Catalogue
from factsheets.figures.values import NOT_REPORTED, Figure
from factsheets.reading.documents import read_document
from factsheets.reading.extract import extract
from factsheets.reading.reader import Reader
from factsheets.render.formats import Format, file_name
from factsheets.render.html import render_html, render_print_page
from factsheets.render.render import render
from factsheets.render.text import render_text
from factsheets.wording.compose import Wording
from factsheets.wording.numbers import ROUNDINGS
from render.test_html import blocks_of
from strategies import NOUNS, Year, years

quick = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),  # to shrink a year would take minutes
    suppress_health_check=list(HealthCheck),
)
many = settings(quick, max_examples=60)
some = settings(quick, max_examples=20)


def opened(year: Year, folder: Path) -> tuple[Edition, Wording]:
    """The edition, which has no problem, and its wording."""
    edition = open_edition(year.put(folder))
    assert not edition.dataset.problems, edition.dataset.problems
    wording = Wording(edition.templates, edition.catalogue)
    assert ambiguities(wording) == []
    return edition, wording


def as_printed(catalogue: Catalogue, figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """What a sheet says of these figures: 0 and "not reported" can leave out the same passage."""
    return {
        path: figure or (NOT_REPORTED if catalogue.figures[path].may_be_not_reported else 0)
        for path, figure in figures.items()
    }


def is_read_back(year: Year, folder: Path, kinds: tuple[Format, ...]) -> None:
    """Each format of the sheet says what the data file says."""
    edition, wording = opened(year, folder)
    catalogue, dataset = edition.catalogue, edition.dataset
    [state] = dataset.ready
    figures = dataset.states[state]
    assert figures is not None
    assert dataset.national is not None
    expected = as_printed(
        catalogue,
        {**figures.figures, **{f"national.{path}": it for path, it in dataset.national.items()}},
    )
    sheet = wording.compose(dataset, state)
    for kind in kinds:
        path = folder / file_name(state, kind)
        path.write_bytes(render(sheet, kind, edition.templates))
        reading = Reader(wording).read(read_document(path))
        found = {
            **reading.figures, **{f"national.{path}": it for path, it in reading.national.items()}
        }  # fmt: skip
        roundings = set(reading.rounded)
        for name in roundings:
            words = {
                each: {rounding.words(number) for rounding in ROUNDINGS.values()}
                for each, number in (("read", found[name]), ("printed", expected[name]))
                if isinstance(number, int)
            }
            assert words["read"] & words["printed"], (kind, name, found[name], expected[name])
        assert {name: it for name, it in found.items() if name not in roundings} == {
            name: it for name, it in expected.items() if name not in roundings
        }, kind
        assert (reading.state, reading.year, reading.sample) == (
            state, dataset.year, dataset.sample
        )  # fmt: skip
        listed = set(figures.as_published)
        assert set(reading.departures) == listed - set(reading.hidden)
        partial = load_partial(edition.data, extract([path], edition.data).encode())
        assert partial.states[state] == reading.figures
        assert partial.national == reading.national


@pytest.mark.usefixtures("read_here")
@quick
@given(year=years())
def test_text_and_page_are_read_back(year: Year, tmp_path: Path) -> None:
    is_read_back(year, tmp_path, (Format.TEXT, Format.HTML))


@pytest.mark.slow
@pytest.mark.usefixtures("read_here")
@many
@given(year=years())
def test_text_and_page_of_many_years_are_read_back(year: Year, tmp_path: Path) -> None:
    is_read_back(year, tmp_path, (Format.TEXT, Format.HTML))


@pytest.mark.slow
@pytest.mark.usefixtures("read_here")
@some
@given(year=years())
def test_the_pdf_is_read_back(year: Year, tmp_path: Path) -> None:
    is_read_back(year, tmp_path, (Format.PDF,))


@pytest.mark.slow
@many
@given(year=years())
def test_page_and_print_say_what_the_text_says(year: Year, tmp_path: Path) -> None:
    edition, wording = opened(year, tmp_path)
    sheet = wording.compose(edition.dataset, edition.dataset.ready[0])
    blocks = render_text(sheet).replace("**", "").removesuffix("\n").split("\n\n")

    assert blocks_of(render_html(sheet, edition.templates)) == blocks
    assert blocks_of(render_print_page(sheet, edition.templates)) == blocks


@pytest.mark.slow
@some
@given(year=years())
def test_check_finds_nothing_wrong(year: Year, tmp_path: Path) -> None:
    problems = check(year.put(tmp_path)).problems

    assert problems == ()


def is_on(words: str, state: str, text: str, *, is_noun: bool) -> bool:
    """Whether the words of a passage, with any numbers, are in the text of the state's sheet."""
    pattern = re.escape(words.removesuffix(" …").removeprefix("… "))
    for one, other in () if is_noun else NOUNS:
        pattern = pattern.replace(rf"…\ {re.escape(other)}", rf"…\ (?:{one}|{other})")
    pattern = pattern.replace("…", r"[0-9][0-9,.]*(?: million)?")
    pattern = pattern.replace(re.escape("[state]"), rf"(?:the )?{state}")
    return re.search(pattern, text) is not None


@quick
@given(year=years())
def test_coverage_tells_what_is_on_the_sheet(year: Year, tmp_path: Path) -> None:
    is_covered(year, tmp_path)


@pytest.mark.slow
@many
@given(year=years())
def test_coverage_of_many_years_tells_what_is_on_the_sheet(year: Year, tmp_path: Path) -> None:
    is_covered(year, tmp_path)


def is_covered(year: Year, folder: Path) -> None:
    edition, wording = opened(year, folder)
    [state] = edition.dataset.ready
    text = render_text(wording.compose(edition.dataset, state))
    text = " ".join(text.replace("**", "").split())
    found = coverage(edition.dataset, wording)

    assert found.sheets == (state,)
    for part, states in found.parts.items():
        words = part.words.replace("**", "")
        shown = words.removeprefix("(left out)").strip()
        is_there = is_on(shown, state, text, is_noun=bool(part.noun))
        if shown:  # a passage may have nothing but others in it
            assert bool(states) is (is_there is (shown == words)), (part.words, text)
