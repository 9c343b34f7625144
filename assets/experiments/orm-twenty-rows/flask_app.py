import itertools
import sqlite3
from pathlib import Path

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

with sqlite3.connect("shop.db") as shop:
    shop.execute(
        "create table item (id integer primary key,"
        " name varchar(50) not null, price integer not null)"
    )
    rows = [(n, f"item {n}", n * 3) for n in range(1, 1001)]
    shop.executemany("insert into item values (?, ?, ?)", rows)

application = Flask(__name__)
url = f"sqlite:///{Path('shop.db').absolute()}"
application.config["SQLALCHEMY_DATABASE_URI"] = url
db = SQLAlchemy(application)
ids = itertools.cycle(range(1, 981))


class Item(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(50), nullable=False)
    price = db.Column(db.Integer, nullable=False)


@application.get("/")
def items():
    start = next(ids)
    query = (
        db.select(Item)
        .where(Item.id >= start)
        .order_by(Item.id)
        .limit(20)
    )
    return {
        "items": [
            {"id": i.id, "name": i.name, "price": i.price}
            for i in db.session.scalars(query)
        ]
    }
