import sqlite3
from pathlib import Path

from lab import command

program = Path("app.py")
MODEL = """
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///shop.db"
db = SQLAlchemy(app)
Migrate(app, db)
class Item(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(50), nullable=False)
"""
NEW = "    note = db.Column(db.Text)\n"


def migrate():
    command("flask", "db", "migrate")
    command("flask", "db", "upgrade")


def probe():
    program.write_text(MODEL)
    command("flask", "db", "init")
    migrate()
    with sqlite3.connect("instance/shop.db") as shop:
        shop.execute("insert into item (name) values ('pen')")
    program.write_text(MODEL + NEW)
    migrate()
    with sqlite3.connect("instance/shop.db") as shop:
        rows = shop.execute("select name, note from item")
        found = rows.fetchall()
    told = f"column added by command, rows after it: {found}"
    return ("yes" if found == [("pen", None)] else "no"), told
