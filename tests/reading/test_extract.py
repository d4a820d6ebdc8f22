"""Published sheets read back into a data file: the same figures, or nothing at all."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfWriter

from conftest import CATALOGUE, DATA, PUBLISHED, invented, put_edition
from factsheets.check.check import check
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.problems import FactsheetsError
from factsheets.reading.extract import extract
from factsheets.render.formats import Format, file_name
from factsheets.render.render import render
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording

pytestmark = pytest.mark.usefixtures("read_here")

PUBLISHED_FILES = [
    PUBLISHED / f"{name}.txt" for name in ("wyoming", "wisconsin", "montana", "missouri")
]
Make = Callable[..., Dataset]


def written(sheet: Sheet, kind: Format, folder: Path, templates: Templates) -> Path:
    path = folder / file_name(sheet.state, kind)
    path.write_bytes(render(sheet, kind, templates))
    return path


def refusal(files: Sequence[Path]) -> list[str]:
    """What is said of files that give no data file, without their folder."""
    with pytest.raises(FactsheetsError) as caught:
        extract(files, DATA)
    return [str(each).replace(f"{files[0].parent}/", "") for each in caught.value.problems]


@pytest.mark.slow
def test_published_sheets_give_the_data_file_they_were_made_from(
    tmp_path: Path, dataset: Dataset, sheets: dict[str, Sheet], templates: Templates
) -> None:
    colorado = written(sheets["Colorado"], Format.PDF, tmp_path, templates)
    found = put_edition(tmp_path, extract([*PUBLISHED_FILES, colorado], DATA), "found.yaml")

    read = load(found, catalogue=CATALOGUE)
    assert replace(read, states=dict(read.states)) == replace(dataset, states=dict(dataset.states))
    assert check(found).problems == ()


def test_what_is_printed_reads_like_the_data_file() -> None:
    found = extract([PUBLISHED / "wyoming.txt"], DATA)
    data = DATA.read_text()

    assert data.partition("  Wyoming:\n")[2] in found
    assert found.splitlines()[:5] == [
        "year: 2023",
        "",
        "national:",
        "  cybertipline_reports: 36_200_000        # printed rounded",
        "  cybertipline_files: 105_000_000         # printed rounded",
    ]
    assert "  # team_adam_incidents: not on these sheets\n" in found


def test_states_come_in_the_order_of_the_data_file() -> None:
    found = extract(PUBLISHED_FILES, DATA)
    names = ["  Missouri:", "  Montana:", "  Wisconsin:", "  Wyoming:"]

    assert [line for line in found.splitlines() if line in names] == names


def test_a_sample_stays_one(
    tmp_path: Path, make_dataset: Make, templates: Templates, wording: Wording
) -> None:
    sheet = wording.compose(make_dataset({"Ohio": invented()}), "Ohio")
    found = extract([written(sheet, Format.HTML, tmp_path, templates)], DATA)

    assert found.startswith("year: 2023\nsample: true\n")


def test_a_departure_that_is_not_shown_is_named(tmp_path: Path) -> None:
    plain = tmp_path / "wyoming.txt"
    plain.write_text((PUBLISHED / "wyoming.txt").read_text().replace("**", ""))
    found = extract([plain], DATA)

    assert found.endswith(
        "    as_published: [short_programs, short_facility]\n    # as_published: the sheet cannot "
        "show connect_bold_whole, hope_bold_before_stop, plain_title\n"
    )
    assert "the sheet cannot show" not in extract([plain, PUBLISHED / "wyoming.txt"], DATA)


def test_two_sheets_that_contradict_each_other_are_both_named(
    tmp_path: Path, make_dataset: Make, templates: Templates, wording: Wording
) -> None:
    ohio = wording.compose(make_dataset({"Ohio": invented()}), "Ohio")
    other = {"Ohio": invented(cvip_submissions=57, as_published=["short_programs"])}
    changed = make_dataset(other, children_identified=27_131, sample=False)
    files = [
        written(ohio, Format.TEXT, tmp_path, templates),
        written(wording.compose(changed, "Ohio"), Format.HTML, tmp_path, templates),
    ]

    remedy = "Are both of the same build? Extract them one by one."
    assert refusal(files) == [
        f'ohio.html: national.children_identified: "27,131" stands here, but "27,130" in ohio.txt. '
        f"{remedy}",
        f'ohio.html: sample: "false" stands here, but "true" in ohio.txt. {remedy}',
        f'ohio.html: Ohio, as_published.short_programs: "yes" stands here, but "no" in ohio.txt. '
        f"{remedy}",
        f'ohio.html: Ohio, cvip_submissions: "57" stands here, but "56" in ohio.txt. {remedy}',
    ]


def test_every_file_that_does_not_fit_is_named_and_nothing_is_given(tmp_path: Path) -> None:
    text = (PUBLISHED / "wyoming.txt").read_text()
    good, bad, empty = (tmp_path / f"{name}.txt" for name in ("good", "bad", "empty"))
    good.write_text(text)
    bad.write_text(text.replace("26 submissions", "1 submissions"))
    empty.touch()

    first, second = refusal([good, bad, empty])

    assert first.startswith(
        'bad.txt: Wyoming: "2023, NCMEC reviewed 1 submissions of child sexual exploitation '
        'material" does not fit the wording. Expected: "…, NCMEC reviewed 1 submission or … '
        'submissions of child sexual exploitation material from" ('
    )
    assert second.startswith("empty.txt: There are no words in the file.")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Facility\t14", "Facility\t15", "missing_children.total: The total is 23, but 15 + 7 + 2"),
        ("809 Cyber", "9,999,999,999,999 Cyber", "cybertipline_reports: 9,999,999,999,999 is too"),
        ("22,442 of which", "29,000 of which", "national.social_services_runaways: 29,000 is more"),
    ],
)
def test_figures_that_cannot_be_are_no_data(old: str, new: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "wyoming.txt"
    text = (PUBLISHED / "wyoming.txt").read_text().replace("Services\t14", "Services Facility\t14")
    assert old in text
    path.write_text(text.replace(old, new))

    [problem] = refusal([path])
    assert problem.startswith(f"wyoming.txt: Wyoming, {said}")
    assert problem.endswith("Was the sheet changed?")


def test_a_number_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wyoming.txt"
    text = (PUBLISHED / "wyoming.txt").read_text()
    path.write_text(text.replace("809", "1" + ",000" * 1_500))

    assert "does not fit the wording" in refusal([path])[0]


def with_data(page: Path, data: str) -> None:
    """Let other JSON ride along in a page."""
    text, count = re.subn(
        r'(?s)(id="figures">).*(</script>)', rf"\g<1>{data}\g<2>", page.read_text()
    )
    assert count == 1
    page.write_text(text)


@pytest.mark.one_in(6)
@pytest.mark.parametrize("kind", [Format.HTML, Format.PDF])
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('": 26,', '": 56,', 'Wyoming, cvip_submissions: The JSON that rides along says "56", but'),
        (
            '": 26,',
            '": "26",',
            'Wyoming, cvip_submissions: The JSON that rides along says "26", but',
        ),
        ('"total": 23', '"total": 24', "Wyoming, missing_children.total: The JSON"),
        ('": 36200000', '": 36300000', "Wyoming, national.cybertipline_reports: The JSON"),
        ('"not reported"', "1", "Wyoming, trafficking_engagements: The JSON"),
        ('"sample": false', '"sample": true', "Wyoming, sample: The JSON"),
        ('"year": 2023', '"year": 2022', "Wyoming, year: The JSON"),
        ('"Wyoming"', '"Montana"', "Wyoming, state: The JSON"),
        ('"team_adam_cases": 1,', "", "Wyoming, team_adam_cases: The JSON"),
    ],
)
def test_words_that_contradict_the_json_in_the_same_file_are_named(
    kind: Format,
    old: str,
    new: str,
    said: str,
    tmp_path: Path,
    sheets: dict[str, Sheet],
    templates: Templates,
) -> None:
    path = written(sheets["Wyoming"], kind, tmp_path, templates)
    other = json.dumps(sheets["Wyoming"].data)
    assert other.count(old) == 1
    if kind is Format.PDF:
        writer = PdfWriter(clone_from=path)
        [attachment] = writer.attachment_list
        attachment.content = other.replace(old, new).encode()
        writer.write(path)
    else:
        with_data(path, other.replace(old, new))

    [problem] = refusal([path])
    assert said in problem
    assert problem.endswith("Was the sheet changed?")


@pytest.mark.parametrize("data", ["[]", "{}", "5", "null", '{"figures": 5}'])
def test_json_of_something_else_is_no_sheets(
    data: str, tmp_path: Path, sheets: dict[str, Sheet], templates: Templates
) -> None:
    path = written(sheets["Wyoming"], Format.HTML, tmp_path, templates)
    with_data(path, data)

    problems = refusal([path])
    assert any("JSON" in each or "ride along" in each for each in problems)


# --- several years


def sheets_of(data: Path, year: int) -> list[Path]:
    return sorted((data.parents[1] / f"output/{year}").glob("*.txt"))


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_sheets_are_read_by_the_edition_of_their_year(year: int, three_years: Path) -> None:
    folder = three_years.parent if year == 2024 else three_years.parent / f"archive/{year}"

    text = extract(sheets_of(three_years, year), three_years)

    (folder / "found.yaml").write_text(text)
    found, data = load(folder / "found.yaml"), load(folder / "states.yaml")
    assert replace(found, states=dict(found.states)) == replace(data, states=dict(data.states))
    declared = f"# The figures are declared in {folder / 'figures.yaml'}.\n"
    assert text.startswith(declared) == (year != 2024)


def test_of_sheets_of_several_years_nothing_is_given(three_years: Path) -> None:
    files = [*sheets_of(three_years, 2024), *sheets_of(three_years, 2022)]

    with pytest.raises(FactsheetsError) as caught:
        extract(files, three_years)

    [problem] = caught.value.problems
    assert str(problem).replace(f"{files[0].parents[1]}/", "") == (
        "year: The sheets are of several years, and a data file is of one. 2022: 2022/guam.txt, "
        "2022/ohio.txt; 2024: 2024/guam.txt, 2024/ohio.txt. Extract each year by itself."
    )


def test_sheets_of_a_year_that_no_edition_has_are_named_together(
    three_years: Path,
) -> None:
    shutil.rmtree(three_years.parent / "archive/2022")
    files = [*sheets_of(three_years, 2023), *sheets_of(three_years, 2022)]

    with pytest.raises(FactsheetsError) as caught:
        extract(files, three_years)

    [problem] = caught.value.problems
    assert str(problem).replace(f"{files[0].parents[1]}/", "") == (
        f"{three_years}: year: 2 sheets are of 2022, a year that has no edition: 2022/guam.txt, "
        "2022/ohio.txt. Name the data file of 2022 with --data; its figures.yaml and templates go "
        "with it. If another wording fits, name its folder with --templates."
    )


def test_a_wording_that_is_named_reads_sheets_of_any_year(three_years: Path) -> None:
    archived = three_years.parent / "archive/2023"

    found = extract(sheets_of(three_years, 2022), archived / "states.yaml", archived / "templates")

    assert found.startswith("year: 2022\nsample: true\n")
