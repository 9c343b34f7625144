"""Processes of the tests' own, which begin at the same time."""

import os
import traceback
from collections.abc import Callable
from pathlib import Path


def in_processes(folder: Path, *works: Callable[[], object]) -> list[str]:
    """Does the works at once, each in a process; returns the tracebacks of those that failed.

    Args:
        folder: where the processes leave word.
        works: what they do.
    """
    gate, opener = os.pipe()
    children = []
    for number, work in enumerate(works):
        if child := os.fork():
            children.append(child)
            continue
        os.close(opener)
        os.read(gate, 1)  # ends when the parent has started all
        try:
            work()
            os._exit(0)
        except BaseException:  # noqa: BLE001  # a process's failure must reach the test
            (folder / f"failed-{number}").write_text(traceback.format_exc())
        finally:
            os._exit(1)
    os.close(gate)
    os.close(opener)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    told = [path.read_text() for path in sorted(folder.glob("failed-*"))]
    return told or [f"ended with {code}" for code in codes if code]
