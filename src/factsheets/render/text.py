"""A ``Sheet`` as text: the published plain-text form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from factsheets.wording.compose import Sheet


def render_text(sheet: Sheet) -> str:
    """The sheet as plain text, byte for byte as it was published.

    Title, headings and paragraphs are single lines with a blank line between them, bold is
    ``**…**``, a table row is its cells with a tab between them, and an item of a list is a line
    behind ``- `` or its number. One newline ends the text.
    """
    return "\n\n".join(block.text for block in sheet.blocks) + "\n"
