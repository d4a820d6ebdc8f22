"""The text form: the published sheets again, byte for byte."""

from __future__ import annotations

import difflib

import pytest

from conftest import published
from factsheets.render.text import render_text
from factsheets.wording.compose import Sheet

# As docs/wording-rules.md says, in the wording of the published sheets.
COLORADO = [
    "The National Center for Missing and Exploited Children Colorado Data",
    "Listed below are Colorado specific statistics relating to NCMEC's work. For nationwide "
    "information on all of NCMEC's programs, please visit: missingkids.org/ourwork/impact.",
    "NCMEC operates the CyberTipline, the national mechanism for members of the public and online "
    "platforms to report suspected child sexual exploitation. In 2023, the CyberTipline received "
    "36.2 million reports related to child sexual exploitation, containing more than 105 million "
    "pieces of reported content. **In 2023, 9,720 CyberTipline reports were made available to law "
    "enforcement in Colorado.**",
    "NCMEC also operates the Child Victim Identification Program (CVIP) that helps identify "
    "children depicted in imagery seized by law enforcement during investigations. NCMEC has "
    "supported law enforcement's identification of 27,130 children. **In 2023, NCMEC reviewed 24 "
    "submissions of child sexual exploitation material from Colorado law enforcement.**",
    "In 2023, NCMEC handled 467 cases of missing children from Colorado as follows:",
    "Children Missing From Social Services Facility\t327\n"
    "Other Missing Children Cases\t120\n"
    "Children Reported Missing by Office of Refugee Resettlement (HHS-ORR) :\t20",
    "NCMEC's Team HOPE is a peer support network of individuals who were missing or exploited as "
    "children or have experienced having a missing or exploited child. In 2023, Team HOPE "
    "supported 5,759 survivors and families with peer support, **including 132 survivors/families "
    "in Colorado.** NCMEC also facilitates the Family Advocacy Outreach Network, a network of "
    "experienced mental health professionals who provide free or low-cost therapeutic services to "
    "survivors/families. **In 2023, NCMEC connected 120 survivors/families to mental health "
    "services in Colorado.**",
    "In 2023, at the request of law enforcement, Team Adam was activated on 57 incidents involving "
    "critically missing children and provided assistance on 146 long-term missing children cases.",
    "NCMEC is committed to providing educational opportunities and resources to law enforcement "
    "and child-serving professionals through in-person education sessions across the country and "
    "online through NCMEC CONNECT. In 2023, NCMEC CONNECT had more than 18,000 registered users, "
    "including **235 new law enforcement and child-serving professionals** in Colorado.",
]
COLORADO_TRAFFICKING = (
    "**In 2023, NCMEC had 40 engagements with Colorado social service agencies on cases involving "
    "child sex trafficking.**"
)


def _paragraphs(sheet: Sheet) -> list[str]:
    return render_text(sheet).removesuffix("\n").split("\n\n")


@pytest.mark.parametrize("state", ["Missouri", "Montana", "Wisconsin", "Wyoming"])
def test_a_published_sheet_comes_out_byte_for_byte(state: str, sheets: dict[str, Sheet]) -> None:
    ours, theirs = render_text(sheets[state]), published(state)
    lines = theirs.splitlines(), ours.splitlines()
    difference = "\n".join(difflib.unified_diff(*lines, "published", "ours", lineterm="", n=0))
    assert ours.encode() == theirs.encode(), difference


def test_five_sheets_are_ready_and_no_other(sheets: dict[str, Sheet]) -> None:
    assert sorted(sheets) == ["Colorado", "Missouri", "Montana", "Wisconsin", "Wyoming"]


@pytest.mark.parametrize("paragraph", COLORADO, ids=lambda paragraph: paragraph[:40])
def test_colorado_has_its_own_figures(paragraph: str, sheets: dict[str, Sheet]) -> None:
    assert paragraph in _paragraphs(sheets["Colorado"])


def test_colorado_has_forty_trafficking_engagements(sheets: dict[str, Sheet]) -> None:
    (paragraph,) = (each for each in _paragraphs(sheets["Colorado"]) if "re-victim" in each)
    assert paragraph.endswith(f" to prevent re-victimization. {COLORADO_TRAFFICKING}")


def test_colorado_is_otherwise_missouri(sheets: dict[str, Sheet]) -> None:
    theirs = published("Missouri").removesuffix("\n").split("\n\n")
    ours = _paragraphs(sheets["Colorado"])
    assert len(ours) == len(theirs)
    same = [each for each in theirs if "Missouri" not in each and "\t" not in each]
    assert len(same) == 7  # the first paragraph, five headings, the national missing children
    assert [each for each in ours if "Colorado" not in each and "\t" not in each] == [
        *same[:-1],
        COLORADO[-2],  # the national paragraph on Team Adam, which Missouri does not have
        same[-1],
    ]


@pytest.mark.parametrize("state", ["Colorado", "Missouri", "Montana", "Wisconsin", "Wyoming"])
def test_the_text_is_plain_lines(state: str, sheets: dict[str, Sheet]) -> None:
    text = render_text(sheets[state])
    assert text.isascii()
    assert text.rstrip("*\n").endswith(".")
    assert text.endswith("\n")
    assert "\n\n\n" not in text
    assert all(line == line.strip() for line in text.splitlines())
    assert text.count("\t") == 3  # the rows of the table
