"""The formats by name."""

from __future__ import annotations

import pytest

from factsheets.render.formats import Format


@pytest.mark.parametrize(("kind", "suffix"), [("text", ".txt"), ("html", ".html"), ("pdf", ".pdf")])
def test_a_format_has_the_suffix_of_its_files(kind: str, suffix: str) -> None:
    assert Format(kind).suffix == suffix


def test_there_are_three_formats() -> None:
    assert [str(kind) for kind in Format] == ["text", "html", "pdf"]
