"""What a record says in plain words, and the way back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.domain.text import visible
from store.records.fields import facts_of, with_facts
from store.records.formats import format_of
from store.records.parse import read
from store.records.render import record
from tests.store.records.folders import NAMES, changed_lines, file
from tests.store.records.test_render import DECISION, MARKUP

CHANGES: list[dict[str, Any]] = [
    {"title": "Think *again* about [it]"},
    {"status": "rejected"},
    {"status": "superseded", "superseded_by": Reference(12, "0012-a.md", "A")},
    {"day": date(2026, 11, 23)},
    {"deciders": ("Grace Hopper", "Ada")},
    {"context": "One # paragraph.\n\n* and another"},
    {"consequences": "+ it is *good*\n- it is bad"},
]


@pytest.mark.parametrize("name", NAMES)
def test_what_it_says_already_changes_nothing(name: str) -> None:
    document = file(name)
    assert with_facts(document, facts_of(document)) is document


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: " ".join(change))
def test_what_is_changed_is_read_again_and_nothing_else_is(
    name: str, change: dict[str, Any]
) -> None:
    document = file(name)
    before = facts_of(document)
    if before.superseded_by and "superseded_by" not in change:
        before = replace(before, superseded_by=None if "status" in change else before.superseded_by)
    facts = replace(before, **change)
    edited = with_facts(document, facts)
    again = facts_of(edited)
    if facts.superseded_by and again.superseded_by:  # a status by number names no file
        by = again.superseded_by
        assert (by.number, by.file) in ((facts.superseded_by.number, ""), (
            facts.superseded_by.number, facts.superseded_by.file))  # fmt: skip
        again = replace(again, superseded_by=facts.superseded_by)
    assert again == facts


def test_a_decision_is_read_back_as_it_was_typed() -> None:
    for profile in RecordFormat:
        facts = facts_of(read(record(DECISION, record_format=profile, number=7), "0007-a.md"))
        assert (facts.number, facts.title, facts.status) == (7, DECISION.title, "accepted")
        assert facts.context == (
            "Editors change 2 * 3 pages.\n\n1. They write no code; see https://a.example/b_c."
        )
        assert facts.consequences.split("\n") == [
            "+ Editors start now.",
            "- 40 MB more memory",
            "We learn the ORM.",
            "- slow",
        ]
        assert (facts.options, facts.chosen) == (("Flask", "Django", "Falcon"), "Django")


pieces = st.one_of(
    st.sampled_from(MARKUP), st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
)
typed = st.lists(pieces, min_size=1, max_size=6).map("".join).map(lambda t: visible(t).strip())


@given(typed.filter(bool))
def test_any_title_that_is_typed_is_read_back(title: str) -> None:
    document = read(record(replace(DECISION, title=title)), "0007-a.md")
    facts = facts_of(document)
    assert facts.title == title
    edited = with_facts(document, replace(facts, title="Another"))
    assert with_facts(edited, facts).data == document.data


def test_markdown_of_somebody_else_stays_markdown() -> None:
    document = read(
        "# A\n\n## Context\n\nWe *like* [it](b.md):\n\n* so\n* so\n\n## Decision\n\nYes\n"
    )
    facts = facts_of(document)
    assert facts.context == "We *like* [it](b.md):\n\n* so\n* so"
    edited = with_facts(document, replace(facts, context="We *love* [it](b.md)"))
    assert "\n\nWe *love* [it](b.md)\n\n## Decision" in edited.text


def test_places_that_differ_count_by_the_first() -> None:
    text = record(DECISION, record_format=RecordFormat.COMPAT, number=7)
    differing = text.replace("* Status: accepted", "* Status: superseded by [9-a](9-a.md)")
    assert facts_of(read(differing)).superseded_by is None


def test_names_in_lines_with_labels_are_read_as_they_were_typed() -> None:
    document = read("# A\n\n* Status: accepted\n* Deciders: *Ada*, Bo\\_, C#\n\n## Context\n")
    assert document.deciders == ("*Ada*", "Bo_", "C#")
    edited = with_facts(document, replace(facts_of(document), deciders=("*Ada*", "Bo_", "<D>")))
    assert changed_lines(document, edited)[1:] == ["+ * Deciders: *Ada*, Bo\\_, &lt;D>\n"]
    assert edited.deciders == ("*Ada*", "Bo_", "<D>")


def test_a_consequence_that_is_neither_good_nor_bad_stays_so_in_madr_2() -> None:
    document = file("madr2/0003")
    facts = facts_of(document)
    edited = with_facts(document, replace(facts, consequences=f"{facts.consequences}\nodd"))
    assert changed_lines(document, edited) == ["+ * Neutral, because odd\n"]
    assert facts_of(edited).consequences.endswith("\nodd")


def test_consequences_of_madr_2_are_in_two_sections() -> None:
    document = file("madr2/0003")
    facts = facts_of(document)
    assert facts.consequences == ("+ one service less\n- a session cannot be ended from the server")
    edited = with_facts(document, replace(facts, consequences=facts.consequences + "\n- slow"))
    assert changed_lines(document, edited) == ["+ * slow\n"]


def test_nygards_consequences_are_prose() -> None:
    assert facts_of(file("adr-tools/0003")).consequences == "It costs money."


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (None, "---\nstatus: accepted\ndate: 2026-11-23\n---\n# Use tabs\n"),
        (RecordFormat.MADR2, "# Use tabs\n\n* Status: accepted\n* Date: 2026-11-23\n"),
        (RecordFormat.LOG4BRAINS, "# Use tabs\n\n- Status: accepted\n- Date: 2026-11-23\n"),
        (RecordFormat.NYGARD, "# Use tabs\n\nDate: 2026-11-23\n\n## Status\n\nAccepted\n"),
    ],
)
def test_a_bare_record_takes_the_format_of_its_folder(
    style: RecordFormat | None, text: str
) -> None:
    document = file("bare/0001")
    facts = replace(facts_of(document), status="accepted", day=date(2026, 11, 23))
    edited = with_facts(document, facts, style)
    assert edited.text == text
    assert format_of(edited) is (style or RecordFormat.MADR4)


NYGARD = "# A\n\n## Status\n\nAccepted\n\n## Consequences\n\n{}\n\n## Notes\n\nNone.\n"


@pytest.mark.parametrize(
    ("section", "old", "new", "after"),
    [
        ("It has to\nbe watched.", "be watched.", "be watched.\n+ it works",
         "It has to\nbe watched.\n\n* Good, because it works"),
        ("It has to\nbe watched.", "It has", "- it costs\nIt has",
         "* Bad, because it costs\n\nIt has to\nbe watched."),
        ("One.\n\nTwo.\n\nThree.", "Two.\n", "", "One.\n\nThree."),
        ("- Good, because a\n  goes  on\n- Bad, because b", "- b", "- c",
         "- Good, because a\n  goes  on\n- Bad, because c"),
        ("* a _b_\n* c", "c", "d", "* a _b_\n* Neutral, because d"),
    ],
)  # fmt: skip
def test_a_consequence_changed_leaves_the_others_as_they_are_written(
    section: str, old: str, new: str, after: str
) -> None:
    document = read(NYGARD.format(section))
    facts = facts_of(document)
    assert old in facts.consequences
    wanted = replace(facts, consequences=facts.consequences.replace(old, new))
    edited = with_facts(document, wanted)
    assert edited.text == NYGARD.format(after)
    assert facts_of(edited) == wanted


sections = st.lists(
    st.sampled_from(["* a", "* Good, because b", "  more", "", "Text.", "- Bad, because c"])
).map("\n".join)
consequences = st.lists(st.sampled_from(["+ b", "a", "- c", "Text.", "+ new"])).map("\n".join)


@given(sections, consequences)
def test_consequences_written_are_read_again(section: str, wanted: str) -> None:
    document = read(NYGARD.format(section))
    facts = facts_of(document)
    edited = with_facts(document, replace(facts, consequences=wanted))
    assert facts_of(edited).consequences == wanted
    assert facts_of(edited) == replace(facts, consequences=wanted)
