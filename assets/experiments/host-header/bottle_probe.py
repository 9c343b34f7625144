from bottle import Bottle
from lab import ask

application = Bottle()


@application.get("/")
def page():
    return "hello"


def probe():
    answer = ask(application, host="evil.example")
    told = f"Host: evil.example got {answer.status} {answer.text[:60]}"
    return {200: "no", 400: "yes"}[answer.status], told
