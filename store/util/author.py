"""Who makes a change: the name that git would sign with, else the one logged in with."""

from store.domain.errors import TITLE_MAX
from store.domain.text import visible

UNKNOWN = "unknown"
"""The author where the system knows no name."""

_PATIENCE = 2.0


def author() -> str:
    """The user's name, on one line: `user.name` of git here, else the login name."""
    name = visible(_git() or _login()).strip()
    return name[:TITLE_MAX] or UNKNOWN


def _git() -> str:
    import subprocess  # reading needs no author, and pays for none of this
    from shutil import which

    git = which("git")
    if git is None:
        return ""
    try:
        asked = subprocess.run(  # noqa: S603  # a fixed command
            [git, "config", "--get", "user.name"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.decode("utf-8", "replace").strip()


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""
