"""What each lever is worth for one PDF: ``make levers``.

Each is tried alone, on WeasyPrint's plainest call, in CPU time; those that pay are in pdf.py.
The ratio is the median over the rounds; in each round all are tried on the same sheet.
"""

from __future__ import annotations

import gc
import re
import statistics
import sys
import time
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pydyf
import weasyprint
from demo import make_years
from fontTools import subset
from plain import attached_data, write_plain_pdf
from weasyprint.text.fonts import FontConfiguration

from factsheets.dataset.load import load
from factsheets.edition.edition import templates_of
from factsheets.figures.declared import read_catalogue
from factsheets.render.html import render_print_page
from factsheets.render.pdf import render_pdf
from factsheets.templating.folders import PRINT_STYLE
from factsheets.wording.compose import Sheet, Wording

ROUNDS = 60
LATIN = "U+0020-007E,U+00A0-017F,U+2010-2026,U+2030-203A,U+20AC,U+2122"
DATA = Path(__file__).parents[1] / "data/states.yaml"
TEMPLATES = templates_of(DATA)

Style = tuple[weasyprint.CSS, FontConfiguration]


def style(css: str, folder: Path) -> Style:
    """A style sheet and its fonts, parsed."""
    fonts = FontConfiguration()
    base = f"{folder}/"
    return weasyprint.CSS(string=css, base_url=base, font_config=fonts), fonts


def call(sheet: Sheet, kept: Style | None = None, page: str = "", **options: Any) -> bytes | None:
    """The plainest call, with one thing changed."""
    css, fonts = kept or style(TEMPLATES.text(PRINT_STYLE), TEMPLATES.path(PRINT_STYLE).parent)
    html = weasyprint.HTML(string=page or render_print_page(sheet, TEMPLATES))
    variant = {"pdf_variant": "pdf/a-3a", **options}
    data = [attached_data(sheet)]
    pdf: bytes | None = html.write_pdf(
        None, stylesheets=[css], font_config=fonts, attachments=data, **variant
    )
    return pdf


def compress_once(_: object, pdf: pydyf.PDF, level: int = 6) -> None:
    """What pdf.py's finisher does, with any level of zlib."""
    for stream in pdf.objects:
        if isinstance(stream, pydyf.Stream) and stream.compress:
            content = pydyf.Stream(stream.stream).data.split(b"\nstream\n", 1)[1]
            stream.stream = [zlib.compress(content.removesuffix(b"\nendstream"), level)]
            stream.compress, stream.extra["Filter"] = False, "/FlateDecode"


def without_collector(sheet: Sheet) -> None:
    """No garbage collection while one sheet is made."""
    gc.disable()
    call(sheet)
    gc.enable()


def without_boxes(sheet: Sheet) -> None:
    """No box around the words that must not be broken at a dash or a slash."""
    call(sheet, page=re.sub(r"</?span>", "", render_print_page(sheet, TEMPLATES)))


def cut_fonts(folder: Path) -> Path:
    """A folder with the fonts cut to Latin letters, as print.css names them."""
    (folder / "fonts").mkdir()
    for font in sorted((TEMPLATES.path(PRINT_STYLE).parent / "fonts").glob("*.ttf")):
        target = folder / "fonts" / font.name
        subset.main([str(font), f"--unicodes={LATIN}", f"--output-file={target}"])
    return folder


def main(rounds: int) -> None:
    """Print the table."""
    with TemporaryDirectory() as name:
        dataset = load("invented", make_years(seed=1984)[1].encode(), read_catalogue(DATA))
        wording = Wording(TEMPLATES, dataset.catalogue)
        sheets = [wording.compose(dataset, state) for state in dataset.ready]
        css = TEMPLATES.text(PRINT_STYLE)
        folder = TEMPLATES.path(PRINT_STYLE).parent
        footer = re.compile(r"  @bottom-left \{.*?\n  \}\n  @bottom-right \{.*?\n  \}\n", re.DOTALL)
        cut = cut_fonts(Path(name))
        levers: dict[str, Callable[[Sheet], object]] = {
            "the plainest call": partial(write_plain_pdf, templates=TEMPLATES, target=None),
            "style sheet and fonts kept": partial(call, kept=style(css, folder)),
            "compressed once, zlib 6": partial(call, finisher=compress_once),
            "compressed once, zlib 1": partial(call, finisher=partial(compress_once, level=1)),
            "fonts cut to Latin letters, and kept": partial(call, kept=style(css, cut)),
            "no boxes around unbroken words": without_boxes,
            "no footer": lambda sheet: call(sheet, style(footer.sub("", css), folder)),
            "a rule with :has()": lambda sheet: call(
                sheet, style(f"{css}\np:has(+ table) {{ break-after: avoid }}", folder)
            ),
            "no garbage collection": without_collector,
            "PDF 1.7 without tags": partial(call, pdf_variant=None),
            "factsheets": partial(render_pdf, templates=TEMPLATES),
        }
        times: dict[str, list[float]] = {lever: [] for lever in levers}
        for number in range(-1, rounds):  # the first is to warm up
            for lever, make in levers.items():
                start = time.process_time()
                make(sheets[number % len(sheets)])
                if number >= 0:
                    times[lever].append(time.process_time() - start)
    plain = times["the plainest call"]
    print("| one PDF | ms | of the plainest call |\n|---|---:|---:|")
    for lever, each in times.items():
        ratio = statistics.median(a / b for a, b in zip(each, plain, strict=True))
        print(f"| {lever} | {1_000 * statistics.median(each):.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
