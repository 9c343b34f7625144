"""The rows of the list of topics: topics by category, claims, what a search found."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from store.domain.content import ClaimRow, Hit, TopicRow
from tui_app.widgets.option_list import List
from tui_app.widgets.rich_page import plain
from tui_app.widgets.topic_page import VERDICTS

_DIM = "$foreground 60%"
_SIGNS = {
    "topic": "▤",
    "claim": "▪",
    "note": "✎",
    "example": "❯",
    "criterion": "▦",
    "option": "◇",
    "decision": "✔",
}


@dataclass(frozen=True, slots=True)
class TopicListRow:
    """A row of the list.

    Args:
        text: what it shows.
        topic: the slug of the page beside it; empty for a heading.
        anchor: where in the page it leads.
        hit: what was found, if it is a row of a search.
    """

    text: Content
    topic: str = ""
    anchor: str = ""
    hit: Hit | None = None

    @property
    def heading(self) -> bool:
        """Whether it is a heading, which cannot be chosen."""
        return not self.topic and self.hit is None


class TopicList(List):
    """The list beside the page: topics by category, claims, or what a search found.

    Args:
        rows: what it shows first.
        title: what stands in its border.
    """

    def __init__(
        self,
        rows: Iterable[TopicListRow],
        title: str,
        *,
        id: str | None = None,  # noqa: A002  # Textual's own name
    ) -> None:
        self.rows = tuple(rows)
        super().__init__(*self._as_options(), id=id, markup=False)
        self.border_title = title

    def _as_options(self) -> Iterator[Option]:
        return (Option(row.text, disabled=row.heading) for row in self.rows)

    @property
    def row(self) -> TopicListRow | None:
        """The highlighted row, if there is one."""
        return None if self.highlighted is None else self.rows[self.highlighted]

    def show(self, rows: Iterable[TopicListRow], title: str) -> None:
        """Shows other rows; none of them is highlighted."""
        self.rows, self.border_title = tuple(rows), title
        with self.prevent(OptionList.OptionHighlighted):
            self.clear_options()
            self.add_options(self._as_options())

    def highlight(self, slug: str, anchor: str = "") -> None:
        """Highlights the row of that topic, and of that anchor if there is one."""
        for index, row in enumerate(self.rows):
            if row.topic == slug and (not anchor or row.anchor == anchor):
                with self.prevent(OptionList.OptionHighlighted):
                    self.highlighted = index
                return


def topic_rows(rows: Sequence[TopicRow]) -> Iterator[TopicListRow]:
    """Topics below their categories, and how many of each are read."""
    counts = Counter(row.category for row in rows)
    read = Counter(row.category for row in rows if row.read)
    category = ""
    for row in rows:
        if row.category != category:
            category = row.category
            progress = plain(f"  {read[category]} of {counts[category]} read", _DIM)
            yield TopicListRow(plain(category, "bold $text-primary").append(progress))
        mark = Content.styled("✓ ", "$text-success") if row.read else Content("  ")
        number = plain(f"{row.number:>2}  ", _DIM)
        signs = [Content.styled(" ★", "$text-warning")] if row.starred else []
        signs += [Content.styled(" ✎", "$text-secondary")] if row.noted else []
        yield TopicListRow(Content("").join([mark, number, plain(row.title), *signs]), row.slug)


def claim_rows(claims: Sequence[ClaimRow]) -> Iterator[TopicListRow]:
    """Claims, each with the sign and the word of its verdict."""
    for claim in claims:
        glyph, style = VERDICTS[claim.verdict]
        head = plain(f"{glyph} {claim.verdict}", style).append(plain(f" · {claim.number}", _DIM))
        text = head.append("\n").append(plain(claim.text, "bold"))
        yield TopicListRow(text, claim.topic, claim.number)


def hit_rows(hits: Sequence[Hit]) -> Iterator[TopicListRow]:
    """What was found, with the words around it."""
    for hit in hits:
        sign = plain(f"{_SIGNS[hit.kind]} ", "$text-primary")
        kind = "" if hit.kind == "topic" else f"{hit.kind} "
        key = f"{hit.key}  " if hit.kind in ("claim", "decision") else ""
        title = sign.append(plain(kind + key, _DIM)).append(plain(hit.title, "bold"))
        text = title.append("\n").append(marked(hit.snippet))
        yield TopicListRow(text, hit.topic or "", anchor(hit), hit)


def anchor(hit: Hit) -> str:
    """The anchor of a hit in its topic's page."""
    if hit.kind == "note":
        return "note"
    return hit.key if hit.kind in ("claim", "example") else ""


def marked(snippet: str) -> Content:
    """A snippet in one line, with the words that were found in bold."""
    parts = []
    for part in " ".join(snippet.split()).split("\x02"):
        found, mark, rest = part.partition("\x03")
        parts.append(plain(found, "bold $text-accent") if mark else plain(found))
        parts.append(plain(rest))
    return Content("").join(parts)
