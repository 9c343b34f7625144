"""Records that take others' places: in which order they are brought over, with which numbers."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count


def in_order(names: Iterable[str], successors: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The names, each after its successor; those that succeed each other in a circle together.

    So what a record refers to is there before it is, wherever somebody stops.

    Args:
        names: of the records' files.
        successors: the names of the records that take their place, as far as they are among them.
    """
    done: set[str] = set()
    for name in names:
        chain: dict[str, None] = {}
        each: str | None = name
        while each is not None and each not in done and each not in chain:
            chain[each] = None
            each = successors.get(each)
        done |= chain.keys()
        listed = list(chain)
        if each in chain:
            start = listed.index(each)
            yield tuple(listed[start:])
            del listed[start:]
        yield from ((one,) for one in reversed(listed))


def numbers(
    wanted: Mapping[str, int | None], taken: Collection[int], loose: Collection[int]
) -> Mapping[str, int]:
    """The numbers of new decisions by the file names of their records.

    Each gets the one that it wants, where that is free, and the others go on from the highest.
    They come out the same where somebody stopped in the middle, and goes on later.

    Args:
        wanted: the number that each record has, by its file name; None where it has none.
        taken: the numbers of the decisions that there are.
        loose: those of them whose records have no number.
    """
    given: dict[str, int] = {}
    used = set(taken)
    for name, number in wanted.items():
        if number and number not in used:
            given[name] = number
            used.add(number)
    highest = max([0, *filter(None, wanted.values()), *(used - set(loose))])
    free = (number for number in count(highest + 1) if number not in used)
    return given | {name: next(free) for name in wanted if name not in given}
