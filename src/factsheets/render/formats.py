"""The formats of a sheet: their names, and those of their files."""

from __future__ import annotations

from enum import StrEnum

INDEX_FILE = "index.html"
CSV_FILE = "figures.csv"


class Format(StrEnum):
    """A format, by the name it has on the command line."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"

    @property
    def label(self) -> str:
        """How a person calls it."""
        return "text" if self is Format.TEXT else self.value.upper()

    @property
    def suffix(self) -> str:
        """What the file's name ends with."""
        return ".txt" if self is Format.TEXT else f".{self.value}"


def file_name(state: str, kind: Format) -> str:
    """The name of the file that holds the sheet of ``state``: ``new-york.pdf``."""
    from factsheets.jurisdictions import JURISDICTIONS

    return JURISDICTIONS[state].slug + kind.suffix
