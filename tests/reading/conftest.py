"""What several tests of the way back share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from factsheets.reading.documents import Document, read_document

Read = Callable[..., Document]


@pytest.fixture
def read(tmp_path: Path, read_here: None) -> Read:
    """A function that reads a document with this content."""

    def read_it(content: str | bytes, name: str = "sheet.txt") -> Document:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_document(path)

    return read_it
