"""The formats that records are written in, and which one a record or a folder has."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from store.domain.record import Profile
from store.records.document import Document, Where


class Format(StrEnum):
    """How a record is written."""

    MADR2 = "MADR 2"
    MADR3 = "MADR 3"
    MADR4 = "MADR 4"
    COMPAT = "compat"
    """MADR 4 with the status also where MADR 2, log4brains and adr-tools look for it."""

    NYGARD = "Nygard"
    """Michael Nygard's, as adr-tools writes it."""

    LOG4BRAINS = "log4brains"
    BARE = "bare"
    """A heading, and nothing that a format would have."""


_PROFILES: Mapping[Format | None, Profile] = {
    Format.MADR2: Profile.MADR2,
    Format.MADR3: Profile.MADR3,
    Format.COMPAT: Profile.COMPAT,
    Format.NYGARD: Profile.NYGARD,
    Format.LOG4BRAINS: Profile.LOG4BRAINS,
}

_LABELLED = ("status", "date", "deciders")
_KEYS = (*_LABELLED, "consulted", "informed")
"""The fields of MADR, as lines with labels and as keys of front matter."""


def format_of(document: Document) -> Format:
    """The format that a record is written in: its sections decide where they are Nygard's."""
    places, parts = document.places, document.parts
    if _is_nygard(document):
        return Format.NYGARD
    labelled = [
        name
        for name in _LABELLED
        if any(place.where in (Where.LABEL, Where.CELL) for place in places.get(name, ()))
    ]
    keys = {
        name: place.entry.key for name in _KEYS for place in places.get(name, ()) if place.entry
    }
    if keys and labelled and "status" in parts:
        return Format.COMPAT
    if keys and ("status" in keys or "status" not in labelled):
        return _madr_3_or_4(document, keys.values())
    if labelled and "status" not in parts and ("status" in labelled or _is_madr(document)):
        return Format.LOG4BRAINS if _dashed(document) else Format.MADR2
    if "status" in parts:
        return Format.NYGARD
    if _is_madr(document):
        old = {"positive", "negative", "links"} & parts.keys()
        return Format.MADR2 if old else _madr_3_or_4(document, keys.values())
    return Format.NYGARD if {"outcome", "context"} <= parts.keys() else Format.BARE


def format_told(document: Document) -> Format | None:
    """The format of a record; None where it is MADR 3 or MADR 4, and nothing tells which."""
    found = format_of(document)
    told = document.deciders or document.superseded_by
    confirmed = any(heading.name == "confirmation" for heading in document.outline.headings)
    return None if found is Format.MADR4 and not (told or confirmed) else found


def format_of_folder(formats: Iterable[Format | None]) -> Format | None:
    """The format that most records of a folder have, the later of them where as many have it.

    None where no record has one.

    Args:
        formats: those of the records, as `format_told` has them; what nothing tells of counts as
            the one of the two that more of the others have.
    """
    found = list(formats)
    told = Counter(found)
    either = Format.MADR3 if told[Format.MADR3] > told[Format.MADR4] else Format.MADR4
    settled = [each or either for each in found]
    counted = Counter(each for each in settled if each is not Format.BARE)
    last = {each: place for place, each in enumerate(settled)}
    return max(counted, key=lambda each: (counted[each], last[each]), default=None)


def profile_for(found: Format | None) -> Profile:
    """What to write new records as: the folder's own format, or MADR 4 where it has none."""
    return _PROFILES.get(found, Profile.MADR4)


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


def _madr_3_or_4(document: Document, keys: Collection[str]) -> Format:
    if "decision-makers" in keys:
        return Format.MADR4
    validated = any(heading.name == "validation" for heading in document.outline.headings)
    linked = "](" in document.status_text and document.status == "superseded"
    return Format.MADR3 if "deciders" in keys or validated or linked else Format.MADR4


def _dashed(document: Document) -> bool:
    """Whether the lines with labels begin with a hyphen, as log4brains writes them."""
    places = [place for name in _LABELLED for place in document.places.get(name, ())]
    return any(
        place.where is Where.LABEL
        and document.text[: place.span.start].rpartition("\n")[2].lstrip().startswith("-")
        for place in places
    )
