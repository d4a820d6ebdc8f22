"""The address on the web at which a year's folder is published."""

from __future__ import annotations

import re

_LONGEST = 1_900  # characters: a sitemap's addresses have fewer than 2,048 (sitemaps.org)
# Of RFC 3986, what a page's address can be made of by putting the name of a file behind it.
_ADDRESS = re.compile(
    r"(https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?)"
    r"((?:/(?:[a-z0-9._~!$&'()*+,;=:@-]|%[0-9a-f]{2})*)*)",
    re.IGNORECASE | re.ASCII,  # or the long s and the Kelvin sign are letters too
)
_EXAMPLE = "https://example.org/factsheets/2023/"


def folder_address(text: str) -> str:
    """``text`` as the address of a folder, which ends with a slash; ``""`` stays ``""``: none.

    It is http or https, with a host and without a query or a fragment. Raises ValueError, whose
    message says what is wrong and what to write, when it is anything else.
    """
    text = text.strip()
    if not text:
        return ""
    found = _ADDRESS.fullmatch(text)
    host, path = found.groups() if found else ("", "")
    wrong = ""
    if not re.match("https?://", text, re.IGNORECASE | re.ASCII):
        wrong = "it does not begin with https:// or http://"
    elif "?" in text or "#" in text:
        wrong = 'it has a "?" or a "#", and the name of a file is put behind it'
    elif not found:
        wrong = "it has no host, or a character that an address cannot have"
    elif path.lower().endswith((".html", ".htm")):
        wrong = "it is that of a page; leave the name of the page off"
    elif len(text) > _LONGEST:
        wrong = f"it has more than {_LONGEST:,} characters"
    if wrong:
        what = "This is not the address of a folder on the web"
        raise ValueError(f"{what}: {wrong}. Write it like {_EXAMPLE}")
    return f"{host.lower()}{path.rstrip('/')}/"
