"""The set-up of a clone. What it does on machines that nobody prepared, .ci/machines tries."""

from __future__ import annotations

import ast
import os
import re
import subprocess

import pytest

from conftest import ROOT

SET_UP = (ROOT / "setup.sh").read_text()


def would_do(target: str) -> str:
    """What make would do for ``target`` in a fresh clone."""
    environment = {key: each for key, each in os.environ.items() if not key.startswith("MAKE")}
    command = ["make", "--dry-run", "--always-make", target]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout


@pytest.mark.parametrize("target", ["sheets", "demo", "bench", "generated"])
def test_who_makes_sheets_installs_what_runs_and_nothing_else(target: str) -> None:
    assert "sh setup.sh" in would_do(target)
    assert "requirements-dev.txt" not in would_do(target)
    assert set(re.findall(r"requirements[\w-]*\.txt", SET_UP)) == {"requirements.txt"}


@pytest.mark.parametrize("target", ["test", "lint", "levers", "pictures"])
def test_who_develops_installs_the_tools_too(target: str) -> None:
    done = would_do(target)

    assert "--require-hashes --requirement requirements-dev.txt" in done
    assert done.index("sh setup.sh") < done.index("requirements-dev.txt")


def test_the_pinned_file_is_installed_with_its_hashes() -> None:
    assert "--require-hashes --requirement requirements.txt" in SET_UP


def test_a_python_that_is_missing_or_old_is_said_in_two_lines() -> None:
    environment = {**os.environ, "PYTHON": "python3.0"}
    command = ["sh", "setup.sh"]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "factsheets needs Python 3.11 or newer; python3.0 is older or missing.\n"
        "Install it, or name another: make sheets PYTHON=python3.12\n"
    )


def test_the_set_up_installs_the_packages_that_the_message_names() -> None:
    installed = re.search(r"debian (lib.*) \|\|", SET_UP)
    said = [
        match[1]
        for module in (ROOT / "src/factsheets").rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for match in re.finditer(r"apt-get install (.*?) \(Debian", node.value)
    ]

    assert installed
    assert said == [installed[1]]
