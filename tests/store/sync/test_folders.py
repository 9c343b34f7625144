"""Folders as others keep them: what is passed over, what cannot be read in, how names go on."""

from pathlib import Path

import pytest

from store.store import Store
from store.sync.apply import apply_plan
from store.sync.plan import plan
from store.sync.steps import Action
from tests.store.records.test_folder import nygard, written
from tests.store.sync.test_sync import DRAFT, synced


def test_what_has_no_title_or_no_end_is_told_and_not_read_in(store: Store, tmp_path: Path) -> None:
    written(
        tmp_path,
        {
            "0001-a.md": "---\nstatus: accepted\n---\n\n## Context\n\nText.\n",
            "0002-b.md": "---\nstatus: [accepted\n# B\n\n## Context\n",
            "0003-c.md": nygard("3. C"),
            "eip-0001.md": "---\neip: 1\n---\n\nIt now stands elsewhere.\n",
        },
    )
    planned = plan(store, tmp_path)
    assert [(step.action, step.name, step.reason.partition(".")[0]) for step in planned.due] == [
        (Action.LEFT, "0001-a.md", "It has no title"),
        (Action.LEFT, "0002-b.md", "Its front matter has no end"),
        (Action.READ, "0003-c.md", ""),
    ]
    assert (
        planned.note
        == "“eip-0001.md” was passed over. It is neither named nor written as a record."
    )
    apply_plan(store, planned)
    assert [row.title for row in store.read.decisions()] == ["C"]


def test_many_files_that_were_passed_over_are_told_in_short(store: Store, tmp_path: Path) -> None:
    written(tmp_path, {f"{name}.md": "# Words\n" for name in "abcde"})
    written(tmp_path, {f"area-{name}/0001-a.md": "# A\n" for name in "abcde"})
    assert plan(store, tmp_path).note == (
        "5 records in 5 sub-folders, such as “area-a”, were not looked at; name each on its own. "
        "5 Markdown files were passed over, such as “a.md”, “b.md” and “c.md”."
    )


@pytest.mark.parametrize(
    ("names", "new"),
    [
        (["shop-api-001-a.md", "shop-api-002-b.md"], "shop-api-003-use-flask-for-the-gateway.md"),
        (["ORG-ADR-0001-a.md", "ORG-ADR-0002-b.md"], "ORG-ADR-0003-use-flask-for-the-gateway.md"),
        (["20210405-a.md", "2021-05-05-b.md", "2021-05-06-c.md"], "-use-flask-for-the-gateway.md"),
        (["use-a-queue.md", "use-a-cache.md"], "use-flask-for-the-gateway.md"),
        (["0000-template.md", "index.md"], "0001-use-flask-for-the-gateway.md"),
    ],
)
def test_a_new_record_is_named_as_the_folder_names_them(
    store: Store, tmp_path: Path, names: list[str], new: str
) -> None:
    written(tmp_path, {name: nygard(f"Title {at}") for at, name in enumerate(names)})
    synced(store, tmp_path)
    store.decisions.save(DRAFT, store.read.matrix())
    synced(store, tmp_path)
    (made,) = {path.name for path in tmp_path.glob("*.md")} - {*names}
    assert made.endswith(new)
    assert plan(store, tmp_path).due == ()


def test_what_is_known_as_a_record_stays_one(store: Store, tmp_path: Path) -> None:
    written(tmp_path, {"0001-a.md": nygard("A")})
    synced(store, tmp_path)
    (tmp_path / "0001-a.md").write_text(nygard("[short title]"), "utf-8")
    (step,) = plan(store, tmp_path).due
    assert step.action is Action.READ
