from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from marshmallow import Schema, ValidationError, fields
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.orm import mapped_column

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(app, model_class=Base)


class Product(db.Model):
    name: Mapped[str]
    price: Mapped[int]


class ProductSchema(Schema):
    id = fields.Integer(dump_only=True)
    name = fields.String(required=True)
    price = fields.Integer(required=True)


schema = ProductSchema()


@app.errorhandler(ValidationError)
def invalid(error):
    return error.messages, 400


@app.get("/products")
def products():
    query = db.select(Product).order_by(Product.id)
    rows = db.session.scalars(query)
    return schema.dump(rows, many=True)


@app.post("/products")
def create():
    product = Product(**schema.load(request.json))
    db.session.add(product)
    db.session.commit()
    return schema.dump(product), 201


@app.get("/products/<int:key>")
def product(key):
    return schema.dump(db.get_or_404(Product, key))


@app.delete("/products/<int:key>")
def delete(key):
    db.session.delete(db.get_or_404(Product, key))
    db.session.commit()
    return "", 204


with app.app_context():
    db.create_all()  # or: flask db upgrade

client = app.test_client()
url, lamp = "/products", {"name": "lamp", "price": 49}
answer = client.get(url)
print("GET", answer.status_code, answer.json)
answer = client.post(url, json={"name": "lamp"})
print("POST", answer.status_code, list(answer.json))
answer = client.post(url, json=lamp)
print("POST", answer.status_code, answer.json)
answer = client.get(f"{url}/1")
print("GET", answer.status_code, answer.json)
answer = client.delete(f"{url}/1")
print("DELETE", answer.status_code)
print("GET", client.get(f"{url}/1").status_code)
