"""A new folder to work in: the data file, the wording and the pages, and what to do next."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from factsheets.files import locked
from factsheets.problems import FactsheetsError, Problem, unreadable
from factsheets.templating.folders import shipped

DATA_FILE = "data/states.yaml"
README = """\
# State fact sheets

A year is declared in three files that you edit:

    data/states.yaml             the figures of each state and of the country
    data/figures.yaml            which figures there are: add, rename, split or drop one here
    templates/factsheet.md.j2    the wording, once for all states

Work in this folder:

    factsheets check                  name every problem in the three files
    factsheets preview WY --watch     show one sheet, and again each time you save a file
    factsheets build                  make every sheet that has figures, in output/<year>/
    factsheets new-year YEAR          keep the finished year in data/archive/, and start the next
    factsheets schema                 after a change of figures.yaml: let your editor know the names
    factsheets export figures.xlsx    write a workbook for the data team; import takes it back
    factsheets --help                 show all commands; each of them has a --help of its own
"""
_DRAFT = ".factsheets-init.tmp"
_WHOLE = ".factsheets-init"  # a finished draft, whose contents are moved out
_SHOWN = 5  # names of the files that are in the way


def init(folder: Path | str) -> None:
    """Make ``folder`` one to work in, whole or not at all: data/, templates/ and README.md.

    They are the ones that come with factsheets. What a killed run has begun is finished, or begun
    again. Raises FactsheetsError, and changes nothing, when the folder has anything in it but
    hidden files (.git, .venv), or cannot be written.
    """
    folder = Path(folder)
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        with locked(folder):
            _refuse_what_is_there(folder)
            if not (folder / _WHOLE).is_dir():
                _fill(folder)
            # data/ comes last: where it is, all is there.
            for name in ("templates", "README.md", "data"):
                with suppress(FileNotFoundError):  # it was moved before the kill
                    (folder / _WHOLE / name).rename(folder / name)
            (folder / _WHOLE).rmdir()
    except BaseException as error:
        for each in made:
            with suppress(OSError):  # it was not made, or is in use
                each.rmdir()
        if isinstance(error, OSError):
            raise FactsheetsError(unreadable(str(folder), error)) from error
        raise


def _refuse_what_is_there(folder: Path) -> None:
    there = sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))
    if (folder / _WHOLE).is_dir():  # the others were moved out of it
        there = [name for name in there if (folder / _WHOLE / name).exists()]
    if "data" in there and (folder / DATA_FILE).is_file():
        what = f"This is a folder to work in already: {DATA_FILE} is there."
        remedy = "Go on with it: factsheets check. For another one, name a new folder."
    elif there:
        others = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
        what = f"This folder is not empty: it has {', '.join(there[:_SHOWN])}{others}."
        remedy = "Nothing is written over: name a new folder."
    else:
        return
    raise FactsheetsError(Problem(str(folder), what=what, remedy=remedy))


def _fill(folder: Path) -> None:
    """Put everything into ``folder``, hidden at first: no part is there without the rest."""
    draft = folder / _DRAFT
    try:
        shutil.rmtree(draft, ignore_errors=True)  # of a run that was killed
        for name in ("templates", "data"):
            for file in shipped(name).rglob("*"):
                if file.is_file() and not file.name.startswith("."):
                    copy = draft / name / file.relative_to(shipped(name))
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    copy.write_bytes(file.read_bytes())
        (draft / "README.md").write_text(README, encoding="utf-8")
        draft.rename(folder / _WHOLE)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
