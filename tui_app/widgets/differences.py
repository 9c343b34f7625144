"""The differences of two texts as a page."""

from collections.abc import Iterator, Sequence

from textual.content import Content

from store.util.matching import Matcher
from tui_app.widgets.rich_page import Columns, Paragraph, plain

_AROUND = 2
_GONE, _NEW, _FAINT = "$text-error", "$text-success", "$foreground 60%"


def unified(diff: str) -> Iterator[Paragraph]:
    """A unified difference, each line with its sign in front."""
    lines = [line for line in diff.splitlines() if not line.startswith(("--- ", "+++ "))]
    shown = [plain(line, _style(line)) for line in lines]
    if shown:
        yield Paragraph(Content("\n").join(shown), code=True)


def side_by_side(
    left: bytes | None, right: bytes | None, heads: tuple[str, str]
) -> Iterator[Paragraph | Columns]:
    """Two texts in two columns: the lines that differ, and those around them."""
    yield _pair(*(Paragraph(plain(head, "bold $text-secondary")) for head in heads))
    before, after = (_lines(data) for data in (left, right))
    for place, group in enumerate(Matcher(before, after).get_grouped_opcodes(_AROUND)):
        if place:
            yield Paragraph(plain("⋯", _FAINT))
        for kind, start, end, from_, to in group:
            if kind == "equal":
                yield _pair(_code(before[start:end], "  "), _code(after[from_:to], "  "))
            else:
                yield _pair(
                    _code(before[start:end], "- ", _GONE), _code(after[from_:to], "+ ", _NEW)
                )


def _pair(left: Paragraph, right: Paragraph) -> Columns:
    return Columns(((left,), (right,)), 0, space=0)


def _code(lines: Sequence[str], sign: str, style: str = "") -> Paragraph:
    shown = [plain(f"{sign}{line}", style) for line in lines]
    return Paragraph(Content("\n").join(shown), code=bool(shown))


def _lines(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8", "replace").splitlines()


def _style(line: str) -> str:
    return {"+": _NEW, "-": _GONE, "@": _FAINT}.get(line[:1], "")
