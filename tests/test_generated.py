"""What is generated is as the code is: the JSON Schemas, and the pages of commands and figures."""

from __future__ import annotations

from pathlib import Path

import generated
import pytest

from conftest import CATALOGUE, ROOT
from factsheets.cli.app import app


@pytest.mark.parametrize(
    ("file", "content"),
    generated.files().items(),
    ids=[str(file.relative_to(ROOT)) for file in generated.files()],
)
def test_a_generated_file_is_not_stale(file: Path, content: bytes) -> None:
    assert file.read_bytes() == content, "run: make generated"


def test_every_command_has_a_section_with_an_example() -> None:
    text = generated.commands()

    for command in app.registered_commands:
        assert command.callback
        name = command.name or command.callback.__name__
        section = text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert f"```sh\nfactsheets {name}" in section


def test_every_figure_has_a_row_that_explains_it() -> None:
    of_states, of_the_country = generated.figures().split("## The national figures")

    for declared, part in ((CATALOGUE.state, of_states), (CATALOGUE.national, of_the_country)):
        for each in declared.values():
            assert f"\n| `{each.name}` | {each.title} | {each.about} | " in part


def test_every_departure_has_a_row_that_explains_it() -> None:
    departures = generated.figures().partition("## The departures")[2]

    for name, each in CATALOGUE.departures.items():
        assert f"\n| `{name}` | {each.about} |" in departures
