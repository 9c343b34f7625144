"""Measure Shortlist beside a bare Textual list, in a terminal and interleaved, and print a table.

python benchmarks/run.py [--runs 10] [--only start] [--json FILE] [--strict]
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter

import report
from made_content import write_comparison
from terminal import PLAIN, MeasureError, Session, Style

ROOT = Path(__file__).parent.parent
UP, DOWN, QUIT = "\x1b[A", "\x1b[B", "\x11"
SIZES = (30, 500)
"""Criteria of the matrices in which a key is timed, each with ten options."""
SPAN = 15
"""Rows to go down before going up again: fewer than any list has, so that every key moves."""
SETTLED = 0.05
"""Seconds without output after which a key counts as dealt with."""
REST = 3.0
"""Seconds of rest before a program counts as idle."""
COMMANDS = (
    "--version", "topics", "topic 11", "search csrf", "matrix", "decisions", "where",
    "decide --chosen flask --title Flask",
)  # fmt: skip
SECTIONS = ("start", "keys", "pages", "matrix", "idle", "commands")


@dataclass(frozen=True)
class Program:
    """A program under test, and how to tell that its list is there and answers.

    Attributes:
        name: what the table calls it.
        command: its words; `{python}` and `{store}` stand for the interpreter and its store.
        listed: a text that is on the screen when the list is.
        last: the text of the list's last row.
        column: where the rows' text begins; learned.
        answered: the look of that column once the first Down has moved the highlight; learned.
    """

    name: str
    command: str
    listed: str
    last: str
    column: int = 0
    answered: tuple[Style, ...] = ()


class Bench:
    """Runs programs, each time in the same fresh home, and collects what they cost."""

    def __init__(self, work: Path) -> None:
        self._prepared, self._home = work / "prepared", work / "home"
        self._home.mkdir()
        self._prepared.mkdir()
        self.samples: report.Samples = defaultdict(lambda: defaultdict(list))
        self.commands: dict[str, list[float]] = defaultdict(list)
        self.opened: dict[str, list[float]] = defaultdict(list)
        self.repainted: dict[int, list[float]] = defaultdict(list)

    def prepare(self, program: Program) -> Program:
        """Fill the store, compile to bytecode, and learn what an answered Down looks like."""
        if "{store}" in program.command:
            self.run([*self._words(program.command), "topics"])
            shutil.copytree(self._home, self._prepared, dirs_exist_ok=True)
        with closing(self._start(program)) as session:
            session.until("the list", lambda screen: screen.shows(program.listed, program.last))
            session.settle(1.0)
            column = session.screen.column(program.last)
            before = session.screen.look(column)
            session.send(DOWN)
            session.settle(1.0)
            after = session.screen.look(column)
        if after in (before, (PLAIN,) * len(after)):
            raise MeasureError(f"Down does not move the highlight of the list of {program.name}.")
        return replace(program, column=column, answered=after)

    def start(self, program: Program) -> None:
        """First text, listed and answering, memory when live and at rest, exit."""
        with closing(self._start(program)) as session:
            first, listed, live = self._live(program, session)
            resident, highest = session.memory()
            session.rest(REST)
            rested, _ = session.memory()
            self._add(program, report.FIRST, 1000 * first)
            self._add(program, report.ROWS, 1000 * listed)
            self._add(program, report.LIVE, 1000 * live)
            self._add(program, report.MEMORY, resident)
            self._add(program, report.PEAK, highest)
            self._add(program, report.RESTED, rested)
            self._add(program, report.EXIT, 1000 * session.leave(QUIT))

    def keys(self, program: Program, presses: int) -> None:
        """Arrow keys, one after the other: time to the first output and to the moved row, bytes."""
        with closing(self._start(program)) as session:
            self._live(program, session)
            session.rest(REST)
            for number in range(presses):
                self._press(program, session, UP if number // SPAN % 2 else DOWN)

    def pages(self, program: Program) -> None:
        """From the key that moves the highlight to the page of that topic, down the list and up."""
        listing = json.loads(self.output([*self._words(program.command), "topics", "--json"]))
        titles = [f"─ {row['number']}  {row['title']}" for row in listing]
        with closing(self._start(program)) as session:
            self._live(program, session)  # this leaves the highlight on the second topic
            session.rest(REST)
            for key, wanted in ((DOWN, titles[2:]), (UP, titles[-2::-1])):
                for title in wanted:
                    self._open(session, key, title)

    def matrix(self, program: Program, criteria: int, presses: int) -> None:
        """From the key that changes a weight to the repainted matrix, scores and reasons."""
        self._renew()
        command = self._words(program.command)
        made = write_comparison(self._home / f"made-{criteria}", criteria, 10)
        self.output([*command, "content", "add", str(made)])
        with closing(Session(command, ROOT, self._environment())) as session:
            self._live(program, session)
            session.rest(REST)
            session.send("2")
            session.until("the matrix", lambda screen: screen.shows("Criterion", "Score"))
            session.settle(1.0)
            session.send("m")
            session.until("matrices", lambda screen: screen.shows(f"Made {criteria}"))
            session.settle(1.0)
            session.send(DOWN + DOWN + "\r")
            session.until("the matrix", lambda screen: screen.shows("Criterion c0 "))
            session.settle(1.0)
            for number in range(presses):
                self.repainted[criteria].append(self._weigh(session, "-+"[number % 2]))

    def _weigh(self, session: Session, key: str) -> float:
        """Milliseconds until the row of the first criterion has changed."""
        before = session.screen.line("Criterion c0 ")
        sent = session.send(key)
        shown = session.until(
            "a changed weight", lambda screen: screen.line("Criterion c0 ") != before
        )
        session.settle(SETTLED)
        return 1000 * (shown - sent)

    def idle(self, program: Program, seconds: float) -> None:
        """The share of one processor that is used while nothing happens."""
        with closing(self._start(program)) as session:
            self._live(program, session)
            session.rest(REST)
            used, since = session.processor_time(), perf_counter()
            session.rest(seconds)
            used, since = session.processor_time() - used, perf_counter() - since
            self._add(program, report.IDLE, 100 * used / since)

    def command(self, program: Program, arguments: str) -> None:
        """A command that needs no screen; without arguments, Python alone."""
        words = [*self._words(program.command), *shlex.split(arguments)]
        self._renew()
        seconds = self.run(words if arguments else [sys.executable, "-c", "pass"])
        self.commands[arguments or report.PYTHON].append(1000 * seconds)

    def run(self, words: list[str]) -> float:
        """Run a command to its end, its return the seconds that it took."""
        started = perf_counter()
        self.output(words)
        return perf_counter() - started

    def output(self, words: list[str]) -> str:
        """Run a command to its end and return what it prints."""
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise MeasureError(f"{shlex.join(words)} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def _live(self, program: Program, session: Session) -> tuple[float, float, float]:
        """Seconds to the first text, to the rows, and to a highlight moved by a Down sent then.

        A repaint of the same list is no answer: the look must be the one that was learned.
        """
        first = session.until("any text", lambda screen: screen.shows())
        rows = session.until("rows", lambda screen: screen.shows(program.listed, program.last))
        session.send(DOWN)
        live = session.until(
            "an answer to Down", lambda screen: screen.look(program.column) == program.answered
        )
        return first - session.started, rows - session.started, live - session.started

    def _press(self, program: Program, session: Session, key: str) -> None:
        session.settle(SETTLED)
        before, received = session.screen.look(program.column), session.received
        sent = session.send(key)
        output = session.until("output after a key", lambda _: session.received > received)
        moved = session.until(
            "a moved highlight", lambda screen: screen.look(program.column) != before
        )
        session.settle(SETTLED)
        self._add(program, report.KEY, 1000 * (output - sent))
        self._add(program, report.MOVED, 1000 * (moved - sent))
        self._add(program, report.BYTES, session.received - received)

    def _open(self, session: Session, key: str, title: str) -> None:
        sent = session.send(key)
        shown = session.until(title, lambda screen: screen.shows(title))
        self.opened[title.removeprefix("─ ")].append(1000 * (shown - sent))
        session.settle(SETTLED)

    def _start(self, program: Program) -> Session:
        self._renew()
        return Session(self._words(program.command), ROOT, self._environment())

    def _renew(self) -> None:
        """Put the home back to what it was: a program may remember where the user was."""
        shutil.rmtree(self._home, ignore_errors=True)
        shutil.copytree(self._prepared, self._home)

    def _words(self, command: str) -> list[str]:
        names = {"python": sys.executable, "store": str(self._home / "bench.sqlite")}
        return [word.format(**names) for word in shlex.split(command)]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self._home),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(ROOT),
        }

    def _add(self, program: Program, what: str, value: float) -> None:
        self.samples[what][program.name].append(value)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=10, help="rounds of each section (10)")
    parser.add_argument("--keys", type=int, default=200, help="key presses a run (200)")
    parser.add_argument("--idle-seconds", type=float, default=10, help="seconds of silence (10)")
    parser.add_argument("--idle-runs", type=int, default=3, help="rounds of silence (3)")
    parser.add_argument("--only", choices=SECTIONS, action="append", help="sections to run (all)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the raw numbers here")
    parser.add_argument("--strict", action="store_true", help="fail if a limit is missed")
    app = parser.add_argument_group("the program beside the bare list")
    app.add_argument("--app", default="{python} -m tui_app --store {store}", metavar="COMMAND")
    app.add_argument("--listed", default="Topics", help="a text on the screen when it is listed")
    app.add_argument("--last", default="What comes next", help="the text of its last row")
    return parser.parse_args()


def measure(bench: Bench, options: argparse.Namespace) -> None:
    """Run the sections that were asked for."""
    sections = options.only or SECTIONS
    last_row = "Row 20 of a bare list"
    bare = Program("bare", "{python} -m benchmarks.bare", "Row 1 of a bare list", last_row)
    app = bench.prepare(Program("app", options.app, options.listed, options.last))
    programs = [bench.prepare(bare), app]
    jobs = {
        "start": (options.runs, partial(bench.start)),
        "keys": (options.runs, partial(bench.keys, presses=options.keys)),
        "idle": (options.idle_runs, partial(bench.idle, seconds=options.idle_seconds)),
    }
    for rounds, job in (jobs[name] for name in jobs if name in sections):
        for number in range(rounds):  # interleaved, and each goes first in every other round
            for program in programs if number % 2 == 0 else reversed(programs):
                job(program)
    alone = {"pages": _pages, "matrix": _matrix, "commands": _commands}
    for name in (name for name in alone if name in sections):
        alone[name](bench, app, options)


def _pages(bench: Bench, app: Program, options: argparse.Namespace) -> None:
    for _ in range(options.runs):
        bench.pages(app)


def _matrix(bench: Bench, app: Program, options: argparse.Namespace) -> None:
    for _ in range(options.idle_runs):
        for criteria in SIZES:
            bench.matrix(app, criteria, options.keys // 4)


def _commands(bench: Bench, app: Program, options: argparse.Namespace) -> None:
    for arguments in COMMANDS:
        bench.command(app, arguments)  # compiles what it needs
    bench.commands.clear()
    for _ in range(options.runs):
        for arguments in ("", *COMMANDS):
            bench.command(app, arguments)


def main() -> int:
    """Measure and report; return 1 if a limit is missed under `--strict`, 2 if a program failed."""
    options = parse()
    with tempfile.TemporaryDirectory() as work:
        bench = Bench(Path(work))
        try:
            measure(bench, options)
        except MeasureError as error:
            sys.stderr.write(f"{error}\n")
            return 2
    machine = report.machine()
    verdicts = report.verdicts(bench.samples, bench.opened, bench.repainted)
    blocks = [
        "\n".join(f"{name}: {value}" for name, value in machine.items()),
        report.programs(bench.samples),
        report.pages(bench.opened),
        report.matrices(bench.repainted),
        report.commands(bench.commands, bench.samples),
        "\n".join(verdicts),
    ]
    sys.stdout.write("\n\n".join(block for block in blocks if block) + "\n")
    if options.json:
        raw = {
            "machine": machine,
            "samples": bench.samples,
            "commands": bench.commands,
            "pages": bench.opened,
            "matrix": bench.repainted,
        }
        options.json.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf-8")
    return int(options.strict and any("missed" in line for line in verdicts))


if __name__ == "__main__":
    sys.exit(main())
