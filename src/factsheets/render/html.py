"""A ``Sheet`` as HTML: the web page, and the same page for print."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import takewhile

import jinja2
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.formats import Format, file_name
from factsheets.templating.folders import PAGE, WEB_STYLE, Templates
from factsheets.wording.compose import Sheet


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
        return page_template(templates).render(
            title=title,
            state=JURISDICTIONS[sheet.state].in_sentence,
            year=str(sheet.year),
            sample=sheet.sample,
            print=style is None,
            pdf_file=file_name(sheet.state, Format.PDF),
            text_file=file_name(sheet.state, Format.TEXT),
            style=Markup(style or ""),  # noqa: S704 - our own style sheet
            body=Markup(_body(tokens, _PRINT_RENDERER if style is None else _RENDERER)),  # noqa: S704 - markdown-it-py has escaped it
            data=Markup(_json_in_html(sheet.data)),  # noqa: S704 - escaped for a script element
        )


@cache
def page_template(templates: Templates) -> jinja2.Template:
    """The frame around every sheet, read once. Raises what Jinja2 raises."""
    return templates.environment(autoescape=True).get_template(PAGE)


def _json_in_html(data: object) -> str:
    """JSON that cannot end the ``script`` element it stands in."""
    return json.dumps(data, indent=1).replace("<", "\\u003c")


def _words(inline: Token) -> str:
    return "".join(token.content for token in inline.children or () if token.type == "text")


def _body(tokens: list[Token], renderer: RendererHTML) -> str:
    return str(renderer.render(list(_for_html(tokens)), _OPTIONS, {}))


class _PrintRenderer(RendererHTML):
    """Keeps words such as "survivors/families" and "long-term" on one line, in a ``span``."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        text = super().text(tokens, idx, options, env)
        in_link = idx > 0 and tokens[idx - 1].type == "link_open"  # one box, one annotation
        return text if in_link else _BREAKABLE_WORD.sub(r"<span>\g<0></span>", text)


_BREAKABLE_WORD = re.compile(r"\S+[-/]\S+")


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
_RENDERER, _PRINT_RENDERER = RendererHTML(), _PrintRenderer()


def _for_html(tokens: list[Token]) -> Iterator[Token]:
    """The tokens with what Markdown cannot say.

    A heading and what follows it is a section, a row's first cell is its header (WCAG 2.2, 1.3.1),
    and a table whose head is empty has none.
    """
    in_section = in_empty_head = first_cell = False
    for position, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            if in_section:
                yield Token("section_close", "section", -1, block=True)
            yield Token("section_open", "section", 1, block=True)
            in_section = True
        elif token.type == "tr_open":
            first_cell = True
        elif token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type in ("td_open", "td_close"):
            token.attrs = {}
            if first_cell:
                token.tag = "th"
                token.attrs = {"scope": "row"} if token.type == "td_open" else {}
            first_cell = first_cell and token.type == "td_open"
        for child in token.children or ():
            if child.type == "softbreak":
                child.type, child.content = "text", " "
        if token.type == "thead_open":
            head = takewhile(lambda each: each.type != "thead_close", tokens[position:])
            in_empty_head = not any(each.children for each in head)
        if not in_empty_head:
            yield token
        in_empty_head = in_empty_head and token.type != "thead_close"
    if in_section:
        yield Token("section_close", "section", -1, block=True)
