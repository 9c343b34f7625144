"""Topics as they are shown, made of the rows that the store has of them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from store.content import page
from store.domain.checked import Faults, checked, making_sense, split, text
from store.domain.content import (
    Claim,
    CriterionRow,
    Example,
    ExampleProgram,
    PageBlock,
    Source,
    Topic,
    TopicRow,
    Verdict,
)
from store.domain.errors import NotFoundError
from store.domain.text import did_you_mean

Rows = Iterable[tuple[Any, ...]]


class TopicQueries(Protocol):
    """Gives the rows that topics are made of; they may hold anything."""

    def settings(self) -> Rows:
        """Name and value of each setting."""

    def marks(self) -> Rows:
        """What the user left on each topic: its slug, starred, read, note, place."""

    def topics(self) -> Rows:
        """Slug, number, title and category of each topic, by category and number."""

    def topic(self, key: str, number: int | None) -> tuple[Any, ...] | None:
        """Slug, number, title, question, category, checked, answer, body, related and path of one.

        Args:
            key: its slug, or what follows the first hyphen of it.
            number: its number.
        """

    def ticks(self, topic: str) -> Iterable[Any]:
        """The tasks of a topic that are done."""

    def claims(self, topic: str) -> Rows:
        """Number, text, verdict, about and fact of each claim of a topic, in order."""

    def claim_sources(self, topic: str) -> Rows:
        """The number of a claim of a topic, and the columns of a source of it, in order."""

    def sources(self, slugs: Sequence[str]) -> Rows:
        """Slug, title, url, how and checked of these sources."""

    def examples(self, topic: str) -> Rows:
        """Slug, title, shows and output of each example of a topic, in order."""

    def programs(self, topic: str) -> Rows:
        """The slug of an example of a topic; option, file and code of a program of it; in order."""

    def criteria(self, topic: str) -> Rows:
        """Slug, comparison, name and comparison's title of each criterion that is about a topic."""


class TopicPages:
    """Reads topics.

    Args:
        queries: ask the store.
        faults: is told what is left out.
    """

    def __init__(self, queries: TopicQueries, faults: Faults) -> None:
        self._queries = queries
        self._faults = faults

    def settings(self) -> Mapping[str, str]:
        """What the app comes back to, by name."""
        rows = self._queries.settings()
        made = self._faults.each("setting", rows, lambda name, value: (text(name), text(value)))
        return dict(made)

    def all(self) -> tuple[TopicRow, ...]:
        """All topics, by category and number."""
        marks = self._marks()

        def row(slug: str, number: int, title: str, category: str) -> TopicRow:
            mark = marks.get(slug, _NO_MARK)
            marked = mark.starred, mark.read, bool(mark.note)
            return checked(TopicRow(slug, number, title, category, *marked))

        return tuple(self._faults.each("topic", self._queries.topics(), row))

    def get(self, key: str) -> Topic:
        """The topic of that slug or number.

        Raises:
            NotFoundError: there is none.
        """
        key = key.encode("utf-8", "replace").decode("utf-8")  # an argument may be no UTF-8
        number = int(key) if re.fullmatch(r"[0-9]{1,9}", key) else None
        row = self._queries.topic(key, number)
        if row is None:
            # Who types a slug without its number is meant as well.
            slugs = [row.slug for row in self.all()]
            near = did_you_mean(key, [*slugs, *(slug.partition("-")[2] for slug in slugs)])
            raise NotFoundError(
                f"There is no topic “{key}”.{near} `shortlist topics` lists those there are."
            )
        with making_sense(f"The topic “{key}”"):
            return self._topic(*row)

    def _marks(self) -> Mapping[str, "_Mark"]:
        made = self._faults.each(
            "marks and note on",
            self._queries.marks(),
            lambda topic, *left: (text(topic), checked(_Mark(*left))),
        )
        return dict(made)

    def _topic(self, slug: str, number: int, title: str, question: str, *rest: Any) -> Topic:  # noqa: ANN401  # it is looked at
        category, checked_on, answer, pieces, related, path = rest
        mark = self._marks().get(slug, _NO_MARK)
        ticked = ((task,) for task in self._queries.ticks(slug))
        body = page.from_json(pieces)
        return checked(
            Topic(
                slug=slug,
                number=number,
                title=title,
                question=question,
                category=category,
                checked=checked_on,
                answer=answer,
                claims=self._claims(slug),
                body=body,
                related=split(related),
                path=split(path),
                examples=self._examples(slug),
                sources=self._linked_sources(body),
                criteria=self._criteria(slug),
                starred=mark.starred,
                read=mark.read,
                note=mark.note,
                place=mark.place,
                ticked=frozenset(self._faults.each("tick of", ticked, text)),
            )
        )

    def _claims(self, topic: str) -> tuple[Claim, ...]:
        sources: dict[str, list[Source]] = defaultdict(list)
        for number, source in self._faults.each(
            "a source of claim",
            self._queries.claim_sources(topic),
            lambda number, *row: (number, checked(Source(*row))),
        ):
            sources[number].append(source)

        def claim(number: str, said: str, verdict: str, about: str, fact: str) -> Claim:
            cited = tuple(sources[number])
            return checked(Claim(number, said, Verdict(verdict), split(about), fact, cited))

        return tuple(self._faults.each("claim", self._queries.claims(topic), claim))

    def _examples(self, topic: str) -> tuple[Example, ...]:
        programs: dict[str, list[ExampleProgram]] = defaultdict(list)
        for slug, program in self._faults.each(
            "a program of",
            self._queries.programs(topic),
            lambda slug, *row: (slug, checked(ExampleProgram(*row))),
        ):
            programs[slug].append(program)
        return tuple(
            self._faults.each(
                "example",
                self._queries.examples(topic),
                lambda slug, title, shows, output: checked(
                    Example(slug, title, shows, output, tuple(programs[slug]))
                ),
            )
        )

    def _linked_sources(self, body: Sequence[PageBlock]) -> tuple[Source, ...]:
        slugs = dict.fromkeys(
            link.removeprefix("source:") for link in page.links(body) if link.startswith("source:")
        )
        rows = self._queries.sources(list(slugs))
        made = self._faults.each("source", rows, lambda *row: checked(Source(*row)))
        found = {source.slug: source for source in made}
        return tuple(found[slug] for slug in slugs if slug in found)

    def _criteria(self, topic: str) -> tuple[CriterionRow, ...]:
        return tuple(
            self._faults.each(
                "criterion",
                self._queries.criteria(topic),
                lambda slug, comparison, name, title: checked(
                    CriterionRow(f"{text(comparison)}/{text(slug)}", name, title)
                ),
            )
        )


class _Mark(NamedTuple):
    """What the user left on a topic."""

    starred: bool = False
    read: bool = False
    note: str = ""
    place: int = 0


_NO_MARK = _Mark()
