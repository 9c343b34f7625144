import sqlite3
from pathlib import Path

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from lab import ask
from sqlalchemy import event

with sqlite3.connect("shop.db") as shop:
    shop.execute(
        "create table author (id integer primary key,"
        " name varchar(50) not null)"
    )
    shop.execute(
        "create table book (id integer primary key,"
        " author_id integer not null references author(id))"
    )
    for n in range(1, 21):
        name = f"author {n}"
        shop.execute("insert into author values (?, ?)", (n, name))
        shop.execute("insert into book values (?, ?)", (n, n))

application = Flask(__name__)
url = f"sqlite:///{Path('shop.db').absolute()}"
application.config["SQLALCHEMY_DATABASE_URI"] = url
db = SQLAlchemy(application)


class Author(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(50), nullable=False)


class Book(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    author_id = db.Column(db.ForeignKey(Author.id))
    author = db.relationship(Author)


@application.get("/")
def books():
    query = db.select(Book).order_by(Book.id)
    query = query.options(db.joinedload(Book.author))  # the cure
    found = db.session.scalars(query)
    return {"authors": [book.author.name for book in found]}


def count():
    sent = []
    with application.app_context():
        event.listen(
            db.engine,
            "before_cursor_execute",
            lambda *sql: sent.append(sql),
        )
    ask(application)
    return {"queries": len(sent)}
