"""The reasons: the scores, the row under the cursor, what decides."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from store.domain.matrix import RATING_MAX, Criterion, Matrix, Option, Rating
from store.matrix import scoring, sentences
from store.matrix.number_text import number
from store.matrix.scoring import LEADING, Lead
from tui_app.widgets.analysis_panel import bar
from tui_app.widgets.rich_page import LINK, Paragraph, linked, plain, prose
from tui_app.widgets.topic_page import source_line

if TYPE_CHECKING:
    from store.lab.evidence import Evidence

DECIDING = 4
"""How many of the criteria that decide most are listed."""

RATING_BAR = 5
"""Cells of a bar for a rating, one a point."""

_DIM = "$foreground 60%"
_HEADING = "bold $text-primary"


def why_blocks(
    matrix: Matrix, criterion: Criterion, evidence: "Sequence[Evidence]" = ()
) -> Iterator[Paragraph]:
    """The panel: how the scores stand, and the reasons for that row of the matrix.

    Args:
        matrix: that it is of.
        criterion: the row.
        evidence: what the Lab found on it.
    """
    yield from _standing(matrix)
    yield Paragraph(plain(criterion.name, _HEADING), space=1)
    if criterion.question:
        yield Paragraph(prose(criterion.question))
    yield Paragraph(prose(criterion.zero, _DIM), plain("0", "bold"), 3)
    yield Paragraph(prose(criterion.five, _DIM), plain("5", "bold"), 3)
    yield Paragraph(_weight(matrix, criterion))
    if (least := matrix.minimums.get(criterion.slug)) is not None:
        at_least = scoring.least_text(matrix, criterion)
        told = plain(f"A must: at least {at_least}", "$text-warning")
        yield Paragraph(told)
    for option in matrix.comparison.options:
        rating = matrix.ratings[criterion.slug, option.slug]
        shipped = matrix.comparison.ratings.get((criterion.slug, option.slug), Rating(None, ""))
        yield from _rating(option, rating, shipped, least or 0.0)
    yield from _measured(evidence)
    if criterion.topic:
        told = linked(plain(f"Topic {criterion.topic_number}", LINK), f"topic:{criterion.topic}")
        yield Paragraph(plain("From ", _DIM).append(told), space=1)
    elif criterion.own:
        yield Paragraph(plain("+ yours: c edits or removes it", "$text-secondary"), space=1)
    yield from _deciding(matrix)


def _weight(matrix: Matrix, criterion: Criterion) -> Content:
    weight = matrix.weights[criterion.slug]
    share = scoring.share(matrix, criterion)
    base = matrix.base_weights[criterion.slug]
    text = plain(f"Weight {number(weight, base)} of 10")
    if share:
        text = text.append(f", {100 * share:.1f} % of all weight")
    if weight != base:
        text = text.append(plain(f"  * yours; was {number(base, weight)}", "$text-warning"))
    return text


def _rating(option: Option, rating: Rating, shipped: Rating, least: float) -> Iterator[Paragraph]:
    now, before = rating.value, shipped.value if rating.changed else None
    value = "unknown" if now is None else number(now, least, now if before is None else before)
    title = plain(f"{option.name} {value}", "bold")
    if rating.changed:
        was = "unknown" if before is None else number(before, before if now is None else now)
        title = title.append(plain(f"  * yours; was {was}", "$text-warning"))
    share = None if rating.value is None else rating.value / RATING_MAX
    lead = bar(0, 1, RATING_BAR) if share is None else bar(share, share, RATING_BAR)
    yield Paragraph(title, lead, RATING_BAR + 1, space=1)
    if rating.note:
        yield Paragraph(plain(rating.note), plain("✎", "$text-warning"), 2)
    if rating.rationale:
        yield Paragraph(prose(rating.rationale))
    if rating.claims:
        claims = [linked(plain(number, LINK), f"claim:{number}") for number in rating.claims]
        yield Paragraph(plain("Claims ", _DIM).append(plain(", ").join(claims)))
    for source in rating.sources:
        yield Paragraph(source_line(source))


def _measured(evidence: "Sequence[Evidence]") -> Iterator[Paragraph]:
    if evidence:
        yield Paragraph(plain("Evidence of the Lab", _HEADING), space=1)
    for each in evidence:
        link = linked(plain(each.title, LINK), f"experiment:{each.slug}")
        yield Paragraph(link.append(plain(f": {each.found}")), plain("⚙", _DIM), 2)
        where = "measured here" if each.here else "reference, not this machine"
        told = plain(f"{where}, {each.date:%-d %b %Y}", _DIM)
        yield Paragraph(told, indent=2, lead=Content("  "))


def _standing(matrix: Matrix) -> Iterator[Paragraph]:
    yield Paragraph(plain(sentences.verdict(matrix), "bold"))
    for slug, reason in scoring.out_of_running(matrix).items():
        name = matrix.comparison.option(slug).name
        yield Paragraph(plain(f"{name} is ruled out: {reason}"), plain("✗", "$text-error"), 2)
    for sentence in sentences.must_sentences(matrix):
        yield Paragraph(plain(sentence), plain("?", "$text-warning"), 2)
    if flip := sentences.flip_sentence(matrix):
        yield Paragraph(plain(flip))


def _deciding(matrix: Matrix) -> Iterator[Paragraph]:
    standing = scoring.outcome(matrix)
    if standing.lead not in (*LEADING, Lead.OPEN) or not standing.rest:
        return
    leader, rival = standing.first[0].option, standing.rest[0].option
    yield Paragraph(plain("What decides, in points of 100", _HEADING), space=1)
    for part in scoring.contributions(matrix, leader, rival)[:DECIDING]:
        name = leader.name if part.points > 0 else rival.name
        lead = plain(f"{abs(part.points):4.1f}", "bold")
        yield Paragraph(plain(f"for {name}: {part.criterion.name}"), lead, 5)
