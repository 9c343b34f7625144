"""`shortlist matrix`: in every format, from the store and from a file."""

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from store.domain.decision import DecisionDraft, Status
from store.domain.matrix import CriterionDraft, ItemKind, Matrix, OptionDraft
from store.matrix.flips import nearest_share_flip
from store.matrix.groups import with_share
from store.matrix.markdown_table import table
from store.matrix.number_text import number
from store.matrix.robustness import SAMPLES, SEED, Vary, robustness
from store.matrix.scoring import Lead, outcome, percent, ranking, scores
from store.matrix.sensitivity import intervals
from store.matrix.sentences import (
    flip_sentence,
    interval_text,
    robustness_sentence,
    share_text,
    verdict,
)
from store.store import Store
from store.sync import export
from tests.tui_app.driving import driving
from tui_app.__main__ import main

ROOT = Path(__file__).parents[2]
ADMIN = ("--preset", "content-site-with-admin")
HIDDEN = "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]"
NASTY = ("[/] list[int] | `a`", "\x1b[31mred\x1b]0;t\x07", "=cmd()", '"b", <i> %%{init}%% \u202e')
"""Names that try to be markup, to drive the terminal, and to be a formula."""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shortlist(store_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `shortlist matrix` on the test's store: exit code, stdout, stderr."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["matrix", *words, "--store", str(store_path)])
        return code, *capsys.readouterr()

    return run


def answer(shortlist: Run, *words: str) -> str:
    code, out, err = shortlist(*words)
    assert (code, err) == (0, "")
    return out


def value(shortlist: Run, *words: str) -> Any:  # noqa: ANN401
    return json.loads(answer(shortlist, *words, "--json"))


def stored(path: Path, preset: str | None = None, key: str | None = None) -> Matrix:
    with closing(Store(path)) as store:
        return store.read.matrix(preset, key)


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    """Writes a matrix file with these names for options and criteria; returns its path."""

    def written(options: tuple[str, ...], criteria: tuple[str, ...], name: str = "m.json") -> str:
        path = tmp_path / name
        rows = [
            {
                "name": criterion,
                "weight": 3 + place,
                "ratings": {option: (place + 2 * at) % 6 for at, option in enumerate(options)},
            }
            for place, criterion in enumerate(criteria)
        ]
        named = {"title": "Files", "options": [{"name": o} for o in options], "criteria": rows}
        path.write_text(json.dumps(named), "utf-8")
        return str(path)

    return written


# From the store


def test_a_table_has_a_line_a_criterion_a_line_an_option_and_sentences(
    shortlist: Run, store_path: Path
) -> None:
    matrix = stored(store_path, "content-site-with-admin")
    lines = answer(shortlist, *ADMIN).splitlines()
    assert re.split(" {2,}", lines[0]) == [
        "Criterion", "Group", "Weight", "Flask", "Django", "Stays first at", "As shares",
    ]  # fmt: skip
    assert re.split(" {2,}", lines[1])[:5] == ["Admin interface", "Batteries", "10", "2", "5"]
    for line, each in zip(lines[1:], intervals(matrix), strict=False):
        assert re.split(" {2,}", line)[-2:] == [interval_text(each), share_text(each)]
    options = [re.split(" {2,}", line) for line in lines[len(matrix.comparison.criteria) + 2 :][:3]]
    first, second = ranking(matrix)
    assert options == [
        ["Option", "Score", "Rank", "Could be"],
        ["Django", percent(first.score), "1", "1"],
        ["Flask", percent(second.score), "2", "2"],
    ]
    assert verdict(matrix) in lines
    for vary in Vary:
        found = robustness(matrix, vary)
        assert found
        assert robustness_sentence(found) in lines
    assert lines[-1].startswith("Second opinion: ")


def test_ten_options_stand_on_one_line_with_nothing_cut(shortlist: Run, store_path: Path) -> None:
    with closing(Store(store_path)) as store:
        for option in store.read.matrix().hidden_options:
            store.matrices.items(ItemKind.OPTION).show(1, option.slug)
        store.matrices.items(ItemKind.OPTION).add(1, OptionDraft("In-house framework"))
        matrix = store.read.matrix()
    lines = answer(shortlist).splitlines()
    names = [option.name for option in matrix.comparison.options]
    assert len(names) == 11
    assert re.split(" {2,}", lines[0])[3 : 3 + len(names)] == names
    ratings = re.split(" {2,}", lines[1])[3 : 3 + len(names)]
    first = matrix.comparison.criteria[0]
    assert ratings == [
        "?" if rating.value is None else number(rating.value)
        for option in matrix.comparison.options
        for rating in [matrix.ratings[first.slug, option.slug]]
    ]


@pytest.mark.all_samples
def test_json_has_all_that_is_worked_out(shortlist: Run, store_path: Path) -> None:
    matrix = stored(store_path, "content-site-with-admin")
    shown = value(shortlist, *ADMIN)
    assert [
        (o["slug"], o["score"], o["rank"], o["rank_best"], o["rank_worst"])
        for o in shown["options"]
    ] == [
        (
            place.score.option.slug,
            {"low": place.score.low, "high": place.score.high, "text": percent(place.score)},
            place.place,
            place.best,
            place.worst,
        )
        for place in sorted(ranking(matrix), key=lambda place: -place.place)
    ]
    for criterion, each in zip(shown["criteria"], intervals(matrix), strict=True):
        interval = criterion["interval"]
        assert criterion["share"] == pytest.approx(each.share)
        assert interval["share"] == {"low": each.low.share, "high": each.high.share}
        assert interval["weight"]["low"] == each.low.weight
        assert (interval["above"] is None) == (interval["weight"]["high"] is None)
    flip = nearest_share_flip(matrix)
    assert flip is not None
    assert shown["share_flip"]["share"] == flip.share
    assert shown["flip"]["sentence"] == flip_sentence(matrix)
    assert shown["lead"]["kind"] in (Lead.LEADS, Lead.CLOSE)
    for vary in Vary:
        found = shown["robustness"][vary]
        assert (found["samples"], found["seed"]) == (SAMPLES, SEED)
        assert sum(row[0] for row in found["places"].values()) == pytest.approx(1)
    assert [m["method"] for m in shown["second_opinion"]["methods"]] == [
        "the weighted product", "TOPSIS",
    ]  # fmt: skip
    assert answer(shortlist, *ADMIN, "--format", "json") == answer(shortlist, *ADMIN, "--json")


def test_whoever_follows_the_flip_of_the_admin_preset_flips_it(
    shortlist: Run, store_path: Path
) -> None:
    matrix = stored(store_path, "content-site-with-admin")
    assert outcome(matrix).first[0].option.slug == "django"
    shown = value(shortlist, *ADMIN)
    told = re.search(r"(\w+) leads once “(.+)” has ([\d.]+) % or more", shown["flip"]["sentence"])
    assert told
    (criterion,) = (c for c in matrix.comparison.criteria if c.name == told[2])
    share = float(told[3]) / 100
    changed = [
        replace(matrix, weights=with_share(matrix, [criterion], share - less))
        for less in (0.0001, 0)
    ]
    assert [outcome(each).first[0].option.name for each in changed] == ["Django", told[1]]


def test_samples_and_seed_can_be_chosen(shortlist: Run) -> None:
    words = (*ADMIN, "--samples", "40", "--seed", "7")
    shown = value(shortlist, *words)["robustness"]["free"]
    assert (shown["samples"], shown["seed"]) == (40, 7)
    assert "of 40 samples (seed 7)." in answer(shortlist, *words)
    assert value(shortlist, *words) == value(shortlist, *words)


def test_another_matrix_by_its_name_or_number(shortlist: Run, store_path: Path) -> None:
    with closing(Store(store_path)) as store:
        copy = store.matrices.copy(1, "Price service")
        store.matrices.set_weight(copy, "admin-interface", 1.25)
    for key in ("price service", str(copy)):
        shown = value(shortlist, "--matrix", key)
        assert shown["name"] == "Price service"
        assert shown["criteria"][0]["weight"] == 1.25
    code, out, err = shortlist("--matrix", "none")
    assert (code, out) == (2, "")
    assert err.startswith("shortlist: There is no matrix “none”. Matrices: ")


def test_markdown_is_a_page_with_the_table_of_a_record_and_a_chart(
    shortlist: Run, store_path: Path
) -> None:
    matrix = stored(store_path, "content-site-with-admin")
    page = answer(shortlist, *ADMIN, "--format", "markdown")
    assert page.startswith("# Python web frameworks\n\nDjango leads with ")
    assert f"\n\n{table(matrix)}\n\n" in page
    assert "\n\n```mermaid\nxychart-beta horizontal\n" in page
    assert "\n\n## What would flip it\n\n" in page
    assert "\n\n## How sure it is\n\n* " in page


def test_csv_gives_back_the_numbers(shortlist: Run, store_path: Path) -> None:
    matrix = stored(store_path, "content-site-with-admin")
    rows = list(csv.DictReader(StringIO(answer(shortlist, *ADMIN, "--format", "csv"))))
    ends = intervals(matrix)
    for row, criterion, each in zip(rows, matrix.comparison.criteria, ends, strict=False):
        assert (row["row"], row["name"]) == ("criterion", criterion.name)
        assert float(row["weight"]) == matrix.weights[criterion.slug]
        assert float(row["share_high"]) == each.high.share
        assert float(row["Flask"]) == matrix.ratings[criterion.slug, "flask"].value
    below = {row["row"]: row for row in rows[len(ends) :]}
    assert list(below) == ["score_low", "score_high", "rank", "ruled_out"]
    assert [float(below["score_low"][s.option.name]) for s in scores(matrix)] == [
        score.low for score in scores(matrix)
    ]


@pytest.fixture
def toml(tmp_path: Path) -> Callable[[str], str]:
    """Writes a matrix file of that text; returns its path."""

    def written(text: str) -> str:
        path = tmp_path / "m.toml"
        path.write_text(text, "utf-8")
        return str(path)

    return written


UNWEIGHTED = """
title = "Nothing weighs"
[[options]]
name = "A"
[[options]]
name = "B"
[[criteria]]
name = "x"
weight = 0
ratings = { A = 4 }
"""


def test_where_nothing_weighs_nothing_is_scored(shortlist: Run, toml: Callable[[str], str]) -> None:
    path = toml(UNWEIGHTED)
    printed = answer(shortlist, "--file", path)
    assert "0.0" not in printed
    assert re.search(r"^A +– +– +–$", printed, re.MULTILINE)
    assert "Nothing to score: every weight is 0." in printed
    assert "| Score | 0 | – | – |" in answer(shortlist, "--file", path, "--format", "markdown")
    found = value(shortlist, "--file", path)
    assert found["options"][0]["score"] == {"low": None, "high": None, "text": "–"}
    assert (found["lead"]["kind"], found["lead"]["first"]) == ("none", [])
    rows = csv.DictReader(StringIO(answer(shortlist, "--file", path, "--format", "csv")))
    assert [row["A"] for row in rows if row["row"].startswith("score")] == ["", ""]


CLOSE = """
title = "Close"
[[options]]
name = "A"
[[options]]
name = "B"
[[options]]
name = "C"
[[criteria]]
name = "x"
weight = 2.0408
must = 2.5
ratings = { A = 4, B = 3, C = 2.4996 }
[[criteria]]
name = "y"
weight = 2.0401
ratings = { A = 3, B = 4, C = 4 }
"""


def test_numbers_beside_each_other_do_not_contradict(
    shortlist: Run, toml: Callable[[str], str]
) -> None:
    path = toml(CLOSE)
    printed = answer(shortlist, "--file", path)
    assert "C, because x is 2.4996, at least 2.5 is a must" in printed
    row = next(line for line in printed.splitlines() if line.startswith("x (at least 2.5)"))
    assert re.split(" {2,}", row)[2:7] == ["2.0408", "4", "3", "2.4996", "2.0401 or more"]
    markdown = answer(shortlist, "--file", path, "--format", "markdown")
    assert "| x | 2.0408 | 4 | 3 | 2.4996 | 2.0401 or more |" in markdown


def test_no_text_in_csv_is_a_formula(shortlist: Run, file: Callable[..., str]) -> None:
    options = ("=1+1", "+cmd", "-2", "@SUM(A1)", "plain")
    path = file(options, ("=x", "+y", "-z", "@w"))
    header, *rows = csv.reader(StringIO(answer(shortlist, "--file", path, "--format", "csv")))
    assert header[-5:] == ["'=1+1", "'+cmd", "'-2", "'@SUM(A1)", "plain"]
    assert [row[1] for row in rows[:4]] == ["'=x", "'+y", "'-z", "'@w"]


def test_a_matrix_goes_into_a_file_and_comes_back_the_same(
    shortlist: Run, store_path: Path, tmp_path: Path
) -> None:
    with closing(Store(store_path)) as store:
        own = store.matrices.items(ItemKind.CRITERION).add(1, CriterionDraft(NASTY[1], weight=7.25))
        added = store.matrices.items(ItemKind.OPTION).add(1, OptionDraft(NASTY[0]))
        store.matrices.set_rating(1, own, added, (3.5, ""))
        store.matrices.set_minimum(1, own, 2)
        store.matrices.rule_out(1, "flask", NASTY[3])
    path = tmp_path / "ours.toml"
    path.write_text(answer(shortlist, "--format", "toml"), "utf-8")
    ours, back = value(shortlist), value(shortlist, "--file", str(path))
    for key in ("options", "criteria"):
        for before, after in zip(ours[key], back[key], strict=True):
            for name in ("own", "ratings"):  # a file keeps neither reasons nor what is one's own
                before.pop(name, None)
                after.pop(name, None)
    assert {**back, "preset": None} == {**ours, "preset": None}


# From a file


def test_a_file_needs_no_store_and_no_orm(tmp_path: Path, file: Callable[..., str]) -> None:
    program = (
        "import sys; from tui_app.__main__ import main; code = main(sys.argv[1:]); "
        "bad = {'sqlmodel', 'sqlalchemy', 'alembic', 'textual'} & set(sys.modules); "
        "sys.exit(code or (str(bad) if bad else 0))"
    )
    home = tmp_path / "home"
    variables = ("HOME", "XDG_DATA_HOME", "SHORTLIST_STORE")
    environ = {**os.environ, **{name: str(home / name) for name in variables}}
    run = subprocess.run(
        [sys.executable, "-c", program, "matrix", "--file", file(("a", "b"), ("c", "d")), "--json"],
        capture_output=True, text=True, check=True, cwd=ROOT, env=environ,
    )  # fmt: skip
    assert json.loads(run.stdout)["name"] == "Files"
    assert not home.exists()


def test_what_a_file_says_is_worked_out(shortlist: Run, tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(
        'title = "T"\n[[options]]\nname = "A"\n[[options]]\nname = "B"\n'
        '[[criteria]]\nname = "x"\nweight = 6\nratings = { A = 5, B = 1 }\n'
        '[[criteria]]\nname = "y"\nweight = 2\nratings = { A = 1, B = 4 }\n'
        '[[criteria]]\nname = "z"\nweight = 2\nratings = { B = "unknown", A = 4 }\n'
    )
    shown = value(shortlist, "--file", str(path))
    assert [(o["score"]["low"], o["score"]["high"], o["rank"]) for o in shown["options"]] == [
        (0.8, 0.8, 1),
        (0.28, 0.48, 2),
    ]
    # A leads by 24 - 6 - 2 = 16 at the worst: 8 of x less than 6, or 16 / 3 of y more than 2.
    x, y, _ = (criterion["interval"] for criterion in shown["criteria"])
    assert x["weight"] == {"low": 2.0, "high": None}
    assert x["share"] == {"low": pytest.approx(2 / 6), "high": 1.0}
    assert y["weight"]["high"] == pytest.approx(2 + 16 / 3)
    assert y["above"] == {"challenger": "B", "challengers": ["B"], "certain": False}


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json", "toml"])
def test_names_can_do_no_harm(shortlist: Run, file: Callable[..., str], form: str) -> None:
    out = answer(shortlist, "--file", file(NASTY, NASTY), "--format", form)
    assert not re.search(HIDDEN, out)
    if form == "csv":
        cells = [cell for row in csv.reader(StringIO(out)) for cell in row]
        assert "'=cmd()" in cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_faults_are_listed_with_their_lines(shortlist: Run, tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text('title = "T"\n[[options]]\nname = "\\u001b[31m"\nslag = 3\n[[criteria]]\n')
    code, out, err = shortlist("--file", str(path))
    assert code == 1
    assert [line.removeprefix(f"{path}:").partition(":")[0] for line in out.splitlines()] == [
        "4", "5", "5",
    ]  # fmt: skip
    assert err == "shortlist: 3 faults to mend; see docs/matrix.md.\n"
    assert not re.search(HIDDEN, out)
    code, out, _ = shortlist("--file", str(path), "--json")
    faults = json.loads(out)["faults"]
    assert (code, [fault["line"] for fault in faults]) == (1, [4, 5, 5])
    assert {fault["file"] for fault in faults} == {str(path)}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--file", "m.toml", "--preset", "learning"], "--preset: This names what is in the store"),
        (["--file", "m.toml", "--matrix", "1"], "--matrix: This names what is in the store"),
        (["--json", "--format", "csv"], "--json: It cannot be both JSON and csv."),
        (["--format", "xml"], "There is no choice “xml”"),
        (["--samples", "0"], "--samples: '0' is not a whole number from 1 on"),
        (["--seed", "x"], "--seed: 'x' is not a whole number from 1 on"),
    ],
)
def test_what_makes_no_sense_is_refused(shortlist: Run, words: list[str], told: str) -> None:
    code, out, err = shortlist(*words)
    assert (code, out) == (2, "")
    assert told in err


# Everywhere the same


async def test_the_app_json_and_the_record_agree_to_the_digit(
    shortlist: Run, store_path: Path
) -> None:
    with closing(Store(store_path)) as store:
        store.matrices.use_preset(1, "content-site-with-admin")
        store.matrices.set_rating(1, "admin-interface", "flask", (None, "not tried"))
        store.matrices.set_weight(1, "documentation", 3.25)
        store.decisions.save(
            DecisionDraft("X", Status.ACCEPTED, "django"), store.read.matrix(key=1)
        )
        decision, record = store.read.decision(1), export.record(store, 1)
    shown = value(shortlist, "--matrix", "1")
    texts = [option["score"]["text"] for option in shown["options"]]
    assert " to " in texts[0]
    assert f"| {' | '.join(texts)} | " in record
    for found in shown["robustness"].values():
        assert f"* {found['sentence']}\n" in record
        assert found["sentence"] in decision.robustness
    assert shown["flip"]["sentence"] in record
    for criterion in shown["criteria"]:
        assert f"| {criterion['interval']['text']} |\n" in record

    async with driving(store_path, width=160) as app:
        await app.press("2")
        await app.sees("Score", *texts)
