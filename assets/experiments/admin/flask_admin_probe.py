from flask import Flask
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_sqlalchemy import SQLAlchemy
from lab import ask

application = Flask(__name__)
application.config["SECRET_KEY"] = "k" * 50
application.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(application)


class Item(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(50), nullable=False)


Admin(application).add_view(ModelView(Item, db.session))


def probe():
    with application.app_context():
        db.create_all()
    status = ask(application, "/admin/item/").status
    told = f"/admin/item/ without any log-in: {status}"
    return ("partly" if status == 200 else "no"), told
