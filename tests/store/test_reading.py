from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from store.db import models, search
from store.domain.content import Source
from store.domain.decision import DecisionDraft, Status
from store.domain.errors import NotFoundError
from store.domain.matrix import Rating
from store.store import Store


@pytest.fixture
def lived_in(store: Store) -> Store:
    """A store in which the user has left something of every kind."""
    store.topics.star("08-what-flask-does-better", on=True)
    store.topics.mark_read("11-which-scales-better", on=True)
    store.topics.keep_place("11-which-scales-better", 17)
    store.topics.note("16-security", "Ask the team")
    store.topics.remember(tab="matrix", topic="16-security")
    store.matrices.use_preset(1, "small-json-api")
    store.matrices.set_weight(1, "migrations", 7.5)
    store.matrices.set_rating(1, "migrations", "flask", (None, "not tried yet"))
    store.matrices.set_rating(1, "first-route", "django", (2.5, "measured"))
    store.matrices.rule_out(1, "django", "too large")
    draft = DecisionDraft("Use Flask", Status.ACCEPTED, "flask", "Ctx", "Ann, Bo", "+ small")
    store.decisions.save(draft, store.read.matrix())
    store.decisions.save(
        DecisionDraft("Use Django", Status.ACCEPTED, "django"), store.read.matrix()
    )
    store.decisions.set_status(1, Status.SUPERSEDED, "too small by now", 2)
    return store


def test_topics_are_the_rows_that_the_orm_sees(lived_in: Store) -> None:
    with lived_in.writing() as session:
        marks = {row.topic_slug: row for row in session.exec(select(models.Mark))}
        topics = session.exec(select(models.Topic).order_by(col(models.Topic.number))).all()
        rows = sorted(lived_in.topics.all(), key=lambda row: row.number)
        assert len(rows) == 20
        assert [row.slug for row in rows] == [topic.slug for topic in topics]
        for row, topic in zip(rows, topics, strict=True):
            mark = marks.get(topic.slug, models.Mark(topic_slug=topic.slug))
            assert (row.number, row.title, row.category) == (
                topic.number,
                topic.title,
                topic.category,
            )
            assert (row.starred, row.read, row.noted) == (mark.starred, mark.read, bool(mark.note))
            read = lived_in.topics.get(topic.slug)
            for name in ("slug", "number", "title", "question", "category", "checked", "answer"):
                assert getattr(read, name) == getattr(topic, name)
            for name in ("starred", "read", "note", "place"):
                assert getattr(read, name) == getattr(mark, name)


def test_claims_and_their_sources_are_the_rows_that_the_orm_sees(store: Store) -> None:
    with store.writing() as session:
        sources = {row.slug: row for row in session.exec(select(models.Source))}
        for row in store.topics.all():
            claims = session.exec(
                select(models.Claim)
                .where(models.Claim.topic_slug == row.slug)
                .order_by(col(models.Claim.position))
            ).all()
            read = store.topics.get(row.slug).claims
            assert [claim.number for claim in read] == [claim.number for claim in claims]
            for mine, theirs in zip(read, claims, strict=True):
                assert (mine.text, mine.verdict, mine.fact) == (
                    theirs.text,
                    theirs.verdict,
                    theirs.fact,
                )
                assert ",".join(mine.about) == theirs.about
                links = session.exec(
                    select(models.ClaimSource.source_slug)
                    .where(models.ClaimSource.claim_number == mine.number)
                    .order_by(col(models.ClaimSource.position))
                )
                assert list(mine.sources) == [as_source(sources[slug]) for slug in links]


def as_source(row: models.Source) -> Source:
    return Source(row.slug, row.title, row.url, row.how, row.checked)


@pytest.mark.parametrize("slug", ["python-web-frameworks", "back-end-languages"])
def test_the_comparison_is_the_rows_that_the_orm_sees(store: Store, slug: str) -> None:
    comparison = store.read.comparison(slug)

    def of(table: Any) -> Any:  # noqa: ANN401  # any table of a comparison
        return select(table).where(table.comparison_slug == slug)

    with store.writing() as session:
        sources = {row.slug: as_source(row) for row in session.exec(select(models.Source))}
        linked: dict[tuple[str, str], list[Source]] = {}
        for link in session.exec(
            of(models.RatingSource).order_by(col(models.RatingSource.position))
        ):
            cell = (link.criterion_slug, link.option_slug)
            linked.setdefault(cell, []).append(sources[link.source_slug])
        assert comparison.ratings == {
            (row.criterion_slug, row.option_slug): Rating(
                row.value,
                row.rationale,
                tuple(linked[row.criterion_slug, row.option_slug]),
                tuple(filter(None, row.claims.split(","))),
            )
            for row in session.exec(of(models.Rating))
        }
        criteria = session.exec(of(models.Criterion).order_by(col(models.Criterion.position))).all()
        numbers = dict(session.exec(select(models.Topic.slug, models.Topic.number)).all())
        assert list(comparison.weights.items()) == [(row.slug, row.weight) for row in criteria]
        assert [(c.slug, c.topic, c.topic_number) for c in comparison.criteria] == [
            (row.slug, row.topic_slug, numbers[row.topic_slug]) for row in criteria
        ]
        for mine, theirs in zip(comparison.criteria, criteria, strict=True):
            for name in ("group", "name", "question", "zero", "five"):
                assert getattr(mine, name) == getattr(theirs, name)
        options = session.exec(of(models.Option).order_by(col(models.Option.position)))
        assert [(o.slug, o.name, o.summary, o.url) for o in comparison.options] == [
            (row.slug, row.name, row.summary, row.url) for row in options
        ]
        weights: dict[str, dict[str, float]] = {}
        for weight in session.exec(of(models.PresetWeight)):
            weights.setdefault(weight.preset_slug, {})[weight.criterion_slug] = weight.weight
        presets = session.exec(of(models.Preset).order_by(col(models.Preset.position)))
        assert [(p.slug, p.name, p.description, p.weights) for p in comparison.presets] == [
            (row.slug, row.name, row.description, weights[row.slug]) for row in presets
        ]


def test_the_matrix_is_the_rows_that_the_orm_sees(lived_in: Store) -> None:
    matrix = lived_in.read.matrix()
    with lived_in.writing() as session:
        row = session.get_one(models.Matrix, matrix.id)
        assert (matrix.id, matrix.name, matrix.preset) == (row.id, row.name, row.preset_slug)
        own = {w.criterion_slug: w.weight for w in session.exec(select(models.MatrixWeight))}
        preset = matrix.comparison.preset("small-json-api")
        assert own == {"migrations": 7.5}
        assert matrix.weights == {**preset.weights, **own}
        changed = {
            (r.criterion_slug, r.option_slug): (r.value, r.note)
            for r in session.exec(select(models.MatrixRating))
        }
        rulings = session.exec(select(models.MatrixRuling))
        assert matrix.ruled_out == {r.option_slug: r.reason for r in rulings}
    shipped = matrix.comparison.ratings
    assert len(changed) == 2
    for cell, rating in matrix.ratings.items():
        if cell in changed:
            assert rating.changed
            assert (rating.value, rating.note) == changed[cell]
            assert rating.rationale == shipped[cell].rationale
        else:
            assert rating == shipped[cell]


def test_decisions_are_the_rows_that_the_orm_sees(lived_in: Store) -> None:
    with lived_in.writing() as session:
        rows = session.exec(
            select(models.Decision).order_by(col(models.Decision.number).desc())
        ).all()
        listed = lived_in.read.decisions()
        assert [(d.number, d.title, d.status, d.date) for d in listed] == [
            (row.number, row.title, row.status, row.date) for row in rows
        ]
        assert [d.chosen for d in listed] == ["Django", "Flask"]
        for row in rows:
            read = lived_in.read.decision(row.number)
            for name in ("id", "number", "title", "status", "superseded_by", "date", "chosen"):
                assert getattr(read, name) == getattr(row, name)
            for name in ("context", "deciders", "consequences"):
                assert getattr(read, name) == getattr(row, name)
            assert (read.created, read.updated) == (row.created, row.updated)


def test_settings_are_read_as_they_were_left(lived_in: Store) -> None:
    assert lived_in.topics.settings() == {"tab": "matrix", "topic": "16-security"}


@pytest.mark.parametrize("key", ["08-what-flask-does-better", "what-flask-does-better", "8", "08"])
def test_a_topic_answers_to_its_number_and_its_slug(store: Store, key: str) -> None:
    assert store.topics.get(key).slug == "08-what-flask-does-better"


@pytest.mark.parametrize("key", ["", "21", "0", "²", "9" * 400, "flask", "8'; --", "\udcff", "\0"])
def test_a_topic_that_is_not_there_is_told(store: Store, key: str) -> None:
    with pytest.raises(NotFoundError, match="There is no topic"):
        store.topics.get(key)


def test_what_is_not_there_is_told_by_name(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no decision 7"):
        store.read.decision(7)
    with pytest.raises(NotFoundError, match=r"no preset “nowhere”.*small-json-api"):
        store.read.matrix("nowhere")
    with pytest.raises(NotFoundError, match="no comparison “nowhere”"):
        store.read.comparison("nowhere")


def test_a_preset_can_be_looked_at_without_the_users_changes(lived_in: Store) -> None:
    matrix = lived_in.read.matrix("small-json-api")
    assert matrix.weights == matrix.comparison.preset("small-json-api").weights
    assert matrix.ratings == matrix.comparison.ratings
    assert matrix.ruled_out == {}


# Search


def keys(store: Store, words: str, *kinds: str) -> list[str]:
    return [hit.key for hit in store.read.search(words, kinds)]


def test_search_finds_csrf_with_its_topic_and_its_criterion(store: Store) -> None:
    assert "python-web-frameworks/forms-and-csrf" in keys(store, "csrf", "criterion")
    hits = store.read.search("csrf", ["claim"])
    assert hits
    assert all("csrf" in (hit.title + hit.snippet).casefold() for hit in hits)
    assert all(hit.topic is not None for hit in hits)


def test_search_marks_what_it_found(store: Store) -> None:
    (hit, *_) = store.read.search("csrf")
    assert "\x02csrf\x03" in hit.snippet.casefold()


def test_search_takes_the_beginning_of_a_word_in_any_case_and_without_accents(
    store: Store,
) -> None:
    store.topics.note("16-security", "Über das Café in Zürich")
    for words in ("cafe", "CAFÉ", "caf", "zur uber", "Cafe\u0301"):
        assert keys(store, words, "note") == ["16-security"], words


@pytest.mark.parametrize(
    "slip", ["grapefriut", "grapfruit", "grapeffruit", "grapegruit", "Gräpefriut"]
)
def test_one_slip_in_a_word_is_forgiven(store: Store, slip: str) -> None:
    store.topics.note("16-security", "lemons and a grapefruit")
    assert keys(store, slip, "note") == ["16-security"]
    assert keys(store, f"{slip} lemons", "note") == ["16-security"]
    assert keys(store, slip[:-1], "note") == ["16-security"], "while it is still being typed"
    assert keys(store, f"x{slip}x", "note") == [], "two slips are another word"


def test_what_is_spelled_rightly_is_never_taken_for_a_slip(store: Store) -> None:
    store.topics.note("16-security", "lemons")
    store.topics.note("14-deployment", "lemans")
    assert keys(store, "lemons", "note") == ["16-security"]
    assert keys(store, "lemans", "note") == ["14-deployment"]


@given(word=st.text("abcdefghij", min_size=4, max_size=12), at=st.integers(0, 11), data=st.data())
def test_slips_are_all_words_from_which_one_slip_leads_here(
    word: str, at: int, data: st.DataObject
) -> None:
    at %= len(word)
    letter = data.draw(st.sampled_from("abcdefghij"))
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    for typed in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        swapped,
    ):
        if typed != word and len(typed) in search.SLIP_LENGTHS:
            assert word in search.slips(typed), typed


def test_a_language_of_one_letter_is_no_beginning(store: Store) -> None:
    store.topics.note("16-security", "class and csrf")
    store.topics.note("14-deployment", "written in C++")
    assert keys(store, "c++", "note") == ["14-deployment"]
    assert set(keys(store, "c", "note")) == {"14-deployment", "16-security"}


def test_every_word_counts(store: Store) -> None:
    store.topics.note("16-security", "oranges and lemons")
    assert keys(store, "oranges lemons", "note") == ["16-security"]
    assert keys(store, "oranges grapefruits", "note") == []


@pytest.mark.parametrize("words", ["", "   ", "…", '"', "*", "()", "_", "-", "\0", "'';--"])
def test_a_search_without_a_word_finds_nothing(store: Store, words: str) -> None:
    assert store.read.search(words) == ()


@pytest.mark.parametrize(
    "words", ['"csrf', "csrf*", "(csrf", "csrf)", "^csrf", "csrf:", "-csrf", "{csrf}", "csrf\0"]
)
def test_signs_around_a_word_have_no_meaning(store: Store, words: str) -> None:
    assert keys(store, words) == keys(store, "csrf")


def test_the_operators_of_the_query_language_are_plain_words(store: Store) -> None:
    store.topics.note("16-security", "this or that, near and not far")
    for words in ("or", "near", "not", "and", "NOT far", "near OR that"):
        assert keys(store, words, "note") == ["16-security"], words


@given(words=st.text(st.characters(exclude_categories=()), max_size=60))
@example(words='"' * 50)
@example(words="a AND NOT (b OR c) NEAR/2 *")
@example(words="\ud800 csrf")
@example(words="x " * 5000)
@example(words="x" * 100_000)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_searched_for(store: Store, words: str) -> None:
    store.read.search(words, limit=2)


def test_a_pasted_page_searches_for_its_first_words(store: Store) -> None:
    words = "csrf " * search.WORDS_MAX
    assert keys(store, words + "grapefruits") == keys(store, "csrf")


def test_a_note_is_found_until_it_is_removed(store: Store) -> None:
    assert keys(store, "grapefruit") == []
    store.topics.note("16-security", "grapefruit first")
    assert keys(store, "grapefruit") == ["16-security"]
    store.topics.note("16-security", "lemon instead")
    assert keys(store, "grapefruit") == []
    assert keys(store, "lemon", "note") == ["16-security"]
    store.topics.note("16-security", " \n")
    assert keys(store, "lemon", "note") == []
    assert keys(store, "note on", "note") == []


def test_a_decision_is_found_by_what_it_says_now(store: Store) -> None:
    draft = DecisionDraft("Grapefruit", Status.PROPOSED, "flask", context="the tangerine problem")
    number = store.decisions.save(draft, store.read.matrix())
    assert keys(store, "grapefruit tangerine") == [str(number)]
    store.decisions.revise(number, DecisionDraft("Lime", Status.PROPOSED, "django"))
    assert keys(store, "grapefruit") == []
    assert keys(store, "lime", "decision") == [str(number)]
    store.decisions.set_status(number, Status.ACCEPTED, "agreed")
    assert keys(store, "lime", "decision") == [str(number)]


def test_search_keeps_to_its_limit_and_its_kinds(store: Store) -> None:
    assert len(store.read.search("django", limit=3)) == 3
    assert {hit.kind for hit in store.read.search("django", ["option", "topic"])} == {
        "option",
        "topic",
    }
    assert {hit.kind for hit in store.read.search("django", limit=10_000)} >= {
        "topic",
        "claim",
        "criterion",
    }
