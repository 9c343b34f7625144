import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

from sqlmodel import SQLModel

from store.db import models

ROOT = Path(__file__).parents[3]


def test_every_table_is_known_by_name() -> None:
    tables = models.import_all()
    assert {table.__tablename__ for table in tables} == set(models.metadata.tables)
    assert {table.__name__ for table in tables} <= set(models.__all__)


def test_the_fields_of_every_table_can_be_validated() -> None:
    """Their validators are built late, and so must not fail where a row is first saved."""
    for table in models.import_all():
        assert issubclass(table, SQLModel)
        assert table.model_rebuild(force=True)
        assert get_type_hints(table)


def test_a_table_is_imported_without_those_of_other_subjects() -> None:
    program = (
        "from store.db import models; models.Setting; "
        "print(*[table for table in models.metadata.tables])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert run.stdout.split() == ["setting"]
