"""Any dataset that the checks let through, and any year that can be declared, for properties."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml
from hypothesis import strategies as st

from conftest import CATALOGUE, data_text
from factsheets.figures.catalogue import IN_COUNTRY, Catalogue, Declaration, in_groups
from factsheets.figures.declared import DEPARTURES, NATIONAL, STATE, read_catalogue
from factsheets.figures.invented import consistent, parted
from factsheets.figures.values import LARGEST_FIGURE, NOT_REPORTED, Figure
from factsheets.jurisdictions import JURISDICTIONS

TURNING_POINTS = (0, 1, 2, 11, 21, 101, 999, 1_000, 1_001, 999_999, 1_000_000, 1_049_999, 1_050_000)


def counts(largest: int = LARGEST_FIGURE) -> st.SearchStrategy[int]:
    """Any figure up to ``largest``; those where the wording turns are drawn often."""
    points = sorted({*(each for each in TURNING_POINTS if each <= largest), largest})
    return st.sampled_from(points) | st.integers(0, largest)


def percentages() -> st.SearchStrategy[Figure]:
    """Any percentage, with a decimal or without."""
    tenths = st.integers(0, 1_000).map(lambda tenth: tenth / 10)
    return st.one_of(st.integers(0, 100), tenths)


@st.composite
def any_figures(draw: st.DrawFn, catalogue: Catalogue = CATALOGUE) -> dict[str, Figure]:
    """Figures of a state and of the country, by their names, that contradict nothing."""
    wanted: dict[str, Figure] = {}
    for name, each in catalogue.figures.items():
        figures: st.SearchStrategy[Figure] = percentages() if each.is_percent else counts()
        if each.may_be_not_reported:
            figures = st.one_of(st.just(NOT_REPORTED), st.just(0), figures)
        wanted[name] = draw(figures)
    return consistent(catalogue, wanted)


@st.composite
def departures(draw: st.DrawFn, catalogue: Catalogue = CATALOGUE) -> list[str]:
    """Some of the departures that there are."""
    known = list(catalogue.departures)
    return draw(st.lists(st.sampled_from(known), unique=True)) if known else []


@st.composite
def data_files(draw: st.DrawFn) -> str:
    """The text of a data file without a problem, with one state's figures in it."""
    figures, national = parted(CATALOGUE, draw(any_figures()), tuple(draw(departures())))
    return data_text(
        {draw(st.sampled_from(sorted(JURISDICTIONS))): figures.as_data()},
        year=draw(st.integers(1984, 2100)),
        sample=draw(st.booleans()),
        **in_groups(national),
    )


# --- years that are made up: their figures, groups and rules, and a wording for them

# Names of figures, groups and departures: plain ones, and such as mean something to Python, to
# Jinja2, to YAML or to the files themselves.
NAMES = (
    "reports", "files", "cases_2024", "a", "a_1", "a__", "b2", "children", "visits", "calls",
    "hours", "rescued", "found_alive", "new", "old", "other", "family", "abroad", "online", "teams",
    "items", "keys", "values", "get", "count", "millions", "loop", "range", "self", "class",
    "import", "for", "set", "total", "yes", "no", "on", "y", "e1", "states", "figures",
    "title", "about", "unit", "percent", "departures", "name", "value", "check", "data",
)  # fmt: skip
AWKWARD_TITLES = ("A, b", 'The "so-called"', "Fälle (all)", "a & b < c", "50 percent", "It's #1: x")
TREES = (
    "Alder", "Apple", "Ash", "Aspen", "Beech", "Birch", "Cedar", "Cherry", "Elder", "Elm", "Fir",
    "Ginkgo", "Hazel", "Hickory", "Holly", "Juniper", "Larch", "Linden", "Magnolia", "Maple", "Oak",
    "Olive", "Pear", "Pine", "Plane", "Poplar", "Rowan", "Spruce", "Sumac", "Walnut", "Willow",
    "Yew",
)  # fmt: skip
SUFFIXES = ("", "wood", "ton", "field")
NOUNS = (("case", "cases"), ("child", "children"), ("survivor/family", "survivors/families"))


@dataclass(frozen=True)
class Year:
    """The three files of an edition, as text."""

    figures: str
    states: str
    wording: str

    def put(self, folder: Path) -> Path:
        """Write them into ``folder``; the path of the data file."""
        (folder / "templates").mkdir(parents=True, exist_ok=True)
        (folder / "figures.yaml").write_text(self.figures, encoding="utf-8")
        (folder / "templates/factsheet.md.j2").write_text(self.wording, encoding="utf-8")
        (folder / "states.yaml").write_text(self.states, encoding="utf-8")
        return folder / "states.yaml"


Declared = dict[str, dict[str, object]]


@dataclass
class _Draft:
    """The figures of a catalogue, as they are made up one after the other."""

    draw: st.DrawFn
    names: list[str]
    titles: list[str]
    sections: dict[str, Declared]
    counts: list[str] = field(default_factory=list)  # what a figure can be a part of

    def often(self, times_in_four: int) -> bool:
        return self.draw(st.integers(1, 4)) <= times_in_four

    def add(self, section: str, path: str, *, is_count: bool = False, **rules: object) -> None:
        """A figure with these rules, and others that are drawn; a percentage, or ``is_count``."""
        before = IN_COUNTRY if section == NATIONAL else ""
        possible = [each for each in self.counts if each.startswith(before)]
        if not is_count and self.often(1):
            rules["unit"] = "percent"
        elif possible and self.often(2):
            wholes = st.lists(st.sampled_from(possible), min_size=1, max_size=2, unique=True)
            rules["part_of"] = self.draw(wholes)
        if section == STATE and "sum_of" not in rules and self.often(1):
            rules["not_reported"] = "allowed"
        if section == NATIONAL and self.often(1):
            rules["at_least"] = True
        if "unit" not in rules:
            self.counts.append(before + path)
        about = {"title": self.titles.pop(), "about": "What it is."}
        self.sections[section][path] = {**about, **rules}

    def add_group(self, section: str) -> None:
        """A group of figures, with or without their sum."""
        group, total = self.names.pop(), self.names.pop()
        parts = [f"{group}.{self.names.pop()}" for _ in range(self.draw(st.integers(1, 5)))]
        if self.often(3):
            self.add(section, f"{group}.{total}", is_count=True, sum_of=parts)
            for part in parts:
                self.add(section, part, is_count=True)
        else:
            for part in parts:
                self.add(section, part)


@st.composite
def catalogue_texts(draw: st.DrawFn) -> str:
    """The text of a ``figures.yaml`` without a problem."""
    found = [*draw(st.permutations(NAMES))]
    titles = [f"{draw(st.sampled_from(AWKWARD_TITLES))} {number}" for number in range(60)]
    draft = _Draft(draw, found, titles, {NATIONAL: {}, STATE: {}})
    for section, most_groups in ((NATIONAL, 1), (STATE, 2)):
        for _ in range(draw(st.integers(1, 3))):
            draft.add(section, draft.names.pop())
        for _ in range(draw(st.integers(0, most_groups))):
            draft.add_group(section)
    text: dict[str, object] = {
        section: {name: each[name] for name in draw(st.permutations(list(each)))}
        for section, each in draft.sections.items()
    }
    about = "The passage is otherwise."
    text[DEPARTURES] = {draft.names.pop(): about for _ in range(draw(st.integers(0, 2)))}
    return yaml.safe_dump(text, sort_keys=False, allow_unicode=True)


@dataclass
class _Wording:
    """A wording, as it is made up passage after passage; each has a tree of its own to tell it."""

    draw: st.DrawFn
    trees: list[str]
    departures: list[str]

    def one_of(self, *texts: str) -> str:
        return self.draw(st.sampled_from(texts))

    def printed(self, each: Declaration, *, rounded: bool = True) -> str:
        """The figure, in one of the ways in which it can be printed."""
        if each.is_percent:
            return self.one_of(f"{{{{ {each.name} }}}}%", f"{{{{ {each.name} }}}} percent")
        filters = [""]
        if rounded and each.is_national:
            filters += [" | millions", " | millions_at_least"]
        one, many = self.draw(st.sampled_from(NOUNS))
        noun = self.one_of("", f' | count("{one}", "{many}")')
        return f"{{{{ {each.name}{self.one_of(*filters)}{noun} }}}}"

    def sentence(self, each: Declaration) -> str:
        """A sentence with the figure in it."""
        tree = self.trees.pop()
        text = self.one_of(
            f"{tree} has {self.printed(each)} in {{{{ state }}}}.",
            f"In {{{{ year }}}}, {self.printed(each)} came to {tree}.",
            f"{tree}, in all, counts {self.printed(each)}.",
        )
        return self.one_of(text, f"**{text}**")

    def passage(self, each: Declaration) -> str:
        """A passage with the figure in it, on lines of its own."""
        if not each.may_be_not_reported and self.one_of("always", "sometimes") == "always":
            return f"{self.sentence(each)}\n"
        forms = ["alone", "else", "in a sentence"]
        if self.departures:
            forms += ["elif", "otherwise"]
        form, start, tree = self.one_of(*forms), f"{{% if {each.name} %}}", self.trees.pop()
        if form == "in a sentence":
            return f"{tree} is known{start}, with {self.printed(each)} of its own{{% endif %}}.\n"
        before, behind = f"{start}\n{self.sentence(each)}\n", "{% endif %}\n"
        if form == "else":
            return f"{before}{{% else %}}\nNobody came to {tree}.\n{behind}"
        if form == "elif":
            departure = f"{{% elif as_published.{self.departures.pop()} %}}"
            return f"{before}{departure}\n{tree} had nobody.\n{{% else %}}\n{tree}: none.\n{behind}"
        if form == "otherwise":
            departure = f"{{% if as_published.{self.departures.pop()} %}}"
            return (
                f"{start}\n{departure}\n{self.sentence(each)}\n{{% else %}}\n"
                f"{self.sentence(each)}\n{{% endif %}}\n{behind}"
            )
        return before + behind

    def departure(self, name: str) -> str:
        tree = self.trees.pop()
        return (
            f"{{% if as_published.{name} %}}\n{tree} is an old tree.\n{{% else %}}\n"
            f"**{tree}** is a tree.\n{{% endif %}}\n"
        )

    def table(self, figures: list[Declaration]) -> str:
        rows = [f"| {self.trees.pop()} | {self.printed(each, rounded=False)} |" for each in figures]
        return "\n".join(["", "| | |", "|---|---:|", *rows, "", ""])

    def a_list(self, figures: list[Declaration]) -> str:
        """A bullet list or a numbered one; what is not always there has an item of its own."""
        is_numbered = self.one_of("-", "1.") == "1."
        items = [f"{self.trees.pop()} has a list:\n\n"]
        for number, each in enumerate(figures, 1):
            mark = f"{number}." if is_numbered else "-"
            item = f"{mark} {self.sentence(each)}\n"
            if each.may_be_not_reported:
                item = f"{{% if {each.name} %}}\n{item}{{% endif %}}\n"
            items.append(item)
        return "\n" + "".join(items) + "\n"


@st.composite
def wordings(draw: st.DrawFn, catalogue: Catalogue) -> str:
    """A wording without a problem, which prints each figure, or where there is one."""
    trees = draw(st.permutations([tree + suffix for tree in TREES for suffix in SUFFIXES]))
    wording = _Wording(draw, list(trees), list(catalogue.departures))
    left = list(draw(st.permutations(list(catalogue.figures.values()))))
    text = "# {{ state_without_article }} in {{ year }}\n\nThis is the sheet of {{ state }}.\n"
    while left:
        few, left = left[:3], left[3:]
        form = draw(st.sampled_from(("sentences", "sentences", "table", "list")))
        if form == "list":
            text += wording.a_list(few)
        elif form == "table":
            always = [each for each in few if not each.may_be_not_reported]
            text += wording.table(always) if always else ""
            left += [each for each in few if each.may_be_not_reported]
        else:
            text += "\n" + wording.one_of("", f"\n## {wording.trees.pop()} and others\n\n")
            text += "".join(map(wording.passage, few))
    text += "".join("\n" + wording.departure(name) for name in wording.departures)
    return text


@st.composite
def years(draw: st.DrawFn) -> Year:
    """An edition without a problem, with figures for one state."""
    figures = draw(catalogue_texts())
    catalogue = read_catalogue("states.yaml", figures.encode())
    state, national = parted(
        catalogue, draw(any_figures(catalogue)), tuple(draw(departures(catalogue)))
    )
    data = {
        "year": draw(st.integers(1984, 2100)),
        "sample": draw(st.booleans()),
        "national": in_groups(national),
        "states": {draw(st.sampled_from(sorted(JURISDICTIONS))): state.as_data()},
    }
    states = yaml.safe_dump(data, sort_keys=False)
    return Year(figures, states, draw(wordings(catalogue)))
