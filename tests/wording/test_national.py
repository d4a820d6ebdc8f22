"""How national figures are printed: by the rounding of the wording, with the year or not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import CATALOGUE
from factsheets.figures.values import NOT_REPORTED, Figure
from factsheets.templating.folders import WORDING, Templates
from factsheets.wording.compose import Sheet, Wording
from factsheets.wording.national import Printed, national_figures_printed
from factsheets.wording.numbers import EXACT, ROUNDINGS

FIRST, SECOND, *_ = CATALOGUE.national
A, B = f"{{{{ national.{FIRST} }}}}", f"{{{{ national.{SECOND} }}}}"
IN_MILLIONS = f"{{{{ national.{FIRST} | millions }}}}"
A_PLAIN = replace(CATALOGUE.national[FIRST], at_least=False, is_percent=False)
DOWN = ROUNDINGS["millions_at_least"]


def printed_in(folder: Path, text: str) -> dict[str, Printed]:
    (folder / WORDING).write_text(text)
    return national_figures_printed(Wording(Templates.find(folder), CATALOGUE).body)


def test_every_figure_is_printed_as_the_published_sheets_print_it(
    wording: Wording, sheets: dict[str, Sheet]
) -> None:
    found = national_figures_printed(wording.body)
    assert found.keys() == CATALOGUE.national.keys()
    for sheet in sheets.values():
        for path, figure in sheet.national.items():
            declared = replace(CATALOGUE.national[path], at_least=False, is_percent=False)
            words = found[path].words(declared, figure)
            assert f'<data value="{figure}">{words}</data>' in sheet.markdown


def test_the_rounding_is_that_of_the_wording_and_of_several_the_first(
    tmp_path: Path,
) -> None:
    found = printed_in(tmp_path, f"{IN_MILLIONS} reports. All of them: {A}.")
    assert found == {FIRST: Printed(ROUNDINGS["millions"])}
    assert printed_in(tmp_path, "No figure.") == {}


@pytest.mark.parametrize(
    ("text", "has_year"),
    [
        (f"In {{{{ year }}}}, there were {A}.", True),
        (f"There were {A} in {{{{ year }}}}.", True),
        (f"In {{{{ year }}}}, there was one. There were {A}.", False),
        (f"**In {{{{ year }}}}, there was one.** There were {A}.", False),
        (f"In {{{{ year }}}}, there was one.\nThere were {A}.", False),
        (f"In {{{{ year }}}}\n\nThere were {A}.", False),
        (f"There were {A}. In {{{{ year }}}}, too.", False),
        (f"There were {A}. In {{{{ year }}}}, there were {A}.", True),
        (f"In {{{{ year }}}}, {{% if national.{SECOND} %}}there were {A}{{% endif %}}.", True),
        (
            f"In {{{{ year }}}}, one.{{% if national.{SECOND} %}} There were {A}.{{% endif %}}",
            False,
        ),
    ],
)
def test_a_figure_has_the_year_that_its_sentence_says(
    text: str, has_year: bool, tmp_path: Path
) -> None:
    assert printed_in(tmp_path, text)[FIRST].has_year is has_year


@pytest.mark.parametrize(
    ("printed", "changed", "figure", "words"),
    [
        (Printed(), {}, 1_234_567, "1,234,567"),
        (Printed(ROUNDINGS["millions"]), {}, 36_260_000, "36.3 million"),
        (Printed(DOWN), {"at_least": True}, 105_660_000, "more than 105.6 million"),
        (Printed(), {"at_least": True}, 18_400, "more than 18,400"),
        (Printed(EXACT), {"is_percent": True}, 19.5, "19.5%"),
        (Printed(), {}, NOT_REPORTED, "not reported"),
        (Printed(), {"at_least": True, "is_percent": True}, NOT_REPORTED, "not reported"),
    ],
)
def test_the_words_of_a_figure(
    printed: Printed, changed: dict[str, Any], figure: Figure, words: str
) -> None:
    assert printed.words(replace(A_PLAIN, **changed), figure) == words
