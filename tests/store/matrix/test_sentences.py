import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from store.domain.matrix import Matrix
from store.matrix import flips, sensitivity
from store.matrix.groups import with_share
from store.matrix.robustness import Robustness, Vary, robustness
from store.matrix.scoring import LEADING, outcome, ranking
from store.matrix.sensitivity import End, Interval
from store.matrix.sentences import (
    dominance_sentences,
    find_out_sentence,
    flip_sentence,
    group_flip_sentence,
    interval_text,
    must_sentences,
    rating_flip_sentence,
    robustness_sentence,
    second_opinion_sentence,
    share_text,
    verdict,
)
from tests.store.matrices import any_weight, matrices, matrix, named, rated

Rows = Mapping[str, tuple[float, Sequence[float | None]]]

# Who leads


@pytest.mark.parametrize(
    ("rows", "ruled_out", "sentence"),
    [
        (
            {"Start": (2, (5, 1)), "Admin": (6, (2, 4))},
            (),
            "Django leads with 65.0 % against 55.0 % for Flask.",
        ),
        ({"Admin": (1, (2, 4, 3))}, (), "Django leads with 80.0 % against 60.0 % for Bottle."),
        (
            {"Admin": (1, (2, 4, 3))},
            ["django"],
            "Bottle leads with 60.0 % against 40.0 % for Flask.",
        ),
        ({"Admin": (1, (3.5, 3.5))}, (), "Flask and Django tie at 70.0 %."),
        ({"Admin": (1, (3.5, 3.5, 3.5))}, (), "Flask, Django and Bottle tie at 70.0 %."),
        ({"Admin": (1, (2, 3, 3))}, (), "Django and Bottle tie at 60.0 %."),
        (
            {"Admin": (4, (3, 3, 0)), "Start": (1, (None, 4, 4))},
            (),
            (
                "It is open: Flask 48.0 to 68.0 %, Django 64.0 %; "
                "unknown ratings could still decide it."
            ),
        ),
        ({"Admin": (1, (2, 4))}, ["django"], "Only Flask is in the running."),
        ({"Admin": (0, (2, 4))}, (), "Nothing to score: every weight is 0."),
        (
            {"Admin": (1, (2, 4))},
            ["flask", "django"],
            "Nothing to score: every option is ruled out.",
        ),
        (
            {"Admin": (10, (2.5, 2.5)), "Start": (0.001, (2.5, 5))},
            (),
            "Too close to call: Django leads Flask by less than 0.1 points, at 50.0 %.",
        ),
        (
            {f"{place}": (1, (2.5, 2.5)) for place in range(600)} | {"Start": (1, (2, 3))},
            (),
            "Django leads Flask by less than 0.1 points, at 50.0 %.",
        ),
        (
            {"Admin": (10, (2.5, 2.5)), "Start": (1, (2.5, 5))},
            (),
            "Too close to call: Django leads with 54.5 % against 50.0 % for Flask.",
        ),
        ({}, (), "Nothing to score: there is no option."),
    ],
)
def test_verdict(
    rows: Mapping[str, tuple[float, Sequence[float | None]]],
    ruled_out: Sequence[str],
    sentence: str,
) -> None:
    assert verdict(named(rows, ruled_out)) == sentence


def test_an_unknown_must_leaves_it_open() -> None:
    rows: Rows = {"Admin": (0, (None, 4, 2)), "Start": (1, (5, 3, 5))}
    m = named(rows, minimums={"Admin": 4})
    assert verdict(m) == (
        "It is open: Flask would lead with 100.0 %, "
        "but whether Flask meets the must “Admin” is unknown."
    )
    assert must_sentences(m) == ["Whether Flask meets the must “Admin”, at least 4, is unknown."]
    assert verdict(rated(m, "Start", "django", 5)) == (
        "It is open: Flask and Django would tie at 100.0 %, "
        "but whether Flask meets the must “Admin” is unknown."
    )
    assert verdict(rated(m, "Start", "flask", None)) == (
        "It is open: Flask 0.0 to 100.0 %, Django 60.0 %; unknown ratings could still decide it."
    )


def test_open_names_only_those_who_could_be_first() -> None:
    m = named({"Start": (5, (None, 2, 1))})
    assert verdict(m) == (
        "It is open: Flask 0.0 to 100.0 %, Django 40.0 %; unknown ratings could still decide it."
    )
    barred = named({"Start": (5, (4, 2, 1)), "Admin": (5, (None, 4, None))}, minimums={"Admin": 3})
    assert verdict(barred) == (
        "It is open: Flask 40.0 to 90.0 %, Django 60.0 %, Bottle 10.0 to 60.0 %; "
        "unknown ratings could still decide it."
    )


@given(m=matrices(unknown=True, minimums=True, least=2))
def test_every_option_that_is_open_could_be_first(m: Matrix) -> None:
    sentence = verdict(m)
    could = {p.score.option.name for p in ranking(m) if p.best == 1}
    if "could still decide" in sentence:
        assert set(re.findall(r"\b(O\d)\b", sentence)) == could
        assert len(could) > 1


def test_scores_that_are_compared_are_told_apart() -> None:
    m = named({"Start": (5, (3, 2.5)), "Admin": (1, (2.502, None))})
    assert verdict(m) == "Flask leads with 58.34 % against 41.67 to 58.33 % for Django."


def test_without_criteria_there_is_nothing_to_score() -> None:
    m = named({"Admin": (1, (2, 4))})
    bare = replace(m, comparison=replace(m.comparison, criteria=()))
    assert verdict(bare) == "Nothing to score: there is no criterion."


def test_who_cannot_win_is_told_once() -> None:
    m = named({"Admin": (1, (5, 4, 4)), "Start": (2, (3, 3, 2)), "Forms": (0, (1, 2, 5))})
    assert dominance_sentences(m) == [
        "Django cannot win: Flask is at least as good on every weighted criterion.",
        "Bottle cannot win: Flask is at least as good on every weighted criterion.",
    ]


# What would change it


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            {"Start": (2, (5, 1)), "Admin": (6, (2, 4))},
            "Flask leads once “Start” weighs more than 3 (now 2).",
        ),
        (
            {"Start": (2, (2, 1)), "Admin": (4, (2, 4))},
            "Flask leads once “Admin” weighs less than 1 (now 4).",
        ),
        (
            {"Start": (2.5, (5, 2)), "Admin": (5, (1, 4.5))},
            "Flask leads once “Admin” weighs 2.14 or less (now 5).",
        ),
        (
            {"Start": (1, (4, 1)), "Admin": (5, (2, 4))},
            "Flask leads once “Start” weighs 3.34 or more (now 1).",
        ),
        (
            {"Start": (9, (2, 1)), "Admin": (10, (1, 2))},
            "Flask leads once “Admin” weighs less than 9 (now 10).",
        ),
        (
            {"Start": (9, (2, 1)), "Admin": (10, (0, 1)), "Forms": (0, (1, 1))},
            "Flask leads once “Admin” weighs less than 9 (now 10).",
        ),
        (  # Flask and Bottle are alike.
            {"Start": (4, (3, 0, 3)), "Admin": (5, (2, 5, 2))},
            "Flask and Bottle lead once “Start” weighs more than 5 (now 4).",
        ),
        (  # Bottle draws level where Forms weigh nothing, but is nowhere better.
            {"Start": (5, (0, 3, 3)), "Admin": (5, (4, 3, 3)), "Forms": (1, (0, 3, 2))},
            "Flask leads once “Start” weighs 0.66 or less (now 5).",
        ),
        (
            {"Start": (2.0408, (4, 3)), "Admin": (2.0401, (3, 4))},
            "Django leads once “Start” weighs 2.04 or less (now 2.041).",
        ),
        (
            {"Start": (4, (4, 3)), "Admin": (3.999999, (3, 4))},
            "Django leads once “Start” weighs 3.99 or less (now 4).",
        ),
        (
            {"Start": (3, (2, 2)), "Admin": (5, (2, 4))},
            "No weights make another option win.",
        ),
        ({"Admin": (5, (2, 4))}, "No weights make another option win."),
        (
            {"Start": (2, (1, 2)), "Admin": (6, (2, 4))},
            "No weights make another option win.",
        ),
        (
            {"Start": (8, (2, 1)), "Admin": (9.999, (1, 2))},
            "Flask leads once “Start” weighs 10 (now 8).",
        ),
        (
            {"Start": (1, (5, 4)), "Admin": (9, (2, 4)), "Forms": (9, (1, 4))},
            (
                "No single weight between 0 and 10 would change who leads. Flask leads once "
                "“Start” has 71.43 % or more of the whole weight (now 5.26 %)."
            ),
        ),
        (
            {"Start": (1, (None, 4.5)), "Admin": (9, (0, 5))},
            "Flask may lead once “Admin” weighs less than 0.1 (now 9).",
        ),
        (  # Flask passes Bottle in its turn: it does not lead from there to the end of the scale.
            {"Start": (2, (5, 0, 3)), "Admin": (6, (0, 4.5, 2.5)), "Forms": (3, (0, 1, 1))},
            "Bottle takes over once “Start” weighs more than 4 (now 2).",
        ),
    ],
)
def test_flip(rows: Rows, sentence: str) -> None:
    assert flip_sentence(named(rows)) == sentence


@pytest.mark.parametrize(
    ("rows", "minimums", "sentence"),
    [
        (
            {"Start": (2, (5, 1)), "Admin": (6, (2, 4))},
            {},
            "Flask leads once it is rated 2.67 or more on “Admin” (now 2).",
        ),
        (
            {"Admin": (4, (4.5, 5)), "Start": (1, (0, 4))},
            {},
            "Flask leads once Django is rated less than 3.5 on “Admin” (now 5).",
        ),
        (
            {"Admin": (4, (4.5, 5)), "Start": (1, (3.5, 4))},
            {"Start": 3.5},
            (
                "Flask leads once Django is rated less than 3.5 on “Start” (now 4), "
                "where 3.5 is a must."
            ),
        ),
        (
            {"Admin": (1, (4, 5))},
            {},
            "Flask leads once Django is rated less than 4 on “Admin” (now 5).",
        ),
        (
            {"Start": (1, (0, 5)), "Admin": (1, (0, 0)), "Forms": (1, (4, 4))},
            {},
            "Flask draws level once it is rated 5 on “Start” (now 0).",
        ),
        (
            {"Admin": (4, (5, 4.996, 4.996))},
            {"Admin": 4.995},
            "Django and Bottle lead once Flask is rated 4.99 or less on “Admin” (now 5).",
        ),
        (
            {"Admin": (5, (1, 5)), "Start": (1, (1, 5)), "Forms": (5, (1, 5))},
            {},
            "No single rating between 0 and 5 would change who leads.",
        ),
    ],
)
def test_flip_by_a_rating(rows: Rows, minimums: Mapping[str, float], sentence: str) -> None:
    assert rating_flip_sentence(named(rows, minimums=minimums)) == sentence


@pytest.mark.parametrize(
    ("rows", "minimums", "sentence"),
    [
        (
            {"Start": (4, (3, 2)), "Admin": (2, (2, None))},
            {},
            "What to find out next: “Admin” of Django. Django leads once it is rated more than 4.",
        ),
        (
            {"Start": (4, (3, 2)), "Admin": (3, (None, 2)), "Forms": (1, (None, 2.25))},
            {},
            (
                "What to find out next: “Admin” of Flask. Django leads once it is rated 0.58 or "
                "less, with the other unknown ratings at 2.5."
            ),
        ),
        (
            {"Start": (0, (5, 2)), "Admin": (1, (None, 4))},
            {"Admin": 4.5},
            "",
        ),
        (
            {"Start": (4, (5, 2)), "Admin": (0, (None, 4))},
            {"Admin": 3},
            "What to find out next: “Admin” of Flask. Django leads once it is rated less than 3.",
        ),
        (
            {"Start": (4, (3, 2)), "Admin": (1.5, (None, None))},
            {},
            (
                "What to find out next: “Admin” of Flask can move most, 27.3 points, "
                "but no unknown rating alone changes who leads."
            ),
        ),
        ({"Start": (4, (3, 2))}, {}, ""),
        (
            {"Start": (4, (3, 2)), "Admin": (2, (2, None)), "Forms": (0, (None, None))},
            {},
            "What to find out next: “Admin” of Django. Django leads once it is rated more than 4.",
        ),
        (
            {"Start": (4, (3, 2, 2)), "Admin": (3, (None, 2, 2))},
            {},
            (
                "What to find out next: “Admin” of Flask. Django and Bottle lead once it is rated "
                "0.66 or less."
            ),
        ),
        (
            {"Start": (4, (3, 2)), "Admin": (3, (None, 3)), "Forms": (1, (None, None))},
            {"Forms": 3},
            (
                "What to find out next: “Admin” of Flask. Django leads once it is rated 1.66 or "
                "less, with the other unknown ratings at 2.5 or, where one is a must, halfway from "
                "there to 5."
            ),
        ),
    ],
)
def test_what_to_find_out(rows: Rows, minimums: Mapping[str, float], sentence: str) -> None:
    assert find_out_sentence(named(rows, minimums=minimums)) == sentence


@pytest.mark.parametrize(
    ("rows", "ruled_out"),
    [
        ({"Admin": (1, (3, 3))}, ()),
        ({"Admin": (1, (None, 3))}, ()),
        ({"Admin": (0, (2, 4))}, ()),
        ({"Admin": (1, (2, 4))}, ["django"]),
    ],
)
def test_where_nobody_leads_outright_nothing_flips(rows: Rows, ruled_out: Sequence[str]) -> None:
    m = named(rows, ruled_out)
    assert flip_sentence(m) == group_flip_sentence(m) == rating_flip_sentence(m) == ""


AMOUNT = re.compile(
    r"(?:weighs|has|is rated) (?:(more|less) than )?([\d.]+)(?: %)?(?: or (more|less))?"
)


def followed(m: Matrix, sentence: str, number: float) -> Matrix:
    """The matrix with the number of a sentence on the nearest flip in its place."""
    if "is rated" in sentence:
        rating = flips.nearest_rating_flip(m)
        assert rating
        return rated(m, rating.criterion.slug, rating.option.slug, number)
    if "whole weight" not in sentence:
        flip = flips.nearest_flip(m)
        assert flip
        return m.with_weight(flip.criterion.slug, number)
    if "the group" in sentence:
        group = flips.nearest_group_flip(m)
        assert group
        return replace(m, weights=with_share(m, group.group.criteria, number / 100))
    share = flips.nearest_share_flip(m)
    assert share
    return replace(m, weights=with_share(m, [share.criterion], number / 100))


@given(
    weights=st.lists(any_weight, min_size=4, max_size=4),
    table=st.lists(
        st.lists(st.integers(0, 50).map(lambda n: n / 10), min_size=3, max_size=3),
        min_size=4,
        max_size=4,
    ),
    like=st.integers(0, 2),
)
def test_who_follows_a_sentence_to_the_letter_gets_what_it_says(
    weights: list[float], table: list[list[float]], like: int
) -> None:
    m = matrix(weights, [[*row, row[like]] for row in table])  # two options are alike
    assume(outcome(m).lead in LEADING)
    leader = outcome(m).first[0].option
    for sentence in (flip_sentence(m), group_flip_sentence(m), rating_flip_sentence(m)):
        found = AMOUNT.search(sentence)
        if found is None:
            assert sentence == "" or sentence.startswith("No ")
            continue
        _, told, verb = re.split(r"^(?:No .*? who leads\. )?(.*?) (lead|draw|take)", sentence)[:3]
        names = set(re.split(", | and ", told))
        assert (f"{told} {verb}s" in sentence) == (len(names) == 1)

        def first(number: float, sentence: str = sentence) -> set[str]:
            standing = outcome(followed(m, sentence, number))
            return {score.option.name for score in standing.first}

        number, now = float(found[2]), float(re.findall(r"now ([\d.]+)", sentence)[0])
        rises = number > now
        assert number != now
        step = 10.0 ** -max(2, len(found[2].partition(".")[2])) * (1 if rises else -1)
        assert (found[1] or found[3]) in ({"more"} if rises else {"less"}) | {None}
        if verb == "draw":
            assert {leader.name} | names == first(number)
            continue
        if found[1]:  # more or less than that: level there, and past it with the next step
            assert {leader.name} | names <= first(number)
            number += step
        elif found[3]:
            assert leader.name in first(number - step)
        assert leader.name not in first(number)
        end = number in (0, 10, 100) or "takes over" in sentence or "take over" in sentence
        assert names == first(number) or end


# How sure it is

OTHER = named({"Admin": (1, (2, 4))}).comparison.options[1:]


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (End(0, 0), End(1, inf), "any"),
        (End(0, 2.1411, OTHER), End(1, inf), "2.15 or more"),
        (End(0, 0), End(0.5, 8.339, OTHER), "up to 8.33"),
        (End(0, 0), End(0.5, 10, OTHER), "up to 10"),
        (End(0, 0), End(0.9, 73, OTHER), "any"),
        (End(0, 2.1411, OTHER), End(0.9, 10.01, OTHER), "2.15 or more"),
        (End(0, 2.14, OTHER), End(0.5, 8.33, OTHER), "2.14 to 8.33"),
        (End(0, 0, OTHER), End(0.5, 8.33, OTHER), "0 to 8.33"),
        (End(0, 3.001, OTHER), End(0.5, 3.002, OTHER), "3.001 to 3.002"),
        (End(0, 3.00142, OTHER), End(1, inf), "3.00142 or more"),
        (End(0, 3.001427, OTHER), End(1, inf), "3.00143 or more"),
    ],
)
def test_an_interval_is_rounded_inwards(low: End, high: End, text: str) -> None:
    criterion = named({"Admin": (1, (2, 4))}).comparison.criteria[0]
    assert interval_text(Interval(criterion, 0.1, 3.0015, low, high)) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (End(0.0, 0.0), End(1.0, inf), "any"),
        (End(0.09341, 1, OTHER), End(1.0, inf), "9.35 to 100 %"),
        (End(0.0, 0.0), End(0.33337, 8, OTHER), "0 to 33.33 %"),
        (End(0.0999999, 3, OTHER), End(0.1000002, 3, OTHER), "9.99999 to 10.00002 %"),
    ],
)
def test_an_interval_of_shares_is_rounded_inwards(low: End, high: End, text: str) -> None:
    criterion = named({"Admin": (1, (2, 4))}).comparison.criteria[0]
    assert share_text(Interval(criterion, 0.1, 3.0, low, high)) == text


def test_robustness_is_told_with_what_it_takes_to_repeat_it() -> None:
    options = named({"Admin": (1, (2, 4, 3))}).comparison.options

    def told(vary: Vary, *first: float) -> str:
        return robustness_sentence(
            Robustness(vary, 10_000, 7, options, tuple((each, 0, 0) for each in first))
        )

    assert told(Vary.AROUND, 0.166, 0.832, 0.002) == (
        "With every weight between half and twice the chosen one, Django is first in 83 %, "
        "Flask in 17 % of 10,000 samples (seed 7)."
    )
    assert told(Vary.FREE, 1, 0, 0) == (
        "With all weights at random, Flask is first in 100 % of 10,000 samples (seed 7)."
    )
    assert "in over 99 % of" in told(Vary.FREE, 0.9999, 0.0001, 0)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            {"Admin": (2, (2, 4)), "Start": (1, (4, 3))},
            "Second opinion: the weighted product also says Django; TOPSIS also says Django.",
        ),
        (
            {"Admin": (2, (0, 4, 3)), "Start": (2, (5, 1, 1))},
            (
                "Second opinion: the weighted product says Django (it counts Flask as nothing for "
                "a single rating of 0); TOPSIS also says Flask and Django."
            ),
        ),
        (
            {"Admin": (2, (None, 4)), "Start": (1, (4, None))},
            (
                "Second opinion: the weighted product cannot tell (it needs every rating, and 2 "
                "are unknown); TOPSIS cannot tell (it needs every rating, and 2 are unknown)."
            ),
        ),
        ({"Admin": (0, (2, 4))}, ""),
    ],
)
def test_second_opinion(rows: Rows, sentence: str) -> None:
    assert second_opinion_sentence(named(rows)) == sentence


@given(m=matrices(unknown=True, minimums=True))
def test_every_sentence_is_a_sentence(m: Matrix) -> None:
    found = robustness(m, samples=10)
    sentences = [
        verdict(m),
        flip_sentence(m),
        group_flip_sentence(m),
        rating_flip_sentence(m),
        find_out_sentence(m),
        second_opinion_sentence(m),
        *must_sentences(m),
        *dominance_sentences(m),
        *([robustness_sentence(found)] if found else []),
    ]
    assert verdict(m)
    for sentence in sentences:
        assert not sentence or (sentence[0].isupper() and sentence.endswith("."))
        assert "None" not in sentence
        assert "-0" not in sentence
    assert all(interval_text(each) for each in sensitivity.intervals(m))


def test_names_of_five_hundred_characters_are_kept_whole() -> None:
    m = named({"Start": (2, (5, 1)), "Admin": (6, (2, 4))})
    long = "[b]" * 160 + "Django"
    options = tuple(replace(option, name=long) for option in m.comparison.options)
    m = replace(m, comparison=replace(m.comparison, options=options))
    assert verdict(m) == f"{long} leads with 65.0 % against 55.0 % for {long}."
    assert long in flip_sentence(m)
