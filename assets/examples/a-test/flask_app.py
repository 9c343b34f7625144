import unittest

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.orm import mapped_column

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(app, model_class=Base)


class Product(db.Model):
    name: Mapped[str]


@app.get("/")
def products():
    name = Product.name
    query = db.select(name).order_by(name)
    return db.session.scalars(query).all()


class ProductTests(unittest.TestCase):
    def setUp(self):
        self.enterContext(app.app_context())
        db.create_all()
        self.addCleanup(db.drop_all)
        self.client = app.test_client()

    def test_list(self):
        """a stored product is in the list"""
        db.session.add(Product(name="lamp"))
        db.session.commit()
        answer = self.client.get("/")
        self.assertEqual(answer.json, ["lamp"])

    def test_no_rows(self):
        """each test starts with no rows"""
        answer = self.client.get("/")
        self.assertEqual(answer.json, [])


class Report(unittest.TestResult):
    def addSuccess(self, test):
        print("passed:", test.shortDescription())


# in a project: python -m unittest, or pytest
tests = unittest.defaultTestLoader
result = Report()
tests.loadTestsFromName(__name__).run(result)
print("failed:", len(result.failures + result.errors))
