"""Lists are read back like all else: from all three formats, whichever of their items there are."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest

from conftest import CATALOGUE, ROOT, invented
from factsheets.check.ambiguities import ambiguities
from factsheets.dataset.dataset import Dataset
from factsheets.problems import FactsheetsError
from factsheets.reading.documents import UNKNOWN, read_document
from factsheets.reading.reader import Reader
from factsheets.render.formats import Format
from factsheets.render.render import render
from factsheets.templating.folders import WORDING, Templates
from factsheets.wording.compose import Sheet, Wording

MakeDataset = Callable[..., Dataset]

LISTS = """\
In these, all count:
- {{ cvip_submissions | count("submission", "submissions") }}, which is a long item, with words
  enough to go on in a second line of a PDF, and **more long-term words**
{% if team_adam_cases %}
- {{ team_adam_cases | count("case", "cases") }}
{% endif %}

{% if trafficking_engagements %}
- **Engagements:** {{ trafficking_engagements }}
{% endif %}

{% if mental_health_connections %}
1. {{ mental_health_connections | count("connection", "connections") }}

{% endif %}
{% if connect_new_users %}
2. {{ connect_new_users | count("user", "users") }} • more
{% endif %}
3. In {{ year }}, all of {{ state }}

## NCMEC's Work to Combat Child Sexual Exploitation
"""
OPTIONAL = (
    "team_adam_cases",
    "trafficking_engagements",
    "mental_health_connections",
    "connect_new_users",
)


@pytest.fixture
def own(tmp_path: Path) -> Templates:
    """The project's templates, with lists in the wording."""
    text = (ROOT / "templates" / WORDING).read_text(encoding="utf-8")
    before, _, rest = text.partition("The National Center for Missing and Exploited Children (NC")
    behind = rest.partition("## NCMEC's Work to Combat Child Sexual Exploitation\n")[2]
    assert behind
    (tmp_path / WORDING).write_text(before + LISTS + behind, encoding="utf-8")
    return Templates.find(tmp_path)


def _with(left_out: tuple[bool, ...]) -> dict[str, Any]:
    values = {name: 0 if out else 1 for name, out in zip(OPTIONAL, left_out, strict=True)}
    return invented(cvip_submissions=20, **values)


def _file(folder: Path, sheet: Sheet, kind: Format, templates: Templates) -> Path:
    file = folder / f"sheet{kind.suffix}"
    file.write_bytes(render(sheet, kind, templates))
    return file


@pytest.mark.one_in(3)
@pytest.mark.parametrize("kind", [Format.TEXT, Format.HTML])
@pytest.mark.parametrize("left_out", list(product([False, True], repeat=4)))
def test_the_figures_in_lists_are_read_whichever_items_there_are(
    left_out: tuple[bool, ...],
    kind: Format,
    tmp_path: Path,
    own: Templates,
    make_dataset: MakeDataset,
    read_here: None,
) -> None:
    wording, dataset = Wording(own, CATALOGUE), make_dataset({"Ohio": _with(left_out)})
    sheet = wording.compose(dataset, "Ohio")

    reading = Reader(wording).read(read_document(_file(tmp_path, sheet, kind, own)))

    figures = {name: value or 0 for name, value in sheet.figures.figures.items()}
    assert {name: value or 0 for name, value in reading.figures.items()} == figures


@pytest.mark.one_in(3)
@pytest.mark.parametrize("left_out", [(False,) * 4, (True,) * 4, (True, False, True, False)])
def test_the_three_formats_say_the_same_words(
    left_out: tuple[bool, ...],
    tmp_path: Path,
    own: Templates,
    make_dataset: MakeDataset,
    read_here: None,
) -> None:
    wording, dataset = Wording(own, CATALOGUE), make_dataset({"Ohio": _with(left_out)})
    sheet = wording.compose(dataset, "Ohio")

    read = [read_document(_file(tmp_path, sheet, kind, own)) for kind in Format]

    [words] = {each.words for each in read}
    assert " - 20 submissions, which" in words
    for one, other in pairwise(read):
        for bold in zip(one.bold, other.bold, strict=True):
            assert UNKNOWN in bold or bold[0] == bold[1]
    assert Reader(wording).read(read[-1]).figures["cvip_submissions"] == 20


def test_the_wording_can_be_read_back(own: Templates) -> None:
    # The departure whose sentence the lists stand in place of is asked for nowhere.
    assert [each.figure for each in ambiguities(Wording(own, CATALOGUE))] == ["short_programs"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<ol>", '<ol start="2">'),
        ("<ol>", "<ol reversed>"),
        ("<ol>\n<li>", '<ol>\n<li value="7">'),
        ("<ul>\n<li>", '<ul>\n<li class="none">'),
        ("<ol>\n<li>", "<ol>\n<li></li><li>"),
        ("<ol>", "<ul>"),
        ("<ul>\n<li>", "<ul>\n"),
    ],
)
def test_a_page_whose_lists_were_changed_is_refused(
    right: str,
    wrong: str,
    tmp_path: Path,
    own: Templates,
    make_dataset: MakeDataset,
    read_here: None,
) -> None:
    wording, dataset = Wording(own, CATALOGUE), make_dataset({"Ohio": _with((False,) * 4)})
    file = _file(tmp_path, wording.compose(dataset, "Ohio"), Format.HTML, own)
    head, tail = file.read_text(encoding="utf-8").split("<main>")
    assert right in tail
    file.write_text(f"{head}<main>{tail.replace(right, wrong, 1)}", encoding="utf-8")

    with pytest.raises(FactsheetsError):
        Reader(wording).read(read_document(file))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("\n2. ", "\n3. "), ("\n2. ", "\n"), ("\n- 2 ", "\n2 "), ("\n- 2 ", "\n1. 2 ")],
)
def test_a_text_whose_marks_were_changed_is_refused(
    right: str,
    wrong: str,
    tmp_path: Path,
    own: Templates,
    make_dataset: MakeDataset,
    read_here: None,
) -> None:
    figures = {**_with((False,) * 4), "team_adam_cases": 2}
    wording, dataset = Wording(own, CATALOGUE), make_dataset({"Ohio": figures})
    file = _file(tmp_path, wording.compose(dataset, "Ohio"), Format.TEXT, own)
    text = file.read_text(encoding="utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(FactsheetsError):
        Reader(wording).read(read_document(file))
