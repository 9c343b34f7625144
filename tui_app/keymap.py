"""The keys that a user has remapped: the table `[keys]` of the configuration file."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key, key_to_character

from store.domain.errors import StoreError
from store.domain.text import did_you_mean
from tui_app import keys

MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})
SIZE_MAX = 1_000_000
"""Bytes of a configuration file that are read."""


def read_keymap(file: Path) -> dict[str, str]:
    """Reads the keys of each remapped binding, as Textual takes them; empty without a file.

    Raises:
        StoreError: the file cannot be read, names a binding or a key that there is not, or gives
            one key to two bindings that work at the same time.
    """
    if not file.exists():
        return {}
    try:
        chosen = _chosen(_table(file))
        _check_unique(chosen)
    except (OSError, ValueError, RecursionError) as error:
        told = str(error).removesuffix(".")
        raise StoreError(
            f"{file}: {told}{'' if told.endswith('?') else '.'} Nothing was started. "
            "Mend the file or move it away; docs/keys.md explains it."
        ) from error
    return {identity: ",".join(given) for identity, given in chosen.items()}


def _table(file: Path) -> Mapping[str, object]:
    import tomllib

    with file.open("rb") as opened:
        data = opened.read(SIZE_MAX + 1)
    if len(data) > SIZE_MAX:
        raise ValueError(f"this has more than {SIZE_MAX:,} bytes")
    tables = tomllib.loads(data.decode())
    for name in tables:
        if name != "keys":
            raise ValueError(f"there is no setting “{name}”.{did_you_mean(name, ['keys'])}")
    table = tables.get("keys", {})
    if not isinstance(table, Mapping):
        raise ValueError("“keys” is a table: [keys]")  # noqa: TRY004  # told like the others
    return table


def _chosen(table: Mapping[str, object]) -> dict[str, Sequence[str]]:
    known = {binding.id or "": binding for binding in _bindings(*keys.TOGETHER)}
    chosen: dict[str, Sequence[str]] = {}
    for identity, value in _flat(table):
        if identity not in known:
            near = did_you_mean(identity, list(known))
            raise ValueError(f"there is no key with the id “{identity}”.{near}")
        given = value if isinstance(value, list) else [value]
        if not given:
            raise ValueError(f"{identity} has no key")
        chosen[identity] = [_key(identity, each) for each in given]
    return chosen


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """The values of a table by id; `matrix.undo` without quotes is a table in a table."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _key(identity: str, given: object) -> str:
    """A key by the name that Textual has for it, such as “slash” for “/”."""
    if isinstance(given, str):
        *modifiers, base = given.split("+") if len(given) > 1 else [given]
        names = {*(each.value for each in Keys), *KEY_NAME_REPLACEMENTS.values()}
        known = base in names or key_to_character(base) is not None
        if known and MODIFIERS.issuperset(modifiers):
            return _character_to_key(given) if len(given) == 1 else given
    raise ValueError(f"“{given}”, given to {identity}, is no key such as z or ctrl+z")


def _check_unique(chosen: Mapping[str, Sequence[str]]) -> None:
    """Refuses a key that two bindings have at one time, of which one was remapped."""
    for groups in keys.TOGETHER:
        taken = dict(keys.FIXED)
        for binding in _bindings(groups):
            identity = binding.id or ""
            for key in chosen.get(identity, binding.key.split(",")):
                other = taken.setdefault(key, identity)
                if other != identity and {other, identity} & chosen.keys():
                    raise ValueError(f"“{key}” would be the key of both {other} and {identity}")


def _bindings(*together: Sequence[Sequence[object]]) -> Iterator[Binding]:
    for groups in together:
        for group in groups:
            yield from (each for each in group if isinstance(each, Binding))
