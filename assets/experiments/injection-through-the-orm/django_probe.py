import sqlite3

import django
from django.conf import settings
from django.db import models

INPUT = "nobody' OR '1'='1"
with sqlite3.connect("shop.db") as shop:
    shop.execute(
        "create table users (id integer primary key,"
        " name varchar(40) not null)"
    )
    shop.executemany(
        "insert into users (name) values (?)",
        [("ann",), ("bob",), ("root",)],
    )

database = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": "shop.db",
}
settings.configure(DATABASES={"default": database})
django.setup()


class User(models.Model):
    name = models.CharField(max_length=40)

    class Meta:
        app_label = "shop"
        db_table = "users"


def probe():
    found = list(User.objects.filter(name=INPUT))
    told = f"{len(found)} of 3 rows, asked for {INPUT!r}"
    return ("no" if found else "yes"), told
