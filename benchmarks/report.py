"""What was measured, as tables and verdicts."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

Samples = dict[str, dict[str, list[float]]]
"""The numbers of each run: by what was measured, then by program."""

FIRST = "first text, ms"
ROWS = "rows on the screen, ms"
LIVE = "listed and answering, ms"
KEY = "key to first output, ms"
MOVED = "key to moved highlight, ms"
BYTES = "bytes per key"
MEMORY = "memory when live, MiB"
PEAK = "peak memory when live, MiB"
RESTED = "memory after 3 s of rest, MiB"
EXIT = "exit, ms"
IDLE = "idle processor, %"
PYTHON = "python -c pass"
PAGES = "all pages"
ORDER = (FIRST, ROWS, LIVE, KEY, MOVED, BYTES, MEMORY, PEAK, RESTED, EXIT, IDLE)

RATIOS = {LIVE: 1.3, KEY: 1.3, MEMORY: 1.3, EXIT: 1.0}
"""The most that the app's median may be, as a multiple of the bare list's."""
KEY_LIMITS = {30: 33, 500: 100}
"""Milliseconds from a key to the repainted scores, p95, by criteria."""
PAGE_LIMIT = 100
"""Milliseconds from the key that moves the highlight to the page, for every topic, p95."""
IDLE_LIMIT = 0.3
"""The share of one processor, in percent, that the app must stay below when idle."""


def machine() -> dict[str, str]:
    """Where and when the numbers were taken, and with what."""
    cpuinfo = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    models = [line.partition(":")[2].strip() for line in cpuinfo if line.startswith("model name")]
    return {
        "CPU": models[0] if models else platform.machine(),
        "cores": str(os.cpu_count()),
        "Python": platform.python_version(),
        "Textual": version("textual"),
        "date": datetime.now(UTC).date().isoformat(),
    }


def programs(samples: Samples) -> str:
    """The table of the app beside the bare list: medians, and percentiles for keys."""
    rows = []
    for what in (what for what in ORDER if what in samples):
        bare, app = samples[what]["bare"], samples[what]["app"]
        rows.append(_row(what, median(bare), median(app)))
        if what == KEY:
            rows[-1][0] += ", p50"
            rows += [
                _row(f"{what}, p{share}", percentile(bare, share), percentile(app, share))
                for share in (95, 99)
            ]
    return table(["what (medians)", "bare", "app", "app / bare"], rows) if rows else ""


def commands(times: Mapping[str, Sequence[float]], samples: Samples) -> str:
    """The table of the commands beside Python alone and, if measured, the app's live time."""
    if not times:
        return ""
    live = median(samples[LIVE]["app"]) if LIVE in samples else None
    alone = median(times[PYTHON])
    rows = [
        [name, f"{(time := median(runs)):.1f}", _ratio(time, alone), _ratio(time, live)]
        for name, runs in times.items()
    ]
    return table(["command", "ms", "/ python", "/ app live"], rows)


def pages(times: Mapping[str, Sequence[float]]) -> str:
    """The table of the pages, each from its key to its text, and all of them together."""
    if not times:
        return ""
    every = [value for runs in times.values() for value in runs]
    rows = [
        [name, f"{median(runs):.1f}", f"{percentile(runs, 95):.1f}"]
        for name, runs in [*times.items(), (PAGES, every)]
    ]
    return table(["page, ms", "p50", "p95"], rows)


def matrices(times: Mapping[int, Sequence[float]]) -> str:
    """The table of a changed weight, from its key to the repainted matrix, by criteria."""
    if not times:
        return ""
    rows = [
        [f"{criteria} x 10", f"{median(runs):.1f}", f"{percentile(runs, 95):.1f}"]
        for criteria, runs in times.items()
    ]
    return table(["key to repainted scores, ms", "p50", "p95"], rows)


def verdicts(
    samples: Samples,
    times: Mapping[str, Sequence[float]],
    repainted: Mapping[int, Sequence[float]],
) -> list[str]:
    """One line for each limit whose numbers were taken: what it came to, held or missed."""
    lines = []
    for what, limit in RATIOS.items():
        if what in samples:
            ratio = median(samples[what]["app"]) / median(samples[what]["bare"])
            verdict = "held" if ratio <= limit else "missed"
            lines.append(f"{verdict}: {what.partition(',')[0]} {ratio:.3f}x (at most {limit}x)")
    if IDLE in samples:
        idle = median(samples[IDLE]["app"])
        verdict = "held" if idle < IDLE_LIMIT else "missed"
        lines.append(f"{verdict}: idle processor {idle:.2f} % (below {IDLE_LIMIT} %)")
    if times:
        slowest = max(percentile(runs, 95) for runs in times.values())
        verdict = "held" if slowest < PAGE_LIMIT else "missed"
        lines.append(f"{verdict}: slowest page, p95, {slowest:.1f} ms (below {PAGE_LIMIT} ms)")
    for criteria, runs in repainted.items():
        slow, limit = percentile(runs, 95), KEY_LIMITS[criteria]
        verdict = "held" if slow < limit else "missed"
        lines.append(f"{verdict}: key at {criteria} x 10, p95, {slow:.1f} ms (below {limit} ms)")
    return lines


def percentile(values: Sequence[float], share: int) -> float:
    """The value that so many of a hundred do not pass."""
    return quantiles(values, n=100, method="inclusive")[share - 1]


def _ratio(value: float, base: float | None) -> str:
    return f"{value / base:.2f}" if base else "-"


def _row(what: str, bare: float, app: float) -> list[str]:
    digits = 0 if what == BYTES else 2 if what == IDLE else 1
    return [what, f"{bare:.{digits}f}", f"{app:.{digits}f}", _ratio(app, bare)]


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table that is also readable as it is: the first column left, the rest right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [
        " | ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])])
        for line in (head, rule, *rows)
    ]
    return "\n".join(f"| {line} |" for line in lines)
