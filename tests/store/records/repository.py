"""A git repository of a test's own."""

import shutil
import subprocess
from pathlib import Path

SETTINGS = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "PATH": "/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin",
}


class Repository:
    """A repository with a folder for decisions."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.folder = top / "docs" / "our decisions"
        self.folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", "-C", self.top, *words],  # noqa: S607
            env=SETTINGS,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def commit(self, *names: str) -> None:
        """Commits what is there, and empty records of these names."""
        for name in names:
            (self.folder / name).write_text(f"# {name}\n", encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=Record")

    def hold(self, records: Path) -> None:
        """Commits a copy of a folder of records."""
        shutil.copytree(records, self.folder, dirs_exist_ok=True)
        self.commit()

    def branch(self, name: str, *names: str) -> None:
        """Commits records on a new branch, and comes back."""
        self.git("switch", "--quiet", "--create", name)
        self.commit(*names)
        self.git("switch", "--quiet", "-")
