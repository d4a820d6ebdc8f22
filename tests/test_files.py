"""What is read of a file, and what is not even begun."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from factsheets.files import contents
from factsheets.problems import FactsheetsError


def refused(path: Path, largest: int = 10) -> tuple[str, str]:
    with pytest.raises(FactsheetsError) as caught:
        contents(path, largest)
    (problem,) = caught.value.problems
    assert problem.file == str(path)
    return problem.what, problem.remedy


def test_a_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"\x00" * 10)

    assert contents(path, 10) == b"\x00" * 10


@pytest.mark.parametrize(
    ("largest", "size"), [(1_000, "1 kB"), (200_000, "200 kB"), (2_000_000, "2 MB")]
)
def test_a_larger_file_is_refused_with_the_limit(tmp_path: Path, largest: int, size: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * (largest + 1))

    what = f"The file is larger than {size}."
    assert refused(path, largest) == (what, "Is this the right file?")


def test_an_enormous_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    os.truncate(path, 2**40)  # sparse: a terabyte that takes no room

    assert refused(path)[0] == "The file is larger than 0 kB."


def test_a_pipe_or_a_device_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/dev/zero")

    for name in ("pipe", "link"):
        assert refused(tmp_path / name) == (
            "This is a pipe or a device, not a file.",
            "Save it as a file first.",
        )


def test_a_folder_and_a_file_that_is_not_there_are_named(tmp_path: Path) -> None:
    assert refused(tmp_path)[0] == "This is a folder, not a file."
    assert refused(tmp_path / "none")[0] == "There is no such file."
