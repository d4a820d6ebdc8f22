"""How Jinja2 reads a template: nothing in it reaches outside, or grows enormous in one step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_NUMBERS = 1_000  # in a range

Source = tuple[str, str, None]  # a template's text and its path


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment whose templates reach what they are given, and nothing behind it.

    ``source`` gives the text and the path of a template by its name, or raises TemplateNotFound.
    """

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, source: Callable[[str], Source], **options: Any) -> None:
        loader = jinja2.FunctionLoader(source)
        super().__init__(loader=loader, undefined=jinja2.StrictUndefined, **options)
        self.globals["range"] = _range
        del self.globals["lipsum"]
        self._used_by: dict[str, set[str]] = {}

    def join_path(self, template: str, parent: str) -> str:
        """The name of the template that ``parent`` includes, extends or imports."""
        self._used_by.setdefault(template, set()).update({parent, *self._used_by.get(parent, ())})
        if template in self._used_by[template]:
            raise SecurityError(f'"{template}" uses itself')
        return template

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may use the attribute: none of a path."""
        return not isinstance(obj, PurePath) and super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The result of an operator that could make something enormous out of small parts."""
        if operator == "**" or not all(isinstance(each, int | float) for each in (left, right)):
            raise SecurityError(f'"{operator}" cannot stand here')
        return super().call_binop(context, operator, left, right)


def _range(*limits: int) -> range:
    numbers = range(*limits)
    if numbers[MOST_NUMBERS:]:
        raise SecurityError(f"a range has more than {MOST_NUMBERS:,} numbers")
    return numbers
