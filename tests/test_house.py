"""One name for one thing: a class or a module that a stranger looks for is in one place."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TWINS = {"repository", "__init__", "__main__"}
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


RIDDLES = re.compile(r"\b(anew(?!:)|(?:is|are) to be|of which|no more(?! than))\b")
"""Words that make the reader think twice; a docstring has a subject, a verb and a noun."""

LINES_MAX = 450
"""Lines of a module that one still takes in."""

HELD = ("store", "tui_app")
"""The packages that are held to the length of a module and to plain English."""


def public_names(path: Path) -> Iterator[tuple[str, str]]:
    """Every public name of a module with its docstring; the module itself first."""

    def within(node: ast.Module | ast.ClassDef, before: str) -> Iterator[tuple[str, str]]:
        for each in node.body:
            if (
                isinstance(each, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
                and not each.name.startswith("_")
                and "overload" not in map(ast.unparse, each.decorator_list)
            ):
                yield f"{before}.{each.name}", ast.get_docstring(each) or ""
                if isinstance(each, ast.ClassDef):
                    yield from within(each, f"{before}.{each.name}")

    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    tree = ast.parse(path.read_text("utf-8"))
    yield name, ast.get_docstring(tree) or ""
    yield from within(tree, name)


def is_plain(docstring: str) -> bool:
    """Whether a docstring is there, is a sentence, and is no riddle."""
    summary = docstring.partition("\n\n")[0]
    starts = summary[:1].isupper() or summary[:1] == "`"
    return starts and summary.endswith((".", "?", ":")) and not RIDDLES.search(docstring)


def test_every_public_name_has_a_docstring_in_plain_english() -> None:
    every = [path for room in HELD for path in sorted((ROOT / room).rglob("*.py"))]
    assert not [name for path in every for name, doc in public_names(path) if not is_plain(doc)]


def test_no_module_is_too_long() -> None:
    every = [path for room in HELD for path in sorted((ROOT / room).rglob("*.py"))]
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in every}
    assert not {name: length for name, length in lengths.items() if length > LINES_MAX}
