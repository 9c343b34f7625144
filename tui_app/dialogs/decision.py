"""The form of a decision."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widgets import Input, Select, TextArea

from store.types import DecisionDraft, InvalidError, Option, Status
from tui_app.dialogs.base import Dialog, Problem, frame, hint, label

_FIELDS = ("title", "chosen", "status", "deciders")


class DecisionDialog(Dialog[DecisionDraft]):
    """Everything that a decision says; dismisses with it.

    Args:
        heading: what saving will do.
        draft: what the fields hold at first.
        options: the options to choose from.
        statuses: the statuses to choose from.
    """

    DEFAULT_CSS = """
    DecisionDialog TextArea { height: 5; border: tall $border-blurred; }
    DecisionDialog TextArea:focus { border: tall $border; }
    """

    def __init__(
        self,
        heading: str,
        draft: DecisionDraft,
        options: Sequence[Option],
        statuses: Sequence[Status],
    ) -> None:
        super().__init__()
        self._heading = heading
        self._draft = draft
        self._options = tuple(options)
        self._statuses = tuple(statuses)

    def compose(self) -> ComposeResult:
        """The fields, each with room for what is wrong with it."""
        draft = self._draft
        options = [(option.name, option.slug) for option in self._options]
        statuses = [(status.value, status) for status in self._statuses]
        with frame(self._heading):
            yield label("Title: what was decided, in one line")
            yield Input(draft.title, id="title")
            yield Problem("title")
            yield label("Chosen option")
            yield Select(options, value=draft.chosen, allow_blank=False, id="chosen")
            yield Problem("chosen")
            yield label("Status")
            yield Select(statuses, value=draft.status, allow_blank=False, id="status")
            yield Problem("status")
            yield label("Deciders, with commas between")
            yield Input(draft.deciders, id="deciders")
            yield Problem("deciders")
            yield label("Context: the problem that calls for a decision")
            yield TextArea(draft.context, id="context", tab_behavior="focus")
            yield label("Consequences, one a line: + good, - bad")
            yield TextArea(draft.consequences, id="consequences", tab_behavior="focus")
            yield hint("^s saves · tab next field · esc cancels")

    def action_accept(self) -> None:
        """Leaves with the values, or shows what is wrong with them."""
        draft = DecisionDraft(
            title=self.query_one("#title", Input).value,
            status=Status(str(self.query_one("#status", Select).value)),
            chosen=str(self.query_one("#chosen", Select).value),
            context=self.query_one("#context", TextArea).text,
            deciders=self.query_one("#deciders", Input).value,
            consequences=self.query_one("#consequences", TextArea).text,
        )
        try:
            draft.check()
        except InvalidError as error:
            self._tell(error)
        else:
            self.dismiss(draft)

    def _tell(self, error: InvalidError) -> None:
        for field in _FIELDS:
            self.query_one(f"#problem-{field}", Problem).tell(error.problems.get(field, ""))
        wrong = next(field for field in _FIELDS if field in error.problems)
        self.query_one(f"#{wrong}").focus()
