from flask import Flask
from lab import ask

application = Flask(__name__)
application.config["SECRET_KEY"] = "k" * 50


@application.post("/save")
def save():
    return "saved"


def probe():
    answer = ask(application, "/save", "POST", form="name=x")
    told = f"a post without a token got {answer.status}"
    return {200: "no", 400: "yes", 403: "yes"}[answer.status], told
