"""Content files → values: parsed and checked, every fault named by file and line.

`topics/NN-slug.md` holds a topic: TOML between two `+++` lines, then the sections "In short" and
"Claims". `sources.toml` holds the sources by slug, and `comparisons/SLUG/` five TOML files.
Standard library only.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from store.types import (
    RATING_MAX,
    WEIGHT_MAX,
    Claim,
    Comparison,
    Criterion,
    Option,
    Preset,
    Rating,
    Source,
    StoreError,
    Topic,
    Verdict,
)

UNSOURCED = (Verdict.OPINION, Verdict.NOT_CHECKABLE)
"""The verdicts that may stand without a source, because none can exist."""

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_TOPIC_FILE = re.compile(r"(\d\d)-[a-z0-9-]+\Z")
_CLAIM_HEADING = re.compile(r"### (\d+\.\d+) +(\S.*)\Z")
_CLAIM_ENTRY = re.compile(r"- (verdict|about|sources): *(.*)\Z")


class ContentError(StoreError):
    """Content that breaks the rules; the message lists every fault as `file:line: fault`."""


@dataclass(frozen=True, slots=True)
class Library:
    """All content of a folder."""

    sources: Mapping[str, Source]
    topics: tuple[Topic, ...]
    comparisons: tuple[Comparison, ...]


def read(folder: Path) -> Library:
    """The content of `folder`.

    Raises:
        ContentError: something is missing or wrong in it.
    """
    reader = _Reader(folder)
    library = reader.library()
    if reader.faults:
        raise ContentError("\n".join(reader.faults))
    return library


@dataclass
class _Reader:
    folder: Path
    faults: list[str] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)

    def library(self) -> Library:
        self.sources = self._sources(self.folder / "sources.toml")
        paths = sorted((self.folder / "topics").glob("*.md"))
        topics = tuple(topic for path in paths if (topic := self._topic(path)))
        claims = [claim for topic in topics for claim in topic.claims]
        by_number = {topic.number: topic for topic in topics}
        if len(by_number) < len(topics):
            self.fault(self.folder / "topics", 1, "two topics have one number")
        folders = sorted(p for p in (self.folder / "comparisons").glob("*") if p.is_dir())
        comparisons = tuple(
            comparison
            for path in folders
            if (comparison := _ComparisonReader(self, path, topics, claims).comparison())
        )
        if not topics:
            self.fault(self.folder / "topics", 1, "there is no topic")
        if not folders:
            self.fault(self.folder / "comparisons", 1, "there is no comparison")
        return Library(self.sources, topics, comparisons)

    def fault(self, path: Path, line: int, text: str) -> None:
        self.faults.append(f"{path.relative_to(self.folder).as_posix()}:{line}: {text}")

    def text(self, path: Path) -> str | None:
        try:
            return path.read_text(encoding="utf-8")
        except FileNotFoundError:
            self.fault(path, 1, "the file is missing")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self.fault(path, line, "this is not UTF-8")
        return None

    def toml(self, path: Path, text: str, first_line: int = 1) -> dict[str, Any] | None:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            at = int(line[1]) if line else text.count("\n") + 1
            self.fault(path, first_line - 1 + at, f"this is not TOML: {error}")
            return None

    def _sources(self, path: Path) -> dict[str, Source]:
        text = self.text(path)
        table = self.toml(path, text) if text is not None else None
        found: dict[str, Source] = {}
        for slug, entry in (table or {}).items():
            line = _line(text or "", f"[{slug}]")
            if not _SLUG.match(slug):
                self.fault(path, line, f"“{slug}” is not a slug")
            if not isinstance(entry, dict):
                self.fault(path, line, f"source “{slug}” is not a table")
                continue
            title, url, how = (entry.get(key) for key in ("title", "url", "how"))
            checked = entry.get("checked")
            if not _is_text(title) or not isinstance(checked, date):
                self.fault(path, line, f"source “{slug}” needs a title and the day it was checked")
            elif _is_text(url) == _is_text(how):
                self.fault(path, line, f"source “{slug}” needs either a url or how it was run")
            elif _is_text(url) and not re.match(r"https?://[^\s/]+", str(url)):
                self.fault(path, line, f"source “{slug}” has no usable address: {url}")
            else:
                found[slug] = Source(slug, str(title), url, how, checked)
        return found

    def _topic(self, path: Path) -> Topic | None:
        name = _TOPIC_FILE.match(path.stem)
        if not name:
            self.fault(path, 1, "the file's name is not NN-slug.md")
            return None
        text = self.text(path)
        parts = re.match(r"\+\+\+\n(.*?)^\+\+\+\n(.*)\Z", text or "", re.DOTALL | re.MULTILINE)
        if text is not None and not parts:
            self.fault(path, 1, "the front matter between two +++ lines is missing")
        head = self._front_matter(path, parts[1]) if parts else None
        if not parts or not head:
            return None
        body_line = parts[1].count("\n") + 3
        sections = dict(_sections(parts[2], body_line))
        answer = " ".join(line for _, line in sections.get("In short", []) if line.strip())
        claims = tuple(self._claims(path, name[1], sections.get("Claims", [])))
        if not answer or not claims:
            self.fault(path, body_line, "the sections “In short” and “Claims” must not be empty")
        for unknown in sections.keys() - {"In short", "Claims"}:
            self.fault(path, body_line, f"there is no place for a section “{unknown}”")
        return Topic(path.stem, int(name[1]), **head, answer=answer, claims=claims)

    def _front_matter(self, path: Path, text: str) -> dict[str, Any] | None:
        head = self.toml(path, text, first_line=2)
        wanted = ("title", "question", "category", "checked")
        if head is None:
            return None
        if head.keys() != set(wanted):
            self.fault(path, 1, f"the front matter must hold {', '.join(wanted)}, and nothing else")
        elif not all(_is_text(head[key]) for key in wanted[:3]):
            self.fault(path, 1, "title, question and category must be texts")
        elif not isinstance(head["checked"], date):
            self.fault(path, 1, "checked must be a day, like 2026-11-23")
        else:
            return head
        return None

    def _claims(self, path: Path, topic: str, lines: Sequence[tuple[int, str]]) -> Iterator[Claim]:
        starts = [i for i, (_, line) in enumerate(lines) if line.startswith("### ")]
        seen: set[str] = set()
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            at, heading = lines[start]
            title = _CLAIM_HEADING.match(heading)
            if not title or int(title[1].split(".")[0]) != int(topic) or title[1] in seen:
                self.fault(path, at, f"a claim starts with “### {int(topic)}.N text”, N once only")
                continue
            seen.add(title[1])
            claim = self._claim(path, title[1], title[2], lines[start:end])
            if claim:
                yield claim

    def _claim(
        self, path: Path, number: str, text: str, lines: Sequence[tuple[int, str]]
    ) -> Claim | None:
        at = lines[0][0]
        places: dict[str, int] = {}
        entries: dict[str, str] = {}
        fact: list[str] = []
        for line_number, line in lines[1:]:
            entry = _CLAIM_ENTRY.match(line)
            if entry and not fact:
                entries[entry[1]] = entry[2].strip()
                places[entry[1]] = line_number
            elif line.strip():
                fact.append(line.strip())
        if entries.get("verdict") not in list(Verdict):
            place = places.get("verdict", at)
            self.fault(path, place, f"claim {number}: the verdict is none of {', '.join(Verdict)}")
            return None
        verdict = Verdict(entries["verdict"])
        slugs = _split(entries.get("sources", ""))
        for slug in slugs:
            if slug not in self.sources:
                self.fault(path, places["sources"], f"claim {number}: there is no source “{slug}”")
        if not slugs and verdict not in UNSOURCED:
            self.fault(path, at, f"claim {number}: a claim that is {verdict} needs a source")
        if not fact or not entries.get("about"):
            self.fault(path, at, f"claim {number}: the fact, or what it is about, is missing")
        sources = tuple(self.sources[slug] for slug in slugs if slug in self.sources)
        about = _split(entries.get("about", ""))
        return Claim(number, text, verdict, about, " ".join(fact), sources)


@dataclass
class _ComparisonReader:
    outer: _Reader
    folder: Path
    topics: Sequence[Topic]
    claims: Sequence[Claim]

    def comparison(self) -> Comparison | None:
        head = self._file("comparison")
        options = tuple(self._options())
        criteria = tuple(self._criteria(_texts(head.get("groups"))))
        slugs = [criterion.slug for criterion in criteria]
        path = self.folder / "comparison.toml"
        if not _is_text(head.get("title")) or not _is_text(head.get("question")):
            self.outer.fault(path, 1, "a comparison needs a title and a question")
            return None
        line = _line(path.read_text(encoding="utf-8"), "[weights]")
        return Comparison(
            slug=self.folder.name,
            title=head["title"],
            question=head["question"],
            options=options,
            criteria=criteria,
            ratings=self._ratings(slugs, [option.slug for option in options]),
            weights=self._weights(path, line, head.get("weights"), slugs),
            presets=tuple(self._presets(slugs)),
        )

    def _file(self, stem: str) -> dict[str, Any]:
        path = self.folder / f"{stem}.toml"
        text = self.outer.text(path)
        return (self.outer.toml(path, text) if text is not None else None) or {}

    def _entries(self, stem: str, *required: str) -> Iterator[tuple[Path, int, dict[str, Any]]]:
        """The tables of `[[stem]]` with the line that each starts on; faulty ones are left out."""
        path = self.folder / f"{stem}.toml"
        entries = self._file(stem).get(stem, [])
        if not (isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)):
            self.outer.fault(path, 1, f"every entry starts with [[{stem}]]")
            return
        text = path.read_text(encoding="utf-8") if entries else ""
        seen: set[str] = set()
        for index, entry in enumerate(entries):
            line = _line(text, f"[[{stem}]]", index)
            missing = [key for key in required if not _is_text(entry.get(key))]
            if missing:
                self.outer.fault(path, line, f"{', '.join(missing)} missing")
            elif "slug" in required and (not _SLUG.match(entry["slug"]) or entry["slug"] in seen):
                self.outer.fault(path, line, f"“{entry['slug']}” is not a slug, or stands twice")
            else:
                seen.add(entry.get("slug", ""))
                yield path, line, entry

    def _options(self) -> Iterator[Option]:
        for _, _, e in self._entries("options", "slug", "name", "summary", "url"):
            yield Option(e["slug"], e["name"], e["summary"], e["url"])

    def _criteria(self, groups: Sequence[str]) -> list[Criterion]:
        topics = {topic.slug: topic for topic in self.topics}
        found = []
        keys = ("slug", "group", "name", "question", "zero", "five", "topic")
        for path, line, entry in self._entries("criteria", *keys):
            topic = topics.get(entry["topic"])
            if entry["group"] not in groups:
                self.outer.fault(path, line, f"there is no group “{entry['group']}”")
            elif topic is None:
                self.outer.fault(path, line, f"there is no topic “{entry['topic']}”")
            else:
                texts = {key: entry[key] for key in keys}
                found.append(Criterion(**texts, topic_number=topic.number))
        return sorted(found, key=lambda criterion: groups.index(criterion.group))

    def _ratings(
        self, criteria: Sequence[str], options: Sequence[str]
    ) -> dict[tuple[str, str], Rating]:
        numbers = {claim.number for claim in self.claims}
        found: dict[tuple[str, str], Rating] = {}
        for path, line, entry in self._entries("ratings", "criterion", "option", "rationale"):
            key = (entry["criterion"], entry["option"])
            name = f"the rating of {key[1]} on {key[0]}"
            value: Any = entry.get("value")
            slugs, claims = _texts(entry.get("sources")), _texts(entry.get("claims"))
            dead = [slug for slug in slugs if slug not in self.outer.sources]
            lost = [number for number in claims if number not in numbers]
            if key[0] not in criteria or key[1] not in options:
                self.outer.fault(path, line, f"{name}: there is no such criterion or option")
            elif key in found:
                self.outer.fault(path, line, f"{name} stands twice")
            elif value != "unknown" and not _in_range(value, RATING_MAX):
                self.outer.fault(path, line, f"{name} is neither 0 to 5 nor “unknown”")
            elif not slugs or dead or lost:
                what = ", ".join([*dead, *lost]) or "any"
                self.outer.fault(path, line, f"{name}: there is no source or claim {what}")
            else:
                found[key] = Rating(
                    value=None if value == "unknown" else float(value),
                    rationale=entry["rationale"],
                    sources=tuple(self.outer.sources[slug] for slug in slugs),
                    claims=claims,
                )
        for criterion in criteria:
            for option in options:
                if (criterion, option) not in found:
                    fault = f"there is no rating of {option} on {criterion}"
                    self.outer.fault(self.folder / "ratings.toml", 1, fault)
        return found

    def _presets(self, criteria: Sequence[str]) -> Iterator[Preset]:
        for path, line, e in self._entries("presets", "slug", "name", "description"):
            weights = self._weights(path, line, e.get("weights"), criteria)
            yield Preset(e["slug"], e["name"], e["description"], weights)

    def _weights(
        self, path: Path, line: int, table: object, criteria: Sequence[str]
    ) -> dict[str, float]:
        given = table if isinstance(table, dict) else {}
        for slug in [slug for slug in criteria if slug not in given]:
            self.outer.fault(path, line, f"there is no weight for {slug}")
        for slug, weight in given.items():
            if slug not in criteria:
                self.outer.fault(path, line, f"there is a weight for {slug}, but no criterion")
            elif not _in_range(weight, WEIGHT_MAX):
                self.outer.fault(path, line, f"the weight of {slug} is not 0 to 10")
        return {
            slug: float(weight) for slug, weight in given.items() if _in_range(weight, WEIGHT_MAX)
        }


def _sections(body: str, first_line: int) -> Iterator[tuple[str, list[tuple[int, str]]]]:
    """The `##` sections of a body: heading, and its lines with their numbers."""
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(body.splitlines(), first_line):
        if line.startswith("## "):
            lines = []
            yield line[3:].strip(), lines
        else:
            lines.append((number, line))


def _line(text: str, header: str, index: int = 0) -> int:
    """The line of the `index`-th table header of that text; 1 if it is written otherwise."""
    found = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == header]
    return found[index] if index < len(found) else 1


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _texts(value: object) -> tuple[str, ...]:
    """A list of texts as such; nothing where it is something else."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return ()


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _in_range(value: object, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= high
