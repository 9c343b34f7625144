"""The user's matrix: weights, ratings and options ruled out, every change with its way back."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from sqlmodel import Session, SQLModel, col, select

from store import models
from store.database import Writing
from store.models import validated
from store.types import NotFoundError, given_reason

OwnRating = tuple[float | None, str]
"""A rating that the user gave, None for unknown, and the reason for it."""


@dataclass(frozen=True)
class Patch:
    """What a change sets. None takes the user's own value away, so that the shipped one counts.

    Args:
        weights: by criterion.
        ratings: by "criterion option".
        ruled_out: the reason, by option.
        preset: the preset in use, in a list of one; empty where it stays. A new preset takes the
            user's own weights away.
    """

    weights: Mapping[str, float | None] = field(default_factory=dict)
    ratings: Mapping[str, OwnRating | None] = field(default_factory=dict)
    ruled_out: Mapping[str, str | None] = field(default_factory=dict)
    preset: tuple[str | None, ...] = ()


class Matrices:
    """Writes matrices.

    Args:
        writing: opens a transaction on the store.
    """

    def __init__(self, writing: Writing) -> None:
        self._writing = writing

    def set_weight(self, matrix: int, criterion: str, weight: float | None) -> None:
        """Gives a criterion a weight from 0 to 10; None goes back to the preset's."""
        self._change(matrix, Patch(weights={criterion: weight}))

    def set_rating(
        self, matrix: int, criterion: str, option: str, rating: OwnRating | None
    ) -> None:
        """Puts the user's rating in place of the shipped one; None goes back to that."""
        self._change(matrix, Patch(ratings={f"{criterion} {option}": rating}))

    def rule_out(self, matrix: int, option: str, reason: str | None) -> None:
        """Takes an option out of the running, with the reason; None puts it back."""
        given = None if reason is None else given_reason(reason)
        self._change(matrix, Patch(ruled_out={option: given}))

    def use_preset(self, matrix: int, preset: str | None) -> None:
        """Takes all weights from a preset, or the balanced ones; the user's own weights go."""
        self._change(matrix, Patch(preset=(preset,)))

    def undo(self, matrix: int) -> str | None:
        """Takes the last change back; returns what it was, or None where there is none."""
        return self._step(matrix, undone=False)

    def redo(self, matrix: int) -> str | None:
        """Makes the change again that was taken back last; returns what it was."""
        return self._step(matrix, undone=True)

    def _change(self, matrix: int, after: Patch) -> None:
        with self._writing() as session:
            label = _label(session, matrix, after)
            if after.preset:
                after = replace(after, weights=dict.fromkeys(_own_weights(session, matrix)))
            _check(session, matrix, after)
            before = _current(session, matrix, after)
            _apply(session, matrix, after)
            edits = select(models.MatrixEdit).where(
                models.MatrixEdit.matrix_id == matrix, col(models.MatrixEdit.undone)
            )
            for taken_back in session.exec(edits):
                session.delete(taken_back)
            values = {
                "matrix_id": matrix,
                "label": label,
                "before": json.dumps(asdict(before)),
                "after": json.dumps(asdict(after)),
            }
            session.add(validated(models.MatrixEdit, values))

    def _step(self, matrix: int, *, undone: bool) -> str | None:
        with self._writing() as session:
            order = col(models.MatrixEdit.id).asc() if undone else col(models.MatrixEdit.id).desc()
            edit = session.exec(
                select(models.MatrixEdit)
                .where(models.MatrixEdit.matrix_id == matrix, models.MatrixEdit.undone == undone)
                .order_by(order)
            ).first()
            if edit is None:
                return None
            _apply(session, matrix, Patch(**json.loads(edit.after if undone else edit.before)))
            edit.undone = not undone
            return edit.label


def _own_weights(session: Session, matrix: int) -> dict[str, float]:
    rows = select(models.MatrixWeight).where(models.MatrixWeight.matrix_id == matrix)
    return {row.criterion_slug: row.weight for row in session.exec(rows)}


def _label(session: Session, matrix: int, patch: Patch) -> str:
    """What the change is, in the words of the screen."""
    comparison = _matrix(session, matrix).comparison_slug

    def criterion(slug: str) -> str:
        row = session.get(models.Criterion, (comparison, slug))
        return f"“{row.name if row else slug}”"

    def option(slug: str) -> str:
        row = session.get(models.Option, (comparison, slug))
        return row.name if row else slug

    def preset(slug: str | None) -> str:
        row = session.get(models.Preset, (comparison, slug)) if slug else None
        return f"weights of “{row.name}”" if row else "balanced weights"

    cells = [key.split() for key in patch.ratings]
    return ", ".join(
        [
            *(f"weight of {criterion(slug)}" for slug in patch.weights),
            *(f"rating of {option(two)} on {criterion(one)}" for one, two in cells),
            *(
                f"{option(slug)} {'ruled out' if reason else 'put back'}"
                for slug, reason in patch.ruled_out.items()
            ),
            *(preset(slug) for slug in patch.preset),
        ]
    )


def _check(session: Session, matrix: int, patch: Patch) -> None:
    """Refuses to set what the comparison does not hold; what is there may always go.

    Raises:
        NotFoundError: there is no such criterion, option or preset.
    """
    comparison = _matrix(session, matrix).comparison_slug
    cells = [key.partition(" ") for key, rating in patch.ratings.items() if rating is not None]
    wanted: dict[type[SQLModel], list[str]] = {
        models.Criterion: [
            *(slug for slug, weight in patch.weights.items() if weight is not None),
            *(criterion for criterion, _, _ in cells),
        ],
        models.Option: [
            *(slug for slug, reason in patch.ruled_out.items() if reason is not None),
            *(option for _, _, option in cells),
        ],
        models.Preset: [slug for slug in patch.preset if slug is not None],
    }
    for table, slugs in wanted.items():
        for slug in slugs:
            if session.get(table, (comparison, slug)) is None:
                raise NotFoundError(f"There is no {table.__name__.lower()} “{slug}”.")


def _current(session: Session, matrix: int, patch: Patch) -> Patch:
    """What counts now wherever `patch` would set something."""
    row = _matrix(session, matrix)
    weights = _own_weights(session, matrix)
    ratings: dict[str, OwnRating | None] = {}
    for key in patch.ratings:
        rating = session.get(models.MatrixRating, (matrix, *key.split()))
        ratings[key] = (rating.value, rating.note) if rating else None
    ruled_out: dict[str, str | None] = {}
    for option in patch.ruled_out:
        ruling = session.get(models.MatrixRuling, (matrix, option))
        ruled_out[option] = ruling.reason if ruling else None
    return Patch(
        weights={slug: weights.get(slug) for slug in patch.weights},
        ratings=ratings,
        ruled_out=ruled_out,
        preset=(row.preset_slug,) if patch.preset else (),
    )


def _apply(session: Session, matrix: int, patch: Patch) -> None:
    row = _matrix(session, matrix)
    here: dict[str, object] = {"matrix_id": matrix}
    if patch.preset:
        row.preset_slug = patch.preset[0]
    for criterion, weight in patch.weights.items():
        own = None if weight is None else here | {"criterion_slug": criterion, "weight": weight}
        _put(session, models.MatrixWeight, (matrix, criterion), own)
    for key, rating in patch.ratings.items():
        criterion, option = key.split()
        cell = here | {"criterion_slug": criterion, "option_slug": option}
        given = None if rating is None else cell | {"value": rating[0], "note": rating[1].strip()}
        _put(session, models.MatrixRating, (matrix, criterion, option), given)
    for option, reason in patch.ruled_out.items():
        out = None if reason is None else here | {"option_slug": option, "reason": reason}
        _put(session, models.MatrixRuling, (matrix, option), out)


def _put(
    session: Session,
    table: type[SQLModel],
    key: tuple[int | str, ...],
    values: Mapping[str, object] | None,
) -> None:
    """Writes the row of that key, or takes it away where there are no values."""
    if values is not None:
        session.merge(validated(table, values))
    elif (row := session.get(table, key)) is not None:
        session.delete(row)


def _matrix(session: Session, matrix: int) -> models.Matrix:
    row = session.get(models.Matrix, matrix)
    if row is None:
        raise NotFoundError("This matrix is no longer in the store.")
    return row
