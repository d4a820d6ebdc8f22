"""Which edition a document is of: derived from what the wordings read, told by nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from factsheets.problems import FactsheetsError
from factsheets.reading.documents import Document
from factsheets.reading.editions import Editions, NoEditionError, named
from factsheets.render.formats import Format
from factsheets.templating.folders import Templates
from reading.conftest import Read, change

OHIO = "Ohio Data In {year}, 9 cases from Ohio of 9,000."


def document(words: str) -> Document:
    return Document("sheet.txt", Format.TEXT, words, "")


@pytest.mark.parametrize("year", [2022, 2023, 2024])
@pytest.mark.parametrize("name", ["ohio.txt", "ohio.html"])
def test_a_sheet_is_of_the_edition_that_reads_it_and_has_its_year(
    name: str, year: int, three_years: Path, read: Read
) -> None:
    sheet = (three_years.parents[1] / f"output/{year}" / name).read_bytes()

    found = Editions(three_years).of(read(sheet, name))

    assert found.year == year
    own = three_years if year == 2024 else three_years.parent / f"archive/{year}/states.yaml"
    assert found.data == own
    assert found.wording.path == str(own.parent / "templates/factsheet.md.j2")


def test_a_sheet_that_no_wording_reads_is_of_the_year_that_it_names(three_years: Path) -> None:
    edited = document("Ohio Data In 2022, nine cases from Ohio of 9,000.")

    assert Editions(three_years).of(edited).year == 2022


def test_a_wording_may_name_another_year_more_often_than_its_own(three_years: Path) -> None:
    words = "In 2024, 9 incidents from Ohio of 9,000: more than in 2023, for the second time since"
    found = Editions(three_years).of(document(f"Ohio Data {words} 2023."))

    assert found.year == 2024


@pytest.mark.parametrize(
    "words", ["Ohio had cases.", "Nothing of ours, of 2022.", "Ohio had 2,022 cases and 9.2023."]
)
def test_where_no_year_is_found_it_is_the_edition_of_the_data_file(
    words: str, three_years: Path
) -> None:
    editions = Editions(three_years)
    last = editions.of_year(2023)

    assert editions.of(document(words)) is editions.current
    assert editions.of(document(words), last) is last


@pytest.mark.parametrize("words", [OHIO.format(year=2021), "Ohio in 2021, in other words."])
def test_a_year_that_no_edition_has_is_told(words: str, three_years: Path) -> None:
    with pytest.raises(NoEditionError) as caught:
        Editions(three_years).of(document(words))

    assert caught.value.year == 2021


def test_where_a_wording_is_named_no_other_edition_counts(three_years: Path) -> None:
    editions = Editions(three_years, three_years.parent / "templates")

    assert editions.of_year(2023) is None
    with pytest.raises(NoEditionError):
        editions.of(document(OHIO.format(year=2023)))


def test_an_archived_edition_has_those_before_it(three_years: Path) -> None:
    editions = Editions(three_years.parent / "archive/2023/states.yaml")

    assert editions.of(document(OHIO.format(year=2022))).year == 2022
    assert editions.of_year(2024) is None


def test_each_edition_is_read_once_and_only_when_it_is_asked(
    three_years: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Path] = []
    find = Templates.find

    def counted(folder: Path) -> Templates:
        found.append(folder)
        return find(folder)

    monkeypatch.setattr(Templates, "find", counted)
    editions = Editions(three_years)
    assert len(found) == 1
    for _ in range(10):
        assert editions.of(document(OHIO.format(year=2023))).year == 2023
    assert len(found) == 2


def test_a_faulty_edition_is_named_when_a_sheet_is_of_its_year(three_years: Path) -> None:
    change(three_years.parent / "archive/2023/figures.yaml", "title: cases", "titel: cases")
    editions = Editions(three_years)

    assert editions.of(document(OHIO.format(year=2022))).year == 2022
    for _ in range(2):
        with pytest.raises(FactsheetsError, match='"titel" is not known'):
            editions.of(document(OHIO.format(year=2023)))


def test_an_archive_whose_data_file_is_of_another_year_is_not_used(three_years: Path) -> None:
    change(three_years.parent / "archive/2023/states.yaml", "year: 2023", "year: 2021")

    with pytest.raises(FactsheetsError, match="This file is for 2021, but its folder in the"):
        Editions(three_years).of(document(OHIO.format(year=2023)))


def test_the_figures_of_the_country_may_be_still_to_come(three_years: Path) -> None:
    change(three_years, "  cases: 9_000\n", "  cases:\n")

    assert Editions(three_years).of(document(OHIO.format(year=2023))).year == 2023


def test_of_many_files_the_first_are_named() -> None:
    assert named(["a", "b", "c"]) == "a, b, c"
    assert named(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
