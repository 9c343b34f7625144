import sqlite3
from pathlib import Path

from lab import fresh_django

before = set(Path().rglob("*"))
fresh_django()  # startproject
from django.conf import settings
from django.core.management import call_command


def count():
    made = [
        path
        for path in set(Path().rglob("*")) - before
        if path.is_file() and path.suffix == ".py"
    ]
    call_command("migrate", verbosity=0)
    with sqlite3.connect("db.sqlite3") as database:
        tables = database.execute(
            "select count(*) from sqlite_master"
            " where type = 'table' and name not like 'sqlite_%'"
        ).fetchone()[0]
    return {
        "files": len(made),
        "lines": sum(len(p.read_text().splitlines()) for p in made),
        "parts": len(settings.INSTALLED_APPS),
        "middleware": len(settings.MIDDLEWARE),
        "tables": tables,
    }
