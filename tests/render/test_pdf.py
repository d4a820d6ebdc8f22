"""The PDF: two pages of US Letter, the words of the text form, for everybody and for good."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from pypdfium2 import PdfDocument
from weasyprint.text.line_break import Layout

from conftest import CATALOGUE, DATA, ROOT, data_text, invented
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.figures.values import SAMPLE_MARK
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError, Problem
from factsheets.render import pdf as pdf_module
from factsheets.render.html import render_html
from factsheets.render.pdf import _style, render_pdf
from factsheets.render.start_page import render_index
from factsheets.render.table import render_states
from factsheets.render.text import render_text
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording
from render.conftest import ALL_SHEETS, SHEETS, STATES, elements_of, failures_of, own_templates


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
        assert footer == f"{title}, {sheet.year} Page {number} of 2"
        if sheet.sample:
            assert lines.pop() == SAMPLE_MARK
        pages.append(lines)
    return pages


def words_of(pdf: bytes, sheet: Sheet) -> list[str]:
    """All words of the pages in their order, without what stands in the margins."""
    return " ".join(line for page in body_of(pdf, sheet) for line in page).split()


def _paragraphs(sheet: Sheet) -> list[str]:
    return render_text(sheet).replace("**", "").removesuffix("\n").split("\n\n")


def _refusal(folder: Path, sheet: Sheet) -> tuple[Problem, ...]:
    with pytest.raises(FactsheetsError) as caught:
        render_pdf(sheet, own_templates(folder))
    return caught.value.problems


@pytest.mark.one_in(2)
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


RIGHT_MARGIN = 558.0  # points from the left edge of the page
TOP, BOTTOM = 738.0, 61.2  # of what is between the margins, from the lower edge
TEXT = 180.0  # where the column beside the headings begins
SLACK = 12.0  # points; a space, and what a letter has at its sides


def lines_of(pdf: bytes) -> Iterator[list[list[tuple[str, tuple[float, ...]]]]]:
    """The lines of each page: their characters with their left, bottom, right and top."""
    for page in PdfDocument(pdf):
        text, lines = page.get_textpage(), list[list[tuple[str, tuple[float, ...]]]]([[]])
        for index in range(text.count_chars()):
            character = text.get_text_range(index, 1)
            if character in "\r\n":
                lines.append([])
            else:
                lines[-1].append((character, text.get_charbox(index)))
        yield [line for line in lines if line]


@pytest.mark.parametrize("name", SHEETS)
def test_a_line_ends_where_the_next_word_has_no_room(
    name: str, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    pdf, sheet = made[name]
    rows = [each for each in render_text(sheet).splitlines() if "\t" in each]
    compared, early = 0, []
    for lines in lines_of(pdf):
        for line, following in pairwise(lines):
            (left, bottom, *_), (next_left, next_bottom, *_) = line[0][1], following[0][1]
            if abs(left - next_left) > 3 or not 10 < bottom - next_bottom < 19:
                continue  # it is of another paragraph
            right = max(box[2] for character, box in line if character.strip())
            words = "".join(character for character, _ in following).split()
            kept = " ".join(words[: 2 if len(words) == 2 else 1])  # the last two stay together
            said = "".join(character for character, _ in line)
            if left < TEXT or any(said.strip() in row for row in rows):
                continue  # it is of a heading or of a cell
            compared += 1
            if right + following[len(kept) - 1][1][2] - next_left < RIGHT_MARGIN - SLACK:
                early.append(said)
    assert compared > 20
    assert not early


@pytest.mark.parametrize("name", STATES)
def test_both_pages_are_filled(name: str, made: dict[str, tuple[bytes, Sheet]]) -> None:
    first, second = (
        min(box[1] for line in lines for _, box in line if box[1] > BOTTOM)
        for lines in lines_of(made[name][0])
    )
    assert (TOP - first) / (TOP - BOTTOM) > 0.75
    assert (TOP - second) / (TOP - BOTTOM) > 0.85


@pytest.mark.parametrize("name", STATES)
def test_a_line_is_as_long_as_reads_well(name: str, made: dict[str, tuple[bytes, Sheet]]) -> None:
    lines = [
        "".join(character for character, _ in line).strip()
        for lines in lines_of(made[name][0])
        for line in lines
        if line[0][1][0] > TEXT
    ]
    longest = sorted(map(len, lines))[len(lines) // 2 :]
    assert longest[0] >= 60
    assert longest[-1] <= 80
    assert 60 <= sum(longest) / len(longest) <= 75


@pytest.mark.parametrize("name", ALL_SHEETS)
def test_no_paragraph_ends_in_a_line_of_one_word(
    name: str, made: dict[str, tuple[bytes, Sheet]]
) -> None:
    assert _ends_of_one_word(*made[name]) == []


def _ends_of_one_word(pdf: bytes, sheet: Sheet) -> list[str]:
    """The last words of paragraphs that stand alone in their lines."""
    ends = [each.split()[-1] for each in _paragraphs(sheet) if each.endswith((".", ":"))]
    assert len(ends) > 8
    return [line for page in pages_of(pdf) for line in page if line in ends]


LARGEST_PDF = 60_000  # bytes


@pytest.mark.parametrize("name", ALL_SHEETS)
def test_a_pdf_is_light(name: str, made: dict[str, tuple[bytes, Sheet]]) -> None:
    assert len(made[name][0]) <= LARGEST_PDF


@pytest.mark.slow
@pytest.mark.parametrize("state", JURISDICTIONS)
def test_the_sheets_of_a_full_year_are_set_well(
    state: str, year: dict[str, tuple[bytes, Sheet]]
) -> None:
    pdf, sheet = year[state]
    assert len(PdfReader(BytesIO(pdf)).pages) == 2
    assert _ends_of_one_word(pdf, sheet) == []
    assert len(pdf) <= LARGEST_PDF


def test_what_follows_a_heading_that_is_longer_than_its_text_begins_below_it(
    tmp_path: Path, dataset: Dataset
) -> None:
    heading = "## A heading of so many words that it goes on for longer than what it is above"
    text = f"# {{{{ state }}}}\n\n{heading}\n\nShort.\n\n{heading}\n\nShort.\n"
    (tmp_path / "factsheet.md.j2").write_text(text)
    sheet = Wording(own_templates(tmp_path), CATALOGUE).compose(dataset, "Missouri")
    [lines] = lines_of(render_pdf(sheet, own_templates(tmp_path)))
    boxes = [line[0][1] for line in lines]
    headings = [bottom for left, bottom, *_ in boxes[1:-1] if left < TEXT]
    assert len(headings) > 6
    assert min(above - below for above, below in pairwise(headings)) > 10


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
    assert reader.metadata.title == ("SAMPLE: " if name == "sample" else "") + title


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
    assert fonts == {"Public-Sans": True, "Public-Sans-Semi-Bold": True}


@pytest.mark.one_in(2)
@pytest.mark.parametrize("name", ["Missouri", "largest"])
def test_the_letters_are_those_of_the_bundled_fonts(
    name: str, made: dict[str, tuple[bytes, Sheet]], templates: Templates
) -> None:
    bundled = [
        TTFont(BytesIO(templates.content(f"fonts/PublicSans-{weight}.ttf")))
        for weight in ("Regular", "SemiBold")
    ]
    printed = {letter for page in pages_of(made[name][0]) for line in page for letter in line}
    embedded = list(_embedded_fonts(made[name][0]))
    assert len(embedded) == len(bundled)
    for font, whole in zip(embedded, bundled, strict=True):
        characters = whole.getBestCmap().items()
        letters = {whole.getGlyphID(each) for code, each in characters if chr(code) in printed}
        used = {each: points for each, points in _outlines(font).items() if points}
        used = {each: points for each, points in used.items() if each in letters}
        assert len(used) > 20
        assert used.items() <= _outlines(whole).items()


def _embedded_fonts(pdf: bytes) -> Iterator[TTFont]:
    page: Any = PdfReader(BytesIO(pdf)).pages[0]
    fonts = (entry.get_object() for entry in page["/Resources"]["/Font"].values())
    for entry in sorted(fonts, key=lambda font: len(font["/BaseFont"])):
        descriptor = entry["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        yield TTFont(BytesIO(descriptor["/FontFile2"].get_data()))


def _outlines(font: TTFont) -> dict[int, tuple[object, ...]]:
    """The points of each glyph, by its number; nothing for an empty one."""
    glyphs = font["glyf"]
    return {
        number: tuple(glyphs[name].getCoordinates(glyphs)[0])
        if glyphs[name].numberOfContours
        else ()
        for number, name in enumerate(font.getGlyphOrder())
    }


@pytest.mark.slow
def test_a_sample_says_so_on_every_page_and_no_other_sheet_does(
    made: dict[str, tuple[bytes, Sheet]],
) -> None:
    marks = {
        name: [sum(SAMPLE_MARK in line for line in page) for page in pages_of(pdf)]
        for name, (pdf, _) in ((name, made[name]) for name in ALL_SHEETS)
    }
    # Once in the margin of each page, and where the words begin and end.
    assert marks == {name: [2, 2] if name == "sample" else [0, 0] for name in ALL_SHEETS}


def test_the_same_sheet_is_the_same_pdf(
    made: dict[str, tuple[bytes, Sheet]], templates: Templates
) -> None:
    pdf, sheet = made["Missouri"]
    assert render_pdf(sheet, templates) == pdf


def test_a_third_page_is_an_error(tmp_path: Path, templates: Templates, dataset: Dataset) -> None:
    wording = templates.text("factsheet.md.j2") + "\nOne more paragraph.\n" * 20
    (tmp_path / "factsheet.md.j2").write_text(wording)
    own = own_templates(tmp_path)
    sheet = Wording(own, CATALOGUE).compose(dataset, "Missouri")
    (problem,) = _refusal(tmp_path, sheet)
    assert problem.state == "Missouri"
    assert problem.what == "The PDF has 3 pages; a sheet has 2."
    assert problem.remedy == (
        f"Shorten {own.path('factsheet.md.j2')}, or write a smaller font size for html in "
        f"{own.path('print.css')}. Then build again: factsheets check makes no PDF, so it does "
        "not see this."
    )


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
    (tmp_path / "paper.css").write_text("@page { size: letter }")  # without it, it would be A4
    style = templates.text("print.css").replace("size: letter;", "")
    (tmp_path / "print.css").write_text(f'@import "paper.css";\n{style}')
    pages = PdfReader(BytesIO(render_pdf(sheets["Missouri"], own_templates(tmp_path)))).pages
    assert {round(float(page.mediabox.height)) for page in pages} == {792}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("PublicSans-SemiBold.ttf", "PublicSans-Semi-Bold.ttf"),
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
        where = {(each.file, each.state) for each in problems}
        assert where == {(str(tmp_path / "print.css"), state)}
    caplog.clear()


NO_FONTS = "<fontconfig/>"
OTHER_FONTS = "<fontconfig><dir>{folder}</dir><cachedir>{folder}</cachedir></fontconfig>"


@pytest.mark.slow
@pytest.mark.parametrize(
    "elsewhere",
    ["place and person", "time and language", "no fonts", "other fonts", "libraries", "templates"],
)
def test_the_bytes_are_the_same_everywhere(
    elsewhere: str, tmp_path: Path, made: dict[str, tuple[bytes, Sheet]], templates: Templates
) -> None:
    environment, folder, umask = dict(os.environ), ROOT / "templates", 0o022
    if elsewhere == "place and person":
        environment |= {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "USER": "somebody"}
        umask = 0o077
    elif elsewhere == "time and language":
        environment |= {"TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7"}
        environment |= {"LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"}
        environment["SOURCE_DATE_EPOCH"] = "1703980800"  # the last day of 2023, in UTC
    elif elsewhere == "libraries":
        environment |= {"HB_SHAPER_LIST": "fallback", "HB_FONT_FUNCS": "ft", "HB_FACE_LOADER": "ft"}
        environment |= {"HB_OPTIONS": "uniscribe-bug-compatible", "PANGO_LANGUAGE": "tr:ar"}
        environment |= {"FC_LANG": "tr", "FREETYPE_PROPERTIES": "truetype:interpreter-version=35"}
    elif elsewhere == "templates":
        folder = Path(shutil.copytree(folder, tmp_path / "site-packages/factsheets/templates"))
    else:
        config = NO_FONTS if elsewhere == "no fonts" else OTHER_FONTS.format(folder=tmp_path)
        (tmp_path / "fonts.conf").write_text(config)
        environment["FONTCONFIG_FILE"] = str(tmp_path / "fonts.conf")
        for weight in ("Regular", "SemiBold") if elsewhere == "other fonts" else ():
            _write_wider(templates.content(f"fonts/PublicSans-{weight}.ttf"), tmp_path / weight)
    done = subprocess.run(
        [sys.executable, "-c", PRINT_HASH, str(DATA), str(folder)],
        cwd=tmp_path if elsewhere == "place and person" else ROOT,
        env=environment,
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (hashlib.sha256(made["Missouri"][0]).hexdigest(), "")


PRINT_HASH = """
import hashlib, sys
from factsheets import Templates, Wording, load, render_pdf
templates, dataset = Templates.find(sys.argv[2]), load(sys.argv[1])
sheet = Wording(templates, dataset.catalogue).compose(dataset, "Missouri")
print(hashlib.sha256(render_pdf(sheet, templates)).hexdigest(), end="")
"""


def _write_wider(content: bytes, path: Path) -> None:
    """The font under its own name, as of another version in which each letter is wider."""
    font = TTFont(BytesIO(content))
    for name, (width, bearing) in list(font["hmtx"].metrics.items()):
        font["hmtx"].metrics[name] = (width + 100, bearing)
    font.save(path.with_suffix(".ttf"))


def test_rendering_leaves_the_environment_as_it_was(
    tmp_path: Path, sheets: dict[str, Sheet], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "print.css").write_text((ROOT / "templates/print.css").read_text() + "/* new */")
    for name in ("first", "second"):
        if name == "second":
            monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
            monkeypatch.setenv("FONTCONFIG_SYSROOT", str(tmp_path))
            monkeypatch.setenv("HB_SHAPER_LIST", "fallback")
        before = dict(os.environ)
        render_pdf(sheets["Missouri"], own_templates(tmp_path))
        assert dict(os.environ) == before
        (tmp_path / "print.css").write_text(f"{(tmp_path / 'print.css').read_text()}\n")


def test_source_date_epoch_is_the_date(
    sheets: dict[str, Sheet], templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    pdf = render_pdf(sheets["Missouri"], templates)
    reader = PdfReader(BytesIO(pdf))
    root: Any = reader.root_object
    (attached,) = root["/AF"]
    dates = [attached["/EF"]["/F"]["/Params"][key] for key in ("/CreationDate", "/ModDate")]
    assert reader.metadata is not None
    dates += [reader.metadata[key] for key in ("/CreationDate", "/ModDate")]
    assert {each.rstrip("Z").split("+")[0] for each in dates} == {"D:20231114221320"}
    assert "2023-11-14T22:13:20" in root["/Metadata"].get_data().decode()
    assert failures_of(pdf, "ua1") + failures_of(pdf, "3a") == []


def test_without_source_date_epoch_the_date_is_the_end_of_the_year(
    made: dict[str, tuple[bytes, Sheet]],
) -> None:
    metadata = PdfReader(BytesIO(made["Missouri"][0])).metadata
    assert metadata is not None
    dates = [str(metadata[key]) for key in ("/CreationDate", "/ModDate")]
    assert {each.rstrip("Z").split("+")[0] for each in dates} == {"D:20231231000000"}


@pytest.mark.parametrize("epoch", ["", "yesterday", "2023-12-31", "1.5", "9" * 18])
def test_a_source_date_epoch_that_is_no_date_is_refused(
    epoch: str, sheets: dict[str, Sheet], templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(FactsheetsError) as caught:
        render_pdf(sheets["Missouri"], templates)
    assert str(caught.value) == (
        f'SOURCE_DATE_EPOCH is "{epoch}", which is no date. '
        "Set it to the seconds since 1 January 1970, or unset it."
    )


SEAL = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


def _with_picture(folder: Path, templates: Templates, picture: str) -> None:
    (folder / "seal.svg").write_text(SEAL)
    page = templates.text("page.html.j2").replace("<main>", f"<main>{picture}")
    (folder / "page.html.j2").write_text(page)


def test_a_picture_with_alternative_text_is_shown(
    tmp_path: Path, templates: Templates, sheets: dict[str, Sheet]
) -> None:
    _with_picture(tmp_path, templates, '<img src="seal.svg" alt="A seal">')
    pdf = render_pdf(sheets["Missouri"], own_templates(tmp_path))
    root: Any = PdfReader(BytesIO(pdf)).root_object
    figures = [each for each in elements_of(root["/StructTreeRoot"]) if each["/S"] == "/Figure"]
    assert [each["/Alt"] for each in figures] == ["A seal"]
    assert failures_of(pdf, "ua1") + failures_of(pdf, "3a") == []


@pytest.mark.one_in(5)
@pytest.mark.parametrize(
    ("picture", "what"),
    [
        ('<img src="seal.svg">', "alt"),
        ('<img src="seel.svg" alt="NCMEC">', "seel.svg"),
        ('<img src="http://example.invalid/logo.svg" alt="NCMEC">', "example.invalid"),
        ('<img src="file:///etc/hostname" alt="NCMEC">', "file:///etc/hostname"),
        ('<link rel="attachment" href="file:///etc/passwd">', "Failed to load attachment"),
    ],
)
def test_a_picture_or_attachment_that_is_not_right_fails_the_sheet(
    picture: str,
    what: str,
    tmp_path: Path,
    templates: Templates,
    sheets: dict[str, Sheet],
    caplog: pytest.LogCaptureFixture,
) -> None:
    _with_picture(tmp_path, templates, picture)
    for state in ("Missouri", "Wyoming"):
        problems = _refusal(tmp_path, sheets[state])
        assert {each.state for each in problems} == {state}
        assert what in problems[0].what
    caplog.clear()


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("character", "code"),
    [("中", "U+4E2D"), ("😀", "U+1F600"), ("א", "U+05D0"), ("\ue000", "U+E000")],
)
def test_a_character_that_the_fonts_do_not_have_is_not_taken_from_another(
    character: str,
    code: str,
    tmp_path: Path,
    templates: Templates,
    dataset: Dataset,
    caplog: pytest.LogCaptureFixture,
) -> None:
    wording = templates.text("factsheet.md.j2").replace("Listed below", f"{character} Listed below")
    (tmp_path / "factsheet.md.j2").write_text(wording)
    sheet = Wording(own_templates(tmp_path), CATALOGUE).compose(dataset, "Missouri")
    (problem,) = _refusal(tmp_path, sheet)
    assert problem.state == "Missouri"
    assert f'"{character}" ({code})' in problem.what
    caplog.clear()


def test_a_problem_with_one_sheet_is_none_of_the_next(
    tmp_path: Path,
    templates: Templates,
    sheets: dict[str, Sheet],
    caplog: pytest.LogCaptureFixture,
) -> None:
    strange = replace(sheets["Missouri"], markdown=sheets["Missouri"].markdown + "\n\n中\n")
    with pytest.raises(FactsheetsError):
        render_pdf(strange, templates)
    assert render_pdf(sheets["Wyoming"], templates)
    caplog.clear()


def _compose(folder: Path, templates: Templates, dataset: Dataset, words: str) -> Sheet:
    wording = templates.text("factsheet.md.j2").replace("Listed below", f"{words} Listed below")
    assert words in wording
    (folder / "factsheet.md.j2").write_text(wording)
    return Wording(own_templates(folder), CATALOGUE).compose(dataset, "Missouri")


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "<link rel=attachment href=file:///etc/passwd>",
        '<link rel="attachment" href="file:///etc/passwd">',
        "<img src=http://example.invalid/x.png>",
        "<style>p { display: none }</style>",
        "<!-- hidden -->",
        '<data value="1" onclick="alert(1)">1</data>',
        "{{7*7}}",
        "{{ state.__class__ }}",
        "{% include '/etc/passwd' %}",
        "[here](javascript:alert(1))",
        "[here](file:///etc/passwd)",
        "[here](data:text/html,hello)",
    ],
)
def test_hostile_wording_is_refused(
    words: str, tmp_path: Path, templates: Templates, dataset: Dataset
) -> None:
    with pytest.raises(FactsheetsError, match=r"factsheet\.md\.j2"):
        _compose(tmp_path, templates, dataset, words)


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    "words",
    [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<http://example.invalid/x>",
        "[[7+7]] $(7+7) 5 < 6 & 7",
    ],
)
def test_wording_that_only_looks_like_markup_is_inert_in_all_three_formats(
    words: str, tmp_path: Path, templates: Templates, dataset: Dataset
) -> None:
    sheet = _compose(tmp_path, templates, dataset, words)
    own = own_templates(tmp_path)
    assert words in render_text(sheet)
    html = render_html(sheet, own)
    assert words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in html
    pdf = render_pdf(sheet, own)
    assert words.split(maxsplit=1)[0] in words_of(pdf, sheet)
    assert _links(pdf) == ["https://www.missingkids.org/ourwork/impact"]
    assert len(PdfReader(BytesIO(pdf)).attachments) == 1


def test_a_superscript_that_is_typed_is_in_all_three_formats(
    tmp_path: Path, templates: Templates, dataset: Dataset
) -> None:
    words = "Reports¹ and children²³"
    sheet = _compose(tmp_path, templates, dataset, words)
    own = Templates.find(tmp_path)
    assert words in render_text(sheet)
    assert words in render_html(sheet, own)
    assert words in " ".join(words_of(render_pdf(sheet, own), sheet))


def test_a_picture_in_markdown_is_a_link_and_is_not_fetched(
    templates: Templates, sheets: dict[str, Sheet]
) -> None:
    picture = "\n\n![x](http://example.invalid/x.png)\n"
    sheet = replace(sheets["Missouri"], markdown=sheets["Missouri"].markdown + picture)
    assert "<img" not in render_html(sheet, templates)
    assert _links(render_pdf(sheet, templates)) == [
        "https://www.missingkids.org/ourwork/impact",
        "http://example.invalid/x.png",
    ]


def _links(pdf: bytes) -> list[str]:
    pages: list[Any] = list(PdfReader(BytesIO(pdf)).pages)
    annotations = [each.get_object() for page in pages for each in page.get("/Annots", [])]
    return [str(each["/A"]["/URI"]) for each in annotations if "/A" in each]


@pytest.mark.parametrize(
    "name", ["Ohio <script>alert(1)</script>", "Ohio <img src=http://example.invalid/x.png>"]
)
def test_a_hostile_name_of_a_state_is_refused_by_sheets_and_inert_on_the_start_page(
    name: str, templates: Templates, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(JURISDICTIONS, name, replace(JURISDICTIONS["Ohio"], name=name))
    hostile = replace(dataset, states={name: dataset.states["Missouri"]})
    wording = Wording(templates, CATALOGUE)
    with pytest.raises(FactsheetsError, match="cannot be shown in all three formats"):
        wording.compose(hostile, name)
    page = render_index(hostile, (), wording)
    assert name.replace("<", "&lt;").replace(">", "&gt;") in page
    assert name not in page
    assert name in render_states(hostile)


def test_a_name_of_a_state_is_no_markup(
    templates: Templates, dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "Ohio &amp; 5 < 6"
    monkeypatch.setitem(JURISDICTIONS, name, replace(JURISDICTIONS["Ohio"], name=name))
    hostile = replace(dataset, states={name: dataset.states["Missouri"]})
    sheet = Wording(templates, CATALOGUE).compose(hostile, name)
    assert f"**{name} Data**" in render_text(sheet)
    assert "Ohio &amp;amp; 5 &lt; 6 Data" in render_html(sheet, templates)
    assert "&amp;" in words_of(render_pdf(sheet, templates), sheet)


@pytest.mark.parametrize(
    "states",
    [
        {"Ohio": invented(cybertipline_reports="<script>alert(1)</script>")},
        {"Ohio": invented(cvip_submissions="{{7*7}}")},
        {"<script>alert(1)</script>": invented()},
        {"../../etc/passwd": invented()},
    ],
)
def test_hostile_data_make_no_sheet(
    states: dict[str, object], make_dataset: Callable[..., Dataset]
) -> None:
    dataset = make_dataset(states)
    assert dataset.ready == ()
    assert len(dataset.problems) == 1


WATCH_THE_NETWORK = """
import os, sys

def refuse(event, arguments):
    if event not in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname"):
        return
    if event == "socket.connect" and isinstance(arguments[1], (str, bytes)):
        return  # between the processes of a build
    with open(os.environ["NETWORK_LOG"], "a") as log:
        print(event, arguments, file=log)
    raise PermissionError("no network here")

sys.addaudithook(refuse)
"""


@pytest.mark.slow
def test_a_build_asks_nothing_of_the_network(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WATCH_THE_NETWORK)
    log = tmp_path / "network.log"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "NETWORK_LOG": str(log)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    build = ("build", "Missouri", "Wyoming", "--data", str(DATA), "--jobs", "2")
    done = run("-m", "factsheets", *build)
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("output/2023/*.pdf"))) == 2
    assert not log.exists()

    watched = run("-c", "import socket; socket.create_connection(('127.0.0.1', 9))")
    assert "no network here" in watched.stderr
    assert log.read_text()


@pytest.mark.parametrize(
    ("style", "what"),
    [
        ("@page { size: A4 }", "A page is not US Letter."),
        ("@page { size: letter landscape }", "A page is not US Letter."),
    ],
)
def test_a_page_that_is_not_us_letter_is_refused(
    style: str, what: str, tmp_path: Path, templates: Templates, sheets: dict[str, Sheet]
) -> None:
    (tmp_path / "print.css").write_text(templates.text("print.css") + style)
    with pytest.raises(FactsheetsError, match=f"Montana: {what}"):
        render_pdf(sheets["Montana"], own_templates(tmp_path))


def test_what_stops_weasyprint_stops_one_sheet_with_a_message(
    tmp_path: Path, templates: Templates, sheets: dict[str, Sheet]
) -> None:
    page = templates.text("page.html.j2").replace("{{ body }}", "<div>" * 1500 + "{{ body }}")
    (tmp_path / "page.html.j2").write_text(page)
    with pytest.raises(FactsheetsError, match="Montana: The PDF is not right: RecursionError"):
        render_pdf(sheets["Montana"], own_templates(tmp_path))


# --- threads


@pytest.fixture(scope="module")
def of_all_states(
    tmp_path_factory: pytest.TempPathFactory, templates: Templates
) -> tuple[list[Sheet], list[bytes]]:
    """Sheets with invented figures, each its own, and their PDFs as one thread makes them."""
    path = tmp_path_factory.mktemp("invented") / "states.yaml"
    figures = {
        name: invented(cybertipline_reports=2_000 + place)
        for place, name in enumerate(JURISDICTIONS)
    }
    path.write_text(data_text(figures))
    year, wording = load(path, catalogue=CATALOGUE), Wording(templates, CATALOGUE)
    sheets = [wording.compose(year, state) for state in year.ready]
    return sheets, [render_pdf(sheet, templates) for sheet in sheets]


@pytest.mark.slow
def test_eight_threads_make_what_one_makes(
    of_all_states: tuple[list[Sheet], list[bytes]], templates: Templates
) -> None:
    sheets, made_by_one = of_all_states
    assert len(set(made_by_one)) == len(JURISDICTIONS)
    for _ in range(2):
        _style.cache_clear()  # so that all of them want it at the same time
        with ThreadPoolExecutor(8) as threads:
            made = list(threads.map(lambda sheet: render_pdf(sheet, templates), sheets))
        assert [sheet.state for sheet, one, now in zip(sheets, made_by_one, made, strict=True)
                if one != now] == []  # fmt: skip


@pytest.mark.slow
def test_what_pango_has_used_is_freed_while_no_other_thread_uses_it(
    of_all_states: tuple[list[Sheet], list[bytes]],
    templates: Templates,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    freed = Counter[bool]()

    class Watched(Layout):  # type: ignore[misc] # WeasyPrint has no types
        def __del__(self) -> None:
            freed[pdf_module._ONE_AT_A_TIME.locked() and renders == threading.get_ident()] += 1

    renders = 0
    printed = pdf_module._pdf_of

    def watched(*arguments: Any) -> bytes:
        nonlocal renders
        renders = threading.get_ident()
        return printed(*arguments)

    monkeypatch.setattr("weasyprint.text.line_break.Layout", Watched)
    monkeypatch.setattr(pdf_module, "_pdf_of", watched)
    (tmp_path / "print.css").write_text(templates.text("print.css") + "@page { size: A4 }")
    folders = [templates, own_templates(tmp_path)]  # of the second, each sheet is refused

    def render(place: int) -> None:
        with suppress(FactsheetsError):
            render_pdf(of_all_states[0][place], folders[place % 2])

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(render, range(16)))
    gc.collect()
    assert freed[True] > 100
    assert freed[False] == 0


@pytest.mark.slow
def test_what_is_wrong_with_one_threads_sheet_is_none_of_anothers(
    of_all_states: tuple[list[Sheet], list[bytes]],
    tmp_path: Path,
    templates: Templates,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "print.css").write_text(templates.text("print.css") + "p { hypens: none }")
    wrong, sheets = own_templates(tmp_path), of_all_states[0][:16]
    ended = threading.Event()

    def use_weasyprint_too() -> None:
        while not ended.wait(0.01):
            logging.getLogger("weasyprint").warning("of another page")

    def what_is_said(place: int) -> list[str]:
        try:
            render_pdf(sheets[place], wrong if place % 2 else templates)
        except FactsheetsError as error:
            return [f"{each.state}: {each.what}" for each in error.problems]
        return []

    other = threading.Thread(target=use_weasyprint_too)
    other.start()
    try:
        with ThreadPoolExecutor(8) as threads:
            said = list(threads.map(what_is_said, range(len(sheets))))
    finally:
        ended.set()
        other.join()
    assert "of another page" in caplog.messages
    caplog.clear()
    for place, (sheet, found) in enumerate(zip(sheets, said, strict=True)):
        assert len(found) == place % 2
        assert all(f"{sheet.state}: The PDF is not right: Ignored" in each for each in found)
