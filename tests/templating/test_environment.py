"""What a template can do in the sandbox; the attacks on it are in ``test_attacks``."""

from __future__ import annotations

import jinja2
import pytest
from jinja2.exceptions import SecurityError

from factsheets.templating.environment import Sandbox

FILES = {
    "page": "{% include 'part' %}!",
    "part": "Hello",
    "self": "{% include 'self' %}",
    "parent": "{% extends 'child' %}",
    "child": "{% if true %}{% import 'parent' as parent %}{% endif %}",
}


def source(name: str) -> tuple[str, str, None]:
    if name not in FILES:
        raise jinja2.TemplateNotFound(name)
    return FILES[name], name, None


def rendered(text: str) -> str:
    return Sandbox(source).from_string(text).render(state="Ohio")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("{{ state.upper() }}", "OHIO"),
        ("{% for n in range(3) %}{{ n * 2 }}{% endfor %}", "024"),
        ("{{ range(1000) | length }} {{ 7 % 5 }}", "1000 2"),
        ("{% include 'page' %}", "Hello!"),
    ],
)
def test_a_template_loops_reckons_and_includes(text: str, printed: str) -> None:
    assert rendered(text) == printed


@pytest.mark.parametrize(
    "text",
    [
        "{{ state.__class__ }}",
        "{{ range(1001) }}",
        "{{ range(10 ** 40) }}",
        "{{ range(0, 9999999999999999999999999) }}",
        "{{ 2 ** 8 }}",
        "{{ state * 2 }}",
        "{{ '%9d' % 1 }}",
    ],
)
def test_what_reaches_out_or_grows_is_refused(text: str) -> None:
    with pytest.raises(SecurityError):
        rendered(text)


@pytest.mark.parametrize("name", ["self", "parent", "child"])
def test_a_template_that_uses_itself_is_refused_at_once(name: str) -> None:
    with pytest.raises(SecurityError, match=f'"{name}" uses itself'):
        Sandbox(source).get_template(name).render()


def test_a_template_may_be_used_again_and_again() -> None:
    assert rendered("{% for n in range(3) %}{% include 'page' %}{% endfor %}") == "Hello!" * 3


def test_a_template_that_is_not_there_cannot_be_included() -> None:
    with pytest.raises(jinja2.TemplateNotFound):
        rendered("{% include '/etc/passwd' %}")
