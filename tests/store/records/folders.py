"""The folders of records that the tests read: each as a team would have it."""

from difflib import unified_diff
from pathlib import Path

from store.records.document import Document
from store.records.parse import parse

FOLDERS = Path(__file__).parent / "folders"
FILES = sorted(path for path in FOLDERS.glob("*/[0-9]*.md"))
NAMES = [f"{path.parent.name}/{path.name}" for path in FILES]


def file(name: str) -> Document:
    """A record by its folder and the beginning of its name, as in "madr2/0001"."""
    (path,) = [path for path, known in zip(FILES, NAMES, strict=True) if known.startswith(name)]
    return parse(path.read_bytes(), path.name)


def changed_lines(before: Document, after: Document) -> list[str]:
    """The lines of `after` that stand in place of others, as `git diff` would show them."""
    old, new = (document.text.splitlines(keepends=True) for document in (before, after))
    lines = list(unified_diff(old, new, n=0))[2:]
    return [f"{line[0]} {line[1:]}" for line in lines if not line.startswith("@@")]
