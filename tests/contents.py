"""The example folder of docs/content.md, as a folder."""

import re
from pathlib import Path

DOCUMENT = Path(__file__).parents[1] / "docs" / "content.md"
NAME = "house-rules"
"""What the document calls its example."""

_FILE = re.compile(r"^`([^`\n]+)`:\n\n```\w*\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def example_folder(target: Path) -> Path:
    """Writes every file that the document shows below `target`; returns the folder."""
    folder = target / NAME
    for name, text in _FILE.findall(DOCUMENT.read_text(encoding="utf-8")):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
