import sqlite3

from sqlalchemy import create_engine, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
)

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


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def probe():
    with Session(create_engine("sqlite:///shop.db")) as session:
        query = select(User).where(User.name == INPUT)
        found = session.scalars(query).all()
    told = f"{len(found)} of 3 rows, asked for {INPUT!r}"
    return ("no" if found else "yes"), told
