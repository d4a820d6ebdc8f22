"""This year beside last year: what changed, what is unusual, and what is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import CATALOGUE, NATIONAL, data_text, invented, put_edition
from factsheets.edition.edition import open_edition
from factsheets.review.compare import Review, review

Compare = Callable[..., Review]


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    """A function that reviews this year's states against last year's, without any if None."""

    def run(
        now: Mapping[str, object],
        then: Mapping[str, object] | None,
        **national: int,
    ) -> Review:
        data = put_edition(tmp_path, data_text(now, sample=True, year=2024, **national))
        if then is not None:
            put_edition(tmp_path / "archive/2023", data_text(then, year=2023))
        return review(open_edition(data))

    return run


def test_figures_of_both_years_stand_side_by_side(compare: Compare) -> None:
    found = compare({"Ohio": invented(cvip_submissions=0)}, {"Ohio": invented()})

    (ohio,) = found.states
    figures = {each.heading: (each.then, each.now) for each in ohio.changes}
    assert list(figures) == [each.title for each in CATALOGUE.state.values()]
    assert figures["CVIP submissions"] == (56, 0)
    assert figures["Missing children cases"] == (32, 32)
    assert figures["New CONNECT users"] == (44, 44)


def test_large_moves_come_with_the_most_surprising_first(compare: Compare) -> None:
    then = {"Iowa": invented(), "Ohio": invented()}
    now = {
        "Iowa": invented(cvip_submissions=120),
        "Ohio": invented(cybertipline_reports=12_340, team_hope_supported=9),
    }

    found = compare(now, then).large

    assert [(state.code, each.heading) for state, each in found] == [
        ("OH", "CyberTipline reports"),
        ("IA", "CVIP submissions"),
    ]


def test_the_trend_is_the_middle_of_the_states_that_count_ten_or_more(compare: Compare) -> None:
    names = ["Iowa", "Ohio", "Utah", "Texas", "Maine", "Idaho"]
    then = {name: invented(cvip_submissions=100) for name in names[:5]}
    then["Idaho"] = invented(cvip_submissions=9)  # too small to count
    after = dict(zip(names, [50, 60, 60, 70, 400, 900], strict=True))
    now = {name: invented(cvip_submissions=value) for name, value in after.items()}

    found = compare(now, then)

    assert found.trends["cvip_submissions"] == 0.6
    assert found.strong_trends == {"CVIP submissions": 0.6}
    assert {state.code for state, _ in found.large} == {"ME", "ID"}


def test_four_states_make_no_trend(compare: Compare) -> None:
    names = ["Iowa", "Ohio", "Utah", "Texas"]
    then = {name: invented(cvip_submissions=100) for name in names}
    now = {name: invented(cvip_submissions=200) for name in names}

    found = compare(now, then)

    assert "cvip_submissions" not in found.trends
    assert len(found.large) == 4


def test_figures_that_came_or_went_are_named(compare: Compare) -> None:
    found = compare(
        {"Ohio": invented(cvip_submissions="not reported")},
        {"Ohio": invented(team_adam_cases="not reported")},
    )

    assert [(state.state, each.heading) for state, each in found.lost] == [
        ("Ohio", "CVIP submissions")
    ]
    assert [(state.state, each.heading) for state, each in found.found] == [
        ("Ohio", "Team Adam cases")
    ]
    assert len(found.states[0].noted) == 2


def test_passages_are_those_that_the_figures_bring_in(compare: Compare) -> None:
    found = compare(
        {"Ohio": invented(team_adam_cases=0, connect_new_users=5)},
        {"Ohio": invented(connect_new_users="not reported")},
    )

    (ohio,) = found.states
    team_adam, connect = ohio.gained
    assert team_adam.startswith("In 2024, at the request of law enforcement, Team Adam was")
    assert connect.startswith(", including 5 new law enforcement")
    (lost,) = ohio.lost
    assert lost.startswith("NCMEC's Team Adam program deploys")
    assert lost.endswith("In 2023, Team Adam provided Team Adam critical case assistance on 2 "
                         "cases in Ohio.")  # fmt: skip


def test_a_sentence_of_a_passage_is_not_told_twice(compare: Compare) -> None:
    found = compare({"Ohio": invented()}, {"Ohio": invented(trafficking_engagements=0)})

    (ohio,) = found.states
    assert len(ohio.gained) == 1
    assert ohio.sentences == ()


def test_a_departure_is_no_passage(compare: Compare) -> None:
    then = invented(as_published=["short_programs", "hope_bold_before_stop"])
    found = compare({"Ohio": invented(as_published=["plain_title"])}, {"Ohio": then})

    (ohio,) = found.states
    assert (ohio.gained, ohio.lost) == ((), ())
    assert ohio.departures == ("plain_title",)


def test_sentences_that_changed_alike_are_told_once(compare: Compare) -> None:
    states = {"Ohio": invented(), "Iowa": invented()}
    changed = {**states, "Iowa": invented(cvip_submissions=60)}
    found = compare(changed, states, children_identified=30_000)

    (rewording, names) = found.shared[0]
    assert len(found.shared) == 1
    assert names == ("Iowa", "Ohio")
    assert "identification of 30,000 children" in rewording.now
    assert [len(each.sentences) for each in found.states] == [2, 1]


def test_states_without_figures_are_told_apart(compare: Compare, tmp_path: Path) -> None:
    then = {
        "Ohio": invented(),
        "Maine": invented(),
        "Guam": invented(),
        "Iowa": invented(cvip_submissions=None),
    }
    now = {"Ohio": invented(), "Utah": invented(), "Iowa": invented(), "Texas": {"other": 1}}

    found = compare(now, then)

    assert found.new == ("Utah",)
    assert found.gone == ("Maine", "Guam")
    assert "Maine" in found.now.awaited
    assert [each.state for each in found.states] == ["Iowa", "Ohio", "Utah"]
    assert [each.has_then for each in found.states] == [False, True, False]
    assert {
        (Path(each.file).relative_to(tmp_path).as_posix(), each.state) for each in found.problems
    } == {
        ("archive/2023/states.yaml", "Iowa"),
        ("states.yaml", "Texas"),
    }


def test_the_states_together_stand_beside_the_national_figure(compare: Compare) -> None:
    now = {"Ohio": invented(team_adam_cases=3), "Iowa": invented(team_adam_cases="not reported")}
    then = {"Ohio": invented(), "Iowa": invented()}

    found = {each.heading: each for each in compare(now, then).totals}

    assert "CVIP submissions" not in found  # no national figure has them
    adam = found["Team Adam cases"]
    assert adam.whole_heading == "Team Adam incidents and Team Adam long-term cases"
    assert (adam.sums.then, adam.sums.now, adam.states) == (4, 3, (2, 1))
    assert (adam.wholes.then, adam.wholes.now) == (203, 203)
    assert adam.share[1] == pytest.approx(1.478, abs=0.001)
    assert not adam.exceeds


def test_states_that_together_have_more_than_the_country_are_told(compare: Compare) -> None:
    now = {name: invented(team_hope_supported=3_000) for name in ("Ohio", "Iowa")}

    exceeding = [each.heading for each in compare(now, now).totals if each.exceeds]

    assert exceeding == ["Team HOPE survivors/families"]


def test_without_an_archive_nothing_is_compared(compare: Compare) -> None:
    found = compare({"Ohio": invented()}, None)

    (ohio,) = found.states
    assert (found.then, found.last, found.new, found.gone) == (None, None, (), ())
    assert {each.then for each in (*ohio.changes, *found.national)} == {None}
    assert (ohio.gained, ohio.lost, ohio.sentences) == ((), (), ())
    assert {each.sums.then for each in found.totals} == {None}


# --- what cannot be compared


def test_a_wording_that_fails_for_one_state_leaves_the_others(tmp_path: Path) -> None:
    states = {"Ohio": invented(), "Iowa": invented(cvip_submissions="not reported")}
    data = put_edition(tmp_path, data_text(states))
    wording = tmp_path / "templates/factsheet.md.j2"
    wording.write_text("# {{ state }} {{ cvip_submissions }}\n")

    found = review(open_edition(data))

    assert [each.state for each in found.states] == ["Ohio"]
    assert [each.state for each in found.problems] == ["Iowa"]


def test_a_year_whose_figures_are_all_awaited_is_reviewed_without_them(tmp_path: Path) -> None:
    data = put_edition(
        tmp_path, "year: 2024\nnational:\n  cybertipline_reports:\nstates:\n  Ohio:\n"
    )
    put_edition(tmp_path / "archive/2023", data_text({"Ohio": invented()}, year=2023))

    found = review(open_edition(data))

    assert found.states == ()
    assert found.totals[0].wholes.then == NATIONAL["cybertipline_reports"]
    assert found.totals[0].wholes.now is None


def test_a_sentence_that_stands_twice_in_one_sheet_is_no_sentence_of_two_sheets(
    compare: Compare, tmp_path: Path
) -> None:
    put_edition(tmp_path)
    again = '\nIn all, {{ team_adam_cases | count("case", "cases") }}.\n'
    with (tmp_path / "templates/factsheet.md.j2").open("a") as wording:
        wording.write(again + again)

    found = compare({"Ohio": invented(team_adam_cases=3)}, {"Ohio": invented(team_adam_cases=2)})

    assert found.shared == ()
