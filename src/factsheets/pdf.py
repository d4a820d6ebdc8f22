"""The print page in, a PDF out. The only module that imports WeasyPrint."""

from __future__ import annotations

from functools import cache

from factsheets.html import render_print_page
from factsheets.problems import FactsheetsError, Problem
from factsheets.templates import PRINT_STYLE, Templates
from factsheets.wording import Sheet

try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
except OSError as error:
    raise FactsheetsError(
        Problem(
            what="PDF needs Pango, which is not on this machine; text and HTML work without it.",
            remedy="Install it: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0 (Debian, Ubuntu), dnf install pango (Fedora), "
            "brew install pango (macOS).",
        )
    ) from error

PAGES = 2


def render_pdf(sheet: Sheet, templates: Templates) -> bytes:
    """The sheet as a PDF: US Letter, tagged, two pages.

    Raises FactsheetsError when it does not fit two pages, or the page template has an error.
    """
    page = render_print_page(sheet, templates)
    style, fonts = _style(templates)
    document = weasyprint.HTML(string=page).render(stylesheets=[style], font_config=fonts)
    if len(document.pages) > PAGES:
        what = f"The PDF has {len(document.pages)} pages; a sheet has {PAGES}."
        remedy = f"Shorten the wording, or make the type in {PRINT_STYLE} smaller."
        raise FactsheetsError(Problem(state=sheet.state, what=what, remedy=remedy))
    return bytes(document.write_pdf(pdf_tags=True) or b"")


@cache
def _style(templates: Templates) -> tuple[weasyprint.CSS, FontConfiguration]:
    """The print style sheet and its fonts, parsed once for all sheets."""
    fonts = FontConfiguration()
    css = weasyprint.CSS(
        string=templates.text(PRINT_STYLE),
        base_url=_BASE,
        url_fetcher=_Fetcher(templates),
        font_config=fonts,
    )
    return css, fonts


_BASE = "http://templates/"  # never asked for: only a known scheme resolves relative addresses


class _Fetcher(weasyprint.URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Reads templates, and nothing else: no network, and no other file of the machine."""

    def __init__(self, templates: Templates) -> None:
        super().__init__()
        self.templates = templates

    def fetch(
        self, url: str, headers: dict[str, str] | None = None
    ) -> weasyprint.URLFetcherResponse:
        name = url.removeprefix(_BASE)
        if name == url or ".." in name.split("/"):
            raise ValueError("only templates are read")
        return weasyprint.URLFetcherResponse(url, self.templates.content(name))
