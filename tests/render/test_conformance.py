"""The PDF is PDF/UA-1 and PDF/A-3a at once: for everybody and for good."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from factsheets.jurisdictions import JURISDICTIONS
from factsheets.wording.compose import Sheet
from render.conftest import ALL_SHEETS, SHEETS, elements_of, failures_of


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


def _list(value: Any) -> list[Any]:
    return [each.get_object() for each in (value if isinstance(value, list) else [value])]
