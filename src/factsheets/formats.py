"""The formats of a sheet: their names, those of their files, and the renderer behind each."""

from __future__ import annotations

import threading
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from factsheets.templates import Templates
    from factsheets.wording import Sheet

INDEX_FILE = "index.html"
CSV_FILE = "figures.csv"


class Format(StrEnum):
    """A format, by the name it has on the command line."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"

    @property
    def label(self) -> str:
        """How a person calls it."""
        return "text" if self is Format.TEXT else self.value.upper()

    @property
    def suffix(self) -> str:
        """What the file's name ends with."""
        return ".txt" if self is Format.TEXT else f".{self.value}"


def file_name(state: str, kind: Format) -> str:
    """The name of the file that holds the sheet of ``state``: ``new-york.pdf``."""
    from factsheets.jurisdictions import JURISDICTIONS  # noqa: PLC0415

    return JURISDICTIONS[state].slug + kind.suffix


def render(sheet: Sheet, kind: Format, templates: Templates) -> bytes:
    """The sheet in one format, as the bytes of its file.

    Only the renderer that is asked for is imported: a PDF's is slow and needs native libraries.
    Raises FactsheetsError when a template has an error, or the PDF does not come out right.
    """
    match kind:
        case Format.TEXT:
            from factsheets.text import render_text  # noqa: PLC0415

            return render_text(sheet).encode()
        case Format.HTML:
            from factsheets.html import render_html  # noqa: PLC0415

            return render_html(sheet, templates).encode()
        case Format.PDF:
            return render_pdf(sheet, templates)


def render_pdf(sheet: Sheet, templates: Templates) -> bytes:
    """The sheet as a PDF, as ``factsheets.pdf.render_pdf`` makes it.

    Raises FactsheetsError as that does, and where a native library is missing.
    """
    from factsheets import pdf  # noqa: PLC0415

    return pdf.render_pdf(sheet, templates)


_ONE_AT_A_TIME = threading.Lock()


def pages_of(kind: Format, content: bytes) -> int | None:
    """How many pages the finished file has; None for a format that has none.

    It may be called from threads, which then wait for each other: PDFium knows none.
    """
    if kind is not Format.PDF:
        return None
    from pypdfium2 import PdfDocument  # noqa: PLC0415

    with _ONE_AT_A_TIME, PdfDocument(content) as document:
        return len(document)
