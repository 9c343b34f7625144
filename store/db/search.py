"""The search over everything, by SQLite's full-text index.

Nothing that is typed has a meaning in the index's own language: every word is a quoted prefix.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence

from store.db.rows import Rows
from store.domain.checked import Faults, checked
from store.domain.content import Hit

WORDS_MAX = 16
"""How many words of what was typed count; the rest is dropped."""

LENGTH_MAX = 100
"""How many characters of a word count."""

SLIP_LENGTHS = range(4, 33)
"""How long a word is in which one slip is forgiven: a shorter one may be meant as many others."""

MEANT_MAX = 8
"""How many words may stand in for one that was mistyped."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_WHOLE = re.compile(r"\w[+#]+\Z")


class Finder:
    """Searches what the store holds.

    Args:
        rows: runs a statement of SQL on the store with the values given, and returns its rows.
        faults: is told what is left out.
    """

    def __init__(self, rows: Rows, faults: Faults) -> None:
        self._rows = rows
        self._faults = faults
        self._listed = False

    def find(self, typed: str, kinds: Iterable[str], limit: int) -> tuple[Hit, ...]:
        """What holds every word that was typed, or a word that begins with it; the best first.

        Case and accents do not count. Where nothing is found, one slip is forgiven in each word
        that begins nothing. A topic counts twice as much as one of its claims with the same words.
        """
        found = words(typed)
        if not found:
            return ()
        wanted = json.dumps(list(kinds))
        hits = self._hits(query((word,) for word in found), wanted, limit)
        if not hits:
            meant = [self._meant(word) for word in found]
            hits = self._hits(query(meant), wanted, limit)
        return hits

    def _hits(self, match: str, kinds: str, limit: int) -> tuple[Hit, ...]:
        # The kind of a row costs as much to read as its rank, so only the best rows' kinds count.
        return tuple(
            self._faults.each(
                "a search result:",
                self._rows(
                    "SELECT kind, key, title, snippet, topic FROM ("
                    "SELECT kind, key, title, topic, bm25(search, 0, 0, 0, 8, 1) AS place, "
                    "snippet(search, -1, char(2), char(3), '…', 12) AS snippet FROM search "
                    "WHERE search MATCH ?1 "
                    "AND (?2 = '[]' OR kind IN (SELECT value FROM json_each(?2))) "
                    "ORDER BY place LIMIT 2 * ?3) "
                    "ORDER BY place * iif(kind = 'topic', 2, 1), key LIMIT ?3",
                    match,
                    kinds,
                    limit,
                ),
                lambda *row: checked(Hit(*row)),
            )
        )

    def _meant(self, word: str) -> tuple[str, ...]:
        """What may have been meant by a word: itself, if anything begins with it."""
        likely = slips(word)
        if not likely or self._begun([word]):
            return (word,)
        return self._begun(likely)[:MEANT_MAX] or (word,)

    def _begun(self, beginnings: Sequence[str]) -> tuple[str, ...]:
        """Those that a word of the index begins with."""
        if not self._listed:  # the words of the index, as a table of this connection's own
            self._rows("PRAGMA query_only=OFF")
            self._rows("CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, search, instance)")
            self._rows("PRAGMA query_only=ON")
            self._listed = True
        return tuple(
            beginning
            for (beginning,) in self._rows(
                "SELECT value FROM json_each(?) WHERE EXISTS "
                "(SELECT 1 FROM word WHERE term >= value AND term < value || char(1114111))",
                json.dumps(beginnings),
            )
        )


def words(typed: str) -> tuple[str, ...]:
    """The words of what was typed; signs alone are none."""
    safe = typed.encode("utf-8", "replace").decode("utf-8")
    parts = safe.split()[: 4 * WORDS_MAX]
    found = [part[:LENGTH_MAX] for part in parts if re.search(r"[^\W_]", part)]
    return tuple(found[:WORDS_MAX])


def query(alternatives: Iterable[Sequence[str]]) -> str:
    """An FTS5 query for texts that hold, of each word, one of the alternatives or what it begins.

    Names like “c++” and “f#” begin nothing: a letter alone would begin far too much.
    """
    return " AND ".join(
        "({})".format(" OR ".join(_phrase(word) for word in same)) for same in alternatives
    )


def slips(word: str) -> list[str]:
    """Every word that becomes `word` by one slip: a letter too many, missing, wrong, or swapped.

    Empty for a word that is too short, too long, or more than letters and digits.
    """
    word = _folded(word)
    if len(word) not in SLIP_LENGTHS or not word.isalnum():
        return []
    meant: set[str] = set()
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        meant.update(before + letter + after for letter in _LETTERS)
        if after:
            meant.add(before + after[1:])
            meant.update(before + letter + after[1:] for letter in _LETTERS)
        if len(after) > 1:
            meant.add(before + after[1] + after[0] + after[2:])
    return sorted(meant - {word})


def _phrase(word: str) -> str:
    text = word.replace('"', '""').replace("\0", " ")
    return f'"{text}"' if _WHOLE.match(word) else f'"{text}"*'


def _folded(word: str) -> str:
    """The word as the index keeps it: small letters without accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
