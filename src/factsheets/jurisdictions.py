"""The jurisdictions a sheet can be about: their names, codes, articles and file names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import us

from factsheets.problems import did_you_mean, nearest, printable

_WITH_ARTICLE = {"District of Columbia", "Northern Mariana Islands", "U.S. Virgin Islands"}
_OTHER_NAMES = {
    "dc": "District of Columbia",
    "washington dc": "District of Columbia",
    "washington d c": "District of Columbia",
    "wash dc": "District of Columbia",
    "u s virgin islands": "U.S. Virgin Islands",
    "northern marianas": "Northern Mariana Islands",
    "virgin islands": "U.S. Virgin Islands",
    "virgin islands us": "U.S. Virgin Islands",
    "usvi": "U.S. Virgin Islands",
    "cnmi": "Northern Mariana Islands",
    "washington state": "Washington",
}
_SHORTENED = {
    "American": ("Am",),
    "New": ("N",),
    "North": ("N", "No"),
    "Northern": ("N", "No"),
    "Rhode": ("R",),
    "South": ("S", "So"),
    "West": ("W",),
}


@dataclass(frozen=True)
class Jurisdiction:
    """A state, the District of Columbia, or a territory.

    ``name`` is the name in a title, ``code`` the postal code; the 50 states have ``is_state``.
    """

    name: str
    code: str
    is_state: bool

    @property
    def in_sentence(self) -> str:
        """The name as it stands inside a sentence: "the District of Columbia"."""
        return f"the {self.name}" if self.name in _WITH_ARTICLE else self.name

    @property
    def slug(self) -> str:
        """The name as it stands in a file name: ``new-york``, ``us-virgin-islands``."""
        return self.name.lower().replace(".", "").replace(" ", "-")


def _all() -> dict[str, Jurisdiction]:
    """Every jurisdiction by its name: the states in alphabetical order, then the others."""
    states = [each for each in us.STATES if each != us.states.DC]  # us may count it as a state
    others = sorted([us.states.DC, *us.TERRITORIES], key=lambda other: str(other.name))
    found = {}
    for entry in [*states, *others]:
        name = "U.S. Virgin Islands" if entry.abbr == "VI" else str(entry.name)
        found[name] = Jurisdiction(name, str(entry.abbr), entry in states)
    return found


JURISDICTIONS: dict[str, Jurisdiction] = _all()
STATES: tuple[str, ...] = tuple(name for name, each in JURISDICTIONS.items() if each.is_state)


def _fold(text: str) -> str:
    """``text`` without what people write in different ways: case, accents, dots and spaces."""
    letters = "".join(
        letter
        for letter in re.sub(r"\.(?=\w\w)", " ", unicodedata.normalize("NFKD", text))
        if unicodedata.category(letter) not in ("Mn", "Lm", "Cf") and letter not in ".,'’‘`()"
    )
    folded = re.sub(r"[\s_\-‐‑–]+", " ", letters).strip().casefold()
    return re.sub(r"^(state|commonwealth|territory) of ", "", folded)


def _short_forms(name: str) -> list[str]:
    """The name as people shorten it, such as "N Carolina" and "No Carolina"."""
    first, _, rest = name.partition(" ")
    return [f"{short} {rest}" for short in _SHORTENED.get(first, ())]


_BY_FOLDED_NAME = {
    **{_fold(str(each.ap_abbr)): JURISDICTIONS[str(each.name)] for each in us.STATES},
    **{_fold(short): each for each in JURISDICTIONS.values() for short in _short_forms(each.name)},
    **{_fold(f"{each.name} {each.code}"): each for each in JURISDICTIONS.values()},
    **{_fold(f"{each.name} state"): each for each in JURISDICTIONS.values() if each.is_state},
    **{_fold(each.name): each for each in JURISDICTIONS.values()},
    **{_fold(each.in_sentence): each for each in JURISDICTIONS.values()},
    **{_fold(each.code): each for each in JURISDICTIONS.values()},
    **{other: JURISDICTIONS[name] for other, name in _OTHER_NAMES.items()},
}


def find_jurisdiction(text: str) -> Jurisdiction:
    """The jurisdiction that ``text`` names: "Wyoming", "WY", "new-york", "N. Carolina", "D.C.".

    Raises LookupError, whose message says what was given and what may have been meant.
    """
    found = JURISDICTIONS.get(text) or _BY_FOLDED_NAME.get(_fold(text))
    if found is None:
        hint = did_you_mean(text, JURISDICTIONS)
        raise LookupError(
            f'"{printable(text[:40])}" is not a US state or territory. {hint}'.rstrip()
        )
    return found


def meant_by(text: str) -> str:
    """The name of the jurisdiction that ``text`` probably means, or ``text`` itself."""
    try:
        return find_jurisdiction(text).name
    except LookupError:
        return nearest(text, JURISDICTIONS) or text


# Row and column of each tile, both from 1: the map of the United States that news desks use.
TILES = {
    code: (row, column)
    for row, codes in enumerate(
        (
            "AK .. .. .. .. .. .. .. .. .. ME",
            ".. .. .. .. .. .. .. .. .. VT NH",
            "WA ID MT ND MN IL WI MI NY RI MA",
            "OR NV WY SD IA IN OH PA NJ CT ..",
            "CA UT CO NE MO KY WV VA MD DE ..",
            ".. AZ NM KS AR TN NC SC DC .. ..",
            ".. .. .. OK LA MS AL GA .. .. ..",
            "HI .. .. TX .. .. .. .. FL .. PR",
            "AS GU MP .. .. .. .. .. .. .. VI",
        ),
        start=1,
    )
    for column, code in enumerate(codes.split(), start=1)
    if code != ".."
}
