"""A published sheet in, as text, HTML or PDF; its words out, which of them are bold, and its data.

Anybody can make a document, so it is read in a process with limits (``files.read_each``), and only
as a person sees it: what is hidden, raised, covered or of a kind that no sheet has is refused.
What stands around the main part of a web page, its styles and its scripts are not checked here:
``verify`` compares bytes.
pypdfium2 and tinyhtml5 are imported only when a PDF or a page is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from io import StringIO
from itertools import count, groupby
from pathlib import Path
from typing import TYPE_CHECKING

from factsheets.figures.values import SAMPLE_MARK
from factsheets.files import contents, read_each
from factsheets.problems import SPACES, FactsheetsError, Problem, shortened, unseen
from factsheets.reading.characters import (
    LINE_END,
    MOST_CHARACTERS,
    Character,
    NotAsSeenError,
    characters,
    misplaced,
)
from factsheets.reading.words import marked, one_line
from factsheets.render.address import folder_address
from factsheets.render.formats import Format

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


LARGEST_DOCUMENT = 20_000_000  # bytes
MOST_PAGES = 20  # a sheet has 2
_REMEDY = "Is it a published sheet?"
_ANY_MARK = SAMPLE_MARK.partition(" ")[0]
_CONTEXT = 3  # words before the place that a message is about
_START = 6  # lines, among which the title is
UNKNOWN = "?"  # in place of 0 and 1
_FOOTER = re.compile(r"(?:(.*) )?Page ([0-9]+) of ([0-9]+)")
_TITLE = re.compile(r"(.*?)(?:, ([0-9]{4}))?")
_NUMBER = re.compile("[0-9]+")
_HTML = re.compile(r"\s*(?:<!doctype html|<html|<\?xml)", re.IGNORECASE)


@dataclass(frozen=True)
class Document:
    """What a file says.

    ``words`` has one space between two words. ``bold`` has a 1 for each character that is bold,
    a 0 for each other, a ``?`` where it is not known, a space for a space; it is empty when nothing
    in the document is bold.
    ``data`` is the JSON that rides along, None when there is none. ``base_url`` is the address of
    the folder that a web page says it is published in, empty when it says none.
    """

    file: str
    kind: Format
    words: str
    bold: str
    data: object = None
    base_url: str = ""


def read_documents(paths: Iterable[Path]) -> Iterator[Document | FactsheetsError]:
    """Each file, a PDF, HTML or text by what is in it, or the FactsheetsError that says why not."""
    return read_each(_read, paths, _REMEDY)


def read_document(path: Path) -> Document:
    """The file at ``path``. Raises FactsheetsError. For many, ``read_documents`` is quicker."""
    [document] = read_documents([path])
    if isinstance(document, FactsheetsError):
        raise document
    return document


def _read(path: Path) -> Document:
    file, content = str(path), contents(path, LARGEST_DOCUMENT)
    is_pdf = b"%PDF-" in content[:1024]
    document = _read_pdf(file, content) if is_pdf else _read_words(path, content)
    if not document.words:
        raise _refused(file, "There are no words in the file.")
    return document


def _read_words(path: Path, content: bytes) -> Document:
    file = str(path)
    if path.suffix.lower() == ".pdf":
        raise _refused(file, "The file is not a PDF.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(file, "The file is not UTF-8 text, HTML or PDF.") from error
    is_html = path.suffix.lower() in (".htm", ".html") or _HTML.match(text)
    return _read_html(file, text) if is_html else _read_text(file, text)


def _document(file: str, kind: Format, text: str, bold: str, data: object = None) -> Document:
    words, flags = one_line(text, bold)
    _refuse_preview(file, words)
    return Document(file, kind, words, flags if "1" in flags else "", data)


def _refuse_preview(file: str, words: str) -> None:
    """Raise FactsheetsError for a sheet whose mark says that its figures are of another year."""
    words = words.lstrip(SPACES)
    if words.startswith(_ANY_MARK) and not words.startswith(SAMPLE_MARK):
        what = "This is a preview: its figures are not those of its year."
        raise FactsheetsError(Problem(file, what=what, remedy="Do not send it."))


def _refused(file: str, what: str) -> FactsheetsError:
    return FactsheetsError(Problem(file, what=what, remedy=_REMEDY))


def _refuse_other_characters(file: str, text: str) -> None:
    """Raise FactsheetsError for what no sheet has, or more of it than a sheet has."""
    if len(text) > MOST_CHARACTERS:
        raise _refused(file, f"The file has more than {MOST_CHARACTERS:,} characters of text.")
    if character := unseen(text):
        before = " ".join(text[: text.index(character)].split()[-_CONTEXT:])
        where = f'after "{before}"' if before else "at its start"
        what = f"The file has a character that no sheet has (U+{ord(character):04X}), {where}."
        raise _refused(file, what)


# --- text


def _read_text(file: str, text: str) -> Document:
    text = text.replace("\r\n", "\n")
    _refuse_other_characters(file, text)
    if wrong := next((each for each in text.split() if "****" in each), ""):
        raise _refused(file, f'Between two ** of "{shortened(wrong)}" there are no words.')
    if text.count("**") % 2:
        raise _refused(file, "One of the ** in the text has no partner.")
    words, bold = marked(text)
    body = _without_margins(words)
    return _document(
        file,
        Format.TEXT,
        "\n".join(words[line] for line in body),
        "0".join(bold[line] for line in body),
    )


def _without_margins(text: str) -> list[slice]:
    """The lines of a document without the margins of its pages, whose words are not the sheet's.

    They are the pages' numbers, from 1 to the last; with each the title, which the document begins
    with, and the year, which its words have too; and above or below it a sample's mark. Anything
    else stays, for everybody to see.
    """
    lines = [line.span() for line in re.finditer(r"\S[^\n\f]*", text)]
    said = [" ".join(text[start:end].split()) for start, end in lines]
    footers = {n: found for n, each in enumerate(said) if (found := _FOOTER.fullmatch(each))}
    if [found.group(2, 3) for found in footers.values()] != [
        (str(page), str(len(footers))) for page in range(1, len(footers) + 1)
    ]:
        return [slice(*line) for line in lines]
    start = " ".join(each for each in said[:_START] if each != SAMPLE_MARK)
    above = {n - 1 for n, footer in footers.items() if n and not footer[1]}  # the title by itself
    body = (each for n, each in enumerate(said) if n not in {*footers, *above})
    numbers = {number for each in body for number in _NUMBER.findall(each)}

    def is_title(text: str) -> bool:
        title, year = _TITLE.fullmatch(text).groups()  # type: ignore[union-attr] # it fits all
        return start.startswith(title) and (not year or year in numbers)

    margins = {n for n, footer in footers.items() if is_title(footer[1] or "")}
    margins |= {n for n in above if is_title(said[n])}
    margins |= _marks(said, margins)
    return [slice(*line) for n, line in enumerate(lines) if n not in margins]


def _marks(said: Sequence[str], margins: Collection[int]) -> set[int]:
    """Which of the lines are a sample's marks in the ``margins``, not those of the sheet itself.

    The sheet begins with one and ends with one.
    """
    found = set[int]()
    whole = [n for n in range(len(said)) if n not in margins]
    for is_mark, run in groupby(whole, key=lambda n: said[n] == SAMPLE_MARK):
        marks = list(run)
        is_outer = whole[0] in marks or whole[-1] in marks
        if is_mark and (is_outer or {marks[0] - 1, marks[-1] + 1} & set(margins)):
            found.update(marks[1:] if is_outer else marks)
    return found


# --- HTML

_BOLD = {"b", "strong"}
_IN_LINE = {*_BOLD, "a", "data", "em", "i", "span"}
_BLOCKS = {
    *("article", "body", "br", "div", "footer", "h1", "h2", "h3", "header", "main"),
    *("li", "ol", "p", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {"href", "scope", "value"}  # any other can hide words, or show more of them
_ATTRIBUTES_OF_LISTS = set[str]()  # of which each could change the items' numbers
_LISTS = {"ol", "ul"}
_MARKED = {*_LISTS, "li"}  # where a browser shows a mark
_ATTRIBUTES_AROUND = {"class", "id", "lang"}  # of what the sheet is in
_DATA = {"type": "application/json", "id": "figures"}


def _read_html(file: str, text: str) -> Document:
    import tinyhtml5

    if "\0" in text:  # which a browser and tinyhtml5 leave out
        raise _refused(file, "The file has a character that no sheet has (U+0000).")
    page = tinyhtml5.parse(StringIO(text), namespace_html_elements=False)
    data = [each for each in page.iter("script") if each.attrib == _DATA]
    if len(data) > 1:
        raise _refused(file, "The figures ride along twice in the file.")
    around = {below: each for each in page.iter() for below in each}
    mains = page.findall(".//main") or page.findall("body")
    if len(mains) != 1:
        raise _refused(file, "The page has two main parts, or none.")
    above: Element | None = mains[0]
    while above is not None:
        _refuse_other_element(file, above, {*_BLOCKS, "html"} - _MARKED, _ATTRIBUTES_AROUND)
        above = around.get(above)
    pieces = list(_pieces(file, mains[0]))
    words, bold = ("".join(part) for part in zip(*pieces, strict=True))
    _refuse_other_characters(file, words)
    json_text = (data[0].text or "") if data else None
    document = _document(file, Format.HTML, words, bold, _json(file, json_text))
    return replace(document, base_url=_folder_said(page))


def _folder_said(page: Element) -> str:
    links = [each.get("href", "") for each in page.iter("link") if each.get("rel") == "canonical"]
    with suppress(ValueError):
        return folder_address(links[0].rpartition("/")[0]) if links else ""
    return ""


def _refuse_other_element(
    file: str, element: Element, tags: Collection[str], attributes: set[str]
) -> None:
    if element.tag not in tags:
        raise _refused(file, f"<{element.tag}> is not in a sheet.")
    if others := sorted(set(element.keys()) - attributes):
        what = f'<{element.tag} {others[0]}="…"> is not in a sheet: it may hide words or add some.'
        raise _refused(file, what)


def _pieces(file: str, element: Element, *, bold: bool = False) -> Iterator[tuple[str, str]]:
    """The words in ``element``, and for each character whether it is bold."""
    gap = (" ", "0") if element.tag in _BLOCKS else ("", "")
    bold = bold or element.tag in _BOLD
    yield gap
    items = count(1)
    for text, below in ((element.text, None), *((each.tail, each) for each in element)):
        if below is not None and isinstance(below.tag, str) and below.attrib != _DATA:
            attributes = _ATTRIBUTES_OF_LISTS if below.tag in _MARKED else _ATTRIBUTES
            tags = {"li"} if element.tag in _LISTS else (_BLOCKS | _IN_LINE) - {"li"}
            _refuse_other_element(file, below, tags, attributes)
            if below.tag == "li":  # of which a browser makes the mark
                mark = f" {next(items)}." if element.tag == "ol" else " -"
                yield mark, ("1" if bold else "0") * len(mark)
            yield from _pieces(file, below, bold=bold)
        words = text or ""
        yield words, ("1" if bold else "0") * len(words)
    yield gap


def _bold(character: Character, mixed: Collection[float]) -> str:
    """Whether it is bold; in a size in which all is bold, as headings are, that says nothing."""
    if character.bold and character.size not in mixed:
        return UNKNOWN
    return "1" if character.bold else "0"


def _json(file: str, text: str | bytes | None) -> object:
    if text is not None and len(text) > MOST_CHARACTERS:
        raise _refused(file, "The figures that ride along in the file are too long.")
    try:
        data = {} if text is None else json.loads(text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise _refused(file, "The figures that ride along in the file are not JSON.")
    return None if text is None else data


# --- PDF


def _read_pdf(file: str, content: bytes) -> Document:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(content)
        if len(pdf) > MOST_PAGES:
            raise _refused(file, f"The PDF has {len(pdf):,} pages; a sheet has 2.")
        if pdf.count_attachments() > 1:
            raise _refused(file, "The PDF has more than one file attached; a sheet has its JSON.")
        data = bytes(pdf.get_attachment(0).get_data()) if pdf.count_attachments() else None
        pages = [characters(page, number) for number, page in enumerate(pdf, 1)]
    except pypdfium2.PdfiumError as error:
        what = "The PDF cannot be read: it is damaged."
        if "password" in str(error).lower():
            what = "The PDF asks for a password."
        raise _refused(file, what) from error
    except NotAsSeenError as error:
        raise _refused(file, str(error)) from error
    everything = [each for page in pages for each in page]
    _refuse_other_characters(file, "".join(each.text for each in everything))
    lines = _without_margins("".join(each.text for each in everything))
    body = [each for line in lines for each in (*everything[line], LINE_END)]
    words = "".join(each.text for each in body)
    _refuse_preview(file, words)
    if word := misplaced(body):
        raise _refused(file, f'"{word}" is not printed in one size, one behind the other.')
    mixed = {each.size for each in body if not each.text.isspace() and not each.bold}
    bold = "".join(_bold(each, mixed) for each in body)
    return _document(file, Format.PDF, words, bold, _json(file, data))
