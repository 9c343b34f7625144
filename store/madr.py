"""A decision as a Markdown record: MADR 4.0, and what other readers want beside it.

Pure: it reads and writes no file.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from store import words
from store.scoring import (
    LEADING,
    Lead,
    Outcome,
    Score,
    number,
    out_of_running,
    outcome,
    percent,
    scores,
)
from store.sensitivity import Interval, intervals
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

BARS = 12
"""The most options of which a chart of the scores is drawn."""

STAYS_FIRST = "Stays first at"
"""What stands over the column that is worked out: how far each weight can go."""

LABEL_MAX = 30
"""Characters of an option's name beside its bar."""

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
_NO_LABEL = re.compile(r"""["`\\<>{}\[\]%;~$|^]+""")
"""What Mermaid, or a page around it, could take for more than a label."""

_KINDS = {"+": "Good", "-": "Bad"}
_SPOKEN = re.compile("(?:good|bad|neutral), because", re.IGNORECASE)


class Profile(StrEnum):
    """Who is to read a record."""

    MADR4 = "madr4"
    """MADR 4.0 and nothing else."""

    COMPAT = "compat"
    """MADR 4.0 with the status where MADR 2, log4brains and adr-tools look for it."""


@dataclass(frozen=True, slots=True)
class Successor:
    """The record that took another one's place, by its number, its file and its title."""

    number: int
    file: str
    title: str


def record(
    decision: Decision,
    *,
    supersedes: Sequence[str] = (),
    profile: Profile = Profile.MADR4,
    successor: Successor | None = None,
) -> str:
    """The record of a decision, with LF ends of line and one at its end.

    Args:
        decision: what was decided; `superseded_by` is the number in the status.
        supersedes: file names, in the same folder, of the records that this one replaces.
        profile: who is to read it.
        successor: the record that replaces this one, for profiles that link to it.

    Raises:
        NotFoundError: the chosen option is not one of the matrix's.
    """
    found = sections(decision, supersedes=supersedes)
    blocks = [
        _head(decision, profile),
        *(_labels(decision, successor) if profile is Profile.COMPAT else ()),
        f"## Context and Problem Statement\n\n{found['context']}",
        *_titled("## Decision Drivers", found["drivers"]),
        f"## Considered Options\n\n{found['options']}",
        f"## Decision Outcome\n\n{found['outcome']}",
        *_titled("### Consequences", found["consequences"]),
        *_titled("### Confirmation", found["confirmation"]),
        *_titled("## Pros and Cons of the Options", found["pros-and-cons"]),
        "## More Information",
        *filter(None, [found["supersedes"], found["status-reason"]]),
        found["weights"],
        *_judged(found, "###"),
        *_titled("### Evidence", found["evidence"]),
    ]
    return "\n\n".join(blocks) + "\n"


def sections(decision: Decision, *, supersedes: Sequence[str] = ()) -> dict[str, str]:
    """What the parts of a record say, by the names that a template has for them.

    Each is Markdown without an end of line, and empty where there is nothing to say.

    Raises:
        NotFoundError: the chosen option is not one of the matrix's.
    """
    facts = _Facts.of(decision)
    matrix = decision.matrix
    chosen = matrix.comparison.option(decision.chosen)
    reason = _reason(chosen, facts)
    blocks: dict[str, Iterable[str]] = {
        "title": [escape(decision.title) or "Decision"],
        "status": [_status(decision)],
        "date": [decision.date.isoformat()],
        "deciders": [escape(", ".join(_names_in(decision.deciders)))],
        "consulted": [escape(", ".join(_names_in(decision.consulted)))],
        "informed": [escape(", ".join(_names_in(decision.informed)))],
        "context": _context(decision),
        "drivers": _drivers(facts),
        "options": _considered(matrix),
        "outcome": [f'Chosen option: "{escape(chosen.name)}", because {reason}.'],
        "chosen": [escape(chosen.name)],
        "reason": [reason],
        "consequences": _consequences(decision),
        "confirmation": _confirmation(decision),
        "pros-and-cons": _pros_and_cons(facts),
        "supersedes": _supersedes(supersedes),
        "status-reason": _moved(decision),
        "weights": [_weights_from(matrix)],
        **_judgement(matrix, decision.robustness),
        "evidence": _evidence(matrix),
    }
    return {name: "\n\n".join(block) for name, block in blocks.items()}


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
    """The matrix as a Markdown table: weights and ratings by criterion, the scores last.

    Where an option leads, the last column tells how far each weight can go until it does not.
    """
    options = matrix.comparison.options
    ends = [words.interval_text(interval) for interval in _ends(matrix)]
    rows = [
        [
            "Criterion",
            "Weight",
            *(escape(option.name, table=True) for option in options),
            *([STAYS_FIRST] if ends else []),
        ]
    ]
    rows.append(["---"] * len(rows[0]))
    for place, criterion in enumerate(matrix.comparison.criteria):
        ratings = [_rating(matrix, criterion, option) for option in options]
        rows.append(
            [
                escape(criterion.name, table=True),
                number(_weight(matrix, criterion)),
                *(_cell(rating) for rating in ratings),
                *ends[place : place + 1],
            ]
        )
    total = sum(_weight(matrix, criterion) for criterion in matrix.comparison.criteria)
    score = ["Score", number(total), *(percent(score) for score in scores(matrix))]
    rows.append([*score, *(["-"] if ends else [])])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def chart(matrix: Matrix) -> str:
    """The scores as a Mermaid bar chart, in a fence of Markdown.

    Empty where nothing carries weight, and where more than `BARS` options are compared.
    """
    found = scores(matrix)
    if not 0 < len(found) <= BARS or not any(matrix.weights.values()):
        return ""
    labels: list[str] = []
    for place, score in enumerate(found, 1):
        text = " ".join(_NO_LABEL.sub(" ", visible(score.option.name)).split())
        label = (text if len(text) <= LABEL_MAX else f"{text[:LABEL_MAX]}…") or f"Option {place}"
        # Mermaid draws two that are called alike over each other.
        labels.append(f"{label} ({place})" if label in labels else label)
    lows, highs = (
        ", ".join(f"{100 * end:.1f}" for end in ends)
        for ends in zip(*((score.low, score.high) for score in found), strict=True)
    )
    bars = dict.fromkeys([highs, lows])
    names = ", ".join(f'"{label}"' for label in labels)
    return "\n".join(
        [
            "```mermaid",
            "xychart-beta horizontal",
            f"    x-axis [{names}]",
            '    y-axis "Score in %" 0 --> 100',
            *(f"    bar [{bar}]" for bar in bars),
            "```",
        ]
    )


def judgement(matrix: Matrix, robustness: Sequence[str], heading: str = "##") -> Iterator[str]:
    """The blocks that tell all of a matrix: table and chart, what would flip it, how sure it is.

    Args:
        matrix: what is weighed and rated.
        robustness: what sampling its weights came to, in sentences; see `store.robustness.both`.
        heading: what stands before a heading.
    """
    found = {name: "\n\n".join(blocks) for name, blocks in _judgement(matrix, robustness).items()}
    yield from _judged(found, heading)


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


def _status(decision: Decision) -> str:
    if decision.status is Status.SUPERSEDED and decision.superseded_by is not None:
        return f"superseded by ADR-{decision.superseded_by:04}"
    return decision.status


def _names_in(line: str) -> list[str]:
    return [name for part in line.split(",") if (name := _line(part))]


def _head(decision: Decision, profile: Profile) -> str:
    lines = ["---", f"status: {_status(decision)}", f"date: {decision.date.isoformat()}"]
    people = {
        "decision-makers": decision.deciders,
        "consulted": decision.consulted,
        "informed": decision.informed,
    }
    for key, line in people.items():
        if names := _names_in(line):
            lines.append(f"{key}: {_scalar(', '.join(names))}")
    if profile is Profile.COMPAT:
        # Readers that know no front matter would else take its last line for a heading.
        lines.append("")
    # A blank line after the front matter makes adr-log show an empty title.
    return "\n".join([*lines, "---", f"# {escape(decision.title) or 'Decision'}"])


def _labels(decision: Decision, successor: Successor | None) -> Iterator[str]:
    """The status once more, for log4brains by the slug and for adr-tools by the title."""
    label, section = str(decision.status), decision.status.capitalize()
    if decision.status is Status.SUPERSEDED and successor:
        slug = successor.file.removesuffix(".md")
        label = f"superseded by [{slug}]({successor.file})"
        title = f"{successor.number}. {escape(successor.title) or 'Decision'}"
        section = f"Superseded by [{title}]({successor.file})"
    yield f"* Status: {label}\n* Date: {decision.date.isoformat()}"
    yield f"## Status\n\n{section}"


def _titled(heading: str, text: str) -> list[str]:
    """A section, or nothing where it would be empty."""
    return [f"{heading}\n\n{text}"] if text else []


def _context(decision: Decision) -> Iterator[str]:
    yield from map(escape, _lines(decision.context) or [decision.matrix.comparison.question])


def _drivers(facts: _Facts) -> Iterator[str]:
    if not facts.weighted:
        return
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
    options = matrix.comparison.options
    yield _bullets([escape(option.name) for option in options])
    out = out_of_running(matrix)
    for option in options:
        if option.slug in out:
            reason = escape(out[option.slug])
            because = f", because {reason}" if reason else ""
            yield _sentence(f"Ruled out: {escape(option.name)}{because}")
    yield from map(escape, words.must_sentences(matrix))


def _consequences(decision: Decision) -> Iterator[str]:
    consequences = [item for line in _lines(decision.consequences) if (item := _consequence(line))]
    if consequences:
        yield _bullets(consequences)


def _confirmation(decision: Decision) -> Iterator[str]:
    lines = [escape(line) for line in _lines(decision.confirmation)]
    if decision.review_by:
        lines.append(f"Review by {decision.review_by.isoformat()}.")
    yield from lines


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


def _supersedes(files: Sequence[str]) -> Iterator[str]:
    for name in files:
        # A paragraph of its own without a full stop is what tools draw their graphs from.
        yield f"Supersedes [ADR-{name.partition('-')[0]}]({name})"


def _judgement(matrix: Matrix, robustness: Sequence[str]) -> dict[str, Iterable[str]]:
    """The parts of a record that tell all of a matrix."""
    flips = [
        words.flip_sentence(matrix),
        words.group_flip_sentence(matrix),
        words.rating_flip_sentence(matrix),
        words.find_out_sentence(matrix),
    ]
    sure = [
        *words.dominance_sentences(matrix),
        *robustness,
        words.second_opinion_sentence(matrix),
    ]
    return {
        "matrix": [table(matrix)],
        "legend": [" ".join(_legend(matrix))],
        "chart": _chart(matrix),
        "what-would-flip-it": [escape(" ".join(filter(None, flips)))],
        "how-sure-it-is": [_bullets([escape(sentence) for sentence in sure if sentence])],
    }


def _judged(found: Mapping[str, str], heading: str) -> Iterator[str]:
    """The blocks of those parts, with `heading` before what has one."""
    yield found["matrix"]
    yield found["legend"]
    yield from filter(None, [found["chart"]])
    yield from _titled(f"{heading} What would flip it", found["what-would-flip-it"])
    yield from _titled(f"{heading} How sure it is", found["how-sure-it-is"])


def _chart(matrix: Matrix) -> Iterator[str]:
    if bars := chart(matrix):
        yield bars
        if any(score.low < score.high for score in scores(matrix)):
            yield "The light end of a bar is what unknown ratings leave open."


def _legend(matrix: Matrix) -> Iterator[str]:
    """Sentences on what the table shows."""
    legend = f"Ratings run from 0 to {number(RATING_MAX)}"
    ratings = _ratings(matrix)
    if any(rating.value is None for rating in ratings):
        legend += "; ? is unknown"
    if any(rating.changed for rating in ratings):
        legend += r"; \* marks an own rating in place of the one supplied"
    yield f"{legend}."
    if _ends(matrix):
        leader = escape(outcome(matrix).first[0].option.name)
        yield f"{leader} stays first while a weight, changed alone, is in the last column."
    musts = [
        f"{escape(criterion.name)} at least {number(matrix.bars[criterion.slug])}"
        for criterion in matrix.comparison.criteria
        if matrix.bars.get(criterion.slug, 0) > 0
    ]
    if musts:
        yield f"Musts: {'; '.join(musts)}."
    own = [escape(option.name) for option in matrix.comparison.options if option.own]
    own += [escape(criterion.name) for criterion in matrix.comparison.criteria if criterion.own]
    if own:
        yield f"Added to what was supplied: {'; '.join(own)}."


def _ends(matrix: Matrix) -> Sequence[Interval]:
    """How far each weight can go while the leader leads; nothing where it has no rival."""
    return intervals(matrix) if outcome(matrix).lead in LEADING else ()


def _ratings(matrix: Matrix) -> list[Rating]:
    return [
        _rating(matrix, criterion, option)
        for criterion in matrix.comparison.criteria
        for option in matrix.comparison.options
    ]


def _evidence(matrix: Matrix) -> Iterator[str]:
    sources = {source.slug: source for rating in _ratings(matrix) for source in rating.sources}
    evidence = [*_measured(matrix), *(_source(source) for source in sources.values())]
    if evidence:
        yield _bullets(evidence)


def _moved(decision: Decision) -> Iterator[str]:
    """Why the decision stands where it does, if it was moved there."""
    if reason := escape(decision.reason):
        date = decision.date.isoformat()
        yield f"{decision.status.capitalize()} on {date}: {_sentence(reason)}"


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


def _source(source: Source) -> str:
    checked = source.checked.isoformat()
    if source.url:
        return f"{_link(source, source.url)}, checked {checked}"
    how = f": {_prose(source.how).removesuffix('.')}" if source.how else ""
    return f"{_prose(source.title)}{how} ({checked})"
