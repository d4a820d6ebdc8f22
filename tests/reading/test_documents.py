"""Files as people have them: what is read of a text, a page and a PDF, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from pypdf import PdfWriter

from conftest import data_text, invented, needed, put_edition
from factsheets import files as bounded
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.figures.values import SAMPLE_MARK
from factsheets.problems import FactsheetsError
from factsheets.reading.documents import (
    LARGEST_DOCUMENT,
    UNKNOWN,
    Document,
    read_document,
    read_documents,
)
from factsheets.render.formats import Format, file_name
from factsheets.render.render import render
from factsheets.render.text import render_text
from factsheets.templating.folders import Templates
from factsheets.wording.compose import OF_STATE, Sheet, Wording
from reading.conftest import Read

FIGURES = '<script type="application/json" id="figures">{}</script>'


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


@pytest.fixture(scope="module")
def pdfs(
    tmp_path_factory: pytest.TempPathFactory,
    sheets: dict[str, Sheet],
    templates: Templates,
    wording: Wording,
) -> Path:
    """A folder with sheets in all formats, Ohio's of a sample."""
    folder = tmp_path_factory.mktemp("sheets")
    data = put_edition(folder, data_text({"Ohio": invented()}))
    ohio = wording.compose(load(data), "Ohio")
    for sheet in (sheets["Wyoming"], sheets["Missouri"], ohio):
        for kind in Format:
            content = render(sheet, kind, templates)
            (folder / file_name(sheet.state, kind)).write_bytes(content)
    return folder


# --- text


def test_without_asterisks_nothing_is_known_of_bold(read: Read) -> None:
    assert read("In Wyoming.").bold == ""


def test_a_pages_number_is_not_of_the_sheet(read: Read) -> None:
    text = "The\ntitle\nOne\nThe title Page 1 of 2\n\fTwo\nThe title Page 2 of 2\n"
    assert read(text).words == "The title One Two"
    text = "The\ntitle\nOne\nThe title\n\nPage 1 of 2\n\fTwo\nThe title\n\nPage 2 of 2\n"
    assert read(text).words == "The title One Two"
    text = "Title\nIn 2023, one.\nTitle, 2023 Page 1 of 1\n"
    assert read(text).words == "Title In 2023, one."
    other = text.replace("Title, 2023", "Title, 2022")
    assert read(other).words == " ".join(other.split())
    text = "Title\nOne (2023).\nTitle, 2023\nPage 1 of 1\n"
    assert read(text).words == "Title One (2023)."
    other = text.replace("Title, 2023", "Title, 2022")
    assert read(other).words == "Title One (2023). Title, 2022"
    assert read("See Page 1 of 2 there.").words == "See Page 1 of 2 there."


@pytest.mark.parametrize(
    "foot",
    ["Page 2 of 2", "Page 1 of 2", "Page 1 of 1 Page 1 of 1", "809 Page 1 of 1", "9\nPage 01 of 1"],
)
def test_what_is_no_pages_number_stays(foot: str, read: Read) -> None:
    assert read(f"The title\nOne\n{foot}").words == f"The title One {' '.join(foot.split())}"


def test_the_marks_in_a_samples_margins_are_not_of_the_sheet(read: Read) -> None:
    above = f"{SAMPLE_MARK}\n{SAMPLE_MARK}\nTitle\nOne\nTitle Page 1 of 2\n{SAMPLE_MARK}\n"
    below = f"{SAMPLE_MARK}\nTitle\nOne\n{SAMPLE_MARK}\nTitle Page 1 of 2\n"
    for first in (above, below):
        text = f"{first}Two\n{SAMPLE_MARK}\nTitle Page 2 of 2\n"
        assert read(text).words == f"{SAMPLE_MARK} Title One Two {SAMPLE_MARK}"
    text = f"{SAMPLE_MARK}\nTitle\n{SAMPLE_MARK}\nOne\n{SAMPLE_MARK}"
    assert read(text).words == " ".join(text.split())


@pytest.mark.slow
@pytest.mark.parametrize("breaks", [(), ("-nopgbrk",)], ids=str)
@pytest.mark.parametrize("name", ["wyoming", "ohio"])
def test_what_pdftotext_makes_of_a_sheet_says_the_same(
    name: str, breaks: tuple[str], read: Read, pdfs: Path, tmp_path: Path
) -> None:
    tool = needed("pdftotext", shutil.which("pdftotext"))
    text = tmp_path / "made.txt"
    # In the order of the file, as people copy it; else it mixes a heading with the words beside it.
    subprocess.run([tool, "-raw", *breaks, pdfs / f"{name}.pdf", text], check=True)

    assert read(text.read_bytes()).words == read((pdfs / f"{name}.txt").read_bytes()).words


UNSEEN = (
    "\r", "\x0b", "\x1b", "\x1c", "\x85", "\u00ad", "\u034f\u200b", "\u1680", "\u180e", "\u2007",
    "\u2009", "\u200b", "\u200d", "\u200e", "\u2028", "\u2029", "\u202e", "\u202f", "\u2060",
    "\u2066", "\u3000", "\ufeff", "\U000e0020", "\ue000", "\r\r\n",
)  # fmt: skip


@pytest.mark.parametrize("character", UNSEEN, ids=ascii)
def test_a_character_that_is_not_seen_is_refused(
    character: str, refusal: Callable[..., str]
) -> None:
    last = next(each for each in character if not each.isprintable())
    message = f"a character that no sheet has (U+{ord(last):04X}), after "

    assert message in refusal(f"In 2023, there were 80{character}9 reports.")
    page = f"<html><body>In 2023, there were 80{character}9 reports.</body></html>"
    if character.strip("\r\n\x0b\x1b\x1c\x85"):  # a parser of HTML reads these otherwise
        assert message in refusal(page, "wyoming.html")


@pytest.mark.parametrize("digit", ["\uff19", "\u0669", "\u06f9", "\U0001d7d7", "\u2079", "\u2468"])
def test_another_alphabets_digit_is_another_word(digit: str, read: Read) -> None:
    assert read(f"80{digit} reports").words == f"80{digit} reports"


@pytest.mark.parametrize("text", ["80****9 reports", "**80****9**", "a ****", "80**9", "809 **"])
def test_marks_of_bold_that_hold_no_words_are_refused(
    text: str, refusal: Callable[..., str]
) -> None:
    assert "**" in refusal(text)


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
    assert pdf.words == text.words
    assert pdf.bold == known(pdf, text)
    assert pdf.data == sheets[state].data


def known(pdf: Document, text: Document) -> str:
    """How bold the text is where the PDF can tell: not in a heading, nor in a large figure."""
    pairs = zip(pdf.bold, text.bold, strict=True)
    return "".join(UNKNOWN if there == UNKNOWN else right for there, right in pairs)


def test_it_is_not_known_of_headings_and_large_figures_alone_whether_they_are_bold(
    read: Read, sheets: dict[str, Sheet], templates: Templates
) -> None:
    sheet = sheets["Wyoming"]
    pdf = read(pdf_of(sheet, templates))

    words = zip(pdf.words.split(), pdf.bold.split(), strict=True)
    unknown = " ".join(word for word, bold in words if UNKNOWN in bold)
    large = re.findall(rf"^## (.+)$|{OF_STATE}[^>]*>(.+?)<", sheet.markdown, re.MULTILINE)
    assert unknown == " ".join(heading or figure for heading, figure in large)


def test_the_mark_in_the_margin_of_a_samples_pdf_is_not_read(
    read: Read, make_dataset: Callable[..., Dataset], templates: Templates, wording: Wording
) -> None:
    dataset = make_dataset({"Ohio": invented()})
    sheet = wording.compose(dataset, "Ohio")
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


@pytest.mark.parametrize("content", ["", " \n\f\n", "<html><body></body></html>"])
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
    assert refusal("Wyoming", "wyoming.pdf").startswith("The file is not a PDF.")


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
    assert refusal(b" " * (LARGEST_DOCUMENT + 1)).startswith("The file is larger than 20 MB.")


@pytest.mark.parametrize("data", ["{", "", "[" * 100_000], ids=["open", "empty", "deep"])
def test_data_that_are_no_json_are_named(data: str, refusal: Callable[..., str]) -> None:
    page = (
        f'<html><body>One<script type="application/json" id="figures">{data}</script></body></html>'
    )
    message = "The figures that ride along in the file are not JSON."

    assert refusal(page, "wyoming.html").startswith(message)


# --- what would be read otherwise than it is seen


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<![foo[ x]]><main>Wyoming</main>", "Wyoming"),
        ("<main>Wyoming <!-- of old --> Data</main>", "Wyoming Data"),
        ("<main>Wyoming<!-- of old</main>", "Wyoming"),
        ("<main>Wyoming <b>Data</b", "Wyoming Data"),
        ("<main><table>80<tr><td>9</td></tr></table></main>", "80 9"),
    ],
)
def test_a_page_is_read_as_a_browser_reads_it(html: str, words: str, read: Read) -> None:
    assert read(f"<!doctype html><body>{html}", "sheet.html").words == words


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<main>57<sup>5</sup></main>", "<sup>"),
        ("<main>57<script>document.write(5)</script></main>", "<script>"),
        ("<main>57<style>p::after { content: '5' }</style></main>", "<style>"),
        ("<main>57<svg><text>5</text></svg></main>", "svg"),
        ("<main>57<input value=5></main>", "<input>"),
        ("<main>57<span hidden>5</span></main>", "<span hidden="),
        ("<main>57<span style='display: none'>5</span></main>", "<span style="),
        ("<main>57<span class=unseen>5</span></main>", "<span class="),
        ("<main dir=rtl>57</main>", "<main dir="),
        ("<div hidden><main>57</main></div>", "<div hidden="),
        ("<main>57</main><main>5</main>", "two main parts"),
        (FIGURES + FIGURES + "<main>57</main>", "twice"),
    ],
)
def test_a_page_that_may_be_seen_otherwise_is_refused(
    html: str, named: str, refusal: Callable[..., str]
) -> None:
    assert named in refusal(f"<!doctype html><body>{html}", "sheet.html")


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("qpdf", "--linearize"),
        ("qpdf", "--object-streams=generate"),
        ("pdftocairo", "-pdf"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("name", ["wyoming", "missouri", "ohio"])
def test_a_pdf_that_another_program_saved_says_the_same(
    name: str, command: tuple[str, str], pdfs: Path, tmp_path: Path
) -> None:
    program = needed(command[0], shutil.which(command[0]))
    again = tmp_path / "again.pdf"
    subprocess.run([program, command[1], pdfs / f"{name}.pdf", again], check=True)

    found, known = read_document(again), read_document(pdfs / f"{name}.pdf")
    assert (found.words, found.bold) == (known.words, known.bold)


# --- what is made to stop its reader


def bomb(tmp_path: Path) -> bytes:
    """A page whose content is 240 MB, twice deflated."""
    inner = zlib.compressobj()
    pieces = [inner.compress(b"(x) Tj\n" * 150_000) for _ in range(200)]
    content = zlib.compress(b"".join([*pieces, inner.flush()]))
    head = b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
    head += b"2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n"
    head += b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>> endobj\n"
    head += b"4 0 obj <</Length %d/Filter[/FlateDecode/FlateDecode]>> stream\n" % len(content)
    return head + content + b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF"


def one_page_often(_: Path) -> bytes:
    head = b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
    head += b"2 0 obj <</Type/Pages/Kids[" + b"3 0 R " * 100_000 + b"]/Count 100000>> endobj\n"
    head += b"3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>> endobj\n"
    return head + b"trailer <</Root 1 0 R>>\n%%EOF"


def name_of_one_byte(tmp_path: Path) -> bytes:
    path = tmp_path / "odd.pdf"
    writer = PdfWriter()
    writer.add_blank_page(612, 792)
    writer.add_attachment("a.json", b"{}")
    writer.write(path)
    return path.read_bytes().replace(b"(a.json)", b"<FEFFD8>")


HOSTILE: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "200 kB of <a b": (lambda _: b"<html>" + b"<a b" * 50_000, "html"),
    "a million open tags": (lambda _: b"<html><main>" + b"<b>x " * 200_000, "html"),
    "100,000 levels": (lambda _: b"<html>" + b"<div>" * 100_000, "html"),
    "100,000 attributes": (lambda _: b"<html><main " + b"a=1 " * 100_000, "html"),
    "a comment without end": (lambda _: b"<html><!--" + b"-" * 2_000_000, "html"),
    "10 MB of words": (lambda _: b"a " * 5_000_000, "txt"),
    "deep brackets in a PDF": (lambda _: b"%PDF-1.7\n1 0 obj " + b"[" * 2_000_000, "pdf"),
    "100,000 pages that are one": (one_page_often, "pdf"),
    "a twice deflated stream": (bomb, "pdf"),
    "an attachment's name that is no UTF-16": (name_of_one_byte, "pdf"),
}


@pytest.mark.one_in(10)
@pytest.mark.parametrize("name", list(reversed(HOSTILE)))
def test_a_file_made_to_stop_its_reader_is_refused_in_one_message(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, kind = HOSTILE[name]
    path = tmp_path / f"hostile.{kind}"
    path.write_bytes(make(tmp_path))
    good = tmp_path / "good.txt"
    good.write_text("Wyoming")

    documents = read_documents([good, path, good])

    assert isinstance(next(documents), Document)  # Python has started
    monkeypatch.setattr(bounded, "SECONDS", 5)
    found = next(documents)
    monkeypatch.undo()
    assert isinstance(found, FactsheetsError)
    [problem] = found.problems
    assert problem.file == str(path)
    assert problem.remedy == "Is it a published sheet?"
    assert isinstance(next(documents), Document)


def test_text_of_many_lines_is_read_in_time(tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("a\n" * 40_000)

    assert read_document(path).words == " ".join("a" * 40_000)


def test_empty_bold_in_a_very_long_word_is_refused_for_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "word.txt"
    path.write_text("8" * 90_000 + "****9")

    with pytest.raises(FactsheetsError, match=f'Between two [*][*] of "{"8" * 60}…" there'):
        read_document(path)


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<noscript><main>809</main></noscript>", "<noscript> is not in a sheet"),
        ("<main><ol><p>809</p></ol></main>", "<p> is not in a sheet"),
        ("<main><ol><li><ol><p>809</p></ol></li></ol></main>", "<p> is not in a sheet"),
        ("<main><li>809</li></main>", "<li> is not in a sheet"),
        ("<ol><li><main>809</main></li></ol>", "<li> is not in a sheet"),
        ("<main>8\x0009</main>", "a character that no sheet has (U+0000)"),
    ],
)
def test_what_a_browser_shows_otherwise_is_refused(page: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<!doctype html><body>{page}</body>")

    with pytest.raises(FactsheetsError) as caught:
        read_document(path)
    assert message in str(caught.value)


def test_data_that_are_longer_than_a_sheets_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    data = json.dumps({"year": [0] * 40_000})
    script = f'<script type="application/json" id="figures">{data}</script>'
    path.write_text(f"<!doctype html>{script}<main>Wyoming</main>")

    with pytest.raises(FactsheetsError, match="ride along in the file are too long"):
        read_document(path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["pdf", "html"])
def test_any_damage_is_one_message_or_none(kind: str, pdfs: Path, tmp_path: Path) -> None:
    content, random = (pdfs / f"wyoming.{kind}").read_bytes(), Random(9)
    paths = []
    for number in range(40):
        damaged = bytearray(content)
        for _ in range(random.choice((1, 3, 30))):
            place = random.randrange(len(damaged))
            match random.randrange(4):
                case 0:
                    damaged[place] = random.randrange(256)
                case 1:
                    del damaged[place : place + random.randrange(1, 400)]
                case 2:
                    damaged[place:place] = damaged[: random.randrange(400)]
                case _:
                    damaged[place:place] = random.choice(
                        (b"<", b">", b"<<", b"[", b"\0", b"9" * 20)
                    )
        paths.append(tmp_path / f"{number}.{kind}")
        paths[-1].write_bytes(damaged)

    for path, found in zip(paths, read_documents(paths), strict=True):
        if isinstance(found, FactsheetsError):
            [problem] = found.problems
            assert problem.file == str(path)
            assert problem.what
            assert "Error" not in problem.what, problem.what
