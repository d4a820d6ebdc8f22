"""What the commands say about what they did, in words.

Results are printed to standard output, and messages to standard error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from factsheets.cli.streams import console, print_message, print_result
from factsheets.problems import Problem, counted, merged

if TYPE_CHECKING:
    from factsheets.build.build import Report
    from factsheets.check.coverage import Coverage
    from factsheets.check.specimens import Specimens
    from factsheets.dataset.load import Dataset
    from factsheets.edition.new_year import NewYear
    from factsheets.reading.verify import Verified
    from factsheets.render.formats import Format
    from factsheets.review.compare import Review
    from factsheets.spreadsheet.importer import Imported

HOW_TO_START = "Go to the folder that has it, or make a new one: factsheets init FOLDER."
MOST_NAMED = 9  # files; more of them are counted, not named


def say_problems(problems: Iterable[Problem], consequence: str = "") -> None:
    """Name each problem once, and say how many there are and what follows from them."""
    found = merged(problems)
    for problem in found:
        print_message(problem)
    if found:
        print_message(f"{counted(len(found), 'problem')}.{consequence}")


def say_remarks(remarks: Iterable[Problem]) -> None:
    """Say what is odd, and stops nothing."""
    for remark in remarks:
        print_message(remark)


def say_wording(data: Path, templates: Path | None) -> None:
    """Say which wording counts, when it is not the one that belongs to the data file."""
    from factsheets.edition.edition import other_wording

    if other := other_wording(data, templates):
        print_message(f"The wording is {other}, not the one that belongs to {data}.")


def say_started(folder: Path) -> None:
    """Say that the ``folder`` to work in is made."""
    print_result(f"{folder} is made. Go into it: factsheets build makes its sheets there.")


def say_waiting() -> None:
    """Say that another build has the folder."""
    print_message("Another build writes to this folder. Waiting until it is done.")


def say_watching() -> None:
    """Say what a watched preview waits for."""
    print_message("Waiting for a change of the data or a template. Ctrl-C ends this.")


def say_stopped(done: int) -> None:
    """Say how many states a build had ``done`` when Ctrl-C ended it."""
    print_message(f"Stopped. States done: {done}. The next build makes the others.")


def say_built(report: Report, *, prune: bool, require_all: bool) -> None:
    """Say what a build did, and what is in its folder that should not be published."""
    from factsheets.cli.views import report_view

    console().print(report_view(report))
    print_result(f"In {report.folder}")
    for name in report.edited:
        print_message(f"{report.folder / name} had been changed by hand; it was made anew.")
    for name in report.pruned:
        print_message(f"{report.folder / name} was of a state without figures; it is removed.")
    _say_outdated(report)
    what_to_do = "do not publish it; --prune removes it."
    if prune:
        what_to_do = "it was changed by hand, so it is not removed."
    for name in report.left_over:
        print_message(f"{report.folder / name} is of a state without figures: {what_to_do}")
    if require_all and report.awaited:
        count = len(report.awaited)
        print_message(f"Not complete: states still awaited: {count} (--require-all).")
    say_problems(report.problems, _not_made(report.not_made))


def _say_outdated(report: Report) -> None:
    count = len(report.outdated)
    if count > MOST_NAMED:
        print_message(
            f"{count} other files there are of an earlier build: do not publish them as they are."
        )
        return
    for name in report.outdated:
        file = report.folder / name
        print_message(f"{file} is of an earlier build: do not publish it as it is.")


def _not_made(formats: Mapping[Format, Sequence[str]]) -> str:
    """Which formats are missing, and of how many states: what a reader must not overlook."""
    counts = [
        f"the {kind.label} of {counted(len(states), 'state')}" for kind, states in formats.items()
    ]
    return f" Not made: {', '.join(counts)}." if counts else ""


def say_reviewed(review: Review, page: Path) -> None:
    """Say what a review found, and where its ``page`` is."""
    from factsheets.cli.views import review_view

    console().print(review_view(review))
    print_result(f"In {page}")


def say_checked(dataset: Dataset) -> None:
    """Say that nothing is wrong with the ``dataset``."""
    ready, awaited = len(dataset.ready), len(dataset.awaited)
    print_result(f"No problems. States: {ready} ready, {awaited} awaited.")
    _say_if_national_awaited(dataset)


def say_states(dataset: Dataset, problems: Sequence[Problem]) -> None:
    """Say of each state whether it is ready, awaited, or has problems."""
    from factsheets.cli.views import states_view

    console().print(states_view(dataset, problems))
    _say_if_national_awaited(dataset)


def _say_if_national_awaited(dataset: Dataset) -> None:
    if dataset.national is None:
        print_result("The national figures are awaited.")


def say_coverage(coverage: Coverage) -> None:
    """Say which states take each passage and noun, and what none takes."""
    from factsheets.cli.views import coverage_view

    console().print(coverage_view(coverage))


def say_how_to_read_the_rest() -> None:
    """Say how to get sheets with what no state takes."""
    print_message("Sheets to read these in: factsheets coverage --specimens specimens")


def say_specimens(specimens: Specimens, folder: Path) -> None:
    """Say what to read in each specimen, where they are, and what none can show."""
    from factsheets.cli.views import specimens_view

    print_result("")
    console().print(specimens_view(specimens))
    print_result(f"In {folder}")
    for part in specimens.impossible:
        print_message(f'No figures lead to line {part.line}, "{part.words}": {part.when}.')


def say_new_year(started: NewYear, data: Path, year: int) -> None:
    """Say where the last year's figures are kept, and what is awaited now."""
    say_remarks(started.remarks)
    print_result(f"The figures for {started.last_year} are kept in {started.archive}.")
    print_result(f"{data} is started for {year}: all {started.states} states are awaited.")
    if started.awaited:
        count, names = len(started.awaited), ", ".join(started.awaited)
        were = "was" if count == 1 else "were"
        print_message(
            f"{counted(count, 'state')} {were} still awaited for {started.last_year}: {names}."
        )
    if started.sample:
        what_to_do = "Take the line out before real figures go in."
        print_message(f"{data} still says sample: true. {what_to_do}")


def say_imported(imported: Imported, file: Path, data: Path, *, dry_run: bool) -> None:
    """Say which figures change, what was not read, and which states stay as they are."""
    for figure in imported.changes:
        print_result(figure)
    for name in imported.kept:
        stay = f"the figures in {data} stay as they are"
        print_message(f"{name}: nothing stands in {file}; {stay}.")
    if imported.without_row:
        names = ", ".join(imported.without_row)
        print_message(
            f"These states have no row in {file}, and stay as they are: {names}. Is it complete?"
        )
    say_remarks(imported.remarks)
    figures = counted(len(imported.changes), "figure")
    if not imported.changes:
        print_result(f"{data} has these figures already; nothing is changed.")
    elif dry_run:
        print_result(f"{figures} would change in {data}. Nothing is written (--dry-run).")
    else:
        print_result(f"{figures} changed in {data}.")


def say_verified(files: Iterable[Verified], data: Path) -> list[Problem]:
    """Say of each file, as soon as it is verified, whether it agrees; return all problems."""
    problems: list[Problem] = []
    agreeing, differing = 0, 0
    for each in files:
        if each.problems:
            differing += 1
            problems += each.problems
        elif each.note:
            print_message(f"{each.file}: {each.note}")
        else:
            agreeing += 1
            figures = f", {each.figures} figures" if each.figures else ""
            print_result(f"{each.file}: agrees with the data{figures}")
    print_result(f"{agreeing} of {agreeing + differing} files agree with {data}.")
    return problems
