"""Every command line that README and docs show, typed as a reader would type it."""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import typer
from markdown_it import MarkdownIt

import factsheets
from conftest import INVENTED, NATIONAL, ROOT, cell_of
from factsheets.cli.app import main
from factsheets.edition.init import init
from factsheets.figures.declared import read_catalogue

COMMANDS = ROOT / "docs/commands.md"
README = ROOT / "README.md"
YEAR = ROOT / "docs/year.md"
STORIES = [README, *sorted({*(ROOT / "docs").glob("*.md")} - {COMMANDS})]  # read from top to bottom
TARGETS = re.findall(r"(?m)^([\w-]+):", (ROOT / "Makefile").read_text())

WHEEL = f"factsheets-{factsheets.__version__}-py3-none-any.whl"
# Not typed, and why.
NOT_HERE = {
    ". .venv/bin/activate": "the tests run there already",
    f"pip install {WHEEL}": "tests/edition/test_init.py does it",
    **{f"make {target}": "CI does it" for target in TARGETS},
}
# Right, and yet no success with the project's data.
STATUS_1 = {
    "factsheets build --force --require-all": "most states are awaited",
}


def change(file: str, old: str, new: str) -> Callable[[], object]:
    """What a reader does in an editor."""

    def edit() -> None:
        text = Path(file).read_text()
        assert old in text
        Path(file).write_text(text.replace(old, new))

    return edit


def copy(source: str, target: str) -> Callable[[], object]:
    """What a reader does in a file manager."""

    def put() -> None:
        Path(target).parent.mkdir(exist_ok=True)
        shutil.copy(source, target)

    return put


def copy_folder(source: str, target: str) -> Callable[[], object]:
    """What a reader does there with a whole folder."""
    return lambda: shutil.copytree(source, target)


def typed(line: str) -> Callable[[], object]:
    """What a reader has typed on an earlier day."""

    def do() -> None:
        with pytest.raises(SystemExit):
            main(shlex.split(line)[1:])

    return do


def blocks(page: Path, language: str) -> list[str]:
    """What a page shows of files in this language, in their order."""
    tokens = MarkdownIt("commonmark").parse(page.read_text())
    return [each.content for each in tokens if each.type == "fence" and each.info == language]


DATA = "data/states.yaml"
FIGURES = "data/figures.yaml"
WORDING = "templates/factsheet.md.j2"
mark_as_sample = change(DATA, "year: 2024\n", "year: 2024\nsample: true\n")


def entry(name: str) -> str:
    """What figures.yaml says of a figure."""
    section, path = ("national", name[9:]) if name.startswith("national.") else ("state", name)
    text = Path(FIGURES).read_text().partition(f"\n{section}:\n")[2]
    found = re.search(rf"(?m)^  {re.escape(path)}:\n(    .*\n)+", text)
    assert found, name
    return found[0]


def say_what_changes() -> None:
    """Edit the files as the year's page shows it; two figures, which it does not name, go."""
    mark_as_sample()
    new, _, renamed, category, total = blocks(YEAR, "yaml")
    sentence, row = blocks(YEAR, "jinja")
    [whole] = re.findall(r"part_of: (\w+)", new)
    [before] = re.findall(r"formerly: (\w+)", renamed)
    [after] = re.findall(r"^  (\w+):\n", renamed)
    for old, text in (
        (entry(whole), entry(whole) + new),
        (entry(before), renamed),
        (entry("missing_children.other"), category + entry("missing_children.other")),
        (re.findall(r"    sum_of:\n(?:      .*\n)+", Path(FIGURES).read_text())[0], total),
        (entry("trafficking_engagements"), ""),
        (entry("national.likely_trafficked_percent"), ""),
    ):
        change(FIGURES, old, text)()
    wording = Path(WORDING).read_text()
    [printed] = re.findall(rf".*{{{{ {whole} \|.*", wording)
    [gone] = re.findall(r"(?s)\{% if trafficking_engagements .*?endif %\}\n", wording)
    for old, text in (
        (f"{printed}\n", f"{printed}\n{sentence}"),
        (before, after),
        ("| Other Missing", f"{row}| Other Missing"),
        (gone, ""),
        (re.findall(r".*national.likely_trafficked_percent.*\n", wording)[0], ""),
    ):
        change(WORDING, old, text)()
    [line] = re.findall(r"  likely_trafficked_percent:.*\n", Path(DATA).read_text())
    change(DATA, line, "")()


def fill_in(file: Path, states: tuple[str, ...]) -> None:
    """What a data team does: type invented figures for the ``states`` and the country."""
    declared, book = read_catalogue(DATA), openpyxl.load_workbook(file)
    for each in declared.state.values():
        for state in states:
            cell = cell_of(book["Figures"], state, each.title)
            cell.value = number_of(each.formerly or each.path, INVENTED)
    for each in declared.national.values():
        cell = cell_of(book["National"], each.title, "Value")
        cell.value = number_of(each.path, NATIONAL)
    book.save(file)


def number_of(path: str, known: Any) -> Any:
    """The number that is ``known`` of a figure; 0 if it is new."""
    for key in path.split("."):
        known = known.get(key, 0)
    return known


MISTAKE = change(DATA, "1_747", "1,747")
# What a page tells its reader to do before a line is typed, or what it tells that was done.
BEFORE: dict[tuple[str, str, int], Callable[[], object]] = {
    ("README.md", "factsheets check", 2): MISTAKE,
    ("README.md", "factsheets preview WY --watch", 1): change(DATA, "1,747", "1_747"),
    ("README.md", "factsheets build", 2): change("templates/factsheet.md.j2", "Listed", "Shown"),
    ("data-file.md", "factsheets check", 1): MISTAKE,
    ("wording.md", "factsheets preview WY -f html --templates trial", 1): copy_folder(
        "templates", "trial"
    ),
    ("outputs.md", "factsheets build --data data/archive/2023/states.yaml", 1): typed(
        "factsheets new-year 2024"
    ),
    ("review.md", "factsheets review --against data/archive/2023/states.yaml", 1): typed(
        "factsheets new-year 2024"
    ),
    ("year.md", "factsheets schema", 1): say_what_changes,
    ("year.md", "factsheets import figures.xlsx --dry-run", 1): lambda: fill_in(
        Path("figures.xlsx"), ("Ohio", "Wyoming")
    ),
    ("year.md", "factsheets check", 2): change(
        DATA, "    ai_generated_reports: 0\n", blocks(YEAR, "yaml")[1]
    ),
    ("year.md", "factsheets build", 2): change(DATA, "1_234", "1_243"),
    ("year.md", "factsheets build WY --data data/archive/2023/states.yaml", 1): change(
        "data/archive/2023/states.yaml", "cybertipline_reports: 809", "cybertipline_reports: 810"
    ),
    ("commands.md", "factsheets review --against data/archive/2023/states.yaml", 1): typed(
        "factsheets new-year 2024"
    ),
    ("commands.md", "factsheets import figures.xlsx --dry-run", 1): typed(
        "factsheets export figures.xlsx"
    ),
    ("commands.md", "factsheets import figures.csv", 1): typed("factsheets export figures.csv"),
    ("commands.md", "factsheets extract wyoming.pdf", 1): copy(
        "output/2023/wyoming.pdf", "wyoming.pdf"
    ),
    ("commands.md", "factsheets verify wyoming.pdf", 1): copy(
        "output/2023/wyoming.pdf", "wyoming.pdf"
    ),
}


def see_what_changed() -> None:
    """Read on a sheet, and on the page to sign off, what the year's page has changed."""
    [number] = re.findall(r"\d+", blocks(YEAR, "yaml")[1])
    sheet = Path("output/2024/wyoming.txt").read_text()
    assert f"Of these, {number} reports were about content made by generative AI." in sheet
    assert "\nChildren Abducted by a Family Member\t0\n" in sheet
    review = Path("output/2024/review.html").read_text()
    assert "AI-generated content reports" in review
    assert "Counseling connections" in review


# What a reader sees at the end of a page.
AFTER = {YEAR: see_what_changed}


def lines_of(page: Path) -> Iterator[tuple[str, str | None]]:
    """Each command line that a page shows in a block, with the output that it shows, if it does."""
    for block in MarkdownIt("commonmark").parse(page.read_text()):
        assert block.type != "code_block", "say in a fence what it is"
        if block.type != "fence":
            continue
        assert block.info in {"sh", "console", "python", "yaml", "jinja", "markdown", "text"}
        if block.info == "sh":
            yield from ((line, None) for line in block.content.splitlines())
        elif block.info == "console":
            for each in re.split(r"(?m)^\$ ", block.content)[1:]:
                line, _, output = each.partition("\n")
                yield line, output
        else:
            assert not re.search(r"(?m)^(\$ |factsheets )", block.content)


class Terminal:
    """A terminal in which a reader types the lines of a page."""

    def __init__(self, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.page, self.capsys = page.name, capsys
        self.count = Counter[str]()

    def type(self, line: str, output: str | None = None) -> None:
        """Do what ``line`` says, and hold what comes against what the page says."""
        words = shlex.split(line, comments=True)
        self.count[line] += 1
        BEFORE.get((self.page, line, self.count[line]), lambda: None)()
        self.capsys.readouterr()
        if " ".join(words) in NOT_HERE:
            return
        if words[0] == "cd":
            os.chdir(words[1])
            return
        assert words[0] == "factsheets", f"nobody knows what {line!r} does"
        status, shown = self.run(words[1:])
        problems = output is not None and re.search(r"\d problems?\.$", output.rstrip())
        assert status == bool(problems or line in STATUS_1), f"{line}\n{shown}"
        assert output is None or without_lines(shown) == without_lines(output)

    def run(self, words: list[str]) -> tuple[object, str]:
        """The status and all that is shown on the screen."""
        target = None
        if ">" in words:
            *words, _, target = words
        if "--watch" in words:  # which ends at Ctrl-C: what it shows, once
            assert words[0] == "preview"
            words.remove("--watch")
        found = [str(file) for word in words for file in expanded(word)]
        with pytest.raises(SystemExit) as caught:
            main(found)
        out, err = self.capsys.readouterr()
        if target:
            Path(target).write_text(out)
        return caught.value.code, out + err


def expanded(word: str) -> list[str]:
    """What a shell makes of a word: the files that it stands for."""
    if "*" not in word:
        return [word]
    files = sorted(map(str, Path().glob(word)))
    assert files, f"{word} stands for nothing"
    return files


def without_lines(message: str) -> str:
    """A message without the number of its line: that moves when something is added above it."""
    return re.sub(r"(?m)^(\S+?):\d+: ", r"\1: ", message)


@pytest.fixture(autouse=True)
def a_quiet_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page or PDF is opened, one processor is enough, and no terminal is wider than another."""
    monkeypatch.setattr(typer, "launch", lambda _: 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to work in, in which the sheets are made."""
    folder = tmp_path_factory.mktemp("reader") / "sheets"
    init(folder)
    with chdir(folder), pytest.raises(SystemExit, match="0"):
        main(["build", "--jobs", "1"])
    return folder


@pytest.mark.one_in(15)
@pytest.mark.parametrize("page", STORIES, ids=lambda page: page.name)
def test_the_lines_of_a_page_do_one_after_the_other_what_it_says(
    page: Path,
    built: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    if page is not README:  # which starts with nothing
        shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    terminal = Terminal(page, capsys)
    for line, output in lines_of(page):
        terminal.type(line, output)
    AFTER.get(page, lambda: None)()


@pytest.mark.slow
def test_an_example_of_a_command_that_no_page_has_works(
    built: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = {line for page in STORIES for line, _ in lines_of(page)}
    for line in (each for each, _ in lines_of(COMMANDS) if each not in told):
        folder = tmp_path_factory.mktemp("example")
        monkeypatch.chdir(folder)
        if not line.startswith("factsheets init"):
            shutil.copytree(built, folder, dirs_exist_ok=True)
        Terminal(COMMANDS, capsys).type(line)


def test_the_lines_of_python_work(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    blocks = re.findall(r"(?s)```python\n(.*?)```", (ROOT / "docs/python.md").read_text())

    assert len(blocks) > 1
    for block in blocks:
        exec(block, {})


@pytest.mark.parametrize("page", [*STORIES, COMMANDS], ids=lambda page: page.name)
def test_a_command_or_option_in_a_sentence_is_one_that_there_is(page: Path) -> None:
    sections = dict(re.findall(r"(?ms)^## (\S+)\n(.*?)(?=^## |\Z)", COMMANDS.read_text()))
    everywhere = "`--help` `--version` `--install-completion`"
    tokens = MarkdownIt("commonmark").enable("table").parse(page.read_text())
    for code in (each for block in tokens for each in block.children or ()):
        if code.type != "code_inline":
            continue
        command, _, rest = code.content.partition(" ")
        if command == "make":
            assert rest in TARGETS, code.content
        if (command == "factsheets" and rest) or command.startswith("--"):
            name = rest.split()[0] if command == "factsheets" else ""
            assert not name or name in sections or f"`{name}`" in everywhere, code.content
            there = sections.get(name, "".join(sections.values())) + everywhere
            for option in re.findall(r"--[\w-]+", code.content):
                assert f"`{option}`" in there, code.content
