"""The reports that Shortlist ships: one run of all experiments, made by `make reference`."""

import json
from collections.abc import Collection, Mapping
from pathlib import Path

from store.domain.lab import Experiment, Report, from_value
from store.lab.experiments import ExperimentError

FILE = "reference.json"


def read_reference(folder: Path, experiments: Collection[Experiment]) -> Mapping[str, Report]:
    """The shipped report of each experiment, by its slug; empty where none is shipped.

    Args:
        folder: where the experiments lie.
        experiments: those there are.

    Raises:
        ExperimentError: the file is damaged, or speaks of what there is not.
    """
    path = folder / FILE
    try:
        values = json.loads(path.read_text(encoding="utf-8"))["reports"]
        reports = {report.experiment: report for report in map(from_value, values)}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExperimentError([f"{path}:1: this is no run of the Lab: {error}"]) from error
    by_slug = {experiment.slug: experiment for experiment in experiments}
    faults = [
        f"{path}:1: {fault}" for report in reports.values() for fault in _faults(report, by_slug)
    ]
    if faults:
        raise ExperimentError(faults)
    return reports


def _faults(report: Report, experiments: Mapping[str, Experiment]) -> list[str]:
    experiment = experiments.get(report.experiment)
    if experiment is None:
        return [f"there is no experiment “{report.experiment}”"]
    sides = {side.name for side in experiment.sides}
    measures = {measure.slug for measure in experiment.measures}
    taken = {taken.measure for found in report.findings for taken in found.measurements}
    unknown = ({found.side for found in report.findings} - sides) | (taken - measures)
    return [f"{experiment.slug} has no “{name}”" for name in sorted(unknown)]
