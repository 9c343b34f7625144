"""Why the matrix says what it says: the row under the cursor, the scores, what decides."""

from collections.abc import Iterator

from textual.content import Content

from store import scoring, words
from store.scoring import LEADING, Lead, number
from store.types import Criterion, Matrix, Option, Rating
from tui_app.widgets.prose import Block, plain, prose
from tui_app.widgets.topic_page import source_line

DECIDING = 4
"""How many of the criteria that decide most are listed."""


def why_blocks(matrix: Matrix, criterion: Criterion) -> Iterator[Block]:
    """The panel: how the scores stand, and the reasons for that row of the matrix."""
    yield from _standing(matrix)
    yield Block(plain(criterion.name, "bold $text-primary"), space=1)
    yield Block(prose(criterion.question))
    yield Block(prose(criterion.zero, "$foreground 60%"), plain("0", "bold"), 3)
    yield Block(prose(criterion.five, "$foreground 60%"), plain("5", "bold"), 3)
    yield Block(_weight(matrix, criterion))
    for option in matrix.comparison.options:
        rating = matrix.ratings[criterion.slug, option.slug]
        shipped = matrix.comparison.ratings[criterion.slug, option.slug]
        yield from _rating(option, rating, shipped)
    yield Block(
        plain(f"From topic {criterion.topic_number}: t reads it", "$foreground 60%"), space=1
    )
    yield from _deciding(matrix)


def _weight(matrix: Matrix, criterion: Criterion) -> Content:
    weight = matrix.weights[criterion.slug]
    part = scoring.share(matrix, criterion)
    share = f", {100 * part:.1f} % of all weight" if part else ""
    text = plain(f"Weight {number(weight)} of 10{share}")
    base = matrix.base_weights[criterion.slug]
    if weight != base:
        text = text.append(plain(f"  * yours; was {number(base)}", "$text-warning"))
    return text


def _rating(option: Option, rating: Rating, shipped: Rating) -> Iterator[Block]:
    value = "unknown" if rating.value is None else number(rating.value)
    title = plain(f"{option.name} {value}", "bold")
    if rating.changed:
        was = "unknown" if shipped.value is None else number(shipped.value)
        title = title.append(plain(f"  * yours; was {was}", "$text-warning"))
    yield Block(title, space=1)
    if rating.note:
        yield Block(plain(rating.note), plain("✎", "$text-warning"), 2)
    yield Block(prose(rating.rationale))
    if rating.claims:
        yield Block(plain(f"Claims {', '.join(rating.claims)}", "$foreground 60%"))
    for source in rating.sources:
        yield Block(source_line(source))


def _standing(matrix: Matrix) -> Iterator[Block]:
    yield Block(plain(words.verdict(matrix), "bold"))
    for slug, reason in scoring.out_of_running(matrix).items():
        name = matrix.comparison.option(slug).name
        yield Block(plain(f"{name} is ruled out: {reason}"), plain("✗", "$text-error"), 2)
    for sentence in words.must_sentences(matrix):
        yield Block(plain(sentence))
    if flip := words.flip_sentence(matrix):
        yield Block(plain(flip))


def _deciding(matrix: Matrix) -> Iterator[Block]:
    standing = scoring.outcome(matrix)
    if standing.lead not in (*LEADING, Lead.OPEN):
        return
    leader, rival = standing.first[0].option, standing.rest[0].option
    yield Block(plain("What decides, in points of 100", "bold $text-primary"), space=1)
    for part in scoring.contributions(matrix, leader, rival)[:DECIDING]:
        name = leader.name if part.points > 0 else rival.name
        lead = plain(f"{abs(part.points):4.1f}", "bold")
        yield Block(plain(f"for {name}: {part.criterion.name}"), lead, 5)
