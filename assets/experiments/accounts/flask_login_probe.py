import flask_login
from flask import Flask
from flask_login import (
    LoginManager,
    UserMixin,
    login_required,
    login_user,
)
from lab import ask

application = Flask(__name__)
application.config["SECRET_KEY"] = "k" * 50
login = LoginManager(application)


class User(UserMixin):  # yours to store, with its password
    id = "ann"


@login.user_loader
def load(user_id):
    return User()


@application.get("/login")
def log_in():
    login_user(User())
    return "logged in"


@application.get("/private")
@login_required
def private():
    return "hello"


def probe():
    before = ask(application, "/private").status
    cookie = ask(application, "/login").header("Set-Cookie")
    cookie = cookie.partition(";")[0]
    after = ask(application, "/private", cookie=cookie).status
    names = " ".join(dir(flask_login)).lower()
    told = f"/private before log-in: {before}, after: {after}; "
    told += f"passwords: {'password' in names}, "
    told += f"permissions: {'permission' in names}"
    return ("partly" if (before, after) == (401, 200) else "no"), told
