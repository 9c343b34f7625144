"""Shows what a sync will do, and asks which side of a conflict counts."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from store.sync.plan import CHOSEN, SyncPlan
from store.sync.steps import Action, ConflictSide, SyncStep
from tui_app import keys
from tui_app.dialogs.dialog import Dialog, frame, hint
from tui_app.widgets.differences import side_by_side, unified
from tui_app.widgets.long_list import LongList
from tui_app.widgets.page_scroll import Page
from tui_app.widgets.rich_page import Columns, Paragraph, RichPage, plain

SIDE_BY_SIDE = 100
"""Columns from which on the two records of a conflict stand side by side."""

SHOWN_MAX = 200_000
"""Bytes of a record whose differences are shown; to compare more takes seconds."""

HEADS = ("In Shortlist", "In the folder")

_FAINT = "$foreground 60%"
_SIGNS = {
    Action.WRITE: ("→ write", "$text-success"),
    Action.READ: ("← read", "$text-primary"),
    Action.CONFLICT: ("≠ conflict", "bold $text-warning"),
    Action.GONE: ("∅ gone", "bold $text-warning"),
    Action.LEFT: ("! left", "bold $text-error"),
    Action.UNCHANGED: ("= same", _FAINT),
}
_COUNTED = {
    Action.WRITE: "to write",
    Action.READ: "to read in",
    Action.CONFLICT: "in conflict",
    Action.GONE: "gone",
    Action.LEFT: "left",
    Action.UNCHANGED: "the same",
}


@dataclass(frozen=True, slots=True)
class StepLines:
    """A step of the plan, and the side that was chosen, if one was."""

    step: SyncStep
    side: ConflictSide | None = None

    def height(self, width: int) -> int:  # noqa: ARG002  # of a row of any list
        """Returns how many lines the row takes."""
        return 1 + bool(self._detail)

    def lines(self, width: int) -> Sequence[Content]:  # noqa: ARG002  # of a row of any list
        """Returns the lines."""
        sign, style = self._sign
        head = plain(f" {sign:<11} ", style).append(plain(self.step.name, "bold"))
        if self.step.key is not None:
            head = head.append(plain(f"  decision {self.step.key}", _FAINT))
        return [head, plain(f" {'':<11} {self._detail}", _FAINT)] if self._detail else [head]

    @property
    def _sign(self) -> tuple[str, str]:
        if self.side is None:
            return _SIGNS[self.step.action]
        step = self.step.resolved(self.side)
        if step.action is Action.GONE:
            return ("→ remove" if step.found is not None else "← trash"), "$text-warning"
        return _SIGNS[step.action]

    @property
    def _detail(self) -> str:
        if self.side is None:
            return self.step.reason
        return "Shortlist’s counts." if self.side is ConflictSide.STORE else "The folder’s counts."


class SyncDialog(Dialog[Mapping[int, ConflictSide]]):
    """The records that differ and the differences; dismisses with the sides that were chosen.

    The sides are by the decision's number; what none was chosen of is left as it is.

    Args:
        title: which folder it is.
        plan: the steps of the sync.
    """

    BINDINGS: ClassVar[list[BindingType]] = keys.SYNC
    DEFAULT_CSS = """
    SyncDialog > .dialog { width: 94%; height: 94%; max-width: 170; padding: 0 1; }
    SyncDialog #steps { height: 2fr; min-height: 3; background: $surface; }
    SyncDialog #page { height: 3fr; border-top: solid $primary 50%; scrollbar-size-vertical: 1; }
    SyncDialog #page:focus { border-top: solid $primary; }
    SyncDialog .hint { margin: 0; }
    """

    def __init__(self, title: str, plan: SyncPlan) -> None:
        super().__init__()
        self._title = title
        self._plan = plan
        self._steps = plan.due
        self._sides: dict[int, ConflictSide] = {}

    def compose(self) -> ComposeResult:
        """The list above, the differences of one record below."""
        with frame(self._title):
            yield Static(self._summary(), id="summary")
            yield LongList(id="steps")
            with Page(id="page"):
                yield RichPage(id="prose")
            told = "^s syncs · ⏎ reads the difference · esc cancels"
            if self._plan.open:
                told = f"s Shortlist’s counts · f the folder’s · ⌫ neither · S F for all\n{told}"
            yield hint(told)

    def on_mount(self) -> None:
        """Begins on the first conflict, or else on the first record."""
        open_ = [at for at, step in enumerate(self._steps) if step.action in CHOSEN]
        self._show(open_[0] if open_ else 0)
        self.query_one("#steps").focus()

    def on_resize(self) -> None:
        """Puts the two records side by side, or below each other."""
        self._open()

    @on(LongList.Moved)
    @work(exclusive=True)
    async def _open(self) -> None:
        at = self.query_one(LongList).highlighted
        if at is not None:
            step, wide = self._steps[at], self.size.width >= SIDE_BY_SIDE
            # Long texts that have little in common take a second to compare.
            shown = await asyncio.to_thread(_differences, step, self._side(step), wide=wide)
            self.query_one(RichPage).show(shown)
            self.query_one(Page).scroll_home(animate=False)

    @on(LongList.Chosen)
    def _read(self) -> None:
        self.query_one("#page").focus()

    def action_take(self, side: str = "") -> None:
        """Chooses the side that counts; without one, both are left as they are."""
        at = self.query_one(LongList).highlighted
        if at is not None and self._steps[at].action in CHOSEN:
            self._choose(self._steps[at], side)
            self._show(at)

    def action_take_all(self, side: str) -> None:
        """Chooses the side that counts in all conflicts that have none yet."""
        for step in self._plan.open:
            if step.key not in self._sides:
                self._choose(step, side)
        self._show(self.query_one(LongList).highlighted or 0)

    def action_accept(self) -> None:
        """Leaves with what was chosen."""
        self.dismiss(self._sides)

    def _choose(self, step: SyncStep, side: str) -> None:
        if step.key is None:
            return
        if side:
            self._sides[step.key] = ConflictSide(side)
        else:
            self._sides.pop(step.key, None)

    def _show(self, at: int) -> None:
        rows = [StepLines(step, self._side(step)) for step in self._steps]
        self.query_one(LongList).show(rows, at)
        self._open()

    def _side(self, step: SyncStep) -> ConflictSide | None:
        return None if step.key is None else self._sides.get(step.key)

    def _summary(self) -> Content:
        counts = Counter(step.action for step in self._plan.steps)
        told = [
            f"{counts[action]:,} {words}" for action, words in _COUNTED.items() if counts[action]
        ]
        told += [f"{each.name} to write" for each in self._plan.indexes]
        summary = plain(" · ".join(told), "bold")
        return summary.append(plain(f"\n{self._plan.note}", _FAINT)) if self._plan.note else summary


def _differences(
    step: SyncStep, side: ConflictSide | None, *, wide: bool
) -> Sequence[Paragraph | Columns]:
    if max(len(step.stored or b""), len(step.found or b"")) > SHOWN_MAX:
        return [Paragraph(plain(f"{step.name} is too large to compare here.", _FAINT))]
    if step.action is not Action.CONFLICT:
        return list(unified((step.resolved(side) if side else step).diff))
    if wide:
        return list(side_by_side(step.stored, step.found, HEADS))
    head = Paragraph(plain(f"- {HEADS[0]}   + {HEADS[1]}", "bold $text-secondary"))
    return [head, *unified(step.diff)]
