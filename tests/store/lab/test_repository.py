"""What the Lab found, kept in the store and read again."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from store.domain.errors import InvalidError
from store.domain.lab import (
    Environment,
    Measurement,
    ProbeAnswer,
    Ratio,
    Report,
    SideResult,
    as_value,
)
from store.lab.experiments import ExperimentError, read_experiments
from store.lab.reference import read_reference
from store.store import Store
from store.util.paths import experiments_folder
from tests.conftest import NOW

REPORT = Report(
    "request-json",
    "abc",
    quick=False,
    seed=0,
    findings=(
        SideResult(
            "Flask",
            "flask",
            measurements=(Measurement("cpu", (1.5, 2.5), 2.0, 1.5, 2.5),),
            versions={"flask": "3.1.2"},
        ),
        SideResult(
            "Django", "django", answer=ProbeAnswer.YES, observed="[/] ␛ 🦄", notes=("A note.",)
        ),
        SideResult("Bottle", "bottle", trouble="it is not installed"),
    ),
    ratios=(Ratio("cpu", "Django", "Flask", 2.0, 1.9, 2.1, seen=True),),
    environment=Environment(
        "CPython 3.12.1", "Linux", "A CPU", 2, 0.5, "namespace", {"flask": "3.1.2"}, NOW
    ),
)


def at(minute: int, slug: str = "request-json") -> Report:
    """The report as of another minute."""
    date = NOW + timedelta(minutes=minute)
    here = replace(REPORT.environment, date=date)
    return replace(REPORT, experiment=slug, environment=here)


def test_a_report_is_read_as_it_was_saved(store: Store) -> None:
    assert store.read.reports("request-json") == ()
    store.reports.save(REPORT)
    assert store.read.reports("request-json") == (REPORT,)
    assert store.read.last_reports() == {"request-json": REPORT}


def test_the_newest_stand_first_and_the_oldest_of_the_same_experiment_make_room(
    store: Store,
) -> None:
    store.reports.save(at(0, "csrf"))
    for minute in range(52):
        store.reports.save(at(minute))
    assert store.read.reports("request-json") == tuple(at(m) for m in range(51, 1, -1))
    assert store.read.last_reports() == {"csrf": at(0, "csrf"), "request-json": at(51)}


def test_what_is_no_number_is_refused_and_nothing_is_kept(store: Store) -> None:
    ratio = replace(REPORT.ratios[0], ratio=float("nan"))
    with pytest.raises(InvalidError, match="no number"):
        store.reports.save(replace(REPORT, ratios=(ratio,)))
    with pytest.raises(InvalidError):
        store.reports.save(replace(REPORT, experiment=""))
    assert store.read.last_reports() == {}


def test_two_runs_at_once_lose_nothing(store_path: Path) -> None:
    def save(slug: str) -> None:
        with closing(Store(store_path)) as store:
            for minute in range(10):
                store.reports.save(at(minute, slug))

    threads = [Thread(target=save, args=(slug,)) for slug in ("csrf", "request-json")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with closing(Store(store_path)) as store:
        assert [len(store.read.reports(slug)) for slug in ("csrf", "request-json")] == [10, 10]


def test_a_report_of_another_form_is_left_out(store: Store, store_path: Path) -> None:
    store.reports.save(REPORT)
    with closing(sqlite3.connect(store_path)) as connection, connection:
        other = json.dumps({**as_value(REPORT), "form": 99})
        connection.execute(
            "INSERT INTO labreport (experiment, report) VALUES ('request-json', ?)", (other,)
        )
    assert store.read.reports("request-json") == (REPORT,)
    assert store.read.last_reports() == {}


def test_the_shipped_reference_is_of_every_experiment(store: Store) -> None:
    assert set(store.reference) == {experiment.slug for experiment in store.experiments}
    troubles = [f.trouble for report in store.reference.values() for f in report.findings]
    assert not any(troubles)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda _: "{", "this is no run of the Lab"),
        (lambda _: '{"reports": [{"form": 1}]}', "this is no run of the Lab"),
        (lambda text: text.replace("request-json", "gone"), "there is no experiment “gone”"),
        (lambda text: text.replace('"Bottle"', '"Rails"'), "request-json has no “Rails”"),
        (lambda text: text.replace('"cpu"', '"hours"'), "request-json has no “hours”"),
    ],
)
def test_a_reference_that_is_wrong_is_told(
    tmp_path: Path, spoil: Callable[[str], str], told: str
) -> None:
    experiments = read_experiments(experiments_folder())
    assert read_reference(tmp_path, experiments) == {}
    file = tmp_path / "reference.json"
    file.write_text(spoil(json.dumps({"reports": [as_value(REPORT)]})), encoding="utf-8")
    with pytest.raises(ExperimentError, match=f"reference.json:1: .*{told}"):
        read_reference(tmp_path, experiments)
