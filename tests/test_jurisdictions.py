"""The names, codes, articles and file names of the jurisdictions."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from factsheets.jurisdictions import JURISDICTIONS, STATES, find_jurisdiction


def test_the_50_states_come_first_in_alphabetical_order() -> None:
    assert len(STATES) == 50
    assert list(STATES) == sorted(STATES)
    assert list(JURISDICTIONS)[:50] == list(STATES)
    assert (STATES[0], STATES[-1]) == ("Alabama", "Wyoming")


def test_the_district_and_the_territories_follow_and_are_no_states() -> None:
    others = [name for name, each in JURISDICTIONS.items() if not each.is_state]
    assert others == [
        "American Samoa",
        "District of Columbia",
        "Guam",
        "Northern Mariana Islands",
        "Puerto Rico",
        "U.S. Virgin Islands",
    ]
    assert list(JURISDICTIONS)[50:] == others


def test_each_jurisdiction_stands_under_its_own_name() -> None:
    assert all(name == each.name for name, each in JURISDICTIONS.items())


def test_no_two_jurisdictions_share_a_code_or_a_file_name() -> None:
    assert len({each.code for each in JURISDICTIONS.values()}) == 56
    assert len({each.slug for each in JURISDICTIONS.values()}) == 56


def test_every_file_name_is_lower_case_letters_and_hyphens() -> None:
    assert all(each.slug.replace("-", "").isalpha() for each in JURISDICTIONS.values())
    assert all(each.slug == each.slug.lower() for each in JURISDICTIONS.values())


@pytest.mark.parametrize(
    ("name", "in_sentence"),
    [
        ("Wyoming", "Wyoming"),
        ("District of Columbia", "the District of Columbia"),
        ("Northern Mariana Islands", "the Northern Mariana Islands"),
        ("U.S. Virgin Islands", "the U.S. Virgin Islands"),
        ("Puerto Rico", "Puerto Rico"),
        ("Guam", "Guam"),
        ("American Samoa", "American Samoa"),
    ],
)
def test_a_name_has_its_article_inside_a_sentence_only(name: str, in_sentence: str) -> None:
    assert JURISDICTIONS[name].name == name
    assert JURISDICTIONS[name].in_sentence == in_sentence


def test_no_state_takes_an_article() -> None:
    assert all(JURISDICTIONS[name].in_sentence == name for name in STATES)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Wyoming", "wyoming"),
        ("New York", "new-york"),
        ("District of Columbia", "district-of-columbia"),
        ("U.S. Virgin Islands", "us-virgin-islands"),
    ],
)
def test_a_file_name_is_made_from_the_name(name: str, slug: str) -> None:
    assert JURISDICTIONS[name].slug == slug


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Wyoming", "Wyoming"),
        ("wyoming", "Wyoming"),
        ("WYOMING", "Wyoming"),
        ("WY", "Wyoming"),
        ("wy", "Wyoming"),
        (" Wyoming ", "Wyoming"),
        ("new-york", "New York"),
        ("new_york", "New York"),
        ("New  York", "New York"),
        ("N.Y.", "New York"),
        ("washington", "Washington"),
        ("dc", "District of Columbia"),
        ("D.C.", "District of Columbia"),
        ("Washington, D.C.", "District of Columbia"),
        ("the District of Columbia", "District of Columbia"),
        ("Virgin Islands", "U.S. Virgin Islands"),
        ("us-virgin-islands", "U.S. Virgin Islands"),
        ("the U.S. Virgin Islands", "U.S. Virgin Islands"),
        ("virginia", "Virginia"),
        ("west virginia", "West Virginia"),
        ("Washington DC", "District of Columbia"),
        ("Washington D. C.", "District of Columbia"),
        ("Washington State", "Washington"),
        ("State of Washington", "Washington"),
        ("Commonwealth of Massachusetts", "Massachusetts"),
        ("N. Carolina", "North Carolina"),
        ("No. Carolina", "North Carolina"),
        ("So. Dakota", "South Dakota"),
        ("N. Mariana Islands", "Northern Mariana Islands"),
        ("Northern Marianas", "Northern Mariana Islands"),
        ("U. S. Virgin Islands", "U.S. Virgin Islands"),
        ("Am. Samoa", "American Samoa"),
        ("New York State", "New York"),
        ("Texas (TX)", "Texas"),
        ("District of Columbia (DC)", "District of Columbia"),
        ("Wash. D.C.", "District of Columbia"),
        ("N.Carolina", "North Carolina"),
        ("N. Mexico", "New Mexico"),
        ("W. Virginia", "West Virginia"),
        ("W.Va.", "West Virginia"),
        ("Calif.", "California"),
        ("Wyo", "Wyoming"),
        ("Hawai\u02bbi", "Hawaii"),
        ("Hawai'i", "Hawaii"),
        ("Puerto Ric\u00f3", "Puerto Rico"),
        ("\u00a0New\u00a0York\u200b", "New York"),
        ("New\u2010York", "New York"),
        ("USVI", "U.S. Virgin Islands"),
        ("Virgin Islands (U.S.)", "U.S. Virgin Islands"),
        ("CNMI", "Northern Mariana Islands"),
    ],
)
def test_a_jurisdiction_is_found_however_it_is_written(text: str, name: str) -> None:
    assert find_jurisdiction(text) is JURISDICTIONS[name]


@pytest.mark.parametrize("name", JURISDICTIONS)
def test_each_jurisdiction_is_found_by_name_code_and_file_name(name: str) -> None:
    each = JURISDICTIONS[name]
    assert find_jurisdiction(each.name) is each
    assert find_jurisdiction(each.code) is each
    assert find_jurisdiction(each.slug) is each


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Wyomin", '"Wyomin" is not a US state or territory. Did you mean "Wyoming"?'),
        ("Virgina", '"Virgina" is not a US state or territory. Did you mean "Virginia"?'),
        ("Atlantis", '"Atlantis" is not a US state or territory.'),
        ("", '"" is not a US state or territory.'),
    ],
)
def test_an_unknown_name_is_named_with_what_may_have_been_meant(text: str, message: str) -> None:
    with pytest.raises(LookupError) as caught:
        find_jurisdiction(text)
    assert caught.value.args == (message,)


def test_the_district_of_columbia_is_no_state_whatever_the_environment_says() -> None:
    code = "from factsheets.jurisdictions import STATES; print(len(STATES))"
    environment = {**os.environ, "DC_STATEHOOD": "1"}  # us heeds it
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "50\n"
