"""What the commands say about what they did, in words.

Results are printed to standard output, and messages to standard error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from factsheets.cli.streams import console, print_message, print_result
from factsheets.problems import Problem, counted, merged

if TYPE_CHECKING:
    from factsheets.build.build import Report
    from factsheets.check.check import Checked
    from factsheets.check.coverage import Coverage
    from factsheets.check.specimens import Specimens
    from factsheets.dataset.dataset import Dataset
    from factsheets.edition.new_year import NewYear
    from factsheets.edition.stand_in import StandIn
    from factsheets.reading.verified import Verified
    from factsheets.render.formats import Kind
    from factsheets.review.compare import Review
    from factsheets.spreadsheet.importer import Imported

HOW_TO_START = "Go to the folder that has it, or make a new one: factsheets init FOLDER."
MOST_NAMED = 9  # files; more of them are counted, not named


def say_problems(
    problems: Iterable[Problem], consequence: str = "", states: Collection[str] = ()
) -> None:
    """Name each problem once, and say how many there are and what follows from them.

    What concerns all ``states`` says so.
    """
    found = merged(problems, states)
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
    print_result(f"{folder} is ready. Go to it, and make its sheets: factsheets build")


def say_waiting() -> None:
    """Say that another build has the folder."""
    print_message("Another build writes to this folder. Waiting until it is done.")


def say_stand_in(state: str, instead: StandIn) -> None:
    """Say which figures a preview of ``state`` shows in the place of those that are awaited."""
    year, invented = instead.dataset.year, instead.invented
    if not instead.borrowed:
        shown = "invented ones"
    else:
        shown = f"those of {instead.then} ({instead.against})"
        names = ", ".join(invented) if len(invented) <= MOST_NAMED else f"{len(invented)} others"
        if invented:
            shown += f", and invented ones for {names}"
    print_message(f"{state}: figures of {year} are awaited. This preview shows {shown}.")


def say_nothing_opened(address: str) -> None:
    """Say that no program showed the file or the page."""
    print_message(f"No program here could show it. Open it yourself: {address}")


def say_watching() -> None:
    """Say what a watched preview waits for."""
    print_message("Waiting for a change to the data or a template. Ctrl-C ends this.")


def say_stopped(done: int) -> None:
    """Say how many states a build had ``done`` when Ctrl-C ended it."""
    print_message(f"Stopped after {counted(done, 'state')}. The next build makes the others.")


def say_built(report: Report, *, prune: bool, require_all: bool) -> None:
    """Say what a build did, and what is in its folder that should not be published."""
    from factsheets.cli.views import report_view

    console().print(report_view(report))
    where = f", to be published at {report.base_url}" if report.base_url else ""
    print_result(f"In {report.folder}{where}")
    for name in report.edited:
        print_message(f"{report.folder / name} had been changed by hand; it was made again.")
    for name in report.pruned:
        print_message(
            f"{report.folder / name} belonged to a state without figures; it was removed."
        )
    _say_outdated(report)
    what_to_do = "do not publish it; --prune removes it."
    if prune:
        what_to_do = "it was changed by hand, so it is not removed."
    for name in report.left_over:
        print_message(f"{report.folder / name} belongs to a state without figures: {what_to_do}")
    if require_all and report.awaited:
        print_message(f"Not complete: {_awaited(len(report.awaited))} (--require-all).")
    say_problems(report.problems, _not_made(report.not_made), report.states)


def _awaited(number: int) -> str:
    return f"{counted(number, 'state')} {'is' if number == 1 else 'are'} still awaited"


def _say_outdated(report: Report) -> None:
    count = len(report.outdated)
    if count > MOST_NAMED:
        print_message(
            f"{count} other files there are from an earlier build: do not publish them as they are."
        )
        return
    for name in report.outdated:
        file = report.folder / name
        print_message(f"{file} is from an earlier build: do not publish it as it is.")


def _not_made(formats: Mapping[Kind, Sequence[str]]) -> str:
    """What is not made, and of how many states: what a reader must not overlook."""
    counts = [
        f"the {kind.label} of {counted(len(states), 'state')}" for kind, states in formats.items()
    ]
    return f" Not made: {', '.join(counts)}." if counts else ""


def say_reviewed(review: Review, page: Path) -> None:
    """Say what a review found, and where its ``page`` is."""
    from factsheets.cli.views import review_view

    console().print(review_view(review))
    print_result(f"In {page}")


def say_of_package(checked: Checked) -> None:
    """Say which pages and styles are not in the templates folder."""
    if checked.templates and checked.templates.of_package:
        names = ", ".join(checked.templates.of_package)
        folder = checked.templates.folders[0]
        print_message(f"{folder} does not have these, so those of factsheets are used: {names}.")


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
    print_message("For sheets that show these: factsheets coverage --specimens specimens")


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
    print_result(f"{started.last_year} is kept in {started.archive}: figures, wording and pages.")
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
        print_message(f"{name}: {file} has no figures; {stay}.")
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
    """Say of each file, as soon as it is verified, whether it agrees; return all problems.

    At the end it is said how many agree, for each data file that they were held against.
    """
    problems: list[Problem] = []
    agree: dict[Path | None, list[bool]] = {}
    years: dict[Path | None, int] = {}
    for each in files:
        if each.note and not each.problems:
            print_message(f"{each.file}: {each.note}")
            continue
        agree.setdefault(each.data, []).append(not each.problems)
        years[each.data] = each.year
        problems += each.problems
        if not each.problems:
            figures = f", {each.figures} figures" if each.figures else ""
            where = f". It says that it is published at {each.address}" if each.address else ""
            print_result(f"{each.file}: agrees with the data{figures}{where}")
    _say_how_many_agree(agree, years, data)
    return problems


def _say_how_many_agree(
    agree: dict[Path | None, list[bool]], years: Mapping[Path | None, int], data: Path
) -> None:
    """Say it for each data file; for the file ``data`` alone, without its year."""
    against_none = agree.pop(None, [])
    if not agree.keys() - {data}:
        found = [*agree.get(data, []), *against_none]
        print_result(f"{sum(found)} of {len(found)} files agree with {data}.")
        return
    for file, found in agree.items():
        print_result(f"{sum(found)} of {len(found)} files of {years[file]} agree with {file}.")
    if against_none:
        print_result(f"{counted(len(against_none), 'file')} could not be held against any edition.")
