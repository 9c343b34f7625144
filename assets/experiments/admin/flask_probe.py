from flask import Flask
from lab import ask

application = Flask(__name__)


def probe():
    answer = ask(application, "/admin/")
    told = f"/admin/: {answer.status}"
    return ("yes" if answer.status == 200 else "no"), told
