"""The template folders: which file counts, how Jinja2 reads it, and what to say when it cannot."""

from __future__ import annotations

import hashlib
import os
import re
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from factsheets.files import contents, real_path, refuse_larger
from factsheets.problems import FactsheetsError, Problem

if TYPE_CHECKING:
    import jinja2


FOLDER = "templates"
WORDING = "factsheet.md.j2"
PAGE = "page.html.j2"
WEB_STYLE = "web.css"
PRINT_STYLE = "print.css"
CARD = "card.html.j2"
CARD_STYLE = "card.css"
INDEX = "index.html.j2"
INDEX_STYLE = "index.css"
INDEX_SCRIPT = "index.js"
REVIEW = "review.html.j2"
REVIEW_STYLE = "review.css"
LOGOS = ("logo.svg", "logo.png")
OTHERS = (
    PAGE,
    PRINT_STYLE,
    WEB_STYLE,
    CARD,
    CARD_STYLE,
    INDEX,
    INDEX_STYLE,
    INDEX_SCRIPT,
    REVIEW,
    REVIEW_STYLE,
)


def shipped(folder: str = "templates") -> Path:
    """The ``folder`` that comes with factsheets: in the wheel, or at the top of a checkout."""
    packaged = Path(str(files("factsheets"))) / folder
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / folder


def folder_of(data: Path) -> Path:
    """The templates folder that belongs to the file ``data``: beside it, or beside its folder."""
    folder = data.parent
    above = folder / ".." if folder.name in ("", "..") else folder.parent
    places = (folder / FOLDER, above / FOLDER)
    return next(filter(os.path.lexists, places), above / FOLDER)


def _open_if(source: str) -> int:
    """The line of the ``if`` in a template that nothing closes; 0 when there is none."""
    open_lines: list[int] = []
    for tag in re.finditer(r"\{#.*?#\}|\{%-?\s*(if|endif)\b", source, re.DOTALL):
        if tag[1] == "if":
            open_lines.append(source.count("\n", 0, tag.start()) + 1)
        elif tag[1] == "endif" and open_lines:
            open_lines.pop()
    return open_lines[0] if open_lines else 0


def _files(folder: Path) -> set[str]:
    """The names of the files in ``folder``, and in the folders in it, that a sheet can use."""
    found = (*folder.glob("*"), *folder.glob("*/*"))
    return _shown(folder, (each for each in found if each.suffix in _SUFFIXES))


def _all_files(folder: Path) -> set[str]:
    """The names of all files in ``folder``, at any depth."""
    return _shown(folder, (each for each in folder.rglob("*") if not each.is_dir()))


def _shown(folder: Path, found: Iterable[Path]) -> set[str]:
    """The names in ``folder`` of what is ``found`` there, but hidden ones: an editor's own."""
    names = (each.relative_to(folder) for each in found)
    return {name.as_posix() for name in names if not any(part[0] == "." for part in name.parts)}


_LARGEST_FILE = 20_000_000  # bytes; a picture may have some millions
_LARGEST_TEXT = 2_000_000  # bytes; a style may have a picture in it
_SUFFIXES = {".css", ".j2", ".jpg", ".js", ".otf", ".png", ".svg", ".ttf", ".woff2"}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Templates:
    """The project's templates, as they were when they were found.

    A template of the first of ``folders`` comes before one of the same name in the second.
    ``names`` are all files that a sheet can be made from, fonts and images included, ``hashes`` is
    a hash of each, and ``digest`` one of them all.
    """

    folders: tuple[Path, Path]
    names: tuple[str, ...]
    hashes: tuple[str, ...] = ()
    digest: str = ""

    @classmethod
    def find(cls, folder: Path | str) -> Templates:
        """The templates of ``folder``, and the pages and styles of the package that it lacks.

        Raises FactsheetsError when the wording is not in ``folder``, or one cannot be read.
        """
        own, last = Path(folder), shipped()
        if not os.path.lexists(own / WORDING):
            what = "The wording is missing: there is no such file."
            remedy = (
                "A folder that factsheets init makes has one to copy; or name the folder that "
                "has yours with --templates."
            )
            raise FactsheetsError(Problem(str(own / WORDING), what=what, remedy=remedy))
        found = cls((own, last), tuple(sorted(_files(own) | (_files(last) - {WORDING}))))
        hashes = tuple(_hash(found.content(name)) for name in found.names)
        digest = _hash("\0".join((*found.names, *hashes)).encode())
        return replace(found, hashes=hashes, digest=digest)

    @property
    def of_package(self) -> tuple[str, ...]:
        """The pages and styles that come from the package, as the folder has none."""
        own, last = self.folders
        is_own = real_path(own) == real_path(last)
        return () if is_own else tuple(name for name in OTHERS if not os.path.lexists(own / name))

    @property
    def logo(self) -> str:
        """The name of the picture at the head of every page; empty when there is none."""
        return next((name for name in LOGOS if name in self.names), "")

    def path(self, name: str) -> Path:
        """The file that counts for the template ``name``."""
        first, last = self.folders
        return first / name if os.path.lexists(first / name) else last / name

    def content(self, name: str) -> bytes:
        """The bytes of the template ``name``, as they were when the templates were found.

        Raises FactsheetsError when they cannot be read, or are others now.
        """
        path, own = self.path(name), self.folders[0]
        if path.is_relative_to(own) and not real_path(path).is_relative_to(real_path(own)):
            what = "This is a link to a file outside the templates folder."
            raise FactsheetsError(Problem(str(path), what=what, remedy="Put a copy in its place."))
        content = contents(path, _LARGEST_FILE)
        was = dict(zip(self.names, self.hashes, strict=False)).get(name)
        if was not in (None, _hash(content)):
            what = "The template was changed while the sheets were made."
            raise FactsheetsError(Problem(str(path), what=what, remedy="Make them again."))
        return content

    def everything(self) -> dict[str, bytes]:
        """All files of the folder, whatever they are for, and those of the package that it lacks.

        With them the sheets can be made at any later time. Raises what ``content`` does.
        """
        own, last = self.folders
        names = {*self.names, *_all_files(own), *(_all_files(last) - {WORDING})}
        return {name: self.content(name) for name in sorted(names)}

    def text(self, name: str) -> str:
        """The text of the template ``name``. Raises FactsheetsError when it is not UTF-8."""
        content = self.content(name)
        refuse_larger(str(self.path(name)), content, _LARGEST_TEXT)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            what, remedy = "The template is not UTF-8 text.", "Save it with the encoding UTF-8."
            problem = Problem(str(self.path(name)), line, what=what, remedy=remedy)
            raise FactsheetsError(problem) from error

    def _source(self, name: str) -> tuple[str, str, None]:
        """The template that another includes: a file of the template folders, and no other."""
        from jinja2 import TemplateNotFound  # not needed to see that nothing is due

        if name not in self.names:
            raise TemplateNotFound(name, f'there is no "{name}" in the templates folder')
        return self.text(name), str(self.path(name)), None

    def environment(self, *, autoescape: bool) -> jinja2.Environment:
        """A Jinja2 environment in which an unknown name is an error, and a block takes no line."""
        from factsheets.templating.environment import Sandbox

        return Sandbox(
            self._source,
            autoescape=autoescape,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @contextmanager
    def problems_of(self, name: str, state: str = "") -> Iterator[None]:
        """Turn what goes wrong in the template ``name`` into a FactsheetsError with its line."""
        from jinja2 import TemplateSyntaxError

        path = str(self.path(name))
        try:
            yield
        except FactsheetsError:
            raise
        except TemplateSyntaxError as error:
            line, what = error.lineno, str(error.message).rstrip(".")
            what = f"The template cannot be read here: {what}."
            remedy = "Look for a missing brace, bracket or quotation mark."
            if open_if := _open_if(error.source or ""):
                line, what = open_if, "This {% if %} has no {% endif %}."
                remedy = "Write {% endif %} on a line of its own where its passage ends."
            elif "unexpected char" in what:
                remedy = "Use straight quotation marks, not those that a word processor makes."
            raise FactsheetsError(Problem(path, line, state, "", what, remedy)) from error
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            line = next((each.lineno or 0 for each in reversed(frames) if each.filename == path), 0)
            reason = " ".join(str(error).split()) or type(error).__name__
            if isinstance(error, RecursionError):  # Python has several messages for it
                reason = "it is nested too deeply"
            what = f"The template does not work here: {reason.rstrip('.')}."
            raise FactsheetsError(Problem(path, line, state, what=what)) from error
