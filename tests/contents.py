"""The example of docs/content.md, as a folder."""

import re
from pathlib import Path

DOCUMENT = Path(__file__).parents[1] / "docs" / "content.md"
NAME = "house-rules"
"""What the document calls its example."""

FILES = dict(
    re.findall(
        r"^`([^`\n]+)`:\n\n```\w+\n(.*?)^```$",
        DOCUMENT.read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
)
"""The files of the example, by their names in the folder."""


def write(folder: Path, *changes: tuple[str, str]) -> Path:
    """The example as that folder, with some words put in place of others."""
    for name, text in FILES.items():
        for old, new in changes:
            name, text = name.replace(old, new), text.replace(old, new)
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def example_folder(target: Path) -> Path:
    """The example as a folder below `target`, by its own name."""
    return write(target / NAME)
