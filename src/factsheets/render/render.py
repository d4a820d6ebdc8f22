"""A ``Sheet`` in, the bytes of its file out: the renderer behind each format and picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from factsheets.render.formats import Format, Kind, Picture

if TYPE_CHECKING:
    from factsheets.problems import Problem
    from factsheets.templating.folders import Templates
    from factsheets.wording.compose import Sheet


def render(sheet: Sheet, kind: Kind, templates: Templates) -> bytes:
    """The sheet in one format, or the picture of it, as the bytes of its file.

    Only the renderer that is asked for is imported: a PDF's is slow and needs native libraries.
    Raises FactsheetsError when a template has an error, or the PDF does not come out right.
    """
    match kind:
        case Format.TEXT:
            from factsheets.render.text import render_text

            return render_text(sheet).encode()
        case Format.HTML:
            from factsheets.render.html import render_html

            return render_html(sheet, templates).encode()
        case Format.PDF:
            return render_pdf(sheet, templates)
        case Picture.CARD:
            from factsheets.render.card import render_card

            return render_card(sheet, templates)
    raise ValueError(f"nothing is rendered as {kind}")


def render_pdf(sheet: Sheet, templates: Templates) -> bytes:
    """The sheet as a PDF, as ``factsheets.render.pdf.render_pdf`` makes it.

    Raises FactsheetsError as that does, and where a native library is missing.
    """
    from factsheets.render import pdf

    return pdf.render_pdf(sheet, templates)


def problems_of_pages(templates: Templates) -> list[Problem]:
    """What is wrong with the pages and styles, whatever the sheet: what they lack, and misspell.

    Without the native libraries that a PDF needs, what they would say of the style is left out.
    Raises FactsheetsError when a page has an error.
    """
    from factsheets.render.libraries import missing
    from factsheets.render.references import missing_files

    found = missing_files(templates)
    if found or missing():
        return found
    from factsheets.render.pdf import style_problems

    return list(style_problems(templates))
