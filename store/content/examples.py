"""Examples: a folder each, with `example.toml` and a program for each option."""

from collections.abc import Iterator
from pathlib import Path, PurePath

from store.domain.content import Example, ExampleProgram
from store.util.toml_source import SLUG, Files, is_text


def read_examples(files: Files, folder: Path, prefix: str = "") -> dict[str, Example]:
    """The examples in that folder, by the slug that the files use."""
    found = {}
    for path in sorted(p for p in folder.glob("*") if (p / "example.toml").exists()):
        table = files.table(path / "example.toml")
        texts = [table.get(key) for key in ("title", "shows", "output")]
        sides = tuple(_sides(files, path / "example.toml"))
        if not SLUG.match(path.name):
            files.fault(path / "example.toml", 1, f"the folder's name “{path.name}” is not a slug")
        elif not all(is_text(text) for text in texts):
            told = "an example needs title, shows and output, each a text"
            files.fault(path / "example.toml", 1, told)
        elif not sides:
            files.fault(path / "example.toml", 1, "an example needs at least one [[sides]]")
        else:
            title, shows, output = (str(text).strip() for text in texts)
            found[path.name] = Example(f"{prefix}{path.name}", title, shows, output, sides)
    return found


def _sides(files: Files, path: Path) -> Iterator[ExampleProgram]:
    for line, entry in files.entries(path, "sides", "option", "file"):
        if PurePath(entry["file"]).name != entry["file"]:
            told = f"“{entry['file']}” must be the name of a file in the example's folder"
            files.fault(path, line, told)
        elif (code := files.text(path.parent / entry["file"])) is not None:
            yield ExampleProgram(entry["option"], entry["file"], code.rstrip() + "\n")
