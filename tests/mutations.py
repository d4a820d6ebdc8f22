"""Files as people and attackers spoil them: the same mutation for the same seed, always."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

# What stands where a figure, a name or a word should stand.
AWKWARD = (
    "", "0", "00", "007", "-1", "1,747", "1.5", "1e9", "0x1F", "0b11", "0o17", "1_0", "1_000",
    "12:30",
    "190:20:30", "2023-12-31", ".inf", ".nan", "~", "null", "yes", "Off", "true", '"12"', "'5'",
    "99999999999999999999", "9" * 400, "9_999_999_999", "10_000_000_000", "not reported",
    "Not Reported", "not  reported", "n/a", "[1, 2]", "{a: 1}", "[", "]", "{", "}", "}}", "{{",
    "{%",
    "%}", "#", "# x", "|", ">", "|-\n  a", "&a", "*a", "&a 5", "<<: *a", "!!int 5", "!x",
    "!!python/object/apply:os.system [id]", "%YAML 1.2", "---", "...", "? a", ": ", "-", "- a", "@",
    "`id`", "{{ 7*7 }}", "{{ ().__class__ }}", "{{ year.__class__.__mro__ }}", "{{ national }}",
    "{% if year %}", "{% endif %}", "{% else %}", "{% for a in state %}", "{% raw %}", "{#", "#}",
    '{% include "/etc/passwd" %}', "{{ x | safe }}", "{{ year | count }}",
    "<script>alert(1)</script>", "</style>", "]]>", "<!--", "&amp;", "&#x41;",
    "</data>", '<data value="5">', "**", "*", "***",
    "__", "\\", "\\n", "[a](b)", "![a](http://example.invalid/x)", "](", "](javascript:alert(1))",
    "=1+1", '=HYPERLINK("http://example.invalid")', "@SUM(A1)", "+1", "../../etc/passwd",
    "url(file:///etc/passwd)", '@import "http://example.invalid/x.css";', "} body {",
    "@page { size: A4 }",
    "/*", "*/", "Wyoming", "Guam", "Ohio", "wyoming", "total", "as_published", "plain_title",
    "\u202e", "\u200b", "\u00a0", "\u00ad", "\ufeff", "\u2028", "\u0085", "\x00", "\x07",
    "\x1b[31m",
    "\u200f", "\u061c", "\u2066", "\u2029", "\x0b", "\x1c", "\u3164", "2099",
    "\x02", "\x03", "\x0c", "\t", "\r", "\n", "\r\n", "\ud7ff", "\ue000", "\ufffd", "\uffff",
    "\U0010ffff",
    "e\u0301", "\u0430", "\u0665", "\uff15", "\u00b2", "\u2167", "\u4e2d", "\U0001f600", "\u05d0",
    "a" * 3_000, "[" * 300, "{a: " * 300, "(" * 500, "{% if year %}" * 120,
)  # fmt: skip

_ENDS = ("\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029")  # of lines, for some programs
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"[0-9]+")


def mutant(seed: int, text: str, others: tuple[str, ...] = ()) -> bytes:
    """``text`` after one to three mutations; ``others`` are files that it can be mixed with."""
    draw = random.Random(seed)
    for _ in range(draw.choice((1, 1, 1, 2, 3))):
        text = draw.choice(_OF_TEXT)(draw, text, others)
    content = text.encode(errors="surrogatepass")
    return draw.choice(_OF_BYTES)(draw, content) if draw.random() < 0.1 else content


Mutation = Callable[[random.Random, str, tuple[str, ...]], str]


def _place(draw: random.Random, text: str) -> int:
    return draw.randint(0, len(text))


def _replace(text: str, found: re.Match[str] | None, new: str) -> str:
    return text if found is None else text[: found.start()] + new + text[found.end() :]


def _one_of(draw: random.Random, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return draw.choice(found) if found else None


def _another_digit(draw: random.Random, text: str, _: tuple[str, ...]) -> str:
    return _replace(text, _one_of(draw, re.compile("[0-9]"), text), str(draw.randint(0, 9)))


def _another_number(draw: random.Random, text: str, _: tuple[str, ...]) -> str:
    return _replace(text, _one_of(draw, _NUMBER, text), str(draw.choice((0, 1, 2, 9_999, 10**7))))


def _another_value(draw: random.Random, text: str, _: tuple[str, ...]) -> str:
    value = _one_of(draw, re.compile(r"(?<=: )[^\n]*|(?<=:)(?=\n)"), text)
    return _replace(text, value, f" {draw.choice(AWKWARD)}")


def _another_word(draw: random.Random, text: str, _: tuple[str, ...]) -> str:
    return _replace(text, _one_of(draw, _WORD, text), draw.choice(AWKWARD))


def _inserted(draw: random.Random, text: str, _: tuple[str, ...]) -> str:
    place = _place(draw, text)
    return text[:place] + draw.choice(AWKWARD) + text[place:]


def _letter_inserted(draw: random.Random, text: str, _: tuple[str, ...]) -> str:
    place = _place(draw, text)
    return text[:place] + draw.choice("{}[]()|*_#'\"%:,-<>& \t\\0x") + text[place:]


def _letters_deleted(draw: random.Random, text: str, _: tuple[str, ...]) -> str:
    place = _place(draw, text)
    return text[:place] + text[place + draw.choice((1, 1, 2, 10)) :]


def _letters_doubled(draw: random.Random, text: str, _: tuple[str, ...]) -> str:
    place = _place(draw, text)
    return text[:place] + text[place : place + draw.choice((1, 2, 30))] + text[place:]


def _words_swapped(draw: random.Random, text: str, _: tuple[str, ...]) -> str:
    words = [each[0] for each in _WORD.finditer(text)]
    one, other = (draw.choice(words), draw.choice(words)) if words else ("", "")
    return text.replace(one, "\0", 1).replace(other, one, 1).replace("\0", other, 1)


def _on_lines(change: Callable[[random.Random, list[str]], None]) -> Mutation:
    def changed(draw: random.Random, text: str, _: tuple[str, ...]) -> str:
        lines = text.split("\n")
        change(draw, lines)
        return "\n".join(lines)

    return changed


def _line_deleted(draw: random.Random, lines: list[str]) -> None:
    del lines[draw.randrange(len(lines))]


def _line_doubled(draw: random.Random, lines: list[str]) -> None:
    lines.insert(draw.randrange(len(lines)), draw.choice(lines))


def _lines_swapped(draw: random.Random, lines: list[str]) -> None:
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]


def _line_hidden(draw: random.Random, lines: list[str]) -> None:
    """A line that an editor may not show: after a comment, and what only YAML ends a line at."""
    place = draw.randrange(len(lines))
    lines[place] = f"# as of May{draw.choice(_ENDS)}{lines[place]}"


def _key_doubled(draw: random.Random, lines: list[str]) -> None:
    """A key that stands twice, with nothing behind it the first time."""
    place = draw.randrange(len(lines))
    lines.insert(place, lines[place].partition(":")[0] + ":")


def _line_indented(draw: random.Random, lines: list[str]) -> None:
    place = draw.randrange(len(lines))
    lines[place] = draw.choice(("", " ", "   ", "\t", "      ", "- ")) + lines[place].lstrip(" ")


def _line_commented(draw: random.Random, lines: list[str]) -> None:
    lines[draw.randrange(len(lines))] += draw.choice(("  # as of May", " #", "  ", " \\"))


def _cut_short(draw: random.Random, text: str, _: tuple[str, ...]) -> str:
    return text[: _place(draw, text)]


def _joined(draw: random.Random, text: str, others: tuple[str, ...]) -> str:
    other = draw.choice((*others, text))
    place = _place(draw, other) if draw.random() < 0.5 else 0
    return text + other[place:]


_OF_TEXT: tuple[Mutation, ...] = (
    *(_another_digit, _another_number, _another_value, _another_value, _another_word, _inserted),
    *(_letter_inserted, _letters_deleted, _letters_doubled, _words_swapped, _cut_short, _joined),
    *map(
        _on_lines,
        (
            *(_line_deleted, _line_doubled, _lines_swapped, _line_indented, _line_commented),
            *(_line_hidden, _key_doubled),
        ),
    ),
)


def _bytes_spoilt(draw: random.Random, content: bytes) -> bytes:
    spoilt = bytearray(content)
    for _ in range(draw.choice((1, 1, 5)) if spoilt else 0):
        spoilt[draw.randrange(len(spoilt))] = draw.randrange(256)
    return bytes(spoilt)


def _encoded(draw: random.Random, content: bytes) -> bytes:
    text = content.decode(errors="replace")
    return text.encode(draw.choice(("utf-16", "utf-8-sig", "cp1252", "utf-7")), errors="replace")


def _other_line_ends(draw: random.Random, content: bytes) -> bytes:
    return content.replace(b"\n", draw.choice((b"\r\n", b"\r", b"\n\n", "\u0085".encode())))


_OF_BYTES = (_bytes_spoilt, _encoded, _other_line_ends)
