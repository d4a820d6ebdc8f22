"""A folder to work in: made whole or not at all, and all that the installed package then does."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from conftest import ROOT, Outside, published
from factsheets.edition import init as module
from factsheets.edition.init import README, init
from factsheets.problems import FactsheetsError
from meanwhile import killed_at_each_step

PATIENCE = 60.0  # seconds, for what takes five
SHIPPED = {
    str(path.relative_to(ROOT)): path.read_bytes()
    for folder in ("data", "templates")
    for path in (ROOT / folder).rglob("*")
    if path.is_file() and not path.name.startswith(".")  # Finder leaves a .DS_Store
}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def refused(folder: Path) -> tuple[str, str, str]:
    with pytest.raises(FactsheetsError) as caught:
        init(folder)
    [problem] = caught.value.problems
    return problem.file, problem.what, problem.remedy


@pytest.mark.parametrize("name", ["new", "new/and/deep", "empty"])
def test_a_new_folder_has_the_projects_data_and_templates_and_a_readme(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()

    init(tmp_path / name)

    made = contents(tmp_path / name)
    assert made == SHIPPED | {"README.md": README.encode()}


def test_the_readme_is_short_and_names_commands_that_there_are() -> None:
    help_text = subprocess.run(
        [sys.executable, "-m", "factsheets", "--help"], capture_output=True, text=True, check=True
    ).stdout
    commands = [
        line.split()[1] for line in README.splitlines() if line.startswith("    factsheets")
    ]

    assert len(README.splitlines()) < 20
    assert {"build", "check", "preview"} <= set(commands)
    for command in commands:
        assert command == "--help" or f"│ {command} " in help_text


def test_hidden_files_may_be_there_and_stay(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/pyvenv.cfg").write_text("kept")

    init(tmp_path)

    assert (tmp_path / ".venv/pyvenv.cfg").read_text() == "kept"
    assert (tmp_path / "data/states.yaml").is_file()


def test_a_folder_with_anything_in_it_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    for number in range(7):
        (tmp_path / f"{number}.txt").write_text("kept")
    before = contents(tmp_path)

    file, what, remedy = refused(tmp_path)

    assert file == str(tmp_path)
    assert what == (
        "This folder is not empty: it has 0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 2 more."
    )
    assert remedy == "Nothing is written over: name a new folder."
    assert contents(tmp_path) == before


@pytest.mark.parametrize("place", ["a clone", "a folder that init made"])
def test_where_there_is_a_folder_to_work_in_that_is_said(tmp_path: Path, place: str) -> None:
    folder = ROOT if place == "a clone" else tmp_path
    if folder is tmp_path:
        init(folder)
        (folder / "data/states.yaml").write_text("my work")
    before = [contents(folder / "data"), contents(folder / "templates")]

    _, what, remedy = refused(folder)

    assert what == "This is a folder to work in already: data/states.yaml is there."
    assert remedy == "Go on with it: factsheets check. For another one, name a new folder."
    assert [contents(folder / "data"), contents(folder / "templates")] == before


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("kept")

    assert refused(tmp_path / "file")[1] == "This is a file, not a folder."
    assert refused(tmp_path / "file/below")[1] == "This is a file, not a folder."
    assert (tmp_path / "file").read_text() == "kept"


@pytest.mark.parametrize("name", ["empty", "new", "new/and/deep"])
def test_when_the_disk_is_full_nothing_half_stays(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    code = (
        "import resource, sys; from pathlib import Path; from factsheets.edition.init import init\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))  # less than a font has\n"
        "init(Path(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / name)],
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip

    assert f"FactsheetsError: {tmp_path / name}: File too large." in done.stderr
    assert list(tmp_path.rglob("*")) == [tmp_path / "empty"]


@pytest.mark.slow
def test_where_init_was_killed_at_any_step_the_next_one_makes_all(tmp_path: Path) -> None:
    start = tmp_path / "folder"
    start.mkdir()
    left = killed_at_each_step(start, "init(folder)")

    assert any((each / "templates").exists() and not (each / "data").exists() for each in left)
    assert any((each / module._DRAFT).exists() for each in left)
    for folder in left:
        with suppress(FactsheetsError):  # it is a folder to work in already
            init(folder)
        assert contents(folder) == SHIPPED | {"README.md": README.encode()}
        assert {each.name for each in folder.iterdir()} == {"README.md", "data", "templates"}


@pytest.mark.parametrize("name", ["README.md", "data/states.yaml"])
def test_what_somebody_made_after_init_was_killed_is_not_written_over(
    tmp_path: Path, name: str
) -> None:
    init(tmp_path)
    (tmp_path / module._WHOLE).mkdir()
    for each in ("README.md", "data"):
        (tmp_path / each).rename(tmp_path / module._WHOLE / each)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("my work")
    before = contents(tmp_path)

    refused(tmp_path)

    assert contents(tmp_path) == before


# --- outside the clone: the wheel, as pip installs it


@pytest.mark.slow
def test_the_wheel_holds_what_init_copies_and_the_mark_of_a_typed_package(outside: Outside) -> None:
    held = contents(outside.package)

    assert {name: held.get(name) for name in SHIPPED} == SHIPPED
    assert "py.typed" in held


@pytest.mark.slow
def test_all_that_follows_init_works_outside_the_clone(outside: Outside, tmp_path: Path) -> None:
    assert outside.run("init", "work", cwd=tmp_path)[0] == 0
    folder = tmp_path / "work"
    assert contents(folder) == SHIPPED | {"README.md": README.encode()}

    for command in (
        ["check"],
        ["list"],
        ["coverage"],
        ["build"],
        ["verify", "output"],
        ["preview", "WY"],
        ["review"],
        ["export", "figures.xlsx"],
        ["import", "figures.xlsx"],
        ["extract", "output/2023/wyoming.txt"],
        ["new-year", "2024"],
        ["build", "--data", "data/archive/2023/states.yaml", "-f", "text"],
        [
            "build",
            "--data",
            "data/archive/2023/states.yaml",
            "-f",
            "text",
            "--templates",
            "templates",
        ],
    ):
        status, out, err = outside.run(*command, cwd=folder)
        assert (command, status, "Traceback" in err) == (command, 0, False), out + err
        if command == ["preview", "WY"]:
            assert out == published("Wyoming")
        assert ("The wording is" in err) == ("--templates" in command)
    assert (folder / "output/2023/wyoming.txt").read_text() == published("Wyoming")
    assert (folder / "output/2023/wyoming.pdf").read_bytes().startswith(b"%PDF-")
    assert "year: 2024\n" in (folder / "data/states.yaml").read_text()


@pytest.mark.slow
def test_version_is_one_line(outside: Outside, tmp_path: Path) -> None:
    [wheel] = outside.package.parent.glob("factsheets-*.dist-info")
    version = wheel.name.removeprefix("factsheets-").removesuffix(".dist-info")

    assert outside.run("--version", cwd=tmp_path) == (0, f"factsheets {version}\n", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("factsheets pre", ["preview"]),
        ("factsheets preview new", ["new-hampshire", "new-jersey", "new-mexico", "new-york"]),
        ("factsheets build wyoming mon", ["montana"]),
        ("factsheets build -f h", ["html"]),
        ("factsheets build --ho", ["--house-style"]),
    ],
)
def test_a_shell_completes_commands_states_formats_and_options(
    outside: Outside, tmp_path: Path, typed: str, offered: list[str]
) -> None:
    asked = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1)}

    status, out, err = outside.run(cwd=tmp_path, _FACTSHEETS_COMPLETE="complete_bash", **asked)

    assert (status, out.split(), err) == (0, offered, "")


@pytest.mark.slow
def test_what_the_package_gives_is_typed_for_those_who_use_it(
    outside: Outside, tmp_path: Path
) -> None:
    (tmp_path / "use.py").write_text(
        "from factsheets import Wording, __version__, load, open_edition, render_pdf\n"
        'edition = open_edition("data/states.yaml")\n'
        "wording = Wording(edition.templates, edition.catalogue)\n"
        'sheet = wording.compose(edition.dataset, "WY")\n'
        "reveal_type(render_pdf(sheet, edition.templates))\n"
        "reveal_type(__version__)\n"
        "load(3)\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--python-executable", outside.python, "use.py"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip

    assert [line.partition(": ")[2] for line in done.stdout.splitlines()[:-1]] == [
        'note: Revealed type is "bytes"',
        'note: Revealed type is "str"',
        'error: Argument 1 to "load" has incompatible type "int"; '
        'expected "Path | str"  [arg-type]',
    ]
