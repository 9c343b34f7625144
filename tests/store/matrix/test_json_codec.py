import json
from dataclasses import fields, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from store.domain.content import Source
from store.domain.matrix import (
    Comparison,
    Criterion,
    CriterionDraft,
    ItemKind,
    Matrix,
    Option,
    OptionDraft,
    Preset,
    Rating,
)
from store.matrix import json_codec, scoring
from store.store import Store

texts = st.text(st.characters(codec="utf-8"), max_size=20)
slugs = st.from_regex(r"[a-z][a-z0-9-]{0,6}", fullmatch=True)


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    options = tuple(
        Option(slug, draw(texts), draw(texts), draw(texts), draw(st.booleans()))
        for slug in draw(st.lists(slugs, unique=True, min_size=1, max_size=3))
    )
    criteria = tuple(
        Criterion(
            slug=slug,
            group=draw(texts),
            name=draw(texts),
            question=draw(texts),
            zero=draw(texts),
            five=draw(texts),
            topic=draw(texts),
            topic_number=draw(st.integers(1, 99)),
            own=draw(st.booleans()),
        )
        for slug in draw(st.lists(slugs, unique=True, max_size=3))
    )
    sources = [
        Source(slug, draw(texts), draw(st.none() | texts), draw(st.none() | texts), day)
        for slug in draw(st.lists(slugs, unique=True, max_size=3))
        for day in [draw(st.dates(date(1, 1, 1)))]
    ]
    ratings = {
        (criterion.slug, option.slug): Rating(
            draw(st.none() | st.floats(0, 5)),
            draw(texts),
            tuple(draw(st.lists(st.sampled_from(sources), unique=True))) if sources else (),
            tuple(draw(st.lists(texts, max_size=2))),
            draw(st.booleans()),
            draw(texts),
        )
        for criterion in criteria
        for option in options
    }
    weights = {criterion.slug: draw(st.floats(0, 10)) for criterion in criteria}
    presets = (Preset(draw(slugs), draw(texts), draw(texts), weights),)
    comparison = Comparison(
        draw(slugs), draw(texts), draw(texts), options, criteria, ratings, weights, presets
    )
    out = draw(st.sets(st.sampled_from([option.slug for option in options])))
    preset = draw(st.none() | st.just(presets[0].slug))
    reasons = {slug: draw(texts) for slug in sorted(out)}
    minimums = {criterion.slug: draw(st.floats(0, 5)) for criterion in criteria[:1]}
    return Matrix(
        draw(st.integers(0, 9)),
        draw(texts),
        preset,
        comparison,
        weights,
        ratings,
        reasons,
        minimums,
    )


@given(matrix=matrices())
def test_a_matrix_comes_back_as_it_was_kept(matrix: Matrix) -> None:
    back = json_codec.from_json(json.loads(json.dumps(json_codec.to_json(matrix))))
    presets = matrix.comparison.presets if matrix.preset is not None else ()
    assert back == replace(matrix, id=0, comparison=replace(matrix.comparison, presets=presets))
    assert json_codec.to_json(back) == json_codec.to_json(matrix)


def test_the_users_own_matrix_comes_back_with_its_changes(store: Store) -> None:
    store.matrices.use_preset(1, "small-json-api")
    store.matrices.set_weight(1, "migrations", 9.25)
    store.matrices.set_rating(1, "first-route", "flask", (1.5, "measured here"))
    store.matrices.set_rating(1, "first-route", "django", (None, ""))
    store.matrices.rule_out(1, "django", "too large")
    own = store.matrices.items(ItemKind.CRITERION).add(1, CriterionDraft("Our own", weight=7))
    store.matrices.items(ItemKind.OPTION).add(1, OptionDraft("In-house"))
    store.matrices.set_minimum(1, own, 2)
    store.matrices.items(ItemKind.CRITERION).hide(1, "migrations")
    matrix = store.read.matrix()
    back = json_codec.from_json(json.loads(json.dumps(json_codec.to_json(matrix))))
    for field in fields(Matrix):
        if field.name not in ("id", "comparison", "hidden_options", "hidden_criteria"):
            assert getattr(back, field.name) == getattr(matrix, field.name), field.name
    assert (back.hidden_options, back.hidden_criteria) == ((), ())
    assert "migrations" not in back.weights
    assert back.comparison.criteria[-1].own
    assert back.comparison.options[-1].own
    assert back.base_weights == matrix.base_weights
    assert back.comparison.ratings == matrix.ratings
    assert [preset.slug for preset in back.comparison.presets] == ["small-json-api"]
    assert scoring.outcome(back) == scoring.outcome(matrix)
    assert scoring.scores(back) == scoring.scores(matrix)
