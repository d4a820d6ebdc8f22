"""NCMEC's state fact sheets: from one YAML file and Jinja2 templates, as text, HTML and PDF.

    edition = open_edition("data/states.yaml")
    wording = Wording(edition.templates, edition.catalogue)
    sheet = wording.compose(edition.dataset, "Wyoming")  # or "WY", "new-york"
    render_text(sheet); render_html(sheet, edition.templates); render_pdf(sheet, edition.templates)

A name is imported when it is first used; WeasyPrint, which is slow and needs native libraries, when
``render_pdf`` is called.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
    from factsheets.dataset.dataset import Dataset as Dataset
    from factsheets.dataset.load import load as load
    from factsheets.edition.edition import Edition as Edition
    from factsheets.edition.edition import open_edition as open_edition
    from factsheets.figures.catalogue import Catalogue as Catalogue
    from factsheets.figures.declared import read_catalogue as read_catalogue
    from factsheets.figures.values import NOT_REPORTED as NOT_REPORTED
    from factsheets.problems import FactsheetsError as FactsheetsError
    from factsheets.problems import Problem as Problem
    from factsheets.render.html import render_html as render_html
    from factsheets.render.render import render_pdf as render_pdf
    from factsheets.render.text import render_text as render_text
    from factsheets.templating.folders import Templates as Templates
    from factsheets.wording.compose import Sheet as Sheet
    from factsheets.wording.compose import Wording as Wording

_HOMES = {
    "NOT_REPORTED": "figures.values",
    "Catalogue": "figures.catalogue",
    "Dataset": "dataset.dataset",
    "Edition": "edition.edition",
    "FactsheetsError": "problems",
    "Problem": "problems",
    "Sheet": "wording.compose",
    "Templates": "templating.folders",
    "Wording": "wording.compose",
    "load": "dataset.load",
    "open_edition": "edition.edition",
    "read_catalogue": "figures.declared",
    "render_html": "render.html",
    "render_pdf": "render.render",
    "render_text": "render.text",
}

__all__ = ["__version__"]
__all__ += list(_HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)


def __getattr__(name: str) -> object:
    if name == "__version__":
        return import_module("importlib.metadata").version(__name__)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
