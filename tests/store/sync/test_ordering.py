"""In which order records are brought over, and with which numbers."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from store.sync.ordering import in_order, numbers

NAMES = st.sampled_from("abcdefgh")


@given(st.lists(NAMES, unique=True), st.dictionaries(NAMES, NAMES))
def test_each_comes_after_its_successor_or_together_with_it(
    names: list[str], succeeding: dict[str, str]
) -> None:
    among = {name: by for name, by in succeeding.items() if {name, by} <= set(names)}
    groups = list(in_order(names, among))
    assert sorted(chain.from_iterable(groups)) == sorted(names)
    place = {name: at for at, group in enumerate(groups) for name in group}
    assert all(place[by] <= place[name] for name, by in among.items())
    for group in groups:  # together only where it must be
        assert len(group) == 1 or {among[name] for name in group} == set(group)


@given(st.lists(NAMES, unique=True), st.dictionaries(NAMES, NAMES), st.integers(0, 8))
def test_the_order_stays_where_somebody_stopped(
    names: list[str], succeeding: dict[str, str], stop: int
) -> None:
    among = {name: by for name, by in succeeding.items() if {name, by} <= set(names)}
    groups = list(in_order(names, among))
    done = set(chain.from_iterable(groups[:stop]))
    left = [name for name in names if name not in done]
    among = {name: by for name, by in among.items() if {name, by} <= set(left)}
    assert list(in_order(left, among)) == groups[stop:]


def test_a_number_in_the_name_is_kept_where_it_is_free() -> None:
    wanted = {"0002-a.md": 2, "0003-b.md": 3, "20260101-c.md": None, "20260102-d.md": None}
    given_ = {"0002-a.md": 4, "0003-b.md": 3, "20260101-c.md": 5, "20260102-d.md": 6}
    assert numbers(wanted, {2}, ()) == given_
    # The fifth and the sixth are of records without numbers, read in before somebody stopped.
    left = {"0003-b.md": 3, "20260101-c.md": None}
    assert numbers(left, {2, 4, 6}, {6}) == {"0003-b.md": 3, "20260101-c.md": 5}
