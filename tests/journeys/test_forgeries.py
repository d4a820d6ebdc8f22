"""The forger: every edit of a built file that is not the tool's own is caught by ``verify``.

Each forgery of a sheet stands alone in an empty folder, so that no manifest helps to catch it; of a
built folder, the forger mends the manifest to fit. What is as it was built agrees, at the end.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import textwrap
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfWriter, Transformation
from pypdf.annotations import FreeText, Link, PolyLine
from pypdf.constants import PageLabelStyle
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from conftest import CATALOGUE, DATA, PUBLISHED, data_text, invented, published
from factsheets.build.build import build
from factsheets.build.fingerprint import Provenance
from factsheets.build.manifest import Manifest
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.reading.verify import verify
from factsheets.render.formats import MANIFEST_FILE as MANIFEST
from factsheets.render.formats import Format, file_name
from factsheets.render.render import render
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording

pytestmark = pytest.mark.usefixtures("read_here")

NOT_AS_MADE = "The words agree, but the file is not as it would be made now."
TRUE, FALSE = "809", "909"  # Wyoming's CyberTipline reports, and what the forger wants
WORDS = f'"{FALSE}" should be "{TRUE}"'
AGAIN = "It was edited, or made by another version: build it again."


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, dataset: Dataset, templates: Templates) -> Path:
    """The year's folder as it was built."""
    return build(dataset, templates, tmp_path_factory.mktemp("output")).folder


@pytest.fixture
def year(built: Path, tmp_path: Path) -> Path:
    """A copy of it, for the forger."""
    return Path(shutil.copytree(built, tmp_path / "2023"))


def said(path: Path, data: Path = DATA) -> list[str]:
    """What verify says of the file or folder, one line a problem, each once."""
    found = [
        str(problem).replace(f"{path}/", "").replace(f"{path.parent}/", "")
        for each in verify([path], data)
        for problem in each.problems
    ]
    assert len(found) == len(set(found)), "a problem is named twice"
    assert all(each.endswith((".", "?")) and len(each) < 500 for each in found)
    return found


# --- PDF. Each forger is given a writer that adds an incremental update to the built file.


def first(writer: PdfWriter) -> Any:
    """The first page; pypdf's own types do not say what is in a dictionary."""
    return writer.pages[0]


def root(writer: PdfWriter) -> Any:
    return writer.root_object


def stream(content: bytes, **entries: object) -> StreamObject:
    found = DecodedStreamObject()
    found.set_data(content)
    found.update({NameObject(f"/{key}"): value for key, value in entries.items()})
    return found


def box(*numbers: float) -> ArrayObject:
    return ArrayObject(map(FloatObject, numbers))


def entries(**values: object) -> DictionaryObject:
    """A dictionary: of names, or of what it is given."""
    return DictionaryObject(
        {
            NameObject(f"/{key}"): NameObject(value) if type(value) is str else value
            for key, value in values.items()
        }
    )


def paint(writer: PdfWriter, content: bytes) -> None:
    """Add ``content`` to the end of the first page's."""
    before = first(writer).raw_get("/Contents")
    after = writer._add_object(stream(content))
    first(writer)[NameObject("/Contents")] = ArrayObject([before, after])


def edit_content(writer: PdfWriter, old: bytes, new: bytes) -> None:
    content = first(writer)["/Contents"].get_object()
    data = content.get_data()
    assert old in data
    content.set_data(data.replace(old, new, 1))


def font(writer: PdfWriter) -> Any:
    """The font that Wyoming's 809 is set in."""
    fonts = first(writer)["/Resources"]["/Font"]
    [found] = [
        each.get_object() for each in fonts.values() if "Bold" in each.get_object()["/BaseFont"]
    ]
    return found


ZERO, EIGHT, NINE = 0x0191, 0x0199, 0x019A  # their glyphs in the typeface
NUMBER = b"<%04x>3<%04x>4<%04x>" % (EIGHT, ZERO, NINE)
OTHER_NUMBER = b"<%04x>3<%04x>4<%04x>" % (NINE, ZERO, NINE)


def appearance(writer: PdfWriter) -> DictionaryObject:
    """A white rectangle with something black on it, as an annotation shows it."""
    form = stream(
        b"1 g 0 0 90 30 re f 0 g 5 5 9 20 re f",
        Type=NameObject("/XObject"),
        Subtype=NameObject("/Form"),
        BBox=box(0, 0, 90, 30),
    )
    return entries(N=writer._add_object(form))


def annotate(writer: PdfWriter, subtype: str, **values: object) -> None:
    note = entries(
        Type="/Annot", Subtype=subtype, Rect=box(90, 400, 180, 430), F=NumberObject(4), **values
    )
    first(writer)["/Annots"].append(writer._add_object(note))


def free_text(writer: PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text="909", rect=(90, 400, 180, 430)))


def stamp(writer: PdfWriter) -> None:
    annotate(writer, "/Stamp", AP=appearance(writer))


def white_square(writer: PdfWriter) -> None:
    annotate(writer, "/Square", IC=box(1, 1, 1), C=box(1, 1, 1))


def ink(writer: PdfWriter) -> None:
    writer.add_annotation(0, PolyLine(vertices=[(90, 400), (180, 430)]))


def redaction(writer: PdfWriter) -> None:
    annotate(writer, "/Redact", OverlayText=TextStringObject("909"))


def pop_up(writer: PdfWriter) -> None:
    annotate(writer, "/Text", Contents=TextStringObject("The figure is 909."))


def form_field(writer: PdfWriter) -> None:
    annotate(
        writer,
        "/Widget",
        FT=NameObject("/Tx"),
        T=TextStringObject("total"),
        V=TextStringObject("909"),
        AP=appearance(writer),
    )
    field = first(writer)["/Annots"][-1].indirect_reference
    root(writer)[NameObject("/AcroForm")] = entries(Fields=ArrayObject([field]))


def add_layer(writer: PdfWriter, content: Callable[[bytes], bytes], state: str) -> None:
    """Put the page's content, as ``content`` changes it, with an optional group OC."""
    group = writer._add_object(entries(Type="/OCG", Name=TextStringObject("Layer")))
    root(writer)[NameObject("/OCProperties")] = entries(
        OCGs=ArrayObject([group]), D=entries(BaseState="/ON", **{state: ArrayObject([group])})
    )
    resources = first(writer)["/Resources"].get_object()
    resources[NameObject("/Properties")] = entries(OC=group)
    page = first(writer)["/Contents"].get_object()
    page.set_data(content(page.get_data()))


def hidden_layer(writer: PdfWriter) -> None:
    add_layer(writer, lambda content: b"/OC /OC BDC\n" + content + b"\nEMC\n", "OFF")


def shown_layer(writer: PdfWriter) -> None:
    cover = b"\n/OC /OC BDC 1 g 90 400 90 30 re f EMC\n"
    add_layer(writer, lambda content: content + cover, "ON")


def number_in_content(writer: PdfWriter) -> None:
    edit_content(writer, NUMBER, OTHER_NUMBER)


def map_of_characters(writer: PdfWriter) -> None:
    """What is copied and searched is another number than what is seen."""
    to_unicode = font(writer)["/ToUnicode"].get_object()
    before = to_unicode.get_data()
    assert b"<%04x> <0038>" % EIGHT in before
    to_unicode.set_data(before.replace(b"<%04x> <0038>" % EIGHT, b"<%04x> <0039>" % EIGHT))


def number_and_map(writer: PdfWriter) -> None:
    """909 is seen, and reads as 809: a glyph that nothing else uses stands for the 8."""
    map_of_glyphs = font(writer)["/DescendantFonts"][0].get_object()
    glyphs = bytearray(b"".join(n.to_bytes(2, "big") for n in range(NINE + 1)))
    glyphs[2 * EIGHT : 2 * EIGHT + 2] = NINE.to_bytes(2, "big")
    map_of_glyphs[NameObject("/CIDToGIDMap")] = writer._add_object(stream(bytes(glyphs)))


def outlines(writer: PdfWriter) -> None:
    """The outline of the 8 is that of the 9."""
    descriptor = font(writer)["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    file = descriptor["/FontFile2"].get_object()
    with BytesIO(file.get_data()) as before, BytesIO() as after:
        outlines = TTFont(before)
        names = outlines.getGlyphOrder()
        outlines["glyf"][names[EIGHT]] = outlines["glyf"][names[NINE]]
        outlines.save(after)
        file.set_data(after.getvalue())


def widths(writer: PdfWriter) -> None:
    """All characters one over the other."""
    descendant = font(writer)["/DescendantFonts"][0].get_object()
    descendant[NameObject("/W")] = ArrayObject()
    descendant[NameObject("/DW")] = NumberObject(0)


def rectangle(writer: PdfWriter) -> None:
    paint(writer, b"q 1 g 90 400 90 30 re f Q")


def white_words(writer: PdfWriter) -> None:
    name = next(iter(first(writer)["/Resources"]["/Font"]))
    paint(
        writer,
        b"q 1 g BT %s 9 Tf 90 400 Td %s Tj ET Q"
        % (name.encode(), b"<%04x%04x%04x>" % (NINE, ZERO, NINE)),
    )


def invisible_mode(writer: PdfWriter) -> None:
    """The sheet's own words are there to be read, and nobody sees them."""
    edit_content(writer, b"BT\n", b"BT\n3 Tr\n")


def clip(writer: PdfWriter) -> None:
    edit_content(writer, b"q\n", b"q 0 0 1 1 re W n\n")


def picture(writer: PdfWriter) -> None:
    image = stream(
        b"\xff",
        Type=NameObject("/XObject"),
        Subtype=NameObject("/Image"),
        Width=NumberObject(1),
        Height=NumberObject(1),
        BitsPerComponent=NumberObject(8),
        ColorSpace=NameObject("/DeviceGray"),
    )
    resources = first(writer)["/Resources"].get_object()
    resources[NameObject("/XObject")] = entries(Cover=writer._add_object(image))
    paint(writer, b"q 90 0 0 30 90 400 cm /Cover Do Q")


def extra_page(writer: PdfWriter) -> None:
    writer.add_blank_page(612, 792)


def no_second_page(writer: PdfWriter) -> None:
    writer.remove_page(1)


def order_of_pages(writer: PdfWriter) -> None:
    pages = root(writer)["/Pages"].get_object()["/Kids"]
    pages.reverse()


def rotated(writer: PdfWriter) -> None:
    first(writer).rotate(180)


def cropped(writer: PdfWriter) -> None:
    first(writer).cropbox.lower_left = (0, 430)


def scaled(writer: PdfWriter) -> None:
    first(writer).mediabox.upper_right = (1224, 1584)


def moved(writer: PdfWriter) -> None:
    first(writer).add_transformation(Transformation().translate(0, -40))


def names_of_files(writer: PdfWriter) -> Any:
    return root(writer)["/Names"]["/EmbeddedFiles"]["/Names"]


def change_data(writer: PdfWriter, old: bytes, new: bytes) -> None:
    file = names_of_files(writer)[1].get_object()["/EF"]["/F"].get_object()
    data = file.get_data()
    assert old in data
    file.set_data(data.replace(old, new))


def attached_figures(writer: PdfWriter) -> None:
    change_data(writer, b": 809", b": 909")


def attached_version(writer: PdfWriter) -> None:
    change_data(writer, b'"factsheets": "', b'"factsheets": "Wyoming: 909 reports. ')


def attached_twice_named(writer: PdfWriter) -> None:
    change_data(writer, b'"figures": {', b'"figures": {"cybertipline_reports": 909,')


def attached_spaces(writer: PdfWriter) -> None:
    change_data(writer, b'"figures": {', b'"figures":   {')


def second_attachment(writer: PdfWriter) -> None:
    writer.add_attachment("zz.json", b'{"figures": {"cybertipline_reports": 909}}')


def name_of_attachment(writer: PdfWriter) -> None:
    file = names_of_files(writer)[1].get_object()
    for key in ("/F", "/UF"):
        file[NameObject(key)] = TextStringObject("ohio.json")


def no_attachment(writer: PdfWriter) -> None:
    del root(writer)["/Names"]["/EmbeddedFiles"]


def change_xmp(writer: PdfWriter, old: bytes, new: bytes) -> None:
    xmp = root(writer)["/Metadata"].get_object()
    data = xmp.get_data()
    assert old in data
    xmp.set_data(data.replace(old, new))


def title_in_xmp(writer: PdfWriter) -> None:
    change_xmp(writer, b"Wyoming", b"Montana")


def date_in_xmp(writer: PdfWriter) -> None:
    change_xmp(writer, b"2023-12-31", b"2024-12-31")


def author_in_xmp(writer: PdfWriter) -> None:
    change_xmp(writer, b"</rdf:RDF>", b"<dc:creator>NCMEC, signed</dc:creator></rdf:RDF>")


def author(writer: PdfWriter) -> None:
    writer.add_metadata({"/Author": "Signed off by NCMEC"})


def title(writer: PdfWriter) -> None:
    writer.add_metadata({"/Title": "Montana Data, 2023"})


def date(writer: PdfWriter) -> None:
    writer.add_metadata({"/ModDate": "D:20241231000000Z"})


def script(writer: PdfWriter) -> None:
    action = entries(S="/JavaScript", JS=TextStringObject("app.alert('909');"))
    root(writer)[NameObject("/Names")][NameObject("/JavaScript")] = entries(
        Names=ArrayObject([TextStringObject("a"), action])
    )


def on_open(writer: PdfWriter) -> None:
    action = entries(S="/URI", URI=TextStringObject("https://example.org"))
    root(writer)[NameObject("/OpenAction")] = action


def on_page(writer: PdfWriter) -> None:
    action = entries(S="/JavaScript", JS=TextStringObject("this.getField('x')"))
    first(writer)[NameObject("/AA")] = entries(O=action)


def launch(writer: PdfWriter) -> None:
    program = entries(S="/Launch", F=TextStringObject("calc.exe"))
    annotate(writer, "/Link", A=program)


def other_link(writer: PdfWriter) -> None:
    link = first(writer)["/Annots"][0].get_object()
    link["/A"][NameObject("/URI")] = TextStringObject("https://example.org/")


def new_link(writer: PdfWriter) -> None:
    writer.add_annotation(0, Link(rect=(90, 400, 180, 430), url="https://example.org/"))


def first_element(writer: PdfWriter) -> DictionaryObject:
    """The first element of the structure tree that holds content of the page."""
    for number in range(1, len(writer._objects) + 1):
        found = writer.get_object(number)
        if isinstance(found, DictionaryObject) and found.get("/S") == "/P":
            return found
    raise AssertionError("no paragraph")


def spoken_words(writer: PdfWriter) -> None:
    """A screen reader says 909."""
    first_element(writer)[NameObject("/ActualText")] = TextStringObject("909 reports")


def alternative(writer: PdfWriter) -> None:
    first_element(writer)[NameObject("/Alt")] = TextStringObject("909 reports")


def actual_text_in_content(writer: PdfWriter) -> None:
    edit_content(writer, b"/Span\n<</MCID 0>>", b"/Span\n<</MCID 0/ActualText (909)>>")


def structure_gone(writer: PdfWriter) -> None:
    del root(writer)["/StructTreeRoot"]


def page_labels(writer: PdfWriter) -> None:
    writer.set_page_label(0, 1, PageLabelStyle.DECIMAL, start=909)


def language(writer: PdfWriter) -> None:
    root(writer)[NameObject("/Lang")] = TextStringObject("fr")


def bookmark(writer: PdfWriter) -> None:
    writer.add_outline_item(title="Wyoming: 909 reports", page_number=0)


def viewer(writer: PdfWriter) -> None:
    root(writer)[NameObject("/ViewerPreferences")] = entries(
        DisplayDocTitle=BooleanObject(value=False)
    )


def object_that_nothing_uses(writer: PdfWriter) -> None:
    writer._add_object(stream(b"MZ\x90 a program"))


IN_PDF = [
    free_text, stamp, white_square, ink, redaction, pop_up, form_field, hidden_layer, shown_layer,
    number_in_content, map_of_characters, number_and_map, outlines, widths, rectangle, white_words,
    invisible_mode, clip, picture, extra_page, no_second_page, order_of_pages, rotated, cropped,
    scaled, moved, attached_figures, attached_version, attached_twice_named, attached_spaces,
    second_attachment, name_of_attachment, no_attachment, title_in_xmp, date_in_xmp, author_in_xmp,
    author, title, date, script, on_open, on_page, launch, other_link, new_link, spoken_words,
    alternative, actual_text_in_content, structure_gone, page_labels, language, bookmark, viewer,
    object_that_nothing_uses,
]  # fmt: skip


def updated(pdf: bytes, forge: Callable[[PdfWriter], None]) -> bytes:
    """The PDF with an incremental update behind it: the built file stands there untouched."""
    writer = PdfWriter(BytesIO(pdf), incremental=True)
    forge(writer)
    with BytesIO() as content:
        writer.write(content)
        return content.getvalue()


def hole_in_the_version(pdf: bytes) -> bytes:
    """A whole incremental update where a comparison leaves out a version in the raw bytes."""
    start = pdf + b'"factsheets": "\n'
    return updated(start, rectangle) + b'"'


def other_version(pdf: bytes) -> bytes:
    writer = PdfWriter(BytesIO(pdf), incremental=True)
    change_data(writer, b'"factsheets": "', b'"factsheets": "9')
    with BytesIO() as content:
        writer.write(content)
        return content.getvalue()


def written_anew(pdf: bytes, *, password: str = "") -> bytes:
    writer = PdfWriter(clone_from=BytesIO(pdf))
    if password:
        writer.encrypt("", owner_password=password, algorithm="RC4-128")
    with BytesIO() as content:
        writer.write(content)
        return content.getvalue()


BYTES_OF_PDF: dict[str, Callable[[bytes], bytes]] = {
    "the hole in the version": hole_in_the_version,
    "another version in the attachment": other_version,
    "bytes after the end": lambda pdf: pdf + b"<script>909</script>",
    "one byte after the end": lambda pdf: pdf + b"\n",
    "a second end": lambda pdf: pdf + b"%%EOF\n",
    "bytes before the start": lambda pdf: b"#!/bin/sh\n" + pdf,
    "a page of HTML before the start": lambda pdf: b"<html>909</html>\n" + pdf,
    "another version of PDF": lambda pdf: pdf.replace(b"%PDF-1.7", b"%PDF-1.4"),
    "a comment changed": lambda pdf: pdf.replace(b"\xf0\x9f\x96\xa4", b"909 "),
    "cut off": lambda pdf: pdf[:-7],
    "saved anew": written_anew,
    "encrypted, without a password to open it": lambda pdf: written_anew(pdf, password="x"),
    "twice": lambda pdf: pdf + pdf,
    "empty": lambda pdf: b"",
}


FORGED_PDFS = {each.__name__: partial(updated, forge=each) for each in IN_PDF} | BYTES_OF_PDF


@pytest.fixture(scope="module")
def of_forged_pdfs(built: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What verify says of each forged PDF, which stands alone in its folder."""
    good, folder = (built / "wyoming.pdf").read_bytes(), tmp_path_factory.mktemp("forged")
    paths = []
    for number, (name, forge) in enumerate(FORGED_PDFS.items()):
        (folder / str(number)).mkdir()
        paths.append(folder / str(number) / "wyoming.pdf")
        paths[-1].write_bytes(forge(good))
        assert paths[-1].read_bytes() != good
        assert name in BYTES_OF_PDF or paths[-1].read_bytes().startswith(good)
    found = [list(map(str, each.problems)) for each in verify(paths, DATA)]
    return dict(zip(FORGED_PDFS, found, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("forgery", FORGED_PDFS)
def test_a_forged_pdf_is_caught(forgery: str, of_forged_pdfs: dict[str, list[str]]) -> None:
    found = of_forged_pdfs[forgery]

    assert found
    assert all("wyoming.pdf: " in each and each.endswith((".", "?")) for each in found)
    if forgery == "number_in_content":
        assert f"Wyoming, cybertipline_reports: {WORDS}" in found[0]
    if forgery == "attached_figures":
        assert "cybertipline_reports: The JSON that rides along says 909" in found[0]


# --- HTML

IN_HTML = {
    "style that hides": ("</style>", "table{display:none}</style>"),
    "style that replaces": ("</style>", 'data[value="809"]{font-size:0}</style>'),
    "style that adds": ("</style>", 'main p::before{content:"909 "}</style>'),
    "style that paints over": ("</style>", "main::after{position:fixed;inset:0}</style>"),
    "style that mirrors": ("</style>", "data{direction:rtl;unicode-bidi:bidi-override}</style>"),
    "style that shows the JSON": ("</style>", "script{display:block}</style>"),
    "style with a font that swaps digits": (
        "</style>",
        "@font-face{font-family:x;src:url(data:font/woff2;base64,)}data{font-family:x}</style>",
    ),
    "style on an element": ("<table>", '<table style="display:none">'),
    "a second style": ("</head>", "<style>table{opacity:0}</style></head>"),
    "a style sheet from elsewhere": (
        "</head>",
        '<link rel="stylesheet" href="https://example.org/x.css"></head>',
    ),
    "hidden": ("<table>", "<table hidden>"),
    "script": ("</body>", "<script>document.title='909'</script></body>"),
    "script from elsewhere": ("</body>", '<script src="https://example.org/x.js"></script></body>'),
    "an event": ("<body", '<body onload="x()"'),
    "a comment": ("<main>", "<!-- 909 --><main>"),
    "a comment that is never closed": ("</main>", "</main><!-- "),
    "a homoglyph": ("CyberTipline", "\N{CYRILLIC CAPITAL LETTER ES}yberTipline"),
    "digits of another script": (">809<", ">\uff18\uff10\uff19<"),
    "digits turned around": (">809<", ">\N{RIGHT-TO-LEFT OVERRIDE}908<"),
    "a mark for the direction": (">809<", ">\N{RIGHT-TO-LEFT MARK}809<"),
    "a character without width": (">809<", ">8\N{ZERO WIDTH SPACE}09<"),
    "a joiner": (">809<", ">8\N{WORD JOINER}09<"),
    "a combining line": (">809<", ">8\N{COMBINING LONG STROKE OVERLAY}09<"),
    "a soft hyphen": ("CyberTipline", "Cyber\N{SOFT HYPHEN}Tipline"),
    "a space that does not break": ("809</data> Cyber", "809</data>\N{NO-BREAK SPACE}Cyber"),
    "a tag that stays open": ("<main>", "<main><p hidden"),
    "a text area that stays open": ("</main>", "</main><textarea>"),
    "a title that stays open": ("</title>", "<b></title>"),
    "a template": ("<table>", "<template><table>"),
    "a second main": ("<main>", "<main>909</main><main>"),
    "an element of nobody's": ("<main>", '<main><x-909 value="909"></x-909>'),
    "struck through": (">809<", "><s>809</s><"),
    "a value": ('<data value="809">', '<data value="909">'),
    "a title on a figure": ('<data value="809">', '<data value="809" title="909">'),
    "a label for screen readers": ("<table>", '<table aria-label="909">'),
    "hidden from screen readers": ("<table>", '<table aria-hidden="true">'),
    "an attribute": ("<main>", '<main data-total="909">'),
    "a frame": ("</main>", '</main><iframe src="https://example.org"></iframe>'),
    "an object": ("</main>", '</main><object data="x.pdf"></object>'),
    "a picture": ("</main>", '<img src="data:image/png;base64," alt="909"></main>'),
    "a drawing": ("</main>", "<svg><text>909</text></svg></main>"),
    "a form": ("</main>", '<form action="https://example.org"><button>909</button></form></main>'),
    "another page later": ("<title>", '<meta http-equiv="refresh" content="1;url=x"><title>'),
    "a base": ("<title>", '<base href="https://example.org/"><title>'),
    "another encoding": ('charset="utf-8"', 'charset="utf-7"'),
    "another language": ('lang="en-US"', 'lang="ar" dir="rtl"'),
    "a link": ("https://www.missingkids.org", "https://missingkids.example"),
    "a link that is a script": ('href="https://www.missingkids', 'href="javascript:x//missingkids'),
    "a link to the PDF": ('href="wyoming.pdf"', 'href="montana.pdf"'),
    "the title": ("<title>The", "<title>909: The"),
    "the description": ('name="description" content="', 'name="description" content="909 '),
    "what is shared": ('property="og:title" content="', 'property="og:title" content="909 '),
    "a figure of the JSON": ('"cybertipline_reports": 809', '"cybertipline_reports": 909'),
    "a figure of the JSON twice": ('"figures": {', '"figures": {"cybertipline_reports": 909,'),
    "a space in the JSON": ('"figures": {', '"figures":  {'),
    "a text in the JSON": ('"cybertipline_reports": 809', '"cybertipline_reports": "809"'),
    "a name more in the JSON": ('"state": "Wyoming"', '"state": "Wyoming", "note": "909"'),
    "a second JSON": ("</body>", '<script type="application/json" id="figures">{}</script></body>'),
    "the hole in the version": (
        '"factsheets": "',
        '"factsheets": "</script/><style>data{display:none}</style><script>',
    ),
    "words in the version": ('"factsheets": "', '"factsheets": "Wyoming had 909. '),
    "words behind the version": ('"factsheets": "0', '"factsheets": "0+wyoming.had.909'),
    "an empty version": ('"factsheets": "0.1.0"', '"factsheets": ""'),
    "a version that is a number": ('"factsheets": "0.1.0"', '"factsheets": 909'),
    "a version that is a list": ('"factsheets": "0.1.0"', '"factsheets": ["0.1.0"]'),
    "no version": ('"factsheets": "0.1.0",', ""),
    "other digits in the version": ('"factsheets": "0', '"factsheets": "\N{THAI DIGIT NINE}'),
    "a version written otherwise": ('"factsheets": "0.1.0"', '"factsheets": "0\\u002e1.0"'),
    "a second version": ('"factsheets": "', '"factsheets": "9", "factsheets": "'),
    "a figure as entities": (">809<", ">&#56;09<"),
    "an entity that nobody sees": (">809<", ">809&#8203;<"),
    "capitals": ("<main>", "<MAIN>"),
    "a space at the end": ("</html>", "</html> "),
    "an empty line": ("<main>", "<main>\n"),
    "a null character": ("<main>", "<main>\0"),
    "a mark of the byte order": ("<!DOCTYPE", "\ufeff<!DOCTYPE"),
    "line ends of Windows": ("\n", "\r\n"),
    "an older kind of page": ("<!DOCTYPE html>\n", ""),
}  # fmt: skip


@pytest.mark.one_in(40)
@pytest.mark.parametrize("forgery", IN_HTML)
def test_a_forged_page_is_caught(forgery: str, built: Path, tmp_path: Path) -> None:
    old, new = IN_HTML[forgery]
    page = (built / "wyoming.html").read_bytes().decode()
    assert old in page
    path = tmp_path / "wyoming.html"
    path.write_bytes(page.replace(old, new).encode())

    found = said(path)

    assert found
    if forgery in ("style that adds", "a value", "capitals"):
        assert found == [f"wyoming.html: Wyoming: {NOT_AS_MADE} {AGAIN}"]


# --- text. Alone, its words count: the forger's are others. In the year's folder, each byte does.

IN_TEXT = {
    "a figure": ("809", "909"),
    "digits of another script": ("809", "\uff18\uff10\uff19"),
    "a homoglyph": ("809", "8O9"),
    "digits turned around": ("809", "\N{RIGHT-TO-LEFT OVERRIDE}908\N{POP DIRECTIONAL FORMATTING}"),
    "a mark for the direction": ("809", "\N{RIGHT-TO-LEFT MARK}809"),
    "a character without width": ("809", "8\N{ZERO WIDTH SPACE}09"),
    "a byte order mark inside": ("809", "8\ufeff09"),
    "a combining line": ("809", "8\N{COMBINING LONG STROKE OVERLAY}09"),
    "a soft hyphen": ("CyberTipline", "Cyber\N{SOFT HYPHEN}Tipline"),
    "a hyphen": ("In 2023, NCMEC", "In\N{NON-BREAKING HYPHEN}2023, NCMEC"),
    "a back space": ("809", "9\b809"),
    "an escape code": ("809", "\x1b[8m809\x1b[0m"),
    "a null character": ("809", "8\x0009"),
    "a footnote": ("809", "809*"),
    "a paragraph more": ("Listed below", "Wyoming had 909 reports.\n\nListed below"),
    "a page more": ("Listed below", "\fWyoming had 909 reports.\n\fListed below"),
    "a paragraph less": ("Listed below are Wyoming specific", "Wyoming specific"),
    "a row more": ("\t7\n", "\t7\nAnother\t909\n"),
}
# What a terminal or an editor shows otherwise, and what only the white space differs in.
LOOKS_RIGHT = {
    "a row that its end hides": ("\t7\n", "\t7\rOther\t9\n"),
    "a row over a row": ("\t7\n", "\t909\r\t7\n"),
    "bold inside a figure": ("809", "80****9"),
    "a space that does not break": ("809 ", "809\N{NO-BREAK SPACE}"),
    "a space that is a line": ("809 ", "809\N{OGHAM SPACE MARK}"),
    "a line end that no editor shows": ("809 ", "809\N{LINE SEPARATOR}"),
    "a next line": ("809 ", "809\x85"),
    "a page": ("\n\nListed", "\f\n\nListed"),
    "two spaces": ("809 ", "809  "),
    "a space at the end": (".\n", ". \n"),
    "line ends of Windows": ("\n", "\r\n"),
    "a mark of the byte order": ("The National", "\ufeffThe National"),
}


def forged_text(folder: Path, forgery: tuple[str, str]) -> bytes:
    old, new = forgery
    text = (folder / "wyoming.txt").read_bytes().decode()
    assert old in text
    return text.replace(old, new).encode()


@pytest.mark.one_in(6)
@pytest.mark.parametrize("forgery", IN_TEXT)
def test_forged_text_is_caught(forgery: str, built: Path, tmp_path: Path) -> None:
    path = tmp_path / "wyoming.txt"
    path.write_bytes(forged_text(built, IN_TEXT[forgery]))

    found = said(path)

    assert found
    if forgery == "a figure":
        assert f"Wyoming, cybertipline_reports: {WORDS}" in found[0]


@pytest.mark.one_in(6)
@pytest.mark.parametrize("forgery", [*IN_TEXT, *LOOKS_RIGHT])
def test_forged_text_of_a_year_is_caught_though_the_manifest_is_mended(
    forgery: str, year: Path
) -> None:
    path = year / "wyoming.txt"
    path.write_bytes(forged_text(year, (IN_TEXT | LOOKS_RIGHT)[forgery]))
    mend(year)

    found = said(path)

    assert found
    assert all(each.startswith("wyoming.txt: ") for each in found)
    if forgery == "two spaces":
        assert found == said(year) == [f"wyoming.txt: Wyoming: {NOT_AS_MADE} {AGAIN}"]


# --- the folder


def mend(folder: Path) -> None:
    """Let the manifest fit the files, as a forger does with a text editor."""
    manifest = json.loads((folder / MANIFEST).read_text())
    for name, entry in manifest["files"].items():
        content = (folder / name).read_bytes()
        entry |= {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, separators=(",", ": ")))


def mend_with_the_tool(folder: Path, dataset: Dataset, templates: Templates, *names: str) -> None:
    """Let the manifest fit the files, as a forger does who knows the code."""
    manifest = Manifest.read(folder, year=0, sample=False)
    origin = Provenance(dataset, templates, house_style=False)
    for name in names:
        there = [each for each in manifest.sheets if (folder / each).exists()]
        figures, made_from = origin.figures_of_year(), origin.of_year(name, there)
        manifest.add(name, (folder / name).read_bytes(), figures=figures, made_from=made_from)
    manifest.write(folder)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_bytes().decode()
    assert old in text
    path.write_bytes(text.replace(old, new).encode())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index.html", "states.csv"])
@pytest.mark.parametrize("how", ["by hand", "with the tool"])
def test_a_forged_start_page_or_table_is_caught_though_the_manifest_is_mended(
    how: str, name: str, year: Path, dataset: Dataset, templates: Templates
) -> None:
    edit(year / name, TRUE, FALSE)
    mend(year) if how == "by hand" else mend_with_the_tool(year, dataset, templates, name)
    message = (
        f"{name}: The file is not as it would be made from {DATA} now. It was edited, or made by "
        "another version: build it again."
    )

    assert said(year) == said(year / name) == [message]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index.html", "states.csv", "wyoming.html", "wyoming.pdf"])
def test_a_build_makes_a_forged_file_anew_though_the_manifest_is_mended(
    name: str, built: Path, year: Path, dataset: Dataset, templates: Templates
) -> None:
    if name == "wyoming.pdf":
        (year / name).write_bytes(updated((year / name).read_bytes(), rectangle))
    else:
        edit(year / name, TRUE, FALSE)
    mend(year)

    build(dataset, templates, year.parent, states=["Wyoming"])

    assert (year / name).read_bytes() == (built / name).read_bytes()
    assert said(year) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index.html", "states.csv", "wyoming.txt"])
@pytest.mark.parametrize("forged", [True, False])
def test_an_entry_that_was_dropped_is_caught(
    forged: bool, name: str, built: Path, year: Path, dataset: Dataset, templates: Templates
) -> None:
    if forged:
        edit(year / name, TRUE, FALSE)
    change_manifest(year, lambda found: found["files"].pop(name))

    found = said(year)

    assert found[0].startswith(f"{name}: {MANIFEST} does not list this file.")
    assert len(found) == 1 + forged
    if forged:
        assert said(year / name)
    build(dataset, templates, year.parent, states=["Wyoming"])
    assert (year / name).read_bytes() == (built / name).read_bytes()


def change_manifest(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / MANIFEST
    found = json.loads(path.read_text())
    change(found)
    path.write_text(json.dumps(found, indent=1, separators=(",", ": ")))


def test_the_forgers_manifest_is_written_as_a_build_writes_it(year: Path) -> None:
    good = (year / MANIFEST).read_bytes()
    mend(year)
    assert (year / MANIFEST).read_bytes() == good


def entry(name: str, **changed: object) -> Callable[[dict[str, Any]], object]:
    return lambda found: found["files"][name].update(changed)


PDF, TEXT = "wyoming.pdf", "wyoming.txt"
IN_MANIFEST: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "another year": (lambda found: found.update(year=2022), "is for 2022"),
    "a sample": (lambda found: found.update(sample=True), "has sample: true"),
    "another hash": (entry(PDF, sha256="0" * 64), "has another SHA-256"),
    "another size": (entry(PDF, size=5), "has the size 5 for wyoming.pdf"),
    "another number of pages": (entry(PDF, pages=3), "has the pages 3 for wyoming.pdf"),
    "pages of a text": (entry(TEXT, pages=1), "has the pages 1 for wyoming.txt"),
    "another state": (entry(PDF, state="Ohio"), "has the state Ohio for wyoming.pdf"),
    "a state of the start page": (entry("index.html", state="Ohio"), "has the state Ohio"),
    "other figures": (entry(PDF, figures="0" * 64), "has the figures 000"),
    "fewer national figures": (entry(PDF, national=[]), "has the national ()"),
    "other figures of the year": (entry("states.csv", figures="0"), "has the figures 0"),
    "tools that nobody knows": (entry(PDF, made_with="0"), "other versions than those of '0'"),
    "another version of a tool": (
        lambda found: next(iter(found["made_with"].values())).update(weasyprint="1.0"),
        "names other versions",
    ),
    "a file that is not there": (
        lambda found: found["files"].update({"ohio.pdf": found["files"][PDF]}),
        "ohio.pdf: manifest.json lists this file, but it is not there",
    ),
    "a file that no build makes": (
        lambda found: found["files"].update({"zz.pdf": found["files"][PDF]}),
        "lists zz.pdf, which no build makes",
    ),
    "a word more": (lambda found: found.update(note="909"), "is not as a build writes it"),
    "a word more of a file": (entry(PDF, note="909"), "is not as a build writes it"),
    "no file": (lambda found: found.update(files={}), "cannot be read, or lists no file"),
    "a file outside": (
        lambda found: found["files"].update({"../x.pdf": found["files"][PDF]}),
        "cannot be read, or lists no file",
    ),
}  # fmt: skip


@pytest.mark.one_in(20)
@pytest.mark.parametrize("forgery", IN_MANIFEST)
def test_a_forged_manifest_is_caught(forgery: str, year: Path) -> None:
    change, message = IN_MANIFEST[forgery]
    change_manifest(year, change)

    found = said(year)

    assert any(message in each for each in found), found
    assert all(MANIFEST in each for each in found)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["gone", "no JSON", "a name twice", "spaces", "a link"])
def test_a_manifest_that_no_build_wrote_is_caught(how: str, year: Path, tmp_path: Path) -> None:
    path = year / MANIFEST
    good = path.read_text()
    if how == "a link":
        path.rename(tmp_path / MANIFEST)
        path.symlink_to(tmp_path / MANIFEST)
    elif how == "gone":
        path.unlink()
    else:
        path.write_text(
            {
                "no JSON": "{",
                "a name twice": good.replace('"year": 2023', '"year": 2022,\n "year": 2023'),
                "spaces": f"{good}\n",
            }[how]
        )

    [found] = said(year)
    assert found.startswith(f"{MANIFEST}: ")


def copy_over(folder: Path, name: str, other: str) -> None:
    shutil.copy(folder / name, folder / other)


def other_format(folder: Path, name: str, other: str) -> None:
    copy_over(folder, name, other)
    mend(folder)


def swap(folder: Path) -> None:
    for suffix in ("txt", "html"):
        one, other = folder / f"wyoming.{suffix}", folder / f"montana.{suffix}"
        one.rename(folder / "x")
        other.rename(one)
        (folder / "x").rename(other)


def linked(folder: Path, *, forged: bool) -> None:
    path, outside = folder / "wyoming.html", folder.parent / "outside.html"
    path.rename(outside)
    if forged:
        edit(outside, TRUE, FALSE)
    path.symlink_to(outside)


def add(folder: Path, name: str, content: str = "Wyoming: 909") -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(content)


def folder_in_place(folder: Path) -> None:
    (folder / PDF).unlink()
    (folder / PDF).mkdir()


def inner_year(folder: Path) -> None:
    """A right year inside a forged one, so that only the inner one would be looked at."""
    shutil.copytree(folder, folder.parent / "right")
    edit(folder / "wyoming.html", TRUE, FALSE)
    (folder.parent / "right").rename(folder / "2023")


IN_FOLDER: dict[str, tuple[Callable[[Path], object], str]] = {
    "the names of two states swapped": (swap, "wyoming.html"),
    "another state's sheet": (lambda folder: copy_over(folder, "montana.txt", TEXT), TEXT),
    "a page as text": (lambda folder: other_format(folder, "wyoming.html", TEXT), TEXT),
    "a PDF as a page": (lambda folder: other_format(folder, PDF, "wyoming.html"), "wyoming.html"),
    "the start page as a sheet": (lambda folder: copy_over(folder, "index.html", TEXT), TEXT),
    "a sheet as the start page": (
        lambda folder: copy_over(folder, "wyoming.html", "index.html"), "index.html"),
    "a file more": (lambda folder: add(folder, "wyoming-final.pdf"), "wyoming-final.pdf"),
    "a file of another kind": (lambda folder: add(folder, "wyoming.docx"), "wyoming.docx"),
    "a table more": (lambda folder: add(folder, "figures (2).csv"), "figures (2).csv"),
    "a hidden file": (lambda folder: add(folder, ".htaccess"), ".htaccess"),
    "a file in a folder": (lambda folder: add(folder, "new/wyoming.html"), "new"),
    "a year in the year": (inner_year, "wyoming.html"),
    "another case": (lambda folder: copy_over(folder, PDF, "Wyoming.PDF"), "Wyoming.PDF"),
    "a link to a forged file": (lambda folder: linked(folder, forged=True), "wyoming.html"),
    "a link to a right file": (lambda folder: linked(folder, forged=False), "wyoming.html"),
    "a folder in place of a file": (folder_in_place, PDF),
    "no start page": (lambda folder: (folder / "index.html").unlink(), "index.html"),
    "no table": (lambda folder: (folder / "states.csv").unlink(), "states.csv"),
    "no sheet of a state": (lambda folder: (folder / PDF).unlink(), PDF),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("forgery", IN_FOLDER)
def test_a_forged_folder_is_caught(forgery: str, year: Path) -> None:
    forge, name = IN_FOLDER[forgery]
    forge(year)

    found = said(year)

    assert any(each.startswith(f"{name}: ") for each in found), found


@pytest.mark.slow
def test_a_file_and_its_entry_that_are_gone_together_are_caught(year: Path) -> None:
    """The start page still links it, and every state should have a sheet."""
    gone = ("wyoming.pdf", "montana.html", "montana.pdf", "montana.txt")
    for name in gone:
        (year / name).unlink()
    change_manifest(year, lambda found: [found["files"].pop(name) for name in gone])

    found = said(year)

    assert any("Montana: There is no sheet of this state" in each for each in found)
    assert any(each.startswith("index.html: ") for each in found)


@pytest.mark.one_in(6)
@pytest.mark.parametrize("name", ["wyoming.txt", "wyoming.html", "wyoming.pdf"])
@pytest.mark.parametrize("other", ["last year's", "a sample's", "another state's"])
def test_another_sheet_under_the_name_is_caught(
    other: str, name: str, built: Path, tmp_path: Path, dataset: Dataset, templates: Templates
) -> None:
    kind = next(each for each in Format if name.endswith(each.suffix))
    data = tmp_path / "states.yaml"
    data.write_text(data_text({"Wyoming": invented()}))
    match other:
        case "last year's":
            data.write_text(DATA.read_text().replace("year: 2023", "year: 2022"))
            state = "Wyoming"
        case "a sample's":
            state = "Wyoming"
        case _:
            data.write_text(DATA.read_text())
            state = "Montana"
    sheet = Wording(templates, CATALOGUE).compose(load(data, catalogue=CATALOGUE), state)
    path = tmp_path / name
    path.write_bytes(render(sheet, kind, templates))

    [found] = said(path)

    what = {
        "last year's": "The sheet is of 2022",
        "a sample's": "This is a SAMPLE",
        "another state's": "The file is named for Wyoming, but the sheet is about Montana.",
    }
    assert what[other] in found or other == "another state's"


# --- what nobody forged


@pytest.mark.slow
def test_a_year_as_it_was_built_agrees(built: Path, dataset: Dataset) -> None:
    found = list(verify([built], DATA))

    assert [each.problems for each in found] == [()] * (len(Format) * len(dataset.ready))
    assert said(built.parent) == []


@pytest.mark.slow
def test_each_file_of_the_year_agrees_by_itself(built: Path) -> None:
    files = sorted(built.iterdir())
    assert {"index.html", "states.csv", MANIFEST, "wyoming.pdf"} <= {each.name for each in files}
    assert [each.problems for each in verify(files, DATA)] == [()] * len(files)


@pytest.mark.parametrize("kind", Format)
def test_a_sheet_alone_agrees_under_any_name(kind: Format, built: Path, tmp_path: Path) -> None:
    path = tmp_path / f"to be sent{kind.suffix}"
    shutil.copy(built / file_name("Wyoming", kind), path)

    assert said(path) == []


@pytest.mark.one_in(6)
@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("0.0.9", Format.HTML),
        ("0.0.9", Format.PDF),
        ("1.0", Format.HTML),
        ("0.2.0rc1", Format.HTML),
        ("2.0.0.post1", Format.HTML),
        ("0.1.0.dev3", Format.HTML),
    ],
)
def test_a_sheet_that_another_version_made_alike_agrees(
    version: str, kind: Format, sheets: dict[str, Sheet], templates: Templates, tmp_path: Path
) -> None:
    sheet = replace(sheets["Wyoming"], made_by=version)
    assert sheet.data["factsheets"] == version
    path = tmp_path / file_name("Wyoming", kind)
    path.write_bytes(render(sheet, kind, templates))

    assert said(path) == []


PUBLISHED_STATES = ["Missouri", "Montana", "Wisconsin", "Wyoming"]


@pytest.mark.one_in(6)
@pytest.mark.parametrize("state", PUBLISHED_STATES)
@pytest.mark.parametrize("form", ["raw", "normalised", "wrapped", "without bold"])
def test_a_published_text_agrees_in_any_form(form: str, state: str, tmp_path: Path) -> None:
    text = published(state)
    path = tmp_path / f"{state.lower()}.txt"
    match form:
        case "raw":
            path.write_bytes((PUBLISHED / path.name).read_bytes())
        case "normalised":
            path.write_text(text)
        case "wrapped":
            lines = text.split("\n")
            path.write_text("\n".join("\n".join(textwrap.wrap(each, 60)) for each in lines))
        case "without bold":
            path.write_text(text.replace("**", ""))

    assert said(path) == []
