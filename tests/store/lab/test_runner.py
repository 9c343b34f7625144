import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.domain.errors import CancelledError
from store.domain.lab import Experiment, ProbeAnswer, Report, as_value, from_value
from store.lab.report_sentences import figure, sentences
from store.lab.runner import RunStep, measure
from tests.store.lab.laboratory import APPLICATION, PROBE, REQUESTS, YES, experiment, plan

FAST = APPLICATION.format(work="pass")
SLOW = APPLICATION.format(work="sum(range(20_000))")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def probe(tmp_path: Path) -> Experiment:
    return experiment(tmp_path, PROBE, flask_probe=YES, django_probe="import no_such_thing")


def test_what_slows_one_side_down_shows_as_that_side_slower(tmp_path: Path) -> None:
    slowed = experiment(tmp_path, REQUESTS, flask_app=FAST, django_app=SLOW)
    (report,) = measure([slowed], plan(tmp_path))
    (ratio,) = report.ratios
    assert ratio.seen
    assert ratio.low > 3
    assert (ratio.side, ratio.against) == ("Django", "Flask")
    (sentence, *_) = sentences(slowed, report)
    assert sentence.startswith("Django: ")
    assert "times the CPU time of Flask" in sentence
    assert [found.observed for found in report.findings] == ["hello", "hello"]


def test_what_makes_one_side_wait_shows_as_that_side_slower(tmp_path: Path) -> None:
    toml = REQUESTS.replace(
        "[rule]",
        "[[measures]]\nslug = 'wall'\nname = 'time'\nbetter = 'less'\nelapsed = true\n[rule]",
    )
    waits = "import time; time.sleep(0.02)"
    waiting = experiment(tmp_path, toml, flask_app=FAST, django_app=APPLICATION.format(work=waits))
    (report,) = measure([waiting], plan(tmp_path))
    (wall,) = [ratio for ratio in report.ratios if ratio.measure == "wall"]
    assert wall.seen
    assert wall.low > 3
    assert any("times the time of Flask" in told for told in sentences(waiting, report))


def test_a_side_that_fails_leaves_the_others_alone(tmp_path: Path, probe: Experiment) -> None:
    (report,) = measure([probe], plan(tmp_path), clock=lambda: NOON)
    flask, django = report.findings
    assert (flask.answer, flask.observed, flask.trouble) == (ProbeAnswer.YES, "seen", "")
    assert django.answer is None
    assert django.trouble == (
        "the program failed with ModuleNotFoundError: No module named 'no_such_thing'"
    )
    assert report.environment.date == NOON
    assert report.environment.packages["pytest"] == pytest.__version__
    assert report.environment.network in ("namespace", "hook")


def test_what_is_missing_is_told_with_the_command_that_brings_it(tmp_path: Path) -> None:
    toml = PROBE.replace('["pytest"]', '["no-such-thing"]')
    missing = experiment(tmp_path, toml, flask_probe=YES, django_probe=YES)
    (report,) = measure([missing], plan(tmp_path, options=["flask"]))
    (finding,) = report.findings
    assert finding.trouble == (
        "no-such-thing is not installed; `shortlist lab install` brings it, "
        "and so does `pip install 'shortlist-tui[lab]'`"
    )


def test_a_report_survives_json(tmp_path: Path, probe: Experiment) -> None:
    slowed = experiment(tmp_path / "slowed", REQUESTS, flask_app=FAST, django_app=SLOW)
    reports = [
        *measure([probe], plan(tmp_path)),
        *measure([slowed], plan(tmp_path / "slowed", rounds=1)),
    ]
    for report in reports:
        assert from_value(json.loads(json.dumps(as_value(report)))) == report


@pytest.mark.parametrize("value", [{}, {"form": 99}, {"form": 1, "findings": [1]}])
def test_what_is_no_report_is_refused(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="report"):
        from_value(value)


def test_every_side_has_its_turn_in_every_round(tmp_path: Path) -> None:
    alike = experiment(tmp_path, REQUESTS, flask_app=FAST, django_app=FAST)
    steps: list[RunStep] = []
    measure([alike], plan(tmp_path), progress=steps.append)
    assert [(step.round, step.done, step.total) for step in steps] == [
        (1, 0, 4),
        (1, 1, 4),
        (2, 2, 4),
        (2, 3, 4),
    ]
    for turn in (steps[:2], steps[2:]):
        assert {step.side for step in turn} == {"Flask", "Django"}


def test_cancelling_saves_what_is_whole_and_nothing_else(tmp_path: Path) -> None:
    first = experiment(tmp_path, PROBE, flask_probe=YES, django_probe=YES)
    steps: list[RunStep] = []
    saved: list[Report] = []
    with pytest.raises(CancelledError):
        measure(
            [first, first],
            plan(tmp_path),
            progress=steps.append,
            cancelled=lambda: len(steps) > 3,
            sink=saved.append,
        )
    assert [report.experiment for report in saved] == ["an-experiment"]


@pytest.mark.parametrize(
    ("result", "trouble"),
    [
        ("{'cpu': float('nan')}", "its queries is no number"),
        ("{'queries': -1}", "its queries is -1.0, which cannot be"),
        ("{'queries': float('inf')}", "its queries is inf, which cannot be"),
    ],
)
def test_numbers_that_make_no_sense_are_no_finding(
    tmp_path: Path, result: str, trouble: str
) -> None:
    toml = REQUESTS.replace('kind = "requests"', 'kind = "count"').replace('"cpu"', '"queries"')
    code = f"def count():\n    return {result}\n"
    odd = experiment(tmp_path, toml, flask_app=code, django_app=code)
    (report,) = measure([odd], plan(tmp_path, rounds=1, options=["flask"]))
    if "cpu" in result:  # what was asked for is not there: no number, and no trouble
        assert report.findings[0].measurements == ()
    else:
        assert report.findings[0].trouble == trouble


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (3, "3"), (1234.5, "1,234"), (12.345, "12.3"), (0.1234, "0.123")]
)
def test_a_number_has_three_digits_that_mean_something(value: float, shown: str) -> None:
    assert figure(value) == shown
