"""A sheet in, the bytes of its file out; and nothing is imported that is not needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, published
from factsheets.render.formats import Format
from factsheets.render.html import render_html
from factsheets.render.pdf import render_pdf
from factsheets.render.render import render
from factsheets.templating.folders import Templates
from factsheets.wording.compose import Sheet


def test_a_sheet_is_rendered_as_the_bytes_of_its_file(
    sheets: dict[str, Sheet], templates: Templates
) -> None:
    sheet = sheets["Wyoming"]
    assert render(sheet, Format.TEXT, templates) == published("Wyoming").encode()
    assert render(sheet, Format.HTML, templates) == render_html(sheet, templates).encode()
    assert render(sheet, Format.PDF, templates) == render_pdf(sheet, templates)


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("kind", "imported"), [("text", "False"), ("html", "False"), ("pdf", "True")]
)
def test_weasyprint_is_imported_for_a_pdf_only(kind: str, imported: str) -> None:
    command = (
        "import sys; from factsheets import Templates, Wording, load;"
        "from factsheets.render.formats import Format; from factsheets.render.render import render;"
        "templates, dataset = Templates.find('templates'), load('data/states.yaml');"
        "sheet = Wording(templates, dataset.catalogue).compose(dataset, 'Wyoming');"
        f"render(sheet, Format('{kind}'), templates); print('weasyprint' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == imported


@pytest.mark.slow
def test_eight_threads_count_the_pages_of_a_pdf(
    sheets: dict[str, Sheet], templates: Templates, tmp_path: Path
) -> None:
    file = tmp_path / "wyoming.pdf"
    file.write_bytes(render(sheets["Wyoming"], Format.PDF, templates))
    command = (  # in a process of its own, which PDFium ends where two threads are in it at once
        "import sys; from concurrent.futures import ThreadPoolExecutor; from pathlib import Path;"
        "from factsheets.render.formats import Format;"
        "from factsheets.render.pdfium import pages_of;"
        "content = Path(sys.argv[1]).read_bytes(); threads = ThreadPoolExecutor(8);"
        "print(set(threads.map(lambda _: pages_of(Format.PDF, content), range(1000))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command, str(file)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "{2}\n", "")
