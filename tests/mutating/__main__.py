"""Breaks a module in small ways, one at a time, and tells how many of them its tests see.

    make mutate ROOM=store/matrix/scoring.py N=30

All of it happens in a copy of the tree. First the tests are watched once, to know which run which
lines; then every break is tried with those that run its line, the quickest first, until one
fails. The same seed tries the same breaks. A break is seen, too, if the tests never end. What a
child process runs, and what a test remembered from an earlier one, is not watched.
"""

import argparse
import os
import pickle
import re
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from importlib import import_module
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import pytest

from tests.mutating.breaks import Break, breaks
from tests.mutating.covering import Covered, Only, Watch

ROOT = Path(__file__).parents[2]
LEFT_BEHIND = (".venv", ".git", ".*_cache", ".hypothesis", "build", "dist", "__pycache__")
PATIENCE = 20.0
"""Seconds of work that the tests of a break have beyond ten times what they take."""
WAIT = 120.0
"""Seconds until one that only waits is ended."""
MEMORY = 3 << 30
"""Bytes that one may take."""

OURS = ("store", "tui_app", "tests")
PLUGINS = re.compile(r"site-packages/_?(pytest|hypothesis|syrupy)")

AT_HAND: dict[str, str] = {
    "store/matrix/layout.py": "layout own repository several",
    "store/db/store_check.py": "backup",
    "store/content/comparison_folder.py": "library",
    "store/content/examples.py": "library",
    "store/content/topic_file.py": "library",
    "store/decisions/prefill.py": "repository json_codec",
    "store/util/folder_lock.py": "cli_at_once writers steps",
    "store/matrix/items.py": "own several layout",
    "store/matrix/transaction.py": "repository several own layout toml_file",
    "store/matrix/undo_log.py": "repository several own store",
    "store/decisions/record_tracking.py": "export elsewhere moves",
    "store/lab/child/side.py": "sandbox runner",
    "store/lab/child/watch.py": "sandbox runner",
    "store/lab/environment.py": "sandbox runner",
    "store/lab/evidence.py": "rating",
    "store/content/loader.py": "store added library shown",
    "store/util/matching.py": "fields diff",
    "store/matrix/repository.py": "repository several own",
    "store/util/progress.py": "sync folders",
    "store/decisions/decision_queries.py": "reading repository status_flow diff",
    "store/decisions/record_queries.py": "reading export elsewhere",
    "store/matrix/comparison_queries.py": "reading repository several own",
    "store/matrix/matrix_queries.py": "reading repository several own",
    "store/records/patch.py": "steps conflicts",
    "store/records/chosen_option.py": "adding documents check",
    "store/markdown/dates.py": "statuses documents",
    "store/records/summary.py": "steps moves",
    "store/records/labels.py": "statuses adding documents",
    "store/markdown/links.py": "check renumber",
    "store/records/index_items.py": "index",
    "store/markdown/outline.py": "documents fields",
    "store/records/references.py": "renumber superseding",
    "store/sync/mapping.py": "profiles matrix fields superseding rebuilt",
    "store/records/index_table.py": "index several",
    "store/records/matrix_text.py": "rebuilt matrix several",
    "store/records/languages.py": "statuses",
    "store/decisions/revisions.py": "repository diff status_flow",
    "store/db/rows.py": "reading several topics",
    "store/db/search.py": "reading topics",
    "store/matrix/other_methods.py": "other_methods sentences",
    "store/records/sections.py": "render export html_page fields matrix",
    "tui_app/cli/content_commands.py": "cli",
    "tui_app/cli/decision_commands.py": "cli",
    "tui_app/cli/file_commands.py": "cli cli_disk",
    "tui_app/cli/matrix_commands.py": "cli_matrix",
    "tui_app/cli/matrix_output.py": "cli_matrix",
    "tui_app/cli/output.py": "cli cli_matrix",
    "tui_app/cli/record_commands.py": "records",
    "tui_app/cli/search_commands.py": "cli",
    "tui_app/cli/sync_commands.py": "cli cli_sync",
    "tui_app/cli/topic_commands.py": "cli",
    "tui_app/dialogs/reorder.py": "matrix",
    "tui_app/dialogs/line_form.py": "matrix topics decisions",
    "tui_app/dialogs/dialog.py": "matrix topics decisions",
    "tui_app/dialogs/confirm.py": "lab_screen topics decisions",
    "tui_app/dialogs/note.py": "topics matrix",
    "tui_app/dialogs/sync_plan.py": "syncing",
    "tui_app/search_provider.py": "app topics",
    "tui_app/screens/lab_run.py": "lab_screen",
    "tui_app/screens/matrix_editor.py": "matrix",
    "tui_app/screens/matrix_setup.py": "matrix",
    "tui_app/screens/topic_marks.py": "topics",
    "tui_app/widgets/claim_filter.py": "topics",
    "tui_app/widgets/grid_cells.py": "matrix matrix_keys",
    "tui_app/widgets/grid_view.py": "matrix matrix_keys",
    "tui_app/widgets/reading_page.py": "topics",
    "tui_app/screens/lab_screen.py": "lab_screen",
    "tui_app/widgets/decision_rows.py": "decisions",
    "tui_app/widgets/differences.py": "syncing decisions",
    "tui_app/widgets/experiment_page.py": "lab_screen",
    "tui_app/widgets/analysis_panel.py": "matrix",
    "tui_app/widgets/key_bar.py": "app topics matrix",
    "tui_app/widgets/line_input.py": "topics matrix decisions",
    "tui_app/widgets/line_widget.py": "rich_page topics",
    "tui_app/widgets/name_suggester.py": "rich_page decisions",
    "tui_app/widgets/progress_line.py": "syncing lab_screen",
    "tui_app/widgets/revision_history.py": "decisions",
    "tui_app/widgets/tab_bar.py": "app",
    "tui_app/widgets/topic_list.py": "topics",
    "tui_app/widgets/topic_page.py": "topics rich_page",
    "tui_app/widgets/why_panel.py": "matrix",
}
"""The tests of a module that do not name it."""


def tests_of(room: str, tree: Path) -> list[str]:
    """The files beside a module that import it, are called like it, or are listed above."""
    module = room.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package, _, name = module.rpartition(".")
    named = re.compile(
        rf"^\s*(?:import {re.escape(module)}\b|from {re.escape(module)} import"
        rf"|from {re.escape(package)} import [^\n]*\b{name}\b)",
        re.MULTILINE,
    )
    known = {f"test_{each}.py" for each in AT_HAND.get(room, "").split()}
    known |= {f"test_{name}.py", f"test_{name}s.py", f"test_{name.removeprefix('reading_')}.py"}
    return [
        str(path.relative_to(tree))
        for path in sorted((tree / "tests" / room.split("/")[0]).rglob("test_*.py"))
        if path.name in known or named.search(path.read_text("utf-8"))
    ]


def copied(target: Path) -> Path:
    """The tree without what is made from it."""
    shutil.copytree(ROOT, target, ignore=shutil.ignore_patterns(*LEFT_BEHIND))
    return target


def forked(tree: Path, run: Callable[[list[str]], int], seconds: float) -> int:
    """Starts a child process that has `run` call pytest on a tree, and returns its number.

    It starts without a module of ours, and ends after so many seconds of work.
    """
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        os.chdir(tree)
        sys.path[:] = [str(tree), *(each for each in sys.path if each not in ("", str(ROOT)))]
        for name in [each for each in sys.modules if each.split(".")[0] in OURS]:
            del sys.modules[name]
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = f"{tree}.home/{name.lower()}"
        os.environ["PYTHONPATH"] = str(tree)
        arguments = ["-q", "-p", "no:cacheprovider", f"--basetemp={tree}.tmp"]
        arguments += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
        with Path(f"{tree}.log").open("w") as log, redirect_stdout(log), redirect_stderr(log):
            code = run(arguments)
    finally:
        os._exit(code)


def watched(room: str, tree: Path, files: list[str]) -> dict[str, Covered]:
    """What each test runs of a module; loads what they load, so that no child has to."""
    answer = Path(f"{tree}.answer")

    def run(arguments: list[str]) -> int:
        with Watch(str(tree / room)) as watch:
            code = pytest.main([*arguments, *files], [watch])
        loaded = [name for name, module in sys.modules.items() if _is_third_party(module)]
        found = {name: (t.seconds, t.passes, t.lines) for name, t in watch.tests.items()}
        answer.write_bytes(pickle.dumps((found, loaded)))
        return code

    os.waitpid(forked(tree, run, 3600), 0)
    if not answer.exists():
        sys.exit(f"The tests of {room} cannot be run:\n{Path(f'{tree}.log').read_text()[-2000:]}")
    found, loaded = pickle.loads(answer.read_bytes())  # noqa: S301  # our own child wrote it
    answer.unlink()
    for name in loaded:
        with suppress(ImportError):
            import_module(name)
    return {name: Covered(*each) for name, each in found.items()}


def _is_third_party(module: object) -> bool:
    """Whether one load does for all children; the plugins of pytest want to be loaded by it."""
    file = getattr(module, "__file__", None) or ""
    return "site-packages" in file and not PLUGINS.search(file)


def tried(
    tree: Path, room: str, each: Break, tests: dict[str, Covered]
) -> tuple[int, float] | None:
    """Starts the tests of a break, and until when they may take; None where none runs its line."""
    covering = {
        name: test for name, test in tests.items() if test.passes and each.line in test.lines
    }
    if not covering:
        return None
    names = sorted(covering, key=lambda name: covering[name].seconds)
    files = list(dict.fromkeys(name.split("::")[0] for name in names))
    (tree / room).write_text(each.text, "utf-8")

    def run(arguments: list[str]) -> int:
        sys.dont_write_bytecode = True
        return pytest.main([*arguments, "-x", *files], [Only(names)])

    cost = sum(test.seconds for test in covering.values())
    return forked(tree, run, PATIENCE + 10 * cost), monotonic() + WAIT + 20 * cost


def seen(room: str, trees: list[Path], some: list[Break], tests: dict[str, Covered]) -> list[bool]:
    """Whether the tests see each break; as many at a time as there are trees."""
    source = (trees[0] / room).read_text("utf-8")
    found = [False] * len(some)
    waiting, idle = list(range(len(some))), list(trees)
    running: dict[int, tuple[int, Path, float]] = {}
    while waiting or running:
        while waiting and idle:
            place = waiting.pop(0)
            started = tried(idle[-1], room, some[place], tests)
            if started:
                child, until = started
                running[child] = (place, idle.pop(), until)
        sleep(0.02)
        for child, (place, tree, until) in list(running.items()):
            done, status = os.waitpid(child, os.WNOHANG)
            if not done and monotonic() < until:
                continue
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            if not done:
                os.waitpid(child, 0)
            found[place] = not done or os.waitstatus_to_exitcode(status) != 0
            (tree / room).write_text(source, "utf-8")
            del running[child]
            idle.append(tree)
    return found


def told(room: str, arguments: argparse.Namespace, folder: Path) -> tuple[int, int]:
    """Tries the breaks of one module, tells of it, and returns how many were seen of how many."""
    trees = [copied(folder / f"tree{place}") for place in range(arguments.jobs)]
    found = breaks((trees[0] / room).read_text("utf-8"))
    chosen = sorted(Random(arguments.seed).sample(range(len(found)), min(arguments.n, len(found))))  # noqa: S311
    some = [found[place] for place in chosen]
    files = arguments.tests or tests_of(room, trees[0])
    if not files:
        print(f"{room}: no test imports it; name some with TESTS=")
        return 0, 0
    tests = watched(room, trees[0], files)
    for name, test in tests.items():
        if not test.passes:
            print(f"{room}: left out, because it fails with nothing broken: {name}")
    results = seen(room, trees, some, tests)
    count = sum(results)
    print(f"{room}: {count} of {len(some)} seen ({100 * count / max(1, len(some)):.0f} %)")
    for each, result in zip(some, results, strict=True):
        if not result:
            run = any(each.line in test.lines for test in tests.values())
            print(f"  {room}:{each.line}: {each.what}{'' if run else '   (no test runs it)'}")
    return count, len(some)


def main() -> None:
    """Tries the breaks of every module that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("rooms", nargs="+", help="modules or folders, from the root of the tree")
    parser.add_argument("-n", type=int, default=30, help="breaks of each module (30)")
    parser.add_argument("--seed", type=int, default=1, help="which of all its breaks (1)")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time (2)")
    parser.add_argument("--tests", nargs="*", help="files of tests, in place of those found")
    arguments = parser.parse_args()
    os.nice(10)
    rooms = [
        str(path.relative_to(ROOT))
        for room in arguments.rooms
        for path in (
            sorted((ROOT / room).rglob("*.py")) if (ROOT / room).is_dir() else [ROOT / room]
        )
    ]
    counts = []
    for room in rooms:
        with TemporaryDirectory() as folder:
            counts.append(told(room, arguments, Path(folder)))
        sys.stdout.flush()
    if len(counts) > 1:
        count, of = (sum(each) for each in zip(*counts, strict=True))
        print(f"all: {count} of {of} seen ({100 * count / max(1, of):.0f} %)")


if __name__ == "__main__":
    main()
