"""Files as people have them: what is read of a text, a page and a PDF, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter

from conftest import invented
from factsheets.dataset import Dataset
from factsheets.documents import LARGEST_FILE, Document, read_document
from factsheets.formats import Format, render
from factsheets.problems import FactsheetsError
from factsheets.templates import Templates
from factsheets.text import render_text
from factsheets.wording import SAMPLE_MARK, Sheet, Wording

Read = Callable[..., Document]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """A function that reads a document with this content."""

    def read_it(content: str | bytes, name: str = "sheet.txt") -> Document:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_document(path)

    return read_it


@pytest.fixture
def refusal(read: Read) -> Callable[..., str]:
    """A function that reads what cannot be read, and returns what is said of it."""

    def refused(content: str | bytes, name: str = "sheet.txt") -> str:
        with pytest.raises(FactsheetsError) as caught:
            read(content, name)
        (problem,) = caught.value.problems
        assert Path(problem.file).name == name
        return f"{problem.what} {problem.remedy}"

    return refused


def bold_words(document: Document) -> list[str]:
    """The words, or parts of words, that are bold."""
    pairs = zip(document.words, document.bold, strict=True)
    return "".join(text if bold == "1" else " " for text, bold in pairs).split()


def pdf_of(sheet: Sheet, templates: Templates) -> bytes:
    return render(sheet, Format.PDF, templates)


# --- text


@pytest.mark.parametrize("gap", ["\n", " ", "\n\n\n", "\r\n", "\t", "\xa0", "\f", " \n "])
def test_white_space_of_any_kind_is_one_space(read: Read, gap: str) -> None:
    assert read(f"{gap}In{gap}2023,{gap}NCMEC{gap}").words == "In 2023, NCMEC"


def test_a_line_may_be_broken_behind_a_hyphen_or_a_stroke_in_a_word(read: Read) -> None:
    assert read("survivors/\nfamilies, long-\nterm").words == "survivors/families, long-term"
    assert read("missing - and 10 / 2").words == "missing - and 10 / 2"


def test_what_stands_between_asterisks_is_bold(read: Read) -> None:
    document = read("In **Wyoming**. **All\nof\n\nit**")

    assert document.words == "In Wyoming. All of it"
    assert document.bold == "00 11111110 111 11 11"


def test_without_asterisks_nothing_is_known_of_bold(read: Read) -> None:
    assert read("In Wyoming.").bold == ""


def test_a_pages_number_is_not_of_the_sheet(read: Read) -> None:
    text = f"One\nThe title Page 1 of 2\n\fTwo\n{SAMPLE_MARK}\nThe title Page 2 of 2\n"
    assert read(text).words == "One Two"
    text = "The\ntitle\nOne\nThe title\n\nPage 1 of 2\n\fTwo\nThe title\n\nPage 2 of 2\n"
    assert read(text).words == "The title One Two"
    assert read("See Page 1 of 2 there.").words == "See Page 1 of 2 there."


# --- HTML


def test_of_a_page_its_main_is_read(read: Read) -> None:
    page = """<!DOCTYPE html><html><head><title>No</title><style>p { }</style></head><body>
<nav><a href="index.html">All states</a></nav>
<main><h1>The <strong>Data</strong></h1><p>In <data value="5">5</data>&nbsp;<b>cases</b>.</p>
<table><tr><th>Other</th><td>7</td></tr></table></main>
<footer>No</footer><script type="application/json" id="figures">{"year": 2023}</script></body>"""

    document = read(page)

    assert document.kind is Format.HTML
    assert document.words == "The Data In 5 cases. Other 7"
    assert bold_words(document) == ["Data", "cases"]
    assert document.data == {"year": 2023}


def test_without_a_main_the_whole_body_is_read(read: Read) -> None:
    document = read("<html><head><title>No</title></head><body><p>One</p>Two</body></html>")

    assert (document.words, document.bold, document.data) == ("One Two", "", None)


# --- PDF


@pytest.mark.parametrize("state", ["Missouri", "Wyoming"])
def test_a_pdf_says_what_the_text_says_and_is_as_bold(
    state: str, read: Read, sheets: dict[str, Sheet], templates: Templates
) -> None:
    pdf, text = read(pdf_of(sheets[state], templates)), read(render_text(sheets[state]))

    assert pdf.kind is Format.PDF
    assert (pdf.words, pdf.bold) == (text.words, text.bold)
    assert pdf.data == sheets[state].data


def test_the_mark_in_the_margin_of_a_samples_pdf_is_not_read(
    read: Read, make_dataset: Callable[..., Dataset], templates: Templates
) -> None:
    dataset = make_dataset({"Ohio": invented()})
    sheet = Wording(templates).compose(dataset, "Ohio")
    pdf, text = read(pdf_of(sheet, templates)), read(render_text(sheet))

    assert pdf.words == text.words
    assert pdf.words.count(SAMPLE_MARK) == 2


def test_a_pdf_without_data_has_none(
    read: Read, sheets: dict[str, Sheet], templates: Templates
) -> None:
    writer = PdfWriter()
    writer.append(BytesIO(pdf_of(sheets["Wyoming"], templates)))
    content = BytesIO()
    writer.write(content)

    assert read(content.getvalue()).data is None


# --- what cannot be read


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError, match=r"none\.txt: There is no such file\."):
        read_document(tmp_path / "none.txt")


def test_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError, match="This is a folder, not a file"):
        read_document(tmp_path)


@pytest.mark.parametrize("content", ["", " \n\f\n", "<html><body></body></html>", "**"])
def test_a_file_without_words_is_named(content: str, refusal: Callable[..., str]) -> None:
    assert refusal(content) == "There are no words in the file. Is it a published sheet?"


def test_a_pdf_without_words_is_named(refusal: Callable[..., str]) -> None:
    writer, content = PdfWriter(), BytesIO()
    writer.add_blank_page(612, 792)
    writer.write(content)

    assert refusal(content.getvalue(), "scan.pdf").startswith("There are no words in the file.")


def test_a_file_that_is_not_utf_8_is_named(refusal: Callable[..., str]) -> None:
    assert refusal(b"caf\xe9").startswith("The file is not UTF-8 text, HTML or PDF.")


def test_a_pdf_that_is_none_is_named(refusal: Callable[..., str]) -> None:
    assert refusal("Wyoming", "wyoming.pdf").startswith("The file is no PDF.")


def test_a_damaged_pdf_is_named(refusal: Callable[..., str]) -> None:
    message = refusal(b"%PDF-1.7\nnothing more", "wyoming.pdf")
    assert message.startswith("The PDF cannot be read: it is damaged.")


def test_a_pdf_with_a_password_is_named(refusal: Callable[..., str]) -> None:
    writer, content = PdfWriter(), BytesIO()
    writer.add_blank_page(612, 792)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(content)

    assert refusal(content.getvalue(), "wyoming.pdf").startswith("The PDF asks for a password.")


def test_an_enormous_file_is_not_read(refusal: Callable[..., str]) -> None:
    assert refusal(b" " * (LARGEST_FILE + 1)).startswith("The file is larger than 20 MB.")


@pytest.mark.parametrize("data", ["{", "", "[" * 100_000], ids=["open", "empty", "deep"])
def test_data_that_are_no_json_are_named(data: str, refusal: Callable[..., str]) -> None:
    page = (
        f'<html><body>One<script type="application/json" id="figures">{data}</script></body></html>'
    )
    message = "The figures that ride along in the file are no JSON."

    assert refusal(page, "wyoming.html").startswith(message)


def test_html_that_cannot_be_parsed_is_said(tmp_path: Path) -> None:
    path = tmp_path / "sheet.html"
    path.write_text("<!doctype html><body><![foo[ x]]><main>Wyoming</main>")

    with pytest.raises(FactsheetsError, match="The HTML cannot be read"):
        read_document(path)


def test_many_open_tags_are_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "sheet.html"
    path.write_text("<!doctype html><main>" + "<b>x " * 200_000)  # minutes, if it were quadratic

    assert read_document(path).words.count("x") == 200_000
