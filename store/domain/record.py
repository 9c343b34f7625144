"""Decision records as the store keeps them."""

from dataclasses import dataclass, field

from store.domain.decision import DecisionDraft
from store.domain.errors import Day
from store.domain.matrix import Matrix


@dataclass(frozen=True, slots=True)
class Reference:
    """Another record, as one refers to it: by number, by file, or by both.

    `title` is needed only where a format names it; it tells no two apart.
    """

    number: int | None
    file: str = ""
    title: str = field(default="", compare=False)

    def means_same(self, other: "Reference") -> bool:
        """Whether another reference names the same record: by number, or else by file name."""
        if self.number is not None and other.number is not None:
            return self.number == other.number
        return self.file.rpartition("/")[2] == other.file.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A decision, and its record in one folder as it was last written or read there.

    A record is stale while its scores and sentences do not follow its own matrix: somebody edited
    the matrix, and the rest is rendered at the next write.

    Args:
        number: the decision's.
        title: the decision's.
        date: the decision's; None where it is not known.
        superseded_by: the number of the decision that took its place.
        trashed: whether the decision is in the trash.
        revision: the number of the decision's last revision.
        file_name: empty where the folder has no record of it.
        sha256: of the bytes; empty where none were written yet.
        pending_sha256: of the bytes that a write has begun to put there; empty once it is done.
        data: the bytes; None where an earlier release wrote them.
        synced_revision: the revision that the bytes are of; 0 where an earlier release wrote them.
        is_stale: whether the bytes are stale.
        format: a `RecordFormat` where all of it is Shortlist's, else empty.
        original: the bytes as others wrote them, in which Shortlist makes its changes; None
            where that is what `data` are.
        original_revision: the revision that the original is of; 0 where there is none.
        original_is_stale: whether the original is stale.
        superseded_then: the number of the decision that had taken its place in the revision
            that the bytes are of.
        elsewhere: the other folder whose record that is, empty for one that came from another
            store; None for the folder's own.
    """

    number: int
    title: str
    date: Day | None
    superseded_by: int | None
    trashed: bool
    revision: int
    file_name: str = ""
    sha256: str = ""
    pending_sha256: str = ""
    data: bytes | None = None
    synced_revision: int = 0
    is_stale: bool = False
    format: str = ""
    original: bytes | None = None
    original_revision: int = 0
    original_is_stale: bool = False
    superseded_then: int | None = None
    elsewhere: str | None = None

    @property
    def is_current(self) -> bool:
        """Whether the record says what the decision does."""
        return self.synced_revision == self.revision and not self.is_stale


@dataclass(frozen=True, slots=True)
class WrittenRecord:
    """A record as it lies in a folder.

    Args:
        number: of its decision.
        file_name: its name.
        data: its bytes.
        format: a `RecordFormat` where all of it is Shortlist's, else empty.
        revision: the revision of the decision that it is of; None for the last.
        is_stale: as of `RecordRow`.
        by_others: whether others wrote it, or all that Shortlist did not change in it by now.
    """

    number: int
    file_name: str
    data: bytes
    format: str
    revision: int | None = None
    is_stale: bool = False
    by_others: bool = False


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """A record to adopt.

    Args:
        number: of its decision; None for a new one.
        revision: the last that the decision had when it was looked at; 0 for a new one.
        wanted: the number that a new one gets if that is free; None for the next.
        draft: what it says.
        matrix: the matrix in it.
        robustness: the sentences on how often who is first when the weights vary.
        day: the day of its status; None where it is not known.
        superseded_by: the file name of the record that takes its place, or the number of that
            one's decision; None where there is none here.
        file_name: its name.
        data: its bytes.
        format: as of `RecordRow`.
        is_stale: as of `RecordRow`.
        reason: why it has its status; None where the record says no other than before.
    """

    number: int | None
    revision: int
    wanted: int | None
    draft: DecisionDraft
    matrix: Matrix
    robustness: tuple[str, ...]
    day: Day | None
    superseded_by: str | int | None
    file_name: str
    data: bytes
    format: str
    is_stale: bool
    reason: str | None = None
