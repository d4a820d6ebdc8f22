"""The logo, which every page and PDF takes along: it is whole, light, and the same everywhere."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from factsheets.problems import Problem, shortened
from factsheets.templating.folders import Templates

LARGEST_LOGO = 34_000  # bytes, of which a page makes 45,000
LARGEST_SIDE = 2_000  # pixels; a small file can unfold to a picture that fills the memory
_LONGEST_SHOWN = 60
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG = re.compile(rb"\x89PNG\r\n\x1a\n....IHDR(....)(....)", re.DOTALL)
_LINKS = ("href", "src")  # by whatever prefix the drawing calls XLink
_IN_STYLE = re.compile(
    r"""url\(\s*["']?([^"')]*)|(?:@import|image-set\()\s*["']([^"']*)""", re.IGNORECASE
)
_WHOLE = "Save it as an SVG file that holds all that it shows."


def problems_of_logo(templates: Templates) -> list[Problem]:
    """What is wrong with the logo of the ``templates`` folder, if it has one."""
    name = templates.logo
    if not name:
        return []
    content, file = templates.content(name), str(templates.path(name))
    if len(content) > LARGEST_LOGO:
        what = f"The logo has {len(content):,} bytes, and every page takes it along."
        remedy = f"Save it smaller: at most {LARGEST_LOGO:,} bytes."
        return [Problem(file, what=what, remedy=remedy)]
    found = _of_drawing(content) if name.endswith(".svg") else _of_picture(content)
    return [Problem(file, line, what=what, remedy=remedy) for line, what, remedy in found]


Finding = tuple[int, str, str]  # a line, what is wrong there, and how to mend it


def _of_picture(content: bytes) -> Iterator[Finding]:
    head = _PNG.match(content)
    if not head:
        yield 0, "The logo is not a PNG file.", "Save it as one, or name it for what it is."
        return
    width, height = (int.from_bytes(side, "big") for side in head.groups())
    if max(width, height) > LARGEST_SIDE:
        what = f"The logo is a picture of {width:,} by {height:,} pixels."
        yield 0, what, f"Save it smaller: at most {LARGEST_SIDE:,} by {LARGEST_SIDE:,} pixels."
    elif not _is_whole(content):
        yield 0, "The logo is a PNG file that is cut off or damaged.", "Save it again."


def _is_whole(content: bytes) -> bool:
    """Whether each chunk of a PNG file is as it was written, up to the one that ends it."""
    at, kind = len(_PNG_START), b""
    while kind != b"IEND" and at + 12 <= len(content):
        end = at + 8 + int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        if zlib.crc32(content[at + 4 : end]) != int.from_bytes(content[end : end + 4], "big"):
            return False
        at = end + 4
    return kind == b"IEND"


class _EntityError(Exception):
    """A drawing declares words that unfold, perhaps to millions."""


def _of_drawing(content: bytes) -> list[Finding]:
    """What an SVG file points to outside itself, and what would not look the same everywhere."""
    parser, found, tags = expat.ParserCreate(), list[Finding](), list[str]()

    def point_to(address: str) -> None:
        address = address.strip()
        if address and not address.startswith("#") and not address.lower().startswith("data:"):
            shown = shortened(address, _LONGEST_SHOWN)
            what = f'The logo points to "{shown}", which a page does not take along.'
            found.append((parser.CurrentLineNumber, what, _WHOLE))

    def start(tag: str, attributes: dict[str, str]) -> None:
        tags.append(tag)
        if tag.rpartition(":")[2] == "text":
            what = "The logo has text, which each machine would show in another typeface."
            found.append((parser.CurrentLineNumber, what, "Change its text to paths, and save it."))
        for name, value in attributes.items():
            if name.rpartition(":")[2] in _LINKS:
                point_to(value)
            style(value)

    def style(text: str) -> None:
        for address, other in _IN_STYLE.findall(text):
            point_to(address or other)

    def instruct(target: str, data: str) -> None:
        if target == "xml-stylesheet":
            point_to(data.partition("href=")[2].strip("\"'"))

    def declare(*_: object) -> None:
        raise _EntityError

    parser.buffer_text = True  # or a long address comes in parts
    parser.StartElementHandler, parser.CharacterDataHandler = start, style
    parser.ProcessingInstructionHandler, parser.EntityDeclHandler = instruct, declare
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        return [(error.lineno, "The logo is not an SVG file: its XML is not right.", _WHOLE)]
    except _EntityError:
        return [(parser.CurrentLineNumber, "The logo declares an ENTITY of XML.", _WHOLE)]
    if tags[0].rpartition(":")[2] != "svg":
        first = shortened(tags[0], _LONGEST_SHOWN)
        return [(1, f'The logo is not an SVG file: it begins with "{first}".', _WHOLE)]
    return found
