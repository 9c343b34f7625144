"""Measure the search of the store beside raw sqlite3, over 1,000 and 100,000 documents.

python benchmarks/search.py [--documents 1000 100000] [--rounds 20]

The documents are made: 40 words each, drawn by Zipf's law from 20,000 words, with a fixed seed.
"""

import argparse
import random
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import accumulate
from pathlib import Path
from time import perf_counter

Job = tuple[list[float], Callable[[], object]]
"""Where the times of a search are kept, and the search."""

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import report  # noqa: E402

from store.store import Store  # noqa: E402

WORDS = 20_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LIMIT = 50
RAW = (
    "SELECT kind, key, title, snippet(search, -1, char(2), char(3), '…', 12), topic "
    "FROM search WHERE search MATCH ? ORDER BY bm25(search, 0, 0, 0, 8, 1) LIMIT ?"
)
"""The same search as plain SQL: ranked by bm25, with snippets."""


def fill(path: Path, documents: int) -> list[str]:
    """Puts documents into the index of a store; returns their words, the commonest first."""
    chance = random.Random(1)  # noqa: S311  # no secret
    words = ["".join(chance.choices(LETTERS, k=chance.randint(3, 10))) for _ in range(WORDS)]
    weights = list(accumulate(1 / (rank + 1) for rank in range(WORDS)))

    def text(length: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=length))

    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO search (kind, key, topic, title, text) VALUES ('note', ?, ?, ?, ?)",
            ((f"{n}", f"{n}", text(6), text(34)) for n in range(documents)),
        )
    return words


def queries(words: list[str]) -> Iterator[tuple[str, str]]:
    """What is typed, and the same as a query of the index."""
    for rank in (0, 3, 10, 30, 100, 300, 1000, 3000):
        yield words[rank], f'"{words[rank]}"*'
        yield words[rank][:3], f'"{words[rank][:3]}"*'
        other = words[rank + 1]
        yield f"{words[rank]} {other}", f'"{words[rank]}" "{other}"*'


def raw_search(connection: sqlite3.Connection, query: str) -> list[tuple[object, ...]]:
    """The search as plain SQL."""
    return connection.execute(RAW, (query, LIMIT)).fetchall()


def timed(job: Callable[[], object]) -> float:
    """Milliseconds that the job took."""
    started = perf_counter()
    job()
    return 1000 * (perf_counter() - started)


def measure(documents: int, rounds: int) -> None:
    """Prints a line for raw sqlite3, a line for the store, and one for words with a slip."""
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "bench.sqlite3"
        Store(path).close()
        words = fill(path, documents)
        raw: list[float] = []
        ours: list[float] = []
        slips: list[float] = []
        with closing(Store(path)) as store, closing(sqlite3.connect(path)) as connection:
            for number in range(rounds):
                for typed, query in queries(words):
                    plain = partial(raw_search, connection, query)
                    here = partial(store.read.search, typed, limit=LIMIT)
                    jobs: list[Job] = [(raw, plain), (ours, here)]
                    for samples, job in jobs if number % 2 else reversed(jobs):
                        samples.append(timed(job))
                for word in (w for w in words[1000:1100] if len(w) > 7):
                    slip = word[:3] + word[4] + word[3] + word[5:]
                    slips.append(timed(partial(store.read.search, slip, limit=LIMIT)))
    base = report.percentile(raw, 95)
    for name, samples in (("raw sqlite3", raw), ("Shortlist", ours), ("with a slip", slips)):
        median, high = statistics.median(samples), report.percentile(samples, 95)
        ratio = "-" if samples is slips else f"{high / base:.2f}"
        print(f"| {documents:>9,} | {name:<11} | {median:8.2f} | {high:8.2f} | {ratio:>13} |")


def main() -> int:
    """Measures and prints a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    print("| documents | search      |  p50, ms |  p95, ms | p95 / raw p95 |")
    print("| --------: | ----------- | -------: | -------: | ------------: |")
    for documents in options.documents:
        measure(documents, options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
