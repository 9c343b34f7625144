"""Time what the matrix works out: all that a key needs, how that grows, and robustness.

python benchmarks/scoring.py [--runs 50] [--strict]
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import report  # noqa: E402  # beside this file

from store.domain.matrix import Comparison, Criterion, Matrix, Option, Rating  # noqa: E402
from store.matrix import scoring, sensitivity, sentences  # noqa: E402
from store.matrix.robustness import SAMPLES, Vary, robustness  # noqa: E402

OPTIONS = 10
GROWTH = (10, 100, 1_000, 10_000)
KEY_LIMITS = {30: 33.0, 500: 100.0}
"""Criteria, and the milliseconds at p95 that a key may take until its scores are painted."""
ROBUSTNESS_LIMIT = 1_000.0
"""The milliseconds that robustness may take at 30 criteria by 10 options."""


def random_matrix(criteria: int, *, unknown: float = 0.0) -> Matrix:
    """A matrix of that many criteria, with that share of its ratings unknown."""
    random = Random(criteria)  # noqa: S311
    rows = tuple(
        Criterion(f"c{i}", f"Group {i // 5}", f"Criterion {i}", "?", "none", "all")
        for i in range(criteria)
    )
    options = tuple(Option(f"o{i}", f"Option {i}", "", "") for i in range(OPTIONS))
    ratings = {
        (row.slug, option.slug): Rating(
            None if random.random() < unknown else random.randint(0, 10) / 2, ""
        )
        for row in rows
        for option in options
    }
    weights = {row.slug: random.randint(0, 20) / 2 for row in rows}
    comparison = Comparison("bench", "Bench", "?", options, rows, ratings, weights, ())
    return Matrix(0, "Bench", None, comparison, weights, ratings, {})


def key(matrix: Matrix) -> None:
    """All that a changed weight asks for: scores, who leads, the intervals and the sentences."""
    matrix = replace(matrix)  # a new one each time: nothing is remembered of it
    scoring.scores(matrix)
    scoring.ranking(matrix)
    scoring.by_decisiveness(matrix)
    sensitivity.intervals(matrix)
    sentences.verdict(matrix)
    sentences.flip_sentence(matrix)
    sentences.group_flip_sentence(matrix)
    sentences.rating_flip_sentence(matrix)
    sentences.find_out_sentence(matrix)
    sentences.must_sentences(matrix)


def timed(job: Callable[[], object], runs: int) -> list[float]:
    """The milliseconds that each run of a job took, after one that does not count."""
    job()
    times = []
    for _ in range(runs):
        started = perf_counter()
        job()
        times.append(1000 * (perf_counter() - started))
    return times


def row(name: str, times: list[float]) -> list[str]:
    """A line of the table: what was timed, its median and its 95th percentile."""
    return [name, f"{median(times):.2f}", f"{p95(times):.2f}"]


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return quantiles(times, n=100, method="inclusive")[94]


def main() -> int:
    """Measure and print; return 1 if a limit is missed under `--strict`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=50, help="runs of each measurement (50)")
    parser.add_argument("--strict", action="store_true", help="fail if a limit is missed")
    arguments = parser.parse_args()

    rows, verdicts = [], []

    def limited(name: str, times: list[float], limit: float) -> None:
        rows.append(row(name, times))
        verdict = "held" if p95(times) < limit else "missed"
        verdicts.append(f"{verdict}: {name} {p95(times):.1f} ms at p95 (below {limit:.0f} ms)")

    for criteria, limit in KEY_LIMITS.items():
        matrix = random_matrix(criteria)
        name = f"a key, {criteria} x {OPTIONS}"
        limited(name, timed(partial(key, matrix), arguments.runs), limit)
    for criteria in GROWTH:
        matrix = random_matrix(criteria)
        times = timed(partial(key, matrix), min(arguments.runs, 100_000 // criteria))
        rows.append(row(f"growth, {criteria:,} x {OPTIONS}", times))
    for vary in Vary:
        for unknown in (0.0, 0.2):
            matrix = random_matrix(30, unknown=unknown)
            name = f"{SAMPLES:,} samples {vary}, {unknown:.0%} unknown, 30 x {OPTIONS}"
            times = timed(partial(robustness, matrix, vary), min(arguments.runs, 10))
            limited(name, times, ROBUSTNESS_LIMIT)

    machine = "\n".join(f"{name}: {value}" for name, value in report.machine().items())
    table = report.table(["what", "p50, ms", "p95, ms"], rows)
    sys.stdout.write("\n\n".join([machine, table, "\n".join(verdicts)]) + "\n")
    return int(arguments.strict and any("missed" in line for line in verdicts))


if __name__ == "__main__":
    sys.exit(main())
