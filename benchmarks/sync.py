"""Measure a sync of 1,000 and 10,000 records beside the plain reading and hashing of the files.

python benchmarks/sync.py [--records 1000 10000] [--rounds 3]

The folder is made: a third of the records each in MADR 4, Nygard's format and log4brains', with an
index.md. What the first write of a process imports has been imported by then.
"""

import argparse
import gc
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import report  # noqa: E402  # beside this file
from made_records import write_records  # noqa: E402

from store.db.orm import load_orm  # noqa: E402
from store.decisions import record_tracking  # noqa: E402, F401  # as the app does before the first write
from store.domain.decision import DecisionDraft  # noqa: E402
from store.store import Store  # noqa: E402
from store.sync.apply import apply_plan  # noqa: E402
from store.sync.plan import plan  # noqa: E402

CHANGED = 10
"""Files, and as many decisions, that are changed before the third sync."""
ROUNDED = 1_000
"""Records of which every round is measured; of more, fewer rounds are."""
LIMIT = 2.0
"""Seconds that a sync of a thousand records may take after the first one."""
MEBI = 1024


@dataclass(frozen=True)
class Sample:
    """What one run took.

    Args:
        seconds: from start to end.
        peak: by how many MiB the memory grew at the most.
        after: by how many it was larger when the run's results were let go.
    """

    seconds: float
    peak: float
    after: float


def sync(store: Store, folder: Path) -> None:
    """Plans and carries out."""
    apply_plan(store, plan(store, folder))


def read_and_hash(folder: Path) -> None:
    """The least that a sync has to do: to see that nothing has changed."""
    for path in sorted(folder.iterdir()):
        sha256(path.read_bytes()).hexdigest()


def change(store: Store, folder: Path) -> None:
    """Changes some files and as many decisions, others than those."""
    rows = store.read.decisions()
    for row in rows[:CHANGED]:
        known = store.read.decision(row.number)
        draft = {name: getattr(known, name) for name in DecisionDraft.__dataclass_fields__}
        store.decisions.revise(
            row.number, replace(DecisionDraft(**draft), title=f"New {row.title}")
        )
    for path in sorted(folder.glob("0*.md"))[:CHANGED]:
        with path.open("a", encoding="utf-8") as file:
            file.write("\nAnd more.\n")


def memory(name: str) -> float:
    """A size of this process in MiB, by its name in /proc."""
    status = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith(name)) / MEBI


def sampled(job: Callable[[], None]) -> Sample:
    """What a job took."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")  # the peak begins anew
    before, started = memory("VmRSS"), perf_counter()
    job()
    seconds, peak = perf_counter() - started, memory("VmHWM")
    gc.collect()
    return Sample(seconds, peak - before, memory("VmRSS") - before)


def measure(empty: Path, records: int, samples: dict[str, list[Sample]]) -> None:
    """One round: everything once, from an empty store on."""
    with tempfile.TemporaryDirectory() as work:
        folder, other = Path(work) / "read", Path(work) / "written"
        write_records(folder, records)
        path = Path(shutil.copy(empty, Path(work) / "bench.sqlite3"))
        with closing(Store(path, author=lambda: "Bench")) as store:
            here, there = partial(sync, store, folder), partial(sync, store, other)
            jobs: Sequence[tuple[str, Callable[[], None]]] = (
                ("reading and hashing the files", partial(read_and_hash, folder)),
                ("first sync, all read in", here),
                ("sync, nothing changed", here),
                (f"sync, {CHANGED} files and {CHANGED} decisions changed", here),
                ("first sync, all written", there),
            )
            for name, job in jobs:
                if "files and" in name:
                    change(store, folder)
                samples.setdefault(name, []).append(sampled(job))


def row(name: str, records: int, found: Sequence[Sample], floor: float) -> list[str]:
    """A line of the table: medians, and of memory the most."""
    seconds = median(each.seconds for each in found)
    return [
        name,
        f"{records:,}",
        f"{seconds:.2f}",
        f"{seconds / floor:.1f}",
        f"{max(each.peak for each in found):.0f}",
        f"{max(each.after for each in found):.0f}",
    ]


def main() -> int:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    load_orm()
    rows = []
    verdicts = []
    with tempfile.TemporaryDirectory() as work:
        empty = Path(work) / "empty.sqlite3"
        Store(empty).close()
        for records in options.records:
            samples: dict[str, list[Sample]] = {}
            for _ in range(max(1, options.rounds * ROUNDED // max(records, ROUNDED))):
                measure(empty, records, samples)
            floor, *_ = (median(each.seconds for each in found) for found in samples.values())
            rows += [row(name, records, found, floor) for name, found in samples.items()]
            if records == ROUNDED:
                for name in list(samples)[2:4]:
                    slowest = max(each.seconds for each in samples[name])
                    verdict = "held" if slowest < LIMIT else "missed"
                    told = f"{name}, {records:,} records, {slowest:.2f} s (below {LIMIT:.0f} s)"
                    verdicts.append(f"{verdict}: {told}")
    machine = "\n".join(f"{name}: {value}" for name, value in report.machine().items())
    head = ["what", "records", "s", "/ floor", "peak, MiB", "after, MiB"]
    sys.stdout.write("\n\n".join([machine, report.table(head, rows), "\n".join(verdicts)]) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
