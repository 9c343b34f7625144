from hypothesis import given
from hypothesis import strategies as st

from store.domain.matrix import OWN, Criterion, Option
from store.matrix.layout import arrange, moved, own_slug
from store.util.toml_source import SLUG

slugs = st.lists(st.sampled_from("abcdefgh"), unique=True)


def criterion(slug: str, group: str = "G", *, own: bool = False) -> Criterion:
    return Criterion(slug, group, slug, "", "", "", own=own)


def option(slug: str, *, own: bool = False) -> Option:
    return Option(slug, slug, "", "", own=own)


def test_what_comes_later_stands_last_in_its_group() -> None:
    shipped = [criterion("a", "1"), criterion("new", "1"), criterion("b", "2"), criterion("c", "3")]
    own = [criterion("own_x", "2", own=True), criterion("own_y", "Own", own=True)]
    arranged = arrange(shipped, own, ["c", "b", "a"], {})
    assert [item.slug for item in arranged.items] == ["c", "b", "own_x", "a", "new", "own_y"]


def test_without_an_order_the_shipped_one_counts() -> None:
    shipped = [criterion("b", "1"), criterion("a", "2"), criterion("c", "1")]
    arranged = arrange(shipped, [criterion("own_x", "2", own=True)], [], {})
    assert [item.slug for item in arranged.items] == ["b", "a", "own_x", "c"]


def test_what_the_user_said_goes_over_the_default() -> None:
    shipped = [option(slug) for slug in "abcd"]
    said = {"a": False, "d": True, "gone": True}
    arranged = arrange(shipped, [option("own_x", own=True)], [], said, ["a", "b"])
    assert [item.slug for item in arranged.visible] == ["b", "d", "own_x"]
    assert [item.slug for item in arranged.hidden] == ["a", "c"]


def test_something_always_shows() -> None:
    """New content may take away the only option that the user had left."""
    shipped = [option(slug) for slug in "ab"]
    assert arrange(shipped, [], [], {"a": False, "b": False}).shown == {"a", "b"}
    assert arrange(shipped, [], [], {}, ["gone"]).shown == {"a", "b"}
    assert arrange(shipped, [option("own_x", own=True)], [], {}, ["gone"]).shown >= {"a", "b"}


@given(items=slugs.filter(bool), order=slugs, hidden=slugs, by=st.integers(-9, 9), data=st.data())
def test_a_move_passes_so_many_of_those_that_show_and_leaves_the_rest(
    items: list[str], order: list[str], hidden: list[str], by: int, data: st.DataObject
) -> None:
    shipped = [option(slug) for slug in items]
    arranged = arrange(shipped, [], order, dict.fromkeys(hidden, False))
    slug = data.draw(st.sampled_from([item.slug for item in arranged.visible]))
    before = [item.slug for item in arranged.visible]
    after = arrange(shipped, [], moved(arranged, slug, by), dict.fromkeys(hidden, False))
    there = [item.slug for item in after.visible]
    assert there.index(slug) == max(0, min(len(before) - 1, before.index(slug) + by))
    rest = [item.slug for item in arranged.items if item.slug != slug]
    assert [item.slug for item in after.items if item.slug != slug] == rest


@given(name=st.text(min_size=1), count=st.integers(0, 3))
def test_own_slugs_are_unique_short_and_never_one_of_content(name: str, count: int) -> None:
    taken: list[str] = []
    for _ in range(count + 1):
        slug = own_slug(name, taken)
        assert slug not in taken
        assert slug.startswith(OWN)
        assert not SLUG.match(slug)
        assert SLUG.match(slug.removeprefix(OWN))
        assert len(slug) < 100
        taken.append(slug)


def test_an_own_slug_tells_the_name() -> None:
    assert own_slug("Größe & Café!", ()) == "own_grosse-cafe"
    assert own_slug("速度", ["own_unnamed"]) == "own_unnamed-2"
