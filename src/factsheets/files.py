"""A file in, its bytes out: never a pipe or a device, and never more than a limit."""

from __future__ import annotations

import os
from pathlib import Path

from factsheets.problems import FactsheetsError, Problem, unreadable


def contents(path: Path, largest: int) -> bytes:
    """The bytes of the file at ``path``, ``largest`` at most.

    Raises FactsheetsError when they cannot be read, when there are more, or when ``path`` is a
    pipe or a device, for whose end a reader could wait for ever.
    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            what = "This is a pipe or a device, not a file."
            raise FactsheetsError(Problem(str(path), what=what, remedy="Save it as a file first."))
        with path.open("rb") as stream:
            content = stream.read(largest + 1)
    except OSError as error:
        raise FactsheetsError(unreadable(str(path), error)) from error
    refuse_larger(str(path), content, largest)
    return content


def real_path(path: Path) -> Path:
    """The file or folder that ``path`` leads to through links."""
    return Path(os.path.realpath(path))  # Path.resolve() has several ways to say a link to itself


def refuse_larger(file: str, content: bytes, largest: int) -> None:
    """Raise FactsheetsError when the ``content`` of ``file`` has more bytes than ``largest``."""
    if len(content) > largest:
        size = f"{largest // 1_000} kB" if largest < 1_000_000 else f"{largest // 1_000_000} MB"  # noqa: PLR2004 - a megabyte
        what = f"The file is larger than {size}."
        raise FactsheetsError(Problem(file, what=what, remedy="Is this the right file?"))
