"""The list of records in index.md, kept in the way that it is written."""

import pytest

from store.records import index
from store.records.document import Document
from store.records.parsing import read
from tests.store.records.folders import FOLDERS, file

ADA = read("---\nstatus: accepted\ndate: 2026-01-02\n---\n# Use Ada\n", "0001-use-ada.md")
BASIC = read("# 2. Use Basic | or *not*\n", "0002-use-basic.md")
COBOL = read("# Use COBOL\n", "0010-use-cobol.md")

LISTED = ["[ADR-0001](0001-use-ada.md) - Use Ada", "[ADR-0010](0010-use-cobol.md) - Use COBOL"]


def between(text: str, stop: str = "<!-- adrlogstop -->") -> str:
    return f"# Log\n\nBefore.\n\n<!-- adrlog -->{text}{stop}\n\nAfter.\n"


def test_an_index_that_is_right_stays_as_it_is() -> None:
    text = (FOLDERS / "madr2" / "index.md").read_text("utf-8")
    records = [file(f"madr2/000{number}") for number in (3, 1, 2)]
    assert index.updated(text, records) == text
    ended = text.replace("\n", "\r\n")
    assert index.updated(ended, records) == ended


def test_a_new_index() -> None:
    text = index.new([COBOL, ADA])
    assert text == (
        "# Decisions\n\n<!-- adrlog -->\n\n* [ADR-0001](0001-use-ada.md) - Use Ada\n"
        "* [ADR-0010](0010-use-cobol.md) - Use COBOL\n\n<!-- adrlogstop -->\n"
    )
    assert index.updated(text, [ADA, COBOL]) == text
    assert index.new([]) == "# Decisions\n\n<!-- adrlog -->\n\n<!-- adrlogstop -->\n"


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
        "| [ADR-0002](0002-use-basic.md) | Use Basic \\| or *not* |  | web |  |\n"
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
    assert index.updated(held, [ADA]) == listed
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
        in index.new(records)
    )
