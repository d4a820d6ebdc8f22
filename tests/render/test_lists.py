"""Bullet and numbered lists in the three formats."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import tinyhtml5
from pypdf import PdfReader
from pypdfium2 import PdfDocument

from conftest import CATALOGUE, ROOT
from factsheets.dataset.dataset import Dataset
from factsheets.problems import FactsheetsError
from factsheets.reading.characters import Character, characters
from factsheets.render.html import render_html, render_print_page
from factsheets.render.pdf import render_pdf
from factsheets.render.text import render_text
from factsheets.templating.folders import PRINT_STYLE, WORDING, Templates
from factsheets.wording.compose import Sheet, Wording
from render.conftest import elements_of, failures_of

LONG = "long-term words that go on in a second line of the page " * 3
LISTS = f"""\
In these, all count:
- {{{{ cvip_submissions | count("submission", "submissions") }}}}
- **All** [of them](https://example.org), with {LONG}

1. In {{{{ year }}}}, {LONG}
{{% if team_adam_cases %}}
2. **{{{{ team_adam_cases | count("case", "cases") }}}}**
{{% endif %}}

"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The project's templates, with lists in the wording, where the sheet has room for them."""
    folder = tmp_path_factory.mktemp("lists")
    text = (ROOT / "templates" / WORDING).read_text(encoding="utf-8")
    before, mark, behind = text.partition("NCMEC also operates the Child")
    assert behind
    (folder / WORDING).write_text(before + LISTS + mark + behind, encoding="utf-8")
    return Templates.find(folder)


@pytest.fixture(scope="module")
def sheet(own: Templates, dataset: Dataset) -> Sheet:
    """Missouri's, which has all items."""
    return Wording(own, CATALOGUE).compose(dataset, "Missouri")


@pytest.fixture(scope="module")
def pdf(own: Templates, sheet: Sheet) -> bytes:
    return render_pdf(sheet, own)


def test_in_text_an_item_is_a_line_behind_its_mark(sheet: Sheet) -> None:
    bullets = f"- 127 submissions\n- **All** of them, with {LONG.strip()}"
    numbered = f"1. In 2023, {LONG.strip()}\n2. **2 cases**"
    assert f"\n\nIn these, all count:\n\n{bullets}\n\n{numbered}\n\nNCMEC also" in render_text(
        sheet
    )


def test_an_item_that_is_left_out_is_in_no_format(own: Templates, dataset: Dataset) -> None:
    sheet = Wording(own, CATALOGUE).compose(dataset, "Montana")
    assert "\n2. " not in render_text(sheet)
    assert [len(each) for each in _lists(render_html(sheet, own))] == [2, 1]


def _lists(page: str) -> list[Any]:
    main = next(tinyhtml5.parse(page, namespace_html_elements=False).iter("main"))
    return [each for each in main.iter() if each.tag in ("ul", "ol")]


@pytest.mark.parametrize("render", [render_html, render_print_page])
def test_in_html_a_list_is_a_list(render: Any, sheet: Sheet, own: Templates) -> None:
    bullets, numbered = _lists(render(sheet, own))
    assert (bullets.tag, numbered.tag) == ("ul", "ol")
    for each in (bullets, numbered):
        assert [(item.tag, item.attrib) for item in each] == [("li", {})] * 2
        assert each.attrib == {}
    said = [" ".join("".join(item.itertext()).split()) for item in (*bullets, *numbered)]
    assert said[0] == "127 submissions"
    assert said[3] == "2 cases"
    assert [each.get("value") for each in bullets[0].iter("data")] == ["127"]


def test_a_pdf_with_lists_is_for_everybody_and_for_good(pdf: bytes) -> None:
    assert failures_of(pdf, "ua1") + failures_of(pdf, "3a") == []


def test_a_list_that_makes_a_third_page_fits_in_a_slightly_smaller_size(
    tmp_path: Path, dataset: Dataset
) -> None:
    for name in (WORDING, PRINT_STYLE):
        text = (ROOT / "templates" / name).read_text(encoding="utf-8")
        text = text.replace("NCMEC is committed", f"{LISTS}NCMEC is committed")
        (tmp_path / name).write_text(text, encoding="utf-8")
    own = Templates.find(tmp_path)
    with pytest.raises(FactsheetsError, match="a smaller font size for html in"):
        render_pdf(Wording(own, CATALOGUE).compose(dataset, "Missouri"), own)

    (tmp_path / PRINT_STYLE).write_text(text.replace("400 10.2pt", "400 9.8pt"), encoding="utf-8")
    own = Templates.find(tmp_path)
    assert render_pdf(Wording(own, CATALOGUE).compose(dataset, "Missouri"), own)


def test_in_a_pdf_a_list_says_how_it_is_numbered_and_its_items_have_a_label_and_a_body(
    pdf: bytes,
) -> None:
    root: Any = PdfReader(BytesIO(pdf)).root_object
    elements = list(elements_of(root["/StructTreeRoot"]))
    bullets, numbered = [each for each in elements if each["/S"] == "/L"]
    assert bullets["/A"] == {"/O": "/List", "/ListNumbering": "/Disc"}
    assert numbered["/A"] == {"/O": "/List", "/ListNumbering": "/Decimal"}
    for each in (bullets, numbered):
        items = [item.get_object() for item in each["/K"]]
        assert [item["/S"] for item in items] == ["/LI", "/LI"]
        for item in items:
            parts = [part.get_object() for part in item["/K"]]
            assert [part["/S"] for part in parts] == ["/Lbl", "/LBody"]
            for part in parts:
                assert part["/P"].get_object() == item
                assert all(below.get_object()["/P"].get_object() == part for below in part["/K"])


def _lines(pdf: bytes) -> list[list[Character]]:
    """The lines of the pages, each as its characters that are seen."""
    lines: list[list[Character]] = [[]]
    for number, page in enumerate(PdfDocument(pdf), 1):
        for each in characters(page, number):
            if each.text in "\n\f":
                lines.append([])
            elif each.text != " ":
                lines[-1].append(each)
    return [line for line in lines if line]


def test_in_a_pdf_the_words_of_an_item_stand_below_each_other_behind_its_mark(pdf: bytes) -> None:
    lines = _lines(pdf)
    texts = ["".join(each.text for each in line) for line in lines]
    starts = ("•127submissions", "•Allofthem", "1.In2023", "2.2cases")
    firsts = [number for number, text in enumerate(texts) if text.startswith(("•", "1.", "2."))]
    assert all(texts[at].startswith(start) for at, start in zip(firsts, starts, strict=True))
    assert len({lines[number][0].x for number in firsts}) == 1
    for number, mark in ((firsts[1], "•"), (firsts[2], "1.")):
        words, below = lines[number][len(mark) :], lines[number + 1]
        assert abs(words[0].x - below[0].x) < 1.5  # letters have different margins
        assert words[0].x > lines[number][0].x + 10


def test_of_a_list_that_goes_on_in_the_next_page_all_is_there(
    tmp_path: Path, dataset: Dataset
) -> None:
    items = "".join(f"{number}. {LONG}\n" for number in range(1, 24))
    (tmp_path / WORDING).write_text(f"# {{{{ state }}}}\n\n{items}", encoding="utf-8")
    own = Templates.find(tmp_path)
    pdf = render_pdf(Wording(own, CATALOGUE).compose(dataset, "Missouri"), own)
    marks = [line[0].text for line in _lines(pdf) if line[1].text == "." or line[2].text == "."]
    assert len(marks) == 23
    assert failures_of(pdf, "ua1") + failures_of(pdf, "3a") == []
