"""What the pages and styles point to, and what of it will not be there when they are opened.

A year's folder has the sheets, and nothing of the templates folder: a web page shows a picture only
if the page itself holds it. A PDF is made from the files of the templates folder, and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import unquote

import tinycss2

from factsheets.figures.catalogue import StateFigures
from factsheets.figures.values import FIRST_YEAR, Figures
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import Problem, shortened
from factsheets.render.card import card_page
from factsheets.render.embedded import can_be_embedded, template_at
from factsheets.render.formats import (
    MANIFEST_FILE,
    OF_YEAR,
    REVIEW_FILE,
    SITEMAP_FILE,
    sheet_files,
)
from factsheets.render.html import render_html, render_print_page
from factsheets.render.logo import problems_of_logo
from factsheets.templating.folders import (
    CARD,
    CARD_STYLE,
    INDEX,
    INDEX_STYLE,
    PAGE,
    PRINT_STYLE,
    REVIEW,
    REVIEW_STYLE,
    WEB_STYLE,
    Templates,
)
from factsheets.wording.compose import Sheet

_OF_PICTURES = ("url", "image-set")  # functions whose strings are addresses
_ADDRESSES = {"background", "href", "poster", "src", "xlink:href"}  # attributes
_RELATIONS = {"alternate", "author", "canonical", "help", "license", "next", "prev"}
_TO_FOLLOW = {"http", "https", "mailto", "tel"}
_LONGEST_SHOWN = 60


class Reference(NamedTuple):
    """An address that stands on ``line``; somebody may follow it, or it is needed at once."""

    address: str
    line: int
    is_followed: bool = False


def missing_files(templates: Templates) -> list[Problem]:
    """What the pages and styles point to that will not be there, with its file and line.

    Raises FactsheetsError when a page has an error.
    """
    found = [*_of_page(templates), *_of_print_style(templates)]
    for name in (WEB_STYLE, INDEX_STYLE, REVIEW_STYLE):
        others = [
            each
            for each in in_css(templates.text(name))
            if not can_be_embedded(template_at(each.address, name), templates)
        ]
        found += [_on_web(templates, name, each) for each in others]
    for name in (INDEX, REVIEW):
        static = [each for each in in_html(templates.text(name)) if "{" not in each.address]
        found += [_on_web(templates, name, each) for each in static]
    found += problems_of_logo(templates)
    return list(dict.fromkeys(filter(None, found)))


def _of_page(templates: Templates) -> Iterator[Problem | None]:
    """Of the frame around every sheet, and of its card: looked at for a sheet that says nothing."""
    said = {each.address for each in in_css(templates.text(WEB_STYLE))}
    for sample in (False, True):
        state = next(iter(JURISDICTIONS))
        sheet = Sheet(state, FIRST_YEAR, sample, "", StateFigures(Figures({})), Figures({}))
        for each in in_html(render_html(sheet, templates)):
            if each.address not in said:
                yield _on_web(templates, *_place(templates, each))
        for each in in_html(render_print_page(sheet, templates)):
            yield _in_print(templates, *_place(templates, each))
        for each in in_html(card_page(sheet, templates)):
            yield _in_print(templates, *_place(templates, each, CARD))


def _place(templates: Templates, reference: Reference, page: str = PAGE) -> tuple[str, Reference]:
    """The page, or what it includes, that has the address, and the address with its line there."""
    others = [name for name in templates.names if name.endswith(".j2") and name != page]
    for name in (page, *others):
        before, is_there, _ = templates.text(name).partition(reference.address)
        if is_there:
            return name, reference._replace(line=before.count("\n") + 1)
    return page, reference._replace(line=0)


def _of_print_style(templates: Templates) -> Iterator[Problem | None]:
    """Of the styles of the PDF and the image card, and of those that they import."""
    names, known = [PRINT_STYLE, CARD_STYLE], {PRINT_STYLE, CARD_STYLE}
    while names:
        name = names.pop()
        for each in in_css(templates.text(name)):
            yield _in_print(templates, name, each)
            imported = template_at(each.address, name)
            if imported in templates.names and imported.endswith(".css") and imported not in known:
                names.append(imported)
                known.add(imported)


# --- what is there


def _scheme(address: str) -> str:
    found = re.match(r"([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
    return found[1].lower() if found else ""


def _is_in_print(reference: Reference, file: str, templates: Templates) -> bool:
    address, is_followed = reference.address, reference.is_followed
    if address.startswith("#"):
        return True
    if is_followed:
        return _scheme(address) in _TO_FOLLOW
    return template_at(address, file) in templates.names


def _in_print(templates: Templates, file: str, reference: Reference) -> Problem | None:
    if _is_in_print(reference, file, templates):
        return None
    address = shortened(reference.address, _LONGEST_SHOWN)
    made = "The image card" if file in (CARD, CARD_STYLE) else "The PDF"
    what = f'{made} needs "{address}", which is no file of the templates folder.'
    remedy = "Put the file there, or correct its name."
    if reference.is_followed:
        what = f'In a PDF, a link to "{address}" leads nowhere.'
        remedy = "Begin it with https://"
    return Problem(str(templates.path(file)), reference.line, what=what, remedy=remedy)


def _is_on_web(reference: Reference) -> bool:
    scheme = _scheme(reference.address)
    if scheme:
        return scheme == "data" or (reference.is_followed and scheme in _TO_FOLLOW)
    beside = {*sheet_files(), *OF_YEAR, SITEMAP_FILE, MANIFEST_FILE, REVIEW_FILE, ""}
    return unquote(re.split("[?#]", reference.address)[0]).removeprefix("./") in beside


def _on_web(templates: Templates, file: str, reference: Reference) -> Problem | None:
    if _is_on_web(reference):
        return None
    address = shortened(reference.address, _LONGEST_SHOWN)
    what = f'The page points to "{address}", which will not be beside it.'
    remedy = (
        'It takes along only what is in it: in a page write {{ embedded("picture.png") }} for a '
        "picture of the templates folder, or show it in the PDF only, between {% if print %} and "
        "{% endif %}."
    )
    if reference.is_followed:
        remedy = "Beside it are the files of the sheets, index.html and the tables."
    return Problem(str(templates.path(file)), reference.line, what=what, remedy=remedy)


# --- what is pointed to


def in_css(text: str) -> Iterator[Reference]:
    """The addresses in a style, as CSS reads them: with its escapes, in each of its notations."""
    return _in_tokens(tinycss2.parse_component_value_list(text, skip_comments=True))


def _in_tokens(tokens: Iterable[Any], *, strings: bool = False) -> Iterator[Reference]:
    """The addresses among the ``tokens``, of which ``strings`` may be some too."""
    is_import = False
    for token in tokens:
        if token.type == "at-keyword":
            is_import = token.lower_value == "import"
        elif token.type == "url" or (token.type == "string" and (strings or is_import)):
            yield Reference(token.value, token.source_line)
            is_import = False
        elif token.type == "function":
            yield from _in_tokens(token.arguments, strings=token.lower_name.endswith(_OF_PICTURES))
        elif token.type in ("{} block", "[] block", "() block"):
            yield from _in_tokens(token.content)


def in_html(text: str) -> list[Reference]:
    """The addresses in a page, or in the template of one."""
    finder = _Finder()
    finder.feed(text)
    finder.close()
    return finder.found


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Reference] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, values = self.getpos()[0], {name: value or "" for name, value in attrs}
        relations = set(values.get("rel", "").lower().split())
        is_followed = tag in ("a", "area") or bool(tag == "link" and relations & _RELATIONS)
        self.found += [
            Reference(address.strip(), line, is_followed)
            for name, address in values.items()
            if name in _ADDRESSES or (tag, name) == ("object", "data")
        ]
        for each in values.get("srcset", "").split(","):
            self.found += [Reference(address, line) for address in each.split()[:1]]
        self._style(values.get("style", ""), line)

    def handle_data(self, data: str) -> None:
        if self.cdata_elem == "style":
            self._style(data, self.getpos()[0])

    def _style(self, text: str, line: int) -> None:
        self.found += [each._replace(line=line + each.line - 1) for each in in_css(text)]
