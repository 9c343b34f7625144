"""What Shortlist writes: both profiles read back as meant, and a team's own template filled."""

from dataclasses import replace

import pytest

from store.madr import Profile, Successor, record
from store.records.document import RecordError, Where
from store.records.formats import Format, format_of, format_of_folder, profile_for
from store.records.parsing import read
from store.records.templates import PLACES, fill
from store.sections import sections
from store.types import Status
from tests.store.records.folders import FOLDERS, file
from tests.store.test_madr import DECISION

SUCCESSOR = Successor(9, "0009-use-flask-again.md", "Use Flask again")


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("profile", list(Profile))
def test_what_is_written_is_read_back(status: Status, profile: Profile) -> None:
    decision = replace(
        DECISION, status=status, superseded_by=9 if status is Status.SUPERSEDED else None
    )
    text = record(decision, supersedes=["0003-use-flask.md"], profile=profile, successor=SUCCESSOR)
    document = read(text, "0007-use-django.md")
    assert format_of(document) is {"madr4": Format.MADR4, "compat": Format.COMPAT}[profile]
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
    text = record(decision, profile=Profile.COMPAT, successor=SUCCESSOR)
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


@pytest.mark.parametrize(
    ("folder", "profile"),
    [
        ("madr2", Profile.COMPAT),
        ("madr3", Profile.MADR4),
        ("madr4", Profile.MADR4),
        ("adr-tools", Profile.COMPAT),
        ("log4brains", Profile.COMPAT),
        ("bare", Profile.MADR4),
    ],
)
def test_the_folders_own_format_says_which_profile_fits(folder: str, profile: Profile) -> None:
    documents = [file(f"{folder}/{path.name}") for path in (FOLDERS / folder).glob("[0-9]*")]
    assert profile_for(format_of_folder(documents)) is profile


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
    filled = fill(TEMPLATE, replace(DECISION, title="Use: Django"), supersedes=["0003-a.md"])
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
