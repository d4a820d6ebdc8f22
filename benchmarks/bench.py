"""``make bench``: how fast the builds are, as ratios measured side by side, as Markdown tables.

The sheets are 50 invented ones. Nothing here is a test: the numbers are of this machine, now.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from demo import make_years

from factsheets.edition.init import init
from factsheets.jurisdictions import STATES

HERE = Path(__file__).parent
PYTHON = [sys.executable]
FACTSHEETS = [*PYTHON, "-m", "factsheets"]
ROUNDS = 5
NUMBERS = (50, 500, 5_000)


def run(*command: str | Path, status: int = 0) -> float:
    """The seconds that ``command`` takes, as a whole process."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode != status:
        sys.exit(f"{command}: {done.stdout}{done.stderr}")
    return seconds


def side_by_side(commands: dict[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """The seconds that each of ``commands`` takes, one after the other in each round."""
    found: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            found[name].append(command())
            print(f"\r{number + 1} of {rounds}: {name:40}", end="", file=sys.stderr, flush=True)
    print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
    return found


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table."""
    print(f"\n| {' | '.join(head)} |\n|---|{'---:|' * (len(head) - 1)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def ratio(these: list[float], those: list[float]) -> str:
    """The median of the ratios of each round."""
    return f"{statistics.median(a / b for a, b in zip(these, those, strict=True)):.2f}"


def seconds(values: list[float]) -> str:
    """The median, and how far apart the values are."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def whole_builds(folder: Path, data: Path) -> None:
    """A build of 50 sheets in three formats against the plainest loop."""

    def build(jobs: int) -> float:
        shutil.rmtree(folder / "output", ignore_errors=True)
        return run(*FACTSHEETS, "build", "--data", data, "-o", folder / "output", "-j", str(jobs))

    found = side_by_side(
        {
            "plain loop": lambda: run(*PYTHON, HERE / "plain.py", data, folder / "plain"),
            "factsheets build, 2 processes": lambda: build(2),
            "factsheets build, 1 process": lambda: build(1),
        },
        ROUNDS,
    )
    plain = found["plain loop"]
    table(
        ("150 files", "seconds", "of the plain loop"),
        [(name, seconds(each), ratio(each, plain)) for name, each in found.items()],
    )


def later_builds(folder: Path, data: Path) -> None:
    """A build with nothing to do, with one changed figure, and with a changed wording."""
    text = data.read_text()
    changed = data.with_name("changed.yaml")
    number = text.split("cvip_submissions: ", 1)[1].split("\n", 1)[0]
    changed.write_text(text.replace(f"cvip_submissions: {number}\n", "cvip_submissions: 77\n", 1))
    output = folder / "output"

    def build(file: Path) -> float:
        return run(*FACTSHEETS, "build", "--data", file, "-o", output, "-j", "2")

    build(data)
    turns = [changed, data]

    def build_other() -> float:
        turns.reverse()
        return build(turns[1])

    found = side_by_side(
        {
            "python -c pass": lambda: run(*PYTHON, "-c", "pass"),
            "factsheets build, one figure changed": build_other,
            "factsheets build, nothing to do": lambda: build(turns[1]),
        },
        ROUNDS,
    )
    least = statistics.median(found["python -c pass"])
    table(
        ("a later build", "seconds", "more than Python"),
        [(name, seconds(each), f"{statistics.median(each) - least:.2f}")
         for name, each in found.items()],
    )  # fmt: skip


def commands() -> None:
    """The commands that answer at once, with the project's own data."""
    lines = ("--help", "check", "list", "preview WY")
    found = side_by_side(
        {line: lambda line=line: run(*FACTSHEETS, *line.split()) for line in lines},  # type: ignore[misc]
        ROUNDS,
    )
    table(("command", "seconds"), [(f"factsheets {name}", seconds(x)) for name, x in found.items()])


def peak(*command: str | Path) -> tuple[float, float]:
    """The seconds that ``command`` takes, and the peaks in MB of all its processes together."""
    start = time.perf_counter()
    peaks: dict[str, int] = {}
    with subprocess.Popen(command, start_new_session=True) as process:
        while process.poll() is None:
            for each in Path("/proc").glob("[0-9]*"):
                try:
                    if os.getsid(int(each.name)) == process.pid:
                        status = (each / "status").read_text()
                        peaks[each.name] = int(status.split("VmHWM:")[1].split()[0])
                except (OSError, IndexError):  # it has ended meanwhile
                    continue
            time.sleep(0.05)
    if process.returncode:
        sys.exit(f"{command} failed")
    return time.perf_counter() - start, sum(peaks.values()) / 1_000


def many_sheets(folder: Path) -> None:
    """Memory and time of a build as the number of sheets grows; Linux only."""
    rows: list[tuple[str, str, str, str, str]] = []
    least = 0.0
    for number in NUMBERS:
        took, megabytes = peak(*PYTHON, HERE / "many.py", str(number), folder / f"many-{number}")
        shutil.rmtree(folder / f"many-{number}")
        least = least or megabytes
        each = f"{1_000 * took / number:.0f}"
        share = f"{megabytes / least:.2f}"
        rows.append((f"{number:,}", f"{took:.1f}", each, f"{megabytes:.0f}", share))
    table(("sheets", "seconds", "ms a sheet", "MB at the peak", "of the first"), rows)


def main() -> None:
    """Measure all, or what is named: builds, later, commands, many."""
    wanted = sys.argv[1:] or ["builds", "later", "commands", "many"]
    with TemporaryDirectory() as name:
        folder = Path(name)
        init(folder)
        data = folder / "data/states.yaml"
        year = yaml.safe_load(make_years(seed=1984)[1])
        year["states"] = {state: year["states"][state] for state in STATES}
        data.write_text(yaml.safe_dump(year, sort_keys=False))
        if "builds" in wanted:
            whole_builds(folder, data)
        if "later" in wanted:
            later_builds(folder, data)
        if "commands" in wanted:
            commands()
        if "many" in wanted:
            many_sheets(folder)


if __name__ == "__main__":
    main()
