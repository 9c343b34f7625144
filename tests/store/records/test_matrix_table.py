"""The matrix in a record survives the trip into a file and back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.domain.matrix import Comparison, Criterion, Matrix, Option, Rating
from store.domain.text import visible
from store.markdown.escape import escape
from store.markdown.inline import plain
from store.matrix.markdown_table import STAYS_FIRST, table
from store.records.document import RecordError
from store.records.matrix_table import (
    BARS_MAX,
    DifferenceKind,
    RecordedRating,
    differences,
    matrix_of,
    with_matrix,
)
from store.records.parse import read
from store.records.render import record
from tests.store.records.folders import changed_lines
from tests.store.records.test_render import DECISION, MARKUP, MATRIX

RECORD = read(record(DECISION), "0007-use-django.md")

pieces = st.one_of(
    st.sampled_from(MARKUP), st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
)
typed = st.lists(pieces, min_size=1, max_size=5).map("".join)
weights = st.integers(0, 1000).map(lambda value: value / 100)
ratings = st.none() | st.integers(0, 500).map(lambda value: value / 100)


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    names = st.lists(typed, min_size=1, max_size=4, unique_by=lambda name: visible(name).strip())
    options = tuple(Option(f"o{n}", name, "", "") for n, name in enumerate(draw(names)))
    criteria = tuple(Criterion(f"c{n}", "", name, "", "", "") for n, name in enumerate(draw(names)))
    given_ = {c.slug: draw(weights) for c in criteria}
    rated = {
        (c.slug, o.slug): Rating(draw(ratings), "", changed=draw(st.booleans()))
        for c in criteria
        for o in options
    }
    comparison = Comparison("c", "C", "?", options, criteria, rated, given_, ())
    return Matrix(1, "M", None, comparison, given_, rated, {})


@given(typed)
def test_words_that_were_escaped_are_read_as_they_were_typed(text: str) -> None:
    assert plain(escape(text)) == visible(text).strip()
    assert plain(escape(text, table=True)) == visible(text).strip()


@given(matrices())
def test_a_table_says_what_the_matrix_does(matrix: Matrix) -> None:
    recorded = matrix_of(read(f"# A\n\n{table(matrix)}\n"))
    assert recorded is not None
    assert differences(recorded, matrix) == ()


def test_a_weight_edited_in_the_file_is_found() -> None:
    edited = read(RECORD.text.replace("| Migrations | 7.5 |", "| Migrations | 3 |"))
    recorded = matrix_of(edited)
    assert recorded is not None
    (found,) = differences(recorded, MATRIX)
    assert (found.kind, found.criterion_slug) == (DifferenceKind.WEIGHT, "migrations")
    assert (found.stored, found.recorded) == (7.5, 3.0)
    assert changed_lines(edited, with_matrix(edited, MATRIX))[:2] == [
        "- | Migrations | 3 | 4.5\\* | 4 | 2 | any |\n",
        "+ | Migrations | 7.5 | 4.5\\* | 4 | 2 | any |\n",
    ]


def test_ratings_are_numbers_unknown_or_somebodys_own() -> None:
    recorded = matrix_of(RECORD)
    assert recorded is not None
    assert recorded.options == ("Flask", "Django", "Falcon")
    assert recorded.ratings["Memory", "Flask"] == RecordedRating(None)
    assert recorded.ratings["Migrations", "Flask"] == RecordedRating(4.5, changed=True)
    assert recorded.ratings["Migrations", "Django"] == RecordedRating(4.0)


@pytest.mark.parametrize(
    ("old", "new", "kind", "name"),
    [
        ("| Memory | 2 | ? |", "| Memory | 2 | 3 |", DifferenceKind.RATING, "Memory Flask"),
        ("| 4.5\\* | 4 |", "| 4.5\\* | ? |", DifferenceKind.RATING, "Migrations Django"),
        ("| 4.5\\* | 4 |", "| 4.5 | 4 |", DifferenceKind.OWN, "Migrations Flask"),
        ("| Accounts | 6 | 3 | 4 | 2 | any |\n", "", DifferenceKind.CRITERION_GONE, "Accounts "),
        ("| Learning |", "| Teaching | 1 | 1 | 1 | 1 |\n| Learning |",
        DifferenceKind.CRITERION_ADDED,
         "Teaching "),
        ("| Weight | Flask |", "| Weight | Bottle |", DifferenceKind.OPTION_ADDED, " Bottle"),
    ],
)  # fmt: skip
def test_what_differs_is_told(old: str, new: str, kind: DifferenceKind, name: str) -> None:
    edited = read(RECORD.text.replace(old, new))
    assert edited.text != RECORD.text
    recorded = matrix_of(edited)
    assert recorded is not None
    found = differences(recorded, MATRIX)[0]
    assert (found.kind, f"{found.criterion} {found.option}") == (kind, name)
    mended = with_matrix(edited, MATRIX)
    again = matrix_of(mended)
    assert again is not None
    assert differences(again, MATRIX) == ()


def test_a_table_made_pretty_by_hand_stays_pretty() -> None:
    pretty = read(
        RECORD.text.replace("| Memory | 2 | ? | 4 | 2 |", "| Memory   | 2.0 | ?  | 4 |2 |")
    )
    assert with_matrix(pretty, MATRIX) is pretty
    other = MATRIX.with_weight("memory", 3)
    rows = changed_lines(pretty, with_matrix(pretty, other))
    assert "+ | Memory   | 3 | ?  | 4 |2 | any |\n" in rows
    # With it move the scores, which are worked out of all weights.
    assert {row.split("|")[1].strip() for row in rows} == {"Memory", "Score"}


def test_an_option_may_be_called_like_the_column_that_is_worked_out() -> None:
    flask, *others = MATRIX.comparison.options
    options = (*others, replace(flask, name=STAYS_FIRST))
    matrix = replace(MATRIX, comparison=replace(MATRIX.comparison, options=options))
    for shown in (matrix, replace(matrix, weights=dict.fromkeys(matrix.weights, 0.0))):
        recorded = matrix_of(read(f"# A\n\n{table(shown)}\n"))
        assert recorded is not None
        assert recorded.options == ("Django", "Falcon", STAYS_FIRST)


def test_line_ends_are_kept() -> None:
    ended = read(RECORD.text.replace("\n", "\r\n"))
    fewer = replace(
        MATRIX, comparison=replace(MATRIX.comparison, criteria=MATRIX.comparison.criteria[1:])
    )
    for matrix in (MATRIX.with_weight("memory", 3), fewer):
        changed = with_matrix(ended, matrix)
        assert "\n" not in changed.text.replace("\r\n", "")
        recorded = matrix_of(changed)
        assert recorded is not None
        assert differences(recorded, matrix) == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("| Memory | 2 |", "| Memory | much |", "“much” as a weight"),
        ("| Memory | 2 |", "| Memory | 11 |", "“11” as a weight"),
        ("| Memory | 2 | ? |", "| Memory | 2 | 5.5 |", "“5.5” as a rating"),
        ("| Memory | 2 | ? |", "| Admin | 2 | ? |", "“Admin” again"),
        ("| Memory | 2 | ? | 4 |", "| Memory | 2 |", "has 4 cells, and the heading 6"),
        ("| Criterion | Weight | Flask |", "| Criterion | Weight | Django |", "“Django” twice"),
    ],
)
def test_what_is_no_matrix_is_told_with_its_line(old: str, new: str, said: str) -> None:
    with pytest.raises(RecordError, match=said) as told:
        matrix_of(read(RECORD.text.replace(old, new)))
    assert RECORD.text.split("\n")[int(str(told.value).split()[1]) - 1].startswith(old[:8])


def test_other_tables_are_no_matrix() -> None:
    assert matrix_of(read("# A\n\n| Criterion | Flask |\n| --- | --- |\n| a | b |\n")) is None
    assert matrix_of(read(f"# A\n\n```text\n{table(MATRIX)}\n```\n")) is None


def test_a_table_of_nothing_but_bars_is_refused() -> None:
    text = f"# A\n\n| Criterion | Weight |{'|' * BARS_MAX}\n"
    with pytest.raises(RecordError, match="Line 3 of the matrix is beyond the 400,000 cells"):
        matrix_of(read(text))
