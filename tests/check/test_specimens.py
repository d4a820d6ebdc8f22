"""Specimens: few sheets that show every passage and noun, valid, and never taken for real ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
import yaml

from conftest import CATALOGUE, MAY_BE_NOT_REPORTED, invented
from factsheets.build.build import build
from factsheets.check import specimens
from factsheets.check.coverage import Coverage, coverage
from factsheets.check.specimens import STATE, Specimen, Specimens, specimens_of, write_specimens
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.figures.catalogue import in_groups
from factsheets.figures.values import LARGEST_FIGURE, NOT_REPORTED, SAMPLE_MARK
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError
from factsheets.render.formats import Format
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Wording

NAMES = [
    "specimen-1-one-of-each",
    "specimen-2-one-of-each-with-departures",
    "specimen-3-two-of-each-with-departures",
    "specimen-4-zero-of-each",
    "specimen-5-not-reported",
    "specimen-6-largest-figures",
]


@pytest.fixture(scope="module")
def covered(dataset: Dataset, wording: Wording) -> Coverage:
    return coverage(dataset, wording)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, covered: Coverage, wording: Wording) -> Path:
    """The specimens of the repository's own wording."""
    folder = tmp_path_factory.mktemp("specimens") / "to/read"
    assert not write_specimens(covered, wording, folder).problems
    return folder


@pytest.fixture
def ours(tmp_path: Path, dataset: Dataset) -> Callable[[str], tuple[Coverage, Wording]]:
    """A function that covers another wording with the published sheets."""

    def cover(text: str) -> tuple[Coverage, Wording]:
        (tmp_path / "templates").mkdir(exist_ok=True)
        (tmp_path / "templates/factsheet.md.j2").write_text(text)
        wording = Wording(Templates.find(tmp_path / "templates"), CATALOGUE)
        return coverage(dataset, wording), wording

    return cover


def shown_by(found: Specimens, covered: Coverage) -> set[str]:
    return {
        f"{part.line} {part.words} {part.when}"
        for part in covered.parts
        if any(part.is_on(each.figures, each.national) for each in found.specimens)
    }


def as_loaded(specimen: Specimen, path: Path) -> Dataset:
    """The specimen's figures after a way through a data file."""
    data = {
        "year": 2023,
        "sample": True,
        "national": in_groups(specimen.national),
        "states": {STATE: specimen.figures.as_data()},
    }
    path.write_text(yaml.safe_dump(data))
    return load(path, catalogue=CATALOGUE)


def test_six_specimens_show_every_passage_and_noun(covered: Coverage) -> None:
    found = specimens_of(covered)

    assert [each.name for each in found.specimens] == NAMES
    assert len(shown_by(found, covered)) == 58
    assert found.impossible == ()


# As the wording has them, and as nobody has read them in 2023.
@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("name", "words"),
    [
        (NAMES[0], "1 CyberTipline report was made available"),
        (NAMES[0], "In 2023, NCMEC handled 1 case of missing children from"),
        (NAMES[0], "In 2023, NCMEC had 1 engagement with"),
        (NAMES[0], "**including 1 survivor/family in the Northern Mariana Islands.**"),
        (NAMES[0], "more than 1 registered user, including **1 new law enforcement and "
                   "child-serving professional** in the"),
        (NAMES[1], "**including 1 survivor/family in the Northern Mariana Islands**."),
        (NAMES[1], "professional in the Northern Mariana Islands.**"),
        (NAMES[2], "**including 2 survivors/families in the Northern Mariana Islands**."),
        (NAMES[3], "0 CyberTipline reports were made available"),
        (NAMES[3], "NCMEC handled 0 cases of missing children"),
        (NAMES[3], "Team HOPE supported 0 survivors and families with peer support. NCMEC also"),
        (NAMES[3], "NCMEC CONNECT had more than 0 registered users.\n"),
        (NAMES[4], "activated on 1 incident involving critically"),
        (NAMES[4], "on 1 long-term missing child case."),
        (NAMES[5], "reviewed 9,999,999,999 submissions of"),
        (NAMES[5], "Other Missing Children Cases\t3,333,333,333\n"),
    ],
)  # fmt: skip
def test_a_specimen_shows_what_it_is_named_for(folder: Path, name: str, words: str) -> None:
    assert words in (folder / f"{name}.txt").read_text()


def test_what_no_sheet_has_is_rare_in_one_specimen(covered: Coverage) -> None:
    found = specimens_of(covered).specimens

    assert sorted(part.line for each in found for part in each.rare) == sorted(
        part.line for part in covered.on_none
    )
    assert not set(found[0].rare) & set(found[1].rare)
    assert "1 engagement" in [part.noun for part in found[0].rare]


def test_each_figure_is_0_1_2_not_reported_and_as_large_as_it_can_be(covered: Coverage) -> None:
    found = specimens_of(covered).specimens

    parts = {part for each in CATALOGUE.state.values() for part in each.sum_of}
    assert parts
    for name in CATALOGUE.state:
        values = {each.figures.figures[name] for each in found}
        if name in MAY_BE_NOT_REPORTED:
            assert values == {0, 1, 2, LARGEST_FIGURE, NOT_REPORTED}
        elif name not in parts:
            assert values == {0, 1, 2, LARGEST_FIGURE}


def test_the_name_is_the_longest() -> None:
    names = [each.in_sentence for each in JURISDICTIONS.values()]

    assert JURISDICTIONS[STATE].in_sentence == max(names, key=len)


def test_the_figures_of_a_specimen_are_valid(covered: Coverage, tmp_path: Path) -> None:
    for each in specimens_of(covered).specimens:
        dataset = as_loaded(each, tmp_path / "states.yaml")

        assert dataset.problems == ()
        assert dataset.states[STATE] == each.figures


# --- a wording of another kind


ODD = {
    "both": "{% if cvip_submissions and not team_adam_cases %}\n"
    '{{ cvip_submissions | count("a", "b") }}\n{% endif %}\n',
    "no cases in the country, but": "{% if not national.missing_child_cases and "
    'team_hope_supported %}\n{{ team_hope_supported | count("a", "b") }}\n{% endif %}\n',
    "few cases in the country": "{% if national.missing_child_cases and team_hope_supported and "
    'not cvip_submissions %}\n{{ national.missing_child_cases | count("a", "b") }}\n{% endif %}\n',
    "more in the state than in the country": "{% if team_hope_supported and not "
    "national.team_hope_supported %}\nNever.\n{% endif %}\n",
    "national": "{% if not national.connect_users and cvip_submissions %}\nIn.\n{% endif %}\n",
    "none at all": "{% if not national.missing_child_cases %}\nIn.\n{% endif %}\n",
    "a category": "{% if missing_children.other %}\n{% if not missing_children.total %}\n"
    "Never.\n{% elif missing_children.social_services and "
    "missing_children.refugee_resettlement %}\nIn.\n{% endif %}\n{% endif %}\n",
    "one of a kind": "{% if as_published.plain_title and not as_published.short_programs %}\n"
    '{{ trafficking_engagements | count("a", "b") }}\n{% endif %}\n',
    "a total of one": "{% if missing_children.other %}\n"
    '{{ missing_children.total | count("a", "b") }}\n{% endif %}\n',
    "runaways": "{% if national.missing_child_cases and not national.social_services_runaways %}\n"
    '{{ missing_children.total | count("a", "b") }}\n{% endif %}\n',
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_what_the_six_do_not_show_has_a_specimen_of_its_own(
    ours: Callable[[str], tuple[Coverage, Wording]], text: str, tmp_path: Path
) -> None:
    covered, _ = ours(f"# {{{{ state }}}}\n\n{text}")

    found = specimens_of(covered)

    never = {part for part in covered.parts if part.words == "Never."}
    assert set(found.impossible) == never
    assert len(shown_by(found, covered)) == len(
        {f"{part.line} {part.words} {part.when}" for part in set(covered.parts) - never}
    )
    for each in found.specimens:
        assert as_loaded(each, tmp_path / "states.yaml").problems == ()


def test_a_specimen_of_its_own_is_named_for_its_line(
    ours: Callable[[str], tuple[Coverage, Wording]],
) -> None:
    covered, _ = ours(f"# {{{{ state }}}}\n\n{ODD['both']}")

    own = specimens_of(covered).specimens[5:]

    assert [(each.name, each.to_read) for each in own] == [
        ("specimen-6-line-4", 'Line 4: "… b"'),  # it shows "1 a" too
        ("specimen-7-line-4", 'Line 4: "… b"'),
    ]


def test_a_wording_that_cannot_print_a_specimen_says_which(
    ours: Callable[[str], tuple[Coverage, Wording]], tmp_path: Path
) -> None:
    covered, wording = ours("# {{ state }}\n\nOf {{ cvip_submissions }} here.\n")

    found = write_specimens(covered, wording, tmp_path / "specimens")

    assert [(each.line, each.state) for each in found.problems] == [(3, "specimen-4-not-reported")]
    assert "not reported" in found.problems[0].what
    assert (tmp_path / "specimens/specimen-1-one-of-each.pdf").is_file()
    assert not list((tmp_path / "specimens").glob("*not-reported*"))


# --- never taken for real sheets


def test_each_specimen_is_written_in_all_formats(folder: Path) -> None:
    assert sorted(each.name for each in folder.iterdir()) == sorted(
        f"{name}{kind.suffix}" for name in NAMES for kind in Format
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_specimen_is_marked_as_a_sample_on_every_page(folder: Path, name: str) -> None:
    text = (folder / f"{name}.txt").read_text()
    page = (folder / f"{name}.html").read_text()
    with pypdfium2.PdfDocument(folder / f"{name}.pdf") as document:
        pages = [each.get_textpage().get_text_range() for each in document]

    assert text.startswith(f"**{SAMPLE_MARK}**\n")
    assert text.endswith(f"\n**{SAMPLE_MARK}**\n")
    assert page.count(SAMPLE_MARK.replace("'", "&#39;")) + page.count(SAMPLE_MARK) >= 2
    assert '"sample": true' in page
    assert len(pages) == 2
    assert all(SAMPLE_MARK in each for each in pages)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_leads_to_no_page_that_is_not_there(folder: Path, name: str) -> None:
    addresses = re.findall(r'href="([^"]*)"', (folder / f"{name}.html").read_text())

    assert {each for each in addresses if not each.startswith("data:")} == {
        "https://www.missingkids.org/ourwork/impact",
        "https://www.missingkids.org",
    }


def test_a_folder_with_real_sheets_is_refused(
    dataset: Dataset, covered: Coverage, wording: Wording, tmp_path: Path
) -> None:
    build(dataset, wording.templates, tmp_path, states=["Wyoming"], formats=[Format.TEXT])
    sheets = (tmp_path / "2023").rename(tmp_path / "sheets")
    before = {each: each.read_bytes() for each in sheets.iterdir()}

    with pytest.raises(FactsheetsError) as caught:
        write_specimens(covered, wording, sheets)

    [problem] = caught.value.problems
    assert problem.file == str(sheets)
    assert "something other than specimens: datapackage.json" in problem.what
    assert {each: each.read_bytes() for each in sheets.iterdir()} == before


@pytest.mark.parametrize("name", ["2023", "2023/.", "1999"])
def test_a_folder_into_which_sheets_are_built_is_refused(
    name: str, covered: Coverage, wording: Wording, tmp_path: Path
) -> None:
    with pytest.raises(FactsheetsError, match="it is for that year's sheets"):
        write_specimens(covered, wording, tmp_path / name)

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["wyoming.pdf", "2023", "specimen-1.txt", "specimen-1-x.docx"])
def test_a_folder_with_anything_else_is_refused(
    name: str, covered: Coverage, wording: Wording, tmp_path: Path
) -> None:
    (tmp_path / name).mkdir()

    with pytest.raises(FactsheetsError, match=f"other than specimens: {name}"):
        write_specimens(covered, wording, tmp_path)

    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_specimens_take_the_place_of_those_of_before(
    covered: Coverage, wording: Wording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(specimens, "render", lambda sheet, kind, templates: b"new")
    for name in ("specimen-9-line-4.pdf", f"{NAMES[0]}.txt", ".DS_Store"):
        (tmp_path / name).write_bytes(b"old")

    write_specimens(covered, wording, tmp_path)

    assert not (tmp_path / "specimen-9-line-4.pdf").exists()
    assert (tmp_path / f"{NAMES[0]}.txt").read_bytes() == b"new"
    assert (tmp_path / ".DS_Store").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 6 * 3 + 1


@pytest.mark.slow
def test_a_file_in_the_place_of_the_folder_is_named(
    covered: Coverage, wording: Wording, tmp_path: Path
) -> None:
    (tmp_path / "specimens").write_text("")

    with pytest.raises(FactsheetsError, match="This is a file, not a folder"):
        write_specimens(covered, wording, tmp_path / "specimens")


def test_without_a_state_there_are_specimens_all_the_same(
    make_dataset: Callable[..., Dataset], wording: Wording
) -> None:
    found = specimens_of(coverage(make_dataset({}), wording))

    assert [each.name for each in found.specimens] == NAMES


def test_a_year_that_shows_much_leaves_little_that_is_rare(
    make_dataset: Callable[..., Dataset], wording: Wording
) -> None:
    states = {
        "Ohio": invented(trafficking_engagements=1),
        "Iowa": invented(trafficking_engagements=0),
    }
    found = specimens_of(coverage(make_dataset(states), wording)).specimens

    assert "1 engagement" not in [part.noun for each in found for part in each.rare]
    assert "1 submission" in [part.noun for each in found for part in each.rare]
