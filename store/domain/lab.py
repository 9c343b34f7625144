"""The values of the Lab: frozen, made of the standard library only, and JSON both ways."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from store.domain.checked import checked

FORM = 1
"""The number of the form that `as_value` gives a report."""


class ExperimentKind(StrEnum):
    """How a program is put to the test."""

    PROBE = "probe"
    COUNT = "count"
    START = "start"
    REQUESTS = "requests"
    SERVER = "server"
    SERVICE = "service"


class ProbeAnswer(StrEnum):
    """What a probe answers to the question."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Measure:
    """One number that is taken of each side.

    Args:
        slug: what the programs call it.
        name: a few words.
        unit: of the number; empty for a mere count.
        better: "less" or "more".
        counted: a fact that every run repeats, so that one run is enough.
        elapsed: it depends on the clock, and so on whatever else the machine has to do.
    """

    slug: str
    name: str
    unit: str
    better: str
    counted: bool = False
    elapsed: bool = False


@dataclass(frozen=True, slots=True)
class ExperimentSide:
    """The program of one option in an experiment.

    Args:
        name: what is measured, like “Flask with Flask-WTF”; no two sides of one experiment
            have the same. The first side of an option is the one that is rated.
        option: the slug of the option.
        folder: the name of the folder that the program lies in.
        file: the name of the program.
        code: the program.
        needs: packages, as `name` or `name>=least version`.
        how: what serves it, in the experiments that need a server: "gunicorn", "uvicorn" or
            "own"; "-" elsewhere.
        against: the name of the side that it is compared with.
    """

    name: str
    option: str
    folder: str
    file: str
    code: str
    needs: tuple[str, ...]
    how: str
    against: str


@dataclass(frozen=True, slots=True)
class Scale:
    """How a measured number becomes a rating: from `five` to `zero`, evenly or by ratio."""

    measure: str
    five: float
    zero: float
    by_ratio: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """The published rule that turns the finding on an option into a rating.

    Args:
        says: the rule in words, or why there is none.
        criterion: `COMPARISON/SLUG` of the criterion that is rated; empty if none is.
        answers: the rating for each answer of a probe.
        added: the rating if the option itself answers worse than a further side of it does:
            what an added package or setting is worth.
        scales: for numbers; where there are several, the lowest rating counts.
    """

    says: str
    criterion: str = ""
    answers: Mapping[ProbeAnswer, float] = field(default_factory=dict)
    added: float | None = None
    scales: tuple[Scale, ...] = ()


@dataclass(frozen=True, slots=True)
class Experiment:
    """A question, the programs that put it to the test, and what their answers mean.

    Args:
        slug: the name of its folder.
        title: a few words.
        group: the heading that it is listed under.
        order: its place in the list.
        question: what it answers; where it is a probe, “yes” is the better answer.
        kind: how the programs are put to the test.
        claims: the numbers of the claims that it bears on.
        criteria: the criteria that it bears on, as `COMPARISON/SLUG`.
        fair: what makes it fair.
        limits: what it cannot show.
        rule: how a finding becomes a rating.
        measures: what is measured, the most telling first; none for a probe.
        sides: the programs, the one that the others are compared with first.
        rounds: how often every side is run.
        seconds: the time limit of one run.
        digest: tells this text of the experiment from any other.
    """

    slug: str
    title: str
    group: str
    order: int
    question: str
    kind: ExperimentKind
    claims: tuple[str, ...]
    criteria: tuple[str, ...]
    fair: str
    limits: str
    rule: Rule
    measures: tuple[Measure, ...]
    sides: tuple[ExperimentSide, ...]
    rounds: int
    seconds: float
    digest: str

    def measure(self, slug: str) -> Measure:
        """The measure of that slug.

        Raises:
            KeyError: there is none.
        """
        for measure in self.measures:
            if measure.slug == slug:
                return measure
        raise KeyError(slug)


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measure of one side: what each round gave, the median, and its 95 % interval."""

    measure: str
    values: tuple[float, ...]
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SideResult:
    """What came of one side.

    Args:
        side: its name.
        option: its option.
        trouble: why it could not be measured, in words that follow “because”; empty if it could.
        answer: of a probe.
        observed: what the probe saw, or what the application answered.
        measurements: of everything else.
        versions: of the packages that it needs.
        notes: what else there is to know, in sentences.
    """

    side: str
    option: str
    trouble: str = ""
    answer: ProbeAnswer | None = None
    observed: str = ""
    measurements: tuple[Measurement, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def measurement(self, measure: str) -> Measurement | None:
        """That of a measure, if it was taken."""
        return next((m for m in self.measurements if m.measure == measure), None)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How one side compares with another in one measure.

    Args:
        measure: its slug.
        side: the name of the side.
        against: the name of the other.
        ratio: the median of `side / against` over the rounds.
        low: the lower end of its 95 % interval.
        high: the upper end.
        seen: whether a difference was seen at all.
    """

    measure: str
    side: str
    against: str
    ratio: float
    low: float
    high: float
    seen: bool


@dataclass(frozen=True, slots=True)
class Environment:
    """Where and when something was measured, and with what.

    Args:
        python: version and implementation of the interpreter that ran the programs.
        system: the operating system.
        processor: the model of the CPU.
        cores: how many of them.
        load: how many programs wanted to run, on average over the minute before.
        network: how the programs were kept off the network: "namespace" (they had one of their
            own with a loopback and nothing else) or "hook" (Python refused them every other
            address).
        packages: the versions of all packages that were needed.
        date: when it began, with its zone.
    """

    python: str
    system: str
    processor: str
    cores: int
    load: float
    network: str
    packages: Mapping[str, str]
    date: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """One run of one experiment.

    Args:
        experiment: its slug.
        digest: of the experiment as it was then.
        quick: whether it was run with few repetitions.
        seed: of the order of the sides and of the intervals.
        findings: one for each side that was asked for, in the experiment's order.
        ratios: how the sides compare.
        environment: where, when and with what.
    """

    experiment: str
    digest: str
    quick: bool
    seed: int
    findings: tuple[SideResult, ...]
    ratios: tuple[Ratio, ...]
    environment: Environment

    def finding(self, side: str) -> SideResult | None:
        """That of the side of that name, if it was asked for."""
        return next((found for found in self.findings if found.side == side), None)


def as_value(report: Report) -> dict[str, Any]:
    """A report as what JSON can hold."""
    value = asdict(report)
    value["form"] = FORM
    value["environment"]["date"] = report.environment.date.isoformat()
    return value


def from_value(value: Mapping[str, Any]) -> Report:
    """The report that `as_value` made this of.

    Raises:
        ValueError: it is none.
    """
    try:
        if value["form"] != FORM:
            raise ValueError(f"this report has form {value['form']}, and {FORM} is known")
        environment = {**value["environment"]}
        environment["date"] = datetime.fromisoformat(environment["date"])
        return Report(
            experiment=str(value["experiment"]),
            digest=str(value["digest"]),
            quick=bool(value["quick"]),
            seed=int(value["seed"]),
            findings=tuple(_finding(found) for found in value["findings"]),
            ratios=tuple(checked(Ratio(**ratio)) for ratio in value["ratios"]),
            environment=checked(Environment(**environment)),
        )
    except (AttributeError, KeyError, OverflowError, TypeError) as error:
        raise ValueError(f"this is no report of the Lab: {error}") from error


def _finding(value: Mapping[str, Any]) -> SideResult:
    measurements = tuple(
        checked(Measurement(**{**taken, "values": tuple(taken["values"])}))
        for taken in value["measurements"]
    )
    answer = value["answer"]
    return checked(
        SideResult(
            **{
                **value,
                "answer": None if answer is None else ProbeAnswer(answer),
                "measurements": measurements,
                "notes": tuple(value["notes"]),
            }
        )
    )
