"""The values that leave the store: frozen, and made of the standard library only."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from store.text import ADDRESS_RULE, did_you_mean, is_address

WEIGHT_MAX = 10.0
"""The heaviest weight a criterion can carry; the lightest is 0."""

RATING_MAX = 5.0
"""The best rating an option can get; the worst is 0."""

CELLS_MAX = 200_000
"""Ratings in a matrix that is read from a file or a record: options times criteria."""

TITLE_MAX = 200
"""Characters in a decision's title or in a name; a line that a list can still show."""

LINE_MAX = 1_000
"""Characters in any other single line."""

OWN_MAX = 1_000
"""Options and criteria that a user may add to a matrix, counted together."""

OWN_GROUP = "Own"
"""The group of a criterion that the user put into none."""

OWN_WEIGHT = 5.0
"""The weight of a criterion that the user gave none."""

Day = date
"""A day, in a class that has a field called `date`."""

MEASURED = "Measured "
"""How the note of a rating begins that was taken from the Lab: the record lists it as evidence."""

Clock = Callable[[], datetime]
"""Tells the time, with its zone."""


class StoreError(Exception):
    """Something the user must hear: what happened, what is safe, and what to do."""


class NotFoundError(StoreError):
    """A slug, number or name that the store does not hold."""


class UnreadableError(StoreError):
    """Something in the store that makes no sense: somebody else, or a fault, has changed it."""


class InvalidError(StoreError):
    """A value that the store refuses.

    Args:
        problems: what is wrong, by field name; one sentence each.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


def given_reason(text: str) -> str:
    """The reason for ruling an option out or for a status, with nothing around it.

    Raises:
        InvalidError: there is none.
    """
    if not text.strip():
        raise InvalidError({"reason": "Say why: a record without the reason helps nobody."})
    return text.strip()


def given_name(text: str) -> str:
    """The name of a matrix, on one line with nothing around it.

    Raises:
        InvalidError: there is none, or it is too long.
    """
    name = _on_one_line(text)
    if problems := _line_problems({"name": name}):
        raise InvalidError(problems)
    return name


def _on_one_line(text: str) -> str:
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _line_problems(lines: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with a name and the lines beside it, by field name."""
    problems = {}
    for field_name, text in lines.items():
        most = TITLE_MAX if field_name in ("name", "group") else LINE_MAX
        if len(text) > most:
            problems[field_name] = f"At most {most:,} characters; here are {len(text):,}."
    if not lines["name"]:
        problems["name"] = "Give it a name."
    return problems


class Verdict(StrEnum):
    """What checking a claim came to."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    OUTDATED = "outdated"
    WRONG = "wrong"
    OPINION = "opinion"
    NOT_CHECKABLE = "not checkable"


class Status(StrEnum):
    """Where a decision stands (the words of MADR)."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEPRECATED = "deprecated"
    SUPERSEDED = "superseded"


STANDING_ALONE = tuple(status for status in Status if status is not Status.SUPERSEDED)
"""The statuses that need no other decision."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: a page with its address, or a run and how it was made."""

    slug: str
    title: str
    url: str | None
    how: str | None
    checked: date


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a page that look alike.

    Args:
        text: the words.
        look: "strong", "em", "code", or nothing.
        link: where they lead: an address, or `topic:SLUG`, `claim:NUMBER`, `source:SLUG`,
            `criterion:COMPARISON/SLUG`.
    """

    text: str
    look: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of a page.

    Args:
        kind: "section" and "column" are headings, a column's heading begins one; "text", "item",
            "step" and "task" are paragraphs, of a list or not; "code" is to be shown as it is.
        spans: what it says.
        depth: how deep in lists it stands, from 0.
        mark: a step's number, a task's key, the language of code.
    """

    kind: str
    spans: tuple[Span, ...]
    depth: int = 0
    mark: str = ""

    @property
    def text(self) -> str:
        """What it says, without looks and links."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Side:
    """The program of one option in an example; `file` is its name."""

    option: str
    file: str
    code: str


@dataclass(frozen=True, slots=True)
class Example:
    """Programs that do the same thing, one an option; each prints `output` when it is run."""

    slug: str
    title: str
    shows: str
    output: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement and what is true instead; `number` is like "11.3"."""

    number: str
    text: str
    verdict: Verdict
    about: tuple[str, ...]
    fact: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One line of the list of all claims."""

    number: str
    text: str
    verdict: Verdict
    about: tuple[str, ...]
    topic: str


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One line of the list of topics."""

    slug: str
    number: int
    title: str
    category: str
    starred: bool
    read: bool
    noted: bool


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion by name; `key` is `COMPARISON/SLUG`."""

    key: str
    name: str
    comparison: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it is read, with the user's own marks on it.

    Args:
        slug: its file's name.
        number: what it is called for short.
        title: a few words.
        question: what it answers.
        category: the heading that it is listed under.
        checked: the day its facts were last looked up.
        answer: the answer in short.
        claims: what is said about it, with verdicts.
        body: the page between the answer and the claims.
        related: the slugs of topics to read next.
        path: the slugs of topics in the order that this one proposes to read them.
        examples: programs to look at.
        sources: those that the body links to.
        criteria: the rows of comparisons that it feeds.
        starred: by the user.
        read: by the user.
        note: the user's own, in Markdown.
        place: the line at the top of the page when it was last left.
        ticked: the keys of the tasks that the user has done.
    """

    slug: str
    number: int
    title: str
    question: str
    category: str
    checked: date
    answer: str
    claims: tuple[Claim, ...]
    body: tuple[Piece, ...] = ()
    related: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    sources: tuple[Source, ...] = ()
    criteria: tuple[CriterionRow, ...] = ()
    starred: bool = False
    read: bool = False
    note: str = ""
    place: int = 0
    ticked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    r"""One result of a search.

    Args:
        kind: topic, claim, criterion, option, example, note or decision.
        key: what names it within its kind: a slug, a claim's or a decision's number; of a
            criterion or an option `COMPARISON/SLUG`, or `MATRIX/SLUG` with the matrix's id where
            the user added it.
        title: its heading.
        snippet: the words around the match; each match stands between \\x02 and \\x03.
        topic: the slug of the topic that it belongs to, if it does.
    """

    kind: str
    key: str
    title: str
    snippet: str
    topic: str | None


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """Content that the store holds: where it came from, and how much it is."""

    name: str
    folder: str
    topics: int
    comparisons: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One line of the list of matrices; `trashed` is when it went to the trash, if it is there."""

    id: int
    name: str
    comparison: str
    trashed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things compared (MADR: considered option).

    `own` tells that the user added it to a matrix.
    """

    slug: str
    name: str
    summary: str
    url: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of a matrix: a question and a scale whose ends are spelled out.

    `topic` is empty, and `topic_number` 0, if it comes from none; `own` tells that the user
    added it to a matrix.
    """

    slug: str
    group: str
    name: str
    question: str
    zero: str
    five: str
    topic: str = ""
    topic_number: int = 0
    own: bool = False


@dataclass(frozen=True, slots=True)
class OptionDraft:
    """What the user fills in to add an option to a matrix, or to edit one that was added."""

    name: str
    summary: str = ""
    url: str = ""

    def check(self) -> "OptionDraft":
        """The draft in the form that is kept: each field on one line, nothing around it.

        Raises:
            InvalidError: with a sentence for every field that breaks a rule.
        """
        lines = {key: _on_one_line(getattr(self, key)) for key in ("name", "summary", "url")}
        problems = _line_problems(lines)
        if lines["url"] and not is_address(lines["url"]):
            problems.setdefault("url", f"{ADDRESS_RULE[0].upper()}{ADDRESS_RULE[1:]}.")
        if problems:
            raise InvalidError(problems)
        return OptionDraft(**lines)


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """What the user fills in to add a criterion to a matrix, or to edit one that was added.

    Args:
        name: a few words.
        group: the heading that it is listed under; `OWN_GROUP` if empty.
        question: what it asks.
        zero: what the worst rating means; "worst" if empty.
        five: what the best rating means; "best" if empty.
        weight: 0 to 10; None for `OWN_WEIGHT`, or when edited for the weight that it has.
    """

    name: str
    group: str = ""
    question: str = ""
    zero: str = ""
    five: str = ""
    weight: float | None = None

    def check(self) -> "CriterionDraft":
        """The draft in the form that is kept: each text on one line, nothing around it.

        Raises:
            InvalidError: with a sentence for every field that breaks a rule.
        """
        keys = ("name", "group", "question", "zero", "five")
        lines = {key: _on_one_line(getattr(self, key)) for key in keys}
        problems = _line_problems(lines)
        if self.weight is not None and not 0 <= self.weight <= WEIGHT_MAX:
            problems["weight"] = f"A weight is a number from 0 to {WEIGHT_MAX:g}."
        if problems:
            raise InvalidError(problems)
        defaults = {"group": OWN_GROUP, "zero": "worst", "five": "best"}
        kept = {key: line or defaults.get(key, "") for key, line in lines.items()}
        return CriterionDraft(**kept, weight=self.weight)


@dataclass(frozen=True, slots=True)
class Rating:
    """How well an option meets a criterion: 0 to 5, or None for unknown.

    `changed` is set where the user's own value stands in place of the shipped one;
    `note` is the user's reason for it.
    """

    value: float | None
    rationale: str
    sources: tuple[Source, ...] = ()
    claims: tuple[str, ...] = ()
    changed: bool = False
    note: str = ""

    def rated(self, value: float | None, note: str | None = None) -> "Rating":
        """The user's own value in its place; what was measured speaks for no other value."""
        note = self.note if note is None else note
        kept = note if value == self.value or not note.startswith(MEASURED) else ""
        return replace(self, value=value, note=kept, changed=True)


@dataclass(frozen=True, slots=True)
class Preset:
    """A named set of weights for a kind of project."""

    slug: str
    name: str
    description: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Options and criteria that belong together, as shipped.

    `ratings` is keyed by (criterion slug, option slug); `weights` and every preset's
    weights by criterion slug. Comparisons are listed by `order`. A new matrix begins with the
    options `shown`, by slug, or with all where it is empty.
    """

    slug: str
    title: str
    question: str
    options: tuple[Option, ...]
    criteria: tuple[Criterion, ...]
    ratings: Mapping[tuple[str, str], Rating]
    weights: Mapping[str, float]
    presets: tuple[Preset, ...]
    order: int = 0
    shown: tuple[str, ...] = ()

    def preset(self, slug: str) -> Preset:
        """The preset of that slug.

        Raises:
            NotFoundError: there is none; the message lists those there are.
        """
        for preset in self.presets:
            if preset.slug == slug:
                return preset
        known = [preset.slug for preset in self.presets]
        raise _not_found("preset", slug, known)

    def option(self, name: str) -> Option:
        """The option of that slug or name, whatever its case.

        Raises:
            NotFoundError: there is none; the message lists those there are.
        """
        wanted = name.strip().casefold()
        for option in self.options:
            if wanted in (option.slug.casefold(), option.name.casefold()):
                return option
        # The slug of somebody's own means nothing to anybody.
        known = [option.name if option.own else option.slug for option in self.options]
        raise _not_found("option", name, known)


def _not_found(what: str, name: str, known: Sequence[str]) -> NotFoundError:
    told = f"There is no {what} “{name}”.{did_you_mean(name, known)}"
    return NotFoundError(f"{told} {what.capitalize()}s: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class Matrix:
    """The user's working copy of a comparison: what is weighed, rated and ruled out.

    Args:
        id: the matrix's row in the store; 0 for one that was never saved.
        name: what the user calls it.
        preset: the slug of the preset that the weights were last taken from, if any.
        comparison: what is compared, as the user has arranged it: without what is hidden, with
            what the user added, in the user's order; its ratings and weights are the shipped ones.
        weights: every criterion's weight, by slug.
        ratings: every rating that counts, by (criterion slug, option slug).
        ruled_out: the reason, by the slug of the option that is out of the running.
        bars: the least rating that an option must have, by the slug of the criterion.
        hidden_options: those that the user left out.
        hidden_criteria: those that the user left out.
    """

    id: int
    name: str
    preset: str | None
    comparison: Comparison
    weights: Mapping[str, float]
    ratings: Mapping[tuple[str, str], Rating]
    ruled_out: Mapping[str, str]
    bars: Mapping[str, float] = field(default_factory=dict)
    hidden_options: tuple[Option, ...] = ()
    hidden_criteria: tuple[Criterion, ...] = ()

    @property
    def base_weights(self) -> Mapping[str, float]:
        """The weights of the preset in use, or the comparison's own."""
        for preset in self.comparison.presets:
            if preset.slug == self.preset:
                return preset.weights
        return self.comparison.weights

    def with_weight(self, criterion: str, weight: float) -> "Matrix":
        """The same matrix with one weight changed."""
        return replace(self, weights={**self.weights, criterion: weight})

    def with_rating(self, criterion: str, option: str, rating: Rating) -> "Matrix":
        """The same matrix with one rating changed."""
        return replace(self, ratings={**self.ratings, (criterion, option): rating})


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """What the user fills in to save or revise a decision.

    Args:
        title: one line; what was decided.
        status: where it stands.
        chosen: the slug of the chosen option.
        context: the problem that called for a decision.
        deciders: the names, in one line, comma-separated.
        consequences: what follows, one a line; "+" in front of a good one, "-" of a bad one.
        consulted: the names of those who were asked, like the deciders.
        informed: the names of those who are told, like the deciders.
        confirmation: how one will see that it is followed, and that it was right.
        review_by: the day by which to look at it again; None for never.
    """

    title: str
    status: Status
    chosen: str
    context: str = ""
    deciders: str = ""
    consequences: str = ""
    consulted: str = ""
    informed: str = ""
    confirmation: str = ""
    review_by: date | None = None

    def check(self) -> "DecisionDraft":
        """The draft in the form that is kept: one-line fields on one line, nothing around them.

        Raises:
            InvalidError: with a sentence for every field that breaks a rule.
        """
        title = " ".join(self.title.split())
        names = {key: ", ".join(names_in(getattr(self, key))) for key in PEOPLE}
        problems = {}
        if not title:
            problems["title"] = "Say in one line what was decided."
        elif len(title) > TITLE_MAX:
            problems["title"] = (
                f"At most {TITLE_MAX} characters; this title has {len(title):,}. "
                "The context has room for the rest."
            )
        for key, line in names.items():
            if len(line) > LINE_MAX:
                problems[key] = f"At most {LINE_MAX:,} characters; here are {len(line):,}."
        if problems:
            raise InvalidError(problems)
        texts = {key: getattr(self, key).strip() for key in TEXTS}
        return DecisionDraft(
            title, self.status, self.chosen, review_by=self.review_by, **names, **texts
        )


PEOPLE = ("deciders", "consulted", "informed")
"""The fields of a decision that hold names."""

TEXTS = ("context", "consequences", "confirmation")
"""The fields of a decision that hold texts of several lines."""


def names_in(line: str) -> list[str]:
    """The names in a comma-separated line."""
    names = (" ".join(name.split()) for name in line.split(","))
    return [name for name in names if name]


def given_day(text: str) -> date | None:
    """The day that was typed as YYYY-MM-DD; None where nothing was.

    Raises:
        InvalidError: it is no day.
    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidError({"review_by": "A day such as 2027-03-01, or nothing."}) from None


@dataclass(frozen=True, slots=True)
class Decision:
    """A saved decision, with the matrix as it stood when it was made.

    `date` is the day of its status, None where that is not known, and `reason` the reason for
    that; `supersedes` are the numbers of the decisions whose place it took. `uid` tells it apart
    in every store. `robustness` tells in sentences how sure it was; of older decisions nothing
    was kept.
    """

    id: int
    number: int
    title: str
    status: Status
    superseded_by: int | None
    date: Day | None
    chosen: str
    context: str
    deciders: str
    consequences: str
    matrix: Matrix
    created: datetime
    updated: datetime
    robustness: tuple[str, ...] = ()
    consulted: str = ""
    informed: str = ""
    confirmation: str = ""
    review_by: Day | None = None
    reason: str = ""
    supersedes: tuple[int, ...] = ()
    uid: str = ""


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One line of the list of decisions; `chosen` is the option's name."""

    number: int
    title: str
    status: Status
    date: Day | None
    chosen: str
    superseded_by: int | None = None
    review_by: Day | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A decision as it stood after a change.

    Args:
        number: which one it is, from 1.
        at: when the change was made.
        author: who made it; empty where that is not known.
        label: what was done.
        values: what the decision said, each field as text, by its name in the store; the
            matrix as one line a criterion.
    """

    number: int
    at: datetime
    author: str
    label: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """A change that was taken back or made again: of which decision, and what it was."""

    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Another record, as one refers to it: by number, by file, or by both.

    `title` is needed only where a format names it; it tells no two apart.
    """

    number: int | None
    file: str = ""
    title: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A decision, and its record in one folder as it was last written or read there.

    Args:
        number: the decision's.
        title: the decision's.
        date: the decision's; None where it is not known.
        superseded_by: the number of the decision that took its place.
        trashed: whether the decision is in the trash.
        revision: the number of the decision's last revision.
        file_name: empty where the folder has no record of it.
        sha256: of the bytes; empty where none were written yet.
        pending: of what was about to be written when Shortlist was last heard of.
        data: the bytes; None where an earlier release wrote them.
        recorded: the revision that the bytes are of; negative where more follows from it than
            they tell yet, 0 where an earlier release wrote them.
        format: a profile of `store.madr` where all of it is Shortlist's, else empty.
        original: the bytes as others wrote them, in which Shortlist makes its changes; None
            where that is what `data` are.
        original_revision: the revision that the original is of; negative as `recorded` is.
        superseded_then: the number of the decision that had taken its place in the revision
            that the bytes are of.
        elsewhere: the other folder whose record that is, empty for one that came from another
            store; None for the folder's own.
    """

    number: int
    title: str
    date: Day | None
    superseded_by: int | None
    trashed: bool
    revision: int
    file_name: str = ""
    sha256: str = ""
    pending: str = ""
    data: bytes | None = None
    recorded: int = 0
    format: str = ""
    original: bytes | None = None
    original_revision: int = 0
    superseded_then: int | None = None
    elsewhere: str | None = None


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A record as it lies in a folder.

    Args:
        number: of its decision.
        file_name: its name.
        data: its bytes.
        format: a profile of `store.madr` where all of it is Shortlist's, else empty.
        revision: the revision of the decision that it is of; None for the last.
        anew: whether more follows from what it says than it tells, to be worked out anew.
        by_others: whether others wrote it, or all that Shortlist did not change in it by now.
    """

    number: int
    file_name: str
    data: bytes
    format: str
    revision: int | None = None
    anew: bool = False
    by_others: bool = False


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """A record to be taken over.

    Args:
        number: of its decision; None for a new one.
        revision: the last that the decision had when it was looked at; 0 for a new one.
        wanted: the number that a new one is to have if that is free; None for the next.
        draft: what it says.
        matrix: the matrix in it.
        robustness: what sampling the weights of that came to, in sentences.
        day: the day of its status; None where it is not known.
        superseded_by: the file name of the record that takes its place, or the number of that
            one's decision; None where there is none here.
        file_name: its name.
        data: its bytes.
        format: as of `KeptRecord`.
        anew: as of `KeptRecord`.
        reason: why it has its status; None where the record says no other than before.
    """

    number: int | None
    revision: int
    wanted: int | None
    draft: DecisionDraft
    matrix: Matrix
    robustness: tuple[str, ...]
    day: Day | None
    superseded_by: str | int | None
    file_name: str
    data: bytes
    format: str
    anew: bool
    reason: str | None = None
