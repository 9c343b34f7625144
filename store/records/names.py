"""The file names of records: what number or day is in them, and how a folder writes them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

SLUG_MAX = 100
"""The longest slug; with its number and ending it fits every common file system."""

NAME_MAX = 255
"""Characters of the longest name that a file can have."""

TITLE_MAX = 10_000
"""Characters of a title that a slug is made of."""

_DATED = re.compile(
    r"(?P<day>(?:19|20)\d{2}(-?)(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01]))"
    r"(?P<separator>[-_])(?P<slug>.+)\.(?:md|markdown)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(
    r"(?P<prefix>(?:adr[-_ ]?)?)(?P<digits>[0-9]{1,9})"
    r"(?:(?P<separator>[-_. ]+)(?P<slug>.+?))?\.(?P<ending>md|markdown)",
    re.IGNORECASE | re.DOTALL,
)
_OTHERS = re.compile(
    r"(?:index|readme|contributing|changelog|summary|.*template.*)\.(?:md|markdown)", re.IGNORECASE
)


def slug(title: str) -> str:
    """The title as it stands in a file name: `a-z`, `0-9` and single hyphens.

    As python-slugify makes it, except that letters with no Latin base are left out and that it
    ends, at a hyphen where there is one, within 100 characters. "decision" if nothing is left.
    """
    letters = unicodedata.normalize("NFKD", title[:TITLE_MAX].casefold())
    letters = "".join(char for char in letters if not unicodedata.combining(char))
    letters = re.sub(r"(?<=[0-9]),(?=[0-9])", "", letters)
    words = re.sub("[^a-z0-9]+", "-", letters).strip("-")
    if len(words) > SLUG_MAX:
        words = words[: SLUG_MAX + 1].rpartition("-")[0] or words[:SLUG_MAX]
    return words or "decision"


@dataclass(frozen=True, slots=True)
class Naming:
    """How a folder names its records.

    Args:
        prefix: what stands in front of the number.
        width: the digits of a number, at the least; 0 for a day in place of the number.
        separator: what stands behind it.
        joint: what stands between the words of the title.
        ending: of the file name.
    """

    prefix: str = ""
    width: int = 4
    separator: str = "-"
    joint: str = "-"
    ending: str = "md"

    def file_name(self, number: int, title: str, day: date | None = None) -> str:
        """The name of a new record; `day` is needed where the folder counts by days."""
        head = f"{number:0{self.width}}" if self.width or day is None else f"{day:%Y%m%d}"
        words = slug(title).replace("-", self.joint)
        return f"{self.prefix}{head}{self.separator}{words}.{self.ending}"


MADR = Naming()
"""As MADR names them: `0001-title-with-dashes.md`."""


def number_of(name: str) -> int | None:
    """The number in a file name, or None where there is none; a day is none."""
    found = None if _dated(name) else _numbered(name)
    return int(found["digits"]) if found else None


def slug_of(name: str) -> str:
    """The words in a file name; empty where there are none."""
    found = _dated(name) or _numbered(name)
    return (found["slug"] or "") if found else name.rpartition(".")[0]


def is_markdown(name: str) -> bool:
    """Whether a name is that of a Markdown file which is not hidden."""
    return name.casefold().endswith((".md", ".markdown")) and not name.startswith(".")


def is_named(name: str) -> bool:
    """Whether a name alone tells that a file is a record: by a number or a day."""
    return bool(_dated(name) or _numbered(name))


def is_other(name: str) -> bool:
    """Whether a name is one of those that files beside the records have."""
    return len(name) <= NAME_MAX and bool(_OTHERS.fullmatch(name))


def is_template(name: str) -> bool:
    """Whether a name is that of a file which records are begun from."""
    return is_other(name) and "template" in name.casefold()


def is_plain(name: str) -> bool:
    """Whether a name stays within its folder on every system."""
    return name not in ("", ".", "..") and not re.search(r"[/\\\0]", name)


def is_text(name: str) -> bool:
    """Whether a name is text: a disk can hold bytes that are none."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def is_line(name: str) -> bool:
    """Whether a name has no line break, so that a list can name the file on one line."""
    return name.splitlines() == [name]


def naming(names: Iterable[str]) -> Naming:
    """How the records of these names are named: what most of them have."""
    numbered = []
    dated = 0
    for name in names:
        if _dated(name):
            dated += 1
        elif found := _numbered(name):
            numbered.append(found)
    if dated > len(numbered):
        return Naming(width=0)
    if not numbered:
        return MADR

    def most(group: str, default: str) -> str:
        counted = Counter(found[group] for found in numbered if found[group] is not None)
        return counted.most_common(1)[0][0] if counted else default

    slugs = [found["slug"] or "" for found in numbered]
    underscored = sum("_" in each for each in slugs)
    hyphened = sum("-" in each for each in slugs)
    return Naming(
        most("prefix", ""),
        _width([found["digits"] for found in numbered]),
        most("separator", "-"),
        "_" if underscored > hyphened else "-",
        most("ending", "md"),
    )


def renamed(name: str, number: int) -> str:
    """The name with another number, written as wide as the one that it has.

    Raises:
        ValueError: there is no number in it.
    """
    found = None if _dated(name) else _numbered(name)
    if not found:
        raise ValueError(name)
    width = _width([found["digits"]])
    return f"{name[: found.start('digits')]}{number:0{width}}{name[found.end('digits') :]}"


def _dated(name: str) -> re.Match[str] | None:
    return _DATED.fullmatch(name) if len(name) <= NAME_MAX else None


def _numbered(name: str) -> re.Match[str] | None:
    return _NUMBERED.fullmatch(name) if len(name) <= NAME_MAX else None


def _width(digits: list[str]) -> int:
    """How wide numbers are written: as wide as those with a zero in front, else the narrowest."""
    padded = Counter(len(each) for each in digits if each.startswith("0") and len(each) > 1)
    if padded:
        return padded.most_common(1)[0][0]
    return min(len(each) for each in digits)
