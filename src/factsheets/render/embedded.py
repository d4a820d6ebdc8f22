"""Pictures and fonts of the templates folder within a web page, which goes along alone."""

from __future__ import annotations

import base64
import re
from pathlib import PurePosixPath
from urllib.parse import urljoin

from factsheets.templating.folders import Templates

_TYPES = {
    ".jpg": "image/jpeg",
    ".otf": "font/otf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}
_BASE = "http://templates/"
_URL = re.compile(r"""(url\(\s*)(["']?)([^"')\s]*)\2(\s*\))""", re.IGNORECASE)


def template_at(address: str, base: str) -> str:
    """The template that ``address`` means in the template ``base``; empty if it can be none."""
    try:
        found = urljoin(_BASE + base, address)
    except ValueError:
        return ""
    return found.removeprefix(_BASE) if found.startswith(_BASE) else ""


def can_be_embedded(name: str, templates: Templates) -> bool:
    """Whether the template ``name`` is there, and a picture or a font."""
    return name in templates.names and PurePosixPath(name).suffix in _TYPES


def embedded(name: str, templates: Templates) -> str:
    """The address that holds the picture or font ``name`` itself (RFC 2397).

    Raises ValueError when the templates folder has no such file.
    """
    if not can_be_embedded(name, templates):
        raise ValueError(f'there is no picture "{name}" in the templates folder')
    content = base64.b64encode(templates.content(name)).decode()
    return f"data:{_TYPES[PurePosixPath(name).suffix]};base64,{content}"


def embed_all(style: str, templates: Templates) -> str:
    """The text of the ``style`` with each picture and font in it that it points to."""

    def put_in(found: re.Match[str]) -> str:
        name = template_at(found[3], style)
        if not can_be_embedded(name, templates):
            return found[0]
        return f'{found[1]}"{embedded(name, templates)}"{found[4]}'

    return _URL.sub(put_in, templates.text(style))
