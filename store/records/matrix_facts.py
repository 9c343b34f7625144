"""What a record tells of its matrix beside the table, and a matrix that says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from store.domain.content import Source
from store.domain.matrix import Criterion, Matrix, Option, Preset
from store.records.filenames import slug

Cell = tuple[str, str]
Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class MatrixFacts:
    """What a record tells of its matrix beside the table, by the slugs of what it is about.

    Args:
        ruled_out: the reason, by option.
        minimums: the least rating that an option must have, by criterion.
        groups: by criterion.
        own: the options and criteria that were added to what was supplied.
        base: the weights before they were changed, by criterion, of those that were.
        preset: the name of what the weights were taken from; empty for the comparison.
        reasons: why a rating is what it is, by criterion and option.
        sources: what it rests on, by criterion and option.
        sure: what sampling the weights came to, in sentences.
        reason: why the decision has its status.
        is_whole: whether it tells who is ruled out and what is a must, if anything is.
    """

    ruled_out: Mapping[str, str] = field(default_factory=dict)
    minimums: Mapping[str, float] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[tuple[type, str], bool] = field(default_factory=dict)
    base: Mapping[str, float] = field(default_factory=dict)
    preset: str = ""
    reasons: Mapping[Cell, str] = field(default_factory=dict)
    sources: Mapping[Cell, tuple[Source, ...]] = field(default_factory=dict)
    sure: tuple[str, ...] = ()
    reason: str = ""
    is_whole: bool = False


NOTHING = MatrixFacts()


def with_told(matrix: Matrix, now: MatrixFacts, before: MatrixFacts = NOTHING) -> Matrix:
    """The matrix with what a record tells now and did not before."""
    comparison = matrix.comparison
    groups = _changes(before.groups, now.groups)
    own = _changes(before.own, now.own)
    options = tuple(
        replace(each, own=bool(own.get((Option, each.slug), each.own)))
        for each in comparison.options
    )
    criteria = tuple(
        replace(
            each,
            own=bool(own.get((Criterion, each.slug), each.own)),
            group=groups.get(each.slug, each.group) or "",
        )
        for each in comparison.criteria
    )
    ratings = dict(matrix.ratings)
    for cell, reason in _changes(before.reasons, now.reasons).items():
        rating, reason = ratings[cell], reason or ""
        ratings[cell] = (
            replace(rating, note=reason) if rating.changed else replace(rating, rationale=reason)
        )
    for cell, sources in _changes(before.sources, now.sources).items():
        ratings[cell] = replace(ratings[cell], sources=sources or ())
    comparison = replace(comparison, options=options, criteria=criteria)
    preset = matrix.preset
    base = _changes(before.base, now.base)
    if base or now.preset != before.preset:
        then = {**matrix.base_weights}
        then |= {key: matrix.weights[key] if was is None else was for key, was in base.items()}
        if now.preset != before.preset:
            preset = slug(now.preset) if now.preset else None
        presets = tuple(
            replace(each, weights=then) for each in comparison.presets if each.slug == preset
        )
        if preset and not presets:
            presets = (Preset(preset, now.preset, "", then),)
        comparison = replace(
            comparison, presets=presets, weights=comparison.weights if preset else then
        )
    return replace(
        matrix,
        comparison=comparison,
        ratings=ratings,
        preset=preset,
        ruled_out=_merged(matrix.ruled_out, before.ruled_out, now.ruled_out),
        minimums=_merged(matrix.minimums, before.minimums, now.minimums),
    )


def _changes(then: Mapping[Key, Value], now: Mapping[Key, Value]) -> dict[Key, Value | None]:
    """The entries that differ from before; None for those that are gone."""
    return {key: now.get(key) for key in {**then, **now} if then.get(key) != now.get(key)}


def _merged(
    known: Mapping[str, Value], then: Mapping[str, Value], now: Mapping[str, Value]
) -> Mapping[str, Value]:
    changes = _changes(then, now)
    found = {**known, **changes}
    return {key: value for key, value in found.items() if value is not None}
