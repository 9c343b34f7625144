"""Decisions and matrices as one page of HTML that can be mailed, printed and read anywhere.

It is pure, loads nothing, and runs no scripts. All text goes through `_element`, which escapes it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from store.decisions.diff import compare
from store.decisions.status_flow import due
from store.domain.content import Source
from store.domain.decision import Decision, Revision, Status
from store.domain.matrix import RATING_MAX, WEIGHT_MAX, Matrix
from store.domain.text import is_address, visible
from store.matrix.number_text import number
from store.matrix.scoring import least_text, out_of_running, percent, scores
from store.matrix.sentences import flip_sentence, must_sentences, verdict

_GLYPHS = {
    Status.PROPOSED: "○",
    Status.ACCEPTED: "●",
    Status.REJECTED: "✗",
    Status.DEPRECATED: "◌",
    Status.SUPERSEDED: "↷",
}
_SIGNS = {"+": "Good", "-": "Bad"}

_STYLE_SHEET = Path(__file__).with_suffix(".css")


class _Html(str):
    """Text that is HTML already."""

    __slots__ = ()


class DecisionHistory(NamedTuple):
    """A decision and its history."""

    decision: Decision
    revisions: Sequence[Revision]


def page(decisions: Sequence[DecisionHistory], matrices: Sequence[Matrix], today: date) -> str:
    """The page, with LF ends of line.

    Args:
        decisions: what to show of what was decided, in that order.
        matrices: what to show after them.
        today: the day to tell, and to tell by what is due.
    """
    shown = frozenset(kept.decision.number for kept in decisions)
    body = [
        _element("h1", "Decisions"),
        _element("p", f"Written by Shortlist on {today.isoformat()}.", klass="faint"),
        _contents(decisions, matrices, today),
        *(_decision(kept, shown, today) for kept in decisions),
        *(_matrix_article(place, matrix) for place, matrix in enumerate(matrices, 1)),
    ]
    style = _STYLE_SHEET.read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = [
        _Html('<meta charset="utf-8">'),
        _Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
        _Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        _element("title", "Decisions"),
        _Html(f"<style>\n{style}</style>"),
    ]
    html = _element("html", _element("head", *head), _element("body", *body), lang="en")
    return f"<!DOCTYPE html>\n{html}\n"


def _element(name: str, *inner: str, klass: str = "", **attributes: str) -> _Html:
    """An element; text in it, and the values of its attributes, are escaped."""
    if klass:
        attributes["class"] = klass
    told = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items())
    end = "\n" if name in ("article", "section", "tr", "table", "ul", "dl", "nav", "p") else ""
    return _Html(f"<{name}{told}>{''.join(map(_escaped, inner))}</{name}>{end}")


def _escaped(text: str) -> str:
    return text if isinstance(text, _Html) else escape(visible(text))


def _paragraphs(text: str) -> Iterator[_Html]:
    for line in visible(text, lines=True).split("\n"):
        if line.strip():
            yield _element("p", line.strip())


def _items(items: Sequence[str]) -> _Html:
    return _element("ul", *(_element("li", item) for item in items))


def _joined(*parts: str) -> _Html:
    return _Html("".join(map(_escaped, parts)))


def _contents(
    decisions: Sequence[DecisionHistory], matrices: Sequence[Matrix], today: date
) -> _Html:
    items = [
        _joined(
            _to_decision(d.number, d.title), f" {_GLYPHS[d.status]} {d.status}", _late(d, today)
        )
        for d, _ in decisions
    ]
    items += [
        _joined(_element("a", matrix.name, href=f"#matrix-{place}"), " matrix")
        for place, matrix in enumerate(matrices, 1)
    ]
    return _element("nav", _items(items))


def _to_decision(number: int, title: str) -> _Html:
    return _element("a", f"{number} {title}", href=f"#decision-{number}")


def _late(decision: Decision, today: date) -> str:
    if not due(decision.status, decision.review_by, today):
        return ""
    return _joined(" ", _element("span", "⚑ review due", klass="late"))


def _decision(kept: DecisionHistory, shown: frozenset[int], today: date) -> _Html:
    decision = kept.decision
    matrix = decision.matrix
    parts = [
        _element("h2", f"{decision.number} {decision.title}", id=f"decision-{decision.number}"),
        _facts(decision, shown, today),
        _element("h3", "Context"),
        *_paragraphs(decision.context or matrix.comparison.question),
        _element("h3", "Options"),
        *_options(matrix),
    ]
    if decision.consequences.strip():
        parts += [_element("h3", "Consequences"), _items(list(_consequences(decision)))]
    if decision.confirmation.strip():
        parts += [_element("h3", "Confirmation"), *_paragraphs(decision.confirmation)]
    parts += [_element("h3", "Matrix"), _table(matrix), *_evidence(matrix)]
    if kept.revisions:
        parts += [_element("h3", "History"), _history(kept.revisions)]
    return _element("article", *parts)


def _facts(decision: Decision, shown: frozenset[int], today: date) -> _Html:
    def linked(number: int) -> str:
        if number not in shown:
            return str(number)
        return _element("a", str(number), href=f"#decision-{number}")

    status = f"{_GLYPHS[decision.status]} {decision.status}"
    if decision.superseded_by is not None:
        status = _joined(f"{status} by ", linked(decision.superseded_by))
    others = [part for n in decision.supersedes for part in (", ", linked(n))][1:]
    review = str(decision.review_by or "")
    facts = {
        "Status": _joined(status, f" since {decision.date.isoformat()}" if decision.date else ""),
        "Reason": decision.reason,
        "Chosen": decision.matrix.comparison.option(decision.chosen).name,
        "Supersedes": _joined(*others),
        "Deciders": decision.deciders,
        "Consulted": decision.consulted,
        "Informed": decision.informed,
        "Review by": _joined(review, _late(decision, today)),
    }
    rows = [
        part
        for name, value in facts.items()
        if value.strip()
        for part in (_element("dt", name), _element("dd", value))
    ]
    return _element("dl", *rows)


def _consequences(decision: Decision) -> Iterator[str]:
    for line in visible(decision.consequences, lines=True).split("\n"):
        sign, text = _SIGNS.get(line.strip()[:1]), line.strip()
        if text:
            yield f"{sign}: {text[1:].strip()}" if sign else text


def _options(matrix: Matrix) -> Iterator[_Html]:
    """The scores as bars, who is out and why, who leads, and what would flip that."""
    out = out_of_running(matrix)
    rows = []
    for score in scores(matrix):
        told = f"Ruled out: {out[score.option.slug]}" if score.option.slug in out else ""
        cells = [
            _element("th", score.option.name, scope="row"),
            _element("td", percent(score), klass="n"),
            _element("td", _bar(score.low, score.high)),
            _element("td", told or score.option.summary, klass="faint"),
        ]
        rows.append(_element("tr", *cells))
    yield _element("table", _element("tbody", *rows))
    for sentence in filter(None, [verdict(matrix), *must_sentences(matrix), flip_sentence(matrix)]):
        yield _element("p", sentence)


def _bar(low: float, high: float) -> _Html:
    """A bar of a share from 0 to 1; what is not certain is lighter."""
    return _element(
        "span", klass="bar", style=f"--low: {100 * low:.1f}%; --high: {100 * high:.1f}%"
    )


def _table(matrix: Matrix) -> _Html:
    options = matrix.comparison.options
    names = ("Criterion", "Weight", *(option.name for option in options))
    rows = []
    for criterion in matrix.comparison.criteria:
        weight = matrix.weights[criterion.slug]
        minimum = matrix.minimums.get(criterion.slug)
        must = [] if minimum is None else [f" at least {least_text(matrix, criterion)}"]
        cells = [
            _element("th", criterion.name, *must, scope="row"),
            _cell(number(weight), weight / WEIGHT_MAX),
        ]
        for option in options:
            rating = matrix.ratings[criterion.slug, option.slug]
            value = "?" if rating.value is None else number(rating.value, minimum or 0.0)
            mark = " *" if rating.changed else ""
            why = rating.note if rating.changed else rating.rationale
            cells.append(_cell(value + mark, (rating.value or 0) / RATING_MAX, title=why))
        rows.append(_element("tr", *cells))
    told = "Weights run from 0 to 10, ratings from 0 to 5; ? is unknown, * is an own rating."
    head = _element("tr", *(_element("th", name, scope="col") for name in names))
    table = _element(
        "table", _element("caption", told), _element("thead", head), _element("tbody", *rows)
    )
    return _element("div", table, klass="wide")


def _cell(text: str, share: float, title: str = "") -> _Html:
    more = {"title": title} if title else {}
    return _element("td", text, _bar(share, share), klass="n", **more)


def _evidence(matrix: Matrix) -> Iterator[_Html]:
    sources = {s.slug: s for rating in matrix.ratings.values() for s in rating.sources}
    if sources:
        yield _element("h3", "Evidence")
        yield _items([_source(source) for source in sources.values()])


def _source(source: Source) -> _Html:
    checked = f", checked {source.checked.isoformat()}"
    if source.url and is_address(source.url):
        return _joined(_element("a", source.title, href=source.url, rel="noreferrer"), checked)
    how = f": {source.how}" if source.how else ""
    return _joined(f"{source.title}{how}{checked}")


def _history(revisions: Sequence[Revision]) -> _Html:
    changed: Mapping[int, str] = {
        after.number: ", ".join(change.name for change in compare(before, after))
        for before, after in pairwise(revisions)
    }
    rows = [
        _element(
            "tr",
            _element("td", str(each.number), klass="n"),
            _element("td", f"{each.at:%Y-%m-%d %H:%M} UTC"),
            _element("td", each.author or "unknown"),
            _element("td", each.label),
            _element("td", changed.get(each.number, "")),
        )
        for each in revisions
    ]
    names = ("", "When", "Who", "What", "Changed")
    head = _element("tr", *(_element("th", name, scope="col") for name in names))
    table = _element("table", _element("thead", head), _element("tbody", *rows))
    return _element("div", table, klass="wide")


def _matrix_article(place: int, matrix: Matrix) -> _Html:
    return _element(
        "article",
        _element("h2", f"Matrix: {matrix.name}", id=f"matrix-{place}"),
        _element("p", matrix.comparison.question),
        *_options(matrix),
        _table(matrix),
        *_evidence(matrix),
    )
