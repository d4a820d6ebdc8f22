"""Last year's edition: which one it is, and what of it can be set beside this year's."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CATALOGUE, data_text, invented, put_edition
from factsheets.edition.edition import open_edition
from factsheets.problems import FactsheetsError
from factsheets.review.compare import review
from factsheets.review.page import render_review


@pytest.mark.parametrize(
    ("year", "what"),
    [(2024, "the figures of 2024: the same year as"), (2025, "the figures of 2025; ")],
)
def test_a_year_that_is_not_earlier_is_refused(year: int, what: str, tmp_path: Path) -> None:
    data = put_edition(tmp_path, data_text({"Ohio": invented()}, year=2024))
    other = put_edition(tmp_path / "other", data_text({"Ohio": invented()}, year=year))

    with pytest.raises(FactsheetsError) as caught:
        review(open_edition(data), other)

    (problem,) = caught.value.problems
    assert (problem.file, problem.figure) == (str(other), "year")
    assert what in problem.what
    assert "--against" in problem.remedy


@pytest.mark.parametrize("name", ["states.yaml", "figures.yaml"])
def test_an_archive_that_is_broken_is_named(name: str, tmp_path: Path) -> None:
    data = put_edition(tmp_path, data_text({"Ohio": invented()}, year=2024))
    other = put_edition(tmp_path / "archive/2023")
    broken = other.with_name(name)
    broken.write_text("year: [")

    with pytest.raises(FactsheetsError) as caught:
        review(open_edition(data))

    assert {each.file for each in caught.value.problems} == {str(broken)}


def test_a_wording_of_last_year_that_cannot_be_read_is_named_and_the_figures_are_compared(
    tmp_path: Path,
) -> None:
    data = put_edition(tmp_path, data_text({"Ohio": invented(cvip_submissions=9)}, year=2024))
    put_edition(tmp_path / "archive/2023", data_text({"Ohio": invented()}, year=2023))
    wording = tmp_path / "archive/2023/templates/factsheet.md.j2"
    wording.write_text("{% if %}")

    found = review(open_edition(data))

    assert [each.file for each in found.problems] == [str(wording)]
    assert found.last
    assert not found.last.has_wording
    assert [(each.then, each.now) for each in found.states[0].changes][1] == (56, 9)


def test_a_figure_that_last_year_does_not_have_is_left_out_of_the_sentences(tmp_path: Path) -> None:
    then, now = invented(team_hope_supported=9), invented(connect_new_users="not reported")
    data = put_edition(tmp_path, data_text({"Ohio": now}, year=2024))
    last = put_edition(tmp_path / "archive/2023", data_text({"Ohio": then}, year=2023))
    rename(last.parent, "cvip_submissions", "other_submissions")

    (found,) = (each for each in review(open_edition(data)).states)

    assert ["8 survivors" in each.now for each in found.sentences] == [True, False]
    assert "registered users" in found.sentences[1].now
    assert [each.partition(" in ")[0] for each in found.lost] == [
        ", including 44 new law enforcement and child-serving professionals"
    ]
    assert found.gained == ()


def test_what_last_year_cannot_give_to_the_wording_is_named(tmp_path: Path) -> None:
    data = put_edition(tmp_path, data_text({"Ohio": invented()}, year=2024))
    last = put_edition(tmp_path / "archive/2023", data_text({"Ohio": invented()}, year=2023))
    rename(last.parent, "cvip_submissions", "other_submissions")

    found = review(open_edition(data)).last

    assert found
    assert found.unset == (CATALOGUE.state["cvip_submissions"],)
    assert found.problems == ()


def test_a_state_whose_last_year_does_not_fit_todays_wording_is_reviewed_by_its_figures(
    tmp_path: Path,
) -> None:
    """Its figure was "not reported", and today's wording prints it in every sheet."""
    now, then = invented(team_adam_cases=3), invented(team_adam_cases="not reported")
    data = put_edition(tmp_path, data_text({"Iowa": invented(), "Ohio": now}, year=2024))
    put_edition(tmp_path / "archive/2023", data_text({"Iowa": invented(), "Ohio": then}, year=2023))
    wording = tmp_path / "templates/factsheet.md.j2"
    wording.write_text(f"{wording.read_text()}\n{{{{ team_adam_cases }}}} cases are old.\n")

    found = review(edition := open_edition(data))

    assert [(each.state, each.is_set) for each in found.states] == [("Iowa", True), ("Ohio", False)]
    assert found.problems == ()
    [(state, change)] = found.found
    assert (state.state, change.now) == ("Ohio", 3)
    assert (state.gained, state.lost, state.sentences) == ((), (), ())
    page = render_review(found, edition.templates)
    assert page.count("The figures of 2023 cannot be set in today's wording") == 1


def rename(folder: Path, name: str, other: str) -> None:
    """Give a figure another name in all three files of an edition."""
    for file in ("figures.yaml", "states.yaml", "templates/factsheet.md.j2"):
        text = (folder / file).read_text()
        assert name in text
        (folder / file).write_text(text.replace(name, other))
