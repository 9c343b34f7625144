"""Which options and criteria of a matrix show, and in which order: pure functions."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from store.domain.matrix import OWN, Criterion, Option
from store.domain.text import unique

_SLUG_MAX = 60

Item = TypeVar("Item", bound=Option | Criterion)


@dataclass(frozen=True, slots=True)
class Layout(Generic[Item]):
    """The options or the criteria of a matrix.

    Args:
        items: all of them, in the user's order.
        shown: the slugs of those that show.
        default: the slugs of those that would show if the user had said nothing.
    """

    items: tuple[Item, ...]
    shown: frozenset[str]
    default: frozenset[str]

    @property
    def visible(self) -> tuple[Item, ...]:
        """Those that show."""
        return tuple(item for item in self.items if item.slug in self.shown)

    @property
    def hidden(self) -> tuple[Item, ...]:
        """Those that do not."""
        return tuple(item for item in self.items if item.slug not in self.shown)


def arrange(
    shipped: Sequence[Item],
    own: Sequence[Item],
    order: Sequence[str],
    said: Mapping[str, bool],
    default: Collection[str] = (),
) -> Layout[Item]:
    """What the user made of options or criteria. Slugs of what is no longer there count nothing.

    Args:
        shipped: those of the comparison, in its order.
        own: those that the user added.
        order: slugs in the user's order; empty for the comparison's.
        said: what the user said to show (True) or to hide, by slug.
        default: the shipped ones that show where nothing is said; all of them if empty, or if
            nothing else would show. Own ones do.
    """
    items = _placed([*shipped, *own], order or [item.slug for item in shipped])
    every = frozenset(item.slug for item in items)
    begun = every.intersection(default) or frozenset(item.slug for item in shipped)
    by_default = begun.union(item.slug for item in own)
    shown = frozenset(slug for slug in every if said.get(slug, slug in by_default))
    return Layout(tuple(items), shown or by_default, by_default)


def _placed(items: Sequence[Item], order: Sequence[str]) -> list[Item]:
    """The items in that order; one that has no place in it stands last in its group."""
    by_slug = {item.slug: item for item in items}
    placed = [by_slug.pop(slug) for slug in order if slug in by_slug]
    late: dict[str, list[Item]] = defaultdict(list)
    for item in by_slug.values():
        late[_group(item)].append(item)
    last = {_group(item): item.slug for item in placed}
    found: list[Item] = []
    for item in placed:
        found.append(item)
        if last[_group(item)] == item.slug:
            found += late.pop(_group(item), [])
    for group in late.values():
        found += group
    return found


def _group(item: Option | Criterion) -> str:
    return item.group if isinstance(item, Criterion) else ""


def moved(arrangement: Layout[Item], slug: str, by: int) -> list[str]:
    """The slugs in the order after one that shows went `by` places down, up where negative.

    Places count among those that show, and end at the first and the last.
    """
    visible = [item.slug for item in arrangement.visible]
    at = visible.index(slug)
    to = max(0, min(len(visible) - 1, at + by))
    order = [item.slug for item in arrangement.items]
    if to != at:
        order.remove(slug)
        order.insert(order.index(visible[to]) + (to > at), slug)
    return order


def own_slug(name: str, taken: Collection[str]) -> str:
    """A slug for an option or a criterion that the user calls so; none of those taken."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem = OWN + (re.sub(r"[^a-z0-9]+", "-", letters)[:_SLUG_MAX].strip("-") or "unnamed")
    return unique(stem, taken)
