"""The first screen is read by sqlite3, and everything else through SQLModel: both give the same."""

from store.store import Store


def test_the_first_look_shows_what_the_repositories_give(store: Store) -> None:
    store.topics.star("08-what-flask-does-better", on=True)
    store.topics.mark_read("11-which-scales-better", on=True)
    store.topics.keep_place("11-which-scales-better", 17)
    store.topics.note("16-security", "Ask the team")
    store.topics.tick("16-security", "A task", on=True)
    store.topics.remember(tab="matrix", topic="16-security")
    first, then = store.first_look, store.topics
    assert first.settings() == then.settings() == {"tab": "matrix", "topic": "16-security"}
    assert first.all() == then.all()
    for row in then.all():
        assert first.get(row.slug) == then.get(row.slug)
        assert first.get(str(row.number)) == then.get(row.slug.partition("-")[2])
