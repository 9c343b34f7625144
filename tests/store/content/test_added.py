"""Content of the user's own: docs/content.md's example added, used, changed and removed."""

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from store.content import library as content
from store.domain.content import LibraryRow, Verdict
from store.domain.decision import DecisionDraft, Status
from store.domain.errors import ContentError, NotFoundError, StoreError
from store.domain.matrix import MatrixRow
from store.matrix import scoring
from store.store import Store
from store.util.paths import content_folder
from tests.conftest import fixed_clock
from tests.contents import FILES, write

SLUG = "100-house-rules-for-services"
TOPIC = f"topics/{SLUG}.md"
FRAMEWORKS = "python-web-frameworks"
CACHES = (("queues", "caches"), ("Queues", "Caches"))
KINDS = ("topic", "claim", "criterion", "option", "example")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "house-rules")


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def another(folder: Path) -> Path:
    """A second library that can stand beside the first."""
    return write(
        folder,
        ("100-", "200-"),
        ("100.", "200."),
        *CACHES,
        ("Engineering handbook", "Second handbook"),
        ("A health check", "A second check"),
    )


def shipped(folder: Path, *changes: tuple[str, str]) -> Path:
    """What a release could ship that knows nothing of what today's release ships."""
    write(
        folder,
        ("100-", "01-"),
        ("100.", "1."),
        ('related = ["14-deployment"]\n', ""),
        ("topic:14-deployment", "claim:1.1"),
        *changes,
    )
    (folder / "examples").rename(folder.parent / "examples")
    return folder


def rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything that the file holds, by table."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)  # noqa: S608
            for (name,) in names
            if not name.startswith("search_")
        }


def matrix_of(store: Store, comparison: str) -> MatrixRow:
    (row,) = [row for row in store.read.matrices() if row.comparison == comparison]
    return row


def found(store: Store, words: str, kinds: Iterable[str] = KINDS) -> set[tuple[str, str]]:
    """What is found, but for what the shipped content says of the same."""
    shipped_one = re.compile(rf"[0-9]{{2}}-(?!house)|[0-9]{{1,2}}[.]|{FRAMEWORKS}/|[a-z-]+\Z")
    hits = store.read.search(words, kinds, limit=1000)
    return {(hit.kind, hit.key) for hit in hits if not shipped_one.match(hit.key)}


def live_in(store: Store) -> None:
    """The user reads, weighs and decides by the example."""
    store.topics.star(SLUG, on=True)
    store.topics.note(SLUG, "Ask about grapefruit")
    store.topics.tick(SLUG, "Health check.", on=True)
    matrix = matrix_of(store, "queues").id
    store.matrices.use_preset(matrix, "one-machine")
    store.matrices.set_weight(matrix, "retries", 7)
    store.matrices.set_rating(matrix, "retries", "database-table", (2, "counted"))
    store.matrices.rule_out(matrix, "broker", "one more thing to run")
    draft = DecisionDraft("A table carries the tangerines", Status.ACCEPTED, "database-table")
    store.decisions.save(draft, store.read.matrix(key="queues"))


# The example of the documentation


def test_the_example_of_the_documentation_is_complete_and_right(folder: Path) -> None:
    assert {name.partition("/")[0] for name in FILES} == {
        "sources.toml",
        "topics",
        "examples",
        "comparisons",
    }
    library = content.read_own(folder, "", content_folder())
    assert library.name == "house-rules"
    assert [topic.slug for topic in library.topics] == [SLUG]
    assert [comparison.slug for comparison in library.comparisons] == ["queues"]


def test_content_of_ones_own_can_be_browsed_beside_the_shipped_one(
    store: Store, folder: Path
) -> None:
    before = store.topics.all()
    store.libraries.add(folder)
    assert [row for row in store.topics.all() if row.slug != SLUG] == list(before)
    assert store.libraries.all()[1] == LibraryRow("house-rules", str(folder), 1, 1)
    topic = store.topics.get("100")
    assert topic == store.topics.get(SLUG)
    assert topic.category == "House rules"
    assert [claim.verdict for claim in topic.claims] == [Verdict.WRONG, Verdict.OPINION]
    assert topic.claims[0].sources[0].title == "Cold start of the price service"
    assert [piece.mark for piece in topic.body if piece.kind == "task"] == [
        "Health check.",
        "Decision record.",
    ]
    assert [source.title for source in topic.sources] == ["Engineering handbook, chapter 4"]
    assert [side.file for side in topic.examples[0].sides] == ["flask_app.py", "django_app.py"]
    assert [row.key for row in topic.criteria] == ["queues/own-process"]
    assert topic.related == ("14-deployment",)
    assert store.topics.get(topic.related[0]).number == 14
    assert ("100.1", SLUG) in {(claim.number, claim.topic) for claim in store.topics.claims()}


def test_content_of_ones_own_is_found(store: Store, folder: Path) -> None:
    assert found(store, "house_flask") == set()
    store.libraries.add(folder)
    assert found(store, "house_flask") == {("topic", SLUG)}
    assert found(store, "price service") == {("claim", "100.1")}
    assert found(store, "nothing more to run") == {("criterion", "queues/own-process")}
    assert found(store, "jobs are rows", ["option"]) == {("option", "queues/database-table")}
    assert ("example", "house-rules/health-check") in found(store, "test_client health")


def test_a_comparison_of_ones_own_is_weighed_like_any_other(store: Store, folder: Path) -> None:
    store.libraries.add(folder)
    row = matrix_of(store, "queues")
    assert row.name == "Queues"
    matrix = store.read.matrix(key="Queues")
    assert matrix.weights == {"own-process": 6, "retries": 8}
    assert matrix.ratings["retries", "database-table"].value is None
    store.matrices.use_preset(row.id, "one-machine")
    store.matrices.set_weight(row.id, "retries", 1)
    store.matrices.set_rating(row.id, "retries", "database-table", (3, "counted"))
    matrix = store.read.matrix(key=row.id)
    assert matrix.weights == {"own-process": 10, "retries": 1}
    (first, *_) = scoring.outcome(matrix).first
    assert first.option.name == "A table"
    assert store.matrices.undo(row.id) == "rating of A table on “Retries”"


def test_the_shipped_comparison_stays_the_first_unless_another_asks_to_be(
    store: Store, tmp_path: Path
) -> None:
    folder = write(tmp_path / "own", ("queues", "aaa"))
    store.libraries.add(folder)
    assert store.read.matrix().comparison.slug == FRAMEWORKS
    edit(folder, "comparisons/aaa/comparison.toml", "groups", "order = 0\ngroups")
    store.libraries.add(folder)
    assert store.read.matrix().comparison.slug == "aaa"


def test_what_is_needed_of_a_folder_is_copied(store: Store, folder: Path) -> None:
    store.libraries.add(folder)
    topic, matrix = store.topics.get("100"), store.read.matrix(key="queues")
    shutil.rmtree(folder)
    path = store.path
    store.close()
    with closing(Store(path)) as again:
        assert again.topics.get("100") == topic
        assert again.read.matrix(key="queues") == matrix


# Removing, adding again


def test_removing_content_keeps_what_the_user_wrote(store: Store, folder: Path) -> None:
    before = rows(store.path)
    store.libraries.add(folder)
    live_in(store)
    decision = store.read.decision(1)
    store.libraries.remove("house-rules")
    assert [row.name for row in store.libraries.all()] == ["shortlist"]
    with pytest.raises(NotFoundError):
        store.topics.get(SLUG)
    with pytest.raises(NotFoundError):
        store.read.matrix(key="queues")
    assert store.read.matrix().comparison.slug == FRAMEWORKS
    assert found(store, "house_flask") == found(store, "health-check") == set()
    assert store.read.decision(1) == decision
    assert found(store, "grapefruit", ["note"]) == {("note", SLUG)}
    assert found(store, "tangerines", ["decision"]) == {("decision", "1")}
    after = rows(store.path)
    written = {"mark", "tick", "matrix", "matrixweight", "matrixrating", "matrixruling"}
    written |= {"matrixedit", "decision", "decisionrevision", "search", "library"}
    assert {name: held for name, held in after.items() if name not in written} == {
        name: held for name, held in before.items() if name not in written
    }


def test_what_the_user_wrote_comes_back_with_the_content(store: Store, folder: Path) -> None:
    store.libraries.add(folder)
    live_in(store)
    topic, matrix = store.topics.get(SLUG), store.read.matrix(key="queues")
    assert (topic.starred, topic.ticked) == (True, frozenset(["Health check."]))
    assert matrix.weights["retries"] == 7
    assert matrix.ruled_out == {"broker": "one more thing to run"}
    store.libraries.remove("house-rules")
    store.libraries.add(folder)
    assert store.topics.get(SLUG) == topic
    assert store.read.matrix(key="queues") == matrix
    assert matrix_of(store, "queues").id == matrix.id
    assert store.matrices.undo(matrix.id) == "A broker ruled out"


def test_adding_again_puts_the_new_in_place_of_the_old(store: Store, folder: Path) -> None:
    store.libraries.add(folder)
    live_in(store)
    matrix = store.read.matrix(key="queues")
    edit(folder, TOPIC, "The price service took", "The grapefruit press took")
    edit(folder, TOPIC, "### 100.2 Small services are nicer", "### 100.3 Large services are nicer")
    edit(folder, "comparisons/queues/options.toml", 'name = "A broker"', 'name = "A server"')
    shutil.rmtree(folder / "examples")
    edit(folder, TOPIC, 'examples = ["health-check"]\n', "")
    store.libraries.add(folder)
    topic = store.topics.get(SLUG)
    assert [claim.number for claim in topic.claims] == ["100.1", "100.3"]
    assert (topic.examples, topic.starred, topic.note) == ((), True, "Ask about grapefruit")
    assert found(store, "grapefruit press") == {("claim", "100.1")}
    assert found(store, "small services") == found(store, "test_client health_flask") == set()
    changed = store.read.matrix(key="queues")
    assert changed.comparison.option("broker").name == "A server"
    assert (changed.id, changed.weights, changed.ruled_out) == (
        matrix.id,
        matrix.weights,
        matrix.ruled_out,
    )
    assert len(store.libraries.all()) == 2
    assert rows(store.path)["example"] == [
        row for row in rows(store.path)["example"] if row[1] == "shortlist"
    ]


def test_adding_the_same_again_changes_nothing_but_that_the_shipped_is_read_anew(
    store: Store, folder: Path
) -> None:
    store.libraries.add(folder)
    before = rows(store.path)
    store.libraries.add(folder)
    after = rows(store.path)
    assert {**after, "library": []} == {**before, "library": []}
    path = store.path
    store.close()
    Store(path).close()
    assert rows(path) == before


def test_content_that_is_not_there_cannot_be_removed(store: Store, folder: Path) -> None:
    with pytest.raises(NotFoundError, match=r"no added content “nothing”. Content: none was added"):
        store.libraries.remove("nothing")
    store.libraries.add(folder)
    store.libraries.add(another(folder.parent / "second"))
    before = rows(store.path)
    for name in ("nothing", "", "House-Rules", str(folder), "'; --", "shortlist"):
        with pytest.raises(NotFoundError, match=r"Content: house-rules, second\."):
            store.libraries.remove(name)
    assert rows(store.path) == before


# Names, numbers, neighbours


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", "house-rules"),
        ("other", "other"),
        ("Our House Rules!", "our-house-rules"),
        ("v2.0", "v2-0"),
        ("  x  ", "x"),
        ("x" * 100, "x" * 100),
    ],
)
def test_content_is_named_by_its_folder_or_as_one_says(
    store: Store, folder: Path, given: str, kept: str
) -> None:
    assert store.libraries.add(folder, given).name == kept
    assert [row.name for row in store.libraries.all()] == ["shortlist", kept]


@pytest.mark.parametrize("given", ["shortlist", "Shortlist!", "…", "-", "日本", "x" * 101])
def test_a_name_that_cannot_be_is_refused(store: Store, folder: Path, given: str) -> None:
    before = rows(store.path)
    with pytest.raises(StoreError, match=r"cannot be called .* Nothing was changed.* --name"):
        store.libraries.add(folder, given)
    assert rows(store.path) == before


def test_two_libraries_with_the_same_slugs_inside_stand_beside_each_other(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    store.libraries.add(folder)
    first = store.topics.get("100")
    store.libraries.add(another(tmp_path / "second"))
    assert [row.name for row in store.libraries.all()] == ["shortlist", "house-rules", "second"]
    second = store.topics.get("200")
    assert store.topics.get("100") == first
    assert [source.title for source in first.sources] == ["Engineering handbook, chapter 4"]
    assert [source.title for source in second.sources] == ["Second handbook, chapter 4"]
    assert [topic.examples[0].title for topic in (first, second)] == [
        "A health check",
        "A second check",
    ]
    assert {row.comparison for row in store.read.matrices()} >= {"queues", "caches"}
    assert len(found(store, "house_flask")) == 2
    store.libraries.remove("second")
    assert store.topics.get("100") == first
    assert found(store, "house_flask") == {("topic", SLUG)}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            [("queues", "caches")],
            (
                "The topic number 100 is taken by “House rules for services” of house-rules. "
                f"Give {SLUG} another number."
            ),
        ),
        (
            [("100-", "200-"), ("100.", "200.")],
            "The comparison “queues” is there already, in house-rules. Rename the folder.",
        ),
    ],
)
def test_what_another_library_has_already_is_refused(
    store: Store, folder: Path, tmp_path: Path, changes: list[tuple[str, str]], told: str
) -> None:
    store.libraries.add(folder)
    live_in(store)
    before = rows(store.path)
    with pytest.raises(StoreError) as caught:
        store.libraries.add(write(tmp_path / "second", *changes))
    assert str(caught.value) == f"{told} Nothing was changed."
    assert rows(store.path) == before


@pytest.mark.parametrize(
    ("changes", "place", "told"),
    [
        ([("queues", FRAMEWORKS)], f"comparisons/{FRAMEWORKS}:1", "is a shipped comparison"),
        ([("100-", "99-")], f"topics/99-{SLUG[4:]}.md:1", "with a number from 100 to 999"),
        ([("100-", "1000-")], f"topics/1000-{SLUG[4:]}.md:1", "with a number from 100 to 999"),
        ([("14-deployment", "99-nowhere")], f"{TOPIC}:6", "there is no topic “99-nowhere”"),
        ([("source:house-handbook", "source:none")], f"{TOPIC}:16", "there is no source “none”"),
        ([("run-cold-start\n\nThe", "none\n\nThe")], f"{TOPIC}:36", "there is no source “none”"),
        ([("- [ ] **Decision record.**", "***\n\n- [ ]")], f"{TOPIC}:20", "no place for a line"),
        (
            [('claims = ["100.1"]', 'claims = ["100.9"]')],
            "comparisons/queues/ratings.toml:8",
            "100.9",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_changes_nothing(
    store: Store, tmp_path: Path, changes: list[tuple[str, str]], place: str, told: str
) -> None:
    folder = write(tmp_path / "house-rules")
    store.libraries.add(folder)
    live_in(store)
    before = rows(store.path)
    shutil.rmtree(folder)
    with pytest.raises(ContentError) as caught:
        store.libraries.add(write(folder, *changes))
    faults = caught.value.faults
    assert any(fault.startswith(f"{place}: ") and told in fault for fault in faults), faults
    assert rows(store.path) == before


def empty(folder: Path) -> None:
    folder.mkdir()


def a_file(folder: Path) -> None:
    folder.write_text("text", encoding="utf-8")


def nothing(_: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("make", "name", "told"),
    [
        (nothing, "gone", "There is no folder {}. Nothing was changed."),
        (a_file, "file", "There is no folder {}. Nothing was changed."),
        (nothing, "x" * 300, "{} cannot be read: File name too long. Nothing was changed."),
        (empty, "empty", "there is neither a topic in topics/ nor a comparison in comparisons/"),
    ],
)
def test_a_folder_without_content_is_told(
    store: Store, tmp_path: Path, make: Callable[[Path], None], name: str, told: str
) -> None:
    make(tmp_path / name)
    before = rows(store.path)
    with pytest.raises(StoreError) as caught:
        store.libraries.add(tmp_path / name)
    assert told.format(tmp_path / name) in str(caught.value)
    assert rows(store.path) == before


def test_a_folder_whose_name_is_no_text_can_be_added(store: Store, tmp_path: Path) -> None:
    folder = write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/rules-\xff")))
    store.libraries.add(folder)
    assert store.libraries.all()[1] == LibraryRow("rules", f"{tmp_path}/rules-\ufffd", 1, 1)


@pytest.mark.parametrize("gone", ["comparisons", "topics"])
def test_topics_or_a_comparison_are_enough(store: Store, folder: Path, gone: str) -> None:
    shutil.rmtree(folder / gone)
    if gone == "topics":
        path = "comparisons/queues"
        edit(folder, f"{path}/criteria.toml", f'topic = "{SLUG}"\n', "")
        edit(folder, f"{path}/ratings.toml", 'claims = ["100.1"]\n', "")
    store.libraries.add(folder)
    row = store.libraries.all()[1]
    assert (row.topics, row.comparisons) == ((0, 1) if gone == "topics" else (1, 0))


def test_content_may_rest_on_the_shipped_one_alone(store: Store, folder: Path) -> None:
    (folder / "sources.toml").unlink()
    (folder / "comparisons/queues/presets.toml").unlink()
    edit(folder, TOPIC, "house-handbook", "django-admin")
    edit(folder, TOPIC, "run-cold-start", "flask-blueprints")
    edit(folder, "comparisons/queues/criteria.toml", SLUG, "14-deployment")
    for old, new in (("house-handbook", "django-admin"), ("100.1", "8.1")):
        edit(folder, "comparisons/queues/ratings.toml", old, new)
    store.libraries.add(folder)
    library = content.read(content_folder())
    (linked,) = store.topics.get("100").sources
    assert (linked.title, linked.url) == (
        library.sources["django-admin"].title,
        library.sources["django-admin"].url,
    )
    comparison = store.read.comparison("queues")
    assert comparison.presets == ()
    assert comparison.criteria[0].topic_number == 14
    assert comparison.ratings["own-process", "broker"].claims == ("8.1",)
    assert "queues/own-process" in [row.key for row in store.topics.get("14").criteria]


# Any text


NASTY = (
    "[/] [red]x[/] list[int] <b>&amp; \x1b[31m \x07 \x9b \u202e \x85 \u2028 "
    "'; DROP TABLE {0} %s \\ \"日"
)


def test_markup_and_escape_sequences_in_any_field_come_out_as_they_went_in(
    store: Store, folder: Path
) -> None:
    quoted = json.dumps(NASTY)
    for path in folder.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        keys = "title|question|how|shows|output|name|summary|zero|five|group|rationale|description"
        text = re.sub(rf"^({keys}) = .*$", lambda m: f"{m[1]} = {quoted}", text, flags=re.M)
        path.write_text(text.replace('["Running"]', f"[{quoted}]"), encoding="utf-8")
    page = (folder / TOPIC).read_text(encoding="utf-8")
    keys = "title|question|category"
    page = re.sub(rf"^({keys}) = .*$", lambda m: f"{m[1]} = {quoted}", page, flags=re.M)
    for old, new in {
        "A health check, structured logs": NASTY,
        "## What matters": f"## {NASTY}",
        "Register the blueprint `house_flask`.": f"```\n{NASTY}\n```",
        "Every service of ours starts in under a second": NASTY,
        "The price service took 1.4 seconds.": NASTY,
        "about: flask, django": f"about: {NASTY}",
    }.items():
        assert old in page
        page = page.replace(old, new)
    (folder / TOPIC).write_text(page, encoding="utf-8")
    (folder / "examples/health-check/flask_app.py").write_text(f"# {NASTY}\n", encoding="utf-8")

    library = store.libraries.add(folder)
    (topic,), (comparison,) = library.topics, library.comparisons
    read = store.topics.get("100")
    assert replace(read, sources=(), criteria=()) == topic
    assert store.read.comparison("queues") == comparison
    for text in (topic.title, topic.question, topic.category, topic.claims[0].text):
        assert text == NASTY
    assert topic.claims[0].fact == topic.claims[0].about[0] == NASTY
    assert [piece.text for piece in topic.body].count(NASTY) == 2
    assert NASTY in topic.answer
    assert topic.examples[0].sides[0].code == f"# {NASTY}\n"
    assert topic.examples[0].output == topic.claims[0].sources[0].title == NASTY
    assert read.criteria[0].name == comparison.criteria[0].group == comparison.options[0].name
    assert comparison.presets[0].description == comparison.options[0].name == NASTY
    assert comparison.ratings["retries", "broker"].rationale == NASTY

    assert ("option", "queues/broker") in found(store, "drop table")
    matrix = matrix_of(store, "queues")
    assert matrix.name == NASTY
    store.matrices.set_weight(matrix.id, "retries", 3)
    draft = DecisionDraft("A table", Status.ACCEPTED, "database-table")
    store.decisions.save(draft, store.read.matrix(key="queues"))
    assert store.read.decisions()[0].chosen == NASTY
    assert store.read.decision(1).matrix.comparison.question == NASTY
    assert store.matrices.undo(matrix.id) == f"weight of “{NASTY}”"


# New releases


def test_a_new_release_leaves_the_users_content_in_place(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    store.libraries.add(folder)
    live_in(store)
    topic, matrix = store.topics.get("100"), store.read.matrix(key="queues")
    path = store.path
    store.close()
    new = shipped(tmp_path / "new" / "content", ("House rules", "Grapefruit"), *CACHES)
    with closing(Store(path, fixed_clock, content=new)) as again:
        assert [row.title for row in again.topics.all()] == [
            "Grapefruit for services",
            "House rules for services",
        ]
        assert {row.comparison for row in again.read.matrices()} == {"queues", "caches"}
        assert again.topics.get("100") == topic
        assert again.read.matrix(key="queues") == matrix
        assert found(again, "grapefruit services", ["topic"]) == {("topic", f"01-{SLUG[4:]}")}
        assert found(again, "house_flask") == {("topic", SLUG), ("topic", f"01-{SLUG[4:]}")}


def test_what_a_new_release_no_longer_has_does_the_users_content_no_harm(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    edit(folder, TOPIC, "source:house-handbook", "source:django-admin")
    edit(folder, "comparisons/queues/criteria.toml", SLUG, "14-deployment")
    edit(folder, "comparisons/queues/ratings.toml", "100.1", "8.1")
    store.libraries.add(folder)
    topic, comparison = store.topics.get("100"), store.read.comparison("queues")
    live_in(store)
    path = store.path
    store.close()
    new = shipped(tmp_path / "new" / "content", *CACHES)
    with closing(Store(path, fixed_clock, content=new)) as again:
        with pytest.raises(NotFoundError):
            again.topics.get("14-deployment")
        read = again.topics.get("100")
        assert (read.related, read.body, read.sources) == (topic.related, topic.body, topic.sources)
        criterion = again.read.comparison("queues").criteria[0]
        assert (criterion.topic, criterion.topic_number) == ("14-deployment", 0)
        assert again.read.comparison("queues").ratings == comparison.ratings
        matrix = again.read.matrix(key="queues")
        again.decisions.save(DecisionDraft("Again", Status.PROPOSED, "broker"), matrix)
        assert again.read.decision(2).matrix.comparison.criteria[0] == criterion
        assert found(again, "house_django", ["topic"]) >= {("topic", SLUG)}
    with pytest.raises(ContentError, match=rf"{TOPIC}:6: related: there is no topic"):
        content.read_own(folder, "", new)


def test_a_comparison_that_a_new_release_brings_waits_for_the_users_one_of_that_name(
    store: Store, folder: Path, tmp_path: Path
) -> None:
    store.libraries.add(folder)
    live_in(store)
    matrix = store.read.matrix(key="queues")
    path = store.path
    store.close()
    new = shipped(tmp_path / "new" / "content", ("A broker", "A shipped broker"))
    for _ in range(2):
        with closing(Store(path, fixed_clock, content=new)) as again:
            assert again.read.matrix(key="queues") == matrix
            assert len(again.topics.all()) == 2
    with closing(Store(path, fixed_clock, content=new)) as again:
        again.libraries.remove("house-rules")
    with closing(Store(path, fixed_clock, content=new)) as again:
        shown = again.read.matrix(key="queues")
        assert shown.comparison.option("broker").name == "A shipped broker"
        assert (shown.id, shown.weights) == (matrix.id, matrix.weights)
