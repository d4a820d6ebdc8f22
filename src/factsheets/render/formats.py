"""The formats of a sheet, and the names of all files in a year's folder."""

from __future__ import annotations

from enum import StrEnum

INDEX_FILE = "index.html"
STATES_FILE = "states.csv"
NATIONAL_FILE = "national.csv"
PACKAGE_FILE = "datapackage.json"
# What a build makes for a year as a whole, besides the manifest.
OF_YEAR = (INDEX_FILE, STATES_FILE, NATIONAL_FILE, PACKAGE_FILE)
MANIFEST_FILE = "manifest.json"
REVIEW_FILE = "review.html"


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


def sheet_files() -> dict[str, tuple[str, Format]]:
    """The names of all files that a sheet can have, each with its state and format."""
    from factsheets.jurisdictions import JURISDICTIONS

    return {file_name(state, kind): (state, kind) for state in JURISDICTIONS for kind in Format}
