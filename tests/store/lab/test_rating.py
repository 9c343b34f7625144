from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.domain.lab import Environment, Experiment, ProbeAnswer, Report, Rule, Scale, SideResult
from store.lab.rating import offers, rating
from store.lab.statistics import measurement
from tests.store.lab.laboratory import PROBE, YES, experiment

CRITERION = "frameworks/safety"
WHERE = Environment(
    "CPython", "Linux", "CPU", 2, 0.0, "hook", {}, datetime(2026, 11, 24, tzinfo=UTC)
)
ADDED = (
    PROBE
    + """
[[sides]]
name = "Flask with more"
option = "flask"
file = "flask_probe.py"
needs = ["pytest"]
"""
)


@pytest.fixture
def probe(tmp_path: Path) -> Experiment:
    return experiment(tmp_path, ADDED, flask_probe=YES, django_probe=YES)


def found(*findings: SideResult, slug: str = "an-experiment") -> Report:
    return Report(slug, "", quick=False, seed=0, findings=findings, ratios=(), environment=WHERE)


def answered(side: str, answer: ProbeAnswer) -> SideResult:
    return SideResult(side, side.split()[0].casefold(), answer=answer)


def test_an_answer_is_rated_by_the_rule(probe: Experiment) -> None:
    report = found(answered("Django", ProbeAnswer.YES))
    assert rating(probe, report, "django") == 5


@pytest.mark.parametrize(
    ("own", "more", "value"),
    [
        (ProbeAnswer.YES, ProbeAnswer.NO, 5),
        (ProbeAnswer.NO, ProbeAnswer.YES, 2),
        (ProbeAnswer.NO, ProbeAnswer.NO, 0),
        (ProbeAnswer.PARTLY, ProbeAnswer.PARTLY, 3),
    ],
)
def test_what_can_be_added_counts_where_it_answers_better(
    probe: Experiment, own: ProbeAnswer, more: ProbeAnswer, value: float
) -> None:
    report = found(answered("Flask", own), answered("Flask with more", more))
    assert rating(probe, report, "flask") == value


def test_what_was_not_measured_is_not_rated(probe: Experiment) -> None:
    trouble = SideResult("Flask with more", "flask", trouble="it crashed")
    assert rating(probe, found(answered("Flask", ProbeAnswer.NO), trouble), "flask") is None
    assert rating(probe, found(replace(trouble, side="Flask")), "flask") is None
    assert rating(probe, found(), "flask") is None


@pytest.mark.parametrize(
    ("value", "expected"), [(50, 5), (100, 5), (200, 3.5), (316.3, 2.5), (1000, 0), (9999, 0)]
)
def test_equal_factors_count_equally(probe: Experiment, value: float, expected: float) -> None:
    rule = Rule("", CRITERION, scales=(Scale("cpu", 100, 1000, by_ratio=True),))
    report = found(SideResult("Flask", "flask", measurements=(measurement("cpu", [value]),)))
    assert rating(replace(probe, rule=rule), report, "flask") == expected


def test_the_lowest_of_several_scales_counts(probe: Experiment) -> None:
    rule = Rule("", CRITERION, scales=(Scale("cpu", 0, 2000), Scale("memory", 10, 200)))
    taken = (measurement("cpu", [100.0]), measurement("memory", [105.0]))
    report = found(SideResult("Flask", "flask", measurements=taken))
    assert rating(replace(probe, rule=rule), report, "flask") == 2.5
    half = found(SideResult("Flask", "flask", measurements=taken[:1]))
    assert rating(replace(probe, rule=rule), half, "flask") is None


def test_the_mean_counts_where_several_experiments_rate(probe: Experiment) -> None:
    other = replace(probe, slug="another")
    third = replace(probe, slug="a-third")
    reports = {
        "an-experiment": found(answered("Django", ProbeAnswer.YES)),
        "another": found(answered("Django", ProbeAnswer.PARTLY), slug="another"),
    }
    (offer,) = offers([probe, other, third], reports)
    assert (offer.criterion, offer.option, offer.value) == (CRITERION, "django", 4)
    assert offer.parts == {"an-experiment": 5, "another": 3}
    assert offer.missing == ("a-third",)
