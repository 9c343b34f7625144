import secrets

from flask import Flask, abort, request
from flask_login import LoginManager, UserMixin
from flask_login import login_required, login_user
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.orm import mapped_column
from werkzeug.security import check_password_hash
from werkzeug.security import generate_password_hash

app = Flask(__name__)
# in a project: one key, from the environment
app.secret_key = secrets.token_hex()
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
manager = LoginManager(app)
manager.login_view = "/log-in"  # a page with the form
# an unknown name must take as long as a known one
decoy = generate_password_hash(secrets.token_hex())


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(app, model_class=Base)


class User(UserMixin, db.Model):
    username: Mapped[str] = mapped_column(unique=True)
    password: Mapped[str]  # the hash


@manager.user_loader
def load_user(key):
    return db.session.get(User, int(key))


@app.post("/session")
def log_in():
    name = request.json["username"]
    query = db.select(User).filter_by(username=name)
    user = db.session.scalar(query)
    stored = user.password if user else decoy
    password = request.json["password"]
    if not check_password_hash(stored, password):
        abort(401)
    login_user(user)
    return "", 204


@app.get("/account")
@login_required
def account():
    return "for users only"


phrase = secrets.token_urlsafe()
stored = generate_password_hash(phrase)
with app.app_context():
    db.create_all()  # or: flask db upgrade
    ann = User(username="ann", password=stored)
    db.session.add(ann)
    db.session.commit()
print("stored:", stored[:6])

client = app.test_client()
for word in ("a guess", phrase):
    data = {"username": "ann", "password": word}
    answer = client.post("/session", json=data)
    print("log-in:", answer.status_code)
    print("page:", client.get("/account").status_code)
