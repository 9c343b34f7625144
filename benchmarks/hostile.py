"""Time what reads other people's text, with one mark over and over in every place of it.

python benchmarks/hostile.py [--size 1000000] [--limit 1.0] [--minutes 60] [PART OF A NAME ...]

All of them would take a day, so they come shuffled, by a seed, for as long as there is time. What
takes more than the limit is told as it is found.
"""

import argparse
import random
import sys
from functools import partial
from itertools import product
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests import hostile  # noqa: E402
from tests.bounded import bounded, forked, tell  # noqa: E402


def sweep(arguments: argparse.Namespace, share: int, shares: int) -> int:
    """One share of the cases, for as long as there is time; returns how many were slow."""
    pairs = list(product(hostile.cases(), hostile.UNITS))
    random.Random(arguments.seed).shuffle(pairs)  # noqa: S311  # no secret
    wanted = [
        (case, unit)
        for case, unit in pairs[share::shares]
        if not arguments.parts or any(part in case.name for part in arguments.parts)
    ]
    until, slow, slowest, count = monotonic() + 60 * arguments.minutes, 0, 0.0, 0
    for case, unit in wanted:
        text = case.text(unit, arguments.size)
        outcome = bounded(partial(case.run, text), arguments.limit)
        count += 1
        if outcome.trouble:
            slow += 1
            last = outcome.trouble.rstrip().rpartition("\n")[2]
            tell(f"{case.name}: {unit!r}: {outcome.seconds:.1f} s: {last}")
        else:
            slowest = max(slowest, outcome.seconds)
        if monotonic() > until:
            break
    tell(f"{count:,} of {len(wanted):,} cases, {slow:,} slow; the slowest other {slowest:.2f} s")
    return slow


def main() -> int:
    """Measure and print; return 1 if a case was slow."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=1_000_000, help="characters (1,000,000)")
    parser.add_argument("--limit", type=float, default=1.0, help="seconds of the processor (1.0)")
    parser.add_argument("--minutes", type=float, default=60, help="when to stop (60)")
    parser.add_argument("--seed", type=int, default=1, help="of the order (1)")
    parser.add_argument("parts", nargs="*", help="only cases with one of these in their names")
    arguments = parser.parse_args()
    return int(forked(lambda share, shares: sweep(arguments, share, shares)))


if __name__ == "__main__":
    sys.exit(main())
