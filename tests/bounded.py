"""Runs things in processes of their own, for a bounded time of the processor."""

import os
import signal
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from time import process_time
from types import FrameType

PROCESSES = 2

HANG = 5
"""How many times as long as it may take a thing may run on before it is killed."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it.

    Args:
        seconds: of the processor that it took.
        trouble: the traceback of what it raised or was stopped in; empty if it came to its end.
    """

    seconds: float
    trouble: str


class TooSlowError(BaseException):
    """It is stopped; no error that the thing could take for one of its own."""


def bounded(work: Callable[[], object], limit: float) -> Outcome:
    """What becomes of something that may take so many seconds of the processor.

    Whatever is changed in memory is forgotten.
    """
    results, told = os.pipe()
    if (child := os.fork()) == 0:
        os.close(results)
        try:
            outcome = _watched(work, limit)
            os.write(told, f"{outcome.seconds} {outcome.trouble[-60_000:]}".encode())
        finally:
            os._exit(0)
    os.close(told)
    with open(results, "rb") as pipe:  # noqa: PTH123  # of a descriptor
        answer = pipe.read().decode(errors="replace")
    os.waitpid(child, 0)
    if not answer:
        return Outcome(HANG * limit, "It had to be killed.")
    seconds, _, trouble = answer.partition(" ")
    return Outcome(float(seconds), trouble)


def forked(work: Callable[[int, int], int]) -> bool:
    """Whether something came to more than nothing in any of some processes at once.

    Args:
        work: takes the share that it is to do, from 0 on, and how many shares there are.
    """
    children = []
    for share in range(PROCESSES):
        if (child := os.fork()) == 0:
            found = 1
            try:
                found = work(share, PROCESSES)
            except BaseException:  # noqa: BLE001  # nothing may come out of a fork
                tell(traceback.format_exc())
            finally:
                os._exit(int(found > 0))
        children.append(child)
    ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    return any(ends)


def tell(line: str) -> None:
    """Prints a line at once and whole, beside other processes."""
    os.write(1, f"{line}\n".encode(errors="backslashreplace"))


def _watched(work: Callable[[], object], limit: float) -> Outcome:
    signal.signal(signal.SIGPROF, _stop)
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)  # where no Python runs to be stopped
    signal.setitimer(signal.ITIMER_PROF, limit)
    signal.setitimer(signal.ITIMER_VIRTUAL, HANG * limit)
    started, trouble = process_time(), ""
    try:
        work()
    except BaseException:  # noqa: BLE001  # any at all is told
        trouble = traceback.format_exc()
    signal.setitimer(signal.ITIMER_PROF, 0)
    return Outcome(process_time() - started, trouble)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooSlowError
