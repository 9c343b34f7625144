"""The experiments that Shortlist ships, run for real on Flask and Django, as quickly as can be."""

import subprocess
import sys
from pathlib import Path

import pytest

from store.domain.lab import Experiment, ExperimentKind
from store.lab.experiments import read_experiments
from store.lab.interpreters import interpreter
from store.lab.runner import RunPlan, measure
from store.util.paths import experiments_folder

EXPERIMENTS = read_experiments(experiments_folder())
SAME_ANSWER = (ExperimentKind.START, ExperimentKind.REQUESTS, ExperimentKind.SERVICE)

ANSWERS = {
    "csrf": ("no", "yes", "yes"),
    "injection-through-the-orm": ("yes", "yes"),
    "injection-pasted-sql": ("partly", "no"),
    "template-escaping": ("yes", "yes"),
    "response-headers": ("no", "yes"),
    "host-header": ("no", "yes", "yes"),
    "session-cookie": ("partly", "partly"),
    "password-hash": ("partly", "yes"),
    "debug-default": ("yes", "no", "yes"),
    "deploy-check": ("no", "yes"),
    "migrations": ("no", "yes", "yes"),
    "admin": ("no", "partly", "yes"),
    "accounts": ("no", "partly", "yes"),
}
"""What the sides of Flask and Django answer, in the order of the experiment."""


@pytest.mark.slow
@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda experiment: experiment.slug)
def test_every_experiment_gives_a_finding_on_flask_and_django(experiment: Experiment) -> None:
    here = interpreter(Path(sys.executable))
    plan = RunPlan(here, experiments_folder(), ("flask", "django"), quick=True, rounds=1)
    (report,) = measure([experiment], plan)
    for finding in report.findings:
        assert finding.trouble == "", finding
        assert finding.notes == (), finding
        for taken in experiment.measures:
            if (
                experiment.kind is not ExperimentKind.SERVER
                or taken.slug != "cpu"
                or sys.platform == "linux"
            ):
                assert finding.measurement(taken.slug), (finding.side, taken.slug)
    if experiment.kind is ExperimentKind.PROBE:
        assert tuple(f.answer for f in report.findings) == ANSWERS[experiment.slug]
        assert all(finding.observed for finding in report.findings)
    if experiment.kind in SAME_ANSWER:
        answers = {"".join(finding.observed.split()) for finding in report.findings}
        assert len(answers) == 1, "the sides do not do the same"


def test_django_is_measured_with_what_startproject_turns_on(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "django", "startproject", "site1", "."], check=True, cwd=tmp_path
    )
    generated = (tmp_path / "site1" / "settings.py").read_text(encoding="utf-8")
    program = (experiments_folder() / "request-json" / "django_app.py").read_text(encoding="utf-8")
    for name in ("INSTALLED_APPS", "MIDDLEWARE"):
        assert names_in(program, f"{name}=[") == names_in(generated, f"{name} = [")


def names_in(text: str, start: str) -> list[str]:
    """The names in the list that starts so."""
    lines = text.partition(start)[2].partition("]")[0].splitlines()
    return [line.strip().strip("',\"") for line in lines if line.strip()]
