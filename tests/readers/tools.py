"""The tools, installed as their users would, and run in a home of their own."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
GIT = """\
[init]
    defaultBranch = main
[user]
    name = Ada
    email = ada@example.org
"""


class ToolError(Exception):
    """A tool ended with an error; the message is what it said."""


@dataclass(frozen=True)
class Tools:
    """What is installed, and what is not.

    Args:
        work: the folder that is thrown away.
        versions: of what is installed, by name.
        missing: why others are not, by name.
    """

    work: Path
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def packages(self) -> Path:
        """Where npm's packages lie."""
        return self.work / "npm" / "node_modules"

    def run(self, *words: str | Path, cwd: Path, given: str = "") -> str:
        """Runs a command to its end, and gives what it prints.

        Raises:
            ToolError: it ended with another code than 0.
        """
        return _run(words, cwd, self._environment(), given)

    def git(self, repository: Path, *words: str) -> str:
        """Runs git in a repository."""
        return self.run("git", *words, cwd=repository)

    def commit(self, repository: Path) -> None:
        """Makes a repository of a folder, with all that is in it committed."""
        self.git(repository, "init", "--quiet")
        self.git(repository, "add", "--all")
        self.git(repository, "commit", "--quiet", "--allow-empty", "--message=Begin")

    def _environment(self) -> dict[str, str]:
        places = [
            self.work / "python" / "bin",
            self.packages / ".bin",
            self.work / "debian" / "usr" / "bin",
        ]
        return {
            "PATH": os.pathsep.join([*map(str, places), os.environ.get("PATH", os.defpath)]),
            "HOME": str(self.work / "home"),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "EDITOR": "true",
            "NO_COLOR": "1",
        }


def install(work: Path) -> Tools:
    """Installs all that can be had here."""
    (work / "home").mkdir()
    (work / "home" / ".gitconfig").write_text(GIT, "utf-8")
    tools = Tools(work)
    for kind, wanted, how in (
        ("python", _pinned(), _install_python),
        ("npm", _wanted(), _install_npm),
        ("debian", {"adr-tools": ""}, _install_debian),
    ):
        into = work / kind
        into.mkdir()
        try:
            tools.versions.update(wanted | how(into))
        except ToolError as error:
            tools.missing.update(dict.fromkeys(wanted, str(error)))
    return tools


def _pinned() -> dict[str, str]:
    lines = (HERE / "requirements.txt").read_text("utf-8").splitlines()
    pins = [line.partition("==") for line in lines if not line.startswith("#")]
    return {name: version for name, _, version in pins}


def _wanted() -> dict[str, str]:
    wanted = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
    return {name: version.rpartition("@")[2] for name, version in wanted.items()}


def _install_python(into: Path) -> dict[str, str]:
    _own([sys.executable, "-m", "venv", into], into)
    wanted = ["--quiet", "--requirement", str(HERE / "requirements.txt")]
    _own([into / "bin" / "python", "-m", "pip", "install", *wanted], into)
    return {}


def _install_npm(into: Path) -> dict[str, str]:
    shutil.copy(HERE / "package.json", into)
    quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts"]
    _own(["npm", "install", *quiet, "--loglevel=error"], into)
    return {}


def _install_debian(into: Path) -> dict[str, str]:
    """Unpacks Nat Pryce's adr-tools, which only distributions have, beside the system."""
    _own(["apt-get", "download", "--quiet", "adr-tools"], into)
    (package,) = into.glob("*.deb")
    _own(["dpkg-deb", "--extract", package, into], into)
    for script in [into / "usr/bin/adr", *(into / "usr/libexec/adr-tools").iterdir()]:
        text = script.read_text("utf-8")
        script.write_text(re.sub("/usr/(libexec|share)/", rf"{into}/usr/\1/", text), "utf-8")
    version = _own(["dpkg-deb", "--field", package, "Version"], into)
    return {"adr-tools": version.strip().partition("-")[0]}


def _own(words: Sequence[str | Path], cwd: Path) -> str:
    """Runs an installer with the user's own settings, as they say where packages come from."""
    return _run(words, cwd, dict(os.environ), "")


def _run(words: Sequence[str | Path], cwd: Path, environment: dict[str, str], given: str) -> str:
    try:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=cwd,
            env=environment,
            input=given,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    except FileNotFoundError as error:
        raise ToolError(f"{words[0]} is not installed") from error
    if done.returncode:
        said = f"{done.stdout}\n{done.stderr}".strip()
        raise ToolError(f"{words[0]} ended with {done.returncode}: {said}")
    return done.stdout
