"""What a file is made from: whatever it depends on changes its hash, and nothing else does."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, invented
from factsheets.build import fingerprint as provenance
from factsheets.build.fingerprint import LIBRARIES, Provenance, tools
from factsheets.dataset.dataset import Dataset
from factsheets.figures.values import Figures
from factsheets.render.formats import Format, Kind, Picture, files_of_year
from factsheets.templating.folders import Templates

PACKAGE = ROOT / "src/factsheets"
ROOMS = sorted({file.parent.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py")})
NOT_IN_A_SHEET = {"jellyfish", "pycparser"}  # for searching names, and for building cffi


@pytest.fixture
def year(make_dataset: Any) -> Dataset:
    found = make_dataset({"Iowa": invented(as_published=["plain_title"]), "Ohio": invented()})
    assert isinstance(found, Dataset)
    return found


def sheet(dataset: Dataset, templates: Templates, *, house_style: bool = False) -> str:
    made_from = Provenance(dataset, templates, house_style)
    return made_from.of_sheet("Iowa", Format.TEXT, ["connect_users"])


def test_the_same_figures_have_the_same_hash(year: Dataset, templates: Templates) -> None:
    assert sheet(year, templates) == sheet(year, templates)


def test_each_thing_that_a_sheet_depends_on_changes_its_hash(
    year: Dataset, templates: Templates, make_dataset: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    iowa = year.states["Iowa"]
    assert iowa
    assert year.national
    more_users = Figures({**year.national, "connect_users": 18_001})
    fewer = replace(iowa, figures=Figures({**iowa.figures, "cvip_submissions": 0}))
    renamed = replace(year.catalogue, digest="another")
    found = [
        sheet(year, templates),
        sheet(replace(year, year=2024), templates),
        sheet(replace(year, sample=False), templates),
        sheet(replace(year, national=more_users), templates),
        sheet(replace(year, states={"Iowa": fewer}), templates),
        sheet(replace(year, catalogue=renamed), templates),
        sheet(year, templates, house_style=True),
        sheet(year, replace(templates, digest="another")),
        Provenance(year, templates, False).of_sheet("Iowa", Format.HTML, ["connect_users"]),
        Provenance(year, templates, False).of_sheet("Ohio", Format.TEXT, ["connect_users"]),
    ]  # fmt: skip
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    found.append(sheet(year, templates))
    for tool in tools():
        monkeypatch.setattr(provenance, "tools", lambda tool=tool: {**tools(), tool: "another"})
        found.append(sheet(year, templates))

    assert len(set(found)) == len(found) == 11 + len(tools())


def test_a_national_figure_that_a_sheet_has_no_use_for_does_not_change_its_hash(
    year: Dataset, templates: Templates
) -> None:
    assert year.national
    others = Figures({**year.national, "team_adam_incidents": 58})
    assert sheet(year, templates) == sheet(replace(year, national=others), templates)


def test_the_house_style_changes_no_hash_where_there_are_no_departures(
    year: Dataset, templates: Templates
) -> None:
    made_from = [
        Provenance(year, templates, house_style).of_sheet("Ohio", Format.PDF, ())
        for house_style in (False, True)
    ]
    assert made_from[0] == made_from[1]


ADDRESS = "https://example.org/"


@pytest.mark.parametrize("kind", [*Format, *Picture])
def test_of_a_states_files_only_the_page_depends_on_the_address(
    kind: Kind, year: Dataset, templates: Templates
) -> None:
    made_from = {
        Provenance(year, templates, False, each).of_sheet("Ohio", kind, ())
        for each in ("", ADDRESS, f"{ADDRESS}2023/")
    }
    assert len(made_from) == (3 if kind is Format.HTML else 1)


@pytest.mark.parametrize("name", files_of_year(ADDRESS))
def test_of_a_years_files_the_start_page_and_the_map_depend_on_the_address(
    name: str, year: Dataset, templates: Templates
) -> None:
    made_from = {
        Provenance(year, templates, False, each).of_year(name, ()) for each in ("", ADDRESS)
    }
    assert len(made_from) == (2 if name in ("index.html", "sitemap.xml") else 1)


def test_the_start_page_depends_on_all_figures_and_on_the_files_it_links(
    year: Dataset, templates: Templates
) -> None:
    def page(dataset: Dataset, *files: str) -> str:
        return Provenance(dataset, templates, False).of_year("index.html", files)

    assert year.national
    others = Figures({**year.national, "team_adam_incidents": 58})
    found = [
        page(year),
        page(year, "iowa.txt"),
        page(year, "iowa.txt", "iowa.pdf"),
        page(replace(year, national=others)),
        page(replace(year, states={**year.states, "Ohio": None})),
        page(replace(year, catalogue=replace(year.catalogue, digest="another"))),
    ]
    assert len(set(found)) == len(found)
    assert page(year, "iowa.pdf", "iowa.txt") == found[2]


def test_the_tools_are_all_that_the_text_the_pages_and_the_pdf_go_through() -> None:
    needed, found = ["jinja2", "markdown-it-py", "us", "weasyprint"], set[str]()
    while needed:
        name = needed.pop().lower()
        if name not in found:
            found.add(name)
            lines = [each for each in requires(name) or () if "extra ==" not in each]
            needed += [re.split(r"[\s;\[(<>=!~]", each)[0] for each in lines]
    assert set(LIBRARIES) == (found - NOT_IN_A_SHEET) | {"pypdfium2"}  # which draws the cards


def test_a_library_that_is_not_there_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name == "pyphen":
            raise PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(provenance, "version", version)
    found = tools.__wrapped__()
    assert tools().keys() - found.keys() == {"pyphen"}


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package, whose code is hashed in place of the code that runs."""
    package = tmp_path / "factsheets"
    shutil.copytree(PACKAGE, package)
    monkeypatch.setattr(provenance, "__file__", str(package / "build/fingerprint.py"))
    return package


@pytest.mark.parametrize("room", ROOMS)
def test_one_other_byte_in_a_module_of_any_room_changes_the_hash_of_the_code(
    room: str, copied: Path
) -> None:
    before = tools.__wrapped__()["factsheets code"]
    module = max((copied / room).glob("*.py"), key=lambda file: file.stat().st_size)
    with module.open("ab") as file:
        file.write(b"#")

    assert tools.__wrapped__()["factsheets code"] != before


def test_the_versions_of_the_native_libraries_are_known() -> None:
    assert re.fullmatch(r"[0-9.]+", tools()["pango"])
    assert re.fullmatch(r"[0-9.]+", tools()["harfbuzz"])
    assert tools()["python"].startswith("3.")
