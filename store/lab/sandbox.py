"""One run of one program: in a process, a folder and an environment of its own.

The process is `child/watch.py`. It lives as long as a pipe that this process holds: if the run is
cancelled, takes too long, or this process is killed, the pipe ends, and so does all that the
program started. docs/lab.md says what the program may do, and on which system that is enforced.
"""

import json
import os
import secrets
import selectors
import shutil
import signal
import site
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from store.domain.errors import CancelledError
from store.lab.child.watch import FOLDER_PREFIX

WATCH = Path(__file__).with_name("child") / "watch.py"

RESULT_MAX = 1_000_000
"""Bytes of marked lines; a result needs a few thousand."""

PRINTED_MAX = 32_000_000
"""Bytes that a program may print besides."""

PRINTED_KEPT = 2_000
"""Bytes of them that are kept, the last ones."""

FOLDER_MAX = 200_000_000
"""Bytes that a program may write into its folder."""

GLANCE = 0.1
"""Seconds between two looks at whether the run was cancelled."""

GRACE = 10.0
"""Seconds that the watch may take to end what the program started."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a run.

    Args:
        trouble: why there is no result, in words that follow “because”; empty if there is one.
        value: the result: `answer`, `observed`, `values`, as far as its kind has them.
        versions: of the packages that the program needs.
        network: how it was kept off the network.
        notes: what else there is to know, in sentences.
    """

    trouble: str = ""
    value: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    network: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A program to run in a sandbox.

    Args:
        python: the interpreter.
        files: the folder whose programs are put into the run's own.
        module: the name of the program without `.py`.
        kind: how it is put to the test.
        how: what serves it.
        needs: the packages that it needs.
        quick: whether few repetitions will do.
        seconds: the time limit.
    """

    python: Path
    files: Path
    module: str
    kind: str
    how: str = "-"
    needs: tuple[str, ...] = ()
    quick: bool = False
    seconds: float = 60


def run(job: Job, cancelled: Callable[[], bool] = lambda: False) -> Reply:
    """Runs a program and waits for what comes of it.

    Raises:
        CancelledError: `cancelled` said so.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
    except OSError as error:
        return Reply(f"there is no folder to run it in: {error.strerror or error}")
    try:
        return _run_in(folder, job, cancelled)
    except OSError as error:
        what = error.filename or job.python
        return Reply(f"{what} could not be used: {error.strerror or error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_in(folder: Path, job: Job, cancelled: Callable[[], bool]) -> Reply:
    for path in job.files.glob("*"):
        if path.is_file():
            shutil.copy(path, folder)
    marker = f"shortlist-lab-{secrets.token_hex(8)}:"
    quick = "quick" if job.quick else "full"
    words = [marker, job.kind, job.module, job.how, quick, *job.needs]
    with subprocess.Popen(  # noqa: S603  # our own program
        [str(job.python), "-P", str(WATCH), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=_environment(job.python, folder),
        start_new_session=True,
    ) as process:
        listening = _Listening(process, marker, folder, time.monotonic() + job.seconds)
        try:
            trouble = listening.listen(cancelled)
        finally:
            _end(process)
        if trouble:
            trouble = trouble.format(seconds=job.seconds)
        return _reply(listening, process.returncode, trouble)


def _environment(python: Path, folder: Path) -> dict[str, str]:
    """Nothing of the user's: no settings, no proxy, no home."""
    environment = {
        "PATH": os.pathsep.join([str(python.parent), os.defpath]),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONHASHSEED": "0",
        "PYTHONUNBUFFERED": "1",
    }
    if site.ENABLE_USER_SITE and (base := site.getuserbase()):
        environment["PYTHONUSERBASE"] = base  # it is found by HOME otherwise
    return environment


class _Listening:
    """What a process says until it ends, cut where it says too much."""

    def __init__(
        self, process: "subprocess.Popen[bytes]", marker: str, folder: Path, until: float
    ) -> None:
        self.process = process
        self.marker = marker.encode()
        self.folder = folder
        self.until = until
        self.result = bytearray()
        self.last = bytearray()
        self.printed = 0
        self.next_look = 0.0

    def listen(self, cancelled: Callable[[], bool]) -> str:
        """Listens to the end; returns why it was ended before, or nothing.

        Raises:
            CancelledError: the run was cancelled.
        """
        with selectors.DefaultSelector() as selector:
            for stream in (self.process.stdout, self.process.stderr):
                if stream is not None:
                    selector.register(stream, selectors.EVENT_READ)
            while selector.get_map():
                if cancelled():
                    raise CancelledError
                if trouble := self.trouble():
                    return trouble
                for key, _ in selector.select(GLANCE):
                    data = os.read(key.fd, 65536)
                    if not data:
                        selector.unregister(key.fileobj)
                    elif trouble := self.take(data, printed=key.fileobj is self.process.stderr):
                        return trouble
        return ""

    def trouble(self) -> str:
        """What makes going on useless: the time is up, or the folder is full."""
        now = time.monotonic()
        if now > self.until:
            return "it did not end within {seconds:g} s"
        if now >= self.next_look:
            self.next_look = now + 5 * GLANCE
            if _size(self.folder) > FOLDER_MAX:
                return f"it wrote more than {FOLDER_MAX // 1_000_000} MB into its folder"
        return ""

    def take(self, data: bytes, *, printed: bool) -> str:
        """Keeps what was said; returns what is wrong with it, or nothing."""
        if printed:
            self.printed += len(data)
            self.last = (self.last + data)[-PRINTED_KEPT:]
            if self.printed > PRINTED_MAX:
                return f"it printed more than {PRINTED_MAX // 1_000_000} MB"
        else:
            self.result += data
            if len(self.result) > RESULT_MAX:
                return f"its result has more than {RESULT_MAX // 1_000_000} MB"
        return ""

    def said(self, key: str) -> dict[str, Any] | None:
        """The value of that key in a marked line, if there is one that makes sense."""
        for line in bytes(self.result).split(b"\n"):
            if line.startswith(self.marker):
                try:
                    value = json.loads(line[len(self.marker) :])[key]
                except (ValueError, KeyError, TypeError, RecursionError):
                    continue
                if isinstance(value, dict):
                    return value
        return None


def _reply(listening: _Listening, code: int, trouble: str) -> Reply:
    ended = listening.said("ended") or {}
    finding = listening.said("finding")
    network = str(ended.get("network", ""))
    notes = []
    if listening.printed > PRINTED_KEPT:
        told = f"The program printed {listening.printed / 1e6:.1f} MB besides, which were cut."
        notes += [told] if listening.printed > 1e5 else []
    if left := ended.get("left"):
        notes.append(f"The program left {left} of its processes running; they were ended.")
    if not trouble:
        trouble = _trouble(finding, ended, code, bytes(listening.last))
    value = finding or {}
    versions = value.get("versions")
    return Reply(
        trouble=trouble,
        value={} if trouble else value,
        versions=versions if isinstance(versions, dict) else {},
        network=network,
        notes=tuple(notes),
    )


def _trouble(
    finding: Mapping[str, Any] | None, ended: Mapping[str, Any], code: int, last: bytes
) -> str:
    if most := ended.get("processes"):
        return f"it started more than {most} processes"
    if finding is not None:
        return str(finding.get("trouble", ""))
    if number := ended.get("signal"):
        return f"it crashed ({_signal(number)})"
    if "code" in ended:
        what = f"it ended with exit code {ended['code']} and without a result"
    else:
        why = _signal(-code) if code < 0 else f"exit code {code}"
        what = f"what starts it and watches over it ended ({why})"
    words = last.decode("utf-8", "replace").strip().splitlines()
    return f"{what}; the last it printed was “{words[-1][:200]}”" if words else what


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends whatever still runs: the watch sees its lifeline end, and has `GRACE` for the rest."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _size(folder: Path) -> int:
    """The bytes in a folder, as far as they can be seen."""
    total = 0
    waiting: Sequence[str] = [str(folder)]
    while waiting:
        further = []
        for name in waiting:
            try:
                with os.scandir(name) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            further.append(entry.path)
                        else:
                            total += entry.stat(follow_symlinks=False).st_size
            except OSError:  # removed meanwhile
                continue
        waiting = further
    return total
