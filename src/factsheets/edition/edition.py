"""A year as one value: its figures, what they are, and its wording, found by the data file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.figures.catalogue import Catalogue
from factsheets.files import real_path
from factsheets.problems import FactsheetsError, Problem
from factsheets.templating.folders import WORDING, Templates, folder_of


@dataclass(frozen=True)
class Edition:
    """The figures of the file ``data``, and the wording and pages that they are set in."""

    data: Path
    dataset: Dataset
    templates: Templates

    @property
    def catalogue(self) -> Catalogue:
        """What each of the figures is."""
        return self.dataset.catalogue


def open_edition(data: Path | str, templates: Path | str | None = None) -> Edition:
    """The edition of the file ``data``: ``figures.yaml`` beside it, and its ``templates`` folder.

    That folder is beside the file or beside its folder, if another is not named. Raises
    FactsheetsError, with every problem in all three, when no sheet can be made at all.
    """
    data, problems = Path(data), list[Problem]()
    dataset = found = None
    try:
        dataset = load(data)
    except FactsheetsError as error:
        problems += error.problems
    try:
        found = templates_of(data, templates)
    except FactsheetsError as error:
        problems += error.problems
    if dataset is None or found is None:
        raise FactsheetsError(problems)
    return Edition(data, dataset, found)


def templates_of(data: Path, folder: Path | str | None = None) -> Templates:
    """The templates of ``folder``, or else those that belong to the file ``data``.

    Raises FactsheetsError when there is no wording among them, or one cannot be read.
    """
    return Templates.find(folder_of(data) if folder is None else folder)


def other_wording(data: Path, folder: Path | None) -> Path | None:
    """The wording of ``folder``, if another one belongs to the file ``data``, or none does."""
    own = folder_of(data) / WORDING
    if folder is None or real_path(folder / WORDING) == real_path(own):
        return None
    return folder / WORDING
