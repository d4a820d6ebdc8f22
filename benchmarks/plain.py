"""The plainest loop that makes the same files: one process, and nothing of WeasyPrint is kept.

    python benchmarks/plain.py DATA OUTPUT

The words and pages come from the same templates; Jinja2 compiles each template once, as it would
for anybody. The PDF is of the same variant, with the same file attached.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from factsheets.edition.edition import open_edition
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.formats import Format, file_name
from factsheets.render.html import render_html, render_print_page
from factsheets.render.text import render_text
from factsheets.templating.folders import PRINT_STYLE, Templates
from factsheets.wording.compose import Sheet, Wording


def attached_data(sheet: Sheet) -> weasyprint.Attachment:
    """The file that rides along in the PDF."""
    return weasyprint.Attachment(
        string=json.dumps(sheet.data, indent=1),
        name=f"{JURISDICTIONS[sheet.state].slug}.json",
        relationship="Data",
    )


def write_plain_pdf(sheet: Sheet, templates: Templates, target: Path | None) -> bytes | None:
    """One sheet as a PDF, by the plainest call of WeasyPrint."""
    fonts = FontConfiguration()
    style = weasyprint.CSS(filename=templates.path(PRINT_STYLE), font_config=fonts)
    html = weasyprint.HTML(string=render_print_page(sheet, templates))
    written: bytes | None = html.write_pdf(
        target,
        stylesheets=[style],
        font_config=fonts,
        pdf_variant="pdf/a-3a",
        attachments=[attached_data(sheet)],
    )
    return written


def main(data: str, output: str) -> None:
    """Write text, HTML and PDF of every state that has figures."""
    edition, folder = open_edition(data), Path(output)
    dataset, templates = edition.dataset, edition.templates
    wording = Wording(templates, edition.catalogue)
    folder.mkdir(parents=True, exist_ok=True)
    for state in dataset.ready:
        sheet = wording.compose(dataset, state)
        (folder / file_name(state, Format.TEXT)).write_text(render_text(sheet))
        (folder / file_name(state, Format.HTML)).write_text(render_html(sheet, templates))
        write_plain_pdf(sheet, templates, folder / file_name(state, Format.PDF))


if __name__ == "__main__":
    main(*sys.argv[1:])
