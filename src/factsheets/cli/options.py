"""The arguments and options that several commands have."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from factsheets.cli.messages import HOW_TO_START
from factsheets.problems import FactsheetsError, Problem, printable
from factsheets.render.formats import Format


def _state(text: str) -> str:
    from factsheets.jurisdictions import find_jurisdiction

    try:
        return find_jurisdiction(text).name
    except LookupError as error:
        raise typer.BadParameter(str(error)) from error


def _format(text: str) -> Format:
    try:
        return Format(text)
    except ValueError as error:
        what = f'"{printable(text)}" is not a format. The formats are text, html and pdf.'
        raise typer.BadParameter(what) from error


def base_url_option(text: str | None) -> str | None:
    """The address of the year's folder. Raises BadParameter for what is none."""
    from factsheets.render.address import folder_address

    try:
        return None if text is None else folder_address(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _states() -> list[str]:
    """What a shell can complete a state to: names without spaces."""
    from factsheets.jurisdictions import JURISDICTIONS

    return [each.slug for each in JURISDICTIONS.values()]


def _data_file(path: Path) -> Path:
    """``path``; raises FactsheetsError, which tells how to start, when there is no data file."""
    if path == DATA and not os.path.lexists(path):
        raise FactsheetsError(
            Problem(str(path), what="There is no such file.", remedy=HOW_TO_START)
        )
    return path


DATA = Path("data/states.yaml")
OUTPUT = Path("output")
state_argument = partial(
    typer.Argument,
    metavar="STATE",
    parser=_state,
    autocompletion=_states,
    help="Wyoming, WY or new-york.",
)
format_option = partial(
    typer.Option,
    "-f",
    "--format",
    metavar="FORMAT",
    parser=_format,
    autocompletion=lambda: list(Format),
)
DataOption = Annotated[
    Path,
    typer.Option("--data", help="The data file.", show_default=True, callback=_data_file),
]
TemplatesOption = Annotated[
    Path | None,
    typer.Option(
        "--templates",
        help="A folder with other wording, and pages if it has any.",
        show_default="templates, beside the data file or beside its folder",
    ),
]
HouseStyleOption = Annotated[
    bool,
    typer.Option("--house-style", help="Ignore the departures that a state lists (as_published)."),
]
OutputOption = Annotated[
    Path,
    typer.Option(
        "-o",
        "--output",
        help="The folder for the sheets. Each year gets a folder of its own in it.",
    ),
]
