"""What a folder's records say: by the store, and by who else reads them."""

import json
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.store import Store
from tests.readers.tools import ROOT, Tools

Facts = dict[str, dict[str, str]]
"""What is told of records: for "titles" and the like, what it is by file name."""


@dataclass(frozen=True)
class Verdict:
    """What a reader made of the records of a folder.

    Args:
        records: how many it read.
        right: what it read as it is.
        wrong: what it did not.
        limit: what it cannot read, whoever wrote it.
    """

    records: int
    right: list[str]
    wrong: list[str]
    limit: str = ""

    def __str__(self) -> str:
        found = f"WRONG: {'; '.join(self.wrong)}" if self.wrong else ", ".join(self.right)
        return f"{found} ({self.limit})" if self.limit else found


def shortlist(tools: Tools, store: Path, *words: str | Path) -> str:
    """Runs a command of Shortlist's as a user would."""
    return tools.run(sys.executable, "-m", "tui_app", *words, "--store", store, cwd=ROOT)


def stored(tools: Tools, path: Path, folder: Path) -> Facts:
    """What the store says of its decisions, by the files that they have in a folder."""
    with closing(Store(path)) as store:
        files = {row.number: row.file_name for row in store.read.records(folder.resolve())}
    rows = {files[row["number"]]: row for row in decisions(tools, path)}
    return {
        "files": {name: name for name in rows},
        "titles": {name: row["title"] for name, row in rows.items()},
        "statuses": {name: row["status"] for name, row in rows.items()},
        "dates": {name: row["date"] for name, row in rows.items()},
        "successors": {
            name: files[row["superseded_by"]] for name, row in rows.items() if row["superseded_by"]
        },
    }


def decisions(tools: Tools, store: Path) -> list[dict[str, Any]]:
    """The decisions as `shortlist decisions` tells them, the oldest first."""
    rows = json.loads(shortlist(tools, store, "decisions", "--json"))
    return sorted(rows, key=lambda row: row["number"])


def judged(read: Facts, said: Facts, words: Mapping[str, str]) -> Verdict:
    """Compares what was read with what the store says.

    Args:
        read: by the reader.
        said: by the store.
        words: the reader's own for statuses, where they differ.
    """
    right: list[str] = []
    wrong: list[str] = []
    for what, values in read.items():
        wanted = said[what]
        if what == "statuses":
            wanted = {name: words.get(status, status) for name, status in wanted.items()}
        faults = [
            f"{what} of {name}: {values.get(name)!r}, not {wanted.get(name)!r}"
            for name in sorted({*values, *wanted})
            if values.get(name) != wanted.get(name)
        ]
        wrong += faults
        right += [] if faults else [what]
    return Verdict(max(map(len, read.values())), right, wrong)
