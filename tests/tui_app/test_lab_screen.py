"""The tab Lab: run experiments, read what they found, take it into the matrix."""

import json
import os
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from store.domain.decision import DecisionDraft, Status
from store.domain.lab import as_value
from store.lab.experiments import read_experiments
from store.lab.runner import measure
from store.records import render
from store.store import Store
from tests.conftest import NOW
from tests.store.lab.laboratory import PROBE, YES, plan
from tests.store.lab.laboratory import experiment as write_experiment
from tests.tui_app.driving import Driver, driving
from tui_app.screens.tab import Tab
from tui_app.widgets.rich_page import RichPage

NO = "def probe():\n    return 'no', 'not seen [/] list[int]'\n"

HANGS = """
import os, pathlib, time

def probe():
    pathlib.Path({path!r}).write_text(str(os.getpid()))
    time.sleep(60)
"""

CELL = "forms-and-csrf", "django"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Experiments of which there is one: it rates Flask with 0 and Django with 5."""
    made = tmp_path / "experiments"
    toml = PROBE.replace("frameworks/safety", "python-web-frameworks/forms-and-csrf")
    write_experiment(made, toml, flask_probe=NO, django_probe=YES)
    return made


def rating(path: Path, cell: tuple[str, str] = CELL) -> tuple[float | None, bool, str]:
    store = Store(path)
    found = store.read.matrix().ratings[cell]
    store.close()
    return found.value, found.changed, found.note


def is_running(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def goto(app: Driver, key: str) -> None:
    assert isinstance(app.app.screen, Tab)
    app.app.screen.open_key(key)


async def run(app: Driver) -> None:
    await app.press("3")
    await app.sees("A probe", "not run yet")
    await app.press("r")
    await app.sees("Flask no · Django yes · just now")


async def test_a_run_is_shown_and_kept_across_restarts(store_path: Path, folder: Path) -> None:
    async with driving(store_path, 160, 45, folder) as app:
        await run(app)
        await app.sees("✗ Flask: no", "not seen [/] list[int]", "✓ Django: yes", "CPython")
        await app.sees("What the rule makes of it", "Flask 0 · Django 5")
        await app.until(lambda: "esc cancels" not in app.text)
        await app.press("q")
    async with driving(store_path, 160, 45, folder) as app:
        await app.sees("Experiments ─ 1 of 1 run here", "✓ Django: yes")


async def test_a_rating_is_taken_only_when_the_user_says_so(store_path: Path, folder: Path) -> None:
    before = rating(store_path)
    async with driving(store_path, 120, 40, folder) as app:
        await run(app)
        for answer in ("n", "y"):
            await app.press("a")
            await app.sees("Django: 5", "now ")
            await app.press("end", "enter")
            await app.sees("The rule: Yes is 5.", "Django gets 5", "by “A probe”")
            await app.press(answer)
            await app.saved()
            if answer == "n":
                assert rating(store_path) == before
        await app.sees("Django is rated 5.")
    value, changed, note = rating(store_path)
    assert (value, changed) == (5.0, True)
    assert note.startswith("Measured ")
    assert "by “A probe” (an-experiment): Django yes; CPython" in note


async def test_a_cancelled_run_leaves_nothing_running_and_nothing_kept(
    store_path: Path, folder: Path, tmp_path: Path
) -> None:
    at = tmp_path / "pid"
    for name in ("flask", "django"):
        program = folder / "an-experiment" / f"{name}_probe.py"
        program.write_text(HANGS.format(path=str(at)), encoding="utf-8")
    async with driving(store_path, 100, 30, folder) as app:
        await app.press("3")
        await app.sees("A probe")
        await app.press("r")
        await app.until(lambda: at.exists() and at.read_text())
        await app.sees("round 1 of 1", "esc cancels")
        await app.press("r")
        await app.sees("Something is running already")
        await app.press("2")  # a run does not keep one from going on
        await app.sees("Score")
        await app.press("3", "escape")
        await app.sees("What was under way was ended and not kept.")
        assert not is_running(int(at.read_text()))
    store = Store(store_path)
    assert store.read.last_reports() == {}
    store.close()


async def test_leaving_ends_what_is_running(store_path: Path, folder: Path, tmp_path: Path) -> None:
    at = tmp_path / "pid"
    for name in ("flask", "django"):
        program = folder / "an-experiment" / f"{name}_probe.py"
        program.write_text(HANGS.format(path=str(at)), encoding="utf-8")
    async with driving(store_path, 100, 30, folder) as app:
        await app.press("3")
        await app.sees("A probe")
        await app.press("r")
        await app.until(lambda: at.exists() and at.read_text())
        await app.press("q")
        await app.until(lambda: not is_running(int(at.read_text())))


async def test_what_cannot_be_measured_says_why(store_path: Path, folder: Path) -> None:
    file = folder / "an-experiment" / "experiment.toml"
    toml = file.read_text(encoding="utf-8")
    file.write_text(toml.replace('"pytest>=1.0"', '"no-such-package"'), encoding="utf-8")
    async with driving(store_path, 160, 45, folder) as app:
        await app.press("3")
        await app.sees("not run yet")
        await app.press("r")
        await app.sees("! Django could not be measured, because no-such-package is not installed")
        await app.sees("brings it, and so does", "Some frameworks are missing here")


async def test_the_shipped_run_is_called_so_until_one_runs_it(
    store_path: Path, folder: Path
) -> None:
    (report,) = measure(read_experiments(folder), plan(folder))
    value = {"reports": [as_value(report)]}
    (folder / "reference.json").write_text(json.dumps(value), encoding="utf-8")
    async with driving(store_path, 160, 45, folder) as app:
        await app.press("3")
        await app.sees("yes · reference", "reference, not this machine", "0 of 1 run here")
        await app.press("r")
        await app.sees("just now, on this machine", "Reference, not this machine: Flask no")


async def test_past_runs_and_what_has_changed_since_are_shown(
    store_path: Path, folder: Path
) -> None:
    (report,) = measure(read_experiments(folder), plan(folder))
    store = Store(store_path)
    here = replace(report.environment, date=NOW - timedelta(days=400), packages={"pytest": "0.1"})
    store.reports.save(replace(report, digest="another", environment=here))
    store.reports.save(replace(report, digest="another", environment=here))
    store.close()
    async with driving(store_path, 160, 45, folder) as app:
        await app.press("3")
        await app.sees("The last 2 runs", "✗✗ Flask", "✓✓ Django", " days ago, on this machine")
        await app.sees("⚠ The experiment has changed since. Run it again.")
        await app.sees("(it was 0.1). Run it again.")


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (160, 45)])
async def test_every_shipped_experiment_has_a_page_at_every_size(
    store_path: Path, size: tuple[int, int]
) -> None:
    async with driving(store_path, *size) as app:
        await app.press("3")
        await app.sees("0 of 23 run here", "Start-up and memory  claim 8.1", "ms · reference")
        await app.press("enter")
        await app.sees("reference, not this machine", "■■", "less is better")
        await app.press("escape")
        await app.sees("Start-up and memory")


async def test_a_long_run_is_asked_about_first(store_path: Path) -> None:
    async with driving(store_path) as app:
        await app.press("3")
        await app.sees("of 23 run here")
        await app.press("A")
        await app.sees("23 experiments, about ", " min on an idle machine")
        await app.press("n")
        await app.until(lambda: "23 experiments" not in app.text)
        await app.press("i")
        await app.sees("Install the frameworks", "esc cancels")
        await app.press("n")
        await app.until(lambda: "Install the frameworks" not in app.text)


async def test_a_claim_leads_to_the_experiment_that_tests_it(store_path: Path) -> None:
    async with driving(store_path, 160, 45) as app:
        goto(app, "16#16.2")
        await app.sees("test this claim")
        prose = app.one("#prose", RichPage)
        prose.post_message(RichPage.Followed("experiment:csrf"))
        await app.sees("3 Lab", "A post without a token", "Is a forged post refused?")


async def test_the_matrix_shows_what_was_found_and_leads_there(
    store_path: Path, folder: Path
) -> None:
    async with driving(store_path, 160, 45, folder) as app:
        await run(app)
        await app.press("2")
        await app.sees("Score")
        goto(app, "criterion:python-web-frameworks/forms-and-csrf")
        reasons = app.one("#reasons", RichPage)
        await app.until(lambda: "A probe: Flask no · Django yes" in reasons.text)
        assert "measured here, " in reasons.text
        reasons.post_message(RichPage.Followed("experiment:an-experiment"))
        await app.sees("Experiments ─ 1 of 1 run here", "Is it so?")


async def test_a_rating_that_was_taken_stands_in_the_record(store_path: Path, folder: Path) -> None:
    async with driving(store_path, 120, 40, folder) as app:
        await run(app)
        await app.press("a", "end", "enter")
        await app.sees("Take this rating?")
        await app.press("y")
        await app.sees("Django is rated 5.")
    with closing(Store(store_path)) as store:
        draft = DecisionDraft("Use Django", Status.PROPOSED, "django")
        store.decisions.save(draft, store.read.matrix())
        text = render.record(store.read.decision(1))
    evidence = text.partition("### Evidence")[2]
    assert "* Forms and CSRF, Django: Measured " in evidence
    assert "CPython 3" in evidence


async def test_another_rating_than_the_one_that_was_measured_is_no_evidence(
    store_path: Path, folder: Path
) -> None:
    async with driving(store_path, 120, 40, folder) as app:
        await run(app)
        await app.press("a", "end", "enter")
        await app.sees("Take this rating?")
        await app.press("y")
        await app.sees("Django is rated 5.")
        await app.press("2")
        await app.sees("Score")
        goto(app, "criterion:python-web-frameworks/forms-and-csrf")
        await app.press("right", "right", "minus")
        await app.saved()
    assert rating(store_path) == (4.5, True, "")
