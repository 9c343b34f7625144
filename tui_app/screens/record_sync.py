"""What the tab Decisions does with folders of records: sync and export."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

from textual import work
from textual.worker import Worker

from store.domain.errors import InvalidError, StoreError
from store.sync import export
from store.sync.apply import carry_out
from store.sync.export import target
from store.sync.plan import SyncPlan, planning
from store.sync.steps import Action, ConflictSide, Done
from store.util.folder_lock import PATIENCE, PAUSE, FolderLock
from store.util.paths import records_folder
from tui_app.screens.tab import Tab
from tui_app.store_worker import StoreWorker
from tui_app.widgets.progress_line import ProgressLine

_DONE = {Action.WRITE: "written", Action.READ: "read in"}

_TROUBLES = 3
"""How many troubles are told at once."""


class RecordSync(Tab):
    """A tab that syncs a folder of records, or exports into one.

    Nothing is done before the user has seen the plan, or what would be overwritten.
    """

    def __init__(self, desk: StoreWorker) -> None:
        super().__init__(desk)
        self._sync: Worker[None] | None = None

    def action_sync(self) -> None:
        """Lets the user choose a folder, see the plan, and carry it out."""
        if self._sync is None or self._sync.is_finished:
            self._ask_and_sync()
        else:
            self.notify("A sync is running already; esc stops it.", timeout=4)

    @work
    async def _ask_and_sync(self) -> None:
        text = await self.ask_folder("Sync with a folder of records", "The folder")
        if text is not None:
            self._sync = self._synced(text)

    def stop_sync(self) -> bool:
        """Stops the sync that is running; False where none is."""
        line = self.query_one(ProgressLine)
        if self._sync is None or self._sync.is_finished or not line.has_class("-running"):
            return False
        self._sync.cancel()
        line.clear()
        told = "What was done by then stays done; S goes on with the rest."
        self.notify(told, title="Sync stopped", timeout=6)
        self.refresh_if_changed()
        return True

    @work(group="sync")  # it goes on behind what else is done
    async def _synced(self, text: str) -> None:
        with self.reporting_errors():
            folder = target(text)
            planned = await self._planned(folder)
            chosen = await self._chosen(text, planned)
            if chosen is None:
                return
            planned = planned.choosing(chosen)
            done = await self._done(folder, planned)
            await self.write(lambda store: store.topics.remember(folder=text))
            await self.reload()
            self._told(planned, done)

    async def ask_folder(self, title: str, label: str) -> str | None:
        """The folder that the user names, as it was typed; None for none."""
        from tui_app.dialogs.line_form import Field, LineFormDialog

        settings = await self.desk.read(lambda store: store.topics.settings())
        last = offered() or settings.get("folder", "docs/decisions")
        field = Field("folder", label, last)
        values = await self.app.push_screen_wait(LineFormDialog(title, [field], folder_of))
        return None if values is None else values["folder"].strip()

    async def _planned(self, folder: Path) -> SyncPlan:
        line = self.query_one(ProgressLine)
        words = f"Looking at {folder}"
        line.tell(words)
        try:
            return await self.desk.walk(
                lambda store: planning(store, folder),
                lambda at: line.tell(words, at.done / max(at.total, 1)),
            )
        finally:
            line.clear()

    async def _chosen(self, text: str, planned: SyncPlan) -> Mapping[int, ConflictSide] | None:
        from tui_app.dialogs.sync_plan import SyncDialog

        if planned.due or planned.indexes:
            return await self.app.push_screen_wait(SyncDialog(f"Sync {text}", planned))
        count = f"{len(planned.steps):,} records" if planned.steps else "no record on either side"
        told = f"{text} and Shortlist say the same: {count}. {planned.note}".rstrip()
        self.notify(told, title="Nothing to sync", timeout=5, markup=False)
        return {}

    async def _done(self, folder: Path, planned: SyncPlan) -> Sequence[Done]:
        line = self.query_one(ProgressLine)
        words = f"Syncing {folder}"
        total = len(planned.due)
        done: list[Done] = []

        def tell(each: Done) -> None:
            done.append(each)
            line.tell(words, len(done) / max(len(done), total))

        line.tell(words, 0.0)
        try:
            async with self.alone(folder):
                await self.desk.walk(lambda store: carry_out(store, planned), tell)
        finally:
            line.clear()
        return done

    @asynccontextmanager
    async def alone(self, folder: Path) -> AsyncIterator[None]:
        """Keeps others from changing the folder in the block; waits for those that do.

        Raises:
            StoreError: another one has not come to an end for long.
        """
        lock = FolderLock(folder)
        until = monotonic() + PATIENCE
        try:
            while not lock.acquire():
                if monotonic() >= until:
                    raise lock.trouble
                await asyncio.sleep(PAUSE)
            yield
        finally:
            lock.release()

    def _told(self, planned: SyncPlan, done: Sequence[Done]) -> None:
        troubles = [f"{each.step.name}: {each.trouble}" for each in done if each.trouble]
        counts = Counter(_DONE.get(each.step.action) for each in done if not each.trouble)
        left = sum(step.key not in planned.removed for step in planned.open)
        told = [f"{counts[word]:,} {word}" for word in _DONE.values() if counts[word]]
        told += [f"{len(planned.removed):,} removed"] if planned.removed else []
        told += [f"{left:,} left, to be chosen another time"] if left else []
        if not told and not troubles:
            return
        words = f"{', '.join(told) or 'Nothing else was to be done'}."
        if not troubles:
            self.notify(words, title="Synced", timeout=8, markup=False)
            return
        more = len(troubles) - _TROUBLES
        lines = troubles[:_TROUBLES] + [f"and {more:,} more"] * (more > 0)
        self.notify(
            "\n".join([*lines, words]),
            title="Not all is synced",
            severity="error",
            timeout=15,
            markup=False,
        )

    # Export

    async def export(self, numbers: Sequence[int]) -> None:
        """Writes those decisions into a folder that the user names."""
        with self.reporting_errors():
            what = "all records" if len(numbers) > 1 else f"decision {numbers[0]}"
            text = await self.ask_folder(f"Export {what}", "Into the folder")
            if text is None:
                return
            folder = target(text)
            planned = await self.desk.read(lambda store: export.plan(store, folder, numbers))
            plan = await self._overwriting(planned)
            if plan is None:
                return
            async with self.alone(folder):
                done = await self.write(lambda store: list(carry_out(store, plan)))
            await self.write(lambda store: store.topics.remember(folder=text))
            self._exported(plan, done)

    async def _overwriting(self, plan: SyncPlan) -> SyncPlan | None:
        """Asks about files changed by hand; returns the plan, None if the user cancels."""
        from tui_app.dialogs.confirm import ConfirmDialog

        if not plan.open:
            return plan
        files = "\n".join(f"  {step.name}" for step in plan.open)
        overwrite = await self.app.push_screen_wait(
            ConfirmDialog(
                "Changed by hand",
                f"Somebody else wrote or changed:\n\n{files}\n\n"
                "Overwriting puts Shortlist's record in the place of what stands there.",
                yes="overwrites",
                no="keeps them and writes the rest",
            )
        )
        if overwrite is None:
            return None
        return plan.choosing(dict.fromkeys(plan.rows, ConflictSide.STORE)) if overwrite else plan

    def _exported(self, plan: SyncPlan, done: Sequence[Done]) -> None:
        failed = export.troubles(plan, done)
        good = [step for step in plan.steps if step.name not in failed]
        written = [step for step in good if step.action is Action.WRITE]
        unchanged = sum(step.action is Action.UNCHANGED for step in good)
        if len(plan.steps) == 1 and written:
            told = f"Written: {plan.folder / written[0].name}"
        else:
            told = f"{len(written)} written, {unchanged} unchanged, in {plan.folder}"
        if written or not failed:
            self.notify(told, title="Exported", timeout=8, markup=False)
        if failed:
            first, *others = failed.values()
            raise StoreError(
                f"{first} Nor could {len(others)} more be written." if others else first
            )


def folder_of(values: dict[str, str]) -> Path:
    """The folder that a form names.

    Raises:
        InvalidError: it names none, or a file.
    """
    text = values["folder"].strip()
    if not text:
        raise InvalidError({"folder": "Name a folder, such as docs/decisions."})
    path = target(text)
    if os.path.isfile(path):  # noqa: PTH113  # Path's may raise
        raise InvalidError({"folder": f"{path} is a file. Name a folder."})
    return path


def offered() -> str:
    """The folder of records of the repository that one works in, as one would type it."""
    try:
        here = Path.cwd()
        found = records_folder(here)
    except OSError:  # the folder that one works in was removed
        return ""
    if found is None:
        return ""
    return str(found.relative_to(here) if found.is_relative_to(here) else found)
