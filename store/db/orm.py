"""The gate to the ORM: every first import of it goes through here."""

from threading import RLock

importing = RLock()
"""Is held while the ORM or a table is imported.

The ORM's packages import each other, so a thread that begins while another one is at it may find
one of them half-made. Here it waits.
"""


def load_orm(*, migrations: bool = False) -> None:
    """Imports the ORM; comes before every import of a module that needs it.

    Args:
        migrations: Alembic as well.
    """
    with importing:
        import sqlmodel  # noqa: F401

        if migrations:
            import alembic.command  # noqa: F401
