"""The command line. Options go straight to one core call; only this module prints or exits."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factsheets.problems import FactsheetsError, Problem, merged, printable, unreadable
from factsheets.render.formats import Format

if TYPE_CHECKING:
    from rich.console import Console

    from factsheets.cli.preview import Preview
    from factsheets.dataset.load import Dataset


app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


DATA = Path("data/states.yaml")
HOW_TO_START = "Go to the folder that has it, or make a new one: factsheets init FOLDER."
OUTPUT = Path("output")
_state_argument = partial(
    typer.Argument,
    metavar="STATE",
    parser=_state,
    autocompletion=_states,
    help="Wyoming, WY or new-york.",
)
_format_option = partial(
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
        help="A folder whose templates come before those of the package.",
        show_default="templates, if it is there",
    ),
]
HouseStyleOption = Annotated[
    bool,
    typer.Option("--house-style", help="Ignore the departures that a state lists (as_published)."),
]
OutputOption = Annotated[
    Path, typer.Option("-o", "--output", help="The folder for output/<year>/.")
]
MANY = 9  # files that are counted, not named
WATCHING = "Waiting for a change of the data or a template. Ctrl-C ends this."


@app.command(epilog="Examples:  factsheets init sheets  ·  factsheets init .")
def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A new folder, or one that is empty.")
    ],
) -> None:
    """Make a folder to work in, with the figures, the wording and the pages to start from."""
    from factsheets.edition.init import init as make

    make(folder)
    _tell(f"{folder} is made. Go into it: factsheets build makes its sheets there.")


@app.command(
    epilog="Examples:  factsheets build  ·  factsheets build WY montana -f pdf  ·  "
    "factsheets build --force --require-all"
)
def build(
    states: Annotated[list[str] | None, _state_argument(show_default="all")] = None,
    formats: Annotated[
        list[Format] | None,
        _format_option(help="text, html or pdf. Can be given again.", show_default="all three"),
    ] = None,
    output: OutputOption = OUTPUT,
    jobs: Annotated[
        int | None,
        typer.Option("-j", "--jobs", min=1, help="Processes.", show_default="one a processor"),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Make files anew that are up to date.")
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
    jobs = jobs or os.cpu_count() or 1
    if jobs > 1 and (force or not any(output.glob("*/manifest.json"))):
        from factsheets.build.pool import start_early

        start_early()  # there is much to do
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from factsheets.build.build import build as build_sheets
    from factsheets.cli.views import report_view
    from factsheets.dataset.load import load
    from factsheets.templating.folders import Templates

    _say_wording(data, templates)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    messages = _console(stderr=True)
    done: list[str] = []
    try:
        with Progress(
            *columns, console=messages, transient=True, disable=not messages.is_terminal
        ) as bar:
            task = bar.add_task("Sheets", total=None)

            def show(state: str) -> None:
                done.append(state)
                bar.update(task, advance=1, description=state)

            dataset = load(data)
            _say_remarks(dataset.remarks)
            report = build_sheets(
                dataset,
                Templates.find(templates),
                output,
                states=states or (),
                formats=formats or (),
                jobs=jobs,
                force=force,
                house_style=house_style,
                prune=prune,
                on_wait=lambda: _say(
                    "Another build writes to this folder. Waiting until it is done."
                ),
                on_start=lambda sheets: bar.update(task, total=sheets),
                on_sheet=show,
            )
    except KeyboardInterrupt:
        _say(f"Stopped. States done: {len(done)}. The next build makes the others.")
        raise
    _console().print(report_view(report))
    _tell(f"In {report.folder}")
    for name in report.edited:
        _say(f"{report.folder / name} had been changed by hand; it was made anew.")
    for name in report.pruned:
        _say(f"{report.folder / name} was of a state without figures; it is removed.")
    if len(report.outdated) > MANY:
        count = len(report.outdated)
        _say(f"{count} other files there are of an earlier build: do not publish them as they are.")
    else:
        for name in report.outdated:
            _say(f"{report.folder / name} is of an earlier build: do not publish it as it is.")
    what_to_do = "do not publish it; --prune removes it."
    if prune:
        what_to_do = "it was changed by hand, so it is not removed."
    for name in report.left_over:
        _say(f"{report.folder / name} is of a state without figures: {what_to_do}")
    if require_all and report.awaited:
        _say(f"Not complete: states still awaited: {len(report.awaited)} (--require-all).")
    _say_problems(report.problems, _not_made(report.not_made))
    raise typer.Exit(1 if report.problems or (require_all and report.awaited) else 0)


@app.command(
    epilog="Examples:  factsheets preview WY  ·  factsheets preview new-york -f pdf  ·  "
    "factsheets preview Montana -f html --watch"
)
def preview(
    state: Annotated[str, _state_argument()],
    kind: Annotated[
        Format,
        _format_option(help="text, html or pdf. html and pdf are opened."),
    ] = Format.TEXT,
    watch: Annotated[
        bool, typer.Option("--watch", help="Show it anew when the data or a template changes.")
    ] = False,
    house_style: HouseStyleOption = False,
    data: DataOption = DATA,
    templates: TemplatesOption = None,
) -> None:
    """Show one state's sheet in the terminal, or open it as HTML or PDF."""
    from factsheets.cli.preview import Preview

    _say_wording(data, templates)
    sheet = Preview(state, data, templates, house_style)
    if watch and kind is Format.HTML:
        _serve(sheet)
        return
    show = partial(_show_text, sheet) if kind is Format.TEXT else _opener(sheet, kind)
    if not watch:
        show()
        return

    def show_again() -> None:
        _console().clear()
        try:
            show()
        except FactsheetsError as error:
            _say_problems(error.problems)
        _say(WATCHING)

    sheet.follow(show_again)


@app.command(
    epilog="Examples:  factsheets review  ·  factsheets review --against data/archive/2023.yaml"
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
    from factsheets.cli.views import review_view
    from factsheets.review.compare import review as compare
    from factsheets.review.page import write_review
    from factsheets.templating.folders import Templates

    _say_wording(data, templates)
    found = Templates.find(templates)
    years = compare(data, found, against)
    page = write_review(years, found, output)
    _console().print(review_view(years))
    _tell(f"In {page}")
    if years.problems:
        raise FactsheetsError(years.problems)


@app.command(epilog="Example:  factsheets check --data data/states.yaml")
def check(data: DataOption = DATA, templates: TemplatesOption = None) -> None:
    """Name every problem in the data and the templates, and write nothing."""
    from factsheets.check.check import check as check_all

    _say_wording(data, templates)
    dataset, problems = check_all(data, templates)
    _say_remarks(dataset.remarks if dataset else ())
    if problems or not dataset:
        raise FactsheetsError(problems)
    ready, awaited = len(dataset.ready), len(dataset.awaited)
    _tell(f"No problems. States: {ready} ready, {awaited} awaited.")
    _say_if_national_awaited(dataset)


@app.command(name="list", epilog="Example:  factsheets list")
def list_states(data: DataOption = DATA, templates: TemplatesOption = None) -> None:
    """Name each state: ready, awaited, or with problems."""
    from factsheets.check.check import check as check_all
    from factsheets.cli.views import states_view

    _say_wording(data, templates)
    dataset, problems = check_all(data, templates)
    _say_remarks(dataset.remarks if dataset else ())
    if dataset:
        _console().print(states_view(dataset, problems))
        _say_if_national_awaited(dataset)
    if problems:
        raise FactsheetsError(problems)


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
    from factsheets.check.coverage import coverage as cover
    from factsheets.check.specimens import write_specimens
    from factsheets.cli.views import coverage_view, specimens_view
    from factsheets.dataset.load import load
    from factsheets.templating.folders import Templates
    from factsheets.wording.compose import Wording

    _say_wording(data, templates)
    dataset, wording = load(data), Wording(Templates.find(templates))
    found = cover(dataset, wording)
    problems = found.problems
    _console().print(coverage_view(found))
    if specimens:
        made = write_specimens(found, wording, specimens)
        problems += made.problems
        typer.echo()
        _console().print(specimens_view(made))
        _tell(f"In {specimens}")
        for part in made.impossible:
            _say(f'No figures lead to line {part.line}, "{part.words}": {part.when}.')
    elif found.on_none:
        _say("Sheets to read these in: factsheets coverage --specimens specimens")
    if problems:
        raise FactsheetsError(problems)


@app.command(name="new-year", epilog="Example:  factsheets new-year 2024")
def start_new_year(
    year: Annotated[int, typer.Argument(metavar="YEAR", help="The year of the new figures.")],
    skip_years: Annotated[
        bool, typer.Option("--skip-years", help="Let YEAR be later than the next year.")
    ] = False,
    data: DataOption = DATA,
) -> None:
    """Keep the year's data file in the archive, and start it anew without figures."""
    from factsheets.edition.new_year import new_year

    started = new_year(data, year, skip_years=skip_years)
    _say_remarks(started.remarks)
    _tell(f"The figures for {started.last_year} are kept in {started.archive}.")
    _tell(f"{data} is started for {year}: all {started.states} states are awaited.")
    if started.awaited:
        names = ", ".join(started.awaited)
        states = f"{len(started.awaited)} state{'s were' if len(started.awaited) > 1 else ' was'}"
        _say(f"{states} still awaited for {started.last_year}: {names}.")
    if started.sample:
        _say(f"{data} still says sample: true. Take the line out before real figures go in.")


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
    _tell(file)


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
    for change in imported.changes:
        _tell(str(change))
    for name in imported.kept:
        _say(f"{name}: nothing stands in {file}; the figures in {data} stay as they are.")
    if imported.without_row:
        names = ", ".join(imported.without_row)
        _say(f"These states have no row in {file}, and stay as they are: {names}. Is it complete?")
    count = len(imported.changes)
    changes = f"{count} figure{'s' * (count != 1)}"
    if not count:
        _tell(f"{data} has these figures already; nothing is changed.")
    elif dry_run:
        _tell(f"{changes} would change in {data}. Nothing is written (--dry-run).")
    else:
        _tell(f"{changes} changed in {data}.")


@app.command(
    epilog="Examples:  factsheets extract wyoming.pdf  ·  "
    "factsheets extract output/2023/*.pdf > found.yaml"
)
def extract(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Published sheets: text, HTML or PDF.")
    ],
    templates: TemplatesOption = None,
) -> None:
    """Read published sheets, and print their figures as a data file."""
    from factsheets.reading.extract import extract as read_back
    from factsheets.templating.folders import Templates

    _say_wording(DATA, templates)
    if not os.path.lexists(DATA):
        _say(f"There is no {DATA} here. {HOW_TO_START}")
    typer.echo(read_back(files, Templates.find(templates)), nl=False)


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
    """Hold sheets against the data: name every figure and every word that differs."""
    from factsheets.reading.verify import verify as hold_against
    from factsheets.templating.folders import Templates

    _say_wording(data, templates)
    problems: list[Problem] = []
    agreeing, differing = 0, 0
    for each in hold_against(files, data, Templates.find(templates), house_style=house_style):
        if each.problems:
            differing += 1
            problems += each.problems
        elif each.note:
            _say(f"{each.file}: {each.note}")
        else:
            agreeing += 1
            figures = f", {each.figures} figures" if each.figures else ""
            _tell(f"{each.file}: agrees with the data{figures}")
    _tell(f"{agreeing} of {agreeing + differing} files agree with {data}.")
    if problems:
        raise FactsheetsError(problems)


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def _show_text(preview: Preview) -> None:
    """Print the published text; on a terminal, real bold and a real table."""
    from factsheets.cli.views import sheet_view
    from factsheets.render.text import render_text

    console, sheet = _console(), preview.sheet()
    if console.is_terminal:
        console.print(sheet_view(sheet), width=min(console.width, 88))
    else:
        typer.echo(render_text(sheet), nl=False)


def _opener(preview: Preview, kind: Format) -> Callable[[], None]:
    """A function that writes the sheet to a temporary file, and opens it the first time."""
    from factsheets.render.formats import file_name

    folder: list[Path] = []

    def show() -> None:
        content = preview.content(kind)
        first = not folder
        if first:
            folder.append(Path(tempfile.mkdtemp(prefix="factsheets-")))
        file = folder[0] / file_name(preview.state, kind)
        file.write_bytes(content)
        _tell(file)
        if first:
            typer.launch(str(file))

    return show


def _serve(preview: Preview) -> None:
    """Open the sheet as a local web page that follows every change, until Ctrl-C."""
    from factsheets.cli.live_page import LivePage
    from factsheets.render.formats import file_name

    page = LivePage(file_name(preview.state, Format.HTML), preview.file)
    _tell(page.address)
    _say(WATCHING)
    typer.launch(page.address)
    try:
        preview.follow(page.changed)
    finally:
        page.close()


def _say_if_national_awaited(dataset: Dataset) -> None:
    if dataset.national is None:
        _tell("The national figures are awaited.")


def _tell(result: object) -> None:
    typer.echo(printable(str(result)))


def _say_remarks(remarks: Sequence[Problem]) -> None:
    for remark in remarks:
        _say(str(remark))


def _say(message: str) -> None:
    typer.echo(printable(message), err=True)


def _say_wording(data: Path, templates: Path | None) -> None:
    """Say which wording counts, when it is not the one that belongs to the data file."""
    from factsheets.templating.folders import which_wording

    with suppress(FactsheetsError):  # the command itself says so, with all else that is wrong
        if said := which_wording(data, templates):
            _say(said)


def _not_made(formats: Mapping[Format, Sequence[str]]) -> str:
    """Which formats are missing, and of how many states: what a reader must not overlook."""
    counts = [
        f"the {'text' if kind is Format.TEXT else kind.upper()} of {len(states)} "
        f"state{'s' * (len(states) > 1)}"
        for kind, states in formats.items()
    ]
    return f" Not made: {', '.join(counts)}." if counts else ""


def _say_problems(problems: Sequence[Problem], consequence: str = "") -> None:
    found = merged(problems)
    for problem in found:
        _say(str(problem))
    if found:
        _say(f"{len(found)} problem{'s' * (len(found) > 1)}.{consequence}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and exit: 0 all well, 1 a problem, 2 wrong usage, 130 Ctrl-C.

    Output or messages that cannot be written are a problem too.
    """
    streams = [each for each in (sys.stdout, sys.stderr) if isinstance(each, io.TextIOWrapper)]
    for stream in streams:
        stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        status = _run(arguments)
        for stream in streams:
            stream.flush()  # Python does so too late for a status of our own
    except OSError as error:
        status = 1
        with suppress(OSError):
            if not isinstance(error, BrokenPipeError):  # head -1 has its line
                _say(str(unreadable(str(error.filename or "The output"), error)))
        for stream in streams:
            _give_up(stream)
    sys.exit(status)


def _run(arguments: Sequence[str] | None) -> int:
    """Run the command line: its status. Raises OSError when its output cannot be written."""
    try:
        app(arguments)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except FactsheetsError as error:
        _say_problems(error.problems)
    return 1


def _give_up(stream: io.TextIOWrapper) -> None:
    """Let what ``stream`` still holds go nowhere when it cannot be written: Python tries again."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
