"""Content files → values: parsed and checked, every fault named by file and line.

docs/content.md describes the files. Standard library and a Markdown parser only.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from store.content import page
from store.content.comparison_folder import ORDER_MAX, ComparisonReader
from store.content.examples import read_examples
from store.content.topic_file import TopicReader, check_topics
from store.domain.content import PageBlock, Source, Topic
from store.domain.errors import ContentError, StoreError
from store.domain.matrix import Comparison
from store.domain.text import ADDRESS_RULE, is_address
from store.util.paths import examples_folder
from store.util.toml_source import SLUG, TABLES_MAX, Files, is_text, line_with, lines_of_heads

SHIPPED = "shortlist"
"""The name of the library that comes with the program."""

SHOWN = 100
"""Characters of a wrong value that a fault repeats."""

NAME_MAX = 100
"""Characters in the name of a library."""

OWN_NUMBERS = range(100, 1000)
"""The numbers of topics that others write; those below are for the shipped ones."""

_LINK = re.compile(r"(topic|claim|source|criterion):(.+)\Z")


@dataclass(frozen=True, slots=True)
class Library:
    """All content of a folder. What it says of sources and examples is true within the store."""

    name: str
    sources: Mapping[str, Source]
    topics: tuple[Topic, ...]
    comparisons: tuple[Comparison, ...]


def read(folder: Path, name: str = SHIPPED, shipped: Library | None = None) -> Library:
    """The content of `folder`.

    Args:
        folder: where it lies.
        name: what the library is called.
        shipped: for somebody's own folder, the library that it may refer to: to its topics,
            claims, criteria and sources.

    Raises:
        ContentError: something is missing or wrong in it.
    """
    reader = _Reader(Files(folder, confined=shipped is not None), name, shipped)
    library = reader.library()
    if reader.files.faults:
        raise ContentError(reader.files.faults)
    return library


def read_own(folder: Path, name: str, shipped: Path) -> Library:
    """Somebody's own content, which may refer to the shipped one.

    Args:
        folder: where it lies.
        name: what the library is called; if empty, like the folder.
        shipped: the folder of the shipped content.

    Raises:
        ContentError: something is missing or wrong in it.
        StoreError: there is no such folder, or no name for its content.
    """
    try:
        given = name or folder.resolve().name
        there = folder.is_dir()
    except OSError as error:
        reason = error.strerror or error
        raise StoreError(f"{folder} cannot be read: {reason}. Nothing was changed.") from error
    if not there:
        raise StoreError(f"There is no folder {folder}. Nothing was changed.")
    name = re.sub(r"[^a-z0-9]+", "-", given.casefold()).strip("-")
    if not name or name == SHIPPED or len(name) > NAME_MAX:
        raise StoreError(
            f"Content cannot be called “{given[:NAME_MAX]}”. Nothing was changed. "
            "Give it a name of letters and digits with --name."
        )
    return read(folder, name, read(shipped))


@dataclass
class _Reader:
    files: Files
    name: str
    shipped: Library | None
    sources: dict[str, Source] = field(default_factory=dict)

    def library(self) -> Library:
        folder = self.files.folder
        own, known = self.shipped is not None, self.shipped
        prefix = f"{self.name}/" if own else ""
        self.sources = self._sources(folder / "sources.toml", prefix)
        if known is not None:  # a copy: what one library holds never depends on another
            for slug, source in known.sources.items():
                self.sources.setdefault(slug, replace(source, slug=prefix + slug))
        examples = read_examples(self.files, examples_folder(folder, own=own), prefix)
        numbers = OWN_NUMBERS if own else range(1, OWN_NUMBERS[0])
        reader = TopicReader(self.files, self.sources, examples, numbers)
        paths = sorted((folder / "topics").glob("*.md"))
        topics = tuple(topic for path in paths if (topic := reader.read(path)))
        if len({topic.number for topic in topics}) < len(topics):
            self.files.fault(folder / "topics", 1, "two topics have one number")
        all_topics = (*topics, *(known.topics if known else ()))
        by_slug = {topic.slug: topic.number for topic in all_topics}
        claims = {claim.number for topic in all_topics for claim in topic.claims}
        check_topics(self.files, folder / "topics", topics, by_slug)
        folders = sorted(p for p in (folder / "comparisons").glob("*") if p.is_dir())
        comparisons = tuple(
            comparison
            for path in folders
            if (
                comparison := ComparisonReader(
                    self.files, path, self.sources, by_slug, claims, ORDER_MAX if own else 0
                ).read()
            )
        )
        self._check_presence(bool(paths), bool(folders))
        for other in known.comparisons if known else ():
            if any(other.slug == comparison.slug for comparison in comparisons):
                told = f"“{other.slug}” is a shipped comparison; rename the folder"
                self.files.fault(folder / "comparisons" / other.slug, 1, told)
        rows = {
            criterion.slug: f"{comparison.slug}/{criterion.slug}"
            for comparison in (*(known.comparisons if known else ()), *comparisons)
            for criterion in comparison.criteria
        }
        targets = {
            "topic": {slug: slug for slug in by_slug},
            "claim": {number: number for number in claims},
            "source": {slug: source.slug for slug, source in self.sources.items()},
            "criterion": {**rows, **{key: key for key in rows.values()}},
        }
        topics = tuple(replace(topic, body=tuple(self._linked(topic, targets))) for topic in topics)
        return Library(self.name, self._used(topics, comparisons), topics, comparisons)

    def _check_presence(self, topics: bool, comparisons: bool) -> None:  # noqa: FBT001
        folder = self.files.folder
        if self.shipped is not None:
            if not (topics or comparisons):
                told = "there is neither a topic in topics/ nor a comparison in comparisons/"
                self.files.fault(folder, 1, told)
            return
        if not topics:
            self.files.fault(folder / "topics", 1, "there is no topic")
        if not comparisons:
            self.files.fault(folder / "comparisons", 1, "there is no comparison")

    def _sources(self, path: Path, prefix: str) -> dict[str, Source]:
        if self.shipped is not None and not path.exists():
            return {}
        text = self.files.text(path, TABLES_MAX)
        table = self.files.toml(path, text) if text is not None else None
        found: dict[str, Source] = {}
        heads = lines_of_heads(text or "")
        for slug, entry in (table or {}).items():
            line = heads.get(f"[{slug}]", 1)
            if not SLUG.match(slug):
                self.files.fault(path, line, f"“{slug}” is not a slug like “own-words”")
            if not isinstance(entry, dict):
                self.files.fault(path, line, f"source “{slug}” is not a table")
                continue
            title, url, how = (entry.get(key) for key in ("title", "url", "how"))
            checked = entry.get("checked")
            if not is_text(title) or type(checked) is not date:
                told = f"source “{slug}” needs a title and the day it was checked"
                self.files.fault(path, line, told)
            elif is_text(url) == is_text(how):
                told = f"source “{slug}” needs either a url or how it was run"
                self.files.fault(path, line, told)
            elif is_text(url) and not is_address(str(url)):
                told = f"source “{slug}” has no usable address: {str(url)[:SHOWN]}; {ADDRESS_RULE}"
                self.files.fault(path, line, told)
            else:
                found[slug] = Source(prefix + slug, str(title), url, how, checked)
        return found

    def _linked(
        self, topic: Topic, targets: Mapping[str, Mapping[str, str]]
    ) -> Iterator[PageBlock]:
        """The body with every link checked, and led to what it is called in the store."""
        path = self.files.folder / "topics" / f"{topic.slug}.md"
        for piece in topic.body:
            spans = []
            for span in piece.spans:
                link = _LINK.match(span.link)
                target = targets[link[1]].get(link[2]) if link else None
                if link and target:
                    spans.append(replace(span, link=f"{link[1]}:{target}"))
                    continue
                spans.append(span)
                if span.link and not is_address(span.link):
                    text = self.files.text(path) or ""
                    line = line_with(text, f"({span.link})")
                    line = line if line > 1 else line_with(text, span.link)
                    told = (
                        f"there is no {link[1]} “{link[2]}” to link to"
                        if link
                        else f"“{span.link}” is neither an address nor topic:, claim:, "
                        "source: or criterion: with what it is called"
                    )
                    self.files.fault(path, line, told)
            yield replace(piece, spans=tuple(spans))

    def _used(
        self, topics: tuple[Topic, ...], comparisons: tuple[Comparison, ...]
    ) -> dict[str, Source]:
        """The sources by the slug that the store knows; of the copied ones, those in use."""
        if self.shipped is None:
            return self.sources
        used = {s.slug for topic in topics for claim in topic.claims for s in claim.sources}
        used |= {
            s.slug for c in comparisons for rating in c.ratings.values() for s in rating.sources
        }
        used |= {
            link.removeprefix("source:")
            for topic in topics
            for link in page.links(topic.body)
            if link.startswith("source:")
        }
        return {source.slug: source for source in self.sources.values() if source.slug in used}
