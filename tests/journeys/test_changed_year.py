"""A year in which figures come, go, split and change their names, made with files alone.

The edition is one of the test's own, so that a change of NCMEC's figures does not change it. Its
figures are invented.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import yaml

from conftest import cell_of
from factsheets.cli.app import main
from factsheets.edition.init import init

FIGURES = """\
national:
  reports:
    title: Reports
    about: Reports the CyberTipline received.
  cases:
    title: Cases
    about: Missing child cases NCMEC assisted on.
state:
  reports:
    title: Reports
    about: Reports made available to law enforcement in the state.
    part_of: national.reports
  reviews:
    title: Reviews
    about: Submissions reviewed.
    not_reported: allowed
  missing.facility:
    title: From a facility
    about: Children missing from a facility.
  missing.other:
    title: Others
    about: Other missing children.
  missing.abroad:
    title: From abroad
    about: Children missing who came from abroad.
  missing.total:
    title: Missing children
    about: All missing children of the state.
    sum_of: [missing.facility, missing.other, missing.abroad]
    part_of: national.cases
  connections:
    title: Connections
    about: Families connected to mental health services.
    not_reported: allowed
"""
WORDING = """\
# Fact Sheet **{{ state_without_article }}**

In {{ year }}, the CyberTipline received {{ national.reports | count("report", "reports") }}.
**Of these, {{ reports | count("report was", "reports were") }} made available in {{ state }}.**
{% if reviews %}
NCMEC reviewed {{ reviews | count("submission", "submissions") }} from {{ state }}.
{% endif %}

## Missing children

NCMEC assisted on {{ national.cases | count("case", "cases") }}.
Of these, {{ missing.total | count("was", "were") }} from {{ state }}, as follows:

| | |
|---|---:|
| From a facility | {{ missing.facility }} |
| Others | {{ missing.other }} |
| From abroad | {{ missing.abroad }} |

{% if connections %}
NCMEC connected {{ connections | count("family", "families") }} to services in {{ state }}.
{% endif %}
"""
DATA = """\
year: 2023
sample: true

national:
  reports: 400_000
  cases: 9_000

states:
  Ohio:
    reports: 4_321
    reviews: 87
    missing: {facility: 300, other: 60, abroad: 5, total: 365}
    connections: 21
  Wyoming:
    reports: 1
    reviews: not reported
    missing: {facility: 12, other: 0, abroad: 0, total: 12}
    connections: 0
"""

# What changes in 2024: in figures.yaml …
CHANGED_FIGURES = {
    "state:\n": """\
  generated_reports:
    title: Reports on generated images
    about: Reports with images that were made by a machine.
  likely_trafficked:
    title: Likely trafficked
    about: How many in a hundred were likely victims of trafficking.
    unit: percent
state:
  generated_reports:
    title: Reports on generated images
    about: Of the state's reports, those with images that were made by a machine.
    part_of: reports
""",
    "  reviews:\n    title: Reviews\n": """\
  submissions_reviewed:
    title: Reviewed submissions
    formerly: reviews
""",
    "  missing.abroad:\n": """\
  missing.parent:
    title: With a parent
    about: Children who were taken by a parent.
  missing.abroad:
""",
    "[missing.facility, missing.other, missing.abroad]": (
        "[missing.facility, missing.other, missing.parent, missing.abroad]"
    ),
    FIGURES[FIGURES.index("  connections:") :]: """\
departures:
  old_heading: The heading is the one of the year before.
""",
}
# … and in the wording.
CHANGED_WORDING = {
    "**Of these,": """\
Of these, {{ national.generated_reports }} were about images that were made by a machine.
**Of these,""",
    "{% if reviews %}": "{% if submissions_reviewed %}",
    'reviewed {{ reviews | count("submission", "submissions") }}': (
        'looked at {{ submissions_reviewed | count("submission", "submissions") }}'
    ),
    "## Missing children\n": """\
In {{ state }} they were:

- {{ generated_reports | count("report", "reports") }} on images that were made by a machine
- {{ reports | count("report", "reports") }} in all

{% if as_published.old_heading %}
## Missing children
{% else %}
## Missing children and their families
{% endif %}

About {{ national.likely_trafficked }}% were likely victims of trafficking.
""",
    "| From abroad |": "| With a parent | {{ missing.parent }} |\n| From abroad |",
    WORDING[WORDING.index("\n{% if connections") :]: "",
}
NATIONAL: dict[str, int | float] = {
    "Reports": 500_000,
    "Cases": 9_100,
    "Reports on generated images": 67_000,
    "Likely trafficked": 18.5,
}
STATES: dict[str, dict[str, int | str]] = {
    "Ohio": {
        "Reports": 5_432,
        "Reports on generated images": 432,
        "Reviewed submissions": "not reported",
        "From a facility": 310,
        "Others": 62,
        "With a parent": 7,
        "From abroad": 4,
        "Missing children": 383,
    },
    "Wyoming": {
        "Reports": 900,
        "Reports on generated images": 1,
        "Reviewed submissions": 3,
        "From a facility": 11,
        "Others": 1,
        "With a parent": 0,
        "From abroad": 0,
        "Missing children": 12,
    },
}
OHIO = {
    "reports": 5_432,
    "generated_reports": 432,
    "submissions_reviewed": "not reported",
    "missing": {"facility": 310, "other": 62, "parent": 7, "abroad": 4, "total": 383},
}

Run = Callable[[str], str]


def edit(file: Path, changes: dict[str, str]) -> None:
    """Change each of these passages, which the file has once."""
    text = file.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def fill_in(workbook: Path) -> None:
    """Type the figures of 2024, as a data team does."""
    book = openpyxl.load_workbook(workbook)
    for state, figures in STATES.items():
        for heading, figure in figures.items():
            cell_of(book["Figures"], state, heading).value = figure
    for heading, number in NATIONAL.items():
        cell_of(book["National"], heading, "Value").value = number
    book.save(workbook)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder`` by its name."""
    files = (each for each in folder.rglob("*") if each.is_file())
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A project with the finished year 2023; and a function that runs a command in it."""
    init(tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    for name, text in (
        ("data/figures.yaml", FIGURES),
        ("data/states.yaml", DATA),
        ("templates/factsheet.md.j2", WORDING),
    ):
        Path(name).write_text(text, encoding="utf-8")

    def run_it(command: str) -> str:
        with pytest.raises(SystemExit) as caught:
            main(command.split()[1:])
        written, messages = capsys.readouterr()
        assert caught.value.code == 0, f"{command}\n{written}\n{messages}"
        return written + messages

    return run_it


@pytest.mark.slow
def test_figures_come_and_go_and_change_their_names_without_a_programmer(run: Run) -> None:
    run("factsheets schema")
    run("factsheets build -j 1")
    first = contents(Path("output/2023"))
    run("factsheets new-year 2024")

    edit(Path("data/figures.yaml"), CHANGED_FIGURES)
    edit(Path("templates/factsheet.md.j2"), CHANGED_WORDING)
    run("factsheets schema")
    run("factsheets check")
    run("factsheets preview OH")  # with figures that are marked as not this year's
    run("factsheets export figures.xlsx")
    fill_in(Path("figures.xlsx"))
    run("factsheets import figures.xlsx")
    edit(
        Path("data/states.yaml"), {"  Wyoming:\n": "  Wyoming:\n    as_published: [old_heading]\n"}
    )

    assert "No problems" in run("factsheets check")
    text = run("factsheets preview OH")
    assert "- 432 reports on images that were made by a machine" in text
    assert "About 18.5% were likely victims of trafficking." in text
    assert "Missing children and their families" in text
    run("factsheets build -j 1")
    run("factsheets verify output/2024")
    run("factsheets coverage")
    _the_review_tells_what_changed(run("factsheets review"))
    _each_format_has_the_figures(run)

    # The year before is as it was.
    run("factsheets build -j 1 --data data/archive/2023/states.yaml --output again")
    assert contents(Path("again/2023")) == first
    run("factsheets verify output/2023 again/2023")
    found = yaml.safe_load(run("factsheets extract output/2023/ohio.html"))
    assert found["states"]["Ohio"] == yaml.safe_load(DATA)["states"]["Ohio"]


def _the_review_tells_what_changed(said: str) -> None:
    [page] = Path("output/2024").rglob("review.html")
    words = re.sub(r"<[^>]*>", " ", page.read_text(encoding="utf-8"))
    words = " ".join(words.split())
    assert "Reports on generated images" in words  # it is new
    assert "Connections" in words  # it is gone
    assert "Reviewed submissions" in words  # it has another name
    assert "4,321" in words  # Ohio's reports, compared
    assert "5,432" in words
    assert "87" in words  # Ohio's reviews, under their old name
    assert "looked at" in words  # the wording that changed
    assert "review.html" in said


def _each_format_has_the_figures(run: Run) -> None:
    for sheet in ("ohio.txt", "ohio.html", "ohio.pdf"):
        found = yaml.safe_load(run(f"factsheets extract output/2024/{sheet}"))
        assert found["year"] == 2024
        assert found["states"]["Ohio"] == OHIO
        assert found["national"]["likely_trafficked"] == 18.5
