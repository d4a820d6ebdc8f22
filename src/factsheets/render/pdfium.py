"""What PDFium tells of a finished PDF: how many pages it has, and how they look.

Its functions may be called from threads, which then wait for each other: PDFium is not made for
threads.
"""

from __future__ import annotations

import io
import threading

from factsheets.render.formats import Format, Kind

_ONE_AT_A_TIME = threading.Lock()
_PIXELS = 96 / 72  # of CSS in a point


def pages_of(kind: Kind, content: bytes) -> int | None:
    """How many pages the finished file has; None for one that has none."""
    if kind is not Format.PDF:
        return None
    from pypdfium2 import PdfDocument

    with _ONE_AT_A_TIME, PdfDocument(content) as document:
        return len(document)


def picture_of(pdf: bytes) -> bytes:
    """The first page of the ``pdf`` as PNG, a pixel for each CSS pixel."""
    from pypdfium2 import PdfDocument

    with _ONE_AT_A_TIME, PdfDocument(pdf) as document:
        picture = document[0].render(scale=_PIXELS).to_pil()
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
