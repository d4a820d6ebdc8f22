"""The image card: the figures that it shows, its size, and that nothing on it is cut off."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from conftest import CATALOGUE, ROOT, invented
from factsheets.dataset.dataset import Dataset
from factsheets.figures.catalogue import StateFigures
from factsheets.figures.declared import LONGEST_TITLE
from factsheets.figures.values import LARGEST_FIGURE, SAMPLE_MARK, Figures
from factsheets.problems import FactsheetsError
from factsheets.render import card as card_module
from factsheets.render import pdf
from factsheets.render.card import card_page, render_card
from factsheets.render.frame import CARD_SIZE, card_of
from factsheets.render.html import render_html
from factsheets.templating.folders import CARD, CARD_STYLE, Templates
from factsheets.wording.compose import Sheet, Wording
from render.conftest import LONGEST_NAME
from render.test_html import parsed, words_of

ORGANIZATION = "National Center for Missing and Exploited Children"
Compose = Callable[..., Sheet]


@pytest.fixture
def composed(make_dataset: Callable[..., Dataset], wording: Wording) -> Compose:
    """A function that composes the sheet of a state with these figures."""

    def compose(state: str, figures: dict[str, object], **other: object) -> Sheet:
        return wording.compose(make_dataset({state: figures}, **other), state)

    return compose


def words_drawn(sheet: Sheet, templates: Templates, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The lines of the card, as they stand in the PDF that the picture is made from."""
    with monkeypatch.context() as patched:
        patched.setattr(card_module, "picture_of", lambda pdf: pdf)
        drawn_from = render_card(sheet, templates)
    with PdfDocument(drawn_from) as document:
        lines = str(document[0].get_textpage().get_text_range()).splitlines()
    return [line.strip() for line in lines]


def colors_of(picture: Image.Image) -> set[object]:
    return {color for _, color in picture.getcolors(100_000) or ()}


def test_a_card_shows_the_state_the_year_the_main_figures_and_whose_they_are(
    sheets: dict[str, Sheet], templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = {path: CATALOGUE.state[path].title for path in CATALOGUE.state}

    assert words_drawn(sheets["Missouri"], templates, monkeypatch) == [
        "Missouri",
        "Missing and exploited children, 2023",
        f"{title['cybertipline_reports']} 10,065",
        f"{title['cvip_submissions']} 127",
        f"{title['missing_children.total']} 871",
        ORGANIZATION,
    ]


def test_a_card_has_the_size_that_is_shown_whole(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    with Image.open(io.BytesIO(render_card(sheets["Wyoming"], templates))) as picture:
        assert (picture.format, picture.size) == ("PNG", CARD_SIZE)
        assert CARD_SIZE == (1200, 630)
        assert len(colors_of(picture)) > 100  # it is drawn, and not blank


def test_the_same_card_is_the_same_bytes_wherever_it_is_published(
    sheets: dict[str, Sheet], templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = render_card(sheets["Wyoming"], templates)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert render_card(sheets["Wyoming"], templates) == card
    elsewhere = replace(sheets["Wyoming"], base_url="https://example.org/", beside=("Ohio",))
    assert render_card(elsewhere, templates) == card
    assert render_card(sheets["Montana"], templates) != card


def test_figures_that_are_not_reported_leave_their_place_to_the_next(composed: Compose) -> None:
    figures = invented(cvip_submissions="not reported", trafficking_engagements=0)
    titles = [each["title"] for each in card_of(composed("Ohio", figures))]
    assert titles == [
        CATALOGUE.state[path].title
        for path in ("cybertipline_reports", "missing_children.total", "trafficking_engagements")
    ]


def test_only_the_card_of_a_sample_says_that_it_is_one(
    composed: Compose, templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    for sample in (True, False):
        lines = words_drawn(composed("Ohio", invented(), sample=sample), templates, monkeypatch)
        assert (lines[0] == SAMPLE_MARK) is sample
        assert (SAMPLE_MARK in " ".join(lines)) is sample


@pytest.mark.parametrize("sample", [True, False])
def test_the_longest_name_and_the_largest_figures_fit(
    sample: bool, composed: Compose, templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    third = LARGEST_FIGURE // 3
    missing = {name.rpartition(".")[2]: third for name in CATALOGUE.state if "." in name}
    figures = invented(
        cybertipline_reports=LARGEST_FIGURE,
        cvip_submissions=LARGEST_FIGURE,
        missing_children={**missing, "total": LARGEST_FIGURE},
    )
    national = dict.fromkeys(("cybertipline_reports", "missing_child_cases"), LARGEST_FIGURE)
    national |= {"social_services_runaways": third}
    sheet = composed(LONGEST_NAME, figures, sample=sample, **national)

    lines = words_drawn(sheet, templates, monkeypatch)

    assert LONGEST_NAME in lines
    assert sum(line.endswith(f"{LARGEST_FIGURE:,}") for line in lines) == 3


@pytest.mark.parametrize("sample", [True, False])
@pytest.mark.parametrize("at_least", [True, False])
def test_the_longest_titles_fit_beside_the_largest_figures(
    sample: bool, at_least: bool, sheets: dict[str, Sheet], templates: Templates
) -> None:
    sheet = sheets["Missouri"]
    title = "Survivors and families in the state connected to mental heal"
    assert len(title) == LONGEST_TITLE
    declared = {
        path: replace(each, title=title, at_least=at_least) for path, each in sheet.declared.items()
    }
    figures = StateFigures(Figures(dict.fromkeys(sheet.declared, LARGEST_FIGURE)))
    largest = replace(sheet, sample=sample, declared=declared, figures=figures)

    render_card(largest, templates)  # or it would be refused


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\ntd { ", "\ntd { padding-left: 900px; "),  # a figure beyond the right edge
        ("h1 { ", "h1 { text-indent: -90px; "),
        ("h1 { ", "h1 { padding-top: 400px; "),  # a second page
        ("footer { bottom: -76px", "footer { bottom: -140px"),
        ("1200px 630px", "1200px 640px"),
    ],
)
def test_words_that_would_be_cut_off_are_a_problem(
    old: str, new: str, tmp_path: Path, sheets: dict[str, Sheet]
) -> None:
    folder = Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))
    style = (folder / CARD_STYLE).read_text()
    assert old in style
    (folder / CARD_STYLE).write_text(style.replace(old, new, 1))

    with pytest.raises(FactsheetsError) as raised:
        render_card(sheets["Wyoming"], Templates.find(folder))

    [problem] = raised.value.problems
    assert (problem.file, problem.state) == (str(folder / CARD_STYLE), "Wyoming")
    assert problem.what == "The words do not fit a picture of 1200 by 630 pixels."


def test_a_style_that_weasyprint_does_not_know_is_a_problem_with_its_line(
    tmp_path: Path, sheets: dict[str, Sheet], caplog: pytest.LogCaptureFixture
) -> None:
    folder = Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))
    style = (folder / CARD_STYLE).read_text()
    (folder / CARD_STYLE).write_text(style + "h1 { colour: red; }\n")

    with pytest.raises(FactsheetsError) as raised:
        render_card(sheets["Wyoming"], Templates.find(folder))

    [problem] = raised.value.problems
    assert problem.what.startswith("The image card is not right: Ignored `colour: red`")
    assert problem.line == style.count("\n") + 1
    assert (replace(problem, state=""),) == pdf.style_problems(Templates.find(folder))
    caplog.clear()


def test_a_card_that_asks_for_what_there_is_not_is_a_problem_with_its_line(
    tmp_path: Path, sheets: dict[str, Sheet]
) -> None:
    folder = Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))
    (folder / CARD).write_text("<h1>{{ state }}</h1>\n{{ figure }}\n")

    with pytest.raises(FactsheetsError) as raised:
        card_page(sheets["Wyoming"], Templates.find(folder))

    [problem] = raised.value.problems
    assert (problem.file, problem.line) == (str(folder / CARD), 2)


def test_the_logo_stands_in_the_place_of_the_organizations_name(
    tmp_path: Path, sheets: dict[str, Sheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))
    Image.new("RGB", (40, 20), "#ff0000").save(folder / "logo.png")
    templates = Templates.find(folder)

    with Image.open(io.BytesIO(render_card(sheets["Wyoming"], templates))) as picture:
        assert (255, 0, 0) in colors_of(picture)
    assert ORGANIZATION not in words_drawn(sheets["Wyoming"], templates, monkeypatch)


@pytest.mark.parametrize("sample", [True, False])
def test_the_alternative_text_says_in_words_what_the_card_shows(
    sample: bool, composed: Compose, templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = composed("Guam", invented(cvip_submissions=12_345), sample=sample)
    page = parsed(render_html(replace(sheet, base_url="https://example.org/"), templates))

    told = " ".join(_property(page, "og:image:alt").replace(":", " ").replace(".", " ").split())
    drawn = " ".join(words_drawn(sheet, templates, monkeypatch))
    assert told == " ".join(drawn.replace(":", " ").replace(".", " ").split())
    assert words_of(next(parsed(card_page(sheet, templates)).iter("h1"))) == "Guam"


def _property(page: Element, name: str) -> str:
    [found] = [each for each in page.iter("meta") if each.get("property") == name]
    return found.attrib["content"]
