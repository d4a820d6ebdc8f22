"""The template folders: which file counts, and what is said of one that cannot be used."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import ROOT
from factsheets.dataset.load import Dataset
from factsheets.problems import FactsheetsError, Problem
from factsheets.templating.folders import Templates, which_wording
from factsheets.wording.compose import Sheet, Wording

SHIPPED = ROOT / "templates"
FILES = sorted(str(path.relative_to(SHIPPED)) for path in SHIPPED.rglob("*") if path.is_file())
NAMES = [name for name in FILES if name != "fonts/LICENSE.txt"]


def _problem(folder: Path) -> Problem:
    with pytest.raises(FactsheetsError) as caught:
        Wording(Templates.find(folder))
    (problem,) = caught.value.problems
    return problem


def test_a_template_that_is_changed_after_it_was_found_is_refused(tmp_path: Path) -> None:
    style = tmp_path / "web.css"
    style.write_text("p { margin: 0 }")
    found = Templates.find(tmp_path)
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


def test_the_project_has_a_wording_three_pages_three_styles_a_script_and_two_fonts() -> None:
    assert FILES == [
        "factsheet.md.j2",
        "fonts/LICENSE.txt",
        "fonts/SourceSans3-Regular.ttf",
        "fonts/SourceSans3-SemiBold.ttf",
        "index.html.j2",
        "index.js",
        "page.html.j2",
        "print.css",
        "review.css",
        "review.html.j2",
        "web.css",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_users_template_comes_before_the_packages_file_by_file(name: str, tmp_path: Path) -> None:
    own = tmp_path / name
    own.parent.mkdir(exist_ok=True)
    own.write_text("of my own")
    templates = Templates.find(tmp_path)
    assert templates.text(name) == "of my own"
    others = [other for other in NAMES if other != name]
    assert [templates.content(other) for other in others] == [
        (SHIPPED / other).read_bytes() for other in others
    ]


def test_the_working_directorys_templates_are_taken_unasked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/web.css").write_text("p { color: red; }")
    monkeypatch.chdir(tmp_path)
    templates = Templates.find()
    assert templates.text("web.css") == "p { color: red; }"
    assert templates.text("print.css") == (SHIPPED / "print.css").read_text()


def test_a_named_folder_comes_instead_of_the_working_directorys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("templates", "others"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "web.css").write_text(folder)
    monkeypatch.chdir(tmp_path)
    assert Templates.find("others").text("web.css") == "others"


def test_without_templates_of_ones_own_the_packages_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    templates = Templates.find()
    assert [templates.content(name) for name in NAMES] == [
        (SHIPPED / name).read_bytes() for name in NAMES
    ]


@pytest.mark.parametrize("folder", ["empty", "of something else", "not there"])
def test_a_folder_without_a_template_is_refused(folder: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "of something else").mkdir()
    (tmp_path / "of something else/factsheet.md").write_text("# Title")
    problem = _problem(tmp_path / folder)
    assert problem.file == str(tmp_path / folder)
    assert problem.what == "This folder holds none of the templates."
    assert problem.remedy == (
        "It should hold factsheet.md.j2, "
        "or another of page.html.j2, print.css, web.css, index.html.j2, index.js, "
        "review.html.j2, review.css."
    )


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
    own = Wording(Templates.find(tmp_path))
    assert own.compose(dataset, "Wyoming") == sheets["Wyoming"]


def test_the_same_templates_have_the_same_digest(tmp_path: Path, templates: Templates) -> None:
    copy = shutil.copytree(SHIPPED, tmp_path / "copy")
    assert Templates.find(copy).digest == templates.digest


@pytest.mark.parametrize("name", NAMES)
def test_the_digest_is_another_when_any_file_is(
    name: str, tmp_path: Path, templates: Templates
) -> None:
    own = tmp_path / name
    own.parent.mkdir(exist_ok=True)
    content = (SHIPPED / name).read_bytes()
    own.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))  # as long as it was
    assert Templates.find(tmp_path).digest != templates.digest


def test_a_file_that_an_editor_keeps_beside_a_template_is_not_read(tmp_path: Path) -> None:
    shutil.copy(SHIPPED / "factsheet.md.j2", tmp_path)
    before = Templates.find(tmp_path)
    (tmp_path / ".#factsheet.md.j2").symlink_to("jane@example.org.4711")  # as Emacs does

    assert Templates.find(tmp_path) == before


# --- the wording that belongs to a data file


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with data/ and templates/ of its own."""
    shutil.copytree(SHIPPED, tmp_path / "templates")
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("data", "folder"),
    [
        ("data/states.yaml", None),
        ("states.yaml", None),
        ("data/states.yaml", "templates"),
        ("data/../data/states.yaml", "./data/../templates"),
    ],
)
def test_nothing_is_said_of_the_wording_that_belongs_to_the_data(
    work: Path, data: str, folder: str | None
) -> None:
    assert which_wording(Path(data), Path(folder) if folder else None) == ""
    assert which_wording(work / data, work / folder if folder else None) == ""


def test_the_wording_beside_the_data_file_comes_before_that_beside_its_folder(work: Path) -> None:
    shutil.copytree(SHIPPED, work / "data/templates")

    assert which_wording(Path("data/states.yaml"), Path("data/templates")) == ""
    assert which_wording(Path("data/states.yaml")) == (
        f"The wording is templates/factsheet.md.j2, not {work}/data/templates/factsheet.md.j2."
    )


def test_a_folder_without_a_wording_lets_the_packages_count_and_that_is_said(work: Path) -> None:
    (work / "ours").mkdir()
    (work / "ours/print.css").write_text("p { color: red }")

    assert which_wording(Path("data/states.yaml"), Path("ours")) == (
        f"The wording is {SHIPPED}/factsheet.md.j2, which comes with factsheets, "
        f"not {work}/templates/factsheet.md.j2."
    )


def test_a_data_file_far_from_any_wording_has_none_beside_it(work: Path) -> None:
    data = Path("data/archive/old/2023.yaml")
    data.parent.mkdir(parents=True)
    data.touch()

    assert which_wording(data) == (
        "The wording is templates/factsheet.md.j2: data/archive/old/2023.yaml has none beside it."
    )


def test_of_a_data_file_that_is_not_there_nothing_is_said(work: Path) -> None:
    said = "The wording is templates/factsheet.md.j2."

    assert which_wording(Path("data/archive/old/2023.yaml")) == said
    assert which_wording(Path("/2023.yaml")) == said


def test_a_data_folder_that_is_a_link_has_the_wording_beside_the_link(
    work: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (work / "data").rmdir()
    (work / "data").symlink_to(tmp_path_factory.mktemp("shared"))

    assert which_wording(Path("data/states.yaml")) == ""
