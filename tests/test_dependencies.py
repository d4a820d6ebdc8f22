"""What is imported is declared, what is declared is pinned, and its licences go along."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from email import message_from_bytes
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUN = [Requirement(each) for each in PYPROJECT["project"]["dependencies"]]
BUILD = [Requirement(each) for each in PYPROJECT["dependency-groups"]["build"]]
DEV = [Requirement(each) for each in PYPROJECT["dependency-groups"]["dev"]]
# A name, one version, perhaps a condition; its hashes; where it comes from.
ENTRY = re.compile(
    r"(?P<name>[\w.-]+)==(?P<version>[\w.]+)( ; (?P<marker>[^\\]+))?"
    r"(?P<hashes>( \\\n    --hash=sha256:[0-9a-f]{64})+)\n"
    r"(    # .*\n)*"
)


def pinned_file(name: str) -> tuple[str, list[re.Match[str]]]:
    """The text of a file below its first comment, and the entries in it."""
    text = re.sub(r"\A(#.*\n)+", "", (ROOT / name).read_text())
    return text, list(ENTRY.finditer(text))


TO_RUN_TEXT, TO_RUN = pinned_file("requirements.txt")
TO_TEST_TEXT, TO_TEST = pinned_file("requirements-dev.txt")


def name_of(entry: Requirement | re.Match[str]) -> str:
    return canonicalize_name(entry.name if isinstance(entry, Requirement) else entry["name"])


def names(entries: Iterable[Requirement | re.Match[str]]) -> set[str]:
    return {name_of(each) for each in entries}


def asked_for(requirement: Requirement, *, anywhere: bool) -> Iterator[Requirement]:
    """What an installed distribution asks for: on this machine, or ``anywhere``."""
    try:
        lines = requires(requirement.name) or []
    except PackageNotFoundError:  # one for another system
        return
    for each in map(Requirement, lines):
        marker = str(each.marker or "")
        extras = [{"extra": extra} for extra in ("", *requirement.extras)]
        if (
            any(f'"{extra}"' in marker for extra in requirement.extras) or "extra" not in marker
            if anywhere
            else not each.marker or any(map(each.marker.evaluate, extras))
        ):
            yield each


def with_all_they_ask_for(wanted: Iterable[Requirement], *, anywhere: bool) -> set[str]:
    found: dict[str, set[str]] = {}
    left = list(wanted)
    while left:
        requirement = left.pop()
        known = found.get(name_of(requirement))
        if known is None or not requirement.extras <= known:
            found[name_of(requirement)] = requirement.extras | (known or set())
            left += asked_for(requirement, anywhere=anywhere)
    return set(found)


def imported(folder: str) -> set[str]:
    """The distributions that the modules of ``folder`` import."""
    homes = packages_distributions()
    ours = [each for each in ROOT.rglob("*.py") if ".venv" not in each.parts]
    own = {name for each in ours for name in (each.stem, each.parent.name)}
    trees = [ast.parse(each.read_text()) for each in Path(ROOT, folder).rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    modules = [
        *(each.name for node in nodes if isinstance(node, ast.Import) for each in node.names),
        *(node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)),
    ]
    tops = {each.split(".")[0] for each in modules} - sys.stdlib_module_names - own
    return {canonicalize_name(home) for top in tops for home in homes.get(top, [top])}


def test_what_the_package_imports_is_what_it_declares() -> None:
    assert imported("src") == names(RUN)


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["tests", "scripts", "benchmarks"])
def test_what_the_developers_import_is_declared(folder: str) -> None:
    assert imported(folder) - names(RUN) - names(DEV) == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_pinned_file_has_versions_and_hashes_and_no_address(name: str) -> None:
    text, entries = pinned_file(name)

    assert entries
    assert ENTRY.sub("", text) == ""
    assert "://" not in (ROOT / name).read_text()


def test_nothing_is_pinned_to_run_that_running_does_not_need() -> None:
    needed = with_all_they_ask_for([*RUN, *BUILD], anywhere=True)

    assert names(TO_RUN) - needed == set()


def test_nothing_is_pinned_to_test_that_testing_does_not_need() -> None:
    assert names(TO_TEST) - with_all_they_ask_for(DEV, anywhere=True) == set()


def test_all_that_running_needs_is_pinned() -> None:
    needed = with_all_they_ask_for([*RUN, *BUILD], anywhere=False)

    assert needed - names(TO_RUN) == set()


def test_all_that_testing_needs_is_pinned() -> None:
    needed = with_all_they_ask_for(DEV, anywhere=False)

    assert needed - names(TO_RUN) - names(TO_TEST) == set()


def test_the_two_pinned_files_agree() -> None:
    to_run = {(name_of(each), each["marker"]): each for each in TO_RUN}
    both = [(to_run.get((name_of(each), each["marker"])), each) for each in TO_TEST]

    assert names(TO_RUN) & names(TO_TEST) == {name_of(each) for one, each in both if one}
    assert [one[0] for one, each in both if one and one["version"] != each["version"]] == []
    assert [one[0] for one, each in both if one and one["hashes"] != each["hashes"]] == []


@pytest.mark.parametrize("declared", [*RUN, *BUILD, *DEV], ids=str)
def test_a_pinned_version_is_one_that_is_declared(declared: Requirement) -> None:
    pinned = [each for each in [*TO_RUN, *TO_TEST] if name_of(each) == name_of(declared)]

    assert pinned
    assert [each["version"] for each in pinned if each["version"] not in declared.specifier] == []


def test_the_backend_that_is_pinned_is_the_one_that_builds() -> None:
    assert {Requirement(each).name for each in PYPROJECT["build-system"]["requires"]} <= names(
        BUILD
    )


def test_the_wheel_names_every_licence_of_what_is_in_it(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=60)
    [wheel] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        files = archive.namelist()
        [metadata] = [each for each in files if each.endswith(".dist-info/METADATA")]
        message = message_from_bytes(archive.read(metadata))
    licences = [each for each in files if Path(each).stem == "LICENSE" and "dist-info" not in each]

    assert message["License-Expression"] == "MIT AND OFL-1.1"
    assert licences == ["factsheets/templates/fonts/LICENSE.txt"]
    assert message.get_all("License-File") == [
        "LICENSE",
        *(each.removeprefix("factsheets/") for each in licences),
    ]
    home = metadata.removesuffix("METADATA") + "licenses/"
    assert {home + each for each in message.get_all("License-File", [])} <= set(files)
