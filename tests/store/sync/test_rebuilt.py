"""A store rebuilt from a folder: a record says as much to one that never saw its decision."""

import re
import shutil
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.domain.content import Source
from store.domain.decision import Decision, DecisionDraft, Status
from store.domain.matrix import Comparison, Criterion, Matrix, Option, Preset, Rating
from store.domain.record_format import RecordFormat
from store.exchange import json_format
from store.exchange.import_json import import_json
from store.matrix.markdown_table import rounded
from store.matrix.robustness import monte_carlo
from store.matrix.sentences import robustness_sentence
from store.records.parse import parse
from store.records.render import record
from store.sync.apply import apply_plan
from store.sync.mapping import MappedRecord, from_record, is_lossless
from store.sync.plan import plan
from store.sync.recognise import own_profile
from store.sync.record_files import MATCH_FOLDER, RecordStyle
from tests.store.small import new_store, write_content
from tests.store.sync.test_sync import draft_of, edit

QUEUE = Path(__file__).parents[1] / "records" / "ruled-out.json"
"""Three options; the one that would lead is ruled out, and a criterion is a must."""

FILE = "0001-use-alpha.md"
THEN = datetime(2026, 5, 5, tzinfo=UTC)

WORDS = st.sampled_from(
    [
        *["Speed", "a | b", "[x](y)", "*b* _c_", "“q”", '"q"', "日本語 🙂", "a: b", "x; y", "p, q"],
        *[
            "(was 5)",
            "at least 2",
            "is unknown",
            "`c` d",
            "Musts: m",
            "Ruled out: n",
            "~t~ $5",
            "#",
        ],
        *["1. n", ", because", "{% t %}", "<b>", "&amp;", "https://a.example/b_c", "A sentence."],
    ]
)
TEXTS = st.one_of(st.just(""), WORDS, st.tuples(WORDS, WORDS).map(" ".join))
NUMBERS = st.sampled_from([0, 1, 2, 2.5, 3, 4, 4.5, 5]) | st.floats(0, 5)
WEIGHTS = st.sampled_from([0, 1, 2.5, 5, 10]) | st.floats(0, 10)


@st.composite
def names(draw: st.DrawFn, least: int, most: int) -> list[str]:
    """Names that differ."""
    count = draw(st.integers(least, most))
    return [f"{draw(WORDS)} {place}".strip() for place in range(count)]


@st.composite
def ratings(draw: st.DrawFn, sources: list[Source]) -> Rating:
    changed = draw(st.booleans())
    note = draw(TEXTS)
    if changed and draw(st.booleans()):
        note = f"Measured here. {note}".strip()
    return Rating(
        draw(st.none() | NUMBERS),
        "" if changed else draw(TEXTS),
        tuple(draw(st.lists(st.sampled_from(sources), unique=True, max_size=2))),
        (),
        changed,
        note if changed else "",
    )


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    options = [
        Option(f"o{place}", name, "", "", own=draw(st.booleans()))
        for place, name in enumerate(draw(names(1, 4)))
    ]
    groups = [f"{draw(WORDS)} {letter}" for letter in "ab"]
    criteria = [
        Criterion(
            f"c{place}", draw(st.sampled_from(groups)), name, "", "", "", own=draw(st.booleans())
        )
        for place, name in enumerate(draw(names(1, 5)))
    ]
    day = date(2026, 11, 23)
    sources = [
        Source("page", draw(WORDS), "https://a.example/b?c=(d)&e", None, day),
        Source("run", draw(WORDS), None, draw(WORDS), day),
    ]
    cells = {(c.slug, o.slug): draw(ratings(sources)) for c in criteria for o in options}
    weights = {c.slug: draw(WEIGHTS) for c in criteria}
    base = {slug: draw(st.just(weight) | WEIGHTS) for slug, weight in weights.items()}
    preset = draw(st.none() | st.just(Preset("p", draw(WORDS), "", base)))
    comparison = Comparison(
        *("x", "X", "Which?", tuple(options), tuple(criteria), cells, base),
        (preset,) if preset else (),
    )
    slugs = st.sampled_from([option.slug for option in options])
    matrix = Matrix(
        *(0, "X", "p" if preset else None, comparison, weights, cells),
        draw(st.dictionaries(slugs, TEXTS, max_size=2)),
        draw(st.dictionaries(st.sampled_from([*weights]), NUMBERS, max_size=2)),
    )
    return Decision(
        id=0,
        number=1,
        title="Use it",
        status=draw(st.sampled_from([Status.ACCEPTED, Status.REJECTED])),
        superseded_by=None,
        date=date(2026, 5, 5),
        chosen=draw(slugs),
        context=draw(TEXTS),
        deciders="Ada",
        consequences=f"+ {draw(WORDS)}\n- {draw(WORDS)}",
        matrix=matrix,
        created=THEN,
        updated=THEN,
        robustness=sure(matrix),
        reason=draw(TEXTS),
    )


def sure(matrix: Matrix) -> tuple[str, ...]:
    """What a few samples come to."""
    return tuple(map(robustness_sentence, monte_carlo(rounded(matrix), samples=5)))


def rebuilt(decision: Decision, found: MappedRecord) -> Decision:
    """The decision as a store has it that read the record."""
    return replace(
        decision,
        **{name: getattr(found.draft, name) for name in DecisionDraft.__dataclass_fields__},
        matrix=found.matrix,
        robustness=found.sure,
        reason=found.reason or "",
    )


def reweighed(decision: Decision, place: int, weight: float) -> Decision:
    slug = decision.matrix.comparison.criteria[place].slug
    matrix = decision.matrix.with_weight(slug, weight)
    return replace(decision, matrix=matrix, robustness=sure(matrix))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(decisions(), st.sampled_from(RecordFormat), WEIGHTS, st.data())
def test_what_was_read_back_says_the_same_after_a_weight_has_changed(
    first: Decision, profile: RecordFormat, weight: float, data: st.DataObject
) -> None:
    text = record(first, record_format=profile, number=1)
    document = parse(text.encode(), FILE)
    found = from_record(document)
    assert own_profile(document, found) == profile
    second = rebuilt(first, found)
    place = data.draw(st.integers(0, len(first.matrix.comparison.criteria) - 1))
    weight = round(weight, 2)
    wanted = record(reweighed(first, place, weight), record_format=profile, number=1)
    assert record(reweighed(second, place, weight), record_format=profile, number=1) == wanted
    # The same, typed into the table of the file.
    rows = [row for row in text.split("\n") if re.match(r"\| .* \| [0-9.]+ \| ", row)]
    row = rows[place]
    start = row.index(f" | {_first_number(row)} | ") + 3
    typed = f"{row[:start]}{weight:g}{row[start + len(_first_number(row)) :]}"
    edited = parse(text.replace(row, typed, 1).encode(), FILE)
    assert is_lossless(document, edited, second.matrix)
    third = rebuilt(first, from_record(edited, second, document))
    third = replace(third, robustness=sure(third.matrix), reason=second.reason)
    assert record(third, record_format=profile, number=1) == wanted


def _first_number(row: str) -> str:
    found = re.search(r" \| ([0-9.]+) \| ", row)
    assert found
    return found[1]


# Through folders and stores


class Team:
    """A store with its folder, in a place of its own."""

    def __init__(self, place: Path, folder: Path | None = None) -> None:
        place.mkdir()
        self.folder = place / "decisions"
        if folder:
            shutil.copytree(folder, self.folder)
        self.store = new_store(write_content(place))

    def close(self) -> None:
        self.store.close()

    def sync(self, style: RecordStyle = MATCH_FOLDER) -> str:
        """Brings both to say the same; what the record says then."""
        for _ in range(2):
            done = apply_plan(self.store, plan(self.store, self.folder, style))
            assert [each.trouble for each in done if each.trouble] == []
        assert plan(self.store, self.folder).due == ()
        return (self.folder / FILE).read_text("utf-8")

    def weigh(self, criterion: str, weight: float) -> None:
        decision = self.store.read.decision(1)
        slugs = {each.name: each.slug for each in decision.matrix.comparison.criteria}
        matrix = decision.matrix.with_weight(slugs[criterion], weight)
        self.store.decisions.revise(1, draft_of(decision), matrix)


def queue(place: Path, style: RecordStyle = MATCH_FOLDER) -> Team:
    team = Team(place)
    import_json(team.store, json_format.parse(QUEUE.read_bytes()))
    team.sync(style)
    return team


COLUMN = {
    "| Alpha | Beta | Gamma | ": "| Alpha | Beta | Gamma | Delta | ",
    "| 4 | 3 | 5 |": "| 4 | 3 | 5 | 1 |",
    "| 2 | 2.5 | 4 |": "| 2 | 2.5 | 4 | ? |",
    "| 4 | 4 | 1 |": "| 4 | 4 | 1 | 3 |",
    "| --- |\n": "| --- | --- |\n",
}
"""One more option, typed into the table."""


@pytest.mark.parametrize("profile", RecordFormat)
def test_a_store_made_anew_writes_what_the_first_would_have(
    tmp_path: Path, profile: RecordFormat
) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(closing(queue(tmp_path / "first", RecordStyle(profile))))
        second = stack.enter_context(closing(Team(tmp_path / "second", first.folder)))
        before = first.sync()
        assert second.sync() == before
        for team in (first, second):
            edit(team.folder / FILE, "| Speed | 5 |", "| Speed | 1 |")
        assert first.sync() == second.sync() != before
        for team in (first, second):
            team.weigh("Cost", 0.25)
        assert first.sync() == second.sync()
        for team in (first, second):
            for old, new in COLUMN.items():
                edit(team.folder / FILE, old, new)
        assert "Added to what was supplied: Alpha; Beta; Gamma; Delta; " in first.sync()
        assert first.sync() == second.sync()
        for team in (first, second):
            for _ in range(3):
                team.store.decisions.undo()
            assert team.sync() == before


def test_what_stands_in_a_record_comes_back(tmp_path: Path) -> None:
    with closing(queue(tmp_path / "first")) as first:
        was = first.store.read.decision(1)
        with closing(Team(tmp_path / "second", first.folder)) as second:
            second.sync()
            now = second.store.read.decision(1)
    assert now.reason == was.reason == "signed off by the board"
    out = {
        now.matrix.comparison.option(slug).name: why for slug, why in now.matrix.ruled_out.items()
    }
    assert out == {"Gamma": "The vendor is bankrupt."}
    assert list(now.matrix.minimums.values()) == [2.0]
    assert [each.group for each in now.matrix.comparison.criteria] == ["G", "G", "G"]
    assert all(each.own for each in now.matrix.comparison.options)


TEMPLATE = """\
# {title}

* Status: {status}
* Date: {date}

## Decision Outcome

{outcome}

## In numbers

{matrix}
"""


def test_who_does_not_know_what_is_ruled_out_does_not_tell_who_stays_first(
    tmp_path: Path,
) -> None:
    with closing(queue(tmp_path / "first", RecordStyle(template=TEMPLATE))) as first:
        with closing(Team(tmp_path / "second", first.folder)) as second:
            second.sync()
            edit(second.folder / FILE, "| Speed | 5 |", "| Speed | 4 |")
            text = second.sync()
            assert "| Speed | 4 | 4 | 3 | 5 | 2.5 or more |" in text
            assert "| Cost | 5 | 2 | 2.5 | 4 | up to 10 |" in text
            assert "| Score | 10 | 60.0 % |" in text
        # The first one knows.
        edit(first.folder / FILE, "| Speed | 5 |", "| Speed | 4 |")
        assert "| Cost | 5 | 2 | 2.5 | 4 | up to 8 |" in first.sync()


def test_reasons_and_who_is_ruled_out_can_be_edited_in_the_record(tmp_path: Path) -> None:
    with closing(queue(tmp_path / "first")) as team:
        edit(team.folder / FILE, "The vendor is bankrupt.", "it was sold.")
        edit(team.folder / FILE, "Musts: Safety at least 2.", "Musts: Safety at least 1.")
        edit(team.folder / FILE, "* Good, because Safety\n", "* Good, because Safety: proven\n")
        edit(team.folder / FILE, "signed off by the board", "signed by all")
        team.sync()
        now = team.store.read.decision(1)
    assert now.matrix.ruled_out == {"o2": "it was sold"}
    assert now.matrix.minimums == {"c2": 1.0}
    assert now.matrix.ratings["c2", "o0"].rationale == "proven"
    assert now.reason == "signed by all"


@pytest.mark.parametrize("profile", RecordFormat)
def test_a_checkout_with_crlf_is_known_again_and_stays_so(
    tmp_path: Path, profile: RecordFormat
) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(closing(queue(tmp_path / "first", RecordStyle(profile))))
        second = stack.enter_context(closing(Team(tmp_path / "second", first.folder)))
        file = second.folder / FILE
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        for team in (first, second):
            team.sync()
            team.weigh("Cost", 0.25)
            team.sync()
        assert file.read_bytes() == (first.folder / FILE).read_bytes().replace(b"\n", b"\r\n")


@pytest.mark.parametrize("profile", RecordFormat)
def test_records_that_replace_each_other_come_back_whole(
    tmp_path: Path, profile: RecordFormat
) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(closing(queue(tmp_path / "first", RecordStyle(profile))))
        draft = DecisionDraft("Build of oak, for $5", Status.ACCEPTED, "oak")
        first.store.decisions.save(draft, first.store.read.matrix())
        first.store.decisions.set_status(1, Status.SUPERSEDED, "Too dear", 2)
        first.sync()
        second = stack.enter_context(closing(Team(tmp_path / "second", first.folder)))
        for team in (first, second):
            team.sync()
            team.weigh("Safety", 3.5)
            now = draft_of(team.store.read.decision(2))
            team.store.decisions.revise(2, replace(now, deciders="Bob"))
            team.sync()
        assert texts(first.folder) == texts(second.folder)
        assert len(texts(first.folder)) == 2


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}
