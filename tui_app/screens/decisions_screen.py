"""The tab Decisions: what was decided, beside the record as it will be exported."""

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from store.decisions.status_flow import MOVES, due
from store.domain.decision import (
    Decision,
    DecisionDraft,
    DecisionRow,
    DecisionStep,
    Revision,
    Status,
)
from store.domain.errors import InvalidError, given_reason
from store.matrix.scoring import out_of_running
from store.store import Store
from store.sync import export
from tui_app import keys
from tui_app.screens.record_sync import RecordSync
from tui_app.screens.tab import titled
from tui_app.store_worker import StoreWorker
from tui_app.widgets.decision_rows import STATUSES, DecisionLines
from tui_app.widgets.long_list import LongList
from tui_app.widgets.page_scroll import Page
from tui_app.widgets.progress_line import ProgressLine
from tui_app.widgets.revision_history import comparison, history, when
from tui_app.widgets.rich_page import plain

_EMPTY = (
    "No decision yet.\n\n"
    "Weigh the options in the matrix (2), then press ctrl+s there: the decision is filled in "
    "from it. It will stand here as the Markdown record that x writes into your repository.\n\n"
    "S reads in the records that a folder of yours has, and keeps both the same from then on."
)
_WITH_A_DECISION = (
    *("edit", "status", "history", "compare", "copy"),
    *("export", "export_all", "trash"),
)


class DecisionsScreen(RecordSync):
    """Read, revise and export what was decided.

    Args:
        desk: where the store is asked.
    """

    NAME = "Decisions"
    BINDINGS: ClassVar[list[BindingType]] = keys.DECISIONS
    AUTO_FOCUS = "#decisions"

    def __init__(self, desk: StoreWorker) -> None:
        super().__init__(desk)
        self._rows: tuple[DecisionRow, ...] = ()
        self._decision: Decision | None = None
        self._record = ""
        self._wanted: int | None = None  # what to open as soon as it is listed
        self._past = False  # whether the page shows the history
        self._compared: tuple[int, int] | None = None  # the revisions that it compares

    def compose_body(self) -> Iterator[Widget]:
        """The list, and the record."""
        decisions = LongList(id="decisions")
        decisions.border_title = "Decisions"
        yield decisions
        with Page(id="page"):
            yield Static(Content(_EMPTY), id="record")

    def compose_below(self) -> Iterator[Widget]:
        """The line that says what is running."""
        yield ProgressLine()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hides the keys that do something with a decision while there is none."""
        return super().check_action(action, parameters) and (
            bool(self._rows) or action not in _WITH_A_DECISION
        )

    async def reload(self) -> None:
        """Reads the list and the record."""
        known = {row.number for row in self._rows}
        self._rows, lines = await self.desk.read(_listed)
        self.refresh_bindings()
        late = sum(line.late for line in lines)
        decisions = self.query_one("#decisions", LongList)
        at = decisions.highlighted or 0
        decisions.show(lines, at)
        told = f" · ⚑ {late} due" if late else ""
        decisions.border_title = f"Decisions ─ {len(self._rows)}{told}"
        numbers = [row.number for row in self._rows]
        fresh = [number for number in numbers if number not in known][:1]
        here = [self._decision.number] if self._decision else []
        wanted = [number for number in (self._wanted, *fresh, *here) if number in numbers]
        if numbers:
            if not known:
                self.remove_class("-detail")
                decisions.focus()
            self._open(wanted[0] if wanted else numbers[min(at, len(numbers) - 1)])
        else:
            self._decision = None
            self.query_one("#page", Page).border_title = ""
            self.query_one("#record", Static).update(_EMPTY)
            self.action_read()  # what the page says is all that there is to see

    def open_key(self, key: str) -> None:
        """Shows the decision of that number."""
        self._wanted = int(key)
        if any(row.number == self._wanted for row in self._rows):
            self._open(self._wanted)
            self.action_read()

    def _open(self, number: int) -> None:
        index = [row.number for row in self._rows].index(number)
        self._wanted = None
        self.query_one("#decisions", LongList).highlight(index)
        self._load(number)

    @on(LongList.Moved)
    def _moved(self) -> None:
        index = self.query_one("#decisions", LongList).highlighted  # the message may be older
        if index is not None:
            self._compared = None
            self._load(self._rows[index].number)

    @on(LongList.Chosen)
    def action_read(self) -> None:
        """Goes to the record."""
        self.add_class("-detail")
        self.query_one("#page").focus()

    @work(exclusive=True, group="page")
    async def _load(self, number: int) -> None:
        await self._show(number)

    @property
    def _number(self) -> int | None:
        """The number of the highlighted decision, whatever the page shows; None for none."""
        at = self.query_one("#decisions", LongList).highlighted
        return None if at is None else self._rows[at].number

    async def _catch_up(self) -> Decision | None:
        """The highlighted decision, shown if it was not yet; None for none."""
        if (number := self._number) is None:
            return None
        if self._decision is not None and self._decision.number == number:
            return self._decision
        self.workers.cancel_group(self, "page")
        return await self._show(number)

    async def _show(self, number: int) -> Decision:
        past, pair = self._past, self._compared

        def read(store: Store) -> tuple[Decision, str, tuple[Revision, ...]]:
            revisions = store.read.revisions(number) if past or pair else ()
            return store.read.decision(number), export.record(store, number), revisions

        decision, self._record, revisions = await self.desk.read(read)
        self._decision = decision
        page = self.query_one("#page", Page)
        title = titled(number, decision.title)
        if pair:
            title = title.append(f" ─ revisions {pair[0]} and {pair[1]}")
            shown = comparison(*(revisions[at - 1] for at in pair))
        elif past:
            title, shown = title.append(" ─ history"), history(revisions)
        else:
            shown = _highlighted(self._record)
        page.border_title = title
        self.query_one("#record", Static).update(shown)
        return decision

    @work
    async def action_history(self) -> None:
        """Shows what became of the decision in the place of its record, or the record again."""
        if (decision := await self._catch_up()) is None:
            return
        self._past, self._compared = not self._past, None
        self._load(decision.number)
        self.query_one("#page", Page).scroll_home(animate=False)
        if self._past:
            self.action_read()
        else:
            self.action_back()

    @work
    async def action_compare(self) -> None:
        """Lets the user choose two revisions, and shows what differs between them."""
        from tui_app.dialogs.choose import ChooseDialog

        if (decision := await self._catch_up()) is None:
            return
        with self.reporting_errors():
            revisions = await self.desk.read(lambda store: store.read.revisions(decision.number))
            if len(revisions) == 1:
                self.notify("It was never changed: there is one revision.", timeout=4)
                return
            choices = [(f"{each.number}  {each.label}", when(each)) for each in revisions]
            title = "Compare this revision"
            first = await self.app.push_screen_wait(ChooseDialog(title, choices))
            if first is None:
                return
            del choices[first]
            title, last = f"Compare revision {first + 1} with", len(choices) - 1
            other = await self.app.push_screen_wait(ChooseDialog(title, choices, last))
            if other is None:
                return
            older, newer = sorted((first, other + (other >= first)))
            self._compared = (older + 1, newer + 1)
            self._load(decision.number)
            self.query_one("#page", Page).scroll_home(animate=False)
            self.action_read()

    def action_back(self) -> None:
        """Stops a sync that is running; else goes back to the record, and to the list."""
        if self.stop_sync():
            return
        if self._compared and self._decision is not None:
            self._compared = None
            self._load(self._decision.number)
            return
        if self._past and self._decision is not None:
            self._past = False
            self._load(self._decision.number)
        self.remove_class("-detail")
        self.query_one("#decisions").focus()

    @work
    async def action_copy(self) -> None:
        """Copies the record."""
        if await self._catch_up() is not None:
            self.copy(self._record, "The record")

    # Changes

    @work
    async def action_edit(self) -> None:
        """Lets the user revise the decision."""
        from tui_app.dialogs.decision_form import DecisionDialog, texts_of

        if (decision := await self._catch_up()) is None:
            return
        draft = DecisionDraft(
            title=decision.title,
            status=decision.status,
            chosen=decision.chosen,
            context=decision.context,
            deciders=decision.deciders,
            consequences=decision.consequences,
            consulted=decision.consulted,
            informed=decision.informed,
            confirmation=decision.confirmation,
            review_by=decision.review_by,
        )
        options, out = decision.matrix.comparison.options, out_of_running(decision.matrix)
        with self.reporting_errors():
            names = await self.desk.read(lambda store: store.people())
            filled = await self.app.push_screen_wait(
                DecisionDialog(f"Decision {decision.number}", draft, options, names=names, out=out)
            )
            if filled is None:
                return
        with self.reporting_errors(typed=texts_of(filled)):
            await self.write(lambda store: store.decisions.revise(decision.number, filled))
            await self.reload()

    @work
    async def action_status(self) -> None:
        """Lets the user choose where the decision goes from here, and say why."""
        from tui_app.dialogs.choose import ChooseDialog
        from tui_app.dialogs.line_form import Field, LineFormDialog

        if (decision := await self._catch_up()) is None:
            return
        number = decision.number
        heirs = [r.number for r in self._rows if r.status is Status.ACCEPTED and r.number != number]
        moves = dict(MOVES[decision.status])
        if not heirs:
            moves.pop(Status.SUPERSEDED, None)
        if not moves:
            told = "The decision in its place counts. u takes the last change back."
            self.notify(told, title="Superseded", timeout=6)
            return
        choices = [(f"{STATUSES[to][0]} {to}", why) for to, why in moves.items()]
        title = f"Decision {number} is {decision.status}, and becomes"
        chosen = await self.app.push_screen_wait(ChooseDialog(title, choices))
        if chosen is None:
            return
        status = list(moves)[chosen]
        fields = [Field("reason", "Why? It stands in the record")]
        if status is Status.SUPERSEDED:
            known = ", ".join(map(str, sorted(heirs)))
            label = f"The number of the accepted decision that takes its place: {known}"
            fields.insert(0, Field("superseded_by", label))
        values = await self.app.push_screen_wait(
            LineFormDialog(f"Decision {number}: {status}", fields, lambda v: _moved_on(v, heirs))
        )
        if values is None:
            return
        reason, successor = _moved_on(values, heirs)
        with self.reporting_errors():
            await self.write(
                lambda store: store.decisions.set_status(number, status, reason, successor)
            )
            await self.reload()

    @work
    async def action_trash(self) -> None:
        """Moves the decision to the trash."""
        if (number := self._number) is None:
            return
        with self.reporting_errors():
            await self.write(lambda store: store.decisions.trash(number))
            await self.reload()
            told = f"Decision {number} is in the trash; R restores it."
            self.notify(told, timeout=6)

    @work
    async def action_restore(self) -> None:
        """Lets the user choose what to take out of the trash."""
        from tui_app.dialogs.choose import ChooseDialog

        with self.reporting_errors():
            rows = await self.desk.read(lambda store: store.read.trashed_decisions())
            if not rows:
                self.notify("The trash is empty.", timeout=3)
                return
            choices = [
                (f"{row.number}  {row.title}", f"{row.status} · {row.chosen}") for row in rows
            ]
            choices.append(("Empty the trash …", "They and their history are gone for good then."))
            chosen = await self.app.push_screen_wait(
                ChooseDialog("Restore from the trash", choices)
            )
            if chosen == len(rows):
                await self._empty_trash(len(rows))
            elif chosen is not None:
                self._wanted = rows[chosen].number
                await self.write(lambda store: store.decisions.restore(rows[chosen].number))
                await self.reload()

    async def _empty_trash(self, count: int) -> None:
        from tui_app.dialogs.confirm import ConfirmDialog

        what = "the decision that is" if count == 1 else f"the {count} decisions that are"
        told = (
            f"Removes {what} in the trash, with all history; u does not bring that back. "
            "Records in folders stay, and a later sync would read them in anew."
        )
        dialog = ConfirmDialog("Empty the trash?", told, yes="removes", no="keeps")
        if await self.app.push_screen_wait(dialog):
            await self.write(lambda store: store.decisions.empty_trash())
            self.notify("The trash is empty.", timeout=4)

    def action_undo(self) -> None:
        """Takes the last change of a decision back."""
        self._step(lambda store: store.decisions.undo(), "Taken back", "undo")

    def action_redo(self) -> None:
        """Makes the change again that was taken back last."""
        self._step(lambda store: store.decisions.redo(), "Made again", "redo")

    @work
    async def _step(
        self, job: Callable[[Store], DecisionStep | None], done: str, verb: str
    ) -> None:
        with self.reporting_errors():
            step = await self.write(job)
            if step is None:
                self.notify(f"There is nothing to {verb}.", timeout=3)
                return
            self._wanted = step.number
            await self.reload()
            told = f"{done}: {step.label}, decision {step.number}."
            self.notify(told, timeout=5, markup=False)

    # Export

    @work
    async def action_export(self) -> None:
        """Writes this record into a folder."""
        if (number := self._number) is not None:
            await self.export([number])

    @work
    async def action_export_all(self) -> None:
        """Writes all records into a folder."""
        if self._rows:
            await self.export([row.number for row in self._rows])


def _listed(store: Store) -> tuple[tuple[DecisionRow, ...], Sequence[DecisionLines]]:
    rows, today = store.read.decisions(), store.today()
    return rows, [DecisionLines(row, due(row.status, row.review_by, today)) for row in rows]


def _highlighted(markdown: str) -> Content:
    """The record as it is written, its headings set apart."""
    lines = [
        plain(line.removesuffix("\r"), "bold $text-primary" if line.startswith("#") else "")
        for line in markdown.split("\n")
    ]
    return Content("\n").join(lines)


def _moved_on(values: dict[str, str], heirs: Sequence[int]) -> tuple[str, int | None]:
    """The reason for a status, and the number of the decision that takes the place if one does."""
    problems: dict[str, str] = {}
    successor = None
    number = values.get("superseded_by")
    if number is not None:
        successor = {str(heir): heir for heir in heirs}.get(number.strip())
        if successor is None:
            known = ", ".join(map(str, sorted(heirs)))
            problems["superseded_by"] = f"The number of an accepted decision: {known}."
    try:
        given_reason(values["reason"])
    except InvalidError as error:
        problems |= error.problems
    if problems:
        raise InvalidError(problems)
    return values["reason"], successor
