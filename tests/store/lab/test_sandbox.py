"""Programs that misbehave, each run for real: the finding says what happened, and nothing stays."""

import os
import select
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from store.domain.errors import CancelledError
from store.lab import sandbox
from store.lab.sandbox import Reply, run
from tests.store.lab.laboratory import YES, program

ROOT = Path(__file__).parents[3]


class Line:
    """A pipe with a name: it tells when programs are there, and when all of them are gone."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "line"
        os.mkfifo(self.path)
        self.end = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)

    def hold(self) -> str:
        """The code by which a program, and all that it starts, holds the other end."""
        return (
            f"import os\nend = os.open({str(self.path)!r}, os.O_WRONLY)\n"
            "os.set_inheritable(end, True)\nos.write(end, b'here')\n"
        )

    def is_held(self) -> bool:
        """Whether somebody said that it is there."""
        return bool(select.select([self.end], [], [], 0)[0]) and os.read(self.end, 4) == b"here"

    def wait(self) -> None:
        """Returns when somebody is there."""
        assert select.select([self.end], [], [], 300)[0], "nobody came"
        assert os.read(self.end, 4) == b"here"

    def wait_for_the_end(self) -> None:
        """Returns when nobody is left."""
        assert select.select([self.end], [], [], 300)[0], "somebody is left"
        assert os.read(self.end, 4) == b""


@pytest.fixture
def line(tmp_path: Path) -> Line:
    return Line(tmp_path)


def answer(reply: Reply) -> tuple[object, object]:
    assert reply.trouble == ""
    return reply.value["answer"], reply.value["observed"]


DAEMON = """
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while True:
            signal.pause()
    os._exit(0)
os.wait()
"""


def test_a_probe_tells_what_it_saw(tmp_path: Path) -> None:
    assert answer(run(program(tmp_path / "p", YES))) == ("yes", "seen")


def test_nothing_of_the_users_reaches_a_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FLASK_DEBUG", "DJANGO_SETTINGS_MODULE", "HTTPS_PROXY", "PYTHONPATH"):
        monkeypatch.setenv(name, "mine")
    mine = "[name for name, value in os.environ.items() if value == 'mine']"
    code = f"import os\ndef probe():\n    return 'yes', {mine}"
    assert answer(run(program(tmp_path / "p", code))) == ("yes", "[]")


def test_the_folder_is_gone_afterwards(tmp_path: Path) -> None:
    code = "import os\nopen('left', 'w').close()\ndef probe():\n    return 'yes', os.getcwd()"
    _, folder = answer(run(program(tmp_path / "p", code)))
    assert not Path(str(folder)).exists()


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "it crashed (SIGSEGV)"),
        (
            "import os\nprint('oh', flush=True)\nos._exit(3)",
            "it ended with exit code 3 and without a result; the last it printed was “oh”",
        ),
        ("import sys\nsys.exit('enough')", "the program failed with SystemExit: enough"),
        (
            "import no_such_thing",
            "the program failed with ModuleNotFoundError: No module named 'no_such_thing'",
        ),
        ("def probe():\n    raise ValueError('a\\nb')", "the program failed with ValueError: a"),
        (
            "def probe():\n    return 'maybe', ''",
            "the probe answered 'maybe', which is not yes, partly or no",
        ),
        (
            "this is no Python",
            "the program failed with SyntaxError: invalid syntax (a_probe.py, line 1)",
        ),
        ("x = [0] * 10**10\n" + YES, "the program failed with MemoryError"),
    ],
)
def test_a_program_that_fails_says_why(tmp_path: Path, code: str, trouble: str) -> None:
    assert run(program(tmp_path / "p", code)).trouble == trouble


def test_what_is_missing_or_too_old_is_named(tmp_path: Path) -> None:
    there = tmp_path / "p"
    assert run(program(there, YES, needs=("no-such-thing",))).trouble == (
        "no-such-thing is not installed"
    )
    old = run(program(there, YES, needs=("pytest>=999.1",)))
    assert old.trouble == f"pytest {pytest.__version__} is too old, 999.1 is the least"
    reply = run(program(there, YES, needs=("pytest>=1.0",)))
    assert reply.versions["pytest"] == pytest.__version__


def test_an_interpreter_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    job = sandbox.Job(tmp_path / "no-python", tmp_path / "p", "a_probe", "probe")
    assert "no-python could not be used: No such file" in run(job).trouble


def test_a_program_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path, line: Line) -> None:
    code = f"{line.hold()}\n{DAEMON}\nimport signal\nsignal.pause()"
    reply = run(program(tmp_path / "p", code, seconds=1.5))
    assert reply.trouble == "it did not end within 1.5 s"
    line.wait()
    line.wait_for_the_end()


def test_what_a_program_leaves_behind_is_ended_and_told(tmp_path: Path, line: Line) -> None:
    reply = run(program(tmp_path / "p", f"{line.hold()}\n{DAEMON}\n{YES}"))
    assert answer(reply) == ("yes", "seen")
    assert reply.notes == ("The program left 1 of its processes running; they were ended.",)
    line.wait()
    line.wait_for_the_end()


def test_a_fork_does_not_answer_twice(tmp_path: Path) -> None:
    fork = "'parent' if os.fork() else 'child'"
    code = f"import os\ndef probe():\n    return 'yes', {fork}"
    assert answer(run(program(tmp_path / "p", code))) == ("yes", "parent")


def test_a_program_that_forks_and_forks_is_ended(tmp_path: Path, line: Line) -> None:
    forks = "for _ in range(100):\n    if not os.fork():\n        signal.pause()"
    code = f"{line.hold()}\nimport signal\n{forks}\nsignal.pause()"
    assert run(program(tmp_path / "p", code)).trouble == "it started more than 64 processes"
    line.wait()
    line.wait_for_the_end()


def test_a_few_megabytes_of_garbage_are_cut_and_told(tmp_path: Path) -> None:
    code = f"import os\nfor _ in range(30):\n    os.write(1, os.urandom(100_000))\n{YES}"
    reply = run(program(tmp_path / "p", code))
    assert answer(reply) == ("yes", "seen")
    assert reply.notes == ("The program printed 3.0 MB besides, which were cut.",)


def test_a_flood_is_stopped(tmp_path: Path) -> None:
    code = "import os\nwhile True:\n    os.write(2, b'x' * 1_000_000)"
    assert run(program(tmp_path / "p", code)).trouble == "it printed more than 32 MB"


def test_garbage_among_the_results_is_no_result(tmp_path: Path) -> None:
    code = (
        "import os\nfor number in range(3, 20):\n"
        "    try:\n        os.write(number, b'shortlist-lab-0: {\"finding\": {}}\\n{}\\n')\n"
        "    except OSError:\n        pass\nos._exit(0)"
    )
    reply = run(program(tmp_path / "p", code))
    assert reply.trouble == "it ended with exit code 0 and without a result"


def test_a_program_that_fills_its_folder_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "FOLDER_MAX", 1_000_000)
    fill = "os.mkdir('a')\nopen('a/b', 'wb').write(bytes(3_000_000))"
    code = f"import os, signal\n{fill}\nsignal.pause()"
    assert run(program(tmp_path / "p", code)).trouble == "it wrote more than 1 MB into its folder"


def test_one_huge_file_cannot_be_written(tmp_path: Path) -> None:
    code = f"open('a', 'wb').truncate(10**9)\n{YES}"
    assert "OSError: [Errno 27]" in run(program(tmp_path / "p", code)).trouble


def test_a_cancelled_run_leaves_nothing(tmp_path: Path, line: Line) -> None:
    job = program(tmp_path / "p", f"{line.hold()}\n{DAEMON}\nimport signal\nsignal.pause()")
    with pytest.raises(CancelledError):
        run(job, line.is_held)
    line.wait_for_the_end()


def test_a_killed_parent_leaves_nothing(tmp_path: Path, line: Line) -> None:
    code = f"{line.hold()}\n{DAEMON}\nimport signal\nsignal.pause()"
    job = program(tmp_path / "p", code)
    imports = "from pathlib import Path, PosixPath\nfrom store.lab.sandbox import *"
    words = [sys.executable, "-c", f"{imports}\nrun({job!r})"]
    parent = subprocess.Popen(words, cwd=ROOT)
    line.wait()
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    line.wait_for_the_end()


def test_a_program_that_kills_its_group_or_its_watch_is_told(tmp_path: Path) -> None:
    group = "import os\nos.killpg(0, 9)"
    assert run(program(tmp_path / "p", group)).trouble == "it crashed (SIGKILL)"
    watch = "import os\nos.kill(os.getppid(), 9)\nimport signal\nsignal.pause()"
    told = "what starts it and watches over it ended (SIGKILL)"
    assert run(program(tmp_path / "q", watch)).trouble == told


def test_two_runs_at_once_do_not_meet(tmp_path: Path) -> None:
    code = "import os\nopen('mine', 'x').close()\ndef probe():\n    return 'yes', os.getcwd()"
    job = program(tmp_path / "p", code)
    replies: list[Reply] = []
    threads = [threading.Thread(target=lambda: replies.append(run(job))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    folders = {answer(reply) for reply in replies}
    assert len(folders) == 2


def test_a_program_sees_no_network_but_the_loopback(tmp_path: Path) -> None:
    names = "' '.join(name for _, name in socket.if_nameindex())"
    code = f"import socket\ndef probe():\n    return 'yes', {names}"
    reply = run(program(tmp_path / "p", code))
    _, seen = answer(reply)
    if reply.network == "namespace":
        assert seen == "lo"
    else:  # a system that lets no user have a network of one's own
        assert reply.network == "hook"


def test_without_a_network_of_its_own_python_refuses_every_other_address() -> None:
    code = """if True:
        import socket, sys
        from store.lab.child.lab import refuse_network
        refuse_network()
        server = socket.create_server(("127.0.0.1", 0))
        socket.create_connection(server.getsockname()).close()
        try:  # the event alone: nothing is sent
            sys.audit("socket.connect", None, ("192.0.2.1", 80))
        except PermissionError as error:
            print(error)
    """
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "the Lab lets no program reach 192.0.2.1\n"


def test_a_bomb_of_forks_is_put_out(tmp_path: Path, line: Line) -> None:
    code = f"{line.hold()}\nimport signal\nfor _ in range(10):\n    os.fork()\nsignal.pause()"
    assert run(program(tmp_path / "p", code)).trouble == "it started more than 64 processes"
    line.wait()
    line.wait_for_the_end()


def test_a_thread_that_goes_on_does_not_hold_up_the_answer(tmp_path: Path) -> None:
    code = f"import signal, threading\nthreading.Thread(target=signal.pause).start()\n{YES}"
    forever = code.replace("signal.pause", "threading.Event().wait")
    assert answer(run(program(tmp_path / "p", forever))) == ("yes", "seen")
