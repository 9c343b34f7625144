"""Each rule finds what it is for, and the folders that teams have pass."""

from datetime import date
from pathlib import Path

import pytest

from store.domain.record_format import RecordFormat
from store.records.check import Terms, check
from store.records.check_relations import Base
from store.records.check_rules import RULES, Finding, Severity
from store.records.document import RecordError
from store.records.edit import edit
from store.records.folder import shelf
from store.records.parse import parse
from store.records.render import record
from tests.store.records.folders import FOLDERS
from tests.store.records.test_render import DECISION

TODAY = date(2026, 11, 24)
MADR = """\
---
status: accepted
date: 2026-01-02
---
# A title

## Context and Problem Statement

Why?

## Considered Options

* Flask
* [Django](https://django.example/), with batteries

## Decision Outcome

Chosen option: "Flask", because it is small.
"""


def findings(folder: Path, files: dict[str, str], **terms: object) -> list[Finding]:
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    return list(check(shelf(folder), Terms(TODAY, **terms)))  # type: ignore[arg-type]


def told(folder: Path, files: dict[str, str], **terms: object) -> list[tuple[str, int, str]]:
    return [(each.file, each.line, each.rule) for each in findings(folder, files, **terms)]


@pytest.mark.parametrize("folder", ["madr2", "madr3", "adr-tools", "log4brains"])
def test_the_folders_that_teams_have_pass(folder: str) -> None:
    assert check(shelf(FOLDERS / folder), Terms(TODAY)) == ()


@pytest.mark.parametrize("profile", list(RecordFormat))
def test_what_shortlist_writes_passes(tmp_path: Path, profile: RecordFormat) -> None:
    assert told(tmp_path, {"0007-a.md": record(DECISION, record_format=profile, number=7)}) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ("# A title\n", "", 1, "title-missing"),
        ("# A title", "# ADR-0003: A title", 5, "number-differs"),
        ("accepted", "on hold", 2, "status-unknown"),
        ("accepted", "[accepted", 2, "status-unknown"),
        ("accepted", '"accepted', 2, "status-unknown"),
        ("---\n# A title", "# A title", 1, "front-matter-unclosed"),
        ("accepted", '"{proposed | rejected | accepted}"', 2, "status-unknown"),
        ("2026-01-02", "01/02/2026", 3, "date-invalid"),
        ("2026-01-02", "2026-02-30", 3, "date-invalid"),
        ("2026-01-02", "2026-11-25", 3, "date-future"),
        ("## Context and Problem Statement\n", "", 5, "section-missing"),
        ("## Considered Options\n", "", 5, "section-missing"),
        ("## Decision Outcome\n", "", 5, "section-missing"),
        ('Chosen option: "Flask", because it is small.\n', "", 16, "outcome-empty"),
        ('Chosen option: "Flask", because it is small.\n', "<!-- soon -->\n", 16, "outcome-empty"),
        ('"Flask"', '""', 18, "outcome-empty"),
        ('"Flask"', '"{title of option 1}"', 18, "outcome-empty"),
        ('"Flask"', '"Bottle"', 18, "chosen-unknown"),
        ("it is small", "[it](small.md) is", 18, "link-broken"),
        ("it is small", "![it](../small.png) is", 18, "link-broken"),
        ("it is small.\n", "it is [small].\n\n[small]: 88-x.md 'X'\n", 20, "link-broken"),
        ("accepted", "superseded by ADR-0002", 2, "supersede-unknown"),
        ("accepted", "superseded by [b](0002-b.md)", 2, "supersede-unknown"),
        ("it is small.\n", "it is small.\n\nSupersedes ADR-0003\n", 1, "supersede-unknown"),
        ("it is small.", "it is small.\n\nReview by 2026-11-24.", 20, "review-due"),
        ("it is small.", "so.\n\n| Criterion | Weight | A |\n|---|---|---|\n| B | 99 | 1 |", 22,
         "matrix-invalid"),
    ],
)  # fmt: skip
def test_one_record(tmp_path: Path, old: str, new: str, line: int, rule: str) -> None:
    assert old in MADR
    found = told(tmp_path, {"0001-a.md": MADR.replace(old, new)})
    assert ("0001-a.md", line, rule) in found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"Flask"', '"Django"'),
        ('"Flask"', '"[Django](https://django.example/)"'),
        ('"Flask"', "**flask**"),
        ("accepted", "proposed"),
        ("accepted", '"Accepted"'),
        ("status: accepted\n", ""),
        ("it is small", "[it](#small) is [so](https://a.example/b.md) <small@a.example>"),
        ("it is small", "`[it](small.md)` is"),
        ("it is small", "ADR-0001 says so, and it supersedes nothing of 0003"),
    ],
)
def test_what_is_no_fault_is_not_told(tmp_path: Path, old: str, new: str) -> None:
    assert old in MADR
    assert told(tmp_path, {"0001-a.md": MADR.replace(old, new)}) == []


def test_a_record_with_no_sections_needs_none_though_it_has_a_status(tmp_path: Path) -> None:
    bare = parse(b"# Just a title\n\nAnd text.\n", "0001-a.md")
    assert told(tmp_path, {"0001-a.md": edit(bare, status="accepted").text}) == []


def test_a_proposal_need_not_be_decided(tmp_path: Path) -> None:
    proposed = MADR.replace("accepted", "proposed").partition("Chosen option")[0]
    assert told(tmp_path, {"0001-a.md": proposed}) == []


def test_numbers(tmp_path: Path) -> None:
    files = dict.fromkeys(["0001-a.md", "0001-b.md", "0003-c.md", "0007-d.md"], MADR)
    assert [each.message for each in findings(tmp_path, files)] == [
        "“0001-b.md” has the number 1, too.",
        "“0001-a.md” has the number 1, too.",
        "No record has the number 2.",
        "No record has the number 4 to 6.",
    ]


def test_numbers_that_another_branch_has_taken(tmp_path: Path) -> None:
    parted = frozenset({"0001-a.md", "0002-b.md"})
    there = parted | {"0003-theirs.md", "0004-same.md", "index.md"}
    base = Base("main", there, parted)
    files = dict.fromkeys(["0001-a.md", "0002-renamed.md", "0003-ours.md", "0004-same.md"], MADR)
    (found,) = findings(tmp_path, files, base=base)
    assert (found.file, found.rule) == ("0003-ours.md", "number-doubled")
    assert found.message == "“0003-theirs.md” on main has the number 3, too."


def superseding(old_status: str, new_text: str) -> dict[str, str]:
    return {
        "0001-a.md": MADR.replace("accepted", old_status),
        "0002-b.md": f"{MADR}\n{new_text}\n",
    }


@pytest.mark.parametrize(
    ("status", "text", "found"),
    [
        ("superseded by ADR-0002", "Supersedes [ADR-0001](0001-a.md)", []),
        ("superseded by [b](0002-b.md)", "* Supersedes ADR-0001", []),
        ("superseded by 2", "This decision supersedes ADR-1.", []),
        ("superseded by ADR-0002", "", [("0002-b.md", 1, "supersede-one-way")]),
        ("superseded by ADR-0002", "See [ADR-0001](0001-a.md)",
         [("0002-b.md", 1, "supersede-one-way")]),
        ("accepted", "Supersedes [ADR-0001](0001-a.md)", [("0001-a.md", 2, "supersede-unmarked")]),
    ],
)  # fmt: skip
def test_superseding(
    tmp_path: Path, status: str, text: str, found: list[tuple[str, int, str]]
) -> None:
    assert told(tmp_path, superseding(status, text)) == found


def test_a_circle(tmp_path: Path) -> None:
    files = {
        f"000{n}-{n}.md": MADR.replace("accepted", f"superseded by ADR-000{by}")
        + f"\nSupersedes ADR-000{of}\n"
        for n, by, of in ((1, 2, 3), (2, 3, 1), (3, 1, 2))
    }
    files["0004-4.md"] = MADR.replace("accepted", "superseded by ADR-0001")
    files["0001-1.md"] += "Supersedes ADR-0004\n"
    (found,) = findings(tmp_path, files)
    assert (found.file, found.line, found.rule) == ("0001-1.md", 2, "supersede-cycle")
    assert "0001-1.md → 0002-2.md → 0003-3.md → 0001-1.md" in found.message


def test_a_record_that_supersedes_itself(tmp_path: Path) -> None:
    text = MADR.replace("accepted", "superseded by ADR-0001") + "\nSupersedes ADR-0001\n"
    assert told(tmp_path, {"0001-a.md": text}) == [("0001-a.md", 2, "supersede-cycle")]


def test_places_that_differ(tmp_path: Path) -> None:
    text = record(DECISION, record_format=RecordFormat.COMPAT).replace(
        "\nAccepted\n", "\nRejected\n"
    )
    (found,) = findings(tmp_path, {"0007-a.md": text})
    assert found.rule == "status-differs"
    assert text.split("\n")[found.line - 1] == "Rejected"


def test_evidence_grows_old(tmp_path: Path) -> None:
    text = record(DECISION)
    assert told(tmp_path, {"0007-a.md": text}, max_age=2) == []
    (found,) = findings(tmp_path, {}, max_age=1)
    assert (found.rule, found.severity) == ("evidence-old", Severity.WARNING)
    assert found.message == "This was checked on 2026-11-22, 2 days ago."
    assert text.split("\n")[found.line - 1].startswith("* Run: N+1")


def test_reviews_of_what_no_longer_holds_are_not_due(tmp_path: Path) -> None:
    text = MADR.replace("accepted", "deprecated").replace("---\n#", "review-by: 2020-01-01\n---\n#")
    assert told(tmp_path, {"0001-a.md": text}) == []
    due = text.replace("deprecated", "accepted")
    assert told(tmp_path, {"0001-a.md": due}) == [("0001-a.md", 4, "review-due")]


def test_an_index_that_is_not_up_to_date(tmp_path: Path) -> None:
    marked = "# Log\n\n<!-- adrlog -->\n\n{}\n\n<!-- adrlogstop -->\n"
    files = {"0001-a.md": MADR, "index.md": marked.format("* [ADR-0001](0001-b.md) - A title")}
    assert told(tmp_path, files) == [
        ("index.md", 3, "index-outdated"),
        ("index.md", 5, "link-broken"),
    ]
    right = {"index.md": marked.format("* [ADR-0001](0001-a.md) - A title")}
    assert told(tmp_path, right) == []
    fenced = {"index.md": "```\n<!-- adrlog -->\n```\n\nNo list.\n"}
    assert told(tmp_path, fenced) == []
    unstopped = {"index.md": right["index.md"].replace("<!-- adrlogstop -->\n", "")}
    (found,) = findings(tmp_path, unstopped)
    assert (found.line, found.rule) == (3, "index-outdated")
    assert "no <!-- adrlogstop --> follows" in found.message


def test_files_that_cannot_be_read_are_told_and_the_rest_is_checked(tmp_path: Path) -> None:
    (tmp_path / "0002-b.md").write_bytes(b"# \xff\n")
    (tmp_path / "0003-c.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "0004-d.md").mkdir()
    (tmp_path / "0005-e.md").write_bytes(b"\0")
    (tmp_path / "0006-new\nline.md").write_text(MADR, "utf-8")
    found = findings(tmp_path, {"0001-a.md": MADR.replace("accepted", "maybe")})
    assert [(each.file, each.rule) for each in found] == [
        ("0001-a.md", "status-unknown"),
        ("0002-b.md", "unreadable"),
        ("0003-c.md", "unreadable"),
        ("0004-d.md", "unreadable"),
        ("0005-e.md", "unreadable"),
        ("0006-new\nline.md", "unreadable"),
    ]


def test_records_in_a_sub_folder_are_told(tmp_path: Path) -> None:
    (tmp_path / "backend").mkdir()
    (tmp_path / "pictures").mkdir()
    files = {"backend/0001-a.md": MADR, "0001-a.md": MADR}
    assert told(tmp_path, files) == [("backend", 1, "sub-folder")]
    assert told(tmp_path, {}, ignored=frozenset({"sub-folder"})) == []


def test_templates_are_not_checked(tmp_path: Path) -> None:
    text = "# {title}\n\n* Status: [superseded by [ADR-0005](0005-example.md)]\n"
    assert told(tmp_path, {"template.md": text, "adr-template.md": MADR + text}) == []


def test_rules_that_are_ignored(tmp_path: Path) -> None:
    files = {"0001-a.md": MADR.replace("accepted", "maybe").replace("2026-01", "2027-01")}
    assert told(tmp_path, files, ignored=["status-unknown"]) == [("0001-a.md", 3, "date-future")]
    with pytest.raises(RecordError, match=r"no rule “status”.*status-unknown"):
        findings(tmp_path, {}, ignored=["status"])


def test_every_rule_is_described() -> None:
    page = (Path(__file__).parents[3] / "docs" / "records.md").read_text("utf-8")
    for rule, (severity, what) in RULES.items():
        assert f"| `{rule}` | {severity} | {what} |" in page


NYGARD = (
    "# 1. A\n\nDate: 2024-01-02\n\n## Status\n\nAccepted\n\n## Context\n\nText.\n\n"
    "## Decision\n\nWe use X.\n\n## Consequences\n\nSome.\n"
)
FRONT = "---\nid: 0001-a\nstatus: Accepted\ncreated: 2024-01-02\n---\n\n"


@pytest.mark.parametrize(
    "text",
    [
        NYGARD.replace("We use X.", "### Broker\n\nWe use one for all teams."),
        NYGARD.replace("We use X.", "### Broker\n\n```\nx = 1\n```"),
        FRONT + NYGARD,
        FRONT + NYGARD.replace("## Status\n\nAccepted\n\n", ""),
        NYGARD.replace("Date:", "**Status:** Accepted | **Date:**").replace(
            "## Status\n\nAccepted\n\n", ""
        ),
        NYGARD.replace("X.", "X. It\n\nsupersedes [the old page](https://example.org/old.html)."),
        NYGARD.replace("Accepted", "Accepted\n\nSupersedes [the talk](https://example.org/a)"),
        NYGARD.replace("Accepted", "Superseded by [their record](https://example.org/a)"),
        NYGARD.replace("Text.", "**Supersedes**: ADR 0001 §7 only"),
        "# 1. A\n\nStatus: Draft\n\n## What\n\nA.\n\n## Why\n\nB.\n\n## Alternatives\n\n* C\n",
    ],
)
def test_no_false_alarm(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, {"0001-a.md": text}) == []


def test_an_outcome_of_headings_alone_is_empty(tmp_path: Path) -> None:
    text = NYGARD.replace("We use X.", "### Broker\n\n<!-- soon -->\n\n### Names")
    assert told(tmp_path, {"0001-a.md": text}) == [("0001-a.md", 13, "outcome-empty")]


def test_a_superseded_record_names_its_successor(tmp_path: Path) -> None:
    text = NYGARD.replace("Accepted", "Superseded")
    assert told(tmp_path, {"0001-a.md": text}) == [("0001-a.md", 7, "successor-missing")]


def test_three_records_of_one_number(tmp_path: Path) -> None:
    found = findings(tmp_path, dict.fromkeys(["0001-a.md", "0001-b.md", "0001-c.md"], NYGARD))
    assert found[0].message == "“0001-b.md” and “0001-c.md” have the number 1, too."


OPTIONS = "---\nstatus: accepted\n---\n# A\n\n## Context\n\nText.\n\n## Considered Options\n\n"


@pytest.mark.parametrize(
    ("options", "sentence", "chosen"),
    [
        ("* Alpha\n* Beta", "**Alpha**. It is small and the way going\nforward.", "Alpha"),
        ("* **Alpha, the small one**\n* Beta", "**Alpha, the small one**, because it is small.",
         "Alpha, the small one"),
        ("* Alpha, with a tail, and another\n* Beta", "Alpha, with a tail, and another.",
         "Alpha, with a tail, and another"),
        ("* Option 1: Alpha\n* Option 2: Beta", "**option 1, Alpha** since it is small.",
         "Option 1: Alpha"),
        ("1. Alpha\n2. Beta", "Option 2, because small.", "Beta"),
        ("* Alpha\n* Beta", '"Alpha," because small.', "Alpha"),
        ("* Option #1\n  * part\n* Option #2", "Option 1, because small.", "Option #1"),
        ("1. **Alpha** (small)\n2. [Beta](https://example.org)\n3. Gamma: big", '"Alpha", because.',
         "Alpha"),
        ("1. **Alpha** (small)\n2. [Beta](https://example.org)\n3. Gamma: big", '"Gamma"',
         "Gamma: big"),
        ("1. **Alpha** (small)\n2. [Beta](https://example.org)", "[Beta](https://example.org)",
         "Beta"),
        ("### Option A: Alpha\n\n* Good, because a\n\n### Option B: Beta", "Option B",
         "Option B: Beta"),
        ("### 1. Alpha\n\nText.\n\n### 2. Beta\n\n* Bad", "Option 2", "2. Beta"),
        ("| Option | Cost |\n|---|---|\n| Alpha | 1 |\n| Beta | 2 |", "Beta since it is.", "Beta"),
        ("**Alpha**: small.\n\n**Beta**: large.", "`Beta`", "Beta"),
        ("* Alpha\n* Beta", "Alpha for now", "Alpha"),
    ],
)  # fmt: skip
def test_the_chosen_option_is_one_of_the_list(
    tmp_path: Path, options: str, sentence: str, chosen: str
) -> None:
    text = f"{OPTIONS}{options}\n\n## Decision Outcome\n\nChosen option: {sentence}\n"
    assert told(tmp_path, {"0001-a.md": text}) == []
    (record,) = shelf(tmp_path).records.values()
    assert record.option_chosen == chosen
