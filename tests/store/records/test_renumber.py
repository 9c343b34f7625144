"""A record gets another number, and everything that points to it follows."""

import shutil
from pathlib import Path

import pytest

from store.records.document import RecordError
from store.records.folder import shelf
from store.records.numbers import taken
from store.records.renumber import Renumbering, carry_out, renumbering
from tests.store.records.folders import FOLDERS
from tests.store.records.repository import Repository


def copied(folder: str, tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDERS / folder, tmp_path / folder))


def planned(folder: Path, record: str, number: int | None = None) -> Renumbering:
    return renumbering(shelf(folder), record, taken(folder), number)


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def test_links_mentions_statuses_and_the_index_follow(tmp_path: Path) -> None:
    folder = copied("madr2", tmp_path)
    before = texts(folder)
    assert carry_out(folder, planned(folder, "1", 12)) == {}
    after = texts(folder)
    old, new = "0001-keep-sessions-in-redis.md", "0012-keep-sessions-in-redis.md"
    assert old not in after
    assert after[new] == before[old]
    for name in ("0002-name-session-keys-by-tenant.md", "0003-sign-sessions-into-cookies.md"):
        assert after[name] == before[name].replace(f"[ADR-0001]({old})", f"[ADR-0012]({new})")
        assert after[name] != before[name]
    items = [line for line in after["index.md"].split("\n") if line.startswith("- [")]
    assert [item[:12] for item in items] == ["- [ADR-0002]", "- [ADR-0003]", "- [ADR-0012]"]


def test_titles_of_adr_tools_follow(tmp_path: Path) -> None:
    folder = copied("adr-tools", tmp_path)
    carry_out(folder, planned(folder, "0002-send-mail-from-a-queue.md", 7))
    after = texts(folder)
    assert after["0007-send-mail-from-a-queue.md"].startswith("# 7. Send mail from a queue\n")
    link = "[7. Send mail from a queue](0007-send-mail-from-a-queue.md)"
    assert f"\nSupercedes {link}\n" in after["0003-send-mail-through-a-service.md"]
    assert f"\nAmends {link}\n" in after["0004-keep-mail-for-thirty-days.md"]
    assert "\nSee ADR-0007 for the queue.\n" in after["0004-keep-mail-for-thirty-days.md"]


def test_a_status_by_number_follows(tmp_path: Path) -> None:
    (tmp_path / "0001-a.md").write_text("---\nstatus: superseded by 0002\n---\n# A\n", "utf-8")
    (tmp_path / "0002-b.md").write_text("---\nid: 2\nnumber: 0002\n---\n# B\n\nSee 2.\n", "utf-8")
    carry_out(tmp_path, planned(tmp_path, "2", 30))
    assert texts(tmp_path) == {
        "0001-a.md": "---\nstatus: superseded by 0030\n---\n# A\n",
        "0030-b.md": "---\nid: 30\nnumber: 0030\n---\n# B\n\nSee 2.\n",
    }


POINTERS = """\
# A

[one](0002-b-c.md), [two](./0002-b-c.md#part), [three](../team/0002-b-c.md), [0002-b-c](0002-b-c.md)
[ADR-0002](0002-b-c.md) ADR-2 adr 0002 [2. B](0002-b-c.md) 0002-b-c

[ref]: 0002-b-c.md
[2]: ../team/0002-b-c.md "Two"
"""
MENDED = """\
# A

[one](0012-b-c.md), [two](./0012-b-c.md#part), [three](../team/0012-b-c.md), [0012-b-c](0012-b-c.md)
[ADR-0012](0012-b-c.md) ADR-12 adr 0012 [12. B](0012-b-c.md) 0012-b-c

[ref]: 0012-b-c.md
[2]: ../team/0012-b-c.md "Two"
"""
OTHERS = """
https://docs.example/0002-b-c.md [other](../elsewhere/0002-b-c.md) ADR-20 XADR-2 ADR-00020 10002-b-c
0002-b-c-d 2 (ADR-1) [x](0002-b.md)

```text
ADR-0002 0002-b-c.md
```
"""


def test_only_what_points_to_the_record_changes(tmp_path: Path) -> None:
    folder = tmp_path / "team"
    folder.mkdir()
    (folder / "0001-a.md").write_bytes((POINTERS + OTHERS).replace("\n", "\r\n").encode())
    (folder / "0002-b-c.md").write_text("# B\n", "utf-8")
    carry_out(folder, planned(folder, "2", 12))
    assert (folder / "0001-a.md").read_bytes() == (MENDED + OTHERS).replace("\n", "\r\n").encode()


@pytest.mark.parametrize("stem", ["0001-a", "adr-0001-a"])
def test_links_to_files_beside_the_record_stay(tmp_path: Path, stem: str) -> None:
    beside = (
        f"![x]({stem}.png) [y]({stem}.html) [z]({stem}/notes.txt) {stem}.png `{stem}.md.bak`\n"
        f"[x](ADR-0001.pdf)\n\n[ref]: {stem}.svg\n[more]: <{stem}/b.md>\n"
    )
    (tmp_path / f"{stem}.md").write_text(f"# A\n\n{beside}\nThis is [it]({stem}.md).\n", "utf-8")
    new = stem.replace("0001", "0002")
    carry_out(tmp_path, planned(tmp_path, "1", 2))
    assert texts(tmp_path) == {f"{new}.md": f"# A\n\n{beside}\nThis is [it]({new}.md).\n"}


def test_a_line_that_is_left_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "0002-ours.md").write_text("# Ours\n", "utf-8")
    (tmp_path / "0002-theirs.md").write_text("# Theirs\n\nADR-0002 and ADR-2, ADR-0002\n", "utf-8")
    left = planned(tmp_path, "0002-ours.md").left
    assert [(each.file, each.line) for each in left] == [("0002-theirs.md", 3)]


def test_of_two_records_with_a_number_one_is_named_and_its_links_follow(tmp_path: Path) -> None:
    (tmp_path / "0002-ours.md").write_text("# 2. Ours\n\nADR-0002 is ours.\n", "utf-8")
    (tmp_path / "0002-theirs.md").write_text("# 2. Theirs\n", "utf-8")
    (tmp_path / "0001-a.md").write_text(
        "# 1. A\n\n[ADR-0002](0002-ours.md)\n[ADR-0002](0002-theirs.md)\nSee ADR-0002.\n", "utf-8"
    )
    with pytest.raises(RecordError, match=r"0002-ours\.md” and “0002-theirs\.md"):
        planned(tmp_path, "2")
    plan = planned(tmp_path, "0002-ours.md")
    assert [(left.file, left.line) for left in plan.left] == [
        ("0001-a.md", 4),
        ("0001-a.md", 5),
        ("0002-ours.md", 3),
    ]
    carry_out(tmp_path, plan)
    assert texts(tmp_path) == {
        "0001-a.md": "# 1. A\n\n[ADR-0003](0003-ours.md)\n[ADR-0002](0002-theirs.md)\n"
        "See ADR-0002.\n",
        "0002-theirs.md": "# 2. Theirs\n",
        "0003-ours.md": "# 3. Ours\n\nADR-0002 is ours.\n",
    }


def test_the_next_number_is_free_on_every_branch(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "team")
    repository.commit("0001-a.md", "0002-b.md")
    repository.branch("theirs", "0003-c.md")
    assert planned(repository.folder, "2").new == "0004-b.md"
    with pytest.raises(RecordError, match=r"3 is taken by “0003-c\.md”.* 4 is given"):
        planned(repository.folder, "2", 3)


@pytest.mark.parametrize(
    ("record", "number", "said"),
    [
        ("9", None, "no record “9”"),
        ("../0001-keep-sessions-in-redis.md", None, "no record"),
        ("1", 1, "has the number 1 already"),
        ("1", 2, "is taken by “0002-name"),
        ("index.md", None, "no record"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, record: str, number: int | None, said: str) -> None:
    folder = copied("madr2", tmp_path)
    with pytest.raises(RecordError, match=said):
        planned(folder, record, number)


def test_a_record_without_a_number_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no number in its name"):
        planned(copied("log4brains", tmp_path), "20210915-draw-charts-on-the-server.md")


@pytest.mark.parametrize("number", [12, None])
def test_cut_short_anywhere_it_can_be_run_again(tmp_path: Path, number: int | None) -> None:
    folder = copied("madr2", tmp_path / "whole")
    steps = len(planned(folder, "1", number).changes)
    carry_out(folder, planned(folder, "1", number))
    whole = texts(folder)
    for done in range(steps):
        cut = copied("madr2", tmp_path / str(done))
        plan = planned(cut, "1", number)
        carry_out(cut, Renumbering(plan.old, plan.new, plan.changes[: done or 1], ()))
        carry_out(cut, planned(cut, "1", number))
        assert texts(cut) == whole


def test_where_a_file_cannot_be_mended_the_old_one_stays(tmp_path: Path) -> None:
    folder = copied("madr2", tmp_path)
    plan = planned(folder, "1", 12)
    (folder / "0002-name-session-keys-by-tenant.md").write_text("# Changed meanwhile\n", "utf-8")
    failed = carry_out(folder, plan)
    assert list(failed) == ["0002-name-session-keys-by-tenant.md"]
    assert {"0001-keep-sessions-in-redis.md", "0012-keep-sessions-in-redis.md"} <= texts(
        folder
    ).keys()
    assert "0012" in texts(folder)["0003-sign-sessions-into-cookies.md"]
