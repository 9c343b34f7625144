"""Where things are on this machine. Asking creates nothing."""

import os
from collections.abc import Mapping
from pathlib import Path

from store.domain.errors import StoreError

STORE_VARIABLE = "SHORTLIST_STORE"
"""The environment variable that names the store's file."""

RECORDS = ("docs/decisions", "docs/adr", "doc/adr")
"""Where repositories keep their decision records, by the habits of MADR and of adr-tools."""

_HERE = Path(__file__).resolve().parent.parent


def store_path(given: str | None, environ: Mapping[str, str] = os.environ) -> Path:
    """The store's file: the one given, else SHORTLIST_STORE, else the user's data folder."""
    named = given or environ.get(STORE_VARIABLE)
    if named:
        return absolute(named)
    return data_folder() / "shortlist.sqlite3"


def store_to_open(given: str | None) -> Path:
    """The store's file, for which there is a folder: a slip in a path must not make one.

    Raises:
        StoreError: the path was given, and there is no such folder.
    """
    path = store_path(given)
    if os.path.lexists(path.parent) or path.parent == data_folder():
        return path
    raise StoreError(
        f"There is no folder {path.parent} for a store. Nothing was made. Make the folder, "
        "or name another place with --store PATH or SHORTLIST_STORE."
    )


def absolute(text: str) -> Path:
    """The file or folder that a text names, wherever the program goes on.

    Raises:
        StoreError: the text is relative, and the folder that one works in was removed.
    """
    path = Path(os.path.expanduser(text))  # noqa: PTH111  # Path's may raise
    try:
        return path.absolute()
    except FileNotFoundError as error:
        raise StoreError(
            f"“{text}” cannot be found: the folder that you work in was removed. Nothing was "
            "changed. Go to another folder, or give the whole path."
        ) from error


def data_folder() -> Path:
    """The folder of this user's data for Shortlist, by the platform's convention."""
    from platformdirs import user_data_path  # 10 ms that a given path saves

    return user_data_path("shortlist", appauthor=False)


def config_file(environ: Mapping[str, str] = os.environ) -> Path:
    """The user's configuration file, in XDG_CONFIG_HOME or else in `~/.config`."""
    folder = environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")  # noqa: PTH111  # Path's may raise
    return Path(folder) / "shortlist" / "config.toml"


def content_folder() -> Path:
    """The folder of the content that Shortlist ships.

    In a checkout it lies beside the packages; in an installed wheel, within `store`.
    """
    installed = _HERE / "assets" / "content"
    return installed if installed.is_dir() else _HERE.parent / "assets" / "content"


def examples_folder(content: Path, *, own: bool = False) -> Path:
    """The folder of the examples that belong to a folder of content.

    Those of somebody's own content lie in it, those that Shortlist ships beside it.
    """
    return (content if own else content.parent) / "examples"


def records_folder(here: Path) -> Path | None:
    """The folder of decision records in the git repository that `here` is in, if it has one."""
    for folder in (here, *here.parents):
        if (folder / ".git").exists():
            found = (folder / name for name in RECORDS)
            return next((each for each in found if each.is_dir()), None)
    return None


def experiments_folder() -> Path:
    """The folder of the experiments that Shortlist ships."""
    return content_folder().parent / "experiments"


def lab_folder() -> Path:
    """The folder of the Lab's own frameworks, in the user's data folder."""
    return data_folder() / "lab"


def lab_requirements() -> Path:
    """The file that names the frameworks of the Lab, in exact versions and with their hashes.

    In a checkout it lies in `requirements`; in an installed wheel, beside the content.
    """
    installed = _HERE / "assets" / "lab-hashes.txt"
    return installed if installed.is_file() else _HERE.parent / "requirements" / "lab-hashes.txt"
