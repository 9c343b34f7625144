"""A matrix ⇄ a file of its own, TOML or JSON, which needs no store; docs/matrix.md describes it."""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from store.domain.errors import ContentError, InvalidError, given_name
from store.domain.matrix import (
    CELLS_MAX,
    RATING_MAX,
    WEIGHT_MAX,
    Comparison,
    Criterion,
    CriterionDraft,
    Matrix,
    Option,
    OptionDraft,
    Rating,
)
from store.util.toml_source import Files, in_range, lines_of, lines_of_keys

FILE_MAX = 20_000_000
"""Bytes in a file: several times what 10,000 criteria by 10 options take."""

UNKNOWN = "unknown"
"""What stands in a file for a rating that is not known; JSON has null as well."""

_UNRATED = Rating(None, "")

_OPTION = ("name", "summary", "url")
_CRITERION = ("name", "group", "question", "zero", "five")
_KEYS = {
    "": (("title", "question"), ("options", "criteria")),
    "options": ((*_OPTION, "slug", "ruled_out"), ()),
    "criteria": ((*_CRITERION, "slug"), ("weight", "must", "ratings")),
}
"""The keys for texts and the others that the file, an option and a criterion may have."""

_SHOWN = 40
"""Characters of a wrong value that a fault repeats."""

_LARGE = 10**_SHOWN

_HIDDEN = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_NAME = re.compile(r'"?name"?\s*[:=]\s*("(?:[^"\\]|\\.)*")')


def read(path: Path) -> Matrix:
    """The matrix that a file holds: JSON if it is called `.json`, else TOML. Its `id` is 0.

    Raises:
        ContentError: it cannot be read, or breaks rules; the error lists every fault.
    """
    files = _Files(path.parent)
    text = files.text(path, FILE_MAX)
    found = _Reader(files, path, text).matrix() if text is not None else None
    if found is None or files.faults:
        raise ContentError(files.faults)
    return found


def write(matrix: Matrix) -> str:
    """The matrix as TOML: `read` of it gives the same weights, ratings, musts and reasons.

    Sources, rationales, notes and presets are left out.
    """
    comparison = matrix.comparison
    blocks = [_lines(title=matrix.name, question=comparison.question)]
    for option in comparison.options:
        reason = matrix.ruled_out.get(option.slug)
        keys = _lines(
            slug=option.slug,
            name=option.name,
            summary=option.summary,
            url=option.url,
            ruled_out=None if reason is None else reason or "no reason given",
        )
        blocks.append(f"[[options]]\n{keys}")
    for criterion in comparison.criteria:
        ratings = [
            f"{_text(option.slug)} = {_number(matrix.ratings[criterion.slug, option.slug].value)}"
            for option in comparison.options
        ]
        keys = _lines(
            slug=criterion.slug,
            group=criterion.group,
            name=criterion.name,
            question=criterion.question,
            zero=criterion.zero,
            five=criterion.five,
            weight=matrix.weights[criterion.slug],
            must=matrix.minimums.get(criterion.slug) or None,
        )
        blocks.append(f"[[criteria]]\n{keys}ratings = {{ {', '.join(ratings)} }}\n")
    return "\n".join(blocks)


# Writing


def _lines(**values: str | float | None) -> str:
    """Keys with their values, without those that hold nothing."""
    return "".join(
        f"{key} = {_text(value) if isinstance(value, str) else _number(value)}\n"
        for key, value in values.items()
        if value is not None and value != ""
    )


def _text(text: str) -> str:
    # What could make a terminal act is escaped; half of a surrogate pair TOML cannot hold.
    clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    quoted = json.dumps(clean, ensure_ascii=False)
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def _number(value: float | None) -> str:
    if value is None:
        return f'"{UNKNOWN}"'
    return str(int(value)) if float(value).is_integer() else repr(float(value))


# Reading


class _Files(Files):
    """Tells faults by the path as the user gave it."""

    def fault(self, path: Path, line: int, text: str) -> None:
        """Notes what is wrong in that line."""
        self._note(str(path), line, text)


@dataclass(frozen=True)
class _Entry:
    """An option or a criterion of the file: `start` is its first line, `end` is after its last."""

    stem: str
    values: Mapping[str, Any]
    start: int
    end: int


@dataclass
class _Reader:
    files: Files
    path: Path
    text: str
    taken: set[tuple[str, str, str]] = field(default_factory=set)
    """Every name and slug so far: of what, which of the two, what it says."""
    all_options: bool = True
    """Whether no option was left out for a fault, whose ratings are then no fault."""
    _keys: tuple[tuple[int, int], Mapping[str, int]] = ((0, 0), {})
    """The lines of the last entry with a fault, and of its keys."""

    def matrix(self) -> Matrix | None:
        """The matrix; None, or not to be used, if faults were noted."""
        top = self._json() if self.path.suffix.casefold() == ".json" else self._toml()
        if top is None:
            return None
        whole = _Entry("", top, 1, len(self._lines) + 1)
        if not (self._whole(whole) and self._has_room(top)):
            return None
        options, ruled_out = [], {}
        for entry in self._entries(top, "options"):
            if option := self._option(entry):
                options.append(option)
                if "ruled_out" in entry.values:
                    ruled_out[option.slug] = _one_line(entry.values["ruled_out"])
        criteria, weights, minimums, ratings = [], {}, {}, {}
        slugs = {option.slug for option in options}
        self.all_options = not self.files.faults
        for entry in self._entries(top, "criteria"):
            weight, must = self._weight(entry), self._must(entry)
            given = self._ratings(entry, slugs)
            if criterion := self._criterion(entry):
                criteria.append(criterion)
                weights[criterion.slug] = weight
                for slug in slugs:
                    ratings[criterion.slug, slug] = given.get(slug, _UNRATED)
                if must:
                    minimums[criterion.slug] = must
        comparison = Comparison(
            slug=self.path.stem,
            title=_one_line(top.get("title", "")),
            question=_one_line(top.get("question", "")),
            options=tuple(options),
            criteria=tuple(criteria),
            ratings=ratings,
            weights=weights,
            presets=(),
        )
        return Matrix(0, comparison.title, None, comparison, weights, ratings, ruled_out, minimums)

    # The file

    def _toml(self) -> dict[str, Any] | None:
        return self.files.toml(self.path, self.text)

    def _json(self) -> dict[str, Any] | None:
        try:
            value = json.loads(self.text, object_pairs_hook=_once)
        except json.JSONDecodeError as error:
            self._fault(error.lineno, f"this is not JSON: {error.msg}")
        except ValueError as error:  # a key twice, or a number of thousands of digits
            self._fault(1, f"this is not JSON that can be read: {error}")
        except RecursionError:
            self._fault(1, "this is not JSON that can be read: it is nested too deep")
        else:
            if isinstance(value, dict):
                return value
            self._fault(1, "the file must be an object that holds title, options and criteria")
        return None

    def _whole(self, top: _Entry) -> bool:
        """Whether there is anything to read; else a fault is noted."""
        if not self._texts(top):
            return False
        try:
            given_name(top.values.get("title", ""))
        except InvalidError as error:
            self._of(top, "title", f"title: {error}")
        if not top.values.get("options"):
            self._fault(1, "there is no option; begin each with [[options]] and give it a name")
        return True

    def _has_room(self, top: Mapping[str, Any]) -> bool:
        """Whether it has not too many ratings to be worked out; else a fault is noted."""
        lists = [top.get(key) for key in ("options", "criteria")]
        options, criteria = (len(rows) if isinstance(rows, list) else 0 for rows in lists)
        if options * criteria <= CELLS_MAX:
            return True
        told = f"{options:,} options by {criteria:,} criteria are too many"
        self._fault(1, f"{told}; a matrix has at most {CELLS_MAX:,} ratings")
        return False

    def _entries(self, top: Mapping[str, Any], stem: str) -> Iterator[_Entry]:
        """The options or the criteria whose texts are texts; of the others faults are noted."""
        values = top.get(stem, [])
        if not (isinstance(values, list) and all(isinstance(value, dict) for value in values)):
            self._fault(1, f"{stem} must be a list of tables; begin each with [[{stem}]]")
            return
        starts = lines_of(self.text, f"[[{stem}]]")
        for place, value in enumerate(values):
            if len(starts) == len(values):
                start = starts[place]
                end = self._headings[bisect_right(self._headings, start)]
            else:  # JSON, or all tables on one line
                start = self._names.get(str(value.get("name")), 1)
                end = start + 1
            entry = _Entry(stem, value, start, end)
            if self._texts(entry):
                yield entry

    # An option, a criterion

    def _option(self, entry: _Entry) -> Option | None:
        try:
            kept = OptionDraft(**{key: entry.values.get(key, "") for key in _OPTION}).check()
        except InvalidError as error:
            self._problems(entry, error)
            return None
        if not entry.values.get("ruled_out", "because").strip():
            self._of(entry, "ruled_out", "say why the option is ruled out, or leave the key out")
        slug = self._slug(entry, kept.name)
        return Option(slug, kept.name, kept.summary, kept.url) if slug else None

    def _criterion(self, entry: _Entry) -> Criterion | None:
        try:
            kept = CriterionDraft(**{key: entry.values.get(key, "") for key in _CRITERION}).check()
        except InvalidError as error:
            self._problems(entry, error)
            return None
        slug = self._slug(entry, kept.name)
        if not slug:
            return None
        return Criterion(slug, kept.group, kept.name, kept.question, kept.zero, kept.five)

    def _slug(self, entry: _Entry, name: str) -> str:
        """What ratings call it; empty, with a fault noted, if it or the name stands twice."""
        slug = _one_line(entry.values.get("slug", "")) or name
        said = {(entry.stem, "name", name.casefold()), (entry.stem, "slug", slug.casefold())}
        if twice := said & self.taken:
            key = min(key for _, key, _ in twice)
            self._of(entry, key, f"“{_cut(slug if key == 'slug' else name)}” stands twice")
            return ""
        self.taken |= said
        return slug

    def _weight(self, entry: _Entry) -> float:
        if "weight" not in entry.values:
            self._fault(entry.start, "weight is missing")
            return 0.0
        return self._number(entry, "weight", WEIGHT_MAX)

    def _must(self, entry: _Entry) -> float:
        return self._number(entry, "must", RATING_MAX) if "must" in entry.values else 0.0

    def _number(self, entry: _Entry, key: str, high: float) -> float:
        value = entry.values[key]
        if in_range(value, high):
            return float(value)
        self._of(entry, key, f"{key} must be a number from 0 to {high:g}, not {_told(value)}")
        return 0.0

    def _ratings(self, entry: _Entry, options: Collection[str]) -> dict[str, Rating]:
        table = entry.values.get("ratings", {})
        if not isinstance(table, dict):
            told = f"ratings must be a table like {{ flask = 4 }}, not {_told(table)}"
            self._of(entry, "ratings", told)
            return {}
        found = {}
        for option, value in table.items():
            if option not in options:
                if not self.all_options:
                    continue
                told = f"there is no option “{_cut(option)}” to rate"
                self._of(entry, option, told, "ratings")
            elif value is None or value == UNKNOWN:
                found[option] = _UNRATED
            elif in_range(value, RATING_MAX):
                found[option] = Rating(float(value), "")
            else:
                told = f"the rating of “{_cut(option)}” must be a number from 0 to {RATING_MAX:g}"
                told = f'{told} or "{UNKNOWN}", not {_told(value)}'
                self._of(entry, option, told, "ratings")
        return found

    # Faults

    def _texts(self, entry: _Entry) -> bool:
        """Whether it holds only keys that it may hold, and texts where it must."""
        before = self.files.noted
        texts, others = _KEYS[entry.stem]
        for key in entry.values:
            if key not in (*texts, *others):
                there = ", ".join((*texts, *others))
                self._of(entry, key, f"there is no key “{_cut(key)}”; there are {there}")
        for key in texts:
            if not isinstance(value := entry.values.get(key, ""), str):
                self._of(entry, key, f"{key} must be a text, not {_told(value)}")
        return self.files.noted == before

    def _problems(self, entry: _Entry, error: InvalidError) -> None:
        for key, told in error.problems.items():
            self._of(entry, key, f"{key}: {told}")

    def _of(self, entry: _Entry, key: str, told: str, table: str = "") -> None:
        """Notes a fault where the entry gives that key a value, or else where it gives `table`."""
        if self._keys[0] != (entry.start, entry.end):
            lines = self._lines[entry.start - 1 : entry.end - 1]
            self._keys = (entry.start, entry.end), lines_of_keys(lines, entry.start)
        places = self._keys[1]
        self._fault(places.get(key) or places.get(table) or entry.start, told)

    def _fault(self, line: int, told: str) -> None:
        self.files.fault(self.path, line, told)

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    @cached_property
    def _headings(self) -> list[int]:
        """The lines where entries begin, and the one after the last."""
        found = [n for n, line in enumerate(self._lines, 1) if line.lstrip().startswith("[[")]
        return [*found, len(self._lines) + 1]

    @cached_property
    def _names(self) -> dict[str, int]:
        """The line of every name that is written as in JSON."""
        found: dict[str, int] = {}
        for line, text in enumerate(self._lines, 1):
            for name in _NAME.findall(text):
                with suppress(ValueError):
                    found.setdefault(json.loads(name), line)
        return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which no key stands twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        times = Counter(key for key, _ in pairs)
        twice = next(key for key in times if times[key] > 1)
        raise ValueError(f"“{_cut(twice)}” stands twice in one object")
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _told(value: object) -> str:
    """A value as a fault repeats it."""
    if isinstance(value, str):
        return f"the text “{_cut(value)}”"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, int) and abs(value) > _LARGE:  # its digits may be more than Python shows
        return "a number so large"
    return str(value)
