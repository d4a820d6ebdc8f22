"""What pages and styles point to: only files that will be there."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import ROOT
from factsheets.render import libraries
from factsheets.render.references import in_css
from factsheets.render.render import problems_of_pages
from factsheets.templating.folders import INDEX, INDEX_STYLE, PAGE, PRINT_STYLE, REVIEW, WEB_STYLE
from render.conftest import own_templates

PIXEL = "data:image/png;base64,iVBORw0KGgo="
NOT_BESIDE = "The page points to {}, which will not be beside it."
NOT_IN_FOLDER = "The PDF needs {}, which is no file of the templates folder."
ON_WEB = (NOT_BESIDE,)
BOTH = (NOT_BESIDE, NOT_IN_FOLDER)


def _problems(folder: Path, name: str, before: str, added: str) -> list[tuple[str, int, str]]:
    """What is wrong when ``added`` stands on a line of its own, behind ``before``."""
    text = (ROOT / "templates" / name).read_text(encoding="utf-8")
    assert text.count(before) == 1
    (folder / "seal.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / name).write_text(text.replace(before, f"{before}\n{added}\n"), encoding="utf-8")
    return [
        (Path(each.file).relative_to(folder).as_posix(), each.line, each.what)
        for each in problems_of_pages(own_templates(folder))
        if each.remedy
    ]


def _line(name: str, before: str) -> int:
    """The line behind ``before``."""
    text = (ROOT / "templates" / name).read_text(encoding="utf-8")
    return text[: text.index(before)].count("\n") + before.count("\n") + 2


def test_the_pages_of_the_project_point_to_nothing_that_is_not_there(tmp_path: Path) -> None:
    assert problems_of_pages(own_templates(tmp_path)) == []


@pytest.mark.parametrize(
    ("tag", "address", "whats"),
    [
        ('<img src="%s" alt="">', "lego.svg", BOTH),
        ('<img src="%s" alt="">', "seal.svg", ON_WEB),
        ('<img src="%s" alt="">', "../seal.svg", ON_WEB),
        ('<object data="%s"></object>', "../seal.css", BOTH),
        ('<img src="%s" alt="">', "/seal.svg", ON_WEB),
        ('<img src="%s" alt="">', "http://example.org/seal.svg", BOTH),
        ('<img src="%s" alt="">', "https://example.org/seal.svg", BOTH),
        ('<img src="%s" alt="">', "//example.org/seal.svg", BOTH),
        ('<img src="%s" alt="">', "file:///etc/hostname", BOTH),
        ('<img src="%s" alt="">', "http://[", BOTH),
        ('<img src="%s" alt="">', PIXEL, (NOT_IN_FOLDER,)),
        ('<img srcset="%s 2x" alt="">', "lego.svg", BOTH),
        ('<link rel="stylesheet" href="%s">', "sheet.css", BOTH),
        ('<link rel="icon" href="%s">', "https://example.org/icon.png", BOTH),
        ('<script src="%s"></script>', "index.js", ON_WEB),
        ('<p style="background: url(%s)">', "paper.png", BOTH),
        ("<style>p { background: url('%s') }</style>", "paper.png", BOTH),
    ],
)
def test_what_a_page_needs_and_will_not_have_is_named_with_its_line(
    tag: str, address: str, whats: tuple[str, ...], tmp_path: Path
) -> None:
    found = _problems(tmp_path, PAGE, "<main>", tag.replace("%s", address))
    shown = f'"{address[:60]}…"' if len(address) > 60 else f'"{address}"'
    assert found == [(PAGE, _line(PAGE, "<main>"), what.format(shown)) for what in whats]


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="https://www.missingkids.org">NCMEC</a>',
        '<a href="mailto:somebody@example.org">Write</a>',
        '<a href="#more">More</a>',
        '<link rel="canonical" href="https://example.org/x.html">',
        '{% if print %}<img src="seal.svg" alt="NCMEC">{% endif %}',
        '{% if print %}<img src="fonts/../seal.svg" alt="NCMEC">{% endif %}',
        '{% if not print %}<img src="data:image/png;base64,iVBORw0KGgo=" alt="NCMEC">{% endif %}',
        '{% if not print %}<a href="wyoming.html">WY</a>{% endif %}',
        '{% if not print %}<a href="./states.csv#top">All</a>{% endif %}',
        '<p data="nothing">A sentence with src="x" in it</p>',
        '<!-- <img src="lego.svg"> -->',
    ],
)
def test_what_will_be_there_is_no_problem(tag: str, tmp_path: Path) -> None:
    assert _problems(tmp_path, PAGE, "<main>", tag) == []


@pytest.mark.parametrize(
    ("tag", "what"),
    [
        ('{% if not print %}<a href="atlantis.html">All</a>{% endif %}', "will not be beside it."),
        ('{% if print %}<a href="wyoming.html">WY</a>{% endif %}', "leads nowhere."),
        ('{% if sample %}<img src="mark.png" alt="">{% endif %}', "will not be beside it."),
        ('{% include "more.html.j2" %}', 'points to "lego.svg", which will not be beside it.'),
    ],
)
def test_where_it_is_is_seen_though_it_is_not_on_every_page(
    tag: str, what: str, tmp_path: Path
) -> None:
    (tmp_path / "more.html.j2").write_text('<p>More</p>\n<img src="lego.svg" alt="">\n')
    (file, line, said), *_ = _problems(tmp_path, PAGE, "<main>", tag)
    assert (file, line) == (("more.html.j2", 2) if "more" in tag else (PAGE, _line(PAGE, "<main>")))
    assert said.endswith(what)


@pytest.mark.parametrize(
    ("css", "address"),
    [
        ("p { background: url(paper.png) }", "paper.png"),
        ('p { background: URL( "paper.png" ) }', "paper.png"),
        ("p { background: url('https://example.org/paper.png') }", "https://example.org/paper.png"),
        ('@import "more.css";', "more.css"),
        ("@import url(more.css);", "more.css"),
        ('@font-face { font-family: "A"; src: url("fonts/A.ttf") }', "fonts/A.ttf"),
    ],
)
@pytest.mark.parametrize(
    ("name", "before", "what"),
    [
        (PRINT_STYLE, "/* The PDF: two pages of US Letter. */", NOT_IN_FOLDER),
        (WEB_STYLE, "body { margin: 0; }", NOT_BESIDE),
        (INDEX_STYLE, ".national { display: grid;", NOT_BESIDE),
    ],
)
def test_what_a_style_points_to_is_named_with_its_line(
    name: str, before: str, what: str, css: str, address: str, tmp_path: Path
) -> None:
    found = _problems(tmp_path, name, before, f"/* a comment: url(x.png)\n*/ {css}")
    assert found == [(name, _line(name, before) + 1, what.format(f'"{address}"'))]


def test_a_style_that_the_print_style_imports_is_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more/paper.css").write_text(
        "p {\nbackground: url(paper.png) }\n@import 'paper.css';"
    )
    before = "/* The PDF: two pages of US Letter. */"
    found = _problems(tmp_path, PRINT_STYLE, before, '@import "more/paper.css";')
    assert found == [("more/paper.css", 2, NOT_IN_FOLDER.format('"paper.png"'))]


@pytest.mark.parametrize(
    ("css", "addresses"),
    [
        ('@import"more.css";', ["more.css"]),
        (r"p { background: u\72l(paper.png) }", ["paper.png"]),
        ("p { background: url(\\\npaper.png) }", []),
        ('p { background: url("pa\\\nper.png") }', ["paper.png"]),
        ('p { background: image-set("a.png" 1x, "https://example.org/b.png" 2x) }',
         ["a.png", "https://example.org/b.png"]),
        ('p { background: -webkit-image-set(url(a.png) 1x) }', ["a.png"]),
        ("@media print { p { background: url(paper.png) } }", ["paper.png"]),
        ('p::before { content: "paper.png" } /* url(x.png) */', []),
    ],
)  # fmt: skip
def test_an_address_is_found_however_css_may_write_it(css: str, addresses: list[str]) -> None:
    assert [each.address for each in in_css(css)] == addresses


@pytest.mark.parametrize(("name", "before"), [(INDEX, '<main class="wide">'), (REVIEW, "</head>")])
def test_what_the_other_pages_point_to_is_named_with_its_line(
    name: str, before: str, tmp_path: Path
) -> None:
    tags = '<img src="seal.svg" alt=""> <a href="{{ anything }}">x</a> <a href="#states">y</a>'
    found = _problems(tmp_path, name, before, tags)
    assert found == [(name, _line(name, before), NOT_BESIDE.format('"seal.svg"'))]


def test_what_weasyprint_does_not_know_is_named_with_its_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = "main { padding-left: 1.9in; }"
    (problem,) = _problems(tmp_path, PRINT_STYLE, before, "p { hypens: none }")
    assert problem[:2] == (PRINT_STYLE, _line(PRINT_STYLE, before))
    assert "hypens" in problem[2]
    caplog.clear()


def test_where_no_pdf_can_be_made_pages_are_looked_at_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libraries, "missing", object)
    before = "main { padding-left: 1.9in; }"
    assert _problems(tmp_path, PRINT_STYLE, before, "p { hypens: none }") == []
    assert len(_problems(tmp_path, WEB_STYLE, "body { margin: 0; }", "p { b: url(x.png) }")) == 1
