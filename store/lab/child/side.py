"""Runs the program of one option, measures it, and tells what came of it.

    python side.py RESULTS MARKER NETWORK KIND MODULE HOW QUICK NEED…

The program is a module in the current folder. What came of it is one line of JSON after the
marker, written to the file descriptor RESULTS. What is imported here before the program runs
counts as loaded already, so it is little.
"""

from __future__ import annotations

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any, NoReturn

    import lab

TEXT_MAX = 2_000
"""Characters of an answer that are kept."""

CONNECTIONS = (1, 8, 32)
"""How many connections ask a server at once."""

WARM_UP, WARM_UP_QUICK = 100, 10
"""Requests before those that are measured."""

BURSTS, BURSTS_QUICK = 7, 3
"""Times that requests are measured; the median counts."""

BURST, BURST_QUICK = 0.05, 0.02
"""Seconds of CPU that a burst is to take."""

PATIENCE = 5
"""Seconds that a server may take to end."""

LOAD, LOAD_QUICK = 600, 60
"""Requests to a server for each number of connections."""


class Job:
    """The module to measure, what serves it, and whether few repetitions will do."""

    def __init__(self, module: str, how: str, *, quick: bool) -> None:
        self.module = module
        self.how = how
        self.quick = quick


class MeasureError(Exception):
    """What could not be measured, in words that follow “because”."""


def main(words: list[str]) -> NoReturn:
    """Runs the program, writes the line, and ends the process."""
    results, marker, network, kind, module, how, quick, *needs = words
    os.set_inheritable(int(results), False)
    me = os.getpid()
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:0] = [os.getcwd(), folder]
    # A program may catch what is raised here, but not call it as `lab`.
    import lab

    if network == "hook":
        lab.refuse_network()
    value: dict[str, Any]
    try:
        value = KINDS[kind](Job(module, how, quick=quick == "quick"))
    except MeasureError as error:
        value = {"trouble": str(error)}
    except BaseException as error:  # noqa: BLE001  # SystemExit too: whatever it is, it is told
        value = {"trouble": _told(error)}
    if os.getpid() != me:  # the program forked, and this is the copy
        os._exit(0)
    import json

    versions, trouble = _versions(needs)
    if trouble:
        value = {"trouble": trouble}
    value["versions"] = versions
    os.write(int(results), f"{marker} {json.dumps({'finding': value})}\n".encode())
    os._exit(0)  # threads that a program left would keep it


def _told(error: BaseException) -> str:
    first = next(iter(str(error).splitlines()), "")
    what = f"{type(error).__name__}: {first}" if first else type(error).__name__
    return f"the program failed with {what[:300]}"


def _versions(needs: list[str]) -> tuple[dict[str, str], str]:
    """The version of each package that is needed, and what is missing or too old."""
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    trouble = ""
    for need in needs:
        name, _, least = need.partition(">=")
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            trouble = trouble or f"{name} is not installed"
            continue
        if least and _numbers(found[name]) < _numbers(least):
            trouble = trouble or f"{name} {found[name]} is too old, {least} is the least"
    return found, trouble


def _numbers(version: str) -> list[int]:
    numbers = []
    for part in version.split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits))
    return numbers


def _program(module: str) -> ModuleType:
    """The program, imported as what it is called."""
    import importlib

    return importlib.import_module(module)


def _application(program: ModuleType) -> Callable[..., Any]:
    found: Any = getattr(program, "application", None)
    if found is None:
        raise MeasureError("the program has no `application`")
    return found  # type: ignore[no-any-return]


def _checked(status: int, text: str) -> str:
    if status != 200:
        raise MeasureError(f"the application answered with status {status}")
    return text[:TEXT_MAX]


def _probe(job: Job) -> dict[str, Any]:
    """What `probe()` answers, and what it saw."""
    answer, observed = _program(job.module).probe()
    if answer not in ("yes", "partly", "no"):
        raise MeasureError(f"the probe answered {answer!r:.100}, which is not yes, partly or no")
    return {"answer": answer, "observed": str(observed)[:TEXT_MAX]}


def _count(job: Job) -> dict[str, Any]:
    """What `count()` counts."""
    return {"values": {key: float(value) for key, value in _program(job.module).count().items()}}


def _start(job: Job) -> dict[str, Any]:
    """What it takes from nothing to the first answer; Python's own start is left out."""
    from lab import ask

    before = len(sys.modules)
    cpu, wall = time.process_time(), time.perf_counter()
    program = __import__(job.module)
    answer = ask(_application(program)) if job.how != "own" else None
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    modules = len(sys.modules) - before
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "observed": _checked(answer.status, answer.text) if answer else "",
        "values": {
            "cpu": cpu * 1e3,
            "wall": wall * 1e3,
            "memory": peak / (1 << 20 if sys.platform == "darwin" else 1 << 10),
            "modules": float(modules),
        },
    }


def _requests(job: Job) -> dict[str, Any]:
    """What a request takes once all is warm, asked without a server."""
    from statistics import median

    import lab

    program = _program(job.module)
    application = _application(program)
    if lab.is_asgi(application):
        import asyncio

        runner = asyncio.Runner()

        def burst(requests: int) -> lab.Answer:
            return runner.run(_burst_asgi(application, requests))
    else:

        def burst(requests: int) -> lab.Answer:
            for _ in range(requests - 1):
                lab.ask(application)
            return lab.ask(application)

    answer = burst(1)
    observed = _checked(answer.status, answer.text)
    warm_up = WARM_UP_QUICK if job.quick else WARM_UP
    began = time.perf_counter()  # a program that waits must come to an end, too
    burst(warm_up)
    each = max((time.perf_counter() - began) / warm_up, 1e-6)
    requests = max(5, min(1_000, int((BURST_QUICK if job.quick else BURST) / each)))
    cpus, walls = [], []
    for _ in range(BURSTS_QUICK if job.quick else BURSTS):
        cpu, wall = time.process_time(), time.perf_counter()
        answer = burst(requests)
        cpus.append((time.process_time() - cpu) / requests * 1e6)
        walls.append((time.perf_counter() - wall) / requests * 1e6)
        _checked(answer.status, answer.text)
    counted = program.count() if hasattr(program, "count") else {}
    values = {"cpu": median(cpus), "wall": median(walls)}
    return {
        "observed": observed,
        "values": values | {key: float(value) for key, value in counted.items()},
    }


async def _burst_asgi(application: Callable[..., Any], requests: int) -> lab.Answer:
    from lab import ask_asgi

    for _ in range(requests - 1):
        await ask_asgi(application)
    return await ask_asgi(application)


def _server(job: Job) -> dict[str, Any]:
    """How many requests a second a real server answers, and its CPU time for one."""
    import socket
    import subprocess

    import lab

    # Where a server can take over a socket that listens already, no port can be in use.
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        number, port = listening.fileno(), listening.getsockname()[1]
        if job.how == "uvicorn":  # it takes such a socket for a local one and delays its answers
            port = lab.free_port()
        server = subprocess.Popen(_serving(job, number, port), pass_fds=[number])
    requests = LOAD_QUICK if job.quick else LOAD
    try:
        lab.wait_for(port, lambda: server.poll() is not None)
        lab.load(port, 8, WARM_UP)
        values = {}
        before = lab.processor_time(server.pid)
        for connections in CONNECTIONS:
            took = lab.load(port, connections, requests)
            values[f"rate-{connections}"] = requests / took
        after = lab.processor_time(server.pid)
    finally:
        _stop(server)
    if before is not None and after is not None:
        values["cpu"] = (after - before) / (requests * len(CONNECTIONS)) * 1e6
    return {"values": values}


def _serving(job: Job, number: int, port: int) -> list[str]:
    """The command that serves a program, at the socket of that number or at that port."""
    words = {
        "gunicorn": [
            "-m", "gunicorn", "--bind", f"fd://{number}", "--workers", "2",
            "--worker-class", "gthread", "--threads", "4", "--log-level", "warning",
            f"{job.module}:application",
        ],
        "uvicorn": [
            "-m", "uvicorn", "--host", "127.0.0.1", "--port", str(port),
            "--log-level", "warning", "--no-access-log", f"{job.module}:application",
        ],
        "own": ["-c", f"import socket, {job.module} as p; p.serve(socket.socket(fileno={number}))"],
    }  # fmt: skip
    return [sys.executable, *words[job.how]]


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ends a server and its workers."""
    from subprocess import TimeoutExpired

    server.terminate()
    try:
        server.wait(PATIENCE)
    except TimeoutExpired:  # the watch ends what is left
        server.kill()
        server.wait()


def _service(job: Job) -> dict[str, Any]:
    """The lines of a whole service, which is started and asked once.

    The port 8000 in the program stands for one that is free.
    """
    import subprocess
    import urllib.request

    import lab

    path = f"{job.module}.py"
    with open(path, encoding="utf-8") as file:
        code = file.read()
    lines = [line for line in code.splitlines() if line.strip()]
    port = lab.free_port()
    with open("service.py", "w", encoding="utf-8") as file:
        file.write(code.replace("8000", str(port)))
    server = subprocess.Popen([sys.executable, "service.py"])
    try:
        lab.wait_for(port, lambda: server.poll() is not None)
        address = f"http://127.0.0.1:{port}/"
        with urllib.request.urlopen(address, timeout=lab.ANSWER) as answer:
            observed = _checked(answer.status, answer.read().decode())
    finally:
        _stop(server)
    return {"observed": observed, "values": {"lines": float(len(lines))}}


KINDS = {
    "probe": _probe,
    "count": _count,
    "start": _start,
    "requests": _requests,
    "server": _server,
    "service": _service,
}

if __name__ == "__main__":
    main(sys.argv[1:])
