"""Runs experiments: the sides in turn, round by round, so that a busy moment hits them all."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from store.domain.errors import CancelledError, Clock
from store.domain.lab import (
    Experiment,
    ExperimentKind,
    ExperimentSide,
    Measurement,
    ProbeAnswer,
    Ratio,
    Report,
    SideResult,
)
from store.lab.environment import environment, now
from store.lab.interpreters import EXTRA, INSTALL, Interpreter
from store.lab.sandbox import Job, Reply, run
from store.lab.statistics import measurement, ratio

QUICK_ROUNDS = 2
"""Rounds of a quick run, at most."""

TYPICAL = {ExperimentKind.START: 0.25, ExperimentKind.REQUESTS: 0.8, ExperimentKind.SERVER: 1.3}
"""Seconds that a program of that kind runs on an idle machine of 2026; the others half a second."""

TEXT_MAX = 2_000
"""Characters of what was observed that are kept."""


@dataclass(frozen=True, slots=True)
class RunStep:
    """Where a run stands, told before each program is started.

    Args:
        experiment: the slug of the experiment under way.
        title: its title.
        side: the name of the side that is run.
        round: which round, from 1; 0 for the warm-up.
        rounds: how many there are.
        done: programs run so far, of all experiments.
        total: programs to run.
    """

    experiment: str
    title: str
    side: str
    round: int
    rounds: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class RunPlan:
    """How to run experiments.

    Args:
        interpreter: what runs the programs.
        folder: where the experiments lie.
        options: the slugs of the options to measure; empty for all.
        quick: few repetitions: to see that all works, not to tell small differences.
        rounds: how often to run every side; 0 for what the experiment says.
        seed: of the order of the sides and of the intervals.
    """

    interpreter: Interpreter
    folder: Path
    options: Collection[str] = ()
    quick: bool = False
    rounds: int = 0
    seed: int = 0

    def sides(self, experiment: Experiment) -> list[ExperimentSide]:
        """The sides of an experiment that are asked for."""
        return [s for s in experiment.sides if not self.options or s.option in self.options]

    def rounds_of(self, experiment: Experiment) -> int:
        """How often each side is run, the warm-up not counted."""
        if all(measure.counted for measure in experiment.measures):
            return 1
        if self.rounds:
            return self.rounds
        return min(experiment.rounds, QUICK_ROUNDS) if self.quick else experiment.rounds

    def runs_of(self, experiment: Experiment) -> int:
        """How many programs an experiment starts."""
        return len(self.sides(experiment)) * (self.rounds_of(experiment) + _warm_ups(experiment))


def measure(
    experiments: Sequence[Experiment],
    plan: RunPlan,
    *,
    progress: Callable[[RunStep], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    sink: Callable[[Report], None] = lambda _: None,
    clock: Clock = now,
) -> list[Report]:
    """Runs experiments one after another.

    Args:
        experiments: which.
        plan: how.
        progress: is told each step.
        cancelled: asked several times a second, from this thread.
        sink: is given each report as soon as its experiment is done: what it saves is whole.
        clock: tells the date.

    Returns:
        A report for each experiment that has a side to measure. Programs that fail are no error:
        their findings say why there is none.

    Raises:
        CancelledError: `cancelled` said so. Nothing is running any more; what the sink got stays.
    """
    total = sum(plan.runs_of(experiment) for experiment in experiments)
    done = 0
    reports = []
    for experiment in experiments:
        if not plan.sides(experiment):
            continue
        trial = _Trial(experiment, plan, done, total, progress, cancelled)
        report = trial.report(clock)
        done += plan.runs_of(experiment)
        if cancelled():
            raise CancelledError
        sink(report)
        reports.append(report)
    return reports


def duration(experiments: Sequence[Experiment]) -> float:
    """How many seconds a full run of these takes, about."""
    return sum(
        TYPICAL.get(e.kind, 0.5) * len(e.sides) * (e.rounds + _warm_ups(e)) for e in experiments
    )


def _warm_ups(experiment: Experiment) -> int:
    """The first start reads files from the disk and compiles them; it does not count."""
    return 1 if experiment.kind is ExperimentKind.START else 0


class _Trial:
    """One run of one experiment."""

    def __init__(
        self,
        experiment: Experiment,
        plan: RunPlan,
        done: int,
        total: int,
        progress: Callable[[RunStep], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self.experiment = experiment
        self.plan = plan
        self.done = done
        self.total = total
        self.progress = progress
        self.cancelled = cancelled
        self.sides = plan.sides(experiment)
        self.rounds = plan.rounds_of(experiment)
        self.replies: dict[str, list[Reply]] = {side.name: [] for side in self.sides}
        self.troubles: dict[str, str] = {}

    def report(self, clock: Clock) -> Report:
        """Runs every side as often as the plan says."""
        begun = environment(self.plan.interpreter.version, "", {}, clock)
        random = Random(f"{self.plan.seed} {self.experiment.slug}")  # noqa: S311  # an order only
        for round_ in range(1 - _warm_ups(self.experiment), self.rounds + 1):
            for side in random.sample(self.sides, len(self.sides)):
                self.run(side, round_)
        findings = tuple(self.finding(side) for side in self.sides)
        packages = {name: v for found in findings for name, v in found.versions.items()}
        replies = [reply for some in self.replies.values() for reply in some]
        network = next((reply.network for reply in replies if reply.network), "")
        return Report(
            experiment=self.experiment.slug,
            digest=self.experiment.digest,
            quick=self.plan.quick,
            seed=self.plan.seed,
            findings=findings,
            ratios=tuple(self.ratios({found.side: found for found in findings})),
            environment=replace(begun, network=network, packages=dict(sorted(packages.items()))),
        )

    def run(self, side: ExperimentSide, round_: int) -> None:
        experiment = self.experiment
        step = RunStep(
            experiment.slug,
            experiment.title,
            side.name,
            round_,
            self.rounds,
            self.done,
            self.total,
        )
        self.progress(step)
        self.done += 1
        if side.name in self.troubles:
            return
        job = Job(
            python=self.plan.interpreter.path,
            files=self.plan.folder / side.folder,
            module=side.file.removesuffix(".py"),
            kind=experiment.kind,
            how=side.how,
            needs=side.needs,
            quick=self.plan.quick,
            seconds=experiment.seconds,
        )
        reply = run(job, self.cancelled)
        trouble = reply.trouble or _nonsense(reply.value, experiment)
        if trouble:
            self.troubles[side.name] = self.with_cure(trouble)
            self.replies[side.name] = [reply]
        elif round_:
            self.replies[side.name].append(reply)

    def with_cure(self, trouble: str) -> str:
        """What went wrong, and the command that helps where one does."""
        if not trouble.endswith(("is not installed", "is the least")):
            return trouble
        python = self.plan.interpreter
        if python.origin == "named":
            return f"{trouble} for {python.path}; install it there"
        return f"{trouble}; `{INSTALL}` brings it, and so does `{EXTRA}`"

    def finding(self, side: ExperimentSide) -> SideResult:
        replies = self.replies[side.name]
        trouble = self.troubles.get(side.name, "")
        versions = dict(replies[0].versions) if replies else {}
        notes = tuple(dict.fromkeys(note for reply in replies for note in reply.notes))
        if trouble:
            return SideResult(side.name, side.option, trouble, versions=versions, notes=notes)
        value = replies[0].value
        answer = value.get("answer")
        return SideResult(
            side=side.name,
            option=side.option,
            answer=ProbeAnswer(answer) if answer else None,
            observed=str(value.get("observed", ""))[:TEXT_MAX],
            measurements=tuple(self.measurements(replies)),
            versions=versions,
            notes=notes,
        )

    def measurements(self, replies: Sequence[Reply]) -> list[Measurement]:
        found = []
        for one in self.experiment.measures:
            values = [reply.value["values"].get(one.slug) for reply in replies]
            if None not in values:  # a system may not tell a measure
                numbers = values[:1] if one.counted else values
                found.append(measurement(one.slug, numbers, self.plan.seed))
        return found

    def ratios(self, findings: Mapping[str, SideResult]) -> list[Ratio]:
        found = []
        for side in self.sides:
            other = findings.get(side.against)
            for taken in findings[side.name].measurements if other else ():
                compared = other.measurement(taken.measure) if other else None
                if compared is None:
                    continue
                result = ratio(
                    side.name,
                    taken,
                    side.against,
                    compared,
                    elapsed=self.experiment.measure(taken.measure).elapsed,
                    seed=self.plan.seed,
                )
                if result is not None:
                    found.append(result)
        return found


def _nonsense(value: Mapping[str, Any], experiment: Experiment) -> str:
    """What is wrong with a result that a program gave, or nothing."""
    if experiment.kind is ExperimentKind.PROBE:
        return "" if value.get("answer") in set(ProbeAnswer) else "its answer makes no sense"
    values = value.get("values")
    if not isinstance(values, dict):
        return "its result has no numbers"
    for one in experiment.measures:
        number = values.get(one.slug, 0.0)
        if isinstance(number, bool) or not isinstance(number, int | float):
            return f"its {one.slug} is no number"
        if not 0 <= number < float("inf"):
            return f"its {one.slug} is {number}, which cannot be"
    return ""
