"""Teams' folders, a field at a time: only its lines change, and changed back nothing has."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from store.domain.decision import Status
from store.records.document import Document
from store.records.edit import edit
from store.records.folder import shelf
from store.records.parse import parse
from store.store import Store
from tests.store.records.folders import FOLDERS
from tests.store.records.repository import Repository
from tests.store.sync.test_sync import draft_of, synced

STYLES = sorted(path.name for path in FOLDERS.iterdir())
FIELDS: dict[str, Any] = {
    "title": "Something [else]",
    "context": "Why indeed?\n\nFor a reason.",
    "deciders": "Grace, Niklaus",
    "consulted": "Tony",
    "informed": "Everybody else",
    "consequences": "+ it works\n- it costs",
    "confirmation": "One will see.",
    "review_by": date(2030, 1, 2),
}
SECTIONS = {"consequences": ("consequences", "positive", "negative")}
THEIRS: dict[str, Any] = {
    "title": "Something else",
    "status": "rejected",
    "day": date(2025, 5, 6),
    "deciders": ["Grace"],
    "consulted": ["Tony", "Niklaus"],
    "informed": ["All"],
    "review_by": date(2030, 1, 2),
    "context": "Why *indeed*?",
    "reason": "we like it",
    "consequences": "* Bad, because it costs",
    "confirmation": "One will see.",
}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "team")


def fill(repository: Repository, style: str, newline: bytes) -> None:
    for path in (FOLDERS / style).iterdir():
        data = path.read_bytes().replace(b"\n", newline)
        (repository.folder / path.name).write_bytes(data)
    (repository.folder / "index.md").unlink(missing_ok=True)  # it follows the titles
    repository.commit()


def dirty(repository: Repository) -> list[str]:
    """The files that `git diff` shows."""
    return repository.git("diff", "--name-only", "-z").split("\0")[:-1]


def other_lines(document: Document, fields: Collection[str]) -> list[str]:
    """The lines that say something and are not those of fields, nor their headings."""
    spans = [place.span for name in fields for place in document.places.get(name, ())]
    spans += [
        document.outline.headings[document.parts[name]].lines
        for name in fields
        if name in document.parts
    ]
    theirs = {
        line
        for span in spans
        for line in range(document.line(span.start), document.line(span.end) + 1)
    }
    lines = document.text.splitlines()
    return [
        line
        for at, line in enumerate(lines, 1)
        if at not in theirs and line.strip() not in ("", "---")
    ]


def records(repository: Repository) -> dict[str, Document]:
    return dict(shelf(repository.folder).records)


styles = pytest.mark.parametrize("style", STYLES)
texts = pytest.mark.parametrize(
    ("style", "newline"),
    [
        pytest.param(style, newline, id=f"{style}-{name}")
        for name, newline, found in (("LF", b"\n", STYLES), ("CRLF", b"\r\n", STYLES[::2]))
        for style in found
    ],
)


@texts
def test_a_field_changed_here(
    store: Store, repository: Repository, style: str, newline: bytes
) -> None:
    fill(repository, style, newline)
    synced(store, repository.folder)
    assert dirty(repository) == []
    before = records(repository)
    for row in store.read.records(repository.folder):
        for name, value in FIELDS.items():
            known = store.read.decision(row.number)
            store.decisions.revise(row.number, replace(draft_of(known), **{name: value}))
            synced(store, repository.folder)
            (changed,) = dirty(repository)
            assert changed.endswith(row.file_name)
            after = records(repository)[row.file_name]
            fields = SECTIONS.get(name, (name,))
            then = other_lines(before[row.file_name], fields)
            assert then == other_lines(after, fields)
            if newline.decode() in before[row.file_name].text:
                assert after.text.count(newline.decode()) == after.text.count("\n")
            assert synced(store, repository.folder) == []
            store.decisions.undo()
            synced(store, repository.folder)
            assert dirty(repository) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\nreview-by: 2027-01-02\n---\n# A\n", "---\nreview-by: \n---\n# A\n"),
        (
            "# A\n\n* Status: accepted\n* Review by: 2027-01-02\n",
            "# A\n\n* Status: accepted\n* Review by: \n",
        ),
        (
            "# A\n\n## Confirmation\n\nTests.\n\nReview by 2027-01-02.\n",
            "# A\n\n## Confirmation\n\nTests.\n\n",
        ),
    ],
)
def test_a_day_of_review_that_is_no_more(
    store: Store, repository: Repository, before: str, after: str
) -> None:
    path = repository.folder / "0001-a.md"
    path.write_text(before, "utf-8")
    synced(store, repository.folder)
    known = draft_of(store.read.decision(1))
    assert known.review_by == date(2027, 1, 2)
    store.decisions.revise(1, replace(known, review_by=None))
    synced(store, repository.folder)
    assert path.read_text("utf-8") == after
    assert synced(store, repository.folder) == []
    store.decisions.undo()
    synced(store, repository.folder)
    assert path.read_text("utf-8") == before


@texts
def test_a_status_changed_here(
    store: Store, repository: Repository, style: str, newline: bytes
) -> None:
    fill(repository, style, newline)
    synced(store, repository.folder)
    before = records(repository)
    for row in store.read.records(repository.folder):
        status = store.read.decision(row.number).status
        if status not in (Status.ACCEPTED, Status.PROPOSED):
            continue
        new = Status.DEPRECATED if status is Status.ACCEPTED else Status.REJECTED
        store.decisions.set_status(row.number, new, "Times have changed.")
        synced(store, repository.folder)
        after = records(repository)[row.file_name]
        assert after.status == new
        then = other_lines(before[row.file_name], ("status", "date"))
        assert then == other_lines(after, ("status", "date"))
        store.decisions.undo()
        synced(store, repository.folder)
        assert dirty(repository) == []


@styles
def test_an_option_chosen_here(store: Store, repository: Repository, style: str) -> None:
    fill(repository, style, b"\n")
    synced(store, repository.folder)
    before = records(repository)
    for row in store.read.records(repository.folder):
        known = store.read.decision(row.number)
        others = [
            each.slug for each in known.matrix.comparison.options if each.slug != known.chosen
        ]
        if not others or not before[row.file_name].chosen:
            continue
        store.decisions.revise(row.number, replace(draft_of(known), chosen=others[-1]))
        synced(store, repository.folder)
        after = records(repository)[row.file_name]
        assert after.chosen != before[row.file_name].chosen
        assert other_lines(before[row.file_name], ("chosen",)) == other_lines(after, ("chosen",))
        store.decisions.undo()
        synced(store, repository.folder)
        assert dirty(repository) == []


@texts
def test_a_field_changed_in_the_file(
    store: Store, repository: Repository, style: str, newline: bytes
) -> None:
    fill(repository, style, newline)
    synced(store, repository.folder)
    for row in store.read.records(repository.folder):
        path = repository.folder / row.file_name
        document = parse(path.read_bytes(), path.name)
        for name, value in THEIRS.items():
            if name == "reason" and not document.chosen:
                continue
            theirs = edit(document, **{name: value}).data
            path.write_bytes(theirs)
            synced(store, repository.folder)
            assert path.read_bytes() == theirs
            assert synced(store, repository.folder) == []
            if name != "reason":  # the store keeps none
                assert store.decisions.undo()
                synced(store, repository.folder)
            after = parse(path.read_bytes(), path.name)
            fields = [{"day": "date"}.get(name, name)]
            assert other_lines(document, fields) == other_lines(after, fields)
            repository.git("checkout", ".")
            synced(store, repository.folder)
