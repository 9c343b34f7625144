"""Parses the status of a record: the status, the words that say it, and how sure that is.

A line that begins with a status says the status, whatever follows. Further on in the text only
what is nothing but a status counts, and takes the record further in its life: “Accepted,
superseded by ADR-0007”. What is struck out is not said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from store.domain.decision import Status
from store.domain.record import Reference
from store.markdown import dates
from store.markdown.inline import bare
from store.markdown.links import LINKED
from store.markdown.outline import Span
from store.records.references import DEFINED, MENTION, references
from store.records.vocabulary import Meaning, Vocabulary

LENGTH_MAX = 20_000
"""Characters of a text that are looked at."""

_RANK = {
    Status.PROPOSED: 0,
    Status.ACCEPTED: 1,
    Status.REJECTED: 1,
    Status.DEPRECATED: 2,
    Status.SUPERSEDED: 2,
}
"""How far each is in the life of a record."""

_GONE = re.compile(
    r"~~[^~\n]{1,2000}~~|<(del|s|strike)>[^<\n]{0,2000}</\1>|<!--(?:(?!-->).){0,5000}-->",
    re.IGNORECASE | re.DOTALL,
)
_IMAGE = re.compile(
    r"!\[(?P<words>[^\[\]\n]{0,300})\]\((?P<target>[^()\s]{0,1000})[^()\n]{0,300}\)"
)
_BADGE = re.compile(r"/badge/(?:[\w%.]{1,30}-)?(?P<words>[A-Za-z_%0-9]{2,40})-[\w.]{2,30}\Z")
_BADGE_WORDS = ("", "status", "badge", "adr status", "state", "status badge")
_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
_LINK_TAIL = re.compile(r"\]\([^()\s]{0,1000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?[^()\n]{0,300}\)")
_MARKUP = re.compile(r"[*`\[\]\"“”„«»‘]|(?<!\w)[_'’]+|[_'’]+(?!\w)")
_BOX = re.compile(
    r"\s*(?:[*+-]\s+|[0-9]{1,3}[.)]\s+)?(?:\[(?P<box>[ xX])\]|(?P<off>[☐⬜◻])|(?P<on>[☑✅✔☒]))"
)
_LEAD = re.compile(r"\s*(?:>\s*)*(?:[*+-]\s+|[0-9]{1,3}[.)]\s+)?")
_POINTED = re.compile(r"(?:👉|➡|→|:point_right:)\W{0,4}\Z")
_CUT = re.compile(r"[.;,:!?](?=\s|\Z)|[()（）、。，；：|·•→⇒—–]|(?<!\d)/(?!\d)|\s-+\s|[-=]>")
_CHOICE = re.compile(r"\s*(?:\||/|\bor\b|\boder\b|\bou\b)\s*")
_FILLER = re.compile(
    r"(?::[a-z0-9_+-]{2,30}:|[^\w]+"
    r"|(?:this|the|our)\s+(?:adr|record|decision|rfc|proposal|document|design|status)\s+"
    r"(?:is|was|has\s+been|had\s+been|got)\b"
    r"|(?:status|state|statut|estado|stato|状态|ステータス)\s*(?:[:=：]|\bis\b)"
    r"|(?:and|but|then|or|und|aber|oder|y|et|currently|now|already|later|since|meanwhile|formally"
    r"|officially|finally|still|is|has|been|since\s+then|zurzeit|derzeit|inzwischen"
    r"|was|previously|originally|initially|once)\b(?=\s*:?\s+\w))",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:and|but|then|or|und|aber|oder)\b")
_PAST = re.compile(r"\b(?:was|were|formerly|previously|originally|initially|once|before)\b", re.I)
_FOLLOWS = re.compile(
    r"\s*(?:\Z|[^\w\s]|[0-9]|(?:by|on|in|since|as|at|with|from|after|until|due|because|and|but|per"
    r"|via|or|oder|für|von|durch|am|seit|vom|mit|wegen|par|le|depuis|du|por|el|desde|em|da|dal|il|door|op"
    r"|sinds|przez|od|dnia|от|с|в|на)\b)",
    re.IGNORECASE,
)
_GAP = re.compile(r"\s*[,.:;(>|=→-]{0,2}\s*(?:(?:[^\W\d_]+)\s+){0,4}(?:[^\W\d_]+\s*)?[:(\"“]?\s*\Z")
_RELATION = re.compile(
    r"\s*(?:super[sc]edes|replaces|amends|amended|relates|related|refines|extends|clarifies|"
    r"clarified|depends|links?|linked|see|follows|deprecates|obsoletes|updates|updated)\b",
    re.IGNORECASE,
)
_LONE = re.compile(
    r"\s*(?:by|durch|par|por|da|door|av|af|przez)?[\s:#]*(?P<digits>[0-9]{1,9})\b(?![-./]\d)",
    re.IGNORECASE,
)
_NOT_BY = re.compile(r"\b(?:super[sc]edes|replaces|amend|amends|amended)\b", re.IGNORECASE)
_PARTLY = re.compile(r"\s*(?:in part\b|partially\b|partly\b|teilweise\b)", re.IGNORECASE)
_DAY_GAP = re.compile(r"[\s·|,:(—–-]*(?:on|am|le|el|em|il|op|vom|since|as of|seit)?\s*\Z")
_TEMPLATE = "It is still the template's list of statuses: none of them is chosen."


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of the status; spans are offsets in that text.

    Args:
        status: None where no word of it is known.
        line: the line that says so.
        span: the words that say it, with the successor they name.
        word: the words as they are written, without the successor.
        by: the successors that are named.
        day: where the day of the status stands beside it.
        doubt: why that is unsure, in a sentence; empty where it is not.
        language: of the words; empty for MADR's own.
        is_listed: whether it is one of several, ticked or marked.
    """

    status: Status | None
    line: Span
    span: Span
    word: str = ""
    by: tuple[Reference, ...] = ()
    day: Span | None = None
    doubt: str = ""
    language: str = ""
    is_listed: bool = False

    def moved(self, by: int) -> "Reading":
        """The same, of a text that begins elsewhere."""
        line, span = (Span(each.start + by, each.end + by) for each in (self.line, self.span))
        day = self.day and Span(self.day.start + by, self.day.end + by)
        return replace(self, line=line, span=span, day=day)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A status that is said somewhere in the text, and how."""

    meaning: Meaning
    at: int
    line: Span
    number: int
    marked: bool = False
    alone: bool = False
    day: date | None = None
    day_span: Span | None = None

    @property
    def status(self) -> Status:
        return self.meaning.status

    @property
    def end(self) -> int:
        return self.at + self.meaning.length


def reading(text: str, vocabulary: Vocabulary) -> Reading | None:
    """What a text says of the status; None where it says nothing."""
    text = text[:LENGTH_MAX]
    shown = _shown(text)
    lines = list(_lines(shown))
    entries: list[_Entry] = []
    rest: list[Span] = []
    ticked = [_BOX.match(text, line.start, line.end) for line in lines]
    boxes = len(list(filter(None, ticked))) > 1 or any(box and box["box"] for box in ticked)
    for number, (line, box) in enumerate(zip(lines, ticked, strict=True)):
        if box and (box["box"] == " " or box["off"]):
            continue
        found = list(_entries(text, shown, line, number, vocabulary, first=not entries))
        entries += found
        if not found:
            rest.append(line)
    if not entries:
        return _unknown(text, shown, rest, boxes=boxes)
    return _chosen(text, shown, entries, boxes=boxes)


def _shown(text: str) -> str:
    """The text with what is no word of it blanked, so that offsets stay the same."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    def alternative(found: re.Match[str]) -> str:
        span = Span(*found.span("words"))
        badge = _BADGE.search(found["target"].removesuffix(".svg"))
        if badge and found["words"].casefold().strip() in _BADGE_WORDS:
            start = found.start("target")
            span = Span(start + badge.start("words"), start + badge.end("words"))
        words = found.string[span.start : span.end].replace("_", " ")
        before, after = span.start - found.start(), found.end() - span.end
        return f"{' ' * before}{words}{' ' * after}"

    shown = _IMAGE.sub(alternative, _GONE.sub(blank, text))
    for pattern in (_TAG, _LINK_TAIL):
        shown = pattern.sub(blank, shown)
    return _MARKUP.sub(blank, shown)


def _lines(shown: str) -> Iterator[Span]:
    start = 0
    for line in shown.split("\n"):
        if line.strip():
            yield Span(start, start + len(line))
        start += len(line) + 1


def _entries(
    text: str, shown: str, line: Span, number: int, vocabulary: Vocabulary, *, first: bool
) -> Iterator[_Entry]:
    """The statuses that a line says; of a later line only if it is nothing else."""
    lead = _BOX.match(text, line.start, line.end) or _LEAD.match(shown, line.start, line.end)
    at = lead.end() if lead else line.start
    if not first and at == line.start + _indent(shown, line) and _goes_on(shown, line, at):
        return
    day = dates.first_in(shown, at, line.end)
    whole = shown[at : line.end]
    if day:
        whole = whole.replace(shown[day.span.start : day.span.end], "")
    past = False
    while at < line.end:
        begun = at
        at = _past_filler(shown, at, line.end)
        if day and day.span.start == at:
            at = _past_filler(shown, day.span.end, line.end)
        past = past or bool(_PAST.search(shown, begun, at))
        found = _meant(shown, at, line.end, vocabulary)
        alone = bool(found) and _is_alone(whole, shown[at : at + (found.length if found else 0)])
        if found and _counts(shown, at, line.end, found, first=first, alone=alone, past=past):
            beside, where = _beside(shown, day, Span(at, at + found.length))
            marked = _is_marked(text, line, at)
            yield _Entry(found, at, line, number, marked, alone, beside, where)
            first = False
            at += found.length
            if _AND.match(shown, at, line.end):
                continue
        elif first:  # what comes before a status on the first line is prose
            return
        cut = _CUT.search(shown, at, line.end)
        if not cut:
            return
        past = past and cut[0] == ":"
        at = cut.end()


def _meant(shown: str, at: int, end: int, vocabulary: Vocabulary) -> Meaning | None:
    """What the words mean that stand there; what took its place in part only counts still."""
    found = vocabulary.meaning(shown[at : min(at + 200, end)]) if at < end else None
    if found and _RANK[found.status] == 2 and _PARTLY.match(shown, at + found.length, end):
        return replace(found, status=Status.ACCEPTED)
    return found


def _counts(
    shown: str, at: int, end: int, found: Meaning, *, first: bool, alone: bool, past: bool
) -> bool:
    """Whether words are the status, and not the beginning of a sentence or what it once was."""
    behind = at + found.length
    if first:
        return bool(
            not found.weak
            or _FOLLOWS.match(shown, behind, end)
            or shown.startswith(" for ", behind, end)
        )
    if past and _RANK[found.status] < 2:
        return False
    return bool(_FOLLOWS.match(shown, behind, end)) and (alone or not found.weak)


def _indent(shown: str, line: Span) -> int:
    return len(shown[line.start : line.end]) - len(shown[line.start : line.end].lstrip())


def _goes_on(shown: str, line: Span, start: int) -> bool:
    """Whether a line without a bullet goes on with the sentence of the line above it."""
    above = shown.rfind("\n", 0, max(line.start - 1, 0)) + 1
    is_paragraph = line.start > 0 and shown[above : line.start - 1].strip() != ""
    return is_paragraph and shown[start : start + 1].islower()


def _past_filler(shown: str, at: int, end: int) -> int:
    while at < end:
        found = _FILLER.match(shown, at, end)
        if not found or found.end() == at:
            return at
        at = found.end()
    return at


def _beside(
    shown: str, day: dates.FoundDate | None, words: Span
) -> tuple[date | None, Span | None]:
    """The day that stands beside the words, and where."""
    if day is None:
        return None, None
    after = day.span.start >= words.end and _DAY_GAP.match(shown[words.end : day.span.start])
    before = day.span.end <= words.start and not shown[day.span.end : words.start].strip(" :-–—|")
    return (day.day, day.span) if after or before else (None, None)


def _is_marked(text: str, line: Span, at: int) -> bool:
    before = text[line.start : at]
    box = _BOX.match(text, line.start, line.end)
    if box and (box["on"] or box["box"] in ("x", "X")):
        return True
    bold = any(before.count(mark) % 2 for mark in ("**", "__"))
    return bold or bool(_POINTED.search(before))


def _is_alone(whole: str, said: str) -> bool:
    return not whole.replace(said, "", 1).strip(" .,:;()|·–—-\r")


def _chosen(text: str, shown: str, entries: Sequence[_Entry], *, boxes: bool) -> Reading:
    """The one of several entries that counts."""
    lines = {entry.number for entry in entries}
    marked = [entry for entry in entries if entry.marked]
    doubt = ""
    others = [entry for entry in entries if not entry.marked]
    if marked and (others or boxes):
        kept = marked
    elif _are_choices(shown, entries, by_line=len(lines) > 1):
        line = entries[0].line
        return Reading(None, line, line, text[line.start : line.end].strip(), doubt=_TEMPLATE)
    else:
        kept = list(entries)
    best = kept[0]
    dated = all(entry.day for entry in kept)
    for entry in kept[1:]:
        if dated:
            wins = (entry.day or date.min, _RANK[entry.status]) >= (
                best.day or date.min,
                _RANK[best.status],
            )
        else:
            wins = _RANK[entry.status] >= _RANK[best.status]
            unclear = _RANK[entry.status] == _RANK[best.status] == 1
            if unclear and entry.status is not best.status:
                doubt = f"It says {best.status}, and {entry.status} after that."
        if entry.status is best.status and not dated:
            wins = entry.status is Status.SUPERSEDED and bool(_successors(text, entry)[0])
        best = entry if wins else best
    by, end = _successors(text, best)
    return Reading(
        best.status,
        best.line,
        Span(best.at, end),
        text[best.at : best.end],
        by,
        best.day_span,
        doubt,
        best.meaning.language,
        boxes or bool(marked and others),
    )


def _are_choices(shown: str, entries: Sequence[_Entry], *, by_line: bool) -> bool:
    """Whether it is a template's list of what the status may be."""
    if len({entry.status for entry in entries}) < 2 or any(entry.day for entry in entries):
        return False
    if by_line:
        said = {entry.status for entry in entries if entry.alone}
        return len(said) >= 3 and {Status.ACCEPTED, Status.REJECTED} <= said
    between = [shown[one.end : other.at] for one, other in pairwise(entries)]
    if any(_CHOICE.search(each) for each in between):
        return True
    return len({entry.status for entry in entries}) >= 3


def _successors(text: str, entry: _Entry) -> tuple[tuple[Reference, ...], int]:
    """The records that superseded one is superseded by, and where the last of them ends."""
    if entry.status is not Status.SUPERSEDED:
        return (), entry.end
    stop = entry.line.end
    found: list[Reference] = []
    end = entry.end
    for each in _named(text, entry.end, stop):
        gap = text[end : each.start]
        if not _GAP.match(gap.strip("*_`")) or _NOT_BY.search(gap):
            break
        found += references(text[each.start : each.end], lone=True)
        end = each.end
    if closing := re.compile(r"\s*所?(?:取代|替代|替换|替換)").match(text, end):
        end = closing.end()
    if not found:
        number = _LONE.match(text, entry.end, stop)
        if number:
            return (Reference(int(number["digits"])),), number.end("digits")
        below = re.compile(r"\s*(?:[*+-]\s+)?(?:by:?\s+)?(?=\[)").match(text, stop)
        link = below and LINKED.match(text, below.end())
        if link:
            return references(link[0]), entry.end
    return tuple(dict.fromkeys(found)), end


def _named(text: str, start: int, end: int) -> Iterator[Span]:
    """Where a text names records, by links and by numbers."""
    part = text[start:end]
    links = [Span(start + each.start(), start + each.end()) for each in LINKED.finditer(part)]
    mentions = [Span(*each.span()) for each in MENTION.finditer(text, start, end)]
    alone = [
        each for each in mentions if not any(link.start <= each.start < link.end for link in links)
    ]
    return iter(sorted([*links, *alone], key=lambda span: span.start))


def _unknown(text: str, shown: str, lines: Sequence[Span], *, boxes: bool) -> Reading | None:
    """What is said where no word of it is a status: the first line that is no relation."""
    for line in lines:
        said = shown[line.start : line.end]
        lead = _LEAD.match(said)
        if _RELATION.match(said, lead.end() if lead else 0) or DEFINED.match(text, line.start):
            continue
        start = line.start + (lead.end() if lead else 0)
        words = " ".join(said.split()).strip(" .")
        if re.search(r"\w|[^\x00-\x7f]", words):
            return Reading(None, line, Span(start, line.start + len(said.rstrip())), words)
    if boxes:
        span = Span(0, len(text))
        return Reading(None, span, span, bare(text), doubt="None of its boxes is ticked.")
    return None
