"""What is shown and said outside the code is as the code is."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pictures
import pytest
from markdown_it import MarkdownIt
from PIL import Image

import factsheets
from conftest import CATALOGUE, DATA, ROOT
from factsheets.dataset.load import load
from factsheets.figures.declared import FIGURES_FILE, KEYS, read_catalogue
from factsheets.templating.folders import WORDING, Templates
from factsheets.wording.compose import Wording

README = (ROOT / "README.md").read_text()
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", *DOCS, ROOT / "benchmarks/README.md", ROOT / "CHANGELOG.md"]
PACKAGE = ROOT / "src/factsheets"
SOURCES = sorted(
    file
    for folder in ("src", "tests", "scripts", "benchmarks")
    for file in (ROOT / folder).rglob("*.py")
    if "node_modules" not in file.parts
)

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def inline(page: Path, kind: str) -> Iterator[tuple[str, str]]:
    """The links, images or code in a page's sentences: the text of each, and its target."""
    for block in MarkdownIt("commonmark").enable("table").parse(page.read_text()):
        for each in block.children or ():
            if each.type == kind:
                yield each.content, str(each.attrs.get("href", each.attrs.get("src", "")))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"(?m)^#+ (.*)$", page.read_text())
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def said_in(file: Path) -> Iterator[str]:
    """The docstrings and comments of a module."""
    source = file.read_text()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


# --- pages


def test_the_readme_is_read_at_one_sitting() -> None:
    assert len(README.splitlines()) <= 150


@pages
def test_a_link_leads_to_a_page_and_a_heading_that_there_are(page: Path) -> None:
    for _, target in [*inline(page, "link_open"), *inline(page, "image")]:
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target


def test_each_page_is_linked_from_the_readme() -> None:
    linked = {target.partition("#")[0] for _, target in inline(ROOT / "README.md", "link_open")}
    assert {f"docs/{page.name}" for page in DOCS} <= linked


@pages
def test_a_file_that_a_page_names_is_there(page: Path) -> None:
    folders = "src|templates|tests|docs|scripts|benchmarks|\\.ci"
    rooms = "|".join(each.parent.name for each in PACKAGE.glob("*/__init__.py"))
    for text, _ in inline(page, "code_inline"):
        if re.fullmatch(rf"({folders})/[\w./-]+", text):
            assert (ROOT / text).exists(), text
        if re.fullmatch(rf"({rooms})/\w+\.py", text):
            assert (PACKAGE / text).exists(), text


@pages
def test_what_a_page_quotes_of_a_file_stands_there(page: Path) -> None:
    if page.name == "year.md":
        pytest.skip("what it shows is new: test_docs_commands types it")
    files = {"yaml": (DATA, DATA.with_name(FIGURES_FILE)), "jinja": (ROOT / "templates" / WORDING,)}
    for block in MarkdownIt("commonmark").parse(page.read_text()):
        if block.type == "fence" and block.info in files:
            assert any(block.content in file.read_text() for file in files[block.info])


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_page_that_a_docstring_or_comment_cites_is_there(file: Path) -> None:
    for text in said_in(file):
        for cited in re.findall(r"[\w./-]+\.md\b(?!\.\w)", text):
            assert any((folder / cited).exists() for folder in (ROOT, file.parent)), cited
        assert not re.search(r"(?i)\bthe design\b", text), "cite a page of docs/"


@pages
def test_what_a_page_shows_for_the_wording_can_be_written_there(page: Path, tmp_path: Path) -> None:
    tokens = MarkdownIt("commonmark").parse(page.read_text())
    shown = [each.content for each in tokens if each.type == "fence" and each.info == "markdown"]
    for passage in shown:
        (tmp_path / WORDING).write_text(f"# {{{{ state }}}}\n\n{passage}")
        Wording(Templates.find(tmp_path), CATALOGUE).compose(load(DATA), "WY")  # raises nothing


OTHER_FIGURES = """
  one: {title: One, about: A figure.}
  other: {title: Other, about: Another figure.}
"""


def test_all_that_can_be_said_of_a_figure_is_told_with_an_example_that_works(
    tmp_path: Path,
) -> None:
    text = (ROOT / "docs/data-file.md").read_text().partition("## The form of figures.yaml")[2]
    examples = re.findall(r"(?m)^\| `((\w+): .*?)` \|", text)

    assert sorted(key for _, key in examples) == sorted(KEYS)
    for line, key in examples:
        lines = {"title": "title: New", "about": "about: A new figure.", key: line}
        new = "".join(f"    {each}\n" for each in lines.values())
        content = f"national:{OTHER_FIGURES}\nstate:{OTHER_FIGURES}  new:\n{new}"
        read_catalogue(tmp_path / "states.yaml", content.encode())


# --- the rooms


def test_the_architecture_shows_each_room_with_the_sign_on_its_door() -> None:
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    [rule] = [each for each in rules["contracts"] if each["type"] == "layers"]
    layers = {room: at for at, layer in enumerate(rule["layers"]) for room in layer.split(" | ")}
    signs = {}
    for room in layers:
        module = PACKAGE / f"{room}.py"
        file = module if module.exists() else PACKAGE / room / "__init__.py"
        [sign, *_] = (ast.get_docstring(ast.parse(file.read_text())) or "").splitlines()
        signs[room if file == module else f"{room}/"] = sign

    text = (ROOT / "docs/architecture.md").read_text()
    listing = text.partition("```text\nsrc/factsheets/\n")[2].partition("```")[0]
    shown = dict(line.split(maxsplit=1) for line in listing.splitlines())

    assert shown == signs
    places = [layers[room.strip("/")] for room in shown]
    assert places == sorted(places, reverse=True), "what is used comes first"


# --- pictures, targets, versions


@pytest.mark.parametrize("path", sorted((ROOT / "docs").glob("*.png")), ids=lambda path: path.name)
def test_a_picture_shows_the_sheet_of_today(path: Path) -> None:
    with Image.open(path) as picture:
        assert picture.info["made-from"] == pictures.made_from(), "make pictures, and look at them"


def test_every_picture_is_shown_on_a_page() -> None:
    shown = {page.parent / target for page in PAGES for _, target in inline(page, "image")}
    assert shown == set((ROOT / "docs").glob("*.png"))


def test_the_readme_names_every_make_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    [targets] = [line for line in makefile.splitlines() if line.startswith(".PHONY:")]
    for target in targets.split()[1:]:
        assert re.search(rf"make {target}\b", README)


def test_the_changelog_has_this_version() -> None:
    assert f"## {factsheets.__version__}" in (ROOT / "CHANGELOG.md").read_text()
