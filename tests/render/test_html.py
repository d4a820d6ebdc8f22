"""The web page: the words of the text form, figures that a program can read, and one file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5

from conftest import CATALOGUE, ROOT, invented
from factsheets.dataset.dataset import Dataset
from factsheets.figures.values import SAMPLE_MARK
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError
from factsheets.render.html import render_html, render_print_page, with_mark
from factsheets.render.logo import LARGEST_LOGO
from factsheets.render.text import render_text
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording
from render.conftest import LARGEST, LARGEST_NATIONAL, own_templates

STATES = ["Colorado", "Missouri", "Montana", "Wisconsin", "Wyoming"]
LINK = "https://www.missingkids.org/ourwork/impact"
SITE = "https://www.missingkids.org"
ICON = "data:image/svg+xml;base64"


def addresses_in(page: str) -> set[str]:
    """Every address of the web that the page says, whatever for."""
    return set(re.findall(r"[a-z]+://[^\s\"'<>]+", page))


def parsed(page: str) -> Element:
    """The page, parsed as a browser does."""
    root: Element = tinyhtml5.parse(page, namespace_html_elements=False)
    return root


def words_of(element: Element) -> str:
    """The text of an element."""
    return "".join(element.itertext())


def blocks_of(page: str) -> list[str]:
    """The text of the page's ``main``, block by block, a table's rows as in the text form."""
    return list(_blocks(_only(parsed(page), "main")))


def _blocks(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in ("p", "h1", "h2"):
            yield words_of(child)
        elif child.tag == "table":
            rows = ["\t".join(map(words_of, row)) for row in child.iter("tr")]
            yield "\n".join(rows)
        elif child.tag in ("ul", "ol"):
            items = enumerate(map(words_of, child), 1)
            is_numbered = child.tag == "ol"
            yield "\n".join(f"{number}. {it}" if is_numbered else f"- {it}" for number, it in items)
        else:
            assert child.tag == "section"
            yield from _blocks(child)
        assert not (child.tail or "").strip()


def _only(root: Element, tag: str) -> Element:
    (found,) = root.iter(tag)
    return found


def data_of(page: str) -> Element:
    """The script in which the sheet's data ride along."""
    [found] = [each for each in parsed(page).iter("script") if each.get("id") == "figures"]
    return found


@pytest.fixture
def sample(make_dataset: Callable[..., Dataset], templates: Templates) -> Sheet:
    """A sheet that takes the other branches: an article, 0 and "not reported", a sample."""
    figures = invented(
        cybertipline_reports=1,
        cvip_submissions=0,
        trafficking_engagements="not reported",
        team_adam_cases="not reported",
    )
    dataset = make_dataset({"District of Columbia": figures})
    return Wording(templates, CATALOGUE).compose(dataset, "District of Columbia")


@pytest.mark.parametrize("render", [render_html, render_print_page])
@pytest.mark.parametrize("state", STATES)
def test_the_page_says_block_by_block_what_the_text_says(
    state: str,
    render: Callable[[Sheet, Templates], str],
    sheets: dict[str, Sheet],
    templates: Templates,
) -> None:
    text = render_text(sheets[state]).replace("**", "").removesuffix("\n")
    assert blocks_of(render(sheets[state], templates)) == text.split("\n\n")


def test_a_sample_says_block_by_block_what_the_text_says(
    sample: Sheet, templates: Templates
) -> None:
    blocks = blocks_of(render_html(sample, templates))
    assert blocks == render_text(sample).replace("**", "").removesuffix("\n").split("\n\n")
    assert blocks[0] == blocks[-1] == SAMPLE_MARK


@pytest.mark.parametrize("state", STATES)
def test_what_is_bold_in_the_text_is_bold_on_the_page(
    state: str, sheets: dict[str, Sheet], templates: Templates
) -> None:
    main = _only(parsed(render_html(sheets[state], templates)), "main")
    bold = re.findall(r"\*\*(.*?)\*\*", render_text(sheets[state]))
    assert [words_of(element) for element in main.iter("strong")] == bold


@pytest.mark.parametrize("state", STATES)
def test_every_figure_is_a_data_element_with_its_value(
    state: str, sheets: dict[str, Sheet], templates: Templates
) -> None:
    main = _only(parsed(render_html(sheets[state], templates)), "main")
    for element in main.iter("data"):
        assert words_of(element) == _printed(int(element.attrib["value"]))
        assert element.attrib.keys() == {"value"}
    marked = [words_of(element) for element in main.iter("data")]
    without_years = re.sub(r"\bIn 2023\b|\([123]\)", "", words_of(main))
    assert re.findall(r"[0-9][0-9,.]*[0-9](?: million)?|[0-9]", without_years) == marked


def _printed(value: int) -> str:
    return {36_200_000: "36.2 million", 105_000_000: "105 million"}.get(value, f"{value:,}")


def test_wyomings_figures_are_those_of_its_data(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    main = _only(parsed(render_html(sheets["Wyoming"], templates)), "main")
    assert [int(element.attrib["value"]) for element in main.iter("data")] == [
        *(36_200_000, 105_000_000, 809, 27_130, 26),
        *(28_886, 22_442, 19, 23, 14, 7, 2),
        *(18_400, 5_759, 5, 1, 1, 18_000, 44),
    ]


@pytest.mark.parametrize("state", STATES)
def test_the_data_ride_along_as_json(
    state: str, sheets: dict[str, Sheet], templates: Templates
) -> None:
    script = data_of(render_html(sheets[state], templates))
    assert script.attrib == {"type": "application/json", "id": "figures"}
    assert json.loads(words_of(script)) == sheets[state].data


def test_montanas_data_say_what_is_not_reported(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    data = json.loads(words_of(data_of(render_html(sheets["Montana"], templates))))
    assert (data["state"], data["year"], data["sample"]) == ("Montana", 2023, False)
    assert data["figures"]["cybertipline_reports"] == 1_747
    assert data["figures"]["missing_children"]["refugee_resettlement"] == 0
    assert data["figures"]["team_adam_cases"] == "not reported"
    assert data["figures"]["as_published"] == ["hope_bold_before_stop"]
    assert data["national"]["cybertipline_reports"] == 36_200_000


def test_hostile_data_cannot_end_the_script(sheets: dict[str, Sheet], templates: Templates) -> None:
    hostile = "</script><script>alert(1)</script><!--"
    figures = replace(sheets["Wyoming"].figures, as_published=(hostile,))
    page = render_html(replace(sheets["Wyoming"], figures=figures), templates)
    script = data_of(page)
    assert json.loads(words_of(script))["figures"]["as_published"] == [hostile]
    assert "<script>alert" not in page
    assert len(list(parsed(page).iter("script"))) == 2


def test_what_html_would_read_as_its_own_is_escaped(
    tmp_path: Path, make_dataset: Callable[..., Dataset]
) -> None:
    wording = '# R&D "5 < 6" &amp; more\n\nA & B, 5 < 6 > 4.\n'
    (tmp_path / "factsheet.md.j2").write_text(wording)
    templates = own_templates(tmp_path)
    dataset = make_dataset({"Ohio": invented()}, sample=False)
    page = render_html(Wording(templates, CATALOGUE).compose(dataset, "Ohio"), templates)
    assert blocks_of(page) == ['R&D "5 < 6" &amp; more', "A & B, 5 < 6 > 4."]
    assert words_of(_only(parsed(page), "title")) == 'R&D "5 < 6" &amp; more, 2023'


def test_a_row_has_its_header_and_no_empty_head(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    table = _only(parsed(render_html(sheets["Missouri"], templates)), "table")
    rows = list(table.iter("tr"))
    assert len(rows) == 3
    for row in rows:
        header, figure = row
        assert (header.tag, header.attrib) == ("th", {"scope": "row"})
        assert (figure.tag, figure.attrib) == ("td", {})
    assert not list(table.iter("thead"))


def test_a_head_that_says_something_is_shown(
    tmp_path: Path, make_dataset: Callable[..., Dataset]
) -> None:
    wording = "# Title\n\n| Children | Cases |\n|---|--:|\n| Missing | {{ team_adam_cases }} |\n"
    (tmp_path / "factsheet.md.j2").write_text(wording)
    templates = own_templates(tmp_path)
    dataset = make_dataset({"Ohio": invented()}, sample=False)
    sheet = Wording(templates, CATALOGUE).compose(dataset, "Ohio")
    page = render_html(sheet, templates)
    assert blocks_of(page) == ["Title", "Children\tCases\nMissing\t2"]
    assert render_text(sheet) == "Title\n\nChildren\tCases\nMissing\t2\n"
    head = [cell.attrib["scope"] for cell in _only(parsed(page), "thead").iter("th")]
    assert head == ["col", "col"]


@pytest.mark.parametrize("state", STATES)
def test_the_page_is_one_file_and_links_to_missingkids_and_the_files_beside_it(
    state: str, sheets: dict[str, Sheet], templates: Templates
) -> None:
    page = render_html(sheets[state], templates)
    elements = list(parsed(page).iter())
    links = [
        value
        for element in elements
        for name, value in element.attrib.items()
        if name in ("href", "src", "srcset", "data", "action", "poster")
    ]
    beside = [each for each in links if not each.startswith(("https:", "data:"))]
    pages = {f"{each.lower()}.html" for each in STATES}
    slug = state.lower()
    assert set(beside) == {"index.html", *pages, f"{slug}.pdf", f"{slug}.txt"}
    assert {each for each in links if each.startswith("https:")} == {LINK, SITE}
    assert not {each.tag for each in elements} & {"img", "iframe", "object", "base"}
    assert "@import" not in page
    assert "url(" not in page.replace('url("data:', "")
    # What it names, and does not ask for: where the words and the frame lead, and a vocabulary.
    assert addresses_in(page) == {LINK, SITE, "https://schema.org"}
    [icon] = [each for each in elements if each.tag == "link"]
    assert (icon.get("rel"), icon.attrib["href"].partition(",")[0]) == ("icon", ICON)


def test_the_link_is_printed_as_it_was_published(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    main = _only(parsed(render_html(sheets["Missouri"], templates)), "main")
    link = _only(main, "a")
    assert words_of(link) == "missingkids.org/ourwork/impact"
    assert link.tail == "."


@pytest.mark.parametrize("render", [render_html, render_print_page])
def test_the_title_names_state_and_year(
    render: Callable[[Sheet, Templates], str], sheets: dict[str, Sheet], templates: Templates
) -> None:
    title = "The National Center for Missing and Exploited Children {} Data, 2023"
    for state in ("Missouri", "Wyoming"):  # in bold, and not
        page = parsed(render(sheets[state], templates))
        assert words_of(_only(page, "title")) == title.format(state)


def test_the_title_of_a_sample_is_its_heading(sample: Sheet, templates: Templates) -> None:
    title = words_of(_only(parsed(render_html(sample, templates)), "title"))
    assert title.endswith("Exploited Children District of Columbia Data, 2023")


def test_without_a_heading_the_first_words_are_the_title(tmp_path: Path, dataset: Dataset) -> None:
    (tmp_path / "factsheet.md.j2").write_text("About {{ state }}\n\n## More\n")
    templates = own_templates(tmp_path)
    page = render_html(Wording(templates, CATALOGUE).compose(dataset, "Wyoming"), templates)
    assert words_of(_only(parsed(page), "title")) == "About Wyoming, 2023"


def test_the_page_says_what_it_is_to_programs(sample: Sheet, templates: Templates) -> None:
    page = render_html(sample, templates)
    assert page.lstrip().startswith("<!DOCTYPE html>")
    root = parsed(page)
    assert root.attrib == {"lang": "en-US"}
    metadata = {each.get("name"): each.get("content") for each in root.iter("meta")}
    assert metadata["viewport"] == "width=device-width, initial-scale=1"
    assert "the District of Columbia in 2023" in (metadata["description"] or "")
    assert next(root.iter("meta")).attrib == {"charset": "utf-8"}
    assert _only(root, "body").get("class") == "sample"
    assert len(list(root.iter("h1"))) == 1
    assert len(list(_only(root, "main").iter("h2"))) == 5


def test_only_a_sample_is_marked_as_one(sheets: dict[str, Sheet], templates: Templates) -> None:
    page = render_html(sheets["Missouri"], templates)
    assert _only(parsed(page), "body").get("class") is None
    assert SAMPLE_MARK not in page


def test_the_page_for_print_has_no_style_metadata_or_data(
    sample: Sheet, templates: Templates
) -> None:
    root = parsed(render_print_page(sample, templates))
    assert not list(root.iter("style"))
    assert not list(root.iter("script"))
    names = [each.attrib.get("name", "") for each in root.iter("meta")]
    assert names == ["", "author"]


def test_rendering_leaves_the_sheet_as_it_was(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    before = deepcopy(sheets["Missouri"])
    first = render_html(sheets["Missouri"], templates)
    assert render_html(sheets["Missouri"], templates) == first
    assert sheets["Missouri"] == before


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("<p>\n{% if %}\n</p>\n", 2),
        ("<p>\n\n{{ titel }}\n</p>\n", 3),
        ("{% if print %}\n{{ nothing.at_all }}{% endif %}{{ 5 / 0 }}\n", 2),
    ],
)
def test_what_is_wrong_with_the_page_is_named_with_its_line(
    page: str, line: int, tmp_path: Path, sheets: dict[str, Sheet]
) -> None:
    (tmp_path / "page.html.j2").write_text(page)
    with pytest.raises(FactsheetsError) as caught:
        render_html(sheets["Missouri"], own_templates(tmp_path))
    (problem,) = caught.value.problems
    assert problem.file == str(tmp_path / "page.html.j2")
    assert problem.line == line


def test_a_style_of_ones_own_is_on_the_page(tmp_path: Path, sheets: dict[str, Sheet]) -> None:
    (tmp_path / "web.css").write_text("main > p { color: #123456; }\n")
    page = render_html(sheets["Missouri"], own_templates(tmp_path))
    assert words_of(_only(parsed(page), "style")).strip() == "main > p { color: #123456; }"


def test_a_style_that_asks_for_the_sample_mark_has_its_words(
    tmp_path: Path, sheets: dict[str, Sheet]
) -> None:
    (tmp_path / "web.css").write_text("p::before { content: var(--sample-mark); }\n")
    page = render_html(sheets["Missouri"], own_templates(tmp_path))
    words = words_of(_only(parsed(page), "style")).strip()
    assert words == f'p::before {{ content: "{SAMPLE_MARK}"; }}'


def test_the_styles_of_the_package_ask_for_nothing_else(templates: Templates) -> None:
    styles = ("web.css", "print.css", "review.css", "index.css")
    text = "".join(with_mark(templates.text(name), SAMPLE_MARK) for name in styles)
    assert set(re.findall(r"var\((--[a-z-]+)\)", text)) == set(re.findall(r"(--[a-z]+):", text))


def test_names_of_figures_are_those_of_the_data_file(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    data: dict[str, Any] = json.loads(words_of(data_of(render_html(sheets["Missouri"], templates))))
    written = (ROOT / "data/states.yaml").read_text()
    for name in (*data["figures"], *data["figures"]["missing_children"], *data["national"]):
        assert f" {name}:" in written


def test_without_a_style_the_web_page_is_a_web_page_all_the_same(
    tmp_path: Path, sheets: dict[str, Sheet]
) -> None:
    (tmp_path / "web.css").write_text("")
    page = render_html(sheets["Wyoming"], own_templates(tmp_path))
    assert "survivors/families" in page
    assert "<span>" not in page  # which keeps words on one line in print


def test_the_longest_page_is_at_most_120_kilobytes_and_has_room_for_a_logo(
    make_dataset: Callable[..., Dataset], wording: Wording, templates: Templates
) -> None:
    dataset = make_dataset(dict.fromkeys(JURISDICTIONS, LARGEST), **LARGEST_NATIONAL)
    sheets = [wording.compose(dataset, state) for state in JURISDICTIONS]
    longest = max(len(render_html(sheet, templates).encode()) for sheet in sheets)
    assert all(len(sheet.beside) == len(JURISDICTIONS) for sheet in sheets)
    in_base64 = 4 * LARGEST_LOGO // 3
    assert longest + in_base64 <= 120_000
