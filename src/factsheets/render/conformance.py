"""What WeasyPrint leaves out of a PDF that is PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

import zlib
from typing import Any

import pydyf


def conform(document: Any, pdf: pydyf.PDF) -> None:
    """Add what WeasyPrint leaves out of the PDF of a ``document``, and compress it."""
    _add_pdf_ua(pdf)
    _complete_lists(document, pdf)
    for cell in pdf.objects:
        if isinstance(cell, dict) and cell.get("S") == "/TH":
            group = _referred(pdf, _referred(pdf, cell["P"])["P"])
            cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))  # it names each file twice
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            _compress(stream)


_NUMBERINGS = {"ol": "/Decimal", "ul": "/Disc", "dl": "/None"}


def _complete_lists(document: Any, pdf: pydyf.PDF) -> None:
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


def _compress(stream: pydyf.Stream) -> None:
    """Compress once: pydyf does so each time it reads a stream, and for PDF/A it reads it twice."""
    plain = pydyf.Stream(stream.stream).data  # its length, "stream", the content, "endstream"
    content = plain.split(b"\nstream\n", 1)[1].removesuffix(b"\nendstream")
    stream.stream, stream.compress = [zlib.compress(content)], False
    stream.extra["Filter"] = "/FlateDecode"


def _referred(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


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
