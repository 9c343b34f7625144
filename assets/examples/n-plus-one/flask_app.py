from flask import Flask
from flask_sqlalchemy import SQLAlchemy, record_queries
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.orm import mapped_column

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.config["SQLALCHEMY_RECORD_QUERIES"] = True


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(app, model_class=Base)


class Author(db.Model):
    name: Mapped[str]


class Book(db.Model):
    author_id: Mapped[int] = mapped_column(
        db.ForeignKey(Author.id)
    )
    author: Mapped[Author] = db.relationship()


def report(label, query):
    with app.app_context():
        books = db.session.scalars(query)
        names = [book.author.name for book in books]
        queries = record_queries.get_recorded_queries()
    print(label, *names, "| queries:", len(queries))


with app.app_context():
    db.create_all()  # or: flask db upgrade
    for name in ("Ann", "Bob", "Cid", "Dee"):
        db.session.add(Book(author=Author(name=name)))
    db.session.commit()

books = db.select(Book).order_by(Book.id)
report("plain:", books)
join = db.joinedload(Book.author)
report("join:", books.options(join))
batch = db.selectinload(Book.author)
report("batch:", books.options(batch))
