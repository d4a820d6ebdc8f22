"""A document held against one edition: every hand edit is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PageObject, PdfWriter
from pypdf.annotations import FreeText

from conftest import DATA, data_text, invented, put_edition
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.figures.catalogue import StateFigures
from factsheets.figures.values import SAMPLE_MARK, Figures
from factsheets.reading.documents import read_document
from factsheets.reading.folder import MOST_DIFFERENCES
from factsheets.reading.reader import Reader
from factsheets.reading.verify import verify
from factsheets.render.formats import Format
from factsheets.render.render import render
from factsheets.render.text import render_text
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording
from journeys.test_properties import quick
from reading.conftest import Edited, change, problems_of
from strategies import data_files

pytestmark = pytest.mark.usefixtures("read_here")

# The words of a PDF are read by themselves; what is wrong in them is said as it is of the others.
ALL = [Format.TEXT, Format.HTML, pytest.param(Format.PDF, marks=pytest.mark.slow)]


# --- what agrees


@pytest.mark.one_in(5)
@pytest.mark.parametrize("kind", [Format.TEXT, Format.HTML, Format.PDF])
@pytest.mark.parametrize("state", ["Colorado", "Missouri", "Montana", "Wisconsin", "Wyoming"])
def test_a_sheet_as_it_was_built_agrees(kind: Format, state: str, edited: Edited) -> None:
    assert edited(kind, state=state) == []


def test_text_without_bold_agrees(
    tmp_path: Path, sheets: dict[str, Sheet], templates: Templates
) -> None:
    text = render(sheets["Wyoming"], Format.TEXT, templates).decode().replace("**", "")
    (tmp_path / "wyoming.txt").write_text(text)

    assert problems_of(tmp_path / "wyoming.txt") == []


def test_a_sample_agrees(
    tmp_path: Path, make_dataset: Callable[..., Dataset], templates: Templates, wording: Wording
) -> None:
    sheet = wording.compose(make_dataset({"Ohio": invented()}), "Ohio")
    path, data = tmp_path / "ohio.pdf", put_edition(tmp_path, data_text({"Ohio": invented()}))
    path.write_bytes(render(sheet, Format.PDF, templates))
    assert problems_of(path, data) == []

    change(data, "sample: true\n", "")
    assert problems_of(path, data) == [
        "ohio.pdf: This is a SAMPLE: its figures are invented. Do not send it."
    ]


def test_without_its_departures_a_sheet_is_held_against_the_house_style(
    tmp_path: Path, dataset: Dataset, templates: Templates, wording: Wording
) -> None:
    sheet = wording.compose(dataset, "Wisconsin", house_style=True)
    path = tmp_path / "wisconsin.html"
    path.write_bytes(render(sheet, Format.HTML, templates))

    (as_built,) = verify([path], DATA, house_style=True)
    assert as_built.problems == ()
    assert problems_of(path) == [
        'wisconsin.html: Wisconsin: "all of" stands after "For nationwide information on", but '
        "not in the sheet.",
        'wisconsin.html: Wisconsin: "Facility" stands after "Missing From Social Services", but '
        "not in the sheet.",
        'wisconsin.html: Wisconsin: "in Wisconsin." should be bold, in "enforcement and '
        'child-serving professionals in Wisconsin.".',
    ]


# --- edits by hand, of the words


@pytest.mark.parametrize("kind", ALL)
def test_a_digit_that_was_changed_is_named_with_its_figure(kind: Format, edited: Edited) -> None:
    assert edited(kind, (">809<", ">808<")) == [
        f'wyoming{kind.suffix}: Wyoming, cybertipline_reports: "808" should be "809", in '
        '"reported content. In 2023, 808 CyberTipline reports were made".'
    ]


@pytest.mark.parametrize("kind", ALL)
def test_a_national_figure_and_a_percentage_are_named(kind: Format, edited: Edited) -> None:
    first, second = edited(kind, (">36.2 million<", ">36.3 million<"), (">19<", ">20<"))

    assert '.cybertipline_reports: "36.3" should be "36.2", in "2023, the' in first
    assert 'Wyoming, national.likely_trafficked_percent: "20%" should be "19%", in' in second


@pytest.mark.parametrize("kind", ALL)
def test_a_word_that_was_changed_is_named(kind: Format, edited: Edited) -> None:
    assert edited(kind, ("suspected child", "alleged child")) == [
        f'wyoming{kind.suffix}: Wyoming: "alleged" should be "suspected", in '
        '"online platforms to report alleged child sexual exploitation. In".'
    ]


@pytest.mark.parametrize("kind", ALL)
def test_a_passage_that_was_deleted_is_named_with_its_figure(kind: Format, edited: Edited) -> None:
    passage = (
        '\n**In 2023, NCMEC reviewed <data class="of-state" value="26">26</data> submissions of '
        "child sexual exploitation material from Wyoming law enforcement.**"
    )
    assert edited(kind, (passage, "")) == [
        f'wyoming{kind.suffix}: Wyoming, cvip_submissions: "In 2023, NCMEC reviewed 26 submissions '
        'of child sexual exploitation … from Wyoming law enforcement." is missing after '
        '"identification of 27,130 children.".'
    ]


@pytest.mark.parametrize("kind", ALL)
def test_words_that_were_added_are_named(kind: Format, edited: Edited) -> None:
    assert edited(kind, ("Listed below are", "Please note: listed below are"))[:1] == [
        f'wyoming{kind.suffix}: Wyoming: "Please note: listed" should be "Listed", in '
        '"and reduce child victimization. Please note: listed below are Wyoming specific".'
    ]
    assert edited(
        kind, ("reduce child victimization.", "reduce child victimization. Thank you.")
    ) == [
        f'wyoming{kind.suffix}: Wyoming: "Thank you." stands after "and reduce child '
        'victimization.", but not in the sheet.'
    ]


@pytest.mark.parametrize("kind", ALL)
def test_bold_that_is_gone_or_new_is_named(kind: Format, edited: Edited) -> None:
    gone = ("law enforcement in Wyoming.**", "law enforcement** in Wyoming.")
    new = ("combat child", "combat **child**")
    assert edited(kind, gone, new) == [
        f'wyoming{kind.suffix}: Wyoming: "child" should not be bold, in "find missing children, '
        'combat child sexual exploitation, and reduce".',
        f'wyoming{kind.suffix}: Wyoming: "in Wyoming." should be bold, in "available to law '
        'enforcement in Wyoming. NCMEC also operates the".',
    ]


@pytest.mark.parametrize("kind", [Format.HTML, Format.PDF])
def test_a_page_or_pdf_without_any_bold_is_named(kind: Format, edited: Edited) -> None:
    assert edited(kind, ("**", "")) == [
        f"wyoming{kind.suffix}: Wyoming: Nothing in the document is bold."
    ]


def test_of_a_document_of_other_words_the_first_differences_are_named(edited: Edited) -> None:
    found = edited(Format.TEXT, (" and ", " & "), (" of ", " for "))

    assert len(found) == MOST_DIFFERENCES + 1
    assert "more differences in this file." in found[-1]


@pytest.mark.slow
@settings(quick, max_examples=30, suppress_health_check=list(HealthCheck))
@given(text=data_files(), choice=st.data())
def test_any_figure_that_was_changed_is_named(
    text: str, choice: st.DataObject, tmp_path: Path, wording: Wording
) -> None:
    data, path = put_edition(tmp_path, text), tmp_path / "sheet.txt"
    dataset = load(data)
    path.write_text(render_text(wording.compose(dataset, dataset.ready[0])))
    document = read_document(path)
    place = choice.draw(st.sampled_from(Reader(wording).read(document).places))
    words = document.words
    assert problems_of(path, data) == []

    path.write_text(f"{words[: place.start]}77,777{words[place.end :]}")

    found = [each for file in verify([path], data) for each in file.problems]
    assert [each.figure for each in found] == [place.name]
    assert "77,777" in found[0].what


# --- another sheet


def test_a_sheet_of_another_state_is_named(edited: Edited) -> None:
    assert edited(Format.TEXT, state="Montana", name="wyoming.txt") == [
        "wyoming.txt: Montana: The file is named for Wyoming, but the sheet is about Montana. "
        "Give it its right name, or the right sheet."
    ]


def test_a_file_can_have_any_name(edited: Edited) -> None:
    assert edited(Format.PDF, name="to be sent (2).pdf") == []


def test_a_state_that_is_awaited_is_named(tmp_path: Path) -> None:
    (tmp_path / "ohio.txt").write_text("Ohio Data")

    assert problems_of(tmp_path / "ohio.txt") == [
        "ohio.txt: Ohio: The state is awaited: data has no figures to hold this against."
    ]


def test_a_state_with_problems_is_named_with_them(tmp_path: Path) -> None:
    text = data_text({"Ohio": {**invented(), "cvip_submissions": -1}})
    data = put_edition(tmp_path, text)
    (tmp_path / "ohio.txt").write_text("Ohio Data")

    (problem,) = problems_of(tmp_path / "ohio.txt", data)
    assert "Ohio, cvip_submissions" in problem


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("Nothing of ours", "The document names no state. Is it a published sheet?"),
        ("", "There are no words in the file. Is it a published sheet?"),
        (
            "Wyoming " * 9_000,
            "The document has 9,000 words, the sheet 566. Is it one sheet?",
        ),
    ],
)
def test_what_is_no_sheet_is_named(words: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(words)

    (problem,) = problems_of(tmp_path / "notes.txt")
    assert problem.endswith(message)


# --- the data that ride along


@pytest.mark.parametrize("kind", [Format.HTML, Format.PDF])
def test_data_that_differ_from_the_words_are_named(
    kind: Format, tmp_path: Path, sheets: dict[str, Sheet], templates: Templates
) -> None:
    sheet = sheets["Wyoming"]
    others = Figures({**sheet.figures.figures, "cvip_submissions": 27})
    figures = StateFigures(others)
    path = tmp_path / f"wyoming{kind.suffix}"
    path.write_bytes(render(replace(sheet, figures=figures), kind, templates))

    assert problems_of(path) == [
        f"{path.name}: Wyoming, cvip_submissions: The JSON that rides along says 27, but data "
        "says 26.",
        f"{path.name}: Wyoming, as_published: The JSON that rides along says none, but data says "
        "plain_title, short_programs, short_facility, hope_bold_before_stop.",
    ]


def test_data_that_are_missing_are_named(year: Path) -> None:
    path = year / "wyoming.html"
    change(path, 'id="figures"', 'id="other"')

    assert problems_of(path)[0] == (
        "wyoming.html: Wyoming: The figures that should ride along in the file as JSON are "
        "missing. Build the sheet again."
    )


def test_the_version_that_made_the_data_may_be_another(
    tmp_path: Path, sheets: dict[str, Sheet], templates: Templates
) -> None:
    path = tmp_path / "wyoming.html"
    by_another = replace(sheets["Wyoming"], made_by="0.0.1")
    path.write_bytes(render(by_another, Format.HTML, templates))

    assert problems_of(path) == []


def test_the_figures_to_take_away_name_the_same_version_as_those_in_the_page(
    tmp_path: Path, sheets: dict[str, Sheet], templates: Templates
) -> None:
    path = tmp_path / "wyoming.html"
    path.write_bytes(render(sheets["Wyoming"], Format.HTML, templates))
    version = json.dumps(sheets["Wyoming"].data["factsheets"])
    change(path, f'"factsheets": {version}', '"factsheets": "0.0.1"')

    assert [NOT_AS_MADE in problem for problem in problems_of(path)] == [True]


NOT_AS_MADE = (
    "The words agree, but the file is not as it would be made now. It was edited, or made by "
    "another version: build it again."
)


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('value="809">', 'value="999">'),
        ("<main>", "<p>Wyoming had 999 missing children.</p><main>"),
        ("</main>", "</main><p>Wyoming had 999 missing children.</p>"),
        ("</style>", "td { display: none }</style>"),
        ("</style>", 'main p::before { content: "999" }</style>'),
        ("<p>", "<p hidden>"),
        ("</main>", '<img alt="999 cases" src="x"></main>'),
        ("https://www.missingkids.org", "https://example.org"),
        ("</body>", '<script id="figures" type="application/json">{"a": 1}</script></body>'),
        ("</body>", "<script>document.title = '999'</script></body>"),
    ],
)
def test_what_is_changed_in_a_page_besides_its_words_is_seen(
    old: str, new: str, sheets: dict[str, Sheet], templates: Templates, tmp_path: Path
) -> None:
    path = tmp_path / "wyoming.html"
    path.write_bytes(render(sheets["Wyoming"], Format.HTML, templates))
    assert problems_of(path) == []
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))

    assert problems_of(path)


@pytest.mark.one_in(4)
@pytest.mark.parametrize("edit", ["note", "page", "file", "cover"])
def test_what_is_changed_in_a_pdf_besides_its_words_is_seen(
    edit: str, sheets: dict[str, Sheet], templates: Templates, tmp_path: Path
) -> None:
    path = tmp_path / "wyoming.pdf"
    path.write_bytes(render(sheets["Wyoming"], Format.PDF, templates))
    assert problems_of(path) == []
    writer = PdfWriter(clone_from=path)
    match edit:
        case "note":
            writer.add_annotation(0, FreeText(text="999 children", rect=(50, 50, 250, 90)))
        case "page":
            writer.add_blank_page(612, 792)
        case "file":
            writer.add_attachment("zz.json", b'{"figures": {"cybertipline_reports": 999}}')
        case "cover":
            writer.pages[0].merge_page(PageObject.create_blank_page(width=612, height=792))
    writer.write(path)

    [problem] = problems_of(path)
    assert {
        "note": "On page 1 there is a note, a stamp, a form field or the like.",
        "file": "The PDF has more than one file attached; a sheet has its JSON.",
    }.get(edit, NOT_AS_MADE) in problem


@pytest.mark.parametrize(
    "line", ["In 2023, 999 children died in Wyoming. Page 1 of 2", "Ohio Data Page 2 of 2"]
)
def test_words_before_a_pages_number_are_not_passed_over(
    line: str, sheets: dict[str, Sheet], templates: Templates, tmp_path: Path
) -> None:
    path = tmp_path / "wyoming.txt"
    path.write_bytes(render(sheets["Wyoming"], Format.TEXT, templates) + f"\n{line}\n".encode())

    [problem] = problems_of(path)
    assert f'"{line}" stands after' in problem


@pytest.mark.parametrize("kind", ALL)
def test_a_preview_with_last_years_figures_is_never_taken_for_a_real_sheet(
    kind: Format, dataset: Dataset, wording: Wording, templates: Templates, tmp_path: Path
) -> None:
    mark = "SAMPLE: FIGURES OF 2022, NOT OF 2023. DO NOT PUBLISH."
    sheet = wording.compose(replace(dataset, sample=True), "Wyoming", mark=mark)
    path = tmp_path / f"wyoming{kind.suffix}"
    path.write_bytes(render(sheet, kind, templates))

    assert problems_of(path) == [
        f"{path.name}: This is a preview: its figures are not those of its year. Do not send it."
    ]


def test_a_sample_is_never_taken_for_a_real_sheet(sheets: dict[str, Sheet], tmp_path: Path) -> None:
    path = tmp_path / "wyoming.txt"
    path.write_text(f"**{SAMPLE_MARK}**\n\n{render_text(sheets['Wyoming'])}")

    assert problems_of(path) == [
        "wyoming.txt: This is a SAMPLE: its figures are invented. Do not send it."
    ]
