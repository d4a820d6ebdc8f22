"""Former names of figures, which an earlier edition in the archive must have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from factsheets.dataset.archive import archived
from factsheets.figures.catalogue import IN_COUNTRY, Catalogue, Declaration
from factsheets.figures.declared import NATIONAL, STATE, read_catalogue
from factsheets.problems import FactsheetsError, Problem, did_you_mean
from factsheets.yaml_tree import read_yaml


def wrong_former_names(data: Path, catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with ``formerly`` in the ``catalogue`` of the file ``data``, with its lines.

    A former name is one that a figure of the same section has in some edition of the archive: with
    another one the review would compare nothing, and nobody would notice. Where a catalogue of the
    archive cannot be read, its problems come instead.
    """
    renamed = [each for each in catalogue.figures.values() if each.formerly]
    if not renamed:
        return
    earlier, unread = list[Declaration](), list[Problem]()
    for each in archived(data):
        try:
            earlier += read_catalogue(each).figures.values()
        except FactsheetsError as error:
            unread += error.problems
    if unread:  # a name that is not found may be in there
        yield from unread
        return
    top = read_yaml(Path(catalogue.file))
    for figure in renamed:
        known = {each.path for each in earlier if each.is_national == figure.is_national}
        former = figure.formerly.removeprefix(IN_COUNTRY if figure.is_national else "")
        if former not in known:
            section = NATIONAL if figure.is_national else STATE
            line = top.line_of((section, figure.path, "formerly"))
            what = f'"formerly" names {former}, which no figure has in the years of the archive.'
            if not earlier:
                what = f'"formerly" names {former}, but the archive has no earlier year.'
            remedy = did_you_mean(former, known) or "Correct it, or take the line out."
            yield Problem(catalogue.file, line, "", figure.name, what, remedy)
