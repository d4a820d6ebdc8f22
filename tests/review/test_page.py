"""The page to sign off: what needs attention first, then each state; valid and accessible."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
from playwright.sync_api import sync_playwright

from accessibility import (
    NU_PASSES_OVER,
    SCHEMES,
    WIDTHS,
    lists_without_role,
    scrolled_out_of_reach,
    stops_that_do_not_scroll,
    violations,
)
from conftest import ROOT, data_text, invented, needed, put_edition
from factsheets.edition.edition import open_edition
from factsheets.figures.values import SAMPLE_MARK
from factsheets.problems import FactsheetsError
from factsheets.review.compare import review
from factsheets.review.page import render_review, write_review

CHECKERS = ROOT / "tests/web/node_modules"
VNU = CHECKERS / "vnu-jar/build/dist/vnu.jar"
AXE = CHECKERS / "axe-core/axe.min.js"

THEN = {
    "Iowa": invented(trafficking_engagements="not reported"),
    "Ohio": invented(as_published=["short_programs"]),
    "Utah": invented(),
    "Guam": invented(),
}
NOW = {
    "Iowa": invented(cvip_submissions="not reported"),
    "Ohio": invented(cybertipline_reports=12_340, as_published=["plain_title"]),
    "Maine": invented(),
    "Texas": {"cybertipline_reports": "1,747"},
}

Page = Callable[..., str]


def make_page(
    folder: Path,
    now: Mapping[str, object] = NOW,
    then: Mapping[str, object] | None = THEN,
    samples: tuple[bool, bool] = (False, False),
    **national: Any,
) -> str:
    """The page of two years, or of one, from files in ``folder``."""
    data = put_edition(folder, data_text(now, year=2024, sample=samples[1], **national))
    if then is not None:
        put_edition(folder / "archive/2023", data_text(then, year=2023, sample=samples[0]))
    edition = open_edition(data)
    return render_review(review(edition), edition.templates)


@pytest.fixture
def page(tmp_path: Path, plots_once: None) -> Page:
    """``make_page`` in a folder of its own."""
    return partial(make_page, tmp_path)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of ``html`` are."""
    return tmp_path_factory.mktemp("review")


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    """The page of NOW and THEN."""
    return make_page(folder)


def parsed(page: str) -> Element:
    root: Element = tinyhtml5.parse(page, namespace_html_elements=False)
    return root


def words_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def lists_of(page: str) -> dict[str, list[str]]:
    """What stands below each heading, up to the next: list entries, rows and paragraphs."""
    found: dict[str, list[str]] = {}
    heading = ""
    for each in parsed(page).iter():
        if each.tag in ("h1", "h2", "h3", "h4"):
            heading = words_of(each)
            found.setdefault(heading, [])
        elif each.tag in ("li", "tr", "p"):
            parts = each if each.tag == "tr" else [each]
            found.setdefault(heading, []).append(" ".join(filter(None, map(words_of, parts))))
    return found


def test_what_needs_attention_comes_first_with_the_large_moves(html: str) -> None:
    found = lists_of(html)

    assert list(found)[1:4] == [
        "What needs attention",
        "Problems",
        "Large moves, the most surprising first",
    ]
    assert found["What needs attention"] == [
        "1 large move", "2 figures came or went", "0 sentences of the wording changed",
        "8 problems", "46 states awaited",
        "3 sheets to sign off",
    ]  # fmt: skip
    (_, move) = found["Large moves, the most surprising first"]
    assert move == "Ohio CyberTipline reports 1,234 12,340 +11,106 +900% too few"


def test_figures_that_came_or_went_are_listed(html: str) -> None:
    found = lists_of(html)

    assert found["Not reported now, a number in 2023"] == [
        "Iowa, CVIP submissions: 56 → not reported"
    ]
    assert found["A number now, not reported in 2023"] == [
        "Iowa, Trafficking engagements: not reported → 7"
    ]


def test_states_that_are_not_in_both_years_are_listed(html: str) -> None:
    found = lists_of(html)

    assert "Utah" in found["Awaited: no figures for 2024 yet"][0]
    assert found["Figures in 2023, none yet in 2024"][-1].endswith("Guam")
    assert found["New: no figures for 2023"] == ["Maine"]
    assert found["Maine ME"][0] == "There are no figures for 2023 to compare with."


def test_each_state_shows_its_figures_passages_and_sentences(html: str) -> None:
    found = lists_of(html)

    assert "CyberTipline reports 1,234 12,340 +11,106 +900% ⚑ large move" in found["Ohio OH"]
    assert "CVIP submissions 56 not reported ⚑ not reported now" in found["Iowa IA"]
    assert found["Passages gained"][0].startswith("In 2024, NCMEC had 7 engagements")
    assert found["Passages lost"][0].startswith("In 2023, NCMEC reviewed 56 submissions")
    assert (
        "In 2024, [removed: 1,234] [added: 12,340] CyberTipline reports were made available to "
        "law enforcement in Ohio." in found["Sentences that changed"]
    )
    assert "Departures from the house style in force: plain_title." in (words_of(parsed(html)))


def test_a_fragment_of_a_sentence_is_shown_as_one(page: Page) -> None:
    found = lists_of(page({"Ohio": invented()}, {"Ohio": invented(connect_new_users=0)}))

    assert found["Passages gained"][0].startswith("… including 44 new law enforcement")


@pytest.mark.slow
def test_national_figures_stand_then_and_now(page: Page) -> None:
    found = lists_of(page(likely_trafficked_percent=25, children_identified=40_000))

    assert "Children identified (CVIP) 27,130 40,000 +12,870 +47%" in found["The whole country"]
    assert "Likely trafficked, percent 19 25 +6 points" in found["The whole country"]
    assert found["Moved by a quarter or more, in the country or in most states"] == [
        "The whole country, Children identified (CVIP): 27,130 → 40,000 (+47%)",
        "The whole country, Likely trafficked, percent: 19 → 25 (+6 points)",
    ]


def test_every_state_and_the_whole_year_can_be_signed(html: str) -> None:
    signs = [each for each in lists_of(html).items() if "Name Date Signature" in each[1]]

    assert len([line for _, lines in signs for line in lines if line.startswith("Name")]) == 5


def test_without_a_last_year_nothing_is_said_about_one(page: Page) -> None:
    html = page(then=None)
    found = words_of(next(parsed(html).iter("main")))

    assert "There is no earlier year to compare with" in found
    assert found.count("2023") == 1  # the name of the file that is not there
    for word in ("Change", "Percent", "large move", "Passages", "None", "none"):
        assert word not in found
    assert "CyberTipline reports 12,340" in lists_of(html)["Ohio OH"]


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("samples", "mark"),
    [
        ((True, True), SAMPLE_MARK),
        ((False, True), SAMPLE_MARK.replace("THESE FIGURES", "THE FIGURES OF 2024")),
        ((True, False), SAMPLE_MARK.replace("THESE FIGURES", "THE FIGURES OF 2023")),
    ],
)
def test_a_sample_on_either_side_is_marked(
    page: Page, samples: tuple[bool, bool], mark: str
) -> None:
    html = page(samples=samples)
    paragraphs = [words_of(each) for each in next(parsed(html).iter("main")) if each.tag == "p"]

    assert paragraphs[0] == paragraphs[-1] == mark
    assert "<title>SAMPLE: " in html
    assert '<body class="sample">' in html


def test_figures_that_are_not_invented_are_not_marked(html: str) -> None:
    assert "SAMPLE" not in words_of(next(parsed(html).iter("main")))
    assert "<title>SAMPLE" not in html


def test_the_page_is_one_file_and_the_same_each_time(html: str, folder: Path) -> None:
    assert make_page(folder) == html
    assert not re.findall(r'(?:src|href)="(?!#|data:)', html)
    assert not re.findall(r'url\((?!#|"data:)', html)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {each[1:] for each in re.findall(r'href="(#[^"]+)"', html)} <= set(ids)


@pytest.mark.usefixtures("plots_once")
def test_the_page_is_written_to_the_folder_of_the_year(tmp_path: Path) -> None:
    edition = open_edition(put_edition(tmp_path, data_text(NOW, year=2024)))

    path = write_review(review(edition), edition.templates, tmp_path / "output")

    assert path == tmp_path / "output/2024/review.html"
    assert path.read_text().startswith("<!DOCTYPE html>")
    assert [each.name for each in path.parent.iterdir()] == ["review.html"]


@pytest.mark.slow
def test_a_template_that_fails_is_named_and_the_old_page_stays(tmp_path: Path) -> None:
    data, page = put_edition(tmp_path, data_text(NOW)), tmp_path / "output/2023/review.html"
    page.parent.mkdir(parents=True)
    page.write_text("good")
    (tmp_path / "templates/review.html.j2").write_text("a\n{{ nothing }}\n")
    edition = open_edition(data)

    with pytest.raises(FactsheetsError, match=r"review\.html\.j2:2: .*'nothing' is undefined"):
        write_review(review(edition), edition.templates, tmp_path / "output")

    assert page.read_text() == "good"


# --- the checkers: Nu for HTML, axe in Chromium for accessibility


@pytest.mark.slow
@pytest.mark.parametrize("then", [THEN, None], ids=["two years", "one year"])
def test_the_page_is_valid_html(
    page: Page, then: Mapping[str, object] | None, tmp_path: Path
) -> None:
    java, vnu = needed("Java", shutil.which("java")), needed("vnu-jar", VNU)
    (tmp_path / "review.html").write_text(page(then=then, samples=(True, True)))

    done = subprocess.run(
        [java, "-jar", vnu, *NU_PASSES_OVER, tmp_path / "review.html"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip

    assert (done.stdout + done.stderr).strip() == ""


@pytest.mark.slow
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_page_is_accessible_in_each_width_and_color_scheme(
    page: Page, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    chromium, axe = needed("Chromium", shutil.which("chromium")), needed("axe-core", AXE)
    (tmp_path / "review.html").write_text(page(samples=(True, True)))

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        tab = browser.new_page(color_scheme=scheme)
        tab.goto((tmp_path / "review.html").as_uri())
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 900})
            assert violations(tab, axe.read_text()) == [], f"at {width} pixels"
            assert tab.evaluate("document.documentElement.scrollWidth") == width
            assert stops_that_do_not_scroll(tab) == scrolled_out_of_reach(tab) == []
        assert lists_without_role(tab) == []
        browser.close()


@pytest.mark.slow
def test_each_column_of_the_printed_tables_has_its_own_heading(page: Page, tmp_path: Path) -> None:
    chromium = needed("Chromium", shutil.which("chromium"))
    (tmp_path / "review.html").write_text(page())

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        tab = browser.new_page()
        tab.emulate_media(media="print")
        tab.goto((tmp_path / "review.html").as_uri())
        edges = tab.evaluate(
            """[...document.querySelectorAll("table:has(thead)")].map(table =>
                 [table.tHead.rows[0], table.tBodies[0].rows[0]].map(row =>
                   [...row.cells].filter(cell => cell.offsetWidth)
                     .map(cell => Math.round(cell.getBoundingClientRect().right))))"""
        )
        browser.close()

    assert len(edges) > 3
    for headings, figures in edges:
        assert headings == figures
