"""What a year's folder holds, ``manifest.json``, and how a file is written there."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from factsheets.problems import FactsheetsError, unreadable

MANIFEST = "manifest.json"
MADE_WITH = ("factsheets", "jinja2", "markdown-it-py", "pydyf", "weasyprint")


class Entry(BaseModel):
    """One file: the ``state`` it is about, its hash and size in bytes.

    ``made_from`` is a hash of the words, the figures, the templates and the tools it was made from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    state: str
    sha256: str
    size: int
    made_from: str


class Manifest(BaseModel):
    """The files of a folder by name; whether their figures are invented; the tools' versions."""

    year: int
    sample: bool
    made_with: dict[str, str] = {}
    files: dict[str, Entry] = {}

    @classmethod
    def read(cls, folder: Path, *, year: int, sample: bool) -> Manifest:
        """The manifest in ``folder``; an empty one when there is none that can be used."""
        try:
            return cls.model_validate_json((folder / MANIFEST).read_bytes())
        except (OSError, ValidationError):
            return cls(year=year, sample=sample)

    def holds(self, path: Path, made_from: str) -> bool:
        """Whether the file at ``path`` is whole, and was made from ``made_from``."""
        entry = self.files.get(path.name)
        return (
            entry is not None and entry.made_from == made_from and entry.sha256 == sha256_of(path)
        )

    def was_edited(self, path: Path, content: bytes) -> bool:
        """Whether somebody changed the file: neither the last build wrote it so, nor does this."""
        entry, now = self.files.get(path.name), sha256_of(path)
        ours = (entry.sha256 if entry else "", hashlib.sha256(content).hexdigest())
        return entry is not None and now is not None and now not in ours

    def add(self, name: str, state: str, content: bytes, made_from: str) -> None:
        """Say that the file ``name`` holds ``content`` now."""
        sha256 = hashlib.sha256(content).hexdigest()
        self.files[name] = Entry(state=state, sha256=sha256, size=len(content), made_from=made_from)

    def write(self, folder: Path) -> None:
        """Write it into ``folder``. Raises FactsheetsError when that cannot be done."""
        self.made_with = {name: version(name) for name in MADE_WITH}
        self.files = dict(sorted(self.files.items()))
        write(folder / MANIFEST, (self.model_dump_json(indent=1) + "\n").encode())


def sha256_of(path: Path) -> str | None:
    """The hash of the file at ``path``, None when there is no such file."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def write(path: Path, content: bytes) -> None:
    """Write the file whole or not at all. Raises FactsheetsError; an older file is left then."""
    given, path = str(path), path.resolve()  # what a link leads to is written, not the link
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as stream:
            if path.is_file():  # who may read and write it stays as it was
                draft.chmod(path.stat().st_mode)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        remedy = "Make room for it, or choose another place."
        problem = replace(unreadable(given, error), remedy=remedy)
        raise FactsheetsError(problem) from error
    finally:
        with suppress(OSError):  # it is gone already when all went well
            draft.unlink()


def make_folder(folder: Path) -> None:
    """Make the folder where it is missing. Raises FactsheetsError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FactsheetsError(unreadable(str(folder), error)) from error
