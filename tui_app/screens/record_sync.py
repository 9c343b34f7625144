"""What the tab Decisions does with folders of records: sync and export."""

import asyncio
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from textual import work
from textual.worker import Worker, get_current_worker

from store.domain.errors import InvalidError, StoreError
from store.store import Store
from store.sync import export
from store.sync.apply import apply_plan
from store.sync.export import target
from store.sync.plan import SyncPlan, plan
from store.sync.steps import Action, ConflictSide, StepResult
from store.util.folder_lock import alone
from store.util.paths import records_folder
from store.util.progress import Progress
from tui_app.screens.tab import Tab
from tui_app.store_worker import StoreWorker
from tui_app.widgets.progress_line import ProgressLine

_DONE = {Action.WRITE: "written", Action.READ: "read in"}

_TROUBLES = 3
"""How many troubles are told at once."""

Answer = TypeVar("Answer")


class RecordSync(Tab):
    """A tab that syncs a folder of records, or exports into one.

    Nothing is done before the user has seen the plan, or what would be overwritten.
    """

    def __init__(self, desk: StoreWorker) -> None:
        super().__init__(desk)
        self._long_work: Worker[object] | None = None
        self._is_stopped = False

    @work(group="sync")  # it goes on behind what else is done
    async def action_sync(self) -> None:
        """Lets the user choose a folder, see the plan, and carry it out."""
        if self._is_busy():
            return
        text = await self.ask_folder("Sync with a folder of records", "The folder")
        if text is not None:
            await self._sync(text)

    def _is_busy(self) -> bool:
        """Whether a sync or an export is running; tells the user so."""
        if self._long_work is not None:
            self.notify("A sync or an export is running already; esc stops it.", timeout=4)
        return self._long_work is not None

    def stop_sync(self) -> bool:
        """Stops the sync or the export that is running; False where none is."""
        if self._long_work is None or self._is_stopped:
            return False
        self._is_stopped = True
        self._long_work.cancel()
        self.query_one(ProgressLine).clear()
        return True

    async def _sync(self, text: str) -> None:
        folder = target(text)
        planned = await self._run(
            f"Looking at {folder}", lambda store, progress: plan(store, folder, progress=progress)
        )
        chosen = await self._chosen(text, planned)
        if chosen is None:
            return
        planned = planned.with_choices(chosen)
        results = await self._apply(f"Syncing {folder}", planned)
        await self.write(lambda store: store.topics.remember(folder=text))
        await self.reload()
        self._told(planned, results)

    async def ask_folder(self, title: str, label: str) -> str | None:
        """The folder that the user names, as it was typed; None for none."""
        from tui_app.dialogs.line_form import Field, LineFormDialog

        settings = await self.desk.read(lambda store: store.topics.settings())
        last = offered() or settings.get("folder", "docs/decisions")
        field = Field("folder", label, last)
        values = await self.app.push_screen_wait(LineFormDialog(title, [field], folder_of))
        return None if values is None else values["folder"].strip()

    async def _run(self, words: str, job: Callable[[Store, Progress], Answer]) -> Answer:
        """Runs a job in a thread of its own, with its progress on the screen."""
        line = self.query_one(ProgressLine)
        line.tell(words, 0.0)
        self._long_work, self._is_stopped = get_current_worker(), False
        try:
            return await self.desk.stream(job, lambda share: line.tell(words, share))
        except asyncio.CancelledError:
            if self._is_stopped:
                told = "What was done by then stays done; the next time goes on with the rest."
                self.notify(told, title="Stopped", timeout=6)
                self.refresh_if_changed()
            raise
        finally:
            self._long_work = None
            line.clear()

    async def _apply(self, words: str, planned: SyncPlan) -> Sequence[StepResult]:
        """Carries out a plan; no other program changes the folder meanwhile.

        Raises:
            StoreError: another program has been at work there for long.
        """

        def job(store: Store, progress: Progress) -> Sequence[StepResult]:
            with alone(planned.folder, progress):
                return apply_plan(store, planned, progress)

        return await self._run(words, job)

    async def _chosen(self, text: str, planned: SyncPlan) -> Mapping[int, ConflictSide] | None:
        from tui_app.dialogs.sync_plan import SyncDialog

        if planned.due or planned.indexes:
            return await self.app.push_screen_wait(SyncDialog(f"Sync {text}", planned))
        count = f"{len(planned.steps):,} records" if planned.steps else "no record on either side"
        told = f"{text} and Shortlist say the same: {count}. {planned.note}".rstrip()
        self.notify(told, title="Nothing to sync", timeout=5, markup=False)
        return {}

    def _told(self, planned: SyncPlan, results: Sequence[StepResult]) -> None:
        troubles = [f"{each.step.name}: {each.trouble}" for each in results if each.trouble]
        done = [each for each in results if not each.trouble]
        counts = Counter(_DONE.get(each.step.action) for each in done if not each.by_others)
        others = sum(each.by_others for each in done)
        left = sum(step.key not in planned.removed for step in planned.open)
        told = [f"{counts[word]:,} {word}" for word in _DONE.values() if counts[word]]
        told += [f"{len(planned.removed):,} removed"] if planned.removed else []
        told += [f"{others:,} synced by another program meanwhile"] if others else []
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
        if self._is_busy():
            return
        with self.reporting_errors():
            what = "all records" if len(numbers) > 1 else f"decision {numbers[0]}"
            text = await self.ask_folder(f"Export {what}", "Into the folder")
            if text is None:
                return
            folder = target(text)
            planned = await self._run(
                f"Looking at {folder}",
                lambda store, progress: export.plan(store, folder, numbers, progress=progress),
            )
            chosen = await self._overwriting(planned)
            if chosen is None:
                return
            results = await self._apply(f"Writing into {folder}", chosen)
            await self.write(lambda store: store.topics.remember(folder=text))
            self._exported(chosen, results)

    async def _overwriting(self, planned: SyncPlan) -> SyncPlan | None:
        """Asks about files changed by hand; returns the plan, None if the user cancels."""
        from tui_app.dialogs.confirm import ConfirmDialog

        if not planned.open:
            return planned
        files = "\n".join(f"  {step.name}" for step in planned.open)
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
        if not overwrite:
            return planned
        return planned.with_choices(dict.fromkeys(planned.rows, ConflictSide.STORE))

    def _exported(self, planned: SyncPlan, done: Sequence[StepResult]) -> None:
        failed = export.troubles(planned, done)
        good = [step for step in planned.steps if step.name not in failed]
        written = [step for step in good if step.action is Action.WRITE]
        unchanged = sum(step.action is Action.UNCHANGED for step in good)
        if len(planned.steps) == 1 and written:
            told = f"Written: {planned.folder / written[0].name}"
        else:
            told = f"{len(written)} written, {unchanged} unchanged, in {planned.folder}"
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
