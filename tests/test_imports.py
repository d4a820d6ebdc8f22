"""The rules of which room may import what: that breaking one is refused."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package with the rules, to be broken."""
    shutil.copytree(ROOT / "src/factsheets", tmp_path / "factsheets")
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def objections(folder: Path) -> list[str]:
    """The rules that are broken, as ``make lint`` says."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(program), "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    broken = re.findall(r"^(.*?) BROKEN", done.stdout, re.MULTILINE)
    assert done.returncode == bool(broken), done.stdout + done.stderr
    return broken


def test_no_rule_is_broken(copy: Path) -> None:
    assert objections(copy) == []


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("module", "line", "rule"),
    [
        ("problems", "import factsheets.files", "Each room uses only those below it"),
        ("build/pool", "import factsheets.reading.reader", "Each room uses only those below it"),
        ("review/change", "import factsheets.check.check", "Each room uses only those below it"),
        ("files", "import typer", "Typer and Rich have one door: cli"),
        ("check/check", "from rich import print", "Typer and Rich have one door: cli"),
        ("build/build", "from weasyprint import HTML", "WeasyPrint has one door: render"),
        ("check/check", "import matplotlib.pyplot", "Matplotlib has one door: review"),
        ("dataset/load", "import openpyxl", "openpyxl has one door: spreadsheet"),
        ("dataset/yaml_edit", "import yaml", "PyYAML has one door: yaml_tree"),
        (
            "render/text",
            "from markdown_it.token import Token",
            "Markdown's blocks are found in one place: wording.markdown",
        ),
        (
            "wording/markdown",
            "import factsheets.wording.compose",
            "No modules import each other in a circle",
        ),
    ],
)
def test_an_import_that_breaks_a_rule_is_refused(
    module: str, line: str, rule: str, copy: Path
) -> None:
    with (copy / "factsheets" / f"{module}.py").open("a") as file:
        file.write(f"\n\ndef lazily() -> None:\n    {line}\n")

    assert rule in objections(copy)


def test_a_room_that_has_no_place_in_the_layers_is_refused(copy: Path) -> None:
    (copy / "factsheets/attic.py").write_text('"""Nobody knows."""\n')

    assert objections(copy) == ["Each room uses only those below it"]
