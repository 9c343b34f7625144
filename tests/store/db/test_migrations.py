import json
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from store.db import models
from store.db.backup import back_up, keep
from store.db.engine import MIGRATIONS, connect, migrate
from store.db.store_file import APPLICATION_ID, OLDEST, SCHEMA
from store.domain.decision import Status
from store.domain.errors import StoreError
from store.store import Store
from tests.conftest import fixed_clock


@pytest.fixture(scope="module")
def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
        ).fetchall()


def test_the_migrations_are_numbered_like_the_schemas(scripts: ScriptDirectory) -> None:
    numbers = [int(revision.revision) for revision in scripts.walk_revisions()]
    assert numbers == [*range(SCHEMA, OLDEST - 1, -1)]
    assert len(scripts.get_heads()) == 1
    assert scripts.get_current_head() == f"{SCHEMA:04}"


def test_the_migrations_make_the_tables_of_the_models(store_path: Path) -> None:
    engine = connect(store_path, timeout=1)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, _: (
                    not (kind == "table" and (name or "").startswith("search"))
                ),
            },
        )
        differences = compare_metadata(context, models.metadata)
    engine.dispose()
    assert differences == []


def test_the_database_itself_holds_the_rules(store_path: Path) -> None:
    """What Alembic does not compare: a value out of range is refused without the models too."""
    with closing(sqlite3.connect(store_path)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        for sql in (
            "INSERT INTO matrixweight VALUES (1, 'migrations', 11)",
            "INSERT INTO matrixrating VALUES (1, 'migrations', 'flask', -1, '')",
            "UPDATE claim SET verdict = 'true'",
            "INSERT INTO matrixruling VALUES (99, 'flask', 'no such matrix')",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(sql)


def test_an_empty_file_becomes_a_store_of_the_current_version(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    path.touch()
    engine = connect(path, timeout=1)
    migrate(engine, path, 0)
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        (stamp,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert (version, application, mode) == (SCHEMA, APPLICATION_ID, "wal")
    assert stamp == f"{SCHEMA:04}"
    assert list(tmp_path.glob("*.before-*")) == []


def test_a_store_at_its_head_is_left_alone_by_one_more_migration(store_path: Path) -> None:
    """Two programs may start on a new file at a time: the second finds the work done."""
    before = schema(store_path)
    engine = connect(store_path, timeout=1)
    migrate(engine, store_path, 0)
    engine.dispose()
    assert schema(store_path) == before


def test_a_backup_is_a_whole_store_even_while_it_is_written(
    store: Store, store_path: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copy.sqlite3"
    store.topics.note("16-security", "lies in the write-ahead log")
    with store.writing() as session:
        session.connection().exec_driver_sql("UPDATE mark SET note = 'not committed'")
        back_up(store_path, target, 0.1)
    copy = Store(target)
    try:
        assert copy.topics.get("16-security").note == "lies in the write-ahead log"
        assert copy.topics.all() == store.topics.all()
    finally:
        copy.close()


# From the oldest schema that is opened

Rows = dict[str, list[tuple[object, ...]]]

MATRIX = """{"version": 1, "name": "Python web frameworks", "comparison": {"slug":
"python-web-frameworks", "title": "Python web frameworks", "question": "Which?"}, "preset": null,
"options": [{"slug": "flask", "name": "Flask", "summary": "small", "url": "https://example.com"}],
"criteria": [{"slug": "migrations", "group": "Data", "name": "Migrations", "question": "Any?",
"zero": "none", "five": "all", "topic": "12-database-trouble", "topic_number": 12, "weight": 9.5,
"base": 7, "ratings": {"flask": {"value": 3, "rationale": "by an extension", "sources": ["docs"],
"claims": ["12.1"], "changed": false, "note": ""}}}], "ruled_out": {}, "sources": {"docs":
{"title": "Docs", "url": "https://example.com", "how": null, "checked": "2026-11-23"}}}"""
PATCH = '{"weights": {"migrations": 9.5}, "ratings": {}, "ruled_out": {}, "preset": []}'
NOTE = "Grapefruit [/] list[int] \x1b[31m\0 日本\n- line"

REST = ("Data", "2026-11-23", "Old.", "[]", "", "")
"""What else there was of a topic."""

CONTENT: Rows = {
    "library": [("shortlist", "/of/old", "an older hash")],
    "source": [("docs", "shortlist", "Docs", "https://example.com", None, "2026-11-23")],
    "topic": [
        ("12-database-trouble", "shortlist", 12, "Old title", "Old?", *REST),
        ("13-long-gone", "shortlist", 13, "Gone", "Gone?", *REST),
    ],
    "claim": [("12.1", "12-database-trouble", 0, "Old claim", "wrong", "flask", "Old fact")],
    "claimsource": [("12.1", 0, "docs")],
    "comparison": [("python-web-frameworks", "shortlist", "Old title", "Old question?", 0, "")],
    "option": [("python-web-frameworks", "flask", "Flask", "old", "https://example.com", 0)],
    "criterion": [
        (
            *("python-web-frameworks", "migrations", "Data", "Migrations", "Any?"),
            *("none", "all", "12-database-trouble", 7.0, 0),
        )
    ],
    "rating": [("python-web-frameworks", "migrations", "flask", 3.0, "old", "12.1")],
    "ratingsource": [("python-web-frameworks", "migrations", "flask", 0, "docs")],
    "preset": [("python-web-frameworks", "small", "Small", "old", 0)],
    "presetweight": [("python-web-frameworks", "small", "migrations", 2.0)],
}
"""What a store of schema 7 held of content, by table."""

FIELDS = [
    json.dumps(
        {
            "title": title,
            "status": status,
            "superseded_by": by,
            "date": day,
            "chosen": "flask",
            "context": context,
            "deciders": deciders,
            "consulted": "",
            "informed": "",
            "consequences": outcome,
            "confirmation": "",
            "review_by": None,
            "reason": "",
            "trashed": None,
        }
    )
    for title, status, by, day, context, deciders, outcome in (
        ("Use Flask", "superseded", 2, "2026-11-22", "The tangerine problem", "Ann, Bo", "+ small"),
        ("Use Flask after all", "accepted", None, "2026-11-23", "", "", ""),
    )
]
"""What the revisions hold."""

USER: Rows = {
    "mark": [
        ("12-database-trouble", 1, 0, NOTE, 17),
        ("13-long-gone", 1, 1, "of a topic that is no more", 0),
    ],
    "setting": [("folder", "/repo/docs/decisions"), ("tab", "matrix")],
    "tick": [("12-database-trouble", "Ask the team")],
    "matrix": [
        (1, "python-web-frameworks", "Mine", "small-json-api", "django,flask", "", None),
        (2, "python-web-frameworks", "Thrown away", None, "", "", "2026-11-22 08:00:00.000000"),
    ],
    "matrixoption": [
        (1, "own_1", 0, "Raspberry", "a fruit", ""),
        (2, "own_1", 0, "Blackberry", "a fruit", ""),
    ],
    "matrixcriterion": [(1, "own_1", 0, "Data", "Sweet", "Is it?", "no", "yes", 2.0)],
    "matrixshown": [(1, "option", "flask", 1)],
    "matrixbar": [(1, "migrations", 1.5)],
    "matrixweight": [(1, "migrations", 9.5), (1, "of-old", 0.0)],
    "matrixrating": [
        (1, "migrations", "django", None, "not tried"),
        (1, "migrations", "flask", 1.25, "tried"),
    ],
    "matrixruling": [(1, "django", "too large: \x1b[1m")],
    "matrixedit": [
        (1, 1, "weight of “Migrations”", PATCH.replace("9.5", "null"), PATCH, 0),
        (2, 1, "weight of “Of old”", PATCH, PATCH, 1),
    ],
    "decision": [
        (
            *(7, 1, "Use Flask", "superseded", 2, "2026-11-22", "flask", "The tangerine problem"),
            *("Ann, Bo", "+ small\n- new", MATRIX),
            *("2026-11-22 08:00:00.000000", "2026-11-23 09:30:00.000000"),
            *("", "", "", "too small", "uid-one", "2027-11-22", None),
        ),
        (
            *(9, 2, "Use Flask after all", "accepted", None, "2026-11-23", "flask", "", "", ""),
            *(MATRIX, "2026-11-23 09:30:00.000000", "2026-11-23 09:30:00.000000"),
            *("", "", "", "", "uid-two", None, None),
        ),
    ],
    "decisionrevision": [
        (1, 7, 1, "2026-11-22 08:00:00.000000", "Ada", "saved", FIELDS[0], None, None),
        (2, 9, 1, "2026-11-23 09:30:00.000000", "Ada", "saved", FIELDS[1], None, None),
    ],
    "labreport": [(1, "framework-import", "{}")],
    "export": [
        (
            *(7, "/repo/docs/decisions", "0001-use-flask.md", "ab" * 32, "", b"bytes"),
            *(1, "madr4", None, 0),
        )
    ],
}
"""What it held of the user's, by table."""

SEARCH: list[tuple[object, ...]] = [
    ("topic", "12-database-trouble", "12-database-trouble", "Old title", "Old. obsoleteword"),
    ("claim", "12.1", "12-database-trouble", "Old claim", "Old fact obsoleteword"),
    ("criterion", "python-web-frameworks/migrations", None, "Migrations", "obsoleteword"),
    ("option", "python-web-frameworks/flask", None, "Flask", "obsoleteword"),
    ("option", "1/own_1", None, "Raspberry", "a fruit"),
    ("criterion", "1/own_1", None, "Sweet", "Is it? no yes"),
    ("note", "12-database-trouble", "12-database-trouble", "Note on Old title", NOTE),
    ("decision", "1", None, "Use Flask", "The tangerine problem + small\n- new  flask Ann, Bo  "),
    ("decision", "2", None, "Use Flask after all", "   flask   "),
]


def write_older(path: Path) -> None:
    """A file of the oldest schema that is opened, with something of the user's in every table."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = connect(path, timeout=1)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, f"{OLDEST:04}")
        for table, held in {**CONTENT, **USER, "search": SEARCH}.items():
            for row in held:
                marks = ", ".join("?" * len(row))
                connection.exec_driver_sql(f'INSERT INTO "{table}" VALUES ({marks})', row)  # noqa: S608
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version={OLDEST}")
    engine.dispose()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.sqlite3"
    write_older(path)
    return path


def held(path: Path, table: str, columns: str = "*") -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(f'SELECT {columns} FROM "{table}"')  # noqa: S608
        return sorted(rows.fetchall(), key=repr)


def columns_of(path: Path, table: str) -> str:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", [table])
        return ", ".join(f'"{name}"' for (name,) in rows)


def whole(path: Path) -> dict[str, object]:
    """All that a file says: its versions, its schema, its rows."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        versions = [
            connection.execute(f"PRAGMA {name}").fetchone()
            for name in ("application_id", "user_version")
        ]
    return {
        "versions": versions,
        "schema": schema(path),
        **{name: held(path, name) for name in tables},
    }


def told(schema: object) -> object:
    """A schema without the blanks in it."""
    assert isinstance(schema, list)
    return [(name, " ".join(sql.split())) for name, sql in schema]


def backup_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.before-v{SCHEMA}")


def test_an_older_store_keeps_all_that_the_user_wrote(old: Path) -> None:
    columns = {table: columns_of(old, table) for table in USER}
    Store(old).close()
    for table, rows in USER.items():
        after = held(old, table, columns[table])
        if table == "matrix":  # one is added for a comparison that is new
            after = [row for row in after if row[1] == "python-web-frameworks"]
        assert after == sorted(rows, key=repr), table
    users = [(row[0], row[1]) for row in SEARCH[4:]]
    kept = [row for row in held(old, "search") if row[:2] in users]
    assert kept == sorted(SEARCH[4:], key=repr)


def test_an_older_store_becomes_one_like_a_new_one(old: Path, prepared_store: Path) -> None:
    Store(old).close()
    new, migrated = whole(prepared_store), whole(old)
    assert migrated["versions"] == new["versions"]
    assert told(migrated["schema"]) == told(new["schema"])
    assert migrated["alembic_version"] == new["alembic_version"] == [(f"{SCHEMA:04}",)]
    with closing(sqlite3.connect(old)) as connection:
        tables = 'SELECT name, type, pk, "notnull" FROM pragma_table_info(?) ORDER BY name'
        for name in {*new, *migrated} - {"versions", "schema"}:
            with closing(sqlite3.connect(prepared_store)) as fresh:
                wanted = fresh.execute(tables, [name]).fetchall()
            assert connection.execute(tables, [name]).fetchall() == wanted, name
    for table in [*CONTENT, "topicexample", "exampleside"]:
        assert migrated[table] == new[table], table


def test_an_older_store_can_be_used_at_once(old: Path) -> None:
    with closing(Store(old, fixed_clock)) as store:
        topic = store.topics.get("12")
        assert topic.title != "Old title"
        assert (topic.starred, topic.read, topic.note, topic.place) == (True, False, NOTE, 17)
        assert store.topics.settings() == {"folder": "/repo/docs/decisions", "tab": "matrix"}
        matrix = store.read.matrix()
        assert (matrix.id, matrix.name, matrix.preset) == (1, "Mine", "small-json-api")
        assert matrix.weights["migrations"] == 9.5
        assert matrix.ratings["migrations", "flask"].value == 1.25
        assert matrix.ruled_out == {"django": "too large: \x1b[1m"}
        decision = store.read.decision(1)
        assert (decision.status, decision.superseded_by) == (Status.SUPERSEDED, 2)
        assert decision.matrix.weights == {"migrations": 9.5}
        records = {row.number: row for row in store.read.records(Path("/repo/docs/decisions"))}
        assert records[1].file_name == "0001-use-flask.md"
        for words, kind, key in (
            ("grapefruit", "note", "12-database-trouble"),
            ("tangerine", "decision", "1"),
            ("raspberry", "option", "1/own_1"),
            ("sweet", "criterion", "1/own_1"),
        ):
            assert [(hit.kind, hit.key) for hit in store.read.search(words)] == [(kind, key)]
        assert store.read.search("obsoleteword") == ()
        assert {hit.kind for hit in store.read.search("flask", limit=1000)} >= {"topic", "option"}
        assert store.matrices.undo(1) == "weight of “Migrations”"
        store.topics.note(topic.slug, "lemon")
        assert [hit.key for hit in store.read.search("lemon", ["note"])] == [topic.slug]
        assert store.read.search("grapefruit", ["note"]) == ()


def test_a_whole_copy_lies_beside_a_store_that_was_migrated(old: Path) -> None:
    before = whole(old)
    Store(old).close()
    assert whole(backup_of(old)) == before
    assert sorted(path.name for path in old.parent.iterdir()) == [old.name, backup_of(old).name]
    shutil.copy(backup_of(old), old.parent / "again.sqlite3")
    with closing(Store(old.parent / "again.sqlite3")) as store:
        assert store.topics.get("12").note == NOTE


def test_a_migrated_store_opens_again_with_nothing_to_do(old: Path) -> None:
    Store(old).close()
    files = {path.name: path.read_bytes() for path in old.parent.iterdir()}
    with closing(Store(old)) as store:
        assert store.topics.get("12").note == NOTE
    assert {path.name: path.read_bytes() for path in old.parent.iterdir()} == files


def test_a_program_that_comes_second_leaves_the_copy_of_the_first(old: Path) -> None:
    """It looked at the file before the first had migrated it."""
    before = whole(old)
    Store(old).close()
    engine = connect(old, timeout=1)
    migrate(engine, old, OLDEST, keep)
    engine.dispose()
    assert whole(backup_of(old)) == before


def test_the_copy_is_of_what_the_user_wrote_last_and_an_older_one_stays(old: Path) -> None:
    """A copy may lie there already: of a migration that was killed, or that was taken back."""
    shutil.copy(old, backup_of(old))
    older = whole(backup_of(old))
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("UPDATE mark SET note = 'written since'")
    before = whole(old)
    Store(old).close()
    assert whole(backup_of(old)) == older
    assert whole(old.with_name(f"{backup_of(old).name}-2")) == before


def test_a_link_of_the_copys_name_is_not_followed(old: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("somebody's")
    backup_of(old).symlink_to(victim)
    before = whole(old)
    Store(old).close()
    assert victim.read_text() == "somebody's"
    assert whole(old.with_name(f"{backup_of(old).name}-2")) == before


def test_the_copy_is_its_owners_alone(old: Path) -> None:
    old.chmod(0o600)
    Store(old).close()
    assert stat.S_IMODE(backup_of(old).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "break_it",
    [
        "DROP TABLE alembic_version",
        "DROP TABLE search",
        "ALTER TABLE decision ADD COLUMN day DATE",
        "CREATE TABLE searched_own (something)",
        "CREATE TRIGGER search_note_added AFTER DELETE ON mark BEGIN SELECT 1; END",
    ],
)
def test_a_migration_that_fails_leaves_the_file_as_it_was(old: Path, break_it: str) -> None:
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute(break_it)
    before = whole(old)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"cannot be used: .* Nothing was saved") as caught:
            Store(old)
        assert str(old) in str(caught.value)
        assert whole(old) == before
    assert not backup_of(old).exists()


def test_no_store_is_migrated_that_cannot_be_copied(old: Path) -> None:
    long = old.rename(old.with_name("x" * 247))
    before = whole(long)
    with pytest.raises(StoreError, match="the name is too long"):
        Store(long)
    assert whole(long) == before
    assert not list(long.parent.glob("*.tmp"))


def test_an_older_store_that_another_program_holds_is_told_and_left(old: Path) -> None:
    before = whole(old)
    with closing(sqlite3.connect(old, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="is locked by another program"):
            Store(old, timeout=0.1)
    assert whole(old) == before
    Store(old).close()
    assert held(old, "mark") == sorted(USER["mark"], key=repr)


@pytest.mark.parametrize("schema", [1, OLDEST - 1])
def test_a_draft_from_before_the_first_release_is_told_and_left(old: Path, schema: int) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute(f"PRAGMA user_version={schema}")
    before = old.read_bytes()
    with pytest.raises(StoreError, match=r"comes from a draft .* It was left as it was\. Move"):
        Store(old)
    assert old.read_bytes() == before
    assert list(old.parent.iterdir()) == [old]
