"""The tab Matrix: weigh, rate, rule out, undo, and save what it says."""

import re
from pathlib import Path

import pytest

from store.domain.decision import Status
from store.domain.matrix import Matrix
from store.matrix.flips import nearest_flip, nearest_share_flip
from store.matrix.groups import groups
from store.matrix.scoring import by_decisiveness, outcome, percent, scores
from store.matrix.sentences import flip_sentence
from store.store import Store
from tests.tui_app.driving import Driver, driving
from tui_app.widgets.matrix_grid import MatrixGrid
from tui_app.widgets.rich_page import RichPage

WEB = "python-web-frameworks"


def stored(path: Path, key: int | str = WEB) -> Matrix:
    """The matrix as the store has it."""
    store = Store(path)
    matrix = store.read.matrix(key=key)
    store.close()
    return matrix


async def open_matrix(app: Driver) -> None:
    """Goes to the matrix and waits until it is there."""
    await app.press("2")
    await app.sees("Criterion", "Score")
    await app.until(lambda: app.one("#grid", MatrixGrid).cell)


def panel(app: Driver) -> list[str]:
    """The words of the panel on the right."""
    return app.one("#reasons", RichPage).text.split()


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


# Options, criteria, musts, groups


async def test_an_option_of_ones_own_is_added_rated_and_undone(store_path: Path) -> None:
    start = stored(store_path)
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("o")
        await app.sees("☑ Flask", "☑ Django")
        await app.press("a")
        await app.sees("Add an option")
        await app.press("enter")
        await app.sees("✗ ")
        await app.write("Quart [/]")
        await app.press("enter")
        await app.sees("☑ Quart [/]  + yours")
        await app.press("escape", "right", "right", "right", "e")
        await app.sees("Quart [/] · Admin interface")
        await app.press("ctrl+a", "ctrl+k")
        await app.write("3.5")
        await app.press("enter")
        await app.sees("■■■■□ 3.5*")
        await app.saved()
        assert [option.name for option in stored(store_path).comparison.options][-1] == "Quart [/]"
        await app.press("u", "u")
        await app.saved()
    assert stored(store_path) == start


async def test_a_criterion_of_ones_own_is_added_weighs_and_is_removed(store_path: Path) -> None:
    start = stored(store_path)
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("c", "a")
        await app.sees("Add a criterion")
        await app.write("Team knows it")
        await app.press("tab")
        await app.write("Team")
        await app.press("enter")
        await app.sees("Team:")
        await app.press("escape")
        await app.press("G")
        await app.sees("Team knows it +", "+ yours", "78.1 to 81.4 %")
        await app.press("u")
        await app.sees("Django leads with")
    assert stored(store_path) == start


async def test_rows_and_columns_are_hidden_moved_and_shown_again(store_path: Path) -> None:
    start = stored(store_path)
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("c", "space", "G")
        await app.sees("☐ Admin interface")
        await app.press("escape")
        await app.until(lambda: "Admin interface" not in app.text)
        hidden = stored(store_path)
        assert [c.slug for c in hidden.hidden_criteria] == ["admin-interface"]
        assert shown(app) == [percent(score) for score in scores(hidden)]
        await app.press("o", "J", "escape")
        await app.saved()
        assert [o.slug for o in stored(store_path).comparison.options] == ["django", "flask"]
        await app.press("u", "u")
        await app.sees("Admin interface")
    assert stored(store_path) == start


async def test_a_must_rules_an_option_out_and_says_why(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("b")
        await app.sees("A must: Admin interface")
        await app.write("nine")
        await app.press("enter")
        await app.sees("A number from 0 to 5")
        await app.press("ctrl+a", "ctrl+k")
        await app.write("4")
        await app.press("enter")
        await app.sees("✗ Flask", "≥4", "A must: at least 4", "Only Django is in the running")
        await app.press("b", "ctrl+a", "ctrl+k", "enter")
        await app.sees("Django leads with")
    assert stored(store_path).minimums == {}


async def test_a_group_gets_a_share_of_all_weight_in_one_step(store_path: Path) -> None:
    start = stored(store_path)
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("w")
        await app.sees("Share of all weight")
        await app.press("ctrl+a", "ctrl+k")
        await app.write("50")
        await app.press("enter")
        await app.saved()
        matrix = stored(store_path)
        group = next(group for group in groups(matrix) if group.name == "Batteries")
        assert group.share == pytest.approx(0.5)
        await app.press("u")
        await app.saved()
    assert stored(store_path) == start


# What would flip it


async def test_what_would_flip_it_flips_it_when_it_is_followed(store_path: Path) -> None:
    async with driving(store_path, 120, 60) as app:
        await open_matrix(app)
        await app.press("p", "down", "down", "enter")
        await app.sees("Content site with an admin", "Django leads with")
        await app.press("f")
        await app.sees("What would flip it", "How sure it is", "of 100 samples")
        flip = nearest_share_flip(stored(store_path))
        assert flip is not None
        said = re.search(r"“(.+?)”\s+has ([\d.]+) % or more", " ".join(panel(app)))
        assert said
        assert said[1] == flip.criterion.name
        share = float(said[2])
        await app.press("escape", "escape", "slash")
        await app.write(said[1])
        await app.press("enter", "e", "ctrl+a", "ctrl+k")
        await app.write(f"{share - 0.02:.2f} %")
        await app.press("enter")
        await app.saved()
        await app.sees("Django leads")
        await app.press("e", "ctrl+a", "ctrl+k")
        await app.write(f"{share:.2f} %")
        await app.press("enter")
        await app.sees("Flask leads")
        await app.saved()
        await app.press("u", "u")
        await app.sees("Django leads with 84.6 %")


async def test_the_sentence_of_the_panel_names_the_weight_that_flips(store_path: Path) -> None:
    store = Store(store_path)
    languages = next(row.id for row in store.read.matrices() if row.comparison != WEB)
    store.matrices.use_preset(languages, "product-with-data-science")
    store.topics.remember(matrix=str(languages))
    matrix = store.read.matrix(key=languages)
    store.close()
    flip = nearest_flip(matrix)
    assert flip is not None
    leader = outcome(matrix).first[0].option.name
    async with driving(store_path, 120, 60) as app:
        await open_matrix(app)
        await app.press("f")
        said = flip_sentence(matrix)
        await app.sees("What would flip it", said[:20])
        found = re.search(r"weighs (?:more than |less than )?([\d.]+)", said)
        assert found
        beyond = float(found[1]) + (0.01 if flip.rises else -0.01) * ("than" in found[0])
        await app.press("escape", "slash")
        await app.write(flip.criterion.name)
        await app.press("enter", "e", "ctrl+a", "ctrl+k")
        await app.write(f"{beyond:.2f}")
        await app.press("enter")
        await app.sees(f"{flip.challengers[0].name} leads")
    assert outcome(stored(store_path, languages)).first[0].option.name != leader


# Ways to look at it


async def test_rows_are_filtered_by_text_group_and_difference(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("slash")
        await app.write("SECURITY")
        await app.until(lambda: "Admin interface " not in app.text.split("││")[0])
        await app.sees("Injection safety", "“SECURITY”")
        await app.press("enter", "escape")
        await app.sees("HTML templates")
        await app.press("v")
        await app.sees("Show the criteria of")
        await app.press("down", "down", "enter")
        await app.sees("Migrations")
        await app.until(lambda: "HTML templates" not in app.text)
        await app.press("escape")
        await app.sees("HTML templates")
        await app.press("slash")
        await app.write("no such row")
        await app.sees("Nothing to show")
        await app.press("plus", "e", "enter", "down", "escape", "escape")
        await app.sees("HTML templates")


async def test_what_decides_comes_first_when_asked(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("s")
        await app.sees("what decides first")
        rows = [criterion.name for criterion in by_decisiveness(stored(store_path))[:5]]
        lines = app.text.splitlines()
        assert [next(i for i, ln in enumerate(lines) if f"│{row} " in ln) for row in rows] == list(
            range(4, 9)
        )


async def test_the_transposed_matrix_is_the_same_one(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("down", "right", "T")
        await app.sees("Option  (")
        cell = app.one("#grid", MatrixGrid).cell
        assert cell
        assert cell.option
        assert (cell.criterion.name, cell.option.name) == ("HTML templates", "Flask")
        await app.press("plus")
        await app.saved()
        assert stored(store_path).ratings["html-templates", "flask"].value == 5
        await app.press("u", "T")
        await app.sees("Criterion")


# Several matrices


async def test_matrices_are_made_copied_renamed_thrown_away_and_restored(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("plus", "m")
        await app.sees("Matrices", "Back-end languages", "Copy …")
        await app.press("down", "down", "down", "enter")
        await app.sees("Copy Python web frameworks")
        await app.press("ctrl+a", "ctrl+k")
        await app.write("Price service")
        await app.press("enter")
        await app.sees("Price service · Balanced weights · 1 changed")
        await app.press("plus")
        await app.saved()
        await app.press("m", "end", "up", "enter")
        await app.sees("Rename Price service")
        await app.press("ctrl+a", "ctrl+k")
        await app.write("Prices")
        await app.press("enter")
        await app.sees("Prices · Balanced weights")
        await app.press("m", "end", "enter")
        await app.sees("Prices is in the trash", "Python web frameworks · Balanced weights")
        await app.press("m", "end", "enter")
        await app.sees("Restore from the trash")
        await app.press("enter")
        await app.sees("Prices · Balanced weights")
        await app.press("m", "down", "enter")
        await app.sees("Back-end languages ·", "Java")


async def test_the_matrix_that_was_open_comes_back(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("m", "down", "enter")
        await app.sees("Back-end languages ·")
        await app.press("q")
        await app.until(lambda: not app.app.is_running)
    async with driving(store_path) as app:
        await app.sees("Back-end languages ·")
