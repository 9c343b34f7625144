"""Finds the chosen option in a sentence, and among the considered ones."""

import re
from collections.abc import Callable, Sequence

from store.markdown.inline import bare
from store.markdown.outline import Span
from store.records import languages

OUTCOME_MAX = 200_000
"""Characters of an outcome that are looked at for it."""

CHOICE_MAX = 2_000
"""Characters behind “Chosen option:” that are looked at."""

_WORDS = "|".join(map(re.escape, languages.listed(languages.CHOSEN)))
_SAID = re.compile(
    rf"(?P<open>\*\*|__|)(?:{_WORDS})[ \t]{{0,9}}"
    r"(?:(?P=open)[ \t]{0,9}[:：]|[:：](?P=open))[ \t]{0,9}(?:\r?\n\s{0,9}(?:[*+-][ \t]+)?)?",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"""["“«‘'„](?P<name>[^\n]{0,400}?)["”»’'“](?=\s{0,9}(?:,?\s{0,9}because\b))"""
)
_QUOTED_TOO = re.compile(
    r"""["“«‘'„](?P<name>[^\n]{0,400}?)["”»’'“](?=\s{0,9}(?:[,.;:(–—-]|<!--|\n|\Z|since\b|as\b))"""
)
_MARKED = re.compile(r"(?P<mark>\*\*|__|\*|_|`)(?=\S)(?P<name>[^\n]{1,400}?)(?<=\S)(?P=mark)(?!\w)")
_LINKED = re.compile(r"(?P<name>\[[^\[\]\n]{1,400}\]\([^()\s]{0,1000}\))")
_OPEN = re.compile(
    r"(?P<name>[^\s\"“«'‘][^\n]{0,400}?)"
    r"(?=[ \t]{0,9}(?:,?[ \t]{1,9}because\b|[,;]|\.?[ \t\r]{0,9}(?:\n|\Z)|\.[ \t]))"
)
_BECAUSE = re.compile(
    r"(?:\s{0,9}\([^()\n]{0,400}\))?\s{0,9}[,;:–—-]?\s{0,9}because\b[ \t]*:?", re.IGNORECASE
)
_LEADING = re.compile(
    r"\s*(?P<mark>\*\*|__|`)(?P<name>(?:(?!(?P=mark))[^\n]){1,300})(?P=mark)(?P<rest>.*)"
)
_LINK_LEADING = re.compile(r"\s*\[(?P<name>[^\[\]\n]{1,300})\]\([^()\s]{0,1000}\)(?P<rest>.*)")
_LABEL = re.compile(
    r"(?:option|alternative|solution|approach|proposal|variant|variante|lösung|opción|opção|opcja|"
    r"вариант|方案|選択肢|案)?\s*(?:\#|no\.?|nr\.?)?\s*(?P<key>[0-9]{1,3}|[a-z])\s*[.:)–—-]*\s*",
    re.IGNORECASE,
)
_KEYED = re.compile(
    r"(?:option|alternative|solution|approach|proposal|variant|variante|lösung|opción|opção|opcja|"
    r"вариант|方案|選択肢|案)\s*(?:\#|no\.?|nr\.?)?\s*(?P<key>[0-9]{1,3}|[a-z])\b",
    re.IGNORECASE,
)


def chosen_in(
    text: str, start: int, end: int, options: Callable[[], Sequence[str]]
) -> tuple[Span, int, bool] | None:
    """Where a text names the chosen option: the name, the end of it, and whether a reason follows.

    Args:
        text: the record.
        start: of its outcome.
        end: of that.
        options: tells the names of the options that were considered.
    """
    said = _SAID.search(text, start, min(end, start + OUTCOME_MAX))
    if not said:
        return None
    at = said.end()
    end = min(end, at + CHOICE_MAX)
    found = next(
        (f for each in (_QUOTED, _QUOTED_TOO) if (f := each.match(text, at, end))), None
    ) or _LINKED.match(text, at, end)
    if not found:
        found = _MARKED.match(text, at, end)
        if found and found["mark"] in ("*", "_", "`") and not found["name"].strip():
            found = None
    if found:
        span, behind = Span(*found.span("name")), found.end()
        if found.re is _MARKED and found["mark"] != "`":
            span = Span(*found.span())
    else:
        line = text.find("\n", at, end)
        line = end if line < 0 else line
        if length := _prefix(text[at:line], options()):
            span, behind = Span(at, at + length), at + length
        elif found := _OPEN.match(text, at, end):
            span, behind = Span(*found.span("name")), found.end()
        else:
            return None
    while (
        span.end > span.start
        and text[span.end - 1] in ",;"
        and found
        and found.re
        in (
            _QUOTED,
            _QUOTED_TOO,
        )
    ):
        span = Span(span.start, span.end - 1)
    because = _BECAUSE.match(text, behind, end)
    return span, because.end() if because else behind, bool(because)


def _prefix(said: str, options: Sequence[str]) -> int:
    """How much of a sentence is the longest name of an option that it begins with."""
    for name in sorted(options, key=len, reverse=True):
        if name and said.casefold().startswith(name.casefold()):
            behind = said[len(name) :]
            if not re.match(r"\w", behind):
                return len(name)
    return 0


def name_of(item: str) -> str:
    """The name of an option in what a list says of it: what is set off in front, or all of it."""
    found = _LEADING.match(item) or _LINK_LEADING.match(item)
    if not found:
        return bare(item)
    name, rest = bare(found["name"]).strip(" :–—-"), found["rest"].strip()
    if not name or _LABEL.fullmatch(name) or (rest and rest[0] not in ":–—-(.,;"):
        return bare(item)
    return name


def option_meant(
    said: str, options: Sequence[str], items: Sequence[str] = (), *, numbered: bool = False
) -> str | None:
    """The considered option that a name means; None where it is none of them.

    Args:
        said: the name, as it is written.
        options: the names of the options.
        items: what the list says of each.
        numbered: whether the list has numbers, which the name may be one of.
    """
    wanted = compared(said)
    listed = [compared(option) for option in options]
    whole = [compared(item) for item in items] or listed
    for each in (listed, whole):
        if wanted in each:
            return options[each.index(wanted)]
    for each in (listed, whole):
        longer = [at for at, name in enumerate(each) if _begins(wanted, name)]
        if longer:
            return options[max(longer, key=list(map(len, each)).__getitem__)]
        beginning = [at for at, name in enumerate(each) if _begins(name, wanted)]
        if beginning:
            return options[beginning[0]]
    key = _KEYED.match(bare(said))
    if key:
        labels = [_LABEL.match(bare(item)) for item in items or options]
        same = [
            at
            for at, label in enumerate(labels)
            if label
            and label["key"].casefold() == key["key"].casefold()
            and (label[0][:1].casefold() not in "abcdefghijklmnopqrstuvwxyz" or len(label[0]) > 1)
        ]
        if len(same) == 1:
            return options[same[0]]
        if numbered and key["key"].isdecimal() and 0 < int(key["key"]) <= len(options):
            return options[int(key["key"]) - 1]
    return None


def compared(text: str) -> str:
    """A name as it is compared: lower case, without marks and punctuation."""
    words = re.sub(r"#(?=\d)", " ", bare(text))
    return " ".join(re.sub(r"[^\w\s+#]", " ", words).casefold().split())


def _begins(text: str, beginning: str) -> bool:
    return bool(beginning) and text.startswith(f"{beginning} ")
