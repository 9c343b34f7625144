"""A program in a pseudo-terminal: what it shows, since when, and what it costs. Linux only."""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, NoReturn

COLUMNS, LINES = 120, 40
TIMEOUT = 30.0
"""Seconds after which a program that has not done what was awaited counts as broken."""

TOKEN = re.compile(
    r"\x1b\[(?P<mark>[<=>?]?)(?P<args>[\d;:]*)(?P<final>[ -/]*[@-~])"
    r"|\x1b\](?P<osc>.*?)(?:\x07|\x1b\\)"
    r"|\x1b[PX^_].*?\x1b\\"
    r"|\x1b[ -/]+[0-~]"
    r"|\x1b[0-OQ-WYZ\\`-~]"
    r"|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
    r"|(?P<text>[^\x00-\x1f\x7f]+)",
    re.DOTALL,
)
COLOURS = {"10": "ffff/ffff/ffff", "11": "0000/0000/0000"}
"""What a dark terminal says of its foreground and background when asked by OSC 10 and 11."""


class MeasureError(Exception):
    """A program did not do what was to be measured: what was awaited, and what it showed."""


class Style(NamedTuple):
    """How a cell looks: its colours as their SGR parameters, and the SGR flags that are on."""

    foreground: str = ""
    background: str = ""
    flags: frozenset[int] = frozenset()


PLAIN = Style()


@lru_cache(maxsize=4096)
def restyle(style: Style, args: str) -> Style:
    """Apply the parameters of one SGR sequence (`1;38;2;255;0;0`) to a style."""
    codes = iter([int(code or 0) for code in re.split("[;:]", args)])
    for code in codes:
        if code == 0:
            style = PLAIN
        elif code in (38, 48):
            kind = next(codes, 5)
            colour = ";".join(str(next(codes, 0)) for _ in range(1 if kind == 5 else 3))
            is_text = code == 38
            style = Style(colour, *style[1:]) if is_text else style._replace(background=colour)
        elif code in range(30, 40) or code in range(90, 98):
            style = style._replace(foreground="" if code == 39 else str(code))
        elif code in range(40, 50) or code in range(100, 108):
            style = style._replace(background="" if code == 49 else str(code - 10))
        elif code in range(22, 30):
            style = style._replace(flags=style.flags - {code - 20, 1 if code == 22 else 0})
        else:
            style = style._replace(flags=style.flags | {code})
    return style


def fit(text: str) -> str:
    """One character for each cell that a text fills: wide ones padded, combining ones left out."""
    if text.isascii():
        return text
    return "".join(
        char + " " if unicodedata.east_asian_width(char) in "WF" else char
        for char in text
        if not unicodedata.combining(char) and char not in "\u200d\ufe0e\ufe0f"
    )


class Screen:
    """The cells of a terminal after the output so far, and the answers that the output asks for.

    Attributes:
        chars: the characters, a list of `COLUMNS` for each of `LINES` lines.
        styles: their styles, in the same shape.
    """

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        self._pending = ""
        self._style = PLAIN
        self._x = self._y = 0
        self.chars = [[" "] * COLUMNS for _ in range(LINES)]
        self.styles = [[PLAIN] * COLUMNS for _ in range(LINES)]

    def feed(self, data: bytes) -> str:
        """Take output in, and return what a terminal answers to the queries in it."""
        text = self._pending + self._decode(data)
        answers, position = [], 0
        while token := TOKEN.match(text, position):
            position = token.end()
            if (run := token["text"]) is not None:
                self._write(fit(run))
            elif (final := token["final"]) is not None:
                answers.append(self._control(token["mark"], token["args"], final))
            elif (control := token["control"]) is not None:
                self._move(control)
            elif (osc := token["osc"]) is not None:
                number, _, value = osc.partition(";")
                if value == "?" and number in COLOURS:
                    answers.append(f"\x1b]{number};rgb:{COLOURS[number]}\x1b\\")
        self._pending = text[position:]
        return "".join(answers)

    def text(self) -> str:
        """All lines, top to bottom, joined by newlines."""
        return "\n".join(map("".join, self.chars))

    def shows(self, *texts: str) -> bool:
        """Whether each of these texts stands on a line of the screen; without any, any text."""
        shown = self.text()
        return all(text in shown for text in texts) if texts else bool(shown.strip())

    def line(self, text: str) -> str:
        """The first line that holds a text; empty where none does."""
        return next((line for chars in self.chars if text in (line := "".join(chars))), "")

    def column(self, text: str) -> int:
        """The column, from 0, at which a text that is on the screen begins."""
        return next(x for line in self.chars if (x := "".join(line).find(text)) >= 0)

    def look(self, column: int) -> tuple[Style, ...]:
        """The styles down one column: for a list, this tells which of its rows is highlighted."""
        return tuple(line[column] for line in self.styles)

    def _write(self, run: str) -> None:
        run = run[: COLUMNS - self._x]
        end = self._x + len(run)
        self.chars[self._y][self._x : end] = run
        self.styles[self._y][self._x : end] = [self._style] * len(run)
        self._x = end

    def _erase(self, line: int, start: int, end: int) -> None:
        blank = self._style._replace(foreground="", flags=frozenset())
        self.chars[line][start:end] = " " * (end - start)
        self.styles[line][start:end] = [blank] * (end - start)

    def _move(self, control: str) -> None:
        if control == "\r":
            self._x = 0
        elif control == "\b":
            self._x = max(self._x - 1, 0)
        elif control == "\n" and self._y < LINES - 1:
            self._y += 1
        elif control == "\n":
            self.chars.append(self.chars.pop(0))
            self.styles.append(self.styles.pop(0))
            self._erase(self._y, 0, COLUMNS)

    def _control(self, mark: str, args: str, final: str) -> str:
        """Carry out one CSI sequence; return the terminal's answer, if it has one."""
        match mark + final:
            case "m":
                self._style = restyle(self._style, args)
            case "J" | "K" | "X" | "?h" | "?l":
                self._clear(mark + final, args)
            case "c":
                return "\x1b[?64;1;2;6;9;15;18;21;22c"
            case "n" if args in ("5", "6"):
                return "\x1b[0n" if args == "5" else f"\x1b[{self._y + 1};{self._x + 1}R"
            case "?$p":
                return f"\x1b[?{args};{2 if args == '2026' else 0}$y"
            case "H" | "f" | "A" | "B" | "C" | "D" | "G" | "d":
                self._place(final, [int(arg or 1) for arg in args.split(";")])
        return ""

    def _place(self, final: str, numbers: list[int]) -> None:
        first, second = numbers[0], numbers[1] if len(numbers) > 1 else 1
        x, y = {
            "A": (self._x, self._y - first),
            "B": (self._x, self._y + first),
            "C": (self._x + first, self._y),
            "D": (self._x - first, self._y),
            "G": (first - 1, self._y),
            "d": (self._x, first - 1),
        }.get(final, (second - 1, first - 1))
        self._x, self._y = min(max(x, 0), COLUMNS - 1), min(max(y, 0), LINES - 1)

    def _clear(self, what: str, args: str) -> None:
        x, y = min(self._x, COLUMNS - 1), self._y
        if what == "J" and args == "3":  # the scrollback, which is not on the screen
            return
        if what == "X":
            self._erase(y, x, min(x + int(args or 1), COLUMNS))
        elif what == "J" or args == "1049":
            mode = args if what == "J" else "2"
            above = range(y) if mode in ("1", "2") else range(0)
            below = range(y + 1, LINES) if mode in ("", "0", "2") else range(0)
            for line in (*above, *below):
                self._erase(line, 0, COLUMNS)
        if what in ("J", "K") or args == "1049":
            start = x if args in ("", "0") else 0
            self._erase(y, start, x + 1 if args == "1" else COLUMNS)


class Session:
    """One run of a program in a pseudo-terminal; closing it kills what still runs.

    Attributes:
        screen: what it shows.
        started: when it was started, in seconds of `perf_counter`, as all times here.
        arrived: when its last output came.
        received: how many bytes have come.
    """

    def __init__(self, argv: list[str], cwd: Path, env: Mapping[str, str]) -> None:
        self.screen = Screen()
        self.received = 0
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        self.started = self.arrived = perf_counter()
        self._pid = os.fork()
        if self._pid == 0:
            self._become(slave, argv, cwd, env)
        os.close(slave)
        self._pidfd = os.pidfd_open(self._pid)
        self._ended = False

    @staticmethod
    def _become(slave: int, argv: list[str], cwd: Path, env: Mapping[str, str]) -> NoReturn:
        try:
            os.login_tty(slave)
            os.chdir(cwd)
            os.execve(argv[0], argv, env)  # noqa: S606 - no shell is wanted
        finally:
            os._exit(127)

    def close(self) -> None:
        """Kill the program if it still runs, and let go of the terminal."""
        if not self._ended:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._pidfd)
        os.close(self._master)

    def send(self, keys: str) -> float:
        """Type these characters; return when."""
        now = perf_counter()
        os.write(self._master, keys.encode())
        return now

    def pump(self, timeout: float) -> bool:
        """Wait for output, at most so many seconds, and take it in; return whether any came."""
        if not select.select([self._master], [], [], max(timeout, 0))[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # how Linux says that nobody holds the other end any more
            raise self._error("ended too early") from None
        self.arrived = perf_counter()
        self.received += len(data)
        if answers := self.screen.feed(data):
            self.send(answers)
        return True

    def until(self, awaited: str, condition: Callable[[Screen], bool]) -> float:
        """Take output in until a condition holds; return when the output that met it came.

        Raises:
            MeasureError: the program ended, or `TIMEOUT` passed.
        """
        deadline = perf_counter() + TIMEOUT
        while not condition(self.screen):
            if not self.pump(deadline - perf_counter()) and perf_counter() >= deadline:
                raise self._error(f"did not get to this within {TIMEOUT:.0f} s: {awaited}")
        return self.arrived

    def settle(self, quiet: float) -> None:
        """Take output in until none has come for so many seconds."""
        deadline = perf_counter() + TIMEOUT
        while self.pump(quiet):
            if perf_counter() > deadline:
                raise self._error(f"was never quiet for {quiet} s")

    def rest(self, seconds: float) -> None:
        """Leave the program alone for so many seconds, taking in what it writes."""
        deadline = perf_counter() + seconds
        while (left := deadline - perf_counter()) > 0:
            self.pump(left)

    def leave(self, keys: str) -> float:
        """Type the keys that end the program; return the seconds until it was reaped."""
        sent = self.send(keys)
        readers = [self._pidfd, self._master]
        while self._pidfd not in (ready := select.select(readers, [], [], TIMEOUT)[0]):
            if not ready:
                raise self._error(f"did not leave within {TIMEOUT:.0f} s")
            try:
                os.read(self._master, 65536)
            except OSError:  # the terminal is let go of before the process is gone
                readers = [self._pidfd]
        _, status = os.waitpid(self._pid, 0)
        self._ended, seconds = True, perf_counter() - sent
        if status:
            raise self._error(f"left with status {os.waitstatus_to_exitcode(status)}")
        return seconds

    def memory(self) -> tuple[float, float]:
        """The resident memory now and at its highest, in MiB."""
        status = Path(f"/proc/{self._pid}/status").read_text()
        fields = dict(line.split(":", 1) for line in status.splitlines())
        resident, highest = (int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
        return resident, highest

    def processor_time(self) -> float:
        """The processor time used so far by all threads, user and system, in seconds."""
        after_name = Path(f"/proc/{self._pid}/stat").read_text().rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")

    def _error(self, what: str) -> MeasureError:
        shown = "\n".join(line.rstrip() for line in self.screen.text().splitlines()).strip()
        return MeasureError(f"The program {what}. The screen then:\n{shown}")
