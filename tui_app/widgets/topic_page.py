"""A topic as it is read."""

from collections import Counter
from collections.abc import Iterator

from textual.content import Content

from store.types import Claim, Source, Topic, Verdict
from tui_app.widgets.prose import Block, plain, prose

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


def topic_blocks(topic: Topic) -> Iterator[Block]:
    """The page of a topic; each claim has its number as anchor."""
    yield Block(prose(topic.question, "bold"))
    facts = [topic.category, f"{minutes(topic)} min", f"checked {topic.checked:%-d %b %Y}"]
    marks = [("★ starred", topic.starred), ("✓ read", topic.read)]
    facts += [label for label, on in marks if on]
    yield Block(plain(" · ".join(facts), "$foreground 60%"))
    yield Block(prose(topic.answer), plain("In short", "bold $text-primary"), indent=10, space=1)
    if topic.note:
        yield Block(plain(topic.note), plain("✎ Note", "bold $text-secondary"), indent=10, space=1)
    yield Block(_tally(topic), space=1)
    for claim in topic.claims:
        yield from _claim(claim)


def minutes(topic: Topic) -> int:
    """How long the page takes to read, at least one minute."""
    texts = [topic.answer, *(part for claim in topic.claims for part in (claim.text, claim.fact))]
    return max(1, round(sum(len(text.split()) for text in texts) / WORDS_A_MINUTE))


def source_line(source: Source) -> Content:
    """A source in one line: how to get there, what it is, and when it was checked."""
    sign = "↗" if source.url else "⚙"
    return plain(f"{sign} {source.title}", "$foreground 60%")


def _tally(topic: Topic) -> Content:
    counts = Counter(claim.verdict for claim in topic.claims)
    parts = [
        Content.styled(f"{VERDICTS[verdict][0]} {counts[verdict]} {verdict}", VERDICTS[verdict][1])
        for verdict in Verdict
        if counts[verdict]
    ]
    return Content("   ").join([plain("Claims, checked", "bold $text-primary"), *parts])


def _claim(claim: Claim) -> Iterator[Block]:
    glyph, style = VERDICTS[claim.verdict]
    verdict = plain(f"{claim.verdict}", style).append(
        plain(f" · {claim.number}", "$foreground 60%")
    )
    yield Block(prose(claim.text, "bold"), plain(glyph, style), 2, 1, claim.number)
    yield Block(verdict, indent=2)
    yield Block(prose(claim.fact), indent=2)
    for source in claim.sources:
        yield Block(source_line(source), indent=4, lead=Content("  "))
