"""A figure of all states, then and now, as an SVG picture. The only module to import Matplotlib."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import matplotlib
from markupsafe import escape
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from factsheets.figures.values import Number, as_shown

logging.getLogger("matplotlib").setLevel(logging.ERROR)  # else it reports its font cache

INK, LOUD = "#14181d", "#8a0f1c"
_WIDE_RANGE = 50  # from here on the scale is logarithmic
_CODE_WIDTH, _CODE_HEIGHT = 0.12, 0.06  # of a postal code, in parts of the picture
_NO_DATE = {"Date": None, "Creator": None, "Format": None, "Type": None}


@dataclass(frozen=True)
class Point:
    """A state's figure now, and then if there is a last year; ``loud`` ones are labelled."""

    code: str
    now: Number
    then: Number = 0
    loud: bool = False


def plot_change(name: str, title: str, points: Sequence[Point], years: tuple[int, int]) -> str:
    """Each state as a mark: across, last year's figure; up, this year's.

    What did not change is on the line; the loud ones are filled squares with their postal codes.
    ``name`` makes the ids of this picture different from those of others on the page.
    """
    moves = [(each.code, as_shown(each.then), as_shown(each.now)) for each in points if each.loud]
    loud = [f"{code} from {then} to {now}" for code, then, now in moves]
    description = (
        f"{len(points)} states: across, {years[0]}; up, {years[1]}. A state on the line did not "
        f"change. Flagged: {', '.join(loud) or 'none'}."
    )

    def draw(axes: Axes) -> None:
        values = [value for each in points for value in (each.then, each.now)]
        _scale(axes, "xy", values)
        low, high = axes.get_xlim()
        axes.plot([low, high], [low, high], color=INK, linewidth=0.8, dashes=(5, 3), zorder=1)
        for is_loud in (False, True):
            some = [each for each in points if each.loud is is_loud]
            axes.scatter(
                [each.then for each in some],
                [each.now for each in some],
                s=30 if is_loud else 16,
                marker="s" if is_loud else "o",
                facecolors=LOUD if is_loud else "none",
                edgecolors=LOUD if is_loud else INK,
                linewidths=0.8,
                clip_on=False,
                zorder=3 if is_loud else 2,
            )
        _label(axes, [each for each in points if each.loud])
        axes.set_xlabel(str(years[0]))
        axes.set_ylabel(str(years[1]))
        axes.set_box_aspect(1)

    return _svg(name, title, description, (3.6, 3.4), draw)


def _label(axes: Axes, points: Sequence[Point]) -> None:
    """Put each point's postal code where there is room: away from the line and other codes."""
    taken: list[tuple[float, float]] = []
    place = axes.transScale + axes.transLimits
    for each in sorted(points, key=lambda each: each.now):
        left = each.now >= each.then  # above the line there is room on the left
        x, y = place.transform((each.then, each.now))
        x += -0.08 if left else 0.08
        lift = y
        while any(abs(x - a) < _CODE_WIDTH and abs(lift - b) < _CODE_HEIGHT for a, b in taken):
            lift += 0.03
        taken.append((x, lift))
        axes.text(
            x,
            lift,
            each.code,
            transform=axes.transAxes,
            ha="center",
            va="center",
            color=LOUD,
            weight="bold",
            fontsize=10,
        )


def plot_year(name: str, title: str, points: Sequence[Point], year: int) -> str:
    """Each state as its postal code, from the largest figure to the smallest."""
    ordered = sorted(points, key=lambda each: (-each.now, each.code))
    ends = [f"{each.code} {as_shown(each.now)}" for each in (*ordered[:1], *ordered[-1:])]
    description = (
        f"{len(points)} states in {year}, from the largest to the smallest: {' … '.join(ends)}."
    )

    def draw(axes: Axes) -> None:
        _scale(axes, "y", [each.now for each in ordered])
        axes.set_xlim(-1, len(ordered))
        axes.xaxis.set_major_locator(NullLocator())
        for place, each in enumerate(ordered):
            axes.text(place, each.now, each.code, ha="center", va="center", fontsize=7.5, color=INK)
        axes.set_ylabel(str(year))

    return _svg(name, title, description, (7.4, 2.6), draw)


def _scale(axes: Axes, letters: str, values: Sequence[Number]) -> None:
    """One scale for the axes, logarithmic where the marks would lie on top of each other."""
    high = max(values, default=1) or 1
    low = min((value for value in values if value), default=1)
    has_zero = 0 in values
    logarithmic = high / low >= _WIDE_RANGE
    for letter in letters:
        axis: Axis = getattr(axes, f"{letter}axis")
        set_scale, set_limits = (getattr(axes, f"set_{letter}{name}") for name in ("scale", "lim"))
        if logarithmic and has_zero:
            set_scale("symlog", linthresh=1, linscale=0.5)
            set_limits(-0.3, high * 1.5)
        elif logarithmic:
            set_scale("log")
            set_limits(low / 1.5, high * 1.5)
        else:
            set_limits(-0.04 * high, high * 1.08)
            axis.set_major_locator(MaxNLocator(5, integer=True))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        axis.set_minor_locator(NullLocator())


def _svg(
    name: str,
    title: str,
    description: str,
    inches: tuple[float, float],
    draw: Callable[[Axes], None],
) -> str:
    """The picture as an ``svg`` element, with words for those who cannot see it."""
    with matplotlib.rc_context(
        {
            "font.family": "DejaVu Sans",  # Matplotlib's own: there on every machine
            "font.size": 8.5,
            "svg.fonttype": "none",  # words stay words
            "svg.hashsalt": "factsheets",  # the same picture is the same bytes
            "axes.spines.top": False,
            "axes.spines.right": False,
        }
    ):
        figure = Figure(figsize=inches, layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure.subplots())
        stream = io.StringIO()
        figure.savefig(stream, format="svg", metadata=_NO_DATE)
    drawing = stream.getvalue()
    box = re.search(r'viewBox="([^"]+)"', drawing)
    inner = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
    inner = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>", "", inner, flags=re.DOTALL)
    inner = re.sub(r'\bid="', f'id="{name}-', inner)
    inner = re.sub(r'(url\(|href=")#', rf"\g<1>#{name}-", inner)
    return (
        f'<svg viewBox="{box[1] if box else ""}" role="img" '
        f'aria-labelledby="{name}-title {name}-description" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-description">{escape(description)}</desc>{inner}</svg>'
    )
