"""The demonstration: invented figures that are valid, the same each time, and marked everywhere."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import demo
import pypdfium2
import pytest

from factsheets.build.build import build
from factsheets.dataset.load import Dataset, load
from factsheets.figures.catalogue import state_figures, value_of
from factsheets.figures.values import NOT_REPORTED, SAMPLE_MARK
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.formats import Format, file_name
from factsheets.review.compare import Review, review
from factsheets.review.page import render_review
from factsheets.templating.folders import Templates

SEED = 1984  # that of make demo
ALL = sorted(JURISDICTIONS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``make demo`` starts from."""
    folder = tmp_path_factory.mktemp("demo")
    demo.write(folder, SEED)
    return folder


@pytest.fixture(scope="module")
def years(folder: Path) -> tuple[Dataset, Dataset]:
    """Last year and this year."""
    last = folder / f"data/archive/{demo.YEAR - 1}.yaml"
    return load(last), load(folder / "data/states.yaml")


@pytest.fixture(scope="module")
def found(folder: Path, templates: Templates) -> Review:
    """The review of both years."""
    return review(folder / "data/states.yaml", templates)


def test_the_same_seed_makes_the_same_figures() -> None:
    assert demo.make_years(7) == demo.make_years(7)
    assert demo.make_years(7) != demo.make_years(8)


@pytest.mark.one_in(11)
@pytest.mark.parametrize("seed", [SEED, *range(10)])
def test_any_seed_makes_two_years_without_a_problem(seed: int, tmp_path: Path) -> None:
    demo.write(tmp_path, seed)

    for file, year in (("data/archive/2023.yaml", 2023), ("data/states.yaml", 2024)):
        dataset = load(tmp_path / file)
        assert (dataset.year, dataset.sample, dataset.problems) == (year, True, ())
        assert sorted(dataset.ready) == ALL


def test_both_files_say_at_their_top_that_the_figures_are_invented() -> None:
    for text in demo.make_years(SEED):
        assert text.startswith("# SAMPLE: invented by scripts/demo.py")


def test_there_is_something_of_everything(years: tuple[Dataset, Dataset]) -> None:
    values = [
        value_of(figures, path)
        for figures in years[1].states.values()
        if figures
        for path in state_figures()
    ]

    assert {0, 1, NOT_REPORTED} <= set(values)


@pytest.mark.slow
def test_a_review_finds_what_was_planted_before_anything_else(found: Review) -> None:
    planted = {(each.heading, each.then, each.now) for _, each in found.large[:3]}

    assert ("CVIP submissions", 96, 971) in planted
    assert ("Team HOPE survivors/families", 48, 3) in planted
    assert len(found.large) < 15  # of 616 figures
    assert not [each.heading for each in found.totals if each.exceeds]
    assert found.lost
    assert found.found
    assert [each for each in found.states if each.gained]


def test_every_sheet_and_page_is_marked_in_every_format(
    years: tuple[Dataset, Dataset], templates: Templates, tmp_path: Path
) -> None:
    build(years[1], templates, tmp_path, formats=[Format.TEXT, Format.HTML])
    output = tmp_path / "2024"

    assert len(list(output.glob("*.txt"))) == len(ALL)
    for path in output.glob("*.txt"):
        lines = path.read_text().splitlines()
        assert lines[0] == lines[-1] == f"**{SAMPLE_MARK}**"
    pages = sorted(output.glob("*.html"))
    assert len(pages) == len(ALL) + 1  # and index.html
    for path in pages:
        html = path.read_text().replace("&#39;", "'")
        assert html.count(f"<p><strong>{SAMPLE_MARK}</strong></p>") == 2
        assert "<title>SAMPLE: " in html
        assert 'property="og:title" content="SAMPLE: ' in html
    rows = list(csv.DictReader(io.StringIO((output / "figures.csv").read_text())))
    assert len(rows) == len(ALL) + 1  # and the country
    assert {row["sample"] for row in rows} == {"true"}
    assert json.loads((output / "manifest.json").read_bytes())["sample"] is True


def test_every_page_of_a_pdf_is_marked(
    years: tuple[Dataset, Dataset], templates: Templates, tmp_path: Path
) -> None:
    states = ["American Samoa", "Texas"]
    build(years[1], templates, tmp_path, states=states, formats=[Format.PDF], jobs=1)

    for state in states:
        document = pypdfium2.PdfDocument(tmp_path / "2024" / file_name(state, Format.PDF))
        assert str(document.get_metadata_value("Title")).startswith("SAMPLE: ")
        assert len(document) == 2
        for page in document:
            # in the margin, and where the sheet starts or ends
            assert page.get_textpage().get_text_bounded().count(SAMPLE_MARK) == 2


@pytest.mark.slow
def test_the_review_is_marked(found: Review, templates: Templates) -> None:
    html = render_review(found, templates)

    assert "<title>SAMPLE: " in html
    assert html.count(SAMPLE_MARK.replace("'", "&#39;")) == 2
