"""The history of a decision as a page."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from textual.content import Content

from store.decisions.diff import FieldChange, compare
from store.domain.decision import Revision
from tui_app.widgets.rich_page import plain

_FAINT = "$foreground 60%"
_SIGNS = {"-": ("−", "$text-error"), "+": ("+", "$text-success")}


def history(revisions: Sequence[Revision]) -> Content:
    """Every revision with what it changed, the newest first."""
    blocks = [
        [*_head(after), *(line for change in compare(before, after) for line in _change(change))]
        for before, after in pairwise(revisions)
    ]
    blocks.insert(0, [*_head(revisions[0])])
    return Content("\n\n").join([Content("\n").join(block) for block in reversed(blocks)])


def comparison(before: Revision, after: Revision) -> Content:
    """Two revisions, and every field in which they differ."""
    changes = [line for change in compare(before, after) for line in _change(change)]
    same = [plain("     They say the same.", _FAINT)]
    return Content("\n").join([*_head(before), *_head(after), Content(""), *(changes or same)])


def when(revision: Revision) -> str:
    """When a revision was made, and by whom."""
    at = f"{revision.at.astimezone():%-d %b %Y %H:%M}"
    return f"{at} · {revision.author or 'author unknown'}"


def _head(revision: Revision) -> Iterator[Content]:
    number = plain(f"{revision.number:>3}  ", _FAINT)
    yield number.append(plain(revision.label, "bold $text-primary"))
    yield plain(f"     {when(revision)}", _FAINT)


def _change(change: FieldChange) -> Iterator[Content]:
    """What became of a field: on one line where one line became another, else line by line."""
    name = plain(f"     {change.name}: ", _FAINT)
    if change.before and change.after and "\n" not in change.before + change.after:
        yield name.append(plain(f"{change.before} → {change.after}"))
        return
    yield name
    for sign, line in change.lines():
        glyph, style = _SIGNS[sign]
        yield plain(f"     {glyph} {line}", style)
