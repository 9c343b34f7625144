from flask import Flask
from lab import ask

application = Flask(__name__)


@application.get("/")
def page():
    return "hello"


HEADERS = (
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
)


def probe():
    answer = ask(application)
    sent = [
        f"{name}: {answer.header(name)}"
        for name in HEADERS
        if answer.header(name)
    ]
    told = "; ".join(sent) or "none of " + ", ".join(HEADERS)
    if len(sent) == len(HEADERS):
        return "yes", told
    return ("partly" if sent else "no"), told
