"""The tab Matrix: weigh, rate, rule out, undo, and save what it says."""

import re
from pathlib import Path

import pytest

from store.scoring import percent, scores
from store.store import Store
from store.types import Matrix, Status
from tests.tui_app.driving import Driver, driving
from tui_app.widgets.matrix_grid import MatrixGrid


def stored(path: Path) -> Matrix:
    """The matrix as the store has it."""
    store = Store(path)
    matrix = store.read.matrix()
    store.close()
    return matrix


async def open_matrix(app: Driver) -> None:
    """Goes to the matrix and waits until it is there."""
    await app.press("2")
    await app.sees("Criterion", "Score")
    await app.until(lambda: app.one("#grid", MatrixGrid).cell)


def shown(app: Driver) -> list[str]:
    """The scores in the last line of the grid."""
    line = next(line for line in app.text.splitlines() if "Score " in line and "%" in line)
    return re.findall(r"\d+\.\d %", line)


async def test_a_weight_moves_the_scores_at_once_and_is_kept(store_path: Path) -> None:
    before = [percent(score) for score in scores(stored(store_path))]
    async with driving(store_path) as app:
        await open_matrix(app)
        assert shown(app) == before
        await app.press("plus", "plus")
        await app.until(lambda: shown(app) != before)
        await app.saved()
        now = shown(app)
    matrix = stored(store_path)
    slug = matrix.comparison.criteria[0].slug
    assert matrix.weights[slug] == matrix.comparison.weights[slug] + 2
    assert [percent(score) for score in scores(matrix)] == now


async def test_undo_and_redo_reach_back_before_the_last_start(store_path: Path) -> None:
    start = stored(store_path)
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("minus", "right", "plus")
        await app.saved()
    changed = stored(store_path)
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("u", "u")
        await app.saved()
        assert stored(store_path) == start
        await app.press("u")
        await app.sees("nothing to undo")
        await app.press("U", "U")
        await app.saved()
    assert stored(store_path) == changed


async def test_fast_keys_are_all_kept_in_their_order(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press(*["plus", "minus"] * 5, "minus")
        await app.saved()
    matrix = stored(store_path)
    slug = matrix.comparison.criteria[0].slug
    assert matrix.weights[slug] == matrix.comparison.weights[slug] - 1


async def test_a_typed_rating_carries_its_reason_and_reset_takes_it_back(store_path: Path) -> None:
    start = stored(store_path)
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("right", "e")
        await app.sees("Rating from 0")
        await app.press("ctrl+a", "ctrl+k")
        await app.write("seven")
        await app.press("enter")
        await app.sees("A number from 0 to 5")
        await app.press("ctrl+a", "ctrl+k")
        await app.write("?")
        await app.press("tab")
        await app.write("Nobody [/] has tried")
        await app.press("enter")
        await app.sees("unknown", "yours; was", "Nobody [/] has tried")
        await app.saved()
        key = (start.comparison.criteria[0].slug, start.comparison.options[0].slug)
        assert stored(store_path).ratings[key].value is None
        await app.press("backspace")
        await app.saved()
    assert stored(store_path) == start


async def test_a_preset_changes_the_leader_and_says_so(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.sees("Django leads with")
        await app.press("p")
        await app.sees("Take the weights for")
        await app.press("down", "enter")
        await app.sees("Small JSON API", "Flask leads with")
        await app.press("u")
        await app.sees("Django leads with", "Balanced weights")


async def test_ruling_out_needs_a_reason_and_can_be_taken_back(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("right", "x")
        await app.sees("Rule out Flask")
        await app.press("enter")
        await app.sees("Say why")
        await app.write("the team knows Django")
        await app.press("enter")
        await app.sees("✗ Flask", "ruled out", "Only Django is in the running", "is ruled out")
        await app.press("x")
        await app.sees("Django leads with")
    assert stored(store_path).ruled_out == {}


async def test_saving_fills_in_the_decision_and_shows_problems_beside_fields(
    store_path: Path,
) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("ctrl+s")
        await app.sees("Save decision", "Use Django", "proposed", "+ Admin interface")
        await app.press("ctrl+a", "ctrl+k", "ctrl+s")
        await app.sees("✗ Say in one line what was decided.")
        await app.write("Build it on Django")
        await app.press("ctrl+s")
        await app.sees("Decision 1 saved")
    store = Store(store_path)
    decision = store.read.decision(1)
    assert (decision.title, decision.chosen, decision.status) == (
        "Build it on Django",
        "django",
        Status.PROPOSED,
    )
    assert decision.matrix.weights == stored(store_path).weights
    store.close()


async def test_a_narrow_window_shows_the_grid_or_the_reasons(store_path: Path) -> None:
    async with driving(store_path, 80, 24) as app:
        await open_matrix(app)
        assert "Can staff edit data" not in app.text
        await app.press("enter")
        await app.sees("Can staff edit data")
        assert "Criterion" not in app.text
        await app.press("escape")
        await app.sees("Criterion")


@pytest.mark.parametrize("width", [40, 52, 60, 160])
async def test_every_option_can_be_reached_at_any_width(store_path: Path, width: int) -> None:
    async with driving(store_path, width, 24) as app:
        await open_matrix(app)
        await app.press("right", "right")
        await app.sees("Django")
        await app.press("G", "g")
        cell = app.one("#grid", MatrixGrid).cell
        assert cell
        assert cell.option
        assert cell.option.slug == "django"


async def test_the_mouse_moves_the_cursor(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        lines = app.text.splitlines()
        row = next(i for i, line in enumerate(lines) if "Migrations" in line)
        column = lines[2].index("Flask")
        await app.pilot.click(offset=(column, row))
        await app.sees("Migrations")
        cell = app.one("#grid", MatrixGrid).cell
        assert cell
        assert (cell.criterion.name, cell.option and cell.option.name) == ("Migrations", "Flask")
