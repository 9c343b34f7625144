"""Prints a matrix and its results as a table, Markdown, CSV or JSON."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from io import StringIO
from math import fsum, inf
from typing import Any

from store.domain.matrix import Matrix, Rating
from store.domain.text import visible
from store.markdown.escape import escape
from store.matrix import sentences as words
from store.matrix.flips import (
    Flip,
    GroupFlip,
    RatingFlip,
    nearest_flip,
    nearest_group_flip,
    nearest_rating_flip,
    nearest_share_flip,
)
from store.matrix.groups import groups
from store.matrix.number_text import number
from store.matrix.other_methods import second_opinions
from store.matrix.robustness import Robustness
from store.matrix.scoring import (
    LEADING,
    NOTHING,
    dominated,
    least_text,
    open_musts,
    out_of_running,
    outcome,
    percent,
    ranking,
    scores,
)
from store.matrix.sensitivity import End, group_intervals, intervals
from store.matrix.unknown_ratings import Unknown, find_out
from store.records.matrix_sections import judgement
from tui_app.cli.output import columns, text

# A table


def as_table(matrix: Matrix, robust: Sequence[Robustness]) -> str:
    """Formats a matrix as text: a line for each criterion, option and sentence."""
    options = matrix.comparison.options
    ends = intervals(matrix) if outcome(matrix).lead in LEADING else ()
    criteria = [
        [
            "Criterion",
            "Group",
            "Weight",
            *(option.name for option in options),
            *(["Stays first at", "As shares"] if ends else []),
        ]
    ]
    for place, criterion in enumerate(matrix.comparison.criteria):
        minimum = matrix.minimums.get(criterion.slug, 0.0)
        ratings = [matrix.ratings[criterion.slug, option.slug] for option in options]
        criteria.append(
            [
                criterion.name
                + (f" (at least {least_text(matrix, criterion)})" if minimum > 0 else ""),
                criterion.group,
                words.weight_text(ends[place]) if ends else number(matrix.weights[criterion.slug]),
                *(_cell(rating, minimum) for rating in ratings),
                *(_ends(each) for each in ends[place : place + 1] for _ends in _ENDS),
            ]
        )
    ranked = [["Option", "Score", "Rank", "Could be"]]
    places = ranking(matrix)
    for each in places:
        span = f"{each.best} to {each.worst}" if each.best < each.worst else str(each.best)
        ranked.append([each.score.option.name, percent(each.score), str(each.place), span])
    placed = {each.score.option for each in places}
    ranked += [
        [score.option.name, percent(score), NOTHING, NOTHING]
        for score in scores(matrix)
        if score.option not in placed
    ]
    lines = [*columns(criteria), "", *columns(ranked), ""]
    return text([*lines, *map(visible, _sentences(matrix, robust))])


_ENDS = (words.interval_text, words.share_text)


def _cell(rating: Rating, minimum: float) -> str:
    value = "?" if rating.value is None else number(rating.value, minimum)
    return value + ("*" if rating.changed else "")


def _sentences(matrix: Matrix, robust: Sequence[Robustness]) -> Iterator[str]:
    yield from _standing(matrix)
    yield from words.dominance_sentences(matrix)
    yield from words.flip_sentences(matrix)
    yield from map(words.robustness_sentence, robust)
    if sentence := words.second_opinion_sentence(matrix):
        yield sentence


def _standing(matrix: Matrix) -> Iterator[str]:
    """Who is out, who leads, and which musts are open."""
    out = out_of_running(matrix)
    for option in matrix.comparison.options:
        if option.slug in out:
            yield f"Ruled out: {option.name}, because {out[option.slug]}"
    yield words.verdict(matrix)
    yield from words.must_sentences(matrix)


# Markdown


def as_markdown(matrix: Matrix, robust: Sequence[Robustness]) -> str:
    """Formats a matrix as Markdown, with the chart of a record."""
    sentences = [words.robustness_sentence(found) for found in robust]
    blocks = [
        f"# {escape(matrix.name) or 'Matrix'}",
        *map(escape, _standing(matrix)),
        *judgement(matrix, sentences),
    ]
    return "\n\n".join(blocks) + "\n"


# CSV


def as_csv(matrix: Matrix) -> str:
    """Formats a matrix as CSV: a line for each criterion, then lines on the options.

    Numbers are not rounded; what is unknown or has no end stays empty.
    """
    options = matrix.comparison.options
    ends, share = intervals(matrix), _shares(matrix)
    first = ["weight_low", "weight_high", "share_low", "share_high"]
    rows: list[list[object]] = [
        ["row", "name", "group", "weight", "share", *first, "must", *(o.name for o in options)]
    ]
    for place, criterion in enumerate(matrix.comparison.criteria):
        row: list[object] = [
            "criterion",
            criterion.name,
            criterion.group,
            matrix.weights[criterion.slug],
            share[criterion.slug],
        ]
        if ends:
            low, high = ends[place].low, ends[place].high
            row += [low.weight, _finite(high.weight), low.share, high.share]
        else:
            row += [None] * len(first)
        row.append(matrix.minimums.get(criterion.slug))
        rows.append([*row, *(matrix.ratings[criterion.slug, o.slug].value for o in options)])
    places = {each.score.option: each.place for each in ranking(matrix)}
    out = out_of_running(matrix)
    for name, values in (
        ("score_low", [score.low if score.scored else None for score in scores(matrix)]),
        ("score_high", [score.high if score.scored else None for score in scores(matrix)]),
        ("rank", [places.get(option) for option in options]),
        ("ruled_out", [out.get(option.slug) for option in options]),
    ):
        rows.append([name, *[None] * (len(rows[0]) - len(options) - 1), *values])
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows(map(_harmless, rows))
    return written.getvalue()


def _harmless(row: Sequence[object]) -> list[object]:
    """A row in which no text is taken for a formula by what opens it."""
    shown = [visible(cell) if isinstance(cell, str) else cell for cell in row]
    formula = ("=", "+", "-", "@")
    return [f"'{c}" if isinstance(c, str) and c.startswith(formula) else c for c in shown]


# JSON


def as_value(matrix: Matrix, robust: Sequence[Robustness]) -> dict[str, Any]:
    """Returns the JSON value that docs/matrix.md describes.

    Numbers are not rounded; None where there is no end.
    """
    standing = outcome(matrix)
    return {
        "name": matrix.name,
        "preset": matrix.preset,
        "options": list(_options(matrix)),
        "criteria": list(_criteria(matrix)),
        "groups": list(_groups(matrix)),
        "lead": {
            "kind": standing.lead,
            "first": [score.option.slug for score in standing.first],
            "sentence": words.verdict(matrix),
        },
        "musts": words.must_sentences(matrix),
        "dominated": [
            {"worse": pair.worse.slug, "better": pair.better.slug} for pair in dominated(matrix)
        ],
        **_flips(matrix),
        "robustness": {found.vary.value: _robustness(found) for found in robust},
        "second_opinion": {
            "methods": [
                {
                    "method": opinion.method,
                    "first": [option.slug for option in opinion.first],
                    "values": opinion.values,
                    "limit": opinion.limit,
                }
                for opinion in second_opinions(matrix)
            ],
            "sentence": words.second_opinion_sentence(matrix),
        },
    }


def _options(matrix: Matrix) -> Iterator[dict[str, object]]:
    out = out_of_running(matrix)
    places = {each.score.option: each for each in ranking(matrix)}
    for score in scores(matrix):
        option = score.option
        place = places.get(option)
        yield {
            "slug": option.slug,
            "name": option.name,
            "own": option.own,
            "score": {
                "low": score.low if score.scored else None,
                "high": score.high if score.scored else None,
                "text": percent(score),
            },
            "rank": place.place if place else None,
            "rank_best": place.best if place else None,
            "rank_worst": place.worst if place else None,
            "ruled_out": out.get(option.slug),
            "open_musts": [criterion.slug for criterion in open_musts(matrix, option)],
        }


def _criteria(matrix: Matrix) -> Iterator[dict[str, object]]:
    ends, share = intervals(matrix), _shares(matrix)
    for place, criterion in enumerate(matrix.comparison.criteria):
        each = ends[place] if ends else None
        yield {
            "slug": criterion.slug,
            "group": criterion.group,
            "name": criterion.name,
            "own": criterion.own,
            "weight": matrix.weights[criterion.slug],
            "share": share[criterion.slug],
            "must": matrix.minimums.get(criterion.slug),
            "interval": each
            and {
                **_span(each.low, each.high),
                "text": words.interval_text(each),
                "share_text": words.share_text(each),
            },
            "ratings": {
                option.slug: _rating(matrix.ratings[criterion.slug, option.slug])
                for option in matrix.comparison.options
            },
        }


def _shares(matrix: Matrix) -> dict[str, float]:
    """The share of the whole weight that every criterion has, by slug."""
    total = fsum(matrix.weights.values())
    return {slug: weight / total if total else 0.0 for slug, weight in matrix.weights.items()}


def _rating(rating: Rating) -> dict[str, object]:
    return {
        "value": rating.value,
        "rationale": rating.rationale,
        "sources": [asdict(source) for source in rating.sources],
        "claims": rating.claims,
        "changed": rating.changed,
        "note": rating.note,
    }


def _groups(matrix: Matrix) -> Iterator[dict[str, object]]:
    ends = {each.group.name: each for each in group_intervals(matrix)}
    for group in groups(matrix):
        each = ends.get(group.name)
        yield {
            "name": group.name,
            "weight": group.weight,
            "share": group.share,
            "interval": each and _span(each.low, each.high),
        }


def _span(low: End, high: End) -> dict[str, object]:
    return {
        "weight": {"low": low.weight, "high": _finite(high.weight)},
        "share": {"low": low.share, "high": high.share},
        "below": _challenger(low),
        "above": _challenger(high),
    }


def _challenger(end: End) -> dict[str, object] | None:
    """Who takes over beyond an end."""
    if end.challenger is None:
        return None
    return {**_challengers(end), "certain": end.certain}


def _challengers(found: End | Flip | GroupFlip | RatingFlip | Unknown | None) -> dict[str, object]:
    """Who leads then: the first of them, and all where several tie."""
    slugs = [option.slug for option in found.challengers] if found else []
    return {"challenger": slugs[0] if slugs else None, "challengers": slugs}


def _finite(value: float) -> float | None:
    return value if value < inf else None


def _flips(matrix: Matrix) -> dict[str, Mapping[str, object]]:
    group, rating = nearest_group_flip(matrix), nearest_rating_flip(matrix)
    unknown = next(iter(find_out(matrix)), None)
    return {
        "flip": {**_flip(nearest_flip(matrix)), "sentence": words.flip_sentence(matrix)},
        "share_flip": _flip(nearest_share_flip(matrix)),
        "group_flip": {
            "group": group.group.name if group else None,
            **_challengers(group),
            "share": group.share if group else None,
            "rises": group.rises if group else None,
            "certain": group.certain if group else None,
            "sentence": words.group_flip_sentence(matrix),
        },
        "rating_flip": {
            "criterion": rating.criterion.slug if rating else None,
            "option": rating.option.slug if rating else None,
            **_challengers(rating),
            "rating": rating.rating if rating else None,
            "rises": rating.rises if rating else None,
            "certain": rating.certain if rating else None,
            "sentence": words.rating_flip_sentence(matrix),
        },
        "find_out": {
            "criterion": unknown.criterion.slug if unknown else None,
            "option": unknown.option.slug if unknown else None,
            "points": unknown.points if unknown else None,
            "rating": unknown.rating if unknown else None,
            **_challengers(unknown),
            "sentence": words.find_out_sentence(matrix),
        },
    }


def _flip(flip: Flip | None) -> dict[str, object]:
    return {
        "criterion": flip.criterion.slug if flip else None,
        **_challengers(flip),
        "weight": _finite(flip.weight) if flip else None,
        "share": flip.share if flip else None,
        "rises": flip.rises if flip else None,
        "certain": flip.certain if flip else None,
    }


def _robustness(found: Robustness) -> dict[str, object]:
    return {
        "samples": found.samples,
        "seed": found.seed,
        "places": {
            option.slug: row for option, row in zip(found.options, found.places, strict=True)
        },
        "sentence": words.robustness_sentence(found),
    }
