"""The tab Decisions: what was decided, beside the record as it will be exported."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from store import export
from store.folder import Change, Planned
from store.lifecycle import MOVES, due
from store.paths import records_folder
from store.store import Store
from store.types import (
    Decision,
    DecisionDraft,
    DecisionRow,
    DecisionStep,
    InvalidError,
    Revision,
    Status,
    given_reason,
)
from tui_app import keys
from tui_app.desk import Desk
from tui_app.screens.base import Tab, titled
from tui_app.widgets.lists import List, Page
from tui_app.widgets.prose import plain
from tui_app.widgets.revisions import history

STATUSES = {
    Status.PROPOSED: ("○", "$text-warning"),
    Status.ACCEPTED: ("●", "$text-success"),
    Status.REJECTED: ("✗", "$text-error"),
    Status.DEPRECATED: ("◌", "$foreground 60%"),
    Status.SUPERSEDED: ("↷", "$foreground 60%"),
}
"""The glyph of each status and its style; the word always stands beside them."""

_EMPTY = (
    "No decision yet.\n\n"
    "Weigh the options in the matrix (2), then press ctrl+s there: the decision is filled in "
    "from it. It will stand here as the Markdown record that x writes into your repository."
)


class DecisionsScreen(Tab):
    """Read, revise and export what was decided.

    Args:
        desk: where the store is asked.
    """

    NAME = "Decisions"
    BINDINGS: ClassVar[list[BindingType]] = keys.DECISIONS
    AUTO_FOCUS = "#decisions"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: tuple[DecisionRow, ...] = ()
        self._decision: Decision | None = None
        self._record = ""
        self._wanted: int | None = None  # what to open as soon as it is listed
        self._past = False  # whether the page shows the history

    def compose_body(self) -> Iterator[Widget]:
        """The list, and the record."""
        decisions = List(id="decisions", markup=False)
        decisions.border_title = "Decisions"
        yield decisions
        with Page(id="page"):
            yield Static(Content(_EMPTY), id="record")

    async def reload(self) -> None:
        """Reads the list and the record anew."""
        known = {row.number for row in self._rows}
        self._rows, today = await self.desk.read(
            lambda store: (store.read.decisions(), store.today())
        )
        late = [row.number for row in self._rows if due(row.status, row.review_by, today)]
        decisions = self.query_one("#decisions", List)
        at = decisions.highlighted or 0
        with self.prevent(OptionList.OptionHighlighted):
            decisions.clear_options()
            decisions.add_options(
                [Option(_row(row, late=row.number in late)) for row in self._rows]
            )
        told = f" · ⚑ {len(late)} due" if late else ""
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

    def goto(self, key: str) -> None:
        """Shows the decision of that number."""
        self._wanted = int(key)
        if any(row.number == self._wanted for row in self._rows):
            self._open(self._wanted)
            self.action_read()

    def _open(self, number: int) -> None:
        index = [row.number for row in self._rows].index(number)
        self._wanted = None
        decisions = self.query_one("#decisions", List)
        with self.prevent(OptionList.OptionHighlighted):
            decisions.highlighted = index
        self._load(number)

    @on(OptionList.OptionHighlighted, "#decisions")
    def _moved(self) -> None:
        index = self.query_one("#decisions", List).highlighted  # a message may be of an older row
        if index is not None:
            self._load(self._rows[index].number)

    @on(OptionList.OptionSelected, "#decisions")
    def action_read(self) -> None:
        """Goes to the record."""
        self.add_class("-detail")
        self.query_one("#page").focus()

    @work(exclusive=True, group="page")
    async def _load(self, number: int) -> None:
        past = self._past

        def read(store: Store) -> tuple[Decision, str, tuple[Revision, ...]]:
            revisions = store.read.revisions(number) if past else ()
            return store.read.decision(number), export.record(store, number), revisions

        with self.telling():
            decision, self._record, revisions = await self.desk.read(read)
            self._decision = decision
            page = self.query_one("#page", Page)
            title = titled(number, decision.title)
            page.border_title = title.append(" ─ history") if past else title
            shown = history(revisions) if past else _highlighted(self._record)
            self.query_one("#record", Static).update(shown)

    def action_history(self) -> None:
        """Shows what became of the decision in the place of its record, or the record again."""
        if self._decision is None:
            return
        self._past = not self._past
        self._load(self._decision.number)
        self.query_one("#page", Page).scroll_home(animate=False)
        if self._past:
            self.action_read()
        else:
            self.action_back()

    def action_back(self) -> None:
        """Goes back to the record, and to the list."""
        if self._past and self._decision is not None:
            self._past = False
            self._load(self._decision.number)
        self.remove_class("-detail")
        self.query_one("#decisions").focus()

    def action_copy(self) -> None:
        """Copies the record."""
        if self._decision is not None:
            self.copy(self._record, "The record")

    # Changes

    @work
    async def action_edit(self) -> None:
        """Lets the user revise the decision."""
        from tui_app.dialogs.decision import DecisionDialog

        if (decision := self._decision) is None:
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
        options = decision.matrix.comparison.options
        with self.telling():
            names = await self.desk.read(lambda store: store.people())
            filled = await self.app.push_screen_wait(
                DecisionDialog(f"Decision {decision.number}", draft, options, names=names)
            )
            if filled is not None:
                await self.write(lambda store: store.decisions.revise(decision.number, filled))
                await self.reload()

    @work
    async def action_status(self) -> None:
        """Lets the user choose where the decision goes from here, and say why."""
        from tui_app.dialogs.ask import AskDialog, Field
        from tui_app.dialogs.pick import PickDialog

        if (decision := self._decision) is None:
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
        chosen = await self.app.push_screen_wait(PickDialog(title, choices))
        if chosen is None:
            return
        status = list(moves)[chosen]
        fields = [Field("reason", "Why? It stands in the record")]
        if status is Status.SUPERSEDED:
            known = ", ".join(map(str, sorted(heirs)))
            label = f"The number of the accepted decision that takes its place: {known}"
            fields.insert(0, Field("superseded_by", label))
        values = await self.app.push_screen_wait(
            AskDialog(f"Decision {number}: {status}", fields, lambda v: _moved_on(v, heirs))
        )
        if values is None:
            return
        reason, successor = _moved_on(values, heirs)
        with self.telling():
            await self.write(
                lambda store: store.decisions.set_status(number, status, reason, successor)
            )
            await self.reload()

    @work
    async def action_trash(self) -> None:
        """Moves the decision to the trash."""
        if (decision := self._decision) is None:
            return
        with self.telling():
            await self.write(lambda store: store.decisions.trash(decision.number))
            await self.reload()
            told = f"Decision {decision.number} is in the trash; R restores it."
            self.notify(told, timeout=6)

    @work
    async def action_restore(self) -> None:
        """Lets the user choose what to take out of the trash."""
        from tui_app.dialogs.pick import PickDialog

        with self.telling():
            rows = await self.desk.read(lambda store: store.read.trashed_decisions())
            if not rows:
                self.notify("The trash is empty.", timeout=3)
                return
            choices = [
                (f"{row.number}  {row.title}", f"{row.status} · {row.chosen}") for row in rows
            ]
            chosen = await self.app.push_screen_wait(PickDialog("Restore from the trash", choices))
            if chosen is not None:
                self._wanted = rows[chosen].number
                await self.write(lambda store: store.decisions.restore(rows[chosen].number))
                await self.reload()

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
        with self.telling():
            step = await self.write(job)
            if step is None:
                self.notify(f"There is nothing to {verb}.", timeout=3)
                return
            self._wanted = step.number
            await self.reload()
            told = f"{done}: {step.label}, decision {step.number}."
            self.notify(told, timeout=5, markup=False)

    # Export

    def action_export(self) -> None:
        """Writes this record into a folder."""
        if self._decision is not None:
            self._export([self._decision.number])

    def action_export_all(self) -> None:
        """Writes all records into a folder."""
        if self._rows:
            self._export([row.number for row in self._rows])

    @work
    async def _export(self, numbers: Sequence[int]) -> None:
        from tui_app.dialogs.ask import AskDialog, Field

        with self.telling():
            settings = await self.desk.read(lambda store: store.read.settings())
            last = _offered() or settings.get("folder", "docs/decisions")
            what = "all records" if len(numbers) > 1 else f"decision {numbers[0]}"
            values = await self.app.push_screen_wait(
                AskDialog(f"Export {what}", [Field("folder", "Into the folder", last)], _folder)
            )
            if values is None:
                return
            target = _folder(values)
            planned = await self.desk.read(lambda store: export.plan(store, target, numbers))
            plan = await self._settle(planned)
            if plan is None:
                return
            written = await self.write(lambda store: _write(store, plan))
            await self.write(lambda store: store.topics.remember(folder=values["folder"].strip()))
            self._tell(target, plan, written)

    async def _settle(self, plan: Sequence[Planned]) -> list[Planned] | None:
        """The plan without conflicts: files changed by hand are asked about."""
        from tui_app.dialogs.confirm import ConfirmDialog

        conflicts = [planned for planned in plan if planned.change is Change.CONFLICT]
        if not conflicts:
            return list(plan)
        files = "\n".join(f"  {planned.path.name}" for planned in conflicts)
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
        kept = [planned for planned in plan if planned.change is not Change.CONFLICT]
        forced = [replace(planned, change=Change.UPDATED) for planned in conflicts]
        return kept + forced if overwrite else kept

    def _tell(self, target: Path, plan: Sequence[Planned], written: int) -> None:
        if len(plan) == 1 and written:
            told = f"Written: {plan[0].path}"
        else:
            told = f"{written} written, {len(plan) - written} unchanged, in {target}"
        self.notify(told, title="Exported", timeout=8, markup=False)


def _write(store: Store, plan: Sequence[Planned]) -> int:
    """Writes what differs; returns how many files that were."""
    changed = [planned for planned in plan if planned.change is not Change.SAME]
    for planned in changed:
        export.write(store, planned)
    if changed:
        export.write_index(changed[0].path.parent)
    return len(changed)


def _row(row: DecisionRow, *, late: bool) -> Content:
    glyph, style = STATUSES[row.status]
    title = plain(f"{row.number:>3}  ", "$foreground 60%").append(plain(row.title, "bold"))
    by = f" by {row.superseded_by}" if row.superseded_by else ""
    status = plain(f"     {glyph} {row.status}{by}", style)
    rest = plain(f" · {row.chosen} · {row.date:%-d %b %Y}", "$foreground 60%")
    lines = [title, status.append(rest)]
    if late:
        lines.append(plain(f"     ⚑ review due {row.review_by:%-d %b %Y}", "bold $text-warning"))
    return Content("\n").join(lines)


def _highlighted(markdown: str) -> Content:
    """The record as it is written, its headings set apart."""
    lines = [
        plain(line, "bold $text-primary" if line.startswith("#") else "")
        for line in markdown.split("\n")
    ]
    return Content("\n").join(lines)


def _folder(values: dict[str, str]) -> Path:
    text = values["folder"].strip()
    if not text:
        raise InvalidError({"folder": "Name a folder, such as docs/decisions."})
    path = export.target(text)
    if path.exists() and not path.is_dir():
        raise InvalidError({"folder": f"{path} is a file. Name a folder."})
    return path


def _offered() -> str:
    """The folder of records of the repository that one works in, as one would type it."""
    try:
        here = Path.cwd()
        found = records_folder(here)
    except OSError:  # the folder that one works in was removed
        return ""
    if found is None:
        return ""
    return str(found.relative_to(here) if found.is_relative_to(here) else found)


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
