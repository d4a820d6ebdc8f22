"""What holds for the project as a whole."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import factsheets
from build import test_build
from conftest import CATALOGUE, ROOT
from factsheets.templating.folders import OTHERS
from journeys import test_fuzz

PACKAGE = ROOT / "src/factsheets"
HEAVY = {
    "jinja2",
    "markdown_it",
    "matplotlib",
    "openpyxl",
    "pydantic",
    "rich",
    "typer",
    "us",
    "weasyprint",
    "yaml",
}


def lazy_names() -> dict[str, str]:
    """The names that the package promises to type checkers, and the modules they are in."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text())
    return {
        alias.name: node.module or ""
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def is_truth(node: ast.expr) -> bool:
    """Whether an expression is true or false, as far as its form or its name says so."""
    name = ast.unparse(node).rpartition(".")[2]
    return isinstance(node, ast.Compare | ast.BoolOp) or bool(
        re.match(r"(not |bool\(|startswith\(|(is|was|has)_|sample$)", name)
    )


def unplain(tree: ast.AST) -> Iterator[str]:
    """What does not read at once: nested conditionals, something times a truth."""
    for node in ast.walk(tree):
        match node:
            case ast.IfExp():
                is_plain = sum(isinstance(each, ast.IfExp) for each in ast.walk(node)) == 1
            case ast.BinOp(left, ast.Mult(), right):
                is_plain = not is_truth(left) and not is_truth(right)
            case ast.UnaryOp(ast.Not(), ast.Compare(ops=[_, _, *_])):
                is_plain = False
            case _:
                is_plain = True
        if not is_plain:
            yield ast.unparse(node)


@pytest.mark.parametrize(
    "code",
    [
        "'a' if x else 'b' if y else 'c'",
        "'s' * (n != 1)",
        "[name] * was_edited",
        "bool(rest) * f', {rest}'",
        "MARK * dataset.sample",
        "text * (not rest)",
        "not a == b != c",
    ],
)
def test_what_does_not_read_at_once_is_found(code: str) -> None:
    assert list(unplain(ast.parse(code))) == [ast.unparse(ast.parse(code))]


@pytest.mark.parametrize("code", ["'  ' * depth", "'a' if x else 'b'", "not a", "not a < b"])
def test_what_reads_at_once_is_left_alone(code: str) -> None:
    assert not list(unplain(ast.parse(code)))


def test_no_nested_conditionals_and_nothing_times_a_truth() -> None:
    found = [
        f"{file.relative_to(PACKAGE)}: {code}"
        for file in sorted(PACKAGE.rglob("*.py"))
        for code in unplain(ast.parse(file.read_text()))
    ]

    assert found == []


def names_declared() -> set[str]:
    """What this year's figures, their groups and the departures are called.

    Without names of one word, such as "total", which mean other things too.
    """
    names = [*CATALOGUE.figures, *CATALOGUE.departures]
    return {part for name in names for part in name.split(".") if "_" in part}


@pytest.mark.parametrize(
    "file",
    [*sorted(PACKAGE.rglob("*.py")), *(ROOT / "templates" / name for name in OTHERS)],
    ids=lambda file: str(file.relative_to(ROOT)),
)
def test_no_figure_and_no_departure_is_named_in_what_the_package_owns(file: Path) -> None:
    words = set(re.findall(r"\w+", file.read_text(encoding="utf-8")))

    assert not words & names_declared()


def test_no_two_classes_have_one_name() -> None:
    homes: dict[str, list[str]] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(str(file.relative_to(PACKAGE)))

    assert homes
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def source_files() -> list[Path]:
    """What the package owns: its modules, and the pages, styles and scripts, not the wording."""
    frames = (ROOT / "templates" / name for name in OTHERS)
    return [*sorted(PACKAGE.rglob("*.py")), *frames]


def names_of_this_year() -> list[str]:
    """Each name in figures.yaml that is no word of plain English."""
    parts = {part for name in CATALOGUE.figures for part in name.split(".")}
    return sorted(name for name in {*parts, *CATALOGUE.departures} if "_" in name)


def test_no_name_of_a_figure_or_departure_is_in_the_package() -> None:
    """Not in a docstring or a message either: next year it may have another one, or be gone."""
    names = [*names_of_this_year(), *(name for name in CATALOGUE.figures if "." in name)]
    assert len(names) > len(CATALOGUE.figures)
    found = [
        f"{file.relative_to(ROOT)}: {name}"
        for file in source_files()
        for name in names
        if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", file.read_text(), re.IGNORECASE)
    ]

    assert found == []


@pytest.mark.parametrize(
    "title", sorted({each.title.casefold() for each in CATALOGUE.figures.values()})
)
def test_no_title_of_a_figure_is_in_the_package(title: str) -> None:
    assert [
        str(file.relative_to(ROOT))
        for file in source_files()
        if title in " ".join(file.read_text().casefold().split())
    ] == []


def test_importing_the_package_imports_nothing_heavy() -> None:
    program = "import sys, factsheets; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    loaded = set(done.stdout.split())
    assert "factsheets" in loaded
    assert not loaded & HEAVY


@pytest.mark.parametrize(("name", "module"), lazy_names().items())
def test_a_name_of_the_package_is_that_of_its_module(name: str, module: str) -> None:
    assert getattr(factsheets, name) is getattr(sys.modules[module], name)


def test_the_package_has_the_names_of_each_stage() -> None:
    assert {"load", "Templates", "Wording", "render_text", "render_html", "render_pdf"} <= set(
        lazy_names()
    )


def test_dir_shows_the_names_that_are_for_everybody() -> None:
    assert dir(factsheets) == sorted([*lazy_names(), "__version__"])
    assert set(factsheets.__all__) == set(dir(factsheets))


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert factsheets.__version__ == project["version"]


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'factsheets' has no attribute 'render_word'"):
        _ = factsheets.render_word


@pytest.mark.parametrize(
    "module",
    sorted(
        each.relative_to(PACKAGE).with_suffix("").as_posix()
        for each in PACKAGE.rglob("*.py")
        if not each.stem.startswith("__")
    ),
)
def test_each_module_has_a_test_file(module: str) -> None:
    room, _, name = module.rpartition("/")
    assert (ROOT / "tests" / room / f"test_{name}.py").is_file()


def shards_of(test: Callable[..., None]) -> list[int]:
    """The shards that a campaign is made in."""
    marks: list[pytest.Mark] = test.pytestmark  # type: ignore[attr-defined]
    [shards] = [mark.args[1] for mark in marks if mark.name == "parametrize"]
    return list(shards)


def test_make_test_all_makes_the_campaigns_that_are_promised() -> None:
    data = shards_of(test_fuzz.test_a_spoilt_data_file_gives_right_sheets_or_right_messages)
    templates = shards_of(test_fuzz.test_a_spoilt_template_gives_right_sheets_or_right_messages)
    kills = shards_of(
        test_build.test_a_build_that_is_killed_leaves_whole_files_and_the_next_one_finishes_it
    )

    for shards, number in ((data, 2_048), (templates, 512)):
        all_of_them = [seed for shard in shards for seed in test_fuzz.seeds(shard, number)]
        assert sorted(all_of_them) == list(range(number))
    assert (test_fuzz.DATA_SEEDS, test_fuzz.TEMPLATE_SEEDS) == (2_048, 512)
    assert len(set(kills)) * test_build.KILLS == 50


def pytest_lines(goal: str) -> list[str]:
    """The lines by which ``make`` runs the tests for this goal, without what is in all of them."""
    make = ["make", "--dry-run", "--directory", str(ROOT), goal]
    said = subprocess.run(make, capture_output=True, text=True, check=True).stdout
    return re.findall(r".* -m pytest --numprocesses auto --quiet -rs (.*)", said)


def test_make_test_all_leaves_no_test_out() -> None:
    guards = '--dist loadscope -m "not slow"'
    assert pytest_lines("test") == [guards]
    assert pytest_lines("test-all") == [f"{guards} --cov --cov-report=term", "-m slow"]
    assert "\nmake test-all\n" in (ROOT / ".ci/run").read_text()
