"""The year's work from its start to its end, with the commands that the README gives for it."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from conftest import CATALOGUE, DATA, INVENTED, NATIONAL, ROOT, cell_of, put_edition
from factsheets.cli.app import main
from factsheets.edition.init import init
from factsheets.jurisdictions import JURISDICTIONS, STATES

KEPT = {
    "states.yaml": DATA,
    "figures.yaml": ROOT / "data/figures.yaml",
    "templates/factsheet.md.j2": ROOT / "templates/factsheet.md.j2",
}
YEARS_WORK = [
    "factsheets new-year 2024",
    "factsheets export figures.xlsx",
    "factsheets import figures.xlsx --dry-run",
    "factsheets import figures.xlsx",
    "factsheets check",
    "factsheets list",
    "factsheets preview WY",
    "factsheets review",
    "factsheets build",
]


def run(capsys: pytest.CaptureFixture[str], command: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as caught:
        main(command.split()[1:])
    return int(str(caught.value.code)), *capsys.readouterr()


def flat(figures: dict[str, object]) -> list[object]:
    """The figures in the order of the workbook's columns."""
    inner = (each.values() if isinstance(each, dict) else [each] for each in figures.values())
    return [value for values in inner for value in values]


def fill_in(file: Path, states: tuple[str, ...]) -> None:
    """What a data team does: type invented figures for the ``states`` and the country."""
    book = openpyxl.load_workbook(file)
    for state in states:
        for each, value in zip(CATALOGUE.state.values(), flat(INVENTED), strict=True):
            cell_of(book["Figures"], state, each.title).value = value  # type: ignore[assignment]
    for name, each in CATALOGUE.national.items():
        cell_of(book["National"], each.title, "Value").value = NATIONAL[name]
    book.save(file)


def mark_as_sample(data: Path) -> None:
    """Say in the data file that the figures are invented, as these are."""
    data.write_text(re.sub(r"(?m)^(year: \d+)$", r"\1\nsample: true", data.read_text()))


def test_the_readme_tells_the_years_work_in_this_order() -> None:
    section = (ROOT / "README.md").read_text().partition("## The year's work")[2]
    section = section.partition("\n## ")[0]
    places = [section.find(f"`{command}`") for command in YEARS_WORK]

    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.slow
def test_the_years_work_can_be_done_from_start_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data/states.yaml"
    init(tmp_path)
    new_year, export, dry_run, put_in, check, list_states, preview, review, build = YEARS_WORK

    status, out, err = run(capsys, new_year)
    assert status == 0
    assert out == (
        "2023 is kept in data/archive/2023: figures, wording and pages.\n"
        "data/states.yaml is started for 2024: all 50 states are awaited.\n"
    )
    assert err.startswith("45 states were still awaited for 2023: Alabama, Alaska, ")
    assert run(capsys, check)[:2] == (
        0,
        "No problems. States: 0 ready, 50 awaited.\nThe national figures are awaited.\n",
    )
    status, out, err = run(capsys, list_states)
    assert (status, out.count(" awaited\n"), err) == (0, 50, "")
    assert out.endswith("The national figures are awaited.\n")

    assert run(capsys, review)[0] == 0  # there is nothing to review yet, and it says so
    mark_as_sample(data)
    started = data.read_text()
    assert run(capsys, export) == (0, "figures.xlsx\n", "")
    fill_in(tmp_path / "figures.xlsx", STATES[1:])

    status, out, err = run(capsys, dry_run)
    count = 49 * len(CATALOGUE.state) + len(CATALOGUE.national)
    assert (status, err) == (0, "")
    assert "National figures, CONNECT registered users: nothing → 18_000\n" in out
    assert "Ohio, Missing children cases: nothing → 32\n" in out
    assert out.endswith(
        f"{count} figures would change in data/states.yaml. Nothing is written (--dry-run).\n"
    )
    assert out.count("\n") == count + 1
    assert data.read_text() == started

    status, written, err = run(capsys, put_in)
    assert (status, err) == (0, "")
    assert written.splitlines()[:-1] == out.splitlines()[:-1]
    assert written.endswith(f"{count} figures changed in data/states.yaml.\n")
    kept = [line for line in data.read_text().splitlines() if line in started.splitlines()]
    assert [line for line in started.splitlines() if line not in kept] == [
        line for line in started.splitlines() if "# 2023:" in line
    ]

    assert run(capsys, check) == (0, "No problems. States: 49 ready, 1 awaited.\n", "")
    status, out, err = run(capsys, list_states)
    assert (status, len(re.findall(r" ready *\n", out)), err) == (0, 49, "")

    status, out, err = run(capsys, preview)
    assert (status, err) == (0, "")
    assert "In 2024, 1,234 CyberTipline reports were made available" in out

    status, out, err = run(capsys, review)
    assert (status, err) == (0, "")
    assert out.endswith("In output/2024/review.html\n")
    assert "not reported" in (tmp_path / "output/2024/review.html").read_text()

    status, out, err = run(capsys, build)
    assert (status, err) == (0, "")
    assert out.endswith("In output/2024\n")
    sheet = (tmp_path / "output/2024/new-york.txt").read_text()
    assert "In 2024, 1,234 CyberTipline reports were made available" in sheet
    assert (tmp_path / "output/2024/new-york.pdf").exists()
    assert not (tmp_path / "output/2024/alabama.txt").exists()
    archive = tmp_path / "data/archive/2023"
    assert all((archive / name).read_bytes() == file.read_bytes() for name, file in KEPT.items())


def test_a_row_that_was_emptied_is_said_to_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    data = put_edition(tmp_path)
    run(capsys, f"factsheets export figures.csv --data {data}")
    file = tmp_path / "figures.csv"
    emptied = f"2023,no,Montana{',' * len(CATALOGUE.figures)},MT"
    file.write_text(re.sub(r"(?m)^2023,no,Montana,.*$", emptied, file.read_text()))
    status, out, err = run(capsys, f"factsheets import figures.csv --data {data}")

    assert status == 0
    assert out == f"{data} has these figures already; nothing is changed.\n"
    assert err == (
        f"Montana: figures.csv has no figures; the figures in {data} stay as they are.\n"
    )


def test_states_without_a_row_are_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    data = put_edition(tmp_path)
    run(capsys, f"factsheets export figures.csv --data {data}")
    file = tmp_path / "figures.csv"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-2]))
    last = ", ".join(list(JURISDICTIONS)[-2:])
    status, out, err = run(capsys, f"factsheets import figures.csv --data {data}")

    assert (status, out) == (0, f"{data} has these figures already; nothing is changed.\n")
    assert err == (
        f"These states have no row in figures.csv, and stay as they are: {last}. Is it complete?\n"
    )


def test_a_problem_in_the_workbook_is_said_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    data = put_edition(tmp_path)
    run(capsys, f"factsheets export figures.xlsx --data {data}")
    book = openpyxl.load_workbook("figures.xlsx")
    cell_of(book["Figures"], "Montana", "CyberTipline reports").value = "1,747 ±"
    book.save("figures.xlsx")
    status, out, err = run(capsys, f"factsheets import figures.xlsx --data {data}")

    assert (status, out) == (1, "")
    assert err == (
        'figures.xlsx, Figures!C27: Montana, CyberTipline reports: "1,747 ±" is not a whole '
        "number. Write it in digits, such as 1747.\n1 problem.\n"
    )
    assert data.read_bytes() == DATA.read_bytes()


def test_a_new_year_of_invented_figures_says_that_the_mark_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    data = put_edition(tmp_path)
    mark_as_sample(data)
    status, _, err = run(capsys, f"factsheets new-year 2025 --skip-years --data {data}")

    assert status == 0
    assert err.endswith("still says sample: true. Take the line out before real figures go in.\n")
