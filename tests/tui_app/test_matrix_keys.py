"""Keys of the matrix that need no story of their own, and the wheel."""

from contextlib import closing
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.widgets import Select

from store.domain.matrix import CriterionDraft, ItemKind, OptionDraft
from store.matrix.markdown_table import table
from store.store import Store
from tests.tui_app.driving import Driver, driving
from tests.tui_app.test_matrix import open_matrix, shown, stored
from tui_app.dialogs.line_form import LineFormDialog
from tui_app.widgets.matrix_grid import MatrixGrid


def here(app: Driver) -> tuple[str, str]:
    """The criterion under the cursor, and the option or "Weight"."""
    cell = app.one("#grid", MatrixGrid).cell
    assert cell
    return cell.criterion.name, cell.option.name if cell.option else "Weight"


def rule_out(path: Path, option: str, reason: str) -> None:
    with closing(Store(path)) as store:
        store.matrices.rule_out(store.read.matrix().id, option, reason)


async def test_d_leaves_only_the_rows_on_which_the_options_differ(store_path: Path) -> None:
    async with driving(store_path, 120, 60) as app:
        await open_matrix(app)
        await app.sees("Documentation", "Finding people", "Community size")
        await app.press("d")
        await app.sees("where they differ", "Documentation", "Extensions kept up")
        assert "Finding people" not in app.text
        assert "Community size" not in app.text
        await app.press("d")
        await app.sees("Finding people", "Community size")
        assert "where they differ" not in app.text
        await app.press("d")
        await app.sees("where they differ")
        await app.press("escape")
        await app.sees("Finding people", "Community size")


async def test_y_copies_the_matrix_as_a_table(
    store_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr("tui_app.system.copy", copied.append)
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("y")
        await app.until(lambda: copied)
    assert copied == [table(stored(store_path))]


async def test_brackets_go_from_row_to_row_also_beside_the_grid(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("right_square_bracket", "right_square_bracket")
        assert here(app) == ("Forms and CSRF", "Weight")
        await app.press("left_square_bracket")
        assert here(app) == ("HTML templates", "Weight")
        await app.press("enter", *["right_square_bracket"] * 3)
        await app.sees("How soon can objects be stored")
        assert here(app) == ("ORM at hand", "Weight")
        await app.press("escape", "T", "left_square_bracket")
        assert here(app) == ("Background tasks", "Weight")


async def test_page_keys_move_by_what_is_seen(store_path: Path) -> None:
    names = [criterion.name for criterion in stored(store_path).comparison.criteria]
    async with driving(store_path, 80, 24) as app:
        await open_matrix(app)
        await app.press("pagedown")
        await app.painted()
        below = names.index(here(app)[0])
        assert below > 10
        assert names[below] in app.text
        await app.press("pageup")
        assert here(app)[0] == names[0]
        await app.press("ctrl+d")
        assert here(app)[0] == names[below]
        await app.press("ctrl+u")
        assert here(app)[0] == names[0]
        await app.press("end", "pagedown")
        assert here(app)[0] == names[-1]


async def test_the_wheel_scrolls_two_lines_and_leaves_the_cursor(store_path: Path) -> None:
    async with driving(store_path, 80, 24) as app:
        await open_matrix(app)

        def rows() -> list[str]:
            lines = app.text.splitlines()
            top = next(at for at, line in enumerate(lines) if "Criterion" in line)
            return [line[1:26].strip() for line in lines[top + 2 : top + 8]]

        before = rows()
        await app.wheel("#grid")
        await app.painted()
        assert rows()[:4] == before[2:]
        assert here(app) == ("Admin interface", "Weight")
        await app.wheel("#grid", down=False)
        await app.wheel("#grid", down=False)
        await app.painted()
        assert rows() == before
        for _ in range(30):
            await app.wheel("#grid")
        await app.painted()
        assert "Finding people" in app.text


async def test_a_changed_weight_goes_back_to_the_shipped_one(store_path: Path) -> None:
    start = stored(store_path)
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("plus", "plus")
        await app.sees("8*", "1 changed *")
        await app.press("delete")
        await app.saved()
        assert "changed *" not in app.text
        assert stored(store_path) == start
        await app.press("delete", "u")
        await app.sees("8*")


async def test_a_typed_weight_may_be_any_from_0_to_10(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        for wrong in ("-1", "10.5", "heavy", "nan"):
            await retype(app, wrong)
            await app.sees("A number from 0 to 10")
            await app.press("escape")
            await app.until(lambda: not isinstance(app.app.screen, LineFormDialog))
        for typed, weight in (("0.4", 0.4), ("0,75", 0.75), ("0", 0), ("10", 10)):
            await retype(app, typed)
            await app.until(lambda: not isinstance(app.app.screen, LineFormDialog))
            await app.saved()
            assert stored(store_path).weights["admin-interface"] == weight
            assert f"{weight:g}*" in app.text


async def retype(app: Driver, text: str) -> None:
    """Types a text in place of the value under the cursor."""
    await app.press("e")
    await app.until(lambda: isinstance(app.app.screen, LineFormDialog))
    await app.press("ctrl+a", "ctrl+k")
    await app.write(text)
    await app.press("enter")


async def test_an_option_is_asked_for_where_none_is_under_the_cursor(store_path: Path) -> None:
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("x")
        await app.sees("Rule out, or put back", "Flask", "Django")
        await app.press("down", "enter")
        await app.sees("Rule out Django")
        await app.write("too large")
        await app.press("enter")
        await app.saved()
        assert stored(store_path).ruled_out == {"django": "too large"}
        await app.sees("✗ Django", "Only Flask")
        assert "ruled out" in next(line for line in app.text.splitlines() if "Score " in line)
        assert len(shown(app)) == 1
        await app.press("x")
        await app.sees("put back")
        await app.press("down", "enter")
        await app.saved()
        assert stored(store_path).ruled_out == {}
        assert "✗ Django" not in app.text


async def test_undo_and_redo_each_say_that_there_is_nothing(store_path: Path) -> None:
    async with driving(store_path, 80, 24) as app:
        await open_matrix(app)
        await app.press("u")
        await app.sees("There is nothing to undo.")
        assert "redo" not in app.text
        assert len(shown(app)) == 2  # the scores stay in view
        await app.press("U")
        await app.sees("There is nothing to redo.")
        await app.press("plus")
        await app.saved()
        await app.press("u")
        await app.sees("Undone: ")
        await app.press("U")
        await app.sees("Done again: ")


async def test_an_option_that_is_out_is_chosen_only_on_second_thoughts(store_path: Path) -> None:
    rule_out(store_path, "flask", "too small")
    async with driving(store_path) as app:
        await open_matrix(app)
        await app.press("ctrl+s")
        await app.sees("Save decision", "Use Django")
        app.one("#chosen", Select).value = "flask"
        await app.press("ctrl+s")
        await app.sees("✗ Flask is out: too small.", "Save decision")
        with closing(Store(store_path)) as store:
            assert store.read.decisions() == ()
        await app.press("ctrl+s")
        await app.sees("Decision 1 saved")
    with closing(Store(store_path)) as store:
        assert store.read.decision(1).chosen == "flask"


async def test_wide_characters_leave_the_columns_straight(store_path: Path) -> None:
    with closing(Store(store_path)) as store:
        matrix = store.read.matrix().id
        store.matrices.items(ItemKind.OPTION).add(matrix, OptionDraft("東京フレームワーク"))
        draft = CriterionDraft("数据库的选择与迁移以及事务处理和连接管理 🦄", "Team", weight=7)
        store.matrices.items(ItemKind.CRITERION).add(matrix, draft)
    async with driving(store_path, 120, 60) as app:
        await open_matrix(app)
        await app.sees("数据库", "東京")
        lines = app.text.splitlines()
        meters = [line for line in lines if "●" in line]
        # A wide character stands once in the text of a line, and on two cells of the screen.
        assert len({cell_len(line[: line.index("●")]) for line in meters}) == 1
        assert len({cell_len(line) for line in lines}) == 1
        (wide,) = (line for line in meters if "数据库" in line)
        assert cell_len(wide[: wide.index("?")]) == cell_len(lines[2][: lines[2].index("Flask")])
