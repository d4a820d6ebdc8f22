"""The PDF is PDF/UA-1 and PDF/A-3a at once: for everybody and for good."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zlib
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pydyf
import pytest
import weasyprint
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, ContentStream, NameObject

from conftest import invented, needed
from factsheets.dataset.dataset import Dataset
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.conformance import _compress
from factsheets.render.pdf import render_pdf
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording
from factsheets.wording.markdown import lines_of
from render.conftest import ALL_SHEETS, SHEETS, complaints_of_qpdf, elements_of, failures_of


@pytest.mark.one_in(13)
@pytest.mark.parametrize("profile", ["ua1", "3a"])
@pytest.mark.parametrize("name", ALL_SHEETS)
def test_an_independent_validator_finds_nothing(
    name: str, profile: str, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    assert failures_of(made[name][0], profile) == []


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", ALL_SHEETS)
def test_the_metadata_say_pdf_a_3a_and_pdf_ua_1(
    name: str, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    root: Any = PdfReader(BytesIO(made[name][0])).root_object
    xmp = root["/Metadata"].get_data().decode()
    found = dict(re.findall(r'(pdf(?:a|ua)id:\w+)(?:>|=")(\w+)', xmp))
    assert found == {"pdfaid:part": "3", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    assert "/Filter" not in root["/Metadata"]  # whoever looks for it finds it


def test_the_colours_are_srgb(made: dict[str, tuple[bytes, Sheet]]) -> None:
    root: Any = PdfReader(BytesIO(made["Missouri"][0])).root_object
    (intent,) = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert "sRGB" in intent["/OutputConditionIdentifier"]
    assert intent["/DestOutputProfile"]["/N"] == 3
    assert intent["/DestOutputProfile"].get_data()[16:20] == b"RGB "


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", SHEETS)
def test_the_data_ride_along_as_an_associated_file(
    name: str, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    pdf, sheet = made[name]
    root: Any = PdfReader(BytesIO(pdf)).root_object
    (attached,) = root["/AF"]
    embedded = root["/Names"]["/EmbeddedFiles"]["/Names"]
    file = f"{JURISDICTIONS[sheet.state].slug}.json"
    assert [each.get_object() for each in embedded] == [file, attached.get_object()]
    assert attached["/AFRelationship"] == "/Data"
    assert attached["/F"] == attached["/UF"] == file
    stream = attached["/EF"]["/F"]
    assert stream["/Subtype"] == "/application/json"
    assert {stream["/Params"][key] for key in ("/CreationDate", "/ModDate")} == {
        "D:20231231000000Z"
    }
    assert json.loads(stream.get_data()) == sheet.data


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", ALL_SHEETS)
def test_a_link_says_where_it_leads(name: str, made: dict[str, tuple[bytes, Sheet]]) -> None:
    pages: list[Any] = list(PdfReader(BytesIO(made[name][0])).pages)
    links = [each.get_object() for page in pages for each in page.get("/Annots", [])]
    assert [each["/Subtype"] for each in links] == ["/Link"]
    for each in links:
        assert (
            each["/Contents"] == each["/A"]["/URI"] == "https://www.missingkids.org/ourwork/impact"
        )


def test_the_author_is_the_organization(made: dict[str, tuple[bytes, Sheet]]) -> None:
    reader = PdfReader(BytesIO(made["Missouri"][0]))
    assert reader.metadata is not None
    assert reader.metadata.author == "National Center for Missing and Exploited Children"
    assert reader.xmp_metadata is not None
    assert reader.xmp_metadata.dc_creator == [reader.metadata.author]


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", ALL_SHEETS)
def test_headings_come_in_order_and_each_row_has_its_header(
    name: str, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    root: Any = PdfReader(BytesIO(made[name][0])).root_object
    elements = list(elements_of(root["/StructTreeRoot"]))
    kinds = [str(each["/S"]) for each in elements]
    assert [kind for kind in kinds if re.fullmatch(r"/H\d?", kind)] == ["/H1", *["/H2"] * 5]
    table = [kind for kind in kinds if kind in ("/Table", "/TR", "/TH", "/TD")]
    assert table == ["/Table", *["/TR", "/TH", "/TD"] * 3]
    headers = [each["/A"] for each in elements if each["/S"] == "/TH"]
    scopes = [part["/Scope"] for each in headers for part in _list(each) if "/Scope" in part]
    assert scopes == ["/Row"] * 3


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", ALL_SHEETS)
def test_who_listens_hears_the_words_of_the_sheet_apart(
    name: str, made: dict[str, tuple[bytes, Sheet]], tmp_path: Path
) -> None:
    _assert_words_are_apart(*made[name], tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("state", JURISDICTIONS)
def test_so_does_who_listens_to_any_sheet_of_a_full_year(
    state: str, year: dict[str, tuple[bytes, Sheet]], tmp_path: Path
) -> None:
    _assert_words_are_apart(*year[state], tmp_path)
    _assert_drawn_once_or_artifact(*year[state])


def _assert_words_are_apart(pdf: bytes, sheet: Sheet, tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf)
    words = " ".join(line.words for line in lines_of(sheet.blocks) if line.words)
    assert " ".join(_spoken(path)) == words  # a page's end parts a paragraph in two


def _spoken(pdf: Path) -> list[str]:
    """The text of each paragraph, heading and cell of the structure tree, in its order."""
    program = needed("pdfinfo", shutil.which("pdfinfo"))
    done = subprocess.run(
        [program, "-struct-text", pdf], capture_output=True, text=True, check=True
    )
    found: list[str] = []
    for line in done.stdout.splitlines():
        if text := re.fullmatch(r' *"(.*)"', line):
            found[-1] += text[1]
        elif re.match(r" *(?:P|H\d|TH|TD|Lbl|LBody)\b", line):
            found.append("")
    return [each for each in found if each]  # the cells of the head are empty


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", ALL_SHEETS)
def test_all_that_is_drawn_is_in_the_structure_tree_once_or_an_artifact(
    name: str, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    _assert_drawn_once_or_artifact(*made[name])


def _assert_drawn_once_or_artifact(pdf: bytes, sheet: Sheet) -> None:
    reader = PdfReader(BytesIO(pdf))
    elements = list(elements_of(reader.root_object["/StructTreeRoot"]))
    for page in reader.pages:
        read_out = Counter(
            kid
            for each in elements
            for kid in _list(each.get("/K", []))
            if isinstance(kid, int) and each.raw_get("/Pg") == page.indirect_reference
        )
        drawn, artifacts = _marked(ContentStream(page["/Contents"], reader))
        assert read_out == Counter(drawn)
        margins = [each for each in artifacts if each.get("/Type") == "/Pagination"]
        of_sample = ["/Header"] if sheet.sample else []
        assert [each["/Subtype"] for each in margins] == [*of_sample, "/Footer", "/Footer"]


def _marked(content: ContentStream) -> tuple[list[int], list[dict[str, Any]]]:
    """The numbers of what is marked as content, and the properties of what is an artifact."""
    numbers, artifacts, depth = [], [], 0
    for operands, operator in content.operations:
        if operator in (b"BMC", b"BDC"):
            tag, properties = operands[0], dict(operands[1]) if len(operands) > 1 else {}
            if tag == "/Artifact":
                artifacts.append(properties)
            else:
                numbers.append(properties["/MCID"])
            depth += 1
        elif operator == b"EMC":
            depth -= 1
        elif operator in (b"Tj", b"TJ", b"f", b"S", b"Do"):
            assert depth == 1, operator
    return numbers, artifacts


def test_weasyprint_does_not_yet_make_artifacts_of_the_margins_itself() -> None:
    # When this fails, WeasyPrint's issue 1836 is closed, and _make_margins_artifacts can go.
    page = "<html lang=en><title>T</title><style>@page { @top-left { content: 'x' } }</style>y"
    pdf = weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    reader = PdfReader(BytesIO(pdf))
    numbers, _ = _marked(ContentStream(reader.pages[0]["/Contents"], reader))
    assert len(numbers) == 2


@pytest.mark.parametrize("end", [b"\r", b"\n"])
def test_no_stream_ends_in_a_byte_that_reads_as_the_end_of_a_line(end: bytes) -> None:
    texts = (b"%d" % number for number in range(100_000))
    text = next(each for each in texts if zlib.compress(each).endswith(end))
    stream = pydyf.Stream([text], compress=True)
    _compress(stream)
    [content] = stream.stream
    assert not content.endswith((b"\r", b"\n"))
    pdf = pydyf.PDF()
    pdf.add_object(stream)
    pdf.catalog["Test"] = stream.reference
    written = BytesIO()
    pdf.write(written)
    read: Any = PdfReader(written).root_object["/Test"]
    assert read.get_data() == text


@pytest.mark.slow
@pytest.mark.parametrize("number", range(9))
def test_no_stream_of_500_sheets_ends_so(
    number: int, make_dataset: Callable[..., Dataset], templates: Templates, wording: Wording
) -> None:
    figures = {
        name: invented(cybertipline_reports=2_000 + 56 * number + position)
        for position, name in enumerate(JURISDICTIONS)
    }
    dataset = make_dataset(figures)
    assert len(dataset.ready) == 56
    for state in dataset.ready:
        pdf = render_pdf(wording.compose(dataset, state), templates)
        ends = re.findall(rb"(.)\nendstream", pdf, re.DOTALL)
        assert len(ends) > 5
        assert not {b"\r", b"\n"} & set(ends), state
        if b"/ASCII85Decode" in pdf:
            assert failures_of(pdf, "3a") == [], state


@pytest.mark.slow
@pytest.mark.parametrize("state", JURISDICTIONS)
def test_two_independent_programs_find_nothing_in_a_full_year(
    state: str, year: dict[str, tuple[bytes, Sheet]]
) -> None:
    pdf, _ = year[state]
    assert failures_of(pdf, "ua1") + failures_of(pdf, "3a") == []
    assert complaints_of_qpdf(pdf) == ""


@pytest.mark.slow
def test_each_of_them_would_find_something(year: dict[str, tuple[bytes, Sheet]]) -> None:
    pdf, _ = year["Ohio"]
    writer, written = PdfWriter(clone_from=BytesIO(pdf)), BytesIO()
    marks: Any = writer.root_object["/MarkInfo"]
    marks[NameObject("/Marked")] = BooleanObject(False)
    writer.write(written)
    assert failures_of(written.getvalue(), "ua1")
    assert complaints_of_qpdf(pdf.replace(b"/Length 2567", b"/Length 2566"))


def _list(value: Any) -> list[Any]:
    return [each.get_object() for each in (value if isinstance(value, list) else [value])]
