"""A matrix as Markdown: its table, and its scores as a chart. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from store.domain.matrix import Matrix, Rating
from store.domain.text import visible
from store.markdown.escape import escape
from store.matrix import sensitivity, sentences
from store.matrix.number_text import number
from store.matrix.scoring import LEADING, outcome, percent, scores
from store.matrix.sensitivity import Interval

BARS = 12
"""The most options that a chart of scores shows."""

STAYS_FIRST = "Stays first at"
"""What stands over the column that is worked out: how far each weight can go."""

LABEL_MAX = 30
"""Characters of an option's name beside its bar."""

_NO_LABEL = re.compile(r"""["`\\<>{}\[\]%;~$|^]+""")
"""What Mermaid, or a page around it, could take for more than a label."""


def table(matrix: Matrix) -> str:
    """The matrix as a Markdown table: weights and ratings by criterion, the scores last.

    Where an option leads, the last column tells how far each weight can go until it does not.
    """
    options = matrix.comparison.options
    intervals = ends(matrix)
    stays = [sentences.interval_text(interval) for interval in intervals]
    rows = [
        [
            "Criterion",
            "Weight",
            *(escape(option.name, table=True) for option in options),
            *([STAYS_FIRST] if stays else []),
        ]
    ]
    rows.append(["---"] * len(rows[0]))
    for place, criterion in enumerate(matrix.comparison.criteria):
        ratings = [matrix.ratings[criterion.slug, option.slug] for option in options]
        rows.append(
            [
                escape(criterion.name, table=True),
                sentences.weight_text(intervals[place])
                if intervals
                else number(matrix.weights[criterion.slug]),
                *(_cell(rating, matrix.minimums.get(criterion.slug)) for rating in ratings),
                *stays[place : place + 1],
            ]
        )
    total = sum(matrix.weights[criterion.slug] for criterion in matrix.comparison.criteria)
    score = ["Score", number(total), *(percent(score) for score in scores(matrix))]
    rows.append([*score, *(["-"] if stays else [])])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def rounded(matrix: Matrix) -> Matrix:
    """The matrix with its numbers as a table has them: to two decimals."""

    def each(values: Mapping[str, float]) -> Mapping[str, float]:
        return {name: float(number(value)) for name, value in values.items()}

    ratings = {
        cell: rating if rating.value is None else replace(rating, value=float(number(rating.value)))
        for cell, rating in matrix.ratings.items()
    }
    found = replace(
        matrix, weights=each(matrix.weights), ratings=ratings, minimums=each(matrix.minimums)
    )
    return matrix if found == matrix else found


def chart(matrix: Matrix) -> str:
    """The scores as a Mermaid bar chart, in a fence of Markdown.

    Empty where nothing carries weight, and where more than `BARS` options are compared.
    """
    found = scores(matrix)
    if not 0 < len(found) <= BARS or not any(matrix.weights.values()):
        return ""
    labels: list[str] = []
    for place, score in enumerate(found, 1):
        text = " ".join(_NO_LABEL.sub(" ", visible(score.option.name)).split())
        label = (text if len(text) <= LABEL_MAX else f"{text[:LABEL_MAX]}…") or f"Option {place}"
        # Mermaid draws two that are called alike over each other.
        labels.append(f"{label} ({place})" if label in labels else label)
    lows, highs = (
        ", ".join(f"{100 * end:.1f}" for end in ends)
        for ends in zip(*((score.low, score.high) for score in found), strict=True)
    )
    bars = dict.fromkeys([highs, lows])
    names = ", ".join(f'"{label}"' for label in labels)
    return "\n".join(
        [
            "```mermaid",
            "xychart-beta horizontal",
            f"    x-axis [{names}]",
            '    y-axis "Score in %" 0 --> 100',
            *(f"    bar [{bar}]" for bar in bars),
            "```",
        ]
    )


def ends(matrix: Matrix) -> Sequence[Interval]:
    """How far each weight can go while the leader leads; nothing where it has no rival."""
    return sensitivity.intervals(matrix) if outcome(matrix).lead in LEADING else ()


def _cell(rating: Rating, minimum: float | None) -> str:
    value = "?" if rating.value is None else number(rating.value, minimum or 0.0)
    return rf"{value}\*" if rating.changed else value
