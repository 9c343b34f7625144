"""The JSON that `export-json` writes, as models that check every value; docs/json.md explains it.

docs/shortlist-export.schema.json is the JSON Schema that `schema()` makes of them.
"""

import json
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from store.db.models import TEXT_MAX
from store.domain.checked import SENSELESS
from store.domain.decision import Status
from store.domain.errors import LINE_MAX, TITLE_MAX, Day, InvalidError
from store.domain.matrix import OWN, RATING_MAX, WEIGHT_MAX
from store.domain.record_format import RecordFormat
from store.exchange.json_faults import fault_sentences
from store.matrix import json_codec
from store.records.filenames import is_plain
from store.records.parse import SIZE_MAX

FORMAT = "shortlist"
VERSION = 1
"""The version of the format that is written; earlier ones are read too."""

NUMBER_MAX = 1_000_000_000
"""The highest number that a decision, or a line of a page, can have."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What a file of this format holds; each part is as docs/json.md has it, and sound."""

    decisions: Sequence[dict[str, Any]]
    matrices: Sequence[dict[str, Any]]
    marks: Sequence[dict[str, Any]]


# Values


def _within(most: float) -> PlainValidator:
    """Checks a number from 0 to `most`, and keeps it as it is written: whole, or not."""

    def check(value: object) -> object:
        if type(value) not in (int, float) or not 0 <= value <= most:  # type: ignore[operator]
            raise ValueError(f"must be a number from 0 to {most:g}")
        return value

    return PlainValidator(check)


def _from_zero(most: float) -> WithJsonSchema:
    return WithJsonSchema({"type": "number", "minimum": 0, "maximum": most})


def _sound(value: object) -> dict[str, Any]:
    """A decision's matrix as `store.matrix.json_codec` writes it, if it can be shown and scored."""
    if not isinstance(value, dict):
        raise ValueError("must be an object")  # noqa: TRY004  # pydantic asks for it
    try:
        matrix, sure = json_codec.from_json(value), json_codec.robustness_of(value)
    except SENSELESS as error:
        raise ValueError(f"is not a matrix: {error!r}") from error
    if not all(isinstance(sentence, str) for sentence in sure):
        raise ValueError("has a robustness that is no text")
    return json_codec.to_json(matrix, sure)


def _file_name(value: str) -> str:
    if not is_plain(value):
        raise ValueError("must be the name of a file")
    return value


def _record_text(value: str) -> str:
    if len(value.encode()) > SIZE_MAX:
        raise ValueError(f"has more than {SIZE_MAX:,} bytes")
    return value


def _twice(keys: Iterable[Hashable]) -> bool:
    return any(count > 1 for count in Counter(keys).values())


Line = Annotated[str, Field(max_length=LINE_MAX)]
Name = Annotated[str, Field(min_length=1, max_length=TITLE_MAX)]
Key = Annotated[str, Field(min_length=1, max_length=LINE_MAX)]
Listed = Annotated[str, Field(min_length=1, max_length=LINE_MAX, pattern="^[^,]*$")]
OwnSlug = Annotated[str, Field(max_length=LINE_MAX, pattern=f"^{OWN}[a-z0-9-]+$")]
Prose = Annotated[str, Field(max_length=TEXT_MAX)]
Weight = Annotated[float, _within(WEIGHT_MAX), _from_zero(WEIGHT_MAX)]
Value = Annotated[float, _within(RATING_MAX), _from_zero(RATING_MAX)]
Number = Annotated[int, Field(ge=1, le=NUMBER_MAX)]
Revised = Annotated[int, Field(ge=-NUMBER_MAX, le=NUMBER_MAX)]
RecordText = Annotated[str, AfterValidator(_record_text)]
KeptMatrix = Annotated[
    dict[str, JsonValue],
    PlainValidator(_sound),
    WithJsonSchema(
        {
            "type": "object",
            "description": "The matrix as it stood when the decision was made.",
            "required": [
                "version", "name", "comparison", "preset", "options", "criteria", "ruled_out",
                "sources",
            ],
        }
    ),
]  # fmt: skip


# Models


class _Json(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)


class JsonFields(_Json):
    """What a decision says beside its matrix."""

    title: Name
    status: Status
    superseded_by: Number | None
    date: Day | None
    reason: Line
    chosen: Key
    context: Prose
    deciders: Line
    consulted: Line
    informed: Line
    consequences: Prose
    confirmation: Prose
    review_by: Day | None
    trashed: AwareDatetime | None


class JsonRevision(_Json):
    """A decision as it stood after a change."""

    number: Number
    at: AwareDatetime
    author: Annotated[str, Field(max_length=TITLE_MAX)]
    label: Line
    fields: JsonFields
    matrix_before: KeptMatrix | None


class JsonOriginal(_Json):
    """A record as others wrote it, and the revision that it is of."""

    revision: Revised
    text: RecordText


class JsonRecord(_Json):
    """A decision's record as last written or read; `format` is empty where others wrote it."""

    file: Annotated[str, AfterValidator(_file_name)]
    format: Literal[""] | RecordFormat
    revision: Revised
    text: RecordText
    original: JsonOriginal | None


class _Identified(_Json):
    uid: Annotated[str, Field(min_length=1, max_length=64)]
    number: Number


class JsonDecision(JsonFields, _Identified):
    """A decision with its history."""

    created: AwareDatetime
    updated: AwareDatetime
    matrix: KeptMatrix
    record: JsonRecord | None = None
    revisions: Annotated[list[JsonRevision], Field(min_length=1)]

    @model_validator(mode="after")
    def _check(self) -> "JsonDecision":
        options: Any = self.matrix["options"]
        if self.chosen not in [option["slug"] for option in options]:
            raise ValueError(".chosen is none of the options of its matrix")
        for place, revision in enumerate(self.revisions):
            if revision.number != place + 1:
                raise ValueError(f".revisions[{place}].number must be {place + 1}")
        record = self.record
        for name, each in (("record", record), ("record.original", record and record.original)):
            if each and not 1 <= abs(each.revision) <= len(self.revisions):
                raise ValueError(f".{name}.revision is one that there is not")
        return self


class JsonRating(_Json):
    """The user's own rating in place of the shipped one; `null` is unknown."""

    criterion: Key
    option: Key
    value: Value | None
    note: Line


class JsonShown(_Json):
    """An option or a criterion that shows otherwise than by default."""

    kind: Literal["option", "criterion"]
    slug: Key
    shown: bool


class JsonOption(_Json):
    """An option that the user added."""

    slug: OwnSlug
    name: Name
    summary: Line
    url: Line


class JsonCriterion(_Json):
    """A criterion that the user added."""

    slug: OwnSlug
    group: Name
    name: Name
    question: Line
    zero: Line
    five: Line
    weight: Weight


class JsonMatrix(_Json):
    """What the user made of a comparison, over what is shipped."""

    comparison: Key
    name: Name
    preset: Line | None
    trashed: AwareDatetime | None
    option_order: list[Listed]
    criterion_order: list[Listed]
    weights: dict[Key, Weight]
    ratings: list[JsonRating]
    ruled_out: dict[Key, Key]
    bars: dict[Key, Value]
    shown: list[JsonShown]
    options: list[JsonOption]
    criteria: list[JsonCriterion]

    @model_validator(mode="after")
    def _check(self) -> "JsonMatrix":
        if _twice((rating.criterion, rating.option) for rating in self.ratings):
            raise ValueError(".ratings has the same criterion and option twice")
        if _twice((shown.kind, shown.slug) for shown in self.shown):
            raise ValueError(".shown has the same kind and slug twice")
        if _twice(option.slug for option in self.options):
            raise ValueError(".options has the same slug twice")
        if _twice(criterion.slug for criterion in self.criteria):
            raise ValueError(".criteria has the same slug twice")
        return self


class JsonMark(_Json):
    """What the user left on a topic."""

    topic: Key
    starred: bool
    read: bool
    note: Prose
    place: Annotated[int, Field(ge=0, le=NUMBER_MAX)]
    ticked: list[Key]

    @model_validator(mode="after")
    def _check(self) -> "JsonMark":
        if _twice(self.ticked):
            raise ValueError(".ticked has the same task twice")
        return self


class JsonExport(_Json):
    """All that is the user's own in a store of Shortlist."""

    format: Literal["shortlist"]
    version: Annotated[int, Field(ge=1, le=VERSION)]
    written: str = ""
    decisions: list[JsonDecision] = []
    matrices: list[JsonMatrix] = []
    marks: list[JsonMark] = []


class _Head(BaseModel):
    """What tells whether a file is one that can be read."""

    format: JsonValue = None
    version: JsonValue = None


def schema() -> dict[str, Any]:
    """The JSON Schema of the format."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **JsonExport.model_json_schema(mode="serialization"),
    }


# Reading


def parse(text: str | bytes) -> Archive:
    """Reads a file, and checks every value in it.

    Raises:
        InvalidError: it is of another format, or something in it is missing or wrong; `problems`
            has a sentence for each fault, by its place.
    """
    archive = check(_decoded(text))
    _check_numbers(archive.decisions)
    return archive


def check(text: str) -> Archive:
    """Reads an export whose decisions may refer to others that it does not hold; as `parse`."""
    try:
        head = _Head.model_validate_json(text)
        if head.format != FORMAT:
            raise InvalidError({"file": f"It was not written by `{FORMAT} export-json`."})
        if type(head.version) is not int or head.version < 1:  # True is an int, too
            raise InvalidError({"file": "Its version is no whole number from 1 on."})
        if head.version > VERSION:
            told = f"It is of version {head.version}; this Shortlist reads up to {VERSION}."
            raise InvalidError({"file": f"{told} Update it."})
        export = JsonExport.model_validate_json(text)
    except ValidationError as error:
        raise InvalidError(dict(fault_sentences(error))) from error
    return Archive(
        *(
            [each.model_dump() for each in part]
            for part in (export.decisions, export.matrices, export.marks)
        )
    )


def _decoded(text: str | bytes) -> str:
    try:
        return text if isinstance(text, str) else text.decode(json.detect_encoding(text))
    except UnicodeDecodeError as error:
        raise InvalidError({"file": f"It is no JSON that can be read: {error}."}) from error


def _check_numbers(decisions: Sequence[dict[str, Any]]) -> None:
    """Refuses decisions that are there twice, or that point to none."""
    numbers = Counter(decision["number"] for decision in decisions)
    uids = Counter(decision["uid"] for decision in decisions)
    for i, decision in enumerate(decisions):
        where = f"decisions[{i}]"
        if numbers[decision["number"]] > 1 or uids[decision["uid"]] > 1:
            raise _wrong(where, "has the number or the uid of another one")
        heir = decision["superseded_by"]
        if heir is None:
            continue
        if decision["status"] != Status.SUPERSEDED:
            raise _wrong(f"{where}.superseded_by", "does not fit its status")
        if heir == decision["number"] or heir not in numbers:
            raise _wrong(f"{where}.superseded_by", "leads to no other decision in the file")


def is_whole(value: object, least: int) -> bool:
    """Whether a value is a whole number from `least` on that a store can hold."""
    return isinstance(value, int) and least <= value <= NUMBER_MAX


def _wrong(where: str, what: str) -> InvalidError:
    return InvalidError({where: f"{where} {what}."})


if __name__ == "__main__":
    import sys

    sys.stdout.write(json.dumps(schema(), ensure_ascii=False, indent=2) + "\n")
