"""What the numbers of a report come to, in sentences."""

from collections.abc import Mapping
from datetime import datetime

from store.domain.lab import Experiment, ExperimentSide, Measure, Ratio, Report, SideResult

NOISY = 1.5
"""An interval that is wider, as a factor, means that the machine was busy."""


def sentences(experiment: Experiment, report: Report) -> list[str]:
    """What each side comes to beside the one that it is compared with, and a word on noise.

    The most telling measure speaks for every pair. The clock speaks where it tells something
    else: a program that waits takes next to no CPU time.
    """
    lead = next((m for m in experiment.measures if _of(report, m)), None)
    if lead is None:
        return []
    found = []
    for ratio in _of(report, lead):
        found.append(sentence(ratio, lead))
        found += [
            sentence(other, measure)
            for measure in experiment.measures
            for other in _of(report, measure)
            if measure.elapsed and other.side == ratio.side and _adds(other, ratio)
        ]
    if any(ratio.high > ratio.low * NOISY for ratio in _of(report, lead)):
        found.append("The machine was too busy to tell small differences; run it again when idle.")
    return found


def _adds(clock: Ratio, lead: Ratio) -> bool:
    """Whether the clock tells of a difference that the most telling measure does not."""
    alike = clock.low <= lead.high and lead.low <= clock.high
    return clock.seen and not (lead.seen and alike)


def sentence(ratio: Ratio, measure: Measure) -> str:
    """The ratio of two sides in words."""
    if not ratio.seen:
        spread = "" if measure.counted else f" ({_times(ratio.low)} to {_times(ratio.high)} times)"
        return f"{ratio.side} and {ratio.against}: no difference seen in {measure.name}{spread}."
    spread = "" if measure.counted else f" ({_times(ratio.low)} to {_times(ratio.high)})"
    return (
        f"{ratio.side}: {_times(ratio.ratio)} times the {measure.name} of {ratio.against}{spread}."
    )


def _of(report: Report, measure: Measure) -> list[Ratio]:
    return [ratio for ratio in report.ratios if ratio.measure == measure.slug]


def _times(value: float) -> str:
    return f"{value:.2f}" if value < 10 else figure(value)


def figure(value: float) -> str:
    """A number with as many digits as mean anything: three."""
    if value == int(value) and value < 1e6:
        return f"{int(value):,}"
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def in_short(experiment: Experiment, report: Report) -> str:
    """What a report found, in a few words: the first sides of the first two options."""
    firsts: dict[str, ExperimentSide] = {}
    for side in experiment.sides:
        firsts.setdefault(side.option, side)
    pairs = [(side.name, report.finding(side.name)) for side in firsts.values()]
    shown = [f"{name} {finding_in_short(experiment, found)}" for name, found in pairs if found][:2]
    return " · ".join(shown)


def finding_in_short(experiment: Experiment, found: SideResult) -> str:
    """What came of one side, in a word or a number: the most telling one."""
    if found.trouble:
        return "not measured"
    if found.answer:
        return found.answer
    for measure in experiment.measures:
        if taken := found.measurement(measure.slug):
            return f"{figure(taken.median)} {measure.unit}".rstrip()
    return "-"


def age(then: datetime, now: datetime) -> str:
    """How long ago something was, in the largest unit that fits."""
    seconds = max(0.0, (now - then).total_seconds())
    for length, unit, units in ((86_400, "day", "days"), (3_600, "h", "h"), (60, "min", "min")):
        if seconds >= length:
            count = int(seconds // length)
            return f"{count} {unit if count == 1 else units} ago"
    return "just now"


def stale(
    experiment: Experiment, report: Report, python: str = "", versions: Mapping[str, str] = {}
) -> list[str]:
    """Why a report no longer tells how it is, in sentences; none while it does.

    Args:
        experiment: as it is now.
        report: of a run.
        python: the interpreter that would run it now; empty if that is not known.
        versions: of the packages that are installed there now.
    """
    found = []
    if report.digest != experiment.digest:
        found.append("The experiment has changed since.")
    then = report.environment
    if python and python != then.python:
        found.append(f"{python} would run it now; it was {then.python}.")
    changed = [
        f"{name} {versions[name]} (it was {version})"
        for name, version in then.packages.items()
        if versions.get(name, version) != version
    ]
    if changed:
        found.append(f"Installed now: {', '.join(changed)}.")
    return found


def machine(report: Report) -> str:
    """Where and when it was measured, in a sentence or two."""
    here = report.environment
    network = {
        "namespace": "none but a loopback of its own",
        "hook": "all but the loopback refused by Python",
    }.get(here.network, "not told")
    return (
        f"Measured on {here.date.isoformat()} with {here.python} on {here.system}; "
        f"{here.processor}, {here.cores} cores, load {here.load:g}; network: {network}."
    )


def packages(report: Report) -> str:
    """The versions of what was measured, in a line."""
    return ", ".join(f"{name} {v}" for name, v in sorted(report.environment.packages.items()))
