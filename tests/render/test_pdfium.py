"""What PDFium tells of a PDF: its pages, and how they look; test_render.py calls it in threads."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from factsheets.render.formats import Format, Picture
from factsheets.render.pdfium import pages_of, picture_of
from factsheets.wording.compose import Sheet


@pytest.mark.parametrize("kind", [Format.TEXT, Format.HTML, Picture.CARD])
def test_only_a_pdf_has_pages(kind: Format, made: dict[str, tuple[bytes, Sheet]]) -> None:
    pdf, _ = made["Wyoming"]
    assert pages_of(Format.PDF, pdf) == 2
    assert pages_of(kind, pdf) is None


def test_a_picture_has_a_pixel_for_each_css_pixel(made: dict[str, tuple[bytes, Sheet]]) -> None:
    pdf, _ = made["Wyoming"]
    with Image.open(io.BytesIO(picture_of(pdf))) as picture:
        assert (picture.format, picture.size) == ("PNG", (816, 1056))  # US Letter
