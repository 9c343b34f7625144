from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.orm import mapped_column

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(app, model_class=Base)
Migrate(app, db)


class Product(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def report(label):
    query = db.text("SELECT * FROM product")
    with app.app_context():
        print(label, db.session.execute(query).all())


flask = app.test_cli_runner()
flask.invoke(args=["db", "init"])
flask.invoke(args=["db", "migrate"])
flask.invoke(args=["db", "upgrade"])
with app.app_context():
    db.session.add(Product(name="lamp"))
    db.session.commit()
report("before:")
# in a project: a new line in the class
Product.stock = mapped_column(
    db.Integer, server_default="0", nullable=False
)
flask.invoke(args=["db", "migrate"])
flask.invoke(args=["db", "upgrade"])
report("upgraded:")
flask.invoke(args=["db", "downgrade"])
report("downgraded:")
