"""The print page in, a PDF out. The only module that imports WeasyPrint."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from factsheets.html import render_print_page
from factsheets.problems import FactsheetsError, Problem
from factsheets.templates import PRINT_STYLE, Templates
from factsheets.wording import Sheet


class MissingLibraryError(FactsheetsError, ImportError):
    """WeasyPrint cannot be imported: a native library that it needs is not on the machine."""


try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse
except OSError as error:
    raise MissingLibraryError(
        Problem(
            what="PDF needs Pango, which is not on this machine.",
            remedy="Install it: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0 (Debian, Ubuntu), dnf install pango (Fedora), "
            "brew install pango (macOS). Text and HTML (-f text -f html) work without it.",
        )
    ) from error

PAGES = 2


def render_pdf(sheet: Sheet, templates: Templates) -> bytes:
    """The sheet as a PDF: US Letter, tagged, two pages.

    Raises FactsheetsError when it does not fit two pages, when WeasyPrint has anything to warn of
    (a font, an image or a style that is missing), or when the page template has an error.
    """
    page = render_print_page(sheet, templates)
    style, fonts = _style(templates)
    with _warnings_as_problems(sheet.state, templates):
        html = weasyprint.HTML(string=page, base_url=_BASE, url_fetcher=_Fetcher(templates))
        rendered = html.render(stylesheets=[style], font_config=fonts)
        if len(rendered.pages) > PAGES:
            what = f"The PDF has {len(rendered.pages)} pages; a sheet has {PAGES}."
            remedy = f"Shorten the wording, or make the type in {PRINT_STYLE} smaller."
            raise FactsheetsError(Problem(state=sheet.state, what=what, remedy=remedy))
        return bytes(rendered.write_pdf(pdf_tags=True))


@cache
def _style(templates: Templates) -> tuple[weasyprint.CSS, FontConfiguration]:
    """The print style sheet and its fonts, parsed once for all sheets.

    What is wrong with them is raised for each sheet: an error is not kept.
    """
    fonts = FontConfiguration()
    with _warnings_as_problems("", templates):
        css = weasyprint.CSS(
            string=templates.text(PRINT_STYLE),
            base_url=_BASE,
            url_fetcher=_Fetcher(templates),
            font_config=fonts,
        )
    return css, fonts


_BASE = "http://templates/"  # never asked for: only a known scheme resolves relative addresses


class _Fetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no types
    """Reads templates, and nothing else: no network, and no other file of the machine."""

    def __init__(self, templates: Templates) -> None:
        super().__init__()
        self.templates = templates

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        name = url.removeprefix(_BASE)
        if name not in self.templates.names:
            raise ValueError("only files in the templates folder are read")
        return URLFetcherResponse(url, self.templates.content(name))


@contextmanager
def _warnings_as_problems(state: str, templates: Templates) -> Iterator[None]:
    """Raise FactsheetsError when WeasyPrint, which only logs what is missing, logs anything."""
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    logger, collector = logging.getLogger("weasyprint"), Collector(logging.WARNING)
    logger.addHandler(collector)
    try:
        yield
    finally:
        logger.removeHandler(collector)
    if messages:
        path = str(templates.path(PRINT_STYLE))
        remedy = "Look in the style sheet and in the wording for what it names."
        raise FactsheetsError(
            Problem(path, 0, state, "", f"The PDF is not right: {message}.", remedy)
            for message in messages
        )
