"""A matrix in a file: what it may hold, every fault with its line, and the way back."""

import itertools
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.domain.errors import TITLE_MAX, ContentError
from store.domain.matrix import OWN_GROUP, CriterionDraft, ItemKind, Matrix, OptionDraft
from store.matrix.scoring import Lead, out_of_running, outcome, ranking, scores
from store.matrix.sensitivity import intervals
from store.matrix.sentences import verdict
from store.matrix.toml_file import read, write
from store.store import Store
from tests.store.matrices import matrices

PAGE = Path(__file__).parents[3] / "docs" / "matrix.md"
PLAIN = """\
title = "Plain"

[[options]]
name = "Oak"

[[options]]
name = "Pine tree"
slug = "pine"

[[criteria]]
name = "Price"
weight = 6
ratings = { Oak = 2, pine = 4.5 }

[[criteria]]
name = "Looks"
weight = 4
[criteria.ratings]
Oak = 5
pine = 3
"""

BAD_CELL = {
    "title": "X",
    "options": [{"name": "o"}],
    "criteria": [{"name": "é", "weight": 1, "ratings": {"o": float("nan")}}],
}

File = Callable[..., Path]


@pytest.fixture
def file(tmp_path: Path) -> File:
    """Writes a text into a file of that name."""

    def written(text: str, name: str = "matrix.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return written


def faults(path: Path) -> list[str]:
    """What is wrong with a file, as `line: fault`."""
    with pytest.raises(ContentError) as caught:
        read(path)
    assert all(fault.startswith(f"{path}:") for fault in caught.value.faults)
    return [fault.removeprefix(f"{path}:") for fault in caught.value.faults]


def example() -> str:
    """The file on the page that describes it."""
    found = re.search(r"```toml\n(.+?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    return found[1]


def numbers(matrix: Matrix) -> object:
    """All that is computed of a matrix, without what its options and criteria are called."""
    standing = outcome(matrix)
    return (
        [(score.option.slug, score.low, score.high) for score in scores(matrix)],
        [(each.score.option.slug, each.place, each.best, each.worst) for each in ranking(matrix)],
        [(each.low.weight, each.high.weight, each.low.share) for each in intervals(matrix)],
        (standing.lead, [score.option.slug for score in standing.first]),
        sorted(out_of_running(matrix)),
    )


def test_the_example_of_the_page(file: File) -> None:
    found = read(file(example(), "queues.toml"))
    assert found.name == "Which queue carries the orders?"
    assert [option.slug for option in found.comparison.options] == [
        "postgres", "RabbitMQ", "Kafka", "Files on disk",
    ]  # fmt: skip
    assert found.weights == {"Messages a second": 4, "Nothing gets lost": 10, "Night calls": 6}
    assert found.ratings["Night calls", "Kafka"].value is None
    assert found.ratings["Night calls", "Files on disk"].value is None
    assert found.minimums == {"Nothing gets lost": 3}
    assert out_of_running(found) == {"Files on disk": "Two data centres share no disk."}
    assert [score.low for score in scores(found)][:2] == [0.82, 0.72]
    assert outcome(found).lead is Lead.OPEN


def test_json_of_the_same_shape_is_the_same_matrix(file: File) -> None:
    value = tomllib.loads(example())
    value["criteria"][2]["ratings"]["Kafka"] = None
    assert read(file(json.dumps(value), "queues.json")) == read(file(example(), "queues.toml"))


def test_what_is_left_out_has_a_sensible_value(file: File) -> None:
    found = read(file(PLAIN))
    price = found.comparison.criteria[0]
    assert (price.slug, price.group, price.zero, price.five) == (
        "Price",
        OWN_GROUP,
        "worst",
        "best",
    )
    assert (found.minimums, found.ruled_out, found.comparison.question) == ({}, {}, "")
    assert verdict(found).startswith("Pine tree leads with ") or "Too close" in verdict(found)


@given(
    matrices(unknown=True, minimums=True), st.lists(st.text(max_size=30), min_size=9, max_size=9)
)
def test_a_matrix_that_is_written_is_read_with_the_same_numbers(
    tmp_path_factory: pytest.TempPathFactory, matrix: Matrix, names: list[str]
) -> None:
    comparison = matrix.comparison
    named = replace(
        matrix,
        name=f"M {names[0]}",
        ruled_out={comparison.options[0].slug: f"so {names[1]}"} if names[1] else {},
        comparison=replace(
            comparison,
            options=tuple(
                replace(option, name=f"{option.slug} {name}")
                for option, name in zip(comparison.options, names, strict=False)
            ),
            criteria=tuple(
                replace(criterion, name=f"{criterion.slug} {name}", question=name)
                for criterion, name in zip(comparison.criteria, names, strict=False)
            ),
        ),
    )
    path = tmp_path_factory.mktemp("matrices", numbered=True) / "m.toml"
    path.write_text(write(named), "utf-8")
    back = read(path)
    assert numbers(back) == numbers(named)
    assert (back.weights, back.minimums) == (named.weights, named.minimums)
    assert {k: r.value for k, r in back.ratings.items()} == {
        k: r.value for k, r in named.ratings.items()
    }
    assert write(back) == write(read(path))
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", path.read_text()
    )


def test_the_users_own_matrix_comes_back(store: Store, file: File) -> None:
    own = store.matrices.items(ItemKind.CRITERION).add(
        1, CriterionDraft("Our [own] \x1b[31m", weight=7.25)
    )
    added = store.matrices.items(ItemKind.OPTION).add(1, OptionDraft('In-house "X"'))
    store.matrices.set_rating(1, own, added, (3.5, "tried"))
    store.matrices.set_minimum(1, "admin-interface", 1.5)
    store.matrices.rule_out(1, "flask", 'too "small"')
    matrix = store.read.matrix()
    back = read(file(write(matrix)))
    assert numbers(back) == numbers(matrix)
    assert back.comparison.options[-1].name == 'In-house "X"'
    assert out_of_running(back) == out_of_running(matrix)


# What is wrong


def test_every_fault_is_told_with_its_line(file: File) -> None:
    text = PLAIN.replace("weight = 6", 'weight = "heavy"').replace("pine = 3", "pine = 5.5")
    text += '\n[[criteria]]\nname = "Price"\nweight = 3\n'
    assert faults(file(text)) == [
        "12: weight must be a number from 0 to 10, not the text “heavy”",
        '20: the rating of “pine” must be a number from 0 to 5 or "unknown", not 5.5',
        "23: “Price” stands twice",
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("weight = 6", "weight = nan", "12: weight must be a number from 0 to 10, not nan"),
        ("weight = 6", "weight = inf", "12: weight must be a number from 0 to 10, not inf"),
        ("weight = 6", "weight = -1", "12: weight must be a number from 0 to 10, not -1"),
        ("weight = 6", "weight = true", "12: weight must be a number from 0 to 10, not true"),
        ("weight = 6", "weight = 2026-11-24", "12: weight must be a number from 0 to 10, not 2026"),
        ("weight = 6", f"weight = 0x{'f' * 9000}", "12: weight must be a number from 0 to 10, not"),
        ("weight = 6\n", "", "10: weight is missing"),
        ("weight = 6", "weigth = 6", "12: there is no key “weigth”; there are name, "),
        ("pine = 4.5", "pine = false", "13: the rating of “pine” must be a number from 0 to 5"),
        ("pine = 4.5", "pine = [4]", '13: the rating of “pine” must be a number from 0 to 5 or "u'),
        ("pine = 4.5", "birch = 4", "13: there is no option “birch” to rate"),
        ("ratings = {", "ratings = 3 #", "13: ratings must be a table like { flask = 4 }, not 3"),
        ("weight = 6", "weight = 6\nmust = 7", "13: must must be a number from 0 to 5, not 7"),
        ('name = "Oak"', "name = 4", "4: name must be a text, not 4"),
        ('name = "Oak"', 'name = " "', "4: name: Give it a name."),
        ('name = "Oak"', 'summary = "x"', "3: name: Give it a name."),
        ('name = "Oak"', 'name = "pine Tree"', "7: “Pine tree” stands twice"),
        ('name = "Oak"', 'name = "Oak"\nslug = "Pine"', "9: “pine” stands twice"),
        ('name = "Oak"', 'name = "Oak"\nruled_out = ""', "5: say why the option is ruled out"),
        ('name = "Oak"', 'name = "Oak"\nurl = "javascript:x"', "5: url: An address begins with"),
        ('title = "Plain"', "", "1: title: Give it a name."),
        ('title = "Plain"', "title = 3", "1: title must be a text, not 3"),
        ('title = "Plain"', 'title = "Plain"\nscale = 9', "2: there is no key “scale”"),
        ('title = "Plain"', "title = Plain", "1: this is not TOML: "),
        ("ratings = {", f"ratings = {'[' * 5000}", "1: this is not TOML that can be read: it is"),
    ],
    ids=itertools.count(),
)
def test_a_fault(file: File, old: str, new: str, fault: str) -> None:
    (told,) = faults(file(PLAIN.replace(old, new, 1)))
    assert told.startswith(fault)
    assert len(told) < 200


def test_names_that_are_too_long_are_told_once(file: File) -> None:
    told = faults(file(PLAIN.replace('"Oak"', f'"{"o" * 500}"')))
    assert told == [f"4: name: At most {TITLE_MAX:,} characters; here are 500."]


@pytest.mark.parametrize("text", ["", 'title = "X"', 'title = "X"\noptions = []'])
def test_a_file_without_options(file: File, text: str) -> None:
    assert faults(file(text))[-1].startswith("1: there is no option; begin each with [[options]]")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "1: this is not JSON: "),
        ("[]", "1: the file must be an object that holds title, options and criteria"),
        ('{"title": "a", "title": "b"}', "1: this is not JSON that can be read: “title” stands"),
        ("[" * 100_000, "1: this is not JSON that can be read: it is nested too deep"),
        ('{"a": 1' + "0" * 5000 + "}", "1: this is not JSON that can be read: "),
        ('{"title": "a",\n"options": {"oak": 1}}', "1: options must be a list of tables"),
        (
            json.dumps(BAD_CELL, indent=1),
            "10: the rating of “o” must be a number from 0 to 5",
        ),
    ],
)
def test_a_fault_in_json(file: File, text: str, fault: str) -> None:
    assert faults(file(text, "m.json"))[0].startswith(fault)


def test_a_file_that_cannot_be_read(tmp_path: Path, file: File) -> None:
    assert faults(tmp_path / "none.toml") == ["1: the file is missing"]
    assert faults(tmp_path) == ["1: this is not a file"]
    assert faults(Path("/dev/null/x"))[0].startswith("1: the file cannot be read: ")
    path = file(PLAIN)
    path.write_bytes(PLAIN.replace("Looks", "\udcff").encode("utf-8", "surrogateescape"))
    assert faults(path) == ["16: this is not UTF-8; save the file in that encoding"]


# What is no fault


def value(weights: list[float], options: int, rating: Any = "unknown") -> dict[str, Any]:  # noqa: ANN401
    """A file of that many options, every cell rated the same."""
    names = [f"o{place}" for place in range(options)]
    return {
        "title": "X",
        "options": [{"name": name} for name in names],
        "criteria": [
            {"name": f"c{place}", "weight": weight, "ratings": dict.fromkeys(names, rating)}
            for place, weight in enumerate(weights)
        ],
    }


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (value([0, 0], 2, 3), "Nothing to score: every weight is 0."),
        (value([], 2), "Nothing to score: there is no criterion."),
        (value([5], 1, 3), "Only o0 is in the running."),
        (value([5], 2), "It is open: o0 0.0 to 100.0 %, o1 0.0 to 100.0 %; "),
        (value([5], 2, 3), "o0, o1 tie at 60.0 %."),
    ],
    ids=["no weights", "no criteria", "one option", "all unknown", "a tie"],
)
def test_there_is_an_answer_where_little_is_known(
    file: File, of: dict[str, Any], told: str
) -> None:
    sentence = verdict(read(file(json.dumps(of), "m.json")))
    assert sentence.replace(" and ", ", ").startswith(told)


def test_ten_thousand_criteria(file: File) -> None:
    found = read(file(json.dumps(value([1.5] * 10_000, 3, 4)), "m.json"))
    assert len(found.comparison.criteria) == 10_000
    assert {score.low for score in scores(found)} == {0.8}
