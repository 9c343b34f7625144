"""The form of a decision."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widgets import Input, Select, TextArea

from store.types import DecisionDraft, InvalidError, Option, Status
from tui_app.dialogs.base import Dialog, Problem, frame, hint, row

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
    DecisionDialog > .dialog { width: 96; }
    DecisionDialog .row { margin-bottom: 1; }
    DecisionDialog TextArea { height: 3; }
    DecisionDialog #consequences { height: 5; }
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
        statuses = [(status.value, status.value) for status in self._statuses]
        with frame(self._heading):
            yield Problem("title")
            yield row("Title", Input(draft.title, compact=True, id="title"))
            yield Problem("chosen")
            yield row("Chosen", _select(options, draft.chosen, "chosen"))
            yield Problem("status")
            yield row("Status", _select(statuses, draft.status, "status"))
            yield Problem("deciders")
            names = Input(draft.deciders, placeholder="Ada, Bo", compact=True, id="deciders")
            yield row("Deciders", names)
            yield row("Context", _text(draft.context, "context"))
            yield row("Consequences\n\n+ good\n- bad", _text(draft.consequences, "consequences"))
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
            self.tell(error)
            wrong = next(field for field in _FIELDS if field in error.problems)
            self.query_one(f"#{wrong}").focus()
        else:
            self.dismiss(draft)


def _select(choices: Sequence[tuple[str, str]], value: str, name: str) -> Select[str]:
    return Select(choices, value=value, allow_blank=False, compact=True, id=name)


def _text(text: str, name: str) -> TextArea:
    return TextArea(text, compact=True, tab_behavior="focus", id=name)
