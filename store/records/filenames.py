"""Parses the file names of records: numbers, days, words, and a folder's way of naming."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

SLUG_MAX = 100
"""The longest slug; with its number and ending it fits every common file system."""

NAME_MAX = 255
"""Characters of the longest name that a file can have."""

TITLE_MAX = 10_000
"""Characters of a title that a slug is made of."""

_YEAR = r"(?:19|20)\d{2}"
_MONTH = r"(?:0[1-9]|1[0-2])"
_DAY = rf"(?P<day>{_YEAR}(?P<dash>[-_.]?){_MONTH}(?P=dash)(?:0[1-9]|[12]\d|3[01]))(?!\d)"
_SEPARATOR = "[-_. ]+"
_WORDS = rf"(?:[^\W\d_][^\W_]*{_SEPARATOR})"
_TAIL = rf"(?:(?P<separator>{_SEPARATOR})(?P<slug>.+))?\.(?P<ending>md|markdown)"
_SHAPES = tuple(
    re.compile(rf"(?P<prefix>{_WORDS}*?(?:M?ADR(?=\d))?){head}{_TAIL}", re.IGNORECASE | re.DOTALL)
    for head in (
        # a day, and a number behind it: with a zero in front, or set apart from the words
        rf"{_DAY}(?P<gap>{_SEPARATOR}M?ADR[-_ ]?)(?P<digits>\d{{1,9}})(?!\d)",
        rf"{_DAY}(?:(?P<gap>{_SEPARATOR})(?P<digits>0\d{{1,8}}|\d{{1,9}}(?!\d|(?P=gap)))(?!\d))?",
        # a month
        rf"(?P<day>{_YEAR}(?P<dash>[-_.]){_MONTH})(?!\d)",
        # a year with a number that begins anew in each
        rf"(?P<day>{_YEAR})(?P<gap>[-_.])(?P<digits>\d{{3,6}})(?!\d)",
        r"(?P<digits>\d{1,9})(?!\d)",
    )
)
_OWN_WORDS = frozenset({"adr", "adrs", "madr", "decision", "decisions"})
_OTHERS = re.compile(
    r"(?:_?index|_?readme|contributing|contributors|change[-_]?log|history|summary|_?sidebar|_?toc"
    r"|table[-_ ]of[-_ ]contents|licen[cs]e|notice|code[-_]of[-_]conduct|security|support"
    r"|governance|maintainers|authors|agents|claude|copilot-instructions|_navbar|_coverpage|_footer)"
    r"(?:[-_.][a-z]{2}(?:[-_][a-z]{2})?)?\.(?:md|markdown)",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(r"templates?", re.IGNORECASE)
_OF_TEMPLATES = re.compile(
    "(?:an?|any|the|new|of|for|m?adrs?|nygard|markdown|architectur(?:e|al)|design|decisions?|records?"
    "|default|example|sample|blank|bare|basic|minimal|simple|short|light|long|full|templates?)"
)
_SAYS_LITTLE = re.compile(r"\d+|n+|x+|v\d+|[a-z]{2}")
"""What stands for a number, a version or a language in a template's name."""

_PLACEHOLDER = re.compile(
    rf"(?:M?ADR[-_ ]?)?(?:n{{3,4}}|x{{3,4}}|0{{3,4}}|y{{4}}[-_]?m{{2}}[-_]?d{{2}}){_SEPARATOR}"
    r"(?:(?:short[-_ ]|some[-_ ])?(?:title|name|slug|description)(?:[-_ ](?:with|of|in|here)\b.*)?)"
    r"\.(?:md|markdown)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Name:
    """A record's file name taken apart.

    Args:
        prefix: what stands in front of the day or the number, its last separator included.
        day: a day, a month or a year, as it is written; empty where there is none.
        gap: what stands between that and the number.
        digits: the number as it is written; empty where there is none.
        separator: what stands before the words.
        slug: the words.
        ending: "md" or "markdown".
    """

    prefix: str
    day: str
    gap: str
    digits: str
    separator: str
    slug: str
    ending: str

    @property
    def number(self) -> int | None:
        """The number, if there is one."""
        return int(self.digits) if self.digits else None

    @property
    def series(self) -> str:
        """What the number counts in, as in `api-001-…` beside `web-001-…`, or a year."""
        words = [word for word in _words(self.prefix) if word not in _OWN_WORDS]
        return "-".join([*words, *([self.day] if len(self.day) == 4 else [])])

    @property
    def is_padded(self) -> bool:
        """Whether the number has a zero in front, or there is a day in its place."""
        return bool(self.day) or (self.digits.startswith("0") and len(self.digits) > 1)

    @property
    def is_plain(self) -> bool:
        """Whether it tells on its own that the file is a record."""
        words = _words(self.prefix)
        if not words or (len(words) == 1 and words[0] in _OWN_WORDS):
            return True
        return self.is_padded and not _OWN_WORDS.isdisjoint(words)


@dataclass(frozen=True, slots=True)
class Naming:
    """How a folder names its records.

    Args:
        prefix: what stands in front of everything else.
        width: the digits of a number, at the least; 0 where there is no number.
        separator: what stands before the words of the title.
        joint: what stands between the words of the title.
        ending: of the file name.
        day: how a day is written, as `strftime` has it; empty where there is none.
        gap: what stands between a day and a number.
        capitals: how many of the words are capitalised: "none", "all", or those "typed" so.
    """

    prefix: str = ""
    width: int = 4
    separator: str = "-"
    joint: str = "-"
    ending: str = "md"
    day: str = ""
    gap: str = ""
    capitals: str = "none"

    def file_name(self, number: int, title: str, day: date | None = None) -> str:
        """The name of a new record; `day` is needed where the folder writes days."""
        width = self.width or (4 if self.day and day is None else 0)
        days = f"{day:{self.day}}" if self.day and day else ""
        head = days + (self.gap if days and width else "") + (f"{number:0{width}}" if width else "")
        words = slug(title, self.capitals).replace("-", self.joint)
        separator = self.separator if head else ""
        return f"{self.prefix}{head}{separator}{words}.{self.ending}"


MADR = Naming()
"""As MADR names them: `0001-title-with-dashes.md`."""


def slug(title: str, capitals: str = "none") -> str:
    """The title as it stands in a file name: `a-z`, `0-9` and single hyphens.

    As python-slugify makes it, except that letters with no Latin base are left out and that it
    ends, at a hyphen where there is one, within 100 characters. "decision" if nothing is left.

    Args:
        title: what the record is about.
        capitals: as `Naming` has it; where it is not "none", `A-Z` are left.
    """
    letters = title[:TITLE_MAX]
    letters = letters.casefold() if capitals == "none" else letters.replace("ß", "ss")
    letters = unicodedata.normalize("NFKD", letters)
    letters = "".join(char for char in letters if not unicodedata.combining(char))
    letters = re.sub(r"(?<=[0-9]),(?=[0-9])", "", letters)
    words = re.sub("[^A-Za-z0-9]+", "-", letters).strip("-")
    if capitals == "all":
        words = re.sub("(?:^|(?<=-))[a-z]", lambda first: first[0].upper(), words)
    if len(words) > SLUG_MAX:
        words = words[: SLUG_MAX + 1].rpartition("-")[0] or words[:SLUG_MAX]
    return words or "decision"


@lru_cache(maxsize=100_000)
def apart(name: str) -> Name | None:
    """A file name taken apart; None where there is neither a number nor a day in front.

    Behind words other than "adr" and its like, only a number with a zero in front is one.
    """
    if len(name) > NAME_MAX:
        return None
    for shape in _SHAPES:
        found = shape.fullmatch(name)
        if found:
            given = {key: value or "" for key, value in found.groupdict().items()}
            given.pop("dash", None)
            taken = Name(**{**dict.fromkeys(("day", "gap", "digits"), ""), **given})
            return taken if taken.is_plain or taken.is_padded else None
    return None


def number_of(name: str) -> int | None:
    """The number in a file name, or None where there is none; a day is none."""
    taken = apart(name)
    return taken.number if taken else None


def day_of(name: str) -> date | None:
    """The day in a file name, or None where there is none."""
    taken = apart(name)
    digits = re.sub(r"\D", "", taken.day) if taken else ""
    try:
        return (
            date(int(digits[:4]), int(digits[4:6]), int(digits[6:])) if len(digits) == 8 else None
        )
    except ValueError:
        return None


def slug_of(name: str) -> str:
    """The words in a file name; empty where there are none."""
    taken = apart(name)
    return taken.slug if taken else name.rpartition(".")[0]


def is_markdown(name: str) -> bool:
    """Whether a name is that of a Markdown file which is not hidden."""
    return name.casefold().endswith((".md", ".markdown")) and not name.startswith(".")


def is_named(name: str) -> bool:
    """Whether a name alone tells that a file is a record: by a number or a day."""
    taken = apart(name)
    return taken is not None and taken.is_plain and not is_template(name)


def is_other(name: str) -> bool:
    """Whether a name is one of those that files beside the records have."""
    return len(name) <= NAME_MAX and (bool(_OTHERS.fullmatch(name)) or is_template(name))


def is_template(name: str) -> bool:
    """Whether a name is that of a file which records are begun from."""
    if len(name) > NAME_MAX or not is_markdown(name):
        return False
    if _PLACEHOLDER.fullmatch(name):
        return True
    if not _TEMPLATE.search(name):
        return False
    taken = apart(name)
    words = _words(taken.slug if taken else name.rpartition(".")[0])
    told = [word for word in words if not _SAYS_LITTLE.fullmatch(word)]
    return any(map(_TEMPLATE.fullmatch, told)) and all(map(_OF_TEMPLATES.fullmatch, told))


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


def kin(names: Iterable[str]) -> Mapping[str, Name]:
    """The names of a folder that are records', taken apart.

    A number behind words, as in `shop-api-001-title.md`, tells a record where most of the
    folder's names are of that kind.
    """
    listed = [name for name in names if is_markdown(name) and not is_template(name)]
    found = {name: taken for name in listed if (taken := apart(name))}
    plain = {name: taken for name, taken in found.items() if taken.is_plain}
    words = Counter(_words(taken.prefix)[0] for taken in found.values() if taken.prefix)
    worded = {
        name: taken
        for name, taken in found.items()
        if not taken.is_plain
        and (words[_words(taken.prefix)[0]] > 1 or len(taken.digits) > 2 or taken.day)
    }
    if len(worded) <= len(plain):
        return plain
    return {**plain, **worded, **_continued(set(listed) - found.keys(), worded.values())}


def _continued(names: Collection[str], worded: Collection[Name]) -> Mapping[str, Name]:
    """The names that go on where the zeros in front of the numbers have ended."""
    heads = {taken.prefix.casefold(): taken for taken in worded if taken.digits and not taken.day}
    found = {}
    for name in names:
        for prefix, taken in heads.items():
            rest = name[len(prefix) :]
            then = apart(rest) if name.casefold().startswith(prefix) else None
            if then and not (then.prefix or then.day) and len(then.digits) == len(taken.digits):
                found[name] = replace(then, prefix=name[: len(prefix)])
    return found


def naming(names: Iterable[str]) -> Naming:
    """How the records of these names are named: what most of them have."""
    listed = [name for name in names if is_markdown(name) and not is_other(name)]
    known = kin(listed)
    found = list(known.values())
    worded = [name.rpartition(".") for name in listed if name not in known]
    if len(worded) > len(found):
        joint, capitals = _words_in([stem for stem, _, _ in worded])
        ending = Counter(ending for _, _, ending in worded).most_common(1)[0][0]
        return Naming("", 0, "", joint, ending, capitals=capitals)
    if not found:
        return MADR

    shapes = Counter((bool(each.day), bool(each.digits)) for each in found)
    has_day, has_number = max(shapes, key=lambda shape: (shapes[shape], shape))
    alike = [each for each in found if (bool(each.day), bool(each.digits)) == (has_day, has_number)]

    def most(values: Iterable[str], default: str) -> str:
        counted = Counter(value for value in values if value)
        return counted.most_common(1)[0][0] if counted else default

    slugs = [each.slug for each in alike]
    joint, capitals = _words_in(slugs)
    prefixes = Counter(each.prefix for each in alike)
    return Naming(
        prefixes.most_common(1)[0][0],
        _width([each.digits for each in alike]) if has_number else 0,
        most((each.separator for each in alike), "-"),
        joint,
        most((each.ending for each in alike), "md"),
        most((_day_format(each.day) for each in alike), ""),
        most((each.gap for each in alike), ""),
        capitals,
    )


def renamed(name: str, number: int) -> str:
    """The name with another number, written as wide as the one that it has.

    Raises:
        ValueError: there is no number in it.
    """
    taken = apart(name)
    if not taken or not taken.digits:
        raise ValueError(name)
    width = _width([taken.digits])
    head = f"{taken.prefix}{taken.day}{taken.gap}"
    return f"{head}{number:0{width}}{name[len(head) + len(taken.digits) :]}"


def _words(text: str) -> list[str]:
    return [word for word in re.split("[-_. ]+", text.casefold()) if word]


def _width(digits: list[str]) -> int:
    """How wide numbers are written: as wide as those with a zero in front, else the narrowest."""
    padded = Counter(len(each) for each in digits if each.startswith("0") and len(each) > 1)
    if padded:
        return padded.most_common(1)[0][0]
    return min(len(each) for each in digits)


def _day_format(day: str) -> str:
    """A day as `strftime` would be asked for one written like it."""
    dash = next((char for char in day if not char.isdecimal()), "")
    parts = ["%Y", "%m", "%d"]
    written = len(re.sub(r"\D", "", day))
    return dash.join(parts[: {0: 0, 4: 1, 6: 2}.get(written, 3)])


def _words_in(slugs: Collection[str]) -> tuple[str, str]:
    """What stands between the words of most slugs, and which words are capitalised."""
    counted = Counter(mark for each in slugs for mark in "-_ " if mark in each)
    joint = counted.most_common(1)[0][0] if counted else "-"
    capital = [each for each in slugs if each[:1].isupper()]
    if 2 * len(capital) <= len(slugs):
        return joint, "none"
    if not counted:
        run_on = [each for each in capital if re.search("[a-z][A-Z]", each)]
        return ("", "all") if 2 * len(run_on) > len(capital) else (joint, "typed")
    later = [word for each in capital for word in re.split("[-_ ]+", each)[1:] if word.isalpha()]
    upper = sum(word[0].isupper() for word in later)
    return joint, "all" if later and 10 * upper >= 9 * len(later) else "typed"
