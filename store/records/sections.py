"""Renders the parts of a decision's record as Markdown. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from store.domain.decision import Decision, Status
from store.domain.matrix import WEIGHT_MAX, Criterion, Matrix, Option, Rating
from store.domain.record import Reference
from store.markdown.escape import bullets, escape, line_of, lines_of, prose, sentence
from store.matrix import sentences
from store.matrix.markdown_table import rounded
from store.matrix.number_text import number
from store.matrix.scoring import Lead, Outcome, Score, out_of_running, outcome, percent, scores
from store.records.matrix_sections import (
    evidence,
    is_measured,
    judgement_parts,
    rating_of,
    weight_of,
    weights_from,
)
from store.records.references import link_to

DRIVERS = 10
"""How many criteria the record names as decision drivers."""

POINTS = 6
"""How many points of one kind the record lists for an option."""

GOOD = 4.0
"""From this rating on, a criterion speaks for an option."""

BAD = 2.0
"""Down from this rating, a criterion speaks against an option."""

UNKNOWN = "is unknown"
"""What stands behind a criterion's name where the rating is unknown."""

NO_REASON = "own rating, no reason given"
"""What stands for the reason of an own rating that has none."""

OTHER_REASONS = "Reasons for the other ratings"
"""The heading over the reasons that the pros and cons leave out."""

RULED_OUT = "Ruled out: "
"""How paragraphs begin that tell who is out of the running."""

_KINDS = {"+": "Good", "-": "Bad"}
_SPOKEN = re.compile("(?:good|bad|neutral), because", re.IGNORECASE)


def sections(decision: Decision, *, supersedes: Sequence[Reference] = ()) -> dict[str, str]:
    """What the parts of a record say, by the names that a template has for them.

    Each is Markdown without an end of line, and empty where there is nothing to say. Numbers are
    worked out from those in the record's own table, so that it can be checked and read back.

    Raises:
        NotFoundError: the chosen option is not one of the matrix's.
    """
    matrix = rounded(decision.matrix)
    facts = _Facts.of(matrix)
    chosen = matrix.comparison.option(decision.chosen)
    reason = _reason(chosen, facts)
    blocks: dict[str, Iterable[str]] = {
        "title": [escape(decision.title) or "Decision"],
        "status": [status_of(decision)],
        "date": [decision.date.isoformat()] if decision.date else [],
        "deciders": [escape(", ".join(people_in(decision.deciders)))],
        "consulted": [escape(", ".join(people_in(decision.consulted)))],
        "informed": [escape(", ".join(people_in(decision.informed)))],
        "context": _context(decision),
        "drivers": _drivers(facts),
        "options": _considered(matrix),
        "outcome": [f'Chosen option: "{escape(chosen.name)}", because {reason}.'],
        "chosen": [escape(chosen.name)],
        "reason": [reason],
        "consequences": _consequences(decision),
        "confirmation": _confirmation(decision),
        "pros-and-cons": _pros_and_cons(facts),
        "supersedes": _supersedes(supersedes),
        "status-reason": _moved(decision),
        "weights": [weights_from(matrix)],
        **judgement_parts(matrix, decision.robustness),
        "reasons": _other_reasons(facts),
        "evidence": evidence(matrix),
    }
    return {name: "\n\n".join(block) for name, block in blocks.items()}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What several sections of a record draw on; `weighted` is heaviest first."""

    matrix: Matrix
    weighted: tuple[Criterion, ...]
    scores: tuple[Score, ...]
    outcome: Outcome

    @classmethod
    def of(cls, matrix: Matrix) -> "_Facts":
        criteria = sorted(matrix.comparison.criteria, key=lambda c: -weight_of(matrix, c))
        return cls(
            matrix,
            tuple(c for c in criteria if weight_of(matrix, c) > 0),
            scores(matrix),
            outcome(matrix),
        )


def status_of(decision: Decision) -> str:
    """The status as MADR 4 has it."""
    if decision.status is Status.SUPERSEDED and decision.superseded_by is not None:
        return f"superseded by ADR-{decision.superseded_by:04}"
    return decision.status


def people_in(line: str) -> list[str]:
    """The names in a line, each with nothing hidden in it."""
    return [name for part in line.split(",") if (name := line_of(part))]


def _context(decision: Decision) -> Iterator[str]:
    yield from map(escape, lines_of(decision.context) or [decision.matrix.comparison.question])


def _drivers(facts: _Facts) -> Iterator[str]:
    if not facts.weighted:
        return
    yield bullets(
        [
            f"{escape(criterion.name)} (weight {number(weight_of(facts.matrix, criterion))}"
            f" of {number(WEIGHT_MAX)})"
            for criterion in facts.weighted[:DRIVERS]
        ]
    )
    more = len(facts.weighted) - DRIVERS
    if more > 0:
        verb = "is" if more == 1 else "are"
        yield f"{more} more {verb} in the table under More Information."


def _considered(matrix: Matrix) -> Iterator[str]:
    options = matrix.comparison.options
    yield bullets([escape(option.name) for option in options])
    out = out_of_running(matrix)
    for option in options:
        if option.slug in out:
            reason = escape(out[option.slug])
            because = f", because {reason}" if reason else ""
            yield sentence(f"{RULED_OUT}{escape(option.name)}{because}")
    yield from map(escape, sentences.must_sentences(matrix))


def _consequences(decision: Decision) -> Iterator[str]:
    consequences = [
        item for line in lines_of(decision.consequences) if (item := _consequence(line))
    ]
    if consequences:
        yield bullets(consequences)


def _confirmation(decision: Decision) -> Iterator[str]:
    lines = [escape(line) for line in lines_of(decision.confirmation)]
    if decision.review_by:
        lines.append(f"Review by {decision.review_by.isoformat()}.")
    yield from lines


def _reason(chosen: Option, facts: _Facts) -> str:
    """What the scores say of the choice, for or against it."""
    if not facts.weighted:
        return "it was preferred; no criterion carries a weight, so there is no score"
    mine = next(score for score in facts.scores if score.option.slug == chosen.slug)
    leaders = facts.outcome.first
    rivals = [score for score in facts.outcome.ranked if score.option.slug != chosen.slug]
    criteria = f"on {_count(len(facts.weighted), 'weighted criterion', 'weighted criteria')}"
    leads = chosen.slug in {score.option.slug for score in leaders}
    tie = facts.outcome.lead is Lead.TIE

    if leads and tie:
        names = _names([score for score in leaders if score.option.slug != chosen.slug])
        return f"it ties with {names} at {percent(mine)} {criteria}"
    against = ""
    if rivals:
        against = f" against {percent(rivals[0])} for {escape(rivals[0].option.name)}"
    score = f"it scores {percent(mine)}{against} {criteria}"
    if chosen.slug in out_of_running(facts.matrix):
        return f"it was preferred although it is ruled out: {score}"
    if not rivals:
        return f"it is the only option in the running: {score}"
    if facts.outcome.lead is Lead.OPEN:
        return f"{score}, where unknown ratings leave open which option leads"
    if not leads:
        verb = "tie for the lead" if tie else "leads"
        return f"it was preferred although {_names(leaders)} {verb}: {score}"
    if facts.outcome.lead is Lead.CLOSE:
        return f"{score}, which is too close to call"
    return score


def _names(some: Sequence[Score]) -> str:
    *others, last = [escape(score.option.name) for score in some]
    return f"{', '.join(others)} and {last}" if others else last


def _consequence(line: str) -> str:
    line = line.removeprefix("* ").lstrip()
    kind = _KINDS.get(line[:1])
    text = escape(line[1:] if kind else line)
    if not text or _SPOKEN.match(text):
        return text
    return f"{kind or 'Neutral'}, because {text}"


def _pros_and_cons(facts: _Facts) -> Iterator[str]:
    if not facts.weighted:
        return
    for option in facts.matrix.comparison.options:
        yield f"### {escape(option.name)}"
        points = _points(facts, option)
        yield bullets(points) if points else "No weighted criterion speaks for or against it."


def _points(facts: _Facts, option: Option) -> list[str]:
    """What the ratings say of an option: good, neutral, bad, each heaviest first."""
    return [
        f"{kind}, because {point}"
        for kind, points in _spoken(facts, option).items()
        for point in points.values()
    ]


def _spoken(facts: _Facts, option: Option) -> dict[str, dict[Criterion, str]]:
    """The points of each kind that the record lists for an option."""
    points: dict[str, dict[Criterion, str]] = {"Good": {}, "Neutral": {}, "Bad": {}}
    for criterion in facts.weighted:
        rating = rating_of(facts.matrix, criterion, option)
        name, why = escape(criterion.name), _why(rating)
        if rating.value is None:
            kind, name = "Neutral", f"{name} {UNKNOWN}"
        elif rating.value >= GOOD:
            kind = "Good"
        elif rating.value <= BAD:
            kind = "Bad"
        elif rating.changed and why:
            kind = "Neutral"
        else:
            continue
        if rating.changed and not why:
            why = NO_REASON
        if len(points[kind]) < POINTS:
            points[kind][criterion] = f"{name}: {why}" if why else name
    return points


def _why(rating: Rating) -> str:
    """The reason of the value that counts."""
    return escape(rating.note) if rating.changed else prose(rating.rationale)


def _other_reasons(facts: _Facts) -> Iterator[str]:
    """The reasons that the record gives in no other place: what was decided on is all there."""
    matrix = facts.matrix
    told = {
        (criterion, option)
        for option in matrix.comparison.options
        for points in _spoken(facts, option).values()
        for criterion in points
    }
    reasons = [
        f"{escape(criterion.name)}, {escape(option.name)}: {why}"
        for criterion in matrix.comparison.criteria
        for option in matrix.comparison.options
        if (criterion, option) not in told
        and not is_measured(rating := rating_of(matrix, criterion, option))
        and (why := _why(rating))
    ]
    if reasons:
        yield bullets(reasons)


def _supersedes(others: Sequence[Reference]) -> Iterator[str]:
    for other in others:
        # A paragraph of its own without a full stop is what tools draw their graphs from.
        yield f"Supersedes {link_to(other, 'number')}"


def _moved(decision: Decision) -> Iterator[str]:
    """Why the decision stands where it does, if it was moved there."""
    if reason := escape(decision.reason):
        day = f" on {decision.date.isoformat()}" if decision.date else ""
        yield f"{decision.status.capitalize()}{day}: {sentence(reason)}"


def _count(amount: int, one: str, many: str) -> str:
    return f"{amount} {one if amount == 1 else many}"
