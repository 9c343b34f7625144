"""The files of a folder of content, and what is wrong with them."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FILE_MAX = 200_000
"""Bytes in one file: many times what a page that is read in three minutes holds."""

TABLES_MAX = 5_000_000
"""Bytes in one file of tables, such as all ratings of a comparison."""

FAULTS_MAX = 1_000
"""Faults that are told at a time."""

PARTS_MAX = 100
"""Parts of a dotted key in TOML; the time to read one grows with their square."""

_KEY = re.compile(r"\s*+([\"']?+)([^\"'=:]++)\1\s*+[=:]")
_DEEP = re.compile(
    r"(?<![\w.-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+)"
    rf"{{{PARTS_MAX}}}"
)

SLUG = re.compile(r"(?=.{1,100}\Z)[a-z0-9]+(-[a-z0-9]+)*\Z")


@dataclass
class Files:
    """Reads files below a folder, and gathers every fault as `file:line: fault`."""

    folder: Path
    confined: bool = False
    """Whether links that lead out of the folder are refused: it is somebody else's."""
    faults: list[str] = field(default_factory=list)
    noted: int = 0
    """How many faults there are; of very many the first are kept."""

    def fault(self, path: Path, line: int, text: str) -> None:
        """Notes what is wrong in that line, and the cure where it is not plain."""
        base = self.folder if path.is_relative_to(self.folder) else self.folder.parent
        self._note(path.relative_to(base).as_posix(), line, text)

    def _note(self, file: str, line: int, text: str) -> None:
        self.noted += 1
        if self.noted <= FAULTS_MAX:
            self.faults.append(f"{file}:{line}: {text}")
        elif self.noted == FAULTS_MAX + 1:
            told = f"there are more than {FAULTS_MAX:,} faults; mend those above to see the others"
            self.faults.append(f"{file}:{line}: {told}")

    def text(self, path: Path, at_most: int = FILE_MAX) -> str | None:
        """The text of a file; None, with a fault noted, if there is no reading it."""
        try:
            if self.confined and not path.resolve().is_relative_to(self.folder.resolve()):
                told = "this is a link out of the folder and was not followed; put the file here"
                self.fault(path, 1, told)
                return None
            if path.exists() and not path.is_file():
                self.fault(path, 1, "this is not a file")
                return None
            if (size := path.stat().st_size) > at_most:
                told = f"the file has {size:,} bytes, and {at_most:,} is the most; split it"
                self.fault(path, 1, told)
                return None
            return path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            self.fault(path, 1, "the file is missing")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self.fault(path, line, "this is not UTF-8; save the file in that encoding")
        except OSError as error:
            self.fault(path, 1, f"the file cannot be read: {error.strerror or error}")
        except (ValueError, RuntimeError) as error:  # a name that no file can have; links in a ring
            self.fault(path, 1, f"the file cannot be read: {error}")
        return None

    def toml(self, path: Path, text: str, first_line: int = 1) -> dict[str, Any] | None:
        """A text as TOML; None, with a fault noted, if it is not."""
        if (deep := _DEEP.search(text)) is not None:
            at = first_line + text.count("\n", 0, deep.start())
            self.fault(path, at, f"a key has more than {PARTS_MAX} parts")
            return None
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            at = int(line[1]) if line else text.count("\n") + 1
            self.fault(path, first_line - 1 + at, f"this is not TOML: {error}")
        except ValueError as error:  # a number of thousands of digits
            self.fault(path, first_line, f"this is not TOML that can be read: {error}")
        except RecursionError:
            self.fault(path, first_line, "this is not TOML that can be read: it is nested too deep")
        return None

    def table(self, path: Path) -> dict[str, Any]:
        """The TOML of a file; empty, with a fault noted, if there is none."""
        text = self.text(path, TABLES_MAX)
        return (self.toml(path, text) if text is not None else None) or {}

    def entries(
        self, path: Path, stem: str, *required: str
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """The tables of `[[stem]]` with the line that each starts on; faulty ones are left out."""
        entries = self.table(path).get(stem, [])
        if not (isinstance(entries, list) and all(isinstance(entry, dict) for entry in entries)):
            self.fault(path, 1, f"every entry starts with [[{stem}]]")
            return
        text = (self.text(path, TABLES_MAX) or "") if entries else ""
        seen: set[str] = set()
        starts = lines_of(text, f"[[{stem}]]")
        for index, entry in enumerate(entries):
            line = starts[index] if index < len(starts) else 1
            missing = [key for key in required if not is_text(entry.get(key))]
            if missing:
                self.fault(path, line, f"{', '.join(missing)} missing, or not a text")
            elif "slug" in required and (not SLUG.match(entry["slug"]) or entry["slug"] in seen):
                told = f"“{entry['slug']}” stands twice, or is not a slug like “own-words”"
                self.fault(path, line, told)
            else:
                seen.add(entry.get("slug", ""))
                yield line, entry


def lines_of(text: str, line: str) -> list[int]:
    """The numbers of the lines that read like that, but for a comment."""
    lines = enumerate(text.split("\n"), 1)
    return [n for n, found in lines if found.partition("#")[0].strip() == line]


def lines_of_heads(text: str) -> dict[str, int]:
    """The number of the first line that reads like each, but for a comment, of those with a [."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("["):
            found.setdefault(line.partition("#")[0].strip(), number)
    return found


def line_with(text: str, part: str) -> int:
    """The number of the first line that holds that part; 1 if none does."""
    return next((n for n, line in enumerate(text.split("\n"), 1) if part in line), 1)


def line_of_key(text: str, key: str) -> int:
    """The number of the first line that gives that key a value; 1 if none does."""
    return lines_of_keys(text.split("\n")).get(key, 1)


def lines_of_keys(lines: Iterable[str], first: int = 1) -> dict[str, int]:
    """The number of the first line that gives each key a value, of TOML or of JSON."""
    found: dict[str, int] = {}
    for number, line in enumerate(lines, first):
        if key := _KEY.match(line):
            found.setdefault(key[2] if key[1] else key[2].rstrip(), number)
    return found


def split(text: str) -> tuple[str, ...]:
    """The parts of a comma-separated line."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def texts(value: object) -> tuple[str, ...]:
    """A list of texts as such; nothing where it is something else."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    return ()


def is_text(value: object) -> bool:
    """Whether it is a text with anything in it."""
    return isinstance(value, str) and bool(value.strip())


def in_range(value: object, high: float) -> bool:
    """Whether it is a number from 0 to `high`."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= high
