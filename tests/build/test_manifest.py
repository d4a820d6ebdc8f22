"""The manifest as it is read and written; test_build.py shows what a build makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from conftest import ROOT
from factsheets.build.manifest import Manifest, manifest_schema
from factsheets.render.formats import MANIFEST_FILE as MANIFEST

ORIGIN = {"figures": "0123", "made_from": "4567"}
ENTRY = {"sha256": "89", "size": 1, "made_with": "0", **ORIGIN}
WHOLE = {"year": 2023, "sample": True, "files": {"wyoming.txt": ENTRY}}


def test_a_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    manifest = Manifest(year=2023, sample=True)
    manifest.add("wyoming.txt", b"A sheet", state="Wyoming", **ORIGIN)
    manifest.add("index.html", b"A page", **ORIGIN)
    manifest.write(tmp_path)

    assert Manifest.read(tmp_path, year=2024, sample=False) == manifest


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"[" * 200_000,
        b"\xff",
        b'{"files": {}}',
        b'{"year": 2023, "sample": true, "files": {"x": {"state": []}}}',
        b'{"year": 2023, "sample": true, "files": {"x": {"sha256": "0"}}}',
        b'{"year": 2023, "sample": true, "files": []}',
        *(
            json.dumps({**WHOLE, "base_url": address}).encode()
            for address in (
                "javascript:alert(1)",
                "https://example.org",
                "https://example.org/?",
                "",
                7,
                'https://example.org/"><script>/',
            )
        ),
    ],
)
def test_a_damaged_manifest_counts_as_none(damaged: bytes, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(damaged)
    assert Manifest.read(tmp_path, year=2023, sample=False).files == {}


def test_the_address_is_in_the_manifest_only_where_it_is_known(tmp_path: Path) -> None:
    manifest = Manifest(year=2023, sample=True)
    assert b"base_url" not in manifest.content()
    manifest.base_url = "https://example.org/2023/"
    manifest.write(tmp_path)
    assert Manifest.read(tmp_path, year=2024, sample=False) == manifest
    (tmp_path / MANIFEST).write_text(json.dumps(WHOLE))
    assert Manifest.read(tmp_path, year=2024, sample=False).files.keys() == {"wyoming.txt"}


def test_the_schema_of_the_manifest_is_not_stale() -> None:
    stored = json.loads((ROOT / "data/manifest.schema.json").read_text())
    assert stored == manifest_schema(), "run: make generated"


def test_the_schema_takes_a_manifest_and_refuses_what_is_none(tmp_path: Path) -> None:
    manifest = Manifest(year=2023, sample=True)
    manifest.add("wyoming.pdf", b"A sheet", state="Wyoming", pages=2, **ORIGIN)
    manifest.write(tmp_path)
    found = json.loads((tmp_path / MANIFEST).read_text())

    validator = Draft202012Validator(manifest_schema())

    validator.validate(found)
    entry = found["files"]["wyoming.pdf"]
    for wrong in ({**entry, "size": "7"}, {"state": "Wyoming"}):
        assert not validator.is_valid({**found, "files": {"wyoming.pdf": wrong}})


@pytest.mark.parametrize("name", ["../wyoming.txt", "/etc/passwd", ".wyoming.txt", "a/b.txt", ""])
def test_a_manifest_that_lists_a_file_of_another_folder_counts_as_none(
    name: str, tmp_path: Path
) -> None:
    manifest = Manifest(year=2023, sample=True)
    manifest.add("wyoming.txt", b"A sheet", **ORIGIN)
    manifest.write(tmp_path)
    path = tmp_path / MANIFEST
    path.write_text(path.read_text().replace('"wyoming.txt"', json.dumps(name)))

    assert Manifest.read(tmp_path, year=2023, sample=True).files == {}


def test_what_a_later_version_of_the_tool_adds_is_passed_over(tmp_path: Path) -> None:
    manifest = Manifest(year=2023, sample=True)
    manifest.add("wyoming.txt", b"A sheet", **ORIGIN)
    manifest.write(tmp_path)
    path = tmp_path / MANIFEST
    path.write_text(path.read_text().replace('"size"', '"words": 700, "size"'))

    assert Manifest.read(tmp_path, year=2023, sample=True) == manifest


def test_a_manifest_is_written_when_it_has_changed_only(tmp_path: Path) -> None:
    manifest = Manifest(year=2023, sample=True)
    manifest.write(tmp_path)
    before = (tmp_path / MANIFEST).stat().st_ino
    manifest.write(tmp_path)
    assert (tmp_path / MANIFEST).stat().st_ino == before
    manifest.add("index.html", b"A page", **ORIGIN)
    manifest.write(tmp_path)
    assert (tmp_path / MANIFEST).stat().st_ino != before


def test_the_versions_that_no_file_was_made_with_any_more_are_forgotten(tmp_path: Path) -> None:
    manifest = Manifest(year=2023, sample=True, made_with={"old": {"weasyprint": "1"}})
    manifest.add("index.html", b"A page", **ORIGIN)
    manifest.write(tmp_path)
    [versions] = json.loads((tmp_path / MANIFEST).read_text())["made_with"].values()
    assert versions["weasyprint"] != "1"
