"""What a web page takes along: its pictures and its typeface."""

from __future__ import annotations

import base64
import re
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from conftest import ROOT
from factsheets.problems import FactsheetsError
from factsheets.render.html import render_html
from factsheets.render.pdf import render_pdf
from factsheets.render.render import problems_of_pages
from factsheets.templating.folders import PAGE, WEB_STYLE, Templates
from factsheets.wording.compose import Sheet
from render.conftest import LOGOS, own_templates, png


def _sheet(sheets: dict[str, Sheet]) -> Sheet:
    return sheets["Missouri"]


def test_a_page_can_show_other_pictures_of_the_folder(
    tmp_path: Path, sheets: dict[str, Sheet]
) -> None:
    page = (ROOT / "templates" / PAGE).read_text(encoding="utf-8")
    seal = '<img src="{{ embedded("seal.png") }}" alt="The seal">'
    (tmp_path / PAGE).write_text(page.replace("<main>", f"{seal}\n<main>"), encoding="utf-8")

    with pytest.raises(FactsheetsError, match=r'there is no picture "seal\.png" in'):
        problems_of_pages(own_templates(tmp_path))

    (tmp_path / "seal.png").write_bytes(png())
    templates = own_templates(tmp_path)
    assert problems_of_pages(templates) == []
    assert 'src="data:image/png;base64,' in render_html(_sheet(sheets), templates)
    assert len(PdfReader(BytesIO(render_pdf(_sheet(sheets), templates))).pages[0].images) == 1


def test_a_style_takes_along_what_it_shows(tmp_path: Path, sheets: dict[str, Sheet]) -> None:
    style = (ROOT / "templates" / WEB_STYLE).read_text(encoding="utf-8")
    (tmp_path / "paper.svg").write_bytes(LOGOS["logo.svg"])
    shutil.copytree(ROOT / "templates/fonts", tmp_path / "fonts")
    (tmp_path / WEB_STYLE).write_text(
        f"{style}\nmain {{ background: url('paper.svg') }}", encoding="utf-8"
    )
    templates = own_templates(tmp_path)

    assert problems_of_pages(templates) == []
    held = base64.b64encode(LOGOS["logo.svg"]).decode()
    assert f'url("data:image/svg+xml;base64,{held}")' in render_html(_sheet(sheets), templates)


def test_a_page_has_its_typeface_in_it(sheets: dict[str, Sheet], templates: Templates) -> None:
    page = render_html(_sheet(sheets), templates)

    fonts = re.findall(r'url\("data:font/woff2;base64,([^"]+)"\)', page)
    assert len(fonts) == 2
    for font in fonts:
        assert base64.b64decode(font).startswith(b"wOF2")
    assert not re.search(r"url\((?!\"data:)", page)
