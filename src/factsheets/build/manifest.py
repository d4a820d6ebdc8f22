"""What a year's folder holds: ``manifest.json``."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import to_json

from factsheets.build.fingerprint import hash_of, tools
from factsheets.files import contents, sha256_of, write
from factsheets.problems import FactsheetsError
from factsheets.render.address import folder_address
from factsheets.render.formats import MANIFEST_FILE

_LARGEST = 10_000_000  # bytes; that of all sheets has about 200,000


# Files in this folder and in no other, since a file that is listed can be removed.
FileName = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9-]+\.(txt|html|pdf|png|csv|json|xml)$")
]


def _folder_address(text: str) -> str:
    """The address as a build writes it. Raises ValueError for one that no build would."""
    if not text or folder_address(text) != text:
        raise ValueError("no address of a folder")
    return text


class Entry(BaseModel):
    """One file."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    state: str | None = None
    """The state it is about; none for the start page and the tables."""
    sha256: str
    """The SHA-256 of its content."""
    size: int
    """Its size in bytes."""
    pages: int | None = None
    """How many pages it has, if it is a PDF."""
    figures: str
    """A hash of the figures it was made from."""
    national: tuple[str, ...] = ()
    """The national figures among them."""
    made_from: str
    """A hash of its content, and of all that it was made from: figures, templates and tools."""
    made_with: str
    """The key of the tools in the manifest's ``made_with``."""


class Manifest(BaseModel):
    """The files of a year's folder, and what each was made from."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    year: int
    """The year of the figures."""
    sample: bool
    """Whether the figures are invented."""
    base_url: Annotated[str, AfterValidator(_folder_address)] | None = None
    """The address on the web that the folder is published at, if it is known."""
    made_with: dict[str, dict[str, str]] = Field(default_factory=dict)
    """The versions of the tool and of the libraries that the files were made with."""
    files: dict[FileName, Entry] = Field(default_factory=dict)
    """The files by their names."""

    @classmethod
    def read(cls, folder: Path, *, year: int, sample: bool) -> Manifest:
        """The manifest in ``folder``; an empty one when there is none that can be used."""
        try:
            return cls.model_validate_json(contents(folder / MANIFEST_FILE, _LARGEST))
        except (FactsheetsError, ValidationError):
            return cls(year=year, sample=sample)

    @property
    def sheets(self) -> dict[str, str]:
        """The names of the sheets, each with its state."""
        return {name: each.state for name, each in sorted(self.files.items()) if each.state}

    def holds(self, path: Path, made_from: str) -> bool:
        """Whether the file at ``path`` is whole, and was made from ``made_from``."""
        entry, sha256 = self.files.get(path.name), sha256_of(path)
        return (
            entry is not None
            and entry.sha256 == sha256
            and entry.made_from == hash_of(made_from, sha256)
        )

    def is_ours(self, path: Path) -> bool:
        """Whether the file at ``path`` is as the last build wrote it."""
        entry = self.files.get(path.name)
        return entry is not None and entry.sha256 == sha256_of(path)

    def was_edited(self, path: Path, content: bytes) -> bool:
        """Whether somebody changed the file: neither the last build nor this one wrote it so."""
        is_new = sha256_of(path) == hashlib.sha256(content).hexdigest()
        is_there = path.exists() or path.is_symlink()
        return path.name in self.files and is_there and not is_new and not self.is_ours(path)

    def add(self, name: str, content: bytes, *, made_from: str = "", **origin: Any) -> None:
        """List the file ``name`` with its ``content``; ``origin`` is the rest of its Entry."""
        made_with = key_of(tools())
        self.made_with[made_with] = tools()
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[name] = Entry(
            sha256=sha256,
            size=len(content),
            made_from=hash_of(made_from, sha256),
            made_with=made_with,
            **origin,
        )

    def remove(self, path: Path) -> bool:
        """Remove the file at ``path`` if it is as the last build wrote it; return if it is gone."""
        ours = self.is_ours(path)
        if ours:
            with suppress(OSError):
                path.unlink()
                del self.files[path.name]
        return ours and path.name not in self.files

    def write(self, folder: Path) -> None:
        """Write it into ``folder`` if it has changed. Raises FactsheetsError if it cannot be."""
        content = self.content()
        if sha256_of(folder / MANIFEST_FILE) != hashlib.sha256(content).hexdigest():
            write(folder / MANIFEST_FILE, content)

    def content(self) -> bytes:
        """What its file holds: all in order, and only the tools that a file was made with."""
        self.files = dict(sorted(self.files.items()))
        used = {each.made_with for each in self.files.values()}
        self.made_with = {key: self.made_with[key] for key in sorted(used & self.made_with.keys())}
        return to_json(self, indent=1, exclude_none=True)


def key_of(made_with: dict[str, str]) -> str:
    """The key in ``made_with`` of these versions."""
    return hash_of(made_with)[:12]


def manifest_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the manifest."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Manifest.model_json_schema(mode="serialization"),
    }
