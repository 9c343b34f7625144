import secrets

from flask import Flask, abort
from flask_login import FlaskLoginClient, LoginManager
from flask_login import UserMixin, current_user
from flask_login import login_required
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped
from sqlalchemy.orm import mapped_column

app = Flask(__name__)
# in a project: one key, from the environment
app.secret_key = secrets.token_hex()
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.test_client_class = FlaskLoginClient
manager = LoginManager(app)
manager.login_view = "/log-in"


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(app, model_class=Base)


class User(UserMixin, db.Model):
    username: Mapped[str] = mapped_column(unique=True)
    may_delete: Mapped[bool]


@manager.user_loader
def load_user(key):
    return db.session.get(User, int(key))


@app.delete("/users/<int:key>")
@login_required
def user(key):
    if not current_user.may_delete:
        abort(403)
    db.session.delete(db.get_or_404(User, key))
    db.session.commit()
    return "", 204


with app.app_context():
    db.create_all()  # or: flask db upgrade
    ann = User(username="ann", may_delete=True)
    bob = User(username="bob", may_delete=False)
    cid = User(username="cid", may_delete=False)
    db.session.add_all([ann, bob, cid])
    db.session.commit()
    url = f"/users/{cid.id}"
    as_ann = app.test_client(user=ann)
    as_bob = app.test_client(user=bob)

nobody = app.test_client()
print("not logged in:", nobody.delete(url).status_code)
print("bob:", as_bob.delete(url).status_code)
print("ann:", as_ann.delete(url).status_code)
print("ann again:", as_ann.delete(url).status_code)
