"""The tab Decisions: what was decided, beside the record as it will be exported."""

from collections.abc import Iterator, Sequence
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
from store.store import Store
from store.types import STANDING_ALONE, Decision, DecisionDraft, DecisionRow, InvalidError, Status
from tui_app import keys
from tui_app.desk import Desk
from tui_app.screens.base import Tab, titled
from tui_app.widgets.lists import List, Page
from tui_app.widgets.prose import plain

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
        self._wanted: int | None = None

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
        self._rows = await self.desk.read(lambda store: store.read.decisions())
        decisions = self.query_one("#decisions", List)
        with self.prevent(OptionList.OptionHighlighted):
            decisions.clear_options()
            decisions.add_options([Option(_row(row)) for row in self._rows])
        decisions.border_title = f"Decisions ─ {len(self._rows)}"
        fresh = [row.number for row in self._rows if row.number not in known]
        number = self._decision.number if self._decision else None
        wanted, self._wanted = self._wanted, None
        if self._rows:
            self._open(wanted or (fresh[0] if fresh else number or self._rows[0].number))
        else:
            self.action_read()  # what the page says is all that there is to see

    def goto(self, key: str) -> None:
        """Shows the decision of that number."""
        if any(row.number == int(key) for row in self._rows):
            self._open(int(key))
            self.action_read()
        else:
            self._wanted = int(key)  # the list is still to come

    def _open(self, number: int) -> None:
        index = [row.number for row in self._rows].index(number)
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
        with self.telling():
            decision, self._record = await self.desk.read(
                lambda store: (store.read.decision(number), export.record(store, number))
            )
            self._decision = decision
            page = self.query_one("#page", Page)
            page.border_title = titled(decision.number, decision.title)
            self.query_one("#record", Static).update(_highlighted(self._record))

    def action_back(self) -> None:
        """Goes back to the list."""
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
        )
        statuses = [s for s in Status if s in (decision.status, *STANDING_ALONE)]
        options = decision.matrix.comparison.options
        filled = await self.app.push_screen_wait(
            DecisionDialog(f"Decision {decision.number}", draft, options, statuses)
        )
        if filled is not None:
            with self.telling():
                await self.write(lambda store: store.decisions.revise(decision.number, filled))
                await self.reload()

    @work
    async def action_status(self) -> None:
        """Lets the user choose where the decision stands."""
        from tui_app.dialogs.ask import AskDialog, Field
        from tui_app.dialogs.pick import PickDialog

        if (decision := self._decision) is None:
            return
        number = decision.number
        statuses = list(Status)
        choices = [(f"{STATUSES[status][0]} {status}", "") for status in statuses]
        at = statuses.index(decision.status)
        chosen = await self.app.push_screen_wait(PickDialog(f"Decision {number} is", choices, at))
        if chosen is None:
            return
        status, successor = statuses[chosen], None
        if status is Status.SUPERSEDED:
            others = [row.number for row in self._rows if row.number != number]
            field = Field("by", "The number of the decision that takes its place")
            values = await self.app.push_screen_wait(
                AskDialog("Superseded by", [field], lambda v: _number(v["by"], others))
            )
            if values is None:
                return
            successor = _number(values["by"], others)
        with self.telling():
            await self.write(lambda store: store.decisions.set_status(number, status, successor))
            await self.reload()

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
            last = settings.get("folder", "docs/decisions")
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
    return len(changed)


def _row(row: DecisionRow) -> Content:
    glyph, style = STATUSES[row.status]
    title = plain(f"{row.number:>3}  ", "$foreground 60%").append(plain(row.title, "bold"))
    by = f" by {row.superseded_by}" if row.superseded_by else ""
    status = plain(f"     {glyph} {row.status}{by}", style)
    rest = plain(f" · {row.chosen} · {row.date:%-d %b %Y}", "$foreground 60%")
    return title.append("\n").append(status).append(rest)


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


def _number(text: str, others: Sequence[int]) -> int:
    if text.strip().isdecimal() and int(text) in others:
        return int(text)
    known = ", ".join(map(str, sorted(others))) or "none yet"
    raise InvalidError({"by": f"The number of another decision: {known}."})
