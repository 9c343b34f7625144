"""The list of records in index.md, kept in the way that it is written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.records import index
from store.records.document import Document
from store.records.parse import read
from tests.store.records.folders import FOLDERS, file

ADA = read("---\nstatus: accepted\ndate: 2026-01-02\n---\n# Use Ada\n", "0001-use-ada.md")
BASIC = read("# 2. Use Basic | or *not*\n", "0002-use-basic.md")
COBOL = read("# Use COBOL\n", "0010-use-cobol.md")

LISTED = ["[ADR-0001](0001-use-ada.md) - Use Ada", "[ADR-0010](0010-use-cobol.md) - Use COBOL"]


EMPTY = "# Decisions\n\n<!-- adrlog -->\n\n<!-- adrlogstop -->\n"


def between(text: str, stop: str = "<!-- adrlogstop -->") -> str:
    return f"# Log\n\nBefore.\n\n<!-- adrlog -->{text}{stop}\n\nAfter.\n"


def test_an_index_that_is_right_stays_as_it_is() -> None:
    text = (FOLDERS / "madr2" / "index.md").read_text("utf-8")
    records = [file(f"madr2/000{number}") for number in (3, 1, 2)]
    assert index.updated(text, records) == text
    ended = text.replace("\n", "\r\n")
    assert index.updated(ended, records) == ended


def test_an_empty_index_is_filled() -> None:
    text = index.updated(EMPTY, [COBOL, ADA])
    assert text == (
        "# Decisions\n\n<!-- adrlog -->\n\n* [ADR-0001](0001-use-ada.md) - Use Ada\n"
        "* [ADR-0010](0010-use-cobol.md) - Use COBOL\n\n<!-- adrlogstop -->\n"
    )
    assert index.updated(text, [ADA, COBOL]) == text
    assert index.updated(EMPTY, []) == EMPTY


@pytest.mark.parametrize(
    ("there", "items"),
    [
        ("", [f"* {LISTED[0]}", f"* {LISTED[1]}"]),
        ("- [ADR-0007](0007-gone.md) - Gone", [f"- {LISTED[0]}", f"- {LISTED[1]}"]),
        ("* [7. Gone](0007-gone.md)",
         ["* [1. Use Ada](0001-use-ada.md)", "* [10. Use COBOL](0010-use-cobol.md)"]),
        ("* [Gone](0007-gone.md)",
         ["* [Use Ada](0001-use-ada.md)", "* [Use COBOL](0010-use-cobol.md)"]),
        ("* [ADR-0001](0001-use-ada.md) - Use Ada, *since May*",
         ["* [ADR-0001](0001-use-ada.md) - Use Ada, *since May*",
          "* [ADR-0010](0010-use-cobol.md) - Use COBOL"]),
    ],
)  # fmt: skip
def test_a_list_stays_a_list_of_its_kind(there: str, items: list[str]) -> None:
    updated = index.updated(between(f"\n\n{there}\n\n"), [COBOL, ADA])
    assert updated == between("\n\n" + "\n".join(items) + "\n\n")


def test_a_table_stays_a_table_with_its_own_columns() -> None:
    table = (
        "\n\n| ADR | Title | Status | Team | Date |\n|---|:--|---|---|---|\n"
        "| [ADR-0001](0001-use-ada.md) | Use  Ada | accepted | **core** | 2026-01-02 |\n"
        "| [ADR-0002](0002-use-basic.md) | Use it | proposed | web | |\n\n"
    )
    updated = index.updated(between(table), [ADA, BASIC, COBOL])
    assert updated == between(
        "\n\n| ADR | Title | Status | Team | Date |\n|---|:--|---|---|---|\n"
        "| [ADR-0001](0001-use-ada.md) | Use  Ada | accepted | **core** | 2026-01-02 |\n"
        "| [ADR-0002](0002-use-basic.md) | Use Basic \\| or *not* | proposed | web | |\n"
        "| [ADR-0010](0010-use-cobol.md) | Use COBOL |  |  |  |\n\n"
    )
    assert index.updated(updated, [ADA, BASIC, COBOL]) == updated


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| 7 | [Gone](0007-gone.md) |", "| 1 | [Use Ada](0001-use-ada.md) |"),
        ("| 0007 | [Gone](0007-gone.md) |", "| 0001 | [Use Ada](0001-use-ada.md) |"),
        ("| [007](0007-gone.md) | Gone |", "| [001](0001-use-ada.md) | Use Ada |"),
    ],
)
def test_numbers_in_a_table_are_written_as_they_were(row: str, cells: str) -> None:
    head = "| No. | Decision |\n| --- | --- |\n"
    updated = index.updated(between(f"\n\n{head}{row}\n\n"), [ADA])
    assert updated == between(f"\n\n{head}{cells}\n\n")


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ("| 1 | Use Ada | me | accepted |", "| 1 | Use Ada | me | accepted |"),
        ("| 0001 | Use it | me | draft |", "| [0001](0001-use-ada.md) | Use Ada | me | accepted |"),
        ("| | Use Ada | me | x |", "| [ADR-0001](0001-use-ada.md) | Use Ada | me | accepted |"),
        ("| [1](0001-gone.md) | Use Ada | [me](a.md) | accepted |",
         "| [1](0001-use-ada.md) | Use Ada | [me](a.md) | accepted |"),
        ("| [1](./0001-use-ada.md) | Use Ada | me | accepted |",
         "| [1](./0001-use-ada.md) | Use Ada | me | accepted |"),
        ("| 1 | [Gone](0007-gone.md) | me | |\n| 2 | [Use it](0001-use-ada.md) | you | |",
         "| 1 | [Use Ada](0001-use-ada.md) | you | accepted |"),
    ],
)  # fmt: skip
def test_a_row_is_known_by_its_link_its_number_or_its_title(row: str, kept: str) -> None:
    head = "| No. | Decision | Owner | Status |\n|---|---|---|---|\n"
    updated = index.updated(between(f"\n\n{head}{row}\n\n"), [ADA])
    assert updated == between(f"\n\n{head}{kept}\n\n")
    assert index.updated(updated, [ADA]) == updated


def test_rows_that_could_be_of_two_records_are_told_apart_by_their_titles() -> None:
    head = "| No. | Decision | Owner |\n|---|---|---|\n"
    rows = "| 1 | Use Ada | me |\n| 1 | Use Forth | you |\n"
    forth = read("# Use Forth\n", "0001-use-forth.md")
    text = between(f"\n\n{head}{rows}\n")
    assert index.updated(text, [ADA, forth]) == text


@pytest.mark.parametrize(
    "text",
    ["", "# Log\n", "<!-- adrlog -->\n\n* x\n", "<!-- adrlogstop -->\n<!-- adrlog -->\n"],
)
def test_without_both_marks_nothing_changes(text: str) -> None:
    assert index.updated(text, [ADA]) == text


def test_marks_in_code_are_no_marks() -> None:
    code = "```html\n<!-- adrlog -->\n\n* x\n\n<!-- adrlogstop -->\n```\n"
    assert index.updated(code, [ADA]) == code
    listed = between(f"\n\n* {LISTED[0]}\n\n")
    assert index.updated(code + between(""), [ADA]) == code + listed
    held = between(f"\n\n{code}\n")
    kept = f"\n\n{code.rstrip()}\n\n* {LISTED[0]}\n\n"
    assert index.updated(held, [ADA]) == between(kept)
    told = "Between `<!-- adrlog -->` and `<!-- adrlogstop -->` is a list.\n"
    assert index.updated(told, [ADA]) == told
    unended = f"```\n{between('')}"
    assert index.updated(unended, [ADA]) == unended


def test_a_pipe_in_a_title_moves_no_cells() -> None:
    head = "| Architecture decision | Owner |\n| --- | --- |\n"
    piped = read("# New one | pipe\n", "0003-new.md")
    row = "| [New one \\| pipe](0003-new.md) |  |\n"
    text = index.updated(between(f"\n\n{head}\n"), [piped])
    assert text == between(f"\n\n{head}{row}\n")
    assert index.updated(text, [piped]) == text


@pytest.mark.parametrize("marks", ["<!-- adrlog -- made by a tool -->", "<!--adrlog-->"])
def test_marks_may_say_more(marks: str) -> None:
    text = f"{marks}\n\n<!-- adrlogstop -->\n"
    assert index.updated(text, [ADA]).startswith(
        f"{marks}\n\n* [ADR-0001](0001-use-ada.md) - Use Ada\n\n"
    )


def test_records_without_a_number_are_listed_by_their_titles() -> None:
    records: list[Document] = [file("log4brains/2021"), file("log4brains/2020")]
    assert (
        "* [Draw charts in the browser](20200401-draw-charts-in-the-browser.md)\n* ["
        in index.updated(EMPTY, records)
    )


def same(text: str, *records: Document) -> None:
    assert index.updated(text, records or [ADA]) == text


@pytest.mark.parametrize(
    "item",
    [
        "* [ADR-0001](infra/0001-use-ada.md) - Use Ada",
        "* [ADR-0009](https://example.org/0009.md) - Elsewhere",
        "* [ADR-0009](../web/0009-a.md) - Elsewhere",
        "* [Guide](guide.md)",
        "* Without a link",
        "* [Section](#part)",
        "Some words.",
        "## More",
        "<!-- a remark -->",
        "<!--\n* [ADR-0009](0009-a.md) - Old\n-->",
        "| Term | Meaning |\n| --- | --- |\n| A | B |",
        "| No. | Title |\n| --- | --- |\n| 7 | In a wiki |",
        "```\n* [ADR-0009](0009-a.md) - Code\n```",
        "* [ADR-0009](0009-a.md) - Gone <!-- keep -->",
        "* [ADR-0009](0009-a.md) - Gone\n\n  A remark on it.",
        "See [what is gone](0009-a.md), which was good.",
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_what_is_not_ours_is_kept(tmp_path: Path, item: str, listed: bool) -> None:
    for name in ("infra/0001-use-ada.md", "guide.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    own = f"* {LISTED[0]}\n" if listed else ""
    text = between(f"\n\n{own}{item}\n\n")
    records = [ADA] if listed else []
    assert index.updated(text, records, tmp_path) == text


@pytest.mark.parametrize(
    "items",
    [
        "* [1. Use Ada](docs/adr/0001-use-ada.md)",
        "* [1. Use Ada](./0001-use-ada.md)",
        "* [1. Use Ada](0001-use-ada)",
        "* [1. Use Ada](0001-use-ada.html)",
        "* [1. Use Ada](/adr/0001-use-ada/)",
        "* [[0001-use-ada|Use Ada]]",
        "* [ADR-0001][ada] - Use Ada\n\n[ada]: 0001-use-ada.md",
        "* [ADR-0001](0001-use-ada.md)",
        "* [ADR-1](0001-use-ada.md): Use Ada",
        "* **[ADR-0001](0001-use-ada.md)** Use Ada",
        "- [x] [ADR-0001](0001-use-ada.md) - Use Ada",
        "1. [Use Ada](0001-use-ada.md)",
        "* ADR-0001: [Use Ada](0001-use-ada.md)",
        "* [ADR-0001](0001-use-ada.md) - Use\n  Ada",
        "* [ADR-0001](0001-use-ada.md) - Use Ada <!-- keep -->\n\n  A remark.\n\n## More",
        "* Languages\n  * [ADR-0001](0001-use-ada.md) - Use Ada",
        "### [Use Ada](0001-use-ada.md)\n\nWords.",
        "| ADR | Title | Status |\n|---|---|---|\n| [1](0001-use-ada.md) | Use Ada | Accepted |",
        "ADR | Title\n--- | ---\n[1](0001-use-ada.md) | Use Ada",
        "| ADR   | Title    | Date     |\n|:---|---|---|\n| [001](x/0001-use-ada.md) | Use Ada | |",
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_what_says_the_same_in_its_own_way_is_kept(items: str, ending: str) -> None:
    record = read("---\nstatus: accepted\n---\n# Use Ada\n", "0001-use-ada.md")
    same(between(f"\n\n{items}\n\n").replace("\n", ending), record)


@pytest.mark.parametrize(
    ("there", "then"),
    [
        ("* [1. Use Ada](docs/adr/0001-use-ada.md)",
         "* [1. Use Ada](docs/adr/0001-use-ada.md)\n* [10. Use COBOL](docs/adr/0010-use-cobol.md)"),
        ("* [Use COBOL](0010-use-cobol)\n* [Use Ada](0001-use-ada)",
         "* [Use COBOL](0010-use-cobol)\n* [Use Ada](0001-use-ada)"),
        ("* [2. B](0002-b.md)\n* [1. Use Ada](0001-use-ada.md)",
         "* [10. Use COBOL](0010-use-cobol.md)\n* [1. Use Ada](0001-use-ada.md)"),
        ("* A\n  * [ADR-1](0001-use-ada.md): Use Ada\n    more\n* B",
         ("* A\n  * [ADR-1](0001-use-ada.md): Use Ada\n    more\n  * [ADR-10](0010-use-cobol.md): "
         "Use COBOL\n* B")),
        ("* [ADR-0010](0010-use-cobol.md) - Old words <!-- keep -->\n\n  A remark.",
         ("* [ADR-0001](0001-use-ada.md) - Use Ada\n* [ADR-0010](0010-use-cobol.md) - Use COBOL "
         "<!-- keep -->\n\n  A remark.")),
        ("* [ADR-0007](0001-use-ada.md) - Use Ada\n* [ADR-0010](0010-use-cobol.md) - Use COBOL",
         "* [ADR-0001](0001-use-ada.md) - Use Ada\n* [ADR-0010](0010-use-cobol.md) - Use COBOL"),
        ("* [ADR-0001](0001-use-the-old.md) - Use Ada, *as said*\n",
         ("* [ADR-0001](0001-use-ada.md) - Use Ada, *as said*\n"
         "* [ADR-0010](0010-use-cobol.md) - Use COBOL\n")),
        ("| ADR | Title   |\n|---|---|\n| [1](0001-use-ada.md) | Use X   |\n\nWords.",
         ("| ADR | Title   |\n|---|---|\n| [1](0001-use-ada.md) | Use Ada |\n"
         "| [10](0010-use-cobol.md) | Use COBOL |\n\nWords.")),
    ],
)  # fmt: skip
def test_only_what_is_wrong_is_changed(there: str, then: str) -> None:
    updated = index.updated(between(f"\n\n{there}\n\n"), [ADA, COBOL])
    assert updated == between(f"\n\n{then}\n\n")
    assert index.updated(updated, [ADA, COBOL]) == updated


def test_a_file_that_is_there_and_no_record_keeps_its_item(tmp_path: Path) -> None:
    (tmp_path / "0007-latin.md").touch()
    text = between(f"\n\n* {LISTED[0]}\n* [ADR-0007](0007-latin.md) - Latin\n\n")
    assert index.updated(text, [ADA], tmp_path) == text
    gone = between(f"\n\n* {LISTED[0]}\n\n")
    (tmp_path / "0007-latin.md").unlink()
    assert index.updated(text, [ADA], tmp_path) == gone


def test_a_list_of_descriptions_stays_one() -> None:
    items = "* [ADR-0001](0001-use-ada.md) - why so\n* [ADR-0010](0010-use-cobol.md) - and so"
    same(between(f"\n\n{items}\n\n"), ADA, COBOL)


def test_columns_that_a_record_says_nothing_of_are_kept() -> None:
    table = "| ADR | Title | Status | Date |\n|---|---|---|---|\n"
    row = "| [10](0010-use-cobol.md) | Use COBOL | Rejected | in May |\n"
    same(between(f"\n\n{table}{row}\n"), COBOL)


def test_a_status_is_written_as_the_others_are() -> None:
    table = "| ADR | Title | Status |\n|---|---|---|\n| [1](0001-use-ada.md) | Use Ada | {} |\n"
    updated = index.updated(between(f"\n\n{table.format('Proposed')}\n"), [ADA])
    assert updated == between(f"\n\n{table.format('Accepted')}\n")


@pytest.mark.parametrize(
    "title",
    ["Use <!-- adrlogstop --> it", "<!-- adrlog -->", "`<!-- adrlogstop -->`",
     "\\<!-- adrlogstop -->", "Use <!-- adrlogstop -->", "a ` b", "a ] b", "[a",
     "a\\", "[a](0009-x.md)", "<!-- a", "1. a"],
)  # fmt: skip
@pytest.mark.parametrize("there", ["", "* [1. A](0001-a.md)", "| ADR | Title |\n| --- | --- |"])
def test_no_title_makes_an_index_grow(title: str, there: str) -> None:
    records = [read(f"# {title}\n", "0003-a.md"), COBOL]
    once = index.updated(between(f"\n\n{there}\n\n"), records)
    assert once.count("0003-a.md") == 1
    assert index.updated(once, records) == once
    assert once.endswith("<!-- adrlogstop -->\n\nAfter.\n")


def test_tables_without_marks_are_compared_and_not_changed(tmp_path: Path) -> None:
    table = (
        "# Log\n\n| ADR | Title | Status |\n| --- | --- | --- |\n"
        "| [1](0001-use-ada.md) | Short | ✅ Accepted |\n| [1](0001-use-ada.md) | A | Proposed |\n"
        "| [1](0001-use-ada.md) | A | live |\n| [9](https://example.org/0009.md) | A | Proposed |\n"
    )
    assert index.wrong_rows(table, [ADA], tmp_path) == [
        (table.index("| [1](0001-use-ada.md) | A | P"),
         "“0001-use-ada.md” is accepted, and proposed here."),
    ]  # fmt: skip
    same(table)


LINES = st.sampled_from(
    [
        "", "", "Words.", "## More", "* [Guide](guide.md)", "  a remark", "    * nested", "```",
        "* [ADR-0001](0001-use-ada.md) - Use Ada", "* [ADR-0001](0001-use-ada.md) - Old",
        "- [ADR-0010](docs/0010-use-cobol.md) - Use COBOL",
        "  * [10. Use COBOL](0010-use-cobol.md)",
        "* [ADR-0007](0007-gone.md) - Gone", "* [ADR-0007](0007-gone.md) - Gone <!-- so -->",
        "* [x](https://example.org/0001-use-ada.md)", "<!-- a", "b -->", "`", "> quoted",
        "1. one", "* [b][a]", "[[0010-use-cobol]]", "<!-- adrlog -->", "[a]: 0001-use-ada.md",
        "| ADR | Title | Status |", "| --- | --- | --- |",
        "| [1](0001-use-ada.md) | Old | Proposed |",
        "| [7](0007-gone.md) | Gone | x |", "| 7 | no link | |", "| | | |",
        "* [2. Use](./0002-use-basic.md)\r",
    ]
)  # fmt: skip
TITLES = st.one_of(
    st.sampled_from(["Use Ada", "<!-- adrlogstop -->", "a | b", "[x](y)", "`", "\\", "3. three"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
)


@given(lines=st.lists(LINES, max_size=12), titles=st.lists(TITLES, max_size=3))
def test_an_index_is_right_at_once_and_loses_no_line(lines: list[str], titles: list[str]) -> None:
    names = ["0001-use-ada.md", "0002-use-basic.md", "0010-use-cobol.md"]
    records = [read(f"# {title}\n", name) for title, name in zip(titles, names, strict=False)]
    text = between("\n" + "\n".join(lines) + "\n")
    once = index.updated(text, records)
    assert index.updated(once, records) == once
    own = ("0001", "0002", "0007", "0010", "[b][a]")
    kept = [line for line in lines if line.strip() and not any(name in line for name in own)]
    left = iter(once.split("\n"))
    assert all(line in left for line in kept), once
    assert once.endswith("\n\nAfter.\n")


def test_tables_above_and_below_the_list_are_compared_too(tmp_path: Path) -> None:
    table = (
        "| ADR | Title | Status |\n| --- | --- | --- |\n| [1](0001-use-ada.md) | Ada | Proposed |\n"
    )
    text = f"{table}\n{between(chr(10))}\n{table.replace('Proposed', 'Rejected')}"
    assert index.wrong_rows(text, [COBOL, ADA], tmp_path) == [
        (text.index("| [1]"), "“0001-use-ada.md” is accepted, and proposed here."),
        (text.rindex("| [1]"), "“0001-use-ada.md” is accepted, and rejected here."),
    ]
    started = f"<!-- adrlog -->\n\n{table}"  # of one mark alone, no list follows
    (offset, _), *others = index.wrong_rows(started, [ADA], tmp_path)
    assert (offset, others) == (started.index("| [1]"), [])


@pytest.mark.parametrize(
    "code", ["`<!-- adrlog -->`", "a `b` `<!-- adrlog -->` c", "`<!-- adrlog -->` and `a`"]
)
def test_a_mark_in_a_line_of_code_is_text(code: str) -> None:
    text = between("\n\n")
    assert index.updated(f"{code}\n\n{text}", [ADA]) == f"{code}\n\n{index.updated(text, [ADA])}"
    same(text.replace("<!-- adrlog -->", code))


def test_a_mark_behind_code_is_a_mark() -> None:
    text = between("\n\n").replace("<!-- adrlog -->", "`a` <!-- adrlog -->")
    assert LISTED[0] in index.updated(text, [ADA])


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("index.md", True), ("README.md", True), ("Index.MD", True), ("a.md", False)],
)
def test_a_list_can_be_in_index_and_readme(name: str, is_one: bool) -> None:
    assert index.is_index(name) is is_one
