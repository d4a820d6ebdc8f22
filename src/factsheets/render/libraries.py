"""The native libraries that a PDF needs: what this machine lacks, and how to get it."""

from __future__ import annotations

import ctypes
import ctypes.util
import io
import sys
import textwrap
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from functools import cache
from typing import Any

from factsheets.problems import FactsheetsError, Problem

# All that WeasyPrint loads, by their files on Linux; and the oldest that have all that it calls.
NEEDED = {
    "GObject": "libgobject-2.0.so.0",
    "Pango": "libpango-1.0.so.0",
    "HarfBuzz": "libharfbuzz.so.0",
    "HarfBuzz-Subset": "libharfbuzz-subset.so.0",
    "Fontconfig": "libfontconfig.so.1",
    "PangoFT2": "libpangoft2-1.0.so.0",
}
OLDEST = {"Pango": (1, 44), "HarfBuzz": (4, 1)}
REMEDY = (
    "Install what is missing: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0 (Debian, Ubuntu), dnf install pango (Fedora), brew install pango "
    "(macOS), pacman -S mingw-w64-ucrt-x86_64-pango (Windows, in MSYS2). Text and HTML are made "
    "without it."
)


class MissingLibraryError(FactsheetsError, ImportError):
    """No PDF can be made on this machine. The message comes once, not for each state."""


@cache
def missing() -> Problem | None:
    """What is missing for a PDF, if anything is: whatever WeasyPrint itself would miss.

    It imports WeasyPrint once, and silently: its messages are not for people who make sheets.
    """
    what = ""
    try:
        with _only_names_of_linux(), redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as about a machine without fonts: we bring ours
            from weasyprint.text import ffi
        lacks = list(_too_old(ffi))
        if ffi.harfbuzz_subset is None:  # of which WeasyPrint only warns
            lacks.append(_lack("HarfBuzz-Subset") or "HarfBuzz-Subset")
    except (OSError, AttributeError) as error:  # the latter for a function that is not in a library
        what = f"WeasyPrint cannot start on this machine: {_in_short(error)}."
        lacks = [lack for name in NEEDED if (lack := _lack(name))]
    if lacks:
        what = f"PDF needs {', '.join(lacks)}, which this machine lacks."
    return Problem(what=what, remedy=REMEDY) if what else None


def _too_old(ffi: Any) -> Iterator[str]:
    major, minor = OLDEST["Pango"]
    pango = ffi.pango.pango_version() >= 10000 * major + 100 * minor
    harfbuzz = ffi.harfbuzz.hb_version_atleast(*OLDEST["HarfBuzz"], 0)
    for name, is_new in {"Pango": pango, "HarfBuzz": harfbuzz}.items():
        if not is_new:
            oldest = ".".join(map(str, OLDEST[name]))
            yield f"{name} {oldest} or newer ({versions()[name.lower()]} is here)"


def _lack(name: str) -> str:
    """The library, and why it cannot be loaded; ``""`` when it can."""
    try:
        _load(name)
    except OSError as error:
        reason = _in_short(error)
        is_absent = reason.startswith(NEEDED[name]) and "No such file" in reason
        return name if is_absent else f"{name} ({reason})"
    return ""


def versions() -> dict[str, str]:
    """The versions of Pango and HarfBuzz, "unknown" for one that cannot be asked.

    The libraries themselves are asked: importing WeasyPrint takes long, and only PDFs need it.
    """
    tells = {"Pango": "pango_version_string", "HarfBuzz": "hb_version_string"}
    found = dict.fromkeys(map(str.lower, tells), "unknown")
    for name, function in tells.items():
        with suppress(OSError, AttributeError):
            tell = getattr(_load(name), function)
            tell.restype = ctypes.c_char_p
            found[name.lower()] = tell().decode()
    return found


def _load(name: str) -> ctypes.CDLL:
    """The library that WeasyPrint loads."""
    file = file_of(name, sys.platform)
    if sys.platform in ("darwin", "win32"):
        file = ctypes.util.find_library(file) or file
    return ctypes.CDLL(file)


def file_of(name: str, system: str) -> str:
    """The name that WeasyPrint finds a library by on a system: on macOS, what follows "lib"."""
    library, number = NEEDED[name].split(".so.")
    elsewhere = {"darwin": library.removeprefix("lib"), "win32": f"{library}-{number}.dll"}
    return elsewhere.get(system, NEEDED[name])


def _in_short(error: Exception) -> str:
    return textwrap.shorten(str(error), 160, placeholder=" …").rstrip(".")


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
