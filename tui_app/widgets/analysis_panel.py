"""The analysis of a matrix: the ranking, what would change it, and how sure it is."""

from collections.abc import Iterator, Mapping
from math import inf

from textual.content import Content

from store.domain.matrix import RATING_MAX, WEIGHT_MAX, Matrix, Option
from store.matrix import sentences as words
from store.matrix.groups import groups
from store.matrix.robustness import Robustness, Vary
from store.matrix.scoring import (
    LEADING,
    Rank,
    column,
    out_of_running,
    outcome,
    percent,
    ranking,
    shortlist,
)
from store.matrix.sensitivity import Interval, intervals
from tui_app.widgets.rich_page import Paragraph, plain

BAR = 10
"""Cells of a bar, for 100 %."""

STACK = 30
"""Cells of a bar that shows where a score comes from, for 100 %."""

NEAREST = 8
"""How many weights are drawn, those nearest to a flip first."""

_HEADING = "bold $text-primary"
_DIM = "$foreground 60%"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_COLORS = ("$text-primary", "$text-success", "$text-warning", "$text-accent", "$text-error")


def analysis_blocks(
    matrix: Matrix, robust: Mapping[Vary, Robustness | None]
) -> Iterator[Paragraph]:
    """Returns the panel; `robust` holds the samples so far, None where none can be drawn."""
    yield Paragraph(plain(words.verdict(matrix), "bold"))
    reasons = out_of_running(matrix)
    for option in matrix.comparison.options:
        if option.slug in reasons:
            told = plain(f"{option.name} is out: {reasons[option.slug]}")
            yield Paragraph(told, plain("✗", "$text-error"), 2)
    for sentence in words.must_sentences(matrix):
        yield Paragraph(plain(sentence), plain("?", "$text-warning"), 2)
    yield from _ranking(matrix)
    yield from _flips(matrix)
    yield from _tornado(matrix)
    yield from _robustness(matrix, robust)
    yield from _sources(matrix)


def bar(low: float, high: float, cells: int = BAR) -> Content:
    """A bar for a share of 100 %; what is not known of it is hatched."""
    solid, all_ = int(low * cells + 0.5), int(high * cells + 0.5)
    drawn = plain("■" * solid, "$text-primary").append(plain("▒" * (all_ - solid), "$text-warning"))
    return drawn.append(plain("□" * (cells - all_), "$foreground 35%"))


def _ranking(matrix: Matrix) -> Iterator[Paragraph]:
    places = ranking(matrix)
    if not places:
        return
    yield Paragraph(plain("Ranking", _HEADING), space=1)
    for each in places:
        score = each.score
        text = plain(f"{each.place}. {score.option.name} ", "bold").append(percent(score))
        if each.best != each.worst:
            text = text.append(plain(f"  {_place(each)}", _DIM))
        yield Paragraph(text, bar(score.low, score.high), BAR + 1)
    for sentence in words.dominance_sentences(matrix):
        yield Paragraph(plain(sentence))


def _place(each: Rank) -> str:
    return f"place {each.best} to {each.worst}, as the unknown turns out"


def _flips(matrix: Matrix) -> Iterator[Paragraph]:
    sentences = words.flip_sentences(matrix)
    if sentences:
        yield Paragraph(plain("What would flip it", _HEADING), space=1)
    for sentence in sentences:
        yield Paragraph(plain(sentence), plain("▸", "$text-accent"), 2)


def _tornado(matrix: Matrix) -> Iterator[Paragraph]:
    if outcome(matrix).lead not in LEADING:
        return
    found = [each for each in intervals(matrix) if _room(each) < inf]
    if not found:
        return
    found.sort(key=_room)
    yield Paragraph(plain("How far a weight can go", _HEADING), space=1)
    leader = outcome(matrix).first[0].option.name
    yield Paragraph(plain(f"From 0 to 10; {leader} stays first between the ends.", _DIM))
    for each in found[:NEAREST]:
        text = plain(f"{each.criterion.name}: ").append(plain(words.interval_text(each), "bold"))
        yield Paragraph(
            text.append(plain(f" (now {words.weight_text(each)})", _DIM)), track(each), 12
        )
    others = len(matrix.comparison.criteria) - min(len(found), NEAREST)
    if others:
        far = "no weight from 0 to 10 changes who leads" if len(found) <= NEAREST else "farther off"
        yield Paragraph(plain(f"The other {others}: {far}.", _DIM))


def _room(interval: Interval) -> float:
    """How far the nearest end is from the weight that it has; infinite if none is on the scale."""
    ends = [
        abs(end.weight - interval.weight)
        for end in (interval.low, interval.high)
        if end.challenger is not None and 0 <= end.weight <= WEIGHT_MAX
    ]
    return min(ends, default=inf)


def track(interval: Interval) -> Content:
    """The scale of weights with a cell a point: how far it can go, and where it is."""
    last = int(WEIGHT_MAX)
    low = 0 if interval.low.challenger is None else int(interval.low.weight + 0.5)
    high = last if interval.high.challenger is None else min(last, int(interval.high.weight + 0.5))
    cells = ["─" if low <= at <= high else "·" for at in range(last + 1)]
    if interval.low.challenger is not None and low <= last:
        cells[low] = "├"
    if interval.high.challenger is not None and interval.high.weight <= WEIGHT_MAX:
        cells[high] = "┤"
    now = int(interval.weight + 0.5)
    before, after = "".join(cells[:now]), "".join(cells[now + 1 :])
    return plain(before, _DIM).append(plain("●", "bold $text-accent")).append(plain(after, _DIM))


def _robustness(matrix: Matrix, robust: Mapping[Vary, Robustness | None]) -> Iterator[Paragraph]:
    if len(shortlist(matrix)) < 2:
        return  # it is first whatever the weights are
    yield Paragraph(plain("How sure it is", _HEADING), space=1)
    if any(None in column(matrix, option) for option in shortlist(matrix)):
        yield Paragraph(plain("Unknown ratings are drawn too, all of an option alike.", _DIM))
    for found in filter(None, robust.values()):
        yield Paragraph(plain(words.robustness_sentence(found)))
        ordered = sorted(zip(found.options, found.first, strict=True), key=lambda each: -each[1])
        for option, often in ordered:
            yield Paragraph(plain(f"{option.name} {100 * often:.1f} %"), bar(often, often), BAR + 1)
    if len(robust) < len(Vary):
        yield Paragraph(plain("Sampling weights …", _DIM))
    elif not any(robust.values()):
        yield Paragraph(plain("There is nothing to sample.", _DIM))
    if sentence := words.second_opinion_sentence(matrix):
        yield Paragraph(plain(sentence))


def _sources(matrix: Matrix) -> Iterator[Paragraph]:
    """Where each score comes from: a letter for every group, as wide as what it adds."""
    found = groups(matrix)
    if not sum(group.weight for group in found):
        return
    yield Paragraph(plain("Where the scores come from", _HEADING), space=1)
    legend = [
        plain(f"{letter} ", style).append(f"{group.name} {100 * group.share:.0f} %")
        for letter, style, group in zip(_LETTERS, _COLORS * 6, found, strict=False)
    ]
    yield Paragraph(Content(" · ").join(legend))
    for option in matrix.comparison.options:
        yield Paragraph(plain(option.name, "bold"), space=0)
        yield Paragraph(_stack(matrix, option))


def _stack(matrix: Matrix, option: Option) -> Content:
    total = sum(matrix.weights[criterion.slug] for criterion in matrix.comparison.criteria)
    drawn, reached, filled = Content(""), 0.0, 0
    for letter, style, group in zip(_LETTERS, _COLORS * 6, groups(matrix), strict=False):
        for criterion in group.criteria:
            value = matrix.ratings[criterion.slug, option.slug].value or 0.0
            reached += matrix.weights[criterion.slug] * value / (total * RATING_MAX)
        cells = int(reached * STACK + 0.5) - filled
        drawn, filled = drawn.append(plain(letter * cells, style)), filled + cells
    return drawn.append(plain("·" * (STACK - filled), "$foreground 35%"))
