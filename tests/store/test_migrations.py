import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from store import models
from store.database import MIGRATIONS, backup, connect, migrate
from store.file import APPLICATION_ID, SCHEMA
from store.store import Store


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


def test_the_schema_version_counts_the_migrations(scripts: ScriptDirectory) -> None:
    revisions = list(scripts.walk_revisions())
    assert len(revisions) == SCHEMA
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
    with store._writing() as session:
        session.connection().exec_driver_sql("UPDATE mark SET note = 'not committed'")
        backup(store_path, target)
    copy = Store(target)
    try:
        assert copy.read.topic("16-security").note == "lies in the write-ahead log"
        assert copy.read.topics() == store.read.topics()
    finally:
        copy.close()
