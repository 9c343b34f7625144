"""The table of the records that folders have of decisions."""

from sqlalchemy import text
from sqlmodel import Field

from store.db.models import decision  # noqa: F401  # its tables are referred to
from store.db.models.base import EMPTY, Table
from store.domain.record_format import RecordFormat


class TrackedRecord(Table, table=True):
    """A decision's record in a folder, as it was last written or read there.

    `sha256` is empty until it is, and `pending` is the hash of what is being written. `data` are
    the file's bytes; NULL where an earlier release wrote them. `revision` is the decision's whose
    record that is, negative where the record is stale; 0 where an earlier release wrote it.
    `format` is a `RecordFormat` where all of the record is Shortlist's, else
    empty. `original` are the bytes as others wrote them, of the decision's `original_revision`,
    negative where they are stale; NULL where that is what `data` are. See
    `store.domain.record.RecordRow`.
    """

    __tablename__ = "export"  # as every schema calls it

    decision_id: int = Field(primary_key=True, foreign_key="decision.id", ondelete="CASCADE")
    folder: str = Field(primary_key=True)
    file_name: str
    sha256: str
    pending: str = Field(default="", sa_column_kwargs=EMPTY)
    data: bytes | None = None
    revision: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    format: str = Field(
        default=RecordFormat.MADR4, sa_column_kwargs={"server_default": text("'madr4'")}
    )
    original: bytes | None = None
    original_revision: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
