"""One topic: TOML between two `+++` lines, then sections of Markdown.

“In short” is the answer, “Claims” holds what is said about the question, and every other
section is part of the page's body.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from store.content import page
from store.domain.content import Claim, Example, PageBlock, Source, StyledText, Topic, Verdict
from store.util.toml_source import Files, is_text, line_of_key, lines_of_keys, split, texts

UNSOURCED = (Verdict.OPINION, Verdict.NOT_CHECKABLE)
"""The verdicts that may stand without a source, because none can exist."""

_FILE = re.compile(r"([0-9]{2,3})-[a-z0-9]+(-[a-z0-9]+)*\Z")
_PARTS = re.compile(r"\+\+\+\n(.*?)^\+\+\+\n(.*)\Z", re.DOTALL | re.MULTILINE)
_CLAIM = re.compile(r"### ([0-9]+\.[0-9]+) +(\S.*)\Z")
_ENTRY = re.compile(r"- (verdict|about|sources): *(.*)\Z")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*\Z)|~{3,})(.*)\Z")
_REQUIRED = ("title", "question", "category", "checked")
_LISTS = ("related", "path", "examples")

Lines = list[tuple[int, str]]


@dataclass
class TopicReader:
    """Reads topics.

    Args:
        files: where faults are noted.
        sources: those there are, by the slug that the files use.
        examples: those there are, likewise.
        numbers: the numbers that topics of this folder may have.
    """

    files: Files
    sources: Mapping[str, Source]
    examples: Mapping[str, Example]
    numbers: range

    def read(self, path: Path) -> Topic | None:
        """The topic in that file; None, with faults noted, if there is none."""
        name = _FILE.match(path.stem)
        if not name or int(name[1]) not in self.numbers:
            first, last = self.numbers[0], self.numbers[-1]
            told = f"the file's name is not NN-slug.md, with a number from {first} to {last}"
            self.files.fault(path, 1, told)
            return None
        text = self.files.text(path)
        parts = _PARTS.match(text) if text is not None else None
        if text is not None and not parts:
            self.files.fault(path, 1, "the front matter between two +++ lines is missing")
        head = self._front_matter(path, parts[1]) if parts else None
        if not parts or head is None:
            return None
        first_line = parts[1].count("\n") + 3
        sections = self._sections(path, parts[2], first_line)
        answer = " ".join(line for _, line in sections.pop("In short", []) if line.strip())
        claims = tuple(self._claims(path, int(name[1]), sections.pop("Claims", [])))
        if not answer or not claims:
            told = "the sections “## In short” and “## Claims” must not be empty"
            self.files.fault(path, first_line, told)
        body = tuple(self._body(path, sections))
        return Topic(path.stem, int(name[1]), **head, answer=answer, claims=claims, body=body)

    def _front_matter(self, path: Path, text: str) -> dict[str, Any] | None:
        head = self.files.toml(path, text, first_line=2)
        if head is None:
            return None
        missing = [key for key in _REQUIRED if key not in head]
        unknown = [key for key in head if key not in (*_REQUIRED, *_LISTS)]
        lines = lines_of_keys(text.split("\n"), 2)
        at = {key: lines.get(key, 2) for key in head}
        if missing:
            told = (
                f"the front matter must hold {', '.join(_REQUIRED)}; {', '.join(missing)} missing"
            )
            self.files.fault(path, 1, told)
        for key in unknown:
            known = ", ".join((*_REQUIRED, *_LISTS))
            self.files.fault(path, at[key], f"“{key}” is none of {known}; take it out")
        bad = [key for key in _REQUIRED[:3] if key in head and not is_text(head[key])]
        bad += [key for key in _LISTS if key in head and list(texts(head[key])) != head[key]]
        for key in bad:
            what = "a text" if key in _REQUIRED else "a list of slugs"
            self.files.fault(path, at[key], f"{key} must be {what}")
        if "checked" in head and type(head["checked"]) is not date:
            self.files.fault(path, at["checked"], "checked must be a day, like 2026-11-23")
            bad.append("checked")
        if missing or unknown or bad:
            return None
        for key in _LISTS:
            head[key] = texts(head.get(key))
        lost = [slug for slug in head["examples"] if slug not in self.examples]
        for slug in lost:
            self.files.fault(path, at["examples"], f"there is no example “{slug}”")
        if len(set(head["examples"])) < len(head["examples"]):
            self.files.fault(path, at["examples"], "an example stands twice")
        head["examples"] = tuple(self.examples[s] for s in head["examples"] if s not in lost)
        return head

    def _sections(self, path: Path, text: str, first_line: int) -> dict[str, Lines]:
        """The `##` sections of a page by heading; the lines of each with their numbers."""
        found: dict[str, Lines] = {}
        lines: Lines = []
        loose = lines
        fence = ""
        for number, line in enumerate(text.split("\n"), first_line):
            mark = _FENCE.match(line)
            if mark and not fence:
                fence = mark[1]
            elif mark and mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
            if line.startswith("## ") and not fence:
                title = line[3:].strip()
                if title in found:
                    self.files.fault(path, number, f"there is a section “{title}” already")
                lines = found.setdefault(title, [])
            else:
                lines.append((number, line))
        if lost := [number for number, line in loose if line.strip()]:
            self.files.fault(path, lost[0], "this stands in no section; begin with “## In short”")
        return found

    def _body(self, path: Path, sections: Mapping[str, Lines]) -> Iterator[PageBlock]:
        tasks: set[str] = set()
        for title, lines in sections.items():
            yield PageBlock("section", (StyledText(title),))
            parsed = page.parse("\n".join(line for _, line in lines))
            for line, told in parsed.faults:
                self.files.fault(path, lines[0][0] - 1 + line, told)
            for piece in parsed.pieces:
                if piece.kind == "task":
                    if piece.mark in tasks:
                        at = next((n for n, line in reversed(lines) if piece.mark in line), 1)
                        told = f"two tasks begin with “{piece.mark}”; let them begin differently"
                        self.files.fault(path, at, told)
                    tasks.add(piece.mark)
                yield piece

    def _claims(self, path: Path, topic: int, lines: Lines) -> Iterator[Claim]:
        starts = [i for i, (_, line) in enumerate(lines) if line.startswith("### ")]
        told = f"a claim starts with “### {topic}.N text”, N once only"
        for at, line in lines[: starts[0] if starts else None]:
            if line.strip():
                self.files.fault(path, at, told)
        seen: set[str] = set()
        for start, end in pairwise([*starts, len(lines)]):
            at, heading = lines[start]
            title = _CLAIM.match(heading)
            if not title or title[1].split(".")[0] != str(topic) or title[1] in seen:
                self.files.fault(path, at, told)
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
            entry = _ENTRY.match(line)
            if entry and not fact:
                entries[entry[1]] = entry[2].strip()
                places[entry[1]] = line_number
            elif line.strip():
                fact.append(line.strip())
        fault = self.files.fault
        if entries.get("verdict") not in list(Verdict):
            place = places.get("verdict", at)
            fault(path, place, f"claim {number}: the verdict is none of {', '.join(Verdict)}")
            return None
        verdict = Verdict(entries["verdict"])
        slugs = split(entries.get("sources", ""))
        for slug in slugs:
            if slug not in self.sources:
                fault(path, places["sources"], f"claim {number}: there is no source “{slug}”")
        if not slugs and verdict not in UNSOURCED:
            fault(path, at, f"claim {number}: a claim that is {verdict} needs a source")
        if not fact or not entries.get("about"):
            fault(path, at, f"claim {number}: the fact, or what it is about, is missing")
        sources = tuple(self.sources[slug] for slug in slugs if slug in self.sources)
        about = split(entries.get("about", ""))
        return Claim(number, text, verdict, about, " ".join(fact), sources)


def check_topics(
    files: Files, folder: Path, topics: Sequence[Topic], known: Collection[str]
) -> None:
    """Notes a topic that leads to none of `known`, or to itself."""
    for topic in topics:
        path = folder / f"{topic.slug}.md"
        for key in ("related", "path"):
            slugs = getattr(topic, key)
            at = line_of_key(files.text(path) or "", key) if slugs else 1
            for slug in dict.fromkeys(slugs):
                if slug == topic.slug:
                    files.fault(path, at, f"{key}: a topic does not lead to itself")
                elif slug not in known:
                    files.fault(path, at, f"{key}: there is no topic “{slug}”")
                elif slugs.count(slug) > 1:
                    files.fault(path, at, f"{key}: “{slug}” stands twice")
