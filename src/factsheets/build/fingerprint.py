"""What a file is made from, as hashes: a file whose hash has changed has to be made again."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from factsheets.dataset.dataset import Dataset
from factsheets.figures.catalogue import StateFigures, in_groups
from factsheets.figures.values import Figure
from factsheets.render.formats import INDEX_FILE, SITEMAP_FILE, Format, Kind
from factsheets.render.libraries import versions
from factsheets.templating.folders import Templates

# All the libraries that the text, the pages and the PDF go through.
LIBRARIES = (
    "cffi",
    "cssselect2",
    "fonttools",
    "jinja2",
    "markdown-it-py",
    "markupsafe",
    "mdurl",
    "pillow",
    "pydyf",
    "pypdfium2",
    "pyphen",
    "tinycss2",
    "tinyhtml5",
    "us",
    "weasyprint",
    "webencodings",
)


def hash_of(*parts: object) -> str:
    """The SHA-256 of ``parts``, which JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def tools() -> dict[str, str]:
    """The versions of all that a file is made with; of ``factsheets``, a hash of its code too."""
    found = {
        "factsheets": version("factsheets"),
        "factsheets code": _code(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    for name in LIBRARIES:
        with suppress(PackageNotFoundError):  # text and pages need few of them
            found[name] = version(name)
    return dict(sorted((found | versions()).items()))


def _code() -> str:
    """A hash of this package: in a checkout the code changes, and its version does not."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _plain(figures: StateFigures | None) -> object:
    return figures and figures.as_data()


@dataclass(frozen=True)
class Provenance:
    """What the files of a year are made from. Each hash is of all that its file depends on.

    They are published at ``base_url``, if that is known.
    """

    dataset: Dataset
    templates: Templates
    house_style: bool
    base_url: str = ""

    @cached_property
    def _common(self) -> str:
        return hash_of(tools(), self.templates.digest, self.dataset.catalogue.digest)

    def figures_of(self, state: str, national: Iterable[str]) -> str:
        """The hash of a state's figures, and of those ``national`` ones that its sheet uses."""
        dataset = self.dataset
        known: Mapping[str, Figure] = dataset.national or {}
        used = in_groups({name: known[name] for name in sorted(national)})
        return hash_of(dataset.year, dataset.sample, state, _plain(dataset.states[state]), used)

    def of_sheet(self, state: str, kind: Kind, national: Iterable[str]) -> str:
        """The hash of all that the sheet of ``state`` is made from as ``kind``."""
        figures = self.dataset.states[state]
        departures = figures.as_published if figures and not self.house_style else ()
        date = os.environ.get("SOURCE_DATE_EPOCH")
        around: tuple[object, ...] = ()
        if kind is Format.HTML:  # it leads to the others, and says where it is
            around = (self.dataset.with_figures, self.base_url)
        made_from = self.figures_of(state, national)
        return hash_of(self._common, date, kind, made_from, departures, around)

    def figures_of_year(self) -> str:
        """The hash of all figures."""
        states = {state: _plain(figures) for state, figures in self.dataset.states.items()}
        dataset = self.dataset
        national = in_groups(dataset.national) if dataset.national else None
        return hash_of(dataset.year, dataset.sample, national, states, dataset.faulty)

    def of_year(self, name: str, files: Iterable[str]) -> str:
        """The hash of all that the page or table ``name`` is made from; it may link ``files``."""
        says_address = name in (INDEX_FILE, SITEMAP_FILE)
        base_url = self.base_url if says_address else ""
        return hash_of(self._common, name, self.figures_of_year(), sorted(files), base_url)
