"""The style of a folder's records: their words for statuses, and where they link predecessors."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from store.domain.decision import Status
from store.records import languages as tongues
from store.records.document import Document, FieldValue, Where
from store.records.references import SUPERSEDES

_PHRASE = re.compile(r"(?P<by>[^\[\d(]{2,40}?)[\s:]*(?=\[|ADR\b|\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """What most records of a folder have in common.

    Args:
        words: what they call the statuses that they have, beginning in lower case.
        replaced: what they write in front of a successor.
        supersedes: where they say what they supersede: the part of the record, "label" or
            "front"; empty where none does.
    """

    words: Mapping[Status, str] = field(default_factory=dict)
    replaced: str = "superseded by"
    supersedes: str = ""

    def spelled(self, status: str) -> str:
        """The folder's word for a status."""
        return self.words.get(Status(status), status) if status in list(Status) else status


def house_style(documents: Iterable[Document]) -> HouseStyle:
    """The house style of records."""
    words: dict[Status, Counter[str]] = {status: Counter() for status in Status}
    languages: Counter[str] = Counter()
    replaced: Counter[str] = Counter()
    supersedes: Counter[str] = Counter()
    own: Mapping[Status, str] = {}
    for document in documents:
        own = document.vocabulary.own
        for place in document.places.get("status", ()):
            if place.said and place.said.status and not place.said.doubt:
                words[place.said.status][_plain(place.said.word)] += 1
                languages[place.said.language] += 1
                if place.said.by and (phrase := _phrase(place)):
                    replaced[phrase] += 1
        supersedes.update(_supersedes(document))
    language = languages.most_common(1)[0][0] if languages else ""
    known = {
        **(tongues.SPELLED[language] if language not in ("", "en") else {}),
        **own,
        **{status: each.most_common(1)[0][0] for status, each in words.items() if each},
    }
    word = known.get(Status.SUPERSEDED, "superseded")
    by = f"{word} {tongues.BY[language or 'en']}" if language in ("", *tongues.BY) else f"{word}:"
    return HouseStyle(
        known,
        replaced.most_common(1)[0][0] if replaced else by,
        supersedes.most_common(1)[0][0] if supersedes else "",
    )


def _plain(word: str) -> str:
    word = " ".join(word.split())
    return word.lower() if word.isupper() else word[:1].lower() + word[1:]


def _phrase(place: FieldValue) -> str:
    """What a status says in front of the successor."""
    said = place.said
    found = said and _PHRASE.match(place.value, said.span.start, said.span.end)
    return _plain(found["by"]) if found and len(found["by"].split()) > 1 else ""


def _supersedes(document: Document) -> Iterable[str]:
    """Where a record says what it supersedes."""
    for place in document.places.get("supersedes", ()):
        if place.value:
            yield "front" if place.where is Where.FRONT else "label"
    for part in ("status", "more", "links"):
        if part in document.parts:
            span = document.outline.section(document.parts[part], deep=False)
            lines = document.text[span.start : span.end].split("\n")
            if any(SUPERSEDES.match(line) for line in lines):
                yield part
