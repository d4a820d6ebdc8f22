"""A ``Review`` as the page to sign off, ``review.html``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from factsheets.dataset.archive import ARCHIVE
from factsheets.edition.edition import open_edition
from factsheets.files import make_folder, write
from factsheets.jurisdictions import JURISDICTIONS
from factsheets.render.formats import REVIEW_FILE
from factsheets.render.html import web_style
from factsheets.review import compare
from factsheets.review.change import (
    LARGE_SURPRISE,
    TREND_LEAST_COUNT,
    TREND_LEAST_STATES,
    difference,
    in_country,
    number,
    per_cent,
    trend,
)
from factsheets.review.compare import Review
from factsheets.review.plots import Point, plot_change, plot_year
from factsheets.templating.folders import REVIEW, REVIEW_STYLE, Templates


def make_review(
    data: Path, templates: Path | None, output: Path, against: Path | None = None
) -> tuple[Review, Path]:
    """Compare the file ``data`` with that of an earlier year, and write the page to sign off.

    ``templates`` is a folder, if another one than its own is meant. Returns the review, and where
    its page is. Raises FactsheetsError as ``review`` and ``write_review`` do.
    """
    edition = open_edition(data, templates)
    review = compare.review(edition, against)
    return review, write_review(review, edition.templates, output)


def write_review(review: Review, templates: Templates, output: Path | str) -> Path:
    """Write the page to ``output``/<year>, whole or not at all, and return where.

    Raises FactsheetsError when the template has an error, or the file cannot be written.
    """
    page = render_review(review, templates).encode()
    path = Path(output) / str(review.now.year) / REVIEW_FILE
    make_folder(path.parent)
    write(path, page)
    return path


def render_review(review: Review, templates: Templates) -> str:
    """The page: one self-contained HTML file, to be read, printed and signed.

    Raises FactsheetsError when the template has an error.
    """
    year, then = review.now.year, review.then.year if review.then else None
    with templates.problems_of(REVIEW):
        environment = templates.environment(autoescape=True)
        environment.filters |= {
            "difference": difference,
            "code": lambda state: JURISDICTIONS[state].code,
            "fragment": _fragment,
            "in_country": in_country,
            "number": number,
            "one_or_many": lambda value, one, many: one if value == 1 else many,
            "per_cent": per_cent,
            "share": lambda value: "" if value is None else f"{value:.1f}%",
            "trend": trend,
        }
        return environment.get_template(REVIEW).render(
            review=review,
            archive=(review.data.parent / ARCHIVE).as_posix(),
            year=year,
            then=then,
            title_years=f"{year} against {then}" if then else str(year),
            sample=review.sample_mark,
            shared=[rewording for rewording, _ in review.shared],
            plots=list(_plots(review)),
            surprise=f"{LARGE_SURPRISE:g}",
            least_count=TREND_LEAST_COUNT,
            least_states=TREND_LEAST_STATES,
            style=web_style(templates, REVIEW_STYLE),
        )


def _fragment(passage: str) -> str:
    """A passage, with "…" before it where it does not start a sentence."""
    passage = passage.strip()
    return passage if passage[:1].isupper() else f"… {passage.lstrip(',;: ')}"


@dataclass(frozen=True)
class _Plot:
    """A figure's picture, and the states that have no place in it.

    ``is_alone`` says that it shows this year only.
    """

    heading: str
    is_alone: bool
    trend: float | None
    svg: Markup
    left_out: tuple[str, ...]


def _plots(review: Review) -> Iterator[_Plot]:
    for index, (figure, declared) in enumerate(review.now.catalogue.state.items()):
        points, left_out = [], []
        is_alone = review.last is None or declared.name not in review.last.pairs.compared
        for state in review.states:
            each = state.changes[index]
            if not isinstance(each.now, int | float):
                left_out.append(state.code)
            elif is_alone:
                points.append(Point(state.code, each.now))
            elif isinstance(each.then, int | float):
                points.append(Point(state.code, each.now, each.then, each.is_large))
            else:
                left_out.append(state.code)
        name, year = f"plot-{index + 1}", review.now.year
        if not points:
            continue
        if review.then and not is_alone:
            svg = plot_change(name, declared.title, points, (review.then.year, year))
        else:
            svg = plot_year(name, declared.title, points, year)
        factor = review.trends.get(figure)
        yield _Plot(declared.title, is_alone, factor, Markup(svg), tuple(left_out))  # noqa: S704 - plots has escaped it
