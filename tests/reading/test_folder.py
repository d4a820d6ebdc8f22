"""A folder held against its edition and its manifest: every file in it, and every one missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import DATA, put_edition
from factsheets.build.build import build
from factsheets.build.manifest import Manifest
from factsheets.dataset.dataset import Dataset
from factsheets.reading.verify import verify
from factsheets.render.formats import OF_YEAR, Format, file_name
from factsheets.templating.folders import Templates
from reading.conftest import change, problems_of

pytestmark = pytest.mark.usefixtures("read_here")


def test_a_folder_as_it_was_built_agrees(year: Path) -> None:
    (year / "review.html").write_text("for signing off only")

    assert problems_of(year) == []
    assert problems_of(year.parent) == []  # the folder of all years


def test_a_file_that_is_not_as_it_was_built_is_named(year: Path) -> None:
    path = year / "wyoming.txt"
    path.write_text(path.read_text() + "\n")  # not a word differs

    expected = [
        "wyoming.txt: manifest.json has another SHA-256: this file is not as it was built. Build "
        "again, or find out who changed it."
    ]
    assert problems_of(year) == expected
    assert problems_of(path) == expected


def test_files_that_are_missing_or_not_listed_are_named(year: Path) -> None:
    (year / "wyoming.txt").rename(year / "wyoming (copy).txt")

    assert problems_of(year) == [
        "wyoming (copy).txt: manifest.json does not list this file. No build made it: delete it, "
        "or move it out of the folder.",
        "wyoming.txt: manifest.json lists this file, but it is not there. Build again, or find "
        "out who changed it.",
    ]


def test_a_manifest_that_is_missing_or_cannot_be_read_is_named_once(year: Path) -> None:
    (year / "manifest.json").write_text("{")
    unread = [
        "manifest.json: manifest.json cannot be read, or lists no file. Build again, or find out "
        "who changed it."
    ]
    assert problems_of(year) == unread
    assert problems_of(year / "wyoming.txt") == unread
    (year / "manifest.json").unlink()
    assert problems_of(year) == [
        "manifest.json: This file is missing: no file's hash could be checked. Build again."
    ]
    assert problems_of(year / "wyoming.txt") == []


def test_a_format_that_some_states_have_and_one_has_not_is_named(
    dataset: Dataset, templates: Templates, tmp_path: Path
) -> None:
    build(dataset, templates, tmp_path, formats=[Format.TEXT])
    build(dataset, templates, tmp_path, states=["Montana"], formats=[Format.HTML])
    year = tmp_path / "2023"

    found = list(verify([year], DATA))

    others = [state for state in dataset.ready if state != "Montana"]
    assert [each for verified in found for each in map(str, verified.problems)] == [
        f"{year}: {state}: There is no HTML of this state in the folder. Build it."
        for state in others
    ]
    assert [each.note for each in found if each.note] == ["there is no PDF in it."]


def test_a_state_that_is_ready_and_has_no_sheet_is_named(year: Path) -> None:
    for kind in (Format.TEXT, Format.HTML):
        (year / file_name("Montana", kind)).unlink()
    (year / "manifest.json").unlink()

    assert f"{year}: Montana: There is no sheet of this state in the folder. Build it." in [
        str(problem) for each in verify([year], DATA) for problem in each.problems
    ]


@pytest.mark.parametrize("name", ["WYOMING.TXT", "wyoming.htm"])
def test_a_sheet_under_another_ending_is_looked_at_too(name: str, year: Path) -> None:
    sheet = (year / f"wyoming.{name[-3:].lower().replace('htm', 'html')}").read_text()
    (year / name).write_text(sheet.replace("809", "890"))

    assert any('"890" should be "809"' in each for each in problems_of(year))


def test_a_table_that_cannot_be_read_hides_no_other_problem(year: Path) -> None:
    (year / "states.csv").unlink()
    (year / "states.csv").mkdir()
    change(year / "wyoming.txt", "809", "890")

    found = problems_of(year)

    assert any('"890" should be "809"' in each for each in found)
    assert any("states.csv: This is a folder" in each for each in found)


def test_a_start_page_that_was_changed_is_named(year: Path) -> None:
    change(year / "index.html", "9,720", "9,721")

    assert problems_of(year) == [
        "index.html: manifest.json has another SHA-256: this file is not as it was built. Build "
        "again, or find out who changed it."
    ]


def test_other_figures_in_the_years_csv_are_named(year: Path, tmp_path: Path) -> None:
    text = DATA.read_text().replace("cvip_submissions: 26", "cvip_submissions: 27")
    data = put_edition(tmp_path, text)

    assert [each for each in problems_of(year, data) if "made from data" in each] == [
        f"{name}: The file is not as it would be made from data now. It was edited, or made by "
        "another version: build it again."
        for name in ("datapackage.json", "index.html", "states.csv")
    ]


def test_a_folder_without_sheets_is_named_and_the_others_are_verified(
    year: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    none, *others = verify([tmp_path / "empty", year], DATA)

    assert [each.what for each in none.problems] == ["There are no sheets in this folder."]
    assert len([each for each in others if not each.note]) == 10


def test_a_file_that_no_build_made_is_named_whatever_it_is(year: Path) -> None:
    (year / "notes.docx").write_bytes(b"x")
    (year / "older").mkdir()
    (year / "review.html").write_text("To sign off")

    assert [each.split(": ")[0] for each in problems_of(year)] == ["notes.docx", "older"]


@pytest.mark.parametrize("name", ["index.html", "states.csv"])
def test_the_start_page_alone_is_held_against_the_data(name: str, year: Path) -> None:
    assert problems_of(year / name) == []
    change(year / name, "9720" if name.endswith("csv") else "9,720", "9721")
    assert "another SHA-256" in problems_of(year / name)[0]


def test_the_page_to_sign_off_is_said_not_to_be_looked_at(year: Path) -> None:
    (year / "review.html").write_text("Wyoming: 909")

    for path in (year, year / "review.html"):
        notes = [each.note for each in verify([path], DATA) if "review" in each.file]
        [note] = notes
        assert note == "not looked at. It is for signing off only: do not publish it."


# --- a folder and its year


def test_a_sheet_of_another_year_among_those_of_a_build_is_named(three_years: Path) -> None:
    output = three_years.parents[1] / "output"
    for name in ("ohio.txt", "ohio.html"):
        (output / "2024" / name).write_bytes((output / "2023" / name).read_bytes())
    (output / "2024/guam.txt").write_text("Guam Data In 2019, 1 case from Guam of 9,000.")

    found = [each for each in problems_of(output / "2024", three_years) if "SHA-256" not in each]

    remedy = "Put it into the folder of its year, or build this one again."
    assert found == [
        f"{name}: year: The sheet is of {year}, but manifest.json beside it is for 2024. {remedy}"
        for name, year in (("guam.txt", 2019), ("ohio.html", 2023), ("ohio.txt", 2023))
    ]


def test_a_folder_that_has_another_years_name_is_named(three_years: Path) -> None:
    output = three_years.parents[1] / "output"
    (output / "2024").rename(output / "away")
    (output / "2023").rename(output / "2024")

    assert problems_of(output / "2024", three_years) == [
        "manifest.json: manifest.json is for 2023, but its folder is 2024. Build again, or find "
        "out who changed it."
    ]


@pytest.mark.parametrize("name", ["", "ohio.txt", "index.html"])
def test_a_folder_of_a_year_that_no_edition_has_is_named_once(name: str, three_years: Path) -> None:
    folder = three_years.parents[1] / "output/2022"
    shutil.rmtree(three_years.parent / "archive/2022")

    where = folder if name else folder.name
    assert problems_of(folder / name, three_years) == [
        f"{where}: manifest.json is for 2022, a year that has no edition. Name the data file of "
        "2022 with --data; its figures.yaml and templates go with it."
    ]


def test_of_sheets_of_several_years_it_is_said_that_none_is_missed(three_years: Path) -> None:
    output = three_years.parents[1] / "output"
    pile = output.parent / "pile"
    shutil.copytree(output / "2024", pile)
    (pile / "manifest.json").unlink()
    (pile / "guam.html").write_bytes((output / "2023/guam.html").read_bytes())

    found = list(verify([pile], three_years))

    notes = [each.note for each in found if each.file == str(pile)]
    assert notes == [
        "its sheets are of 2023 and 2024. It was not looked at whether one of them is missing."
    ]
    assert {Path(each.file).name: len(each.problems) for each in found if each.problems} == {
        **dict.fromkeys(OF_YEAR, 1)
    }
    assert problems_of(pile, three_years)[0] == (
        "datapackage.json: The sheets beside this file are of 2023 and 2024, so it is not known of "
        "which. Put the sheets of each year into a folder of their own."
    )


def test_all_that_is_wrong_in_a_folder_is_counted_to_its_edition(three_years: Path) -> None:
    folder = three_years.parents[1] / "output/2023"
    (folder / "ohio.txt").unlink()
    (folder / "guam.txt").write_bytes(b"\xff")

    found = [each for each in verify([folder], three_years) if each.problems]

    archived = three_years.parent / "archive/2023/states.yaml"
    assert len(found) >= 2
    assert {(each.data, each.year) for each in found} == {(archived, 2023)}


def test_without_a_manifest_a_folder_of_no_edition_is_named_once(three_years: Path) -> None:
    folder = three_years.parents[1] / "output/2022"
    (folder / "manifest.json").unlink()
    shutil.rmtree(three_years.parent / "archive/2022")

    [problem] = set(problems_of(folder, three_years))
    assert "4 sheets are of 2022, a year that has no edition" in problem


def test_without_a_manifest_a_folder_is_of_the_year_of_its_sheets(three_years: Path) -> None:
    folder = three_years.parents[1] / "output/2023"
    (folder / "manifest.json").unlink()
    assert problems_of(folder, three_years) == [
        "manifest.json: This file is missing: no file's hash could be checked. Build again.",
    ]

    (folder / "ohio.txt").unlink()
    assert "2023: Ohio: There is no text of this state in the folder. Build it." in problems_of(
        folder, three_years
    )


# --- a folder whose address is known

ADDRESS = "https://example.org/factsheets/2023/"
NOT_AS_BUILT = (
    "manifest.json has another SHA-256: this file is not as it was built. Build again, or find out "
    "who changed it."
)


@pytest.fixture
def published(tmp_path: Path, dataset: Dataset, templates: Templates) -> Path:
    """A folder of pages as it was built for the web, with its cards and the map of the site."""
    formats = [Format.HTML]
    return build(dataset, templates, tmp_path / "web", formats=formats, base_url=ADDRESS).folder


def mend(folder: Path, *names: str, **origin: str) -> None:
    """Let the manifest fit the files, as somebody does who knows the code."""
    manifest = Manifest.read(folder, year=0, sample=False)
    for name in names:
        entry = manifest.files[name].model_dump(exclude={"sha256", "size", "made_with"})
        manifest.add(name, (folder / name).read_bytes(), **{**entry, **origin})
    manifest.write(folder)


def test_a_folder_with_an_address_agrees_and_the_address_is_said(published: Path) -> None:
    assert problems_of(published) == []
    notes = [each.note for each in verify([published], DATA) if each.note]
    assert notes[0] == f"its pages say that it is published at {ADDRESS}"
    for name in ("wyoming.png", "sitemap.xml", "wyoming.html"):
        assert problems_of(published / name) == []


@pytest.mark.parametrize("name", ["wyoming.png", "sitemap.xml"])
def test_a_card_or_map_that_was_changed_is_named(name: str, published: Path) -> None:
    (published / name).write_bytes((published / name).read_bytes() + b" ")
    assert problems_of(published) == [f"{name}: {NOT_AS_BUILT}"]


def test_the_card_of_another_state_is_named_though_the_manifest_is_mended(published: Path) -> None:
    shutil.copy(published / "montana.png", published / "wyoming.png")
    mend(published, "wyoming.png")

    [problem] = problems_of(published)
    assert problem.startswith(
        "wyoming.png: Wyoming: The image card is not as it would be drawn from data: "
        "CyberTipline reports 809, "
    )


def test_a_card_made_from_other_figures_by_the_manifest_is_named(published: Path) -> None:
    mend(published, "wyoming.png", figures="0123")
    [problem] = problems_of(published)
    assert "has the figures 0123 for wyoming.png" in problem


def test_a_card_that_is_missing_is_named(published: Path) -> None:
    (published / "wyoming.png").unlink()
    [problem] = problems_of(published)
    assert problem.startswith("wyoming.png: manifest.json lists this file, but it is not there.")

    manifest = Manifest.read(published, year=0, sample=False)
    del manifest.files["wyoming.png"]
    manifest.write(published)
    assert problems_of(published) == [
        "2023: Wyoming: There is no image card of this state in the folder. Build it."
    ]


def test_cards_and_map_are_files_that_no_build_makes_where_no_address_is_known(
    published: Path,
) -> None:
    manifest = Manifest.read(published, year=0, sample=False)
    manifest.base_url = None
    manifest.write(published)

    found = problems_of(published)
    assert any("manifest.json lists sitemap.xml, which no build makes." in each for each in found)
    assert any("manifest.json lists wyoming.png, which no build makes." in each for each in found)


def test_a_page_that_says_another_address_than_the_manifest_is_named(published: Path) -> None:
    manifest = Manifest.read(published, year=0, sample=False)
    manifest.base_url = "https://example.com/"
    manifest.write(published)

    assert (
        f"wyoming.html: The page says that it is at {ADDRESS}, but manifest.json says "
        "https://example.com/. Build it again."
    ) in problems_of(published)


def test_a_page_alone_agrees_and_its_address_is_said(published: Path, tmp_path: Path) -> None:
    alone = tmp_path / "wyoming.html"
    shutil.copy(published / "wyoming.html", alone)

    [verified] = verify([alone], DATA)
    assert (verified.problems, verified.address) == ((), ADDRESS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"og:image" content="https://example.org/', '"og:image" content="https://example.com/'),
        (f'canonical" href="{ADDRESS}', 'canonical" href="https://example.com/'),
        (f'canonical" href="{ADDRESS}wyoming', f'canonical" href="{ADDRESS}montana'),
        (f'canonical" href="{ADDRESS}', 'canonical" href="javascript:alert(1)/'),
    ],
)
def test_a_page_alone_that_says_two_addresses_is_not_as_it_would_be_made(
    old: str, new: str, published: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "wyoming.html"
    shutil.copy(published / "wyoming.html", alone)
    change(alone, old, new)

    [problem] = problems_of(alone)
    assert "The words agree, but the file is not as it would be made now." in problem
