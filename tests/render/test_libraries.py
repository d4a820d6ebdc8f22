"""The native libraries: what this machine lacks is said once, plainly, and with how to get it."""

from __future__ import annotations

import ast
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from conftest import ROOT
from factsheets.problems import Problem
from factsheets.render import libraries
from factsheets.render.libraries import (
    NEEDED,
    OLDEST,
    REMEDY,
    MissingLibraryError,
    file_of,
    missing,
    versions,
)

MAY_BE_ABSENT = {"libharfbuzz-vector.so.0"}  # for fonts with colors only; a PDF without says so


@pytest.fixture
def anew() -> Iterator[None]:
    """Ask the machine again, before the test and after it."""
    missing.cache_clear()
    yield
    missing.cache_clear()


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python, in the project's folder."""
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **environment},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def without(name: str, folder: Path) -> dict[str, str]:
    """An environment in which a library cannot be loaded: its file is broken."""
    (folder / NEEDED[name]).write_bytes(b"")
    return {"LD_LIBRARY_PATH": str(folder)}


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
    for name, names in zip(NEEDED, asked_for, strict=True):
        assert {file_of(name, system) for system in ("linux", "darwin", "win32")} <= names


def test_this_machine_lacks_nothing(anew: None) -> None:
    assert missing() is None


def test_the_versions_are_those_of_the_libraries_that_weasyprint_loads() -> None:
    from weasyprint.text.ffi import harfbuzz, pango

    major, minor, micro = (int(each) for each in versions()["pango"].split("."))
    assert pango.pango_version() == 10000 * major + 100 * minor + micro
    major, minor, micro = (int(each) for each in versions()["harfbuzz"].split("."))
    assert harfbuzz.hb_version_atleast(major, minor, micro)
    assert not harfbuzz.hb_version_atleast(major, minor, micro + 1)


def test_what_weasyprint_finds_is_not_missing_though_it_has_another_name(
    anew: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libraries, "NEEDED", dict.fromkeys(NEEDED, "libnone.so.9"))
    assert missing() is None


@pytest.mark.parametrize("file", ["libnone.so.9", NEEDED["GObject"]])
def test_a_version_that_cannot_be_told_is_unknown(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = versions()
    monkeypatch.setattr(libraries, "NEEDED", {**NEEDED, "Pango": file})
    assert versions() == {**known, "pango": "unknown"}


@pytest.mark.one_in(4)
@pytest.mark.skipif(sys.platform != "linux", reason="LD_LIBRARY_PATH is Linux's")
@pytest.mark.parametrize("name", NEEDED)
def test_a_library_that_cannot_be_loaded_is_named_and_how_to_get_it(
    name: str, tmp_path: Path
) -> None:
    done = run(
        "from factsheets.problems import FactsheetsError\n"
        "try:\n    import factsheets.render.pdf\n"
        "except FactsheetsError as error:\n    raise SystemExit(str(error))",
        **without(name, tmp_path),
    )

    assert (done.returncode, done.stdout) == (1, "")
    broken = f"{name} ({tmp_path / NEEDED[name]}: file too short)"
    [message] = done.stderr.splitlines()
    assert message.startswith("PDF needs ")
    assert broken in message
    assert message.endswith(f", which this machine lacks. {REMEDY}")


def test_the_remedy_names_each_system() -> None:
    for word in ("apt-get install", "dnf install", "brew install", "pacman -S"):
        assert word in REMEDY


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="LD_LIBRARY_PATH is Linux's")
def test_the_docs_lines_of_python_make_text_and_html_where_no_pdf_can_be_made(
    tmp_path: Path,
) -> None:
    page = (ROOT / "docs/python.md").read_text()
    lines = page.split("```python\n")[1].split("```")[0].splitlines()
    assert lines[-1].startswith("render_pdf(")
    code = "\n".join(
        [*lines[:-1], "print('made')", "from factsheets import FactsheetsError", "try:",
         f"    {lines[-1]}", "except FactsheetsError as error:", "    print(error)"]
    )  # fmt: skip
    done = run(code, **without("Pango", tmp_path))

    assert done.stderr == ""
    made, message = done.stdout.splitlines()
    assert made == "made"
    assert message.startswith("PDF needs Pango (")


@pytest.mark.parametrize("name", OLDEST)
def test_a_library_that_is_too_old_is_named_with_its_version(
    name: str, anew: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = versions()[name.lower()]
    major, minor = (int(each) for each in version.split(".")[:2])
    monkeypatch.setattr(libraries, "OLDEST", {**OLDEST, name: (major, minor)})
    assert missing() is None
    missing.cache_clear()
    monkeypatch.setattr(libraries, "OLDEST", {**OLDEST, name: (major, minor + 1)})
    assert missing() == Problem(
        what=f"PDF needs {name} {major}.{minor + 1} or newer ({version} is here), "
        "which this machine lacks.",
        remedy=REMEDY,
    )


def test_the_error_comes_back_from_another_process() -> None:
    error = MissingLibraryError(Problem(what="PDF needs Pango."))
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.problems) == (MissingLibraryError, error.problems)


@pytest.mark.slow
def test_a_machine_without_fonts_is_no_matter_and_nothing_is_said_of_it(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig/>")
    done = run("import factsheets.render.pdf", FONTCONFIG_FILE=str(tmp_path / "fonts.conf"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
