"""Writes everything that Shortlist can write, to compare two versions of the code byte for byte.

    python -m tests.exports prepare STORE     make a store with matrices, decisions and marks
    python -m tests.exports write STORE OUT   write all that it gives into the folder OUT

Prepare one store, write it with the code before and after a change, then `diff -r` the folders.
The commands run on a copy; the paths and the times of the run are replaced by words.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from store.decisions.prefill import draft
from store.domain.decision import Status
from store.domain.matrix import CriterionDraft, ItemKind, OptionDraft
from store.store import Store
from tests.conftest import ada, fixed_clock

ROOT = Path(__file__).parent.parent
FORMATS = ("madr4", "madr3", "madr2", "compat", "log4brains", "nygard")
MATRIX_FORMATS = ("table", "markdown", "csv", "json", "toml")
COMMANDS = {
    "topics": "topics",
    "topic-11": "topic 11",
    "topic-16": "topic 16",
    "search": "search csrf token",
    "search-slip": "search migratoin",
    "search-own": "search queue",
    "decisions": "decisions",
    "decisions-due": "decisions --due",
    "decisions-trashed": "decisions --trashed",
    "decision-1": "decision 1",
    "decision-2": "decision 2",
    "history-1": "decision 1 --history",
    "history-2": "decision 2 --history",
    "compare-2": "decision 2 --compare 1 2",
    "content": "content list",
    "lab": "lab list",
    "lab-show": "lab show request-json",
    "lab-history": "lab history request-json",
}
"""Every command that lists or shows, by the name of the file that its answer goes into."""


def prepare(path: Path) -> None:
    """Makes a store that has something of everything; there must be nothing at `path`."""
    with closing(Store(path, clock=fixed_clock, author=ada)) as store:
        store.topics.star("16-security", on=True)
        matrices = store.matrices
        first = store.read.matrices()[0].id
        matrices.set_weight(first, "admin-interface", 2.5)
        matrices.set_minimum(first, "injection-safety", 3)
        matrices.set_rating(first, "html-templates", "flask", (4.5, "We know | *Jinja*."))
        matrices.items(ItemKind.OPTION).add(
            first, OptionDraft("Own [queue]", "Ours, 数据库.", "https://example.org")
        )
        matrices.items(ItemKind.CRITERION).add(
            first, CriterionDraft("Team knows it", "Team", weight=7)
        )
        other = matrices.new("back-end-languages", "Languages")
        matrices.rule_out(other, "php", "Nobody here knows it.")
        shop = store.read.matrix("content-site-with-admin")
        matrix = store.read.matrix()
        one = draft(matrix)
        decisions = store.decisions
        decisions.save(
            replace(
                one,
                title="Use Flask for the small API",
                chosen="flask",
                context="Three endpoints.\n\nTwo people; a | bar and a * star.",
                consequences="+ starts quickly\n- no admin\nnothing else",
                deciders="Ada, Bo",
                review_by=date(2026, 11, 23),
            ),
            matrix,
        )
        decisions.save(
            replace(one, title="Use Django", chosen="django", status=Status.ACCEPTED), shop
        )
        title = "Nach Django: 数据库 & <b>*stars*</b>"
        decisions.save(replace(one, title=title, chosen="django", consulted="Cy"), shop)
        decisions.save(replace(one, title="Thrown away", chosen="flask"), matrix)
        said = replace(one, title="Use Django for the shop", confirmation="One page a day.")
        decisions.revise(2, replace(said, chosen="django", status=Status.ACCEPTED))
        decisions.set_status(1, Status.ACCEPTED, "The pilot went well")
        decisions.set_status(1, Status.SUPERSEDED, "The shop needs an admin", superseded_by=2)
        decisions.set_status(3, Status.REJECTED, "The *team* left")
        decisions.trash(4)


def write(path: Path, out: Path) -> None:
    """Writes what every listing, export and format makes of the store at `path`.

    Args:
        path: the store; a copy is used.
        out: the folder to write into; it must not be there yet.
    """
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy = Path(shutil.copy(path, folder / "store.sqlite3"))

        def answer(file: str, *words: str) -> None:
            text = _run(copy, *words).replace(str(folder), "FOLDER")
            (out / file).write_text(text, encoding="utf-8")

        for file, words in COMMANDS.items():
            answer(f"{file}.txt", *words.split())
            answer(f"{file}.json", *words.split(), "--json")
        for kind in MATRIX_FORMATS:
            answer(f"matrix.{kind}", "matrix", "--format", kind)
            answer(f"matrix-languages.{kind}", "matrix", "--matrix", "Languages", "--format", kind)
        answer("matrix-preset.json", "matrix", "--preset", "small-json-api", "--json")
        answer("html.html", "html", "-")
        exported = _run(copy, "export-json", "-")
        moment = re.compile(r'("written": )"[^"]*"')
        (out / "export.json").write_text(moment.sub(r'\1"NOW"', exported), encoding="utf-8")
        for kind in FORMATS:
            records = out / f"records-{kind}"
            answer(f"export-{kind}.txt", "export", str(folder / kind), "--format", kind)
            shutil.copytree(folder / kind, records)
            answer(f"check-{kind}.txt", "check", str(folder / kind))
            answer(f"sync-{kind}.txt", "sync", str(folder / kind), "--dry-run")


def _run(store: Path, *words: str) -> str:
    """What a command prints, with its exit code where that is not 0."""
    done = subprocess.run(
        [sys.executable, "-m", "tui_app", *words, "--store", str(store)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    text = done.stdout + done.stderr
    return text + (f"[exit {done.returncode}]\n" if done.returncode else "")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare", store]:
            prepare(Path(store))
        case ["write", store, out]:
            write(Path(store), Path(out))
        case _:
            sys.exit(__doc__)
