"""The numbers of numbered lists, as they are typed in the wording."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import CATALOGUE
from factsheets.problems import FactsheetsError
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Wording

RIGHT = {
    "one after the other": "1. one\n2. two\n3. three\n",
    "with lines between": "1. one\n   and more\n\n2. two\n",
    "two lists": "1. one\n2. two\n\nWords.\n\n1. one\n",
    "two lists with bullets between": "1. one\n- two\n\n1. three\n",
    "an item in a choice": "1. one\n{% if cvip_submissions %}\n2. two\n{% endif %}\n3. three\n",
    "the first in a choice": "{% if cvip_submissions %}\n1. one\n{% endif %}\n2. two\n",
    "one of two in a choice": (
        "{% if cvip_submissions %}\n1. one\n{% else %}\n1. another\n{% endif %}\n2. two\n"
    ),
    "a choice in an item": "1. one\n{%- if cvip_submissions %} more{% endif %}\n\n2. two\n",
    "a figure behind a number": "1. {{ cvip_submissions }}\n2. {{ year }}. The end.\n",
    "ten": "".join(f"{number}. item\n" for number in range(1, 11)),
    "a decimal": "19.5 of them\n",
}


def _wording(folder: Path, text: str) -> Wording:
    (folder / "factsheet.md.j2").write_text(f"# Title\n\n{text}", encoding="utf-8")
    return Wording(Templates.find(folder), CATALOGUE)


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT)
def test_numbers_that_are_counted_are_accepted(text: str, tmp_path: Path) -> None:
    assert _wording(tmp_path, text).body


WRONG = {
    "the same": ("1. one\n1. two\n", 4, "1.", 2),
    "one left out": ("1. one\n3. three\n", 4, "3.", 2),
    "not from one": ("2. two\n", 3, "2.", 1),
    "going on behind a paragraph": ("1. one\n\nWords.\n\n2. two\n", 7, "2.", 1),
    "the same in a choice": (
        "1. one\n{% if cvip_submissions %}\n1. two\n{% endif %}\n", 5, "1.", 2
    ),
    "as if the choice were not": (
        "1. one\n{% if cvip_submissions %}\n2. two\n{% endif %}\n2. three\n", 7, "2.", 3
    ),
    "a year": ("Words\n2023. In that year\n", 4, "2023.", 1),
    "a list that begins again behind a paragraph that may be left out": (
        "1. one\n\n{% if cvip_submissions %}\nWords.\n\n{% endif %}\n1. two\n", 9, "1.", 2
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "typed", "expected"), WRONG.values(), ids=WRONG)
def test_a_number_that_would_not_be_printed_is_named(
    text: str, line: int, typed: str, expected: int, tmp_path: Path
) -> None:
    with pytest.raises(FactsheetsError) as caught:
        _wording(tmp_path, text)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (str(tmp_path / "factsheet.md.j2"), line)
    assert problem.what == (
        f'"{typed}" at the start of a line begins an item of a numbered list, and the next one is '
        f"{expected}."
    )
    assert problem.remedy
