"""Figures that stand in for those that are awaited: last year's, or invented ones that fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import CATALOGUE, NATIONAL, data_text, invented, put_edition
from factsheets.edition.edition import Edition, open_edition
from factsheets.edition.stand_in import StandIn, stand_in
from factsheets.figures.catalogue import IN_COUNTRY, StateFigures
from factsheets.figures.declared import FIGURES_FILE
from factsheets.figures.rules import contradictions
from factsheets.figures.values import NOT_REPORTED, SAMPLE_MARK, Figure, whole_numbers

AWAITED = "year: 2024\nnational:\n  connect_users:\nstates:\n  Wyoming:\n"


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Edition]:
    """A function that puts this year's data file, and an archive of 2023 if it is given one."""

    def put_it(text: str = AWAITED, archive: str | None = None) -> Edition:
        if archive:
            put_edition(tmp_path / "archive/2023", archive)
        return open_edition(put_edition(tmp_path, text))

    return put_it


def of_2023(*, sample: bool = False, **changed: object) -> str:
    return data_text({"Wyoming": invented(**changed)}, sample=sample)


def redeclare(data: Path, old: str, new: str) -> Edition:
    """Change a declaration of this year's."""
    file = data.with_name(FIGURES_FILE)
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    return open_edition(data)


def shown(edition: Edition, state: str = "Wyoming") -> StandIn:
    found = stand_in(edition, state)
    assert found
    return found


def values(found: StandIn, state: str = "Wyoming") -> dict[str, Figure]:
    """All figures that the sheet has, by their names."""
    figures, national = found.dataset.states[state], found.dataset.national
    assert isinstance(figures, StateFigures)
    assert national
    return dict(figures.figures) | {IN_COUNTRY + path: each for path, each in national.items()}


def assert_fits(found: StandIn, state: str = "Wyoming") -> None:
    declared = found.dataset.catalogue.figures
    made = values(found, state)
    assert made.keys() == declared.keys()
    assert list(contradictions(declared.values(), whole_numbers(made))) == []


# --- last year's


def test_last_years_figures_stand_in_and_the_mark_says_of_which_year(
    put: Callable[..., Edition],
) -> None:
    edition = put(archive=of_2023(cvip_submissions="not reported"))

    found = shown(edition)

    last = open_edition(edition.data.parent / "archive/2023/states.yaml").dataset
    assert found.dataset.states["Wyoming"] == last.states["Wyoming"]
    assert found.dataset.national == last.national
    assert values(found)["cvip_submissions"] is NOT_REPORTED
    assert found.mark == "SAMPLE: FIGURES OF 2023, NOT OF 2024. DO NOT PUBLISH."
    assert (set(found.borrowed), found.invented) == (set(CATALOGUE.figures), ())
    assert (found.then, found.dataset.year, found.dataset.sample) == (2023, 2024, True)


def test_a_figure_with_another_name_is_found_under_the_one_it_had(
    put: Callable[..., Edition],
) -> None:
    data = put(archive=of_2023(team_hope_supported=8)).data
    renamed = redeclare(
        data, "  team_hope_supported:\n    title: Team HOPE survivors/families\n",
        "  hope:\n    title: Team HOPE survivors/families\n    formerly: team_hope_supported\n",
    )  # fmt: skip

    found = shown(renamed)

    assert values(found)["hope"] == 8
    assert found.invented == ()


def test_a_former_name_that_is_older_than_last_year_hides_nothing(
    put: Callable[..., Edition],
) -> None:
    """The line was left in for another year: the figure had its name of now by then."""
    data = put(archive=of_2023(cvip_submissions=8)).data
    title = "    title: CVIP submissions\n"
    edition = redeclare(data, title, f"{title}    formerly: submissions_of_long_ago\n")

    found = shown(edition)

    assert values(found)["cvip_submissions"] == 8
    assert found.invented == ()


def test_a_new_figure_is_invented_and_the_mark_says_so(put: Callable[..., Edition]) -> None:
    data = put(archive=of_2023()).data
    new = "state:\n  generated:\n    title: Generated\n    about: New.\n    part_of: {}\n"
    edition = redeclare(data, "state:\n", new.format("cybertipline_reports"))

    found = shown(edition)

    assert found.invented == ("generated",)
    assert 0 < values(found)["generated"] <= 1_234  # type: ignore[operator]
    assert found.mark == "SAMPLE: FIGURES OF 2023 OR INVENTED. DO NOT PUBLISH."
    assert_fits(found)


def test_a_category_that_comes_is_in_the_total_which_is_then_invented_too(
    put: Callable[..., Edition],
) -> None:
    data = put(archive=of_2023()).data
    redeclare(data, "state:\n", "state:\n  missing_children.abroad:\n    title: A\n    about: B.\n")
    edition = redeclare(data, "    sum_of:\n", "    sum_of:\n      - missing_children.abroad\n")

    found = shown(edition)

    assert set(found.invented) == {"missing_children.abroad", "missing_children.total"}
    assert_fits(found)


def test_a_figure_that_cannot_be_what_it_was_is_invented(put: Callable[..., Edition]) -> None:
    data = put(archive=of_2023(cvip_submissions="not reported")).data
    edition = redeclare(data, "    not_reported: allowed\n", "")

    assert shown(edition).invented == ("cvip_submissions",)


def test_a_state_that_had_no_figures_either_has_invented_ones_beside_last_years_of_the_country(
    put: Callable[..., Edition],
) -> None:
    found = shown(put(archive=of_2023()), "Ohio")

    assert found.invented == tuple(CATALOGUE.state)
    assert (
        values(found, "Ohio").items()
        >= {IN_COUNTRY + path: n for path, n in NATIONAL.items()}.items()
    )
    assert "OR INVENTED" in found.mark
    assert_fits(found, "Ohio")


def test_figures_that_were_invented_last_year_are_said_to_be(put: Callable[..., Edition]) -> None:
    assert shown(put(archive=of_2023(sample=True))).mark == SAMPLE_MARK


def test_the_newest_edition_before_this_year_counts(
    put: Callable[..., Edition], tmp_path: Path
) -> None:
    for year, reports in ((2021, 2021), (2022, 2022), (2024, 2024)):
        text = data_text({"Wyoming": invented(cybertipline_reports=reports)}, year=year)
        put_edition(tmp_path / "archive" / str(year), text)

    found = shown(put())

    assert (found.then, values(found)["cybertipline_reports"]) == (2022, 2022)


# --- invented ones


def test_without_an_archive_all_are_invented_fit_and_can_be_told_apart(
    put: Callable[..., Edition],
) -> None:
    found = shown(put())

    assert (found.mark, found.borrowed) == (SAMPLE_MARK, ())
    assert found.invented == tuple(CATALOGUE.figures)
    assert len(set(values(found).values())) == len(CATALOGUE.figures)
    assert 0 not in values(found).values()
    assert_fits(found)


# --- figures of this year


def test_national_figures_of_this_year_stay_and_a_states_of_last_year_fit_them(
    put: Callable[..., Edition],
) -> None:
    text = data_text({"Ohio": invented()}, sample=False, year=2024, team_adam_incidents=0,
                     team_adam_long_term_cases=1)  # fmt: skip
    edition = put(text, of_2023(team_adam_cases=2))

    found = shown(edition)

    assert found.dataset.national == edition.dataset.national
    assert values(found)["team_adam_cases"] == 1
    assert found.invented == ("team_adam_cases",)
    assert_fits(found)


def test_a_state_with_figures_has_no_other_and_one_that_is_not_there_none(
    put: Callable[..., Edition],
) -> None:
    edition = put(data_text({"Wyoming": invented()}, year=2024), of_2023())

    assert stand_in(edition, "Wyoming") is None
    assert stand_in(edition, "Guam") is None


def test_the_dataset_that_is_built_from_has_none_of_them(put: Callable[..., Edition]) -> None:
    edition = put(archive=of_2023())
    shown(edition)

    assert edition.dataset.states["Wyoming"] is None
    assert edition.dataset.national is None


def test_only_a_preview_asks_for_figures_that_stand_in() -> None:
    source = Path(__file__).parents[2] / "src/factsheets"
    importing = {
        each.relative_to(source).as_posix()
        for each in source.rglob("*.py")
        if re.search(r"^ *(from|import) .*\bstand_in\b", each.read_text(), re.MULTILINE)
    }

    assert importing == {"cli/preview.py", "cli/messages.py"}
