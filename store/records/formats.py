"""Which format a record or a folder of records is written in."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from store.domain.record_format import RecordFormat
from store.records.document import Document, Where

_LABELLED = ("status", "date", "deciders")
_KEYS = (*_LABELLED, "consulted", "informed")
"""The fields of MADR, as lines with labels and as keys of front matter."""


def format_of(document: Document) -> RecordFormat | None:
    """The format of a record, from its sections and where its status stands.

    None for a heading with nothing that a format would have; MADR 4 where it may be MADR 3 too.
    """
    places, parts = document.places, document.parts
    if _is_nygard(document):
        return RecordFormat.NYGARD
    labelled = [
        name
        for name in _LABELLED
        if any(place.where in (Where.LABEL, Where.CELL) for place in places.get(name, ()))
    ]
    keys = {
        name: place.entry.key for name in _KEYS for place in places.get(name, ()) if place.entry
    }
    if keys and labelled and "status" in parts:
        return RecordFormat.COMPAT
    if keys and ("status" in keys or "status" not in labelled):
        return _madr_3_or_4(document, keys.values())
    if labelled and "status" not in parts and ("status" in labelled or _is_madr(document)):
        return RecordFormat.LOG4BRAINS if _dashed(document) else RecordFormat.MADR2
    if "status" in parts:
        return RecordFormat.NYGARD
    if _is_madr(document):
        old = {"positive", "negative", "links"} & parts.keys()
        return RecordFormat.MADR2 if old else _madr_3_or_4(document, keys.values())
    return RecordFormat.NYGARD if {"outcome", "context"} <= parts.keys() else None


def possible_formats(document: Document) -> tuple[RecordFormat, ...]:
    """The formats that a record can be in: none, one, or MADR 3 and 4 together."""
    found = format_of(document)
    if found is None:
        return ()
    told = document.deciders or document.superseded_by
    confirmed = any(heading.name == "confirmation" for heading in document.outline.headings)
    if found is RecordFormat.MADR4 and not (told or confirmed):
        return (RecordFormat.MADR3, RecordFormat.MADR4)
    return (found,)


def format_of_folder(formats: Iterable[Sequence[RecordFormat]]) -> RecordFormat | None:
    """The format of most records in a folder; of equally many, that of the latest record.

    None where no record has a format.

    Args:
        formats: the possible formats of each record, in order. A record that can be MADR 3 or 4
            counts as the one that more of the other records have.
    """
    found = [each for each in formats if each]
    certain = Counter(each[0] for each in found if len(each) == 1)
    is_3 = certain[RecordFormat.MADR3] > certain[RecordFormat.MADR4]
    settled = [each[0] if len(each) == 1 or is_3 else each[-1] for each in found]
    counted = Counter(settled)
    last = {each: place for place, each in enumerate(settled)}
    return max(counted, key=lambda each: (counted[each], last[each]), default=None)


def _is_nygard(document: Document) -> bool:
    """Whether it has the sections of Nygard's format, wherever its status stands."""
    return {"context", "outcome", "consequences"} <= document.parts.keys() and not _is_madr(
        document
    )


def _is_madr(document: Document) -> bool:
    if {"options", "pros", "confirmation"} & document.parts.keys():
        return True
    return any(
        heading.name in ("context and problem statement", "decision outcome")
        for heading in document.outline.headings
    )


def _madr_3_or_4(document: Document, keys: Collection[str]) -> RecordFormat:
    if "decision-makers" in keys:
        return RecordFormat.MADR4
    validated = any(heading.name == "validation" for heading in document.outline.headings)
    linked = "](" in document.status_text and document.status == "superseded"
    return RecordFormat.MADR3 if "deciders" in keys or validated or linked else RecordFormat.MADR4


def _dashed(document: Document) -> bool:
    """Whether the lines with labels begin with a hyphen, as log4brains writes them."""
    places = [place for name in _LABELLED for place in document.places.get(name, ())]
    return any(
        place.where is Where.LABEL
        and document.text[: place.span.start].rpartition("\n")[2].lstrip().startswith("-")
        for place in places
    )
