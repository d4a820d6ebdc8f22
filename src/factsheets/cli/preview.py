"""One state's sheet while somebody edits it: always made from the files as they are now."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer

from factsheets.cli.messages import say_problems, say_watching
from factsheets.cli.streams import console, print_result
from factsheets.edition.edition import Edition, open_edition, templates_of
from factsheets.figures.declared import FIGURES_FILE
from factsheets.files import real_path
from factsheets.problems import FactsheetsError
from factsheets.render.formats import Format, file_name
from factsheets.render.render import render
from factsheets.wording.compose import Sheet, Wording


@dataclass(frozen=True)
class Preview:
    """The sheet of ``state`` from the file ``data`` and the folder ``templates``."""

    state: str
    data: Path
    templates: Path | None = None
    house_style: bool = False

    @property
    def edition(self) -> Edition:
        """Its edition as it is now. Raises FactsheetsError when it cannot be opened."""
        return open_edition(self.data, self.templates)

    def sheet(self) -> Sheet:
        """The sheet. Raises FactsheetsError with what is wrong with the state or the wording."""
        edition = self.edition
        dataset, wording = edition.dataset, Wording(edition.templates, edition.catalogue)
        if problems := [each for each in dataset.problems if each.state == self.state]:
            raise FactsheetsError(problems)
        return wording.compose(dataset, self.state, house_style=self.house_style)

    def content(self, kind: Format) -> bytes:
        """The sheet as the bytes of a file. Raises FactsheetsError as ``sheet`` does."""
        return render(self.sheet(), kind, templates_of(self.data, self.templates))

    def file(self, name: str) -> bytes:
        """The sheet as the file ``name``, such as ``wyoming.pdf``; LookupError for another name."""
        for kind in Format:
            if name == file_name(self.state, kind):
                return self.content(kind)
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

    output, sheet = console(), preview.sheet()
    if output.is_terminal:
        output.print(sheet_view(sheet), width=min(output.width, 88))
    else:
        typer.echo(render_text(sheet), nl=False)


def _opener(preview: Preview, kind: Format) -> Callable[[], None]:
    """A function that writes the sheet to a temporary file, and opens it the first time."""
    folder: list[Path] = []

    def show_file() -> None:
        content = preview.content(kind)
        is_first = not folder
        if is_first:
            folder.append(Path(tempfile.mkdtemp(prefix="factsheets-")))
        file = folder[0] / file_name(preview.state, kind)
        file.write_bytes(content)
        print_result(file)
        if is_first:
            typer.launch(str(file))

    return show_file


def _serve(preview: Preview) -> None:
    """Open the sheet as a local web page that follows every change, until Ctrl-C."""
    from factsheets.cli.live_page import LivePage

    page = LivePage(file_name(preview.state, Format.HTML), preview.file)
    print_result(page.address)
    say_watching()
    typer.launch(page.address)
    try:
        preview.follow(page.changed)
    finally:
        page.close()
