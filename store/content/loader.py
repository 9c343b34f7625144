"""Content → tables, in the transaction of the session that is given."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import bindparam, text
from sqlmodel import Session, SQLModel, col, delete, select, update

from store.content import page
from store.content.library import Library
from store.db import models
from store.db.models import validated
from store.domain.content import Example, Topic
from store.domain.matrix import Comparison
from store.matrix.repository import keep_one_matrix

_Text = tuple[str, str, str | None, str, str]
"""What is found: kind, key, topic, title, text."""

_FIND = text(
    "INSERT INTO search (kind, key, topic, title, text) VALUES (:kind, :key, :topic, :title, :text)"
)
"""Makes a text of a library findable; of the user's own, triggers do."""

_FORGET = (
    text(
        "DELETE FROM search WHERE kind IN ('topic', 'claim', 'example') "
        "AND topic IN (SELECT slug FROM topic WHERE library = :name)"
    ),
    text(
        "DELETE FROM search WHERE kind IN ('criterion', 'option') "
        "AND substr(key, 1, instr(key, '/') - 1) IN "
        "(SELECT slug FROM comparison WHERE library = :name)"
    ),
)
"""Takes what a library made findable out of the index."""


_TOPICS = select(models.Topic.slug).where(models.Topic.library == bindparam("name"))
_CLAIMS = select(models.Claim.number).where(col(models.Claim.topic_slug).in_(_TOPICS))
_EXAMPLES = select(models.Example.slug).where(models.Example.library == bindparam("name"))
_COMPARISONS = select(models.Comparison.slug).where(models.Comparison.library == bindparam("name"))

_TABLES: tuple[tuple[type[SQLModel], str, Any], ...] = (
    (models.RatingSource, "comparison_slug", _COMPARISONS),
    (models.Rating, "comparison_slug", _COMPARISONS),
    (models.PresetWeight, "comparison_slug", _COMPARISONS),
    (models.Preset, "comparison_slug", _COMPARISONS),
    (models.Criterion, "comparison_slug", _COMPARISONS),
    (models.Option, "comparison_slug", _COMPARISONS),
    (models.Comparison, "slug", _COMPARISONS),
    (models.ClaimSource, "claim_number", _CLAIMS),
    (models.Claim, "topic_slug", _TOPICS),
    (models.TopicExample, "topic_slug", _TOPICS),
    (models.Topic, "slug", _TOPICS),
    (models.ExampleSide, "example_slug", _EXAMPLES),
    (models.Example, "slug", _EXAMPLES),
    (models.Source, "library", [bindparam("name")]),
    (models.Library, "name", [bindparam("name")]),
)
"""The tables of content, each before those that it refers to, and which rows are a library's."""


@dataclass(frozen=True)
class Prepared:
    """A library as rows and as texts to be found, made before anybody has to wait for them.

    Args:
        name: of the library.
        rows: those that belong to no comparison.
        texts: what is found in its topics.
        comparisons: each with its rows and with what is found in it.
    """

    name: str
    rows: Sequence[SQLModel]
    texts: Sequence[_Text]
    comparisons: Sequence[tuple[Comparison, Sequence[SQLModel], Sequence[_Text]]]


def prepare(library: Library, folder: str, sha256: str = "") -> Prepared:
    """What `load` puts into the store.

    Args:
        library: what to load.
        folder: where it was read from.
        sha256: the hash of its files, to tell when the shipped ones have changed.
    """
    examples = {e.slug: e for topic in library.topics for e in topic.examples}
    here = {"library": library.name}
    head = {"name": library.name, "folder": folder, "sha256": sha256}
    rows = [
        validated(models.Library, head),
        *(validated(models.Source, _values(source) | here) for source in library.sources.values()),
        *chain.from_iterable(_example(example, here) for example in examples.values()),
        *chain.from_iterable(_topic(topic, here) for topic in library.topics),
    ]
    comparisons = [
        (comparison, list(_comparison(comparison, here)), list(_comparison_texts(comparison)))
        for comparison in sorted(library.comparisons, key=lambda comparison: comparison.order)
    ]
    return Prepared(library.name, rows, list(_topic_texts(library.topics)), comparisons)


def load(session: Session, library: Prepared) -> None:
    """Puts a library in the place of what the store held of that name; the user's rows stay.

    A comparison that has no matrix gets one, so that there is always one to weigh. One that
    another library has already is left out: a new release may bring a slug that the user took.
    """
    unload(session, library.name)
    taken = set(session.exec(select(models.Comparison.slug)))
    free = [each for each in library.comparisons if each[0].slug not in taken]
    rows = [*library.rows, *chain.from_iterable(rows for _, rows, _ in free)]
    for table, _, _ in reversed(_TABLES):
        session.add_all(row for row in rows if type(row) is table)
        session.flush()
    with_matrix = set(session.exec(select(models.Matrix.comparison_slug)))
    session.add_all(
        validated(models.Matrix, {"comparison_slug": comparison.slug, "name": comparison.title})
        for comparison, _, _ in free
        if comparison.slug not in with_matrix
    )
    texts = [*library.texts, *chain.from_iterable(texts for _, _, texts in free)]
    names = ("kind", "key", "topic", "title", "text")
    if texts:
        session.execute(_FIND, [dict(zip(names, each, strict=True)) for each in texts])
    keep_one_matrix(session)


def unload(session: Session, name: str) -> bool:
    """Takes a library out of the store; the user's rows stay.

    The next start loads the shipped one again: the other may have stood in its way.

    Returns:
        False if there is none of that name.
    """
    if session.get(models.Library, name) is None:
        return False
    values = {"name": name}
    for statement in _FORGET:
        session.execute(statement, values)
    for table, column, rows in _TABLES:
        session.execute(delete(table).where(getattr(table, column).in_(rows)), values)
    session.execute(update(models.Library).values(sha256=""))
    session.expunge_all()
    return True


def _values(item: object) -> dict[str, object]:
    return {name: getattr(item, name) for name in type(item).__dataclass_fields__}  # type: ignore[attr-defined]


def _example(example: Example, here: dict[str, str]) -> Iterator[SQLModel]:
    yield validated(models.Example, _values(example) | here)
    for i, side in enumerate(example.sides):
        place = {"example_slug": example.slug, "position": i}
        yield validated(models.ExampleSide, _values(side) | place)


def _topic(topic: Topic, here: dict[str, str]) -> Iterator[SQLModel]:
    own = {
        "body": page.to_json(topic.body),
        "related": ",".join(topic.related),
        "path": ",".join(topic.path),
    }
    yield validated(models.Topic, _values(topic) | own | here)
    for i, example in enumerate(topic.examples):
        link = {"topic_slug": topic.slug, "position": i, "example_slug": example.slug}
        yield validated(models.TopicExample, link)
    for i, claim in enumerate(topic.claims):
        place = {"topic_slug": topic.slug, "position": i, "about": ",".join(claim.about)}
        yield validated(models.Claim, _values(claim) | place)
        for j, source in enumerate(claim.sources):
            link = {"claim_number": claim.number, "position": j, "source_slug": source.slug}
            yield validated(models.ClaimSource, link)


def _comparison(comparison: Comparison, library: dict[str, str]) -> Iterator[SQLModel]:
    here = {"comparison_slug": comparison.slug}
    shown = {"shown": ",".join(comparison.shown)}
    yield validated(models.Comparison, _values(comparison) | shown | library)
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


def _topic_texts(topics: Sequence[Topic]) -> Iterator[_Text]:
    for topic in topics:
        body = f"{topic.question} {topic.answer}\n{page.plain(topic.body)}"
        yield "topic", topic.slug, topic.slug, topic.title, body
        for claim in topic.claims:
            yield "claim", claim.number, topic.slug, claim.text, claim.fact
    shown = {e.slug: (e, topic.slug) for topic in reversed(topics) for e in topic.examples}
    for example, slug in shown.values():
        body = "\n".join([example.shows, *(side.code for side in example.sides)])
        yield "example", example.slug, slug, example.title, body


def _comparison_texts(comparison: Comparison) -> Iterator[_Text]:
    rationales: dict[str, list[str]] = defaultdict(list)
    for (slug, _), rating in comparison.ratings.items():
        rationales[slug].append(rating.rationale)
    for criterion in comparison.criteria:
        body = " ".join([criterion.question, *rationales[criterion.slug]])
        key = f"{comparison.slug}/{criterion.slug}"
        yield "criterion", key, criterion.topic or None, criterion.name, body
    for option in comparison.options:
        yield "option", f"{comparison.slug}/{option.slug}", None, option.name, option.summary
