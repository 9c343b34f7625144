import pytest

from store.db.models import TEXT_MAX
from store.domain.errors import InvalidError, NotFoundError
from store.store import Store

SLUG = "08-what-flask-does-better"


def test_marks_do_not_disturb_each_other(store: Store) -> None:
    store.topics.star(SLUG, on=True)
    store.topics.mark_read(SLUG, on=True)
    store.topics.keep_place(SLUG, 40)
    store.topics.note(SLUG, "  Ask Ann\nand Bo  ")
    store.topics.star(SLUG, on=False)
    topic = store.topics.get(SLUG)
    assert (topic.starred, topic.read, topic.place) == (False, True, 40)
    assert topic.note == "Ask Ann\nand Bo"


def test_a_mark_shows_in_the_list_and_on_no_other_topic(store: Store) -> None:
    before = {row.slug: row for row in store.topics.all()}
    store.topics.star(SLUG, on=True)
    store.topics.note(SLUG, "n")
    after = {row.slug: row for row in store.topics.all()}
    assert (after[SLUG].starred, after[SLUG].read, after[SLUG].noted) == (True, False, True)
    assert {s: r for s, r in after.items() if s != SLUG} == {
        s: r for s, r in before.items() if s != SLUG
    }


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_note_removes_the_note(store: Store, text: str) -> None:
    store.topics.note(SLUG, "something")
    store.topics.note(SLUG, text)
    assert store.topics.get(SLUG).note == ""
    assert not any(row.noted for row in store.topics.all())


def test_a_note_keeps_every_character(store: Store) -> None:
    note = "[/] list[int] “„ 🐍 \x1b[31m \0 'quoted'; DROP TABLE mark"
    store.topics.note(SLUG, note)
    assert store.topics.get(SLUG).note == note


def test_a_note_too_long_is_refused_and_the_old_one_stays(store: Store) -> None:
    store.topics.note(SLUG, "short")
    with pytest.raises(InvalidError, match="Note"):
        store.topics.note(SLUG, "x" * (TEXT_MAX + 1))
    assert store.topics.get(SLUG).note == "short"
    assert [hit.key for hit in store.read.search("short", ["note"])] == [SLUG]


def test_a_place_above_the_page_is_refused(store: Store) -> None:
    with pytest.raises(InvalidError, match="Place"):
        store.topics.keep_place(SLUG, -1)
    assert store.topics.get(SLUG).place == 0


def test_a_topic_that_is_not_there_cannot_be_marked(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no topic “nowhere”"):
        store.topics.star("nowhere", on=True)
    with pytest.raises(NotFoundError, match="no topic “nowhere”"):
        store.topics.note("nowhere", "text")
    assert store.read.search("nowhere", ["note"]) == ()


def test_settings_are_kept_by_name(store: Store) -> None:
    store.topics.remember(tab="matrix", topic=SLUG)
    store.topics.remember(tab="topics")
    assert store.topics.settings() == {"tab": "topics", "topic": SLUG}


def test_a_setting_too_long_is_refused_and_none_of_its_company_is_kept(store: Store) -> None:
    with pytest.raises(InvalidError, match="Value"):
        store.topics.remember(tab="matrix", folder="x" * 1001)
    assert store.topics.settings() == {}
