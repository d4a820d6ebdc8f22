"""Writes what follows from other files: JSON Schemas, two pages of docs/, and the web's fonts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import cast

import typer.main
from fontTools import subset
from typer.core import TyperCommand, TyperGroup, TyperOption

from factsheets.build import manifest
from factsheets.cli.app import app
from factsheets.figures.catalogue import Declaration
from factsheets.figures.declared import read_catalogue
from factsheets.figures.schema import schema_files

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data/states.yaml"
CATALOGUE = read_catalogue(DATA)
REMARK = "<!-- Written by `make generated` from {}: a change here would be lost. -->"

COMMANDS = """\
# The commands

Results go to standard output, messages to standard error. The exit status is 0 when all is well, 1
when there is a problem in the data or the build, or the output cannot be written, and 2 when the
command was written wrongly.

A state is given as `Wyoming`, `wyoming`, `WY` or `new-york`. `factsheets build --help` shows all
options of that command, `factsheets --version` the version; `factsheets --install-completion` lets
your shell complete commands, states and options. A file or folder that is not named is looked for
in the folder that you are in.
"""

FIGURES = """\
# The figures

What each figure is, in the order of the sheet. Only those with a "yes" can be `not reported`: the
others are always a number. A limit that does not hold is named as a problem: see
[the data file](data-file.md#what-is-checked). How each is printed is one of the
[wording rules](wording-rules.md).
"""


def commands() -> str:
    """The page of all commands: what each does, its examples, arguments and options."""
    group = cast("TyperGroup", typer.main.get_command(app))
    parts = [REMARK.format("src/factsheets/cli/"), COMMANDS.rstrip()]
    for name, command in group.commands.items():
        examples = (command.epilog or "").partition(":")[2].split("  ·  ")
        lines = [each.strip() for each in examples]
        parts += [f"## {name}", command.help or "", "\n".join(["```sh", *lines, "```"])]
        parts.append(_table(("write", "meaning"), _parameters(cast("TyperCommand", command))))
    return "\n\n".join(parts) + "\n"


def _parameters(command: TyperCommand) -> Iterator[tuple[str, str]]:
    for each in command.params:
        meaning = each.help if hasattr(each, "help") else ""
        default = each.show_default if hasattr(each, "show_default") else False
        if isinstance(each, TyperOption):
            written = ", ".join(f"`{option}`" for option in each.opts)
            value = "" if each.is_flag else f" {each.metavar or str(each.name).upper()}"
        else:
            several = "…" if each.nargs == -1 else ""
            written, value = f"`{each.metavar}{several}`", ""
        if not isinstance(default, str):
            default = "" if each.default is None or each.default is False else str(each.default)
        if default:
            meaning = f"{meaning} Without it: {default}."
        yield f"{written}{value}", (meaning or "").replace("<", "&lt;")


def figures() -> str:
    """The page of all figures: what each is, and what must hold of it."""
    parts = [REMARK.format("data/figures.yaml"), FIGURES.rstrip()]
    head = ("name", "title", "what it is", "not reported", "limits")
    for heading, declared in (
        ("A state's figures", CATALOGUE.state),
        ("The national figures", CATALOGUE.national),
    ):
        rows = [
            (
                f"`{each.name}`",
                each.title,
                each.about,
                "yes" if each.may_be_not_reported else "no",
                "; ".join(_limits(each)),
            )
            for each in declared.values()
        ]
        parts += [f"## {heading}", _table(head, rows)]
    departures = [(f"`{name}`", each.about) for name, each in CATALOGUE.departures.items()]
    parts += ["## The departures", _table(("name", "what it is"), departures)]
    return "\n\n".join(parts) + "\n"


def _limits(each: Declaration) -> Iterator[str]:
    if each.is_percent:
        yield "a percentage, at most 100"
    if each.sum_of:
        yield " + ".join(f"`{name}`" for name in each.sum_of)
    if each.part_of:
        yield f"at most {' + '.join(f'`{name}`' for name in each.part_of)}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |".replace("  ", " ") for line in lines)


# What an American text may have: Latin with the accents of names, and typographic punctuation.
CHARACTERS = (*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, "–—‘’“”•…€™"))


def web_font(font: Path) -> bytes:
    """The ``font`` for web pages: WOFF2, with ``CHARACTERS`` alone."""
    options = subset.Options(flavor="woff2", hinting=False, recalc_timestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    written = BytesIO()
    with subset.load_font(font, options) as loaded:
        subsetter.subset(loaded)
        subset.save_font(loaded, written, options)
    return written.getvalue()


def files() -> dict[Path, bytes]:
    """What is generated: each file, and what has to be in it today."""
    texts = {
        ROOT / "data/manifest.schema.json": json.dumps(manifest.manifest_schema(), indent=2) + "\n",
        ROOT / "docs/commands.md": commands(),
        ROOT / "docs/figures.md": figures(),
    }
    fonts = sorted(ROOT.glob("templates/fonts/*.ttf"))
    return {
        **schema_files(DATA, CATALOGUE),
        **{path: text.encode() for path, text in texts.items()},
        **{font.with_suffix(".woff2"): web_font(font) for font in fonts},
    }


if __name__ == "__main__":
    for file, content in files().items():
        file.write_bytes(content)
