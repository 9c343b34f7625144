from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.orm import mapped_column

# in a project: a file, shown with render_template()
PAGE = """<ul>{% for product in products %}
  <li>{{ product.name }}</li>{% endfor %}
</ul>"""

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(app, model_class=Base)


class Product(db.Model):
    name: Mapped[str]


@app.get("/")
def products():
    query = db.select(Product).order_by(Product.name)
    rows = db.session.scalars(query)
    return render_template_string(PAGE, products=rows)


with app.app_context():
    db.create_all()  # or: flask db upgrade
    for name in ("lamp & desk", "<script>"):
        db.session.add(Product(name=name))
    db.session.commit()

answer = app.test_client().get("/")
print(answer.status_code, answer.text)
