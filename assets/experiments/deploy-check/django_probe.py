import re

from lab import command

command("django", "startproject", "site1", ".")


def probe():
    check = ("check", "--deploy", "--fail-level", "WARNING")
    *lines, code = command("manage", *check, fails=True).split("\n")
    issues = re.findall(r"\((\w+\.[EW]\d+)\)", "\n".join(lines))
    told = f"exit code {code}, issues: {', '.join(issues)}"
    return ("yes" if issues and code != "0" else "no"), told
