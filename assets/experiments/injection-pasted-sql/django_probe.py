import sqlite3

import django
from django.conf import settings
from django.db import connection, models

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
SQL = f"select * from users where name = '{INPUT}'"

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
    raw = len(User.objects.raw(SQL))
    with connection.cursor() as cursor:
        cursor.execute(SQL)
        direct = len(cursor.fetchall())
    told = f"raw() gave {raw} of 3 rows, a cursor {direct}"
    if not raw and not direct:
        return "yes", told
    return ("no" if raw and direct else "partly"), told
