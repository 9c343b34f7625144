"""Reads comparisons: options, criteria, ratings and presets, as shipped or added."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from sqlmodel import col, func, select

from store.db import models
from store.db.read_session import columns
from store.db.rows import number, split, text
from store.domain.checked import Faults, checked, making_sense
from store.domain.content import Source
from store.domain.errors import NotFoundError
from store.domain.matrix import (
    RATING_MAX,
    WEIGHT_MAX,
    Comparison,
    Criterion,
    Option,
    Preset,
    Rating,
)

Read = Callable[[Any], Iterable[Any]]
"""Runs a `select()`; yields tuples, or the values of a single column."""

Cells = dict[tuple[str, str], Rating]
"""Ratings by (criterion slug, option slug)."""

WeightedCriterion = tuple[Criterion, float]


class ComparisonQueries:
    """Reads comparisons.

    Args:
        read: `ReadSession.all`, or `Session.exec` in a transaction.
        faults: collects what is left out.
    """

    def __init__(self, read: Read, faults: Faults) -> None:
        self._read = read
        self._faults = faults

    def comparison(self, slug: str) -> Comparison:
        """The comparison of that slug, as shipped.

        Raises:
            NotFoundError: there is none.
        """
        table = models.Comparison
        rows = self._read(
            select(table.title, table.question, table.order, table.shown).where(table.slug == slug)
        )
        for title, question, order, shown in rows:
            with making_sense(f"The comparison “{slug}”"):
                criteria = self.criteria(slug)
                return checked(
                    Comparison(
                        slug=slug,
                        title=title,
                        question=question,
                        options=self.options(slug),
                        criteria=tuple(criterion for criterion, _ in criteria),
                        ratings=self._ratings(slug),
                        weights={criterion.slug: weight for criterion, weight in criteria},
                        presets=self._presets(slug),
                        order=order,
                        shown=split(shown),
                    )
                )
        raise NotFoundError(f"There is no comparison “{slug}”.")

    def options(self, comparison: str) -> tuple[Option, ...]:
        """The options of a comparison, in its order."""
        table = models.Option
        rows = self._read(
            select(table.slug, table.name, table.summary, table.url)
            .where(table.comparison_slug == comparison)
            .order_by(col(table.position))
        )
        return tuple(self._faults.each("option", rows, lambda *row: checked(Option(*row))))

    def criteria(self, comparison: str) -> tuple[WeightedCriterion, ...]:
        """The criteria of a comparison with their balanced weights, in its order."""
        table, topic = models.Criterion, models.Topic
        rows = self._read(
            columns(
                table.slug,
                table.group,
                table.name,
                table.question,
                table.zero,
                table.five,
                table.weight,
                table.topic_slug,
                func.coalesce(topic.number, 0),
            )
            .outerjoin(topic, col(topic.slug) == table.topic_slug)
            .where(table.comparison_slug == comparison)
            .order_by(col(table.position))
        )
        return tuple(self._faults.each("criterion", rows, as_criterion))

    def _ratings(self, comparison: str) -> Cells:
        source, of = models.Source, models.RatingSource
        cited = select(of.source_slug).where(of.comparison_slug == comparison)
        rows = self._read(
            columns(source.slug, source.title, source.url, source.how, source.checked).where(
                col(source.slug).in_(cited)
            )
        )
        made = self._faults.each("source", rows, lambda *row: checked(Source(*row)))
        known = {each.slug: (each,) for each in made}  # most ratings share one source's tuple
        sources: dict[str, dict[str, tuple[Source, ...]]] = defaultdict(dict)
        for criterion, option, slug in self._read(
            select(of.criterion_slug, of.option_slug, of.source_slug)
            .where(of.comparison_slug == comparison)
            .order_by(col(of.criterion_slug), col(of.option_slug), col(of.position))
        ):
            if slug in known:
                cell = sources[criterion]
                cell[option] = (*cell[option], *known[slug]) if option in cell else known[slug]

        def rating(
            criterion: str, option: str, value: float | None, rationale: str, claims: str
        ) -> tuple[tuple[str, str], Rating]:
            cited = sources[criterion].get(option, ())
            return (criterion, option), Rating(
                as_rating(value), text(rationale), cited, split(text(claims))
            )

        table = models.Rating
        cells = self._read(
            columns(
                table.criterion_slug,
                table.option_slug,
                table.value,
                table.rationale,
                table.claims,
            ).where(table.comparison_slug == comparison)
        )
        return dict(self._faults.each("rating on", cells, rating))

    def _presets(self, comparison: str) -> tuple[Preset, ...]:
        weight, table = models.PresetWeight, models.Preset
        weights: dict[str, dict[str, float]] = defaultdict(dict)
        rows = self._read(
            select(weight.preset_slug, weight.criterion_slug, weight.weight).where(
                weight.comparison_slug == comparison
            )
        )
        for preset, criterion, value in self._faults.each(
            "weight in the preset", rows, lambda preset, *row: (preset, *as_weight(*row))
        ):
            weights[preset][criterion] = value
        rows = self._read(
            select(table.slug, table.name, table.description)
            .where(table.comparison_slug == comparison)
            .order_by(col(table.position))
        )

        def as_preset(slug: str, name: str, description: str) -> Preset:
            return checked(Preset(slug, name, description, weights[slug]))

        return tuple(self._faults.each("preset", rows, as_preset))


def as_weight(slug: str, weight: float) -> tuple[str, float]:
    """A slug and a weight from 0 to 10."""
    return text(slug), number(weight, WEIGHT_MAX)


def as_rating(value: float | None) -> float | None:
    """A rating from 0 to 5, or None for unknown."""
    return None if value is None else number(value, RATING_MAX)


def as_criterion(  # the columns
    slug: str,
    group: str,
    name: str,
    question: str,
    zero: str,
    five: str,
    weight: float,
    *topic: Any,  # noqa: ANN401  # it is checked
) -> WeightedCriterion:
    """A criterion and its weight; `topic` is the slug and the number of its topic, if any."""
    criterion = checked(Criterion(slug, group, name, question, zero, five, *topic))
    return criterion, number(weight, WEIGHT_MAX)
