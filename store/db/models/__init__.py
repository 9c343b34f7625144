"""Every table, one module a subject; a module is imported when one of its tables is asked for.

The content that Shortlist ships and the user's own rows are separate tables. They are tied by
slug and not by foreign key, so that new content never touches what the user wrote. Content is
written by `store.content.loader` alone, a library at a time; no row refers to another library.

A SQLModel table class does not validate what it is given; `validated` does, and every write
goes through it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from store.db.models.base import TEXT_MAX, metadata, validated
from store.db.orm import importing

if TYPE_CHECKING:
    from sqlmodel import SQLModel

    from store.db.models.annotation import Mark, Tick
    from store.db.models.comparison import (
        Comparison,
        Criterion,
        Option,
        Preset,
        PresetWeight,
        Rating,
        RatingSource,
    )
    from store.db.models.decision import Decision, DecisionRevision
    from store.db.models.example import Example, ExampleSide, TopicExample
    from store.db.models.lab import LabReport
    from store.db.models.library import Library, Source
    from store.db.models.matrix import (
        Matrix,
        MatrixBar,
        MatrixCriterion,
        MatrixEdit,
        MatrixOption,
        MatrixRating,
        MatrixRuling,
        MatrixShown,
        MatrixWeight,
        OfMatrix,
    )
    from store.db.models.record import TrackedRecord
    from store.db.models.setting import Setting
    from store.db.models.topic import Claim, ClaimSource, Topic

_MODULES = {
    "library": ("Library", "Source"),
    "topic": ("Topic", "Claim", "ClaimSource"),
    "example": ("Example", "ExampleSide", "TopicExample"),
    "comparison": (
        "Comparison",
        "Option",
        "Criterion",
        "Rating",
        "RatingSource",
        "Preset",
        "PresetWeight",
    ),
    "annotation": ("Mark", "Tick"),
    "setting": ("Setting",),
    "matrix": (
        "Matrix",
        "MatrixOption",
        "MatrixCriterion",
        "MatrixShown",
        "MatrixBar",
        "MatrixWeight",
        "MatrixRating",
        "MatrixRuling",
        "MatrixEdit",
        "OfMatrix",
    ),
    "decision": ("Decision", "DecisionRevision"),
    "record": ("TrackedRecord",),
    "lab": ("LabReport",),
}
_HOME = {table: module for module, tables in _MODULES.items() for table in tables}

__all__ = [
    "TEXT_MAX",
    "Claim",
    "ClaimSource",
    "Comparison",
    "Criterion",
    "Decision",
    "DecisionRevision",
    "Example",
    "ExampleSide",
    "LabReport",
    "Library",
    "Mark",
    "Matrix",
    "MatrixBar",
    "MatrixCriterion",
    "MatrixEdit",
    "MatrixOption",
    "MatrixRating",
    "MatrixRuling",
    "MatrixShown",
    "MatrixWeight",
    "OfMatrix",
    "Option",
    "Preset",
    "PresetWeight",
    "Rating",
    "RatingSource",
    "Setting",
    "Source",
    "Tick",
    "Topic",
    "TopicExample",
    "TrackedRecord",
    "import_all",
    "metadata",
    "validated",
]


def __getattr__(name: str) -> "type[SQLModel]":
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    with importing:
        table: type[SQLModel] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = table
    return table


def import_all() -> "tuple[type[SQLModel], ...]":
    """All tables, whose `metadata` is the whole schema then."""
    classes = [__getattr__(name) for name in _HOME]
    return tuple(each for each in classes if hasattr(each, "__table__"))
