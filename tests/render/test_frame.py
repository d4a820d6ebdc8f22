"""What stands around a sheet on its web page, besides the published words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import pytest

from conftest import CATALOGUE, invented
from factsheets.dataset.dataset import Dataset
from factsheets.figures.values import SAMPLE_MARK, as_shown
from factsheets.render.frame import _sums_first
from factsheets.render.html import render_html, render_print_page
from factsheets.render.table import render_states
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording
from render.test_html import parsed, words_of

STATES = {"Alabama": invented(), "Guam": invented(cvip_submissions=12_345), "Ohio": invented()}


@pytest.fixture
def page_of(
    make_dataset: Callable[..., Dataset], templates: Templates
) -> Callable[..., tuple[Element, Dataset]]:
    """A function that makes the web page of a state, and the dataset that it is of."""

    def make(state: str, states: dict[str, Any], **other: Any) -> tuple[Element, Dataset]:
        dataset = make_dataset(states, **other)
        sheet = Wording(templates, CATALOGUE).compose(dataset, state)
        return parsed(render_html(sheet, templates)), dataset

    return make


def _links(root: Element) -> dict[str, str]:
    return {words_of(each).strip("‹› "): each.get("href") or "" for each in root.iter("a")}


def _relations(root: Element) -> dict[str, str]:
    found = {each.get("rel"): each.get("href") for each in root.iter("a")}
    return {str(key): str(value) for key, value in found.items() if key}


def test_a_glance_has_each_figure_by_its_title_as_the_tables_show_it(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    sheet = sheets["Missouri"]
    [aside] = parsed(render_html(sheet, templates)).iter("aside")

    shown = {words_of(each[0]): words_of(each[1]) for each in aside.iter("div")}
    assert shown == {
        CATALOGUE.state[path].title: as_shown(value)
        for path, value in sheet.figures.figures.items()
    }
    assert "Missouri at a glance, 2023" in words_of(aside)


def test_a_sum_stands_before_its_parts() -> None:
    declared = CATALOGUE.state
    order = list(_sums_first(declared))

    assert sorted(order) == sorted(declared)
    for path, each in declared.items():
        for part in each.sum_of:
            assert order.index(path) < order.index(part)
    outer = replace(next(iter(declared.values())), sum_of=("inner", "c"))
    nested = {
        "a": declared["cvip_submissions"],
        "inner": replace(outer, sum_of=("a",)),
        "c": declared["cvip_submissions"],
        "outer": outer,
    }
    assert list(_sums_first(nested)) == ["outer", "inner", "a", "c"]


def test_a_figure_that_is_not_reported_is_said_to_be(
    page_of: Callable[..., tuple[Element, Dataset]],
) -> None:
    root, _ = page_of("Ohio", {"Ohio": invented(team_adam_cases="not reported")})

    [aside] = root.iter("aside")
    shown = {words_of(each[0]): each[1] for each in aside.iter("div")}
    figure = shown[CATALOGUE.state["team_adam_cases"].title]
    assert (words_of(figure), list(figure)) == ("not reported", [])


@pytest.mark.parametrize(
    ("state", "neighbors"),
    [
        ("Alabama", {"next": "ohio.html"}),
        ("Ohio", {"prev": "alabama.html", "next": "guam.html"}),
        ("Guam", {"prev": "ohio.html"}),
    ],
)
def test_a_page_leads_to_the_states_before_and_behind_it(
    state: str,
    neighbors: dict[str, str],
    page_of: Callable[..., tuple[Element, Dataset]],
) -> None:
    assert _relations(page_of(state, STATES)[0]) == neighbors


def test_any_state_with_figures_can_be_chosen_and_no_other(
    page_of: Callable[..., tuple[Element, Dataset]],
) -> None:
    root, _ = page_of("Ohio", {**STATES, "Iowa": None, "Utah": {"cvip_submissions": "many"}})

    [chooser] = root.iter("details")
    assert _links(chooser) == {
        "Alabama": "alabama.html",
        "Ohio": "ohio.html",
        "Utah": "utah.html",
        "Guam": "guam.html",
    }
    here = [words_of(each) for each in chooser.iter("a") if each.get("aria-current") == "page"]
    assert here == ["Ohio"]


def test_the_figures_of_a_state_can_be_taken_along(
    page_of: Callable[..., tuple[Element, Dataset]], templates: Templates
) -> None:
    root, dataset = page_of("Guam", STATES)
    links = {each.get("download"): each.get("href", "") for each in root.iter("a")}

    kind, _, table = unquote(links["guam-2023.csv"]).partition(",")
    assert kind == "data:text/csv;charset=utf-8"
    of_all = list(csv.DictReader(io.StringIO(render_states(dataset))))
    assert list(csv.DictReader(io.StringIO(table))) == [
        each for each in of_all if each["state"] == "Guam"
    ]
    kind, _, data = unquote(links["guam-2023.json"]).partition(",")
    assert kind == "data:application/json;charset=utf-8"
    sheet = Wording(templates, CATALOGUE).compose(dataset, "Guam")
    assert json.loads(data) == sheet.data


def test_invented_figures_are_marked_at_a_glance_too(
    page_of: Callable[..., tuple[Element, Dataset]],
) -> None:
    for sample in (True, False):
        root, _ = page_of("Ohio", STATES, sample=sample)
        [aside] = root.iter("aside")
        assert (SAMPLE_MARK in words_of(aside)) == sample


def test_who_looks_for_a_child_is_told_where_to_go(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    root = parsed(render_html(sheets["Wyoming"], templates))

    [said] = [each for each in root.iter("p") if each.get("class") == "help"]
    assert words_of(said) == "Is a child missing? Go to missingkids.org."
    assert _links(said) == {"missingkids.org": "https://www.missingkids.org"}


def test_the_page_for_print_has_the_words_alone(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    root = parsed(render_print_page(sheets["Missouri"], templates))

    [body] = root.iter("body")
    assert [each.tag for each in body] == ["main"]


ADDRESS = "https://example.org/factsheets/2023/"
SAID_WITH_ADDRESS = {
    "canonical": f"{ADDRESS}missouri.html",
    "og:url": f"{ADDRESS}missouri.html",
    "og:image": f"{ADDRESS}missouri.png",
    "og:image:width": "1200",
    "og:image:height": "630",
    "twitter:card": "summary_large_image",
}


def _said(root: Element) -> dict[str, str]:
    """What the head says of the page, by its name there."""
    found = {each.get("rel"): each.get("href") for each in root.iter("link")}
    for each in root.iter("meta"):
        found[each.get("property") or each.get("name")] = each.get("content")
    return {str(name): str(value) for name, value in found.items()}


def _dataset_of(root: Element) -> dict[str, Any]:
    scripts = [each for each in root.iter("script") if each.get("type") == "application/ld+json"]
    return dict(json.loads(scripts[0].text or "")) if scripts else {}


def test_a_page_that_knows_its_address_says_it_and_shows_its_card(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    sheet = replace(sheets["Missouri"], base_url=ADDRESS)
    with_address, without = (
        _said(parsed(render_html(each, templates))) for each in (sheet, sheets["Missouri"])
    )

    alternative = with_address.pop("og:image:alt")
    assert alternative.startswith("Missouri. Missing and exploited children, 2023. ")
    assert with_address == {**without, **SAID_WITH_ADDRESS}
    assert not {*SAID_WITH_ADDRESS, "og:image:alt"} & without.keys()
    assert without["og:title"].startswith("Missouri")


def test_search_engines_are_told_where_page_and_files_are_if_that_is_known(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    sheet = sheets["Missouri"]
    without = _dataset_of(parsed(render_html(sheet, templates)))
    told = _dataset_of(parsed(render_html(replace(sheet, base_url=ADDRESS), templates)))

    files = {each["encodingFormat"]: each["contentUrl"] for each in told.pop("distribution")}
    assert files == {
        "application/pdf": f"{ADDRESS}missouri.pdf",
        "text/csv": f"{ADDRESS}states.csv",
    }
    assert told.pop("url") == f"{ADDRESS}missouri.html"
    assert told == without


def test_a_sample_is_no_dataset_also_where_its_address_is_known(
    make_dataset: Callable[..., Dataset], wording: Wording, templates: Templates
) -> None:
    sheet = wording.compose(make_dataset(STATES), "Ohio")
    root = parsed(render_html(replace(sheet, base_url=ADDRESS), templates))

    assert _dataset_of(root) == {}
    assert _said(root)["og:image:alt"].startswith(f"{SAMPLE_MARK} Ohio. ")
    assert _said(root)["og:title"].startswith("SAMPLE: ")


def test_an_address_is_written_as_text(sheets: dict[str, Sheet], templates: Templates) -> None:
    sheet = replace(sheets["Missouri"], base_url="https://example.org/a&b'c/")
    page = render_html(sheet, templates)

    assert _said(parsed(page))["canonical"] == "https://example.org/a&b'c/missouri.html"
    assert "a&b" not in page.replace("a&amp;b", "")
    assert _dataset_of(parsed(page))["url"] == "https://example.org/a&b'c/missouri.html"


def test_the_printed_page_and_the_words_do_not_know_the_address(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    sheet = sheets["Missouri"]
    elsewhere = replace(sheet, base_url=ADDRESS)
    assert render_print_page(elsewhere, templates) == render_print_page(sheet, templates)
    assert elsewhere.data == sheet.data
