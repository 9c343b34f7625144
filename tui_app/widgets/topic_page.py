"""A topic as it is read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from textual.content import Content

from store.domain.content import (
    Claim,
    Example,
    ExampleProgram,
    PageBlock,
    Source,
    Topic,
    TopicRow,
    Verdict,
)
from tui_app.widgets.rich_page import LINK, Columns, Paragraph, button, linked, plain, prose, spans

VERDICTS = {
    Verdict.SUPPORTED: ("✓", "$text-success"),
    Verdict.PARTLY: ("◐", "$text-warning"),
    Verdict.OUTDATED: ("↶", "$text-warning"),
    Verdict.WRONG: ("✗", "$text-error"),
    Verdict.OPINION: ("○", "$foreground 60%"),
    Verdict.NOT_CHECKABLE: ("?", "$foreground 60%"),
}
"""The glyph of each verdict and its style; the word always stands beside them."""

WORDS_A_MINUTE = 200
_NOTE_PARSED = 20_000
"""The most characters of a note that is read as Markdown; a longer one takes too long."""

COLUMN = 40
"""The fewest cells that a column of text can be read in."""

_NO_TESTS: Mapping[str, Sequence[str]] = {}
_HEADING = "bold $text-primary"
_DIM = "$foreground 60%"
_LANGUAGES = ("python", "console", "toml", "sql", "html")


def sources_of(topic: Topic) -> dict[str, Source]:
    """All sources of a topic and its claims, by slug."""
    claimed = [source for claim in topic.claims for source in claim.sources]
    return {source.slug: source for source in (*topic.sources, *claimed)}


def programs_of(topic: Topic) -> dict[str, ExampleProgram]:
    """The programs of a topic, each by its example's slug and its place among the sides."""
    return {
        f"{example.slug}#{index}": side
        for example in topic.examples
        for index, side in enumerate(example.sides)
    }


def topic_blocks(
    topic: Topic,
    rows: Sequence[TopicRow] = (),
    claims: Sequence[Claim] | None = None,
    tests: Mapping[str, Sequence[str]] = _NO_TESTS,
) -> Iterator[Paragraph | Columns]:
    """The page of a topic; each claim has its number as anchor, each example its slug.

    Args:
        topic: what to show.
        rows: the list of topics, for the titles of those that this one leads to.
        claims: those that are shown, if not all.
        tests: the slugs of the experiments that test a claim, by its number.
    """
    yield Paragraph(prose(topic.question, "bold"))
    facts = [topic.category, f"{minutes(topic)} min", f"checked {topic.checked:%-d %b %Y}"]
    marks = [("★ starred", topic.starred), ("✓ read", topic.read)]
    facts += [label for label, on in marks if on]
    yield Paragraph(plain(" · ".join(facts), _DIM))
    yield Paragraph(prose(topic.answer), plain("In short", _HEADING), indent=10, space=1)
    yield from _note(topic)
    yield from body_blocks(topic.body, topic.ticked)
    yield from _path(topic, rows)
    for example in topic.examples:
        yield from example_blocks(example)
    yield from _claims(topic, topic.claims if claims is None else claims, tests)
    yield from _onward(topic, rows)


def minutes(topic: Topic) -> int:
    """How long the page takes to read down to its claims, at least one minute."""
    texts = [topic.answer, *(piece.text for piece in topic.body if piece.kind != "code")]
    return max(1, round(sum(len(text.split()) for text in texts) / WORDS_A_MINUTE))


def source_line(source: Source) -> Content:
    """A source in one line: how to get there, what it is, and when it was checked."""
    sign = "↗" if source.url else "⚙"
    line = plain(f"{sign} {source.title}", _DIM)
    return linked(line, source.url) if source.url else line


def body_blocks(
    pieces: Sequence[PageBlock], ticked: frozenset[str] = frozenset()
) -> Iterator[Paragraph | Columns]:
    """The pieces of a page; columns where headings begin them."""
    column: list[Paragraph] = []
    columns: list[tuple[Paragraph, ...]] = []
    for piece in pieces:
        if piece.kind in ("section", "column") and column:
            columns.append(tuple(column))
            column = []
        if piece.kind == "section":
            if columns:
                yield Columns(tuple(columns), COLUMN)
                columns = []
            yield Paragraph(spans(piece.spans).stylize(_HEADING), space=1, anchor=piece.text)
        elif piece.kind == "column":
            column.append(Paragraph(spans(piece.spans).stylize("bold $text-secondary")))
        elif column:
            column.append(_piece(piece, ticked, space=0))
        else:
            yield _piece(piece, ticked, space=1 if piece.kind == "code" else None)
    if column:
        columns.append(tuple(column))
    if columns:
        yield Columns(tuple(columns), COLUMN)


def example_blocks(example: Example) -> Iterator[Paragraph | Columns]:
    """The programs of an example side by side, and what each prints."""
    title = plain(f"Side by side: {example.title}", _HEADING)
    yield Paragraph(title, space=1, anchor=example.slug)
    yield Paragraph(prose(example.shows))
    lines = [line for side in example.sides for line in highlighted(side.code).split()]
    widest = max(line.cell_length for line in lines)
    columns = tuple(
        (Paragraph(_file(example, number, side)), Paragraph(highlighted(side.code), code=True))
        for number, side in enumerate(example.sides)
    )
    yield Columns(columns, widest + 1)
    both = "Both print" if len(example.sides) == 2 else "Printed"
    yield Paragraph(plain(f"{both}, as our tests see them run:", _DIM), space=1)
    yield Paragraph(plain(example.output), code=True)


@lru_cache(maxsize=64)
def highlighted(code: str, language: str = "python") -> Content:
    """Code in colours; where there is no telling the language, as it is."""
    from textual.highlight import highlight  # 30 ms with its lexer, that a page of text saves

    shown = plain(code.rstrip("\n").expandtabs(4))
    return highlight(shown.plain, language=language) if language in _LANGUAGES else shown


def _file(example: Example, number: int, side: ExampleProgram) -> Content:
    name = plain(f"{side.option.capitalize()} · {side.file}", "bold $text-secondary")
    return name.append(button("⏎ copies", f"code:{example.slug}#{number}", "  "))


def _piece(piece: PageBlock, ticked: frozenset[str], space: int | None) -> Paragraph:
    indent = 2 * piece.depth
    text = spans(piece.spans)
    match piece.kind:
        case "code":
            code = highlighted(piece.text, piece.mark or "text")
            return Paragraph(code, indent=indent, space=space or 0, code=True)
        case "item":
            lead, width = plain("•" if not piece.depth else "–", "$text-primary"), 2
        case "step":
            lead, width = plain(piece.mark, "$text-primary"), len(piece.mark) + 1
        case "task":
            done = piece.mark in ticked
            box = plain("☑" if done else "☐", "$text-success" if done else "$text-primary")
            lead, width = linked(box, f"task:{piece.mark}"), 2
        case _:
            return Paragraph(
                text, indent=indent, space=1 if space is None and not piece.depth else 0
            )
    shown = Content(" " * indent).append(lead)
    return Paragraph(text, shown, indent + width, 1 if piece.kind == "task" else 0)


def _note(topic: Topic) -> Iterator[Paragraph | Columns]:
    if not topic.note:
        return
    from store.content import page

    yield Paragraph(plain("✎ Note", "bold $text-secondary"), space=1, anchor="note")
    parsed = page.parse(topic.note) if len(topic.note) <= _NOTE_PARSED else None
    if parsed is None or parsed.faults:
        # What is long, or Markdown that a page has no place for, is shown as it was written.
        yield Paragraph(plain(topic.note), indent=2)
        return
    yield from body_blocks(parsed.pieces, topic.ticked)


def _path(topic: Topic, rows: Sequence[TopicRow]) -> Iterator[Paragraph]:
    found = _rows(topic.path, rows)
    if not found:
        return
    read = sum(row.read for row in found)
    title = plain("The path", _HEADING).append(plain(f"   {read} of {len(found)} read", _DIM))
    yield Paragraph(title, space=1, anchor="path")
    following = next((row.slug for row in found if not row.read), "")
    for number, row in enumerate(found, 1):
        mark = plain("✓ ", "$text-success") if row.read else plain("  ")
        step = mark.append(plain(f"{number:>2}.", _DIM))
        name = linked(plain(row.title, LINK), f"topic:{row.slug}")
        if row.slug == following:
            name = name.append(plain("  ◀ next", "bold $text-warning"))
        yield Paragraph(name, step, 6)


def _rows(slugs: Iterable[str], rows: Sequence[TopicRow]) -> list[TopicRow]:
    by_slug = {row.slug: row for row in rows}
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def _claims(
    topic: Topic, claims: Sequence[Claim], tests: Mapping[str, Sequence[str]]
) -> Iterator[Paragraph]:
    counts = Counter(claim.verdict for claim in claims)
    parts = [
        Content.styled(f"{VERDICTS[verdict][0]} {counts[verdict]} {verdict}", VERDICTS[verdict][1])
        for verdict in Verdict
        if counts[verdict]
    ]
    if len(claims) < len(topic.claims):
        shown = plain(f"{len(claims)} of {len(topic.claims)} shown: f changes that", _DIM)
        parts.append(shown)
    title = plain("Claims, checked", _HEADING)
    yield Paragraph(Content("   ").join([title, *parts]), space=1, anchor="claims")
    for claim in claims:
        yield from _claim(claim, tests.get(claim.number, ()))


def _claim(claim: Claim, experiments: Sequence[str]) -> Iterator[Paragraph]:
    glyph, style = VERDICTS[claim.verdict]
    verdict = plain(f"{claim.verdict}", style).append(plain(f" · {claim.number}", _DIM))
    for place, slug in enumerate(experiments, 1):
        words = "test this claim" if place == 1 else str(place)
        gap = " · " if place == 1 else " "
        verdict = verdict.append(button(words, f"experiment:{slug}", gap))
    yield Paragraph(prose(claim.text, "bold"), plain(glyph, style), 2, 1, claim.number)
    yield Paragraph(verdict, indent=2)
    yield Paragraph(prose(claim.fact), indent=2)
    for source in claim.sources:
        yield Paragraph(source_line(source), indent=4, lead=Content("  "))


def _onward(topic: Topic, rows: Sequence[TopicRow]) -> Iterator[Paragraph]:
    related = _rows(topic.related, rows)
    if related:
        yield Paragraph(plain("Read next", _HEADING), space=1, anchor="related")
    for row in related:
        name = linked(plain(row.title, LINK), f"topic:{row.slug}")
        yield Paragraph(name, plain(f"{row.number:>3}", _DIM), 5)
    if topic.criteria:
        yield Paragraph(plain("In the matrix", _HEADING), space=1, anchor="criteria")
    for comparison, group in groupby(topic.criteria, lambda row: row.comparison):
        names = [linked(plain(row.name, LINK), f"criterion:{row.key}") for row in group]
        listed = plain(" · ").join(names)
        yield Paragraph(plain(f"{comparison}: ").append(listed), indent=2, lead=Content("  "))
