"""What a person could attack with, each attack by name, through the real command line.

Some stand where they belong: YAML tags, alias bombs and nesting in ``test_yaml_tree``, unknown and
misspelt names in ``test_load``, what a wording can do in ``test_language`` and ``test_markdown``,
markup, files and the network in sheets in ``test_pdf``, formulas in ``test_export``,
``test_cells`` and ``test_table``, and the live preview's server in ``test_preview``. Random damage
is in ``test_fuzz``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from conftest import DATA, ROOT, cpu_seconds, data_text, invented, put_figures
from factsheets.cli.app import main
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.formats import OF_YEAR

TEXTS = ("build", "-j", "1", "-f", "text", "-f", "html")
PDF = ("build", "-j", "1", "-f", "pdf", "WY")
SOON = 10.0  # seconds of a processor; each of these takes less than one
GOOD = data_text({"Wyoming": invented(), "Ohio": invented()})
HEAD = GOOD.partition("states:\n")[0]
SECRET = "what only this file says"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, plots_once: None
) -> Run:
    """A function that runs a command, which may take no time, no network and no program."""

    def no_network(*_: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    monkeypatch.setattr(os, "system", no_network)
    monkeypatch.setattr(os, "popen", no_network)

    def run_it(*arguments: str | Path) -> tuple[int, str, str]:
        start = cpu_seconds()
        with pytest.raises(SystemExit) as caught:
            main([str(each) for each in arguments])
        assert cpu_seconds() - start < SOON
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        assert "\x1b" not in out + err
        assert all(map(str.isprintable, err.splitlines()))
        assert isinstance(caught.value.code, int)
        return caught.value.code, out, err

    return run_it


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a good edition, and a secret beside it."""
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    put_figures(folder / "data")
    shutil.copytree(ROOT / "templates", folder / "templates")
    (folder / "data/states.yaml").write_text(GOOD)
    (tmp_path / "secret.css").write_text(SECRET)
    monkeypatch.chdir(folder)
    return folder


def everything(folder: Path) -> str:
    """All that a command wrote, as text."""
    found = [each for each in folder.rglob("*") if each.is_file()]
    return "".join(each.read_bytes().decode(errors="replace") for each in found)


# --- the data file

BOMB = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40))
NO_SHEET = {
    "a tag that runs a program": f"{HEAD}states: !!python/object/apply:os.system [id]\n",
    "a tag of one's own": f"{HEAD}states: !ours\n  Wyoming:\n",
    "a bomb of aliases": f"a0: &a0 [x, x]\n{BOMB}\n",
    "100,000 brackets": f"{HEAD}states: {'[' * 100_000}",
    "100,000 braces": f"{HEAD}states: {'{a: ' * 40_000}",
    "10,000 levels of indent": "\n".join(" " * level + "a:" for level in range(10_000)),
    "600 levels of indent": "\n".join(" " * level + "a:" for level in range(600)),
    "50 MB in lines": "a: 1\n" * 10_000_000,
    "50 MB in one line": "a" * 50_000_000,
    "60,000 names": f"{HEAD}states:\n" + "".join(f"  {n:x}:\n" for n in range(20_000)),
    "60,000 names in one line": f"{HEAD}states: {{{', '.join(f'{n:x}' for n in range(20_000))}}}",
    "60,000 times the same": f"{HEAD}states:\n" + "  Ohio:\n" * 20_000,
    "a merge key": f"base: &base {{}}\n{HEAD}states:\n  Wyoming:\n    <<: *base\n",
    "two documents": f"{GOOD}---\n{GOOD}",
    "UTF-16": GOOD.encode("utf-16"),
    "UTF-32": GOOD.encode("utf-32"),
    "a NUL": GOOD.replace("Wyoming", "Wyo\0ming"),
    "a program": b"\x7fELF" + bytes(range(256)) * 40,
    "an anchor of 100 kB": f"{HEAD}states: &{'a' * 100_000} 1\n",
    "a tag of 100 kB": f"{HEAD}states: !{'a' * 100_000} 1\n",
    "a name of 100 kB": f"{HEAD}states:\n  ? {'W' * 100_000}\n  :\n",
    "a name of 1 kB": f"{HEAD}states:\n  {'W' * 1_000}:\n",
}  # fmt: skip


@pytest.mark.one_in(10)
@pytest.mark.parametrize("content", NO_SHEET.values(), ids=NO_SHEET)
def test_a_hostile_data_file_is_refused_in_a_few_words_and_loses_nothing(
    content: str | bytes, run: Run, project: Path
) -> None:
    assert run(*TEXTS)[0] == 0
    before = everything(project / "output")
    hostile = content.encode() if isinstance(content, str) else content
    (project / "data/states.yaml").write_bytes(hostile)

    for command in (("check",), ("list",), TEXTS, ("review",), ("new-year", "2024")):
        status, _, err = run(*command)
        assert status == 1
        assert err.startswith("data/states.yaml")
        assert len(err) < 100_000
        assert max(map(len, err.splitlines())) < 500
    assert everything(project / "output") == before
    assert (project / "data/states.yaml").read_bytes() == hostile


def test_a_sparse_file_of_a_terabyte_is_not_read(run: Run, project: Path) -> None:
    os.truncate(project / "data/states.yaml", 2**40)

    for command in (("check",), TEXTS, ("export", "a.csv"), ("import", "none.csv")):
        assert "The file is larger than 200 kB." in run(*command)[2]


@pytest.mark.one_in(6)
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--data", "pipe"),
        (*TEXTS, "--data", "pipe"),
        ("review", "--against", "pipe"),
        ("export", "a.csv", "--data", "pipe"),
        ("import", "pipe.csv"),
        ("import", "pipe.csv", "--data", "pipe"),
        ("new-year", "2024", "--data", "pipe"),
        ("check", "--templates", "piped"),
        (*TEXTS, "--templates", "piped"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("kind", ["a pipe", "a device"])
def test_a_pipe_or_a_device_is_not_waited_for(
    kind: str, arguments: tuple[str, ...], run: Run, project: Path
) -> None:
    put_figures(project)
    shutil.copytree(project / "templates", project / "piped")
    (project / "piped/web.css").unlink()
    for name in ("pipe", "pipe.csv", "piped/web.css"):
        if kind == "a pipe":
            os.mkfifo(project / name)
        else:
            (project / name).symlink_to("/dev/zero")

    status, _, err = run(*arguments)

    assert status == 1
    said = [line for line in err.splitlines() if not line.startswith("The wording is piped")]
    assert said[0].startswith("pipe")
    assert "This is a pipe or a device" in err or "a link to a file outside" in err


def test_pipes_in_the_output_are_not_waited_for(run: Run, project: Path) -> None:
    (project / "output/2023").mkdir(parents=True)
    for name in ("wyoming.txt", "manifest.json", "index.html"):
        os.mkfifo(project / "output/2023" / name)

    assert run(*TEXTS)[0] == 0
    assert (project / "output/2023/wyoming.txt").is_file()


OUTPUT_FILES = ("wyoming.txt", "ohio.html", "index.html", "states.csv", "manifest.json")


@pytest.mark.slow
@pytest.mark.parametrize("name", [*OUTPUT_FILES, "review.html"])
@pytest.mark.parametrize("built", [False, True])
def test_a_link_in_the_output_is_replaced_and_what_it_leads_to_stays(
    built: bool, name: str, run: Run, project: Path
) -> None:
    if built:
        run(*TEXTS)
    link, important = project / "output/2023" / name, project / "important"
    link.parent.mkdir(parents=True, exist_ok=True)
    content = link.read_bytes() if link.exists() else b"kept"
    important.write_bytes(content)  # what the link leads to may even be what was built
    link.unlink(missing_ok=True)
    link.symlink_to(important)

    assert run(*TEXTS)[0] == 0
    assert run("review")[0] == 0

    assert important.read_bytes() == content
    assert link.is_file()
    assert not link.is_symlink()


def test_a_link_in_place_of_a_sheet_is_said(run: Run, project: Path) -> None:
    run(*TEXTS)
    link = project / "output/2023/wyoming.txt"
    link.rename(project / "elsewhere.txt")
    link.symlink_to(project / "elsewhere.txt")

    assert "wyoming.txt: manifest.json has another SHA-256" in run("verify", "output/2023")[2]
    assert "wyoming.txt had been changed by hand; it was made again" in run(*TEXTS)[2]
    assert run("verify", "output/2023")[0] == 0


@pytest.mark.one_in(6)
@pytest.mark.parametrize("command", [TEXTS, ("review",)])
@pytest.mark.parametrize("leads_to", ["../important", "../nothing", "2023"])
def test_an_output_folder_that_is_a_link_is_not_written_to(
    leads_to: str, command: tuple[str, ...], run: Run, project: Path
) -> None:
    important = project / "important"
    important.mkdir()
    (important / "wyoming.txt").write_text("kept")
    (project / "output").mkdir()
    (project / "output/2023").symlink_to(leads_to)

    status, _, err = run(*command)

    assert (status, err) == (
        1,
        "output/2023: This is a link, not a folder. Delete it, or choose another folder.\n"
        "1 problem.\n",
    )
    assert {each.name: each.read_text() for each in important.iterdir()} == {"wyoming.txt": "kept"}
    assert not (project / "nothing").exists()


def test_an_output_that_leads_to_another_disk_is_taken(run: Run, project: Path) -> None:
    (project / "disk").mkdir()
    (project / "output").symlink_to("disk")

    assert run(*TEXTS)[0] == 0
    assert (project / "disk/2023/wyoming.txt").is_file()


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    "command",
    [
        ("build",),
        ("check",),
        ("list",),
        ("preview", "WY"),
        ("review",),
        ("coverage",),
        ("new-year", "2024"),
        ("export", "figures.csv"),
        ("import", "other.csv"),
        ("verify", "output"),
    ],
)
@pytest.mark.parametrize("in_two", [False, True])
def test_a_data_file_that_is_a_link_to_itself_is_said(
    in_two: bool, command: tuple[str, ...], run: Run, project: Path
) -> None:
    data = project / "data/states.yaml"
    data.unlink(missing_ok=True)
    data.symlink_to("other.yaml" if in_two else "states.yaml")
    if in_two:
        (project / "data/other.yaml").symlink_to("states.yaml")

    status, _, err = run(*command)

    assert (status, err) == (
        1, "data/states.yaml: This is a link to itself. Delete it.\n1 problem.\n"
    )  # fmt: skip


@pytest.mark.one_in(2)
@pytest.mark.parametrize("command", [("build", "-o", "loop"), ("coverage", "--specimens", "loop")])
def test_a_folder_that_is_a_link_to_itself_is_said(
    command: tuple[str, ...], run: Run, project: Path
) -> None:
    (project / "loop").symlink_to("loop")

    status, _, err = run(*command)

    assert status == 1
    assert re.match("loop(/2023)?: This is a link(, not a folder| to itself)", err)


HOSTILE_NAMES = (
    "<script>alert(1)</script>", "../../etc/passwd", "/etc/passwd", "{{ 7*7 }}", "{% raw %}",
    "Wyoming\u202e", "\u202egnimoyW", "Wyo\u200bming", "Wyom\u0456ng", "Wyoming\u0301", "Ｗyoming",
    "Wyoming\x1b[31m", "Wyoming\x07", "Wyoming\x00", "=HYPERLINK(1)", "CON", "Wyoming\n",
    " Wyoming",
)  # fmt: skip


@pytest.mark.one_in(18)
@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=ascii)
def test_a_hostile_name_of_a_state_makes_no_file_and_reaches_no_terminal(
    name: str, run: Run, project: Path
) -> None:
    escaped = "".join(f"\\U{ord(character):08x}" for character in name)
    text = GOOD.replace("  Ohio:", f'  "{escaped}":')
    assert text != GOOD
    (project / "data/states.yaml").write_text(text)

    status, _, err = run("check")
    assert status == 1
    assert "is not a US state or territory" in err
    run("list")
    assert run(*TEXTS)[0] == 1
    assert run("preview", name)[0] in (0, 1, 2)
    made = {each.name for each in (project / "output/2023").iterdir()}
    known = {f"{each.slug}.{kind}" for each in JURISDICTIONS.values() for kind in ("txt", "html")}
    assert made <= known | {*OF_YEAR, "manifest.json"}
    assert "<script>alert" not in everything(project / "output")
    assert {each.name for each in project.iterdir()} == {"data", "output", "templates"}


HOSTILE_VALUES = (
    "<b>5</b>", "{{ 7*7 }}", "{% if %}", '=HYPERLINK("http://example.invalid")', "=1+1", "+5",
    "@A1",
    "5\u202e", "\u202e5", "5\u200b", "\u0665", "５", "²", "5\x1b[31m", "9" * 30, "9" * 10_000,
    "0x10", "0o17", "1e9", "12:30:45", "5 # \u202e", "-0", "1__000", "\ufeff5", "not\u00a0reported",
    "<!-- 5 -->", "**5**", "|5|", "5\\", "__import__('os')",
)  # fmt: skip


@pytest.mark.one_in(30)
@pytest.mark.parametrize("value", HOSTILE_VALUES, ids=lambda value: ascii(value[:30]))
@pytest.mark.parametrize("place", ["cvip_submissions", "total", "as_published", "another key"])
def test_a_hostile_value_makes_no_sheet_of_that_state(
    value: str, place: str, run: Run, project: Path
) -> None:
    escaped = "".join(f"\\U{ord(character):08x}" for character in value)
    figures: dict[str, Any] = invented()
    match place:
        case "total":
            figures["missing_children"]["total"] = "HERE"
        case "as_published":
            figures[place] = ["HERE"]
        case "another key":
            figures["HERE"] = 5
        case _:
            figures[place] = "HERE"
    text = data_text({"Wyoming": figures, "Ohio": invented()})
    (project / "data/states.yaml").write_text(text.replace("HERE", f'"{escaped}"'))

    assert run("check")[0] == 1
    status, _, err = run(*TEXTS)
    assert status == 1
    assert "Wyoming" in err or place == "another key"
    assert max(map(len, err.splitlines())) < 1_000
    assert not (project / "output/2023/wyoming.txt").exists()
    assert "202e" not in everything(project / "output")


HOSTILE_ADDRESSES = (
    "javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "https://\u202egro.elpmaxe/",
    'https://example.org/"><script>alert(1)</script>', "https://example.org/\x1b[31m/",
    "https://example.org/{{ 7*7 }}/", "https://example.org/{% raw %}/", "https://a:b@example.org/",
    "https://example.org/\n<url>/", "https://example.org/" + "a/" * 10_000, "https://" + "a." * 999,
)  # fmt: skip


@pytest.mark.one_in(6)
@pytest.mark.parametrize("address", HOSTILE_ADDRESSES, ids=lambda each: ascii(each[:30]))
def test_a_hostile_address_is_refused_and_reaches_no_page(
    address: str, run: Run, project: Path
) -> None:
    status, _, err = run(*TEXTS, "--base-url", address)
    assert status == 2
    assert len(err) < 2_000
    assert not (project / "output").exists()

    assert run(*TEXTS, "WY", "--base-url", "https://example.org/")[0] == 0
    manifest = project / "output/2023/manifest.json"
    forged = json.loads(manifest.read_text()) | {"base_url": address}
    manifest.write_text(json.dumps(forged))
    run(*TEXTS, "WY")
    assert address not in everything(project / "output")
    assert "base_url" not in json.loads(manifest.read_text())


def test_a_byte_order_mark_and_comments_from_right_to_left_change_no_figure(
    run: Run, project: Path
) -> None:
    run(*TEXTS)
    before = everything(project / "output")
    text = GOOD.replace("\n", "  # 987 \u05d0\n")
    (project / "data/states.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert run("check")[0] == 0
    assert run(*TEXTS)[0] == 0
    assert everything(project / "output") == before


@pytest.mark.one_in(6)
@pytest.mark.parametrize("value", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(1)", "5\u202e", "\x1b[31m5"])
def test_a_hostile_cell_of_a_csv_file_changes_nothing(value: str, run: Run, project: Path) -> None:
    assert run("export", "figures.csv")[0] == 0
    text = (project / "figures.csv").read_text(encoding="utf-8-sig")
    (project / "hostile.csv").write_text(text.replace(",1234,", f',"{value}",'))

    status, _, err = run("import", "hostile.csv")

    assert (project / "data/states.yaml").read_text() == GOOD
    assert status == 1
    assert "hostile.csv" in err


# --- the wording

UNSEEN = ("\u202e", "\u2066", "\u200b", "\u00ad", "\ufeff", "\u2028", "\x00", "\x02", "\x03",
          "\x07", "\x1b[31m", "\x0c", "\x85", "\uffff", "\ufffd")  # fmt: skip


def own(project: Path, name: str, old: str, new: str) -> None:
    """Put a changed copy of the template ``name`` into the project."""
    text = (ROOT / "templates" / name).read_text()
    assert old in text
    (project / "templates" / name).write_bytes(text.replace(old, new, 1).encode())


@pytest.mark.one_in(16)
@pytest.mark.parametrize("character", UNSEEN, ids=ascii)
@pytest.mark.parametrize("place", ["Listed below", "registered users"])
def test_a_character_that_nobody_sees_is_refused_in_the_wording(
    character: str, place: str, run: Run, project: Path
) -> None:
    own(project, "factsheet.md.j2", place, place.replace(" ", character))

    for command in (("check",), TEXTS, PDF, ("review",), ("preview", "WY")):
        status, _, err = run(*command)
        assert status == 1
        assert f"U+{ord(character[0]) or 0xFFFD:04X}" in err
        assert err.startswith("templates/factsheet.md.j2")
    assert not list(project.glob("output/2023/wyoming.*"))


@pytest.mark.slow
def test_a_mark_of_passages_in_a_branch_that_no_state_takes_stops_a_check_and_no_review(
    run: Run, project: Path
) -> None:
    figures = invented(as_published=["plain_title"])
    (project / "data/states.yaml").write_text(data_text({"Wyoming": figures}))
    own(project, "factsheet.md.j2", "**{{ state_without_article }} Data**", f"\x03\x02{9:09}\x02")

    assert run("check")[0] == 1
    assert run("review")[0] == 0


@pytest.mark.parametrize(
    "figure",
    [
        '<data value="5">809</data>',
        '<DATA value="5">809</DATA>',
        '</data><data value="5">',
        '{{ cvip_submissions | count("<data value=\\"5\\">", "</data>") }}',
    ],
)
def test_a_figure_cannot_be_written_into_the_wording(figure: str, run: Run, project: Path) -> None:
    own(project, "factsheet.md.j2", "Listed below", f"{figure} Listed below")

    for command in (("check",), TEXTS):
        status, _, err = run(*command)
        assert status == 1
        assert err.startswith("templates/factsheet.md.j2:26: ")


# --- the pages

PAGES = ("page.html.j2", "index.html.j2", "review.html.j2")
REACHING = (
    '{% include "SECRET" %}',
    '{% include "../secret.css" %}',
    '{% include "../../../../../../../../etc/passwd" %}',
    '{% include "/etc/passwd" %}',
    '{% import "/etc/passwd" as a %}',
    '{% extends "/etc/passwd" %}',
    "{{ ().__class__.__mro__[1].__subclasses__() }}",
    "{{ ''['__class__'] }}",
    "{{ '' | attr('__class__') | list }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(joiner) }}",
)
OF_A_REVIEW = (
    "{{ review.data.read_text() }}",
    "{{ review.data.parent.joinpath('SECRET').read_text() }}",
    "{{ review.data.with_name('ran.txt').write_text('pwned') }}",
    "{{ review.now.national._figures }}",
    "{{ review.now.catalogue.__reduce__() }}",
)
ENDLESS = (
    "{% for a in range(10**9) %}{% endfor %}",
    "{% for a in range(1000000000) %}{% endfor %}",
    "{{ 9**9**9 }}",
    "{{ 'a' * 9999999999 }}",
    "{{ [1] * 9999999999 }}",
    "{{ '%9999999999d' % 1 }}",
    "{{ lipsum(n=10000000) }}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% include 'PAGE' %}",
    "{% extends 'PAGE' %}",
    "{{ " + "(" * 5_000 + " }}",
    "{{ 1" + " + 1" * 5_000 + " }}",
    "{% if year %}" * 1_000,
)


@pytest.mark.one_in(18)
@pytest.mark.parametrize(
    ("page", "attack"),
    [
        *((page, attack) for page in PAGES for attack in REACHING),
        *(("review.html.j2", attack) for attack in OF_A_REVIEW),
        *(("page.html.j2", attack) for attack in ENDLESS),
    ],
    ids=lambda each: each[:50],
)
def test_a_page_cannot_reach_other_files_or_programs_or_go_on_for_ever(
    page: str, attack: str, run: Run, project: Path
) -> None:
    secret = str(project.parent / "secret.css")
    own(project, page, "<main", attack.replace("SECRET", secret).replace("PAGE", page) + "<main")

    status, _, err = run("review" if page == "review.html.j2" else "check")
    assert status == 1
    assert err.startswith(f"templates/{page}")
    if page == "page.html.j2" and attack in REACHING:
        assert run(*PDF)[0] == 1
    assert SECRET not in everything(project)
    assert "root:" not in everything(project)


def test_pages_may_still_loop_and_reckon(run: Run, project: Path) -> None:
    reckoning = (
        "{% for a in range(1000) %}{% endfor %}{{ 6 * 7 }}{{ 9 % 5 }}{% include 'web.css' %}"
    )
    own(project, "page.html.j2", "<main", f"{reckoning}<main")

    assert run("check")[0] == 0


# --- styles and folders


@pytest.mark.parametrize(
    "style",
    [
        "@import url(http://example.invalid/x.css);",
        "body { background: url(file:///etc/passwd) }",
        "body { background: url(../secret.css) }",
        "@font-face { font-family: x; src: url(file:///etc/passwd) } body { font-family: x }",
    ],
)
def test_a_style_that_reads_other_files_or_the_network_makes_no_pdf(
    style: str, run: Run, project: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = (ROOT / "templates/print.css").read_text()
    (project / "templates/print.css").write_text(f"{style}\n{text}")

    status, _, err = run(*PDF)

    assert status == 1
    assert err.startswith("templates/print.css:1: The PDF needs ")
    assert "which is no file of the templates folder" in err
    assert not list(project.glob("output/2023/*.pdf"))
    caplog.clear()


@pytest.mark.parametrize("name", ["web.css", "logo.svg", "fonts"])
def test_a_link_out_of_the_templates_is_not_followed(name: str, run: Run, project: Path) -> None:
    outside = project.parent / "secret.css"
    if name == "fonts":
        outside = project.parent / "outside"
        outside.mkdir()
        (outside / "secret.css").write_text(SECRET)
    shutil.move(project / "templates" / "fonts", project / "not used")
    (project / "templates/web.css").unlink()
    (project / "templates" / name).symlink_to(outside)

    for command in (("check",), TEXTS, PDF):
        status, _, err = run(*command)
        assert status == 1
        assert err.startswith(f"templates/{name}")
        assert "This is a link to a file outside the templates folder." in err
    assert SECRET not in everything(project / "output")


def test_a_templates_folder_that_is_itself_a_link_is_taken(run: Run, project: Path) -> None:
    shutil.rmtree(project / "templates")
    (project / "templates").symlink_to(ROOT / "templates")

    assert run("check")[0] == 0


def test_a_template_of_50_mb_is_refused(run: Run, project: Path) -> None:
    (project / "templates/factsheet.md.j2").write_bytes(b"# A title\n\nwords " * 4_000_000)

    for command in (("check",), TEXTS):
        status, _, err = run(*command)
        assert status == 1
        assert err.startswith("templates/factsheet.md.j2: The file is larger than 20 MB.")


def test_a_wording_of_5_mb_is_refused(run: Run, project: Path) -> None:
    (project / "templates/factsheet.md.j2").write_bytes(b"# A title\n\nwords " * 300_000)

    status, _, err = run("check")
    assert status == 1
    assert err.startswith("templates/factsheet.md.j2: The file is larger than 2 MB.")


@pytest.mark.parametrize("place", ["/dev/null", "/proc/self", "data/states.yaml", "x" * 300])
def test_an_output_at_an_odd_place_is_refused(place: str, run: Run, project: Path) -> None:
    status, _, err = run(*TEXTS, "-o", place)

    assert status == 1
    assert err.startswith(place)
    assert (project / "data/states.yaml").read_text() == GOOD


def test_a_name_that_would_colour_the_terminal_is_shown_without(run: Run, project: Path) -> None:
    assert run("preview", "\x1b[31mWyoming")[0] == 2
    assert run("check", "--data", "\x1b[31m.yaml")[0] == 1
    assert run("review", "--against", "\x1b]0;title\x07.yaml")[0] == 1


def test_real_data_are_not_taken_for_an_attack(run: Run, project: Path) -> None:
    shutil.copy(DATA, project / "data")

    assert run("check")[0] == 0


# --- names of files

ODD_NAMES = ("a\x1b[31mb", "a\nb", "a\x9b31mb", "a\u202eb", os.fsdecode(b"a\xffb"))


@pytest.mark.slow
@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_an_odd_name_of_a_file_reaches_no_terminal(name: str, run: Run, project: Path) -> None:
    shutil.copy(project / "data/states.yaml", project / f"{name}.yaml")
    put_figures(project)
    shutil.copytree(ROOT / "templates", project / name)
    data = ("--data", f"{name}.yaml")
    assert run(*TEXTS, *data, "-o", f"{name}.out")[0] == 0
    sheet = f"{name}.out/2023/wyoming.txt"
    shutil.copy(project / sheet, project / f"{name}.txt")

    for status, *arguments in (
        (0, "check", *data),
        (1, "check", "--data", name),
        (1, "check", "--data", f"{name}.none"),
        (1, "check", *data, "--templates", f"{name}.none"),
        (0, "list", *data),
        (0, "coverage", *data, "--templates", name),
        (0, "review", *data, "-o", f"{name}.out"),
        (1, "review", *data, "--against", f"{name}.none"),
        (0, "extract", f"{name}.txt"),
        (1, "extract", f"{name}.txt", f"{name}.yaml", f"{name}.none"),
        (0, "verify", f"{name}.txt", *data),
        (1, "verify", f"{name}.txt", f"{name}.none", name),
        (0, "export", f"{name}.csv", *data),
        (1, "export", f"{name}.csv", *data),
        (1, "export", f"{name}.doc", *data),
        (0, "import", f"{name}.csv", *data),
        (1, "import", f"{name}.xlsx", *data),
        (2, "preview", name),
        (2, name),
        (2, "new-year", name),
        (0, "new-year", "2024", *data),
    ):
        found, out, err = run(*arguments)
        assert found == status, (arguments, out, err)
        assert all(each.isprintable() for each in out.splitlines() if name[:1] in each)
