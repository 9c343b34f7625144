"""The form of a decision."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from types import MappingProxyType

from textual.app import ComposeResult
from textual.widgets import Input, Select, TextArea

from store.domain.decision import PEOPLE, DecisionDraft, Status, given_day
from store.domain.errors import InvalidError
from store.domain.matrix import Option
from tui_app.dialogs.dialog import Problem, frame, hint, row
from tui_app.dialogs.form import Form
from tui_app.widgets.line_input import LineInput
from tui_app.widgets.name_suggester import NameSuggester

_FIELDS = ("title", "chosen", "status", *PEOPLE, "review_by")


class DecisionDialog(Form[DecisionDraft]):
    """Everything that a decision says; dismisses with it.

    Args:
        heading: what saving will do.
        draft: what the fields hold at first.
        options: the options to choose from.
        statuses: the statuses to choose from; none to leave the status as it is.
        names: people to offer.
        out: why an option is out of the running, by its slug; to choose one is asked twice.
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
        statuses: Sequence[Status] = (),
        names: Sequence[str] = (),
        out: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__()
        self._heading = heading
        self._draft = draft
        self._options = tuple(options)
        self._statuses = tuple(statuses)
        self._names = NameSuggester(names)
        self._out = out
        self._agreed = draft.chosen  # what may be chosen though it is out

    def compose(self) -> ComposeResult:
        """The fields, each with room for what is wrong with it."""
        draft = self._draft
        options = [(option.name, option.slug) for option in self._options]
        statuses = [(status.value, status.value) for status in self._statuses]
        with frame(self._heading):
            yield Problem("title")
            yield row("Title", LineInput(draft.title, compact=True, id="title"))
            yield Problem("chosen")
            yield row("Chosen", _select(options, draft.chosen, "chosen"))
            if statuses:
                yield Problem("status")
                yield row("Status", _select(statuses, draft.status, "status"))
            for name in PEOPLE:
                yield Problem(name)
                yield row(name.capitalize(), self._people(name))
            yield row("Context", _text(draft.context, "context"))
            yield row("Consequences\n\n+ good\n- bad", _text(draft.consequences, "consequences"))
            yield row("Confirmation", _text(draft.confirmation, "confirmation"))
            yield Problem("review_by")
            day = str(draft.review_by or "")
            field = LineInput(day, placeholder="YYYY-MM-DD", compact=True, id="review_by")
            yield row("Review by", field)
            yield hint("^s saves · tab next field · → completes a name · esc cancels")

    def _people(self, name: str) -> Input:
        return LineInput(
            getattr(self._draft, name),
            placeholder="Ada, Bo",
            suggester=self._names,
            compact=True,
            id=name,
        )

    def action_accept(self) -> None:
        """Leaves with the values, or shows what is wrong with them."""
        draft = DecisionDraft(
            title=self._line("title"),
            status=self._draft.status,
            chosen=str(self.query_one("#chosen", Select).value),
            context=self.query_one("#context", TextArea).text,
            deciders=self._line("deciders"),
            consequences=self.query_one("#consequences", TextArea).text,
            consulted=self._line("consulted"),
            informed=self._line("informed"),
            confirmation=self.query_one("#confirmation", TextArea).text,
        )
        if self._statuses:
            status = Status(str(self.query_one("#status", Select).value))
            draft = replace(draft, status=status)
        try:
            draft = replace(draft, review_by=given_day(self._line("review_by")))
            draft.check()
            self._check_chosen(draft.chosen)
        except InvalidError as error:
            self.tell(error)
            wrong = next(field for field in _FIELDS if field in error.problems)
            self.query_one(f"#{wrong}").focus()
        else:
            self.dismiss(draft)

    def _check_chosen(self, slug: str) -> None:
        """Says once that an option is out of the running; the next time it may be chosen."""
        if slug in self._out and slug != self._agreed:
            self._agreed = slug
            name = next(option.name for option in self._options if option.slug == slug)
            told = f"{name} is out: {self._out[slug]}. To choose it all the same, save again."
            raise InvalidError({"chosen": told})

    def _line(self, name: str) -> str:
        return self.query_one(f"#{name}", Input).value


def texts_of(draft: DecisionDraft) -> dict[str, str]:
    """What a form says, each text by its field."""
    return {
        name.replace("_", " ").capitalize(): str(value)
        for name, value in asdict(draft).items()
        if value
    }


def _select(choices: Sequence[tuple[str, str]], value: str, name: str) -> Select[str]:
    return Select(choices, value=value, allow_blank=False, compact=True, id=name)


def _text(text: str, name: str) -> TextArea:
    return TextArea(text, compact=True, tab_behavior="focus", id=name)
