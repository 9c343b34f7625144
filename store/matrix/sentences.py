"""The results of the scoring modules, in sentences.

A number in a sentence is rounded towards the side on which the sentence holds, so that whoever
follows it to the letter gets what it says: to two decimals, or to as many more as tell it from the
numbers that it is compared with.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, fsum, inf

from store.domain.matrix import RATING_MAX, WEIGHT_MAX, Criterion, Matrix, Option
from store.matrix.flips import (
    Flip,
    GroupFlip,
    nearest_flip,
    nearest_group_flip,
    nearest_rating_flip,
    nearest_share_flip,
)
from store.matrix.groups import with_share
from store.matrix.number_text import DECIMALS, MOST_DECIMALS, joined, number, rounded
from store.matrix.other_methods import Opinion, second_opinions
from store.matrix.robustness import Robustness, Vary, monte_carlo
from store.matrix.scoring import (
    LEADING,
    Lead,
    Score,
    column,
    dominated,
    least_text,
    open_musts,
    outcome,
    percent,
    ranking,
    scores,
    shortlist,
    weights,
)
from store.matrix.sensitivity import Interval, unbeatable
from store.matrix.unknown_ratings import Unknown, find_out

EXACT = 1e-9
"""A weight or a rating this near to a number of few decimals is that number."""

NAMED = 3
"""How many options the sentence on robustness names at most."""

SELDOM = 0.005
"""A share of the samples that rounds to 0 %."""


# Who leads


def verdict(matrix: Matrix) -> str:
    """Who leads, in one sentence."""
    standing = outcome(matrix)
    if standing.lead is Lead.NONE:
        return f"Nothing to score: {_nothing(matrix)}."
    best = standing.first[0]
    if standing.lead is Lead.ALONE:
        return f"Only {best.option.name} is in the running."
    if standing.lead is Lead.TIE:
        names = joined([score.option.name for score in standing.first])
        return f"{names} tie at {percent(best)}."
    if standing.lead is Lead.OPEN:
        return _open(matrix, best, standing.rest)
    second = standing.rest[0]
    if percent(best) == percent(second):
        told = f"{second.option.name} by less than 0.1 points, at {percent(best)}"
    else:
        digits = 1
        while round(100 * best.low, digits) <= round(100 * second.high, digits):
            digits += 1
        mine, others = percent(best, digits), percent(second, digits)
        told = f"with {mine} against {others} for {second.option.name}"
    lead = f"{best.option.name} leads {told}"
    return f"Too close to call: {lead}." if standing.lead is Lead.CLOSE else f"{lead}."


def _nothing(matrix: Matrix) -> str:
    if not matrix.comparison.options:
        return "there is no option"
    if not shortlist(matrix):
        return "every option is ruled out"
    return "every weight is 0" if matrix.comparison.criteria else "there is no criterion"


def _open(matrix: Matrix, best: Score, rest: Sequence[Score]) -> str:
    near = [best, *(score for score in rest if score.high >= best.low)]
    if any(score.low < score.high for score in near):
        could = {place.score.option for place in ranking(matrix) if place.best == 1}
        ranges = [
            f"{score.option.name} {percent(score)}"
            for score in scores(matrix)
            if score.option in could
        ]
        return f"It is open: {', '.join(ranges)}; unknown ratings could still decide it."
    names = joined([score.option.name for score in near])
    how = f"would tie at {percent(best)}" if near[1:] else f"would lead with {percent(best)}"
    option, must = next((s.option, m) for s in near for m in open_musts(matrix, s.option))
    return (
        f"It is open: {names} {how}, "
        f"but whether {option.name} meets the must “{must.name}” is unknown."
    )


def must_sentences(matrix: Matrix) -> list[str]:
    """A sentence for every must that an option in the running is not known to meet."""
    return [
        f"Whether {option.name} meets the must “{must.name}”, "
        f"at least {least_text(matrix, must)}, is unknown."
        for option in shortlist(matrix)
        for must in open_musts(matrix, option)
    ]


def dominance_sentences(matrix: Matrix) -> list[str]:
    """A sentence for every option that another is better than, or as good as, throughout."""
    better: dict[str, tuple[Option, Option]] = {}
    for pair in dominated(matrix):
        better.setdefault(pair.worse.slug, (pair.better, pair.worse))
    return [
        f"{worse.name} cannot win: {other.name} is at least as good on every weighted criterion."
        for other, worse in better.values()
    ]


# What would change it


def flip_sentences(matrix: Matrix) -> list[str]:
    """What would change who leads: a weight, a group, a rating, and what to find out next."""
    sentences = (
        flip_sentence(matrix),
        group_flip_sentence(matrix),
        rating_flip_sentence(matrix),
        find_out_sentence(matrix),
    )
    return [sentence for sentence in sentences if sentence]


def flip_sentence(matrix: Matrix) -> str:
    """Which weight would change who leads; empty where nobody leads outright.

    Where no weight from 0 to 10 does it alone, it names the nearest share of the whole weight.
    """
    if outcome(matrix).lead not in LEADING:
        return ""
    if unbeatable(matrix):
        return "No weights make another option win."
    flip = nearest_flip(matrix)
    if flip is None:
        alone = f"No single weight between 0 and {number(WEIGHT_MAX)} would change who leads."
        by_share = nearest_share_flip(matrix)
        if by_share is None:
            return alone
        criterion = by_share.criterion
        return f"{alone} {_share_sentence(matrix, f'“{criterion.name}”', [criterion], by_share)}"
    weight = matrix.weights[flip.criterion.slug]
    amount, now, level = _amount(flip.weight, weight, WEIGHT_MAX, rises=flip.rises)
    end = matrix.with_weight(flip.criterion.slug, WEIGHT_MAX if flip.rises else 0.0)
    takes = _takes_over(flip, matrix, end, level=level)
    return f"{takes} once “{flip.criterion.name}” weighs {amount} (now {now})."


def group_flip_sentence(matrix: Matrix) -> str:
    """Which group's share would change who leads; empty where nobody leads or no share would."""
    flip = nearest_group_flip(matrix)
    if flip is None:
        return ""
    return _share_sentence(matrix, f"the group “{flip.group.name}”", flip.group.criteria, flip)


def _share_sentence(
    matrix: Matrix, name: str, criteria: Sequence[Criterion], flip: Flip | GroupFlip
) -> str:
    share = fsum(matrix.weights[c.slug] for c in criteria) / fsum(weights(matrix))
    amount, now, level = _amount(100 * flip.share, 100 * share, 100, rises=flip.rises, unit=" %")
    end = replace(matrix, weights=with_share(matrix, criteria, float(flip.rises)))
    takes = _takes_over(flip, matrix, end, level=level)
    return f"{takes} once {name} has {amount} of the whole weight (now {now})."


def rating_flip_sentence(matrix: Matrix) -> str:
    """Which rating would change who leads, in one sentence; empty where nobody leads outright."""
    if outcome(matrix).lead not in LEADING:
        return ""
    flip = nearest_rating_flip(matrix)
    if flip is None:
        return f"No single rating between 0 and {number(RATING_MAX)} would change who leads."
    who = "it" if flip.option == flip.challenger else flip.option.name
    rating = matrix.ratings[flip.criterion.slug, flip.option.slug]
    value, on = rating.value or 0.0, f"on “{flip.criterion.name}”"
    if flip.misses_must:
        takes = _takes(flip.challengers, certain=flip.certain)
        least, now = number(flip.rating, value), number(value, flip.rating)
        told = f"{takes} once {who} is rated less than {least} {on} (now {now})"
        return f"{told}, where {least} is a must."
    amount, now, level = _amount(flip.rating, value, RATING_MAX, rises=flip.rises)
    challengers: Sequence[Option] = flip.challengers
    if level:
        end = replace(rating, value=RATING_MAX if flip.rises else 0.0)
        challengers = _level(
            matrix.with_rating(flip.criterion.slug, flip.option.slug, end), matrix, challengers
        )
    takes = _takes(challengers, level=level, certain=flip.certain)
    return f"{takes} once {who} is rated {amount} {on} (now {now})."


def find_out_sentence(matrix: Matrix) -> str:
    """Which unknown rating to settle next, and why; empty where nothing unknown matters."""
    cells = find_out(matrix)
    if not cells:
        return ""
    cell = cells[0]
    what = f"“{cell.criterion.name}” of {cell.option.name}"
    if cell.rating is None:
        return (
            f"What to find out next: {what} can move most, {cell.points:.1f} points, "
            "but no unknown rating alone changes who leads."
        )
    amount, _, level = _amount(cell.rating, None, RATING_MAX, rises=cell.rises)
    if cell.must:
        amount, level = f"less than {number(cell.rating)}", False
    takes = _takes(cell.challengers, level=level)
    told = f"What to find out next: {what}. {takes} once it is rated {amount}"
    return f"{told}{_others(matrix, cell)}."


def _others(matrix: Matrix, cell: Unknown) -> str:
    """What is taken for granted of the other unknown ratings that count."""
    minimums = [
        matrix.minimums.get(criterion.slug, 0.0)
        for option in shortlist(matrix)
        for criterion, value in zip(matrix.comparison.criteria, column(matrix, option), strict=True)
        if value is None
        and (criterion, option) != (cell.criterion, cell.option)
        and (matrix.weights[criterion.slug] > 0 or matrix.minimums.get(criterion.slug, 0.0) > 0)
    ]
    if not minimums:
        return ""
    where = " or, where one is a must, halfway from there to 5" if any(minimums) else ""
    return f", with the other unknown ratings at {number(RATING_MAX / 2)}{where}"


def interval_text(interval: Interval) -> str:
    """The weights with which the leader stays first for certain: "2.15 to 8.33", "up to 8.33".

    An end beyond 10 is none: no weight goes that far.
    """
    low, _, high = _inwards(interval, [interval.low.weight, interval.weight, interval.high.weight])
    endless = interval.high.weight > WEIGHT_MAX + EXACT
    if interval.low.challenger is None:
        return "any" if endless else f"up to {high}"
    return f"{low} or more" if endless else f"{low} to {high}"


def weight_text(interval: Interval) -> str:
    """The weight as it stands beside its interval."""
    return _inwards(interval, [interval.low.weight, interval.weight, interval.high.weight])[1]


def share_text(interval: Interval) -> str:
    """The same as shares of the whole weight: "1.2 to 8.33 %"."""
    if interval.low.challenger is None and interval.high.challenger is None:
        return "any"
    shares = (interval.low.share, interval.share, interval.high.share)
    low, _, high = _inwards(interval, [100 * share for share in shares])
    return f"{low} to {high} %"


def _inwards(interval: Interval, ends: Sequence[float]) -> tuple[str, str, str]:
    """The low end rounded up, the middle, the high end rounded down; all three differ."""
    low, now, high = ends
    for digits in range(DECIMALS, MOST_DECIMALS + 1):
        start, end = _upwards(low, digits), -_upwards(-high, digits)
        above = interval.low.challenger is None or start < round(now, digits)
        if above and (interval.high.challenger is None or round(now, digits) < end):
            break
    return rounded(start, digits), rounded(now, digits), rounded(end, digits)


def _upwards(value: float, digits: int) -> float:
    """The number of so many decimals that is not below the value."""
    if abs(value) == inf or abs(value - round(value, digits)) < EXACT:
        return round(value, digits) + 0.0 if abs(value) < inf else value
    step: int = 10**digits
    return ceil(value * step) / step + 0.0


def _amount(
    value: float, now: float | None, best: float, *, rises: bool, unit: str = ""
) -> tuple[str, str, bool]:
    """Where something changes beyond `value`, what it is now, and whether it is level there.

    Level it is where the scale ends; else the text names numbers beyond.
    """
    end = best if rises else 0.0
    for digits in range(DECIMALS, MOST_DECIMALS + 1):
        beyond = _upwards(value, digits) if rises else -_upwards(-value, digits) + 0.0
        shown = beyond if now is None else round(now, digits)
        if now is None or (shown < beyond if rises else shown > beyond):
            break
    amount = f"{rounded(beyond, digits)}{unit}"
    level = abs(value - end) < EXACT
    if not level and beyond != end:
        side = "more" if rises else "less"
        exact = abs(value - beyond) < EXACT
        amount = f"{side} than {amount}" if exact else f"{amount} or {side}"
    return amount, f"{rounded(shown, digits)}{unit}", level


def _takes_over(flip: Flip | GroupFlip, matrix: Matrix, end: Matrix, *, level: bool) -> str:
    """Who leads past a flip by weight; `end` is the matrix with that weight as far as it goes."""
    if level:
        return _takes(_level(end, matrix, flip.challengers), level=True, certain=flip.certain)
    # Weight times rating is linear in a weight: whoever is first at two is so between them.
    stays = set(flip.challengers) <= _first(end)
    return _takes(flip.challengers, certain=flip.certain, stays=stays)


def _takes(
    challengers: Sequence[Option], *, level: bool = False, certain: bool = True, stays: bool = True
) -> str:
    verb = "draw{s} level" if level else "lead{s}" if stays or not certain else "take{s} over"
    s = "s" if certain and len(challengers) == 1 else ""
    may = "" if certain else "may "
    return f"{joined([option.name for option in challengers])} {may}{verb.format(s=s)}"


def _level(end: Matrix, matrix: Matrix, challengers: Sequence[Option]) -> Sequence[Option]:
    """Who is level with the leader at the end of a scale, where nobody leads beyond."""
    leader = outcome(matrix).first[0].option
    first = _first(end) - {leader}
    return [option for option in shortlist(end) if option in first] or challengers


def _first(matrix: Matrix) -> set[Option]:
    """The options that are first for certain, alone or in a tie."""
    standing = outcome(matrix)
    certain = standing.lead in (*LEADING, Lead.TIE)
    return {score.option for score in standing.first} if certain else set()


# How sure it is


def robustness_sentences(matrix: Matrix) -> tuple[str, ...]:
    """How often each option is first, for each way of varying the weights; takes about a second."""
    return tuple(robustness_sentence(found) for found in monte_carlo(matrix))


def robustness_sentence(found: Robustness) -> str:
    """How often each option is first when the weights vary, and how to repeat it."""
    how = {
        Vary.AROUND: "With every weight between half and twice the chosen one",
        Vary.FREE: "With all weights at random",
    }[found.vary]
    ordered = sorted(zip(found.options, found.first, strict=True), key=lambda each: -each[1])
    (leader, most), *others = ordered[:NAMED]
    firsts = [f"{leader.name} is first in {_often(most)}"]
    firsts += [f"{option.name} in {_often(often)}" for option, often in others if often >= SELDOM]
    return f"{how}, {', '.join(firsts)} of {found.samples:,} samples (seed {found.seed})."


def _often(often: float) -> str:
    return "over 99 %" if 1 - SELDOM <= often < 1 else f"{100 * often:.0f} %"


def second_opinion_sentence(matrix: Matrix) -> str:
    """Whether two other methods put the same option first; empty where there is nothing to ask."""
    ours = {score.option for score in outcome(matrix).first}
    said = [_said(opinion, ours) for opinion in second_opinions(matrix)]
    return f"Second opinion: {'; '.join(said)}." if said else ""


def _said(opinion: Opinion, ours: set[Option]) -> str:
    limit = f" (it {opinion.limit})" if opinion.limit else ""
    if not opinion.first:
        return f"{opinion.method} cannot tell{limit}"
    also = "also says" if set(opinion.first) == ours else "says"
    return f"{opinion.method} {also} {joined([o.name for o in opinion.first])}{limit}"
