"""Parses what a record says of its matrix beside the table, as `store.records.sections` writes it.

A paragraph or an item that is worded otherwise tells nothing.
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Any

from store.domain.content import Source
from store.domain.matrix import MEASURED, RATING_MAX, WEIGHT_MAX, Criterion, Matrix, Option
from store.domain.text import unique
from store.markdown.escape import escape, sentence
from store.markdown.inline import plain, prose
from store.markdown.outline import Span
from store.matrix.scoring import out_of_running
from store.records.document import Document
from store.records.filenames import slug
from store.records.matrix_facts import Cell, MatrixFacts
from store.records.matrix_sections import ADDED, GROUPS, MUSTS
from store.records.matrix_table import matrix_of
from store.records.sections import NO_REASON, OTHER_REASONS, RULED_OUT, UNKNOWN

TRIES = 20
"""How many places are tried at which a name may end."""

_ITEM = re.compile(r"[ ]{0,3}[*+-][ \t]+(?=\S)")
_MUST = re.compile(r" at least (?P<number>[0-9]{1,2}(?:\.[0-9]{1,4})?)(?:; |\Z)")
_WAS = re.compile(r" \(was (?P<number>[0-9]{1,2}(?:\.[0-9]{1,4})?)\)(?:; |\Z)")
_NEXT = re.compile(r"; |\Z")
_COLON = re.compile(r": ")
_COMMA = re.compile(r", ")
_BECAUSE = re.compile(r", because ")
_OPEN = re.compile(r" \(")
_SPOKEN = re.compile(r"(?:Good|Neutral|Bad), because ")
_LEGEND = "Ratings run from 0 to "
_WEIGHTS = re.compile(
    r"Weights: (?:the preset \"(?P<preset>.*?)\"|the comparison's own)"
    r"(?:; [0-9]+ of [0-9]+ changed: (?P<changed>.*))?"
)
_PAGE = re.compile(
    r"\[(?P<title>.*?)\]\((?P<url>(?:https?://|mailto:)[^\s()]+)\), checked "
    r"(?P<day>\d{4}-\d{2}-\d{2})(?:: (?P<cells>.*))?"
)
_RUN = re.compile(r"(?P<title>.*) \((?P<day>\d{4}-\d{2}-\d{2})\)(?:: (?P<cells>.*))?")
_SAMPLED = re.compile(r".* samples \(seed [0-9]+\)\.")
_MOVED = re.compile(r"(?P<status>[A-Z][a-z]+)(?: on \d{4}-\d{2}-\d{2})?: (?P<reason>\S.*)")


def told(document: Document, matrix: Matrix) -> MatrixFacts:
    """What a record tells of its matrix.

    Args:
        document: the record.
        matrix: what its table says: the names of options and criteria, and whose own each rating
            is.
    """
    return _Telling(document, matrix).told()


class _Telling:
    """Reads a document part by part."""

    def __init__(self, document: Document, matrix: Matrix) -> None:
        self._document = document
        self._matrix = matrix
        self._options = {escape(each.name): each for each in matrix.comparison.options}
        self._criteria = {escape(each.name): each for each in matrix.comparison.criteria}

    def told(self) -> MatrixFacts:
        found: dict[str, Any] = self._beside_the_table()
        minimums = found.pop("bars", None)
        ruled_out = self._ruled_out(minimums or {})
        reasons, sources = self._evidence()
        reasons = {**self._other_reasons(), **self._pros_and_cons(), **reasons}
        return MatrixFacts(
            **found,
            minimums=minimums or {},
            ruled_out=ruled_out or {},
            reasons=reasons,
            sources=sources,
            sure=tuple(self._sure()),
            is_whole=minimums is not None and ruled_out is not None,
        )

    # The parts of the text

    def _blocks(self, span: Span) -> Iterator[tuple[bool, str]]:
        """The items and paragraphs there, each on one line, and whether it is an item."""
        block: list[str] = []
        is_item = False
        at = span.start
        for line in self._document.text[span.start : span.end].splitlines(keepends=True):
            said = "" if self._document.outline.hidden(at) else line.strip()
            item = _ITEM.match(line) if said else None
            at += len(line)
            if (item or not said) and block:
                yield is_item, " ".join(block)
                block = []
            if said:
                is_item = bool(item) if not block else is_item
                block.append(line[item.end() :].strip() if item else said)
        if block:
            yield is_item, " ".join(block)

    def _under(self, name: str) -> Iterator[tuple[bool, str]]:
        """What stands under the heading of that name."""
        outline = self._document.outline
        for place, heading in enumerate(outline.headings):
            if heading.name == name:
                yield from self._blocks(outline.section(place, deep=False))
                return

    def _beside_the_table(self) -> dict[str, Any]:
        table = matrix_of(self._document)
        if table is None:
            return {}
        outline = self._document.outline
        span = Span(outline.body, len(self._document.text))
        above = [h.lines.start < table.lines.start for h in outline.headings].count(True)
        if above:
            span = outline.section(above - 1, deep=False)
        found: dict[str, Any] = {}
        listing = False
        for is_item, block in self._blocks(span):
            if is_item and listing:
                found.setdefault("groups", {}).update(self._group(block))
                continue
            listing = block == GROUPS
            if weights := _WEIGHTS.fullmatch(block.removesuffix(".")):
                found["preset"] = plain(weights["preset"] or "")
                was = _numbered(weights["changed"] or "", self._criteria, _WAS, WEIGHT_MAX)
                found["base"] = was or {}
            elif block.startswith(_LEGEND):
                # Earlier releases told all of it in one paragraph.
                block, _, added = block.partition(f" {ADDED}")
                _, _, musts = block.partition(f" {MUSTS}")
                self._legend(found, ADDED + added)
                self._legend(found, MUSTS + musts)
                found["bars"] = found["bars"] or {}
            elif moved := self._moved(block):
                found["reason"] = _given(moved)
            else:
                self._legend(found, block)
        return found

    def _moved(self, block: str) -> str:
        found = _MOVED.fullmatch(block)
        is_status = found and found["status"].casefold() == self._document.status
        return found["reason"] if found and is_status else ""

    def _legend(self, found: dict[str, Any], block: str) -> None:
        if block.startswith(MUSTS):
            said = block.removeprefix(MUSTS).removesuffix(".")
            found["bars"] = _numbered(said, self._criteria, _MUST, RATING_MAX)
        elif block.startswith(ADDED):
            said = block.removeprefix(ADDED).removesuffix(".")
            names = _listed(said, {*self._options, *self._criteria}, _NEXT) or []
            found["own"] = self._own([name for name, _ in names])

    def _own(self, names: Sequence[str]) -> Mapping[tuple[type, str], bool]:
        """Whose names these are: those of options come first, in the order of the columns."""
        own: dict[tuple[type, str], bool] = {}
        options = iter(self._options)
        for name in names:
            if name in options:  # and none before it
                own[Option, self._options[name].slug] = True
            elif criterion := self._criteria.get(name):
                own[Criterion, criterion.slug] = True
        return own

    def _group(self, item: str) -> Mapping[str, str]:
        for colon in islice(_COLON.finditer(item), TRIES):
            members = _listed(item[colon.end() :], self._criteria, _NEXT)
            if members:
                group = plain(item[: colon.start()])
                return {self._criteria[name].slug: group for name, _ in members}
        return {}

    def _ruled_out(self, minimums: Mapping[str, float]) -> Mapping[str, str] | None:
        """Who is ruled out, and why; None where it does not tell, or not in these words."""
        if "options" not in self._document.parts:
            return None
        span = self._document.outline.section(self._document.parts["options"], deep=False)
        # The table and the musts tell who misses one.
        missing = out_of_running(replace(self._matrix, minimums=minimums, ruled_out={}))
        found: dict[str, str] = {}
        for is_item, block in self._blocks(span):
            if is_item or not block.startswith(RULED_OUT.rstrip(": ")):
                continue
            option, reason = self._because(block.removeprefix(RULED_OUT))
            if option is None:
                return None
            missed = missing.get(option.slug)
            if missed is None or escape(missed) != _unended(reason):
                found[option.slug] = _given(reason)
        return found

    def _because(self, said: str) -> tuple[Option | None, str]:
        if option := self._options.get(_unended(said)):
            return option, ""
        for because in islice(_BECAUSE.finditer(said), TRIES):
            if option := self._options.get(said[: because.start()]):
                return option, said[because.end() :]
        return None, ""

    def _pros_and_cons(self) -> Mapping[Cell, str]:
        found: dict[Cell, str] = {}
        document, outline = self._document, self._document.outline
        if "pros" not in document.parts or not self._criteria:
            return found
        place = document.parts["pros"]
        whole = outline.section(place, deep=True)
        for at, heading in enumerate(outline.headings[place + 1 :], place + 1):
            if heading.lines.start >= whole.end:
                break
            option = self._options.get(heading.words)
            if option is None:
                continue
            for is_item, block in self._blocks(outline.section(at, deep=False)):
                spoken = _SPOKEN.match(block) if is_item else None
                if spoken:
                    found |= self._point(block[spoken.end() :], option)
        return found

    def _point(self, said: str, option: Option) -> Mapping[Cell, str]:
        for colon in islice(_COLON.finditer(said), TRIES):
            name = said[: colon.start()]
            criterion = self._criteria.get(name)
            if criterion is None:
                criterion = self._criteria.get(name.removesuffix(f" {UNKNOWN}"))
            if criterion:
                cell = criterion.slug, option.slug
                return {cell: self._typed(cell, said[colon.end() :])}
        return {}

    def _other_reasons(self) -> Mapping[Cell, str]:
        found: dict[Cell, str] = {}
        for is_item, block in self._under(OTHER_REASONS.casefold()):
            cell, reason = self._of_cell(block) if is_item else (None, "")
            if cell:
                found[cell] = self._typed(cell, reason)
        return found

    def _of_cell(self, said: str) -> tuple[Cell | None, str]:
        for colon in islice(_COLON.finditer(said), TRIES):
            for comma in islice(_COMMA.finditer(said, 0, colon.start()), TRIES):
                criterion = self._criteria.get(said[: comma.start()])
                option = self._options.get(said[comma.end() : colon.start()])
                if criterion and option:
                    return (criterion.slug, option.slug), said[colon.end() :]
        return None, ""

    def _typed(self, cell: Cell, reason: str) -> str:
        """A reason as it was typed; that of an own rating has no code in it."""
        if not self._matrix.ratings[cell].changed:
            return prose(reason)
        return "" if reason == NO_REASON else plain(reason)

    def _sure(self) -> Iterator[str]:
        for is_item, block in self._under("how sure it is"):
            said = plain(block)
            if is_item and _SAMPLED.fullmatch(said):
                yield said

    def _evidence(self) -> tuple[Mapping[Cell, str], Mapping[Cell, tuple[Source, ...]]]:
        """The notes of what was measured, and the sources of each rating."""
        notes: dict[Cell, str] = {}
        sources: dict[Cell, tuple[Source, ...]] = {}
        taken: set[str] = set()
        for is_item, block in self._under("evidence"):
            if not is_item:
                continue
            cell, note = self._of_cell(block)
            if cell and note.startswith(MEASURED) and self._matrix.ratings[cell].changed:
                notes[cell] = plain(note)
                continue
            source, cells = _source(block, taken)
            if source:
                for each in self._cells(cells):
                    sources[each] = (*sources.get(each, ()), source)
        return notes, sources

    def _cells(self, said: str) -> Iterator[Cell]:
        """The ratings that rest on a source."""
        at = 0
        while at < len(said):
            for end in islice(_NEXT.finditer(said, at), TRIES):
                found = self._criterion_and_options(said[at : end.start()])
                if found:
                    yield from found
                    at = end.end()
                    break
            else:
                return

    def _criterion_and_options(self, said: str) -> list[Cell]:
        if criterion := self._criteria.get(said):
            return [(criterion.slug, option.slug) for option in self._options.values()]
        if not said.endswith(")"):
            return []
        for bracket in islice(_OPEN.finditer(said), TRIES):
            criterion = self._criteria.get(said[: bracket.start()])
            names = _listed(said[bracket.end() : -1], self._options, re.compile(r", |\Z"))
            if criterion and names:
                return [(criterion.slug, self._options[name].slug) for name, _ in names]
        return []


def _numbered(
    said: str, criteria: Mapping[str, Criterion], tail: re.Pattern[str], most: float
) -> Mapping[str, float] | None:
    """Numbers by criterion; None where it is not a list of them."""
    found = _listed(said, criteria, tail)
    numbers = {criteria[name].slug: float(end["number"]) for name, end in found or ()}
    return None if found is None or any(each > most for each in numbers.values()) else numbers


def _listed(
    said: str, names: Container[str], tail: re.Pattern[str]
) -> list[tuple[str, re.Match[str]]] | None:
    """The names that a text lists, each with what stands behind it; None where it is no list."""
    found = []
    at = 0
    while at < len(said):
        for end in islice(tail.finditer(said, at), TRIES):
            if said[at : end.start()] in names:
                found.append((said[at : end.start()], end))
                at = end.end()
                break
        else:
            return None
    return found


def _unended(said: str) -> str:
    """A text without the full stop that a record puts behind it."""
    return said[:-1] if said.endswith(".") and not said.endswith("..") else said


def _given(reason: str) -> str:
    """A reason as it was given: the full stop is the record's, unless it is a sentence."""
    said = plain(reason)
    is_whole = said[:1].isupper() and sentence(escape(said)) == reason
    return said if is_whole else _unended(said)


def _source(item: str, taken: set[str]) -> tuple[Source | None, str]:
    """A source, and the ratings that rest on it as they are listed."""
    found = _PAGE.fullmatch(item) or _RUN.fullmatch(item)
    if found is None:
        return None, ""
    title = prose(found["title"])
    url = plain(found["url"]) if "url" in found.re.groupindex else None
    try:
        day = date.fromisoformat(found["day"])
    except ValueError:
        return None, ""
    name = unique(slug(title), taken)
    taken.add(name)
    return Source(name, title, url, None, day), found["cells"] or ""
