"""Documents held against the edition they are of."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from conftest import DATA, put_edition
from factsheets.build.build import build
from factsheets.dataset.load import load
from factsheets.problems import FactsheetsError
from factsheets.reading import against, editions
from factsheets.reading.verify import verify
from factsheets.render.formats import Format
from factsheets.templating.folders import Templates
from reading.conftest import Edited, change, problems_of

pytestmark = pytest.mark.usefixtures("read_here")


def test_the_figures_that_are_printed_are_counted(year: Path) -> None:
    verified = verify([year], DATA)
    counted = {Path(each.file).name: each.figures for each in verified if not each.note}

    assert counted["wyoming.txt"] == counted["wyoming.html"] == 19
    assert counted["colorado.txt"] == 21
    assert len(counted) == 10


def test_a_sheet_of_another_year_is_named_once(edited: Edited) -> None:
    assert edited(Format.HTML, ("2023", "2022")) == [
        "data: year: The sheet is of 2022, a year that has no edition: wyoming.html. Name the data "
        "file of 2022 with --data; its figures.yaml and templates go with it."
    ]


def test_one_year_that_is_wrong_is_a_word_that_differs(edited: Edited) -> None:
    assert edited(Format.TEXT, ("In 2023, NCMEC handled", "In 2022, NCMEC handled")) == [
        'wyoming.txt: Wyoming: "2022," should be "2023,", in "child sex trafficking. In 2022, '
        'NCMEC handled 23 cases".'
    ]


def test_a_sample_that_agrees_is_said_not_to_be_for_sending(
    templates: Templates, tmp_path: Path
) -> None:
    text = DATA.read_text().replace("\nnational:", "\nsample: true\n\nnational:")
    data = put_edition(tmp_path, text)
    build(load(data), templates, tmp_path, states=["Wyoming"], formats=[Format.TEXT])

    *_, last = verify([tmp_path / "2023/wyoming.txt"], data)

    assert last.note == "This is a SAMPLE: its figures are invented. Do not send it."


@pytest.mark.parametrize("paths", [[], ["wyoming.txt"]], ids=["no file", "a file"])
def test_wording_that_cannot_be_read_back_stops_it(
    paths: list[str], tmp_path: Path, templates: Templates
) -> None:
    wording = templates.text("factsheet.md.j2").replace('"submission", ', '"**submission**", ')
    (tmp_path / "factsheet.md.j2").write_text(wording)
    with pytest.raises(FactsheetsError, match="cannot be read back from a sheet"):
        list(verify([tmp_path / each for each in paths], DATA, tmp_path))


def test_a_data_file_with_an_error_stops_it(tmp_path: Path) -> None:
    data = put_edition(tmp_path, "year: 2023\n")
    with pytest.raises(FactsheetsError):
        list(verify([tmp_path / "wyoming.txt"], data))
    assert load(DATA).ready


# --- several years


def output(data: Path) -> Path:
    return data.parents[1] / "output"


def held(paths: list[Path], data: Path) -> set[tuple[int, str, int]]:
    """The years that the files are of, the data files they were held against, and how many agree.

    Nothing differs in any of them.
    """
    found = [each for each in verify(paths, data) if not each.note]
    assert [each.problems for each in found] == [()] * len(found)
    against = [(each.year, str(each.data)) for each in found]
    return {(*each, against.count(each)) for each in against}


def archive(data: Path, year: int) -> str:
    return str(data.parent / f"archive/{year}/states.yaml")


def test_each_years_folder_is_held_against_its_edition(three_years: Path) -> None:
    assert held([output(three_years)], three_years) == {
        (2022, archive(three_years, 2022), 4),
        (2023, archive(three_years, 2023), 4),
        (2024, str(three_years), 4),
    }


def test_files_are_held_against_the_edition_of_their_year(three_years: Path) -> None:
    files = [output(three_years) / name for name in ("2023/ohio.html", "2024/index.html")]

    assert held(files, three_years) == {
        (2023, archive(three_years, 2023), 1),
        (2024, str(three_years), 1),
    }


@pytest.mark.parametrize("given", ["the folder", "its files"])
def test_sheets_of_several_years_lie_in_one_folder(given: str, three_years: Path) -> None:
    pile = pile_of(three_years)

    assert held([pile] if given == "the folder" else sorted(pile.iterdir()), three_years) == {
        (2022, archive(three_years, 2022), 4),
        (2023, archive(three_years, 2023), 4),
        (2024, str(three_years), 4),
    }


def pile_of(data: Path) -> Path:
    """A folder with the sheets of all three years."""
    pile = data.parents[1] / "pile"
    pile.mkdir()
    for sheet in (*output(data).glob("*/ohio.*"), *output(data).glob("*/guam.*")):
        shutil.copy(sheet, pile / f"{sheet.stem} {sheet.parent.name}{sheet.suffix}")
    return pile


def test_a_figure_that_differs_is_named_with_its_own_years_name(three_years: Path) -> None:
    change(output(three_years) / "2023/ohio.txt", "23 cases", "24 cases")
    (output(three_years) / "2023/manifest.json").unlink()

    [problem] = problems_of(output(three_years) / "2023/ohio.txt", three_years)

    assert problem.startswith('ohio.txt: Ohio, cases: "24" should be "23", in')


def test_files_of_a_year_that_no_edition_has_are_named_together(three_years: Path) -> None:
    pile = pile_of(three_years)
    shutil.rmtree(three_years.parent / "archive/2022")

    found = [each for each in verify([pile], three_years) if each.problems]

    assert [Path(each.file).name for each in found] == [
        "guam 2022.html", "guam 2022.txt", "ohio 2022.html", "ohio 2022.txt",
    ]  # fmt: skip
    [problem] = {problem for each in found for problem in each.problems}
    assert str(problem).replace(f"{pile}/", "") == (
        f"{three_years}: year: 4 sheets are of 2022, a year that has no edition: guam 2022.html, "
        "guam 2022.txt, ohio 2022.html and 1 more. Name the data file of 2022 with --data; its "
        "figures.yaml and templates go with it."
    )


def test_the_data_file_of_an_archived_year_can_be_named(three_years: Path) -> None:
    data = three_years.parent / "archive/2023/states.yaml"

    assert held([output(three_years) / "2023"], data) == {(2023, str(data), 4)}
    [problem] = problems_of(output(three_years) / "2024", data)
    assert "manifest.json is for 2024, a year that has no edition." in problem


def test_where_a_wording_is_named_it_is_held_against_the_figures_of_the_data_file(
    three_years: Path,
) -> None:
    folder = output(three_years) / "2023"
    (folder / "manifest.json").unlink()

    [found] = verify([folder / "ohio.txt"], three_years, three_years.parent / "templates")

    assert "The sheet is of 2023, a year that has no edition" in str(found.problems[0])


def test_no_edition_is_read_again_for_another_file(
    three_years: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pile, read = pile_of(three_years), list[str]()
    for name in ("load", "Reader"):
        module = against if name == "load" else editions
        real = getattr(module, name)

        def counted(*given: Any, real: Any = real, name: str = name, **named: Any) -> Any:
            read.append(name)
            return real(*given, **named)

        monkeypatch.setattr(module, name, counted)

    assert all(not each.problems for each in verify([pile, output(three_years)], three_years))
    assert Counter(read) == {"load": 3, "Reader": 3}


def test_a_last_years_sheet_is_read_while_this_years_figures_are_still_to_come(
    three_years: Path,
) -> None:
    change(three_years, "  cases: 9_000\n", "  cases:\n")

    assert held([output(three_years) / "2023"], three_years) == {
        (2023, archive(three_years, 2023), 4)
    }
    assert problems_of(output(three_years) / "2024/ohio.txt", three_years) == [
        "ohio.txt: Ohio: The state is awaited: data has no figures to hold this against."
    ]
