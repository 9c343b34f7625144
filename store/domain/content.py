"""Topics, claims, sources, examples, and what a search finds."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """What checking a claim came to."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    OUTDATED = "outdated"
    WRONG = "wrong"
    OPINION = "opinion"
    NOT_CHECKABLE = "not checkable"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from: a page with its address, or a run and how it was made."""

    slug: str
    title: str
    url: str | None
    how: str | None
    checked: date


@dataclass(frozen=True, slots=True)
class StyledText:
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
class PageBlock:
    """A paragraph of a page.

    Args:
        kind: "section" and "column" are headings, a column's heading begins one; "text", "item",
            "step" and "task" are paragraphs, of a list or not; "code" is shown as it is.
        spans: what it says.
        depth: how deep in lists it stands, from 0.
        mark: a step's number, a task's key, the language of code.
    """

    kind: str
    spans: tuple[StyledText, ...]
    depth: int = 0
    mark: str = ""

    @property
    def text(self) -> str:
        """What it says, without looks and links."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class ExampleProgram:
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
    sides: tuple[ExampleProgram, ...]


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
    body: tuple[PageBlock, ...] = ()
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
