"""Every Markdown file of a folder is a record, known to be none, or told as passed over."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from store.domain.errors import StoreError
from store.records import folder as shelves
from store.records.check import Terms, check
from store.records.filenames import apart, day_of, is_template, naming, number_of
from store.records.folder import shelf
from store.records.numbers import taken
from store.records.parse import read
from store.records.renumber import carry_out, renumbering

NYGARD = """\
# {title}

Date: 2024-01-02

## Status

{status}

## Context

Text.

## Decision

We use it.

## Consequences

Some.
"""


def written(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def nygard(title: str, status: str = "Accepted") -> str:
    return NYGARD.format(title=title, status=status)


def told(folder: Path) -> list[tuple[str, str]]:
    """The rules that a folder breaks, by file."""
    found = check(shelf(folder), Terms(date(2026, 12, 1)))
    return [(each.file, each.rule) for each in found]


@pytest.mark.parametrize(
    ("name", "number", "day"),
    [
        ("shop-api-001-use-a-queue.md", 1, None),
        ("ORG-ADR-0001-a.md", 1, None),
        ("ORG-ADR-Shop-0012-a.md", 12, None),
        ("adr001-a.md", 1, None),
        ("eip-0001.md", 1, None),
        ("0001 Use it.md", 1, None),
        ("0001. Use it.md", 1, None),
        ("20210405-use-a-queue.md", None, date(2021, 4, 5)),
        ("2021-05-05-use-a-cache.md", None, date(2021, 5, 5)),
        ("2021_05_05_use.md", None, date(2021, 5, 5)),
        ("20210405.md", None, date(2021, 4, 5)),
        ("20210405-404-page.md", None, date(2021, 4, 5)),
        ("20210405-3-ways.md", None, date(2021, 4, 5)),
        ("adr-20210405-a.md", None, date(2021, 4, 5)),
        ("2024-01-02_018-one-store.md", 18, date(2024, 1, 2)),
        ("2024-01-02_118-one-store.md", 118, date(2024, 1, 2)),
        ("20240102-adr-0001-a.md", 1, date(2024, 1, 2)),
        ("2021-05-use.md", None, None),
        ("2024-001-a.md", 1, None),
        ("ADR-2024-012-a.md", 12, None),
        ("use-python-311-now.md", None, None),
        ("iso-8601-dates.md", None, None),
        ("use-it.md", None, None),
    ],
)
def test_numbers_and_days_in_names(name: str, number: int | None, day: date | None) -> None:
    assert (number_of(name), day_of(name)) == (number, day)


@pytest.mark.parametrize(
    ("names", "new"),
    [
        (["shop-api-001-use-a-queue.md", "shop-api-002-b.md"], "shop-api-024-use-the-new-one.md"),
        (["ORG-ADR-0001-a.md"], "ORG-ADR-0024-use-the-new-one.md"),
        (["2021-05-05-use-a-cache.md"], "2026-12-01-use-the-new-one.md"),
        (["2021_05_05_use_it.md"], "2026_12_01_use_the_new_one.md"),
        (["2024-01-02_018-one-store.md"], "2026-12-01_024-use-the-new-one.md"),
        (["2024-001-a.md", "2024-002-b.md"], "2026-024-use-the-new-one.md"),
        (["000-Record-Decisions.md", "001-Use-AWS-search.md"], "024-Use-the-new-one.md"),
        (["ADR-001-Use-The-Queue.md"], "ADR-024-Use-The-New-One.md"),
        (["ADR-001_Use_git_hooks.md"], "ADR-024_Use_the_new_one.md"),
        (["0001 Use a queue.md"], "0024 Use the new one.md"),
        (["0001. Use a queue.md"], "0024. Use the new one.md"),
        (["0001-UseAQueue.md"], "0024-UseTheNewOne.md"),
        (["use-a-queue.md", "use-a-cache.md", "README.md"], "use-the-new-one.md"),
    ],
)
def test_new_names_go_on_as_the_folder_does(names: list[str], new: str) -> None:
    assert naming(names).file_name(24, "Use the new one", date(2026, 12, 1)) == new


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("0000-template.md", True),
        ("0000-adr-template.md", True),
        ("adr-000-template.md", True),
        ("ADR-nnn_Any_Decision_Record_Template.md", True),
        ("_adr-template.md", True),
        ("adr.template.md", True),
        ("adr-template-bare.md", True),
        ("NNNN-title.md", True),
        ("xxxx-name-with-dashes.md", True),
        ("YYYYMMDD-title.md", True),
        ("0012-choose-a-template-engine.md", False),
        ("0000-use-adr-template.md", False),
        ("use-jinja-templates.md", False),
        ("0007-title.md", False),
    ],
)
def test_templates_by_their_names(name: str, is_one: bool) -> None:
    assert is_template(name) is is_one


def test_names_with_words_in_front_are_records_and_go_on(tmp_path: Path) -> None:
    bare = "# Use it\n\n## Contexte\n\nText.\n"
    written(tmp_path, {"shop-api-001-a.md": bare, "shop-api-002-b.md": bare})
    assert [*shelf(tmp_path).records] == ["shop-api-001-a.md", "shop-api-002-b.md"]
    assert taken(tmp_path).next_number == 3
    written(tmp_path, {"shop-api-100-c.md": bare, "http-404-page.md": bare})
    found = shelf(tmp_path)
    assert "shop-api-100-c.md" in found.records
    assert [*found.passed_over] == ["http-404-page.md"]
    assert taken(tmp_path).next_number == 101


def test_words_in_front_count_on_their_own(tmp_path: Path) -> None:
    files = {"api-001-a.md": "# A\n", "web-001-b.md": "# B\n", "web-002-c.md": "# C\n"}
    assert told(written(tmp_path, files)) == []
    written(tmp_path, {"web-002-d.md": "# D\n"})
    doubled = {file for file, rule in told(tmp_path) if rule == "number-doubled"}
    assert doubled == {"web-002-c.md", "web-002-d.md"}


def test_chapters_beside_records_are_passed_over(tmp_path: Path) -> None:
    files = {"0001-a.md": "# A\n", "0002-b.md": "# B\n", "guide-001-start.md": "# Start\n"}
    assert told(written(tmp_path, files)) == [("guide-001-start.md", "passed-over")]


def test_what_a_folder_has_beside_records_is_known(tmp_path: Path) -> None:
    known = (
        "index.md", "README.md", "README.de.md", "readme_zh.md", "CONTRIBUTING.md", "LICENSE.md",
        "CHANGELOG.md", "CODE_OF_CONDUCT.md", "SUMMARY.md", "_index.md", "_sidebar.md",
        "template.md", "0000-template.md",
    )  # fmt: skip
    written(tmp_path, dict.fromkeys(known, "# Words\n") | {"0001-a.md": "# A\n"})
    assert told(tmp_path) == []
    assert [*shelf(tmp_path).record_files] == ["0001-a.md"]


@pytest.mark.parametrize(
    "title",
    ["ADR-0000: Template", "ADR Template", "[short title of solved problem]", "{short title}",
     "NUMBER. TITLE", "ADR-NNNN: [Title]", "<short title>"],
)  # fmt: skip
def test_templates_by_their_titles(tmp_path: Path, title: str) -> None:
    text = nygard(title, "[Proposed | Accepted]")
    written(tmp_path, {"0000-a.md": text, "base.md": text, "0001-b.md": text, "0002-c.md": "# C\n"})
    found = shelf(tmp_path)
    assert [*found.records] == [*found.record_files] == ["0002-c.md"]
    assert [*found.passed_over] == ["0001-b.md"]
    assert "its title is still that of a template" in found.passed_over["0001-b.md"].casefold()


def test_records_about_templates_are_records(tmp_path: Path) -> None:
    names = ("0012-choose-a-template-engine.md", "use-jinja-templates.md")
    written(tmp_path, {name: nygard("Use a template engine") for name in names})
    assert [*shelf(tmp_path).records] == [*names]


def test_a_byte_order_mark_hides_no_title(tmp_path: Path) -> None:
    text = nygard("1. A").replace("\n", "\r\n")
    files = {"0001-a.md": "\ufeff" + nygard("1. A"), "0002-b.md": text.replace("1. A", "2. B")}
    assert told(written(tmp_path, files)) == []
    document = shelf(tmp_path).records["0001-a.md"]
    assert (document.title, document.status, document.number) == ("A", "accepted", 1)


def test_a_file_that_cannot_be_read_leaves_no_gap(tmp_path: Path) -> None:
    written(tmp_path, {"0001-a.md": "# A\n", "0003-c.md": "# C\n", "0002-b.md": b"\xff\xfebad"})
    assert told(tmp_path) == [("0002-b.md", "unreadable")]


def test_front_matter_without_an_end_is_told_as_that(tmp_path: Path) -> None:
    files = {
        "0001-a.md": "---\nstatus: [accepted\ndate: 2024-01-02\n# A\n\n## Context\n",
        "0002-b.md": "---\nstatus: rejected\n# B\n\nText.\n\n---\n\nMore.\n",
        "0003-c.md": "---\n# These are optional.\n\nstatus: rejected\n---\n\nText.\n",
        "0004-d.md": "",
    }
    assert told(written(tmp_path, files)) == [
        ("0001-a.md", "front-matter-unclosed"),
        ("0002-b.md", "front-matter-unclosed"),
        ("0002-b.md", "title-missing"),
        ("0003-c.md", "title-missing"),
        ("0004-d.md", "title-missing"),
    ]


def test_the_day_in_a_name_counts_where_the_record_gives_none() -> None:
    for name, day in (("20210405-a.md", date(2021, 4, 5)), ("2021-05-05-a.md", date(2021, 5, 5))):
        assert read("# A\n\n- Status: accepted\n", name).day == day
        assert read("# A\n\n- Date: 2022-01-02\n", name).day == date(2022, 1, 2)
        assert read("# A\n\n- Date: some day\n", name).day is None


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ('adr: "0003"', 'adr: "0012"'),
        ("id: ADR-0003", "id: ADR-0012"),
        ("number: 3", "number: 12"),
        ("slug: 0003-a", "slug: 0012-a"),
        ("slug: /adr/3", "slug: /adr/12"),
        ("id: other-3", "id: other-3"),
        ("weight: 3", "weight: 3"),
    ],
)
def test_numbers_in_front_matter_follow(tmp_path: Path, line: str, after: str) -> None:
    written(tmp_path, {"0003-a.md": f"---\n{line}\nstatus: accepted\n---\n\n# A\n"})
    carry_out(tmp_path, renumbering(shelf(tmp_path), "3", taken(tmp_path), 12))
    assert (tmp_path / "0012-a.md").read_text("utf-8").split("\n")[1] == after


def test_another_number_in_front_matter_is_told(tmp_path: Path) -> None:
    front = '---\nadr: "0004"\nid: 2024-01-02\nstatus: accepted\n---\n\n# A\n'
    written(tmp_path, {"0003-a.md": front})
    (found,) = check(shelf(tmp_path), Terms(date(2026, 12, 1)))
    assert (found.rule, found.line) == ("number-differs", 2)
    assert found.message == "“adr” says 4, and the name of the file 3."


def test_records_below_are_told(tmp_path: Path) -> None:
    files = {
        "0001-a.md": "# A\n",
        "area/0001-a.md": "# A\n",
        "deep/er/20240102-a.md": "# A\n",
        "2022-02-03-by-folder/README.md": "# A\n",
        "templates/0000-template.md": "# A\n",
        "pictures/a.md": "# A\n",
        ".hidden/0001-a.md": "# A\n",
    }
    written(tmp_path, files)
    assert shelf(tmp_path).below == {"2022-02-03-by-folder": 1, "area": 1, "deep/er": 1}


def test_a_long_name_is_taken_apart_at_once() -> None:
    assert apart("a-" * 500_000 + "0001-a.md") is None


def test_a_folder_of_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "FILES_MAX", 3)
    written(tmp_path, {f"000{number}-a.md": nygard("A") for number in (1, 2, 3)})
    assert len(shelf(tmp_path).records) == 3
    (tmp_path / "picture.png").touch()
    with pytest.raises(StoreError, match=r"has 4 files, .* at most 3\. Nothing was changed"):
        shelf(tmp_path)
