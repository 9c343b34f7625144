import re
from pathlib import Path

from lab import command

Path("app.py").write_text(
    "from flask import Flask\napp = Flask(__name__)\n"
)


def probe():
    text = command("flask", "--help").partition("Commands:")[2]
    names = re.findall(r"^  (\w+)", text, re.MULTILINE)
    told = f"commands: {', '.join(names)}"
    checks = [name for name in names if "check" in name]
    return ("yes" if checks else "no"), told
