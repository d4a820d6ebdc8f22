"""How a file gets into a folder: whole, or not at all; and one build at a time."""

from __future__ import annotations

import errno
import hashlib
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
from tempfile import TemporaryDirectory

import pytest

from factsheets.files import contents as read_contents
from factsheets.files import locked, make_folder, remove_drafts, save, sha256_of, write
from factsheets.problems import FactsheetsError


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


def test_a_written_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "sheet.txt"
    path.write_bytes(b"old")
    path.chmod(0o664)

    write(path, b"new")

    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o664)


@pytest.mark.parametrize("leads_to", ["important", "nothing", "sheet.txt", "/dev/full", "folder"])
def test_a_link_is_replaced_and_what_it_leads_to_stays(leads_to: str, tmp_path: Path) -> None:
    important, link = tmp_path / "important", tmp_path / "sheet.txt"
    important.write_bytes(b"kept")
    important.chmod(0o600)
    (tmp_path / "folder").mkdir()
    link.symlink_to(leads_to)

    write(link, b"new")

    assert not link.is_symlink()
    assert contents(tmp_path) == {"important": b"kept", "sheet.txt": b"new"}
    assert link.stat().st_mode & 0o044


def test_what_has_the_same_file_under_another_name_stays(tmp_path: Path) -> None:
    important, path = tmp_path / "important", tmp_path / "sheet.txt"
    important.write_bytes(b"kept")
    path.hardlink_to(important)

    write(path, b"new")

    assert contents(tmp_path) == {"important": b"kept", "sheet.txt": b"new"}


def test_a_link_with_the_name_of_a_draft_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "important").write_bytes(b"kept")
    (tmp_path / f".sheet.txt.{threading.get_ident()}.{os.getpid()}.tmp").symlink_to("important")

    write(tmp_path / "sheet.txt", b"new")

    assert contents(tmp_path) == {"important": b"kept", "sheet.txt": b"new"}


def test_what_a_link_to_a_file_that_people_edit_leads_to_is_saved(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    real.write_bytes(b"old")
    real.chmod(0o664)
    link.symlink_to(real)

    save(link, b"new", read=b"old")

    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode & 0o777) == (b"new", 0o664)


@pytest.mark.parametrize("now", [b"", b"ol", b"old ", b"odl", b"old" * 100_000, None])
def test_what_is_not_as_it_was_read_is_not_replaced(now: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "states.yaml"
    if now is not None:
        path.write_bytes(now)

    with pytest.raises(FactsheetsError) as caught:
        save(path, b"new", read=b"old")

    assert str(caught.value) == (
        f"{path}: This file was changed by somebody else meanwhile; nothing is written. "
        "Run the command again."
    )
    assert contents(tmp_path) == ({} if now is None else {"states.yaml": now})


@pytest.mark.parametrize("there", ["a file", "a link", "a link to nothing", "a folder", "a pipe"])
def test_what_was_not_there_before_is_not_replaced(there: str, tmp_path: Path) -> None:
    path, important = tmp_path / "figures.csv", tmp_path / "important"
    important.write_bytes(b"kept")
    match there:
        case "a file":
            path.write_bytes(b"kept")
        case "a link":
            path.symlink_to(important)
        case "a link to nothing":
            path.symlink_to("nothing")
        case "a folder":
            path.mkdir()
        case _:
            os.mkfifo(path)
    before = sorted((each.name, each.lstat().st_ino) for each in tmp_path.iterdir())

    with pytest.raises(FactsheetsError, match="This file is there already"):
        save(path, b"new", read=None)

    assert sorted((each.name, each.lstat().st_ino) for each in tmp_path.iterdir()) == before
    assert important.read_bytes() == b"kept"


def test_a_new_file_is_saved_and_leaves_no_draft(tmp_path: Path) -> None:
    save(tmp_path / "figures.csv", b"new", read=None)

    assert contents(tmp_path) == {"figures.csv": b"new"}
    assert (tmp_path / "figures.csv").stat().st_nlink == 1


def test_where_there_are_no_hard_links_nothing_is_replaced_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:  # as FAT does, which only root can mount
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    save(tmp_path / "figures.csv", b"new", read=None)
    with pytest.raises(FactsheetsError, match="This file is there already"):
        save(tmp_path / "figures.csv", b"newer", read=None)

    assert contents(tmp_path) == {"figures.csv": b"new"}


@pytest.mark.parametrize(
    ("protected", "what"), [("states.yaml", "This file may only"), (".", "Its folder may only")]
)
def test_what_may_only_be_read_is_not_replaced_not_even_by_root(
    protected: str, what: str, tmp_path: Path
) -> None:
    path, place = tmp_path / "states.yaml", tmp_path / protected
    path.write_bytes(b"old")
    place.chmod(0o555)
    try:
        with pytest.raises(FactsheetsError) as caught:
            save(path, b"new", read=b"old")
    finally:
        place.chmod(0o755)

    assert what in str(caught.value)
    assert contents(tmp_path) == {"states.yaml": b"old"}


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

    assert said == ["This folder was taken away meanwhile."]


def test_a_link_to_itself_that_should_be_saved_is_said(tmp_path: Path) -> None:
    link = tmp_path / "states.yaml"
    link.symlink_to(link)

    with pytest.raises(FactsheetsError) as caught:
        read_contents(link, 10)
    assert str(caught.value) == f"{link}: This is a link to itself. Delete it."
    with pytest.raises(FactsheetsError, match="changed by somebody else"):
        save(link, b"new", read=b"old")
    assert link.is_symlink()


@pytest.mark.parametrize("leads_to", ["important", "nothing", "2023"])
def test_a_folder_that_is_a_link_is_not_written_to(leads_to: str, tmp_path: Path) -> None:
    (tmp_path / "important").mkdir()
    (tmp_path / "2023").symlink_to(leads_to)

    with pytest.raises(FactsheetsError, match="This is a link, not a folder"):
        make_folder(tmp_path / "2023")
    with (
        pytest.raises(FactsheetsError, match="This is a link, not a folder"),
        locked(tmp_path / "2023"),
    ):
        pass
    assert not (tmp_path / "nothing").exists()


def test_the_hash_of_a_link_is_none(tmp_path: Path) -> None:
    (tmp_path / "sheet.txt").write_bytes(b"")
    (tmp_path / "link.txt").symlink_to("sheet.txt")

    assert sha256_of(tmp_path / "sheet.txt") == hashlib.sha256().hexdigest()
    assert sha256_of(tmp_path / "link.txt") is None


def test_who_cannot_be_told_to_wait_does_not_go_in(tmp_path: Path) -> None:
    def tell() -> None:
        raise OSError("standard error is closed")

    with locked(tmp_path), pytest.raises(OSError, match="is closed"), locked(tmp_path, tell):
        pytest.fail("two are in")


@pytest.mark.parametrize("protected", ["states.yaml", "."])
def test_what_may_only_be_read_is_said_so_to_somebody_who_is_not_root(protected: str) -> None:
    with TemporaryDirectory() as name:  # pytest's own folders are for its user only
        folder = Path(name)
        path = folder / "states.yaml"
        path.write_bytes(b"old")
        folder.chmod(0o755)
        (folder / protected).chmod(0o555)

        with not_as_root(), pytest.raises(FactsheetsError, match="may only be read"):
            save(path, b"new", read=b"old")

        assert path.read_bytes() == b"old"
        folder.chmod(0o755)


def test_a_lock_ends_with_its_process_however_it_ends(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from factsheets.files import locked\n"
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
