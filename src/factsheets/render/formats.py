"""The formats of a sheet, and the names of all files in a year's folder."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

INDEX_FILE = "index.html"
STATES_FILE = "states.csv"
NATIONAL_FILE = "national.csv"
PACKAGE_FILE = "datapackage.json"
# What a build makes for a year as a whole, besides the manifest.
OF_YEAR = (INDEX_FILE, STATES_FILE, NATIONAL_FILE, PACKAGE_FILE)
SITEMAP_FILE = "sitemap.xml"
MANIFEST_FILE = "manifest.json"
REVIEW_FILE = "review.html"


class Kind(StrEnum):
    """What a state's file is: its sheet in a format, or the picture that goes with its page."""

    @property
    def label(self) -> str:
        """What a person calls it."""
        return {"text": "text", "card": "image card"}.get(self.value, self.value.upper())

    @property
    def suffix(self) -> str:
        """What the file's name ends with."""
        return {"text": ".txt", "card": ".png"}.get(self.value, f".{self.value}")


class Format(Kind):
    """A format, by the name it has on the command line."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"


class Picture(Kind):
    """What is shown where somebody shares the address of a sheet's web page."""

    CARD = "card"


def files_of_year(base_url: str) -> tuple[str, ...]:
    """What a build makes for a year as a whole, published at ``base_url`` if that is known."""
    return (*OF_YEAR, SITEMAP_FILE) if base_url else OF_YEAR


def kinds_of(formats: Iterable[Format], base_url: str) -> tuple[Kind, ...]:
    """What is made of a sheet in these ``formats``: a page that knows its address has a picture."""
    kinds = tuple(formats)
    return (*kinds, *Picture) if base_url and Format.HTML in kinds else kinds


def file_name(state: str, kind: Kind) -> str:
    """The name of the file that holds the sheet of ``state``: ``new-york.pdf``."""
    from factsheets.jurisdictions import JURISDICTIONS

    return JURISDICTIONS[state].slug + kind.suffix


def sheet_files() -> dict[str, tuple[str, Kind]]:
    """The names of all files that a state can have, each with its state and what it is."""
    from factsheets.jurisdictions import JURISDICTIONS

    kinds: tuple[Kind, ...] = (*Format, *Picture)
    return {file_name(state, kind): (state, kind) for state in JURISDICTIONS for kind in kinds}
