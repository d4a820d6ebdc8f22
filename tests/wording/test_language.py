"""What the wording template may hold, and how a person is told what it may not."""

from __future__ import annotations

import ast
from itertools import product
from pathlib import Path

import pytest

from conftest import CATALOGUE, ROOT
from factsheets.problems import FactsheetsError, Problem
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Wording
from factsheets.wording.language import (
    ALWAYS,
    Body,
    Branch,
    Choice,
    Condition,
    Is,
    Joined,
    Print,
    Text,
    branches,
    parse_wording,
)
from factsheets.wording.numbers import EXACT, ROUNDINGS


def _problems(folder: Path, wording: str) -> tuple[Problem, ...]:
    (folder / "factsheet.md.j2").write_text(wording, encoding="utf-8")
    with pytest.raises(FactsheetsError) as caught:
        Wording(Templates.find(folder), CATALOGUE)
    return caught.value.problems


ONLY = "The wording has only figures, {{ … }}, and {% if %}, {% elif %}, {% else %}, {% endif %}."
TAGS = {
    "for": "{% for each in national %}{{ state }}{% endfor %}",
    "set": "{% set cases = 5 %}",
    "include": '{% include "page.html.j2" %}',
    "extends": '{% extends "page.html.j2" %}',
    "import": '{% import "page.html.j2" as page %}',
    "from": '{% from "page.html.j2" import page %}',
    "macro": "{% macro cases(n) %}{{ n }}{% endmacro %}",
    "call": "{% call state() %}Ohio{% endcall %}",
    "block": "{% block title %}Ohio{% endblock %}",
    "filter": "{% filter upper %}Ohio{% endfilter %}",
    "with": "{% with cases = 5 %}Ohio{% endwith %}",
    "autoescape": "{% autoescape true %}Ohio{% endautoescape %}",
}


@pytest.mark.parametrize(("tag", "wording"), TAGS.items(), ids=TAGS)
def test_a_tag_other_than_if_is_named_with_its_line(tag: str, wording: str, tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, f"# {{{{ state }}}}\n\n{wording}\n")
    assert (problem.file, problem.line) == (str(tmp_path / "factsheet.md.j2"), 3)
    assert problem.what == f"The wording cannot use {{% {tag} %}}."
    assert problem.remedy == ONLY


@pytest.mark.parametrize(
    ("wording", "tag", "remedy"),
    [
        ("{% for %}", "for", ONLY),
        ("{% for each of national %}x{% endfor %}", "for", ONLY),
        ("{% For each in national %}x{% EndFor %}", "For", ONLY),
        ("{% repeat 5 %}", "repeat", ONLY),
        ("{% endfor %}", "endfor", "Did you mean {% endif %}?"),
        ("{%- raw -%}x{% endraw %}", "raw", ONLY),
        ("{% If cvip_submissions %}x{% endif %}", "If", "Did you mean {% if %}?"),
        (
            "{% if cvip_submissions %}x{% elseif year %}{% endif %}",
            "elseif",
            "Did you mean {% else %}?",
        ),
        ("{% if cvip_submissions %}x{% end if %}", "end", "Did you mean {% endif %}?"),
        ("{% iff cvip_submissions %}x{% endif %}", "iff", "Did you mean {% if %}?"),
    ],
)
def test_a_tag_that_cannot_be_read_is_named_too(
    wording: str, tag: str, remedy: str, tmp_path: Path
) -> None:
    problem, *_ = _problems(tmp_path, f"# {{{{ state }}}}\n\n{wording}\n")
    assert (problem.file, problem.line) == (str(tmp_path / "factsheet.md.j2"), 3)
    assert problem.what == f"The wording cannot use {{% {tag} %}}."
    assert problem.remedy == remedy


def test_a_set_block_is_named_as_it_is_written(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, "{% set cases %}5{% endset %}")
    assert problem.what == "The wording cannot use {% set %}."


NO_NAMES = {
    "a call": "{{ state() }}",
    "a method": "{{ state.upper() }}",
    "addition": "{{ cybertipline_reports + 1 }}",
    "division": "{{ cybertipline_reports / 2 }}",
    "a minus": "{{ -cybertipline_reports }}",
    "joined texts": '{{ state ~ "n" }}',
    "a number": "{{ 809 }}",
    "a text": '{{ "Ohio" }}',
    "an if in an expression": "{{ state if team_adam_cases else year }}",
    "a key in brackets": '{{ missing_children["total"] }}',
    "a comparison": "{{ cvip_submissions == 1 }}",
    "a list": "{{ [state] }}",
    "a comparison in a condition": "{% if cvip_submissions == 1 %}one{% endif %}",
    "a greater-than in a condition": "{% if cvip_submissions > 1 %}many{% endif %}",
    "a test in a condition": "{% if cvip_submissions is defined %}some{% endif %}",
    "a filter in a condition": "{% if cvip_submissions | millions %}some{% endif %}",
    "a text in quotation marks in a condition": '{% if "Ohio" %}some{% endif %}',
    "arithmetic in an elif": "{% if team_adam_cases %}a{% elif 1 + 1 %}b{% endif %}",
}


@pytest.mark.parametrize("wording", NO_NAMES.values(), ids=NO_NAMES)
def test_only_a_name_can_be_printed_or_asked_for(wording: str, tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, f"# {{{{ state }}}}\n\n{wording}\n")
    assert (problem.file, problem.line) == (str(tmp_path / "factsheet.md.j2"), 3)
    assert problem.what == "This is neither a figure nor a text of the sheet."
    assert problem.remedy.startswith("Write one name here, such as ")


def test_the_name_that_is_proposed_can_stand_there(tmp_path: Path) -> None:
    printed, condition = _problems(tmp_path, "{{ 5 }}\n{% if 5 %}five{% endif %}")
    assert printed.remedy == "Write one name here, such as state."
    assert condition.remedy == "Write one name here, such as cybertipline_reports."


NOT_HERE = {
    "a departure": ("{{ as_published.plain_title }}", "as_published.plain_title"),
    "a text in a condition": ("{% if state %}x{% endif %}", "state"),
    "the year in a condition": ("{% if year %}x{% endif %}", "year"),
    "a text behind not": ("{% if not state %}x{% endif %}", "state"),
    "a text beside and": ("{% if cvip_submissions and state %}x{% endif %}", "state"),
    "a text beside or": ("{% if year or cvip_submissions %}x{% endif %}", "year"),
    "a text in an elif": ("{% if cvip_submissions %}x{% elif state %}y{% endif %}", "state"),
    "a text with a filter": ("{{ state | millions }}", "state"),
    "the year with a filter": ('{{ year | count("year", "years") }}', "year"),
}


@pytest.mark.parametrize(("wording", "name"), NOT_HERE.values(), ids=NOT_HERE)
def test_a_name_that_cannot_stand_there_is_named(wording: str, name: str, tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, f"# Title\n\n{wording}\n")
    assert (problem.file, problem.line) == (str(tmp_path / "factsheet.md.j2"), 3)
    assert problem.what == f'"{name}" cannot be used here.'
    assert problem.remedy


@pytest.mark.parametrize("wording", ["{{ %s }}", "{%% if %s %%}x{%% endif %%}"])
@pytest.mark.parametrize("group", ["missing_children", "national", "as_published"])
def test_of_a_group_the_names_in_it_are_proposed(group: str, wording: str, tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, f"# Title\n\n{wording % group}\n")
    names = [*CATALOGUE.figures, *CATALOGUE.departure_names]
    inside = [name for name in names if name.startswith(f"{group}.")]
    assert (problem.file, problem.line) == (str(tmp_path / "factsheet.md.j2"), 3)
    assert problem.what == f'"{group}" is a group, and cannot be used here by itself.'
    assert problem.remedy == f"Write one of its names: {', '.join(inside)}."


NOT_DECLARED = {
    "a figure that no group has": ("{{ national.cvip_submissions }}", "national.cvip_submissions"),
    "a name in a name in a name": ("{{ national.team_adam.cases }}", "national.team_adam.cases"),
    "something inside a figure": ("{{ cvip_submissions.total }}", "cvip_submissions.total"),
    "something of Python": ("{{ state.__class__ }}", "state.__class__"),
    "something of Jinja2": ("{{ self }}", "self"),
    "in a branch": ("{% if cvip_submissions %}{{ nobody }}{% endif %}", "nobody"),
    "in an else": ("{% if cvip_submissions %}x{% else %}{{ nobody }}{% endif %}", "nobody"),
    "in a condition": ("{% if cvip_submissions and not nobody %}x{% endif %}", "nobody"),
    "a departure": ("{% if as_published.nothing %}x{% endif %}", "as_published.nothing"),
}


@pytest.mark.parametrize(("wording", "name"), NOT_DECLARED.values(), ids=NOT_DECLARED)
def test_a_name_that_is_not_declared_is_named_with_how_to_declare_it(
    wording: str, name: str, tmp_path: Path
) -> None:
    (problem,) = _problems(tmp_path, f"# Title\n\n{wording}\n")
    assert (problem.file, problem.line) == (str(tmp_path / "factsheet.md.j2"), 3)
    assert problem.what == f'"{name}" is not declared in {CATALOGUE.file}.'
    section = {"national": "national", "as_published": "departures"}.get(name.partition(".")[0])
    assert f'under "{section or "state"}:"' in problem.remedy


@pytest.mark.parametrize(
    ("wording", "meant"),
    [
        ("{{ cybertipline_report }}", "cybertipline_reports"),
        ("{{ sate }}", "state"),
        ("{{ missing_children.totals }}", "missing_children.total"),
        ("{{ national.team_adam_incident }}", "national.team_adam_incidents"),
        ("{% if as_published.plain_titel %}x{% endif %}", "as_published.plain_title"),
        ("{% if not Team_Adam_Cases %}x{% endif %}", "team_adam_cases"),
    ],
)
def test_a_misspelt_name_gets_the_name_that_was_meant(
    wording: str, meant: str, tmp_path: Path
) -> None:
    (problem,) = _problems(tmp_path, wording)
    assert problem.remedy.startswith("To add a ")
    assert f' If you meant "{meant}", write that. If it was dropped,' in problem.remedy


@pytest.mark.parametrize(
    ("wording", "meant"),
    [
        ("{{ cvip_submissions | cuont('case', 'cases') }}", "count"),
        ("{{ national.cybertipline_reports | milions }}", "millions"),
    ],
)
def test_a_misspelt_filter_gets_the_filter_that_was_meant(
    wording: str, meant: str, tmp_path: Path
) -> None:
    (problem,) = _problems(tmp_path, wording)
    assert problem.remedy == f'Did you mean "{meant}"?'


def test_a_name_like_no_other_is_not_said_to_be_meant_as_one(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, "{{ xyz }}")
    assert "you meant" not in problem.remedy


@pytest.mark.parametrize("name", ["upper", "safe", "default", "length", "join"])
def test_a_filter_of_jinja2_is_not_known(name: str, tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, f"# Title\n\n{{{{ team_adam_cases | {name} }}}}")
    assert (problem.line, problem.what) == (3, f'There is no filter "{name}".')
    assert problem.remedy == "Known here: count, millions, millions_at_least."


@pytest.mark.parametrize(
    ("filtered", "right"),
    [
        ("count", 'count("case", "cases")'),
        ('count("case")', 'count("case", "cases")'),
        ('count("case", "cases", "more")', 'count("case", "cases")'),
        ('count("case", many="cases")', 'count("case", "cases")'),
        ('count("case", "cases", zero="none")', 'count("case", "cases")'),
        ("count(1, 2)", 'count("case", "cases")'),
        ('count("<b>", "</b>")', 'count("case", "cases")'),
        ('count("case", state)', 'count("case", "cases")'),
        ('millions("reports")', "millions"),
        ("millions_at_least(1)", "millions_at_least"),
    ],
)
def test_a_filter_with_wrong_words_is_shown_as_it_should_be(
    filtered: str, right: str, tmp_path: Path
) -> None:
    (problem,) = _problems(tmp_path, f"# Title\n\n{{{{ team_adam_cases | {filtered} }}}}")
    assert problem.line == 3
    assert problem.what == f'The filter "{filtered.partition("(")[0]}" is not written like this.'
    assert problem.remedy == f"Write: | {right}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('<data value="5">5</data>', "<data"),
        ('<DATA value="many">', "<DATA"),
        ("5</data>", "</data"),
    ],
)
def test_a_figure_is_not_marked_by_hand(text: str, shown: str, tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, f"# Title\n\nIn {{{{ year }}}}\n{text}\n")
    assert (problem.line, problem.what) == (4, f'"{shown}" cannot be written in the wording.')
    assert "comes from the data file" in problem.remedy


@pytest.mark.parametrize(
    "filters",
    [
        'count("case", "cases") | millions',
        'count("case", "cases") | count("report", "reports")',
        "millions | millions_at_least",
    ],
)
def test_filters_stand_in_one_order_only(filters: str, tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, f"{{{{ team_adam_cases | {filters} }}}}")
    assert "cannot follow" in problem.what


@pytest.mark.parametrize(
    ("wording", "line"),
    [
        ("# Title\n\n{% endif %}\n", 3),
        ("# Title\n\n{% else %}\n", 3),
        ("# Title\n\n{{ state\n\nmore }}", 5),
        ("# Title\n\n{{ state | }}\n", 3),
        ("# Title\n\n{{ }}\n", 3),
        ('# Title\n\n{{ team_adam_cases | count("case, "cases") }}\n', 3),
        ("# Title\n\n{# no end\n", 3),
    ],
)
def test_a_syntax_error_is_named_with_its_line(wording: str, line: int, tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, wording)
    assert (problem.file, problem.line) == (str(tmp_path / "factsheet.md.j2"), line)
    assert problem.what.startswith("The template cannot be read here: ")
    assert problem.what.endswith(".")
    assert ".." not in str(problem)
    assert problem.remedy == "Look for a missing brace, bracket or quotation mark."


@pytest.mark.parametrize(
    ("wording", "line"),
    [
        ("# Title\n\n{% if team_adam_cases %}\nmore\n", 3),
        ("{% if state %}\n{%- if year -%}\na\n{% endif %}\n\nmore\n", 1),
        ("{# {% if x %} #}\n{% if team_adam_cases %}\n{% else %}\n", 2),
    ],
)
def test_an_if_that_nothing_closes_is_named_with_its_own_line(
    wording: str, line: int, tmp_path: Path
) -> None:
    (problem,) = _problems(tmp_path, wording)
    assert (problem.line, problem.what) == (line, "This {% if %} has no {% endif %}.")


def test_quotation_marks_of_a_word_processor_are_named(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, "{{ team_adam_cases | count(“case”, “cases”) }}")
    assert problem.remedy.startswith("Use straight quotation marks")


def test_all_objections_come_at_once_in_the_order_of_lines(tmp_path: Path) -> None:
    problems = _problems(
        tmp_path,
        "# {{ sate }}\n"
        "{% if year %}\n"
        "{{ team_adam_cases | upper }}\n"
        "{% elif team_adam_cases == 1 %}\n"
        "{% for each in state %}x{% endfor %}\n"
        "{% else %}\n"
        "{{ national }}\n"
        "{% endif %}\n",
    )
    assert [problem.line for problem in problems] == [1, 2, 3, 4, 5, 7]


def test_an_objection_that_stands_twice_on_a_line_is_named_once(tmp_path: Path) -> None:
    assert len(_problems(tmp_path, "{{ sate }} and {{ sate }}")) == 1


@pytest.mark.parametrize(
    "wording",
    [
        "{{ state }} {{ state_without_article }} {{ year }}",
        "{{ missing_children.total }} {{ national.connect_users }} {{ team_adam_cases }}",
        '{{ national.connect_users | millions | count("user", "users") }}',
        "{% if not (as_published.plain_title or cvip_submissions) %}{% endif %}",
        "{% if cvip_submissions and team_adam_cases %}{% endif %}",
        "{% if national.connect_users %}x{% elif missing_children.other %}y{% else %}z{% endif %}",
        "{# {% for %} in a comment #}",
        "no template at all",
    ],
)
def test_what_is_declarative_is_accepted(wording: str, tmp_path: Path) -> None:
    (tmp_path / "factsheet.md.j2").write_text(wording)
    Wording(Templates.find(tmp_path), CATALOGUE)


def test_the_projects_own_wording_is_accepted(templates: Templates) -> None:
    Wording(templates, CATALOGUE)


# --- the tree


def _tree(folder: Path, wording: str) -> Body:
    (folder / "factsheet.md.j2").write_text(wording, encoding="utf-8")
    return parse_wording(Templates.find(folder), CATALOGUE)


def test_the_wording_is_text_and_what_it_prints(tmp_path: Path) -> None:
    tree = _tree(
        tmp_path,
        "# {{ state }}\n\nOf {{ national.connect_users | millions "
        '| count("user", "users") }}\nare {{ missing_children.total }}.\n',
    )

    assert tree == (
        Text("# ", 1),
        Print("state", EXACT, (), 1),
        Text("\n\nOf ", 1),
        Print("national.connect_users", ROUNDINGS["millions"], ("user", "users"), 3),
        Text("\nare ", 3),
        Print("missing_children.total", EXACT, (), 4),
        Text(".", 4),
    )


def test_a_choice_has_its_branches_and_always_an_else(tmp_path: Path) -> None:
    (choice,) = _tree(
        tmp_path,
        "{% if cvip_submissions %}\nA\n{% elif as_published.plain_title %}\nB\n"
        "{% if team_adam_cases %}\nC\n{% endif %}\n{% endif %}\n",
    )

    assert isinstance(choice, Choice)
    assert [(each.condition, each.line) for each in choice.branches] == [
        (Is("cvip_submissions"), 1),
        (Is("as_published.plain_title"), 3),
        (ALWAYS, 1),
    ]
    assert [each.body for each in choice.branches[::2]] == [(Text("A\n", 2),), ()]
    text, inner = choice.branches[1].body
    assert text == Text("B\n", 4)
    assert isinstance(inner, Choice)
    assert [(each.condition, each.body) for each in inner.branches] == [
        (Is("team_adam_cases"), (Text("C\n", 6),)),
        (ALWAYS, ()),
    ]


def test_each_branch_has_a_number_of_its_own(templates: Templates) -> None:
    numbers = [branch.number for branch in branches(parse_wording(templates, CATALOGUE))]

    assert len(numbers) == 20
    assert sorted(numbers) == list(range(20))


CVIP, ADAM = Is("cvip_submissions"), Is("team_adam_cases")
PLAIN = Is("as_published.plain_title")
CONDITIONS: dict[str, Condition] = {
    "cvip_submissions": CVIP,
    "not not cvip_submissions": CVIP,
    "not cvip_submissions": CVIP.negated,
    "cvip_submissions and team_adam_cases": Joined("and", (CVIP, ADAM)),
    "cvip_submissions or not team_adam_cases": Joined("or", (CVIP, ADAM.negated)),
    "not (cvip_submissions or team_adam_cases)": Joined("and", (CVIP.negated, ADAM.negated)),
    "not (cvip_submissions and not team_adam_cases)": Joined("or", (CVIP.negated, ADAM)),
    "cvip_submissions and team_adam_cases and as_published.plain_title": Joined(
        "and", (CVIP, ADAM, PLAIN)
    ),
    "cvip_submissions and (team_adam_cases and as_published.plain_title)": Joined(
        "and", (CVIP, Joined("and", (ADAM, PLAIN)))
    ),
    "cvip_submissions and team_adam_cases or as_published.plain_title": Joined(
        "or", (Joined("and", (CVIP, ADAM)), PLAIN)
    ),
}


@pytest.mark.parametrize(("written", "condition"), CONDITIONS.items(), ids=CONDITIONS)
def test_a_condition_is_what_is_written(written: str, condition: Condition, tmp_path: Path) -> None:
    (choice,) = _tree(tmp_path, f"{{% if {written} %}}x{{% endif %}}")

    assert isinstance(choice, Choice)
    assert choice.branches[0].condition == condition


@pytest.mark.parametrize(("written", "condition"), CONDITIONS.items(), ids=CONDITIONS)
def test_a_condition_holds_where_python_says_so_and_is_asked_no_further_than_that(
    written: str, condition: Condition
) -> None:
    words = written.replace("as_published.plain_title", "plain_title")
    for values in product([True, False], repeat=3):
        all_truths = dict(zip((CVIP.name, ADAM.name, PLAIN.name), values, strict=True))
        names = {name.rpartition(".")[2]: value for name, value in all_truths.items()}
        expected = eval(words, names)
        fitting = [
            (truths, holds)
            for truths, holds in condition.outcomes({})
            if truths.items() <= all_truths.items()
        ]

        assert condition.holds(all_truths) is expected
        assert condition.negated.holds(all_truths) is not expected
        assert [holds for _, holds in fitting] == [expected]
        assert list(condition.outcomes(fitting[0][0])) == fitting


def test_what_is_known_already_is_not_asked_again() -> None:
    choice = Choice(
        (Branch(Joined("and", (CVIP, ADAM)), (), 1, 0), Branch(CVIP, (), 1, 1),
         Branch(ALWAYS, (), 1, 2)), 1
    )  # fmt: skip

    found = [(dict(truths), branch.number) for truths, branch in choice.outcomes({})]

    assert found == [
        ({CVIP.name: True, ADAM.name: True}, 0),
        ({CVIP.name: True, ADAM.name: False}, 1),
        ({CVIP.name: False}, 2),
    ]


def test_no_other_module_knows_the_tree_of_jinja2() -> None:
    package = ROOT / "src/factsheets"
    modules = {
        path.relative_to(package).as_posix(): path.read_text() for path in package.rglob("*.py")
    }

    assert [name for name, code in modules.items() if _knows_nodes(code)] == ["wording/language.py"]


def _knows_nodes(code: str) -> bool:
    names = [
        f"{getattr(node, 'module', None) or ''}.{alias.name}"
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    used = [
        ast.unparse(node) for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Attribute)
    ]
    return any("jinja2.nodes" in each for each in (*names, *used))
