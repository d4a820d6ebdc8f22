"""The year's start page: every state, every figure, and no link to nowhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
import yaml

from conftest import CATALOGUE, NATIONAL, invented
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.figures.values import NOT_REPORTED, SAMPLE_MARK
from factsheets.jurisdictions import JURISDICTIONS, STATES, TILES
from factsheets.render.formats import INDEX_FILE, OF_YEAR, Format, file_name, files_of_year
from factsheets.render.start_page import render_index, render_sitemap, render_year
from factsheets.templating.folders import WORDING, Templates
from factsheets.wording.compose import Sheet, Wording
from render.conftest import LARGEST, LARGEST_NATIONAL

SITE = "https://www.missingkids.org"
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
    """The link or the square in each tile, by the code of its state."""
    tiles = [next(iter(each)) for each in of_class(parsed(page), "map")]
    return {words_of(tile).split()[0]: tile for tile in tiles}


def rows_of(page: str) -> dict[str, Element]:
    """The rows of the states, by their header."""
    _, body = parsed(page).iter("tbody")
    return {words_of(row[0]): row for row in body}


def of_country(page: str) -> dict[str, str]:
    """What stands in the row of the country, by the label of the cell."""
    country, _ = parsed(page).iter("tbody")
    [row] = country
    return {each.get("data-label", ""): words_of(each) for each in list(row)[1:-1]}


@pytest.fixture(scope="module")
def page(dataset: Dataset, wording: Wording) -> str:
    """The start page of the repository's own year."""
    return render_index(dataset, FILES, wording)


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
    everywhere: Dataset, wording: Wording
) -> None:
    files = [file_name(state, Format.HTML) for state in everywhere.states]
    page = render_index(everywhere, files, wording)
    assert {code: words_of(tile) for code, tile in tiles_of(page).items()} == {
        each.code: f"{each.code} {name}: {2_000 + position:,}"
        for position, (name, each) in enumerate(JURISDICTIONS.items())
    }
    assert list(rows_of(page)) == [f"{name} {each.code}" for name, each in JURISDICTIONS.items()]
    places = [each.get("style") for each in of_class(parsed(page), "map")]
    assert len(set(places)) == 56
    row, column = TILES["OH"]
    assert f"grid-area: {row} / {column}" in places


def test_tiles_are_read_out_from_the_north_west_to_the_south_east(page: str) -> None:
    codes = list(tiles_of(page))
    assert codes == sorted(codes, key=lambda code: TILES[code])


def test_a_state_that_is_ready_links_to_its_files(page: str) -> None:
    tiles, rows = tiles_of(page), rows_of(page)
    for state in READY:
        code, slug = JURISDICTIONS[state].code, state.lower()
        assert tiles[code].tag == "a"
        assert tiles[code].get("href") == f"{slug}.html"
        links = {words_of(each): each.get("href") for each in rows[f"{state} {code}"].iter("a")}
        assert links == {
            state: f"{slug}.html",
            f"PDF of {state}": f"{slug}.pdf",
            f"text of {state}": f"{slug}.txt",
        }


def test_a_state_that_is_awaited_says_so_and_has_no_link(page: str) -> None:
    tiles, rows = tiles_of(page), rows_of(page)
    awaited = [state for state in STATES if state not in READY]
    assert len(awaited) == 45
    for state in awaited:
        code = JURISDICTIONS[state].code
        tile, row = tiles[code], rows[f"{state} {code}"]
        assert (tile.tag, tile.get("class")) == ("span", "awaited")
        assert words_of(tile) == f"{code} {state}: awaited"
        assert [words_of(cell) for cell in row][1:] == ["awaited", ""]
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
    files: list[str], dataset: Dataset, wording: Wording
) -> None:
    root = parsed(render_index(dataset, files, wording))
    links = {each.get("href") for each in root.iter("a")} - {"#states"}
    tables = {*OF_YEAR} - {INDEX_FILE}
    assert links == {SITE} | tables | {name for name in files if name.startswith("wyoming")}


def test_a_state_that_is_ready_and_has_no_page_yet_is_not_called_awaited(
    dataset: Dataset, wording: Wording
) -> None:
    tile = tiles_of(render_index(dataset, [], wording))["WY"]
    assert (tile.tag, words_of(tile)) == ("span", "WY Wyoming: 809")


PARTS = {name for each in CATALOGUE.state.values() for name in each.sum_of}
MAIN = {  # of a sum, the table shows the total only
    path: each.title for path, each in CATALOGUE.state.items() if path not in PARTS
}


def test_every_figure_is_a_data_element_with_its_value(page: str, dataset: Dataset) -> None:
    rows = rows_of(page)
    for state in READY:
        cells = list(rows[f"{state} {JURISDICTIONS[state].code}"])[1:-1]
        figures = dataset.states[state]
        assert figures
        values = [figures.figures[path] for path in MAIN]
        assert [words_of(cell) for cell in cells] == [
            "not reported" if value is NOT_REPORTED else f"{value:,}" for value in values
        ]
        marked = [each.get("value") for cell in cells for each in cell.iter("data")]
        assert marked == [str(value) for value in values if value is not NOT_REPORTED]


def test_wyomings_row_is_that_of_its_published_sheet(page: str) -> None:
    cells = [words_of(cell) for cell in rows_of(page)["Wyoming WY"]][1:-1]
    assert cells == ["809", "26", "23", "not reported", "5", "1", "1", "44"]


def test_each_column_has_a_heading_of_its_own(page: str) -> None:
    headings = [words_of(each) for each in next(parsed(page).iter("thead")).iter("th")]
    assert headings == ["State", *MAIN.values(), "Also as"]
    assert len(set(headings)) == len(headings)
    assert {each.get("scope") for each in next(parsed(page).iter("thead")).iter("th")} == {"col"}
    assert {row[0].get("scope") for row in rows_of(page).values()} == {"row"}


def of_whole_country(page: str) -> dict[str, tuple[str, str, str]]:
    """Each national figure's value, words and title with the year, by its explanation."""
    found = {}
    for each in of_class(parsed(page), "national"):
        data, about = next(each.iter("data")), words_of(next(each.iter("small")))
        title = words_of(each[0]).removesuffix(about).strip()
        found[about] = (data.get("value", ""), words_of(each[1]), title)
    return found


def test_the_national_figures_stand_beside_the_map(page: str) -> None:
    found = of_whole_country(page)
    assert list(found) == [each.about for each in CATALOGUE.national.values()]
    assert [int(value) for value, _, _ in found.values()] == list(NATIONAL.values())
    for (_, words, title), declared in zip(
        found.values(), CATALOGUE.national.values(), strict=True
    ):
        assert title in (declared.title, f"{declared.title}, 2023")
        assert words.endswith("%") == declared.is_percent
        assert words.startswith("more than ") == declared.at_least
    overview = of_class(parsed(page), "overview")
    assert [each.get("aria-labelledby") for each in overview] == ["map-heading", "country"]


def test_a_national_figure_has_the_words_of_the_sheets(page: str, sheets: dict[str, Sheet]) -> None:
    texts = " ".join(re.sub("</?data[^>]*>", "", each.markdown) for each in sheets.values())
    for _, words, _ in of_whole_country(page).values():
        assert f" {words}" in texts


def test_a_national_figure_has_the_year_where_the_sheets_say_it(page: str) -> None:
    without = [title for _, _, title in of_whole_country(page).values() if "2023" not in title]
    assert without == ["Children identified (CVIP)", "Likely trafficked, percent"]


def test_the_country_has_a_row_that_says_of_each_figure_what_it_is(page: str) -> None:
    country = of_country(page)
    assert list(country) == list(MAIN.values())
    assert country["CyberTipline reports"] == "36.2 million"
    assert country["CVIP submissions"] == "–no national figure"
    assert country["Team Adam cases"] == "57 Team Adam incidents 146 Team Adam long-term cases"
    assert country["New CONNECT users"] == "more than 18,000 CONNECT registered users"


def test_national_figures_that_are_awaited_are_said_to_be(
    make_dataset: Any, wording: Wording
) -> None:
    dataset = make_dataset({}, **dict.fromkeys(NATIONAL))
    page = render_index(dataset, [], wording)
    assert "The national figures are awaited." in page
    assert len(list(parsed(page).iter("tbody"))) == 1


def test_what_is_absent_is_explained_once_and_only_where_it_occurs(
    page: str, everywhere: Dataset, wording: Wording
) -> None:
    words = words_of(next(parsed(page).iter("main")))
    assert words.count("“Not reported” means") == words.count("“Awaited” means") == 1
    assert "means that" not in render_index(everywhere, [], wording)


def test_the_map_can_show_each_figure(page: str, dataset: Dataset) -> None:
    root = parsed(page)
    options = {each.get("value"): words_of(each) for each in root.iter("option")}
    assert options == {path: each.title for path, each in CATALOGUE.state.items()}
    (data,) = [each for each in root.iter("script") if each.get("id") == "maps"]
    maps = json.loads(data.text or "")
    assert list(maps) == list(CATALOGUE.state)
    for path, (title, about, legend, tiles) in maps.items():
        declared = CATALOGUE.state[path]
        assert (title, about) == (declared.title, declared.about)
        assert {group for group, _ in tiles.values()} == {group for group, _ in legend}
        for state in READY:
            figures = dataset.states[state]
            assert figures
            value = figures.figures[path]
            expected = "not reported" if value is NOT_REPORTED else f"{value:,}"
            assert tiles[JURISDICTIONS[state].code][1] == expected


def test_before_anything_is_chosen_the_map_shows_the_first_figure(page: str) -> None:
    root = parsed(page)
    (data,) = [each for each in root.iter("script") if each.get("id") == "maps"]
    title, about, legend, tiles = next(iter(json.loads(data.text or "").values()))
    (heading,) = [each for each in root.iter("h2") if each.get("id") == "map-heading"]
    assert words_of(heading) == f"{title}, state by state"
    assert about in [words_of(each) for each in root.iter("p")]
    shown = [(each[0].get("class"), words_of(each)) for each in of_class(root, "legend")]
    assert shown == [(group, words) for group, words in legend]
    for code, tile in tiles_of(page).items():
        group, words = tiles[code]
        assert tile.get("class") == group
        assert words_of(tile).endswith(f": {words}")


def test_the_start_page_of_all_states_is_small(everywhere: Dataset, wording: Wording) -> None:
    files = [file_name(state, kind) for state in everywhere.states for kind in Format]
    assert len(render_index(everywhere, files, wording).encode()) <= 200_000


def test_a_title_cannot_end_the_script_it_stands_in(everywhere: Dataset, wording: Wording) -> None:
    first, *_ = CATALOGUE.state.values()
    hostile = replace(first, title="</script><b>", about='"</script>')
    catalogue = replace(CATALOGUE, state={**CATALOGUE.state, first.path: hostile})
    page = render_index(replace(everywhere, catalogue=catalogue), [], wording)
    assert page.count("</script>") == 2
    assert not list(parsed(page).iter("b"))


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


def test_a_new_figure_is_shown_as_it_is_declared_and_printed(tmp_path: Path) -> None:
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

    text = "{{ national.calls | millions }} and {{ national.visits | millions_at_least }}"
    (tmp_path / WORDING).write_text(text)
    dataset = load(tmp_path / "states.yaml")

    page = render_index(dataset, [], Wording(Templates.find(tmp_path), dataset.catalogue))

    shown = [words_of(each[1]) for each in of_class(parsed(page), "national")]
    assert shown == [printed for _, printed in MORE_NATIONAL.values()]
    cells = list(rows_of(page)["Ohio OH"])[1:-1]
    assert [words_of(each) for each in cells] == [printed for _, printed in MORE_OF_STATES.values()]
    values = [each.get("value") for cell in cells for each in cell.iter("data")]
    assert values == ["1234567", "1200", "18.5"]


def test_the_page_says_its_year(page: str) -> None:
    root = parsed(page)
    assert root.attrib == {"lang": "en-US"}
    assert words_of(next(root.iter("title"))) == "NCMEC state fact sheets, 2023"
    assert words_of(next(root.iter("h1"))).endswith("State Fact Sheets, 2023")


def test_only_a_sample_says_that_it_is_one(
    page: str, everywhere: Dataset, wording: Wording
) -> None:
    sample = parsed(render_index(everywhere, [], wording))
    assert next(sample.iter("body")).get("class") == "sample"
    assert words_of(next(sample.iter("main"))[0]) == SAMPLE_MARK
    assert SAMPLE_MARK not in page
    assert next(parsed(page).iter("body")).get("class") is None


def test_the_page_is_one_file_and_loads_nothing(page: str) -> None:
    elements = list(parsed(page).iter())
    assert not [each for each in elements if each.get("src") or each.tag in ("img", "base")]
    [icon] = [each for each in elements if each.tag == "link"]
    assert icon.get("rel") == "icon"
    assert icon.attrib["href"].startswith("data:image/svg+xml;base64,")
    assert "@import" not in page
    assert "url(" not in page.replace('url("data:', "")
    assert set(re.findall(r"https?://[^\"' <]*", page)) == {SITE}


def test_a_year_has_its_page_its_tables_and_what_describes_them(
    dataset: Dataset, wording: Wording
) -> None:
    made = render_year(dataset, FILES, wording)
    assert tuple(made) == OF_YEAR
    assert made[INDEX_FILE].decode() == render_index(dataset, FILES, wording)


def test_the_same_dataset_is_the_same_page(page: str, dataset: Dataset, wording: Wording) -> None:
    assert render_index(dataset, FILES[::-1], wording) == page


def test_a_state_with_a_problem_is_shown_as_awaited(make_dataset: Any, wording: Wording) -> None:
    dataset = make_dataset({"Wyoming": invented(cvip_submissions=None), "Montana": invented()})
    page = render_index(dataset, ["wyoming.html", "montana.html"], wording)
    assert 'href="montana.html"' in page
    assert "wyoming.html" not in page
    assert words_of(tiles_of(page)["WY"]) == "WY Wyoming: awaited"


def test_the_page_of_all_states_with_the_largest_figures_is_at_most_200_kilobytes(
    make_dataset: Any, wording: Wording
) -> None:
    dataset = make_dataset(dict.fromkeys(JURISDICTIONS, LARGEST), **LARGEST_NATIONAL)
    files = [file_name(state, kind) for state in JURISDICTIONS for kind in Format]
    page = render_index(dataset, files, wording).encode()
    assert page.count(b"9,999,999,999") > len(JURISDICTIONS) * len(CATALOGUE.state)
    assert len(page) <= 200_000


ADDRESS = "https://example.org/factsheets/2023/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_the_start_page_says_its_address_if_that_is_known(
    page: str, dataset: Dataset, wording: Wording
) -> None:
    said = [
        [each.get("href") or each.get("content") for each in parsed(made).iter()
         if each.get("rel") == "canonical" or each.get("property") == "og:url"]
        for made in (page, render_index(dataset, FILES, wording, ADDRESS))
    ]  # fmt: skip
    assert said == [[], [ADDRESS, ADDRESS]]


def test_a_year_that_has_an_address_has_a_map_of_its_pages(
    dataset: Dataset, wording: Wording
) -> None:
    files = ["wyoming.pdf", "wyoming.html", "wyoming.png", "montana.html", "montana.txt"]
    made = render_year(dataset, files, wording, ADDRESS)

    assert tuple(made) == files_of_year(ADDRESS)
    root = ElementTree.fromstring(made["sitemap.xml"])
    assert root.tag == f"{SITEMAP}urlset"
    assert [[(place.tag, place.text) for place in each] for each in root] == [
        [(f"{SITEMAP}loc", ADDRESS + name)] for name in ("", "montana.html", "wyoming.html")
    ]


def test_addresses_are_escaped_in_the_map_of_the_site() -> None:
    sitemap = render_sitemap(["wyoming.html"], "https://example.org/a&b'c/")
    places = [each.text for each in ElementTree.fromstring(sitemap).iter(f"{SITEMAP}loc")]
    assert places == ["https://example.org/a&b'c/", "https://example.org/a&b'c/wyoming.html"]


def test_only_the_start_page_and_the_map_depend_on_the_address(
    dataset: Dataset, wording: Wording
) -> None:
    without, made = (render_year(dataset, FILES, wording, each) for each in ("", ADDRESS))
    assert {name for name in made if without.get(name) != made[name]} == {
        INDEX_FILE,
        "sitemap.xml",
    }
