"""A folder keeps its own words, its days, and the places that it says things in."""

from pathlib import Path

from store.domain.decision import Status
from store.store import Store
from store.sync.plan import plan
from store.sync.steps import Action
from tests.store.records.test_statuses import NYGARD
from tests.store.sync.test_sync import synced


def test_a_move_is_written_in_the_folders_word_and_leaves_the_day_of_the_decision(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "0001-a.md").write_text(NYGARD.format("Approved. See [it](https://a.org)"), "utf-8")
    (tmp_path / "0002-b.md").write_text(NYGARD.format("Retired").replace("1. A", "2. B"), "utf-8")
    synced(store, tmp_path)
    assert [row.status for row in store.read.decisions()] == [Status.DEPRECATED, Status.ACCEPTED]
    store.decisions.set_status(1, Status.DEPRECATED, "Nobody needs it")
    synced(store, tmp_path)
    wanted = NYGARD.format("Retired. See [it](https://a.org)")
    assert (tmp_path / "0001-a.md").read_text("utf-8") == wanted
    assert synced(store, tmp_path) == []


def test_what_it_supersedes_is_said_where_the_folder_says_it(store: Store, tmp_path: Path) -> None:
    front = (
        "---\nstatus: {}\nsupersedes: {}\n---\n# {}\n\n## Decision Outcome\n\nChosen option: X\n"
    )
    files = {"0001-a.md": ("superseded by ADR-0002", ""), "0002-b.md": ("accepted", "ADR-0001")}
    for name, said in {
        **files,
        "0003-c.md": ("accepted", ""),
        "0004-d.md": ("accepted", ""),
    }.items():
        text = front.format(*said, name[5]).replace("supersedes: \n", "")
        (tmp_path / name).write_text(text, "utf-8")
    synced(store, tmp_path)
    store.decisions.set_status(3, Status.SUPERSEDED, "D is better", 4)
    synced(store, tmp_path)
    text = (tmp_path / "0004-d.md").read_text("utf-8")
    assert "\nsupersedes: " in text.partition("\n---\n")[0]
    assert "ADR-0003" in text
    assert text.count("upersedes") == 1


def test_the_plan_tells_what_is_unsure(store: Store, tmp_path: Path) -> None:
    (tmp_path / "0001-a.md").write_text(
        NYGARD.format("Perhaps").replace("2024-01-02", "03/04/2021"), "utf-8"
    )
    (step,) = plan(store, tmp_path).steps
    assert step.action is Action.READ
    assert step.reason == (
        "Its status “Perhaps” is not known, and counts as proposed. "
        "Its date “03/04/2021” can be read in no way, or in several, and counts as unknown."
    )
