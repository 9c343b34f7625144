from flask import Flask, session
from lab import ask

application = Flask(__name__)
application.config["SECRET_KEY"] = "k" * 50


@application.get("/")
def page():
    session["cart"] = [1, 2]
    return "hello"


def probe():
    cookie = ask(application).header("Set-Cookie")
    flags = [
        flag
        for flag in cookie.split("; ")[1:]
        if not flag.startswith("expires")
    ]
    names = [flag.partition("=")[0] for flag in flags]
    wanted = ["HttpOnly", "SameSite", "Secure"]
    missing = [name for name in wanted if name not in names]
    told = f"{'; '.join(flags)}; missing: {', '.join(missing)}"
    if not missing:
        return "yes", told
    return ("no" if missing == wanted else "partly"), told
