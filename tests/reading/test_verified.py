"""What is said of a file: of which edition it is, and what the manifest gets wrong."""

from __future__ import annotations

from pathlib import Path

from conftest import DATA
from factsheets.reading.against import AllYears
from factsheets.reading.verified import Verified, problem_of_manifest, verified_against


def test_a_file_is_of_the_edition_that_it_was_held_against() -> None:
    against = AllYears(DATA, None, house_style=False).current()
    problem = problem_of_manifest(Path("wyoming.txt"), "lists it twice")

    assert str(problem) == (
        "wyoming.txt: manifest.json lists it twice. Build again, or find out who changed it."
    )
    found = verified_against(Path("wyoming.txt"), against, (problem,), 19)
    assert found == Verified("wyoming.txt", 19, (problem,), data=DATA, year=2023)
    alone = verified_against(Path("wyoming.txt"), None, (problem,))
    assert alone == Verified("wyoming.txt", 0, (problem,))
