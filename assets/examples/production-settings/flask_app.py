import os
import secrets

from flask import Flask, session

# only here: in production the host sets these
os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
os.environ["HOSTS"] = "shop.example,www.shop.example"


def production(env):
    return {
        "DEBUG": False,
        "SECRET_KEY": env["SECRET_KEY"],
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": True,
        "TRUSTED_HOSTS": env["HOSTS"].split(","),
    }


try:
    production({})
except KeyError as error:
    print("no settings without", error)

app = Flask(__name__)
app.config.update(production(os.environ))


@app.get("/")
def home():
    session["seen"] = True
    return "hello"


def issues():  # Flask has no such check
    good = {
        "debug": not app.debug,
        "key": len(app.config["SECRET_KEY"]) >= 50,
        "hosts": app.config["TRUSTED_HOSTS"],
        "cookie": app.config["SESSION_COOKIE_SECURE"],
    }
    return [name for name in good if not good[name]]


client = app.test_client()
for host in ("shop.example", "evil.example"):
    answer = client.get("/", base_url=f"https://{host}")
    print(host, answer.status_code)
cookie = client.get_cookie("session", "shop.example")
print("Secure:", cookie.secure, cookie.same_site)
print("issues:", len(issues()))
app.config["SESSION_COOKIE_SECURE"] = False
print("issues, plain cookie:", len(issues()))
