"""Files as others break them: real ones, changed by chance, through all that reads them.

`make fuzz` reads 10,000 of them; `make fuzz ARGS="--only record-17"` reads one of them again.
What is changed follows from the name alone. Whatever comes is read, or refused with a sentence.
"""

import argparse
import json
import re
import shutil
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from store.content import library
from store.db import backup
from store.db.orm import load_orm
from store.db.store_check import our_schema
from store.domain.decision import DecisionDraft, Status
from store.domain.errors import StoreError
from store.domain.matrix import CriterionDraft, ItemKind, OptionDraft
from store.domain.record_format import RecordFormat
from store.exchange import json_format
from store.exchange.export_json import export_json
from store.exchange.import_json import import_json
from store.exchange.restore import restore
from store.matrix import toml_file
from store.records import check
from store.records.document import RecordError
from store.records.edit import edit
from store.records.folder import shelf
from store.records.parse import parse
from store.store import Store
from store.sync.apply import apply_plan
from store.sync.mapping import from_record
from store.sync.plan import plan
from store.sync.record_files import RecordStyle
from store.util.paths import content_folder
from tests.bounded import Outcome, bounded, forked, tell
from tests.conftest import ada, fixed_clock
from tests.hostile import UNITS
from tests.store.small import open_store, write_content

LIMIT = 1.0
"""Seconds of the processor that reading one may take."""

COUNTS = {"record": 4000, "matrix": 2500, "json": 1500, "content": 1200, "backup": 800}
FOLDERS = Path(__file__).parent / "store" / "records" / "folders"

_ODD: Sequence[Any] = (
    *(None, True, False, 0, -1, 1, 5, 11, 1.5, 1e308, -1e-320, 10**30, float("nan"), float("inf")),
    *("", " ", "a", "a\nb", "\x1b[31m", "\ud800", "\x00", "٣", "x" * 3000, "2026-02-30", "own-"),
    *([], {}, [[]], [None], {"": None}, [1, 2], {"a": {"b": []}}),
)
_ODD_TOML = (
    *("true", "-1", "0x10", "1e400", "nan", "inf", '"unknown"', '""', '"\\u0000"', "[]", "{}"),
    *("[1, [2]]", "{ a = 1 }", "2026-01-01", "07:32:00", "1" * 5000, '"""a\nb"""', "'", '"é'),
)
_EDITS: Sequence[Mapping[str, Any]] = (
    {"title": "Another"},
    {"status": "deprecated"},
    {"day": date(2026, 12, 1)},
    {"deciders": ("Barbara", "O'Neill, P.")},
    {"review_by": date(2027, 12, 1)},
    {"context": "Other."},
    {"chosen": "Flask"},
    {"reason": "of this"},
    {"consequences": "* Good, because it is"},
    {"confirmation": "Look."},
)


@dataclass(frozen=True, slots=True)
class Seed:
    """A file as it should be.

    Args:
        name: its name, or its path within a folder of content.
        data: its bytes.
        beside: the other files of its folder.
    """

    name: str
    data: bytes
    beside: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fuzz:
    """The files that are broken, by their kind, and what breaks and reads them.

    Args:
        place: a folder with a store in the file `store.sqlite3` and its content.
        seeds: files by their kind.
    """

    place: Path
    seeds: Mapping[str, Sequence[Seed]]

    def broken(self, kind: str, number: int) -> Seed:
        """A file of that kind, as the number has it."""
        random = Random(f"{kind}-{number}")  # noqa: S311  # no secret
        seed = random.choice(self.seeds[kind])
        data = seed.data
        other = random.choice(self.seeds[kind]).data
        for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
            if random.random() < 0.5 and (change := _TYPED.get(kind)):
                with suppress(ValueError, sqlite3.Error, RecursionError):  # too broken already
                    data = change(random, data)
            else:
                data = random.choice(_CHANGES)(random, data, other)
        return Seed(seed.name, data, seed.beside)

    def read(self, kind: str, seed: Seed, number: int) -> None:
        """Reads a file, and goes on with what it holds; being refused with a sentence is fine."""
        with TemporaryDirectory() as folder, suppress(StoreError):
            _READERS[kind](self, seed, Path(folder), number)

    def store(self, folder: Path) -> Store:
        """A copy of the store, open."""
        path = Path(shutil.copy(self.place / "store.sqlite3", folder / "store.sqlite3"))
        return Store(path, clock=fixed_clock, content=self.place / "content", author=ada)

    # What reads it

    def _record(self, seed: Seed, folder: Path, number: int) -> None:
        records = folder / "records"
        records.mkdir()
        for name, data in {**seed.beside, seed.name: seed.data}.items():
            (records / name).write_bytes(data)
        found = shelf(records)
        check.check(found, check.Terms(date(2026, 12, 1), max_age=30))
        with suppress(RecordError):
            document = parse(seed.data, seed.name)
            from_record(document)
            edit(document, **_EDITS[number % len(_EDITS)])
        with closing(self.store(folder)) as store:
            apply_plan(store, plan(store, records))

    def _matrix(self, seed: Seed, folder: Path, number: int) -> None:
        path = folder / seed.name
        path.write_bytes(seed.data)
        found = toml_file.read(path)
        again = folder / "again.toml"
        again.write_text(toml_file.write(found), encoding="utf-8")
        read = toml_file.read(again)
        assert (read.weights, read.minimums) == (found.weights, found.minimums), number

    def _content(self, seed: Seed, folder: Path, number: int) -> None:
        place = folder / "content"
        is_own = number % 2 == 0
        for name, data in {**seed.beside, seed.name: seed.data}.items():
            path = place / (_own_name(name) if is_own else name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(_own_claims(data) if is_own else data)
        if is_own:
            library.read_own(place, "", self.place / "content")
        else:
            library.read(place)

    def _json(self, seed: Seed, folder: Path, number: int) -> None:
        given = json_format.parse(seed.data)
        with closing(self.store(folder)) as store:
            import_json(store, given, overwrite=number % 2 == 0)
            _look_at(store)

    def _backup(self, seed: Seed, folder: Path, _number: int) -> None:
        source = folder / seed.name
        source.write_bytes(seed.data)
        path = folder / "store.sqlite3"
        restore(path, source, timeout=1)
        with closing(Store(path, fixed_clock, 1, self.place / "content", ada)) as store:
            _look_at(store)


_READERS: Mapping[str, Callable[[Fuzz, Seed, Path, int], None]] = {
    "record": Fuzz._record,
    "matrix": Fuzz._matrix,
    "content": Fuzz._content,
    "json": Fuzz._json,
    "backup": Fuzz._backup,
}


def _own_name(name: str) -> str:
    """The name of a file in content of one's own, whose topics have numbers from 101 on."""
    return name.replace("comparisons/", "comparisons/own-").replace("topics/", "topics/1")


def _own_claims(data: bytes) -> bytes:
    return re.sub(rb"(?<=\n### )\d+", lambda found: b"1" + found[0].zfill(2), data)


def _look_at(store: Store) -> None:
    """Reads all that the app would show; nothing of it may break."""
    read = store.read
    json_format.parse(json.dumps(export_json(store)))
    for row in read.decisions():
        read.decision(row.number), read.revisions(row.number)
    for each in read.matrices():
        read.matrix(key=each.id)
    for topic in store.topics.all():
        store.topics.get(topic.slug)
    read.people(), read.search("oak"), store.libraries.all(), store.topics.settings()


# What is broken


def prepared(place: Path) -> Fuzz:
    """All files to be broken, and the store that they are read into, made in an empty folder."""
    write_content(place)
    seeds: dict[str, list[Seed]] = defaultdict(list)
    for folder in sorted(FOLDERS.iterdir()):
        seeds["record"] += _files(folder)
    with closing(open_store(place / "content")) as store:
        shutil.copy(store.path, place / "empty.sqlite3")
        _fill(store)
        for profile in RecordFormat:
            records = place / profile
            apply_plan(store, plan(store, records, RecordStyle(profile)))
            seeds["record"] += _files(records)
        held = json.dumps(export_json(store), indent=1).encode()
        seeds["json"] = [Seed("all.json", held)]
        for row in store.read.matrices():
            text = toml_file.write(store.read.matrix(key=row.id))
            seeds["matrix"].append(Seed("a.toml", text.encode()))
        seeds["matrix"].append(Seed("a.json", _MATRIX_AS_JSON))
        backup.back_up(store.path, place / "backup.sqlite3", timeout=1)
    seeds["backup"] = [Seed("backup.sqlite3", (place / "backup.sqlite3").read_bytes())]
    (place / "empty.sqlite3").replace(place / "store.sqlite3")
    own = {each.name: each.data for each in _files(place / "content")}
    shipped = sorted((content_folder() / "topics").iterdir())[::10]
    topics = {f"topics/{path.name}": path.read_bytes() for path in shipped}
    seeds["content"] = [Seed(name, data, own) for name, data in (own | topics).items()]
    return Fuzz(place, seeds)


def _files(folder: Path) -> list[Seed]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return [Seed(name, data, found) for name, data in found.items()]


def _fill(store: Store) -> None:
    key = store.read.matrices()[0].id
    store.matrices.set_weight(key, "price", 8)
    store.matrices.set_rating(key, "price", "oak", (1.5, "It is *dear*."))
    store.matrices.rule_out(key, "brick", "Too | heavy")
    store.matrices.set_minimum(key, "strength", 2)
    store.matrices.items(ItemKind.OPTION).add(
        key, OptionDraft("Straw", "Light", "https://example.com/a_b")
    )
    store.matrices.items(ItemKind.CRITERION).add(
        key, CriterionDraft("Smell", "Use", "How?", "bad", "good")
    )
    for number, status in enumerate((Status.ACCEPTED, Status.PROPOSED, Status.ACCEPTED)):
        draft = DecisionDraft(
            title=f"Use oak {number}",
            status=status,
            chosen="oak",
            context="We need a *house*.\n\n* one\n* two",
            deciders="Ada, Grace",
            consequences="+ It stands\n- It burns",
            confirmation="Knock.",
            review_by=date(2027, 1, 1),
        )
        store.decisions.save(draft, store.read.matrix(key=key))
    store.decisions.set_status(1, Status.SUPERSEDED, "It burns.", 3)
    topic = store.topics.all()[0].slug
    store.topics.note(topic, "A note\nof two lines")
    store.topics.star(topic, on=True)


_MATRIX_AS_JSON = json.dumps(
    {
        "title": "Of what?",
        "question": "Build of what?",
        "options": [{"name": "Oak", "url": "https://example.com"}, {"name": "Pine"}],
        "criteria": [
            {"name": "Price", "weight": 5, "must": 2, "ratings": {"Oak": 1, "Pine": None}},
            {"name": "Looks", "weight": 2, "group": "Use", "zero": "bad", "ratings": {"Oak": 4.5}},
        ],
    },
    indent=1,
).encode()


# What breaks it

_Change = Callable[[Random, bytes, bytes], bytes]


def _cut(random: Random, data: bytes) -> tuple[int, int]:
    """Where a part of it begins and ends: mostly short, and sometimes any."""
    start = random.randrange(len(data) + 1)
    length = random.choice((1, 1, 3, 10, 40, 300, random.randrange(len(data) + 1)))
    return start, min(len(data), start + length)


def _flip(random: Random, data: bytes, _other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        if changed:
            changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _delete(random: Random, data: bytes, _other: bytes) -> bytes:
    start, end = _cut(random, data)
    return data[:start] + data[end:]


def _double(random: Random, data: bytes, _other: bytes) -> bytes:
    start, end = _cut(random, data)
    part = data[start:end]
    return (
        data[:end] + part * min(random.choice((1, 2, 50)), 20_000 // (len(part) + 1)) + data[end:]
    )


def _truncate(random: Random, data: bytes, _other: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _splice(random: Random, data: bytes, other: bytes) -> bytes:
    (start, end), (first, last) = _cut(random, data), _cut(random, other)
    return data[:start] + other[first:last] + data[end:]


def _mark(random: Random, data: bytes, _other: bytes) -> bytes:
    start, end = _cut(random, data)
    mark: bytes = random.choice(UNITS).encode() * random.choice((1, 1, 2, 3, 60))
    return data[:start] + mark + data[random.choice((start, end)) :]


def _lines(random: Random, data: bytes, other: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    start, end = _cut(random, b"0" * len(lines))
    some = lines[start:end]
    match random.randrange(5):
        case 0:
            random.shuffle(some)
        case 1:
            some = []
        case 2:
            some *= min(random.choice((2, 20)), 2000 // (len(some) + 1) + 1)
        case 3:
            some = [
                *some,
                *random.sample(found := other.splitlines(keepends=True), min(3, len(found))),
            ]
        case _:
            some = [line.rstrip(b"\r\n") + b"\r\n" for line in some]
    return b"".join([*lines[:start], *some, *lines[end:]])


def _words(random: Random, data: bytes, other: bytes) -> bytes:
    words: list[bytes] = re.split(rb"(\W+)", data)
    theirs: list[bytes] = re.split(rb"(\W+)", other)
    for _ in range(random.choice((1, 3))):
        words[random.randrange(len(words))] = random.choice(random.choice((words, theirs)))
    return b"".join(words)


_CHANGES: Sequence[_Change] = (
    *(_flip, _delete, _double, _truncate, _splice, _mark, _mark, _lines, _lines, _words, _words),
)


def _json_value(random: Random, data: bytes) -> bytes:
    """JSON with one value in it of another kind, gone, or under another key."""
    top = json.loads(data)
    places = list(_places(top))
    if not places:
        return data
    held, key = random.choice(places)
    match random.randrange(8):
        case 0:
            del held[key]
        case 1 if isinstance(held, dict):
            held[random.choice(("", "a", "toString", "name", "slug"))] = held.pop(key)
        case 2:
            other, place = random.choice(places)
            held[key] = json.loads(json.dumps(other[place]))
        case _:
            held[key] = random.choice(_ODD)
    return json.dumps(top, indent=1).encode()


def _places(value: object) -> Iterator[tuple[Any, Any]]:
    """Everything that holds a value, with the key that it is held by."""
    found: list[object] = [value]
    while found:
        each = found.pop()
        if isinstance(each, dict | list):
            keys = list(each) if isinstance(each, dict) else list(range(len(each)))
            yield from ((each, key) for key in keys)
            found += [each[key] for key in keys]


def _toml_value(random: Random, data: bytes) -> bytes:
    """TOML with what stands behind one of its keys changed."""
    values = list(re.finditer(rb"(?<== )[^\n,}]+", data))
    if not values:
        return data
    found = random.choice(values)
    return data[: found.start()] + random.choice(_ODD_TOML).encode() + data[found.end() :]


def _value(random: Random, data: bytes) -> bytes:
    return (_json_value if data.lstrip()[:1] == b"{" else _toml_value)(random, data)


def _row(random: Random, data: bytes) -> bytes:
    """A database with a value, a row or a thing in it changed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite3"
        path.write_bytes(data)
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            _change_row(random, database)
        return path.read_bytes()


def _change_row(random: Random, database: sqlite3.Connection) -> None:
    run = database.execute
    run("PRAGMA foreign_keys=OFF")
    tables = [
        name
        for name, sql in run("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        if "VIRTUAL" not in sql
    ]
    full = [name for name in tables if run(f"SELECT 1 FROM '{name}'").fetchone()]  # noqa: S608
    table = random.choice(full)
    columns = [row[1] for row in run(f"PRAGMA table_info('{table}')")]
    column = random.choice(columns)
    match random.randrange(12):
        case 0:
            run(f"DELETE FROM '{table}'")  # noqa: S608
        case 1:
            run(f"ALTER TABLE '{table}' ADD COLUMN x")
        case 2:
            run(f"CREATE TRIGGER x AFTER INSERT ON '{table}' BEGIN SELECT 1; END")
        case 3:
            run(f"PRAGMA user_version={random.randrange(12)}")
        case _:
            value = random.choice((*_ODD, b"", b"\xff", "[1", '{"a": 1}', 2**62))
            if isinstance(value, list | dict):
                value = json.dumps(value)
            if isinstance(value, int):
                value = min(value, 2**62)
            if isinstance(value, str):
                value = value.encode("utf-8", "replace").decode()
            run(
                f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = '  # noqa: S608
                f'(SELECT rowid FROM "{table}" LIMIT 1 OFFSET {random.randrange(3)})',
                [value],
            )


_TYPED: Mapping[str, Callable[[Random, bytes], bytes]] = {
    "json": _json_value,
    "matrix": _value,
    "content": _toml_value,
    "backup": _row,
}


# The run


def main() -> int:
    """Read them all; return 1 if one was neither read nor refused in time."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--share", type=float, default=1.0, help="of the 10,000 (1.0)")
    parser.add_argument("--only", action="append", default=[], help="KIND-NUMBER, as it is told")
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="for what fails")
    parser.add_argument("kinds", nargs="*", help="only these, instead of all")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        fuzz = prepared(Path(folder))
        load_orm()
        our_schema()  # once, and not once for each backup
        cases = [_case(name) for name in arguments.only] or [
            (kind, number)
            for kind, count in COUNTS.items()
            if not arguments.kinds or kind in arguments.kinds
            for number in range(int(count * arguments.share))
        ]
        return int(forked(lambda share, shares: _run(fuzz, cases[share::shares], arguments.keep)))


def _case(name: str) -> tuple[str, int]:
    kind, _, number = name.rpartition("-")
    return kind, int(number)


def _run(fuzz: Fuzz, cases: Sequence[tuple[str, int]], keep: Path) -> int:
    slowest: dict[str, tuple[float, int]] = {}
    failures = 0
    for done, (kind, number) in enumerate(cases):
        if done and done % 500 == 0:
            tell(f"{done:,} of {len(cases):,}, {failures} failures")
        seed = fuzz.broken(kind, number)
        outcome = bounded(partial(fuzz.read, kind, seed, number), LIMIT)
        slowest[kind] = max(slowest.get(kind, (0.0, 0)), (outcome.seconds, number))
        if outcome.trouble:
            failures += 1
            _tell(kind, number, seed, outcome, keep)
    told = ", ".join(f"{kind} {taken:.2f} s ({n})" for kind, (taken, n) in slowest.items())
    tell(f"{len(cases):,} files, {failures} failures; the slowest: {told}")
    return failures


def _tell(kind: str, number: int, seed: Seed, outcome: Outcome, keep: Path) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    path = keep / f"{kind}-{number}{Path(seed.name).suffix}"
    path.write_bytes(seed.data)
    where = outcome.trouble.strip().splitlines()
    tell(
        f"{kind}-{number} ({seed.name}, {outcome.seconds:.1f} s) is kept as {path}\n  "
        + "\n  ".join(where[-9:])
    )


if __name__ == "__main__":
    sys.exit(main())
