"""What a build shows while it is under way: on a terminal, a bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from factsheets.cli.messages import say_remarks, say_stopped, say_waiting
from factsheets.cli.streams import console

if TYPE_CHECKING:
    from factsheets.dataset.dataset import Dataset


class BuildProgress:
    """What a build tells of itself is shown, and counted: the states that are ``done``.

    The bar is there from when the data have been read, until ``shown`` is closed.
    """

    def __init__(self, shown: ExitStack) -> None:
        self.done = 0
        self._shown = shown
        self._update: Callable[..., None] = lambda **_: None

    def read(self, dataset: Dataset) -> None:
        """The data have been read."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        messages = console(stderr=True)
        bar = Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal)
        self._shown.enter_context(bar)
        self._update = partial(bar.update, bar.add_task("Sheets", total=None))
        say_remarks(dataset.remarks)

    def wait(self) -> None:
        """Another build writes to the folder."""
        say_waiting()

    def start(self, sheets: int) -> None:
        """So many sheets are due."""
        self._update(total=sheets)

    def finish(self, state: str) -> None:
        """The sheet of ``state`` is done."""
        self.done += 1
        self._update(advance=1, description=state)


@contextmanager
def build_progress() -> Iterator[BuildProgress]:
    """The progress of the build inside; when Ctrl-C ends it, says how far it came."""
    with ExitStack() as shown:
        progress = BuildProgress(shown)
        try:
            yield progress
        except KeyboardInterrupt:
            shown.close()
            say_stopped(progress.done)
            raise
