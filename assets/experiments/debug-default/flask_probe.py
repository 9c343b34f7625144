from flask import Flask
from lab import ask

application = Flask(__name__)


@application.get("/")
def page():
    password = "s3cr3t"
    return password / 2


def probe():
    answer = ask(application)
    shown = "Traceback" in answer.text or "s3cr3t" in answer.text
    told = f"{answer.status}, {len(answer.text)} characters, "
    told += f"traceback or values shown: {shown}"
    return ("no" if shown else "yes"), told
