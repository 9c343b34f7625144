"""The fields of a record in plain text, as the store keeps them, and back into Markdown."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.markdown.escape import escape
from store.markdown.inline import plain
from store.markdown.outline import Span
from store.records.document import Document, RecordError, Where
from store.records.edit import PLAIN, RecordEdit, edit, rewritten
from store.records.record_style import HouseStyle
from store.util.matching import Matcher

_REVIEW = re.compile(r"Review by \d{4}-\d{2}-\d{2}\.")
_REVIEW_LINE = re.compile(r"\W{0,6}Review[ -]by\W{1,6}\d{4}-\d{2}-\d{2}[^\w\n]*(?:\n|\Z)", re.I)
_ITEM = re.compile(r"[ ]{0,3}[*+-][ \t]+")
_SPOKEN = re.compile(r"(?P<kind>good|bad|neutral)[ \t]*,?[ \t]+because[ \t]+", re.IGNORECASE)
_SIGNS = {"good": "+ ", "bad": "- ", "neutral": ""}
_WORDS = {"+": "Good", "-": "Bad"}
_SIGN_OF = {"consequences": "", "positive": "+ ", "negative": "- "}


@dataclass(frozen=True, slots=True)
class RecordFields:
    """What a record says.

    Args:
        number: None where the record has none.
        title: one line.
        status: one of MADR's words, or what is written in its place; empty where nothing is.
        superseded_by: the successor that the status names.
        day: the record's date.
        deciders: their names.
        consulted: their names.
        informed: their names.
        review_by: the day by which it must be reviewed.
        options: the names of the considered options.
        chosen: the name of the chosen one, as it is written.
        reason: why.
        context: the problem; paragraphs with a blank line between them, or Markdown.
        consequences: one a line; "+" in front of a good one, "-" of a bad one.
        confirmation: how one will see that it is followed; like the context.
    """

    number: int | None
    title: str
    status: str = ""
    superseded_by: Reference | None = None
    day: date | None = None
    deciders: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()
    review_by: date | None = None
    options: tuple[str, ...] = field(default=())
    chosen: str = ""
    reason: str = ""
    context: str = ""
    consequences: str = ""
    confirmation: str = ""


def facts_of(document: Document) -> RecordFields:
    """Reads the fields of a document.

    A text that Shortlist could have escaped is read as what was typed; any other is kept as the
    Markdown that it is, so that no emphasis, link or list in it is lost.
    """
    return RecordFields(
        number=document.number,
        title=_typed(document.title),
        status=document.status,
        superseded_by=_successor(document),
        day=document.day,
        deciders=document.deciders,
        consulted=document.consulted,
        informed=document.informed,
        review_by=document.review_by,
        options=document.option_names,
        chosen=document.option_chosen,
        reason=_typed(document.reason),
        context=_typed(document.context),
        consequences="\n".join(_consequences(document)),
        confirmation=_typed(_confirmation(document)[0]),
    )


def with_facts(
    document: Document,
    facts: RecordFields,
    style: RecordFormat | None = None,
    house: HouseStyle = PLAIN,
) -> Document:
    """Returns the document with these fields: only the lines of those that differ change.

    The number and the options are not changed; a record's date that is None is left as it is.

    Args:
        document: what is there.
        facts: what it must say.
        style: the format to add fields in, where the record itself has none.
        house: how the folder's other records are written.

    Raises:
        RecordError: something cannot be written so that it is read again.
    """
    now = facts_of(document)
    if now.review_by and not facts.review_by:
        document = _without_review(document)
    changes = RecordEdit(
        superseded_by=facts.superseded_by,
        day=facts.day,
        review_by=facts.review_by,
        deciders=facts.deciders,
        consulted=facts.consulted,
        informed=facts.informed,
    )
    if facts.status != now.status or facts.superseded_by:
        changes["status"] = facts.status
    for name in ("title", "reason", "context"):
        if getattr(facts, name) != getattr(now, name):
            changes[name] = _written(getattr(facts, name), getattr(document, name))
    if facts.chosen != now.chosen:
        changes["chosen"] = escape(facts.chosen)
    if facts.consequences.split("\n") != now.consequences.split("\n"):
        changes.update(_as_sections(document, facts.consequences))
    if facts.confirmation != now.confirmation:
        said, review = _confirmation(document)
        written = _written(facts.confirmation, said)
        changes["confirmation"] = "\n\n".join(filter(None, [written, review]))
    return edit(document, style=style, house=house, **changes)


def _successor(document: Document) -> Reference | None:
    """The successor that the status names, from the place that says most of it."""
    if not document.superseded_by:
        return None
    first = document.superseded_by[0]
    named = [each for place in document.places["status"] if place.said for each in place.said.by]
    same = [first, *(each for each in named if each.number == first.number)]
    return max(same, key=lambda each: (bool(each.file), bool(each.title)))


def _without_review(document: Document) -> Document:
    """The document without its day of review; a line that tells nothing else goes with it."""
    removed = []
    for place in document.places["review_by"]:
        span = place.span
        if place.where is Where.SECTION:
            line = _REVIEW_LINE.match(document.text, document.text.rfind("\n", 0, span.start) + 1)
            if not line:
                raise RecordError(
                    "The day of review was not removed: the record tells it within a sentence."
                )
            span = Span(*line.span())
        removed.append((span, ""))
    return rewritten(document, removed)


def _typed(markdown: str) -> str:
    """What was typed, if the Markdown is what escaping makes of it; else the Markdown."""
    typed = "\n\n".join(plain(paragraph) for paragraph in markdown.split("\n\n"))
    return typed if _escaped(typed) == markdown else markdown


def _written(text: str, now: str) -> str:
    """A text as Markdown, in the way that the text is written which it replaces."""
    return text if now and _escaped(_typed(now)) != now else _escaped(text)


def _escaped(text: str) -> str:
    return "\n\n".join(map(escape, text.split("\n\n")))


def _confirmation(document: Document) -> tuple[str, str]:
    """The section without the paragraph that only tells the day of review, and that paragraph."""
    said = document.value("confirmation")
    *paragraphs, last = said.split("\n\n")
    return ("\n\n".join(paragraphs), last) if _REVIEW.fullmatch(last) else (said, "")


def _consequences(document: Document) -> Iterator[str]:
    for name in _SIGN_OF:
        for item in _items(document.value(name)):
            yield _consequence(name, item)


def _consequence(name: str, item: str) -> str:
    """An item of a section as the store's line."""
    bullet = _ITEM.match(item)
    lines = item[bullet.end() if bullet else 0 :].split("\n")
    said = " ".join(filter(None, (line.strip() for line in lines)))
    spoken = _SPOKEN.match(said)
    sign = _SIGNS[spoken["kind"].casefold()] if spoken else _SIGN_OF[name]
    return sign + _typed(said[spoken.end() :] if spoken else said)


def _items(section: str) -> Iterator[str]:
    """The items and paragraphs of a section, each with the blank lines behind it."""
    item: list[str] = []
    for line in section.split("\n"):
        is_new = _ITEM.match(line) or (line.strip() and item and not item[-1].strip())
        if is_new and item:
            yield "\n".join(item)
            item = []
        item.append(line)
    if any(line.strip() for line in item):
        yield "\n".join(item)


def _as_sections(document: Document, consequences: str) -> RecordEdit:
    """Consequences as the sections of a record's format."""
    bullet = next((mark for mark in "-*+" if f"\n{mark} " in document.text), "*")
    lines = [line.strip() for line in consequences.split("\n") if line.strip()]
    if not {"positive", "negative"} & document.parts.keys():
        written = {
            line: f"{bullet} {_WORDS.get(line[:1], 'Neutral')}, "
            f"because {escape(_without_sign(line))}"
            for line in lines
        }
        return {"consequences": _section(document, "consequences", lines, written)}
    written = {
        line: f"{bullet} {'' if line[:1] in _WORDS else 'Neutral, because '}"
        f"{escape(_without_sign(line))}"
        for line in lines
    }
    by_sign: dict[str, list[str]] = {sign: [] for sign in ("+", "-", "")}
    for line in lines:
        by_sign[line[:1] if line[:1] in _WORDS else ""].append(line)
    return {
        "positive": _section(document, "positive", by_sign["+"], written),
        "negative": _section(document, "negative", [*by_sign["-"], *by_sign[""]], written),
    }


def _section(
    document: Document, name: str, lines: Sequence[str], written: Mapping[str, str]
) -> str:
    """A section that says these lines; an item that says one already stays as it is written."""
    items = list(_items(document.value(name)))
    there = [_consequence(name, item) for item in items]
    made: list[str] = []
    for kind, start, end, new_start, new_end in Matcher(there, lines).get_opcodes():
        kept = kind == "equal"
        made += items[start:end] if kept else [written[line] for line in lines[new_start:new_end]]
    section, last = "", ""
    for item in made:
        # A paragraph needs a blank line on either side, an item of a list none.
        is_close = section.endswith("\n\n") or (_ITEM.match(last) and _ITEM.match(item))
        section += f"{item}\n" if is_close else f"\n{item}\n"
        last = item
    section = section.strip("\n")
    if [_consequence(name, item) for item in _items(section)] == list(lines):
        return section
    return "\n".join(written[line] for line in lines)


def _without_sign(line: str) -> str:
    return line[1:].strip() if line[:1] in _WORDS else line
