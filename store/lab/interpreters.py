"""Where the frameworks are: in an interpreter that the user names, the Lab's own, or this one."""

import fcntl
import hashlib
import os
import re
import selectors
import shutil
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from store.domain.errors import CancelledError, StoreError
from store.util.paths import lab_folder, lab_requirements

INSTALL = "shortlist lab install"
"""The command that brings the frameworks."""

EXTRA = "pip install 'shortlist-tui[lab]'"
"""What brings them into the interpreter that runs Shortlist."""

_DONE = "installed"
_LOCK = "lock"
_ASK = "import sys, platform; print(platform.python_implementation(), platform.python_version())"
_ASK_VERSIONS = """
import sys
from importlib.metadata import PackageNotFoundError, version
for name in sys.argv[1:]:
    try:
        print(name, version(name))
    except PackageNotFoundError:
        pass
"""
_LEAST = (3, 11)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An interpreter that runs programs.

    Args:
        path: of its executable.
        version: like “CPython 3.12.1”.
        origin: "named", "lab" or "own": named by the user, the Lab's, or Shortlist's own.
    """

    path: Path
    version: str
    origin: str


def interpreter(named: Path | None = None, folder: Path | None = None) -> Interpreter:
    """The one to use: that which the user names, else the Lab's own, else this one.

    Args:
        named: the path of an executable.
        folder: the Lab's folder; None for the user's.

    Raises:
        StoreError: it cannot be used.
    """
    if named is not None:
        return Interpreter(named.absolute(), _version(named), "named")
    home = folder or lab_folder()
    if is_installed(home):
        python = _python(home)
        return Interpreter(python, _version(python), "lab")
    return Interpreter(Path(sys.executable), _version(Path(sys.executable)), "own")


def versions(python: Interpreter, packages: Collection[str]) -> Mapping[str, str]:
    """The versions of those packages that an interpreter has; empty if it cannot be asked."""
    try:
        done = subprocess.run(  # noqa: S603  # the interpreter that the user named, or our own
            [str(python.path), "-c", _ASK_VERSIONS, *packages],
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
        return dict(line.split(" ", 1) for line in done.stdout.splitlines())
    except (OSError, subprocess.SubprocessError, ValueError):
        return {}


def is_installed(folder: Path | None = None) -> bool:
    """Whether the Lab's own frameworks are there, whole."""
    home = folder or lab_folder()
    return (home / _DONE).is_file() and _python(home).exists()


def is_current(folder: Path | None = None) -> bool:
    """Whether they are the versions that this Shortlist asks for."""
    try:
        return ((folder or lab_folder()) / _DONE).read_text() == _wanted(lab_requirements())
    except OSError:
        return False


def install(
    progress: Callable[[str], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    folder: Path | None = None,
    requirements: Path | None = None,
) -> Interpreter:
    """Makes the Lab's own virtual environment and installs the frameworks into it.

    Interrupted at any point, the next call goes on from there; until it is whole it is not used.

    Args:
        progress: is told each step, in a few words.
        cancelled: asked several times a second.
        folder: where it goes; None for the user's data folder.
        requirements: what to install; None for what Shortlist ships.

    Raises:
        CancelledError: `cancelled` said so.
        StoreError: it failed, or somebody else is at it.
    """
    home = folder or lab_folder()
    wanted = requirements or lab_requirements()
    with _alone(home) as lock:
        (home / _DONE).unlink(missing_ok=True)
        if not (_python(home).exists() and _python(home).with_name("pip").exists()):
            progress("Making a virtual environment")
            shutil.rmtree(home / "venv", ignore_errors=True)
            make = [sys.executable, "-m", "venv", str(home / "venv")]
            _run(make, lock, progress, cancelled)
        quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar=off"]
        pip = [str(_python(home)), "-m", "pip", "install", *quiet]
        # What is not what was tested is refused, whoever serves it.
        _run([*pip, "--require-hashes", "--requirement", str(wanted)], lock, progress, cancelled)
        (home / _DONE).write_text(_wanted(wanted))
    return interpreter(folder=home)


def _wanted(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def _python(home: Path) -> Path:
    return home / "venv" / "bin" / "python"


def _version(python: Path) -> str:
    try:
        done = subprocess.run(  # noqa: S603  # the interpreter that the user named, or our own
            [str(python), "-c", _ASK], capture_output=True, text=True, check=True, timeout=20
        )
        version = done.stdout.strip()
        numbers = tuple(int(n) for n in re.findall(r"\d+", version)[:2])
    except (OSError, subprocess.SubprocessError, UnicodeError) as error:
        raise StoreError(
            f"{python} is not a Python that can be run: {error}. Nothing was measured."
        ) from error
    if len(numbers) < 2 or numbers < _LEAST:
        least = ".".join(map(str, _LEAST))
        raise StoreError(
            f"{python} is {version or 'no Python'}; the Lab needs {least} or newer. "
            "Nothing was measured."
        )
    return version


@contextmanager
def _alone(home: Path) -> Iterator[int]:
    """Keeps others out; pip inherits the lock, and keeps it should this process be killed."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = os.open(home / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(
            f"{home} cannot be written: {error.strerror}. Nothing was installed."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StoreError(
            "Another installation is under way. Nothing was changed; wait for it to end."
        ) from error
    else:
        yield lock
    finally:
        os.close(lock)


def _run(
    words: list[str],
    lock: int,
    progress: Callable[[str], None],
    cancelled: Callable[[], bool],
) -> None:
    """Runs an installer, and tells its steps."""
    last: deque[str] = deque(maxlen=20)
    for line in _lines(words, lock, cancelled):
        last.append(line)
        if step := re.match(r"(Collecting|Downloading|Installing|Using cached) .*", line):
            progress(step[0][:100])
    if last and last[-1] == _FAILED:
        raise StoreError(_reason(list(last)[:-1]))


_FAILED = "\0failed"


def _lines(words: list[str], lock: int, cancelled: Callable[[], bool]) -> Iterator[str]:
    """What a process prints, line by line; at last `_FAILED` if it failed."""
    with subprocess.Popen(  # noqa: S603  # pip or venv of our own interpreter
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
        pass_fds=[lock],
    ) as process:
        stream = process.stdout
        if stream is None:
            return
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(stream, selectors.EVENT_READ)
                rest = ""
                while True:
                    if cancelled():
                        raise CancelledError
                    if not selector.select(0.1):
                        continue
                    data = os.read(stream.fileno(), 65536).decode("utf-8", "replace")
                    *lines, rest = (rest + data).split("\n")
                    yield from (line.strip() for line in lines if line.strip())
                    if not data:
                        break
            if process.wait():
                yield _FAILED
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _reason(lines: list[str]) -> str:
    text = "\n".join(lines)
    errors = [line for line in lines if line.casefold().startswith("error")]
    told = (errors or lines or ["it said nothing"])[-1][:300]
    signs = ("NewConnectionError", "Temporary failure in name", "ProxyError", "ConnectTimeout",
             "Network is unreachable", "Connection refused", "Failed to establish")  # fmt: skip
    cure = (
        "The package index cannot be reached: check the network, then try again"
        if any(sign in text for sign in signs)
        else f"What pip said last: {told}"
    )
    return (
        f"The frameworks were not installed. {cure}. What was installed so far is kept, and "
        f"`{INSTALL}` goes on from there; nothing else was changed."
    )
