from bottle import Bottle
from lab import ask

application = Bottle()


@application.post("/save")
def save():
    return "saved"


def probe():
    answer = ask(application, "/save", "POST", form="name=x")
    told = f"a post without a token got {answer.status}"
    return {200: "no", 400: "yes", 403: "yes"}[answer.status], told
