"""The words for statuses and sections: MADR's, what other projects write for them, and a folder's.

A folder's own stand in `.shortlist.toml`, beside its records or in a folder above, up to the root
of the repository; docs/records.md has the format.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from store.domain.decision import Status
from store.domain.errors import StoreError
from store.records import languages

FILE = ".shortlist.toml"
"""The file of a folder's own words."""

FILE_MAX = 100_000
"""Bytes of that file."""

PARTS: Mapping[str, str] = {
    "context": "context",
    "drivers": "drivers",
    "options": "options",
    "outcome": "outcome",
    "decision": "outcome",
    "consequences": "consequences",
    "positive": "positive",
    "negative": "negative",
    "confirmation": "confirmation",
    "status": "status",
    "date": "date",
    "deciders": "deciders",
    "pros": "pros",
    "more": "more",
    "evidence": "evidence",
}
"""What a name of a section can mean in the file, and the part that it is."""

PHRASE_MAX = 6
"""Words of a status, at most."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BETWEEN = re.compile(r"[\s_-]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_REPLACED = re.compile(r"(?P<by>已?被)(?=[^\n]{1,200}?(?:取代|替代|替换|替換))")
_NUMBER = re.compile(r"\A(?:[0-9]+ )+(?=\D)")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the words at the beginning of a text mean.

    Args:
        status: the status.
        length: how many characters of the text the words are.
        weak: whether they are a status only where nothing else follows them in the sentence, as
            of “open”, which begins many a sentence.
        language: of the words; empty for MADR's own, and for what is said in several.
    """

    status: Status
    length: int
    weak: bool = False
    language: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """A folder's words for statuses and names of sections.

    Args:
        statuses: the folder's own words for statuses, as they are compared.
        sections: the folder's own names for sections, as they are compared, with their parts.
    """

    statuses: Mapping[str, Status] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)

    def meaning(self, text: str) -> Meaning | None:
        """What the words mean that a text begins with; None where they are no status."""
        keys: list[tuple[str, int]] = []
        for word in _WORD.finditer(text[:120]):
            if keys and not _BETWEEN.fullmatch(text, keys[-1][1], word.start()):
                break
            if not keys and word.start():
                return None
            if len(keys) == PHRASE_MAX:
                break
            said = f"{keys[-1][0]} {word[0]}" if keys else word[0]
            keys.append((compared(said), word.end()))
        for key, end in reversed(keys):
            if status := self.statuses.get(key):
                return Meaning(status, end)
            if key in languages.STATUSES:
                status, language = languages.STATUSES[key]
                return Meaning(status, end, key in languages.WEAK, language)
        return self._run_on(text)

    def _run_on(self, text: str) -> Meaning | None:
        """The same in a script without blanks between its words."""
        if not _CJK.match(text):
            return None
        if passive := _REPLACED.match(text):
            return Meaning(Status.SUPERSEDED, passive.end("by"), language="zh")
        for end in range(min(12, len(text)), 0, -1):
            key = compared(text[:end])
            status, language = self.statuses.get(key), ""
            if status is None and key in languages.STATUSES:
                status, language = languages.STATUSES[key]
            if status:
                return Meaning(status, end, language=language)
        return None

    def part(self, name: str) -> str | None:
        """The part that a section of that name is; a number in front does not count."""
        name = _NUMBER.sub("", compared(name))
        return self.sections.get(name) or languages.SECTIONS.get(name)

    @cached_property
    def own(self) -> Mapping[Status, str]:
        """The folder's own word for each status that it has one for: the first."""
        return {status: word for word, status in reversed(list(self.statuses.items()))}


BUILT_IN = Vocabulary()
"""The words that are known everywhere."""


def compared(words: str) -> str:
    """Words as they are compared: lower case, one blank between them."""
    return " ".join(re.sub(r"[\s_-]+", " ", words.replace("’", "'")).casefold().split())


def of_folder(folder: Path) -> Vocabulary:
    """The words of a folder's records.

    Raises:
        StoreError: its file cannot be read, or says something that is not known.
    """
    path = next(filter(Path.is_file, _places(folder)), None)
    if path is None:
        return BUILT_IN
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MAX + 1)
        if len(data) > FILE_MAX:
            raise _refused(path, f"it has more than {FILE_MAX:,} bytes")
        found = tomllib.loads(data.decode())
    except OSError as error:
        raise _refused(path, str(error.strerror)) from error
    except (ValueError, RecursionError) as error:
        raise _refused(path, str(error)) from error
    known = {str(status): status for status in Status}
    statuses = {compared(word): known[to] for word, to in _pairs(path, found, "status", known)}
    sections = {
        compared(re.sub(r"[^\w\s]", " ", name)): PARTS[to]
        for name, to in _pairs(path, found, "sections", PARTS)
    }
    return Vocabulary(statuses, sections)


def _places(folder: Path) -> Iterator[Path]:
    """Where the file may be: in the folder, and above it up to the root of its repository."""
    here = folder.absolute()
    above = [here, *here.parents]
    root = next((at for at, each in enumerate(above) if (each / ".git").exists()), 0)
    return (each / FILE for each in above[: root + 1])


def _pairs(
    path: Path, found: Mapping[str, object], table: str, known: Iterable[str]
) -> Iterator[tuple[str, str]]:
    known = list(known)
    pairs = found.get(table, {})
    if not isinstance(pairs, dict):
        raise _refused(path, f"[{table}] is no table")
    for word, meant in pairs.items():
        if meant not in known:
            raise _refused(path, f"in [{table}], “{word}” is none of {', '.join(known)}")
        yield word, meant


def _refused(path: Path, why: str) -> StoreError:
    return StoreError(f"{path} cannot be used: {why}. Nothing was changed. Mend it and try again.")
