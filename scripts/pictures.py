"""Makes the README's pictures, in docs/. Each holds the hash of what it shows: see made_from."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pypdfium2
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from factsheets import Templates, Wording, load, render_pdf

ROOT = Path(__file__).parents[1]
STATE = "Missouri"
SHEET = ROOT / "docs/missouri.png"


def made_from() -> str:
    """A hash of the wording, the figures, the page and the styles that the pictures show."""
    templates = Templates.find(ROOT / "templates")
    sheet = Wording(templates).compose(load(ROOT / "data/states.yaml"), STATE)
    return hashlib.sha256(f"{templates.digest} {sheet.markdown}".encode()).hexdigest()


def picture_of_sheet() -> Image.Image:
    """Both pages of the PDF, side by side."""
    templates = Templates.find(ROOT / "templates")
    sheet = Wording(templates).compose(load(ROOT / "data/states.yaml"), STATE)
    pages = [
        page.render(scale=1.0).to_pil()
        for page in pypdfium2.PdfDocument(render_pdf(sheet, templates))
    ]
    width, height, gap = pages[0].width, pages[0].height, 16
    picture = Image.new("RGB", (2 * width + 3 * gap, height + 2 * gap), "#e8ebef")
    for number, page in enumerate(pages):
        picture.paste(page, (gap + number * (width + gap), gap))
    return picture


def save(picture: Image.Image, path: Path) -> None:
    """Write the picture with the hash of what it shows."""
    info = PngInfo()
    info.add_text("made-from", made_from())
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(path, pnginfo=info)


if __name__ == "__main__":
    save(picture_of_sheet(), SHEET)
