"""What all tests share: the repository's data, and datasets made up on the spot."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from factsheets.dataset.dataset import Dataset
from factsheets.dataset.load import load
from factsheets.figures.declared import FIGURES_FILE, read_catalogue
from factsheets.figures.values import nested
from factsheets.problems import FactsheetsError
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet, Wording

for name in ("SOURCE_DATE_EPOCH", "PYTHONUNBUFFERED"):  # a test that wants it sets it
    os.environ.pop(name, None)

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data/states.yaml"
PUBLISHED = Path(__file__).parent / "published"

NATIONAL: dict[str, int] = yaml.safe_load(DATA.read_text(encoding="utf-8"))["national"]
CATALOGUE = read_catalogue(DATA)
MAY_BE_NOT_REPORTED = [path for path, each in CATALOGUE.state.items() if each.may_be_not_reported]


def _every_state_figure(given: Mapping[str, int]) -> dict[str, Any]:
    """Each figure that a state has: as it is ``given``, or else 5."""
    return deepcopy(dict(nested({path: given.get(path, 5) for path in CATALOGUE.state})))


# Made up: a dataset with these says sample: true. Tests count on the numbers that stand here.
INVENTED = _every_state_figure(
    {
        "cybertipline_reports": 1_234,
        "cvip_submissions": 56,
        "missing_children.social_services": 20,
        "missing_children.other": 9,
        "missing_children.refugee_resettlement": 3,
        "missing_children.total": 32,
        "trafficking_engagements": 7,
        "team_hope_supported": 8,
        "mental_health_connections": 6,
        "team_adam_cases": 2,
        "connect_new_users": 44,
    }
)


def invented(**changed: Any) -> dict[str, Any]:
    """A state's invented figures, some of them ``changed``; ``None`` takes a key out."""
    figures = {**deepcopy(INVENTED), **changed}
    return {key: value for key, value in figures.items() if value is not None}


def data_text(
    states: Mapping[str, object], *, sample: bool = True, year: object = 2023, **national: object
) -> str:
    """A data file with these ``states``, and with some ``national`` figures changed."""
    return yaml.safe_dump(
        {
            "year": year,
            "sample": sample,
            "national": {**NATIONAL, **national},
            "states": {name: deepcopy(each) for name, each in states.items()},  # no aliases
        },
        sort_keys=False,
    )


def put_edition(folder: Path, text: str | None = None, name: str = "states.yaml") -> Path:
    """Put a whole edition into ``folder``, this year's with ``text`` for its figures.

    Returns its data file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    put_figures(folder)
    if not (folder / "templates").exists():
        shutil.copytree(ROOT / "templates", folder / "templates")
    data = folder / name
    data.write_text(DATA.read_text(encoding="utf-8") if text is None else text, encoding="utf-8")
    return data


def put_figures(folder: Path) -> None:
    """Declare this year's figures for the data files in ``folder``."""
    shutil.copy(DATA.with_name(FIGURES_FILE), folder / FIGURES_FILE)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as ``slow`` the cases of each test that ``one_in`` leaves to ``make test-all``."""
    met: Counter[str] = Counter()
    for item in items:
        mark = item.get_closest_marker("one_in")
        if mark:
            test = item.nodeid.partition("[")[0]
            if met[test] % mark.args[0]:
                item.add_marker(pytest.mark.slow)
            met[test] += 1


@pytest.fixture
def make_dataset(tmp_path: Path) -> Any:
    """A function that takes what ``data_text`` takes, and loads it."""

    def make(states: Mapping[str, object], **keywords: Any) -> Dataset:
        path = tmp_path / "states.yaml"
        path.write_text(data_text(states, **keywords))
        return load(path, catalogue=CATALOGUE)

    return make


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The repository's own dataset."""
    return load(DATA)


@pytest.fixture(scope="session")
def templates() -> Templates:
    """The repository's own templates."""
    return Templates.find(ROOT / "templates")


@pytest.fixture(scope="session")
def wording(templates: Templates) -> Wording:
    """The repository's own wording."""
    return Wording(templates, CATALOGUE)


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read documents and workbooks in this process; ``test_files_bounded`` tests the other."""
    from factsheets.reading import documents
    from factsheets.spreadsheet import tables

    def read_each(read: Callable[[Path], Any], files: Iterable[Path], _: str) -> Iterator[Any]:
        for path in files:
            try:
                yield read(path)
            except FactsheetsError as error:
                yield error

    monkeypatch.setattr(documents, "read_each", read_each)
    monkeypatch.setattr(tables, "read_each", read_each)


_drawn: dict[tuple[object, ...], str] = {}


@pytest.fixture
def plots_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a review draw each picture once in all tests: the same figures are the same picture."""
    from factsheets.review import page, plots

    for draw in (plots.plot_change, plots.plot_year):

        def drawn(name: str, title: str, points: list[Any], years: Any, draw: Any = draw) -> str:
            key = (draw, name, title, tuple(points), years)
            if key not in _drawn:
                _drawn[key] = draw(name, title, points, years)
            return _drawn[key]

        monkeypatch.setattr(page, draw.__name__, drawn)


@pytest.fixture(scope="session")
def sheets(dataset: Dataset, wording: Wording) -> dict[str, Sheet]:
    """The five sheets that were published."""
    return {state: wording.compose(dataset, state) for state in dataset.ready}


def published(state: str) -> str:
    """The published text of ``state``, normalised as published/README.md says."""
    text = (PUBLISHED / f"{state.lower()}.txt").read_text().lstrip("\n") + "\n"
    return re.sub(r"(?<=[^.:\n])\n\n(?=[a-z])", " ", text)


@pytest.fixture(autouse=True)
def no_log_record(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test in which a library, WeasyPrint above all, logs a warning."""
    yield
    records = [each for each in caplog.get_records("call") if each.levelno >= logging.WARNING]
    assert not records, [each.getMessage() for each in records]


def cpu_seconds() -> float:
    """What this process and those that it has waited for have had of the processors.

    On a busy machine the clock goes on meanwhile, this does not. What waits for ever meets the
    ``timeout`` of pytest.
    """
    return sum(os.times()[:4])


LAST_COLUMN = get_column_letter(2 + len(CATALOGUE.state))  # of figures, in the sheet Figures
CHECK_COLUMN = get_column_letter(3 + len(CATALOGUE.state))
LAST_ROW = 3 + len(NATIONAL)  # in the sheet National


def column_of(heading: str) -> str:
    """The column of an exported workbook's sheet Figures that has this heading."""
    return get_column_letter(3 + [each.title for each in CATALOGUE.state.values()].index(heading))


def row_of(heading: str) -> int:
    """The row of an exported workbook's sheet National that has this heading."""
    return 4 + [each.title for each in CATALOGUE.national.values()].index(heading)


def cell_of(sheet: Worksheet, row: str, heading: str) -> Cell:
    """The cell of a workbook's ``sheet`` that is in the row and the column of these names."""
    [column] = [each.column for each in sheet[1] if each.value == heading]
    [number] = [each.row for each in sheet["A"] if each.value == row]
    cell = sheet.cell(number, column)
    assert isinstance(cell, Cell)
    return cell


@dataclass(frozen=True)
class Outside:
    """The wheel, installed into an environment of its own: nothing of the checkout is in reach."""

    python: Path
    package: Path

    def run(self, *arguments: str | Path, cwd: Path, **environment: str) -> tuple[int, str, str]:
        """The status, the output and the messages of the command, started in ``cwd``."""
        ours = {
            name: os.environ[name]
            for name in os.environ
            if not name.startswith(("PYTHON", "COV"))  # coverage measures the checkout
        }
        done = subprocess.run(
            [self.python.with_name("factsheets"), *arguments],
            cwd=cwd, env=ours | environment, capture_output=True, text=True, check=False,
            timeout=120,
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="session")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Outside:
    """The wheel as ``pip install`` leaves it, with the dependencies of the test environment."""
    folder = tmp_path_factory.mktemp("outside")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    build = ["wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*pip, *build], check=True, capture_output=True)
    venv.create(folder / "venv", symlinks=True)
    python = folder / "venv/bin/python"
    [packages] = (folder / "venv/lib").glob("python*/site-packages")
    shared = [path for path in sys.path if path.endswith("-packages")]
    (packages / "dependencies.pth").write_text("\n".join(shared))
    [wheel] = folder.glob("*.whl")
    install = ["--python", str(python), "install", "--no-index", "--no-deps", "--force-reinstall"]
    subprocess.run([*pip, *install, str(wheel)], check=True, capture_output=True)
    return Outside(python, packages / "factsheets")


def needed(what: str, path: Path | str | None) -> Path:
    """The ``path`` of ``what`` the tests need; a skip or a failure where it is missing."""
    if path is not None and Path(path).exists():
        return Path(path)
    missing = f"{what} is missing; .ci/run installs it"
    if "FACTSHEETS_REQUIRE_BROWSER" in os.environ:
        pytest.fail(missing)
    pytest.skip(missing)
