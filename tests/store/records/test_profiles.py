"""What Shortlist writes: every profile read back as meant, and a team's own template filled."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.domain.decision import Status, names_in
from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.records.document import RecordError, Where
from store.records.edit import edit
from store.records.fields import facts_of
from store.records.formats import format_of, format_of_folder, possible_formats
from store.records.parse import read
from store.records.render import record
from store.records.sections import sections
from store.records.template import PLACES, fill
from store.sync.mapping import is_lossless
from tests.store.records.folders import FOLDERS, file
from tests.store.records.test_render import DECISION, LIVED, OLDER, STEADY, printable

SUCCESSOR = Reference(9, "0009-use-flask-again.md", "Use Flask again")


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("profile", list(RecordFormat))
def test_what_is_written_is_read_back(status: Status, profile: RecordFormat) -> None:
    decision = replace(
        DECISION, status=status, superseded_by=9 if status is Status.SUPERSEDED else None
    )
    text = record(
        decision, supersedes=[OLDER], record_format=profile, number=7, successor=SUCCESSOR
    )
    document = read(text, "0007-use-django.md")
    assert format_of(document) is profile
    assert (document.number, document.title) == (7, DECISION.title)
    assert (document.status, document.day) == (status, DECISION.date)
    assert [each.number for each in document.superseded_by] == (
        [9] if decision.superseded_by else []
    )
    assert document.deciders == ("Zoë Example", "Bob")
    assert document.options == ("Flask", "Django", "Falcon")
    assert document.chosen == "Django"
    assert document.reason.startswith("it scores 84.2 %")
    assert [each.number for each in document.supersedes] == [3]


def test_compat_says_the_status_where_each_reader_looks() -> None:
    decision = replace(DECISION, status=Status.SUPERSEDED, superseded_by=9)
    text = record(decision, record_format=RecordFormat.COMPAT, successor=SUCCESSOR)
    assert text.startswith(
        "---\nstatus: superseded by ADR-0009\ndate: 2026-11-23\n"
        "decision-makers: Zoë Example, Bob\n\n---\n# Use Django for the back office\n\n"
        "* Status: superseded by [0009-use-flask-again](0009-use-flask-again.md)\n"
        "* Date: 2026-11-23\n\n"
        "## Status\n\nSuperseded by [9. Use Flask again](0009-use-flask-again.md)\n\n"
        "## Context and Problem Statement\n"
    )
    wheres = [place.where for place in read(text).places["status"]]
    assert wheres == [Where.FRONT, Where.LABEL, Where.SECTION]


def test_compat_says_what_it_supersedes_under_the_status_alone() -> None:
    # Where adr-tools has it; the title is needed for the words of the link.
    text = record(DECISION, record_format=RecordFormat.COMPAT, supersedes=[OLDER])
    assert "## Status\n\nAccepted\n\nSupersedes [3. Use Flask](0003-use-flask.md)\n\n## " in text
    assert text.count("Supersedes") == 1
    document = read(text)
    assert document.status == "accepted"
    assert document.supersedes == (OLDER,)


def test_what_is_alike_in_madr_3_and_4_goes_with_the_others() -> None:
    alike = replace(DECISION, deciders="")
    three, four, either = (
        possible_formats(read(record(decision, record_format=profile)))
        for decision, profile in (
            (DECISION, RecordFormat.MADR3),
            (DECISION, RecordFormat.MADR4),
            (alike, RecordFormat.MADR3),
        )
    )
    assert format_of_folder([either]) is RecordFormat.MADR4
    assert format_of_folder([three, either, either]) is RecordFormat.MADR3
    assert format_of_folder([three, four, four, either]) is RecordFormat.MADR4


HEADS = {
    RecordFormat.MADR3: """\
---
status: superseded by [ADR-0009](0009-use-flask-again.md)
date: 2026-11-23
deciders: Zoë Example, Bob
---
# Use Django for the back office

## Context and Problem Statement
""",
    RecordFormat.MADR2: """\
# Use Django for the back office

* Status: superseded by [ADR-0009](0009-use-flask-again.md)
* Deciders: Zoë Example, Bob
* Date: 2026-11-23

## Context and Problem Statement
""",
    RecordFormat.LOG4BRAINS: """\
# Use Django for the back office

- Status: superseded by [0009-use-flask-again](0009-use-flask-again.md)
- Deciders: Zoë Example, Bob
- Date: 2026-11-23

## Context and Problem Statement
""",
    RecordFormat.NYGARD: """\
# 7. Use Django for the back office

Date: 2026-11-23

Deciders: Zoë Example, Bob

## Status

Superseded by [9. Use Flask again](0009-use-flask-again.md)

Supersedes [3. Use Flask](0003-use-flask.md)

## Context
""",
}


@pytest.mark.parametrize("profile", HEADS)
def test_a_record_begins_as_those_of_its_format_do(profile: RecordFormat) -> None:
    decision = replace(DECISION, status=Status.SUPERSEDED, superseded_by=9)
    text = record(
        decision, supersedes=[OLDER], record_format=profile, number=7, successor=SUCCESSOR
    )
    assert text.startswith(HEADS[profile])
    if profile is RecordFormat.MADR3:
        assert text.count("\nSupersedes [ADR-0003](0003-use-flask.md)\n") == 1
    elif profile is RecordFormat.MADR2:
        assert text.endswith("\n## Links\n\n* Supersedes [ADR-0003](0003-use-flask.md)\n")
    elif profile is RecordFormat.LOG4BRAINS:
        assert text.endswith("\n## Links\n\n- Supersedes [0003-use-flask](0003-use-flask.md)\n")


@pytest.mark.parametrize("profile", list(RecordFormat))
def test_every_profile_says_all_that_the_others_do(profile: RecordFormat) -> None:
    said = sections(LIVED, supersedes=[OLDER])
    text = record(LIVED, supersedes=[OLDER], record_format=profile, number=7)
    text = text.replace("\n- ", "\n* ")
    for name, value in said.items():
        if name not in ("status", "supersedes", "consulted"):
            assert value in text, name
    assert '"Cy, Di: ops"' in text or ": Cy, Di: ops\n" in text
    assert "](0003-use-flask.md)\n" in text


def test_the_good_and_the_bad_have_sections_in_madr_2() -> None:
    decision = replace(DECISION, consequences="+ 1. fast\n- slow\n+ small")
    for profile, mark in ((RecordFormat.MADR2, "*"), (RecordFormat.LOG4BRAINS, "-")):
        text = record(decision, record_format=profile)
        assert (
            f"\n### Positive Consequences\n\n{mark} 1\\. fast\n{mark} small\n\n"
            f"### Negative Consequences\n\n{mark} slow\n\n## Pros" in text
        )
        facts = facts_of(read(text))
        assert facts.consequences == "+ 1. fast\n+ small\n- slow"
        # What is neither has no section there.
        text = record(replace(decision, consequences="+ fast\nodd"), record_format=profile)
        assert (
            f"\n### Consequences\n\n{mark} Good, because fast\n{mark} Neutral, because odd\n"
            in text
        )
        assert "Positive" not in text


def test_records_without_numbers_are_called_by_their_files() -> None:
    decision = replace(DECISION, status=Status.SUPERSEDED)
    older, newer = (Reference(None, f"2026010{day}-a.md", "A") for day in (1, 2))
    for profile in (RecordFormat.LOG4BRAINS, RecordFormat.MADR2):
        text = record(decision, supersedes=[older], record_format=profile, successor=newer)
        assert " Status: superseded by [20260102-a](20260102-a.md)\n" in text
        assert " Supersedes [20260101-a](20260101-a.md)\n" in text
    text = record(decision, supersedes=[older], record_format=RecordFormat.NYGARD, successor=newer)
    assert text.startswith("# Use Django for the back office\n")
    assert "\nSuperseded by [A](20260102-a.md)\n\nSupersedes [A](20260101-a.md)\n" in text


@pytest.mark.parametrize("profile", list(RecordFormat))
@STEADY
@given(printable.map(str.strip), printable, st.sampled_from(["+ ", "- ", ""]))
def test_whatever_was_typed_is_read_back(
    profile: RecordFormat, text: str, name: str, sign: str
) -> None:
    title = " ".join(text.split()) or "A"
    names = names_in(name)
    decision = replace(
        DECISION,
        title=title,
        context=text,
        deciders=", ".join(names),
        consequences=f"{sign}{text}",
        confirmation=text,
    )
    number = 7 if profile is RecordFormat.NYGARD else None
    document = read(record(decision, record_format=profile, number=number), "0007-a.md")
    facts = facts_of(document)
    assert facts.title == title
    assert list(facts.deciders) == names
    assert facts.confirmation == text
    if text:
        assert facts.context == text
    changed = edit(document, title="Another", status="rejected", day=date(2025, 1, 2))
    assert is_lossless(document, changed, decision.matrix)


@pytest.mark.parametrize(
    ("folder", "profile"),
    [
        ("madr2", RecordFormat.MADR2),
        ("madr3", RecordFormat.MADR3),
        ("madr4", RecordFormat.MADR4),
        ("adr-tools", RecordFormat.NYGARD),
        ("log4brains", RecordFormat.LOG4BRAINS),
        ("bare", None),
    ],
)
def test_the_folders_own_format_says_which_profile_fits(
    folder: str, profile: RecordFormat | None
) -> None:
    documents = [file(f"{folder}/{path.name}") for path in (FOLDERS / folder).glob("[0-9]*")]
    assert format_of_folder(map(possible_formats, documents)) is profile


TEMPLATE = """\
---
title: {title}
status: {status}
owner: platform
approved-by: {deciders}
---
# {title}

* Decided: {date}
* By: {deciders}

## Why

{context}

{drivers}

## What we do

{chosen}, because {reason}.

### What follows <!-- all of it -->

{consequences}

## Before this

{supersedes}

## In numbers

{matrix}

{{ page.title }} stays, and so does {Anything Else}.
"""


def test_a_template_is_filled() -> None:
    filled = fill(
        TEMPLATE, replace(DECISION, title="Use: Django"), supersedes=[Reference(3, "0003-a.md")]
    )
    head, _, rest = filled.partition("\n## Why\n")
    assert head == (
        '---\ntitle: "Use: Django"\nstatus: accepted\nowner: platform\n'
        "approved-by: Zoë Example, Bob\n---\n# Use: Django\n\n"
        "* Decided: 2026-11-23\n* By: Zoë Example, Bob\n"
    )
    assert "\nDjango, because it scores 84.2 %" in rest
    assert "\n### What follows <!-- all of it -->\n\n* Good, because Editors start now.\n" in rest
    assert "\n## Before this\n\nSupersedes [ADR-0003](0003-a.md)\n" in rest
    assert "| Admin | 9 | 1 | 5 | 2 |" in rest
    assert "{{ page.title }} stays, and so does {Anything Else}." in rest


def test_what_has_nothing_to_say_is_left_out() -> None:
    weightless = replace(DECISION.matrix, weights=dict.fromkeys(DECISION.matrix.weights, 0.0))
    bare = replace(DECISION, deciders="", consequences="", context="Short.", matrix=weightless)
    filled = fill(TEMPLATE, bare)
    assert "approved-by" not in filled
    assert "* Decided: 2026-11-23\n\n## Why\n\nShort.\n\n## What we do\n" in filled
    assert "What follows" not in filled
    assert "Before this" not in filled


def test_a_section_with_sections_in_it_stays() -> None:
    filled = fill("# {title}\n\n## A\n\n{supersedes}\n\n### B\n\n{chosen}\n", DECISION)
    assert filled == "# Use Django for the back office\n\n## A\n\n### B\n\nDjango\n"


def test_line_ends_of_a_template_are_kept() -> None:
    filled = fill(TEMPLATE.replace("\n", "\r\n"), DECISION)
    assert "\n" not in filled.replace("\r\n", "")


@pytest.mark.parametrize(
    ("template", "said"), [("# {title}\n\n{contxt}\n", "Line 3 .*{contxt}"), ("# A\n", "no place")]
)
def test_a_template_that_cannot_be_meant_is_refused(template: str, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        fill(template, DECISION)


def test_there_is_a_place_for_every_section() -> None:
    assert tuple(sections(DECISION)) == PLACES
