"""What WeasyPrint leaves out of a PDF that is PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint import Document
from weasyprint.formatting_structure.boxes import Box, LineBox, MarginBox, TextBox


def part_words(document: Document) -> None:
    """Put the spaces back that WeasyPrint does not draw, before the PDF is written.

    They are those at the end of a line, and a space that is a piece of text of its own. Without
    them, whoever listens to the sheet hears "the publicand online" (ISO 32000-1, 14.8.2.5).
    """
    for page in document.pages:
        for box in page._page_box.descendants():
            lines = [each for each in getattr(box, "children", ()) if isinstance(each, LineBox)]
            drawn = None
            for number, line in enumerate(lines):
                if number and drawn:
                    _end_with_space(drawn)
                for text in _texts(line):
                    if text.text.strip():
                        drawn = text
                    elif drawn:
                        _end_with_space(drawn)


def _end_with_space(text: TextBox) -> None:
    text.pango_layout.text = text.pango_layout.text.rstrip(" ") + " "


def _texts(box: Box) -> Iterator[TextBox]:
    """The pieces of text in ``box``, in their order."""
    return (each for each in box.descendants() if isinstance(each, TextBox))


def conform(document: Document, pdf: pydyf.PDF) -> None:
    """Add what WeasyPrint leaves out of the PDF of a ``document``, and compress it."""
    _add_pdf_ua(pdf)
    _make_margins_artifacts(document, pdf)
    _complete_lists(document, pdf)
    for cell in pdf.objects:
        if isinstance(cell, dict) and cell.get("S") == "/TH":
            group = _referred(pdf, _referred(pdf, cell["P"])["P"])
            cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))  # it names each file twice
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and each.extra.get("Subtype") == "/Image":
            each.extra["Interpolate"] = "false"  # ISO 19005-3, 6.2.8
        _compress(each)
    add = pdf.add_object

    def add_compressed(added: pydyf.Object) -> None:
        _compress(added)
        add(added)

    pdf.add_object = add_compressed  # pydyf adds two streams more while it writes the file


_NUMBERINGS = {"ol": "/Decimal", "ul": "/Disc", "dl": "/None"}


def _complete_lists(document: Document, pdf: pydyf.PDF) -> None:
    """Say of each list whether it is numbered, and part its items into a label and a body.

    ISO 14289-1, 7.6: an item whose label stands in its first line has no body from WeasyPrint.
    """
    pages = (page._page_box for page in document.pages)
    tags = [box.element_tag for page in pages for box in page.descendants()]
    elements = [each for each in pdf.objects if isinstance(each, dict)]
    lists = [each for each in elements if each.get("S") == "/L"]
    numberings = [_NUMBERINGS[tag] for tag in tags if tag in _NUMBERINGS]
    for each, numbering in zip(lists, numberings, strict=True):
        each["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})
    for item in [each for each in elements if each.get("S") == "/LI"]:
        _part(pdf, item)


def _part(pdf: pydyf.PDF, item: pydyf.Dictionary) -> None:
    words = [kid for kid in item["K"] if _referred(pdf, kid).get("S") not in ("/Lbl", "/LBody")]
    if not words:
        return
    body = {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(words), "P": item.reference}
    body = pydyf.Dictionary({**body, "Pg": item["Pg"]})
    pdf.add_object(body)
    for kid in words:
        _referred(pdf, kid)["P"] = body.reference
    labels = [kid for kid in item["K"] if kid not in words]
    item["K"] = pydyf.Array([*labels, body.reference])


def _compress(stream: pydyf.Object) -> None:
    """Compress a stream once: pydyf does so each time it reads it, and for PDF/A it reads it twice.

    What comes out does not end like a line: before "endstream" a reader would take that byte for
    the end of the line, and count one less (ISO 32000-1, 7.3.8.1).
    """
    if not isinstance(stream, pydyf.Stream) or not stream.compress:
        return
    plain = pydyf.Stream(stream.stream).data  # its length, "stream", the content, "endstream"
    content = plain.split(b"\nstream\n", 1)[1].removesuffix(b"\nendstream")
    compressed, filters = zlib.compress(content), "/FlateDecode"
    if compressed.endswith((b"\r", b"\n")):
        compressed = base64.a85encode(compressed) + b"~>"
        filters = "[/ASCII85Decode /FlateDecode]"
    stream.stream, stream.compress = [compressed], False
    stream.extra["Filter"] = filters


def _referred(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _make_margins_artifacts(document: Document, pdf: pydyf.PDF) -> None:
    """Mark what is in a page's margins as an artifact, which is not read out (ISO 14289-1, 7.8).

    WeasyPrint marks it as text, and gives it elements that are nowhere in its structure tree.
    """
    root = _referred(pdf, pdf.catalog["StructTreeRoot"])
    in_tree = set(_below(pdf, root))
    of_pages = _referred(pdf, root["ParentTree"])["Nums"][1::2]  # a number, its elements, …
    for page, reference, elements in zip(
        document.pages, pdf.page_references, of_pages, strict=False
    ):  # behind the pages' are the links'
        content = _referred(pdf, _referred(pdf, reference)["Contents"])
        margins = [each for each in page._page_box.children if isinstance(each, MarginBox)]
        kinds = [_artifact(margin) for margin in margins for _ in _texts(margin)]
        outside = [number for number, each in enumerate(elements) if each not in in_tree]
        for number, kind in zip(outside, kinds, strict=True):
            properties = content.stream.index({"MCID": number})  # behind the tag
            content.stream[properties - 1 : properties + 1] = ["/Artifact", pydyf.Dictionary(kind)]
            elements[number] = "null"
    for each in pdf.objects:
        is_element = isinstance(each, pydyf.Dictionary) and each.get("Type") == "/StructElem"
        if is_element and each.reference not in in_tree:
            each.clear()


def _artifact(margin: MarginBox) -> dict[str, str]:
    """The properties of what is in this box (ISO 32000-1, table 330)."""
    place = margin.at_keyword.removeprefix("@").partition("-")[0]
    return {"Type": "/Pagination", "Subtype": "/Header" if place == "top" else "/Footer"}


def _below(pdf: pydyf.PDF, element: dict[str, Any]) -> Iterator[bytes]:
    """References to all elements below this one in the structure tree."""
    for child in element.get("K", ()):
        if isinstance(child, bytes):
            yield child
            yield from _below(pdf, _referred(pdf, child))


def _add_pdf_ua(pdf: pydyf.PDF) -> None:
    """Say in the XMP metadata of a PDF/A-3a that it is PDF/UA-1 too (ISO 14289-1, clause 5).

    WeasyPrint takes one variant only. A validator reads the metadata uncompressed.
    """
    metadata = _referred(pdf, pdf.catalog["Metadata"])
    xmp = b"".join(metadata.stream)
    metadata.stream = [xmp.replace(b"</rdf:RDF>", _PDF_UA.encode() + b"</rdf:RDF>")]
    metadata.compress = False


# PDF/A wants each property that it does not know itself described (ISO 19005-3, 6.6.2.3.3).
_PDF_UA = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
