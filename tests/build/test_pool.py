"""The processes that render: what they give, and that none of them stays."""

from __future__ import annotations

import os
import pickle
import select
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from conftest import CATALOGUE, DATA, data_text, invented, put_edition
from factsheets.build import pool
from factsheets.build.fingerprint import Provenance
from factsheets.build.pool import rendered, wording_of
from factsheets.figures.declared import read_catalogue
from factsheets.jurisdictions import STATES
from factsheets.render.formats import Format
from factsheets.templating.folders import Templates

PATIENCE = 30  # seconds


@pytest.mark.slow
def test_two_processes_give_what_one_gives(make_dataset: Any, templates: Templates) -> None:
    dataset = make_dataset({name: invented() for name in STATES[:5]})
    due = {state: [Format.TEXT, Format.PDF] for state in dataset.ready}
    provenance = Provenance(dataset, templates, house_style=False)

    one, two = (
        {state: sheet() for state, sheet in rendered(due, dataset, provenance, jobs)}
        for jobs in (1, 2)
    )

    assert one == two
    assert one.keys() == due.keys()
    for state, sheet in one.items():
        assert state in sheet.files[Format.TEXT].decode()
        assert sheet.pages == {Format.TEXT: None, Format.PDF: 2}
        assert "connect_users" in sheet.national


@pytest.mark.slow
def test_what_a_process_sends_is_so_short_that_a_kill_cannot_cut_it(
    make_dataset: Any, templates: Templates, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = make_dataset({name: invented() for name in STATES[:2]})
    due = {state: [Format.PDF] for state in dataset.ready}
    sent: list[int] = []

    class Watched(ProcessPoolExecutor):
        def submit(self, *given: Any, **named: Any) -> Any:
            future = super().submit(*given, **named)
            future.add_done_callback(lambda each: sent.append(len(pickle.dumps(each.result()))))
            return future

    monkeypatch.setattr(pool, "ProcessPoolExecutor", Watched)
    provenance = Provenance(dataset, templates, house_style=False)
    sheets = [sheet() for _, sheet in rendered(due, dataset, provenance, 2)]

    assert len(sheets) == len(sent) == 2
    assert max(sent) < select.PIPE_BUF / 2 < len(sheets[0].files[Format.PDF])


def test_the_wording_is_read_once(templates: Templates) -> None:
    assert wording_of(templates, CATALOGUE) is wording_of(templates, read_catalogue(DATA))


def session(leader: int) -> set[int]:
    """The processes that were started in the session of ``leader``, and that still run."""
    found = set()
    for each in Path("/proc").glob("[0-9]*"):
        try:
            running = (each / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
            if running and os.getsid(int(each.name)) == leader:
                found.add(int(each.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


@pytest.mark.slow
def test_no_temporary_file_stays(tmp_path: Path) -> None:
    data = put_edition(tmp_path, data_text({name: invented() for name in STATES}))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    command = [sys.executable, "-m", "factsheets", "build", "-j", "2", "-f", "pdf", "WY", "MT"]
    options = ["--data", str(data), "-o", str(tmp_path)]
    environment = {**os.environ, "TMPDIR": str(temporary)}

    subprocess.run([*command, *options], env=environment, check=True, timeout=PATIENCE)
    assert list(temporary.iterdir()) == []

    all_of_them = [each for each in command if each not in ("WY", "MT")]
    with subprocess.Popen([*all_of_them, *options], env=environment) as process:
        while len(list(tmp_path.glob("2023/*.pdf"))) < 3:
            assert process.poll() is None
            time.sleep(0.02)
        process.kill()
    end = time.monotonic() + PATIENCE
    while list(temporary.glob("tmp*")) and time.monotonic() < end:
        time.sleep(0.02)
    assert list(temporary.glob("tmp*")) == []


@pytest.mark.slow
def test_where_no_process_can_be_started_this_one_renders_all(tmp_path: Path) -> None:
    data = put_edition(tmp_path, data_text({name: invented() for name in STATES[:2]}))
    temporary = tmp_path / ("long" * 40)
    temporary.mkdir()
    command = [sys.executable, "-m", "factsheets", "build", "-j", "2", "-f", "text"]

    done = subprocess.run(
        [*command, "--data", str(data), "-o", str(tmp_path)],
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("2023/*.txt"))) == 2


@pytest.mark.slow
def test_no_process_stays_when_a_build_is_killed(tmp_path: Path) -> None:
    data = put_edition(tmp_path, data_text({name: invented() for name in STATES}))
    command = [sys.executable, "-m", "factsheets", "build", "-j", "2", "-f", "pdf"]
    options = ["--data", str(data), "-o", str(tmp_path)]
    with subprocess.Popen([*command, *options], start_new_session=True) as process:
        end = time.monotonic() + PATIENCE
        while not list(tmp_path.glob("2023/*.pdf")) and time.monotonic() < end:
            time.sleep(0.02)
        most = len(session(process.pid))
        process.send_signal(signal.SIGKILL)
    assert most >= 4  # the build, the server and two that render

    end = time.monotonic() + PATIENCE
    while session(process.pid) and time.monotonic() < end:
        time.sleep(0.02)
    assert session(process.pid) == set()
