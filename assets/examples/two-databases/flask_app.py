from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.orm import mapped_column

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.config["SQLALCHEMY_BINDS"] = {"log": "sqlite://"}


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(app, model_class=Base)


class Product(db.Model):
    name: Mapped[str]


class Visit(db.Model):
    __bind_key__ = "log"
    page: Mapped[str]


def tables(engine):
    return db.inspect(engine).get_table_names()


with app.app_context():
    db.create_all()  # in both databases
    print("default has", tables(db.engine))
    print("log has", tables(db.engines["log"]))

    db.session.add(Product(name="lamp"))
    db.session.add(Visit(page="/products/1"))
    db.session.commit()
    print(db.session.get(Product, 1).name)
    print(db.session.get(Visit, 1).page)
