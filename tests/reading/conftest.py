"""What several tests of the way back share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import DATA
from factsheets.build.build import build
from factsheets.dataset.dataset import Dataset
from factsheets.edition.edition import open_edition
from factsheets.reading.documents import Document, read_document
from factsheets.reading.verify import verify
from factsheets.render.formats import Format, file_name
from factsheets.render.render import render
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet

Read = Callable[..., Document]
Edited = Callable[..., list[str]]


@pytest.fixture
def read(tmp_path: Path, read_here: None) -> Read:
    """A function that reads a document with this content."""

    def read_it(content: str | bytes, name: str = "sheet.txt") -> Document:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_document(path)

    return read_it


@pytest.fixture
def edited(tmp_path: Path, sheets: dict[str, Sheet], templates: Templates) -> Edited:
    """A function that renders a sheet, changed by hand, and returns what is said of it."""

    def verified(
        kind: Format, *changes: tuple[str, str], name: str = "", state: str = "Wyoming"
    ) -> list[str]:
        markdown = sheets[state].markdown
        for old, new in changes:
            assert old in markdown
            markdown = markdown.replace(old, new)
        path = tmp_path / (name or file_name(state, kind))
        path.write_bytes(render(replace(sheets[state], markdown=markdown), kind, templates))
        return problems_of(path)

    return verified


def problems_of(path: Path, data: Path = DATA) -> list[str]:
    """What differs in the files, each by its name only."""
    return [
        str(problem)
        .replace(f"{path}/", "")
        .replace(f"{path.parent}/", "")
        .replace(str(data), "data")
        for each in verify([path], data)
        for problem in each.problems
    ]


@pytest.fixture
def year(tmp_path: Path, dataset: Dataset, templates: Templates) -> Path:
    """A folder as it was built, of text and pages."""
    build(dataset, templates, tmp_path / "output", formats=[Format.TEXT, Format.HTML])
    return tmp_path / "output/2023"


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


WORDINGS = {
    2022: """# {{ state_without_article }} Data

In {{ year }}, {{ cases | count("case", "cases") }} from {{ state }} of {{ national.cases }}.
""",
    2023: """# {{ state_without_article }} Data

In {{ year }}, {{ cases | count("case", "cases") }} from {{ state }} of {{ national.cases }}.
""",
    # It names another year more often than its own.
    2024: """# {{ state_without_article }} Data

In {{ year }}, {{ incidents | count("incident", "incidents") }} from {{ state }} of
{{ national.cases }}: more than in 2023, for the second time since 2023.
""",
}


def put_year(folder: Path, year: int) -> Path:
    """Put a small edition of the ``year`` into ``folder``: its figures have names of their own."""
    (folder / "templates").mkdir(parents=True)
    (folder / "templates/factsheet.md.j2").write_text(WORDINGS[year])
    name = "incidents" if year > 2023 else "cases"
    of_state = f"{name}: {{title: {name}, about: Invented., part_of: national.cases}}"
    of_country = "cases: {title: Cases, about: Invented.}"
    (folder / "figures.yaml").write_text(f"national:\n  {of_country}\nstate:\n  {of_state}\n")
    data = folder / "states.yaml"
    data.write_text(
        f"year: {year}\nsample: true\nnational:\n  cases: 9_000\nstates:\n"
        f"  Ohio: {{{name}: {year - 2_000}}}\n  Guam: {{{name}: 1}}\n"
    )
    return data


@pytest.fixture
def three_years(tmp_path: Path) -> Path:
    """The data file of 2024, which has 2022 and 2023 in its archive; all sheets are built."""
    data = put_year(tmp_path / "data", 2024)
    for each in (put_year(tmp_path / f"data/archive/{year}", year) for year in (2022, 2023)):
        build_sheets(each, tmp_path / "output")
    build_sheets(data, tmp_path / "output")
    return data


def build_sheets(data: Path, output: Path) -> None:
    """Build the text and the pages of the edition of ``data``."""
    edition = open_edition(data)
    build(edition.dataset, edition.templates, output, formats=[Format.TEXT, Format.HTML])
