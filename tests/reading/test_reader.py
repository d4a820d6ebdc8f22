"""The wording read backwards: what a sheet prints comes back, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from conftest import CATALOGUE, MAY_BE_NOT_REPORTED, PUBLISHED, ROOT, invented
from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.figures.values import LARGEST_FIGURE, NOT_REPORTED, Figures
from factsheets.problems import FactsheetsError
from factsheets.reading.documents import read_document
from factsheets.reading.reader import Reader, Reading
from factsheets.render.formats import Format
from factsheets.render.render import render
from factsheets.render.text import render_text
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording
from journeys.test_properties import quick, slow
from strategies import data_files

PUBLISHED_STATES = ["Missouri", "Montana", "Wisconsin", "Wyoming"]
OURS = (ROOT / "templates/factsheet.md.j2").read_text()
ONLY_BOLD = {"plain_title", "hope_bold_before_stop", "connect_bold_whole"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")


@pytest.fixture(scope="module")
def reader(wording: Wording) -> Reader:
    return Reader(wording)


@pytest.fixture(scope="module")
def national(dataset: Dataset) -> Figures:
    assert dataset.national
    return dataset.national


def composed(text: str, folder: Path, wording: Wording) -> tuple[Sheet, Figures]:
    path = folder / "states.yaml"
    path.write_text(text)
    dataset = load(path, catalogue=CATALOGUE)
    (state,) = dataset.ready
    assert dataset.national
    return wording.compose(dataset, state), dataset.national


def shown(sheet: Sheet, of_all: Figures, *, bold: bool) -> dict[str, Any]:
    """What docs/wording-rules.md says that the sheet shows of its data."""
    figures = dict(sheet.figures.figures)
    for path in MAY_BE_NOT_REPORTED:
        figures[path] = figures[path] or NOT_REPORTED  # a passage for 0 is left out too
    national = dict(of_all)
    reports, files = of_all["cybertipline_reports"], of_all["cybertipline_files"]
    assert isinstance(reports, int)
    assert isinstance(files, int)
    if reports >= 1_000_000:  # printed "36.2 million"
        rounded = (reports + 50_000) // 100_000 * 100_000
        is_figure = rounded <= LARGEST_FIGURE  # else the least that is printed so
        national["cybertipline_reports"] = rounded if is_figure else rounded - 50_000
    if files >= 1_000_000:  # printed "more than 105 million"
        national["cybertipline_files"] = files // 100_000 * 100_000
    if figures["team_adam_cases"] is not NOT_REPORTED:  # the national sentence is left out
        del national["team_adam_incidents"], national["team_adam_long_term_cases"]
    hidden = set() if bold else set(ONLY_BOLD)
    if figures["team_hope_supported"] is NOT_REPORTED:
        hidden.add("hope_bold_before_stop")
    if figures["connect_new_users"] is NOT_REPORTED:
        hidden.add("connect_bold_whole")
    return {
        "state": sheet.state,
        "year": sheet.year,
        "sample": sheet.sample,
        "figures": figures,
        "national": national,
        "departures": set(sheet.figures.as_published) - hidden,
        "hidden": hidden,
    }


def told(reading: Reading) -> dict[str, Any]:
    """What was read, to be compared with what is ``shown``."""
    found = {name: getattr(reading, name) for name in shown_names()}
    return {**found, "departures": set(reading.departures), "hidden": set(reading.hidden)}


def shown_names() -> list[str]:
    return ["state", "year", "sample", "figures", "national", "departures", "hidden"]


@pytest.mark.slow
@quick
@given(text=data_files())
def test_the_text_gives_back_what_it_shows(
    text: str, folder: Path, wording: Wording, reader: Reader
) -> None:
    sheet, national = composed(text, folder, wording)
    path = folder / "sheet.txt"
    printed = render_text(sheet)
    for content, bold in ((printed, True), (printed.replace("**", ""), False)):
        path.write_text(content)
        has_bold = bold and "**" in content
        assert told(reader.read(read_document(path))) == shown(sheet, national, bold=has_bold)


@pytest.mark.slow
@quick
@given(text=data_files())
def test_the_page_gives_back_what_it_shows(
    text: str, folder: Path, wording: Wording, reader: Reader, templates: Templates
) -> None:
    sheet, national = composed(text, folder, wording)
    path = folder / "sheet.html"
    path.write_bytes(render(sheet, Format.HTML, templates))
    assert told(reader.read(read_document(path))) == shown(sheet, national, bold=True)


@pytest.mark.slow
@slow
@given(text=data_files())
def test_the_pdf_gives_back_what_it_shows(
    text: str, folder: Path, wording: Wording, reader: Reader, templates: Templates
) -> None:
    sheet, national = composed(text, folder, wording)
    path = folder / "sheet.pdf"
    path.write_bytes(render(sheet, Format.PDF, templates))
    assert told(reader.read(read_document(path))) == shown(sheet, national, bold=True)


@pytest.mark.one_in(4)
@pytest.mark.parametrize("bold", [True, False], ids=["with bold", "without bold"])
@pytest.mark.parametrize("width", [0, 72], ids=["as extracted", "wrapped"])
@pytest.mark.parametrize("state", PUBLISHED_STATES)
def test_a_published_sheet_gives_its_figures(
    state: str,
    width: int,
    bold: bool,
    tmp_path: Path,
    reader: Reader,
    sheets: dict[str, Sheet],
    national: Figures,
) -> None:
    text = (PUBLISHED / f"{state.lower()}.txt").read_text()
    if not bold:
        text = text.replace("**", "")
    if width:
        text = re.sub(rf"(.{{{width}}}\S*?(?:[-/](?=\S)|\s))", r"\1\n", text)
    path = tmp_path / "sheet.txt"
    path.write_text(text)

    assert told(reader.read(read_document(path))) == shown(sheets[state], national, bold=bold)


# --- the wording changes both directions


def read_in(folder: Path, wording: str, text: str) -> Reading:
    """What a reader of this ``wording`` reads in a ``text``."""
    (folder / "factsheet.md.j2").write_text(wording)
    (folder / "sheet.txt").write_text(text)
    reader = Reader(Wording(Templates.find(folder), CATALOGUE))
    return reader.read(read_document(folder / "sheet.txt"))


def refusal(folder: Path, wording: str, text: str) -> str:
    """What is said of a ``text`` that a reader of this ``wording`` cannot read."""
    with pytest.raises(FactsheetsError) as caught:
        read_in(folder, wording, text)
    (problem,) = caught.value.problems
    return str(problem).replace(f"{folder}/", "")


EDITS = {
    "a sentence": ("NCMEC handled {{", "we worked on {{"),
    "a noun": ('count("submission", "submissions")', 'count("file", "files")'),
    "bold": ("**In {{ year }}, NCMEC had", "In {{ year }}, **NCMEC had"),
    "a figure more": ("as follows:", "({{ team_adam_cases }} with Team Adam) as follows:"),
    "a branch more": (
        "as follows:",
        "{% if cvip_submissions %}and {{ cvip_submissions }} more{% endif %} as follows:",
    ),
    "exact": ("national.cybertipline_reports | millions |", "national.cybertipline_reports |"),
    "a link": ("These children are", "[These children](https://missingkids.org) are"),
    "without a row": (
        "| Other Missing Children Cases | {{ missing_children.other }} |\n",
        "| Other | **{{ missing_children.other }}** |\n",
    ),
}


@pytest.mark.one_in(4)
@pytest.mark.parametrize(("old", "new"), EDITS.values(), ids=EDITS)
def test_an_edit_of_the_wording_changes_both_directions(
    old: str, new: str, tmp_path: Path, dataset: Dataset, national: Figures
) -> None:
    wording = OURS.replace(old, new)
    (tmp_path / "factsheet.md.j2").write_text(wording)
    sheet = Wording(Templates.find(tmp_path), CATALOGUE).compose(dataset, "Missouri")
    text = render_text(sheet)

    reading = read_in(tmp_path, wording, text)

    assert wording != OURS
    assert reading.figures == shown(sheet, national, bold=True)["figures"]
    assert reading.national["connect_users"] == 18_000
    if "https" not in new:  # a link's address is not printed
        assert "(factsheet.md.j2:" in refusal(tmp_path, OURS, text)


def test_a_passage_that_moved_is_read_where_it_stands(
    tmp_path: Path, dataset: Dataset, national: Figures
) -> None:
    *rest, last = OURS.rpartition("## NCMEC's Education Resources")
    wording = "".join(rest[:1]) + "The end of {{ state }}.\n\n## NCMEC's Education Resources" + last
    heading, _, body = wording.partition("## NCMEC's Work to Combat Child Sexual Exploitation\n")
    first, _, others = body.partition("\n## ")
    moved = f"{heading}## {others}\n## NCMEC's Work to Combat Child Sexual Exploitation\n{first}"
    (tmp_path / "factsheet.md.j2").write_text(moved)
    sheet = Wording(Templates.find(tmp_path), CATALOGUE).compose(dataset, "Wyoming")

    reading = read_in(tmp_path, moved, render_text(sheet))

    assert told(reading) == shown(sheet, national, bold=True)


ROUNDED = """# {{ state }} {{ year }}

{{ national.connect_users | millions }} or {{ national.connect_users | millions_at_least }}.
"""


def test_two_roundings_of_a_figure_can_differ(tmp_path: Path) -> None:
    reading = read_in(tmp_path, ROUNDED, "Ohio 2023\n\n36.2 million or 36.1 million.\n")

    assert reading.national == {"connect_users": 36_150_000}
    assert reading.rounded == {"national.connect_users"}


def test_two_roundings_of_two_figures_do_not_fit(tmp_path: Path) -> None:
    text = "Ohio 2023\n\n36.2 million or 35.1 million.\n"
    assert '35.1 million." does not fit the wording.' in refusal(tmp_path, ROUNDED, text)


# --- what does not fit


SHORT = """# {{ state_without_article }} Data

In {{ year }}, {{ cvip_submissions }} of **{{ team_adam_cases | count("case", "cases") }}**
in {{ state }}.
{% if connect_new_users %}
Then {{ connect_new_users }} more.
{% endif %}

The end.
"""
FITS = "Ohio Data\n\nIn 2023, 5 of **1 case** in Ohio. Then 7 more.\n\nThe end."
CASES = "1 case or … cases in …. Then … more."
MISFITS = {
    "a word": (
        ("more", "less"),
        '"Ohio. Then 7 less. The end." does not fit the wording. Expected: "…. Then … more."',
    ),
    "a 0 in a passage for more": (
        ("7 more", "0 more"),
        '"in Ohio. Then 0 more. The end." is in a passage that is not for this number. '
        'Expected: "in …. Then … more."',
    ),
    "a noun that does not agree": (
        ("1 case", "1 cases"),
        '"2023, 5 of 1 cases in Ohio. Then 7 more." does not fit the wording. '
        f'Expected: "…, … of {CASES}"',
    ),
    "a number in words": (
        ("1 case", "one case"),
        '"2023, 5 of one case in Ohio. Then 7 more." does not fit the wording. '
        f'Expected: "…, … of {CASES}"',
    ),
    "a year that is none": (
        ("In 2023", "In 1983"),
        '"In 1983, 5 of 1 case in Ohio. Then 7" does not fit the wording. '
        f'Expected: "In …, … of {CASES}"',
    ),
    "another state": (
        ("in Ohio", "in Guam"),
        '"1 case in Guam. Then 7 more. The end." says something else than the sheet does before. '
        f'Expected: "of {CASES}"',
    ),
    "no state": (
        ("in Ohio", "in Ohia"),
        f'"1 case in Ohia. Then 7 more. The end." does not fit the wording. Expected: "of {CASES}"',
    ),
    "thousands without a comma": (
        ("5 of", "5000 of"),
        '"In 2023, 5000 of 1 case in Ohio. Then 7" does not fit the wording. '
        f'Expected: "In …, … of {CASES}"',
    ),
    "a comma in the wrong place": (
        ("5 of", "1,5 of"),
        '"In 2023, 1,5 of 1 case in Ohio. Then 7" does not fit the wording. '
        f'Expected: "In …, … of {CASES}"',
    ),
    "bold": (
        ("end.", "**end**."),
        '"The end." is bold here, but not in the wording. Expected: "The end."',
    ),
    "no bold": (
        ("**1 case** in Ohio", "1 case in **Ohio**"),
        '"2023, 5 of 1 case in Ohio. Then 7 more." is not bold here, but is in the wording. '
        f'Expected: "…, … of {CASES}"',
    ),
    "no end": (
        ("The end.", ""),
        'The sheet ends too soon, after "Then 7 more.". Expected: "The end."',
    ),
    "more than the end": (
        ("end.", "end. And more."),
        '"And more." stands after the last passage of the wording.',
    ),
}


def test_a_short_sheet_is_read(tmp_path: Path) -> None:
    reading = read_in(tmp_path, SHORT, FITS)

    assert (reading.state, reading.year) == ("Ohio", 2023)
    assert reading.figures == {"cvip_submissions": 5, "team_adam_cases": 1, "connect_new_users": 7}
    assert reading.national == {}
    document = read_document(tmp_path / "sheet.txt")
    assert [(each.name, document.words[each.start : each.end]) for each in reading.places] == [
        ("cvip_submissions", "5"),
        ("team_adam_cases", "1"),
        ("connect_new_users", "7"),
    ]


@pytest.mark.one_in(4)
@pytest.mark.parametrize(("change", "message"), MISFITS.values(), ids=MISFITS)
def test_the_first_passage_that_does_not_fit_is_shown(
    change: tuple[str, str], message: str, tmp_path: Path
) -> None:
    found = refusal(tmp_path, SHORT, FITS.replace(*change))

    line = 9 if message.endswith('Expected: "The end."') else 3
    where = "" if "stands after" in message else f" (factsheet.md.j2:{line})."
    assert found == f"sheet.txt: Ohio: {message}{where}"


@pytest.mark.parametrize("text", ["The end.", "Wyoming. The end.", FITS[1:]])
def test_another_text_does_not_fit(text: str, tmp_path: Path) -> None:
    assert 'does not fit the wording. Expected: "… Data" (factsheet.md.j2:1).' in refusal(
        tmp_path, SHORT, text
    )


def test_another_state_is_shown_before_what_it_leads_to(tmp_path: Path) -> None:
    text = (PUBLISHED / "wyoming.txt").read_text().replace("are Wyoming", "are Montana")

    assert refusal(tmp_path, OURS, text).startswith(
        "sheet.txt: Wyoming: \"Listed below are Montana specific statistics relating to NCMEC's "
        'work." says something else than the sheet does before. Expected: "Listed below are …'
    )


def test_what_is_wrong_in_a_last_passage_is_shown_there(tmp_path: Path) -> None:
    wording, text = (each.replace("\n\nThe end.", "") for each in (SHORT, FITS))

    assert read_in(tmp_path, wording, text).figures["connect_new_users"] == 7
    assert '"Ohio. Then 7 less." does not fit the wording.' in refusal(
        tmp_path, wording, text.replace("more", "less")
    )


def test_two_passages_that_depend_on_one_figure_come_together(tmp_path: Path) -> None:
    first, last = (
        f"{{% if cvip_submissions %}}\n{words}\n{{% endif %}}\n"
        for words in ("There are {{ cvip_submissions }}.", "That is all.")
    )
    wording = f"# {{{{ state }}}} {{{{ year }}}}\n\n{first}\n{last}"

    assert read_in(tmp_path, wording, "Guam 2023 There are 5. That is all.").year == 2023
    assert refusal(tmp_path, wording, "Guam 2023 There are 5.")
    assert refusal(tmp_path, wording, "Guam 2023 That is all.")


def test_a_passage_that_depends_on_a_figure_printed_before_comes_with_it(tmp_path: Path) -> None:
    more = "{% if cvip_submissions %}\nMore.\n{% endif %}\n"
    wording = f"# {{{{ state }}}} {{{{ year }}}}\n\nAll {{{{ cvip_submissions }}}}.\n\n{more}"

    assert read_in(tmp_path, wording, "Guam 2023 All 5. More.").figures["cvip_submissions"] == 5
    assert read_in(tmp_path, wording, "Guam 2023 All 0.").figures["cvip_submissions"] == 0
    assert refusal(tmp_path, wording, "Guam 2023 All 0. More.")
    assert refusal(tmp_path, wording, "Guam 2023 All 5.")


def test_a_departure_holds_for_the_whole_sheet(tmp_path: Path) -> None:
    first, last = (
        f"{{% if as_published.plain_title %}}\n{one}\n{{% else %}}\n{other}\n{{% endif %}}\n"
        for one, other in (("One.", "Other."), ("Yes.", "No."))
    )
    wording = f"# {{{{ state }}}} {{{{ year }}}}\n\n{first}\n{last}"

    assert read_in(tmp_path, wording, "Guam 2023 One. Yes.").departures == ("plain_title",)
    assert read_in(tmp_path, wording, "Guam 2023 Other. No.").departures == ()
    assert refusal(tmp_path, wording, "Guam 2023 One. No.")


def test_two_figures_that_run_into_each_other_are_not_guessed_at(tmp_path: Path) -> None:
    wording = "# {{ state }} {{ year }}\n\n{{ cvip_submissions }},{{ team_adam_cases }}.\n"

    assert refusal(tmp_path, wording, "Guam 2023 5,700.")


def test_a_sheet_that_can_be_read_in_two_ways_is_not_guessed_at(tmp_path: Path) -> None:
    wording = (
        "# {{ state }} {{ year }}\n\n{% if as_published.plain_title %}\n{{ cvip_submissions }}.\n"
        "{% else %}\n{{ team_adam_cases }}.\n{% endif %}\n"
    )
    assert refusal(tmp_path, wording, "Guam 2023\n\n5.") == (
        "sheet.txt: Guam: The sheet can be read in two ways; they differ in cvip_submissions, "
        "team_adam_cases. factsheets check says where the wording is not clear."
    )


def test_a_figure_that_the_wording_does_not_print_is_not_guessed_at(tmp_path: Path) -> None:
    wording = "# {{ state }} {{ year }}\n\n{% if cvip_submissions %}\nSome.\n{% endif %}\n"
    assert refusal(tmp_path, wording, "Guam 2023\n\nSome.") == (
        "factsheet.md.j2: Guam: The wording does not print cvip_submissions. So it cannot be read "
        "back from a sheet."
    )


def test_a_figure_that_cannot_be_absent_is_0_where_its_passage_is(tmp_path: Path) -> None:
    wording = (
        "# {{ state }} {{ year }}\n\n{% if cybertipline_reports %}\n{{ cybertipline_reports }}.\n"
        "{% endif %}\n{% if cvip_submissions %}\n{{ cvip_submissions }}!\n{% endif %}\n"
    )
    assert read_in(tmp_path, wording, "Guam 2023").figures == {
        "cybertipline_reports": 0,
        "cvip_submissions": NOT_REPORTED,
    }


@pytest.mark.parametrize("which", ["first", "last"])
def test_a_sample_whose_mark_was_taken_away_does_not_fit(
    which: str, tmp_path: Path, make_dataset: Callable[..., Dataset], wording: Wording
) -> None:
    sheet = wording.compose(make_dataset({"Ohio": invented()}), "Ohio")
    blocks = render_text(sheet).split("\n\n")
    text = "\n\n".join(blocks[1:] if which == "first" else blocks[:-1])

    assert "SAMPLE: THESE FIGURES" in refusal(tmp_path, OURS, text)
