"""The PDF: two pages of US Letter, the words of the text form, and nothing torn apart."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from conftest import NATIONAL, ROOT, data_text
from factsheets.dataset import Dataset, load
from factsheets.figures import LARGEST_FIGURE
from factsheets.pdf import render_pdf
from factsheets.problems import FactsheetsError, Problem
from factsheets.templates import Templates
from factsheets.text import render_text
from factsheets.wording import SAMPLE_MARK, Sheet, Wording

STATES = ["Colorado", "Missouri", "Montana", "Wisconsin", "Wyoming"]
SHEETS = [*STATES, "largest", "sample"]
LONGEST_NAME = "Northern Mariana Islands"
THIRD = LARGEST_FIGURE // 3
LARGEST = {
    "cybertipline_reports": LARGEST_FIGURE,
    "cvip_submissions": LARGEST_FIGURE,
    "missing_children": {
        "social_services": THIRD,
        "other": THIRD,
        "refugee_resettlement": THIRD,
        "total": LARGEST_FIGURE,
    },
    "trafficking_engagements": LARGEST_FIGURE,
    "team_hope_supported": LARGEST_FIGURE,
    "mental_health_connections": LARGEST_FIGURE,
    "team_adam_cases": LARGEST_FIGURE,
    "connect_new_users": LARGEST_FIGURE,
}
LARGEST_NATIONAL = {**dict.fromkeys(NATIONAL, LARGEST_FIGURE), "likely_trafficked_percent": 100}


@cache
def pages_of(pdf: bytes) -> list[list[str]]:
    """The lines of each page, in the order in which they are read out."""
    return [
        [line.strip() for line in page.extract_text().splitlines() if line.strip()]
        for page in PdfReader(BytesIO(pdf)).pages
    ]


def body_of(pdf: bytes, sheet: Sheet) -> list[list[str]]:
    """The lines of each page without what stands in its margins."""
    pages = []
    for number, (*lines, footer) in enumerate(pages_of(pdf), 1):
        title = _paragraphs(sheet)[sheet.sample]
        assert footer == f"{title} Page {number} of 2"
        if sheet.sample:
            assert lines.pop() == SAMPLE_MARK
        pages.append(lines)
    return pages


def words_of(pdf: bytes, sheet: Sheet) -> list[str]:
    """All words of the pages in their order, without what stands in the margins."""
    return " ".join(line for page in body_of(pdf, sheet) for line in page).split()


def _paragraphs(sheet: Sheet) -> list[str]:
    return render_text(sheet).replace("**", "").removesuffix("\n").split("\n\n")


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, templates: Templates, sheets: dict[str, Sheet]
) -> dict[str, tuple[bytes, Sheet]]:
    """Each of ``SHEETS``, as a PDF."""
    path = tmp_path_factory.mktemp("largest") / "states.yaml"
    wording, all_sheets = Wording(templates), dict(sheets)
    for name, sample in (("largest", False), ("sample", True)):
        path.write_text(data_text({LONGEST_NAME: LARGEST}, sample=sample, **LARGEST_NATIONAL))
        all_sheets[name] = wording.compose(load(path), LONGEST_NAME)
    return {name: (render_pdf(sheet, templates), sheet) for name, sheet in all_sheets.items()}


def _refusal(folder: Path, sheet: Sheet) -> tuple[Problem, ...]:
    with pytest.raises(FactsheetsError) as caught:
        render_pdf(sheet, Templates.find(folder))
    return caught.value.problems


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_two_pages_of_us_letter(name: str, made: dict[str, tuple[bytes, Sheet]]) -> None:
    pages = PdfReader(BytesIO(made[name][0])).pages
    assert [tuple(page.mediabox) for page in pages] == [(0, 0, 612, 792)] * 2


@pytest.mark.parametrize("name", SHEETS)
def test_the_pages_say_what_the_text_says(name: str, made: dict[str, tuple[bytes, Sheet]]) -> None:
    pdf, sheet = made[name]
    assert words_of(pdf, sheet) == render_text(sheet).replace("**", "").split()


@pytest.mark.parametrize("name", SHEETS)
def test_the_last_line_of_a_page_is_its_number(
    name: str, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    first, second = pages_of(made[name][0])
    assert first[-1].endswith(" Page 1 of 2")
    assert second[-1].endswith(" Page 2 of 2")
    assert sum("Page" in line for line in (*first, *second)) == 2


@pytest.mark.parametrize("name", SHEETS)
def test_no_line_ends_inside_a_word(name: str, made: dict[str, tuple[bytes, Sheet]]) -> None:
    lines = [line for page in pages_of(made[name][0]) for line in page]
    assert not [line for line in lines if re.search(r"[-/\u00ad\u2010]$", line)]


@pytest.mark.parametrize("name", SHEETS)
def test_nothing_is_torn_from_what_it_belongs_to(
    name: str, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    pdf, sheet = made[name]
    paragraphs = _paragraphs(sheet)
    first, second = (" ".join(lines) for lines in body_of(pdf, sheet))
    (table,) = (each for each in paragraphs if "\t" in each)
    heading = re.compile(r"NCMEC's (Work to|Education Resources) [^.]*")
    assert sum(bool(heading.fullmatch(each)) for each in paragraphs) == 5
    for above, below in pairwise(paragraphs):
        if heading.fullmatch(above) or below == table:
            start = " ".join(below.split()[:12])
            together = f"{above} {start}"
            assert (together in first) != (together in second), above
    rows = " ".join(table.split())
    assert (rows in first) != (rows in second)


@pytest.mark.parametrize("name", SHEETS)
def test_the_pdf_is_tagged_and_says_its_language_and_title(
    name: str, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    pdf, sheet = made[name]
    reader = PdfReader(BytesIO(pdf))
    root: Any = reader.root_object
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a BooleanObject
    assert root["/StructTreeRoot"]["/Type"] == "/StructTreeRoot"
    assert root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata is not None
    title = f"The National Center for Missing and Exploited Children {sheet.state} Data, 2023"
    assert reader.metadata.title == title


@pytest.mark.parametrize("name", SHEETS)
def test_two_fonts_are_embedded_and_no_other(
    name: str, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    fonts = {}
    for page in PdfReader(BytesIO(made[name][0])).pages:
        resources: Any = page["/Resources"]
        for entry in resources["/Font"].values():
            (font,) = entry.get_object()["/DescendantFonts"]
            descriptor = font.get_object()["/FontDescriptor"]
            prefix, _, family = str(font.get_object()["/BaseFont"]).partition("+")
            assert re.fullmatch("/[A-Z]{6}", prefix)  # a part of the font
            fonts[family.rstrip(",")] = "/FontFile2" in descriptor
    assert fonts == {"Source-Sans-3": True, "Source-Sans-3-Semi-Bold": True}


def test_a_sample_says_so_on_every_page_and_no_other_sheet_does(
    made: dict[str, tuple[bytes, Sheet]],
) -> None:
    marks = {
        name: [sum(SAMPLE_MARK in line for line in page) for page in pages_of(pdf)]
        for name, (pdf, _) in made.items()
    }
    # Once in the margin of each page, and where the words begin and end.
    assert marks == {name: [2, 2] if name == "sample" else [0, 0] for name in SHEETS}


def test_the_same_sheet_is_the_same_pdf(
    made: dict[str, tuple[bytes, Sheet]], templates: Templates
) -> None:
    pdf, sheet = made["Missouri"]
    assert render_pdf(sheet, templates) == pdf


def test_a_third_page_is_an_error(tmp_path: Path, templates: Templates, dataset: Dataset) -> None:
    wording = templates.text("factsheet.md.j2") + "\nOne more paragraph.\n" * 20
    (tmp_path / "factsheet.md.j2").write_text(wording)
    sheet = Wording(Templates.find(tmp_path)).compose(dataset, "Missouri")
    (problem,) = _refusal(tmp_path, sheet)
    assert problem.state == "Missouri"
    assert problem.what == "The PDF has 3 pages; a sheet has 2."
    assert problem.remedy == "Shorten the wording, or make the type in print.css smaller."


OUTSIDE = [
    "http://example.invalid/style.css",
    "https://example.invalid/style.css",
    "file://{folder}/secret.css",
    "{folder}/secret.css",
    "http://templates/{folder}/secret.css",
    "http://templates/../secret.css",
    "http://templates/fonts/../../secret.css",
    "../secret.css",
    "%2e%2e/secret.css",
    "not-there.css",
]


@pytest.mark.parametrize(
    ("where", "address"),
    [*(("style", address) for address in OUTSIDE), ("page", OUTSIDE[0]), ("page", OUTSIDE[2])],
)
def test_nothing_outside_the_templates_is_read(
    where: str,
    address: str,
    tmp_path: Path,
    templates: Templates,
    sheets: dict[str, Sheet],
    caplog: pytest.LogCaptureFixture,
) -> None:
    address = address.format(folder=tmp_path)
    (tmp_path / "secret.css").write_text("p { color: red }")
    folder = tmp_path / "templates"
    folder.mkdir()
    if where == "style":
        style = f'@import "{address}";\n' + templates.text("print.css")
        (folder / "print.css").write_text(style)
    else:
        link = f'<link rel="stylesheet" href="{address}">'
        page = templates.text("page.html.j2").replace("</head>", f"{link}</head>")
        (folder / "page.html.j2").write_text(page)
    (problem,) = _refusal(folder, sheets["Missouri"])
    assert problem.what.startswith("The PDF is not right: Failed to load stylesheet at ")
    caplog.clear()


def test_a_file_in_the_templates_folder_is_read(
    tmp_path: Path, templates: Templates, sheets: dict[str, Sheet]
) -> None:
    (tmp_path / "paper.css").write_text("@page { size: a4 }")
    style = templates.text("print.css").replace("size: letter;", "")
    (tmp_path / "print.css").write_text(f'@import "paper.css";\n{style}')
    pages = PdfReader(BytesIO(render_pdf(sheets["Missouri"], Templates.find(tmp_path)))).pages
    assert {round(float(page.mediabox.height)) for page in pages} == {842}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("SourceSans3-SemiBold.ttf", "SourceSans3-Semi-Bold.ttf"),
        ("hyphens: none;", "hypens: none;"),
    ],
)
def test_what_is_wrong_with_the_style_is_an_error_for_each_sheet(
    right: str,
    wrong: str,
    tmp_path: Path,
    templates: Templates,
    sheets: dict[str, Sheet],
    caplog: pytest.LogCaptureFixture,
) -> None:
    style = templates.text("print.css")
    assert right in style
    (tmp_path / "print.css").write_text(style.replace(right, wrong))
    for state in ("Missouri", "Wyoming"):
        problems = _refusal(tmp_path, sheets[state])
        assert {each.file for each in problems} == {str(tmp_path / "print.css")}
    caplog.clear()


def test_without_pango_an_error_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library')\n")
    done = subprocess.run(
        [sys.executable, "-c", "import factsheets.pdf"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "MissingLibraryError: PDF needs Pango, which is not on this machine" in done.stderr
    assert "apt-get install libpango-1.0-0" in done.stderr
