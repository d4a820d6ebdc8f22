"""How a file gets into a folder: whole, or not at all; and one build at a time."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from factsheets.problems import FactsheetsError
from factsheets.writing import locked, make_folder, remove_drafts, write


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


def test_write_replaces_the_file_and_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "sheet.txt"
    path.write_text("old")

    write(path, b"new")

    assert contents(tmp_path) == {"sheet.txt": b"new"}


def test_write_leaves_no_draft_when_it_fails(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("kept")

    with pytest.raises(FactsheetsError, match="This is a folder, not a file"):
        write(tmp_path / "folder", b"new")
    with pytest.raises(FactsheetsError, match="This is a file, not a folder"):
        write(tmp_path / "file/sheet.txt", b"new")

    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "kept"


def test_what_a_link_leads_to_is_written_and_keeps_its_mode(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_bytes(b"old")
    real.chmod(0o664)
    link.symlink_to(real)

    write(link, b"new")

    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o664)


def test_who_reads_the_older_file_meanwhile_reads_it_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    old = b"old and whole" * 100_000  # more than is read ahead
    path.write_bytes(old)

    with path.open("rb") as reader:
        first = reader.read(3)
        write(path, b"new")

        assert first + reader.read() == old
    assert path.read_bytes() == b"new"


def test_a_disk_without_room_is_said_and_the_older_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))  # the disk takes no more
    try:
        with pytest.raises(FactsheetsError) as caught:
            write(path, b"x" * 2_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)

    [problem] = caught.value.problems
    assert problem.file == str(path)
    assert (problem.what, problem.remedy) == (
        "File too large.", "Make room for it, or choose another place.",
    )  # fmt: skip
    assert contents(tmp_path) == {"sheet.pdf": b"old"}


@contextmanager
def not_as_root() -> Iterator[None]:
    """As somebody whom folders can refuse; root may do anything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_may_only_be_read_is_said_and_the_older_file_stays() -> None:
    folder = Path(tempfile.mkdtemp())  # pytest's own folders may not be entered by others
    path = folder / "sheet.pdf"
    path.write_bytes(b"old")
    folder.chmod(0o555)
    try:
        with not_as_root(), pytest.raises(FactsheetsError, match="may not be opened"):
            write(path, b"new")
        with not_as_root(), pytest.raises(FactsheetsError, match="may not be opened"):
            make_folder(folder / "2023")
        assert contents(folder) == {"sheet.pdf": b"old"}
    finally:
        folder.chmod(0o755)
        path.unlink()
        folder.rmdir()


def test_only_drafts_are_removed(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                           capture_output=True, text=True, check=True).stdout.strip()  # fmt: skip
    running = f".other.pdf.{os.getpid()}.tmp"
    others = (running, "sheet.pdf", ".nojekyll", "notes.tmp", ".my-notes.tmp")
    for name in (f".sheet.pdf.{ended}.tmp", *others):
        (tmp_path / name).write_text("")
    (tmp_path / f".folder.{ended}.tmp").mkdir()

    remove_drafts(tmp_path)

    left = {each.name for each in tmp_path.iterdir()}
    assert left == {*others, f".folder.{ended}.tmp"}


def test_a_folder_is_for_one_at_a_time_and_who_waits_is_told(tmp_path: Path) -> None:
    told = threading.Event()
    order: list[str] = []

    def second() -> None:
        with locked(tmp_path, told.set):
            order.append("second")

    thread = threading.Thread(target=second)
    with locked(tmp_path, lambda: order.append("waited for nobody")):
        thread.start()
        assert told.wait(20)
        order.append("first")
    thread.join()

    assert order == ["first", "second"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("made_anew", [False, True])
def test_a_folder_that_is_taken_away_while_somebody_waits_for_it_is_said(
    made_anew: bool, tmp_path: Path
) -> None:
    folder = tmp_path / "2023"
    told, said = threading.Event(), list[str]()

    def second() -> None:
        try:
            with locked(folder, told.set):
                said.append("locked")
        except FactsheetsError as error:
            said.append(error.problems[0].what)

    thread = threading.Thread(target=second)
    with locked(folder, lambda: None):
        thread.start()
        assert told.wait(20)
        folder.rename(tmp_path / "elsewhere")
        if made_anew:
            folder.mkdir()
    thread.join()

    assert said == ["This folder was taken away while the build waited."]


def test_a_link_to_itself_is_said(tmp_path: Path) -> None:
    link = tmp_path / "sheet.txt"
    link.symlink_to(link)

    with pytest.raises(FactsheetsError) as caught:
        write(link, b"new")

    assert caught.value.problems[0].file == str(link)
    assert link.is_symlink()


def test_a_lock_ends_with_its_process_however_it_ends(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from factsheets.writing import locked\n"
        "with locked(Path(sys.argv[1]), lambda: None): print('mine', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "mine\n"
        process.kill()
    waited: list[bool] = []

    with locked(tmp_path, lambda: waited.append(True)):
        pass

    assert waited == []
