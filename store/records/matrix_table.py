"""Reads the matrix in a record's table, and compares it with the store's."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from store.domain.matrix import CELLS_MAX, RATING_MAX, WEIGHT_MAX, Matrix
from store.domain.text import visible
from store.markdown.inline import plain
from store.markdown.outline import Span, cells
from store.matrix.markdown_table import STAYS_FIRST, rounded, table
from store.matrix.number_text import number
from store.records import parse
from store.records.document import Document, RecordError
from store.records.edit import rewritten

BARS_MAX = 2 * CELLS_MAX
"""Cells of a table that are looked at."""

_ROW = re.compile(r"^[ ]{0,3}\|[^\n]*\|[ \t]*\r?$", re.MULTILINE)
_HEAD = re.compile(r"^[ ]{0,3}\|[ \t]*Criterion[ \t]*\|[ \t]*Weight[ \t]*\|", re.MULTILINE)
_RULE = re.compile(r":?-+:?")
_VALUE = re.compile(r"(\?|[0-9]{1,3}(?:\.[0-9]{1,4})?)((?:\\?\*)?)")


@dataclass(frozen=True, slots=True)
class RecordedRating:
    """A rating in a record: its value, None for unknown, and whether it is somebody's own."""

    value: float | None
    changed: bool = False


@dataclass(frozen=True, slots=True)
class RecordedMatrix:
    """What a record's table says: names and numbers, with nothing of the store's.

    Args:
        options: their names, in order.
        weights: by the criterion's name, in order.
        ratings: by the names of criterion and option.
        lines: the table's place in the text, its last line end left out.
        line: of the table's heading, from 1.
    """

    options: tuple[str, ...]
    weights: Mapping[str, float]
    ratings: Mapping[tuple[str, str], RecordedRating]
    lines: Span
    line: int


class DifferenceKind(StrEnum):
    """What differs between a record's matrix and the store's."""

    WEIGHT = "weight"
    RATING = "rating"
    OWN = "own rating"
    """The mark that a rating is somebody's own, while its value is the same."""

    CRITERION_ADDED = "criterion added"
    CRITERION_GONE = "criterion gone"
    OPTION_ADDED = "option added"
    OPTION_GONE = "option gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a record's matrix says otherwise than the store's.

    Args:
        kind: what.
        criterion: its name; the slug too where the store has it.
        option: likewise.
        criterion_slug: empty where the store has no criterion of that name.
        option_slug: empty where the store has no option of that name.
        stored: the store's weight or rating; None for unknown or nothing.
        recorded: the record's.
    """

    kind: DifferenceKind
    criterion: str = ""
    option: str = ""
    criterion_slug: str = ""
    option_slug: str = ""
    stored: float | None = None
    recorded: float | None = None


def matrix_of(document: Document) -> RecordedMatrix | None:
    """The matrix in a record's table; None where there is none.

    `store.matrix.markdown_table` writes the table.

    The row of scores and the column of what the weights can be are left out: both follow from
    the rest.

    Raises:
        RecordError: there is a table of criteria and weights, and something in it is no number
            of the scale, or stands twice, or a row has other cells than the heading.
    """
    head = next(
        (
            found
            for found in _HEAD.finditer(document.text, document.outline.body)
            if not document.outline.hidden(found.start())
        ),
        None,
    )
    if head is None:
        return None
    rows = list(_rows(document, head.start()))
    if len(rows) < 2 or not all(_RULE.fullmatch(part.text) for part in rows[1]):
        return None
    heading = rows[0]
    end = len(heading) - _stays_first(rows)
    options = tuple(plain(part.text) for part in heading[2:end])
    twice = next((option for option, times in Counter(options).items() if times > 1), None)
    if twice is not None:
        raise _wrong(document, heading, f"names the option “{twice}” twice")
    if len(options) * len(rows) > CELLS_MAX:
        what = f"has {len(options):,} options and {len(rows) - 2:,} criteria"
        raise _wrong(document, heading, f"{what}, which is more than {CELLS_MAX:,} ratings")
    weights: dict[str, float] = {}
    ratings: dict[tuple[str, str], RecordedRating] = {}
    for row in rows[2:]:
        if len(row) not in (end, len(heading)):
            raise _wrong(document, row, f"has {len(row)} cells, and the heading {len(heading)}")
        if row[0].text == "Score" and row is rows[-1]:
            continue
        name = plain(row[0].text)
        if name in weights:
            raise _wrong(document, row, f"names the criterion “{name}” again")
        weights[name] = _weight(document, row)
        for option, part in zip(options, row[2:end], strict=True):
            ratings[name, option] = _rating(document, row, part.text)
    stop = document.text.find("\n", rows[-1][-1].span.end)
    lines = Span(head.start(), len(document.text) if stop < 0 else stop)
    lines = Span(lines.start, lines.end - document.text[: lines.end].endswith("\r"))
    return RecordedMatrix(options, weights, ratings, lines, document.line(head.start()))


def differences(recorded: RecordedMatrix, matrix: Matrix) -> tuple[Difference, ...]:
    """Compares a record's matrix with one of the store, criterion by criterion.

    Numbers are compared as records write them, to two decimals.
    """
    return tuple(_differences(recorded, matrix))


def with_matrix(document: Document, matrix: Matrix, *, is_whole: bool = True) -> Document:
    """Returns the document with its table brought up to a matrix of the store.

    Only cells that say something else change: those that are worked out, too, where the table
    has them. Where options or criteria have come or gone, the table is rewritten. A record
    that has no table stays as it is.

    Args:
        document: the record.
        matrix: the store's.
        is_whole: whether the store knows who is ruled out and what is a must. If not, nothing is
            told of how far a weight can go: what is told stays, or goes with its row or column.

    Raises:
        RecordError: the table that is there cannot be read.
    """
    recorded = matrix_of(document)
    if recorded is None:
        return document
    old = list(_rows(document, recorded.lines.start))
    new = list(_rows(parse.read(table(rounded(matrix))), 0))
    if _stays_first(new) and not (_stays_first(old) and is_whole):
        new = [row[:-1] for row in new]
    if _stays_first(old) and not is_whole:
        width = len(old[0]) - 1
        old = [row[:width] for row in old]
    if not _has_scores(old):
        new.pop()
    columns, criteria = _names(old)
    if {*columns} != {*_names(new)[0]} or {*criteria} != {*_names(new)[1]}:
        lines = [f"| {' | '.join(part.text for part in row)} |" for row in new]
        return rewritten(document, [(recorded.lines, document.newline.join(lines))])
    wanted = {key: part.text for key, part in _cells(new)}
    changes = [
        (part.span, wanted[key])
        for key, part in _cells(old)
        if not _reads_the_same(part.text, wanted[key])
    ]
    return rewritten(document, changes) if changes else document


@dataclass(frozen=True, slots=True)
class _Part:
    """A cell as it is written, without the blanks around it."""

    text: str
    span: Span


def _rows(document: Document, start: int) -> Iterator[list[_Part]]:
    """The rows of the table that begins there."""
    bars = 0
    while found := _ROW.match(document.text, start):
        bars += document.text.count("|", start, found.end())
        if bars > BARS_MAX:
            row = [_Part("", Span(start, start))]
            raise _wrong(document, row, f"is beyond the {BARS_MAX:,} cells that a table may have")
        row = []
        for cell in cells(document.text, document.text.index("|", start) + 1, found.end()):
            written = document.text[cell.start : cell.end]
            text = written.strip()
            at = cell.start + len(written) - len(written.lstrip())
            row.append(_Part(text, Span(at, at + len(text))))
        yield row
        start = found.end() + 1


def _stays_first(rows: Sequence[Sequence[_Part]]) -> bool:
    """Whether the last column is worked out; an option of that name has a score."""
    return plain(rows[0][-1].text) == STAYS_FIRST and rows[-1][-1].text == "-"


def _has_scores(rows: Sequence[Sequence[_Part]]) -> bool:
    """Whether the last row is worked out."""
    return len(rows) > 2 and rows[-1][0].text == "Score"


def _names(rows: Sequence[Sequence[_Part]]) -> tuple[list[str], list[str]]:
    """What the columns of a table are called, and what the rows."""
    columns = [plain(part.text) for part in rows[0]]
    criteria = [plain(row[0].text) for row in rows[2:]]
    # What is worked out is called like nothing that can be typed.
    if _stays_first(rows):
        columns[-1] += "\n"
    if _has_scores(rows):
        criteria[-1] += "\n"
    return columns, criteria


def _cells(rows: Sequence[Sequence[_Part]]) -> Iterator[tuple[tuple[str, str], _Part]]:
    """The cells beside the names, each with the names of its row and its column."""
    columns, criteria = _names(rows)
    for name, row in zip(criteria, rows[2:], strict=True):
        # A row may end before the column that is worked out.
        for column, part in zip(columns[1:], row[1:], strict=False):
            yield (name, column), part


def _reads_the_same(one: str, other: str) -> bool:
    found = _VALUE.fullmatch(one), _VALUE.fullmatch(other)
    if found[0] and found[1] and "?" not in one + other:
        same_mark = bool(found[0][2]) == bool(found[1][2])
        return same_mark and number(float(found[0][1])) == number(float(found[1][1]))
    return plain(one) == plain(other)


def _weight(document: Document, row: Sequence[_Part]) -> float:
    found = _VALUE.fullmatch(row[1].text)
    if not found or found[1] == "?" or found[2] or float(found[1]) > WEIGHT_MAX:
        what = f"gives “{row[1].text}” as a weight, which is none from 0 to 10"
        raise _wrong(document, row, what)
    return float(found[1])


def _rating(document: Document, row: Sequence[_Part], text: str) -> RecordedRating:
    found = _VALUE.fullmatch(text)
    if not found or (found[1] != "?" and float(found[1]) > RATING_MAX):
        raise _wrong(document, row, f"gives “{text}” as a rating, which is none from 0 to 5")
    return RecordedRating(None if found[1] == "?" else float(found[1]), bool(found[2]))


def _wrong(document: Document, row: Sequence[_Part], what: str) -> RecordError:
    line = document.line(row[0].span.start) if row else document.line(0)
    return RecordError(f"Line {line} of the matrix {what}. The record was left as it is.")


def _differences(recorded: RecordedMatrix, matrix: Matrix) -> Iterator[Difference]:
    criteria = {_name(each.name): each.slug for each in matrix.comparison.criteria}
    options = {_name(each.name): each.slug for each in matrix.comparison.options}
    for name in recorded.options:
        if name not in options:
            yield Difference(DifferenceKind.OPTION_ADDED, option=name)
    for name, slug in options.items():
        if name not in recorded.options:
            yield Difference(DifferenceKind.OPTION_GONE, option=name, option_slug=slug)
    for name, weight in recorded.weights.items():
        if name not in criteria:
            yield Difference(DifferenceKind.CRITERION_ADDED, name, recorded=weight)
    for name, slug in criteria.items():
        if name not in recorded.weights:
            yield Difference(DifferenceKind.CRITERION_GONE, name, criterion_slug=slug)
            continue
        weight, stored = recorded.weights[name], matrix.weights[slug]
        if number(weight) != number(stored):
            yield Difference(
                DifferenceKind.WEIGHT, name, criterion_slug=slug, stored=stored, recorded=weight
            )
        yield from _ratings(recorded, matrix, (name, slug), options)


def _ratings(
    recorded: RecordedMatrix,
    matrix: Matrix,
    criterion: tuple[str, str],
    options: Mapping[str, str],
) -> Iterator[Difference]:
    name, slug = criterion
    for option, option_slug in options.items():
        cell = recorded.ratings.get((name, option))
        rating = matrix.ratings[slug, option_slug]
        kind = cell and _kind(cell, RecordedRating(rating.value, rating.changed))
        if cell and kind:
            yield Difference(kind, name, option, slug, option_slug, rating.value, cell.value)


def _kind(cell: RecordedRating, stored: RecordedRating) -> DifferenceKind | None:
    values = [None if each.value is None else number(each.value) for each in (cell, stored)]
    if values[0] != values[1]:
        return DifferenceKind.RATING
    return DifferenceKind.OWN if cell.changed != stored.changed else None


def _name(name: str) -> str:
    """A name of the store as a record can say it."""
    return visible(name).strip()
