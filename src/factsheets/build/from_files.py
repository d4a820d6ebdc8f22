"""A build from the files that people edit: they are read while the processes start."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from factsheets.build.pool import start_early
from factsheets.render.formats import MANIFEST_FILE

if TYPE_CHECKING:
    from factsheets.build.build import Report
    from factsheets.dataset.dataset import Dataset
    from factsheets.render.formats import Format

_ALL_STATES = 50  # or some more


def build_from_files(
    data: Path,
    templates: Path | None,
    output: Path,
    *,
    states: Sequence[str] = (),
    formats: Sequence[Format] = (),
    base_url: str | None = None,
    jobs: int | None = None,
    force: bool = False,
    house_style: bool = False,
    prune: bool = False,
    on_begin: Callable[[], None] = lambda: None,
    on_read: Callable[[Dataset], None] = lambda dataset: None,
    on_wait: Callable[[], None] = lambda: None,
    on_start: Callable[[int], None] = lambda sheets: None,
    on_sheet: Callable[[str], None] = lambda state: None,
) -> Report:
    """Open the edition of the file ``data``, and build as ``build`` does.

    ``templates`` is a folder, if another one than its own is meant.

    ``jobs`` is one a processor when it is None. ``on_begin`` is called before anything is read, and
    ``on_read`` with the dataset. Raises FactsheetsError when the files cannot be read, and when
    nothing can be built.
    """
    jobs = jobs or os.cpu_count() or 1
    if force or not any(output.glob(f"*/{MANIFEST_FILE}")):  # whatever is asked for is due
        start_early(len(states) or _ALL_STATES, jobs)
    on_begin()
    from factsheets.build.build import build
    from factsheets.edition.edition import open_edition

    edition = open_edition(data, templates)
    on_read(edition.dataset)
    return build(
        edition.dataset,
        edition.templates,
        output,
        states=states,
        formats=formats,
        base_url=base_url,
        jobs=jobs,
        force=force,
        house_style=house_style,
        prune=prune,
        on_wait=on_wait,
        on_start=on_start,
        on_sheet=on_sheet,
    )
