"""What stands around the words of a sheet on its web page: its figures, files and neighbors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from factsheets.figures.catalogue import Declaration
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.formats import STATES_FILE, Format, Picture, file_name
from factsheets.render.table import render_state
from factsheets.wording.compose import Sheet
from factsheets.wording.national import Printed

CARD_SIZE = (1200, 630)  # pixels: a picture of this shape is shown whole wherever links are shared
_MOST_ON_CARD = 3


def frame_of(sheet: Sheet) -> dict[str, object]:
    """What the page template knows of a sheet besides its words, by its names there.

    It has a use for the catalogue and for the other states of the year. Where a sheet knows
    neither, the figures and the neighbors are empty.
    """
    slug = JURISDICTIONS[sheet.state].slug
    states = [{"name": name, "page": file_name(name, Format.HTML)} for name in sheet.beside]
    place = sheet.beside.index(sheet.state) if sheet.state in sheet.beside else None
    as_json = json.dumps(sheet.data, indent=1)
    glance = [_figure(sheet, path) for path in _sums_first(sheet.declared)]
    return {
        "mark": sheet.mark if sheet.sample else "",
        "state_without_article": sheet.state,
        "glance": glance,
        "measured": [  # https://schema.org/variableMeasured
            {"@type": "PropertyValue", "name": each["title"], "value": each["value"]}
            for each in glance
            if each["value"] is not None
        ],
        "states": states,
        "previous": states[place - 1] if place is not None and place > 0 else None,
        "next": states[place + 1] if place is not None and states[place + 1 :] else None,
        "base_url": sheet.base_url,
        "page_file": file_name(sheet.state, Format.HTML),
        "states_file": STATES_FILE,
        "card": {
            "file": file_name(sheet.state, Picture.CARD),
            "width": CARD_SIZE[0],
            "height": CARD_SIZE[1],
            "figures": card_of(sheet),
        },
        "downloads": {
            "CSV": (f"{slug}-{sheet.year}.csv", _held("text/csv", render_state(sheet))),
            "JSON": (f"{slug}-{sheet.year}.json", _held("application/json", as_json)),
        },
    }


def card_of(sheet: Sheet) -> list[Mapping[str, object]]:
    """The main figures of the sheet, which its image card shows: the first that are known."""
    glance = (_figure(sheet, path) for path in _sums_first(sheet.declared))
    known = [each for each in glance if each["value"] is not None and not each["is_part"]]
    return known[:_MOST_ON_CARD]


def _sums_first(declared: Mapping[str, Declaration]) -> Iterable[str]:
    """The paths of the state's figures, each with those that add up to it right behind it."""
    parts = {path for each in declared.values() for path in each.sum_of}

    def with_parts(path: str) -> Iterator[str]:
        yield path
        for part in declared[path].sum_of:
            yield from with_parts(part)

    tops = (path for path in declared if path not in parts)
    return dict.fromkeys(path for top in tops for path in with_parts(top))


def _figure(sheet: Sheet, path: str) -> Mapping[str, object]:
    shown = Printed().shown(sheet.declared[path], sheet.figures.figures[path])
    is_part = any(path in each.sum_of for each in sheet.declared.values())
    return {**shown, "is_part": is_part}


def _held(media_type: str, text: str) -> str:
    """An address that holds a file itself (RFC 2397)."""
    return f"data:{media_type};charset=utf-8,{quote(text)}"
