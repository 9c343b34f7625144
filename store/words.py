"""What the arithmetic comes to, in sentences.

A number in a sentence is rounded to two decimals towards the side on which the sentence holds, so
that whoever follows it to the letter gets what it says.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, floor, fsum, inf

from store.groups import with_share
from store.robustness import Robustness, Vary, both
from store.scoring import (
    LEADING,
    Lead,
    Score,
    dominated,
    joined,
    number,
    open_musts,
    outcome,
    percent,
    scores,
    shortlist,
    weights,
)
from store.second_opinion import Opinion, second_opinions
from store.sensitivity import (
    Flip,
    GroupFlip,
    Interval,
    find_out,
    nearest_flip,
    nearest_group_flip,
    nearest_rating_flip,
    nearest_share_flip,
    unbeatable,
)
from store.types import RATING_MAX, WEIGHT_MAX, Criterion, Matrix, Option

EXACT = 1e-9
"""A weight or a rating this near to a number of two decimals is that number."""

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
        told = f"with {percent(best)} against {percent(second)} for {second.option.name}"
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
        ranges = [
            f"{score.option.name} {percent(score)}" for score in scores(matrix) if score in near
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
        f"at least {number(matrix.bars[must.slug])}, is unknown."
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


def flip_sentence(matrix: Matrix) -> str:
    """Which weight would change who leads; empty where nobody leads outright.

    Where no weight from 0 to 10 does it alone, the nearest share of the whole weight is told.
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
    name, now = f"“{flip.criterion.name}”", number(matrix.weights[flip.criterion.slug])
    amount, level = _amount(flip.weight, WEIGHT_MAX, rises=flip.rises)
    end = matrix.with_weight(flip.criterion.slug, WEIGHT_MAX if flip.rises else 0.0)
    stays = _first(end, flip.challenger)
    takes = _takes(flip.challenger, level=level, certain=flip.certain, stays=stays)
    return f"{takes} once {name} weighs {amount} (now {now})."


def group_flip_sentence(matrix: Matrix) -> str:
    """Which group's share would change who leads; empty where nobody leads or no share would."""
    flip = nearest_group_flip(matrix)
    if flip is None:
        return ""
    return _share_sentence(matrix, f"the group “{flip.group.name}”", flip.group.criteria, flip)


def _share_sentence(
    matrix: Matrix, name: str, criteria: Sequence[Criterion], flip: Flip | GroupFlip
) -> str:
    now = fsum(matrix.weights[c.slug] for c in criteria) / fsum(weights(matrix))
    amount, level = _amount(100 * flip.share, 100, rises=flip.rises, unit=" %")
    end = replace(matrix, weights=with_share(matrix, criteria, float(flip.rises)))
    stays = _first(end, flip.challenger)
    takes = _takes(flip.challenger, level=level, certain=flip.certain, stays=stays)
    return f"{takes} once {name} has {amount} of the whole weight (now {number(100 * now)} %)."


def rating_flip_sentence(matrix: Matrix) -> str:
    """Which rating would change who leads, in one sentence; empty where nobody leads outright."""
    if outcome(matrix).lead not in LEADING:
        return ""
    flip = nearest_rating_flip(matrix)
    if flip is None:
        return f"No single rating between 0 and {number(RATING_MAX)} would change who leads."
    who = "it" if flip.option == flip.challenger else flip.option.name
    now = matrix.ratings[flip.criterion.slug, flip.option.slug].value or 0.0
    where = f"on “{flip.criterion.name}” (now {number(now)})"
    if flip.misses_must:
        takes = _takes(flip.challenger, certain=flip.certain)
        bar = number(flip.rating)
        return f"{takes} once {who} is rated less than {bar} {where}, where {bar} is a must."
    amount, level = _amount(flip.rating, RATING_MAX, rises=flip.rises)
    takes = _takes(flip.challenger, level=level, certain=flip.certain)
    return f"{takes} once {who} is rated {amount} {where}."


def find_out_sentence(matrix: Matrix) -> str:
    """Which unknown rating to settle next, and why; empty where nothing unknown matters."""
    cells = find_out(matrix)
    if not cells:
        return ""
    cell = cells[0]
    what = f"“{cell.criterion.name}” of {cell.option.name}"
    if cell.rating is None or cell.challenger is None:
        return (
            f"What to find out next: {what} can move most, {cell.points:.1f} points, "
            "but no unknown rating alone changes who leads."
        )
    if cell.must:
        bar = number(cell.rating)
        amount, level = f"{bar} or more" if cell.rises else f"less than {bar}", False
    else:
        amount, level = _amount(cell.rating, RATING_MAX, rises=cell.rises)
    takes = _takes(cell.challenger, level=level)
    others = ", with the other unknown ratings at 2.5" if len(cells) > 1 else ""
    return f"What to find out next: {what}. {takes} once it is rated {amount}{others}."


def interval_text(interval: Interval) -> str:
    """The weights with which the leader stays first for certain: "2.15 to 8.33", "up to 8.33"."""
    low = ceil((interval.low.weight - EXACT) * 100) / 100 + 0.0
    high = interval.high.weight
    if high < inf:
        high = floor((high + EXACT) * 100) / 100
    if low > high:
        return number(interval.weight)
    if interval.low.challenger is None:
        return "any" if high == inf else f"up to {number(high)}"
    return f"{number(low)} or more" if high == inf else f"{number(low)} to {number(high)}"


def share_text(interval: Interval) -> str:
    """The same as shares of the whole weight: "1.2 to 8.33 %"."""
    if interval.low.challenger is None and interval.high.challenger is None:
        return "any"
    low = ceil((100 * interval.low.share - EXACT) * 100) / 100 + 0.0
    high = floor((100 * interval.high.share + EXACT) * 100) / 100
    if low > high:
        return f"{number(100 * interval.share)} %"
    return f"{number(low)} to {number(high)} %"


def _amount(value: float, best: float, *, rises: bool, unit: str = "") -> tuple[str, bool]:
    """Where something changes beyond `value`, and whether it is merely level there.

    Level it is where the scale ends; else the text names numbers beyond.
    """
    end = best if rises else 0.0
    if abs(value - end) < EXACT:
        return f"{number(end)}{unit}", True
    if abs(value - round(value, 2)) < EXACT:
        return f"{'more' if rises else 'less'} than {number(value)}{unit}", False
    beyond = (ceil(value * 100) if rises else floor(value * 100)) / 100
    if beyond == end:
        return f"{number(end)}{unit}", False
    return f"{number(beyond)}{unit} or {'more' if rises else 'less'}", False


def _takes(
    challenger: Option, *, level: bool = False, certain: bool = True, stays: bool = True
) -> str:
    verb = "draw{s} level" if level else "lead{s}" if stays or not certain else "take{s} over"
    return f"{challenger.name} {verb.format(s='s') if certain else 'may ' + verb.format(s='')}"


def _first(matrix: Matrix, option: Option) -> bool:
    """Whether the option is first for certain, alone or in a tie.

    Weight times rating is linear in a weight: whoever is first at two weights is so between them.
    """
    standing = outcome(matrix)
    certain = standing.lead in (*LEADING, Lead.TIE)
    return certain and option in [score.option for score in standing.first]


# How sure it is


def robustness_sentences(matrix: Matrix) -> tuple[str, ...]:
    """How often who is first, in each way that the weights may vary; this takes a while."""
    return tuple(robustness_sentence(found) for found in both(matrix))


def robustness_sentence(found: Robustness) -> str:
    """How often who is first when the weights vary, and how to repeat it."""
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
