"""What the tests of the Lab share: programs and experiments made for the occasion."""

import sys
from pathlib import Path

from store.domain.lab import Experiment
from store.lab.experiments import read_experiments
from store.lab.interpreters import Interpreter
from store.lab.runner import RunPlan
from store.lab.sandbox import Job

HERE = Interpreter(Path(sys.executable), "CPython", "own")

PROBE = """
title = "A probe"
group = "Security"
question = "Is it so?"
kind = "probe"
claims = ["16.2"]
criteria = ["frameworks/safety"]
fair = "Both alike."
limits = "Everything else."
seconds = 20

[rule]
says = "Yes is 5."
criterion = "frameworks/safety"
yes = 5
partly = 3
no = 0
added = 2

[[sides]]
name = "Flask"
option = "flask"
file = "flask_probe.py"
needs = ["pytest"]

[[sides]]
name = "Django"
option = "django"
file = "django_probe.py"
needs = ["pytest>=1.0"]
"""

REQUESTS = """
title = "Requests"
group = "Performance"
question = "What does one cost?"
kind = "requests"
fair = "Both alike."
limits = "Everything else."
rounds = 3
seconds = 30

[[measures]]
slug = "cpu"
name = "CPU time"
unit = "µs"
better = "less"

[rule]
says = "None."

[[sides]]
name = "Flask"
option = "flask"
file = "flask_app.py"
needs = ["pytest"]

[[sides]]
name = "Django"
option = "django"
file = "django_app.py"
needs = ["pytest"]
"""

APPLICATION = """
def application(environ, start_response):
    {work}
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello"]
"""

YES = "def probe():\n    return 'yes', 'seen'\n"


def program(folder: Path, code: str, **job: object) -> Job:
    """A run of a probe with that code."""
    folder.mkdir(exist_ok=True)
    (folder / "a_probe.py").write_text(code, encoding="utf-8")
    values = {"kind": "probe", "seconds": 20, **job}
    return Job(Path(sys.executable), folder, "a_probe", **values)  # type: ignore[arg-type]


def experiment(folder: Path, toml: str, **programs: str) -> Experiment:
    """An experiment with those programs, by the names of their files without the ending."""
    home = folder / "an-experiment"
    home.mkdir(parents=True, exist_ok=True)
    (home / "experiment.toml").write_text(toml, encoding="utf-8")
    for name, code in programs.items():
        (home / f"{name}.py").write_text(code, encoding="utf-8")
    (found,) = read_experiments(folder)
    return found


def plan(folder: Path, **values: object) -> RunPlan:
    """A quick plan for experiments in that folder."""
    return RunPlan(HERE, folder, **{"quick": True, **values})  # type: ignore[arg-type]
