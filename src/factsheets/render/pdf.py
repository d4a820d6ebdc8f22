"""The print page in, a PDF out; a card's page in, and the PDF out that it is drawn from.

`libraries` is asked before anything here imports WeasyPrint.
"""

from __future__ import annotations

import gc
import json
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from factsheets.figures.values import SAMPLE_MARK
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError, Problem, unreadable
from factsheets.render.html import render_print_page, with_mark
from factsheets.render.libraries import MissingLibraryError, missing
from factsheets.templating.folders import CARD_STYLE, PRINT_STYLE, WORDING, Templates
from factsheets.wording.compose import Sheet

if problem := missing():
    raise MissingLibraryError(problem)

import weasyprint
from weasyprint.formatting_structure.boxes import ReplacedBox, TextBox
from weasyprint.text import ffi
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from factsheets.render.conformance import conform, part_words

PAGES = 2
US_LETTER = (816, 1056)  # CSS pixels


def render_pdf(sheet: Sheet, templates: Templates) -> bytes:
    """The sheet as a PDF: US Letter, two pages, PDF/UA-1 and PDF/A-3a, with its data attached.

    Its date is SOURCE_DATE_EPOCH, or the last day of the sheet's year: the same sheet is the same
    bytes always. It may be called from threads, which then wait for each other: see ``_alone``.
    Raises FactsheetsError when it does not fit two pages, when WeasyPrint warns of anything
    (a font, an image or a style that is missing), when SOURCE_DATE_EPOCH is no date, or when the
    page template has an error.
    """
    print_page = render_print_page(sheet, templates)
    date = _date(sheet)
    return _made_alone(lambda: _pdf_of(sheet, templates, print_page, date))


def render_one_page(
    page: str, style: str, size: tuple[int, int], sheet: Sheet, templates: Templates
) -> bytes:
    """The ``page`` about the ``sheet``, set by the style sheet ``style``, as a PDF of one page.

    Raises FactsheetsError when it is more than one page, or not of this ``size`` in CSS pixels,
    and when WeasyPrint warns of anything.
    """
    return _made_alone(lambda: _one_page(page, style, size, sheet, templates))


def _one_page(
    page: str, style: str, size: tuple[int, int], sheet: Sheet, templates: Templates
) -> bytes:
    with _set(page, style, sheet, templates) as document:
        sizes = [(round(each.width), round(each.height)) for each in document.pages]
        if sizes != [size] or not _is_whole(document.pages[0]):
            width, height = size
            what = f"The words do not fit a picture of {width} by {height} pixels."
            remedy = "Shorten them, or write smaller font sizes and margins here."
            raise FactsheetsError(
                Problem(str(templates.path(style)), 0, sheet.state, "", what, remedy)
            )
        return bytes(document.write_pdf())


def _is_whole(page: weasyprint.Page) -> bool:
    """Whether all words and pictures are inside the page, and none is cut at its edge."""
    return all(
        each.position_x >= 0
        and each.position_x + each.width <= page.width
        and each.position_y + each.height <= page.height
        for each in page._page_box.descendants(placeholders=True)
        if isinstance(each, TextBox | ReplacedBox)
    )


def _made_alone(make: Callable[[], bytes]) -> bytes:
    with _alone():
        try:
            return make()
        except FactsheetsError as error:
            problems = error.problems  # and not its traceback, which would keep the document
    raise FactsheetsError(problems)


@contextmanager
def _set(
    page: str, style: str, sheet: Sheet, templates: Templates
) -> Iterator[weasyprint.Document]:
    """The ``page`` set by the style sheet ``style``. Raises FactsheetsError for any warning."""
    with _warnings_as_problems(sheet.state, templates, style):
        css, fonts = _style(templates, style, sheet.mark)
    with _warnings_as_problems(sheet.state, templates, style):
        html = weasyprint.HTML(string=page, base_url=_BASE, url_fetcher=_Fetcher(templates))
        yield html.render(stylesheets=[css], font_config=fonts)


def _pdf_of(sheet: Sheet, templates: Templates, print_page: str, date: datetime) -> bytes:
    with _set(print_page, PRINT_STYLE, sheet, templates) as document:
        if len(document.pages) > PAGES:
            what = f"The PDF has {len(document.pages)} pages; a sheet has {PAGES}."
            remedy = (
                f"Shorten {templates.path(WORDING)}, or write a smaller font size for html in "
                f"{templates.path(PRINT_STYLE)}. Then build again: factsheets check makes no PDF, "
                "so it does not see this."
            )
            raise FactsheetsError(Problem(state=sheet.state, what=what, remedy=remedy))
        if any((round(page.width), round(page.height)) != US_LETTER for page in document.pages):
            what, remedy = "A page is not US Letter.", f"Write size: letter in {PRINT_STYLE}."
            raise FactsheetsError(Problem(state=sheet.state, what=what, remedy=remedy))
        part_words(document)
        document.metadata.created = document.metadata.modified = f"{date:%Y-%m-%dT%H:%M:%SZ}"
        data = weasyprint.Attachment(
            string=json.dumps(sheet.data, indent=1),
            name=f"{JURISDICTIONS[sheet.state].slug}.json",
            description="The figures of this sheet",
            created=date,
            modified=date,
            relationship="Data",
        )
        return bytes(
            document.write_pdf(pdf_variant="pdf/a-3a", attachments=[data], finisher=conform)
        )


_ONE_AT_A_TIME = threading.Lock()
# What HarfBuzz, Pango, Fontconfig and FreeType read from the environment begins with these. The
# machine's configuration of Fontconfig is not used anyway.
_VARIABLES = ("FC_", "FONTCONFIG_SYSROOT", "FREETYPE_", "HB_", "PANGO_")


@contextmanager
def _alone() -> Iterator[None]:
    """One PDF at a time in this process, whatever the environment says to the libraries.

    Pango and GLib have one heap and one set of fonts for all threads. A thread that collects
    garbage frees what others used of it: so while a PDF is made nothing is collected, and then
    what it leaves. A variable such as HB_SHAPER_LIST, which would change the bytes, is taken out
    of the environment meanwhile, and put back.
    """
    with _ONE_AT_A_TIME:
        theirs = {name: each for name, each in os.environ.items() if name.startswith(_VARIABLES)}
        for name in theirs:
            del os.environ[name]
        was_on = gc.isenabled()
        gc.disable()
        try:
            yield
        finally:
            gc.collect(0)
            if was_on:
                gc.enable()
            os.environ.update(theirs)


def _date(sheet: Sheet) -> datetime:
    """The date in the file, which does not depend on the clock (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime(sheet.year, 12, 31, tzinfo=UTC)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        what = f'SOURCE_DATE_EPOCH is "{epoch}", which is no date.'
        remedy = "Set it to the seconds since 1 January 1970, or unset it."
        raise FactsheetsError(Problem(what=what, remedy=remedy)) from error


def style_problems(templates: Templates) -> tuple[Problem, ...]:
    """What WeasyPrint warns of in its styles: what it does not know, or a font it lacks."""
    found: list[Problem] = []
    for style in (PRINT_STYLE, CARD_STYLE):
        try:
            with _alone(), _warnings_as_problems("", templates, style):
                _style(templates, style, SAMPLE_MARK)
        except FactsheetsError as error:
            found += error.problems
    return tuple(found)


@cache
def _style(templates: Templates, style: str, mark: str) -> tuple[weasyprint.CSS, FontConfiguration]:
    """The style sheet and its fonts, parsed once for all sheets."""
    fonts = _no_fonts()
    css = weasyprint.CSS(
        string=with_mark(templates.text(style), mark),
        base_url=_BASE,
        url_fetcher=_Fetcher(templates),
        font_config=fonts,
    )
    return css, fonts


ffi.ffi.cdef("FcConfig * FcConfigCreate (void);")


def _no_fonts() -> FontConfiguration:
    """No font of the machine: none in place of ours, and none for what ours do not have.

    Fontconfig prefers an installed font to one of a style sheet that has the same name.
    """
    fonts = FontConfiguration()
    fonts._config = ffi.fontconfig.FcConfigCreate()
    font_map = ffi.ffi.cast("PangoFcFontMap *", fonts.font_map)
    ffi.pangoft2.pango_fc_font_map_set_config(font_map, fonts._config)
    ffi.fontconfig.FcConfigDestroy(fonts._config)  # the font map has it now
    return fonts


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
def _warnings_as_problems(state: str, templates: Templates, style: str) -> Iterator[None]:
    """Raise FactsheetsError when WeasyPrint, which only logs what is missing, logs anything.

    It is said where in the ``style`` sheet it is.
    """
    messages: list[str] = []
    this_thread = threading.get_ident()

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == this_thread:  # else it is of another use of WeasyPrint
                messages.append(" ".join(record.getMessage().split()))

    logger, collector = logging.getLogger("weasyprint"), Collector(logging.WARNING)
    logger.addHandler(collector)
    try:
        yield
    except FactsheetsError:
        raise
    except OSError as error:
        place = str(error.filename or "The folder for temporary files")
        raise FactsheetsError(replace(unreadable(place, error), state=state)) from error
    except Exception as error:  # whatever stops WeasyPrint stops one sheet only
        messages.append(f"{type(error).__name__}: {error}")
    finally:
        logger.removeHandler(collector)
    if messages:
        _style.cache_clear()  # or the next sheet is not told what is wrong with the style
        path, lines = str(templates.path(style)), templates.text(style).splitlines()
        made = "The PDF" if style == PRINT_STYLE else "The image card"
        remedy = "Look in the style sheet and in the wording for what it names."
        raise FactsheetsError(
            Problem(
                path, _line(message, lines), state, "", f"{made} is not right: {message}.", remedy
            )
            for message in messages
        )


_IGNORED = re.compile(r"Ignored `([\w-]+).*` at ([0-9]+):")


def _line(message: str, style: Sequence[str]) -> int:
    """The line of the ``style`` that WeasyPrint's ``message`` is about; 0 if it is of another."""
    found = _IGNORED.match(message)
    line = int(found[2]) if found else 0
    return line if found and found[1] in "".join(style[line - 1 : line]) else 0
