"""A monkey at the keyboard: it presses anything anywhere, and looks whether the app lives.

`make monkey` plays 100,000 actions; `make monkey ARGS="--seed 7 --actions 2000"` a game again.
What it does follows from the seed alone, as far as the speed of the machine lets it.
"""

import argparse
import asyncio
import faulthandler
import json
import os
import shutil
import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic
from typing import ClassVar

from textual import events
from textual.geometry import Size
from textual.widgets import Input
from textual.worker import Worker, WorkerState

import tui_app
from store.domain.decision import DecisionDraft, Status
from store.domain.matrix import CriterionDraft, ItemKind, OptionDraft
from store.store import Store
from store.sync.apply import apply_plan
from store.sync.export import target
from store.sync.plan import plan
from tests.conftest import ada, fixed_clock
from tests.tui_app.driving import key_event
from tui_app.app import ShortlistApp

STOPPED = 1.0
"""Seconds an action, over a whole game, after which the app will never answer again."""

HANG = 2.0
"""Seconds that the app may leave a message unanswered on an idle machine."""

SIZES = [(80, 24), (100, 30), (120, 36), (160, 45), (300, 100)]
FOLDER = "docs/decisions"

_MOVES = ["down", "up", "left", "right", "j", "k", "h", "l", "g", "G", "home", "end"]
_PAGES = ["pageup", "pagedown", "ctrl+d", "ctrl+u", "space", "tab", "shift+tab"]
_OPENERS = [*"12341234mpocxfwsSebRHdTtOyvnra=XuUAi/?[", "ctrl+s", "ctrl+p", "f1"]
_ENDS = ["enter"] * 6 + ["escape"] * 4 + ["ctrl+s", "y", "n", "backspace", "delete"]
_REST = [*"abcdefghijklmnoprstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-=[]?,.;:!%&*()'<>"]
_ODD = ["shift+down", "shift+up", "ctrl+a", "ctrl+e", "ctrl+k", "ctrl+w", "ctrl+x", "ctrl+v"]
_ODD += ["f5", "insert", "ctrl+home", "ctrl+end", "shift+home", "ctrl+left", "ctrl+c", "é", "漢"]
_QUIT = ["q", "ctrl+q"]
_KEYS = [(_MOVES, 30), (_ENDS, 25), (_OPENERS, 25), (_PAGES, 8), (_REST, 6), (_ODD, 4), (_QUIT, 1)]
_PASTES = ["Flask", "3.5", "25 %", "two\nlines\n", "漢字 ✓ \x1b[31m", "[/] [b", "x" * 3000, ""]


@dataclass(frozen=True, slots=True)
class Action:
    """Something done to the app in one go.

    Args:
        kind: "keys", "mouse", "scroll", "drag", "paste", "resize" or "wait".
        what: the keys, the place, the text, the size or the seconds.
        seconds: the time that the app is left alone afterwards.
    """

    kind: str
    what: tuple[str | int | float, ...]
    seconds: float = 0.0


def actions(seed: int) -> Iterator[Action]:
    """What the monkey of that seed does, without end."""
    random = Random(seed)  # noqa: S311  # a monkey keeps no secrets
    groups, weights = [keys for keys, _ in _KEYS], [weight for _, weight in _KEYS]
    while True:
        kind = random.choices(
            ["keys", "mouse", "scroll", "drag", "paste", "resize", "wait"],
            [70, 8, 4, 2, 3, 5, 8],
        )[0]
        what: tuple[str | int | float, ...]
        place = (random.randrange(160), random.randrange(48))
        match kind:
            case "keys":
                found = random.choices(groups, weights, k=random.choice((1, 1, 2, 2, 3, 4, 6)))
                keys = [random.choice(group) for group in found]
                again = random.random() < 0.15  # a key that is held down
                what = tuple([keys[0]] * 4 if again and keys[0] not in _QUIT else keys)
            case "mouse" | "drag":
                what = (*place, random.choice((1, 1, 1, 3)))
            case "scroll":
                what = (*place, random.choice((-1, 1)))
            case "paste":
                what = (random.choice(_PASTES),)
            case "resize" if random.random() < 0.6:
                what = random.choice(SIZES)
            case "resize":
                what = (random.randint(1, 300), random.randint(1, 100))
                if random.random() < 0.4:
                    what = (random.randint(1, 12), random.randint(1, 6))
            case _:
                what = ()
        yield Action(kind, what, random.choice((0.0, 0.0, 0.0, 0.002, 0.01, 0.03)))


@dataclass
class Game:
    """What became of a monkey's game.

    Args:
        done: the actions so far.
        deaths: tracebacks of what ended the app, or went wrong within it.
        hangs: the longest waits over `HANG`, in seconds.
        starts: how often the app was started.
        slowest: the longest wait for an answer.
    """

    done: list[Action] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    hangs: list[float] = field(default_factory=list)
    starts: int = 0
    slowest: float = 0.0


class CagedApp(ShortlistApp):
    """The app with no way out: it opens no browser, and every failed worker is noted."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [
        Path(tui_app.__file__).parent / sheet for sheet in ShortlistApp.CSS_PATH
    ]

    def __init__(self, store: Store, troubles: list[str]) -> None:
        super().__init__(store)
        self._troubles = troubles

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Opens nothing."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Notes what a worker failed with, though nobody may look at it."""
        if event.state is WorkerState.ERROR and (error := event.worker.error):
            self._troubles.append("".join(traceback.format_exception(error)))


def made_store(folder: Path) -> Path:
    """A store with some of everything, and records in a folder that do not agree with it."""
    path = folder / "shortlist.sqlite3"
    store = Store(path, clock=fixed_clock, author=ada)
    draft = DecisionDraft("Build the shop on Django", Status.ACCEPTED, "django", "Why.", "Ada, Bo")
    matrix = store.read.matrix()
    for number in range(1, 13):
        title = f"{draft.title}, part {number}"
        status = (Status.PROPOSED, Status.ACCEPTED)[number % 2]
        store.decisions.save(replace(draft, title=title, status=status), matrix)
    apply_plan(store, plan(store, target(str(folder / FOLDER))))
    store.decisions.revise(2, replace(draft, title="Another title", status=Status.PROPOSED))
    store.decisions.revise(3, replace(draft, title=f"{draft.title}, part 3", deciders="Cy"))
    for record in sorted((folder / FOLDER).glob("000[34]*.md")):
        record.write_text(record.read_text("utf-8").replace("Ada, Bo", "Di"), "utf-8")
    other = "# Keep carts in PostgreSQL\n\n## Status\n\nProposed\n\n## Context\n\nCarts.\n"
    (folder / FOLDER / "0099-keep-carts-in-postgresql.md").write_text(other, "utf-8")
    for number in (5, 6, 7):
        store.decisions.trash(number)
    slugs = [row.slug for row in store.topics.all()]
    store.topics.note(slugs[0], "A note with `code`, a [link](topic:nowhere) and\n\n- a list")
    store.topics.star(slugs[2], on=True)
    store.matrices.items(ItemKind.OPTION).add(1, OptionDraft("Litestar", "Another one"))
    store.matrices.items(ItemKind.CRITERION).add(1, CriterionDraft("Team knows it", weight=8.0))
    copied = store.matrices.copy(1, "A copy")
    store.matrices.trash(store.matrices.copy(1, "Thrown away"))
    store.matrices.items(ItemKind.CRITERION).hide(
        copied, store.read.matrix(key=copied).comparison.criteria[0].slug
    )
    store.topics.remember(folder=FOLDER)
    store.close()
    return path


def cage(folder: Path, environ: Callable[[str, str], None]) -> None:
    """Sets the environment so that nothing outside of the folder is reached.

    Git is found and nothing else: no clipboard, no editor. The Lab cannot install.
    """
    programs = folder / "programs"
    programs.mkdir()
    if git := shutil.which("git"):
        (programs / "git").symlink_to(git)
    (folder / "no-folder").touch()
    environ("PATH", str(programs))
    environ("XDG_DATA_HOME", str(folder / "no-folder"))
    environ("EDITOR", "true")
    environ("VISUAL", "true")


def _mouse(kind: type[events.MouseEvent], x: int, y: int, button: int) -> events.MouseEvent:
    return kind(None, x, y, 0, 0, button, shift=False, meta=False, ctrl=False)


def perform(app: ShortlistApp, action: Action) -> None:
    """Hands an action to the app, all of it at once, as a terminal does with what it has read."""
    driver = app._driver
    assert driver is not None
    width, height = app.size
    match action.kind, action.what:
        case "keys", keys:
            # A folder that is typed must stay within the cage.
            free = not (isinstance(app.focused, Input) and app.focused.id == "field-folder")
            for key in map(str, keys):
                if free or key not in ("/", "."):
                    driver.send_message(key_event(key))
        case (("mouse" | "drag"), (int(x), int(y), int(button))):
            x, y = x % max(width, 1), y % max(height, 1)
            driver.process_message(_mouse(events.MouseDown, x, y, button))
            if action.kind == "drag":
                x, y = (x + 7) % max(width, 1), (y + 3) % max(height, 1)
                driver.process_message(_mouse(events.MouseMove, x, y, button))
            driver.process_message(_mouse(events.MouseUp, x, y, button))
        case "scroll", (int(x), int(y), int(by)):
            kind = events.MouseScrollDown if by > 0 else events.MouseScrollUp
            x, y = x % max(width, 1), y % max(height, 1)
            driver.process_message(_mouse(kind, x, y, 0))
        case "paste", (str(text),):
            driver.send_message(events.Paste(text))
        case "resize", (int(columns), int(rows)):
            size = Size(columns, rows)
            driver._size = (columns, rows)  # of the headless driver
            app.post_message(events.Resize(size, size))
        case _:
            pass


def _lives(app: ShortlistApp) -> bool:
    """Whether the app is there for more: it neither failed nor was left."""
    return app.is_running and not app._exit and app._exception is None


async def _answer(app: ShortlistApp) -> None:
    """Waits until the app and its screen have answered a message."""
    for pump in [app, *app.screen_stack[-1:]]:
        answered = asyncio.Event()
        if pump.call_later(answered.set):
            while not answered.is_set() and _lives(app):
                with suppress(TimeoutError):
                    await asyncio.wait_for(answered.wait(), 0.05)


async def _start(
    path: Path, game: Game, left: Iterator[Action], count: int, report: Callable[[], None]
) -> None:
    """Plays until the app is left, dies, or the actions are at their end."""
    store = Store(path, clock=fixed_clock, author=ada)
    app = CagedApp(store, game.deaths)
    game.starts += 1
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: game.deaths.append(str(context)))
    try:
        async with app.run_test(size=(120, 36), notifications=True):
            while len(game.done) < count and _lives(app):
                action = next(left)
                game.done.append(action)
                perform(app, action)
                await asyncio.sleep(action.seconds)
                if action.kind == "wait" and _lives(app):
                    began = monotonic()
                    await _answer(app)
                    waited = monotonic() - began
                    game.slowest = max(game.slowest, waited)
                    if waited > HANG:
                        game.hangs.append(waited)
                        report()
            if _lives(app):
                await _answer(app)
    except BaseException as error:  # of any kind: that is what is looked for
        if isinstance(error, KeyboardInterrupt | asyncio.CancelledError):
            raise
        game.deaths.append("".join(traceback.format_exception(error)))
    finally:
        app.desk.close()


async def play(
    path: Path, seed: int, count: int, report: Callable[[], None] = lambda: None
) -> Game:
    """Plays so many actions; the app is started anew whenever the monkey has left it."""
    game, left = Game(), actions(seed)
    while len(game.done) < count and not game.deaths:
        await _start(path, game, left, count, report)
    return game


def check_store(path: Path) -> list[str]:
    """What is wrong with the store after a game; nothing, one hopes."""
    with closing(sqlite3.connect(path)) as database:
        found = [row[0] for row in database.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [str(row) for row in database.execute("PRAGMA foreign_key_check")]
    with closing(Store(path)) as store:
        for row in store.read.decisions():
            store.read.decision(row.number)
        for each in store.read.matrices():
            store.read.matrix(key=each.id)
    return found


def _game(seed: int, count: int) -> tuple[Game, list[str]]:
    before = dict(os.environ)
    with TemporaryDirectory() as folder, chdir(folder):
        path = made_store(Path(folder))
        cage(Path(folder), os.environ.__setitem__)
        try:
            game = asyncio.run(play(path, seed, count))
        finally:
            os.environ.clear()
            os.environ.update(before)
        return game, check_store(path)


def main(arguments: Sequence[str]) -> int:
    """Plays games of different seeds until so many actions are done; tells of each."""
    parser = argparse.ArgumentParser(prog="monkey", description=__doc__)
    parser.add_argument("--actions", type=int, default=100_000, help="in all games together")
    parser.add_argument("--each", type=int, default=2_000, help="in one game")
    parser.add_argument("--seed", type=int, default=1, help="of the first game")
    given = parser.parse_args(arguments)
    into = Path("build").absolute()
    done, failed, seed = 0, 0, given.seed
    while done < given.actions:
        count = min(given.each, given.actions - done)
        faulthandler.dump_traceback_later(count * STOPPED, exit=True)
        game, wrong = _game(seed, count)
        faulthandler.cancel_dump_traceback_later()
        done += len(game.done)
        bad = [*game.deaths, *wrong, *(f"A hang of {wait:.1f} s" for wait in game.hangs)]
        print(
            f"seed {seed}: {len(game.done)} actions, {game.starts} starts, "
            f"slowest answer {game.slowest:.2f} s, {len(bad)} failures",
            flush=True,
        )
        if bad:
            failed += 1
            into.mkdir(exist_ok=True)
            (into / f"monkey-{seed}.txt").write_text("\n\n".join(bad), "utf-8")
            recorded = [(a.kind, a.what, a.seconds) for a in game.done]
            (into / f"monkey-{seed}.json").write_text(json.dumps(recorded), "utf-8")
            print(f"  see build/monkey-{seed}.txt: {bad[0].strip().splitlines()[-1][:200]}")
        seed += 1
    print(f"{done} actions, {seed - given.seed} games, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
