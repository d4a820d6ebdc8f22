"""The command line: the commands with their arguments and options, and the exit status."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factsheets.cli import messages
from factsheets.cli.messages import say_problems, say_remarks, say_wording
from factsheets.cli.options import (
    DATA,
    OUTPUT,
    DataOption,
    HouseStyleOption,
    OutputOption,
    TemplatesOption,
    base_url_option,
    format_option,
    state_argument,
)
from factsheets.cli.streams import give_up, open_streams, print_message, print_result
from factsheets.problems import FactsheetsError, Problem, merged, unreadable
from factsheets.render.formats import Format

if TYPE_CHECKING:
    from factsheets.dataset.dataset import Dataset

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from factsheets import __version__

        typer.echo(f"factsheets {__version__}")
        raise typer.Exit


@app.callback()
def _factsheets(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version, and exit."
        ),
    ] = False,
) -> None:
    """NCMEC's state fact sheets: from data/states.yaml and templates/, as text, HTML and PDF."""


@app.command(epilog="Examples:  factsheets init sheets  ·  factsheets init .")
def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A new folder, or one that is empty.")
    ],
) -> None:
    """Make a folder to work in, with the figures, the wording and the pages to start from."""
    from factsheets.edition.init import init as make

    make(folder)
    messages.say_started(folder)


@app.command(
    epilog="Examples:  factsheets build  ·  factsheets build WY montana -f pdf  ·  "
    "factsheets build --force --require-all  ·  "
    "factsheets build --base-url https://example.org/factsheets/2023/"
)
def build(
    states: Annotated[list[str] | None, state_argument(show_default="all")] = None,
    formats: Annotated[
        list[Format] | None,
        format_option(help="text, html or pdf. Can be repeated.", show_default="all three"),
    ] = None,
    output: OutputOption = OUTPUT,
    base_url: Annotated[
        str | None,
        typer.Option(
            "--base-url",
            metavar="URL",
            callback=base_url_option,
            help="Where the year's folder is published. Pages then say their address and have an "
            'image card, and there is a sitemap. "" takes it off again.',
            show_default="as in the build before",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "-j", "--jobs", min=1, help="How many processes.", show_default="one per processor"
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Make all files again, also those that are up to date.")
    ] = False,
    require_all: Annotated[
        bool, typer.Option("--require-all", help="Exit with status 1 while a state is awaited.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove the sheets of states without figures.")
    ] = False,
    house_style: HouseStyleOption = False,
    data: DataOption = DATA,
    templates: TemplatesOption = None,
) -> None:
    """Make the sheets that are due, of all states or of some."""
    from factsheets.build.from_files import build_from_files
    from factsheets.cli.progress import build_progress

    with build_progress() as progress:
        report = build_from_files(
            data,
            templates,
            output,
            states=states or (),
            formats=formats or (),
            base_url=base_url,
            jobs=jobs,
            force=force,
            house_style=house_style,
            prune=prune,
            on_begin=lambda: say_wording(data, templates),
            on_read=progress.read,
            on_wait=progress.wait,
            on_start=progress.start,
            on_sheet=progress.finish,
        )
    messages.say_built(report, prune=prune, require_all=require_all)
    raise typer.Exit(1 if report.problems or (require_all and report.awaited) else 0)


@app.command(
    epilog="Examples:  factsheets preview WY  ·  factsheets preview new-york -f pdf  ·  "
    "factsheets preview Montana -f html --watch"
)
def preview(
    state: Annotated[str, state_argument()],
    kind: Annotated[
        Format,
        format_option(help="text, html or pdf. html and pdf are opened."),
    ] = Format.TEXT,
    watch: Annotated[
        bool, typer.Option("--watch", help="Show it again when the data or a template changes.")
    ] = False,
    house_style: HouseStyleOption = False,
    data: DataOption = DATA,
    templates: TemplatesOption = None,
) -> None:
    """Show one state's sheet in the terminal, or open it as HTML or PDF."""
    from factsheets.cli.preview import Preview, show

    say_wording(data, templates)
    show(Preview(state, data, templates, house_style), kind, watch=watch)


@app.command(
    epilog="Examples:  factsheets review  ·  "
    "factsheets review --against data/archive/2023/states.yaml"
)
def review(
    against: Annotated[
        Path | None,
        typer.Option(
            "--against",
            help="The data file of an earlier year.",
            show_default="the newest in archive, beside the data file",
        ),
    ] = None,
    output: OutputOption = OUTPUT,
    data: DataOption = DATA,
    templates: TemplatesOption = None,
) -> None:
    """Compare this year with last year, and make the page to sign off: review.html."""
    from factsheets.review.page import make_review

    say_wording(data, templates)
    compared, page = make_review(data, templates, output, against)
    messages.say_reviewed(compared, page)
    _refuse(compared.problems)


@app.command(epilog="Example:  factsheets check --data data/states.yaml")
def check(data: DataOption = DATA, templates: TemplatesOption = None) -> None:
    """Name every problem in the data and the templates, and write nothing."""
    from factsheets.check.check import check as check_all

    say_wording(data, templates)
    checked = check_all(data, templates)
    messages.say_of_package(checked)
    say_remarks(checked.remarks)
    _refuse(checked.problems, checked.dataset)
    if checked.dataset:
        messages.say_checked(checked.dataset)


@app.command(name="list", epilog="Example:  factsheets list")
def list_states(data: DataOption = DATA, templates: TemplatesOption = None) -> None:
    """Name each state: ready, awaited, or with problems."""
    from factsheets.check.check import check as check_all

    say_wording(data, templates)
    checked = check_all(data, templates)
    if checked.dataset:
        say_remarks(checked.dataset.remarks)
        messages.say_states(checked.dataset, checked.problems)
    _refuse(checked.problems, checked.dataset)


@app.command(epilog="Examples:  factsheets coverage  ·  factsheets coverage --specimens specimens")
def coverage(
    specimens: Annotated[
        Path | None,
        typer.Option(
            "--specimens",
            metavar="DIR",
            help="Write sample sheets into this folder that show every passage and noun.",
        ),
    ] = None,
    data: DataOption = DATA,
    templates: TemplatesOption = None,
) -> None:
    """Show which states take each passage and noun of the wording, and what no state takes."""
    from factsheets.check.coverage import coverage_from_files
    from factsheets.check.specimens import write_specimens

    say_wording(data, templates)
    found, wording = coverage_from_files(data, templates)
    messages.say_coverage(found)
    problems = found.problems
    if specimens:
        made = write_specimens(found, wording, specimens)
        messages.say_specimens(made, specimens)
        problems += made.problems
    elif found.on_none:
        messages.say_how_to_read_the_rest()
    _refuse(problems, found.dataset)


@app.command(name="new-year", epilog="Example:  factsheets new-year 2024")
def start_new_year(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="The year of the new figures.")],
    skip_years: Annotated[
        bool, typer.Option("--skip-years", help="Let YEAR be later than the next year.")
    ] = False,
    data: DataOption = DATA,
) -> None:
    """Keep the whole year in the archive, and start the next one without figures."""
    from factsheets.edition.new_year import new_year

    messages.say_new_year(new_year(data, year, skip_years=skip_years), data, year)


@app.command(epilog="Example:  factsheets schema")
def schema(data: DataOption = DATA) -> None:
    """Write the schemas that an editor checks the data file and figures.yaml with, beside them."""
    from factsheets.edition.schemas import write_schemas

    for file in write_schemas(data):
        print_result(file)


@app.command(
    name="export",
    epilog="Examples:  factsheets export figures.xlsx  ·  factsheets export figures.csv",
)
def export_figures(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, .xlsx or .csv.")],
    data: DataOption = DATA,
) -> None:
    """Write the figures to a workbook or a CSV file, for the data team to fill in."""
    from factsheets.spreadsheet.export import export

    export(data, file)
    print_result(file)


@app.command(
    name="import",
    epilog="Examples:  factsheets import figures.xlsx --dry-run  ·  factsheets import figures.csv",
)
def import_figures(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The filled-in file, .xlsx or .csv.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")
    ] = False,
    data: DataOption = DATA,
) -> None:
    """Put the figures of a workbook or a CSV file into the data file, if all are right."""
    from factsheets.spreadsheet.importer import import_figures as put_in

    imported = put_in(file, data, dry_run=dry_run)
    messages.say_imported(imported, file, data, dry_run=dry_run)


@app.command(
    epilog="Examples:  factsheets extract wyoming.pdf  ·  "
    "factsheets extract output/2023/*.pdf > found.yaml"
)
def extract(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Published sheets: text, HTML or PDF.")
    ],
    data: DataOption = DATA,
    templates: TemplatesOption = None,
) -> None:
    """Read published sheets, and print their figures as a data file."""
    from factsheets.reading.extract import extract as read_back

    say_wording(data, templates)
    typer.echo(read_back(files, data, templates), nl=False)


@app.command(epilog="Examples:  factsheets verify wyoming.pdf  ·  factsheets verify output/2023")
def verify(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Sheets as text, HTML or PDF, or a folder of them."),
    ],
    house_style: HouseStyleOption = False,
    data: DataOption = DATA,
    templates: TemplatesOption = None,
) -> None:
    """Compare sheets with the data, and name every figure and every word that differs."""
    from factsheets.reading.verify import verify as verify_files

    say_wording(data, templates)
    verified = verify_files(files, data, templates, house_style=house_style)
    _refuse(messages.say_verified(verified, data))


def _refuse(problems: Iterable[Problem], dataset: Dataset | None = None) -> None:
    """Raise FactsheetsError, which ends a command with status 1, if there are any problems.

    What concerns all states of the ``dataset`` that have figures is one problem.
    """
    states = (*dataset.ready, *dataset.faulty) if dataset else ()
    if found := merged(sorted(problems), states):
        raise FactsheetsError(found)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and exit: 0 all well, 1 a problem, 2 wrong usage, 130 Ctrl-C.

    Output or messages that cannot be written are a problem too.
    """
    streams = open_streams()
    try:
        status = _run(arguments)
        for stream in streams:
            stream.flush()  # Python does so too late for a status of our own
    except OSError as error:
        status = 1
        with suppress(OSError):
            if not isinstance(error, BrokenPipeError):  # head -1 has its line
                print_message(unreadable(str(error.filename or "The output"), error))
        for stream in streams:
            give_up(stream)
    sys.exit(status)


def _run(arguments: Sequence[str] | None) -> int:
    """Run the command line: its status. Raises OSError when its output cannot be written."""
    try:
        app(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except FactsheetsError as error:
        say_problems(error.problems)
    return 1
