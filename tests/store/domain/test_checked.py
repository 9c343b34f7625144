"""Whatever a row holds, nothing fails on it: it is told, and the rest is shown."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest

from store.content.topic_pages import TopicPages
from store.domain.content import Topic
from store.domain.decision import DecisionDraft, Status
from store.domain.errors import StoreError, UnreadableError
from store.domain.matrix import CriterionDraft, ItemKind, OptionDraft
from store.exchange import json_format
from store.exchange.export_json import export_json
from store.exchange.import_json import import_json
from store.store import Store
from tests.conftest import ada, fixed_clock
from tui_app.cli import parser

VALUES = (
    None,
    b"\x00\xff",
    b"",
    "",
    "no such word",
    "9999-99-99",
    "\x1b[31m\x00\u202e",
    "{}",
    "[]",
    "[1, 2]",
    '{"options": ["a", 1, null], "criteria": {}}',
    "{not JSON",
    "null",
    "[" * 2_000,
    -1,
    0,
    7,
    2**63 - 1,
    -0.5,
    1e308,
    float("inf"),
)
GARBLED = object()
"""Stands for a text that is no UTF-8."""

COMMANDS = (
    "topics",
    "topic 1",
    "topic no-such",
    "search django",
    "search test own",
    "matrix --samples 10",
    "matrix --samples 10 --matrix Second --json",
    "decisions",
    "decisions --json",
    "decisions --trashed",
    "decision 1",
    "decision 2 --history",
    "decision 2 --compare 1 2 --json",
    "export -",
    "export - --decision 1",
    "export-json -",
    "html -",
    "content list",
    "lab list",
    "lab history framework-import",
    "decisions --undo",
    "decisions --redo",
    "decide --chosen django --title Another",
    "decision 1 --status rejected --reason Because",
    "decision 1 --trash",
    "decision 3 --restore",
    "decisions --empty-trash",
)


@pytest.fixture(scope="module")
def full_store(prepared_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with rows in all tables: copy it, never open it."""
    path = tmp_path_factory.mktemp("full") / "shortlist.sqlite3"
    shutil.copy(prepared_store, path)
    with closing(Store(path, clock=fixed_clock, author=ada)) as store:
        first = store.topics.all()[0].slug
        store.topics.note(first, "A note to test")
        store.topics.star(first, on=True)
        store.topics.tick(first, "A task", on=True)
        store.topics.remember(tab="topics", topic=first)
        matrix = store.read.matrix()
        store.matrices.new(matrix.comparison.slug, "Second")
        own = store.matrices
        own.items(ItemKind.OPTION).add(matrix.id, OptionDraft("Own option"))
        own.items(ItemKind.CRITERION).add(matrix.id, CriterionDraft("Own criterion"))
        criterion = matrix.comparison.criteria[0].slug
        own.set_weight(matrix.id, criterion, 3)
        own.set_rating(matrix.id, criterion, "django", (2, "For a test"))
        own.set_minimum(matrix.id, criterion, 1)
        own.rule_out(matrix.id, "flask", "It is a test")
        matrix = store.read.matrix()
        for title in ("First", "Second", "Third", "Fourth"):
            store.decisions.save(DecisionDraft(title, Status.PROPOSED, "django"), matrix)
        store.decisions.revise(2, DecisionDraft("Revised", Status.PROPOSED, "flask"))
        store.decisions.set_status(2, Status.ACCEPTED, "It is good")
        store.decisions.trash(3)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "INSERT INTO labreport (experiment, report) VALUES ('framework-import', '{}')"
        )
    return path


def _loosen(path: Path) -> None:
    """Takes from the schema what keeps wrong values out."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("PRAGMA writable_schema=ON")
        database.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE type = 'table' "
            "AND sql NOT LIKE '%VIRTUAL%' AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'"
        )


def _damage(path: Path, table: str, column: str, row: int, value: object) -> bool:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA ignore_check_constraints=ON")
        given = "CAST(x'66ff66' AS TEXT)" if value is GARBLED else "?"
        try:
            with database:
                done = database.execute(
                    f'UPDATE "{table}" SET "{column}" = {given} WHERE rowid = '  # noqa: S608
                    f'(SELECT rowid FROM "{table}" LIMIT 1 OFFSET ?)',
                    [row] if value is GARBLED else [value, row],
                )
        except sqlite3.IntegrityError:  # there is a row of that key
            return False
        return done.rowcount == 1


def _cells(path: Path) -> list[tuple[str, str, int]]:
    """Every column of a table, with how many rows it has."""
    with closing(sqlite3.connect(path)) as database:
        tables = [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' "
                "AND name NOT LIKE 'search_%' AND name NOT LIKE 'sqlite%'"
            )
        ]
        return [
            (table, column, count)
            for table in tables
            for (count,) in database.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
            for _, column, *_ in database.execute(f'PRAGMA table_info("{table}")')
            if count
        ]


def _answer(store: Path, command: str) -> str:
    """What a command says, or why it did nothing."""
    try:
        answer = parser.run(parser.parse([*command.split(), "--store", str(store)]))
    except StoreError as error:
        return str(error)
    return f"{answer.text}{answer.trouble}"


def _reads(store: Store) -> Iterator[Callable[[], object]]:
    read = store.read
    yield store.topics.settings
    yield store.first_look.settings
    yield store.topics.all
    yield store.first_look.all
    yield store.topics.claims
    yield store.libraries.all
    yield read.trashed_matrices
    yield read.people
    yield read.last_reports
    yield store.evidence
    yield lambda: [read.matrix(key=row.id) for row in read.matrices()]
    for topics in (store.topics, store.first_look):
        yield partial(_some_topics, topics)
    yield lambda: read.records(Path("/no/such"))
    yield lambda: read.records_elsewhere(Path("/no/such"))
    yield lambda: read.record(2)
    yield lambda: store.matrices.undo(1)
    yield lambda: store.matrices.redo(1)
    yield lambda: store.matrices.items(ItemKind.OPTION).move(1, "django", 1)
    yield lambda: store.matrices.copy(1, "A copy")
    yield lambda: store.topics.note("01-no-such", "x")
    yield lambda: import_json(store, _archive(store))
    yield lambda: store.decisions.revise(1, DecisionDraft("New", Status.PROPOSED, "django"))


def _some_topics(topics: TopicPages) -> list[Topic]:
    return [topics.get(row.slug) for row in topics.all()[:5]]


def _archive(store: Store) -> json_format.Archive:
    return json_format.parse(json.dumps(export_json(store)))


@pytest.mark.parametrize("seed", range(6))
def test_no_value_ends_a_command_or_a_reader(full_store: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    path = Path(shutil.copy(full_store, tmp_path / "shortlist.sqlite3"))
    _loosen(path)
    cells = _cells(path)
    own = [c for c in cells if c[0].startswith(("matrix", "decision", "mark", "setting", "lab"))]
    for among in (own, own, cells):
        table, column, count = chance.choice(among)
        value = chance.choice((*VALUES, GARBLED))
        _damage(path, table, column, chance.randrange(min(count, 20)), value)
    for command in chance.sample(COMMANDS, 4):
        _answer(path, command)
    with suppress(StoreError), closing(Store(path, clock=fixed_clock, author=ada)) as store:
        for read in chance.sample(list(_reads(store)), 10):
            with suppress(StoreError):
                read()


@pytest.fixture
def wrong(full_store: Path, tmp_path: Path) -> Callable[..., Path]:
    """Makes a store in which the first row of a table holds that value."""

    def make(table: str, column: str, value: object) -> Path:
        path = Path(shutil.copy(full_store, tmp_path / "shortlist.sqlite3"))
        _loosen(path)
        assert _damage(path, table, column, 0, value)
        return path

    return make


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", b"\x00\xff"),
        ("title", GARBLED),
        ("title", None),
        ("status", "no such word"),
        ("date", "9999-99-99"),
        ("review_by", 7),
        ("matrix", "{not JSON"),
        ("matrix", '{"options": ["a", 1, null]}'),
        ("chosen", "no-such"),
    ],
)
def test_a_wrong_decision_is_told_and_the_others_are_listed(
    wrong: Callable[..., Path], column: str, value: object
) -> None:
    path = wrong("decision", column, value)
    answer = parser.run(parser.parse(["decisions", "--store", str(path)]))
    assert [line.split()[-1] for line in answer.text.splitlines()] == ["Fourth", "Revised"]
    assert "decision 1" in answer.trouble
    assert "shortlist restore FILE" in answer.trouble
    with closing(Store(path)) as store:
        with pytest.raises(UnreadableError, match="Decision 1 cannot be read"):
            store.read.decision(1)
        with pytest.raises(StoreError, match=r"Nothing was changed|It was left as it was"):
            store.decisions.trash(1)
        assert store.read.decision(4).title == "Fourth"


def test_what_was_left_out_is_told_once(wrong: Callable[..., Path]) -> None:
    with closing(Store(wrong("decision", "title", b"x"))) as store:
        store.read.decisions()
        assert "decision 1" in store.read.left_out()
        store.read.decisions()
        assert store.read.left_out() == ""


def test_a_wrong_mark_leaves_its_topic(wrong: Callable[..., Path]) -> None:
    with closing(Store(wrong("mark", "note", b"x"))) as store:
        first = store.topics.all()[0]
        assert not first.noted
        assert store.topics.get(first.slug).note == ""
        assert f"marks and note on {first.slug}" in store.read.left_out()


def test_a_matrix_with_a_wrong_weight_is_shown_without_it_and_not_decided_on(
    wrong: Callable[..., Path],
) -> None:
    path = wrong("matrixweight", "weight", "heavy")
    answer = parser.run(parser.parse(["matrix", "--format", "csv", "--store", str(path)]))
    assert "Own criterion" in answer.text
    assert "weight in “" in answer.trouble
    words = ["decide", "--chosen", "django", "--title", "No", "--store", str(path)]
    with pytest.raises(StoreError, match="a matrix that is not whole"):
        parser.run(parser.parse(words))


def test_a_record_whose_decision_makes_no_sense_is_not_read_in_anew(
    wrong: Callable[..., Path],
) -> None:
    with (
        closing(Store(wrong("decision", "title", b"x"))) as store,
        pytest.raises(UnreadableError, match="Decision 1"),
    ):
        store.read.records(Path("/no/such"))


def test_an_archive_and_a_page_hold_the_rest(wrong: Callable[..., Path]) -> None:
    path = str(wrong("decision", "created", "yesterday"))
    held = parser.run(parser.parse(["export-json", "-", "--store", path]))
    assert [each["number"] for each in json.loads(held.text)["decisions"]] == [2, 3, 4]
    assert "decision 1" in held.trouble
    page = parser.run(parser.parse(["html", "-", "--store", path]))
    assert "Fourth" in page.text
    assert "decision 1" in page.trouble
