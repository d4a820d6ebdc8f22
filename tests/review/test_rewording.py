"""Sentences of the wording that changed: once each, with their words, figures by their titles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conftest import CATALOGUE
from factsheets.figures.catalogue import Catalogue
from factsheets.figures.pairs import pairs_of
from factsheets.review.rewording import rewordings, without
from factsheets.review.sentences import Rewording
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Wording

TITLE = "# **{{ state_without_article }} Data** {{ year }}\n\n"


def marked(rewording: Rewording) -> str:
    """The sentence with <-what was removed-> and <+what was added+>."""
    brackets = {"same": "{}", "removed": "<-{}->", "added": "<+{}+>"}
    return "".join(brackets[part.kind].format(part.text) for part in rewording.words)


def wording_of(folder: Path, text: str, catalogue: Catalogue = CATALOGUE) -> Wording:
    folder.mkdir(exist_ok=True)
    (folder / "factsheet.md.j2").write_text(TITLE + text)
    return Wording(Templates.find(folder), catalogue)


def changes(folder: Path, then: str, now: str) -> list[str]:
    pairs = pairs_of(CATALOGUE, CATALOGUE)
    wordings = wording_of(folder / "then", then), wording_of(folder / "now", now)
    return [marked(each) for each in rewordings(*wordings, pairs)]


COUNT = '{{ cvip_submissions | count("submission", "submissions") }}'
OTHER_COUNT = COUNT.replace('"submissions"', '"files"')
PLAIN = f"In {{{{ year }}}}, {COUNT}.\nNo change here.\n"


@pytest.mark.parametrize(
    ("then", "now", "found"),
    [
        (PLAIN, PLAIN, []),
        ("We help.\n", "We do help.\n", ["We<+ do+> help."]),
        ("A line.\n", "A line.\nAnother one.\n", ["<+Another one.+>"]),
        ("A line.\nAnother one.\n", "A line.\n", ["<-Another one.->"]),
        ("More than 485,000.\n", "More than 490,000.\n", ["More than <-485,000-><+490,000+>."]),
        (
            f"In all, {COUNT}.\n",
            f"In all, {OTHER_COUNT}.\n",
            ["In all, [CVIP submissions] submission / <-submissions-><+files+>."],
        ),
        (
            "In all, {{ national.cybertipline_reports }}.\n",
            "In all, {{ national.cybertipline_reports | millions }}.\n",
            ["In all, [CyberTipline reports, national<+ | millions+>]."],
        ),
        ("A **word** here.\n", "A word here.\n", ["A <-**->word<-**-> here."]),
        (
            "See [this](https://one.org).\n",
            "See [this](https://two.org).\n",
            ["See [this](https://<-one.org-><+two.org+>)."],
        ),
    ],
)
def test_a_sentence_that_changed_is_shown_once(
    then: str, now: str, found: list[str], tmp_path: Path
) -> None:
    assert changes(tmp_path, then, now) == found


@pytest.mark.parametrize(
    ("then", "now", "found"),
    [
        (
            "{% if cvip_submissions %}\nWe help.\n{% endif %}\n",
            "{% if team_adam_cases %}\nWe help.\n{% endif %}\n",
            ["[if <-CVIP-><+Team+> <-submissions-><+Adam cases+>] We help."],
        ),
        (
            "{% if cvip_submissions %}\nYes.\n{% else %}\nWe have none.\n{% endif %}\n",
            "{% if cvip_submissions %}\nYes.\n{% else %}\nThere are none.\n{% endif %}\n",
            ["[if no CVIP submissions] <-We-><+There+> <-have-><+are+> none."],
        ),
        (
            "{% if cvip_submissions %}\nOne.\n{% endif %}\nWe do help.\n",
            "{% if cvip_submissions %}\nOne.\nWe do help.\n{% endif %}\n",
            ["<+[if CVIP submissions] +>We do help."],
        ),
        (
            "We help\n{%- if cvip_submissions -%}\n, often.\n{% else -%}\n.\n{% endif %}\n",
            "We help\n{%- if cvip_submissions -%}\n, a lot.\n{% else -%}\n.\n{% endif %}\n",
            ["[if CVIP submissions] , <-often-><+a lot+>."],
        ),
        (
            "{% if cvip_submissions and (team_adam_cases or not connect_new_users) %}\n"
            "We help.\n{% endif %}\n",
            "{% if cvip_submissions and team_adam_cases %}\nWe help.\n{% endif %}\n",
            [
                "[if CVIP submissions and <-(->Team Adam cases<- or no New CONNECT users)->] "
                "We help."
            ],
        ),
    ],
)
def test_when_a_sentence_is_printed_is_a_part_of_it(
    then: str, now: str, found: list[str], tmp_path: Path
) -> None:
    assert changes(tmp_path, then, now) == found


def test_a_figure_that_has_another_name_or_title_changes_no_sentence(tmp_path: Path) -> None:
    figure = CATALOGUE.state["cvip_submissions"]
    other = replace(figure, name="requests", title="Requests", formerly="cvip_submissions")
    state = {each.path: each for each in (*CATALOGUE.state.values(), other) if each is not figure}
    catalogue = replace(CATALOGUE, state=state, digest="other")
    then = wording_of(tmp_path / "then", PLAIN)
    now = wording_of(tmp_path / "now", PLAIN.replace("cvip_submissions", "requests"), catalogue)

    assert rewordings(then, now, pairs_of(CATALOGUE, catalogue)) == ()


def test_a_wording_without_a_figure_has_its_title_and_no_passage_that_asks_for_it(
    tmp_path: Path,
) -> None:
    text = (
        "{% if team_adam_cases %}\nAll: {{ cvip_submissions }}.\n"
        "{% if cvip_submissions %}\nSome.\n{% endif %}\n{% endif %}\n"
    )
    wording = wording_of(tmp_path, text)

    left = without(wording.body, {"cvip_submissions": "CVIP submissions"})

    assert "cvip_submissions" not in repr(left)
    assert "[CVIP submissions]" in repr(left)
    assert "Some." not in repr(left)
