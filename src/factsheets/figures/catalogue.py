"""The figures of a year: what there is, what each may be, and the schema that editors use.

Absence has a type: a figure is a whole number (0 included) or ``NOT_REPORTED``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from factsheets.figures.values import LARGEST_FIGURE, NOT_REPORTED, Figure, NotReported, Scalar
from factsheets.problems import did_you_mean

Departure = Literal[
    "plain_title",
    "short_programs",
    "short_facility",
    "hope_bold_before_stop",
    "connect_bold_whole",
]
DEPARTURES: tuple[str, ...] = get_args(Departure)


def _refused(what: str, remedy: str) -> PydanticCustomError:
    return PydanticCustomError("figure", "{what} {remedy}", {"what": what, "remedy": remedy})


def _there(value: object) -> object:
    """What stands behind a key; a key with nothing behind it is as good as none."""
    if value is None:
        raise PydanticCustomError("missing", "nothing stands here")
    return value


def _count(value: object) -> int:
    """A YAML scalar, or an int, as a figure. Anything else is refused, never converted."""
    _there(value)
    if isinstance(value, Scalar):
        if value.text == NOT_REPORTED.value:
            raise _refused('This figure cannot be "not reported".', "Write the number.")
        number, remedy = value.as_whole_number()
        if number is None:
            raise _refused(f"{value.shown} is not a whole number.", remedy)
        value = number
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _refused(
            "Something other than a number stands here.", "Write a whole number, 0 or more."
        )
    if value > LARGEST_FIGURE:
        raise _refused(f"{value} is too large.", f"The limit is {LARGEST_FIGURE:,}.")
    return value


def _count_or_not_reported(value: object) -> int | NotReported:
    if value is NOT_REPORTED or (isinstance(value, Scalar) and value.text == NOT_REPORTED.value):
        return NOT_REPORTED
    if isinstance(value, Scalar) and not any(map(str.isdigit, value.text)):
        raise _refused(
            f"{value.shown} is not a whole number.",
            "Write the number in digits, or not reported (just so, in small letters).",
        )
    return _count(value)


def _departure(value: object) -> object:
    name = value.text if isinstance(value, Scalar) else value
    if name in DEPARTURES:
        return name
    shown = value.shown if isinstance(value, Scalar) else "What stands here"
    hint = did_you_mean(str(name), DEPARTURES) if isinstance(value, Scalar) else ""
    raise _refused(
        f"{shown} is no departure from the house style.",
        hint or f"Known: {', '.join(DEPARTURES)}.",
    )


# An editor reads YAML 1.2, in which 36_200_000 is text.
_COUNT_SCHEMA: list[dict[str, Any]] = [
    {"type": "integer", "minimum": 0, "maximum": LARGEST_FIGURE},
    {"type": "string", "pattern": "^[1-9][0-9]{0,2}(_[0-9]{3})+$"},
]
Count = Annotated[int, BeforeValidator(_count), WithJsonSchema({"anyOf": _COUNT_SCHEMA})]
CountOrNotReported = Annotated[
    int | NotReported,
    BeforeValidator(_count_or_not_reported),
    WithJsonSchema({"anyOf": [*_COUNT_SCHEMA, {"const": NOT_REPORTED.value}]}),
]


class Figures(BaseModel):
    """A group of figures: frozen, and without a key that it does not know."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        use_attribute_docstrings=True,
    )


class National(Figures):
    """The figures for the whole country, printed on every sheet."""

    cybertipline_reports: Count = Field(title="CyberTipline reports")
    """Reports the CyberTipline received. Printed in millions: "36.2 million"."""
    cybertipline_files: Count = Field(title="Pieces of reported content")
    """Pieces of content in those reports. Printed in millions: "more than 105 million"."""
    children_identified: Count = Field(title="Children identified (CVIP)")
    """Children identified by law enforcement with NCMEC's support (CVIP)."""
    missing_child_cases: Count = Field(title="Missing child cases")
    """Missing child cases NCMEC assisted on."""
    social_services_runaways: Count = Field(title="Runaways from social services")
    """Of those, cases of children who had run away from a social services facility."""
    likely_trafficked_percent: Count = Field(title="Likely trafficked, per cent")
    """How many in a hundred of those who had run away were likely victims of sex trafficking."""
    trafficking_reports: Count = Field(title="Child sex trafficking reports")
    """Reports relating to child sex trafficking. Printed "more than 18,400"."""
    team_hope_supported: Count = Field(title="Team HOPE survivors and families")
    """Survivors and families Team HOPE supported."""
    team_adam_incidents: Count = Field(title="Team Adam incidents")
    """Incidents involving critically missing children that Team Adam was activated on."""
    team_adam_long_term_cases: Count = Field(title="Team Adam long-term cases")
    """Long-term missing children cases Team Adam assisted on."""
    connect_users: Count = Field(title="CONNECT registered users")
    """Registered users of NCMEC CONNECT. Printed "more than 18,000"."""


class MissingChildren(Figures):
    """A state's missing children cases. The three categories add up to the total."""

    social_services: Count = Field(title="Missing from social services")
    """Children missing from a social services facility."""
    other: Count = Field(title="Other missing children")
    """Other missing children cases."""
    refugee_resettlement: Count = Field(title="Missing from HHS-ORR")
    """Children reported missing by the Office of Refugee Resettlement (HHS-ORR)."""
    total: Count = Field(title="Missing children cases")
    """All missing children cases from the state."""


class StateFigures(Figures):
    """One state's figures, and its departures from the house style."""

    cybertipline_reports: Count = Field(title="CyberTipline reports")
    """CyberTipline reports made available to law enforcement in the state."""
    cvip_submissions: CountOrNotReported = Field(title="CVIP submissions")
    """Submissions of child sexual exploitation material NCMEC reviewed (CVIP)."""
    missing_children: Annotated[MissingChildren, BeforeValidator(_there)] = Field(
        title="Missing children cases"
    )
    """Missing children cases from the state, by category."""
    trafficking_engagements: CountOrNotReported = Field(title="Trafficking engagements")
    """Engagements with social service agencies on cases involving child sex trafficking."""
    team_hope_supported: CountOrNotReported = Field(title="Team HOPE survivors/families")
    """Survivors/families in the state that Team HOPE supported."""
    mental_health_connections: CountOrNotReported = Field(title="Mental health connections")
    """Survivors/families connected to mental health services in the state."""
    team_adam_cases: CountOrNotReported = Field(title="Team Adam cases")
    """Cases in the state that Team Adam assisted on."""
    connect_new_users: CountOrNotReported = Field(title="New CONNECT users")
    """New law enforcement and child-serving professionals on NCMEC CONNECT."""
    as_published: Annotated[
        tuple[Annotated[Departure, BeforeValidator(_departure)], ...],
        BeforeValidator(lambda value: () if value is None else value),
    ] = Field(default=(), title="Departures from the house style")
    """Departures from the house style that the state's published sheet has."""


def state_figures() -> dict[str, str]:
    """The figures of a state in the sheet's order: ``missing_children.total`` and its heading."""
    found: dict[str, str] = {}
    for name, field in StateFigures.model_fields.items():
        if name == "missing_children":
            inner = MissingChildren.model_fields.items()
            found |= {f"{name}.{key}": str(each.title) for key, each in inner}
        elif name != "as_published":
            found[name] = str(field.title)
    return found


def national_figures() -> dict[str, str]:
    """The national figures in the sheet's order, each with its heading."""
    return {name: str(field.title) for name, field in National.model_fields.items()}


def field_of(model: type[Figures], path: str) -> FieldInfo:
    """The field that ``path`` leads to: its title, and as its description what the figure is."""
    keys = tuple(path.split("."))
    return group_of(model, keys).model_fields[keys[-1]]


def value_of(figures: Figures, path: str) -> Figure:
    """The figure of ``figures`` that ``path`` leads to, such as ``missing_children.total``."""
    value: Any = figures
    for name in path.split("."):
        value = getattr(value, name)
    return cast("Figure", value)


def group_of(model: type[Figures], path: tuple[str, ...]) -> type[Figures]:
    """The group of figures in which the last key of ``path`` would stand, from ``model`` down."""
    for key in path[:-1]:
        inner = model.model_fields[key].annotation if key in model.model_fields else None
        if isinstance(inner, type) and issubclass(inner, Figures):
            model = inner
    return model


def may_be_not_reported(model: type[Figures], path: str) -> bool:
    """Whether the figure that ``path`` leads to, from ``model`` down, can be "not reported"."""
    keys = tuple(path.split("."))
    field = group_of(model, keys).model_fields.get(keys[-1])
    return field is not None and field.annotation == int | NotReported
