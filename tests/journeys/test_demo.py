"""The demonstration: invented figures that are valid, the same each time, and marked everywhere."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import demo
import pypdfium2
import pytest
import yaml

from conftest import CATALOGUE
from factsheets.build.build import build
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.edition.edition import open_edition
from factsheets.figures.declared import read_catalogue
from factsheets.figures.values import NOT_REPORTED, SAMPLE_MARK
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.formats import Format, file_name
from factsheets.review.compare import Review, review
from factsheets.review.page import render_review
from factsheets.templating.folders import Templates

SEED = 1984  # that of make demo
ALL = sorted(JURISDICTIONS)


LAST = f"data/archive/{demo.YEAR - 1}/states.yaml"
THIS = "data/states.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that ``make demo`` starts from."""
    folder = tmp_path_factory.mktemp("demo")
    demo.write(folder, SEED)
    return folder


@pytest.fixture(scope="module")
def years(folder: Path) -> tuple[Dataset, Dataset]:
    """Last year and this year."""
    return load(folder / LAST), load(folder / THIS)


@pytest.fixture(scope="module")
def found(folder: Path) -> Review:
    """The review of both years."""
    return review(open_edition(folder / THIS))


@pytest.mark.slow
def test_the_same_seed_makes_the_same_figures() -> None:
    assert demo.make_years(7) == demo.make_years(7)
    assert demo.make_years(7) != demo.make_years(8)


@pytest.mark.one_in(11)
@pytest.mark.parametrize("seed", [SEED, *range(10)])
def test_any_seed_makes_two_years_without_a_problem(seed: int, tmp_path: Path) -> None:
    demo.write(tmp_path, seed)

    for file, year in ((LAST, demo.YEAR - 1), (THIS, demo.YEAR)):
        dataset = open_edition(tmp_path / file).dataset
        assert (dataset.year, dataset.sample, dataset.problems) == (year, True, ())
        assert sorted(dataset.ready) == ALL


OTHER_FIGURES = """
national:
  rates.share: {title: Share, about: A share., unit: percent}
  rates.all: {title: All, about: All of them., sum_of: [rates.one, rates.other]}
  rates.one: {title: One, about: One of them., at_least: true, part_of: limit}
  rates.other: {title: Other, about: The other., at_least: true}
  limit: {title: Limit, about: At least as much.}
state:
  all.one: {title: State one, about: One., part_of: national.rates.one}
  all.percent: {title: Percent, about: A share., unit: percent, not_reported: allowed}
  total: {title: Total, about: Both., sum_of: [all.one, two], part_of: national.rates.all}
  two: {title: Two, about: Two., part_of: [national.rates.other, national.limit]}
  less: {title: Less, about: Part of it., part_of: total, not_reported: allowed}
"""


def test_any_figures_that_are_declared_add_up_in_both_years(tmp_path: Path) -> None:
    (tmp_path / "figures.yaml").write_text(OTHER_FIGURES)
    catalogue = read_catalogue(tmp_path / "figures.yaml")

    for number, text in enumerate(demo.make_years(SEED, catalogue)[:2]):
        data = tmp_path / f"{number}.yaml"
        data.write_text(text)
        dataset = load(data)
        assert dataset.problems == ()
        assert sorted(dataset.ready) == ALL
        assert not [each.what for each in dataset.remarks]


def test_both_files_say_at_their_top_that_the_figures_are_invented() -> None:
    for text in demo.make_years(SEED)[:2]:
        assert text.startswith("# SAMPLE: invented by scripts/demo.py")


def test_there_is_something_of_everything(years: tuple[Dataset, Dataset]) -> None:
    values = [
        value for state in years[1].states.values() if state for value in state.figures.values()
    ]

    assert {0, 1, NOT_REPORTED} <= set(values)


@pytest.mark.one_in(4)
@pytest.mark.parametrize("seed", [SEED, *range(10)])
def test_each_year_has_three_mistakes_in_it(seed: int) -> None:
    years = demo.make_years(seed)

    this, last = (yaml.safe_load(text)["states"] for text in (years.this, years.last))
    for mistake, (state, path) in zip(demo.MISTAKES, years.planted, strict=True):
        group, _, name = path.rpartition(".")
        now, then = (year[state][group] if group else year[state] for year in (this, last))
        assert now[name] / max(then[name], 1) > 2 or now[name] / then[name] < 0.5, mistake


@pytest.mark.slow
@pytest.mark.parametrize("seed", [SEED, 1, 2, 3])
def test_a_review_finds_what_was_planted_before_anything_else(seed: int, tmp_path: Path) -> None:
    years = demo.write(tmp_path, seed)

    found = review(open_edition(tmp_path / THIS))

    large = [(state.state, each.heading) for state, each in found.large]
    planted = {(state, CATALOGUE.state[name].title) for state, name in years.planted}
    assert set(large[:3]) == planted
    assert len(large) < 20  # of 616 figures
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
        on_sheet = path.name != "index.html"  # before, after and beside the words
        assert html.count(f"<p><strong>{SAMPLE_MARK}</strong></p>") == (3 if on_sheet else 2)
        assert "<title>SAMPLE: " in html
        assert 'property="og:title" content="SAMPLE: ' in html
    rows = list(csv.DictReader(io.StringIO((output / "states.csv").read_text())))
    assert len(rows) == len(ALL)
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
