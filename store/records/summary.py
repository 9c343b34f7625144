"""The summary of a record for lists: ten thousand whole documents would not fit in memory."""

from dataclasses import dataclass
from datetime import date

from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.records.formats import possible_formats
from store.records.parse import parse
from store.records.vocabulary import BUILT_IN, Vocabulary


@dataclass(frozen=True, slots=True)
class RecordSummary:
    """A record as a list shows it.

    Args:
        name: of its file.
        number: its number, if it has one.
        title: its title.
        status: its status in one word.
        day: its date.
        deciders: who decided.
        superseded_by: the successor that its status names.
        formats: those that it can be written in; see `possible_formats`.
        doubts: why it is not sure what it says, in sentences.
        trouble: why it cannot become a decision, as `Document.trouble` has it.
    """

    name: str
    number: int | None
    title: str
    status: str
    day: date | None
    deciders: tuple[str, ...]
    superseded_by: Reference | None
    formats: tuple[RecordFormat, ...]
    doubts: tuple[str, ...] = ()
    trouble: str = ""


def summarise(data: bytes, name: str, vocabulary: Vocabulary = BUILT_IN) -> RecordSummary:
    """Summarises a record, parsed with the vocabulary of its folder.

    Raises:
        RecordError: it is too large, not text, or not UTF-8.
    """
    document = parse(data, name, vocabulary)
    by = document.superseded_by
    return RecordSummary(
        name,
        document.number,
        document.title,
        document.status,
        document.day,
        document.deciders,
        by[0] if by else None,
        possible_formats(document),
        document.doubts,
        document.trouble,
    )
