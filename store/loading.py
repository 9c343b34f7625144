"""Content → tables, in the transaction of the session that is given."""

from collections.abc import Iterator
from itertools import chain

from sqlalchemy import text
from sqlmodel import Session, SQLModel, delete, select

from store import models
from store.content import Library
from store.models import validated
from store.types import Comparison, Topic

_TABLES: tuple[type[SQLModel], ...] = (
    models.RatingSource,
    models.Rating,
    models.PresetWeight,
    models.Preset,
    models.Criterion,
    models.Option,
    models.Comparison,
    models.ClaimSource,
    models.Claim,
    models.Topic,
    models.Source,
    models.Content,
)
"""The tables of content, each before those that it refers to."""


def load(session: Session, library: Library, sha256: str) -> None:
    """Puts `library` in the place of the content that the store held; the user's rows stay.

    A comparison that has no matrix gets one, so that there is always one to weigh.
    """
    for table in _TABLES:
        session.exec(delete(table))
    categories = list(dict.fromkeys(topic.category for topic in library.topics))
    ordered = sorted(library.topics, key=lambda t: (categories.index(t.category), t.number))
    rows = [
        validated(models.Content, {"sha256": sha256}),
        *(validated(models.Source, _values(source)) for source in library.sources.values()),
        *chain.from_iterable(_topic(topic, i) for i, topic in enumerate(ordered)),
        *chain.from_iterable(_comparison(c, i) for i, c in enumerate(library.comparisons)),
    ]
    for table in reversed(_TABLES):
        session.add_all(row for row in rows if type(row) is table)
        session.flush()
    with_matrix = set(session.exec(select(models.Matrix.comparison_slug)))
    session.add_all(
        validated(models.Matrix, {"comparison_slug": c.slug, "name": c.title})
        for c in library.comparisons
        if c.slug not in with_matrix
    )
    _index(session, library)


def _values(item: object) -> dict[str, object]:
    return {name: getattr(item, name) for name in type(item).__dataclass_fields__}  # type: ignore[attr-defined]


def _topic(topic: Topic, position: int) -> Iterator[SQLModel]:
    yield validated(models.Topic, _values(topic) | {"position": position})
    for i, claim in enumerate(topic.claims):
        own = {"topic_slug": topic.slug, "position": i, "about": ",".join(claim.about)}
        yield validated(models.Claim, _values(claim) | own)
        for j, source in enumerate(claim.sources):
            link = {"claim_number": claim.number, "position": j, "source_slug": source.slug}
            yield validated(models.ClaimSource, link)


def _comparison(comparison: Comparison, position: int) -> Iterator[SQLModel]:
    here = {"comparison_slug": comparison.slug}
    yield validated(models.Comparison, _values(comparison) | {"position": position})
    for i, option in enumerate(comparison.options):
        yield validated(models.Option, _values(option) | here | {"position": i})
    for i, criterion in enumerate(comparison.criteria):
        own = {
            "topic_slug": criterion.topic,
            "weight": comparison.weights[criterion.slug],
            "position": i,
        }
        yield validated(models.Criterion, _values(criterion) | here | own)
    for (criterion_slug, option_slug), rating in comparison.ratings.items():
        cell = here | {"criterion_slug": criterion_slug, "option_slug": option_slug}
        yield validated(models.Rating, _values(rating) | cell | {"claims": ",".join(rating.claims)})
        for i, source in enumerate(rating.sources):
            yield validated(models.RatingSource, cell | {"position": i, "source_slug": source.slug})
    for i, preset in enumerate(comparison.presets):
        yield validated(models.Preset, _values(preset) | here | {"position": i})
        for slug, weight in preset.weights.items():
            own = {"preset_slug": preset.slug, "criterion_slug": slug, "weight": weight}
            yield validated(models.PresetWeight, here | own)


def _index(session: Session, library: Library) -> None:
    session.execute(
        text("DELETE FROM search WHERE kind IN ('topic', 'claim', 'criterion', 'option')")
    )
    for topic in library.topics:
        body = f"{topic.question} {topic.answer}"
        index(session, "topic", topic.slug, topic.slug, topic.title, body)
        for claim in topic.claims:
            index(session, "claim", claim.number, topic.slug, claim.text, claim.fact)
    for comparison in library.comparisons:
        for criterion in comparison.criteria:
            rationales = [
                rating.rationale
                for (slug, _), rating in comparison.ratings.items()
                if slug == criterion.slug
            ]
            body = " ".join([criterion.question, *rationales])
            index(session, "criterion", criterion.slug, criterion.topic, criterion.name, body)
        for option in comparison.options:
            index(session, "option", option.slug, None, option.name, option.summary)


def index(session: Session, kind: str, key: str, topic: str | None, title: str, body: str) -> None:
    """Makes one thing findable, in place of what was known of it."""
    values = {"kind": kind, "key": key, "topic": topic, "title": title, "text": body}
    session.execute(text("DELETE FROM search WHERE kind = :kind AND key = :key"), values)
    if title or body:
        session.execute(
            text(
                "INSERT INTO search (kind, key, topic, title, text) "
                "VALUES (:kind, :key, :topic, :title, :text)"
            ),
            values,
        )
