"""What the Lab has to say of claims and criteria."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from store.domain.lab import Experiment, Report
from store.lab.report_sentences import in_short


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an experiment found, in short.

    Args:
        slug: of the experiment.
        title: its title.
        found: the result in a few words.
        date: when.
        here: whether on this machine; else it is the shipped reference.
    """

    slug: str
    title: str
    found: str
    date: datetime
    here: bool


def by_criterion(
    experiments: Iterable[Experiment], last: Mapping[str, Report], reference: Mapping[str, Report]
) -> Mapping[str, tuple[Evidence, ...]]:
    """The evidence for each criterion, as `COMPARISON/SLUG`, that an experiment bears on.

    Args:
        experiments: all there are.
        last: the last reports of this machine, by the slugs of the experiments.
        reference: the shipped reports, which count where there is none of this machine.
    """
    found: dict[str, tuple[Evidence, ...]] = {}
    for experiment in experiments:
        for evidence in _of(experiment, last, reference):
            for key in experiment.criteria:
                found[key] = (*found.get(key, ()), evidence)
    return found


def by_claim(experiments: Iterable[Experiment]) -> Mapping[str, tuple[str, ...]]:
    """The slugs of the experiments that test each claim, by its number."""
    found: dict[str, tuple[str, ...]] = {}
    for experiment in experiments:
        for number in experiment.claims:
            found[number] = (*found.get(number, ()), experiment.slug)
    return found


def _of(
    experiment: Experiment, last: Mapping[str, Report], reference: Mapping[str, Report]
) -> Iterator[Evidence]:
    report = last.get(experiment.slug) or reference.get(experiment.slug)
    if report is not None:
        here = experiment.slug in last
        told, date = in_short(experiment, report), report.environment.date
        yield Evidence(experiment.slug, experiment.title, told, date, here)
