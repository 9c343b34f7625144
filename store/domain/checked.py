"""Values that are read from the store, checked: somebody may have edited the file.

A row that makes no sense is left out of a list, and that is told; where one thing was asked for,
its reader says that it cannot be read.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from math import isfinite
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from store.domain.errors import UnreadableError

Made = TypeVar("Made")


SENSELESS = (
    AttributeError,
    IndexError,
    KeyError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What comes of making something of a value that no row should hold."""


REMEDY = "`shortlist restore FILE` puts a backup in the store's place."


class Faults:
    """What was left out of what was read, each thing told once."""

    def __init__(self) -> None:
        self._told: dict[str, bool] = {}

    def add(self, what: str) -> None:
        """Has it told that something was left out."""
        self._told.setdefault(what, False)

    def each(
        self, what: str, rows: Iterable[tuple[Any, ...]], make: Callable[..., Made]
    ) -> Iterator[Made]:
        """What is made of each row; one that makes no sense is left out.

        Args:
            what: one of them is called so, with what stands first in the row.
            rows: of the store.
            make: takes the values of a row, and raises one of `SENSELESS` if it cannot.
        """
        for row in rows:
            try:
                made = make(*row)
            except SENSELESS:
                self.add(_named(what, row[0]))
            else:
                yield made

    @contextmanager
    def leaving_out(self, what: str) -> Iterator[None]:
        """Leaves the block at what makes no sense, and has that told."""
        try:
            yield
        except (*SENSELESS, UnreadableError):
            self.add(what)

    def new(self) -> list[str]:
        """What was left out since this was asked last."""
        new = [what for what, told in self._told.items() if not told]
        self._told.update(dict.fromkeys(new, True))
        return new

    def take(self) -> str:
        """A sentence on what was left out since this was asked last; empty for nothing."""
        new = self.new()
        if not new:
            return ""
        more = f" and {len(new) - _NAMED_MAX:,} more" if len(new) > _NAMED_MAX else ""
        return (
            f"Left out, for the store holds a value there that is not allowed: "
            f"{', '.join(new[:_NAMED_MAX])}{more}. Nothing was changed. {REMEDY}"
        )


_NAMED_MAX = 10


@contextmanager
def making_sense(what: str, *more: type[Exception]) -> Iterator[None]:
    """Tells what cannot be read, in place of failing on it.

    Args:
        what: it, as a sentence begins with it.
        more: what else comes of a value that no row should hold.

    Raises:
        UnreadableError: something in the block made no sense.
    """
    senseless: tuple[type[Exception], ...] = (*SENSELESS, *more)
    try:
        yield
    except senseless as error:
        raise unreadable(what) from error


def unreadable(what: str) -> UnreadableError:
    """The sentence on what makes no sense; a sentence begins with `what`."""
    return UnreadableError(
        f"{what} cannot be read: the store holds a value there that is not allowed. "
        f"Nothing was changed. {REMEDY}"
    )


def strictly(
    what: str, rows: Iterable[tuple[Any, ...]], make: Callable[..., Made]
) -> Iterator[Made]:
    """What is made of each row; as `Faults.each`, but nothing may be left out.

    Raises:
        UnreadableError: a row makes no sense.
    """
    for row in rows:
        try:
            made = make(*row)
        except SENSELESS as error:
            raise unreadable(_named(what, row[0]).capitalize()) from error
        yield made


def _named(what: str, key: object) -> str:
    return f"{what} {key}"[:_NAME_MAX] if isinstance(key, str | int) else f"a {what} without a name"


_NAME_MAX = 100


def checked(made: Made) -> Made:
    """A value of a dataclass as it is, if all its fields are of their types.

    Raises:
        TypeError: one is not.
    """
    kind: type = type(made)
    for name, kinds, fits in _fields(kind):
        value = getattr(made, name)
        if type(value) not in kinds and not fits(value):
            raise TypeError(f"{name} is of the wrong type")
    return made


def text(value: object) -> str:
    """A value that is text.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, str):
        raise TypeError("this is no text")
    return value


def number(value: Any, most: float) -> float:  # noqa: ANN401  # it is looked at
    """A value that is a number from 0 to `most`.

    Raises:
        ValueError: it is none.
    """
    if not _is_number(value) or not 0 <= value <= most:
        raise ValueError("this is no number that is allowed")
    return float(value)


def split(value: str) -> tuple[str, ...]:
    """The parts of a list that is kept in one column, comma-separated."""
    return tuple(value.split(",")) if value else ()


@cache
def _fields(kind: object) -> tuple[tuple[str, frozenset[object], Callable[[object], bool]], ...]:
    """Each field: its name, the classes that it is one of as a rule, and else whether it fits."""
    return tuple(
        (name, frozenset(get_args(hint) or [hint]) - {float}, _test(hint))
        for name, hint in get_type_hints(kind).items()
    )


def _test(hint: Any) -> Callable[[object], bool]:  # noqa: ANN401  # as typing has them
    """Whether a value is of the type that a field is annotated with."""
    parts, origin = get_args(hint), get_origin(hint)
    if origin in (Union, UnionType):
        tests = [_test(part) for part in parts]
        return lambda value: any(test(value) for test in tests)
    if origin is tuple:
        of = _test(parts[0])
        return lambda value: isinstance(value, tuple) and all(map(of, value))
    if hint is float:
        return _is_number
    if hint is int:
        return lambda value: type(value) is int
    kind = origin or hint
    return lambda value: isinstance(value, kind)


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and isfinite(value)  # type: ignore[arg-type]
