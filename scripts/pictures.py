"""Makes the pictures in docs/. Each holds the hash of what it shows: see made_from."""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright

from factsheets import Wording, open_edition
from factsheets.build.build import build

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data/states.yaml"


def made_from() -> str:
    """A hash of the figures, the wording, the pages and the styles that the pictures show."""
    edition = open_edition(DATA)
    dataset, wording = edition.dataset, Wording(edition.templates, edition.catalogue)
    sheets = [wording.compose(dataset, state).markdown for state in dataset.ready]
    return hashlib.sha256("\n".join([edition.templates.digest, *sheets]).encode()).hexdigest()


def picture_of_pdf(file: Path) -> Image.Image:
    """The pages of a PDF, side by side."""
    pages = [page.render(scale=1.0).to_pil() for page in pypdfium2.PdfDocument(file)]
    width, height, gap = pages[0].width, pages[0].height, 16
    picture = Image.new("RGB", (2 * width + 3 * gap, height + 2 * gap), "#e8ebef")
    for number, page in enumerate(pages):
        picture.paste(page, (gap + number * (width + gap), gap))
    return picture


def pictures_of_pages(files: dict[Path, int]) -> list[Image.Image]:
    """Each web page as a browser shows its first so many pixels, 1,200 pixels wide."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        pictures: list[Image.Image] = []
        for file, height in files.items():
            page = browser.new_page(viewport={"width": 1200, "height": height})
            page.goto(file.as_uri())
            pictures.append(Image.open(io.BytesIO(page.screenshot())))
        browser.close()
    return pictures


def save(picture: Image.Image, name: str) -> None:
    """Write the picture to docs/ with the hash of what it shows."""
    info = PngInfo()
    info.add_text("made-from", made_from())
    smaller = picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64)
    smaller.save(ROOT / "docs" / name, optimize=True, pnginfo=info)


def main() -> None:
    """Build the sheets into a folder of their own, and take the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        edition = open_edition(DATA)
        year = build(edition.dataset, edition.templates, folder).folder
        save(picture_of_pdf(year / "missouri.pdf"), "pdf.png")
        page, index = pictures_of_pages({year / "missouri.html": 900, year / "index.html": 1200})
        save(page, "page.png")
        save(index, "index.png")


if __name__ == "__main__":
    main()
