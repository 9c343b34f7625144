"""A short game of the monkey; `make monkey` plays the long one."""

from pathlib import Path

import pytest

from tests.monkey import Game, cage, check_store, made_store, play

ACTIONS = 300


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_monkey_at_the_keyboard_breaks_nothing(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made_store(tmp_path)
    monkeypatch.chdir(tmp_path)
    cage(tmp_path, monkeypatch.setenv)
    game: Game = await play(path, seed, ACTIONS)
    assert game.deaths == []
    assert len(game.done) == ACTIONS
    assert check_store(path) == []
    assert [path.name for path in (tmp_path / "docs").iterdir()] == ["decisions"]
