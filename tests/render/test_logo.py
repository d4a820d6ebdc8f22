"""The logo stands at the head of every page and PDF, and is looked at before."""

from __future__ import annotations

import base64
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from conftest import CATALOGUE, invented
from factsheets.build.build import build
from factsheets.dataset.dataset import Dataset
from factsheets.problems import FactsheetsError
from factsheets.render.formats import Format
from factsheets.render.html import render_html
from factsheets.render.logo import LARGEST_LOGO
from factsheets.render.pdf import render_pdf
from factsheets.render.render import problems_of_pages
from factsheets.render.start_page import render_index
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording
from render.conftest import LOGOS, SVG, elements_of, failures_of, own_templates, png

ORGANIZATION = "National Center for Missing and Exploited Children"


def with_logo(folder: Path, name: str, content: bytes = b"") -> Templates:
    (folder / name).write_bytes(content or LOGOS[name])
    return own_templates(folder)


def _sheet(sheets: dict[str, Sheet]) -> Sheet:
    return sheets["Missouri"]


@pytest.mark.parametrize(("name", "kind"), [("logo.svg", "svg+xml"), ("logo.png", "png")])
def test_a_page_and_the_start_page_hold_the_logo(
    name: str,
    kind: str,
    tmp_path: Path,
    sheets: dict[str, Sheet],
    make_dataset: Callable[..., Dataset],
) -> None:
    templates = with_logo(tmp_path, name)
    start_page = render_index(make_dataset({"Ohio": invented()}), [], Wording(templates, CATALOGUE))

    held = base64.b64encode(LOGOS[name]).decode()
    image = f'<img src="data:image/{kind};base64,{held}" alt="{ORGANIZATION}">'
    for page in (render_html(_sheet(sheets), templates), start_page):
        assert page.count(image) == 1


@pytest.mark.parametrize("name", LOGOS)
def test_the_head_of_a_pdf_shows_the_logo_with_its_name(
    name: str, tmp_path: Path, sheets: dict[str, Sheet], templates: Templates
) -> None:
    pdf = render_pdf(_sheet(sheets), with_logo(tmp_path, name))

    root: Any = PdfReader(BytesIO(pdf)).root_object
    figures = [each for each in elements_of(root["/StructTreeRoot"]) if each["/S"] == "/Figure"]
    assert [each["/Alt"] for each in figures] == [ORGANIZATION]
    for profile in ("ua1", "3a"):
        assert failures_of(pdf, profile) == []
    words = [
        [page.extract_text().split() for page in PdfReader(BytesIO(each)).pages]
        for each in (pdf, render_pdf(_sheet(sheets), templates))
    ]
    assert words[0] == words[1]


def test_without_a_logo_no_page_has_a_picture(
    sheets: dict[str, Sheet], templates: Templates, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    assert "<img" not in render_html(_sheet(sheets), templates)
    assert not PdfReader(BytesIO(made["Missouri"][0])).pages[0].images


def test_a_drawing_comes_before_a_picture(tmp_path: Path) -> None:
    for name in LOGOS:
        with_logo(tmp_path, name)

    assert own_templates(tmp_path).logo == "logo.svg"


@pytest.mark.parametrize(
    "added",
    [
        '<image href="https://example.org/seal.png"/>',
        '<image xlink:href="seal.png"/>',
        '<image href="file:///etc/hostname"/>',
        '<image href="../seal.png"/>',
        "<style>path { fill: url(seal.svg#a) }</style>",
        '<style>@import "http://example.org/a.css";</style>',
        "<style>@import url(//example.org/a.css);</style>",
        '<path fill="url(http://example.org/a.svg#b)" d="M0 0h1v1z"/>',
        '<path mask="url(other.svg#b)" d="M0 0h1v1z"/>',
        '<use href="other.svg#a"/>',
        '<g xmlns:x="http://www.w3.org/1999/xlink"><use x:href="other.svg#a"/></g>',
        '<?xml-stylesheet href="http://example.org/a.css"?>',
        """<style>path { background: image-set("seal.png" 1x) }</style>""",
    ],
)
def test_a_logo_that_points_to_other_files_is_named(added: str, tmp_path: Path) -> None:
    templates = with_logo(tmp_path, "logo.svg", SVG.format(f"\n{added}").encode())

    [problem] = problems_of_pages(templates)
    assert (problem.file, problem.line) == (str(tmp_path / "logo.svg"), 2)
    assert problem.what.startswith("The logo points to ")


def test_a_logo_that_uses_its_own_parts_is_fine(tmp_path: Path) -> None:
    added = (
        '<use href="#a"/><path fill="url(#b)"/><image href="data:image/png;base64,iVBORw0KGgo="/>'
    )
    templates = with_logo(tmp_path, "logo.svg", SVG.format(added).encode())

    assert problems_of_pages(templates) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("logo.svg", b"this is no drawing", "The logo is not an SVG file: its XML is not right."),
        ("logo.svg", SVG.format("<text>NCMEC</text>").encode(), "The logo has text, which"),
        ("logo.svg", b'<!DOCTYPE svg [<!ENTITY a "aaa">]><svg>&a;</svg>', "The logo declares an"),
        ("logo.svg", b"<html><svg/></html>", 'The logo is not an SVG file: it begins with "html".'),
        ("logo.png", LOGOS["logo.png"][:-20], "The logo is a PNG file that is cut off"),
        ("logo.png", LOGOS["logo.png"][:33], "The logo is a PNG file that is cut off"),
        ("logo.png", LOGOS["logo.png"].replace(b"IDAT", b"IDAt"), "The logo is a PNG file that"),
        ("logo.png", LOGOS["logo.svg"], "The logo is not a PNG file."),
        ("logo.png", png(6_000), "The logo is a picture of 6,000 by 100 pixels."),
    ],
)
def test_a_logo_that_is_no_picture_for_all_is_named(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    [problem] = problems_of_pages(with_logo(tmp_path, name, content))
    assert problem.file == str(tmp_path / name)
    assert problem.what.startswith(said)
    assert problem.remedy


def test_a_year_with_a_logo_that_points_elsewhere_is_not_built(
    tmp_path: Path, make_dataset: Callable[..., Dataset]
) -> None:
    templates = with_logo(tmp_path, "logo.svg", SVG.format('<image href="seal.png"/>').encode())
    dataset = make_dataset({"Ohio": invented()})

    with pytest.raises(FactsheetsError) as caught:
        build(dataset, templates, tmp_path / "output", formats=[Format.TEXT])

    assert [each.what.split('"')[1] for each in caught.value.problems] == ["seal.png"]
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize("sample", [False, True])
def test_with_a_logo_the_largest_sheets_are_two_pages(
    sample: bool, tmp_path: Path, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    _, sheet = made["sample" if sample else "largest"]
    pdf = render_pdf(sheet, with_logo(tmp_path, "logo.svg"))
    assert len(PdfReader(BytesIO(pdf)).pages) == 2


def test_a_logo_that_would_make_each_page_heavy_is_named(tmp_path: Path) -> None:
    templates = with_logo(tmp_path, "logo.png", b"\0" * (LARGEST_LOGO + 1))

    [problem] = problems_of_pages(templates)
    assert (
        problem.what == f"The logo has {LARGEST_LOGO + 1:,} bytes, and every page takes it along."
    )
    assert problem.remedy == f"Save it smaller: at most {LARGEST_LOGO:,} bytes."


def test_a_picture_that_is_no_picture_makes_no_pdf(
    tmp_path: Path, sheets: dict[str, Sheet], caplog: pytest.LogCaptureFixture
) -> None:
    templates = with_logo(tmp_path, "logo.png", b"this is no picture")

    with pytest.raises(FactsheetsError, match="Failed to load image"):
        render_pdf(_sheet(sheets), templates)
    caplog.clear()
