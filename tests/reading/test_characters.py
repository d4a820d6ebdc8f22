"""What a PDF's page holds and shows: just the same, or it is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
)

from factsheets.problems import FactsheetsError
from factsheets.reading.characters import Character, misplaced
from factsheets.reading.documents import read_document
from factsheets.render.formats import Format
from factsheets.render.html import render_print_page
from factsheets.render.render import render
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet

pytestmark = pytest.mark.usefixtures("read_here")

Print = Callable[..., Path]


@pytest.fixture
def printed(
    tmp_path: Path,
    sheets: dict[str, Sheet],
    templates: Templates,
    monkeypatch: pytest.MonkeyPatch,
) -> Print:
    """A function that prints Wyoming's sheet with something else in place of ``old``."""

    def print_it(old: str = "", new: str = "") -> Path:
        page = render_print_page(sheets["Wyoming"], templates)
        assert old in page
        changed = page.replace(old, new, 1)
        monkeypatch.setattr("factsheets.render.pdf.render_print_page", lambda *_: changed)
        path = tmp_path / "wyoming.pdf"
        path.write_bytes(render(sheets["Wyoming"], Format.PDF, templates))
        return path

    return print_it


FIGURE = '<data class="of-state" value="26">26</data>'
IN_ONE_SIZE = "is not printed in one size, one behind the other."


@pytest.mark.one_in(8)
@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("font-size: 60%; vertical-align: super", IN_ONE_SIZE),
        ("font-size: 60%", IN_ONE_SIZE),
        ("position: relative; top: -3pt", IN_ONE_SIZE),
        ("position: relative; top: 3pt", IN_ONE_SIZE),
        ("position: relative; left: -14pt", IN_ONE_SIZE),
        ("opacity: 0.01", "is seen otherwise"),
        ("color: white", "is seen otherwise"),
        ("position: absolute; left: 20in", "is seen otherwise"),
        ("display: inline-block; transform: rotate(90deg)", "is seen otherwise"),
    ],
)
def test_a_digit_that_is_seen_otherwise_is_named(style: str, said: str, printed: Print) -> None:
    path = printed(FIGURE, f'26<span style="{style}">5</span>')

    with pytest.raises(FactsheetsError, match=said):
        read_document(path)


def test_figures_that_change_places_are_not_read_as_before(printed: Print) -> None:
    path = printed()
    writer = PdfWriter(clone_from=path)
    stream = DecodedStreamObject()
    content = writer.pages[1].get_contents().get_data()  # type: ignore[union-attr]
    first, second, *_ = re.findall(rb"7\d\d\.\d+ (\d+\.\d+) Tm", content)  # the table's figures
    places = {first: second, second: first}
    swapped = re.sub(
        rb"(7\d\d\.\d+ )(\d+\.\d+)(?= Tm)",
        lambda match: match[1] + places.get(match[2], match[2]),
        content,
    )
    assert swapped != content
    stream.set_data(swapped)
    writer.pages[1][NameObject("/Contents")] = writer._add_object(stream)
    writer.write(path)

    # PDFium reads what stands in one line together: not one figure is read as the other's.
    assert "Social Services Other Missing Children Cases 14 7 Children" in read_document(path).words


def on_first_page(path: Path, content: bytes) -> None:
    """Paint something more on the first page."""
    writer = PdfWriter(clone_from=path)
    page = writer.pages[0]
    stream = DecodedStreamObject()
    stream.set_data(b"Q Q Q q 1 0 0 1 0 0 cm\n" + content)
    before = DecodedStreamObject()
    before.set_data(b"q q q " + page.get_contents().get_data() + b" Q Q Q")  # type: ignore[union-attr]
    page[NameObject("/Contents")] = ArrayObject(
        [writer._add_object(before), writer._add_object(stream)]
    )
    writer.write(path)


def test_a_figure_that_is_covered_is_named(printed: Print) -> None:
    path = printed()
    on_first_page(path, b"1 1 1 rg 72 40 470 400 re f")

    with pytest.raises(FactsheetsError, match="is seen otherwise"):
        read_document(path)


@pytest.mark.parametrize("mode", [3, 7])
def test_words_that_are_not_painted_are_named(mode: int, printed: Print) -> None:
    path = printed()
    font = PdfReader(path).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    name = next(iter(font))
    text = f"BT {name} 11 Tf {mode} Tr 1 0 0 1 72 60 Tm <00010002> Tj ET"
    on_first_page(path, text.encode())

    with pytest.raises(FactsheetsError, match=r"is seen otherwise|no sheet has"):
        read_document(path)


@pytest.mark.one_in(7)
@pytest.mark.parametrize(
    "kind", ["FreeText", "Stamp", "Widget", "Redact", "Popup", "Highlight", "Link"]
)
def test_an_annotation_over_the_sheet_is_named(kind: str, printed: Print) -> None:
    path = printed()
    writer = PdfWriter(clone_from=path)
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(f"/{kind}"),
            NameObject("/Rect"): ArrayObject(map(NumberObject, (72, 60, 200, 90))),
        }
    )
    if kind == "Link":  # which paints something
        note[NameObject("/AP")] = DictionaryObject()
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    writer.write(path)

    with pytest.raises(FactsheetsError, match="On page 1 there is a note, a stamp"):
        read_document(path)


def test_a_second_attachment_is_named(printed: Print) -> None:
    path = printed()
    writer = PdfWriter(clone_from=path)
    writer.add_attachment("more.json", b"{}")
    writer.write(path)

    with pytest.raises(FactsheetsError, match="more than one file attached"):
        read_document(path)


@pytest.mark.parametrize(
    ("text", "sizes", "word"),
    [
        ("44%", (15, 15, 10), ""),  # a state's figure is large, the sign behind it is not
        ("(44)", (10, 15, 15, 10), ""),
        ("445", (15, 15, 10), "445"),  # as a footnote's sign makes 445 of 44
        ("44%", (15, 15, 7), "44%"),
        ("4.4", (15, 7, 15), "4.4"),
    ],
)
def test_a_sign_beside_a_figure_may_be_smaller_and_a_digit_may_not(
    text: str, sizes: tuple[float, ...], word: str
) -> None:
    body = [
        Character(each, size=size, x=10.0 * place)
        for place, (each, size) in enumerate(zip(text, sizes, strict=True), 1)
    ]

    assert misplaced(body) == word
