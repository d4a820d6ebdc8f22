"""``figures.yaml`` in: what it declares, and each way in which it can be wrong, with its line.

It fails closed. For every rule there is a case in which a name in it is misspelled: the rule never
switches itself off.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from conftest import CATALOGUE, DATA
from factsheets.figures.catalogue import Catalogue, Declaration, Departure
from factsheets.figures.declared import (
    FIGURES_FILE,
    KEYS,
    LONGEST_TITLE,
    NO_NAMES,
    TAKEN_NAMES,
    TAKEN_TITLES,
    read_catalogue,
)
from factsheets.figures.schema import figures_schema
from factsheets.problems import FactsheetsError, Problem
from figures.test_schema import Yaml12Loader

# Every rule that can be declared, once.
TEXT = """\
national:
  reports:
    title: Reports
    about: All reports.
    at_least: true
  cases:
    title: Cases
    about: All cases.
  facility:
    title: From a facility
    about: Of those, from a facility.
    part_of: cases
    formerly: institution
  share:
    title: Share, percent
    about: How many in a hundred.
    unit: percent
state:
  reports:
    title: Reports
    about: Reports of the state.
    part_of: [national.reports]
  missing.facility:
    title: From a facility
    about: Of the missing, from a facility.
    part_of: national.facility
  missing.other:
    title: Others
    about: The others.
    not_reported: allowed
  missing.total:
    title: Missing children
    about: All that are missing.
    sum_of: [missing.facility, missing.other]
    formerly: missing.all
  visits:
    title: Visits
    about: >-
      Visits, of which
      there are many.
    part_of: [national.cases, national.facility]
departures:
  plain: The title is not bold.
"""
LINES = TEXT.splitlines()


def line_of(section: str, figure: str = "", key: str = "") -> int:
    """The line of the file on which this section, figure or key of a figure is."""
    number = 0
    for indent, name in enumerate(filter(None, (section, figure, key))):
        number = next(
            place for place, line in enumerate(LINES[number:], number + 1)
            if line.startswith(f"{'  ' * indent}{name}:")
        )  # fmt: skip
    return number


def read(text: str) -> Catalogue:
    return read_catalogue("data/states.yaml", text.encode())


def problems(text: str) -> tuple[Problem, ...]:
    """All that is wrong with the file, in whose name and with whose lines each is said."""
    with pytest.raises(FactsheetsError) as caught:
        read(text)
    assert {each.file for each in caught.value.problems} == {"data/figures.yaml"}
    return caught.value.problems


def with_line(number: int, *new: str) -> str:
    """The file with other lines in place of one."""
    return "\n".join([*LINES[: number - 1], *new, *LINES[number:]]) + "\n"


def said(problem: Problem) -> tuple[int, str, str, str]:
    return problem.line, problem.figure, problem.what, problem.remedy


# What is declared


def test_every_rule_is_read() -> None:
    catalogue = read(TEXT)

    assert list(catalogue.national) == ["reports", "cases", "facility", "share"]
    assert [*catalogue.figures][:2] == ["reports", "missing.facility"]
    assert catalogue.national["reports"].at_least
    assert catalogue.national["share"].is_percent
    assert catalogue.state["missing.other"].may_be_not_reported
    assert catalogue.national["facility"] == Declaration(
        "national.facility",
        "From a facility",
        "Of those, from a facility.",
        line_of("national", "facility"),
        part_of=("national.cases",),
        formerly="national.institution",
    )
    assert catalogue.state["missing.total"] == Declaration(
        "missing.total",
        "Missing children",
        "All that are missing.",
        line_of("state", "missing.total"),
        sum_of=("missing.facility", "missing.other"),
        formerly="missing.all",
    )
    assert catalogue.state["visits"].about == "Visits, of which there are many."
    assert catalogue.state["visits"].part_of == ("national.cases", "national.facility")
    assert catalogue.departures == {"plain": Departure("The title is not bold.", len(LINES))}


def test_the_file_is_beside_the_data_file(tmp_path: Path) -> None:
    (tmp_path / FIGURES_FILE).write_text(TEXT)

    catalogue = read_catalogue(tmp_path / "states.yaml")
    assert catalogue.file == str(tmp_path / FIGURES_FILE)
    assert list(catalogue.figures) == list(read(TEXT).figures)


def test_two_readings_of_one_file_are_the_same_and_of_a_changed_one_are_not() -> None:
    assert read(TEXT) == read(TEXT)
    assert read(TEXT) != read(TEXT + "\n")


@pytest.mark.parametrize("departures", ["", "departures:\n", "departures: {}\n"])
def test_there_may_be_no_departures(departures: str) -> None:
    assert read(TEXT[: TEXT.index("departures:")] + departures).departures == {}


def test_a_national_figure_may_be_named_in_its_section_with_or_without_the_section() -> None:
    number = line_of("national", "facility", "part_of")
    written = with_line(number, "    part_of: national.cases")

    assert read(written).figures == read(TEXT).figures


# A name that is misspelled in a rule

MISSPELLED = [
    ("national", "facility", "part_of", "cases", "casse", "national.casse"),
    ("state", "reports", "part_of", "national.reports", "national.reprots", "national.reprots"),
    ("state", "missing.facility", "part_of", "facility", "facilities", "national.facilities"),
    ("state", "missing.total", "sum_of", "missing.facility", "missing.facilty", "missing.facilty"),
    ("state", "missing.total", "sum_of", "missing.other", "other", "other"),
    ("state", "visits", "part_of", "national.cases", "cases", "cases"),
]


@pytest.mark.parametrize(("section", "figure", "key", "name", "wrong", "shown"), MISSPELLED)
def test_a_rule_that_names_what_no_figure_is_called_is_refused_with_its_line(
    section: str, figure: str, key: str, name: str, wrong: str, shown: str
) -> None:
    number = line_of(section, figure, key)
    [problem] = problems(with_line(number, LINES[number - 1].replace(name, wrong, 1)))

    assert (problem.line, problem.figure) == (
        number, f"national.{figure}" if section == "national" else figure
    )  # fmt: skip
    assert problem.what == f'"{key}" names {shown}, which no figure has.'
    assert problem.remedy.startswith(("Did you mean ", "Declare that figure too, or "))


@pytest.mark.parametrize(
    ("section", "figure"),
    [
        (section, each.path)
        for section, declared in (("national", read(TEXT).national), ("state", read(TEXT).state))
        for each in declared.values()
    ],
)
def test_a_figure_that_is_renamed_alone_leaves_no_rule_without_it(
    section: str, figure: str
) -> None:
    """Each rule that named it is said, with its line, and no other."""
    number = line_of(section, figure)
    text = with_line(number, f"  {figure}_renamed:")
    name = f"national.{figure}" if section == "national" else figure
    naming = {
        line_of("national" if each.is_national else "state", each.path, key)
        for each in read(TEXT).figures.values()
        for key, names in (("sum_of", each.sum_of), ("part_of", each.part_of))
        if name in names
    }

    if naming:
        assert {each.line for each in problems(text)} == naming
        assert all(f"names {name}, which no figure" in each.what for each in problems(text))
    else:
        assert f"{name}_renamed" in read(text).figures


@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_is_misspelled_is_refused_with_its_line(key: str) -> None:
    number = next(place for place, line in enumerate(LINES, 1) if line.startswith(f"    {key}:"))
    wrong = f"{key[:-1]}x" if key[-1] != "x" else key[:-1]
    found = problems(with_line(number, LINES[number - 1].replace(key, wrong, 1)))

    [problem] = [each for each in found if each.line == number]
    assert (problem.what, problem.remedy) == (
        f'"{wrong}" is not known.', f'Did you mean "{key}"?'
    )  # fmt: skip
    assert all(each.what == f"The figure has no {key}." for each in found if each != problem)


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ("departues:", 'Did you mean "departures"?'),
        ("figures:", "Known here: national, state, departures."),
    ],
)
def test_a_section_that_is_misspelled_is_refused_with_its_line(wrong: str, remedy: str) -> None:
    number = line_of("departures")

    assert [said(each) for each in problems(with_line(number, wrong))] == [
        (number, wrong[:-1], f'"{wrong[:-1]}" is not known.', remedy)
    ]


@pytest.mark.parametrize("section", ["national", "state"])
def test_a_section_that_is_needed_and_misspelled_is_missing_too(section: str) -> None:
    found = problems(with_line(line_of(section), f"{section}s:"))

    assert f'The section "{section}" is missing, or empty.' in {each.what for each in found}
    assert f'"{section}s" is not known.' in {each.what for each in found}


# What follows a key

_OUT = "take the line out."
_ONE_OR_SEVERAL = "Write the name of a figure, or several in brackets: [one, other]."
WRONG_VALUES = [
    ("title: ~", "The figure has no title.", "Write title: and some words."),
    ("title: [a, b]", "A list cannot be the title.", "Write it in words."),
    ("title: {a: b}", "A group cannot be the title.", "Write it in words."),
    ('title: "  "', "The figure has no title.", "Write title: and some words."),
    (
        f"title: {'x' * (LONGEST_TITLE + 1)}",
        f"The title has {LONGEST_TITLE + 1} characters; at most {LONGEST_TITLE} have room.",
        "Shorten it.",
    ),
    ("about: ~", "The figure has no about.", "Write about: and some words."),
    ("about: [a]", "A list cannot be the about.", "Write it in words."),
    *(
        (f"{key}: {value}", f'{shown} cannot follow "{key}".', f"Write {key}: {right}, or {_OUT}")
        for key, right, value, shown in (
            ("unit", "percent", "percents", '"percents"'),
            ("unit", "percent", "~", "Nothing"),
            ("unit", "percent", "[percent]", "A list"),
            ("not_reported", "allowed", "yes", '"yes"'),
            ("not_reported", "allowed", "forbidden", '"forbidden"'),
            ("at_least", "true", "false", '"false"'),
            ("at_least", "true", "yes", '"yes"'),
            ("at_least", "true", '"true"', '"true"'),
        )
    ),
    *(
        (f"{key}: {value}", f'"{key}" names no figure.', remedy)
        for key, remedy, values in (
            ("sum_of", _ONE_OR_SEVERAL, ("~", "[]", "{a: b}", "[[visits]]", "[~]")),
            ("part_of", _ONE_OR_SEVERAL, ("~", "[]", "{a: b}", "[[visits]]", "[~]")),
            ("formerly", "Write the name of a figure.", ("~", "[]", "{a: b}", "[one, other]")),
        )
        for value in values
    ),
    ("sum_of: [visits, visits]", '"sum_of" names visits twice.', "Keep one of them."),
    ("part_of: [visits, visits]", '"part_of" names visits twice.', "Keep one of them."),
]  # fmt: skip


def with_value(value: str) -> tuple[str, int]:
    """The file with a line ``value`` in the state's reports, and the number of that line."""
    first, key = line_of("state", "reports"), value.partition(":")[0]
    kept = [line for line in LINES[first : first + 2] if not line.startswith(f"    {key}:")]
    lines = [*LINES[:first], f"    {value}", *kept, *LINES[first + 3 :]]
    return "\n".join(lines) + "\n", first + 1


@pytest.mark.parametrize(("value", "what", "remedy"), WRONG_VALUES)
def test_what_cannot_follow_a_key_is_refused_with_its_line(
    value: str, what: str, remedy: str
) -> None:
    text, number = with_value(value)

    assert [said(each) for each in problems(text)] == [(number, "reports", what, remedy)]


@pytest.mark.parametrize(
    "value", ["title: 2024", "about: yes", "sum_of: visits", "formerly: [old]", "unit: 'percent'"]
)
def test_one_name_may_be_in_brackets_or_not_and_words_are_taken_as_they_are(value: str) -> None:
    assert read(with_value(value)[0])


# Names


@pytest.mark.parametrize(
    "name",
    ["Reports", "new-reports", "2024_reports", "_reports", "reports!", "a.b.c", "a..b", ".a", "a.",
     "national.visits", "réports", '"new reports"', '"a{{b"'],
)  # fmt: skip
@pytest.mark.parametrize("section", ["national", "state"])
def test_a_name_of_a_wrong_form_is_refused_with_its_line(section: str, name: str) -> None:
    number = line_of(section) + 1
    text = "\n".join([*LINES[: number - 1], f"  {name}:", *LINES[number - 1 :]])

    [problem] = problems(text)
    name = name.strip('"')
    assert (problem.line, problem.figure) == (
        number, f"national.{name}" if section == "national" else name
    )  # fmt: skip
    assert problem.what in (
        f'"{name}" cannot be a name.', f'"{name}" already means something else.'
    )  # fmt: skip


@pytest.mark.parametrize("name", [*TAKEN_NAMES, *NO_NAMES, "state.visits", "visits.if", "not.one"])
@pytest.mark.parametrize("section", ["national", "state"])
def test_a_name_that_means_something_else_is_refused_with_its_line(section: str, name: str) -> None:
    number = line_of(section) + 1
    text = "\n".join([*LINES[: number - 1], f"  {name}:", *LINES[number - 1 :]])

    [problem] = problems(text)
    assert problem.line == number
    assert problem.what == f'"{name}" already means something else.'


@pytest.mark.parametrize("name", ["plain_title.one", "Plain", "if", "year", "as_published"])
def test_a_departure_is_named_as_a_figure_is_without_a_group(name: str) -> None:
    [problem] = problems(f"{TEXT}  {name}: Otherwise.\n")

    assert (problem.line, problem.figure) == (len(LINES) + 1, name)
    assert problem.remedy.startswith(("Use small letters", "Choose another"))


@pytest.mark.parametrize("value", ["", " ~", " [a]", " {a: b}", ' "  "'])
def test_a_departure_needs_an_explanation(value: str) -> None:
    assert [said(each) for each in problems(f"{TEXT}  other:{value}\n")] == [
        (
            len(LINES) + 1,
            "other",
            "It is not said what this departure is.",
            "Write it behind the name, in words.",
        )
    ]


@pytest.mark.parametrize("section", ["national", "state"])
@pytest.mark.parametrize("value", ["", " ~", " {}", " Reports", " [title, about]"])
def test_a_figure_needs_a_title_and_an_explanation(section: str, value: str) -> None:
    number = line_of(section) + 1
    text = "\n".join([*LINES[: number - 1], f"  new:{value}", *LINES[number - 1 :]])

    for problem in problems(text):
        assert (problem.line, problem.figure) == (
            number, "national.new" if section == "national" else "new"
        )  # fmt: skip
        assert problem.what in (
            "It is not said what this figure is.",
            "The figure has no title.",
            "The figure has no about.",
        )


def test_a_name_that_is_a_figure_and_a_group_is_refused() -> None:
    text = with_line(line_of("state", "visits"), "  missing:")

    assert [said(each) for each in problems(text)] == [
        (
            line_of("state", "visits"),
            "missing",
            "This name is a figure, and also the group of missing.facility.",
            "Give one of the two another name.",
        )
    ]


def test_a_group_that_is_written_as_one_is_told_the_form() -> None:
    number = line_of("state", "missing.facility")
    text = "\n".join(
        [*LINES[: number - 1], "  missing:", "    title: x", "    about: x", "    new:",
         "      title: New", "      about: New.", *LINES[number + 3 :]]
    )  # fmt: skip

    assert (
        number + 3,
        "missing",
        '"new" is not known.',
        "Declare a figure of a group by its whole name: missing.new:",
    ) in [said(each) for each in problems(text)]


# What is written twice


@pytest.mark.parametrize(
    ("number", "again", "figure", "key"),
    [
        (len(LINES), "state:", "state", "state"),
        (len(LINES), "  plain: Again.", "plain", "plain"),
        (line_of("state", "visits") - 1, "  reports: {title: a, about: b}", "reports", "reports"),
        (line_of("national", "cases") - 1, "  reports:", "reports", "reports"),
        (line_of("state", "visits") - 1, "    sum_of: [visits]", "missing.total", "sum_of"),
        (line_of("national", "cases") - 1, "    about: x", "national.reports", "about"),
    ],
)
def test_what_is_there_twice_is_refused_with_the_line_of_the_second(
    number: int, again: str, figure: str, key: str
) -> None:
    text = "\n".join([*LINES[:number], again, *LINES[number:]])

    assert (number + 1, figure, f'"{key}" is here twice.', "Keep one of the two.") in [
        said(each) for each in problems(text)
    ]


@pytest.mark.parametrize("title", ["Visits", "visits", "Others"])
def test_two_figures_of_a_section_cannot_have_one_title(title: str) -> None:
    number = line_of("state", "missing.total", "title")
    others = {"Visits": "missing.total", "visits": "missing.total", "Others": "missing.other"}

    [problem] = problems(with_line(number, f"    title: {title}"))
    assert problem.what.endswith(f"is the title of {others[title]} too.")
    assert problem.line in (number, line_of("state", "visits", "title"))


@pytest.mark.parametrize("title", [*TAKEN_TITLES, "state", "NOTES"])
def test_a_title_cannot_be_the_heading_of_another_column(title: str) -> None:
    number = line_of("state", "visits", "title")

    assert [said(each) for each in problems(with_line(number, f"    title: {title}"))] == [
        (number, "visits", f'"{title}" is the heading of another column.', "Choose another.")
    ]


# Former names


@pytest.mark.parametrize(
    ("former", "what"),
    [
        ("reports", '"reports" is the name of a figure of this year.'),
        ("missing.total", '"missing.total" is the name of a figure of this year.'),
        ("missing.all", '"missing.all" is the former name of missing.total too.'),
    ],
)
def test_a_former_name_is_that_of_one_figure_alone(former: str, what: str) -> None:
    number = line_of("state", "visits") + 1
    text = with_line(number - 1, "  visits:", f"    formerly: {former}")

    remedy = "Write the name that this figure alone had, or take the line out."
    assert [said(each) for each in problems(text)] == [(number, "visits", what, remedy)]


def test_a_figure_of_the_country_and_one_of_a_state_can_have_had_the_same_name() -> None:
    text = with_line(line_of("state", "visits"), "  visits:", "    formerly: institution")

    assert read(text).state["visits"].formerly == "institution"


@pytest.mark.parametrize("former", ["value", "notes", "check"])
def test_a_former_name_may_be_the_heading_of_a_column(former: str) -> None:
    text = with_line(line_of("state", "visits"), "  visits:", f"    formerly: {former}")

    assert read(text).state["visits"].formerly == former


# Rules that cannot be


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("part_of: national.share", '"part_of" cannot go with a percentage.'),
        (
            "sum_of: national.cases",
            "A state's figure cannot be the sum of national ones (national.cases).",
        ),
    ],
)
def test_figures_that_cannot_be_added_up_are_refused(value: str, what: str) -> None:
    text, number = with_value(value)

    [problem] = problems(text)
    assert (problem.line, problem.figure, problem.what) == (number, "reports", what)


@pytest.mark.parametrize(("key", "wrong"), [("sum_of", "cases"), ("part_of", "cases")])
def test_a_percentage_is_no_sum_and_no_part(key: str, wrong: str) -> None:
    number = line_of("national", "share") + 1

    [problem] = problems(with_line(number - 1, "  share:", f"    {key}: {wrong}"))
    assert said(problem) == (
        number,
        "national.share",
        f'"{key}" cannot go with a percentage.',
        "Take it out: percentages are not added up, nor part of each other.",
    )


@pytest.mark.parametrize(
    ("section", "figure", "value", "in_circle"),
    [
        ("national", "cases", "part_of: cases", ["national.cases"]),
        ("national", "cases", "part_of: facility", ["national.cases", "national.facility"]),
        ("state", "visits", "sum_of: visits", ["visits"]),
        ("state", "missing.other", "sum_of: missing.total", ["missing.other", "missing.total"]),
        ("state", "missing.total", "part_of: missing.facility", ["missing.facility"]),
    ],
)  # fmt: skip
def test_a_figure_cannot_be_a_part_of_itself(
    section: str, figure: str, value: str, in_circle: list[str]
) -> None:
    text = with_line(line_of(section, figure), f"  {figure}:", f"    {value}")

    found = problems(text)
    assert {each.what for each in found} == {
        "By sum_of and part_of the figure is a part of itself."
    }
    assert {each.figure for each in found} >= set(in_circle)


# Whole files


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "The file is empty."),
        (b"# nothing yet\n", "The file is empty."),
        (b"figures\n", "The file does not hold figures."),
        (b"- reports\n", "The file does not hold figures."),
        (b"national: &a\n", 'An anchor ("&a") stands here.'),
        (b"national:\n\treports:\n", "The file is not YAML from here on"),
        ("national:\n  é: x".encode("latin-1"), "The file is not UTF-8 text."),
    ],
)
def test_a_file_that_declares_nothing_is_refused(content: bytes, what: str) -> None:
    with pytest.raises(FactsheetsError) as caught:
        read_catalogue("states.yaml", content)

    [problem] = caught.value.problems
    assert problem.file == FIGURES_FILE
    assert problem.what.startswith(what)
    assert "year" not in problem.remedy  # which belongs into the other file


@pytest.mark.parametrize("section", ["national", "state"])
@pytest.mark.parametrize("value", ["", " ~", " {}"])
def test_a_section_without_figures_is_refused(section: str, value: str) -> None:
    other = "state" if section == "national" else "national"
    text = f"{section}:{value}\n{other}:\n  one:\n    title: One\n    about: One.\n"

    [problem] = problems(text)
    assert (problem.line, problem.figure) == (1, section)
    assert problem.what == f'The section "{section}" is missing, or empty.'


def test_a_figure_is_not_suggested_as_its_own_whole() -> None:
    """A national figure cannot be part of a state's, which has no such name there."""
    line = line_of("national", "cases")
    found = problems(with_line(line, "  cases:", "    part_of: casse"))

    assert [each.what for each in found] == ['"part_of" names national.casse, which no figure has.']
    assert '"national.cases"' not in found[0].remedy


@pytest.mark.parametrize("section", ["national", "state", "departures"])
@pytest.mark.parametrize(
    ("value", "shown"), [("5", '"5"'), ("[reports]", "A list"), ("yes", '"yes"')]
)
def test_something_else_in_place_of_a_section_is_refused(
    section: str, value: str, shown: str
) -> None:
    start = line_of(section)
    following = {"national": "state", "state": "departures"}
    end = line_of(following[section]) - 1 if section in following else len(LINES)
    text = "\n".join([*LINES[: start - 1], f"{section}: {value}", *LINES[end:]])

    [problem] = [each for each in problems(text) if "which no figure has" not in each.what]
    assert (problem.line, problem.figure) == (start, section)
    assert problem.what == f"{shown} cannot be the section."


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FactsheetsError, match=r"figures\.yaml: There is no such file\."):
        read_catalogue(tmp_path / "states.yaml")


def test_all_problems_come_at_once_each_once() -> None:
    text = TEXT.replace("unit: percent", "unit: share").replace("about: The others.", "abuot: x")
    text = text.replace("[missing.facility, missing.other]", "[missing.facilty, missing.others]")
    found = problems(text)

    assert [(each.figure, each.line) for each in found] == [
        ("national.share", line_of("national", "share", "unit")),
        ("missing.other", line_of("state", "missing.other")),
        ("missing.other", line_of("state", "missing.other", "about")),
        ("missing.total", line_of("state", "missing.total", "sum_of")),
        ("missing.total", line_of("state", "missing.total", "sum_of")),
    ]
    assert len(set(found)) == len(found)


# The schema of the file


def accepts(text: str) -> bool:
    """Whether an editor finds nothing wrong."""
    return bool(
        Draft202012Validator(figures_schema()).is_valid(yaml.load(text, Loader=Yaml12Loader))
    )


def test_the_schema_accepts_what_is_declared_and_knows_each_key() -> None:
    assert accepts(TEXT)
    assert accepts(DATA.with_name(FIGURES_FILE).read_text(encoding="utf-8"))
    [behind] = [figures_schema()["properties"]["state"]["additionalProperties"]["properties"]]
    assert tuple(behind) == KEYS
    assert all(each["description"].endswith(".") for each in behind.values())


def with_figure(name: str) -> str:
    """The file with another figure of the country."""
    place = TEXT.index("  reports:")
    return f'{TEXT[:place]}  "{name}": {{title: a, about: b}}\n{TEXT[place:]}'


@pytest.mark.parametrize(
    "text",
    [
        *(with_value(value)[0] for value, *_ in WRONG_VALUES),
        *map(with_figure, ("Reports", "a.b.c", "a..b", "national.a", "a.if")),
        *map(with_figure, (*TAKEN_NAMES, *NO_NAMES)),
        *(f"{TEXT}  {name}: Otherwise.\n" for name in ("a.b", "Plain", '"if"', "year")),
        *(f"{TEXT}  other:{value}\n" for value in ("", " [a]", " {a: b}", ' "  "')),
        *(TEXT.replace(f"{section}:\n", f"{section}s:\n", 1) for section in ("national", "state")),
        TEXT.replace("about: All reports.", "abuot: All reports."),
        TEXT.replace("    about: All reports.\n", ""),
        "national:\nstate:\n",
        "national: {}\nstate: {}\n",
        f"{TEXT}figures: {{}}\n",
    ],
)
def test_the_schema_refuses_what_is_refused(text: str) -> None:
    assert problems(text)
    assert not accepts(text)


@pytest.mark.parametrize("name", sorted(CATALOGUE.figures))
def test_this_years_figures_have_an_explanation_that_is_a_sentence(name: str) -> None:
    assert re.fullmatch(r"[A-Z].*\.", CATALOGUE.figures[name].about)
