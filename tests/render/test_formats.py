"""The formats by name."""

from __future__ import annotations

import pytest

from factsheets.render.formats import (
    OF_YEAR,
    Format,
    Picture,
    file_name,
    files_of_year,
    kinds_of,
    sheet_files,
)

ADDRESS = "https://example.org/"


@pytest.mark.parametrize(("kind", "suffix"), [("text", ".txt"), ("html", ".html"), ("pdf", ".pdf")])
def test_a_format_has_the_suffix_of_its_files(kind: str, suffix: str) -> None:
    assert Format(kind).suffix == suffix


def test_there_are_three_formats() -> None:
    assert [str(kind) for kind in Format] == ["text", "html", "pdf"]


@pytest.mark.parametrize(
    ("formats", "with_address"),
    [
        ([*Format], [*Format, Picture.CARD]),
        ([Format.HTML], [Format.HTML, Picture.CARD]),
        ([Format.PDF, Format.TEXT], [Format.PDF, Format.TEXT]),
    ],
)
def test_a_page_that_knows_its_address_has_a_picture(
    formats: list[Format], with_address: list[object]
) -> None:
    assert list(kinds_of(formats, ADDRESS)) == with_address
    assert list(kinds_of(formats, "")) == formats


def test_a_year_that_has_an_address_has_a_map_of_the_site() -> None:
    assert files_of_year("") == OF_YEAR
    assert set(files_of_year(ADDRESS)) - {*OF_YEAR} == {"sitemap.xml"}


def test_the_files_of_a_state_are_known_by_name() -> None:
    assert file_name("New York", Picture.CARD) == "new-york.png"
    assert sheet_files()["new-york.png"] == ("New York", Picture.CARD)
    assert sheet_files()["new-york.pdf"] == ("New York", Format.PDF)
    assert [kind.label for kind in (*Format, *Picture)] == ["text", "HTML", "PDF", "image card"]
