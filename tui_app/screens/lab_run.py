"""The runs of the tab Lab: experiments, and the installation of the frameworks."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

from textual import work
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from store.domain.errors import CancelledError, StoreError
from store.domain.lab import Experiment, Report
from store.lab.interpreters import INSTALL, install, interpreter
from store.lab.runner import RunPlan, RunStep, duration, measure
from store.util.paths import lab_folder
from tui_app.screens.tab import Tab
from tui_app.store_worker import StoreWorker
from tui_app.widgets.experiment_page import about
from tui_app.widgets.progress_line import ProgressLine

LONG = 60
"""Seconds from which on a run is asked about first."""


class RunProgressed(Message):
    """A run went on: what it is at, and the share that is done; below 0 it is unknown."""

    def __init__(self, words: str, share: float = -1.0) -> None:
        super().__init__()
        self.words = words
        self.share = share


class ReportSaved(Message):
    """A report was saved."""


class RunEnded(Message):
    """A run ended; `trouble` says why it ended early, if it did."""

    def __init__(self, done: str, trouble: str = "") -> None:
        super().__init__()
        self.done = done
        self.trouble = trouble


class LabRun(Tab):
    """Runs experiments or an installation, one at a time, while other tabs are open.

    Each report is saved when its experiment is done, so that one that is cancelled leaves nothing
    behind.

    Args:
        desk: where the store is asked.
    """

    def __init__(self, desk: StoreWorker) -> None:
        super().__init__(desk)
        self._stop: Event | None = None  # of what is running

    def compose_below(self) -> Iterator[Widget]:
        """The line that says what is running."""
        yield ProgressLine()

    async def leave(self) -> None:
        """Stops the run."""
        if self._stop is not None:
            self._stop.set()

    def stop_run(self) -> bool:
        """Cancels the run; returns False if there is none."""
        if self._stop is None:
            return False
        self._stop.set()
        self.on_run_progressed(RunProgressed("Cancelling …"))
        return True

    @work
    async def ask_and_run(self, chosen: Sequence[Experiment], title: str) -> None:
        """Runs experiments; asks first if it takes long."""
        from tui_app.dialogs.confirm import ConfirmDialog

        if self._is_busy() or not chosen:
            return
        seconds = duration(chosen)
        if seconds >= LONG:
            count = "1 experiment" if len(chosen) == 1 else f"{len(chosen)} experiments"
            told = (
                f"{count}, {about(seconds)} on an idle machine. You can go on reading meanwhile; "
                "esc cancels, and what is done by then is kept."
            )
            dialog = ConfirmDialog(f"Run: {title}", told, yes="runs", no="does not")
            if not await self.app.push_screen_wait(dialog) or self._is_busy():
                return
        folder = await self.desk.read(lambda store: store.experiments_folder)
        self._begin("Starting …")
        self._run(chosen, folder)

    def _is_busy(self) -> bool:
        if self._stop is not None:
            self.notify("Something is running already; esc cancels it.", timeout=4)
        return self._stop is not None

    def _begin(self, words: str) -> None:
        self._stop = Event()
        self.on_run_progressed(RunProgressed(words))

    @property
    def _cancelled(self) -> Callable[[], bool]:
        """A check for the worker's thread: whether the user cancelled, or the app is closing."""
        worker, stop = get_current_worker(), self._stop
        return lambda: worker.is_cancelled or stop is None or stop.is_set()

    @work(thread=True, group="run", exit_on_error=False)
    def _run(self, chosen: Sequence[Experiment], folder: Path) -> None:
        def keep(report: Report) -> None:
            self.desk.do(lambda store: store.reports.save(report))
            self.post_message(ReportSaved())

        ended = RunEnded("Done")
        try:
            plan = RunPlan(interpreter(), folder)
            reports = measure(
                chosen, plan, progress=self._step, cancelled=self._cancelled, sink=keep
            )
            if any(INSTALL in found.trouble for report in reports for found in report.findings):
                ended = RunEnded("Done", "Some frameworks are missing here; i installs them.")
        except CancelledError:
            ended = RunEnded("Cancelled", "What was under way was ended and not kept.")
        except StoreError as error:
            ended = RunEnded("Not done", str(error))
        self.post_message(ended)

    def _step(self, step: RunStep) -> None:
        turn = f"round {step.round} of {step.rounds}" if step.round else "warm-up"
        words = f"{step.title}: {step.side}, {turn}"
        self.post_message(RunProgressed(words, step.done / step.total))

    @work
    async def action_install(self) -> None:
        """Installs the frameworks into an environment of the Lab's own."""
        from tui_app.dialogs.confirm import ConfirmDialog

        if self._is_busy():
            return
        told = (
            f"Flask, Django and the others go into a virtual environment of their own:\n\n"
            f"  {lab_folder()}\n\nNothing else is changed. The package index must be reachable; "
            "esc cancels, and the next time it goes on from there."
        )
        dialog = ConfirmDialog("Install the frameworks", told, yes="installs", no="does not")
        if await self.app.push_screen_wait(dialog) and not self._is_busy():
            self._begin("Installing …")
            self._install()

    @work(thread=True, group="run", exit_on_error=False)
    def _install(self) -> None:
        ended = RunEnded("Installed")
        try:
            install(self._installing, self._cancelled)
        except CancelledError:
            ended = RunEnded(
                "Cancelled", "What was installed so far is kept; i goes on from there."
            )
        except StoreError as error:
            ended = RunEnded("Not done", str(error))
        self.post_message(ended)

    def _installing(self, words: str) -> None:
        self.post_message(RunProgressed(words))

    def on_run_progressed(self, message: RunProgressed) -> None:
        """Shows what is going on."""
        self.query_one(ProgressLine).tell(message.words, message.share)

    async def on_run_ended(self, message: RunEnded) -> None:
        """Clears the progress line, and reports the result."""
        self._stop = None
        self.query_one(ProgressLine).clear()
        self.notify(
            message.trouble or f"{message.done}.",
            title=message.done if message.trouble else "",
            severity="error" if message.done == "Not done" else "information",
            timeout=12 if message.trouble else 3,
            markup=False,
        )
