"""A ``Sheet`` as HTML: the web page, and the same page for print."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, partial

import jinja2
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from factsheets.figures.values import SAMPLE_MARK, sample_mark
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.embedded import embed_all, embedded
from factsheets.render.formats import Format, file_name
from factsheets.render.frame import frame_of
from factsheets.templating.folders import PAGE, WEB_STYLE, Templates
from factsheets.wording.compose import OF_STATE, Sheet
from factsheets.wording.markdown import Block, Line, List, Table, lines_of


def render_html(sheet: Sheet, templates: Templates) -> str:
    """The web page: one self-contained HTML file, with the sheet's data as JSON in it.

    The text of its ``main``, block by block, is the text form without the ``**``, and without the
    marks of items, which a browser makes; every figure is a ``<data>`` element. Raises
    FactsheetsError when the page template has an error.
    """
    return _page(sheet, templates, style=web_style(templates, mark=sheet.mark))


def render_print_page(sheet: Sheet, templates: Templates) -> str:
    """The page that the PDF is made from: the same words, without style and data."""
    return _page(sheet, templates, style=None)


def _page(sheet: Sheet, templates: Templates, *, style: Markup | None) -> str:
    blocks = sheet.blocks
    title = next((line.words for line in lines_of(blocks)), sheet.state)
    for block in blocks:
        if isinstance(block, Line) and block.tag == "h1":
            title = block.words
    renderer = _PRINT_RENDERER if style is None else _RENDERER
    body = "".join(f"{each}\n" for each in renderer.render_blocks(blocks))
    with templates.problems_of(PAGE):
        return page_template(templates).render(
            title=title,
            state=JURISDICTIONS[sheet.state].in_sentence,
            year=str(sheet.year),
            sample=sheet.sample,
            print=style is None,
            pdf_file=file_name(sheet.state, Format.PDF),
            text_file=file_name(sheet.state, Format.TEXT),
            **({} if style is None else frame_of(sheet)),
            style=style or "",
            logo=templates.logo,
            embedded=str if style is None else partial(embedded, templates=templates),
            body=Markup(body),  # noqa: S704 - markdown-it-py has escaped it
            data=Markup(json_in_html(sheet.data)),  # noqa: S704 - escaped for a script element
        )


def web_style(templates: Templates, *names: str, mark: str = SAMPLE_MARK) -> Markup:
    """The style of all web pages and the style sheets ``names`` in one, with pictures and fonts.

    Raises FactsheetsError when one cannot be read.
    """
    text = "".join(embed_all(name, templates) for name in (WEB_STYLE, *names))
    return Markup(with_mark(text, mark))  # noqa: S704 - our own style sheets


def with_mark(style: str, mark: str) -> str:
    """A ``style`` with the words of a sample's ``mark`` where it asks for them."""
    for variable, words in (
        ("--sample-mark", mark),
        ("--short-sample-mark", _SHORT.get(mark, mark)),
    ):
        style = style.replace(f"var({variable})", f'"{words}"')
    return style


# What has room in the margin that a browser prints.
_SHORT = {SAMPLE_MARK: sample_mark("INVENTED FIGURES")}


@cache
def page_template(templates: Templates) -> jinja2.Template:
    """The frame around every sheet, read once. Raises what Jinja2 raises."""
    return templates.environment(autoescape=True).get_template(PAGE)


def json_in_html(data: object, indent: int | None = 1) -> str:
    """JSON that cannot end the ``script`` element it stands in."""
    return json.dumps(data, indent=indent).replace("<", "\\u003c")


class _Renderer(RendererHTML):
    """Adds what Markdown cannot say to the HTML of markdown-it-py.

    A heading and what follows it is a section, a row's first cell is its header (WCAG 2.2, 1.3.1),
    and a table whose head is empty has none.
    """

    def render_blocks(self, blocks: Iterable[Block]) -> Iterator[str]:
        in_section = False
        for block in blocks:
            if isinstance(block, Table):
                yield from self.render_table(block)
                continue
            if isinstance(block, List):
                yield from self.render_list(block)
                continue
            if block.tag == "h2":
                if in_section:
                    yield "</section>"
                yield "<section>"
                in_section = True
            yield self.render_line(block, block.tag)
        if in_section:
            yield "</section>"

    def render_list(self, block: List) -> Iterator[str]:
        items = (self.render_line(item, item.tag) for item in block.items)
        yield from (f"<{block.tag}>", *items, f"</{block.tag}>")

    def render_table(self, table: Table) -> Iterator[str]:
        head, *rows = table.rows
        yield "<table>"
        if any(cell.tokens for cell in head):
            cells = [self.render_line(cell, "th", ' scope="col"') for cell in head]
            yield from ("<thead>", "<tr>", *cells, "</tr>", "</thead>")
        if rows:
            yield "<tbody>"
        for first, *others in rows:
            yield from ("<tr>", self.render_line(first, "th", ' scope="row"'))
            yield from (self.render_line(cell, "td") for cell in others)
            yield "</tr>"
        if rows:
            yield "</tbody>"
        yield "</table>"

    def render_line(self, line: Line, tag: str, attribute: str = "") -> str:
        words = self.renderInline(line.tokens, _OPTIONS, {})
        return f"<{tag}{attribute}>{words}</{tag}>"

    def softbreak(self, *_: object) -> str:
        return " "

    def html_inline(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        """A figure's element; on the web page, without what only a printed page shows."""
        return super().html_inline(tokens, idx, options, env).replace(OF_STATE, "")


class _PrintRenderer(_Renderer):
    """Marks a state's own figures, and keeps words such as "long-term" on one line, in a ``span``.

    So are the last two words of a paragraph: no line has one word alone. A heading is a ``span``
    of class ``block``, for the style to keep it in one piece.
    """

    def html_inline(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return tokens[idx].content

    def render_line(self, line: Line, tag: str, attribute: str = "") -> str:
        words = super().render_line(line, tag, attribute)
        if tag == "h2":
            return _WHOLE.sub(r'\1<span class="block">\2</span>\3', words)
        return _LAST_WORDS.sub(r"<span>\g<0></span>", words) if tag == "p" else words

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        text = super().text(tokens, idx, options, env)
        in_link = idx > 0 and tokens[idx - 1].type == "link_open"  # one box, one annotation
        return text if in_link else _BREAKABLE_WORD.sub(r"<span>\g<0></span>", text)


_WHOLE = re.compile("(<h2>)(.*)(</h2>)")
# Two words at the end, each of which may be an element of its own, inside or before bold's end.
_LAST_WORDS = re.compile(
    r"(?:<(\w+)[^>]*>[^\s<>]+</\1>|[^\s<>]+) (?:<(\w+)[^>]*>[^\s<>]+</\2>|[^\s<>]+)[.,;:]?"
    r"(?=(?:</strong>|[.])*</p>$)"
)
_BREAKABLE_WORD = re.compile(r"\S+[-/]\S+")
_OPTIONS = MarkdownIt("zero").options
_RENDERER, _PRINT_RENDERER = _Renderer(), _PrintRenderer()
