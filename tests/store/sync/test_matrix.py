"""A matrix through a folder and back: what is edited in the file, and what follows from it."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.domain.matrix import Matrix
from store.matrix.scoring import percent, scores
from store.records.matrix_table import differences, matrix_of, with_matrix
from store.records.parse import read
from store.store import Store
from store.sync.mapping import from_record
from store.sync.steps import Action
from tests.store.sync.test_sync import DRAFT, NAME, draft_of, edit, synced

THEIRS = "0001-use-flask.md"
TABLE = """\
| Criterion      | Weight | Flask | Django |
|----------------|-------:|------:|-------:|
| Admin          |      7 |     1 |      5 |
| Free of choice |    2.0 |  5 |  ?      |
"""
SCORES = "| Score          |      9 | 37.8 % | 77.8 to 100.0 % |\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "decisions"
    made.mkdir()
    return made


def put(folder: Path, table: str) -> Path:
    path = folder / THEIRS
    path.write_text(
        "# Use Flask\n\n## Considered Options\n\n- Flask\n- Django\n\n## Decision Outcome\n\n"
        f'Chosen option: "Flask", because we like it.\n\n### In numbers\n\n{table}\n'
        "\nWhat the numbers *mean*, nobody knows.\n",
        "utf-8",
    )
    return path


def changed(path: Path, before: str) -> list[str]:
    after = path.read_text("utf-8").split("\n")
    assert len(after) == len(before.split("\n"))
    return [new for old, new in zip(before.split("\n"), after, strict=True) if old != new]


def reweighed(store: Store, number: int, weight: float) -> Matrix:
    decision = store.read.decision(number)
    slug = decision.matrix.comparison.criteria[0].slug
    matrix = decision.matrix.with_weight(slug, weight)
    store.decisions.revise(number, draft_of(decision), matrix)
    return matrix


def test_in_a_table_of_others_one_cell_is_written(store: Store, folder: Path) -> None:
    path = put(folder, TABLE)
    synced(store, folder)
    before = path.read_text("utf-8")
    reweighed(store, 1, 3)
    synced(store, folder)
    assert changed(path, before) == ["| Admin          |      3 |     1 |      5 |"]
    store.decisions.undo()
    synced(store, folder)
    assert path.read_text("utf-8") == before


def test_scores_in_a_table_of_others_follow(store: Store, folder: Path) -> None:
    path = put(folder, TABLE + SCORES)
    synced(store, folder)
    before = path.read_text("utf-8")
    assert SCORES in before
    matrix = reweighed(store, 1, 2)
    flask, django = (percent(each) for each in scores(matrix))
    synced(store, folder)
    assert changed(path, before) == [
        "| Admin          |      2 |     1 |      5 |",
        f"| Score          |      4 | {flask} | {django} |",
    ]
    assert synced(store, folder) == []


def test_scores_follow_what_was_edited_in_the_file(store: Store, folder: Path) -> None:
    path = put(folder, TABLE + SCORES)
    synced(store, folder)
    edit(path, "|      7 |", "|      2 |")
    before = path.read_text("utf-8")
    synced(store, folder)
    (row,) = changed(path, before)
    flask, django = (percent(each) for each in scores(store.read.decision(1).matrix))
    assert row == f"| Score          |      4 | {flask} | {django} |"
    assert synced(store, folder) == []
    # Another field does not bring the old scores back.
    before = path.read_text("utf-8")
    known = store.read.decision(1)
    store.decisions.revise(1, replace(draft_of(known), title="Use it"))
    synced(store, folder)
    assert changed(path, before) == ["# Use it"]


def test_an_option_that_came_gets_a_column_and_no_more(store: Store, folder: Path) -> None:
    path = put(folder, TABLE)
    synced(store, folder)
    edit(path, "| Django |\n", "| Django | Falcon |\n")
    edit(path, "-------:|\n|", "-------:|---|\n|")
    edit(path, "|      5 |\n", "|      5 | 2 |\n")
    edit(path, "|  ?      |\n", "|  ?      | 3 |\n")
    before = path.read_text("utf-8")
    synced(store, folder)
    assert path.read_text("utf-8") == before
    assert [each.name for each in store.read.decision(1).matrix.comparison.options] == [
        "Flask", "Django", "Falcon",
    ]  # fmt: skip
    store.decisions.undo()
    synced(store, folder)
    recorded = matrix_of(read(path.read_text("utf-8")))
    assert recorded is not None
    assert recorded.options == ("Flask", "Django")
    assert "Score" not in path.read_text("utf-8")


def cell(path: Path, criterion: str, column: int) -> str:
    (line,) = [
        line for line in path.read_text("utf-8").splitlines() if line.startswith(f"| {criterion} |")
    ]
    return line.split(" | ")[column].strip("| ")


def rated(path: Path, criterion: str, column: int, value: str) -> None:
    text = path.read_text("utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {criterion} |")]
    cells = line.split(" | ")
    cells[column] = value
    path.write_text(text.replace(line, " | ".join(cells)), "utf-8")


@pytest.mark.parametrize(
    ("value", "shown"), [("0.5", r"0.5\*"), ("?", r"?\*"), (r"0.5\*", r"0.5\*")]
)
def test_a_rating_edited_in_the_file_is_somebodys_own(
    store: Store, folder: Path, value: str, shown: str
) -> None:
    number = store.decisions.save(DRAFT, store.read.matrix())
    synced(store, folder)
    path = folder / NAME
    first = store.read.decision(number).matrix.comparison.criteria[0]
    before = cell(path, first.name, 2)
    rated(path, first.name, 2, value)
    assert synced(store, folder) == [(NAME, Action.READ)]
    assert cell(path, first.name, 2) == shown
    rating = store.read.decision(number).matrix.ratings[first.slug, "flask"]
    assert rating.changed
    assert rating.value == (None if value == "?" else 0.5)
    assert synced(store, folder) == []
    assert len(store.read.revisions(number)) == 2
    store.decisions.undo()
    assert synced(store, folder) == [(NAME, Action.WRITE)]
    assert cell(path, first.name, 2) == before
    assert synced(store, folder) == []


def test_weights_bars_and_who_is_ruled_out_stay_with_what_is_edited(
    store: Store, folder: Path
) -> None:
    key = store.read.matrix().id
    first, second = store.read.matrix().comparison.criteria[:2]
    store.matrices.set_minimum(key, second.slug, 1)
    store.matrices.rule_out(key, "django", "Too large.")
    store.matrices.set_rating(key, second.slug, "flask", (None, "Not looked at."))
    number = store.decisions.save(DRAFT, store.read.matrix())
    synced(store, folder)
    before = store.read.decision(number).matrix
    rated(folder / NAME, first.name, 1, "0.25")
    synced(store, folder)
    after = store.read.decision(number).matrix
    assert after == before.with_weight(first.slug, 0.25)
    assert after.minimums == {second.slug: 1.0}
    assert after.ruled_out == {"django": "Too large."}
    assert synced(store, folder) == []
    text = (folder / NAME).read_text("utf-8")
    assert "Too large." in text
    assert cell(folder / NAME, second.name, 2) == r"?\*"


numbers = st.integers(0, 500).map(lambda value: value / 100)


@given(numbers, numbers | st.none(), st.booleans(), st.permutations(["Flask", "Django"]))
def test_a_table_of_others_keeps_all_but_the_cells(
    weight: float, rating: float | None, own: bool, order: list[str]
) -> None:
    head, end = '# A\n\n## Decision Outcome\n\nChosen option: "Flask"\n\n', "\nEnd.\n"
    document = read(f"{head}{TABLE}{SCORES}{end}")
    matrix = from_record(document).matrix
    slug = matrix.comparison.criteria[1].slug
    old = matrix.ratings[slug, "flask"]
    options = tuple(sorted(matrix.comparison.options, key=lambda each: order.index(each.name)))
    other = replace(
        matrix.with_weight(slug, weight),
        comparison=replace(matrix.comparison, options=options),
        ratings={**matrix.ratings, (slug, "flask"): replace(old, value=rating, changed=own)},
    )
    written = with_matrix(document, other)
    recorded = matrix_of(written)
    assert recorded is not None
    assert differences(recorded, other) == ()
    assert written.text.startswith(head + "\n".join(TABLE.split("\n")[:3]))
    assert written.text.endswith(end)
    assert with_matrix(written, other) is written
