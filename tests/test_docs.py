"""What is shown and said outside the code is as the code is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pictures
import pytest
from PIL import Image

from conftest import ROOT

README = (ROOT / "README.md").read_text()


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.png")), ids=lambda path: path.name)
def test_a_picture_in_the_readme_shows_the_sheet_of_today(path: Path) -> None:
    with Image.open(path) as picture:
        assert picture.info["made-from"] == pictures.made_from(), "make pictures, and look at them"


def test_every_picture_is_shown_in_the_readme() -> None:
    for path in (ROOT / "docs").iterdir():
        assert f"(docs/{path.name})" in README


def test_the_readme_names_every_make_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    [targets] = [line for line in makefile.splitlines() if line.startswith(".PHONY:")]
    for target in targets.split()[1:]:
        assert re.search(rf"make {target}\b", README)


def test_the_changelog_has_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text()
