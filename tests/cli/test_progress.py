"""What a build shows while it goes on, on a terminal and in a pipe, and how it is stopped."""

from __future__ import annotations

import copy
import json
import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from cli.conftest import (
    PATIENCE,
    Run,
    on_terminal,
    program,
    with_ctrl_c,
)
from conftest import data_text, invented
from factsheets.files import locked
from factsheets.jurisdictions import STATES
from factsheets.render.formats import OF_YEAR


@pytest.mark.slow
def test_a_build_on_a_terminal_shows_its_progress(project: Path) -> None:
    status, output = on_terminal("build", "-f", "text", "-f", "html")

    assert status == 0
    assert "━" in output
    assert "5/5" in output
    assert "\x1b[38;5;" in output or re.search(r"\x1b\[3\dm", output)  # in colour
    assert output.endswith("In output/2023\r\n")


@pytest.mark.slow
def test_no_color_is_respected(project: Path) -> None:
    status, output = on_terminal("build", "-f", "text", NO_COLOR="1")

    assert status == 0
    assert "5/5" in output
    assert not re.search(r"\x1b\[[\d;]*(3[0-8]|4[0-8])[\d;]*m", output)


def test_a_build_in_a_pipe_has_no_escape_codes(run: Run, project: Path) -> None:
    _, out, err = run("build", "-f", "text")

    assert "\x1b" not in out + err
    assert "━" not in out + err


# --- watching


@pytest.mark.slow
def test_ctrl_c_ends_a_build_soon_and_leaves_whole_files_only(project: Path) -> None:
    (project / "data/states.yaml").write_text(
        data_text({name: copy.deepcopy(invented()) for name in STATES})
    )
    with subprocess.Popen(
        with_ctrl_c("build", "-f", "pdf", "-j", "2"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    ) as process:
        end = time.monotonic() + PATIENCE
        while not list(project.glob("output/2023/*.pdf")) and time.monotonic() < end:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)

    assert process.returncode == 130
    assert "Traceback" not in err
    [done] = re.findall(r"^Stopped after ([0-9]+) states?. The next build makes the others.$",
                        err, re.MULTILINE)  # fmt: skip
    found = {each.name: each.read_bytes() for each in project.glob("output/2023/*")}
    sheets = {name: content for name, content in found.items() if name.endswith(".pdf")}
    assert 0 < len(sheets) < len(STATES) / 2  # it did not go on with the others
    assert len(sheets) - int(done) in (0, 1)  # it can come while a sheet is written
    assert set(found) - set(sheets) == {"manifest.json", *OF_YEAR}
    assert all(content.rstrip().endswith(b"%%EOF") for content in sheets.values())
    listed = set(json.loads(found["manifest.json"])["files"])
    assert listed <= set(found) - {"manifest.json"}
    assert len(sheets) - len(listed & set(sheets)) in (0, 1)


def processes(leader: int) -> int:
    """How many processes run in the session of ``leader``."""
    found = 0
    for each in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            found += os.getsid(int(each.name)) == leader
    return found


@pytest.mark.slow
@pytest.mark.parametrize("wait", [0.0, 0.1, 0.2, 0.3, 0.5])
def test_ctrl_c_at_the_start_of_a_build_leaves_no_traceback_and_no_process(
    wait: float, project: Path
) -> None:
    with subprocess.Popen(
        with_ctrl_c("build", "-f", "pdf", "-j", "2"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True,
    ) as process:  # fmt: skip
        end = time.monotonic() + PATIENCE
        while processes(process.pid) < 3 and time.monotonic() < end:  # the server has started
            time.sleep(0.01)
        time.sleep(wait)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)

    assert "Traceback" not in err
    assert process.returncode in (0, 130)  # it can be done by then
    end = time.monotonic() + PATIENCE
    while processes(process.pid) and time.monotonic() < end:
        time.sleep(0.01)
    assert processes(process.pid) == 0


@pytest.mark.slow
def test_ctrl_c_ends_a_build_whose_template_takes_for_ever(project: Path) -> None:
    page = project / "templates/page.html.j2"
    loop = "{% for n in range(1000) %}" * 4 + "{% endfor %}" * 4
    page.write_text(page.read_text().replace("<main>", f"{loop}<main>"))
    with subprocess.Popen(
        with_ctrl_c("build", "-f", "html", "-j", "2"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, text=True,
    ) as process:  # fmt: skip
        end = time.monotonic() + PATIENCE
        while processes(process.pid) < 5 and time.monotonic() < end:  # two that render
            time.sleep(0.01)
        time.sleep(0.5)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)

    assert (process.returncode, "Traceback" in err) == (130, False)
    end = time.monotonic() + PATIENCE
    while processes(process.pid) and time.monotonic() < end:
        time.sleep(0.01)
    assert processes(process.pid) == 0


def test_a_build_that_has_to_wait_says_so(project: Path) -> None:
    folder = project / "output/2023"
    folder.mkdir(parents=True)
    with (
        locked(folder, lambda: None),
        subprocess.Popen(
            program("build", "-f", "text"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        assert process.stderr
        said = process.stderr.readline()
        assert process.poll() is None
        assert list(folder.iterdir()) == []
        process.kill()
    assert said == "Another build writes to this folder. Waiting until it is done.\n"
