"""The template folders: which file counts, and what is said of one that cannot be used."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import CATALOGUE, ROOT
from factsheets.dataset.dataset import Dataset
from factsheets.problems import FactsheetsError, Problem
from factsheets.templating.folders import OTHERS, WORDING, Templates, folder_of
from factsheets.wording.compose import Sheet, Wording

OURS = ROOT / "templates"
FILES = sorted(str(path.relative_to(OURS)) for path in OURS.rglob("*") if path.is_file())
NAMES = [name for name in FILES if name != "fonts/LICENSE.txt"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A templates folder that has a wording, ours, and nothing else."""
    made = tmp_path / "templates"
    made.mkdir()
    shutil.copy(OURS / WORDING, made)
    return made


def _problem(folder: Path) -> Problem:
    with pytest.raises(FactsheetsError) as caught:
        Wording(Templates.find(folder), CATALOGUE)
    (problem,) = caught.value.problems
    return problem


def test_a_template_that_is_changed_after_it_was_found_is_refused(folder: Path) -> None:
    style = folder / "web.css"
    style.write_text("p { margin: 0 }")
    found = Templates.find(folder)
    assert found.text("web.css") == "p { margin: 0 }"

    style.write_text("p { margin: 1px }")

    with pytest.raises(FactsheetsError) as caught:
        found.text("web.css")
    [problem] = caught.value.problems
    assert (problem.file, problem.what, problem.remedy) == (
        str(style),
        "The template was changed while the sheets were made.",
        "Make them again.",
    )


def test_the_project_has_a_wording_three_pages_a_card_styles_a_script_an_icon_and_fonts() -> None:
    assert FILES == [
        "card.css",
        "card.html.j2",
        "factsheet.md.j2",
        "fonts/LICENSE.txt",
        "fonts/PublicSans-Regular.ttf",
        "fonts/PublicSans-Regular.woff2",
        "fonts/PublicSans-SemiBold.ttf",
        "fonts/PublicSans-SemiBold.woff2",
        "icon.svg",
        "index.css",
        "index.html.j2",
        "index.js",
        "page.html.j2",
        "print.css",
        "review.css",
        "review.html.j2",
        "web.css",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_users_template_comes_before_the_packages_file_by_file(name: str, folder: Path) -> None:
    own = folder / name
    own.parent.mkdir(exist_ok=True)
    own.write_text("of my own")
    templates = Templates.find(folder)
    assert templates.text(name) == "of my own"
    others = [other for other in NAMES if other != name]
    assert [templates.content(other) for other in others] == [
        (OURS / other).read_bytes() for other in others
    ]


def test_the_pages_that_come_from_the_package_are_told(folder: Path, templates: Templates) -> None:
    (folder / "web.css").touch()
    found = Templates.find(folder)
    assert found.of_package == tuple(name for name in OTHERS if name != "web.css")
    assert templates.of_package == ()


@pytest.mark.parametrize("name", ["empty", "of something else", "not there", "only styles"])
def test_a_folder_without_a_wording_is_refused_and_no_other_counts(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "of something else").mkdir()
    (tmp_path / "of something else/factsheet.md").write_text("# Title")
    (tmp_path / "only styles").mkdir()
    (tmp_path / "only styles/print.css").write_text("p { color: red }")
    problem = _problem(tmp_path / name)
    assert problem.file == str(tmp_path / name / WORDING)
    assert problem.what == "The wording is missing: there is no such file."
    assert "--templates" in problem.remedy


def test_a_folder_in_place_of_a_template_is_named(tmp_path: Path) -> None:
    (tmp_path / "factsheet.md.j2").mkdir()
    problem = _problem(tmp_path)
    assert problem.file == str(tmp_path / "factsheet.md.j2")
    assert problem.what == "This is a folder, not a file."


def test_a_template_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "factsheet.md.j2").write_bytes("# Title\n\nSurvivors’ families\n".encode("cp1252"))
    problem = _problem(tmp_path)
    assert (problem.file, problem.line) == (str(tmp_path / "factsheet.md.j2"), 3)
    assert problem.what == "The template is not UTF-8 text."
    assert problem.remedy == "Save it with the encoding UTF-8."


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(
    tmp_path: Path, templates: Templates, dataset: Dataset, sheets: dict[str, Sheet]
) -> None:
    text = templates.text("factsheet.md.j2")
    windows = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    (tmp_path / "factsheet.md.j2").write_bytes(windows)
    own = Wording(Templates.find(tmp_path), CATALOGUE)
    assert own.compose(dataset, "Wyoming") == sheets["Wyoming"]


def test_the_same_templates_have_the_same_digest(tmp_path: Path, templates: Templates) -> None:
    copy = shutil.copytree(OURS, tmp_path / "copy")
    assert Templates.find(copy).digest == templates.digest


@pytest.mark.parametrize("name", NAMES)
def test_the_digest_is_another_when_any_file_is(
    name: str, folder: Path, templates: Templates
) -> None:
    own = folder / name
    own.parent.mkdir(exist_ok=True)
    content = (OURS / name).read_bytes()
    own.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))  # as long as it was
    assert Templates.find(folder).digest != templates.digest


def test_a_file_that_an_editor_keeps_beside_a_template_is_not_read(tmp_path: Path) -> None:
    shutil.copy(OURS / "factsheet.md.j2", tmp_path)
    before = Templates.find(tmp_path)
    (tmp_path / ".#factsheet.md.j2").symlink_to("jane@example.org.4711")  # as Emacs does

    assert Templates.find(tmp_path) == before


# --- the templates that belong to a data file


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with data/ and templates/ of its own."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("cwd", "data"),
    [
        (".", "data/states.yaml"),
        (".", "states.yaml"),
        (".", "data/../data/states.yaml"),
        ("data", "states.yaml"),
        ("data", "../data/states.yaml"),
        ("data", "../states.yaml"),
        ("data/deep", "../states.yaml"),
    ],
)
def test_they_are_beside_the_file_or_beside_its_folder_from_any_working_directory(
    cwd: str, data: str, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (work / "data/deep").mkdir()
    absolute = (work / cwd / data).resolve()
    monkeypatch.chdir(work / cwd)

    assert folder_of(Path(data)).resolve() == work / "templates"
    monkeypatch.chdir("/")
    assert folder_of(absolute) == work / "templates"


def test_those_beside_the_file_come_before_those_beside_its_folder(work: Path) -> None:
    (work / "data/templates").mkdir()

    assert folder_of(Path("data/states.yaml")) == Path("data/templates")


def test_what_is_there_counts_even_if_it_leads_nowhere(work: Path) -> None:
    (work / "data/templates").symlink_to("gone")

    assert folder_of(Path("data/states.yaml")) == Path("data/templates")


def test_those_of_the_working_directory_are_not_taken_for_a_file_elsewhere(work: Path) -> None:
    elsewhere = work / "far/away"
    elsewhere.mkdir(parents=True)

    assert folder_of(elsewhere / "states.yaml") == work / "far/templates"
    assert not (work / "far/templates").exists()


def test_a_data_folder_that_is_a_link_has_the_templates_beside_the_link(
    work: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (work / "data").rmdir()
    (work / "data").symlink_to(tmp_path_factory.mktemp("shared"))

    assert folder_of(Path("data/states.yaml")) == Path("templates")
