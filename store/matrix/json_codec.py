"""A matrix ⇄ JSON: how a decision keeps the matrix as it stood when it was made."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from store.domain.content import Source
from store.domain.matrix import (
    RATING_MAX,
    WEIGHT_MAX,
    Comparison,
    Criterion,
    Matrix,
    Option,
    Preset,
    Rating,
)

VERSION = 1


def to_json(matrix: Matrix, robustness: Sequence[str] = ()) -> dict[str, Any]:
    """The matrix as values that the json module can write, each source once.

    Of the presets only the one in use is kept, of a rating that the user replaced only the new one,
    and nothing of what is hidden.

    Args:
        matrix: as it stands.
        robustness: what sampling its weights came to, in sentences; `robustness_of` gives it back.
    """
    comparison = matrix.comparison
    sources = {s.slug: s for rating in matrix.ratings.values() for s in rating.sources}
    return {
        "version": VERSION,
        "name": matrix.name,
        "comparison": {k: getattr(comparison, k) for k in ("slug", "title", "question")},
        "preset": next(
            (
                {"slug": p.slug, "name": p.name, "description": p.description}
                for p in comparison.presets
                if p.slug == matrix.preset
            ),
            None,
        ),
        "options": [_fields(option, Option) for option in comparison.options],
        "criteria": [
            {
                **_fields(criterion, Criterion),
                "weight": matrix.weights[criterion.slug],
                "base": matrix.base_weights[criterion.slug],
                "ratings": {
                    option.slug: _rating(matrix.ratings[criterion.slug, option.slug])
                    for option in comparison.options
                },
            }
            for criterion in comparison.criteria
        ],
        "ruled_out": dict(matrix.ruled_out),
        "bars": dict(matrix.minimums),
        "robustness": list(robustness),
        "sources": {
            source.slug: {
                "title": source.title,
                "url": source.url,
                "how": source.how,
                "checked": source.checked.isoformat(),
            }
            for source in sources.values()
        },
    }


def from_json(value: Mapping[str, Any]) -> Matrix:
    """The matrix that `to_json` of this or an earlier version wrote; its `id` is 0.

    The weights of its preset, or the balanced ones, count as the shipped ones.

    Raises:
        ValueError: it is none that can be shown and scored; or another of `rows.SENSELESS`.
    """
    sources = {
        slug: Source(slug, s["title"], s["url"], s["how"], date.fromisoformat(s["checked"]))
        for slug, s in value["sources"].items()
    }
    names = Criterion.__dataclass_fields__
    criteria = tuple(Criterion(**{k: c[k] for k in names if k in c}) for c in value["criteria"])
    base = {c["slug"]: float(c["base"]) for c in value["criteria"]}
    ratings = {
        (c["slug"], option): Rating(
            value=r["value"],
            rationale=r["rationale"],
            sources=tuple(sources[slug] for slug in r["sources"]),
            claims=tuple(r["claims"]),
            changed=r["changed"],
            note=r["note"],
        )
        for c in value["criteria"]
        for option, r in c["ratings"].items()
    }
    preset = value["preset"]
    comparison = Comparison(
        **value["comparison"],
        options=tuple(Option(**option) for option in value["options"]),
        criteria=criteria,
        ratings=ratings,
        weights=base,
        presets=(Preset(**preset, weights=base),) if preset else (),
    )
    return check_sound(
        Matrix(
            id=0,
            name=value["name"],
            preset=preset["slug"] if preset else None,
            comparison=comparison,
            weights={c["slug"]: float(c["weight"]) for c in value["criteria"]},
            ratings=ratings,
            ruled_out=dict(value["ruled_out"]),
            minimums={slug: float(least) for slug, least in value.get("bars", {}).items()},
        )
    )


def robustness_of(value: Mapping[str, Any]) -> tuple[str, ...]:
    """The sentences on robustness that `to_json` got; none if an earlier version wrote it."""
    return tuple(value.get("robustness", ()))


def check_sound(matrix: Matrix) -> Matrix:
    """The matrix, if it can be shown and scored.

    Raises:
        ValueError: it cannot.
    """
    if not _is_sound(matrix):
        raise ValueError("it holds a value that makes no sense")
    return matrix


def _is_sound(matrix: Matrix) -> bool:
    comparison = matrix.comparison
    options = [option.slug for option in comparison.options]
    criteria = [criterion.slug for criterion in comparison.criteria]
    cells = set(product(criteria, options))
    texts = [matrix.name, comparison.slug, comparison.title, comparison.question]
    texts += [t for o in comparison.options for t in (o.slug, o.name, o.summary, o.url)]
    for c in comparison.criteria:
        texts += [c.slug, c.group, c.name, c.question, c.zero, c.five, c.topic]
    for rating in matrix.ratings.values():
        texts += [rating.rationale, rating.note, *rating.claims]
    cited = {id(source): source for r in matrix.ratings.values() for source in r.sources}
    for source in cited.values():
        texts += [source.title, source.url or "", source.how or ""]
    texts += matrix.ruled_out.values()
    texts += [text for p in comparison.presets for text in (p.slug, p.name, p.description)]
    known = [rating.value for rating in matrix.ratings.values() if rating.value is not None]
    return (
        bool(options)
        and set(map(type, texts)) == {str}
        and len(set(options)) == len(options)
        and len(set(criteria)) == len(criteria)
        and matrix.ratings.keys() == cells
        and matrix.ruled_out.keys() <= set(options)
        and matrix.minimums.keys() <= set(criteria)
        and all(isinstance(c.topic_number, int) for c in comparison.criteria)
        and _within([*matrix.weights.values(), *matrix.base_weights.values()], WEIGHT_MAX)
        and _within([*known, *matrix.minimums.values()], RATING_MAX)
    )


def _fields(item: Option | Criterion, kind: type[Option] | type[Criterion]) -> dict[str, Any]:
    return {name: getattr(item, name) for name in kind.__dataclass_fields__}


def _rating(rating: Rating) -> dict[str, Any]:
    return {
        "value": rating.value,
        "rationale": rating.rationale,
        "sources": [source.slug for source in rating.sources],
        "claims": list(rating.claims),
        "changed": rating.changed,
        "note": rating.note,
    }


def _within(numbers: Sequence[float], most: float) -> bool:
    return set(map(type, numbers)) <= {int, float} and all(0 <= n <= most for n in numbers)
