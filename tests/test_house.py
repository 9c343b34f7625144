"""One name for one thing: a class or a module that a stranger looks for is in one place."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
TWINS = {"repository", "reader", "__init__", "__main__"}
"""Names that several modules may have: each room has its own."""


TABLES = "store/db/models/"
"""A table has the name of the value that is read from it, and its module that of the value's."""


def modules() -> list[Path]:
    """Every module of the program but the migrations, which have a name each."""
    every = [path for room in ("store", "tui_app") for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in every if not {"migrations", "child"} & set(path.parts)]


def test_no_two_modules_have_one_name() -> None:
    places = defaultdict(list)
    for path in modules():
        if not str(path.relative_to(ROOT)).startswith(TABLES):
            places[path.stem].append(str(path.relative_to(ROOT)))
    assert not {
        name: found for name, found in places.items() if len(found) > 1 and name not in TWINS
    }


def test_no_two_public_classes_have_one_name() -> None:
    places = defaultdict(list)
    for path in modules():
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(str(path.relative_to(ROOT)))
    assert not {
        name: found
        for name, found in places.items()
        if len([each for each in found if not each.startswith(TABLES)]) > 1
    }
