"""The web pages, in a real browser and read by validators that are not ours.

They need Chromium, Java and the packages of tests/web, which .ci/run installs. Where one of them
is missing these tests are skipped, or fail when FACTSHEETS_REQUIRE_BROWSER is set.
"""

from __future__ import annotations

import http.client
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from accessibility import (
    NU_PASSES_OVER,
    SCHEMES,
    WIDTHS,
    lists_without_role,
    scrolled_out_of_reach,
    stops_that_do_not_scroll,
    violations,
)
from conftest import CATALOGUE, ROOT, data_text, invented, needed, put_edition
from factsheets.build.build import build
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.figures.catalogue import Declaration
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.formats import INDEX_FILE, STATES_FILE, Format
from factsheets.render.table import render_states
from factsheets.templating.folders import Templates
from render.conftest import LARGEST as LARGEST_FIGURES
from render.conftest import LARGEST_NATIONAL, LONGEST_NAME

pytestmark = pytest.mark.slow

PACKAGES = ROOT / "tests/web/node_modules"
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 20_000  # milliseconds, for what takes a few
LARGEST = 9_999_999_999
SHORT_MARK = "SAMPLE: INVENTED FIGURES. THEY ARE NOT NCMEC'S FIGURES."
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 60">'
    '<rect width="240" height="60" fill="#0b5fa5"/></svg>'
)
PUBLISHED_STATES = ("colorado", "missouri", "montana", "wisconsin", "wyoming")
PAGES = [
    *(f"own/{name}.html" for name in (*PUBLISHED_STATES, "index")),
    "sample/alabama.html",  # Team Adam is not reported
    "sample/district-of-columbia.html",
    "sample/index.html",
    "largest/northern-mariana-islands.html",
    "largest/index.html",
    "logo/missouri.html",
    "logo/index.html",
]
in_each_page = pytest.mark.parametrize("page_file", PAGES)


# --- what is needed


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = needed("Chromium", next(filter(None, map(shutil.which, names)), None))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Path) -> Iterator[OpenPage]:
    """A function that opens a file of the site, or an address, in a window of its own."""
    contexts: list[BrowserContext] = []

    def open_it(where: str, width: int = 1440, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.goto(where if "://" in where else (site / where).as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """The program of axe-core."""
    return needed("axe-core", PACKAGES / "axe-core/axe.min.js").read_text()


# --- the site


def invented_states() -> dict[str, object]:
    """All jurisdictions: some awaited, some with 0, 1, the largest figure or "not reported"."""
    states: dict[str, object] = {}
    for position, name in enumerate(JURISDICTIONS):
        states[name] = invented(
            cybertipline_reports=(0, 1, LARGEST, 1_234)[position % 4],
            connect_new_users="not reported" if position % 3 == 0 else position,
            team_adam_cases="not reported" if position % 2 == 0 else position,
        )
        if position % 11 == 5:
            states[name] = None
    return states


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The invented dataset of the folder ``sample``."""
    path = tmp_path_factory.mktemp("data") / "states.yaml"
    path.write_text(data_text(invented_states(), cybertipline_reports=LARGEST))
    dataset = load(path, catalogue=CATALOGUE)
    assert not dataset.problems
    return dataset


@pytest.fixture(scope="module")
def largest(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """An invented dataset of all jurisdictions, in which every figure is as large as it may be."""
    path = tmp_path_factory.mktemp("data") / "states.yaml"
    states = dict.fromkeys(JURISDICTIONS, LARGEST_FIGURES)
    path.write_text(data_text(states, sample=True, **LARGEST_NATIONAL))
    dataset = load(path, catalogue=CATALOGUE)
    assert not dataset.problems
    return dataset


@pytest.fixture(scope="module")
def with_logo(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The repository's own templates, and a logo of ours."""
    folder = tmp_path_factory.mktemp("with-logo") / "templates"
    shutil.copytree(ROOT / "templates", folder)
    (folder / "logo.svg").write_text(LOGO)
    return Templates.find(folder)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory,
    dataset: Dataset,
    sample: Dataset,
    largest: Dataset,
    templates: Templates,
    with_logo: Templates,
) -> Path:
    """A folder with the repository's own fact sheets in ``own``, and invented ones in ``sample``.

    Of the invented ones only two are there as text and PDF too. In ``largest`` is the longest
    sheet there can be, and in ``logo`` is one under a logo.
    """
    folder = tmp_path_factory.mktemp("site")
    few = ("Alabama", "District of Columbia")
    for report in (
        build(dataset, templates, folder / "own", jobs=1),
        build(sample, templates, folder / "sample", formats=[Format.HTML], jobs=1),
        build(sample, templates, folder / "sample", states=few, jobs=1),
        build(largest, templates, folder / "largest", states=[LONGEST_NAME], jobs=1),
        build(dataset, with_logo, folder / "logo", states=["Missouri"], jobs=1),
    ):
        assert not report.problems
        for file in report.folder.iterdir():
            file.rename(report.folder.parent / file.name)
    return folder


# --- valid


def complaints_of_nu(files: Sequence[Path]) -> list[dict[str, Any]]:
    """What the Nu HTML checker has to say: errors, warnings and remarks."""
    java = needed("Java", shutil.which("java"))
    checker = needed("vnu-jar", PACKAGES / "vnu-jar/build/dist/vnu.jar")
    command: list[str | Path] = [
        java,
        "-jar",
        checker,
        "--format",
        "json",
        "--exit-zero-always",
        *NU_PASSES_OVER,
        *files,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    messages: list[dict[str, Any]] = json.loads(done.stderr)["messages"]
    return messages


def test_every_page_is_valid_html_with_valid_css(site: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.html"
    wrong.write_text((site / "own/wyoming.html").read_text().replace("<main>", "<main><dd>"))
    bad_style = tmp_path / "bad-style.html"
    bad_style.write_text((site / "own/index.html").read_text().replace("<style>", "<style>p{x:1}"))
    pages = sorted(site.glob("*/*.html"))

    complaints = complaints_of_nu([*pages, wrong, bad_style])

    assert len(pages) == len(PUBLISHED_STATES) + 1 + len(JURISDICTIONS) - 5 + 1 + 2 + 2
    named = {Path(urlsplit(each["url"]).path).name for each in complaints}
    assert named == {"wrong.html", "bad-style.html"}, complaints  # it read, and saw only these


# --- for everyone


@in_each_page
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_page_has_no_accessibility_violation_and_no_scroll_bar_across(
    open_page: OpenPage, axe: str, page_file: str, scheme: str
) -> None:
    page = open_page(page_file, color_scheme=scheme)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page, axe) == [], f"at {width} pixels"
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")

    page.set_viewport_size({"width": 2_000, "height": 4_000})  # nothing is scrolled away
    assert violations(page, axe, unclear=True) == []


@in_each_page
def test_every_list_says_that_it_is_one_and_only_what_scrolls_is_a_tab_stop(
    open_page: OpenPage, page_file: str
) -> None:
    page = open_page(page_file)
    assert lists_without_role(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function("new Promise(done => requestAnimationFrame(() => done(true)))")
        assert stops_that_do_not_scroll(page) == []
        assert scrolled_out_of_reach(page) == []


def test_dark_is_dark_and_light_is_light(open_page: OpenPage) -> None:
    background = "getComputedStyle(document.documentElement).backgroundColor"

    assert open_page("own/wyoming.html").evaluate(background) == "rgb(255, 255, 255)"
    dark = open_page("own/wyoming.html", color_scheme="dark").evaluate(background)
    assert dark == "rgb(20, 24, 29)"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_start_page_in_use_has_no_accessibility_violation(
    open_page: OpenPage, axe: str, width: int, scheme: str
) -> None:
    page = open_page("sample/index.html", width=width, color_scheme=scheme)
    page.get_by_label("Show on the map").select_option("connect_new_users")
    page.get_by_label("Find a state").fill("new")
    page.get_by_role("button", name="CyberTipline reports").click()

    assert violations(page, axe) == []


@pytest.mark.parametrize("page_file", ["own/index.html", "sample/index.html"])
def test_the_start_page_works_without_javascript(
    open_page: OpenPage, site: Path, page_file: str
) -> None:
    page = open_page(page_file, java_script_enabled=False)

    expect(page.get_by_role("search")).to_have_count(0)
    for form in page.locator("form").all():
        expect(form).to_be_hidden()
    first = next(iter(CATALOGUE.state.values()))
    expect(page.locator("#map-heading")).to_have_text(f"{first.title}, state by state")
    expect(page.locator(".map > li").first).to_be_visible()
    expect(page.locator(".legend > li").first).to_be_visible()
    rows = page.locator("#rows tr")
    assert rows.count() == page.locator(".map > li").count() >= 50
    expect(rows.last).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    for link in page.locator("a:not(.skip, .help a)").all():
        assert beside(site / page_file, link).is_file()


def beside(file: Path, link: Locator) -> Path:
    """The file that ``link`` leads to from ``file``, which is beside it."""
    address = link.get_attribute("href")
    assert address
    assert "/" not in address
    return file.with_name(address)


def test_without_javascript_the_arrow_keys_reach_every_column(open_page: OpenPage) -> None:
    page = open_page("own/index.html", width=768, java_script_enabled=False)
    page.locator("#rows").get_by_role("link", name="Missouri", exact=True).focus()
    last = page.locator("thead th").last
    expect(last).not_to_be_in_viewport()

    for _ in range(10):
        page.keyboard.press("ArrowRight")

    expect(last).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_a_sheet_page_works_without_javascript(open_page: OpenPage, site: Path, width: int) -> None:
    page = open_page("own/missouri.html", width=width, java_script_enabled=False)
    expect(page.get_by_role("link", name="Previous: Colorado")).to_have_attribute("rel", "prev")
    expect(page.get_by_role("link", name="Next: Montana")).to_have_attribute("rel", "next")
    tab_to(page, page.locator("summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Wyoming"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/wyoming.html")
    with page.expect_download() as download:
        page.get_by_role("link", name="These figures as CSV").click()
    assert "Wyoming,WY,809" in Path(download.value.path()).read_text()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (768, 1024), (360, 640)])
def test_the_figures_of_a_state_are_seen_at_once(
    open_page: OpenPage, width: int, height: int
) -> None:
    page = open_page("own/missouri.html", width=width)
    page.set_viewport_size({"width": width, "height": height})
    glance = page.get_by_role("complementary", name="Missouri at a glance, 2023")
    assert glance.locator("dt").all_inner_texts()[0] == "CyberTipline reports"
    expect(glance.locator("data")).to_have_count(len(CATALOGUE.state))
    for each in glance.locator("data").all():
        expect(each).to_be_in_viewport()


_SEEN = """() => {
  const element = document.activeElement;
  const {left, top, width, height} = element.getClientRects()[0];
  const shown = [left + width / 2, top + Math.min(height / 2, 12)];
  const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(element);
  return [
    element.outerHTML.slice(0, 120),
    element.contains(document.elementFromPoint(...shown)),
    outlineStyle === "solid" && parseFloat(outlineWidth) >= 2,
    outlineColor !== getComputedStyle(document.body).backgroundColor,
  ];
}"""


@pytest.mark.parametrize(
    ("width", "height", "forced"),
    [(1280, 900, "none"), (1280, 900, "active"), (640, 450, "none"), (360, 640, "none")],
)
@pytest.mark.parametrize("page_file", ["own/missouri.html", "sample/index.html"])
def test_what_has_the_focus_is_seen_going_forward_and_back(
    open_page: OpenPage, page_file: str, width: int, height: int, forced: str
) -> None:
    """With an outline (WCAG 2.2, 2.4.7), and not under headings that stay in view (2.4.11)."""
    page = open_page(page_file, width=width, forced_colors=forced)
    page.set_viewport_size({"width": width, "height": height})
    expected = page.locator("a, button, input, select, summary, [tabindex]").filter(visible=True)
    stops = expected.count()
    assert stops > 5
    for key in ("Tab", "Shift+Tab"):
        for _ in range(stops - (key == "Shift+Tab")):
            page.keyboard.press(key)
            element, *seen = page.evaluate(_SEEN)
            assert seen == [True, True, True], f"{key}: {element}"


@in_each_page
def test_a_page_asks_for_nothing_but_itself(browser: Browser, site: Path, page_file: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))

        page.goto((site / page_file).as_uri(), wait_until="networkidle")

        assert asked == [(site / page_file).as_uri()]
        assert complaints == []


# --- the start page


def shown_states(page: Page) -> list[str]:
    """The states of the table from top to bottom, without those that are hidden."""
    codes = page.locator("#rows tr:not([hidden]) .code").all_inner_texts()
    names = {each.code: each.name for each in JURISDICTIONS.values()}
    return [names[code] for code in codes]


@pytest.mark.parametrize(
    ("words", "states"),
    [
        ("new", ["New Hampshire", "New Jersey", "New Mexico", "New York"]),
        (" WyOming ", ["Wyoming"]),
        ("wy", ["Wyoming"]),
        ("WA", ["Washington", "Delaware", "Hawaii", "Iowa"]),
        ("or", ["Oregon", *(name for name in JURISDICTIONS if "or" in name and name != "Oregon")]),
        ("atlantis", []),
    ],
)
def test_search_narrows_the_table_and_says_how_many(
    open_page: OpenPage, words: str, states: list[str]
) -> None:
    page = open_page("sample/index.html")
    every = shown_states(page)
    search = page.get_by_role("searchbox", name="Find a state by its name or code")

    search.fill(words)

    assert shown_states(page) == states
    expect(page.get_by_role("status")).to_have_text(f"{len(states)} of {len(every)} shown")
    search.press("Enter")  # sends no form
    assert shown_states(page) == states
    search.fill("")
    assert shown_states(page) == every == list(JURISDICTIONS)
    expect(page.get_by_role("status")).to_be_empty()


def click(button: Locator) -> None:
    button.click()


def press_enter(button: Locator) -> None:
    button.focus()
    button.press("Enter")


def press_space(button: Locator) -> None:
    button.focus()
    button.press("Space")


def in_order(dataset: Dataset, figure: str, *, ascending: bool) -> list[str]:
    """The states by ``figure``; equal ones as they were, those without the figure last."""
    values = {
        state: value
        for state, figures in dataset.states.items()
        if figures and isinstance(value := figures.figures[figure], int)
    }
    ordered = sorted(values, key=lambda state: values[state] if ascending else -values[state])
    return [*ordered, *(state for state in dataset.states if state not in values)]


@pytest.mark.parametrize("activate", [click, press_enter, press_space])
@pytest.mark.parametrize("figure", ["cybertipline_reports", "connect_new_users"])
def test_the_table_can_be_sorted_by_a_figure(
    open_page: OpenPage, sample: Dataset, figure: str, activate: Callable[[Locator], None]
) -> None:
    page = open_page("sample/index.html")
    heading = page.get_by_role("columnheader", name=CATALOGUE.state[figure].title)
    button = heading.get_by_role("button")

    activate(button)

    title = CATALOGUE.state[figure].title
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("status")).to_have_text(f"sorted by {title}, largest first")
    assert shown_states(page) == in_order(sample, figure, ascending=False)
    activate(button)
    expect(heading).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("status")).to_have_text(f"sorted by {title}, smallest first")
    assert shown_states(page) == in_order(sample, figure, ascending=True)
    expect(page.locator("tbody tr").first).to_contain_text("The whole country")


def test_only_the_heading_that_was_sorted_by_says_so(open_page: OpenPage) -> None:
    page = open_page("sample/index.html")
    page.get_by_role("button", name="CyberTipline reports").click()

    page.get_by_role("button", name="State", exact=True).click()

    expect(page.locator("[aria-sort]")).to_have_text(["State"])
    assert shown_states(page) == sorted(JURISDICTIONS)


def test_search_and_sort_go_together(open_page: OpenPage) -> None:
    page = open_page("sample/index.html")
    page.get_by_label("Find a state").fill("new")
    heading = page.get_by_role("columnheader", name="State", exact=True)

    heading.get_by_role("button").dblclick()

    expect(heading).to_have_attribute("aria-sort", "descending")
    assert shown_states(page) == ["New York", "New Mexico", "New Jersey", "New Hampshire"]


def tab_to(page: Page, link: Locator) -> None:
    """Press Tab until ``link`` has the focus."""
    for _ in range(100):
        page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("Tab does not lead to the link")


def test_a_tile_leads_to_its_sheet_and_back_with_the_keyboard(
    open_page: OpenPage, site: Path
) -> None:
    page = open_page("sample/index.html")
    tab_to(page, page.locator(".map").get_by_role("link", name="AL Alabama: 0"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/alabama.html")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alabama")

    for words, name in {"PDF": "alabama.pdf", "text": "alabama.txt"}.items():
        link = page.get_by_role("link", name=f"This sheet as {words}")
        assert beside(site / "sample/alabama.html", link) == site / "sample" / name
        assert (site / "sample" / name).is_file()
    tab_to(page, page.get_by_role("link", name="All states"))
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/{INDEX_FILE}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("State Fact Sheets")


def test_a_state_is_found_by_its_code_and_opened_with_the_keyboard(open_page: OpenPage) -> None:
    page = open_page("sample/index.html")
    tab_to(page, page.get_by_role("link", name="Skip the map"))
    expect(page.get_by_role("link", name="Skip the map")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Find a state")).to_be_focused()
    page.keyboard.type("va")
    assert shown_states(page) == ["Virginia", "Nevada", "Pennsylvania"]

    tab_to(page, page.get_by_role("link", name="Virginia", exact=True))
    page.keyboard.press("Enter")

    page.wait_for_url("**/virginia.html")


def tiles_on(page: Page) -> dict[str, str]:
    """What each square of the map says, without its code, by its code."""
    words = [tile.partition(" ") for tile in page.locator(".map > li").all_text_contents()]
    return {code: said for code, _, said in words}


def test_the_map_shows_the_figure_that_is_chosen_with_the_keyboard(
    open_page: OpenPage, sample: Dataset
) -> None:
    page = open_page("sample/index.html")
    path, declared = list(CATALOGUE.state.items())[-1]
    tab_to(page, page.get_by_label("Show on the map"))

    page.keyboard.press("End")

    expect(page.locator("#map-heading")).to_have_text(f"{declared.title}, state by state")
    expect(page.locator("#about")).to_have_text(declared.about)
    tiles = tiles_on(page)
    for state, figures in sample.states.items():
        value = figures.figures[path] if figures else None
        words = f"{value:,}" if isinstance(value, int) else "not reported"
        expected = words if figures else "awaited"
        assert tiles[JURISDICTIONS[state].code] == f"{state}: {expected}"
    legend = page.locator(".legend > li")
    assert legend.count() == 7
    assert legend.all_inner_texts()[-2:] == ["not reported", "awaited"]
    drawn = [
        square.evaluate("e => getComputedStyle(e).borderStyle")
        for square in page.locator(".legend span").all()
    ]
    assert drawn == ["solid"] * 5 + ["double", "dashed"]


def test_who_sees_the_map_can_read_a_number_by_pointing_and_by_focus(open_page: OpenPage) -> None:
    page = open_page("sample/index.html")
    map_ = page.locator(".map")
    map_.get_by_role("link", name="HI Hawaii").hover()
    expect(page.locator("#pointed")).to_have_text(f"Hawaii: {LARGEST:,}")
    map_.get_by_role("link", name="AL Alabama").focus()
    expect(page.locator("#pointed")).to_have_text("Alabama: 0")


def test_what_is_chosen_stands_in_the_address_and_can_be_shared(open_page: OpenPage) -> None:
    page = open_page("sample/index.html")
    page.get_by_label("Show on the map").select_option("missing_children.other")
    page.get_by_label("Find a state").fill("new ")
    page.get_by_role("button", name="New CONNECT users").click()
    page.get_by_role("button", name="New CONNECT users").click()
    assert urlsplit(page.url).query == (
        "figure=missing_children.other&find=new&sort=connect_new_users&order=ascending"
    )

    other = open_page(page.url)

    expect(other.get_by_label("Show on the map")).to_have_value("missing_children.other")
    expect(other.locator("#map-heading")).to_have_text("Other missing children, state by state")
    expect(other.get_by_label("Find a state")).to_have_value("new")
    assert shown_states(other) == shown_states(page)
    assert tiles_on(other) == tiles_on(page)
    said = "4 of 56 shown, sorted by New CONNECT users, smallest first"
    expect(other.get_by_role("status")).to_have_text(said)
    other.get_by_label("Find a state").fill("")
    other.get_by_label("Show on the map").select_option(index=0)
    assert urlsplit(other.url).query == "sort=connect_new_users&order=ascending"


def test_who_has_only_a_keyboard_sorts_finds_and_keeps_it_with_the_address(
    open_page: OpenPage, sample: Dataset
) -> None:
    page = open_page("sample/index.html", width=1280)
    tab_to(page, page.get_by_role("button", name="Team Adam cases"))
    page.keyboard.press("Enter")
    said = page.get_by_role("status")
    expect(said).to_have_text("sorted by Team Adam cases, largest first")
    assert shown_states(page)[0] == in_order(sample, "team_adam_cases", ascending=False)[0]
    page.keyboard.press("Space")
    expect(said).to_have_text("sorted by Team Adam cases, smallest first")
    page.keyboard.press("Shift+Tab")
    while not page.get_by_label("Find a state").evaluate("e => e === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    page.keyboard.type("north")
    expect(said).to_have_text("3 of 56 shown, sorted by Team Adam cases, smallest first")
    before = shown_states(page)

    page.reload()

    assert shown_states(page) == before
    expect(said).to_have_text("3 of 56 shown, sorted by Team Adam cases, smallest first")
    heading = page.get_by_role("columnheader", name="Team Adam cases")
    expect(heading).to_have_attribute("aria-sort", "ascending")


@pytest.mark.parametrize("page_file", ["own/index.html", "sample/index.html"])
def test_the_figures_of_the_country_stand_beside_the_map_and_are_as_high(
    open_page: OpenPage, page_file: str
) -> None:
    page = open_page(page_file, width=1280)
    map_ = page.get_by_role("region", name="state by state").bounding_box()
    country = page.get_by_role("region", name="The whole country").bounding_box()
    last = page.locator("#map-heading ~ *").last.bounding_box()
    figure = page.locator(".national > div").last.bounding_box()
    assert map_
    assert country
    assert last
    assert figure
    assert country["y"] == map_["y"]
    assert country["x"] > map_["x"] + map_["width"]
    ends = (last["y"] + last["height"], figure["y"] + figure["height"])
    assert max(ends) - min(ends) < 0.2 * map_["height"]


@pytest.mark.parametrize(
    "query", ["figure=none&sort=none&order=none", "sort=files", "figure=__proto__"]
)
def test_an_address_that_asks_for_what_is_not_there_is_the_plain_page(
    open_page: OpenPage, site: Path, query: str
) -> None:
    page = open_page(f"{(site / 'sample/index.html').as_uri()}?{query}")
    assert shown_states(page) == list(JURISDICTIONS)
    expect(page.locator("[aria-sort]")).to_have_count(0)
    expect(page.get_by_label("Show on the map")).to_have_value(next(iter(CATALOGUE.state)))


def test_every_tile_stands_alone_and_an_awaited_one_leads_nowhere(
    open_page: OpenPage, sample: Dataset
) -> None:
    page = open_page("sample/index.html", width=320)
    tiles = page.locator(".map > li")
    boxes = [tile.bounding_box() for tile in tiles.all()]

    places = {(round(box["x"]), round(box["y"])) for box in boxes if box}
    assert len(places) == len(JURISDICTIONS)
    awaited = tiles.filter(has_text="awaited")
    assert awaited.count() == len(sample.awaited) > 0
    assert awaited.get_by_role("link").count() == 0
    assert page.locator("td.awaited").count() == len(sample.awaited)


def test_who_is_awaited_and_what_is_not_reported_look_different(open_page: OpenPage) -> None:
    page = open_page("sample/index.html")
    page.get_by_label("Show on the map").select_option("connect_new_users")
    for awaited, not_reported in (
        (page.locator("#rows .awaited span"), page.locator("#rows td", has_text="not reported")),
        (page.locator(".map .awaited"), page.locator(".map .not-reported")),
        (page.locator(".legend .awaited"), page.locator(".legend .not-reported")),
    ):
        expect(awaited.first).to_have_css("border-top-style", "dashed")
        expect(not_reported.first).not_to_have_css("border-top-style", "dashed")


def test_in_forced_colors_every_tile_keeps_its_border(open_page: OpenPage) -> None:
    page = open_page("sample/index.html", forced_colors="active")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for tile in page.locator(".map > li > *, .legend span").all():
        width, style, color = tile.evaluate(
            "e => { const s = getComputedStyle(e); "
            "return [s.borderTopWidth, s.borderTopStyle, s.borderTopColor] }"
        )
        assert width != "0px"
        assert style != "none"
        assert color not in (background, "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")


def test_a_group_has_a_bar_of_its_own_length(open_page: OpenPage) -> None:
    page = open_page("sample/index.html")
    page.get_by_label("Show on the map").select_option("connect_new_users")
    bars = [
        float(square.evaluate("e => parseFloat(getComputedStyle(e, '::after').width)"))
        for square in page.locator(".legend span[class^=group]").all()
    ]
    assert len(bars) == 5
    assert bars == sorted(set(bars))


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (768, 900), (640, 450)])
def test_the_state_and_the_headings_stay_in_view(
    open_page: OpenPage, width: int, height: int
) -> None:
    """The last is a window of 1280 by 900 at 200 percent."""
    page = open_page("sample/index.html", width=width)
    page.set_viewport_size({"width": width, "height": height})
    last = page.locator("#rows tr").last.locator("td[data-label]").last
    region = page.get_by_role("region", name="The states")
    region.evaluate("e => { e.scrollIntoView(); e.scrollTo(e.scrollWidth, e.scrollHeight); }")
    last.evaluate("e => e.scrollIntoView({block: 'end'})")

    for seen in (last, page.locator("#rows th").last, page.locator("thead th").first):
        expect(seen).to_be_in_viewport(ratio=0.99)
    expect(page.get_by_role("button", name="New CONNECT users")).to_be_in_viewport(ratio=0.99)


def test_where_the_table_fits_the_page_scrolls_and_not_a_region_in_it(open_page: OpenPage) -> None:
    page = open_page("sample/index.html", width=1280)
    region = page.locator("#region")
    expect(region).to_have_css("overflow", "visible")
    page.set_viewport_size({"width": 768, "height": 900})
    expect(region).to_have_css("overflow", "auto")
    expect(region).to_have_attribute("tabindex", "0")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(region).to_have_css("overflow", "visible")
    expect(region).not_to_have_attribute("tabindex", "0")


def test_on_a_phone_the_name_of_a_state_stays_in_view_above_its_figures(
    open_page: OpenPage,
) -> None:
    page = open_page("sample/index.html", width=360)
    page.set_viewport_size({"width": 360, "height": 160})
    row = page.get_by_role("row", name="Utah")
    row.locator("td[data-label]").last.evaluate("e => e.scrollIntoView({block: 'end'})")
    box = row.bounding_box()
    assert box
    assert box["y"] < 0  # where it begins is scrolled away
    expect(row.get_by_role("rowheader")).to_be_in_viewport(ratio=0.99)


def test_on_a_phone_each_state_is_a_card_with_its_headings(open_page: OpenPage) -> None:
    page = open_page("sample/index.html", width=360)
    row = page.get_by_role("row", name="Alabama")  # it is a row still, and has its cells
    cells = row.locator("td[data-label]")
    assert row.get_by_role("cell").count() == cells.count() + 1
    for cell, declared in zip(cells.all(), main_figures(), strict=True):
        label = cell.evaluate("e => getComputedStyle(e, '::before').content")
        assert label.split('"')[1] == declared.title
        box = cell.bounding_box()
        assert box
        assert 0 <= box["x"] < box["x"] + box["width"] <= 360
    tops = [box["y"] for cell in cells.all() if (box := cell.bounding_box())]
    assert tops == sorted(set(tops))
    said = roles_in_chromium(page)
    assert said["table"] == 1
    assert said["row"] == said["rowheader"] + 1 == len(JURISDICTIONS) + 2


def roles_in_chromium(page: Page) -> Counter[str]:
    """How many elements of each role a screen reader is told of: not what the markup says alone."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    return Counter(node["role"]["value"] for node in tree["nodes"] if not node["ignored"])


def test_on_a_phone_the_state_that_is_found_is_seen_at_once(open_page: OpenPage) -> None:
    page = open_page("sample/index.html", width=360)
    search = page.get_by_label("Find a state")
    search.fill("mo")
    search.evaluate("e => e.scrollIntoView()")

    assert shown_states(page)[0] == "Missouri"
    expect(page.get_by_role("link", name="Missouri", exact=True)).to_be_in_viewport()
    expect(page.get_by_role("row", name="The whole country")).to_be_hidden()


def main_figures() -> list[Declaration]:
    """The figures of the table: those that are not part of a sum."""
    parts = {name for each in CATALOGUE.state.values() for name in each.sum_of}
    return [each for path, each in CATALOGUE.state.items() if path not in parts]


def test_the_figures_can_be_downloaded(open_page: OpenPage, sample: Dataset) -> None:
    page = open_page("sample/index.html")

    with page.expect_download() as download:
        page.get_by_role("link", name="Figures of the states (CSV)").click()

    assert download.value.suggested_filename == STATES_FILE
    with Path(download.value.path()).open(newline="") as stream:
        assert stream.read() == render_states(sample)


# --- on paper


PRINTED = [each for each in PAGES if not each.endswith(INDEX_FILE)]


@pytest.mark.parametrize("page_file", PRINTED)
def test_a_printed_sheet_is_two_pages_of_its_own_words(open_page: OpenPage, page_file: str) -> None:
    page = open_page(page_file)
    words = page.locator("main").inner_text().split()
    mark = SHORT_MARK.split() if page.locator("body.sample").count() else []

    paper = page.pdf(format="A4", prefer_css_page_size=True)

    with pypdfium2.PdfDocument(io.BytesIO(paper)) as document:
        assert len(document) == 2
        assert [sheet.get_size() for sheet in document] == [(612, 792)] * 2
        texts = [each.get_textpage().get_text_range() for each in document]
    printed = [each.replace("\ufffe", "-").split() for each in texts]  # a hyphen at a line's end
    assert all(each[: len(mark)] == mark for each in printed)  # in the margin of both
    assert [*printed[0][len(mark) :], *printed[1][len(mark) :]] == words


@pytest.mark.parametrize("page_file", ["own/wyoming.html", "sample/alabama.html"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_printed_sheet_is_dark_on_white_paper_without_the_frame(
    open_page: OpenPage, axe: str, page_file: str, scheme: str
) -> None:
    page = open_page(page_file, color_scheme=scheme)
    page.emulate_media(media="print", color_scheme="dark" if scheme == "dark" else "light")

    paper = page.pdf(prefer_css_page_size=True, print_background=True)

    assert violations(page, axe) == []
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("complementary")).to_have_count(0)
    with pypdfium2.PdfDocument(io.BytesIO(paper)) as document:
        for sheet in document:
            picture = sheet.render().to_pil().convert("L")
            assert picture.getpixel((1, 1)) == 255
            levels = picture.histogram()
            assert levels[255] > 0.7 * picture.width * picture.height
            assert sum(levels[:128]) > 0


@pytest.mark.parametrize(("width", "script"), [(1280, True), (768, True), (768, False)])
def test_a_printed_start_page_has_no_forms_a_whole_map_and_headings_on_each_page(
    open_page: OpenPage, width: int, script: bool
) -> None:
    page = open_page("sample/index.html", width=width, java_script_enabled=script)
    page.emulate_media(media="print")

    for form in page.locator("form").all():
        expect(form).to_be_hidden()
    with pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True))) as document:
        words = [each.get_textpage().get_text_range() for each in document]
    (with_map,) = [each for each in words if "Skip" not in each and "state by state" in each]
    assert {"AK", "TX", "FL"} <= set(with_map.split())
    in_table = [f"{each.name} {each.code}" for each in JURISDICTIONS.values()]
    plain = [" ".join(each.split()) for each in words]
    of_table = [each for each in plain if any(row in each for row in in_table)]
    assert len(of_table) > 1
    assert all(any(row in each for each in of_table) for row in in_table)
    for each in of_table:
        assert "CyberTipline reports" in each
        assert "New CONNECT users" in each


# --- the preview


@dataclass(frozen=True)
class Watched:
    """A running ``factsheets preview WY -f html --watch``."""

    address: str
    folder: Path
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def change(self, name: str, old: str, new: str) -> None:
        """Change a file as an editor does: whole, at once."""
        path = self.folder / name
        text = path.read_text()
        assert old in text
        draft = path.with_name("draft")
        draft.write_text(text.replace(old, new))
        draft.replace(path)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    put_edition(tmp_path / "data")
    opener = tmp_path / "bin/xdg-open"  # opens nothing, and notes what it was to open
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\necho "$1" >> "{tmp_path}/opened"\n')
    opener.chmod(0o755)
    heed_ctrl_c = (  # even when the tests run in the background
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from factsheets.cli.app import main; main(sys.argv[1:])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", heed_ctrl_c, "preview", "WY", "-f", "html", "--watch"],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{opener.parent}:/usr/bin:/bin", "BROWSER": str(opener)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        yield Watched(process.stdout.readline().strip(), tmp_path, process)
        process.kill()


def test_a_watched_page_follows_every_change_and_recovers(
    open_page: OpenPage, watched: Watched, axe: str
) -> None:
    figures, wording = "data/states.yaml", "data/templates/factsheet.md.j2"
    style = "data/templates/web.css"
    page = open_page(watched.address)
    expect(page.locator("main")).to_contain_text("809 CyberTipline reports")

    def comes(name: str, old: str, new: str, text: str) -> None:
        """``text`` comes into the page when the file is changed, saved again if need be."""
        expect(page.locator("main")).not_to_contain_text(text)
        watched.change(name, old, new)
        for last in (False, False, True):
            try:
                expect(page.locator("main")).to_contain_text(text, timeout=PATIENCE / 4)
                return
            except AssertionError:
                if last:
                    raise
                watched.change(name, new, new)

    comes(figures, "reports: 809", "reports: 811", "811 CyberTipline reports")
    comes(figures, "total: 23", "total: 24", "missing_children.total")
    expect(page.get_by_role("heading", level=1)).to_have_text("The sheet cannot be made")
    assert violations(page, axe) == []
    comes(figures, "total: 24", "total: 23", "811 CyberTipline reports")
    comes(wording, "operates the Cyber", "runs the {{ line }}", '"line"')
    comes(wording, "runs the {{ line }}", "runs the Cyber", "NCMEC runs the Cyber")
    watched.change(style, "html {", "html { outline: 7px solid;")
    expect(page.locator("html")).to_have_css("outline-width", "7px", timeout=PATIENCE)

    watched.process.send_signal(signal.SIGINT)

    _, messages = watched.process.communicate(timeout=PATIENCE / 1000)
    assert watched.process.returncode == 0
    assert messages == "Waiting for a change to the data or a template. Ctrl-C ends this.\n"
    assert (watched.folder / "opened").read_text() == f"{watched.address}\n"


def status(port: int, host: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE / 1000)
    try:
        connection.request("GET", "/wyoming.html", headers={"Host": host})
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_watched_page_is_for_this_machine_only(watched: Watched) -> None:
    assert status(watched.port, f"127.0.0.1:{watched.port}") == 200
    assert status(watched.port, f"localhost:{watched.port}") == 200
    assert status(watched.port, f"factsheets.example:{watched.port}") == 403
    for elsewhere in ("127.0.0.2", "::1"):  # one of these would answer if it listened everywhere
        with pytest.raises(OSError, match=r"refused|assign|unreachable"):
            socket.create_connection((elsewhere, watched.port), timeout=PATIENCE / 1000)
