"""A year whose figures and wording changed, beside the year before: reviewed as any other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from conftest import data_text, invented, put_edition
from factsheets.cli.app import app
from factsheets.edition.edition import open_edition
from factsheets.review.compare import Review, review
from factsheets.review.page import render_review
from factsheets.review.sentences import Rewording

NEW = """
  ai_reports:
    title: Reports on generated images
    about: CyberTipline reports on images that a machine made.
    not_reported: allowed
"""
# Each piece of this year's declarations and wording, and what it becomes next year.
FIGURES = {
    "  team_adam_cases:\n": "  team_adam_deployments:\n    formerly: team_adam_cases\n",
    "    title: CVIP submissions\n": "    title: CVIP requests\n",
    "    title: Missing child cases\n": "    title: Children missing\n",
    "\ndepartures:": f"{NEW}\ndepartures:",
    "      - missing_children.other\n": (
        "      - missing_children.other\n      - missing_children.family\n"
    ),
    "  missing_children.total:": (
        "  missing_children.family:\n    title: Family abductions\n"
        "    about: Children whom a parent took.\n  missing_children.total:"
    ),
    "Likely trafficked, percent": "Likely trafficked",
    "    unit: percent\n": "",
}
WORDING = {
    "team_adam_cases": "team_adam_deployments",
    "NCMEC supports families": "NCMEC supports survivors, families",
    "These children are uniquely vulnerable": "Such children are most vulnerable",
    "Based on NCMEC's analysis, {{ national.likely_trafficked_percent }}% of": (
        "Based on NCMEC's analysis, {{ national.likely_trafficked_percent }} of"
    ),
    "| Children Reported Missing by": (
        "| Abducted by a Parent | {{ missing_children.family }} |\n| Children Reported Missing by"
    ),
    "NCMEC also operates the Child": (
        '{% if ai_reports %}\nOf them, {{ ai_reports | count("was", "were") }} on images that a '
        "machine made.\n{% endif %}\n\nNCMEC also operates the Child"
    ),
}
GONE = "mental_health_connections"


def replaced(path: Path, pieces: dict[str, str], without: str = "") -> None:
    """Write other pieces into the file, and take the part of it out that reads ``without``."""
    text = path.read_text()
    for old, new in pieces.items():
        assert old in text
        text = text.replace(old, new)
    assert without in text
    path.write_text(text.replace(without, ""))


def change_figures(folder: Path, templates: Path) -> None:
    """Turn the edition in ``folder`` into one with figures added, gone, renamed and split."""
    figures = folder / "figures.yaml"
    entry = figures.read_text().partition(f"  {GONE}:\n")[2].partition("  team_adam")[0]
    replaced(figures, {}, f"  {GONE}:\n{entry}")
    replaced(figures, FIGURES)
    wording = templates / "factsheet.md.j2"
    sentence = wording.read_text().partition(f"{{% if {GONE} %}}")[2].partition("{% endif %}\n")[0]
    replaced(wording, {}, f"{{% if {GONE} %}}{sentence}{{% endif %}}\n")
    replaced(wording, WORDING)
    data = yaml.safe_load((folder / "states.yaml").read_text())
    for number, state in enumerate(filter(None, data["states"].values())):
        del state[GONE]
        state["team_adam_deployments"] = state.pop("team_adam_cases")
        state["ai_reports"] = 7 * number
        cases = state["missing_children"]
        cases["family"], cases["other"] = cases["other"] // 2, cases["other"] - cases["other"] // 2
    (folder / "states.yaml").write_text(yaml.safe_dump(data, sort_keys=False))


STATES = ("Iowa", "Maine", "Ohio", "Texas", "Utah")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two years, the later of which has other figures and another wording."""
    then: dict[str, Any] = {name: invented(team_adam_cases=200) for name in STATES}
    now = {
        **then,
        "Ohio": invented(team_adam_cases=900),
        "Utah": {**then["Utah"], "cvip_submissions": 0},
    }
    put_edition(tmp_path / "archive/2023", data_text(then, year=2023, team_adam_incidents=9_000))
    data = put_edition(tmp_path, data_text(now, year=2024, team_adam_incidents=9_000))
    change_figures(tmp_path, tmp_path / "templates")
    return data


@pytest.fixture
def found(data: Path) -> Review:
    """The review of the two years."""
    return review(open_edition(data))


def marked(rewording: Rewording) -> str:
    brackets = {"same": "{}", "removed": "<-{}->", "added": "<+{}+>"}
    return "".join(brackets[part.kind].format(part.text) for part in rewording.words)


@pytest.mark.slow
def test_the_review_ends_as_always_and_lists_the_figures(data: Path, tmp_path: Path) -> None:
    command = ["review", "--data", str(data), "--output", str(tmp_path / "output")]

    done = CliRunner().invoke(app, command)

    assert done.exit_code == 0, done.output
    printed = " ".join(done.output.split())
    page = (tmp_path / "output/2024/review.html").read_text()
    for words in (
        "Reports on generated images",
        "Children whom a parent took.",  # what the catalogue says of a new figure
        "Mental health connections",
        "mental health services in the state.",  # and of one that is gone
        "CVIP requests",
        "CVIP submissions",
        "Likely trafficked",
        "not comparable",
    ):
        assert words in page
        assert words in printed


def test_figures_are_compared_by_their_names_and_former_names(found: Review) -> None:
    ohio = next(each for each in found.states if each.state == "Ohio")
    changes = {each.heading: (each.then, each.now, each.note) for each in ohio.changes}

    assert changes["Team Adam cases"] == (200, 900, "")
    assert changes["CVIP requests"] == (56, 56, "")
    assert changes["Missing children cases"] == (32, 32, "")
    assert changes["Other missing children"] == (9, 5, "")
    assert changes["Family abductions"] == (None, 4, "new")
    assert "Mental health connections" not in changes
    national = {each.heading: (each.then, each.now, each.note) for each in found.national}
    assert national["Likely trafficked"] == (None, 19, "not comparable")


def test_flags_trends_and_sums_work_for_what_can_be_compared(found: Review) -> None:
    assert [(state.code, each.heading) for state, each in found.large] == [
        ("OH", "Team Adam cases"),
        ("UT", "CVIP requests"),
    ]
    assert found.trends["team_adam_deployments"] == 1
    assert "ai_reports" not in found.trends
    totals = {each.heading: each.sums for each in found.totals}
    assert (totals["Team Adam cases"].then, totals["Team Adam cases"].now) == (1_000, 1_700)
    assert [each.code for each in found.states if each.lost] == ["UT"]


def test_each_sentence_of_the_wording_that_changed_is_there_once(found: Review) -> None:
    assert found.last
    assert [marked(each) for each in found.last.rewordings] == [
        "NCMEC supports<+ survivors,+> families, law enforcement, child welfare, and members of "
        "the public to help find missing children, combat child sexual exploitation, and reduce "
        "child victimization.",
        "<+[if Reports on generated images] Of them, [Reports on generated images] was / were on "
        "images that a machine made.+>",
        "<-These-><+Such+> children are <-uniquely-><+most+> vulnerable to homelessness, gang "
        "involvement, and sex trafficking.",
        "Based on NCMEC's analysis, [Likely trafficked, <-percent, ->national]<-%-> of these "
        "children were likely victims of child sex trafficking.",
        "<+| Abducted by a Parent | [Family abductions] |+>",
        "<-[if Mental health connections] **In [year], NCMEC connected [Mental health connections]"
        " survivor/family / survivors/families to mental health services in [state].**->",
    ]


@pytest.mark.slow
def test_figures_that_cannot_be_compared_have_a_picture_of_their_own(
    data: Path, found: Review
) -> None:
    page = render_review(found, open_edition(data).templates)
    pictures = dict(
        re.findall(r"<title id=.plot-[0-9]+-title.>(.*?)</title><desc[^>]*>(.*?)<", page)
    )

    assert pictures["Team Adam cases"].startswith("5 states: across, 2023; up, 2024.")
    assert pictures["Family abductions"].startswith("5 states in 2024, from the largest")
    assert "Mental health connections" not in pictures


def test_the_archived_year_is_reviewed_by_itself(data: Path) -> None:
    archived = data.parent / "archive/2023/states.yaml"

    found = review(open_edition(archived))

    assert (found.last, found.problems) == (None, ())
    assert len(found.states) == len(STATES)
