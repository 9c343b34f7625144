"""Front matter in TOML, as Hugo and Zola have it."""

from datetime import date

import pytest

from store.domain.record import Reference
from store.records.document import RecordError
from store.records.edit import edit
from store.records.parse import read

HUGO = """\
+++
# /*
# |  Licence line
# */

title = "ADR-0001: Use a queue"
weight = 1
date = 2024-05-08
status = 'Accepted'
deciders = ["Ann", "Bo"]

[extra]
informed = "Cy"
+++

## Context and Problem Statement

Text.

## Considered Options

- Queue
- Table

## Decision Outcome

Chosen option: "Queue", because it is fast.
"""


def test_its_fields_are_read() -> None:
    document = read(HUGO, "20240509-adr-0001-use-a-queue.md")
    assert (document.title, document.title_number) == ("Use a queue", 1)
    assert (document.status, document.day) == ("accepted", date(2024, 5, 8))
    assert (document.deciders, document.informed) == (("Ann", "Bo"), ("Cy",))
    assert (document.option_chosen, document.doubts) == ("Queue", ())


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        ({"title": "Use two"}, '"ADR-0001: Use a queue"', '"ADR-0001: Use two"'),
        ({"status": "deprecated"}, "'Accepted'", "'Deprecated'"),
        (
            {"status": "superseded", "superseded_by": Reference(2, "0002-b.md")},
            "'Accepted'",
            "'Superseded by [ADR-0002](0002-b.md)'",
        ),
        ({"day": date(2026, 1, 2)}, "2024-05-08", "2026-01-02"),
        ({"deciders": ["Ann"]}, '["Ann", "Bo"]', '["Ann"]'),
        ({"informed": ["Di"]}, '"Cy"', '"Di"'),
        ({"consulted": ["Ed"]}, "+++\n# /*", '+++\nconsulted = "Ed"\n# /*'),
    ],
)
def test_they_are_changed_in_place(change: dict[str, object], old: str, new: str) -> None:
    document = read(HUGO, "0001-a.md")
    assert edit(document, **change).text == HUGO.replace(old, new, 1)  # type: ignore[arg-type]


def test_what_stands_on_several_lines_is_left() -> None:
    document = read('+++\ntitle = """\nUse\na queue"""\n+++\n## Context\n')
    assert document.title.split() == ["Use", "a", "queue"]
    with pytest.raises(RecordError, match="on several lines"):
        edit(document, title="Else")


def test_what_is_no_toml_is_kept() -> None:
    document = read("+++\ntitle = \n+++\n# A\n")
    assert (document.title, document.text) == ("A", "+++\ntitle = \n+++\n# A\n")


@pytest.mark.parametrize(
    ("front", "heading", "title"),
    [
        ("title: Use a queue", "## Summary", "Use a queue"),
        ("title: Use a queue", "# Summary", "Use a queue"),
        ('title: "ADR-0001: Use a queue"', "# ADR-0001: Use a queue", "Use a queue"),
        ("title:", "# Use a queue", "Use a queue"),
        ("layout: page", "# Use a queue", "Use a queue"),
    ],
)
def test_a_title_in_front_matter_comes_first(front: str, heading: str, title: str) -> None:
    document = read(f"---\n{front}\nstatus: accepted\n---\n\n{heading}\n\nText.\n", "0001-a.md")
    assert (document.title, document.status) == (title, "accepted")
