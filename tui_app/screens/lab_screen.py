"""The tab Lab: experiments, run on this machine, beside what they found."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from store.domain.content import ClaimRow
from store.domain.errors import NotFoundError, StoreError
from store.domain.lab import Experiment, Report
from store.domain.matrix import Matrix
from store.lab.environment import now
from store.lab.interpreters import interpreter, versions
from store.lab.rating import Offer, note, offers
from store.lab.report_sentences import stale
from store.lab.runner import duration
from store.matrix.number_text import number
from store.store import Store
from tui_app import keys
from tui_app.screens.lab_run import LabRun, RunEnded
from tui_app.screens.tab import Goto
from tui_app.store_worker import StoreWorker
from tui_app.widgets.experiment_page import (
    ExperimentRow,
    Found,
    experiment_blocks,
    experiment_rows,
)
from tui_app.widgets.option_list import List
from tui_app.widgets.page_scroll import Page
from tui_app.widgets.rich_page import RichPage, plain


class InterpreterAsked(Message):
    """The interpreter for the next run was asked for its version and its packages."""

    def __init__(self, python: str, versions: Mapping[str, str]) -> None:
        super().__init__()
        self.python = python
        self.versions = versions


@dataclass(frozen=True, slots=True)
class LabState:
    """The Lab's experiments, reports, claims and criteria, as read from the store."""

    experiments: tuple[Experiment, ...] = ()
    reference: Mapping[str, Report] = field(default_factory=dict)
    last: Mapping[str, Report] = field(default_factory=dict)
    claims: Mapping[str, ClaimRow] = field(default_factory=dict)
    criteria: Mapping[str, str] = field(default_factory=dict)
    slug: str = ""

    def offers(self, experiment: Experiment) -> list[Offer]:
        """Returns the ratings for its criterion, all of this machine or all of the shipped run."""
        reports = self.last if experiment.slug in self.last else self.reference
        criterion = experiment.rule.criterion
        found = offers(self.experiments, reports) if criterion else ()
        return [o for o in found if o.criterion == criterion and experiment.slug in o.parts]


class LabScreen(LabRun):
    """Run experiments, read what they found, take it into the matrix.

    Args:
        desk: where the store is asked.
        clock: tells the time.
    """

    NAME = "Lab"
    BINDINGS: ClassVar[list[BindingType]] = keys.LAB
    AUTO_FOCUS = "#experiments"

    def __init__(self, desk: StoreWorker, clock: Callable[[], datetime] = now) -> None:
        super().__init__(desk)
        self._clock = clock
        self._known = LabState()
        self._rows: tuple[ExperimentRow, ...] = ()
        self._slug = ""
        self._past: tuple[Report, ...] = ()
        self._python = ""
        self._versions: Mapping[str, str] = {}

    def compose_body(self) -> Iterator[Widget]:
        """The list, and the page."""
        experiments = List(id="experiments", markup=False)
        experiments.border_title = "Experiments"
        yield experiments
        with Page(id="page"):
            yield RichPage(id="prose")

    async def reload(self) -> None:
        """Reads the experiments and their reports."""
        first = not self._known.experiments
        self._known = known = await self.desk.read(_read)
        self._rows = tuple(
            experiment_rows(known.experiments, known.last, known.reference, self._clock())
        )
        listing = self.query_one("#experiments", List)
        listing.border_title = (
            f"Experiments ─ {len(known.last)} of {len(known.experiments)} run here"
        )
        with self.prevent(OptionList.OptionHighlighted):
            listing.clear_options()
            listing.add_options([Option(row.text, disabled=not row.slug) for row in self._rows])
        self._open(self._slug or known.slug)
        if first:
            self._ask_versions()

    def open_key(self, key: str) -> None:
        """Opens the page of that experiment."""
        if self._rows:
            self._open(key)
        else:
            self._slug = key  # the list is still to come
        self.action_read()

    def settings_to_save(self) -> dict[str, str]:
        """The experiment to come back to."""
        return {"experiment": self._slug} if self._slug else {}

    # The list and the page

    @property
    def _experiment(self) -> Experiment | None:
        return next((e for e in self._known.experiments if e.slug == self._slug), None)

    def _open(self, slug: str) -> None:
        slugs = [row.slug for row in self._rows]
        index = slugs.index(slug) if slug in slugs and slug else 1
        listing = self.query_one("#experiments", List)
        with self.prevent(OptionList.OptionHighlighted):
            listing.highlighted = index
        self._go(slugs[index])

    def _go(self, slug: str) -> None:
        fresh, self._slug = slug != self._slug, slug
        if fresh:
            self._past = ()
        self._load(slug, fresh=fresh)

    @on(OptionList.OptionHighlighted, "#experiments")
    def _moved(self) -> None:
        """Shows the highlighted experiment; whatever acts on it comes here first."""
        index = self.query_one("#experiments", List).highlighted
        if index is not None and self._rows[index].slug != self._slug:
            self._go(self._rows[index].slug)

    @on(OptionList.OptionSelected, "#experiments")
    def action_read(self) -> None:
        """Goes to the page."""
        self.add_class("-detail")
        self.query_one("#page").focus()

    @work(exclusive=True, group="page")
    async def _load(self, slug: str, *, fresh: bool) -> None:
        with self.reporting_errors():
            self._past = await self.desk.read(lambda store: store.read.reports(slug))
            self._show()
            if fresh:
                self.query_one("#page", Page).scroll_home(animate=False)

    def _show(self) -> None:
        experiment = self._experiment
        if experiment is None:
            return
        self.query_one("#page", Page).border_title = plain(experiment.title, "bold")
        known, report = self._known, self._past[0] if self._past else None
        reference = known.reference.get(experiment.slug)
        if report is not None:
            old = stale(experiment, report, self._python, self._versions)
        else:
            old = stale(experiment, reference) if reference else []
        found = Found(
            now=self._clock(),
            past=self._past,
            reference=reference,
            stale=old,
            offers=known.offers(experiment),
            claims=[known.claims[n] for n in experiment.claims if n in known.claims],
            criteria=known.criteria,
            seconds=duration([experiment]),
        )
        self.query_one("#prose", RichPage).show(
            experiment_blocks(experiment, found), keep_spot=True
        )

    @work(thread=True, exclusive=True, group="versions", exit_on_error=False)
    def _ask_versions(self) -> None:
        """Looks which versions would run now: a report on others is stale."""
        names = {n for r in self._known.last.values() for n in r.environment.packages}
        try:
            python = interpreter()
        except StoreError:
            return  # a run will tell it
        self.post_message(InterpreterAsked(python.version, versions(python, sorted(names))))

    def on_interpreter_asked(self, message: InterpreterAsked) -> None:
        """Marks the reports that are stale."""
        self._python, self._versions = message.python, message.versions
        self._show()

    def follow(self, target: str) -> None:
        """Goes to a claim or a criterion, runs the experiment, copies a program."""
        kind, _, key = target.partition(":")
        experiment = self._experiment
        if kind == "claim":
            self.post_message(Goto("topics", f"{key.partition('.')[0]}#{key}"))
        elif kind == "criterion":
            self.post_message(Goto("matrix", target))
        elif kind == "run":
            self.action_run()
        elif kind == "code" and experiment:
            side = experiment.sides[int(key)]
            self.copy(side.code, side.file)

    def action_back(self) -> None:
        """Cancels what is running; else goes back to the list."""
        if self.stop_run():
            return
        self.query_one("#prose", RichPage).leave_spot()
        self.remove_class("-detail")
        self.query_one("#experiments").focus()

    # Running

    def action_run(self) -> None:
        """Runs this experiment."""
        self._moved()
        if (experiment := self._experiment) is not None:
            self.ask_and_run([experiment], experiment.title)

    def action_run_group(self) -> None:
        """Runs the experiments of this group."""
        self._moved()
        if (this := self._experiment) is not None:
            group = [e for e in self._known.experiments if e.group == this.group]
            self.ask_and_run(group, this.group)

    def action_run_all(self) -> None:
        """Runs all experiments."""
        self.ask_and_run(self._known.experiments, "All experiments")

    async def on_report_saved(self) -> None:
        """Shows what was found."""
        self.refresh_if_changed()

    @on(RunEnded)
    def _installed(self) -> None:
        self._ask_versions()

    # What else there is to do

    @work
    async def action_apply(self) -> None:
        """Puts a rating that the findings speak for into a matrix, if the user says so."""
        from tui_app.dialogs.choose import ChooseDialog
        from tui_app.dialogs.confirm import ConfirmDialog

        self._moved()
        experiment = self._experiment
        if experiment is None:
            return
        here = experiment.slug in self._known.last
        reports = self._known.last if here else self._known.reference
        report, found = reports.get(experiment.slug), self._known.offers(experiment)
        if report is None or not found:
            told = experiment.rule.says if not experiment.rule.criterion else "Run it first: r."
            self.notify(told, title="It rates nothing", timeout=8, markup=False)
            return
        with self.reporting_errors():
            matrix = await self._matrix(experiment.rule.criterion)
            if matrix is None:
                return
            usable = _usable(matrix, experiment, found)
            criterion = experiment.rule.criterion.partition("/")[2]
            row = next(c.name for c in matrix.comparison.criteria if c.slug == criterion)
            choices = [
                (
                    f"{matrix.comparison.option(o.option).name}: {number(o.value)}",
                    f"now {_value(matrix, criterion, o.option)}",
                )
                for o in usable
            ]
            title = f"Into {matrix.name}: {row}"
            chosen = await self.app.push_screen_wait(ChooseDialog(title, choices))
            if chosen is None:
                return
            offer = usable[chosen]
            why = note(experiment, offer, report, here=here)
            name = matrix.comparison.option(offer.option).name
            told = (
                f"The rule: {experiment.rule.says}\n\n{name} gets {number(offer.value)} "
                f"(now {_value(matrix, criterion, offer.option)}) on "
                f"“{row}” in “{matrix.name}”, "
                f"with the note:\n\n{why}\n\nIn the matrix, u takes it back."
            )
            dialog = ConfirmDialog("Take this rating?", told, yes="takes it", no="leaves it")
            if await self.app.push_screen_wait(dialog):
                rating = (offer.value, why)
                await self.write(
                    lambda store: store.matrices.set_rating(
                        matrix.id, criterion, offer.option, rating
                    )
                )
                self.notify(f"{name} is rated {number(offer.value)}.", timeout=5, markup=False)

    async def _matrix(self, criterion: str) -> Matrix | None:
        """The matrix that a rating of that criterion goes to; None if there is none."""
        from tui_app.dialogs.choose import ChooseDialog

        slug = criterion.partition("/")[0]
        rows = await self.desk.read(lambda store: store.read.matrices())
        rows = tuple(row for row in rows if row.comparison == slug)
        if not rows:
            self.notify("No matrix has this row. Make one in the matrix (2): m.", timeout=6)
            return None
        at = 0
        if len(rows) > 1:
            choices = [(row.name, "") for row in rows]
            chosen = await self.app.push_screen_wait(ChooseDialog("Into which matrix?", choices))
            if chosen is None:
                return None
            at = chosen
        key = rows[at].id
        return await self.desk.read(lambda store: store.read.matrix(key=key))

    @work
    async def action_edit(self) -> None:
        """Opens a program in the user's editor."""
        side = await self._pick("Open in your editor", "")
        if (experiment := self._experiment) and side is not None:
            self.edit_copy(experiment.sides[side].file, experiment.sides[side].code)

    @work
    async def action_copy(self) -> None:
        """Copies a program, or the page as text."""
        side = await self._pick("Copy", "The whole page")
        if side is None or (experiment := self._experiment) is None:
            return
        if side < 0:
            self.copy(self.query_one("#prose", RichPage).text, experiment.title)
        else:
            self.copy(experiment.sides[side].code, experiment.sides[side].file)

    async def _pick(self, title: str, other: str) -> int | None:
        """The index of a program that the user picks, -1 for `other`; None if none of them."""
        from tui_app.dialogs.choose import ChooseDialog

        self._moved()
        if (experiment := self._experiment) is None:
            return None
        choices = [(side.name, side.file) for side in experiment.sides]
        before = [(other, "as text")] if other else []
        chosen = await self.app.push_screen_wait(ChooseDialog(title, before + choices))
        return None if chosen is None else chosen - len(before)


def _read(store: Store) -> LabState:
    experiments = store.experiments
    comparisons = {key.partition("/")[0] for e in experiments for key in e.criteria}
    criteria: dict[str, str] = {}
    for slug in sorted(comparisons):
        try:
            comparison = store.read.comparison(slug)
        except NotFoundError:  # its content was removed
            continue
        criteria |= {f"{slug}/{c.slug}": c.name for c in comparison.criteria}
    return LabState(
        experiments,
        store.reference,
        store.read.last_reports(),
        {claim.number: claim for claim in store.topics.claims()},
        criteria,
        store.topics.settings().get("experiment", ""),
    )


def _usable(matrix: Matrix, experiment: Experiment, found: Sequence[Offer]) -> list[Offer]:
    """The offers on what a matrix shows.

    Raises:
        NotFoundError: it shows no such cell.
    """
    slug = experiment.rule.criterion.partition("/")[2]
    usable = [offer for offer in found if (slug, offer.option) in matrix.ratings]
    if not usable:
        raise NotFoundError(
            f"“{matrix.name}” does not show what this rates. In the matrix (2), c shows criteria "
            "and o shows options. Nothing was changed."
        )
    return usable


def _value(matrix: Matrix, criterion: str, option: str) -> str:
    value = matrix.ratings[criterion, option].value
    return "unknown" if value is None else number(value)
