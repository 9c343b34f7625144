from flask import Flask
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

# database, migrations, forms and log-in, as Django has them
application = Flask(__name__)
application.config["SECRET_KEY"] = "k" * 50
application.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(application)
Migrate(application, db)
CSRFProtect(application)
LoginManager(application)


@application.get("/")
def hello():
    return {"message": "Hello, World!"}
