"""What a record says as a decision's draft and matrix, and a decision's change in the record."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from store.domain.decision import Decision, DecisionDraft, Status, names_in
from store.domain.matrix import OWN_GROUP, Comparison, Criterion, Matrix, Option, Rating
from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.domain.text import unique, visible
from store.markdown.escape import escape
from store.markdown.outline import Span
from store.matrix.number_text import number
from store.records.document import Document, RecordError, Where
from store.records.edit import rewritten, with_line
from store.records.fields import RecordFields, facts_of, with_facts
from store.records.filenames import slug
from store.records.formats import format_of
from store.records.matrix_facts import NOTHING, with_told
from store.records.matrix_table import (
    RecordedMatrix,
    RecordedRating,
    differences,
    matrix_of,
    with_matrix,
)
from store.records.matrix_text import told
from store.records.record_style import HouseStyle

UNNAMED = Option("not-named", "(not named)", "", "")
"""The chosen option of a record that names none."""

RECORD = "record"
"""The slug of the comparison of a decision that was read from a record of others."""

SUPPLIED = "supplied"
"""The same of a record of Shortlist's own: what comes to its matrix is somebody's own."""

_TEXTS = ("title", "context", "consequences", "confirmation")
_PEOPLE = ("deciders", "consulted", "informed")


@dataclass(frozen=True, slots=True)
class MappedRecord:
    """What a record says, as the store keeps it.

    Args:
        draft: the fields.
        matrix: what its table and the paragraphs around it say.
        day: None where it has no date.
        superseded_by: the successor that its status names.
        reason: why it has its status; None where that is as it was.
        sure: what sampling the weights came to, in its sentences.
    """

    draft: DecisionDraft
    matrix: Matrix
    day: date | None
    superseded_by: Reference | None
    reason: str | None = None
    sure: tuple[str, ...] = ()


def from_record(
    document: Document,
    known: Decision | None = None,
    before: Document | None = None,
    *,
    counts: bool = False,
) -> MappedRecord:
    """What a record says.

    A record without a status counts as accepted; one of no status that the store knows, such as
    draft, as proposed.

    Args:
        document: the record.
        known: the decision that the store has for it; what the record does not tell of its
            options, criteria and ratings is taken from there.
        before: the record when it was last written or read; what it says as it did then is
            taken from the decision, which may know it better.
        counts: whether the record counts even where only the decision has changed since then;
            what it has never told is taken from the decision all the same.

    Raises:
        RecordError: it has no title, its front matter no end, or its table cannot be read or
            has no column for the chosen option.
        InvalidError: a field breaks a rule of the store.
    """
    if document.trouble:
        raise RecordError(document.trouble)
    facts = facts_of(document)
    past = facts_of(before) if before else None
    recorded = matrix_of(document)
    matrix = known.matrix if known else None
    if recorded is not None:
        matrix = _of_table(recorded, facts, matrix)
    elif known is None or past is None or _named(past) != _named(facts):
        matrix = _of_names(facts, matrix)
    assert matrix is not None  # noqa: S101  # a decision has one
    now = told(document, matrix)
    then = told(before, matrix) if known and before else NOTHING
    matrix = with_told(matrix, now, then)
    values: dict[str, Any] = {name: getattr(facts, name) for name in (*_TEXTS, "review_by")}
    values |= _people(facts)
    values["status"] = _status(facts)
    if known and past:
        same = (name for name in values if getattr(past, name) == getattr(facts, name))
        kept = [name for name in same if not counts or not getattr(facts, name)]
        values |= {name: getattr(known, name) for name in kept}
    if known and not facts.chosen:
        values["chosen"] = known.chosen
    else:
        values["chosen"] = _chosen(facts, matrix)
    is_kept = known and past and past.day == facts.day and not (counts and facts.day)
    day = known.date if known and is_kept else facts.day
    return MappedRecord(
        DecisionDraft(**values).check(),
        matrix,
        day,
        facts.superseded_by,
        None if now.reason == then.reason else now.reason,
        now.sure,
    )


def apply_to_record(
    document: Document,
    decision: Decision,
    changed: Collection[str],
    refer: Callable[[int], Reference | None],
    house: Callable[[], HouseStyle] = HouseStyle,
) -> Document:
    """The record with what has changed in the decision; everything else is kept as it is.

    Args:
        document: the record as it was last written or read.
        decision: as the store has it now.
        changed: the fields of the decision that have changed since, by their names.
        refer: tells how the record of a decision is named in the folder, by its number; None
            where it has none.
        house: tells how the folder's records are written.

    Raises:
        RecordError: something has no place in this record.
    """
    facts = facts_of(document)
    changes: dict[str, Any] = {
        name: getattr(decision, name) for name in (*_TEXTS, "review_by") if name in changed
    }
    changes |= {
        name: tuple(names_in(getattr(decision, name))) for name in _PEOPLE if name in changed
    }
    if "chosen" in changed and decision.chosen != UNNAMED.slug:
        changes["chosen"] = decision.matrix.comparison.option(decision.chosen).name
    if {"status", "superseded_by"} & {*changed}:
        by = decision.superseded_by
        changes["status"] = str(decision.status)
        changes["superseded_by"] = None if by is None else refer(by)
    if "date" in changed and not ("status" in changed and _keeps_its_day(document)):
        changes["day"] = decision.date
    new = document
    if changes:
        style = house() if "status" in changes else HouseStyle()
        new = with_facts(document, replace(facts, **changes), house=style)
    if "matrix" in changed or _differs(new, decision.matrix):
        matrix = decision.matrix
        # Of what is ruled out in a record of others, the store knows what that tells.
        is_whole = matrix.comparison.slug != RECORD or told(new, matrix).is_whole
        new = with_matrix(new, matrix, is_whole=is_whole)
    for other in decision.supersedes:
        reference = refer(other)
        if reference and not is_named(reference, new.supersedes):
            new = _superseding(new, reference, house().supersedes)
    return new


def differing_fields(
    document: Document,
    decision: Decision,
    before: Document | None,
    refer: Callable[[int], Reference | None],
) -> set[str]:
    """Returns the fields in which a decision and its record differ, for `apply_to_record`.

    Args:
        document: the record.
        decision: as the store has it now.
        before: the record when it was last written or read.
        refer: as `apply_to_record` has it.

    Raises:
        RecordError: its table cannot be read, or has no column for the chosen option.
        InvalidError: a field breaks a rule of the store.
    """
    found = from_record(document, decision, before, counts=True)
    names = (*_TEXTS, *_PEOPLE, "review_by", "status", "chosen")
    fields = {name for name in names if getattr(found.draft, name) != getattr(decision, name)}
    if found.matrix != decision.matrix:
        fields.add("matrix")
    if found.day != decision.date:
        fields.add("date")
    by = decision.superseded_by
    if by is not None and not is_named(refer(by), document.superseded_by):
        fields.add("superseded_by")
    return fields


def _keeps_its_day(document: Document) -> bool:
    """Whether the date of a record is the day when it was made, and not that of its status."""
    date = document.places.get("date", ())
    is_beside = any(place.where is Where.STATUS for place in date)
    return not is_beside and format_of(document) in (RecordFormat.NYGARD, RecordFormat.LOG4BRAINS)


def is_named(reference: Reference | None, among: Sequence[Reference]) -> bool:
    """Whether a record in the folder is one of those that somebody refers to."""
    return reference is not None and any(map(reference.means_same, among))


def is_lossless(before: Document, after: Document, matrix: Matrix) -> bool:
    """Whether all that differs between two versions of a record is what `from_record` reads.

    Args:
        before: the record as Shortlist wrote it.
        after: the record as somebody left it.
        matrix: the one that `before` was written of.

    Raises:
        RecordError: the table of `after` cannot be read.
    """
    restored = with_facts(_numbered(after, before), facts_of(before))
    if _differs(restored, matrix):
        restored = with_matrix(restored, matrix)
    return restored.data == before.data


def _numbered(document: Document, as_in: Document) -> Document:
    """The document with the number of another one, where both have one in their titles."""
    here, there = (each.places.get("title_number") for each in (document, as_in))
    if not (here and there):
        return document
    return rewritten(replace(document, name=as_in.name), [(here[0].span, there[0].value)])


def _differs(document: Document, matrix: Matrix) -> bool:
    recorded = matrix_of(document)
    return recorded is not None and bool(differences(recorded, matrix))


def _status(facts: RecordFields) -> Status:
    if not facts.status:
        return Status.ACCEPTED
    return Status(facts.status) if facts.status in list(Status) else Status.PROPOSED


def _people(facts: RecordFields) -> Mapping[str, str]:
    return {name: ", ".join(getattr(facts, name)) for name in _PEOPLE}


def _named(facts: RecordFields) -> tuple[tuple[str, ...], str]:
    return facts.options, facts.chosen


def _chosen(facts: RecordFields, matrix: Matrix) -> str:
    wanted = facts.chosen.casefold()
    for option in matrix.comparison.options:
        if option.name.casefold() == wanted or option.slug == UNNAMED.slug:
            return option.slug
    raise RecordError(
        f"“{facts.chosen}” was chosen, and the matrix has no column of that name. "
        "The record was left as it was."
    )


def _of_names(facts: RecordFields, known: Matrix | None) -> Matrix:
    """The matrix of a record that has no table: its options, and nothing that is weighed."""
    if known is not None and known.comparison.criteria:
        return known
    names = list(facts.options)
    if facts.chosen and facts.chosen.casefold() not in map(str.casefold, names):
        names.append(facts.chosen)
    options = _options(dict.fromkeys(names), known)
    if not facts.chosen:
        options = (*options, UNNAMED)
    return replace(
        known or _nothing(facts),
        comparison=replace((known or _nothing(facts)).comparison, options=options),
    )


def _of_table(recorded: RecordedMatrix, facts: RecordFields, known: Matrix | None) -> Matrix:
    base = known or _nothing(facts)
    comparison = base.comparison
    options = _options(recorded.options, known)
    if not facts.chosen:
        raise RecordError("It has a matrix and no chosen option. The record was left as it was.")
    criteria = _criteria(recorded.weights, known)
    weights = {
        criterion.slug: _kept_number(weight, base.weights.get(criterion.slug))
        for criterion, weight in zip(criteria, recorded.weights.values(), strict=True)
    }
    ratings = {}
    for criterion, name in zip(criteria, recorded.weights, strict=True):
        for option, option_name in zip(options, recorded.options, strict=True):
            cell = recorded.ratings.get((name, option_name), RecordedRating(None))
            rating = base.ratings.get((criterion.slug, option.slug))
            ratings[criterion.slug, option.slug] = _rated(cell, rating)
    slugs = {option.slug for option in options}
    return replace(
        base,
        comparison=replace(
            comparison,
            options=options,
            criteria=criteria,
            ratings={**ratings, **comparison.ratings},
            weights={**weights, **comparison.weights},
            presets=tuple(
                replace(preset, weights={**weights, **preset.weights})
                for preset in comparison.presets
            ),
        ),
        weights=weights,
        ratings=ratings,
        ruled_out={key: why for key, why in base.ruled_out.items() if key in slugs},
        minimums={key: least for key, least in base.minimums.items() if key in weights},
    )


def _nothing(facts: RecordFields) -> Matrix:
    """What a record is read into that the store knows nothing of."""
    comparison = Comparison(RECORD, facts.title, facts.title, (), (), {}, {}, ())
    return Matrix(0, facts.title, None, comparison, {}, {}, {})


def _options(
    names: Mapping[str, object] | Sequence[str], known: Matrix | None
) -> tuple[Option, ...]:
    there = {_shown(option.name): option for option in known.comparison.options} if known else {}
    taken = {option.slug for option in there.values()} | {UNNAMED.slug}
    return tuple(
        there.get(name) or Option(_free(name, taken), name, "", "", own=_is_supplied(known))
        for name in names
    )


def _criteria(names: Mapping[str, float], known: Matrix | None) -> tuple[Criterion, ...]:
    there = {_shown(each.name): each for each in known.comparison.criteria} if known else {}
    taken = {criterion.slug for criterion in there.values()}
    group = OWN_GROUP if any(criterion.group for criterion in there.values()) else ""
    return tuple(
        there.get(name)
        or Criterion(_free(name, taken), group, name, "", "worst", "best", own=_is_supplied(known))
        for name in names
    )


def _is_supplied(known: Matrix | None) -> bool:
    """Whether what a record adds to a matrix is somebody's own beside what was supplied."""
    return known is not None and known.comparison.slug != RECORD


def _free(name: str, taken: set[str]) -> str:
    """A slug that nothing else has; it is taken from then on."""
    found = unique(slug(name), taken)
    taken.add(found)
    return found


def _kept_number(recorded: float, stored: float | None) -> float:
    """The store's number where a record, with its two decimals, says the same."""
    return stored if stored is not None and number(stored) == number(recorded) else recorded


def _rated(cell: RecordedRating, rating: Rating | None) -> Rating:
    if rating is None:
        return Rating(cell.value, "", changed=cell.changed)
    same = (cell.value is None) == (rating.value is None) and (
        cell.value is None or rating.value is None or number(cell.value) == number(rating.value)
    )
    if same:
        return rating if cell.changed == rating.changed else replace(rating, changed=cell.changed)
    return replace(rating, value=cell.value, changed=True)


def _shown(name: str) -> str:
    return visible(name).strip()


def _superseding(document: Document, reference: Reference, where: str = "") -> Document:
    """The document with a line that says what it supersedes, where the folder has it."""
    nygard = format_of(document) is RecordFormat.NYGARD
    if reference.number is None:
        label = reference.file.removesuffix(".md")
    elif nygard:
        label = f"{reference.number}. {escape(reference.title)}"
    else:
        label = f"ADR-{reference.number:04}"
    said_so = f"Supersedes [{label}]({reference.file})"
    newline = document.newline
    if where in ("label", "front"):
        return with_line(document, "supersedes", said_so.removeprefix("Supersedes "), where)
    names = (where,) if where else ("status",) if nygard else ("more", "links")
    part = next((name for name in names if name in document.parts), None)
    status = document.places.get("status", ())
    if part is None or (part == "status" and not any(p.where is Where.SECTION for p in status)):
        text = document.text
        gap = "" if not text or text.endswith(newline * 2) else newline
        gap = gap if text.endswith("\n") else newline * 2
        heading = f"## More Information{newline}{newline}"
        end = Span(len(text), len(text))
        return rewritten(document, [(end, f"{gap}{heading}{said_so}{newline}")])
    span = document.outline.trimmed(document.outline.section(document.parts[part], deep=False))
    listed = part == "links" and document.text[span.start : span.end].lstrip()[:1] in ("*", "-")
    if listed:
        mark = document.text[span.start : span.end].lstrip()[0]
        return rewritten(document, [(Span(span.end, span.end), f"{newline}{mark} {said_so}")])
    lead = newline * 2 if span.start < span.end else newline
    tail = "" if span.start < span.end else newline
    return rewritten(document, [(Span(span.end, span.end), f"{lead}{said_so}{tail}")])
