"""What WeasyPrint leaves out of a PDF that is PDF/A-3a and PDF/UA-1."""

from __future__ import annotations

import zlib
from typing import Any

import pydyf


def conform(_: object, pdf: pydyf.PDF) -> None:
    """Add what WeasyPrint leaves out of a PDF, and compress it."""
    _add_pdf_ua(pdf)
    for cell in pdf.objects:
        if isinstance(cell, dict) and cell.get("S") == "/TH":
            group = _referred(pdf, _referred(pdf, cell["P"])["P"])
            cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))  # it names each file twice
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            _compress(stream)


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
