"""A published sheet in, as text, HTML or PDF; its words out, which of them are bold, and its data.

The only module that imports pypdfium2, and only when a PDF is read.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from ctypes import c_int, create_string_buffer
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from factsheets.files import contents
from factsheets.formats import Format
from factsheets.problems import FactsheetsError, Problem
from factsheets.text import marked, one_line
from factsheets.wording import SAMPLE_MARK

LARGEST_FILE = 20_000_000  # bytes
_BOLD_WEIGHT = 600
_START = 300  # characters, among which the title is
_HYPHENS = "\x02\ufffe"  # PDFium's own, for a hyphen at the end of a line
_PAGE_NUMBER = re.compile(r"(?:(.*) )?Page [0-9]+ of [0-9]+")
_HTML = re.compile(r"\s*(?:<!doctype html|<html|<\?xml)", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """What a file says.

    ``words`` has one space between two words. ``bold`` has a 1 for each character that is bold,
    a 0 for each other, a space for a space; it is empty when nothing in the document is bold.
    ``data`` is the JSON that rides along, None when there is none.
    """

    file: str
    kind: Format
    words: str
    bold: str
    data: object = None


def read_document(path: Path) -> Document:
    """The file at ``path``, a PDF, HTML or text by what is in it. Raises FactsheetsError."""
    file, content = str(path), contents(path, LARGEST_FILE)
    is_pdf = b"%PDF-" in content[:1024]
    document = _read_pdf(file, content) if is_pdf else _read_words(path, content)
    if not document.words:
        raise _refused(file, "There are no words in the file.")
    return document


def _read_words(path: Path, content: bytes) -> Document:
    file = str(path)
    if path.suffix.lower() == ".pdf":
        raise _refused(file, "The file is no PDF.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(file, "The file is not UTF-8 text, HTML or PDF.") from error
    is_html = path.suffix.lower() in (".htm", ".html") or _HTML.match(text)
    return _read_html(file, text) if is_html else _read_text(file, text)


def _document(file: str, kind: Format, text: str, bold: str, data: object = None) -> Document:
    words, flags = one_line(text, bold)
    return Document(file, kind, words, flags if "1" in flags else "", data)


def _refused(file: str, what: str) -> FactsheetsError:
    return FactsheetsError(Problem(file, what=what, remedy="Is it a published sheet?"))


# --- text


def _read_text(file: str, text: str) -> Document:
    start = " ".join(text[:_START].split())
    pages = (page[: _end_of_body(page, start)] for page in text.split("\f"))
    return _document(file, Format.TEXT, *marked("\n".join(pages)))


def _end_of_body(page: str, start: str) -> int:
    """Where the margin at the foot of a page begins, whose words are not the sheet's.

    They are the page's number, and before it the title, which is some of the document's ``start``,
    and a sample's mark. Anything else that stands there is left for everybody to see.
    """
    *_, before, last = [None, None, *re.finditer(r"\S[^\r\n]*", page)]
    number = _PAGE_NUMBER.fullmatch(" ".join(last[0].split())) if last else None
    if not last or not number or (number[1] or "") not in start:
        return len(page)
    margin = before[0].strip() if before else ""
    is_title = not number[1] and start.startswith(margin)
    return (before if before and (is_title or margin == SAMPLE_MARK) else last).start()


# --- HTML


def _read_html(file: str, text: str) -> Document:
    page = _Page()
    try:
        page.feed(text)
        page.close()
    except AssertionError as error:  # a mark such as <![foo[ that Python's parser does not know
        raise _refused(file, "The HTML cannot be read.") from error
    pieces = page.main or page.body
    words, bold = ("".join(part) for part in zip(*pieces, strict=True)) if pieces else ("", "")
    return _document(file, Format.HTML, words, bold, _json(file, page.data))


_BOLD = {"b", "strong"}
_IN_LINE = {*_BOLD, "a", "data", "em", "i", "mark", "small", "span", "u"}
_UNSEEN = {"head", "nav", "script", "style", "template", "title"}


class _Page(HTMLParser):
    """The words of a page with their bold: those of its ``main``, and those of its whole body."""

    def __init__(self) -> None:
        super().__init__()
        self.main: list[tuple[str, str]] = []
        self.body: list[tuple[str, str]] = []
        self.data: str | None = None
        self._open: Counter[str] = Counter()
        self._in_data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and ("id", "figures") in attrs:
            self.data, self._in_data = "", True
        if tag in (*_BOLD, *_UNSEEN, "main"):
            self._open[tag] += 1
        elif tag not in _IN_LINE:
            self._add(" ")

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False
        if self._open[tag]:
            self._open[tag] -= 1
        elif tag not in _IN_LINE:
            self._add(" ")

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.data = (self.data or "") + data
        elif not self._is_in(_UNSEEN):
            self._add(data)

    def _add(self, text: str) -> None:
        piece = text, str(int(self._is_in(_BOLD))) * len(text)
        self.body.append(piece)
        if self._open["main"]:
            self.main.append(piece)

    def _is_in(self, tags: Iterable[str]) -> bool:
        return any(self._open[tag] for tag in tags)


def _json(file: str, text: str | bytes | None) -> object:
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused(file, "The figures that ride along in the file are no JSON.") from error


# --- PDF


def _read_pdf(file: str, content: bytes) -> Document:
    import pypdfium2  # noqa: PLC0415

    try:
        pdf = pypdfium2.PdfDocument(content)
        pages = [_characters(page.get_textpage()) for page in pdf]
        attached = [pdf.get_attachment(n) for n in range(pdf.count_attachments())]
        data = [each.get_data() for each in attached if each.get_name().endswith(".json")]
    except pypdfium2.PdfiumError as error:
        what = "The PDF cannot be read: it is damaged."
        if "password" in str(error).lower():
            what = "The PDF asks for a password."
        raise _refused(file, what) from error
    start = " ".join(_text(pages[0][:_START]).split()) if pages else ""
    body = [each for page in pages for each in page[: _end_of_body(_text(page), start)]]
    # In a size of type in which everything is bold, such as that of the headings, it says nothing.
    mixed = {each.size for each in body if not each.text.isspace() and not each.bold}
    bold = "".join(str(int(each.bold and each.size in mixed)) for each in body)
    data_of_sheet = _json(file, bytes(data[0]) if data else None)
    return _document(file, Format.PDF, _text(body), bold, data_of_sheet)


class _Character(NamedTuple):
    text: str
    bold: bool
    size: float


def _text(characters: Iterable[_Character]) -> str:
    return "".join(each.text for each in characters)


def _characters(page: Any) -> list[_Character]:
    """The characters of a PDF's page in their order, and a line end; bold by weight or name."""
    from pypdfium2 import raw  # noqa: PLC0415

    found: list[_Character] = []
    name, flags = create_string_buffer(128), c_int()
    for index in range(page.count_chars()):
        text = chr(raw.FPDFText_GetUnicode(page, index))
        raw.FPDFText_GetFontInfo(page, index, name, len(name), flags)
        bold = raw.FPDFText_GetFontWeight(page, index) >= _BOLD_WEIGHT or b"bold" in (
            name.value.lower()
        )
        size = round(raw.FPDFText_GetFontSize(page, index), 1)
        found.append(_Character("-" if text in _HYPHENS else text, bold, size))
    return [*found, _Character("\n", bold=False, size=0)]
