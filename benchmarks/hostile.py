"""Time what reads other people's text, with one mark over and over in every place of it.

python benchmarks/hostile.py [--size 1000000] [--limit 1.0] [PART OF A NAME ...]

Prints the cases that take more than half of the limit; those that reach it are stopped.
"""

import argparse
import signal
import sys
from pathlib import Path
from time import process_time

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import report  # noqa: E402  # beside this file

from tests import hostile  # noqa: E402


class _TooSlow(BaseException):
    """No error that a reader could take for one of its own."""


def _stop(_signal: int, _frame: object) -> None:
    raise _TooSlow


def seconds(case: hostile.Case, text: str, limit: float) -> float:
    """The processor's seconds that a case takes; the limit where it takes more."""
    signal.setitimer(signal.ITIMER_PROF, limit)
    started = process_time()
    try:
        case.run(text)
    except _TooSlow:
        return limit
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return process_time() - started


def main() -> int:
    """Measure and print; return 1 if a case was stopped."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=1_000_000, help="characters (1,000,000)")
    parser.add_argument("--limit", type=float, default=1.0, help="seconds of the processor (1.0)")
    parser.add_argument("parts", nargs="*", help="only cases with one of these in their names")
    arguments = parser.parse_args()
    signal.signal(signal.SIGPROF, _stop)
    rows, count = [], 0
    for case in hostile.cases():
        if arguments.parts and not any(part in case.name for part in arguments.parts):
            continue
        for unit in hostile.UNITS:
            taken = seconds(case, case.text(unit, arguments.size), arguments.limit)
            count += 1
            if taken > arguments.limit / 2:
                rows.append([case.name, repr(unit), f"{taken:.2f}"])
    slow = sum(float(row[2]) >= arguments.limit for row in rows)
    table = report.table(["reader and place", "mark", "s"], rows) if rows else "nothing was slow"
    sys.stdout.write(f"{table}\n\n{count:,} cases, {slow} at or over {arguments.limit:g} s\n")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
