"""A short game of the monkey, and some longer ones; `make monkey` plays the long one."""

from pathlib import Path

import pytest

from tests.monkey import Game, cage, check_store, made_store, play

LONGER = [pytest.param(seed, 1_000, marks=pytest.mark.slow) for seed in (3, 4, 5)]


@pytest.mark.parametrize(("seed", "actions"), [(1, 500), (2, 500), *LONGER])
async def test_a_monkey_at_the_keyboard_breaks_nothing(
    seed: int, actions: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made_store(tmp_path)
    monkeypatch.chdir(tmp_path)
    cage(tmp_path, monkeypatch.setenv)
    game: Game = await play(path, seed, actions)
    assert game.deaths == []
    assert len(game.done) == actions
    assert check_store(path) == []
    assert [path.name for path in (tmp_path / "docs").iterdir()] == ["decisions"]
