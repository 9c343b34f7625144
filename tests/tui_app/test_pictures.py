"""Pictures of the screens: few, and each on purpose. `make snapshots` takes them anew."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from store.domain.decision import DecisionDraft, Status
from store.store import Store
from store.sync.apply import apply_plan
from store.sync.plan import plan
from tests.conftest import fixed_clock
from tests.store.lab.laboratory import PROBE, YES, experiment
from tests.tui_app.driving import Driver
from tui_app.app import ShortlistApp

Compare = Callable[..., bool]


@pytest.mark.parametrize(
    ("size", "keys", "shown"),
    [
        pytest.param((160, 45), ["down"], "How does Python compare", id="topics-wide"),
        pytest.param((80, 24), [], "Topics ─ 0 of 20 read", id="topics-narrow"),
        pytest.param((120, 36), ["2"], "Django leads with", id="matrix"),
        pytest.param((80, 24), ["2"], "Score", id="matrix-narrow"),
        pytest.param(
            (160, 45),
            ["2", "f"],
            "at random, Django is first",
            id="flip",
            marks=pytest.mark.all_samples,
        ),
        pytest.param((100, 30), ["2", "ctrl+s"], "Save decision", id="decision-form"),
        pytest.param((120, 36), ["3"], "not run here yet", id="lab"),
    ],
)
def test_picture(
    store_path: Path,
    tmp_path: Path,
    snap_compare: Compare,
    size: tuple[int, int],
    keys: list[str],
    shown: str,
) -> None:
    # One experiment, without findings: a new reference run leaves the pictures as they are.
    folder = tmp_path / "experiments"
    experiment(folder, PROBE, flask_probe=YES, django_probe=YES)
    app = ShortlistApp(Store(store_path, clock=fixed_clock, experiments=folder))
    take(snap_compare, app, size, keys, shown)


def test_picture_of_a_conflict(
    store_path: Path, tmp_path: Path, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "docs" / "decisions"
    store = Store(store_path, clock=fixed_clock)
    draft = DecisionDraft("Use Flask", Status.PROPOSED, "flask")
    for title in ("Use Flask", "Use SQLite"):
        store.decisions.save(replace(draft, title=title), store.read.matrix())
    apply_plan(store, plan(store, folder))
    for title, number in (("Use Django", 1), ("Use PostgreSQL", 2)):
        store.decisions.revise(number, replace(draft, title=title))
    file = folder / "0001-use-flask.md"
    file.write_text(file.read_text("utf-8").replace("# Use Flask", "# Use FastAPI"), "utf-8")
    app = ShortlistApp(store)
    take(snap_compare, app, (120, 36), ["4", "S", "enter"], "+ # Use FastAPI")


def take(
    snap_compare: Compare, app: ShortlistApp, size: tuple[int, int], keys: list[str], shown: str
) -> None:
    """Takes a picture after those keys, as soon as that text shows."""

    async def drive(pilot: Pilot[None]) -> None:
        driver = Driver(app, pilot)
        await driver.sees("saved")
        for key in keys:
            await driver.press(key)
            await driver.saved()
        await driver.sees(shown)
        for field in app.screen.query("Input"):
            field.cursor_blink = False  # type: ignore[attr-defined]
        await driver.saved()

    try:
        assert snap_compare(app, terminal_size=size, run_before=drive)
    finally:
        app.desk.close()
