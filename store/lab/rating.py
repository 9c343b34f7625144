"""The published rule: what a finding is worth as a rating, from 0 to 5."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean

from store.domain.errors import LINE_MAX
from store.domain.lab import Experiment, ProbeAnswer, Report, Scale, SideResult
from store.domain.matrix import MEASURED, RATING_MAX
from store.lab.report_sentences import finding_in_short

STEP = 0.5
"""Ratings are given in halves: nothing that is measured here tells more."""

_ORDER = (ProbeAnswer.NO, ProbeAnswer.PARTLY, ProbeAnswer.YES)


@dataclass(frozen=True, slots=True)
class Offer:
    """A rating that findings speak for, to be taken or left.

    Args:
        criterion: `COMPARISON/SLUG`.
        option: the slug of the option.
        value: from 0 to 5, in halves.
        parts: what each experiment came to, by its slug.
        missing: the experiments that rate the same criterion and have no finding on the option.
    """

    criterion: str
    option: str
    value: float
    parts: Mapping[str, float]
    missing: tuple[str, ...] = ()


def offers(experiments: Iterable[Experiment], reports: Mapping[str, Report]) -> tuple[Offer, ...]:
    """The rating of every criterion and option that the findings speak for.

    Where several experiments rate one criterion, their mean counts.

    Args:
        experiments: all there are.
        reports: the last of each experiment, by its slug; some may be missing.
    """
    parts: dict[tuple[str, str], dict[str, float]] = {}
    missing: dict[tuple[str, str], list[str]] = {}
    for experiment in experiments:
        criterion = experiment.rule.criterion
        report = reports.get(experiment.slug)
        for option in dict.fromkeys(side.option for side in experiment.sides) if criterion else ():
            value = rating(experiment, report, option) if report else None
            if value is None:
                missing.setdefault((criterion, option), []).append(experiment.slug)
            else:
                parts.setdefault((criterion, option), {})[experiment.slug] = value
    return tuple(
        Offer(*key, _in_halves(fmean(values.values())), values, tuple(missing.get(key, ())))
        for key, values in parts.items()
    )


def note(experiment: Experiment, offer: Offer, report: Report, *, here: bool) -> str:
    """What a rating that was taken from a finding says of where it comes from.

    Args:
        experiment: that it was taken from.
        offer: the rating.
        report: the findings.
        here: whether they are of this machine, and not the shipped reference.
    """
    names = [side.name for side in experiment.sides if side.option == offer.option]
    if experiment.measures:
        names = names[:1]  # the rest is rated in probes only
    findings = [found for name in names if (found := report.finding(name))]
    where = report.environment
    packages = {name: version for found in findings for name, version in found.versions.items()}
    versions = [f"{name} {version}" for name, version in sorted(packages.items())]
    others = [slug for slug in offer.parts if slug != experiment.slug]
    mean = f", the mean with {', '.join(others)}" if others else ""
    told = ", ".join(f"{f.side} {finding_in_short(experiment, f)}" for f in findings)
    machine = f"{where.processor}" if here else f"{where.processor} (reference, not this machine)"
    return (
        f"{MEASURED}{where.date:%-d %b %Y} by “{experiment.title}” ({experiment.slug}): "
        f"{told}{mean}; {', '.join([where.python, *versions])}, {machine}."
    )[:LINE_MAX]


def rating(experiment: Experiment, report: Report, option: str) -> float | None:
    """What one experiment says of an option by its rule; None if it says nothing."""
    rule = experiment.rule
    names = [side.name for side in experiment.sides if side.option == option]
    findings = [report.finding(name) for name in names]
    if not rule.criterion or not findings or findings[0] is None:
        return None
    if rule.scales:
        return _by_scales(rule.scales, findings[0])
    answers = [finding.answer if finding else None for finding in findings]
    own = answers[0]
    if own is None:
        return None
    if rule.added is not None and own is not ProbeAnswer.YES and len(answers) > 1:
        further = [answer for answer in answers[1:] if answer is not None]
        if len(further) < len(answers) - 1:
            return None  # what could be added was not measured: no telling what it is worth
        if max(map(_ORDER.index, further)) > _ORDER.index(own):
            return rule.added
    return rule.answers[own]


def _by_scales(scales: Iterable[Scale], finding: SideResult) -> float | None:
    values = []
    for scale in scales:
        taken = finding.measurement(scale.measure)
        if taken is None:
            return None
        values.append(_on(scale, taken.median))
    return _in_halves(min(values))


def _on(scale: Scale, value: float) -> float:
    five, zero = scale.five, scale.zero
    if scale.by_ratio:
        if value <= 0:
            return RATING_MAX if five < zero else 0.0
        five, zero, value = math.log(five), math.log(zero), math.log(value)
    share = (value - zero) / (five - zero)
    return RATING_MAX * min(1.0, max(0.0, share))


def _in_halves(value: float) -> float:
    return math.floor(value / STEP + 0.5) * STEP
