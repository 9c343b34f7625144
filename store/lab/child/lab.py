"""What the programs of experiments may use: `from lab import ask`.

It imports next to nothing before it is used, so that it does not count as the program's own.
"""

from __future__ import annotations

import io
import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

READY = 20.0
"""Seconds that a server may take until it answers."""

ANSWER = 10.0
"""Seconds that an answer may take."""


class Answer:
    """What an application answered: status, headers as pairs, and the body as text."""

    def __init__(self, status: int, headers: list[tuple[str, str]], text: str) -> None:
        self.status = status
        self.headers = headers
        self.text = text

    def header(self, name: str) -> str:
        """The value of the first header of that name, or nothing."""
        found = (value for key, value in self.headers if key.lower() == name.lower())
        return next(found, "")


def ask(
    application: Callable[..., Any],
    path: str = "/",
    method: str = "GET",
    form: str = "",
    host: str = "localhost",
    cookie: str = "",
) -> Answer:
    """Asks a WSGI or ASGI application, without a server."""
    if is_asgi(application):
        import asyncio

        return asyncio.run(ask_asgi(application, path, method, form, host, cookie))
    started: list[tuple[str, list[tuple[str, str]]]] = []

    written: list[bytes] = []

    def start(
        status: str, headers: list[tuple[str, str]], _: object = None
    ) -> Callable[[bytes], None]:
        started.append((status, headers))
        return written.append

    environ = wsgi_environ(path, method, form, host, cookie)
    result = application(environ, start)
    try:
        body = b"".join([*written, *result])
    finally:
        if hasattr(result, "close"):
            result.close()
    status, headers = started[-1]
    return Answer(int(status.split()[0]), headers, body.decode("utf-8", "replace"))


def wsgi_environ(
    path: str, method: str = "GET", form: str = "", host: str = "localhost", cookie: str = ""
) -> dict[str, Any]:
    """What a WSGI server says of a request."""
    body = form.encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": host,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if body:
        environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        environ["CONTENT_LENGTH"] = str(len(body))
    if cookie:
        environ["HTTP_COOKIE"] = cookie
    return environ


def is_asgi(application: object) -> bool:
    """Whether it is called as ASGI is: by awaiting it."""
    # Without `inspect`, whose import costs as much as a small framework.
    call: Any = application if hasattr(application, "__code__") else type(application).__call__
    code = getattr(call, "__code__", None)
    return bool(code and code.co_flags & 0x80)  # CO_COROUTINE


async def ask_asgi(
    application: Callable[..., Any],
    path: str = "/",
    method: str = "GET",
    form: str = "",
    host: str = "localhost",
    cookie: str = "",
) -> Answer:
    """Asks an ASGI application from within a running loop."""
    headers = [(b"host", host.encode())]
    if form:
        headers.append((b"content-type", b"application/x-www-form-urlencoded"))
        headers.append((b"content-length", str(len(form)).encode()))
    if cookie:
        headers.append((b"cookie", cookie.encode()))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 50000),
        "server": ("localhost", 80),
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": form.encode(), "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await application(scope, receive, send)
    start = sent[0]
    pairs = [(key.decode("latin-1"), value.decode("latin-1")) for key, value in start["headers"]]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(start["status"], pairs, body.decode("utf-8", "replace"))


# Fresh projects


def command(*words: str, answers: str = "", fails: bool = False) -> str:
    """What `python -m …` prints in the program's folder.

    Args:
        words: the module and its arguments.
        answers: what is typed.
        fails: whether it may end with an exit code other than 0; the code is then the last line.

    Raises:
        RuntimeError: it failed.
    """
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", *words],
        input=answers,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if fails:
        return f"{done.stdout.rstrip()}\n{done.returncode}"
    if done.returncode:
        last = (done.stdout.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise RuntimeError(f"`{' '.join(words)}` failed: {last}")
    return done.stdout


def fresh_django(*, migrated: bool = False) -> None:
    """Makes a project in the program's folder as `startproject` does, and sets Django up on it."""
    import logging

    command("django", "startproject", "site1", ".")
    if migrated:
        command("manage", "migrate", "--verbosity", "0")
    sys.path.insert(0, os.getcwd())
    os.environ["DJANGO_SETTINGS_MODULE"] = "site1.settings"
    import django

    django.setup()
    logging.disable(logging.CRITICAL)


# The size of packages


def weigh(name: str, *further: str) -> dict[str, float]:
    """How much a package brings: itself, and what it requires without extras.

    Compiled files are left out, because when they are made depends on the installer.

    Returns:
        `packages`, besides those named; `files`; `size` in MB, of 1,000,000 bytes.
    """
    from importlib.metadata import distribution

    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, Any] = {}
    waiting = [name, *further]
    while waiting:
        key = canonicalize_name(waiting.pop())
        if key in found:
            continue
        found[key] = package = distribution(key)
        for line in package.requires or ():
            required = Requirement(line)
            if required.marker is None or required.marker.evaluate({"extra": ""}):
                waiting.append(required.name)
    files = [
        path
        for package in found.values()
        for path in package.files or ()
        if path.suffix != ".pyc" and ".." not in path.parts
    ]
    sizes = [os.stat(path.locate()).st_size for path in files if os.path.isfile(path.locate())]
    return {
        "packages": len(found) - 1 - len(further),
        "files": len(sizes),
        "size": sum(sizes) / 1e6,
    }


# Servers and those who ask them


def free_port() -> int:
    """A port of the loopback that nobody uses at the moment."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as some:
        port: int = some.getsockname()[1]
        return port


def wait_for(port: int, ended: Callable[[], bool]) -> None:
    """Returns when something answers at that port.

    Raises:
        RuntimeError: the server ended, or does not answer in time.
    """
    import socket

    until = time.monotonic() + READY
    while time.monotonic() < until:
        if ended():
            raise RuntimeError("the server ended before it answered")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=ANSWER) as some:
                some.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if some.recv(1):
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"the server did not answer within {READY:.0f} seconds")


class Connection:
    """A client's side of one connection, which is kept for the next request if the server does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: Any = None
        self.got = b""

    def send(self) -> None:
        """Asks for the page."""
        import socket

        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=ANSWER)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.got = b""
        self.socket.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")

    def receive(self) -> bool:
        """Takes what has come; True if the answer is whole.

        Raises:
            RuntimeError: the answer is none that was asked for.
        """
        data = self.socket.recv(65536)
        self.got += data
        head, found, body = self.got.partition(b"\r\n\r\n")
        whole = False
        if found:
            lines = head.lower().split(b"\r\n")
            if lines[0].split()[1] != b"200":
                raise RuntimeError(f"the server answered {lines[0].decode('latin-1')}")
            fields = dict(line.split(b": ", 1) for line in lines[1:] if b": " in line)
            if b"content-length" in fields:
                whole = len(body) >= int(fields[b"content-length"])
            elif b"chunked" in fields.get(b"transfer-encoding", b""):
                whole = body.endswith(b"0\r\n\r\n")
            else:
                whole = not data
            if whole and (fields.get(b"connection") == b"close" or not data):
                self.close()
        if not data and not whole:
            raise RuntimeError("the server closed the connection in the middle of an answer")
        return whole

    def close(self) -> None:
        """Ends it."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None


def load(port: int, connections: int, requests: int) -> float:
    """Asks a server on the loopback so many times, so many at once.

    Returns:
        The seconds that it took.

    Raises:
        RuntimeError: an answer failed, or did not come in time.
    """
    import selectors

    selector = selectors.DefaultSelector()
    clients = [Connection(port) for _ in range(connections)]
    start = time.perf_counter()
    left = requests
    under_way = 0

    def ask_again(client: Connection) -> None:
        nonlocal left, under_way
        if left:
            left -= 1
            under_way += 1
            client.send()
            selector.register(client.socket, selectors.EVENT_READ, client)

    for client in clients:
        ask_again(client)
    while under_way:
        events = selector.select(ANSWER)
        if not events:
            raise RuntimeError(f"an answer did not come within {ANSWER:.0f} seconds")
        for key, _ in events:
            asked = key.data
            waiting = asked.socket
            if asked.receive():
                selector.unregister(waiting)
                under_way -= 1
                ask_again(asked)
    took = time.perf_counter() - start
    for client in clients:
        client.close()
    selector.close()
    return took


def processor_time(process: int) -> float | None:
    """Seconds of CPU that a process and those below it have used; None where no one tells."""
    from pathlib import Path

    total = 0
    waiting = [process]
    try:
        while waiting:
            folder = Path(f"/proc/{waiting.pop()}/task")
            for thread in folder.iterdir():
                total += int((thread / "schedstat").read_text().split()[0])
                waiting += map(int, (thread / "children").read_text().split())
    except (OSError, ValueError, IndexError):
        return None
    return total / 1e9


def refuse_network() -> None:
    """Refuses every address but the loopback's, in this process and those forked from it."""

    def hook(event: str, arguments: Iterable[Any]) -> None:
        if event in ("socket.connect", "socket.bind", "socket.sendto"):
            _, address = arguments
            host = address[0] if isinstance(address, tuple) else "localhost"
        elif event == "socket.getaddrinfo":
            host = next(iter(arguments))
        else:
            return
        name = host.decode() if isinstance(host, bytes) else host
        if name and name not in ("localhost", "::1") and not name.startswith("127."):
            raise PermissionError(f"the Lab lets no program reach {name}")

    sys.addaudithook(hook)
