"""A check names what is wrong with the pages and styles, whatever the figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from check.test_check import data, templates
from factsheets.check.check import check

__all__ = ["data", "templates"]  # fixtures


@pytest.mark.parametrize(
    ("name", "right", "wrong", "what"),
    [
        ("page.html.j2", "<main>", '<img src="http://example.org/x.png" alt="">', "x.png"),
        ("print.css", "PublicSans-SemiBold.ttf", "PublicSans-Semi-Bold.ttf", "Semi-Bold.ttf"),
        ("print.css", "hyphens: none", "hypens: none", "hypens"),
        ("card.css", "PublicSans-SemiBold.ttf", "PublicSans-Semi-Bold.ttf", "Semi-Bold.ttf"),
        ("card.css", "hyphens: none", "hypens: none", "hypens"),
        ("card.html.j2", "<footer>", '<footer><img src="x.png" alt="">', "x.png"),
        ("card.html.j2", "{{ year }}", "{{ the_year }}", "the_year"),
        ("card.html.j2", "{{ each.title }}", "{{ each.titel }}", "titel"),
        ("card.html.j2", "{% endfor %}", "{% end %}", "cannot be read"),
        ("web.css", "body { margin: 0; }", "body { background: url(x.png) }", "x.png"),
        ("index.html.j2", "</head>", '<link rel="stylesheet" href="x.css">', "x.css"),
        ("review.html.j2", "</head>", '<script src="x.js"></script>', "x.js"),
    ],
)
def test_what_will_not_be_there_is_a_problem_with_its_line(
    name: str,
    right: str,
    wrong: str,
    what: str,
    data: Path,
    templates: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    text = (templates / name).read_text(encoding="utf-8")
    assert right in text
    line = text[: text.index(right)].count("\n") + 1
    (templates / name).write_text(text.replace(right, wrong, 1), encoding="utf-8")

    found = [each for each in check(data).problems if what in each.what]

    assert {(Path(each.file).name, each.line) for each in found} == {(name, line)}
    caplog.clear()


def test_each_page_that_cannot_be_read_is_named(data: Path, templates: Path) -> None:
    pages = {"page.html.j2", "card.html.j2", "index.html.j2", "review.html.j2"}
    for name in pages:
        (templates / name).write_text("{% if year %}")

    assert {Path(each.file).name for each in check(data).problems} == pages
