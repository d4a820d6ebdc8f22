"""What several tests of the formats look at: PDFs, made once, and a sample of all states."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from itertools import cycle
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import page as page_validation
import pytest
from demo import make_years
from PIL import Image

from conftest import CATALOGUE, MAY_BE_NOT_REPORTED, ROOT, data_text, invented, needed
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.figures.values import LARGEST_FIGURE, LARGEST_PERCENT, nested
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.pdf import render_pdf
from factsheets.templating.folders import WORDING, Templates
from factsheets.wording.compose import Sheet, Wording

STATES = ["Colorado", "Missouri", "Montana", "Wisconsin", "Wyoming"]
SHEETS = [*STATES, "largest", "sample"]
LONGEST_NAME = "Northern Mariana Islands"
DEPARTURES = tuple(CATALOGUE.departures)
ALL_SHEETS = [*SHEETS, "bare", *DEPARTURES]
CATEGORIES = CATALOGUE.state["missing_children.total"].sum_of
THIRD = LARGEST_FIGURE // 3
LARGEST = nested(
    {
        **dict.fromkeys(CATALOGUE.state, LARGEST_FIGURE),
        **dict.fromkeys(CATEGORIES, THIRD),
    }
)
# Of these, none has a passage on the sheet.
BARE = dict(zip(MAY_BE_NOT_REPORTED, cycle([0, "not reported"]), strict=False))
LARGEST_NATIONAL = {
    path: LARGEST_PERCENT if each.is_percent else LARGEST_FIGURE
    for path, each in CATALOGUE.national.items()
}


def own_templates(folder: Path) -> Templates:
    """The templates of ``folder``, with the project's wording if it has none of its own."""
    if not (folder / WORDING).exists():
        shutil.copy(ROOT / "templates" / WORDING, folder)
    return Templates.find(folder)


class Made(dict[str, tuple[bytes, Sheet]]):
    """Sheets by name with their PDFs, each of which is made when somebody asks for it."""

    def __init__(self, sheets: Mapping[str, Sheet], templates: Templates) -> None:
        self.sheets, self.templates = sheets, templates

    def __missing__(self, name: str) -> tuple[bytes, Sheet]:
        sheet = self.sheets[name]
        self[name] = render_pdf(sheet, self.templates), sheet
        return self[name]


@pytest.fixture(scope="session")
def made(
    tmp_path_factory: pytest.TempPathFactory,
    templates: Templates,
    wording: Wording,
    sheets: dict[str, Sheet],
) -> dict[str, tuple[bytes, Sheet]]:
    """Each of ``ALL_SHEETS``, as a PDF."""
    path = tmp_path_factory.mktemp("made") / "states.yaml"
    all_sheets = dict(sheets)
    for name, sample in (("largest", False), ("sample", True)):
        path.write_text(data_text({LONGEST_NAME: LARGEST}, sample=sample, **LARGEST_NATIONAL))
        all_sheets[name] = wording.compose(load(path, catalogue=CATALOGUE), LONGEST_NAME)
    departures = {name: invented(as_published=[name]) for name in DEPARTURES}
    for name, figures in {"bare": invented(**BARE), **departures}.items():
        path.write_text(data_text({"Ohio": figures}, sample=False))
        all_sheets[name] = wording.compose(load(path, catalogue=CATALOGUE), "Ohio")
    return Made(all_sheets, templates)


@pytest.fixture(scope="session")
def year(
    tmp_path_factory: pytest.TempPathFactory, templates: Templates, wording: Wording
) -> dict[str, tuple[bytes, Sheet]]:
    """A sample of a full year, each state with figures of its own size, some not reported."""
    path = tmp_path_factory.mktemp("year") / "states.yaml"
    path.write_text(make_years(1).this)
    dataset = load(path, catalogue=CATALOGUE)
    assert dataset.ready == tuple(JURISDICTIONS)
    return Made({state: wording.compose(dataset, state) for state in dataset.ready}, templates)


@pytest.fixture
def everywhere(make_dataset: Callable[..., Dataset]) -> Dataset:
    """A sample with figures for all 56 jurisdictions, each with one of its own."""
    return make_dataset(
        {
            name: invented(cybertipline_reports=2_000 + position)
            for position, name in enumerate(JURISDICTIONS)
        }
    )


def failures_of(pdf: bytes, profile: str) -> list[str]:
    """What an independent validator finds against the PDF in ``profile``, ``ua1`` or ``3a``."""
    report = page_validation.validate_pdf_bytes(pdf, profile=profile)
    assert report.rules.total > 50  # it has looked
    failures = [f"{each.rule_id}: {each.message}" for each in report.failures]
    assert report.is_compliant == (not failures)
    return failures


def complaints_of_qpdf(pdf: bytes) -> str:
    """What qpdf finds against the file's syntax and streams."""
    program = str(needed("qpdf", shutil.which("qpdf")))
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        command = [program, "--check", file.name]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.stdout.startswith("checking ")
    assert bool(done.stderr) == bool(done.returncode)
    return done.stderr


def elements_of(node: Any) -> Iterator[Any]:
    """The elements of a structure tree, in the order in which they are read out."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        element = child.get_object()
        if isinstance(element, dict) and "/S" in element:
            yield element
            yield from elements_of(element)


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10"><path d="M0 0h40v10z"/>{}</svg>'


def png(width: int = 400) -> bytes:
    written = BytesIO()
    Image.new("RGBA", (width, 100), (11, 42, 74, 128)).save(written, "PNG")
    return written.getvalue()


LOGOS = {"logo.svg": SVG.format("").encode(), "logo.png": png()}
