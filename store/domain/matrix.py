"""Matrices: options, criteria, weights, ratings, presets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from store.domain.content import Source
from store.domain.errors import InvalidError, NotFoundError, _line_problems, _on_one_line
from store.domain.text import ADDRESS_RULE, did_you_mean, is_address

WEIGHT_MAX = 10.0

"""The heaviest weight a criterion can carry; the lightest is 0."""

RATING_MAX = 5.0

"""The best rating an option can get; the worst is 0."""

CELLS_MAX = 200_000

"""Ratings in a matrix that is read from a file or a record: options times criteria."""

OWN_MAX = 1_000

"""Options and criteria that a user may add to a matrix, counted together."""

OWN_GROUP = "Own"

"""The group of a criterion that the user put into none."""

OWN_WEIGHT = 5.0

"""The weight of a criterion that the user gave none."""

MEASURED = "Measured "

"""How the note of a rating begins that was taken from the Lab: the record lists it as evidence."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One line of the list of matrices; `trashed` is when it went to the trash, if it is there."""

    id: int
    name: str
    comparison: str
    trashed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things compared (MADR: considered option).

    `own` tells that the user added it to a matrix.
    """

    slug: str
    name: str
    summary: str
    url: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of a matrix: a question and a scale whose ends are spelled out.

    `topic` is empty, and `topic_number` 0, if it comes from none; `own` tells that the user
    added it to a matrix.
    """

    slug: str
    group: str
    name: str
    question: str
    zero: str
    five: str
    topic: str = ""
    topic_number: int = 0
    own: bool = False


class ItemKind(StrEnum):
    """What a matrix is made of: its columns and its rows."""

    OPTION = "option"
    CRITERION = "criterion"


@dataclass(frozen=True, slots=True)
class OptionDraft:
    """What the user fills in to add an option to a matrix, or to edit one that was added."""

    name: str
    summary: str = ""
    url: str = ""

    def check(self) -> "OptionDraft":
        """The draft in the form that is kept: each field on one line, nothing around it.

        Raises:
            InvalidError: with a sentence for every field that breaks a rule.
        """
        lines = {key: _on_one_line(getattr(self, key)) for key in ("name", "summary", "url")}
        problems = _line_problems(lines)
        if lines["url"] and not is_address(lines["url"]):
            problems.setdefault("url", f"{ADDRESS_RULE[0].upper()}{ADDRESS_RULE[1:]}.")
        if problems:
            raise InvalidError(problems)
        return OptionDraft(**lines)


@dataclass(frozen=True, slots=True)
class CriterionDraft:
    """What the user fills in to add a criterion to a matrix, or to edit one that was added.

    Args:
        name: a few words.
        group: the heading that it is listed under; `OWN_GROUP` if empty.
        question: what it asks.
        zero: what the worst rating means; "worst" if empty.
        five: what the best rating means; "best" if empty.
        weight: 0 to 10; None for `OWN_WEIGHT`, or when edited for the weight that it has.
    """

    name: str
    group: str = ""
    question: str = ""
    zero: str = ""
    five: str = ""
    weight: float | None = None

    def check(self) -> "CriterionDraft":
        """The draft in the form that is kept: each text on one line, nothing around it.

        Raises:
            InvalidError: with a sentence for every field that breaks a rule.
        """
        keys = ("name", "group", "question", "zero", "five")
        lines = {key: _on_one_line(getattr(self, key)) for key in keys}
        problems = _line_problems(lines)
        if self.weight is not None and not 0 <= self.weight <= WEIGHT_MAX:
            problems["weight"] = f"A weight is a number from 0 to {WEIGHT_MAX:g}."
        if problems:
            raise InvalidError(problems)
        defaults = {"group": OWN_GROUP, "zero": "worst", "five": "best"}
        kept = {key: line or defaults.get(key, "") for key, line in lines.items()}
        return CriterionDraft(**kept, weight=self.weight)


@dataclass(frozen=True, slots=True)
class Rating:
    """How well an option meets a criterion: 0 to 5, or None for unknown.

    `changed` is set where the user's own value stands in place of the shipped one;
    `note` is the user's reason for it.
    """

    value: float | None
    rationale: str
    sources: tuple[Source, ...] = ()
    claims: tuple[str, ...] = ()
    changed: bool = False
    note: str = ""

    def rated(self, value: float | None, note: str | None = None) -> "Rating":
        """The user's own value in its place; what was measured speaks for no other value."""
        note = self.note if note is None else note
        kept = note if value == self.value or not note.startswith(MEASURED) else ""
        return replace(self, value=value, note=kept, changed=True)


@dataclass(frozen=True, slots=True)
class Preset:
    """A named set of weights for a kind of project."""

    slug: str
    name: str
    description: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Options and criteria that belong together, as shipped.

    `ratings` is keyed by (criterion slug, option slug); `weights` and every preset's
    weights by criterion slug. Comparisons are listed by `order`. A new matrix begins with the
    options `shown`, by slug, or with all where it is empty.
    """

    slug: str
    title: str
    question: str
    options: tuple[Option, ...]
    criteria: tuple[Criterion, ...]
    ratings: Mapping[tuple[str, str], Rating]
    weights: Mapping[str, float]
    presets: tuple[Preset, ...]
    order: int = 0
    shown: tuple[str, ...] = ()

    def preset(self, slug: str) -> Preset:
        """The preset of that slug.

        Raises:
            NotFoundError: there is none; the message lists those there are.
        """
        for preset in self.presets:
            if preset.slug == slug:
                return preset
        known = [preset.slug for preset in self.presets]
        raise _not_found("preset", slug, known)

    def option(self, name: str) -> Option:
        """The option of that slug or name, whatever its case.

        Raises:
            NotFoundError: there is none; the message lists those there are.
        """
        wanted = name.strip().casefold()
        for option in self.options:
            if wanted in (option.slug.casefold(), option.name.casefold()):
                return option
        # The slug of somebody's own means nothing to anybody.
        known = [option.name if option.own else option.slug for option in self.options]
        raise _not_found("option", name, known)


def _not_found(what: str, name: str, known: Sequence[str]) -> NotFoundError:
    told = f"There is no {what} “{name}”.{did_you_mean(name, known)}"
    return NotFoundError(f"{told} {what.capitalize()}s: {', '.join(known)}.")


@dataclass(frozen=True, slots=True)
class Matrix:
    """The user's working copy of a comparison: what is weighed, rated and ruled out.

    Args:
        id: the matrix's row in the store; 0 for one that was never saved.
        name: what the user calls it.
        preset: the slug of the preset that the weights were last taken from, if any.
        comparison: what is compared, as the user has arranged it: without what is hidden, with
            what the user added, in the user's order; its ratings and weights are the shipped ones.
        weights: every criterion's weight, by slug.
        ratings: every rating that counts, by (criterion slug, option slug).
        ruled_out: the reason, by the slug of the option that is out of the running.
        minimums: the least rating that keeps an option in the running, by the criterion's slug.
        hidden_options: those that the user left out.
        hidden_criteria: those that the user left out.
    """

    id: int
    name: str
    preset: str | None
    comparison: Comparison
    weights: Mapping[str, float]
    ratings: Mapping[tuple[str, str], Rating]
    ruled_out: Mapping[str, str]
    minimums: Mapping[str, float] = field(default_factory=dict)
    hidden_options: tuple[Option, ...] = ()
    hidden_criteria: tuple[Criterion, ...] = ()

    @property
    def base_weights(self) -> Mapping[str, float]:
        """The weights of the preset in use, or the comparison's own."""
        for preset in self.comparison.presets:
            if preset.slug == self.preset:
                return preset.weights
        return self.comparison.weights

    def with_weight(self, criterion: str, weight: float) -> "Matrix":
        """The same matrix with one weight changed."""
        return replace(self, weights={**self.weights, criterion: weight})

    def with_rating(self, criterion: str, option: str, rating: Rating) -> "Matrix":
        """The same matrix with one rating changed."""
        return replace(self, ratings={**self.ratings, (criterion, option): rating})


OWN = "own_"
"""What the slugs begin with that the user's own options and criteria get.

Content can never bring one of these: a slug of content has no underscore.
"""
