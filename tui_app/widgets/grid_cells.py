"""How the grid of a matrix draws its names, meters and scores."""

from collections.abc import Collection

from textual.content import Content

from store.domain.matrix import RATING_MAX, WEIGHT_MAX, Criterion, Matrix, Option
from store.matrix.number_text import number
from store.matrix.scoring import LEADING, Lead, Outcome, least_text, percent
from tui_app.widgets.grid_view import Line, Weight
from tui_app.widgets.rich_page import plain

CELL = 11
"""Columns of a weight or a rating."""

_BAR = 5
_SIGNS = {Lead.LEADS: " ◀", Lead.CLOSE: " ≈", Lead.TIE: " ="}


def heading(matrix: Matrix, line: Line, out: Collection[str]) -> Content:
    """The name of a row or a column; `out` has the slugs of options that are ruled out."""
    match line:
        case Option():
            if line.slug in out:
                return plain(f"✗ {line.name}", "$text-error")
            return plain(line.name, "bold")
        case Criterion():
            style = "" if matrix.weights[line.slug] else "$foreground 60%"
            name = plain(line.name, style)
            if line.slug in matrix.minimums:
                least = least_text(matrix, line)
                name = name.append(plain(f" ≥{least}", "bold $text-warning"))
            return name.append(plain(" +", "$text-secondary")) if line.own else name
        case Weight():
            return plain("Weight", "bold")
        case _:
            return plain(line, "bold $text-secondary")


def score(standing: Outcome, option: Option, out: Collection[str]) -> Content:
    """An option's score with a sign for how it stands."""
    if option.slug in out:
        return plain("ruled out", "$foreground 60%")
    found = {each.option.slug: each for each in (*standing.first, *standing.rest)}
    own = found[option.slug]
    text = percent(own)
    if own.low != own.high:  # the panel has the decimals
        text = f"{100 * own.low:.0f}–{100 * own.high:.0f} %"
    first = any(each.option.slug == option.slug for each in standing.first)
    leads = first and standing.lead in LEADING
    if first:
        text += _SIGNS.get(standing.lead, "")
    return plain(text, "bold $text-success" if leads else "bold")


def cell(matrix: Matrix, row: Line, column: Line, out: Collection[str]) -> Content:
    """A weight or a rating: a meter and its number."""
    criterion, other = (row, column) if isinstance(row, Criterion) else (column, row)
    if not isinstance(criterion, Criterion):
        return Content("")
    if not isinstance(other, Option):
        weight = matrix.weights[criterion.slug]
        own = weight != matrix.base_weights[criterion.slug]
        return _meter(weight, WEIGHT_MAX, "●", "○", "$text-accent", changed=own)
    rating = matrix.ratings[criterion.slug, other.slug]
    style = "$foreground 60%" if other.slug in out else "$text-primary"
    least = matrix.minimums.get(criterion.slug, 0.0)
    changed = rating.changed
    return _meter(rating.value, RATING_MAX, "■", "□", style, changed=changed, least=least)


def _meter(
    value: float | None,
    best: float,
    full: str,
    empty: str,
    style: str,
    *,
    changed: bool,
    least: float = 0.0,
) -> Content:
    if value is None:
        text = plain("?     ?", "$text-warning")
    else:
        filled = int(value / best * _BAR + 0.5)
        bar = plain(full * filled, style).append(plain(empty * (_BAR - filled), "$foreground 35%"))
        shown = number(value, least)
        text = bar.append(shown if _BAR + 1 + len(shown) + changed >= CELL else f" {shown}")
    return text.append(plain("*", "bold $text-warning")) if changed else text


def fit(content: Content, width: int) -> Content:
    """The content cut or filled to that many cells, the last of them blank."""
    return content.truncate(max(0, width - 1), ellipsis=True).truncate(width, pad=True)
