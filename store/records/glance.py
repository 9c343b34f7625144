"""What is kept of a record once it was looked at: ten thousand documents would be too much."""

from dataclasses import dataclass
from datetime import date

from store.records.formats import Format, format_told
from store.records.parsing import parse
from store.types import Reference


@dataclass(frozen=True, slots=True)
class Glance:
    """What a list of records tells of one, and whom it refers to.

    Args:
        name: of its file.
        number: its number, if it has one.
        title: its title.
        status: its status in one word.
        day: its date.
        deciders: who decided.
        superseded_by: the successor that its status names.
        format: what it is written in, as `format_told` has it.
    """

    name: str
    number: int | None
    title: str
    status: str
    day: date | None
    deciders: tuple[str, ...]
    superseded_by: Reference | None
    format: Format | None


def glance(data: bytes, name: str) -> Glance:
    """What is kept of a record.

    Raises:
        RecordError: it is too large, not text, or not UTF-8.
    """
    document = parse(data, name)
    by = document.superseded_by
    return Glance(
        name,
        document.number,
        document.title,
        document.status,
        document.day,
        document.deciders,
        by[0] if by else None,
        format_told(document),
    )
