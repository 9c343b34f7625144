"""Kills commands that write, at random moments, and looks whether anything was lost.

`make kills` does 1,000 kills; `make kills ARGS="--seed 7 --only 12"` does one again, as far as
the speed of the machine lets it. After each kill:

* what the command had told as done is there, and of what it had not, each decision and each file
  is what it was or what it was to become;
* the store opens, and its rows fit together;
* the same command goes on and comes to the end that it would have come to;
* no temporary file is left then.
"""

import argparse
import json
import os
import re
import shutil
import signal
import sqlite3
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic, sleep, time

import store.store
from store.content.library import SHIPPED
from store.db.first_look import FirstLook
from store.db.orm import load_orm
from store.db.store_file import SCHEMA
from store.domain.decision import DecisionDraft, Status
from store.exchange.export_json import collect
from store.matrix import robustness
from store.reading import Reader
from store.store import Store
from tests.store.db.test_migrations import write_older
from tests.store.small import write_content
from tui_app.__main__ import main as shortlist

STORE = Path("store.sqlite3")
TOPIC = "01-building"
PLAYERS = 2
BATCH = 100
DAY = 86_400
MEMORY = Path("/dev/shm")  # noqa: S108  # its folder there gets a name of its own
"""Where there is one, nothing waits for a disk: who is killed leaves what it wrote all the same."""

KEPT_AGAIN = re.compile(r"\.before-[a-z0-9]+-\d+$")
"""A copy of the store of which there was one already."""

VARYING = re.compile(rb"\d{4}-\d\d-\d\d[T ]\d\d:[\d:.]+(?:[+-]\d\d:\d\d|Z)?|\b[0-9a-f]{32}\b")
"""Times and the ids of decisions, which are other ones each time."""

State = Mapping[str, bytes]
"""What is in the folder and in the store, by name."""


@dataclass
class Deed:
    """Something that writes.

    Args:
        name: what it is called in the list.
        work: does it; yields when a part of it was acknowledged.
        before: makes ready for it.
        is_atomic: whether a part is done whole or not at all, whatever it is made of.
        is_repeatable: whether it can be done once more when it was done, and changes nothing then.
        states: what there was at first, and after each of the parts.
        seconds: how long it takes.
    """

    name: str
    work: Callable[[], Iterator[None]]
    before: Callable[[], None] = lambda: None
    is_atomic: bool = True
    is_repeatable: bool = False
    states: list[State] = field(default_factory=list)
    seconds: float = 0.0


DEEDS: list[Deed] = []
"""Those of this process, with what they come to."""


def command(line: str) -> Callable[[], Iterator[None]]:
    """What runs a command line, and yields if it was done."""

    def run() -> Iterator[None]:
        if code := shortlist(line.split()):
            raise SystemExit(code)
        yield

    return run


def as_the_app_does() -> Iterator[None]:
    """Saves a note, a star, a weight and a decision through one open store, several times."""
    with closing(Store(STORE.absolute())) as store:
        matrix = store.read.matrix()
        for number in range(5):
            store.topics.note(TOPIC, f"Note {number} " * 50)
            yield
            store.topics.star(TOPIC, on=number % 2 == 0)
            yield
            store.matrices.set_weight(1, "price", number + 1)
            yield
            draft = DecisionDraft(f"Saved {number}", Status.ACCEPTED, "pine", "Why.", "Ada")
            store.decisions.save(draft, matrix)
            yield


def records_change_on_both_sides() -> None:
    """Others edit some records, and the store changes some decisions."""
    with closing(Store(STORE.absolute())) as store:
        rows = [row for row in store.read.records(Path("theirs").resolve()) if row.file_name]
        for row in rows[::3]:
            record = Path("theirs", row.file_name)
            record.write_text(record.read_text("utf-8").replace("accepted", "deprecated"), "utf-8")
        for row in rows[1::3]:
            was = store.read.decision(row.number).status
            now = Status.ACCEPTED if was is Status.PROPOSED else Status.DEPRECATED
            store.decisions.set_status(row.number, now, "Tried")


def become_older() -> None:
    """Puts a store of the first release in the place of the store."""
    STORE.unlink()
    write_older(STORE.absolute())


def decide() -> None:
    """Saves one more decision."""
    shortlist(["decide", "--chosen", "oak", "--title", "Once more"])


def deeds() -> list[Deed]:
    """Everything that writes, each in the folder that the one before it has left."""

    def once(*lines: str) -> list[Deed]:
        return [Deed(line, command(line)) for line in lines]

    def again(line: str, before: Callable[[], None] = lambda: None, *, whole: bool = False) -> Deed:
        return Deed(line, command(line), before, is_atomic=whole, is_repeatable=True)

    return [
        *once("decide --chosen oak --title One", "decide --chosen pine --title Two"),
        *once("decision 1 --status accepted --reason Tried", "decision 2 --trash"),
        *once("decision 2 --restore", "decisions --undo", "decisions --redo"),
        Deed("saving as the app does", as_the_app_does),
        again("import-json other.json --overwrite"),
        again("export ours"),
        again("sync theirs"),
        again("sync theirs ", records_change_on_both_sides),
        Deed("renumber theirs 3", command("renumber theirs 3"), is_atomic=False),
        again("export-json all.json --overwrite", whole=True),
        again("html all.html --overwrite", whole=True),
        again("content add pack", whole=True),
        again("backup copy.sqlite3 --overwrite", whole=True),
        *once("content remove pack", "decision 2 --trash ", "decisions --empty-trash"),
        again("restore copy.sqlite3", decide),
        again("topics", become_older),  # which migrates
    ]


AFTERWARDS = Deed("decide afterwards", command("decide --chosen oak --title Afterwards"))
"""What comes after a deed that cannot be done again."""


def make_ready() -> None:
    """The folder that it begins with: a store, records of others, content, a store's JSON."""
    write_content(Path.cwd())
    for name in ("other.sqlite3", STORE):
        Store(Path(name).absolute()).close()
    os.environ["SHORTLIST_STORE"] = "other.sqlite3"
    for number in range(8):
        shortlist(["decide", "--chosen", "pine", "--title", f"Imported {number}"])
    shortlist(["export-json", "other.json"])
    os.environ["SHORTLIST_STORE"] = str(STORE)
    Path("other.sqlite3").unlink()
    pack = write_content(Path("other").absolute(), options=("clay", "glass")).rename("pack")
    (pack / "comparisons" / "materials").rename(pack / "comparisons" / "more")
    (pack / "topics" / f"{TOPIC}.md").unlink()
    Path("theirs").mkdir()
    for number in range(1, 19):
        others = f"See [the one before](00{number - 1:02}-use-{number - 1}.md).\n"
        Path(f"theirs/00{number:02}-use-{number}.md").write_text(
            f"# {number}. Use {number}\n\nDate: 2026-11-24\n\n## Status\n\naccepted\n\n"
            f"## Context\n\n{others if number > 1 else 'None.'}\n## Decision\n\nUse {number}.\n"
        )


def look() -> tuple[State, list[str]]:
    """What is in the folder and in the store, and the temporary files.

    Raises:
        AssertionError: a store is damaged.
    """
    state, left = {}, []
    for path in sorted(path for path in Path().rglob("*") if path.is_file()):
        if re.search(r"(^|/)\.shortlist-|-(wal|shm|journal)$", str(path)):
            left.append(str(path))
        elif path != STORE:
            state[str(path)] = VARYING.sub(b"~", path.read_bytes())
    with closing(sqlite3.connect(STORE)) as store:
        assert store.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert store.execute("PRAGMA foreign_key_check").fetchall() == []
        if store.execute("PRAGMA user_version").fetchone() != (SCHEMA,):
            return state | {"the older store": "\n".join(store.iterdump()).encode()}, left
    with closing(Reader(STORE.absolute(), 1)) as reader:
        own = collect(reader.session, datetime.now(UTC))
        values = {f"{kind} {n}": row for kind in ("decisions", "matrices", "marks")
                  for n, row in enumerate(own[kind])}  # fmt: skip
        values |= {f"decision {row['number']}": row for row in own["decisions"]}
        added = reader.connection.rows("SELECT name, folder FROM library WHERE name <> ?", SHIPPED)
        values |= {"settings": dict(FirstLook(reader.connection).settings()), "content": added}
    return state | {
        f"the store's {name}": VARYING.sub(b"~", json.dumps(value, default=str).encode())
        for name, value in values.items()
        if not name.startswith("decisions ")
    }, left


def begin(deed: Deed, said: Path) -> tuple[int, int]:
    """Begins a deed in a process; returns that, and a pipe: a byte at first and one a part."""
    told, telling = os.pipe()
    if child := os.fork():
        os.close(telling)
        return child, told
    code = 1
    try:
        for stream, path in ((1, said), (2, said.with_suffix(".err"))):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
        os.write(telling, b"g")
        for _ in deed.work():
            os.write(telling, b".")
        code = 0
    except BaseException:  # noqa: BLE001  # the parent tells it
        traceback.print_exc()
    finally:
        os._exit(code)


def ended(child: int, told: int) -> tuple[int, int]:
    """Waits for a process; returns its exit code and how many parts it has done."""
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with os.fdopen(told, "rb") as pipe:
        return code, pipe.read().count(b".")


def prepare(folder: Path) -> None:
    """Does everything once, undisturbed, and keeps what there was before and after."""
    place = folder / str(os.getpid())  # the store knows folders by their paths
    (place / "work").mkdir(parents=True)
    os.chdir(place / "work")
    os.environ |= {"SHORTLIST_STORE": str(STORE), "XDG_DATA_HOME": str(place / "work" / "data")}
    with redirect_stdout(StringIO()):
        make_ready()
        DEEDS.extend(deeds())
        for number, deed in enumerate(DEEDS):
            deed.before()
            shutil.copytree(place / "work", place / str(number))
            deed.states.append(look()[0])
            began = monotonic()
            for _ in deed.work():
                deed.seconds += monotonic() - began
                deed.states.append(look()[0])
                began = monotonic()


def kill(seed: str) -> tuple[str, str, bool, str]:
    """Kills a deed; returns the seed, its name, whether it was killed, and what is wrong then."""
    random = Random(seed)  # noqa: S311  # no secret
    number = random.randrange(len(DEEDS))
    deed, said = DEEDS[number], Path("../said")
    for path in Path().iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(Path("..", str(number)), Path(), dirs_exist_ok=True)
    child, told = begin(deed, said)
    os.read(told, 1)
    sleep(random.uniform(0, deed.seconds * 1.1))
    os.kill(child, signal.SIGKILL)
    code, done = ended(child, told)
    try:
        assert code <= 0, f"failed: {said.with_suffix('.err').read_text('utf-8')}"
        judge(deed, said, max(done, len(deed.states) == 2 and said.stat().st_size > 0))
    except Exception:  # noqa: BLE001  # all that can be wrong is told
        return seed, deed.name, code < 0, traceback.format_exc()
    return seed, deed.name, code < 0, ""


def judge(deed: Deed, said: Path, done: int) -> None:
    """Looks at what a killed deed has left, and does it again.

    Raises:
        AssertionError: something is lost, half-written, or does not go on.
    """
    one, other = deed.states[done], deed.states[min(done + 1, len(deed.states) - 1)]
    state, left = look()
    if deed.is_atomic:
        assert state in (one, other), f"neither before nor after: {changed(state, other)}"
    wrong = {n for n in {*state, *other, *one} if state.get(n) not in (one.get(n), other.get(n))}
    assert not wrong, f"half-written: {wrong}: {changed(state, other)}"
    for path in filter(os.path.exists, left):  # as if the next run came the day after
        os.utime(path, (time() - DAY,) * 2)
    goes_on = len(deed.states) == 2 and (deed.is_repeatable or state != other)
    child, told = begin(deed if goes_on else AFTERWARDS, said)
    code, _ = ended(child, told)
    assert code == 0, f"does not go on: {said.with_suffix('.err').read_text('utf-8')[-1_000:]}"
    state, left = look()
    if goes_on:
        state = {name: each for name, each in state.items() if not KEPT_AGAIN.search(name)}
        assert state == other, f"comes to another end: {changed(state, other)}"
    assert not left, f"left behind: {left}"


def changed(one: State, other: State) -> str:
    """The first of what is not the same in two states, with both of what it is."""
    names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
    if not names:
        return "nothing"
    was, now = (str(each.get(names[0]))[:400] for each in (one, other))
    return f"{', '.join(names)}\n{was}\n{now}"


def main() -> int:
    """Kills as often as the command line says; returns 1 if anything went wrong."""
    parser = argparse.ArgumentParser(prog="make kills ARGS=…", description="Kills what writes.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=1_000, help="how many (default: 1000)")
    parser.add_argument("--only", type=int, metavar="N", help="the kill of that number alone")
    given = parser.parse_args()
    robustness.SAMPLES = 10  # arithmetic, during which a kill finds nothing new
    small = lambda: Path("content").absolute()  # noqa: E731  # and so soon read
    setattr(store.store, "content_folder", small)  # noqa: B010  # which no command names
    load_orm(migrations=True)
    killed: Counter[str] = Counter()
    wrong, late = 0, 0
    memory = str(MEMORY) if MEMORY.is_dir() else None
    with TemporaryDirectory(dir=memory) as folder:
        one = given.only is not None
        with get_context("fork").Pool(1 if one else PLAYERS, prepare, [Path(folder)]) as pool:
            for first in count(0, BATCH):
                numbers = [given.only] if one else range(first, first + BATCH)
                seeds = [f"{given.seed}-{number}" for number in numbers]
                for seed, name, was_killed, trouble in pool.imap_unordered(kill, seeds):
                    killed[name] += was_killed
                    late += not was_killed
                    wrong += bool(trouble)
                    if trouble:
                        say(f"{seed} {name}: {trouble}")
                say(f"{killed.total():,} kills, {wrong} with something wrong")
                if one or killed.total() >= given.kills:
                    break
    for name, times in killed.items():
        say(f"{times:6} {name}")
    say(f"{killed.total():,} kills ({late} came too late), {wrong} with something wrong.")
    return 1 if wrong else 0


def say(words: str) -> None:
    """Tells how it goes."""
    print(words, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
