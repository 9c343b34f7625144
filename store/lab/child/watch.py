"""Starts a program of the Lab, watches over it, and leaves nothing of it running.

    python watch.py MARKER KIND MODULE HOW QUICK NEED…

Standard input is the lifeline: as soon as it ends, because the Lab cancelled the run or was
killed, everything that the program started is ended, and the folder removed. Standard output
carries marked lines of JSON: what `side.py` found, and how it ended. Whatever the program prints
goes to standard error.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import os
import resource
import select
import shutil
import signal
import socket
import struct
import sys
from pathlib import Path

FOLDER_PREFIX = "shortlist-lab-"
"""How the name of a folder begins that may be removed."""

PROCESSES_MAX = 64
"""Processes that a program may have at a time: a server with workers needs a few."""

FILE_MAX = 100_000_000
"""Bytes in one file that a program writes."""

MEMORY_MAX = 4 << 30
"""Bytes of address space of one process."""

GLANCE = 0.2
"""Seconds between two counts of the processes."""

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # <linux/sched.h>
_SET_FLAGS, _UP = 0x8914, 0x1  # SIOCSIFFLAGS <linux/sockios.h>, IFF_UP <linux/if.h>
_DEATH_SIGNAL, _SUBREAPER = 1, 36  # PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER <linux/prctl.h>


def main(words: list[str]) -> int:
    """Runs the program to its end, or to the end of the lifeline."""
    marker, *rest = words
    results = os.dup(1)
    os.dup2(2, 1)
    _limit()
    _adopt_orphans()
    network = "namespace" if _trial(_own_network) and _own_network() else "hook"
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    program = os.fork()
    if program == 0:
        _become_program(results, [marker, network, *rest])
    status, ended = _watch(program, told)
    if status is None and not ended:  # the Lab is gone, or wants no more
        _end_all(program)
        _remove_folder()
        return 1
    left = _end_all(program)
    ended.update({"left": left, "network": network})
    if status is not None:
        code = os.waitstatus_to_exitcode(status)
        ended.update({"code": max(code, 0), "signal": max(-code, 0)})
    line = json.dumps({"ended": ended})
    try:
        os.write(results, f"{marker} {line}\n".encode())
    except OSError:
        _remove_folder()
    return 0


def _become_program(results: int, words: list[str]) -> None:
    if sys.platform == "linux":  # should the watch be killed, the program is, too
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    os.setpgid(0, 0)  # a program that signals its group does not hit its watch
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.set_inheritable(results, True)
    side = str(Path(__file__).with_name("side.py"))
    os.execv(sys.executable, [sys.executable, "-P", side, str(results), *words])


def _watch(program: int, told: int) -> tuple[int | None, dict[str, object]]:
    """How the program ended: its status, or why it was stopped; neither if the lifeline did."""
    while True:
        ready, _, _ = select.select([0, told], [], [], GLANCE)
        if 0 in ready and not os.read(0, 4096):
            return None, {}
        if told in ready and signal.SIGTERM in os.read(told, 4096):
            return None, {}
        status = _reap(program)
        if status is not None:
            return status, {}
        if len(_descendants()) > PROCESSES_MAX:
            return None, {"processes": PROCESSES_MAX}


def _reap(program: int) -> int | None:
    """Takes leave of every process that has ended; returns the status of the program's."""
    found = None
    while True:
        try:
            process, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return found
        if process == 0:
            return found
        if process == program:
            found = status


def _end_all(program: int) -> int:
    """Ends every process that the program left; returns how many there were."""
    _reap(program)
    left = {process for process in _descendants() if process != program}
    stopped: set[int] = set()
    while fresh := set(_descendants()) - stopped:  # what is stopped starts no more
        for process in fresh:
            _signal(process, signal.SIGSTOP)
        stopped |= fresh
    while processes := _descendants():
        for process in processes:
            _signal(process, signal.SIGKILL)
        for process in processes:
            with contextlib.suppress(ChildProcessError):  # the child of one that was just killed
                os.waitpid(process, 0)
    if sys.platform != "linux":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(program, signal.SIGKILL)
    return len(left)


def _signal(process: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)


def _descendants() -> list[int]:
    """The processes below this one, those orphaned by their parents too; on Linux only."""
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        process = waiting.pop()
        for path in Path(f"/proc/{process}/task").glob("*/children"):
            try:
                children = [int(word) for word in path.read_text().split()]
            except OSError:  # it ended meanwhile
                continue
            found += children
            waiting += children
    return found


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, FILE_MAX),
        (resource.RLIMIT_AS, MEMORY_MAX),
    ):
        _, hard = resource.getrlimit(what)
        within = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (within, within))
        except (OSError, ValueError):  # a system without that limit
            continue


def _adopt_orphans() -> None:
    """Becomes the parent of whatever a program leaves behind when it ends; on Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def _trial(attempt: object) -> bool:
    """Whether it works in a process of its own, for what cannot be taken back."""
    process = os.fork()
    if process == 0:
        os._exit(0 if callable(attempt) and attempt() else 1)
    return os.waitpid(process, 0)[1] == 0


def _own_network() -> bool:
    """Moves into a network with a loopback and nothing else, where the system lets a user do so."""
    if sys.platform != "linux":
        return False
    user, group = os.getuid(), os.getgid()
    try:
        if ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NET) != 0:
            return False
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as some:
            fcntl.ioctl(some, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP))
    except OSError:
        return False
    return True


def _remove_folder() -> None:
    folder = Path.cwd()
    if folder.name.startswith(FOLDER_PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
