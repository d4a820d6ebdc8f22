"""The manifest as it is read and written; test_build.py shows what a build makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from factsheets.manifest import MANIFEST, Manifest, write


def test_a_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    manifest = Manifest(year=2023, sample=True)
    manifest.add("wyoming.txt", "Wyoming", b"A sheet", "0123")
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
    ],
)
def test_a_damaged_manifest_counts_as_none(damaged: bytes, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(damaged)
    assert Manifest.read(tmp_path, year=2023, sample=False).files == {}


def test_what_a_link_leads_to_is_written_and_keeps_its_mode(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_bytes(b"old")
    real.chmod(0o664)
    link.symlink_to(real)

    write(link, b"new")

    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o664)
