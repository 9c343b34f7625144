from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.orm import mapped_column

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(app, model_class=Base)


class Seat(db.Model):
    number: Mapped[int] = mapped_column(unique=True)


def taken():
    query = db.select(Seat.number).order_by(Seat.id)
    return db.session.scalars(query).all()


def book(*numbers):
    for number in numbers:
        db.session.add(Seat(number=number))
        db.session.flush()  # sends the INSERT
        print("inside:", taken())
    db.session.commit()  # all or nothing


with app.app_context():
    db.create_all()  # or: flask db upgrade
    book(1)
    try:
        book(2, 1)  # seat 1 is taken
    except IntegrityError:
        db.session.rollback()
        print("IntegrityError")
    print("after:", taken())
