"""The address that a folder is published at: what is one, and what is said of what is none."""

from __future__ import annotations

import pytest

from factsheets.render.address import folder_address

EXAMPLE = "https://example.org/factsheets/2023/"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (EXAMPLE, EXAMPLE),
        ("https://example.org/factsheets/2023", EXAMPLE),
        ("  https://example.org/factsheets/2023//\n", EXAMPLE),
        ("HTTPS://Example.ORG/Sheets", "https://example.org/Sheets/"),
        ("http://localhost:8000", "http://localhost:8000/"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org/a%20b/~ncmec/", "https://example.org/a%20b/~ncmec/"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_an_address_ends_with_a_slash(text: str, address: str) -> None:
    assert folder_address(text) == address
    assert folder_address(address) == address


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("example.org/factsheets", "it does not begin with https:// or http://"),
        ("//example.org/", "it does not begin with https:// or http://"),
        ("ftp://example.org/", "it does not begin with https:// or http://"),
        ("http\u017f://example.org/", "it does not begin with https:// or http://"),
        ("javascript:alert(1)", "it does not begin with https:// or http://"),
        ("file:///srv/2023/", "it does not begin with https:// or http://"),
        ("https://", "it has no host"),
        ("https:///2023/", "it has no host"),
        ("https://name:secret@example.org/", "or a character that an address cannot have"),
        ("https://example.org:port/", "or a character that an address cannot have"),
        ("https://example.org/a b/", "or a character that an address cannot have"),
        ("https://example.org/100%/", "or a character that an address cannot have"),
        ('https://example.org/"><script>', "or a character that an address cannot have"),
        ("https://example.org/\u202e3202/", "or a character that an address cannot have"),
        ("https://example.org/\u017f\u212a/", "or a character that an address cannot have"),
        ("https://example.org/\n2023/", "or a character that an address cannot have"),
        ("https://example.org/?year=2023", 'it has a "?" or a "#"'),
        ("https://example.org/#2023", 'it has a "?" or a "#"'),
        ("https://example.org/2023/index.html", "leave the name of the page off"),
        ("https://example.org/" + "a" * 1_900, "it has more than 1,900 characters"),
    ],
)
def test_what_is_no_address_of_a_folder_is_named_with_an_example(text: str, wrong: str) -> None:
    with pytest.raises(ValueError, match="not the address of a folder") as raised:
        folder_address(text)
    assert wrong in str(raised.value)
    assert str(raised.value).endswith(f". Write it like {EXAMPLE}")
