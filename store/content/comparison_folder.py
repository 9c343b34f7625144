"""One comparison: a folder of five TOML files."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.domain.content import Source
from store.domain.errors import TITLE_MAX
from store.domain.matrix import (
    CELLS_MAX,
    RATING_MAX,
    WEIGHT_MAX,
    Comparison,
    Criterion,
    Option,
    Preset,
    Rating,
)
from store.domain.text import ADDRESS_RULE, is_address
from store.util.toml_source import (
    SLUG,
    TABLES_MAX,
    Files,
    in_range,
    is_text,
    line_with,
    lines_of,
    texts,
)

ORDER_MAX = 1000
"""The last place among comparisons."""


@dataclass
class ComparisonReader:
    """Reads the comparison in a folder.

    Args:
        files: where faults are noted.
        folder: its own folder; its name is the slug.
        sources: those there are, by the slug that the files use.
        topics: the numbers of the topics there are, by slug.
        claims: the numbers of the claims there are.
        order: the place of a comparison that names none.
    """

    files: Files
    folder: Path
    sources: Mapping[str, Source]
    topics: Mapping[str, int]
    claims: Collection[str]
    order: int = 0

    def read(self) -> Comparison | None:
        """The comparison; None, with faults noted, if there is none."""
        path = self.folder / "comparison.toml"
        head = self.files.table(path)
        options = tuple(self._options())
        criteria = tuple(self._criteria(texts(head.get("groups"))))
        slugs = [criterion.slug for criterion in criteria]
        if not SLUG.match(self.folder.name):
            self.files.fault(path, 1, f"the folder's name “{self.folder.name}” is not a slug")
        if not is_text(head.get("title")) or not is_text(head.get("question")):
            self.files.fault(path, 1, "a comparison needs a title and a question")
            return None
        if len(head["title"]) > TITLE_MAX:
            self.files.fault(path, 1, f"the title is longer than {TITLE_MAX} characters")
        for what, found in (("options", options), ("criteria", criteria)):
            if not found:
                self.files.fault(self.folder / f"{what}.toml", 1, f"a comparison needs {what}")
        order = head.get("order", self.order)
        if not in_range(order, ORDER_MAX):
            self.files.fault(path, 1, f"order must be a number from 0 to {ORDER_MAX}")
        slugs_of_options = [option.slug for option in options]
        line = next(iter(lines_of(self.files.text(path, TABLES_MAX) or "", "[weights]")), 1)
        return Comparison(
            slug=self.folder.name,
            title=head["title"],
            question=head["question"],
            options=options,
            criteria=criteria,
            ratings=self._ratings(slugs, slugs_of_options),
            weights=self._weights(path, line, head.get("weights"), slugs),
            presets=tuple(self._presets(slugs)),
            order=int(order) if in_range(order, ORDER_MAX) else 0,
            shown=self._shown(path, head, slugs_of_options),
        )

    def _shown(
        self, path: Path, head: Mapping[str, Any], options: Collection[str]
    ) -> tuple[str, ...]:
        if "shown" not in head:
            return ()
        shown = texts(head["shown"])
        lost = [slug for slug in shown if slug not in options]
        if lost or not shown:
            told = (
                f"there is no option {', '.join(lost)} to begin with"
                if lost
                else ("shown lists the options to begin with, at least one; without it all show")
            )
            line = line_with(self.files.text(path, TABLES_MAX) or "", "shown")
            self.files.fault(path, line, told)
        return shown

    def _entries(self, stem: str, *required: str) -> Iterator[tuple[Path, int, dict[str, Any]]]:
        path = self.folder / f"{stem}.toml"
        for line, entry in self.files.entries(path, stem, *required):
            if len(entry.get("name", "")) > TITLE_MAX:
                self.files.fault(path, line, f"the name is longer than {TITLE_MAX} characters")
            yield path, line, entry

    def _options(self) -> Iterator[Option]:
        for path, line, e in self._entries("options", "slug", "name", "summary", "url"):
            if not is_address(e["url"]):
                told = f"option “{e['slug']}” has no usable address; {ADDRESS_RULE}"
                self.files.fault(path, line, told)
            yield Option(e["slug"], e["name"], e["summary"], e["url"])

    def _criteria(self, groups: Sequence[str]) -> list[Criterion]:
        found = []
        places = {group: place for place, group in reversed([*enumerate(groups)])}
        keys = ("slug", "group", "name", "question", "zero", "five")
        for path, line, entry in self._entries("criteria", *keys):
            topic = entry.get("topic", "")
            if entry["group"] not in places:
                self.files.fault(path, line, f"there is no group “{entry['group']}”")
            elif topic != "" and (not is_text(topic) or topic not in self.topics):
                self.files.fault(path, line, f"there is no topic “{topic}”")
            else:
                values = {key: entry[key] for key in keys}
                number = self.topics.get(topic, 0)
                found.append(Criterion(**values, topic=topic, topic_number=number))
        return sorted(found, key=lambda criterion: places[criterion.group])

    def _ratings(
        self, criteria: Sequence[str], options: Sequence[str]
    ) -> dict[tuple[str, str], Rating]:
        found: dict[tuple[str, str], Rating] = {}
        if len(criteria) * len(options) > CELLS_MAX:
            told = f"{len(options):,} options by {len(criteria):,} criteria are too many"
            told = f"{told}; a comparison has at most {CELLS_MAX:,} ratings"
            self.files.fault(self.folder / "ratings.toml", 1, told)
            return found
        rows, columns = frozenset(criteria), frozenset(options)
        for path, line, entry in self._entries("ratings", "criterion", "option", "rationale"):
            key = (entry["criterion"], entry["option"])
            name = f"the rating of {key[1]} on {key[0]}"
            value: Any = entry.get("value")
            slugs, claims = texts(entry.get("sources")), texts(entry.get("claims"))
            dead = [slug for slug in slugs if slug not in self.sources]
            lost = [number for number in claims if number not in self.claims]
            if key[0] not in rows or key[1] not in columns:
                self.files.fault(path, line, f"{name}: there is no such criterion or option")
            elif key in found:
                self.files.fault(path, line, f"{name} stands twice")
            elif value != "unknown" and not in_range(value, RATING_MAX):
                self.files.fault(path, line, f"{name} is neither 0 to 5 nor “unknown”")
            elif not slugs or dead or lost:
                what = ", ".join([*dead, *lost]) or "any"
                self.files.fault(path, line, f"{name}: there is no source or claim {what}")
            else:
                found[key] = Rating(
                    value=None if value == "unknown" else float(value),
                    rationale=entry["rationale"],
                    sources=tuple(self.sources[slug] for slug in slugs),
                    claims=claims,
                )
        for criterion in criteria:
            for option in options:
                if (criterion, option) not in found:
                    fault = f"there is no rating of {option} on {criterion}"
                    self.files.fault(self.folder / "ratings.toml", 1, fault)
        return found

    def _presets(self, criteria: Sequence[str]) -> Iterator[Preset]:
        if not (self.folder / "presets.toml").exists():
            return
        for path, line, e in self._entries("presets", "slug", "name", "description"):
            weights = self._weights(path, line, e.get("weights"), criteria)
            yield Preset(e["slug"], e["name"], e["description"], weights)

    def _weights(
        self, path: Path, line: int, table: object, criteria: Sequence[str]
    ) -> dict[str, float]:
        given = table if isinstance(table, dict) else {}
        known = frozenset(criteria)
        for slug in [slug for slug in criteria if slug not in given]:
            self.files.fault(path, line, f"there is no weight for {slug}")
        for slug, weight in given.items():
            if slug not in known:
                self.files.fault(path, line, f"there is a weight for {slug}, but no criterion")
            elif not in_range(weight, WEIGHT_MAX):
                self.files.fault(path, line, f"the weight of {slug} is not 0 to 10")
        return {
            slug: float(weight) for slug, weight in given.items() if in_range(weight, WEIGHT_MAX)
        }
