"""Records that Shortlist wrote, known again by a store that did not write them."""

from dataclasses import asdict, replace
from datetime import UTC, datetime

from store.domain.decision import Decision
from store.domain.matrix import Matrix
from store.domain.record_format import RecordFormat
from store.records.document import Document
from store.records.fields import facts_of
from store.records.formats import possible_formats
from store.records.render import record
from store.sync.mapping import SUPPLIED, MappedRecord


def own_profile(
    document: Document, found: MappedRecord, fitting: RecordFormat | None = None
) -> str:
    """The format in which Shortlist would write a record exactly as it stands.

    Nothing in such a record is lost if all of it is written again. Every byte must be the same, but
    for the ends of its lines, which git may have made CRLF.

    Args:
        document: the record.
        found: what it says.
        fitting: the format of the folder, for records that could be MADR 3 or MADR 4.

    Returns:
        Empty for a record that Shortlist would write differently.
    """
    if not found.matrix.comparison.criteria:
        return ""
    by = facts_of(document).superseded_by
    possible = possible_formats(document) or (RecordFormat.MADR4,)
    profile = fitting if fitting in possible else possible[-1]
    never = datetime.fromtimestamp(0, UTC)
    decision = Decision(
        id=0,
        number=document.number or 0,
        **asdict(found.draft),
        superseded_by=by.number if by else None,
        date=found.day,
        matrix=found.matrix,
        created=never,
        updated=never,
        robustness=found.sure,
        reason=found.reason or "",
    )
    written = record(
        decision,
        supersedes=document.supersedes,
        record_format=profile,
        number=document.number,
        successor=by,
    )
    return profile if written.replace("\n", document.newline) == document.text else ""


def supplied(matrix: Matrix) -> Matrix:
    """The matrix of such a record, as the store keeps it."""
    return replace(matrix, comparison=replace(matrix.comparison, slug=SUPPLIED))
