"""All that is the user's own, out of one store and into another."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.domain.decision import DecisionDraft, Status
from store.domain.errors import InvalidError
from store.domain.matrix import CriterionDraft, ItemKind, OptionDraft
from store.exchange import json_format
from store.exchange.export_json import export_json
from store.exchange.import_json import Imported, ImportOutcome, import_json
from store.store import Store
from tests.store.small import make_store, write_content


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_content(tmp_path_factory.mktemp("content"))


@pytest.fixture
def new(content: Path, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Makes stores, each a file of its own."""
    made: list[Store] = []

    def make() -> Store:
        path = make_store(tmp_path / f"{len(made)}.sqlite3", content)
        made.append(Store(path, content=content, author=lambda: "Bo"))
        return made[-1]

    yield make
    for store in made:
        store.close()


def live(store: Store) -> None:
    """Leaves something of every kind in a store."""
    matrices, decisions = store.matrices, store.decisions
    matrices.use_preset(1, "cheap")
    matrices.set_weight(1, "price", 9.25)
    matrices.set_rating(1, "looks", "oak", (None, "not seen [/] \x1b[1m"))
    matrices.set_minimum(1, "price", 2.5)
    matrices.rule_out(1, "brick", "too heavy")
    matrices.items(ItemKind.OPTION).add(1, OptionDraft("Straw", "light", "https://example.com"))
    own = matrices.items(ItemKind.CRITERION).add(1, CriterionDraft("Smell", "Use", weight=3))
    matrices.set_rating(1, own, "oak", (4, ""))
    matrices.items(ItemKind.OPTION).hide(1, "steel")
    matrices.items(ItemKind.OPTION).move(1, "pine", -1)
    matrices.trash(matrices.copy(1, "Another"))
    matrix = store.read.matrix()
    draft = DecisionDraft("Use Oak", Status.PROPOSED, "oak", "tangerine", consulted="Cy")
    for title in ("Use Oak", "Use Pine", "Use Straw"):
        decisions.save(DecisionDraft(title, Status.ACCEPTED, "oak", "tangerine"), matrix)
    decisions.save(draft, matrix)
    decisions.revise(4, draft, matrix.with_weight("price", 1))
    decisions.undo()
    decisions.set_status(1, Status.SUPERSEDED, "newer", 2)
    decisions.set_status(4, Status.REJECTED, "no")
    decisions.trash(3)
    store.topics.star("01-building", on=True)
    store.topics.note("01-building", "grapefruit")
    store.topics.tick("01-building", "task", on=True)


def written(store: Store) -> str:
    return json.dumps(export_json(store), ensure_ascii=False)


def without_time(store: Store) -> dict[str, Any]:
    return export_json(store) | {"written": ""}


def results(imported: list[Imported]) -> list[str]:
    return [each.result for each in imported]


def add(store: Store, text: str, *, overwrite: bool = False) -> list[Imported]:
    return import_json(store, json_format.parse(text), overwrite=overwrite)


def test_an_empty_store_gets_everything_as_it_was(new: Callable[[], Store]) -> None:
    first, second = new(), new()
    live(first)
    told = add(second, written(first))
    assert set(results(told)) == {"added"}
    assert without_time(second) == without_time(first)
    assert second.read.matrix() == first.read.matrix()
    for number in (1, 2, 4):
        assert second.read.decision(number) == first.read.decision(number)
    for number in (1, 2, 3, 4):
        assert second.read.revisions(number) == first.read.revisions(number)
    assert second.read.trashed_decisions() == first.read.trashed_decisions()
    assert [h.key for h in second.read.search("tangerine")] == ["1", "2", "4"]
    assert [h.kind for h in second.read.search("grapefruit")] == ["note"]
    assert [h.kind for h in second.read.search("straw", ["option"])] == ["option"]


def test_a_second_time_nothing_is_added(new: Callable[[], Store]) -> None:
    first, second = new(), new()
    live(first)
    text = written(first)
    add(second, text)
    before = without_time(second)
    for store in (first, second):
        assert set(results(add(store, text, overwrite=True))) == {"unchanged"}
    assert without_time(second) == before
    assert second.decisions.undo() is None


def test_what_differs_is_kept_and_told(new: Callable[[], Store]) -> None:
    first, second = new(), new()
    live(first)
    add(second, written(first))
    second.decisions.revise(2, DecisionDraft("Mine", Status.ACCEPTED, "pine"))
    second.matrices.set_weight(1, "price", 1)
    second.topics.note("01-building", "lemon")
    before = without_time(second)
    told = add(second, written(first))
    kept = [(each.kind, each.name) for each in told if each.result is ImportOutcome.KEPT]
    assert kept == [
        ("decision", "2 Use Pine"),
        ("matrix", "Materials"),
        ("marks on", "01-building"),
    ]
    assert without_time(second) == before


def test_what_differs_is_replaced_where_one_says_so_and_can_be_undone(
    new: Callable[[], Store],
) -> None:
    first, second = new(), new()
    live(first)
    add(second, written(first))
    second.decisions.revise(2, DecisionDraft("Mine", Status.ACCEPTED, "pine"))
    second.matrices.set_weight(1, "price", 1)
    second.matrices.items(ItemKind.OPTION).add(1, OptionDraft("Mud"))
    mine = second.read.matrix()
    told = add(second, written(first), overwrite=True)
    assert [each.name for each in told if each.result is ImportOutcome.REPLACED] == [
        "2 Use Pine",
        "Materials",
    ]
    assert second.read.decision(2).title == "Use Pine"
    assert second.read.matrix() == first.read.matrix()
    last = second.read.revisions(2)[-1]
    assert (last.label, last.author) == ("imported", "Bo")
    second.decisions.undo()
    assert second.read.decision(2).title == "Mine"
    assert second.matrices.undo(1) == "imported"
    assert second.read.matrix() == mine


def test_a_number_that_is_taken_becomes_the_next_and_links_follow(
    new: Callable[[], Store],
) -> None:
    first, second = new(), new()
    live(first)
    second.decisions.save(DecisionDraft("Mine", Status.ACCEPTED, "oak"), second.read.matrix())
    second.decisions.save(DecisionDraft("Too", Status.ACCEPTED, "oak"), second.read.matrix())
    told = add(second, written(first))
    assert [each.name for each in told if each.kind == "decision"] == [
        "5 Use Oak",
        "6 Use Pine",
        "3 Use Straw",
        "4 Use Oak",
    ]
    assert told[0].why == "number 1 in the file"
    assert second.read.decision(1).title == "Mine"
    assert second.read.decision(5).superseded_by == 6
    assert second.read.decision(6).supersedes == (5,)
    assert second.read.revisions(5)[-1].values["superseded_by"] == "6"
    again = add(second, written(first))
    assert {each.result for each in again if each.kind == "decision"} == {"unchanged"}


def test_what_was_imported_is_no_step_to_take_back(new: Callable[[], Store]) -> None:
    first, second = new(), new()
    live(first)
    add(second, written(first))
    assert second.decisions.undo() is None
    assert second.decisions.redo() is None


def test_marks_are_joined(new: Callable[[], Store]) -> None:
    first, second = new(), new()
    first.topics.star("01-building", on=True)
    first.topics.tick("01-building", "one", on=True)
    first.topics.note("01-building", "theirs")
    second.topics.mark_read("01-building", on=True)
    second.topics.tick("01-building", "two", on=True)
    add(second, written(first))
    topic = second.topics.get("1")
    assert (topic.starred, topic.read, topic.note) == (True, True, "theirs")
    assert topic.ticked == {"one", "two"}


def test_an_import_takes_no_mark_away(new: Callable[[], Store]) -> None:
    first, second = new(), new()
    first.topics.tick("01-building", "one", on=True)
    second.topics.star("01-building", on=True)
    second.topics.mark_read("01-building", on=True)
    second.topics.note("01-building", "mine")
    second.topics.tick("01-building", "two", on=True)
    add(second, written(first))
    topic = second.topics.get("1")
    assert (topic.starred, topic.read, topic.note) == (True, True, "mine")
    assert topic.ticked == {"one", "two"}


def test_a_matrix_of_what_is_not_compared_here_is_left_out(new: Callable[[], Store]) -> None:
    first, second = new(), new()
    live(first)
    value = export_json(first)
    value["matrices"][0]["comparison"] = "elsewhere"
    told = add(second, json.dumps(value))
    (left_out,) = [each for each in told if each.result is ImportOutcome.LEFT_OUT]
    assert "no comparison elsewhere" in left_out.why
    assert second.read.decision(4).title == "Use Oak"


def put(value: Any, path: str, what: object) -> None:  # noqa: ANN401
    *way, last = path.split(".")
    for step in way:
        value = value[int(step) if step.isdecimal() else step]
    value[int(last) if last.isdecimal() else last] = what


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("format", "other"),
        ("version", 2),
        ("version", "1"),
        ("decisions", {}),
        ("decisions.0", 7),
        ("decisions.0.uid", None),
        ("decisions.0.number", 0),
        ("decisions.0.number", 10**30),
        ("decisions.0.number", 2),
        ("decisions.0.title", ""),
        ("decisions.0.title", ["x"]),
        ("decisions.0.title", "x" * 201),
        ("decisions.0.title", "\ud800"),
        ("decisions.0.status", "done"),
        ("decisions.0.status", "accepted"),
        ("decisions.0.superseded_by", 1),
        ("decisions.0.superseded_by", 77),
        ("decisions.0.date", "soon"),
        ("decisions.0.review_by", "2026-13-01"),
        ("decisions.0.created", "never"),
        ("decisions.0.chosen", "mud"),
        ("decisions.0.revisions", []),
        ("decisions.0.revisions.0.number", 3),
        ("decisions.0.revisions.0.fields", None),
        ("decisions.0.revisions.0.fields.status", "done"),
        ("decisions.0.revisions.0.matrix_before", {}),
        ("decisions.0.matrix", {}),
        ("decisions.0.matrix.options", []),
        ("decisions.0.matrix.options.0.name", 7),
        ("decisions.0.matrix.criteria.0.weight", "heavy"),
        ("decisions.0.matrix.criteria.0.weight", 11),
        ("decisions.0.matrix.criteria.0.weight", 10**400),
        ("decisions.0.matrix.criteria.0.ratings", {}),
        ("decisions.0.matrix.criteria.0.ratings.oak.value", True),
        ("decisions.0.matrix.criteria.0.ratings.oak.sources", ["gone"]),
        ("decisions.0.matrix.bars", {"gone": 1}),
        ("matrices.0.name", ""),
        ("matrices.0.weights", {"price": 11}),
        ("matrices.0.weights", []),
        ("matrices.0.ratings.0.value", 6),
        ("matrices.0.ratings.0", {"criterion": "looks"}),
        ("matrices.0.ratings.1", {"criterion": [], "option": "oak", "value": 1, "note": ""}),
        ("matrices.0.ruled_out", {"oak": ""}),
        ("matrices.0.shown.0.kind", "thing"),
        ("matrices.0.options.0.slug", "oak"),
        ("matrices.0.option_order", [1]),
        ("marks.0.topic", 1),
        ("marks.0.place", -1),
        ("marks.0.ticked", ["a", "a"]),
    ],
)
def test_a_file_with_a_fault_is_told_and_imports_nothing(
    new: Callable[[], Store], path: str, what: object
) -> None:
    first, second = new(), new()
    live(first)
    value = export_json(first)
    put(value, path, what)
    before = without_time(second)
    with pytest.raises(InvalidError) as caught:
        add(second, json.dumps(value), overwrite=True)
    assert str(caught.value).endswith(".")
    assert without_time(second) == before


@pytest.mark.parametrize(
    "text", ["", "[", "[]", "null", "[" * 100_000, b"\xff\xfe", '{"format": NaN}', "7" * 10_000]
)
def test_what_is_no_archive_is_told(text: str | bytes) -> None:
    with pytest.raises(InvalidError):
        json_format.parse(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["uid", "number", "matrix", "revisions", "ticked", "topic", "name"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(json_values, max_size=2), st.lists(json_values, max_size=2), json_values)
def test_no_json_makes_reading_fail_otherwise(
    decisions: list[object], matrices: list[object], marks: object
) -> None:
    parts = {"decisions": decisions, "matrices": matrices, "marks": marks}
    text = json.dumps({"format": "shortlist", "version": 1, **parts})
    try:
        found = json_format.parse(text)
    except InvalidError:
        return
    assert (list(found.decisions), list(found.matrices)) == ([], [])


def test_the_document_tells_of_every_key(new: Callable[[], Store]) -> None:
    store = new()
    live(store)
    text = (Path(__file__).parents[3] / "docs" / "json.md").read_text(encoding="utf-8")

    def keys(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key not in ("weights", "ruled_out", "bars", "ratings", "sources"):
                    yield from (key, *keys(inner))
                else:
                    yield key
        elif isinstance(value, list):
            for inner in value:
                yield from keys(inner)

    missing = sorted({key for key in keys(export_json(store)) if f"`{key}`" not in text})
    assert missing == []


def test_the_shipped_schema_is_that_of_the_models() -> None:
    """`python -m store.exchange.json_format > docs/shortlist-export.schema.json` writes it."""
    shipped = Path(__file__).parents[3] / "docs" / "shortlist-export.schema.json"
    assert json.loads(shipped.read_text(encoding="utf-8")) == json_format.schema()


@pytest.mark.parametrize(
    ("path", "what", "told"),
    [
        ("decisions", {}, "decisions must be an array."),
        ("decisions.0.status", "done", "decisions[0].status must be one of 'proposed', "),
        ("decisions.0.title", "x" * 201, "decisions[0].title has more than 200 characters."),
        ("decisions.0.title", "", "decisions[0].title must not be empty."),
        ("decisions.0.review_by", "soon", "decisions[0].review_by must be a day, such as "),
        ("decisions.0.created", "soon", "decisions[0].created must be a time with its zone, "),
        ("decisions.0.chosen", "mud", "decisions[0].chosen is none of the options of its matrix."),
        ("decisions.0.revisions.0.number", 3, "decisions[0].revisions[0].number must be 1."),
        ("matrices.0.weights.price", 11, "matrices[0].weights.price must be a number from 0 to"),
        ("matrices.0.ratings.0.value", "good", "matrices[0].ratings[0].value must be a number "),
        ("matrices.0.options.0.slug", "oak", "matrices[0].options[0].slug must begin with own_"),
        ("marks.0.place", -1, "marks[0].place must be at least 0."),
        ("marks.0.starred", 1, "marks[0].starred must be true or false."),
    ],
)
def test_a_fault_is_told_with_its_place(
    new: Callable[[], Store], path: str, what: object, told: str
) -> None:
    store = new()
    live(store)
    value = export_json(store)
    put(value, path, what)
    with pytest.raises(InvalidError) as caught:
        json_format.parse(json.dumps(value))
    assert str(caught.value).startswith(told)


def test_the_day_of_review_goes_along(new: Callable[[], Store]) -> None:
    first, second = new(), new()
    draft = DecisionDraft("Use Oak", Status.PROPOSED, "oak", review_by=date(2027, 3, 1))
    first.decisions.save(draft, first.read.matrix())
    add(second, written(first))
    assert second.read.decision(1).review_by == date(2027, 3, 1)
