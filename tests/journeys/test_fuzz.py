"""Thousands of spoilt data files and templates through the real command line.

Whatever is in a file: no traceback, no hang (pyproject.toml's ``timeout``), the right exit status,
no figure that the file does not have, and nothing lost that was good. ``mutations`` spoils the
files, the same way for the same seed; attacks by name are in ``test_attacks``.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import pytest
import typer.main
import yaml

from conftest import DATA, MAY_BE_NOT_REPORTED, ROOT, data_text, invented, put_edition
from factsheets.cli.app import main
from factsheets.dataset.load import load
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.problems import FactsheetsError
from factsheets.render.formats import OF_YEAR
from journeys.test_properties import ALWAYS_PRINTED, NUMBER, PLACES
from mutations import mutant

SHARDS = 16
DATA_SEEDS, TEMPLATE_SEEDS = 2_048, 512
BUILD = ("build", "-j", "1", "-f", "text", "-f", "html")
# What else is done with some of the mutants: it may succeed only where the check does.
OTHERS = (
    ("list",),
    ("preview", "OH"),
    ("export", "figures.csv"),
    ("preview", "WY", "-f", "text", "--house-style"),
    ("new-year", "2024"),
    ("export", "figures.xlsx"),
    ("build", "-j", "1", "-f", "text", "WY", "OH", "--require-all"),
)
ALLOWED_TO_FIND_LESS = ("preview", "export", "build")  # they need not look at everything
WORDING, PAGE, REVIEW = "factsheet.md.j2", "page.html.j2", "review.html.j2"
TEMPLATES = (*[WORDING] * 4, PAGE, "index.html.j2", REVIEW, "print.css", "web.css")

STATES = {
    "Ohio": invented(),
    "Guam": invented(cvip_submissions=0, team_adam_cases="not reported", team_hope_supported=1),
    "Wyoming": invented(as_published=["plain_title", "connect_bold_whole"]),
}
SMALL = data_text(STATES)
OTHER_STATES = {
    "Alaska": invented(**dict.fromkeys(MAY_BE_NOT_REPORTED, 1)),
    "Alabama": invented(
        cybertipline_reports=123_456, **dict.fromkeys(MAY_BE_NOT_REPORTED, "not reported")
    ),
}

_PROBLEMS = re.compile(r"(\d+) problems?\.( Not made: [^.]+[.])?")
# What a message ends with: a full stop, or what is to be written, as it is to be written.
_ENDS = re.compile(
    r"[.?]$|(such as|Write it so:) \w+: [0-9]+$|Write: \| [a-z_]+(\(.*\))?$|https://$"
)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Run = Callable[..., "tuple[int, str, str]"]


@cache
def data_files() -> tuple[str, ...]:
    """Good data files: most of the project's own, a small one, one with other figures."""
    own = re.sub(r"(?<=  Missouri:\n|  Colorado:\n)(    .*\n)+", "", DATA.read_text())
    return own, SMALL, f"# Made up\n\n{data_text(OTHER_STATES, year=2024)}"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with data/ and templates/ of its own."""
    put_edition(tmp_path / "data", SMALL)
    (tmp_path / "data/templates").rename(tmp_path / "templates")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is the same for every mutant is worked out once: most of the time would go there."""
    monkeypatch.setattr(jinja2.Environment, "_parse", _parsed)
    monkeypatch.setattr(jinja2.Environment, "compile", _compiled)
    monkeypatch.setattr(typer.main, "get_command", _command)


_command = cache(typer.main.get_command)
_trees: dict[tuple[str, ...], Any] = {}
_codes: dict[tuple[object, ...], Any] = {}
_parse, _compile = jinja2.Environment._parse, jinja2.Environment.compile


def _parsed(self: jinja2.Environment, source: str, name: Any, filename: Any) -> Any:
    key = (source, str(filename))
    if key not in _trees:
        _trees[key] = _parse(self, source, name, filename)
    return _trees[key]


def _compiled(self: jinja2.Environment, source: Any, *names: Any, **options: Any) -> Any:
    if not isinstance(source, str):
        return _compile(self, source, *names, **options)
    key = (source, names, self.autoescape, self.finalize)
    if key not in _codes:
        _codes[key] = _compile(self, source, *names, **options)
    return _codes[key]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """A function that runs a command, and checks what holds for every command and every file."""

    def run_it(*arguments: str) -> tuple[int, str, str]:
        try:
            main(arguments)
        except SystemExit as end:
            status = end.code
        out, err = capsys.readouterr()
        assert status in (0, 1)
        said = err.splitlines()
        problems = [each for each in said if not _is_remark(each)]
        assert (status == 1) == bool(problems), err
        if problems and "--require-all" not in arguments:
            count = _PROBLEMS.fullmatch(problems.pop())
            assert count
            assert int(count[1]) == len(problems)
        for line in problems:
            assert _ENDS.search(line), line
        for text in (out, err):
            assert "Traceback" not in text
            assert all(map(str.isprintable, text.replace("\t", " ").splitlines()))
        return status, out, "\n".join(problems)

    return run_it


def _is_remark(line: str) -> bool:
    """Whether a message is about something other than a problem."""
    return re.search(
        r"do not publish|had been changed by hand|still (says sample|awaited for)"
        r"|has not begun yet|already: that year|The wording is .*factsheet[.]md[.]j2"
        r"|This preview shows|typed into the wording|All states together have"
        r"|No figures lead to",
        line,
    ) is not None  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.glob("*/*")}


def seeds(shard: int, number: int) -> range:
    return range(shard, number, SHARDS)


# --- data


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_spoilt_data_file_gives_right_sheets_or_right_messages(
    shard: int, project: Path, run: Run, record_property: Callable[[str, object], None]
) -> None:
    data = project / "data/states.yaml"
    for number, text in enumerate(data_files()):
        data.write_text(text)
        assert run(*BUILD, "-o", f"output-{number}")[0] == 0
    met: Counter[str] = Counter()
    for seed in seeds(shard, DATA_SEEDS):
        number = seed // SHARDS % len(data_files())
        content = mutant(seed, data_files()[number], data_files())
        data.write_bytes(content)
        output = project / f"output-{number}"
        before = contents(output)

        with _reproduced(f"mutant({seed}, data_files()[{number}], data_files())"):
            status, _, said = run("check")
            built, out, said_of_build = run(*BUILD, "-o", output.name)
            mixed = "with invented figures" in said_of_build
            ready = _ready(data)
            if not mixed:
                assert built == status
                assert said_of_build == said
                folder = out.strip().splitlines()[-1:]
                assert bool(folder) == (ready is not None)
            for line in said.splitlines():
                assert re.match(r"data/states\.yaml(:[1-9][0-9]*)?: \S", line), line
            after = contents(output)
            written = {name for name in after if after[name] != before.get(name)}
            assert not set(before) - set(after)
            assert written <= {
                *_files(ready or ()), *OF_YEAR, "manifest.json"
            }  # fmt: skip
            if ready is None or mixed:
                assert after == before
            else:
                _check_sheets(content, ready, output)
            met[_kind(status, ready)] += 1
            if other := OTHERS[seed // SHARDS % 20 : seed // SHARDS % 20 + 1]:
                _do_another_thing(project, run, other[0], status)

    record_property("met", dict(met))
    assert min(met["accepted"], met["in part"], met["refused"]) >= DATA_SEEDS / SHARDS / 32


def _ready(data: Path) -> tuple[str, ...] | None:
    try:
        return load(data).ready
    except FactsheetsError:
        return None


def _kind(status: int, ready: tuple[str, ...] | None) -> str:
    if not status:
        return "accepted"
    return "refused" if ready is None else "in part"


def _files(states: tuple[str, ...]) -> Iterator[str]:
    for state in states:
        yield from (f"{JURISDICTIONS[state].slug}.{kind}" for kind in ("txt", "html"))


class _reproduced:  # noqa: N801 - stands where a function would
    """Says how to make the mutant again when something in the block fails."""

    def __init__(self, how: str) -> None:
        self.how = how

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if error is not None:
            error.add_note(f"The file is {self.how}.")


def _check_sheets(content: bytes, ready: tuple[str, ...], output: Path) -> None:
    """Every sheet has the figures that another reader finds in the file, and no leftover."""
    raw = yaml.load(content.decode("utf-8-sig"), _Loader)
    numbers = {int(each.replace("_", "")) for each in re.findall(rb"[0-9][0-9_]*", content)
               for each in [each.decode()]}  # fmt: skip
    for state in ready:
        slug = JURISDICTIONS[state].slug
        text = (output / str(raw["year"]) / f"{slug}.txt").read_text()
        page = (output / str(raw["year"]) / f"{slug}.html").read_text()
        assert not re.search(r"[{}|<>\\]|None|not reported|NotReported|Undefined|nan\b", text)
        assert "{{" not in page
        assert "{%" not in page
        assert f"In {raw['year']}, " in text
        assert ("INVENTED" in text) == bool(raw.get("sample"))
        printed = text.replace("**", "")
        for path, place in PLACES.items():
            figure: Any = raw["states"][state]
            for key in path.split("."):
                figure = figure[key]
            shown = path in ALWAYS_PRINTED or (figure and figure != "not reported")
            assert re.findall(place, printed) == ([f"{figure:,}"] if shown else []), path
        for value in re.findall(r'<data value="([0-9]+)">', page):
            assert int(value) in numbers
        for number in re.findall(NUMBER, re.sub(r"\([123]\)", "", printed)):
            assert number.rstrip(",") in _forms(numbers), number


def _forms(numbers: set[int]) -> set[str]:
    """Every form in which a figure of these can be printed."""
    tenths = {each // 100_000 for each in numbers} | {
        (each + 50_000) // 100_000 for each in numbers
    }
    millions = {f"{each // 10:,}.{each % 10} million".replace(".0 ", " ") for each in tenths}
    return {f"{each:,}" for each in numbers} | {str(each) for each in numbers} | millions


def _do_another_thing(project: Path, run: Run, arguments: tuple[str, ...], check: int) -> None:
    for name in ("figures.csv", "figures.xlsx"):
        (project / name).unlink(missing_ok=True)
    before = (project / "data/states.yaml").read_bytes()
    status, out, _ = run(*arguments, *(["-o", "others"] if arguments[0] == "build" else []))
    if arguments[0] == "list":
        assert status == check
    if check and arguments[0] == "new-year":
        assert status == 1
    if arguments[0] == "preview" and status == 0:
        assert not re.search(r"[{}|<>\\]|None|not reported", out)
    if arguments[0] == "export":
        assert (project / arguments[1]).exists() == (status == 0)
    if status or arguments[0] != "new-year":
        assert (project / "data/states.yaml").read_bytes() == before
    else:
        [archive] = (project / "data/archive").iterdir()
        assert (archive / "states.yaml").read_bytes() == before
        shutil.rmtree(archive)


# --- templates


@pytest.mark.slow
@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_spoilt_template_gives_right_sheets_or_right_messages(
    shard: int,
    project: Path,
    run: Run,
    caplog: pytest.LogCaptureFixture,
    record_property: Callable[[str, object], None],
) -> None:
    assert run(*BUILD)[0] == 0
    met: Counter[str] = Counter()
    for seed in seeds(shard, TEMPLATE_SEEDS):
        name = TEMPLATES[seed // SHARDS % len(TEMPLATES)]
        text = (ROOT / "templates" / name).read_text()
        template = project / "templates" / name
        content = mutant(seed, text)
        template.write_bytes(content)
        before = contents(project / "output")

        with _reproduced(f"templates/{name}, mutant({seed}, …)"):
            status, _, said = run("check")
            built, _, said_of_build = run(*BUILD)
            # Check sees every branch too, the PDF, and whether a sheet is read back.
            assert set(said_of_build.splitlines()) <= set(said.splitlines())
            assert built <= status
            caplog.clear()  # WeasyPrint's warnings are problems that were said
            for line in said.splitlines():
                # A figure that the wording prints no longer is named where it is declared.
                assert line.startswith((f"templates/{name}:", "data/figures.yaml:")), line
            after = contents(project / "output")
            assert not set(before) - set(after)
            if name == WORDING and built == 0:
                _check_wording(project)
            if name == WORDING and built:
                _check_nothing_lost(before, after, said_of_build)
            turn = seed // SHARDS // len(TEMPLATES)
            if name == REVIEW and turn % 3 == 0:
                run("review")
                _trees.clear()  # a review marks the passages in the wording's tree
            if turn % 3 == 0 and name in (WORDING, PAGE, "print.css"):
                run("build", "-j", "1", "-f", "pdf", "OH", "-o", "pdf")
                caplog.clear()
            met["refused" if status else "accepted"] += 1
        template.write_text(text)

    record_property("met", dict(met))
    assert min(met["accepted"], met["refused"]) >= TEMPLATE_SEEDS / SHARDS / 8


def _check_wording(project: Path) -> None:
    """No mark of the template is printed, and every figure is one of the data file."""
    numbers = set(re.findall("[0-9]+", SMALL))
    for state in STATES:
        slug = JURISDICTIONS[state].slug
        text = (project / f"output/2023/{slug}.txt").read_text()
        page = (project / f"output/2023/{slug}.html").read_text()
        assert not re.search(r"[{}]|\*\*\*\*", text)
        assert set(re.findall(r'<data value="([0-9]+)">', page)) <= numbers
        assert "<script>alert" not in page
        assert text.startswith("**SAMPLE:")


def _check_nothing_lost(before: dict[str, bytes], after: dict[str, bytes], said: str) -> None:
    """A sheet that could not be made stays as it was."""
    for state in STATES:
        if state in said:
            for name in _files((state,)):
                assert after[name] == before[name]
