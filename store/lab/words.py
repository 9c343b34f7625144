"""What the numbers of a report come to, in sentences."""

from store.lab.values import Experiment, Measure, Ratio, Report

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
