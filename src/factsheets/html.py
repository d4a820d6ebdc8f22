"""A ``Sheet`` as HTML: the web page, and the same page for print."""

from __future__ import annotations

import json
from functools import cache

import jinja2
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from factsheets.templates import PAGE, WEB_STYLE, Templates
from factsheets.wording import Sheet


def render_html(sheet: Sheet, templates: Templates) -> str:
    """The web page: one self-contained HTML file, with the sheet's data as JSON in it.

    The text of its ``main``, block by block, is the text form without the ``**``; every figure is
    a ``<data>`` element. Raises FactsheetsError when the page template has an error.
    """
    return _page(sheet, templates, style=templates.text(WEB_STYLE))


def render_print_page(sheet: Sheet, templates: Templates) -> str:
    """The page that the PDF is made from: the same words, without style, metadata and data."""
    return _page(sheet, templates, style=None)


def _page(sheet: Sheet, templates: Templates, *, style: str | None) -> str:
    tokens = sheet.tokens
    title = next((_words(token) for token in tokens if token.type == "inline"), sheet.state)
    for position, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            title = _words(tokens[position + 1])
    with templates.problems_of(PAGE):
        return _template(templates).render(
            title=title,
            state=sheet.state,
            year=str(sheet.year),
            sample=sheet.sample,
            print=style is None,
            style=Markup(style or ""),  # noqa: S704 - our own style sheet
            body=Markup(_body(tokens)),  # noqa: S704 - markdown-it-py has escaped it
            data=Markup(_json_in_html(sheet.data)),  # noqa: S704 - escaped for a script element
        )


@cache
def _template(templates: Templates) -> jinja2.Template:
    return templates.environment(autoescape=True).get_template(PAGE)


def _json_in_html(data: object) -> str:
    """JSON that cannot end the ``script`` element it stands in."""
    return json.dumps(data, indent=1).replace("<", "\\u003c")


def _words(inline: Token) -> str:
    return "".join(token.content for token in inline.children or () if token.type == "text")


def _body(tokens: list[Token]) -> str:
    return str(_RENDERER.render(_with_row_headers(tokens), _OPTIONS, {}))


_OPTIONS = OptionsDict(
    {
        "html": True,
        "xhtmlOut": False,
        "breaks": False,
        "linkify": False,
        "typographer": False,
        "quotes": "",
        "langPrefix": "",
        "maxNesting": 20,
        "highlight": None,
    }
)
_RENDERER = RendererHTML()


def _with_row_headers(tokens: list[Token]) -> list[Token]:
    """The tokens with each row's first cell as its header, and without an empty table head.

    Markdown cannot mark a row header (WCAG 2.2, 1.3.1 asks for one), and wants a head.
    """
    shown: list[Token] = []
    in_head = first_cell = False
    for token in tokens:
        in_head = token.type == "thead_open" or (in_head and token.type != "thead_close")
        if token.type == "tr_open":
            first_cell = True
        if token.type in ("td_open", "td_close"):
            token.attrs = {}
            if first_cell:
                token.tag = "th"
                if token.type == "td_open":
                    token.attrs = {"scope": "row"}
            first_cell = first_cell and token.type == "td_open"
        for child in token.children or ():
            if child.type == "softbreak":
                child.type, child.content = "text", " "
        if not in_head and token.type != "thead_close":
            shown.append(token)
    return shown
