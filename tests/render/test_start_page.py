"""The year's start page: every state, every figure, and no link to nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
import yaml

from conftest import CATALOGUE, NATIONAL, invented
from factsheets.dataset.load import Dataset, load
from factsheets.figures.values import NOT_REPORTED, SAMPLE_MARK
from factsheets.jurisdictions import JURISDICTIONS, STATES, TILES
from factsheets.render.formats import CSV_FILE, Format, file_name
from factsheets.render.start_page import render_index
from factsheets.render.table import render_csv
from factsheets.templating.folders import Templates

READY = ("Colorado", "Missouri", "Montana", "Wisconsin", "Wyoming")
FILES = [file_name(state, kind) for state in READY for kind in Format]


def parsed(page: str) -> Element:
    """The page, parsed as a browser does."""
    root: Element = tinyhtml5.parse(page, namespace_html_elements=False)
    return root


def words_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def of_class(root: Element, name: str) -> Element:
    (found,) = [each for each in root.iter() if name in each.get("class", "").split()]
    return found


def tiles_of(page: str) -> dict[str, Element]:
    """The link or the square in each tile, by what it says."""
    tiles = [next(iter(each)) for each in of_class(parsed(page), "map")]
    return {words_of(tile): tile for tile in tiles}


def rows_of(page: str) -> dict[str, Element]:
    """The rows of the table, by their header."""
    body = next(parsed(page).iter("tbody"))
    return {words_of(row[0]): row for row in body}


@pytest.fixture(scope="module")
def page(dataset: Dataset, templates: Templates) -> str:
    """The start page of the repository's own year."""
    return render_index(dataset, FILES, templates)


def test_each_jurisdiction_has_a_place_of_its_own_on_the_map() -> None:
    assert sorted(TILES) == sorted(each.code for each in JURISDICTIONS.values())
    assert len(set(TILES.values())) == len(TILES) == 56
    assert {column for _, column in TILES.values()} == set(range(1, 12))
    assert {row for row, _ in TILES.values()} == set(range(1, 10))


@pytest.mark.parametrize(
    ("north_or_west", "south_or_east"),
    [("ND", "SD"), ("SD", "NE"), ("VT", "MA"), ("MN", "IA"), ("WA", "OR")],
)
def test_a_state_is_above_its_southern_neighbour(north_or_west: str, south_or_east: str) -> None:
    assert TILES[north_or_west][0] < TILES[south_or_east][0]


@pytest.mark.parametrize(("west", "east"), [("CA", "NV"), ("KS", "MO"), ("WA", "ID"), ("OH", "PA")])
def test_a_state_is_left_of_its_eastern_neighbour(west: str, east: str) -> None:
    assert TILES[west][1] < TILES[east][1]


def test_every_state_of_the_dataset_has_a_tile_and_a_row(
    everywhere: Dataset, templates: Templates
) -> None:
    files = [file_name(state, Format.HTML) for state in everywhere.states]
    page = render_index(everywhere, files, templates)
    expected = {f"{each.code} {name}" for name, each in JURISDICTIONS.items()}
    assert tiles_of(page).keys() == expected
    assert len(expected) == 56
    assert list(rows_of(page)) == [f"{name} {each.code}" for name, each in JURISDICTIONS.items()]
    places = [each.get("style") for each in of_class(parsed(page), "map")]
    assert len(set(places)) == 56
    row, column = TILES["OH"]
    assert f"grid-area: {row} / {column}" in places


def test_tiles_are_read_out_from_the_north_west_to_the_south_east(page: str) -> None:
    codes = [words.split()[0] for words in tiles_of(page)]
    assert codes == sorted(codes, key=lambda code: TILES[code])


def test_a_state_that_is_ready_links_to_its_files(page: str) -> None:
    tiles, rows = tiles_of(page), rows_of(page)
    for state in READY:
        code, slug = JURISDICTIONS[state].code, state.lower()
        assert tiles[f"{code} {state}"].tag == "a"
        assert tiles[f"{code} {state}"].get("href") == f"{slug}.html"
        links = {words_of(each): each.get("href") for each in rows[f"{state} {code}"].iter("a")}
        assert links == {
            f"Web page of {state}": f"{slug}.html",
            f"PDF of {state}": f"{slug}.pdf",
            f"Text of {state}": f"{slug}.txt",
        }


def test_a_state_that_is_awaited_says_so_and_has_no_link(page: str) -> None:
    tiles, rows = tiles_of(page), rows_of(page)
    awaited = [state for state in STATES if state not in READY]
    assert len(awaited) == 45
    for state in awaited:
        code = JURISDICTIONS[state].code
        tile, row = tiles[f"{code} {state}, awaited"], rows[f"{state} {code}"]
        assert tile.tag == "span"
        assert [words_of(cell) for cell in row][-1] == "awaited"
        assert not [*tile.iter("a"), *row.iter("a"), *row.iter("data")]


@pytest.mark.parametrize(
    "files",
    [
        [],
        ["wyoming.txt"],
        ["wyoming.html"],
        ["wyoming.pdf", "wyoming.txt", "manifest.json"],
        ["alabama.html", "ohio.pdf"],  # left over from before: Alabama and Ohio are awaited
    ],
)
def test_links_lead_only_to_files_that_are_there(
    files: list[str], dataset: Dataset, templates: Templates
) -> None:
    root = parsed(render_index(dataset, files, templates))
    links = {each.get("href") for each in root.iter("a")}
    assert links == {CSV_FILE, *(name for name in files if name.startswith("wyoming"))}


def test_a_state_that_is_ready_and_has_no_page_yet_is_not_called_awaited(
    dataset: Dataset, templates: Templates
) -> None:
    tile = tiles_of(render_index(dataset, [], templates))["WY Wyoming"]
    assert tile.tag == "span"


PARTS = {name for each in CATALOGUE.state.values() for name in each.sum_of}
MAIN = {  # of a sum, the table shows the total only
    path: each.title for path, each in CATALOGUE.state.items() if path not in PARTS
}


def test_every_figure_is_a_data_element_with_its_value(page: str, dataset: Dataset) -> None:
    rows = rows_of(page)
    for state in READY:
        cells = list(rows[f"{state} {JURISDICTIONS[state].code}"])[2:]
        figures = dataset.states[state]
        assert figures
        values = [figures.figures[path] for path in MAIN]
        assert [words_of(cell) for cell in cells] == [
            "not reported" if value is NOT_REPORTED else f"{value:,}" for value in values
        ]
        marked = [each.get("value") for cell in cells for each in cell.iter("data")]
        assert marked == [str(value) for value in values if value is not NOT_REPORTED]


def test_wyomings_row_is_that_of_its_published_sheet(page: str) -> None:
    cells = [words_of(cell) for cell in rows_of(page)["Wyoming WY"]][2:]
    assert cells == ["809", "26", "23", "not reported", "5", "1", "1", "44"]


def test_each_column_has_a_heading_of_its_own(page: str) -> None:
    headings = [words_of(each) for each in next(parsed(page).iter("thead")).iter("th")]
    assert headings == ["State", "Fact sheet", *MAIN.values()]
    assert len(set(headings)) == len(headings)
    assert {each.get("scope") for each in next(parsed(page).iter("thead")).iter("th")} == {"col"}
    assert {row[0].get("scope") for row in rows_of(page).values()} == {"row"}


def test_the_national_figures_stand_at_the_top(page: str) -> None:
    groups = list(of_class(parsed(page), "national"))
    figures = {words_of(each[0]): next(each.iter("data")) for each in groups}
    assert list(figures) == [each.title for each in CATALOGUE.national.values()]
    assert [int(each.get("value", "")) for each in figures.values()] == list(NATIONAL.values())
    printed = [words_of(each) for each in figures.values()]
    assert printed[:3] == ["36.2 million", "more than 105 million", "27,130"]
    percents = [each.is_percent for each in CATALOGUE.national.values()]
    assert [words.endswith("%") for words in printed] == percents
    more_than = [each.at_least for each in CATALOGUE.national.values()]
    assert [words.startswith("more than ") for words in printed] == more_than
    assert page.index('class="national"') < page.index('class="map"') < page.index("<table")


MORE_NATIONAL: dict[str, tuple[object, str]] = {
    "calls: {title: Calls, about: Invented.}": (36_187_000, "36.2 million"),
    "visits: {title: Visits, about: Invented., at_least: true}": (
        36_187_000, "more than 36.1 million"),
    "share: {title: Share, about: Invented., unit: percent}": (18.5, "18.5%"),
    "half: {title: Half, about: Invented., unit: percent, at_least: true}": (
        50, "more than 50%"),
}  # fmt: skip
MORE_OF_STATES: dict[str, tuple[object, str]] = {
    "calls: {title: Calls, about: Invented.}": (1_234_567, "1,234,567"),
    "visits: {title: Visits, about: Invented., at_least: true}": (1_200, "more than 1,200"),
    "share: {title: Share, about: Invented., unit: percent}": (18.5, "18.5%"),
    "tips: {title: Tips, about: Invented., not_reported: allowed, at_least: true}": (
        "not reported", "not reported"),
}  # fmt: skip


def test_a_new_figure_is_shown_as_it_is_declared(tmp_path: Path, templates: Templates) -> None:
    sections = {"national": MORE_NATIONAL, "state": MORE_OF_STATES}
    declared = "".join(
        f"{key}:\n" + "".join(f"  {each}\n" for each in figures)
        for key, figures in sections.items()
    )
    national, ohio = (
        {each.partition(":")[0]: value for each, (value, _) in figures.items()}
        for figures in sections.values()
    )
    data = {"year": 2023, "sample": True, "national": national, "states": {"Ohio": ohio}}
    (tmp_path / "figures.yaml").write_text(declared)
    (tmp_path / "states.yaml").write_text(yaml.safe_dump(data))

    page = render_index(load(tmp_path / "states.yaml"), [], templates)

    shown = [words_of(each[1]) for each in of_class(parsed(page), "national")]
    assert shown == [printed for _, printed in MORE_NATIONAL.values()]
    cells = list(rows_of(page)["Ohio OH"])[2:]
    assert [words_of(each) for each in cells] == [printed for _, printed in MORE_OF_STATES.values()]
    values = [each.get("value") for cell in cells for each in cell.iter("data")]
    assert values == ["1234567", "1200", "18.5"]


def test_the_page_says_its_year(page: str) -> None:
    root = parsed(page)
    assert root.attrib == {"lang": "en-US"}
    assert words_of(next(root.iter("title"))) == "NCMEC state fact sheets, 2023"
    assert words_of(next(root.iter("h1"))).endswith("State Fact Sheets, 2023")


def test_only_a_sample_says_that_it_is_one(
    page: str, everywhere: Dataset, templates: Templates
) -> None:
    sample = parsed(render_index(everywhere, [], templates))
    assert next(sample.iter("body")).get("class") == "sample"
    assert words_of(next(sample.iter("main"))[0]) == SAMPLE_MARK
    assert SAMPLE_MARK not in page
    assert next(parsed(page).iter("body")).get("class") is None


def test_the_page_is_one_file_and_loads_nothing(page: str) -> None:
    elements = list(parsed(page).iter())
    assert not [each for each in elements if each.get("src") or each.tag in ("link", "img", "base")]
    assert "@import" not in page
    assert "url(" not in page
    assert "://" not in page


def test_the_same_dataset_is_the_same_page(
    page: str, dataset: Dataset, templates: Templates
) -> None:
    assert render_index(dataset, FILES[::-1], templates) == page


def test_a_state_with_a_problem_is_shown_as_awaited(
    make_dataset: Any, templates: Templates
) -> None:
    dataset = make_dataset({"Wyoming": invented(cvip_submissions=None), "Montana": invented()})
    page = render_index(dataset, ["wyoming.html", "montana.html"], templates)
    assert 'href="montana.html"' in page
    assert "wyoming.html" not in page
    assert "Wyoming, awaited" in page
    assert ",Wyoming,WY," in render_csv(dataset)
