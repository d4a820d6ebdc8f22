"""One state's sheet while somebody edits it: always made from the files as they are now."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer

from factsheets.cli.messages import (
    say_nothing_opened,
    say_problems,
    say_stand_in,
    say_watching,
)
from factsheets.cli.streams import console, open_outside, print_result
from factsheets.edition.edition import open_edition, templates_of
from factsheets.edition.stand_in import StandIn, stand_in
from factsheets.figures.declared import FIGURES_FILE
from factsheets.figures.values import SAMPLE_MARK
from factsheets.files import real_path, write
from factsheets.problems import FactsheetsError
from factsheets.render.formats import Format, file_name
from factsheets.render.render import render
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording


@dataclass(frozen=True)
class Shown:
    """A ``sheet``, its pages, and what stands in it for figures that are awaited, if they are."""

    sheet: Sheet
    templates: Templates
    stand_in: StandIn | None

    def content(self, kind: Format) -> bytes:
        """The sheet as the bytes of a file. Raises FactsheetsError as ``render`` does."""
        return render(self.sheet, kind, self.templates)


@dataclass(frozen=True)
class Preview:
    """The sheet of ``state`` from the file ``data`` and the folder ``templates``.

    While the state is awaited it has other figures, and says so: see ``edition.stand_in``.
    """

    state: str
    data: Path
    templates: Path | None = None
    house_style: bool = False

    def shown(self) -> Shown:
        """The sheet as it is now.

        Raises FactsheetsError with what is wrong with the edition, the state or the wording.
        """
        edition = open_edition(self.data, self.templates)
        dataset, wording = edition.dataset, Wording(edition.templates, edition.catalogue)
        if problems := [each for each in dataset.problems if each.state == self.state]:
            raise FactsheetsError(problems)
        instead = stand_in(edition, self.state)
        shown, mark = (instead.dataset, instead.mark) if instead else (dataset, SAMPLE_MARK)
        sheet = wording.compose(shown, self.state, house_style=self.house_style, mark=mark)
        return Shown(sheet, edition.templates, instead)

    def file(self, name: str) -> bytes:
        """The sheet as the file ``name``, such as ``wyoming.pdf``; LookupError for another name."""
        for kind in Format:
            if name == file_name(self.state, kind):
                return self.shown().content(kind)
        raise LookupError(name)

    def follow(self, show: Callable[[], object]) -> None:
        """Call ``show`` now, and again whenever the data or a template changes, until Ctrl-C.

        Ctrl-C ends it at any moment, also while ``show`` is at work.
        """
        from watchfiles import watch  # for --watch only

        data = real_path(self.data)
        files = (data, data.parent / FIGURES_FILE)
        folders = list(map(real_path, templates_of(self.data, self.templates).folders))
        places = [each for each in (data.parent, *folders) if each.is_dir()]

        def is_ours(_: object, changed: str) -> bool:
            path = Path(changed)
            return real_path(path) in files or any(map(path.is_relative_to, folders))

        with suppress(KeyboardInterrupt):
            show()
            for _ in watch(*places, watch_filter=is_ours):
                show()


def show(preview: Preview, kind: Format, *, watch: bool) -> None:
    """Show the sheet in the terminal, or open it; with ``watch``, again after each change."""
    if watch and kind is Format.HTML:
        _serve(preview)
        return
    show_once = partial(_print_text, preview) if kind is Format.TEXT else _opener(preview, kind)
    if not watch:
        show_once()
        return

    def show_again() -> None:
        console().clear()
        try:
            show_once()
        except FactsheetsError as error:
            say_problems(error.problems)
        say_watching()

    preview.follow(show_again)


def _print_text(preview: Preview) -> None:
    """Print the published text; on a terminal, real bold and a real table."""
    from factsheets.cli.views import sheet_view
    from factsheets.render.text import render_text

    output, shown = console(), preview.shown()
    if output.is_terminal:
        output.print(sheet_view(shown.sheet), width=min(output.width, 88))
    else:
        typer.echo(render_text(shown.sheet), nl=False)
    _say_stand_in(shown)


def _opener(preview: Preview, kind: Format) -> Callable[[], None]:
    """A function that writes the sheet to a temporary file, and opens it the first time."""
    opened: list[Path] = []

    def show_file() -> None:
        shown = preview.shown()
        content = shown.content(kind)
        file = _own_folder() / file_name(preview.state, kind)
        write(file, content)
        print_result(file)
        _say_stand_in(shown)
        if not opened:
            opened.append(file)
            _open(str(file))

    return show_file


def _say_stand_in(shown: Shown) -> None:
    if shown.stand_in:
        say_stand_in(shown.sheet.state, shown.stand_in)


def _own_folder() -> Path:
    """The folder of this user's previews: always the same one, so that they do not pile up."""
    user = getattr(os, "getuid", int)()  # Windows has a folder for each user anyway
    folder = Path(tempfile.gettempdir()) / f"factsheets-{user}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    if folder.is_symlink() or not folder.is_dir() or folder.stat().st_uid != user:
        return Path(tempfile.mkdtemp(prefix="factsheets-"))  # somebody else has put it there
    return folder


def _open(address: str) -> None:
    """Open the file or the page; where there is no program for it, say so."""
    if not open_outside(address):
        say_nothing_opened(address)


def _serve(preview: Preview) -> None:
    """Open the sheet as a local web page that follows every change, until Ctrl-C."""
    from factsheets.cli.live_page import LivePage

    page = LivePage(file_name(preview.state, Format.HTML), preview.file)
    print_result(page.address)
    with suppress(FactsheetsError):  # the page shows it
        _say_stand_in(preview.shown())
    say_watching()
    _open(page.address)
    try:
        preview.follow(page.changed)
    finally:
        page.close()
