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
    cents: Mapped[int]


with app.app_context():
    db.create_all()  # or: flask db upgrade
    db.session.add(Product(name="desk", cents=12000))
    db.session.add(Product(name="lamp", cents=4900))
    db.session.add(Product(name="mug", cents=900))
    db.session.add(Product(name="pen", cents=200))
    db.session.commit()

    cheap = Product.cents < 5000
    count = db.select(db.func.count()).where(cheap)
    print("cheap:", db.session.scalar(count))

    query = db.select(Product).where(cheap)
    top = query.order_by(Product.cents.desc()).limit(2)
    for product in db.session.scalars(top):
        print(product.name, product.cents)
