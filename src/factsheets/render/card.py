"""The image card of a sheet: what is seen where somebody shares the address of its page."""

from __future__ import annotations

from functools import cache

import jinja2

from factsheets.render.frame import CARD_SIZE, card_of
from factsheets.render.pdfium import picture_of
from factsheets.templating.folders import CARD, CARD_STYLE, Templates
from factsheets.wording.compose import Sheet


def render_card(sheet: Sheet, templates: Templates) -> bytes:
    """The card as PNG: the state, the year, and its main figures. The same bytes always.

    Raises FactsheetsError when its template has an error, when its words do not fit it, when
    WeasyPrint warns of anything, and where a native library is missing.
    """
    from factsheets.render.pdf import render_one_page  # it is slow and needs native libraries

    page = card_page(sheet, templates)
    return picture_of(render_one_page(page, CARD_STYLE, CARD_SIZE, sheet, templates))


def card_page(sheet: Sheet, templates: Templates) -> str:
    """The page that the card is drawn from.

    Raises FactsheetsError when the template has an error.
    """
    with templates.problems_of(CARD):
        return card_template(templates).render(
            state=sheet.state,
            year=str(sheet.year),
            mark=sheet.mark if sheet.sample else "",
            figures=card_of(sheet),
            logo=templates.logo,
        )


@cache
def card_template(templates: Templates) -> jinja2.Template:
    """The frame of every card, read once. Raises what Jinja2 raises."""
    return templates.environment(autoescape=True).get_template(CARD)
