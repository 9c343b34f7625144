"""The writing side of the store's file: engine, pragmas, schema version, migration, backup.

Reading does without any of this; see `store.reading`.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlmodel import Session

from store.db.store_file import APPLICATION_ID, SCHEMA, explain, newer, patiently
from store.domain.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"

Writing = Callable[[], AbstractContextManager[Session]]
"""Opens a transaction on the store."""


def connect(path: Path, timeout: float) -> Engine:
    """An engine on the file at `path`; made if it is not there.

    Every transaction takes the write lock at once, so that programs wait for each other
    (`timeout` seconds, or those of the connection's option of that name) and never fail half-way.
    A commit returns when the data is on disk.
    """
    url = URL.create("sqlite", database=str(path))  # a “?” in a path is part of the path
    engine = create_engine(url, connect_args={"timeout": timeout})

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
            patiently(partial(_run, connection, f"PRAGMA {pragma}"), timeout)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver = connection.connection.dbapi_connection
        patience = connection.get_execution_options().get("timeout", timeout)
        assert driver is not None  # noqa: S101  # of a connection that is open
        _run(driver, "PRAGMA busy_timeout=0")  # it is waited for here
        try:
            patiently(partial(_run, driver, "BEGIN IMMEDIATE"), patience)
        except sqlite3.Error as error:
            raise StoreError(explain(error, path)) from error
        finally:
            _run(driver, f"PRAGMA busy_timeout={int(timeout * 1_000)}")

    return engine


def _run(connection: DBAPIConnection | PoolProxiedConnection, statement: str) -> None:
    cursor = connection.cursor()
    cursor.execute(statement)
    cursor.close()


@contextmanager
def writing(engine: Engine, path: Path) -> Iterator[Session]:
    """A session whose work is committed when the block ends, and undone if it fails.

    Raises:
        StoreError: the file cannot be written; nothing was saved.
    """
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except DatabaseError as error:
        raise _told(error, path) from error


def settle(engine: Engine) -> None:
    """Brings what was committed from the log into the file, if nobody else is at work.

    A log that is left is applied to whatever file has the store's name by then, and a program
    that copies the file alone misses what is in it.
    """
    connection = engine.raw_connection()
    try:
        with suppress(sqlite3.Error):  # it is safe in the log
            for pragma in ("busy_timeout=0", "wal_checkpoint(TRUNCATE)"):
                _run(connection, f"PRAGMA {pragma}")
    finally:
        connection.close()


def migrate(
    engine: Engine, path: Path, version: int, keep: Callable[[Path, str], Path] | None = None
) -> None:
    """Brings the schema up to date, in one transaction; a store that holds data is copied first.

    Args:
        engine: on the store's file.
        path: the same file; the copy lies beside it, as `NAME.before-vN`, or with a number more
            where there is one of that name.
        version: the schema version that the file has now; 0 for a new file.
        keep: copies the file first, as `store.db.backup.keep` does; None for a file that is a
            copy.
    """
    from alembic import command  # 280 ms that a store of the current version never pays
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    copy = None
    try:
        with engine.begin() as connection:
            held = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            if held > SCHEMA:
                raise newer(path, held)  # noqa: TRY301  # the transaction ends by it
            if keep and version and held == version:  # else another program has migrated it by now
                copy = keep(path, f"before-v{SCHEMA}")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")
    except BaseException as error:
        if copy is not None:  # the store is what it was
            copy.unlink(missing_ok=True)
        if isinstance(error, DatabaseError):
            raise _told(error, path) from error
        if isinstance(error, sqlite3.Error):
            raise StoreError(explain(error, path)) from error
        raise


def _told(error: DatabaseError, path: Path) -> Exception:
    """A trouble with the file as a sentence; a broken rule of our own schema as it is."""
    trouble = error.orig
    if isinstance(trouble, sqlite3.OperationalError) or type(trouble) is sqlite3.DatabaseError:
        return StoreError(explain(trouble, path))
    return error
