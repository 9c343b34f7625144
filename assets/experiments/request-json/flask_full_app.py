from flask import Flask
from flask_login import LoginManager
from flask_wtf import CSRFProtect

# what Django's middleware does, by extensions
application = Flask(__name__)
application.config["SECRET_KEY"] = "k" * 50
CSRFProtect(application)
login = LoginManager(application)


@login.user_loader
def load(user_id):
    return None


@application.after_request
def protect(response):
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


@application.get("/")
def hello():
    return {"message": "Hello, World!"}
