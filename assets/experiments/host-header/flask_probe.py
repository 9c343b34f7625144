from flask import Flask, url_for
from lab import ask

application = Flask(__name__)


@application.get("/")
def page():
    return url_for("page", _external=True)


def probe():
    answer = ask(application, host="evil.example")
    told = f"Host: evil.example got {answer.status} {answer.text[:60]}"
    return {200: "no", 400: "yes"}[answer.status], told
