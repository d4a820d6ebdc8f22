"""A build of a folder whose address on the web is known: what it adds, keeps, and takes off."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, invented
from factsheets.build.build import Report, build
from factsheets.build.manifest import Manifest
from factsheets.dataset.dataset import Dataset
from factsheets.figures.values import Figures
from factsheets.render.card import render_card
from factsheets.render.formats import Format, Picture
from factsheets.templating.folders import CARD, Templates
from factsheets.wording.compose import Wording

ADDRESS = "https://example.org/factsheets/2023/"
PAGES = [Format.HTML]
ONLY_WITH_ADDRESS = {"montana.png", "wyoming.png", "sitemap.xml"}

Build = Callable[..., Report]


@pytest.fixture
def two(make_dataset: Any) -> Dataset:
    found = make_dataset({"Montana": invented(), "Wyoming": invented(cybertipline_reports=2_000)})
    assert isinstance(found, Dataset)
    return found


@pytest.fixture
def make(two: Dataset, templates: Templates, tmp_path: Path) -> Build:
    """A function that builds the pages of two states."""

    def built(dataset: Dataset = two, **options: Any) -> Report:
        options = {"formats": PAGES, "templates": templates, "jobs": 1, **options}
        return build(dataset, output=tmp_path / "output", **options)

    return built


def names_in(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def canonical(page: Path) -> list[str]:
    return re.findall(r'<link rel="canonical" href="([^"]*)">', page.read_text())


def test_without_an_address_nothing_of_it_is_written(make: Build) -> None:
    report = make()
    assert not names_in(report.folder) & ONLY_WITH_ADDRESS
    assert canonical(report.folder / "wyoming.html") == []
    assert "base_url" not in (report.folder / "manifest.json").read_text()
    assert report.base_url == ""


def test_with_an_address_there_are_cards_and_a_map_and_the_manifest_lists_them(
    make: Build, two: Dataset, templates: Templates, wording: Wording
) -> None:
    report = make(base_url=ADDRESS.rstrip("/"))

    folder = report.folder
    assert report.written == ("montana.html", "montana.png", "wyoming.html", "wyoming.png")
    assert names_in(folder) >= ONLY_WITH_ADDRESS
    assert canonical(folder / "wyoming.html") == [f"{ADDRESS}wyoming.html"]
    assert canonical(folder / "index.html") == [ADDRESS]
    drawn = render_card(wording.compose(two, "Wyoming"), templates)
    assert (folder / "wyoming.png").read_bytes() == drawn
    manifest = Manifest.read(folder, year=0, sample=False)
    assert report.base_url == manifest.base_url == ADDRESS
    assert manifest.files.keys() == names_in(folder) - {"manifest.json"}
    card = manifest.files["wyoming.png"]
    assert (card.state, card.pages, card.national) == ("Wyoming", None, ())


def test_a_later_build_of_one_state_keeps_the_address(make: Build) -> None:
    folder = make(base_url=ADDRESS).folder
    (folder / "wyoming.html").unlink()

    report = make(states=["WY"])

    assert (report.written, report.unchanged) == (("wyoming.html",), ("wyoming.png",))
    assert (report.base_url, report.outdated) == (ADDRESS, ())
    assert canonical(folder / "wyoming.html") == [f"{ADDRESS}wyoming.html"]
    assert names_in(folder) >= ONLY_WITH_ADDRESS


def test_another_address_makes_the_pages_again_and_nothing_else(make: Build) -> None:
    formats = [Format.TEXT, Format.HTML]
    make(formats=formats, base_url=ADDRESS)

    report = make(formats=formats, base_url="https://example.org/")

    assert report.written == ("montana.html", "wyoming.html")
    assert report.unchanged == ("montana.png", "montana.txt", "wyoming.png", "wyoming.txt")
    assert canonical(report.folder / "index.html") == ["https://example.org/"]
    assert ADDRESS not in (report.folder / "sitemap.xml").read_text()
    assert make(formats=formats).written == ()


def test_pages_that_still_say_another_address_are_named(make: Build) -> None:
    make(base_url=ADDRESS)
    report = make(states=["WY"], base_url="https://example.org/")
    assert (report.written, report.outdated) == (("wyoming.html",), ("montana.html",))


def test_an_empty_address_takes_it_off_with_cards_and_map(make: Build) -> None:
    with_address = make(base_url=ADDRESS).folder
    without = names_in(with_address) - ONLY_WITH_ADDRESS

    report = make(base_url="")

    assert names_in(report.folder) == without
    assert report.written == ("montana.html", "wyoming.html")
    manifest = Manifest.read(report.folder, year=0, sample=False)
    assert manifest.base_url is None
    assert manifest.files.keys() == without - {"manifest.json"}
    assert (make().written, make().base_url, make().outdated) == ((), "", ())


def test_a_card_that_somebody_changed_or_put_there_is_not_removed_but_named(make: Build) -> None:
    folder = make(base_url=ADDRESS).folder
    (folder / "wyoming.png").write_bytes(b"a photograph")
    (folder / "sitemap.xml").write_text("the map of the whole site")
    (folder / "ohio.png").write_bytes(b"another photograph")

    report = make(base_url="")

    assert "montana.png" not in names_in(folder)
    assert (folder / "wyoming.png").read_bytes() == b"a photograph"
    assert sorted(report.outdated) == ["ohio.png", "sitemap.xml", "wyoming.png"]


def test_a_card_that_was_changed_is_drawn_again(make: Build) -> None:
    folder = make(base_url=ADDRESS).folder
    card = (folder / "wyoming.png").read_bytes()
    (folder / "wyoming.png").write_bytes(b"edited")

    report = make()

    assert (report.written, report.edited) == (("wyoming.png",), ("wyoming.png",))
    assert (folder / "wyoming.png").read_bytes() == card


def test_cards_are_drawn_where_pages_are_made_only(make: Build) -> None:
    report = make(formats=[Format.TEXT], base_url=ADDRESS)
    assert report.written == ("montana.txt", "wyoming.txt")
    assert names_in(report.folder) & ONLY_WITH_ADDRESS == {"sitemap.xml"}


def test_a_card_depends_on_the_figures_of_its_state_alone(make: Build, two: Dataset) -> None:
    make(base_url=ADDRESS)
    assert two.national
    more = Figures({**two.national, "connect_users": 19_000})

    report = make(replace(two, national=more))

    assert report.written == ("montana.html", "wyoming.html")
    assert report.unchanged == ("montana.png", "wyoming.png")


def test_the_card_of_a_state_without_figures_goes_with_its_page(
    make: Build, make_dataset: Any
) -> None:
    folder = make(base_url=ADDRESS).folder
    alone = make_dataset({"Montana": invented(), "Wyoming": None})

    report = make(alone)
    assert report.left_over == ("wyoming.html", "wyoming.png")
    assert make(alone, prune=True).pruned == ("wyoming.html", "wyoming.png")
    assert "wyoming" not in (folder / "sitemap.xml").read_text()


def test_a_card_that_cannot_be_drawn_does_not_stop_the_page(make: Build, tmp_path: Path) -> None:
    own = Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))
    (own / CARD).write_text("{{ state }}{{ figure }}\n")

    report = make(base_url=ADDRESS, templates=Templates.find(own))

    assert report.written == ("montana.html", "wyoming.html")
    assert report.not_made == {Picture.CARD: ("Montana", "Wyoming")}
    assert {problem.file for problem in report.problems} == {str(own / CARD)}


@pytest.mark.parametrize("address", ["example.org", "https://example.org/?a", "javascript:x"])
def test_what_is_no_address_builds_nothing(address: str, make: Build, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not the address of a folder"):
        make(base_url=address)
    assert not (tmp_path / "output").exists()


@pytest.mark.slow
def test_cards_are_the_same_bytes_in_several_processes(make: Build, tmp_path: Path) -> None:
    folder = make(base_url=ADDRESS).folder
    before = {name: (folder / name).read_bytes() for name in ONLY_WITH_ADDRESS}
    make(force=True, jobs=2)
    assert {name: (folder / name).read_bytes() for name in ONLY_WITH_ADDRESS} == before
    assert json.loads((folder / "manifest.json").read_text())["base_url"] == ADDRESS
