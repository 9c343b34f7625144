"""The names and contents of the decisions' records in a folder."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from store.decisions.diff import compare
from store.domain.decision import Decision
from store.domain.record import RecordRow, Reference
from store.domain.record_format import RecordFormat
from store.records import filenames
from store.records.document import Document, RecordError
from store.records.folder import RecordFolder
from store.records.formats import format_of_folder
from store.records.numbers import next_number, taken
from store.records.parse import parse, too_large, too_long
from store.records.record_style import HouseStyle, house_style
from store.records.render import record
from store.records.summary import RecordSummary
from store.records.template import fill
from store.store import Store
from store.sync.mapping import apply_to_record, differing_fields, is_lossless, is_named


@dataclass(frozen=True, slots=True)
class RecordStyle:
    """How records that are new to a folder are written.

    Args:
        profile: who is to read them; None for what fits the records that are there.
        template: the team's own, in place of a profile; empty for none.
    """

    profile: RecordFormat | None = None
    template: str = ""


SAMPLE = 100
"""Records that are looked at for how a folder writes them."""

MATCH_FOLDER = RecordStyle()
"""As the folder has them."""


class RecordFiles:
    """The names and contents of the decisions' records in a folder.

    Args:
        store: where the decisions are.
        found: the folder; it is looked at only where a decision has no record in it yet.
        rows: the decisions by number.
        new_style: how new records are written.
        beside: gives the records that show how the folder writes; those of `found` if None.
    """

    def __init__(
        self,
        store: Store,
        found: RecordFolder,
        rows: Mapping[int, RecordRow],
        new_style: RecordStyle,
        beside: Callable[[], Mapping[str, bytes]] | None = None,
    ) -> None:
        self.names = {row.number: row.file_name for row in rows.values() if row.file_name}
        self.formats = {row.number: row.format for row in rows.values() if row.file_name}
        self.note = ""
        self._style: HouseStyle | None = None
        self._beside = beside or (lambda: found.record_files)
        self._store = store
        self._words = found.vocabulary
        self._found = found
        self._rows = rows
        self._new_style = new_style
        changed = [row for row in rows.values() if not row.is_current]
        self._changed = {row.number for row in changed}
        self._stale = {
            *self._changed,
            *(row.superseded_by for row in changed),
            *(row.superseded_then for row in changed),
            *(row.number for row in rows.values() if row.superseded_by in self._changed),
        }

    def rename(self, new_names: Mapping[str, str]) -> None:
        """Takes note of the files that others have renamed, by their old names."""
        self.names = {number: new_names.get(name, name) for number, name in self.names.items()}

    def name(self, new: Sequence[RecordRow], summaries: Iterable[RecordSummary]) -> None:
        """Names the records of decisions that are new to the folder.

        Args:
            new: the decisions.
            summaries: of the records that the folder has.
        """
        if not new:
            return
        known = taken(self._found.folder)
        self.note = known.trouble
        of_folder = format_of_folder(each.formats for each in summaries)
        fitting = self._new_style.profile or of_folder or RecordFormat.MADR4
        here = self._found.record_files
        naming = filenames.naming(here) if here else known.naming
        used = {*known.here, *self.names.values()}
        number = next_number([*known.here, *known.branches, *self.names.values()])
        for row in new:
            name = naming.file_name(number, row.title, row.date)
            again = 1
            while name in used:  # two of one day, where the folder counts by days
                again += 1
                name = naming.file_name(number, f"{row.title} {again}", row.date)
            number += 1
            used.add(name)
            self.names[row.number] = name
            self.formats[row.number] = "" if self._new_style.template else fitting

    def data(self, row: RecordRow) -> bytes:
        """Returns the record of a decision as the folder should have it.

        Raises:
            RecordError: what the decision says has no place in it, or is too much for one.
        """
        if row.data is not None and row.number not in self._stale:
            return row.data
        data = self._data(row)
        if trouble := too_large(len(data)) or too_long(data):
            raise RecordError(f"It would have {trouble}. Shorten what the decision says.")
        return data

    def _data(self, row: RecordRow) -> bytes:
        decision = self._store.read.decision(row.number)
        profile = self.formats[row.number]
        if profile:
            return self._whole(decision, RecordFormat(profile), row).encode()
        if row.data is None:
            return self._filled(decision).encode()
        original = row.data if row.original is None else row.original
        document = parse(original, row.file_name, self._words)
        decision = self._telling(decision, parse(row.data, row.file_name, self._words))
        return apply_to_record(document, decision, self._since(row), self._refer, self._house).data

    def merged(self, row: RecordRow, found: bytes) -> bytes:
        """Returns the record of a decision that others have changed as well.

        What the store says stands in what they wrote; so what only they know of stays. All of it
        is Shortlist's, if it was and they changed nothing else than what the store knows.

        Raises:
            StoreError: what they wrote cannot be read, or has no place for what the store says.
        """
        name = self.names[row.number]
        document = parse(found, name, self._words)
        decision = self._store.read.decision(row.number)
        before = None if row.data is None else parse(row.data, row.file_name, self._words)
        if self.formats[row.number] and before:
            if is_lossless(before, document, decision.matrix):
                profile = RecordFormat(self.formats[row.number])
                return self._whole(decision, profile, row).encode()
            self.formats[row.number] = ""
        changed = differing_fields(document, decision, before, self._refer)
        decision = self._telling(decision, document)
        return apply_to_record(document, decision, changed, self._refer, self._house).data

    def _telling(self, decision: Decision, document: Document) -> Decision:
        """The decision with what its record is to tell of what it supersedes.

        Who said nothing of it is not made to, unless that is new.
        """
        told = tuple(
            number
            for number in decision.supersedes
            if number in self._changed or is_named(self._refer(number), document.supersedes)
        )
        return replace(decision, supersedes=told)

    def _since(self, row: RecordRow) -> set[str]:
        """The fields of a decision that have changed since others wrote its record."""
        is_original = row.original is not None
        since = row.original_revision if is_original else row.synced_revision
        is_stale = row.original_is_stale if is_original else row.is_stale
        then, *others = self._store.read.revisions(row.number)[since - 1 :]
        now = others[-1] if others else then
        fields = {change.field for change in compare(then, now)}
        return fields if since and not is_stale else {*fields, "matrix"}

    def _refer(self, number: int) -> Reference | None:
        name = self.names.get(number)
        if name is None:
            return None
        return Reference(filenames.number_of(name), name, self._rows[number].title)

    def _in_folder(self, decision: Decision) -> tuple[Decision, Reference | None, list[Reference]]:
        """A decision with its numbers as they are in the folder."""
        by = decision.superseded_by
        successor = None if by is None else self._refer(by)
        replaced = [other for each in decision.supersedes if (other := self._refer(each))]
        decision = replace(decision, superseded_by=successor.number if successor else None)
        return decision, successor, replaced

    def _house(self) -> HouseStyle:
        """How the folder's records are written, as far as a good number of them tells."""
        if self._style is None:
            files = self._beside()
            some = list(files)[:: max(len(files) // SAMPLE, 1)]
            self._style = house_style(parse(files[name], name, self._words) for name in some)
        return self._style

    def _whole(
        self, decision: Decision, profile: RecordFormat, row: RecordRow | None = None
    ) -> str:
        decision, successor, replaced = self._in_folder(decision)
        data = (
            row.data if row and profile in (RecordFormat.NYGARD, RecordFormat.LOG4BRAINS) else None
        )
        since = self._since(row) if row and data is not None and row.synced_revision else set()
        if data is not None and ("status" in since or "date" not in since):
            # Their date is the day of the decision, which a new status does not change.
            decision = replace(decision, date=parse(data).day or decision.date)
        number = filenames.number_of(self.names[decision.number])
        whole = record(
            decision, supersedes=replaced, record_format=profile, number=number, successor=successor
        )
        is_crlf = row is not None and row.data is not None and b"\r\n" in row.data
        return whole.replace("\n", "\r\n") if is_crlf else whole

    def _filled(self, decision: Decision) -> str:
        if not self._new_style.template:
            return self._whole(decision, RecordFormat.MADR4)
        decision, _, replaced = self._in_folder(decision)
        return fill(self._new_style.template, decision, supersedes=replaced)
