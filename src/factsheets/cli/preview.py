"""One state's sheet while somebody edits it: always made from the files as they are now."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from factsheets.dataset.load import load
from factsheets.files import real_path
from factsheets.problems import FactsheetsError
from factsheets.render.formats import Format, file_name
from factsheets.render.render import render
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording


@dataclass(frozen=True)
class Preview:
    """The sheet of ``state`` from the file ``data`` and the folder ``templates``."""

    state: str
    data: Path
    templates: Path | None = None
    house_style: bool = False

    def sheet(self) -> Sheet:
        """The sheet. Raises FactsheetsError with what is wrong with the state or the wording."""
        dataset = load(self.data)
        if problems := [each for each in dataset.problems if each.state == self.state]:
            raise FactsheetsError(problems)
        wording = Wording(Templates.find(self.templates))
        return wording.compose(dataset, self.state, house_style=self.house_style)

    def content(self, kind: Format) -> bytes:
        """The sheet as the bytes of a file. Raises FactsheetsError as ``sheet`` does."""
        return render(self.sheet(), kind, Templates.find(self.templates))

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
        folders = list(map(real_path, Templates.find(self.templates).folders))
        places = [each for each in (data.parent, *folders) if each.is_dir()]

        def is_ours(_: object, changed: str) -> bool:
            path = Path(changed)
            return real_path(path) == data or any(map(path.is_relative_to, folders))

        with suppress(KeyboardInterrupt):
            show()
            for _ in watch(*places, watch_filter=is_ours):
                show()
