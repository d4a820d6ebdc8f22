"""The native libraries: what this machine lacks is said once, plainly, and with how to get it."""

from __future__ import annotations

import ast
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from factsheets import libraries
from factsheets.libraries import NEEDED, Library, MissingLibraryError, missing, versions
from factsheets.problems import Problem

HOW = (
    "Install what is missing: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0 (Debian, Ubuntu), dnf install pango (Fedora), brew install pango "
    "(macOS). Text and HTML are made without it."
)
MAY_BE_ABSENT = {"libharfbuzz-vector.so.0"}  # for fonts with colors only; a PDF without says so


@pytest.fixture
def anew() -> Iterator[None]:
    """Ask the machine again, before the test and after it."""
    missing.cache_clear()
    yield
    missing.cache_clear()


def without(library: Library, folder: Path) -> dict[str, str]:
    """An environment in which ``library`` cannot be loaded: its file is broken."""
    (folder / library.linux).write_bytes(b"")
    return {**os.environ, "LD_LIBRARY_PATH": str(folder)}


def loaded_by_weasyprint() -> Iterator[set[str]]:
    """The names by which WeasyPrint looks for each of its libraries."""
    weasyprint = find_spec("weasyprint")
    assert weasyprint
    assert weasyprint.origin
    tree = ast.parse(Path(weasyprint.origin).with_name("text").joinpath("ffi.py").read_text())
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            call = ast.unparse(node.value.func)
            if call == "_dlopen":
                yield {
                    str(each.value) for each in node.value.args if isinstance(each, ast.Constant)
                }


def test_all_that_weasyprint_loads_is_known_by_its_names_on_each_system() -> None:
    asked_for = [names for names in loaded_by_weasyprint() if not names & MAY_BE_ABSENT]
    assert len(asked_for) == len(NEEDED)
    for library, names in zip(NEEDED, asked_for, strict=True):
        assert {library.linux, library.macos, library.windows} <= names


def test_this_machine_lacks_nothing(anew: None) -> None:
    assert missing() is None
    assert versions().keys() == {"pango", "harfbuzz"}


@pytest.mark.skipif(sys.platform != "linux", reason="LD_LIBRARY_PATH is Linux's")
@pytest.mark.parametrize("library", NEEDED, ids=lambda library: library.name)
def test_a_library_that_cannot_be_loaded_is_named_and_how_to_get_it(
    library: Library, tmp_path: Path
) -> None:
    code = (
        "from factsheets.problems import FactsheetsError\n"
        "try:\n    import factsheets.pdf\n"
        "except FactsheetsError as error:\n    raise SystemExit(str(error))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=without(library, tmp_path), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (1, "")
    broken = f"{library.name} ({tmp_path / library.linux}: file too short)"
    [message] = done.stderr.splitlines()
    assert message.startswith("PDF needs ")
    assert broken in message
    assert message.endswith(f", which this machine lacks. {HOW}")


def test_all_that_is_not_there_or_too_old_is_named_at_once(
    anew: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    gobject, pango, *others = NEEDED
    absent = [replace(each, **dict.fromkeys(("linux", "macos", "windows"), "libnone.so.9"))
              for each in (gobject, others[-1])]  # fmt: skip
    monkeypatch.setattr(libraries, "NEEDED", (absent[0], replace(pango, oldest="99.1"), absent[1]))

    version = versions()["pango"]
    assert missing() == Problem(
        what=f"PDF needs GObject, Pango 99.1 or newer ({version} is here), PangoFT2, "
        "which this machine lacks.",
        remedy=HOW,
    )


def test_a_version_is_compared_as_numbers(anew: None, monkeypatch: pytest.MonkeyPatch) -> None:
    pango = NEEDED[1]
    major, minor = (int(each) for each in versions()["pango"].split(".")[:2])
    for oldest, enough in ((f"{major}.{minor}", True), (f"{major}.{minor + 100}", False),
                           (f"{major}.9", minor >= 9)):  # fmt: skip
        assert (not replace(pango, oldest=oldest).lack()) == enough


def test_a_library_without_the_function_that_tells_its_version_is_no_traceback() -> None:
    assert replace(NEEDED[1], tells="not_there").lack().startswith("Pango (")


def test_the_error_comes_back_from_another_process() -> None:
    error = MissingLibraryError(Problem(what="PDF needs Pango."))
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.problems) == (MissingLibraryError, error.problems)


def test_a_machine_without_fonts_is_no_matter_and_nothing_is_said_of_it(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig/>")
    done = subprocess.run(
        [sys.executable, "-c", "import factsheets.pdf"],
        env={**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
