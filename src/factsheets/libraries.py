"""The native libraries that a PDF needs: what this machine lacks, and how to get it."""

from __future__ import annotations

import ctypes
import ctypes.util
import io
import re
import sys
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from functools import cache

from factsheets.problems import FactsheetsError, Problem


class MissingLibraryError(FactsheetsError, ImportError):
    """No PDF can be made on this machine. It is said once, not for each state."""


@dataclass(frozen=True)
class Library:
    """A library that WeasyPrint loads: its files, the function that tells its version, the oldest.

    ``oldest`` is what WeasyPrint's documentation asks for ("First steps", "Installation").
    """

    name: str
    linux: str
    macos: str
    windows: str
    tells: str = ""
    oldest: str = ""

    @property
    def file(self) -> str:
        """Its file on this system."""
        return {"darwin": self.macos, "win32": self.windows}.get(sys.platform, self.linux)

    def version(self) -> str:
        """Its version, if it tells one. Raises OSError or AttributeError when it cannot be used."""
        loaded = ctypes.CDLL(self.file)
        if not self.tells:
            return ""
        tell = getattr(loaded, self.tells)
        tell.restype = ctypes.c_char_p
        return str(tell().decode())

    def lack(self) -> str:
        """What this machine lacks of it; ``""`` when the library is there and new enough."""
        try:
            version = self.version()
        except (OSError, AttributeError) as error:
            reason = _in_short(error)
            is_absent = reason.startswith(self.file) and "No such file" in reason
            return self.name if is_absent else f"{self.name} ({reason})"
        if _parts(version) < _parts(self.oldest):
            return f"{self.name} {self.oldest} or newer ({version} is here)"
        return ""


NEEDED = (
    Library("GObject", "libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
    Library("Pango", "libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll",
            "pango_version_string", "1.44"),
    Library("HarfBuzz", "libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll",
            "hb_version_string", "4.1"),
    Library("HarfBuzz-Subset", "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib",
            "libharfbuzz-subset-0.dll"),
    Library("Fontconfig", "libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
    Library("PangoFT2", "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
)  # fmt: skip
REMEDY = (
    "Install what is missing: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0 (Debian, Ubuntu), dnf install pango (Fedora), brew install pango "
    "(macOS). Text and HTML are made without it."
)


def _in_short(error: Exception) -> str:
    return textwrap.shorten(str(error), 160, placeholder=" …").rstrip(".")


def _parts(version: str) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", version)]


def versions() -> dict[str, str]:
    """The versions of those libraries that are there and tell one, by their names."""
    found = {}
    for library in NEEDED:
        with suppress(OSError, AttributeError):  # text and pages need none of them
            if version := library.version():
                found[library.name.lower()] = version
    return found


@cache
def missing() -> Problem | None:
    """What is missing for a PDF, if anything is: whatever WeasyPrint itself would miss.

    It imports WeasyPrint, once and without a word: its own are not for who makes sheets.
    """
    failed = ""
    try:
        with _only_names_of_linux(), redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as for a machine without fonts: ours come along
            import weasyprint  # noqa: F401, PLC0415
    except (OSError, AttributeError) as error:  # the latter for a function that is not in a library
        failed = f"WeasyPrint cannot start on this machine: {_in_short(error)}."
    if lacks := ", ".join(lack for library in NEEDED if (lack := library.lack())):
        failed = f"PDF needs {lacks}, which this machine lacks."
    return Problem(what=failed, remedy=REMEDY) if failed else None


@contextmanager
def _only_names_of_linux() -> Iterator[None]:
    """Let WeasyPrint find its native libraries by the names that they have on Linux.

    It tries those of Windows and macOS first, and for each of them ctypes starts processes.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search
