"""The layout of a matrix: which options and criteria are shown, and in which order."""

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
        default: the slugs of those shown without the user's overrides.
    """

    items: tuple[Item, ...]
    shown: frozenset[str]
    default: frozenset[str]

    @property
    def visible(self) -> tuple[Item, ...]:
        """The items that are shown."""
        return tuple(item for item in self.items if item.slug in self.shown)

    @property
    def hidden(self) -> tuple[Item, ...]:
        """The items that are hidden."""
        return tuple(item for item in self.items if item.slug not in self.shown)


def arrange(
    shipped: Sequence[Item],
    own: Sequence[Item],
    order: Sequence[str],
    overrides: Mapping[str, bool],
    default: Collection[str] = (),
) -> Layout[Item]:
    """The layout of options or criteria; slugs that are no longer there are ignored.

    Args:
        shipped: those of the comparison, in its order.
        own: those that the user added.
        order: slugs in the user's order; empty for the comparison's.
        overrides: whether the user shows or hides an item, by slug.
        default: the shipped ones that show without an override; all of them if empty, or if
            nothing else would show. Own ones always do.
    """
    items = _ordered([*shipped, *own], order or [item.slug for item in shipped])
    every = frozenset(item.slug for item in items)
    initial = every.intersection(default) or frozenset(item.slug for item in shipped)
    by_default = initial.union(item.slug for item in own)
    shown = frozenset(slug for slug in every if overrides.get(slug, slug in by_default))
    return Layout(tuple(items), shown or by_default, by_default)


def _ordered(items: Sequence[Item], order: Sequence[str]) -> list[Item]:
    """The items in that order; one without a place comes last in its group."""
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


def moved(layout: Layout[Item], slug: str, by: int) -> list[str]:
    """The slugs in order, after one that is shown moved `by` places down, or up if negative.

    Places count among those that show, and end at the first and the last.
    """
    visible = [item.slug for item in layout.visible]
    at = visible.index(slug)
    to = max(0, min(len(visible) - 1, at + by))
    order = [item.slug for item in layout.items]
    if to != at:
        order.remove(slug)
        order.insert(order.index(visible[to]) + (to > at), slug)
    return order


def own_slug(name: str, taken: Collection[str]) -> str:
    """A free slug for an option or a criterion of that name."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem = OWN + (re.sub(r"[^a-z0-9]+", "-", letters)[:_SLUG_MAX].strip("-") or "unnamed")
    return unique(stem, taken)
