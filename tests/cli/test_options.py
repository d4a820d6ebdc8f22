"""What the commands take: arguments, options, and help."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from cli.conftest import (
    COMMANDS,
    Run,
    one_line,
)
from conftest import ROOT, data_text, invented, put_figures
from factsheets.figures.values import SAMPLE_MARK


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(run: Run, command: str) -> None:
    status, out, err = run(command, "--help")

    assert (status, err) == (0, "")
    description = one_line(out).partition("Usage:")[2].partition("Options")[0]
    assert len(description.split()) > 8
    assert re.search(rf"Examples?: .*factsheets {command}", one_line(out))
    for option in COMMANDS[command]:
        assert re.search(rf"{option}\b", out)


@pytest.mark.parametrize(("command", "options"), COMMANDS.items())
def test_the_docs_name_every_command_and_option(command: str, options: list[str]) -> None:
    page = (ROOT / "docs/commands.md").read_text()
    section = page.partition(f"\n## {command}\n")[2].partition("\n## ")[0]

    assert f"\nfactsheets {command}" in section
    for option in options:
        assert f"`{option}`" in section


def test_help_names_every_command(run: Run) -> None:
    status, out, _ = run("--help")

    assert status == 0
    assert all(f"│ {command} " in out for command in COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["print"],
        ["build", "--fast"],
        ["build", "-f", "word"],
        ["build", "-j", "0"],
        ["build", "-j", "two"],
        ["build", "--base-url", "example.org"],
        ["build", "--base-url", "https://example.org/?year=2023"],
        ["preview"],
        ["preview", "WY", "MT"],
        ["preview", "WY", "-f", "pdf,html"],
        ["check", "WY"],
        ["extract"],
        ["verify"],
    ],
    ids=" ".join,
)
def test_wrong_usage_has_status_2_and_writes_nothing(
    run: Run, project: Path, arguments: list[str]
) -> None:
    status, out, err = run(*arguments)

    assert status == 2
    assert "Usage: " in out + err
    assert not (project / "output").exists()


@pytest.mark.parametrize("command", ["build", "preview"])
@pytest.mark.parametrize(("name", "meant"), [("Wyomin", "Wyoming"), ("new-yrok", "New York")])
def test_an_unknown_state_has_status_2_and_says_which_was_meant(
    run: Run, project: Path, command: str, name: str, meant: str
) -> None:
    status, out, err = run(command, name)

    assert (status, out) == (2, "")
    assert f'"{name}" is not a US state or territory. Did you mean "{meant}"?' in one_line(err)


@pytest.mark.parametrize("arguments", [["build"], ["preview", "WY"]], ids=["build", "preview"])
@pytest.mark.parametrize("name", ["docx", "PDF ", ""])
def test_an_unknown_format_has_status_2_and_the_three_are_said(
    run: Run, project: Path, arguments: list[str], name: str
) -> None:
    status, out, err = run(*arguments, "-f", name)

    assert (status, out) == (2, "")
    assert f'"{name}" is not a format. The formats are text, html and pdf.' in one_line(err)
    assert not (project / "output").exists()


# --- build


@pytest.mark.parametrize("name", ["Wyoming", "wyoming", "WY", "wy", " Wyoming "])
def test_a_state_is_named_in_several_ways(run: Run, project: Path, name: str) -> None:
    status, _, _ = run("build", name, "-f", "text")

    assert status == 0
    assert [each.name for each in project.glob("output/2023/*.txt")] == ["wyoming.txt"]


@pytest.mark.parametrize("name", ["New York", "new-york", "NY", "new york", "NEW_YORK"])
def test_a_name_of_two_words_is_found(run: Run, project: Path, name: str) -> None:
    (project / "data/states.yaml").write_text(data_text({"New York": invented()}))

    status, out, _ = run("preview", name)

    assert status == 0
    assert "**New York Data**" in out


def test_force_and_house_style_reach_the_build(run: Run, project: Path) -> None:
    run("build", "WY", "-f", "text")

    _, out, _ = run("build", "WY", "-f", "text", "--force")
    assert re.search(r"written +1 ", out)
    _, out, _ = run("build", "WY", "-f", "text", "--house-style")
    assert re.search(r"written +1 ", out)
    assert "**Wyoming Data**" in (project / "output/2023/wyoming.txt").read_text()


def test_data_templates_and_output_are_taken_from_where_they_are_said_to_be(
    run: Run, project: Path
) -> None:
    (project / "ours").mkdir()
    (project / "ours/factsheet.md.j2").write_text("# Our {{ state }}\n")
    put_figures(project)
    (project / "2022.yaml").write_text(data_text({"Ohio": invented()}, year=2022))

    status, out, _ = run(
        "build", "--data", "2022.yaml", "--templates", "ours", "-o", "sheets", "-f", "text"
    )

    assert status == 0
    assert out.endswith("In sheets/2022\n")
    assert "# " not in (project / "sheets/2022/ohio.txt").read_text()
    assert "\nOur Ohio\n" in (project / "sheets/2022/ohio.txt").read_text()


def test_templates_in_the_working_directory_come_first(run: Run, project: Path) -> None:
    (project / "templates/factsheet.md.j2").write_text("# Our {{ state }}\n")

    assert run("preview", "WY") == (0, "Our Wyoming\n", "")


# --- review


@pytest.mark.slow
def test_review_takes_data_archive_templates_and_output_from_where_they_are_said_to_be(
    run: Run, two_years: Path
) -> None:
    shutil.move(two_years / "data/archive/2023", two_years / "old")
    shutil.move(two_years / "data/states.yaml", two_years / "new.yaml")
    put_figures(two_years)
    shutil.copytree("templates", "ours")
    (two_years / "ours/review.html.j2").write_text("Our {{ year }} against {{ then }}")

    status, out, _ = run("review", "--data", "new.yaml", "--against", "old/states.yaml",
                         "--templates", "ours", "-o", "pages")  # fmt: skip

    assert status == 0
    assert out.endswith("In pages/2024/review.html\n")
    assert (two_years / "pages/2024/review.html").read_text() == "Our 2024 against 2023"


def test_coverage_takes_data_and_templates_from_where_they_are_said_to_be(
    run: Run, project: Path
) -> None:
    (project / "ours").mkdir()
    (project / "ours/factsheet.md.j2").write_text(
        "# {{ state }}\n\n{% if team_adam_cases %}\nSome.\n{% endif %}\n"
    )
    put_figures(project)
    (project / "2022.yaml").write_text(data_text({"Ohio": invented()}, year=2022))

    status, out, _ = run("coverage", "--data", "2022.yaml", "--templates", "ours")

    assert status == 0
    assert out.startswith(f"{SAMPLE_MARK}\nours/factsheet.md.j2, with the figures of 2022: 1 state")
    assert re.search(r" 4 +Some\. +all 1 *\n", out)
    assert out.endswith("\nNo state takes 1 of 2 passages and nouns.\n")
