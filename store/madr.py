"""A decision as a MADR 4.0 Markdown record. Pure: it reads and writes no file."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from store.scoring import Lead, Outcome, Score, number, out_of_running, outcome, percent, scores
from store.text import visible
from store.types import (
    MEASURED,
    RATING_MAX,
    WEIGHT_MAX,
    Criterion,
    Decision,
    Matrix,
    Option,
    Rating,
    Source,
    Status,
)

DRIVERS = 10
"""How many criteria the record names as decision drivers."""

POINTS = 6
"""How many points of one kind the record lists for an option."""

GOOD = 4.0
"""From this rating on, a criterion speaks for an option."""

BAD = 2.0
"""Down from this rating, a criterion speaks against an option."""

SLUG_MAX = 100
"""The longest slug; with its number and ending it fits every common file system."""

# Renderers disagree on escapes, so only what is special where it stands is touched.
_SPECIAL = re.compile(
    r"""
    [\\`*\[\]{}~$]
    | (?<![a-z0-9])_ | _(?![a-z0-9])          # inside a word it marks nothing
    | (?<=\{)%                                # a Liquid tag on GitHub Pages
    | <(?=[a-z/!?]|$)                         # HTML
    | &(?=\#?\w+;)                            # an entity
    | (?:(?<=http)|(?<=https)|(?<=ftp)):(?=//) | (?<=www)\.    # text that links itself
    | \#(?=\#*$)                              # what closes a heading
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_ENTITIES = {
    "~": "&#126;",
    "$": "&#36;",
    "%": "&#37;",
    "<": "&lt;",
    "&": "&amp;",
    ":": "&#58;",
    "|": "&#124;",
}
_OPENING = re.compile(r"^(?:[#>+|-]|:(?=\s)|!(?=!!))")
_NUMBERED = re.compile(r"^(\(?(?:[0-9]+|[a-z]|[ivxlcdm]+|@[\w-]*))([.)])(?=\s|$)", re.IGNORECASE)

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_MAIL = rf"[a-z0-9._+-]+@{_LABEL}(?:\.{_LABEL})+"
_PAGE = (
    rf"https?://{_LABEL}(?:\.{_LABEL})*(?::[0-9]+)?"
    r"(?:[/?#](?:[a-z0-9/._~?=&#+:@,!-]|%[0-9a-f]{2}|\([a-z0-9_.,-]*\))*)?"
)
_ADDRESS = re.compile(rf"https?://[^\s<>]+|(?<![\w.+:/@-]){_MAIL}", re.IGNORECASE | re.ASCII)
_CLEAN_ADDRESS = re.compile(rf"{_PAGE}|{_MAIL}", re.IGNORECASE | re.ASCII)

_CODE = re.compile("`([^`]+)`")
_PLAIN_SCALAR = re.compile(r"[^\W\d_][\w ,.'’()&/+-]*")
_YAML_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_KINDS = {"+": "Good", "-": "Bad"}
_SPOKEN = re.compile("(?:good|bad|neutral), because", re.IGNORECASE)


def record(decision: Decision, *, supersedes: Sequence[str] = ()) -> str:
    """The MADR 4.0 record of a decision, with LF ends of line and one at its end.

    Args:
        decision: what was decided; `superseded_by` is the number in the status.
        supersedes: file names, in the same folder, of the records that this one replaces.

    Raises:
        NotFoundError: the chosen option is not one of the matrix's.
    """
    facts = _Facts.of(decision)
    blocks = [
        _head(decision),
        *_context(decision),
        *_drivers(facts),
        *_considered(decision.matrix),
        *_outcome(decision, facts),
        *_pros_and_cons(facts),
        *_more(facts, supersedes),
    ]
    return "\n\n".join(blocks) + "\n"


def escape(text: str, *, table: bool = False) -> str:
    """Markdown that shows the text as it was typed, on one line.

    It reads the same in cmark-gfm, pandoc, remark, markdown-it and Python-Markdown, in a
    paragraph, a list item, a heading or, with `table`, a cell. Ends of line and tabs become
    spaces, control characters symbols; complete addresses become links to themselves.
    """
    return _opening(_inline(_line(text), table=table))


def slug(title: str) -> str:
    """The title as it stands in a file name: `a-z`, `0-9` and single hyphens.

    As python-slugify makes it, except that letters with no Latin base are left out and that it
    ends, at a hyphen where there is one, within 100 characters. "decision" if nothing is left.
    """
    letters = unicodedata.normalize("NFKD", title.casefold())
    letters = "".join(char for char in letters if not unicodedata.combining(char))
    letters = re.sub(r"(?<=[0-9]),(?=[0-9])", "", letters)
    words = re.sub("[^a-z0-9]+", "-", letters).strip("-")
    if len(words) > SLUG_MAX:
        words = words[: SLUG_MAX + 1].rpartition("-")[0] or words[:SLUG_MAX]
    return words or "decision"


def table(matrix: Matrix) -> str:
    """The matrix as a Markdown table: weights and ratings by criterion, the scores last."""
    options = matrix.comparison.options
    rows = [
        ["Criterion", "Weight", *(escape(option.name, table=True) for option in options)],
        ["---"] * (2 + len(options)),
    ]
    for criterion in matrix.comparison.criteria:
        ratings = [_rating(matrix, criterion, option) for option in options]
        rows.append(
            [
                escape(criterion.name, table=True),
                number(_weight(matrix, criterion)),
                *(_cell(rating) for rating in ratings),
            ]
        )
    total = sum(_weight(matrix, criterion) for criterion in matrix.comparison.criteria)
    rows.append(["Score", number(total), *(percent(score) for score in scores(matrix))])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What several sections of a record draw on; `weighted` is heaviest first."""

    matrix: Matrix
    weighted: tuple[Criterion, ...]
    scores: tuple[Score, ...]
    outcome: Outcome

    @classmethod
    def of(cls, decision: Decision) -> "_Facts":
        matrix = decision.matrix
        criteria = sorted(matrix.comparison.criteria, key=lambda c: -_weight(matrix, c))
        return cls(
            matrix,
            tuple(c for c in criteria if _weight(matrix, c) > 0),
            scores(matrix),
            outcome(matrix),
        )


def _weight(matrix: Matrix, criterion: Criterion) -> float:
    return matrix.weights[criterion.slug]


def _rating(matrix: Matrix, criterion: Criterion, option: Option) -> Rating:
    return matrix.ratings[criterion.slug, option.slug]


# Text


def _line(text: str) -> str:
    return visible(text).strip()


def _lines(text: str) -> list[str]:
    return [line for line in map(_line, visible(text, lines=True).split("\n")) if line]


def _inline(line: str, *, table: bool = False) -> str:
    """The line escaped but for what opens a block, with links for its addresses."""
    pieces = []
    end = 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(".,:;!?'\")]}")
        if address.count("(") > address.count(")") and found[0].startswith(")", len(address)):
            address += ")"
        if _CLEAN_ADDRESS.fullmatch(address):
            pieces += [_plain(line[end : found.start()], table=table), f"<{address}>"]
            end = found.start() + len(address)
    return "".join(pieces) + _plain(line[end:], table=table)


def _plain(line: str, *, table: bool = False) -> str:
    """The line escaped but for what opens a block, with no links in it."""
    text = _SPECIAL.sub(_special, line)
    return text.replace("|", r"\|") if table else text


def _opening(text: str) -> str:
    """Escaped text, with its beginning escaped where it would open a list, a quote or a heading."""
    return _NUMBERED.sub(r"\1\\\2", _OPENING.sub(_special, text))


def _special(found: re.Match[str]) -> str:
    return _ENTITIES.get(found[0], f"\\{found[0]}")


def _prose(text: str, plain: Callable[[str], str] = _inline) -> str:
    """Shipped text, where a pair of backticks encloses code."""
    parts = _CODE.split(_line(text))
    for place, part in enumerate(parts):
        # GitHub Pages runs template tags even in code, where nothing can be escaped.
        is_code = place % 2 and "{{" not in part and "{%" not in part
        parts[place] = f"`{part}`" if is_code else plain(part)
    return _opening("".join(parts).strip())


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _bullets(items: Sequence[str]) -> str:
    return "\n".join(f"* {item}" for item in items)


def _count(amount: int, one: str, many: str) -> str:
    return f"{amount} {one if amount == 1 else many}"


def _scalar(text: str) -> str:
    """The text as a YAML scalar, in quotes only where YAML would take it for something else."""
    if _PLAIN_SCALAR.fullmatch(text) and text.casefold() not in _YAML_WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def _link(source: Source, url: str) -> str:
    target = quote(visible(url), safe="%/:?#@!&+,;=~-._")
    target = re.sub(r"&(?=\w+;)", "&amp;", target)
    return f"[{_prose(source.title, _plain)}]({target})"


# Sections


def _head(decision: Decision) -> str:
    status: str = decision.status
    if decision.status is Status.SUPERSEDED and decision.superseded_by is not None:
        status = f"superseded by ADR-{decision.superseded_by:04}"
    lines = ["---", f"status: {status}", f"date: {decision.date.isoformat()}"]
    names = [name for part in decision.deciders.split(",") if (name := _line(part))]
    if names:
        lines.append(f"decision-makers: {_scalar(', '.join(names))}")
    # A blank line after the front matter makes adr-log show an empty title.
    return "\n".join([*lines, "---", f"# {escape(decision.title) or 'Decision'}"])


def _context(decision: Decision) -> Iterator[str]:
    yield "## Context and Problem Statement"
    yield from map(escape, _lines(decision.context) or [decision.matrix.comparison.question])


def _drivers(facts: _Facts) -> Iterator[str]:
    if not facts.weighted:
        return
    yield "## Decision Drivers"
    yield _bullets(
        [
            f"{escape(criterion.name)} (weight {number(_weight(facts.matrix, criterion))}"
            f" of {number(WEIGHT_MAX)})"
            for criterion in facts.weighted[:DRIVERS]
        ]
    )
    more = len(facts.weighted) - DRIVERS
    if more > 0:
        verb = "is" if more == 1 else "are"
        yield f"{more} more {verb} in the table under More Information."


def _considered(matrix: Matrix) -> Iterator[str]:
    yield "## Considered Options"
    options = matrix.comparison.options
    yield _bullets([escape(option.name) for option in options])
    out = out_of_running(matrix)
    for option in options:
        if option.slug in out:
            reason = escape(out[option.slug])
            because = f", because {reason}" if reason else ""
            yield _sentence(f"Ruled out: {escape(option.name)}{because}")


def _outcome(decision: Decision, facts: _Facts) -> Iterator[str]:
    chosen = decision.matrix.comparison.option(decision.chosen)
    yield "## Decision Outcome"
    yield f'Chosen option: "{escape(chosen.name)}", because {_reason(chosen, facts)}.'
    consequences = [item for line in _lines(decision.consequences) if (item := _consequence(line))]
    if consequences:
        yield "### Consequences"
        yield _bullets(consequences)


def _reason(chosen: Option, facts: _Facts) -> str:
    """What the scores say of the choice, for or against it."""
    if not facts.weighted:
        return "it was preferred; no criterion carries a weight, so there is no score"
    mine = next(score for score in facts.scores if score.option.slug == chosen.slug)
    leaders = facts.outcome.first
    rivals = [score for score in facts.outcome.ranked if score.option.slug != chosen.slug]
    criteria = f"on {_count(len(facts.weighted), 'weighted criterion', 'weighted criteria')}"
    leads = chosen.slug in {score.option.slug for score in leaders}
    tie = facts.outcome.lead is Lead.TIE

    if leads and tie:
        names = _names([score for score in leaders if score.option.slug != chosen.slug])
        return f"it ties with {names} at {percent(mine)} {criteria}"
    against = ""
    if rivals:
        against = f" against {percent(rivals[0])} for {escape(rivals[0].option.name)}"
    score = f"it scores {percent(mine)}{against} {criteria}"
    if chosen.slug in out_of_running(facts.matrix):
        return f"it was preferred although it is ruled out: {score}"
    if not rivals:
        return f"it is the only option in the running: {score}"
    if facts.outcome.lead is Lead.OPEN:
        return f"{score}, where unknown ratings leave open which option leads"
    if not leads:
        verb = "tie for the lead" if tie else "leads"
        return f"it was preferred although {_names(leaders)} {verb}: {score}"
    if facts.outcome.lead is Lead.CLOSE:
        return f"{score}, which is too close to call"
    return score


def _names(some: Sequence[Score]) -> str:
    *others, last = [escape(score.option.name) for score in some]
    return f"{', '.join(others)} and {last}" if others else last


def _consequence(line: str) -> str:
    line = line.removeprefix("* ").lstrip()
    kind = _KINDS.get(line[:1])
    text = escape(line[1:] if kind else line)
    if not text or _SPOKEN.match(text):
        return text
    return f"{kind or 'Neutral'}, because {text}"


def _pros_and_cons(facts: _Facts) -> Iterator[str]:
    if not facts.weighted:
        return
    yield "## Pros and Cons of the Options"
    for option in facts.matrix.comparison.options:
        yield f"### {escape(option.name)}"
        points = _points(facts, option)
        yield _bullets(points) if points else "No weighted criterion speaks for or against it."


def _points(facts: _Facts, option: Option) -> list[str]:
    """What the ratings say of an option: good, neutral, bad, each heaviest first."""
    points: dict[str, list[str]] = {"Good": [], "Neutral": [], "Bad": []}
    for criterion in facts.weighted:
        rating = _rating(facts.matrix, criterion, option)
        name = escape(criterion.name)
        why = escape(rating.note) if rating.changed else _prose(rating.rationale)
        if rating.value is None:
            kind, name = "Neutral", f"{name} is unknown"
        elif rating.value >= GOOD:
            kind = "Good"
        elif rating.value <= BAD:
            kind = "Bad"
        elif rating.changed and why:
            kind = "Neutral"
        else:
            continue
        if rating.changed and not why:
            why = "own rating, no reason given"
        points[kind].append(f"{kind}, because {name}: {why}" if why else f"{kind}, because {name}")
    return [point for kind in points.values() for point in kind[:POINTS]]


def _more(facts: _Facts, supersedes: Sequence[str]) -> Iterator[str]:
    matrix = facts.matrix
    yield "## More Information"
    for name in supersedes:
        # A paragraph of its own without a full stop is what tools draw their graphs from.
        yield f"Supersedes [ADR-{name.partition('-')[0]}]({name})"
    yield _weights_from(matrix)
    yield table(matrix)
    shown = [
        _rating(matrix, criterion, option)
        for criterion in matrix.comparison.criteria
        for option in matrix.comparison.options
    ]
    legend = f"Ratings run from 0 to {number(RATING_MAX)}"
    if any(rating.value is None for rating in shown):
        legend += "; ? is unknown"
    if any(rating.changed for rating in shown):
        legend += r"; \* marks an own rating in place of the one supplied"
    yield f"{legend}."
    sources = {source.slug: source for rating in shown for source in rating.sources}
    evidence = [*_measured(matrix), *(_evidence(source) for source in sources.values())]
    if evidence:
        yield "### Evidence"
        yield _bullets(evidence)


def _weights_from(matrix: Matrix) -> str:
    criteria = matrix.comparison.criteria
    base = matrix.base_weights
    changed = sum(_weight(matrix, c) != base[c.slug] for c in criteria)
    name = next((p.name for p in matrix.comparison.presets if p.slug == matrix.preset), None)
    origin = f'the preset "{escape(name)}"' if name else "the comparison's own"
    differ = f"; {changed} of {len(criteria)} changed" if changed else ""
    return f"Weights: {origin}{differ}."


def _cell(rating: Rating) -> str:
    value = "?" if rating.value is None else number(rating.value)
    return rf"{value}\*" if rating.changed else value


def _measured(matrix: Matrix) -> Iterator[str]:
    """What was measured of the cells, with where and when."""
    for criterion in matrix.comparison.criteria:
        for option in matrix.comparison.options:
            rating = _rating(matrix, criterion, option)
            if rating.changed and rating.note.startswith(MEASURED):
                yield f"{escape(criterion.name)}, {escape(option.name)}: {escape(rating.note)}"


def _evidence(source: Source) -> str:
    checked = source.checked.isoformat()
    if source.url:
        return f"{_link(source, source.url)}, checked {checked}"
    how = f": {_prose(source.how).removesuffix('.')}" if source.how else ""
    return f"{_prose(source.title)}{how} ({checked})"
