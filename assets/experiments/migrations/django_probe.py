import sqlite3
from pathlib import Path

from lab import command

command("django", "startproject", "site1", ".")
command("manage", "startapp", "shop")
settings = Path("site1/settings.py")
apps = "INSTALLED_APPS = [\n    'shop',"
text = settings.read_text()
settings.write_text(text.replace("INSTALLED_APPS = [", apps))
models = Path("shop/models.py")
MODEL = """
from django.db import models
class Item(models.Model):
    name = models.CharField(max_length=50)
"""
NEW = "    note = models.TextField(null=True)\n"


def migrate():
    command("manage", "makemigrations", "shop")
    command("manage", "migrate", "--verbosity", "0")


def probe():
    models.write_text(MODEL)
    migrate()
    with sqlite3.connect("db.sqlite3") as shop:
        shop.execute("insert into shop_item (name) values ('pen')")
    models.write_text(MODEL + NEW)
    migrate()
    with sqlite3.connect("db.sqlite3") as shop:
        rows = shop.execute("select name, note from shop_item")
        found = rows.fetchall()
    told = f"column added by command, rows after it: {found}"
    return ("yes" if found == [("pen", None)] else "no"), told
