"""A new rounding, added as one class, through all rooms that print, read or check the wording."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CATALOGUE, DATA, ROOT
from factsheets.check.ambiguities import ambiguities
from factsheets.check.coverage import coverage
from factsheets.check.specimens import write_specimens
from factsheets.dataset.dataset import Dataset
from factsheets.figures.values import Number
from factsheets.problems import FactsheetsError
from factsheets.reading.documents import read_document
from factsheets.reading.reader import Reader
from factsheets.reading.verify import verify
from factsheets.render.formats import Format, file_name
from factsheets.render.render import render
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Wording
from factsheets.wording.numbers import EXACT, ROUNDINGS, Rounding

OURS = (ROOT / "templates/factsheet.md.j2").read_text()
FIGURE = "national.trafficking_reports"


class Thousands(Rounding):
    """Rounded to a thousand: 18,400 is "18 thousand"."""

    name = "thousands"
    pattern = rf"(?:[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})* thousand|{EXACT.pattern})"

    def words(self, number: Number) -> str:
        return f"{(int(number) + 500) // 1_000:,} thousand" if number >= 1_000 else f"{number}"

    def numbers(self, words: str) -> range:
        amount, is_rounded, _ = words.partition(" thousand")
        number = int(amount.replace(",", "")) * (1_000 if is_rounded else 1)
        if is_rounded:
            return range(max(1_000, number - 500), number + 500)
        return range(number, number + 1 if number < 1_000 else number)


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Templates:
    """Our wording with one figure in thousands, in which the rounding is known."""
    monkeypatch.setitem(ROUNDINGS, "thousands", Thousands())
    return with_wording(tmp_path, OURS.replace(f"{FIGURE} |", f"{FIGURE} | thousands |"))


def with_wording(folder: Path, wording: str) -> Templates:
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates/factsheet.md.j2").write_text(wording)
    return Templates.find(folder / "templates")


def test_without_the_class_the_wording_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError, match='There is no filter "thousands"'):
        Wording(with_wording(tmp_path, f"# {{{{ {FIGURE} | thousands }}}}\n"), CATALOGUE)


def test_it_is_named_as_it_is_written(tmp_path: Path, templates: Templates) -> None:
    wording = f"# {{{{ {FIGURE} | thousand }}}}\n\n{{{{ {FIGURE} | thousands(1) }}}}\n"

    with pytest.raises(FactsheetsError) as caught:
        Wording(with_wording(tmp_path, wording), CATALOGUE)

    assert [each.remedy for each in caught.value.problems] == [
        'Did you mean "thousands"?',
        "Write: | thousands",
    ]


@pytest.mark.one_in(5)
@pytest.mark.parametrize("kind", Format)
def test_what_is_printed_is_read_back(
    kind: Format, tmp_path: Path, dataset: Dataset, templates: Templates
) -> None:
    wording = Wording(templates, CATALOGUE)
    sheet = wording.compose(dataset, "Wyoming")
    path = tmp_path / file_name("Wyoming", kind)
    path.write_bytes(render(sheet, kind, templates))

    reading = Reader(wording).read(read_document(path))

    assert '<data value="18400">18 thousand</data> reports' in sheet.markdown
    assert reading.national["trafficking_reports"] == 18_000
    assert FIGURE in reading.rounded
    assert [each.problems for each in verify([path], DATA, tmp_path / "templates")] == [()]


def test_a_wording_with_it_is_not_ambiguous(templates: Templates) -> None:
    assert ambiguities(Wording(templates, CATALOGUE)) == []


def test_words_that_it_could_print_are_ambiguous(tmp_path: Path, templates: Templates) -> None:
    passage = (
        f"{{% if as_published.plain_title %}}\nAbout {{{{ {FIGURE} | thousands }}}}.\n"
        "{% else %}\nAbout 1 thousand.\n{% endif %}\n"
    )
    found = ambiguities(Wording(with_wording(tmp_path, f"{OURS}\n{passage}"), CATALOGUE))

    assert [each.what for each in found] == [
        "With and without as_published.plain_title, the same words can come out here."
    ]


def test_its_noun_has_the_sheets_that_print_it(dataset: Dataset, templates: Templates) -> None:
    found = coverage(dataset, Wording(templates, CATALOGUE))

    nouns = {part.noun: states for part, states in found.parts.items() if part.counted == FIGURE}
    assert nouns == {"1 report": (), "… reports": found.sheets}


@pytest.mark.slow
def test_specimens_show_it(tmp_path: Path, dataset: Dataset, templates: Templates) -> None:
    wording = Wording(templates, CATALOGUE)

    made = write_specimens(coverage(dataset, wording), wording, tmp_path / "specimens")

    assert made.problems == ()
    texts = {
        each.name: (tmp_path / f"specimens/{each.name}.txt").read_text() for each in made.specimens
    }
    assert "more than 1 report relating" in texts["specimen-1-one-of-each"]
    assert "more than 10,000,000 thousand reports relating" in texts["specimen-6-largest-figures"]
