import sqlite3

from sqlalchemy import create_engine, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

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


def probe():
    with Session(create_engine("sqlite:///shop.db")) as session:
        try:
            found = session.execute(SQL).all()
        except ArgumentError as error:
            plain = f"a plain string was refused: {error}"
            refused = True
        else:
            plain = f"a plain string gave {len(found)} of 3 rows"
            refused = len(found) == 0
        found = session.execute(text(SQL)).all()
    told = f"{plain}; within text() it gave {len(found)} of 3 rows"
    if refused and not found:
        return "yes", told
    return ("partly" if refused else "no"), told
